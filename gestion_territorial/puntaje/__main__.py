"""Recomputes scores and a verdict without the system: `python -m gestion_territorial.puntaje < entrada.json`.

Reads standard input, writes standard output. Exit status 0, or 2 with one line on standard error that names the place.
"""

import json
import sys

from .entrada import evaluar
from .lectura import EntradaInvalida, leer_json

USO = "Uso: python -m gestion_territorial.puntaje < entrada.json > salida.json"


def main() -> int:
    if len(sys.argv) > 1:
        pide_ayuda = sys.argv[1:] in (["-h"], ["--help"])
        print(USO, file=sys.stdout if pide_ayuda else sys.stderr)
        return 0 if pide_ayuda else 2
    try:
        salida = evaluar(leer_json(sys.stdin.buffer.read()))
    except EntradaInvalida as e:
        print(e, file=sys.stderr)
        return 2
    print(json.dumps(salida, indent=2))  # ASCII escapes: the output reads the same under any locale
    return 0


if __name__ == "__main__":
    sys.exit(main())
