"""Scenes: a programme brought to a state by its own steps, and a photo of all that a refusal must leave alone."""

from django.db import connection

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Cadena, Registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import SOLO_DE_ENMIENDA, Estado, Operacion, ProgramaRegional, Version
from gestion_territorial.flujo.lugares import huella
from gestion_territorial.flujo.models import Publicacion
from gestion_territorial.formularios import catalogo
from gestion_territorial.revision.models import Aceptacion, NotaInterna, Observacion
from gestion_territorial.territorio.models import Periodo, Ventana

from .molde import filas_de, recordada

DEL_PROGRAMA = [e for e in Estado if e not in SOLO_DE_ENMIENDA]  # the states of a programme that is no amendment
TABLAS = (
    ProgramaRegional,
    Version,
    Operacion,
    Observacion,
    Aceptacion,
    NotaInterna,
    Publicacion,
    Periodo,
    Ventana,
    Archivo,
)
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


@recordada
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
    todas = (*TABLAS, Registro, Cadena, *datos.modelos())
    with connection.cursor() as cursor:
        return {tabla._meta.label: filas_de(cursor, tabla._meta.db_table)[1] for tabla in todas}


def elegidas(programa_id):
    """Every row of a programme as a reviewer's page offers it for acceptance: (table, row id, what it says by hash)."""
    programa = ProgramaRegional.todos.con_contexto().get(pk=programa_id)
    contenido, formulario = datos.leer(programa), catalogo.formulario(programa.formulario)
    return [
        (tabla.clave, linea.id, huella(tabla, linea, contenido))
        for tabla in formulario.tablas
        for linea in tabla.filas(contenido)
    ]
