"""Reading JSON for an exact program: no float is ever made, and what is not strict JSON is refused with its place."""

import json
from dataclasses import dataclass


class EntradaInvalida(ValueError):
    """Input that cannot be scored. `lugar` names the place (`programas[2].unidades[0].ponderacion`), `motivo` says why.

    `str()` is one Spanish line, whatever the input held.
    """

    def __init__(self, lugar: str, motivo: str):
        super().__init__(lugar, motivo)
        self.lugar = lugar
        self.motivo = motivo

    def __str__(self) -> str:
        return f"{self.lugar}: {self.motivo}"


@dataclass(frozen=True, slots=True)
class Numero:
    """A JSON number as its digits stand in the file."""

    texto: str


@dataclass(frozen=True, slots=True)
class _NoEsJson:
    """Something Python's reader would let pass: NaN, Infinity, or a key given twice."""

    motivo: str


def dentro(lugar: str, clave: str | int) -> str:
    """Name the place of a member: `programas` → `programas[2]` → `programas[2].region`."""
    if isinstance(clave, int):
        return f"{lugar or 'entrada'}[{clave}]"
    if not clave.isidentifier():  # quoted, so that a key with a line break stays on the one line
        return f"{lugar}[{clave!r}]"
    return f"{lugar}.{clave}" if lugar else clave


def leer_json(datos: bytes) -> object:
    """Read UTF-8 JSON (a byte order mark is tolerated) into dicts, lists, str, bool, None and `Numero`.

    Raises EntradaInvalida for bytes that are not UTF-8, text that is not JSON, nesting too deep to read, NaN, Infinity
    and a key repeated in one object, anywhere in the document.
    """
    try:
        texto = datos.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise EntradaInvalida(f"entrada (byte {e.start})", "el texto no está en UTF-8") from None
    try:
        arbol = json.loads(
            texto,
            parse_int=Numero,
            parse_float=Numero,
            parse_constant=lambda nombre: _NoEsJson(f"{nombre} no es un número de JSON"),
            object_pairs_hook=_objeto,
        )
    except json.JSONDecodeError as e:
        raise EntradaInvalida(f"entrada (línea {e.lineno}, columna {e.colno})", "no es JSON válido") from None
    except RecursionError:
        raise EntradaInvalida("entrada", "tiene demasiados niveles, unos dentro de otros") from None
    _revisar(arbol)
    return arbol


def _objeto(pares: list[tuple[str, object]]) -> dict:
    objeto = {}
    for clave, valor in pares:
        objeto[clave] = _NoEsJson("la clave está repetida") if clave in objeto else valor
    return objeto


def _revisar(arbol: object) -> None:
    pendientes = [("", arbol)]  # a list and not recursion: the reader allows deeper trees than Python's own stack
    while pendientes:
        lugar, nodo = pendientes.pop()
        if isinstance(nodo, _NoEsJson):
            raise EntradaInvalida(lugar or "entrada", nodo.motivo)
        if isinstance(nodo, dict):
            miembros = nodo.items()
        elif isinstance(nodo, list):
            miembros = enumerate(nodo)
        else:
            continue
        pendientes.extend([(dentro(lugar, clave), valor) for clave, valor in miembros][::-1])
