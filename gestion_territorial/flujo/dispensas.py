"""Waivers, as sending and returning move them: the director sends asking to be excused from a finding, with a reason.

The reviewer grants each one (`otorgamiento`), or returns the programme.
"""

from gestion_territorial.compromisos.models import Dispensa
from gestion_territorial.compromisos.texto import limpiar
from gestion_territorial.formularios.hallazgos import DISPENSABLES, Gravedad


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
