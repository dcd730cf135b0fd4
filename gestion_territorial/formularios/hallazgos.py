"""Findings: one catalogue, used by the screen, the steps, the import and the exports.

A rule is a generator `regla(contenido)` that yields `Hallazgo`; which of them block what is data here, not code there.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from .textos_hallazgos import CATALOGO


class Gravedad(StrEnum):
    BLOQUEA = "bloquea"
    AVISO = "aviso"


class Momento(StrEnum):
    """What is about to happen: commitments are submitted, or results are."""

    ENVIO = "envio"
    RESULTADOS = "resultados"


# code → what it does when commitments are submitted, and when results are (None: it has nothing to say then).
CONDUCTA = {
    "EMPTY": (Gravedad.BLOQUEA, None),
    "W-SUM": (Gravedad.BLOQUEA, Gravedad.AVISO),
    "W-MISSING": (Gravedad.BLOQUEA, None),
    "W-ZERO": (Gravedad.AVISO, None),
    "W-BAD": (Gravedad.BLOQUEA, None),
    "M-MIX": (Gravedad.BLOQUEA, None),
    "A-MIN2": (Gravedad.BLOQUEA, None),
    "O-ORPHAN": (Gravedad.BLOQUEA, None),
    "I-MISSING": (Gravedad.BLOQUEA, None),
    "G-MISSING": (Gravedad.BLOQUEA, None),
    "U-MISSING": (Gravedad.BLOQUEA, None),
    "V-MISSING": (Gravedad.BLOQUEA, Gravedad.BLOQUEA),
    "V-TBD": (Gravedad.BLOQUEA, Gravedad.BLOQUEA),
    "W-COPY": (Gravedad.BLOQUEA, None),
    "R-EARLY": (Gravedad.AVISO, None),
    "D-DUP": (Gravedad.AVISO, None),
    "INST-NONE": (Gravedad.BLOQUEA, None),
    "INST-PROBLEM": (Gravedad.BLOQUEA, None),
    "P-DIFF": (Gravedad.AVISO, Gravedad.AVISO),
    "III4-EMPTY": (Gravedad.BLOQUEA, None),
    "III4-DATE": (Gravedad.BLOQUEA, None),
    "III4-OBJ": (Gravedad.BLOQUEA, None),
    "III4-RESP": (Gravedad.BLOQUEA, None),
    "M-PROG": (Gravedad.AVISO, None),
    "OBJ-ANULADO": (Gravedad.AVISO, None),
    "R-MISSING": (None, Gravedad.BLOQUEA),
    "C-PENDING": (None, Gravedad.BLOQUEA),
    "E-MISSING": (None, Gravedad.BLOQUEA),
}
SOLO_CON_SI = frozenset({"V-MISSING", "V-TBD"})  # at results these speak only of rows answered «sí»
DISPENSABLES = frozenset({"A-MIN2", "V-MISSING", "V-TBD"})


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """One thing that is not as the format wants it: where, what was read, what is expected, how to mend it."""

    codigo: str
    leido: str
    clave: str = ""
    fila: int | None = None
    fila_id: int | None = None
    valores: tuple = ()
    respuesta: str = ""
    tabla: str = "control"
    dispensa: object = None  # the waiver asked for it, if any

    @property
    def nombre(self):
        return CATALOGO[self.codigo]["nombre"]

    @property
    def dispensable(self):
        return self.codigo in DISPENSABLES and self.dispensa is None

    @property
    def esperado(self):
        return CATALOGO[self.codigo]["esperado"].format(**dict(self.valores))

    @property
    def remedio(self):
        return CATALOGO[self.codigo]["remedio"].format(**dict(self.valores))

    def donde(self, formulario):
        """«Fila 12, columna 7 (Medio de verificación)», or empty for the whole form."""
        partes = []
        tabla = formulario.tabla(self.tabla)
        if self.fila:
            partes.append(f"{tabla.nombre.capitalize() if tabla else 'Fila'} {self.fila}")
        if columna := formulario.columna(self.clave):
            etiqueta = columna.etiqueta.replace(" {anio}", "")
            nombre = f"columna {columna.numero} ({etiqueta})" if columna.numero else f"columna «{etiqueta}»"
            partes.append(nombre if partes else nombre[0].upper() + nombre[1:])
        return ", ".join(partes)

    def frase(self, formulario):
        """The one Spanish sentence: place, what was read, what is expected, how to mend it."""
        donde = self.donde(formulario)
        inicio = f"{donde}: se leyó" if donde else "Se leyó"
        return f"{inicio} {self.leido}; se espera {self.esperado}. {self.remedio}"

    def gravedad(self, momento):
        """What it does at that moment, or None."""
        if momento == Momento.RESULTADOS and self.codigo in SOLO_CON_SI and self.respuesta != "si":
            return None
        if self.dispensa:  # asked for: the reviewer decides; granted: there is nothing to say
            return None if self.dispensa.otorgada else Gravedad.AVISO
        return CONDUCTA[self.codigo][0 if momento == Momento.ENVIO else 1]


def hallazgos(formulario, contenido, momento=Momento.ENVIO):
    """Every finding of the form's rules that speaks at that moment, by row, then by column."""
    dispensas = contenido.dispensas
    leidos = (h for regla in formulario.reglas for h in regla(contenido))
    con_dispensa = (replace(h, dispensa=dispensas.get((h.codigo, h.fila_id))) for h in leidos)
    lista = [h for h in con_dispensa if h.gravedad(momento)]
    columnas, codigos = formulario.columnas, list(CONDUCTA)

    def lugar(h):
        columna = columnas.get(h.clave)
        tabla = next((n for n, t in enumerate(formulario.tablas) if t.clave == h.tabla), 0)
        return (
            h.fila is not None,
            tabla,
            h.fila or 0,
            (columna.numero or 0) if columna else 0,
            codigos.index(h.codigo),
        )

    return sorted(lista, key=lugar)


def bloqueantes(formulario, contenido, momento=Momento.ENVIO):
    return [h for h in hallazgos(formulario, contenido, momento) if h.gravedad(momento) == Gravedad.BLOQUEA]
