"""The country in a minute: a region's dossier, a service's board, all services."""

from django.shortcuts import render

from gestion_territorial.cuentas.models import Rol
from gestion_territorial.documentos.pdf import pdf_disponible
from gestion_territorial.flujo.errores import NoExiste
from gestion_territorial.territorio.models import Servicio

from ..pais import expediente as leer_expediente
from ..pais import servicios as leer_servicios
from ..pais import tablero as leer_tablero


def expediente(request, servicio, periodo, region):
    """The forms of a region: state, sum, score, findings, what is missing and whose turn it is."""
    partes = leer_expediente(servicio, periodo, region, request.cargo)
    if not partes:
        raise NoExiste("Esa región no tiene programas de ese servicio en ese año.")
    contexto = {"servicio": servicio, "periodo": periodo, "region": region, "partes": partes, "pdf": pdf_disponible()}
    return render(request, "pais/expediente.html", contexto)


def tablero(request, servicio, periodo):
    """Region × form, the verdict of each programme and what it hangs on."""
    pedido = request.GET.get("ver", "")
    tabla = leer_tablero(servicio, periodo, request.cargo, pedido)
    if not tabla.columnas:
        raise NoExiste("Ese servicio no tiene programas en ese año.")
    contexto = {
        "servicio": servicio,
        "periodo": periodo,
        "tablero": tabla,
        "de_todos": request.cargo.servicio_id is None,
        "revisa": request.cargo.rol == Rol.REVISOR,
    }
    return render(request, "pais/tablero.html", contexto)


def servicios(request, periodo):
    """Every service that this post may see, with the verdict of each form."""
    lista = Servicio.objects.filter(pk=request.cargo.servicio_id) if request.cargo.servicio_id else Servicio.objects
    formularios, filas = leer_servicios(list(lista.order_by("codigo")), periodo)
    return render(request, "pais/servicios.html", {"periodo": periodo, "formularios": formularios, "filas": filas})
