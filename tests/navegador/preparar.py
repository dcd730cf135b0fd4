"""Makes the scenes of the stories, in a process and a database of its own.

python -m tests.navegador.preparar    # DATA_DIR/escenas/{scene}.sqlite3; prints {name: session key} as JSON
"""

import django

if __name__ == "__main__":
    django.setup()
    from . import escenas

    escenas.preparar()
