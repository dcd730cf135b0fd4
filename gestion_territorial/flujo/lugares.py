"""The places of a form that one can speak of: the whole, one of its tables, a row (by its stable id), a cell.

A row of the control table is named by its commitment: objective and indicator are cells of it.
"""

from dataclasses import dataclass

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso, Evidencia, Indicador, Objetivo
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.valores import valor

from .errores import NoExiste

FUERA_DE_LO_DICHO = ("orden",)  # a row that only moved says what it said


@dataclass(frozen=True, slots=True)
class Lugar:
    """Keys of table and column, and the row's id; empty, the whole of it."""

    tabla: str = ""
    fila_id: int | None = None
    columna: str = ""


TODO = Lugar()


def mirar(programa, lugar):
    """(number of the row, what the place says) as stored now. Raises NoExiste when the form has no such place."""
    if lugar == TODO:
        return None, ""
    tabla = catalogo.formulario(programa.formulario).tabla(lugar.tabla)
    if tabla is None:
        raise NoExiste("El formulario no tiene esa tabla.")
    if lugar.fila_id is None:
        if lugar.columna:
            raise NoExiste("Elija también la fila de esa columna.")
        return None, ""
    contenido = datos.leer(programa)
    linea = next((f for f in tabla.filas(contenido) if f.id == lugar.fila_id), None)
    if linea is None:
        raise NoExiste("Esa fila no existe o fue eliminada. Vuelva a cargar la página.")
    columnas = [c for c in tabla.columnas if not lugar.columna or c.clave == lugar.columna]
    if not columnas:
        raise NoExiste("La tabla no tiene esa columna.")
    textos = [valor(columna, linea, contenido).texto for columna in columnas]
    return linea.numero, textos[0] if lugar.columna else next(filter(None, textos), "")


def huella(tabla, linea, contenido):
    """SHA-256 of all that a line says: of a commitment, its objective, indicator, extras, answer and evidence too."""
    extras = [[extra.clave, str(extra.valor(linea, contenido))] for extra in tabla.extras]
    return sha256(canonico([extras, *([m._meta.label_lower, _dicho(m, fila)] for m, fila in partes(tabla, linea))]))


def partes(tabla, linea):
    """[(table of rows, row)] of which a line of the form is made; evidence is part of its commitment's line."""
    if tabla.modelo:
        return [(datos.modelo(tabla.modelo), linea.datos)]
    partes = [(Objetivo, linea.objetivo), (Indicador, linea.indicador), (Compromiso, linea.compromiso)]
    partes += [(Evidencia, evidencia) for evidencia in linea.evidencias]
    return [(modelo, fila) for modelo, fila in partes if fila is not None]


def _dicho(modelo, fila):
    return {campo: getattr(fila, campo) for campo in modelo.CAMPOS if campo not in FUERA_DE_LO_DICHO}
