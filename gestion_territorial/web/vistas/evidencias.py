"""Evidence over HTTP: put in with the line one is writing, given back as a download, packed."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.documentos import paquete as paquetes
from gestion_territorial.documentos import trabajos_evidencias
from gestion_territorial.flujo import evidencias
from gestion_territorial.flujo.errores import DatoInvalido, NoExiste
from gestion_territorial.formularios.direcciones import parte_regional

from .. import errores
from ..descarga import descarga, descarga_guardada
from ..pagina import entero, operacion
from ..recepcion import recibido
from . import trabajos
from .comun import con_editor, guardado, mostrar
from .linea import guardar_lo_escrito


def subir(request, programa, formulario, fila):
    """Keep the chosen files; what else was written in the line is saved first, and stays whatever becomes of them."""
    guardar_lo_escrito(request, programa, fila)
    try:
        hecho = evidencias.subir(
            programa_id=programa.pk,
            cargo=request.cargo,
            compromiso_id=fila,
            recibidos=[recibido(subido) for subido in request.FILES.getlist("archivo")],
            operacion=_otra(operacion(request), "subir"),
        )
    except DatoInvalido as rechazo:
        if errores.quiere_json(request):
            raise
        messages.error(request, rechazo.mensaje)
        return redirect(con_editor(programa, str(fila)))
    return _hecho(request, programa, fila, hecho, "Archivo guardado.")


def adjuntar(request, programa, formulario, fila):
    """Let a file of another line prove this one too."""
    guardar_lo_escrito(request, programa, fila)
    elegida = entero(request.POST.get("evidencia"))
    if not elegida:
        raise DatoInvalido("Elija primero uno de los archivos ya subidos.", "evidencia")
    hecho = evidencias.adjuntar(
        programa_id=programa.pk,
        cargo=request.cargo,
        compromiso_id=fila,
        evidencia_id=elegida,
        operacion=_otra(operacion(request), "adjuntar"),
    )
    return _hecho(request, programa, fila, hecho, "Archivo adjuntado.")


def quitar(request, programa, formulario, evidencia):
    hecho = evidencias.quitar(
        programa_id=programa.pk, cargo=request.cargo, evidencia_id=evidencia, operacion=operacion(request)
    )
    return mostrar(request, programa, str(hecho["compromiso"]))


def archivo(request, programa, formulario, evidencia):
    """The bytes, always as a download."""
    fila, contenido = evidencias.abrir(programa, evidencia)
    return descarga_guardada(contenido, fila.nombre, fila.tipo)


def paquete(request, programa, formulario):
    """The evidence of one form as a ZIP."""
    codigo, servicio = programa.formulario, programa.servicio.codigo
    nombre = f"{codigo}_{servicio}_{programa.periodo.anio}_region-{parte_regional(programa)}_evidencias.zip"
    return _paquete(request, [programa], nombre)


def paquete_de_la_region(request, servicio, periodo, region):
    """The evidence of a region's forms of the year as a ZIP."""
    iguales = ProgramaRegional.objects.filter(servicio=servicio, periodo=periodo, region=region)
    programas = list(iguales.con_contexto().de_norte_a_sur())
    if not programas:
        raise NoExiste("Esa región no tiene programas de ese servicio en ese año.")
    nombre = f"expediente_{servicio.codigo}_{periodo.anio}_region-{region.pk}_evidencias.zip"
    return _paquete(request, programas, nombre)


def _paquete(request, programas, nombre):
    """A small package at once; of a big one, the page that waits for it."""
    pedido = trabajos_evidencias.PedidoDePaquete(tuple(programas), nombre)
    if not pedido.es_chico():
        return trabajos.esperar(request, lambda: trabajos_evidencias.pedir(pedido))
    return descarga(paquetes.de_programas(programas), nombre, trabajos_evidencias.MIME)


def _hecho(request, programa, fila, hecho, frase):
    if errores.quiere_json(request):
        return guardado(request, programa, str(fila), hecho)
    if not request.htmx:
        messages.success(request, frase)
    return mostrar(request, programa, str(fila))


def _otra(id_, que):
    """The line's fields are saved under the page's own id; the file that comes with them is an operation beside it."""
    return uuid.uuid5(id_, que) if id_ else None
