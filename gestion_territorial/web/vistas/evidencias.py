"""Evidence over HTTP: put in with the line one is writing, given back as a download, packed, withdrawn."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render

from gestion_territorial.compromisos.models import Evidencia, ProgramaRegional
from gestion_territorial.documentos import paquete as paquetes
from gestion_territorial.documentos import trabajos_evidencias
from gestion_territorial.flujo import evidencias
from gestion_territorial.flujo.errores import ContenidoCambiado, DatoInvalido, NoExiste
from gestion_territorial.flujo.pasos import PASOS, impedimento
from gestion_territorial.flujo.publicacion import con_documento
from gestion_territorial.formularios.direcciones import parte_regional

from .. import errores
from ..descarga import descarga, descarga_guardada
from ..direcciones import direccion
from ..pagina import Pagina, entero, operacion
from ..recepcion import recibido
from ..registro import entradas_legibles
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


def retirar(request, programa, formulario, evidencia):
    """The page that asks for the reason and says where else the file is used; then it is given to nobody."""
    fila = Evidencia.objects.vivas().filter(programa=programa, pk=evidencia).exclude(sha256="").first()
    if fila is None:
        raise NoExiste("No hay un archivo en esa dirección.")
    if request.method != "POST":
        razon = impedimento(PASOS[evidencias.RETIRAR], programa, request.cargo)
        if razon:
            return errores.responder(request, razon[0], razon[1], volver=direccion(programa))
        return _preguntar(request, programa, fila)
    try:
        evidencias.retirar(
            programa_id=programa.pk,
            cargo=request.cargo,
            evidencia_id=evidencia,
            motivo=request.POST.get("motivo", ""),
            edicion=entero(request.POST.get("edicion")) or 0,
            operacion=operacion(request),
        )
    except (DatoInvalido, ContenidoCambiado) as rechazo:
        return _preguntar(request, ProgramaRegional.objects.con_contexto().get(pk=programa.pk), fila, rechazo)
    messages.success(request, f"«{fila.nombre}» ya no se entrega a nadie.")
    return redirect(direccion(programa))


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


def _preguntar(request, programa, fila, rechazo=None):
    pagina = Pagina(programa, request.cargo)
    contexto = {
        "pagina": pagina,
        "programa": programa,
        "evidencia": fila,
        "usos": evidencias.usos(programa, fila),
        "publicaciones": con_documento(programa.servicio, fila.sha256),
        "operacion": pagina.operacion,
        "rechazo": rechazo,
        "entradas": entradas_legibles(getattr(rechazo, "entradas", ())),
        "motivo": request.POST.get("motivo", ""),
        "paso": PASOS[evidencias.RETIRAR],
    }
    return render(request, "programa/retirar.html", contexto, status=rechazo.estado if rechazo else 200)


def _hecho(request, programa, fila, hecho, frase):
    if errores.quiere_json(request):
        return guardado(request, programa, str(fila), hecho)
    if not request.htmx:
        messages.success(request, frase)
    return mostrar(request, programa, str(fila))


def _otra(id_, que):
    """The line's fields are saved under the page's own id; the file that comes with them is an operation beside it."""
    return uuid.uuid5(id_, que) if id_ else None
