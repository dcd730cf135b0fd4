"""A difference between two snapshots as people read it: which row, which column, which words."""

from dataclasses import dataclass, replace

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.diferencia import CAMBIO, diff
from gestion_territorial.compromisos.models import Compromiso, Evidencia, Indicador, Objetivo
from gestion_territorial.formularios.tablas import DE_NIVEL

from .registro import HALLAZGO, dicho

TIPOS = {"alta": "fila nueva", "baja": "fila eliminada", "cambio": ""}


@dataclass(frozen=True, slots=True, repr=False)
class Linea:
    """Where a stored row shows: its table's key, the number and the id of the line (an objective's, its first)."""

    tabla: str
    numero: int
    fila_id: int


@dataclass(frozen=True, slots=True, repr=False)
class Cambio:
    """One field that differs. `lugar` is its cell (table, row id, column), when the present text has one."""

    tabla: str
    fila: int
    etiqueta: str
    tipo: str
    palabras: list
    lugar: tuple


def cambios(formulario, uno, otro):
    """What changed from snapshot `uno` to `otro`, table by table in the form's order, by row and column."""
    de, hacia = _lineas(formulario, uno), _lineas(formulario, otro)
    titulos = {t.clave: (n, t.titulo) for n, t in enumerate(formulario.tablas)}
    lista = []
    for d in diff(uno, otro):
        if not _dice(d):
            continue
        palabras = _con_palabras(d, uno, otro)
        if palabras.antes == palabras.despues:
            continue
        linea = hacia.get((d.tabla, d.fila_id)) or de.get((d.tabla, d.fila_id))
        posicion, titulo = titulos[linea.tabla] if linea else (-1, "")
        columna = _columna(formulario, linea, d)
        anulado = _anulado(d, otro)
        cambio = Cambio(
            titulo,
            linea.numero if linea else 0,
            "Se anula" if anulado else _etiqueta(columna, d),
            TIPOS[d.tipo],
            anulado or palabras.palabras,
            (linea.tabla, linea.fila_id, columna.clave) if linea and columna else (),
        )
        lista.append(((posicion, cambio.fila), cambio))
    return [cambio for _, cambio in sorted(lista, key=lambda par: par[0])]


def _anulado(cambio, instantanea):
    """The words of a commitment that is annulled, struck through; nothing of any other change."""
    if (cambio.tabla, cambio.campo, cambio.despues) != (Compromiso._meta.label_lower, "anulado", True):
        return []
    fila = next(f for f in instantanea["tablas"][cambio.tabla] if f["id"] == cambio.fila_id)
    return [("quitado", fila["texto"] or fila["actividades"] or "(sin texto)")]


def _lineas(formulario, instantanea):
    """{(label, row id): Linea} of every stored row that shows in a line."""
    contenido, lineas = datos.de_instantanea(instantanea), {}
    for tabla in formulario.tablas:
        for fila in tabla.filas(contenido):
            linea = Linea(tabla.clave, fila.numero, fila.id)
            if tabla.modelo:
                lineas[tabla.modelo, fila.id] = linea
                continue
            partes = [(Objetivo, fila.objetivo), (Indicador, fila.indicador), (Compromiso, fila.compromiso)]
            partes += [(Evidencia, evidencia) for evidencia in fila.evidencias]
            for modelo, parte in partes:
                if parte is not None:
                    lineas.setdefault((modelo._meta.label_lower, parte.id), linea)
    return lineas


def _columna(formulario, linea, diferencia):
    """The column that shows that field, or None."""
    if linea is None:
        return None
    tabla = formulario.tabla(linea.tabla)
    for columna in tabla.columnas:
        etiqueta = tabla.modelo or DE_NIVEL[columna.nivel]._meta.label_lower
        if etiqueta == diferencia.tabla and diferencia.campo in columna.campos:
            return columna
    return None


def _etiqueta(columna, diferencia):
    if columna is None or diferencia.campo != columna.campos[0]:
        return diferencia.etiqueta
    return f"{columna.etiqueta} ({columna.numero})" if columna.numero else columna.etiqueta


def _dice(cambio):
    """Whether a difference tells a reader something: a new row's place says itself, a number behind a text too."""
    if cambio.campo in ("ponderacion_milesimas", "orden", "lugar") or cambio.antes == cambio.despues:
        return False
    return cambio.tipo == CAMBIO or cambio.campo not in ("compromiso_id", "indicador_id")


def _con_palabras(cambio, a, b):
    """A row that hangs from another one now: the words of both, which say more than their numbers.

    Of one that hangs from another programme's row there are none here: its own field with the words says it.
    """
    if (cambio.tabla, cambio.campo) == HALLAZGO:
        return replace(cambio, **{lado: dicho(getattr(cambio, lado), *HALLAZGO) for lado in ("antes", "despues")})
    if not cambio.campo.endswith("_id"):
        return cambio
    modelo = datos.modelo(cambio.tabla)._meta.get_field(cambio.campo).related_model

    def texto(instantanea, fila_id):
        filas = instantanea["tablas"].get(modelo._meta.label_lower, ())
        fila = next((f for f in filas if f["id"] == fila_id), None)
        palabras = (fila[c] for c in modelo.CAMPOS if isinstance(fila.get(c), str)) if fila else ()
        return next(filter(str.strip, palabras), "(sin texto)" if fila else "")

    return replace(cambio, antes=texto(a, cambio.antes), despues=texto(b, cambio.despues))
