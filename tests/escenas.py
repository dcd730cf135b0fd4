"""Scenes: a programme brought to a state by its own steps, and a photo of all that a refusal must leave alone."""

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Cadena, Registro
from gestion_territorial.compromisos.models import (
    Compromiso,
    Estado,
    Evidencia,
    Indicador,
    Objetivo,
    Operacion,
    ProgramaRegional,
    Version,
)
from gestion_territorial.revision.models import Observacion

TABLAS = (ProgramaRegional, Objetivo, Indicador, Compromiso, Evidencia, Version, Operacion, Observacion, Archivo)
FILA = {"objetivo": "Difundir derechos", "indicador": "Talleres", "meta": "40 talleres", "ponderacion": "100"}

# The steps that lead there, and by whom; «responder» is the answering of every commitment.
CAMINO = {
    Estado.BORRADOR: (),
    Estado.ENVIADO: (("enviar", "diego"),),
    Estado.OBSERVADO: (("enviar", "diego"), ("abrir-revision", "rosa"), ("devolver", "rosa")),
}
CAMINO[Estado.APROBADO] = (("enviar", "diego"), ("abrir-revision", "rosa"), ("aprobar", "rosa"))
CAMINO[Estado.RESULTADOS] = (*CAMINO[Estado.APROBADO], ("abrir-resultados", "rosa"), ("responder", "ana"))
CAMINO[Estado.RESULTADOS_ENVIADOS] = (*CAMINO[Estado.RESULTADOS], ("enviar-resultados", "diego"))
CAMINO[Estado.RESULTADOS_OBSERVADOS] = (
    *CAMINO[Estado.RESULTADOS_ENVIADOS],
    ("abrir-revision", "rosa"),
    ("devolver-resultados", "rosa"),
)
CAMINO[Estado.VALIDADO] = (*CAMINO[Estado.RESULTADOS_ENVIADOS], ("abrir-revision", "rosa"), ("validar", "rosa"))
CAMINO[Estado.CERRADO] = (*CAMINO[Estado.VALIDADO], ("cerrar", "rosa"))


def llevar(mundo, estado, *, filas=(FILA,), ids=None):
    """Bring Antofagasta's programme from empty to a state; returns the ids of its commitments."""
    ids = mundo.escribir(filas=filas) if ids is None else ids
    for paso, quien in CAMINO[estado]:
        if paso == "responder":
            mundo.responder(ids, ["si"] * len(ids))
        else:
            mundo.dar(paso, quien, motivo="Falta precisar")
    assert mundo.programa().estado == estado
    return ids


def foto():
    """Everything stored that a refused action must not have touched, in every programme."""
    filas = {tabla._meta.label: list(tabla._base_manager.order_by("pk").values()) for tabla in TABLAS}
    return filas | {
        "registro": list(Registro.objects.order_by("pk").values_list("pk", "hash")),
        "cadenas": list(Cadena.objects.order_by("pk").values()),
    }
