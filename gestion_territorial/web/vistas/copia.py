"""Starting from last year's programme, and confirming at once all the copied rows that were read."""

from django.contrib import messages
from django.shortcuts import redirect

from gestion_territorial.flujo import copia

from ..direcciones import direccion
from ..pagina import entero, operacion


def copiar(request, programa, formulario):
    hecho = copia.copiar_del_anio_anterior(programa_id=programa.pk, cargo=request.cargo, operacion=operacion(request))
    filas = "1 fila" if hecho["filas"] == 1 else f"{hecho['filas']} filas"
    messages.success(request, f"Se copiaron {filas} de {hecho['anio']}, sin resultados ni respuestas. Confírmelas.")
    return redirect(f"{direccion(programa)}#tabla")


def confirmar_todas(request, programa, formulario):
    """The page carries the programme's edicion: what was written since was not read, and then nothing is confirmed."""
    hecho = copia.confirmar_todas(
        programa_id=programa.pk,
        cargo=request.cargo,
        edicion=entero(request.POST.get("edicion")) or 0,
        operacion=operacion(request),
    )
    filas = "1 fila confirmada" if hecho["filas"] == 1 else f"{hecho['filas']} filas confirmadas"
    messages.success(request, f"{filas}.")
    return redirect(f"{direccion(programa)}#tabla")
