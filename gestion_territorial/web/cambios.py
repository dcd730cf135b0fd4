"""The differences between two snapshots as a page tells them: by line, without what says nothing to a reader."""

from dataclasses import replace

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.diferencia import CAMBIO, diff
from gestion_territorial.compromisos.models import Compromiso, Evidencia, Indicador, Objetivo


def cambios_legibles(uno, otro):
    """[(number of the line or 0, Diferencia)] from one snapshot to the other, in the order of the lines."""
    filas = _numeros(uno) | _numeros(otro)
    cambios = [(filas.get((c.tabla, c.fila_id), 0), _con_palabras(c, uno, otro)) for c in diff(uno, otro) if _dice(c)]
    return sorted(cambios, key=lambda par: par[0])


def _numeros(instantanea):
    """{(table, row id): number of its line in the official table}."""
    numeros = {}
    for fila in datos.de_instantanea(instantanea).filas:
        partes = [(Objetivo, fila.objetivo), (Indicador, fila.indicador), (Compromiso, fila.compromiso)]
        partes += [(Evidencia, evidencia) for evidencia in fila.evidencias]
        for modelo, parte in partes:
            if parte is not None:
                numeros.setdefault((modelo._meta.label_lower, parte.id), fila.numero)
    return numeros


def _dice(cambio):
    """Whether a difference tells a reader something: a new row's place says itself, a number behind a text too."""
    if cambio.campo in ("ponderacion_milesimas", "orden", "lugar") or cambio.antes == cambio.despues:
        return False
    return cambio.tipo == CAMBIO or cambio.campo not in ("compromiso_id", "indicador_id")


def _con_palabras(cambio, a, b):
    """A row that hangs from another one now: the words of both, which say more than their numbers."""
    if not cambio.campo.endswith("_id"):
        return cambio
    modelo = datos.modelo(cambio.tabla)._meta.get_field(cambio.campo).related_model

    def texto(instantanea, fila_id):
        """The first words of that row, in whichever column its table has them."""
        filas = instantanea["tablas"].get(modelo._meta.label_lower, ())
        suya = next((f for f in filas if f["id"] == fila_id), {})
        return next((suya[c] for c in modelo.CAMPOS if isinstance(suya.get(c), str) and suya[c]), "")

    return replace(cambio, antes=texto(a, cambio.antes), despues=texto(b, cambio.despues))
