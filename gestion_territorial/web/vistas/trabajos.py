"""Background work as its asker sees it: how far it came, and its file when it is done."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gestion_territorial.avisos.textos import nombre_de
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo.errores import NoExiste
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Periodo, Servicio
from gestion_territorial.trabajos import archivos, cola, tipos
from gestion_territorial.trabajos.models import Trabajo

from ..descarga import descarga
from ..direcciones import direccion, direccion_nacional

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
        "origen": _origen(trabajo.datos),
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


def _origen(datos):
    """The page where it was asked for: {direccion, nombre}, or None when it is no longer there."""
    if "programas" in datos:
        programas = list(ProgramaRegional.todos.con_contexto().filter(pk__in=datos["programas"][:2]))
        if len(programas) == 1:
            return {"direccion": direccion(programas[0]), "nombre": nombre_de(programas[0])}
        return _expediente(programas[0]) if programas else None
    servicio = Servicio.objects.filter(pk=datos.get("servicio")).first()
    periodo = Periodo.objects.filter(pk=datos.get("periodo")).first()
    codigo = datos.get("formulario")
    if not servicio or not periodo or codigo not in {f.codigo for f in catalogo.instalados()}:
        return None
    donde = direccion_nacional(servicio, periodo, catalogo.formulario(codigo))
    return {"direccion": donde, "nombre": f"{codigo} · {servicio} · {periodo}"}


def _expediente(programa):
    partes = {"servicio": programa.servicio.codigo, "anio": programa.periodo.anio, "region": programa.region_id}
    nombre = f"expediente de {programa.region} · {programa.periodo}"
    return {"direccion": reverse("expediente", kwargs=partes), "nombre": nombre}


def _adjuntar(trabajo):
    return descarga(archivos.ruta(trabajo).open("rb"), trabajo.nombre, trabajo.mime)
