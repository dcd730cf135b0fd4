"""Taking a step: a page that asks, says what is missing, and then does it."""

from django.contrib import messages
from django.shortcuts import redirect, render

from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.flujo import acciones
from gestion_territorial.flujo.errores import ContenidoCambiado, DatoInvalido, Incompleto
from gestion_territorial.flujo.pasos import impedimento

from .. import errores
from ..direcciones import direccion
from ..enmienda import EnmiendaPagina
from ..pagina import Pagina, entero, operacion
from ..registro import entradas_legibles


def dar(paso):
    """The view of one step."""

    def vista(request, programa, formulario):
        if request.method == "POST":
            return _dar(request, programa, paso)
        razon = impedimento(paso, programa, request.cargo)
        if razon:
            return errores.responder(request, razon[0], razon[1], volver=direccion(programa))
        return _preguntar(request, programa, paso)

    vista.__name__ = f"paso_{paso.nombre}"
    return vista


def _dar(request, programa, paso):
    try:
        acciones.dar(
            paso.nombre,
            programa_id=programa.pk,
            cargo=request.cargo,
            edicion=entero(request.POST.get("edicion")) or 0,
            motivo=request.POST.get("motivo", ""),
            operacion=operacion(request),
            destino=entero(request.POST.get("destino")),
        )
    except (Incompleto, ContenidoCambiado, DatoInvalido) as rechazo:
        programa.refresh_from_db()
        return _preguntar(request, programa, paso, rechazo)
    messages.success(request, f"Listo: {paso.etiqueta.lower()}.")
    return redirect(direccion(programa))


def _preguntar(request, programa, paso, rechazo=None):
    pagina = Pagina(programa, request.cargo)
    contexto = {
        "pagina": pagina,
        "programa": programa,
        "paso": paso,
        "operacion": pagina.operacion,
        "rechazo": rechazo,
        "hallazgos": [pagina.hallazgo(h) for h in getattr(rechazo, "hallazgos", ())],
        "entradas": entradas_legibles(getattr(rechazo, "entradas", ())),
        "motivo": request.POST.get("motivo", ""),
        "enmienda": EnmiendaPagina(pagina),
        "receptores": _receptores(programa, request.cargo) if paso.nombre == "traspasar-revision" else (),
    }
    return render(request, "programa/paso.html", contexto, status=rechazo.estado if rechazo else 200)


def _receptores(programa, cargo):
    puestos = Asignacion.objects.en_vigor().filter(rol=Rol.REVISOR, servicio=programa.servicio_id)
    return puestos.exclude(usuario=cargo.usuario_id).select_related("usuario").order_by("usuario__nombre")
