"""What changed between two snapshots, whichever two: versions, or a version and the live draft."""

import difflib
import re
from dataclasses import dataclass

from .contenido import modelo

ALTA, BAJA, CAMBIO = "alta", "baja", "cambio"
CABECERA = "compromisos.programaregional"
# Spaces, a number whole («7,14» changes as one), a word, a sign.
TROZO = re.compile(r"\s+|\d+(?:[.,]\d+)*|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Diferencia:
    """One field that differs. `fila_id` is None for the programme's heading."""

    tipo: str
    tabla: str
    fila_id: int | None
    campo: str
    etiqueta: str
    antes: object
    despues: object

    @property
    def palabras(self):
        """The two texts as runs (kind, text): «igual», «quitado», «agregado», for marking words on screen."""
        return comparar_palabras(*(en_palabras(v, self.tabla, self.campo) for v in (self.antes, self.despues)))


def diff(a, b):
    """The differences from snapshot `a` to snapshot `b`, heading first, then table by table, row by row."""
    lista = []
    for campo in sorted(a["cabecera"].keys() | b["cabecera"].keys()):
        antes, despues = a["cabecera"].get(campo), b["cabecera"].get(campo)
        if antes != despues:
            lista.append(Diferencia(CAMBIO, "", None, campo, campo.replace("_", " "), antes, despues))
    for tabla in sorted(a["tablas"].keys() | b["tablas"].keys()):
        de, hacia = ({f["id"]: f for f in lado["tablas"].get(tabla, [])} for lado in (a, b))
        orden = list(hacia) + [i for i in de if i not in hacia]
        for fila_id in orden:
            antes, despues = de.get(fila_id), hacia.get(fila_id)
            tipo = ALTA if antes is None else BAJA if despues is None else CAMBIO
            for campo in [c for c in (despues or antes) if c != "id"]:
                uno, otro = (antes or {}).get(campo), (despues or {}).get(campo)
                if uno != otro and (tipo == CAMBIO or (despues or antes)[campo] not in ("", None, False)):
                    lista.append(Diferencia(tipo, tabla, fila_id, campo, etiqueta(tabla, campo), uno, otro))
    return lista


def etiqueta(tabla, campo):
    """The field's name as its table declares it."""
    try:
        return str(modelo(tabla)._meta.get_field(campo.removesuffix("_id")).verbose_name)
    except Exception:
        return campo.replace("_", " ")


def en_palabras(valor, tabla="", campo=""):
    """A stored value as people read it; one of a list, by the name its field gives it."""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, str) and campo:
        return str(_opciones(tabla or CABECERA, campo).get(valor, valor))
    return "" if valor is None else str(valor)


def _opciones(tabla, campo):
    """{stored value: its name} of a field with a list; empty of any other, or of one that its table no longer has."""
    try:
        return dict(modelo(tabla)._meta.get_field(campo).flatchoices)
    except Exception:
        return {}


def comparar_palabras(antes, despues):
    uno, otro = (TROZO.findall(texto) for texto in (antes, despues))
    tramos = []
    # Past some hundred words the exact comparison grows with the square: let the library skip the commonest tokens.
    comparador = difflib.SequenceMatcher(None, uno, otro, autojunk=len(uno) * len(otro) > 250_000)
    for orden, a1, a2, b1, b2 in comparador.get_opcodes():
        if orden == "equal":
            tramos.append(("igual", "".join(uno[a1:a2])))
        if orden in ("delete", "replace"):
            tramos.append(("quitado", "".join(uno[a1:a2])))
        if orden in ("insert", "replace"):
            tramos.append(("agregado", "".join(otro[b1:b2])))
    return tramos
