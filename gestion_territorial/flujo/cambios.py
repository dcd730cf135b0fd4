"""What changed: on a row since it was observed, and in a programme since it was last reviewed. Read in the register."""

import json

from django.db.models import Q

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso, Evidencia
from gestion_territorial.formularios import catalogo

# What ends somebody's look at a submission.
REVISIONES = (
    *("devolver", "aprobar", "soltar-revision", "traspasar-revision"),
    *("devolver-resultados", "validar"),
)
PEDIDA, DECLINADA = "pedir-devolucion", "declinar-devolucion"
AGREGAN = ("agregar", "duplicar", "restaurar", "separar", "copiar", "traer objetivo")
MAXIMO = 200  # entries that a page shows


def desde_la_observacion(observacion):
    """The register's entries on what was observed since it was, oldest first: the row's, or those of rows added."""
    entradas = Registro.objects.filter(programa_id=observacion.programa_id, edicion__gt=observacion.edicion)
    entradas = entradas.exclude(tabla="").order_by("pk")
    if observacion.fila_id:
        entradas = entradas.filter(_de_la_fila(observacion))
    elif observacion.pide_fila:
        entradas = entradas.filter(_agregadas(observacion, entradas))
    return entradas[:MAXIMO]


def _modelo(observacion):
    formulario = catalogo.formulario(observacion.programa.formulario)
    tabla = formulario.tabla(observacion.tabla)
    return datos.modelo(tabla.modelo) if tabla and tabla.modelo else Compromiso


def _de_la_fila(observacion):
    modelo = _modelo(observacion)
    propia = Q(tabla=modelo._meta.label_lower, fila_id=observacion.fila_id)
    compromiso = modelo is Compromiso and Compromiso.objects.filter(pk=observacion.fila_id)
    if not compromiso or not (fila := compromiso.select_related("indicador").first()):
        return propia
    evidencias = Evidencia.objects.filter(compromiso=fila).values("pk")
    return (
        propia
        | Q(tabla="compromisos.indicador", fila_id=fila.indicador_id)
        | Q(tabla="compromisos.objetivo", fila_id=fila.indicador.objetivo_id)
        | Q(tabla=Evidencia._meta.label_lower, fila_id__in=evidencias)
    )


def _agregadas(observacion, entradas):
    """Rows of that table that came since, with all that was written in them."""
    etiqueta = _modelo(observacion)._meta.label_lower
    nuevas = list(entradas.filter(tabla=etiqueta, accion__in=AGREGAN).values_list("fila_id", flat=True)[:MAXIMO])
    de_esas = Q(tabla=etiqueta, fila_id__in=nuevas)
    if etiqueta == Compromiso._meta.label_lower:
        indicadores = Compromiso.objects.filter(pk__in=nuevas)
        de_esas |= Q(tabla="compromisos.indicador", fila_id__in=indicadores.values("indicador"))
        de_esas |= Q(tabla="compromisos.objetivo", fila_id__in=indicadores.values("indicador__objetivo"))
    return de_esas


def dichos_de_la_revision(programa):
    """The register's entries that end a look at it, ask for the text back or decline to give it, oldest first."""
    acciones = (*REVISIONES, PEDIDA, DECLINADA)
    return list(Registro.objects.filter(programa_id=programa.pk, accion__in=acciones).order_by("pk"))


def ultima_revision(programa, usuario_id, dichos=None):
    """(entry, version) of the last time this person ended a review of the programme; somebody else's, if never theirs.

    (None, None) when nobody has, or nothing was submitted again since. `dichos` are read already, here and below.
    """
    hechas = [e for e in _dichos(programa, dichos) if e.accion in REVISIONES]
    entrada = max(hechas, key=lambda e: (e.actor_id == usuario_id, e.pk), default=None)
    if entrada is None or programa.enviado_en is None or programa.enviado_en <= entrada.momento:
        return None, None
    return entrada, programa.versiones.filter(creada_en__lte=entrada.momento).order_by("-numero").first()


def peticion_de_devolucion(programa, dichos=None):
    """The register's entry that asks for the frozen text back, while it waits for an answer, or None."""
    if not programa.devolucion_pedida_en:
        return None
    return next((e for e in reversed(_dichos(programa, dichos)) if e.accion == PEDIDA), None)


def devolucion_declinada(programa, dichos=None):
    """The entry that declined it, when that is the last word on this submission, or None."""
    if programa.devolucion_pedida_en or not programa.enviado_en:
        return None
    declinadas = (e for e in reversed(_dichos(programa, dichos)) if e.accion == DECLINADA)
    return next((e for e in declinadas if e.momento >= programa.enviado_en), None)


def _dichos(programa, dichos):
    return dichos_de_la_revision(programa) if dichos is None else dichos


def contenido_de(version):
    """The snapshot that a version keeps."""
    return json.loads(version.contenido)


def motivo_de(entrada):
    """The reason that an entry of the register gives."""
    return leer_registro(entrada)["datos"].get("motivo", "")
