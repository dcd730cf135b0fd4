"""The dialogue on a form: observe, answer, close, reopen."""

from django.shortcuts import redirect

from gestion_territorial.flujo import observaciones

from ..direcciones import direccion
from ..pagina import operacion


def observar(request, programa, formulario):
    observaciones.observar(
        programa_id=programa.pk,
        cargo=request.cargo,
        texto=request.POST.get("texto", ""),
        operacion=operacion(request),
    )
    return _volver(programa)


def responder(request, programa, formulario, observacion):
    observaciones.responder(
        programa_id=programa.pk,
        cargo=request.cargo,
        observacion_id=observacion,
        texto=request.POST.get("texto", ""),
        operacion=operacion(request),
    )
    return _volver(programa)


def resolver(cerrar):
    """The view that closes an observation, or the one that opens it again."""

    def vista(request, programa, formulario, observacion):
        observaciones.resolver(
            programa_id=programa.pk,
            cargo=request.cargo,
            observacion_id=observacion,
            cerrar=cerrar,
            operacion=operacion(request),
        )
        return _volver(programa)

    vista.__name__ = "cerrar_observacion" if cerrar else "reabrir_observacion"
    return vista


def _volver(programa):
    return redirect(f"{direccion(programa)}#observaciones")
