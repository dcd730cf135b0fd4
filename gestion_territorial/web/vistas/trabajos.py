"""Background work as its asker sees it: how far it came, and its file when it is done."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gestion_territorial.flujo.errores import NoExiste
from gestion_territorial.trabajos import archivos, cola, tipos
from gestion_territorial.trabajos.models import Trabajo

from ..descarga import descarga

SEGUNDOS = 3  # between two looks of a page that waits
BASTA = 286  # the status that tells htmx to ask no more


def esperar(request, pedir):
    """Answer a GET whose file takes longer than a request may: the file when it is made already, else the page that
    waits for it. `pedir()` queues the work. It is the one GET that writes: a row of the queue, once per content.
    """
    if request.method == "HEAD":
        return HttpResponse(status=202)
    trabajo = pedir()
    if trabajo.hecho and archivos.ruta(trabajo):
        return _adjuntar(trabajo)
    return redirect(f"{reverse('trabajo', kwargs={'trabajo': trabajo.pk})}?espera=1")


def ver(request, trabajo):
    """The page that waits; by htmx, its changing part. With `?espera=1` the file comes by itself when it is done."""
    trabajo, tipo = _buscar(request, trabajo)
    espera = bool(request.GET.get("espera"))
    contexto = {
        "trabajo": trabajo,
        "tipo": tipo,
        "espera": espera,
        "segundos": SEGUNDOS,
        "por_delante": 0 if trabajo.terminado else cola.por_delante(trabajo),
        "hay_archivo": trabajo.hecho and archivos.ruta(trabajo) is not None,
    }
    if not request.htmx:
        return render(request, "trabajos/trabajo.html", contexto)
    if trabajo.terminado and espera:
        respuesta = HttpResponse(status=BASTA)
        respuesta["HX-Redirect"] = request.get_full_path()
        return respuesta
    return render(request, "trabajos/_estado.html", contexto, status=BASTA if trabajo.terminado else 200)


def archivo(request, trabajo):
    """Its file. Whether one may have it is asked again at each download."""
    trabajo, _ = _buscar(request, trabajo)
    if not trabajo.hecho or archivos.ruta(trabajo) is None:
        raise NoExiste("Ese archivo no está: se guarda solo por unos días. Pídalo de nuevo.")
    return _adjuntar(trabajo)


def _buscar(request, pk):
    """The work and its kind; for anybody who may not have it, it does not exist."""
    trabajo = Trabajo.objects.filter(pk=pk).first()
    tipo = tipos.tipo(trabajo.tipo) if trabajo else None
    if tipo is None or request.cargo is None or not tipo.puede(request.cargo, trabajo.datos):
        raise NoExiste("No hay nada en esta dirección, o no corresponde a su región o servicio.")
    return trabajo, tipo


def _adjuntar(trabajo):
    return descarga(archivos.ruta(trabajo).open("rb"), trabajo.nombre, trabajo.mime)
