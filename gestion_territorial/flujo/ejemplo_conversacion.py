"""The example's conversation: observations of cells, a row that is asked for, an internal note, an amendment that waits
for review with its document, and evidence in a file.

Each part is written once, where nobody has begun one; by the people who would, through the actions that screens use.
"""

import hashlib
import io
import json

from django.conf import settings
from django.utils import timezone

from gestion_territorial.compromisos import contenido
from gestion_territorial.compromisos.models import Estado, Evidencia, ProgramaRegional
from gestion_territorial.cuentas.models import Rol

from . import acciones, edicion, ejemplo_programas, enmiendas, evidencias, notas, observaciones
from .deposito import Recibido
from .lugares import Lugar

FIXTURES = settings.BASE_DIR / "fixtures"
EN_REVISION, CON_ENMIENDA, CON_EVIDENCIA = "03", "07", "08"  # the regions where it can be seen


def conversar(*, servicio, periodo):
    """Write what is missing of it in III.1; a region that is not where the example left it stays as it is."""
    datos = json.loads((FIXTURES / "ejemplo_conversacion.json").read_text(encoding="utf-8"))
    nacionales, regionales = ejemplo_programas.cargos(servicio)
    programas = ProgramaRegional.objects.filter(servicio=servicio, periodo=periodo, formulario="III.1").con_contexto()
    for programa in programas.filter(region__in=(EN_REVISION, CON_ENMIENDA, CON_EVIDENCIA)):
        director = regionales.get((programa.region_id, Rol.DIRECTOR))
        quien = regionales.get((programa.region_id, Rol.FORMULADOR), director)
        if director is None:
            continue
        if programa.region_id == EN_REVISION:
            _observar(programa, nacionales.get(ejemplo_programas.ROSA), datos)
        elif programa.region_id == CON_ENMIENDA:
            _enmendar(programa, quien, director, datos["enmienda"])
        else:
            _probar(programa, quien, datos["evidencia"])


def _observar(programa, rosa, datos):
    """Rosa, who is reviewing it, observes two cells, asks for a row and leaves a note to Rita."""
    if rosa is None or programa.revisor_id != rosa.usuario_id or programa.observaciones.exists():
        return
    de_rosa = {"programa_id": programa.pk, "cargo": rosa}
    filas = contenido.leer(programa).filas
    for observada in datos["observaciones"]:
        lugar = Lugar("control", filas[observada["fila"] - 1].id, observada["columna"])
        observaciones.observar(texto=observada["texto"], lugar=lugar, **de_rosa)
    observaciones.observar(texto=datos["falta"], lugar=Lugar("control"), pide_fila=True, **de_rosa)
    notas.anotar(texto=datos["nota"], lugar=Lugar("control", filas[2].id), **de_rosa)


def _enmendar(programa, quien, director, datos):
    """The region asks to annul its last commitment, shares its weight among the others, and sends it."""
    if programa.estado != Estado.APROBADO or ProgramaRegional.todos.filter(enmienda_de=programa).exists():
        return
    acto = {
        "tipo": datos["tipo"],
        "numero": datos["numero"],
        "fecha": f"{timezone.localdate():%d-%m-%Y}",
        "archivo": _archivo(datos["documento"]),
    }
    enmiendas.pedir(programa_id=programa.pk, cargo=quien, motivo=datos["motivo"], acto=acto)
    enmienda = ProgramaRegional.todos.get(enmienda_de=programa)
    ultima = contenido.leer(enmienda).filas[-1].id
    enmiendas.anular(programa_id=enmienda.pk, cargo=quien, compromiso_id=ultima)
    enmienda.refresh_from_db()
    edicion.ponderar(programa_id=enmienda.pk, cargo=quien, cual="proporcional", edicion=enmienda.edicion)
    acciones.dar("enviar", programa_id=enmienda.pk, cargo=director)


def _probar(programa, quien, nombre):
    """The first answered commitment gets its file, beside the reference that it has."""
    con_archivo = Evidencia.objects.vivas().filter(programa=programa).exclude(sha256="")
    if programa.estado != Estado.RESULTADOS or con_archivo.exists():
        return
    primera = contenido.leer(programa).filas[0].id
    evidencias.subir(programa_id=programa.pk, cargo=quien, compromiso_id=primera, recibidos=[_archivo(nombre)])


def _archivo(nombre):
    """A page with that name: each a content of its own, so that withdrawing one leaves the others."""
    datos = (FIXTURES / "ejemplo_documento.pdf").read_bytes() + f"% {nombre}\n".encode()
    return Recibido(nombre, len(datos), hashlib.sha256(datos).hexdigest(), io.BytesIO(datos))
