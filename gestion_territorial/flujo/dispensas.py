"""Waivers, as sending and returning move them: the director sends asking to be excused from a finding, with a reason.

The reviewer grants each one (`otorgamiento`), or returns the programme.
"""

from copy import copy

from gestion_territorial.compromisos.models import Compromiso, Dispensa
from gestion_territorial.compromisos.texto import limpiar
from gestion_territorial.formularios.hallazgos import DISPENSABLES, Gravedad

TABLA = Dispensa._meta.label_lower


def pedir(escritura, pedidas, hallazgos, momento):
    """Ask for those of the blocking findings that may be waived: {(code, commitment id): reason}."""
    abiertos = {
        (h.codigo, h.fila_id): h
        for h in hallazgos
        if h.codigo in DISPENSABLES and h.gravedad(momento) == Gravedad.BLOQUEA
    }
    for lugar, motivo in pedidas.items():
        razon = limpiar(motivo or "").strip()
        if razon and lugar in abiertos:
            codigo, compromiso_id = lugar
            valores = {"compromiso_id": compromiso_id, "codigo": codigo, "motivo": razon}
            escritura.crear_fila(Dispensa, valores, accion="pedir dispensa")


def por_otorgar(programa):
    return Dispensa.objects.vivas().filter(programa=programa, otorgada=False)


def retirar_las_pedidas(escritura):
    """What was asked and not granted falls when the programme goes back to the region."""
    for dispensa in por_otorgar(escritura.programa):
        escritura.eliminar_fila(Dispensa, dispensa.pk)


def copiar(escritura, contenido, nuevos, *, accion):
    """What was granted holds in an amendment too: `nuevos` is {commitment id: its id in the proposal}."""
    for dispensa in contenido.tabla(Dispensa):
        if dispensa.otorgada and dispensa.compromiso_id in nuevos:
            valores = {campo: getattr(dispensa, campo) for campo in Dispensa.CAMPOS}
            escritura.crear_fila(Dispensa, valores | {"compromiso_id": nuevos[dispensa.compromiso_id]}, accion=accion)


def de_los_dos(actual, propuesta, traducir):
    """The waivers of a programme as its amendment would leave them: its own, and what was granted to the proposal.

    `traducir(table, id)` gives a proposal's row as the programme knows it; what is new has a negative id.
    """
    filas = list(actual.tabla(Dispensa))
    vistas = {(d.codigo, d.compromiso_id) for d in filas}
    for dispensa in propuesta.tabla(Dispensa):
        compromiso_id = traducir(Compromiso._meta.label_lower, dispensa.compromiso_id)
        if dispensa.otorgada and (dispensa.codigo, compromiso_id) not in vistas:
            otra = copy(dispensa)
            otra.id, otra.compromiso_id, otra.edicion = -dispensa.id, compromiso_id, None
            filas.append(otra)
    return filas
