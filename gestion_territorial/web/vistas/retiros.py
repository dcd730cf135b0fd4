"""Withdrawing a stored file: a page asks for the reason and says where else it is used; then it is given to nobody."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render

from gestion_territorial.compromisos.models import Evidencia, ProgramaRegional
from gestion_territorial.flujo import evidencias, retiros
from gestion_territorial.flujo.deposito import exigir_guardado
from gestion_territorial.flujo.errores import ContenidoCambiado, DatoInvalido, NoExiste
from gestion_territorial.flujo.pasos import PASOS, impedimento
from gestion_territorial.flujo.publicacion import con_documento, una

from .. import errores
from ..direcciones import direccion, direccion_nacional
from ..pagina import Pagina, entero, operacion
from ..registro import entradas_legibles

PASO = PASOS[retiros.RETIRAR]


def de_evidencia(request, programa, formulario, evidencia):
    """The file of a piece of evidence."""
    fila = Evidencia.objects.vivas().filter(programa=programa, pk=evidencia).exclude(sha256="").first()
    if fila is None:
        raise NoExiste("No hay un archivo en esa dirección.")
    hacer = partial(evidencias.retirar, evidencia_id=evidencia)
    archivo = {"nombre": fila.nombre, "sha256": fila.sha256}
    return _retirar(request, programa, archivo, hacer, direccion(programa))


def de_acto(request, programa, formulario, sha256):
    """The file of a formal act."""
    archivo = retiros.exigir_documento(programa, sha256)
    hacer = partial(retiros.retirar_documento, sha256=sha256)
    return _retirar(request, programa, archivo, hacer, direccion(programa, "historia"))


def de_publicacion(request, servicio, periodo, formulario, numero):
    """The file of the act behind a published verdict, where no programme uses it."""
    publicacion = una(servicio, periodo, formulario, numero)
    archivo, base = retiros.exigir_publicado(publicacion), direccion_nacional(servicio, periodo, formulario)
    retiros.exigir_sin_programas(servicio, archivo["sha256"])
    rechazo, volver = None, f"{base}por-que/"
    if request.method == "POST":
        try:
            motivo = request.POST.get("motivo", "")
            retiros.retirar_de_publicacion(publicacion=publicacion, cargo=request.cargo, motivo=motivo)
        except DatoInvalido as error:
            rechazo = error
        else:
            return _hecho(request, archivo, volver)
    de_lo_nacional = {"servicio": servicio, "periodo": periodo, "formulario": formulario, "base": base}
    contexto = de_lo_nacional | _pregunta(request, servicio, archivo, (), volver, rechazo)
    return render(request, "pais/retirar.html", contexto, status=rechazo.estado if rechazo else 200)


def _retirar(request, programa, archivo, hacer, volver):
    """`volver` is the page that showed the file."""
    if request.method != "POST":
        razon = impedimento(PASO, programa, request.cargo)
        if razon:
            return errores.responder(request, razon[0], razon[1], volver=direccion(programa))
        return _preguntar(request, programa, archivo, volver)
    try:
        hacer(
            programa_id=programa.pk,
            cargo=request.cargo,
            motivo=request.POST.get("motivo", ""),
            edicion=entero(request.POST.get("edicion")) or 0,
            operacion=operacion(request),
        )
    except (DatoInvalido, ContenidoCambiado) as rechazo:
        actual = ProgramaRegional.todos.con_contexto().get(pk=programa.pk)
        return _preguntar(request, actual, archivo, volver, rechazo)
    return _hecho(request, archivo, volver)


def _hecho(request, archivo, volver):
    messages.success(request, f"«{archivo['nombre']}» ya no se entrega a nadie.")
    return redirect(volver)


def _preguntar(request, programa, archivo, volver, rechazo=None):
    pagina, usos = Pagina(programa, request.cargo), retiros.usos(programa.servicio_id, archivo["sha256"])
    contexto = {
        "pagina": pagina,
        "programa": programa,
        "operacion": pagina.operacion,
        "entradas": entradas_legibles(getattr(rechazo, "entradas", ())),
    } | _pregunta(request, programa.servicio, archivo, usos, volver, rechazo)
    return render(request, "programa/retirar.html", contexto, status=rechazo.estado if rechazo else 200)


def _pregunta(request, servicio, archivo, usos, volver, rechazo):
    """What either page asks with. Raises Retirado where there is nothing left to ask."""
    exigir_guardado(servicio.pk, archivo["sha256"])
    return {
        "archivo": archivo,
        "usos": usos,
        "publicaciones": con_documento(servicio, archivo["sha256"]),
        "volver": volver,
        "rechazo": rechazo,
        "motivo": request.POST.get("motivo", ""),
        "paso": PASO,
    }
