"""Makes the scenes of the stories, and does what a story needs done from outside the browser.

    python -m tests.navegador.preparar    # DATA_DIR/escenas/{scene}.sqlite3; prints {name: session key} as JSON
    python -m tests.navegador.preparar corregir 05    # in the database in use: a closed answer turned

Run as a program, in a process and a database of its own.
"""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from . import escenas

    if sys.argv[1:2] == ["corregir"]:
        escenas.corregir(sys.argv[2])
    else:
        escenas.preparar()
