"""A fault of a programme, named as people name it."""

from gestion_territorial.auditoria.faltas import Falta


def de_programa(programa, que, esperado, leido, donde=""):
    """A fault of a programme; `donde` is the place inside it."""
    lugar = f"{programa.formulario} {programa.servicio.codigo} {programa.periodo.anio} {programa.region}"
    return Falta(que, f"{lugar}, {donde}" if donde else lugar, esperado, leido)
