"""The lines of a form's own tables: the same gestures as commitments, for whichever table the form declares."""

from django.contrib import messages
from django.shortcuts import redirect

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo import propias
from gestion_territorial.flujo.errores import NoExiste

from ..direcciones import direccion
from ..pagina import entero, operacion
from .comun import abrir, guardado, mostrar

ACCIONES = {
    "subir": lambda **k: propias.mover(abajo=False, **k),
    "bajar": lambda **k: propias.mover(abajo=True, **k),
    "eliminar": propias.eliminar,
    "restaurar": propias.restaurar,
}


def nueva(request, programa, formulario, tabla):
    hecho = propias.agregar(programa_id=programa.pk, cargo=request.cargo, tabla=tabla, operacion=operacion(request))
    return mostrar(request, programa, f"{tabla}-{hecho['fila']}")


def fila(request, programa, formulario, tabla, fila):
    """GET: the row's editor. POST: save what changed, by field."""
    llave = f"{tabla}-{fila}"
    if request.method != "POST":
        return abrir(request, programa, llave)
    escritos = {nombre: escrito for nombre, escrito in request.POST.items() if nombre.startswith("fila.")}
    # Boxes ticked without JavaScript come one by one; the row keeps their keys one a line.
    escritos |= {n: "\n".join(request.POST.getlist(f"casilla.{n}")) for n in request.POST.getlist("casillas")}
    escritos.pop("fila.edicion", None)
    cambios = {
        nombre.removeprefix("fila."): (request.POST.get(f"antes.{nombre}", ""), escrito)
        for nombre, escrito in escritos.items()
    }
    respuesta = propias.guardar(
        programa_id=programa.pk,
        cargo=request.cargo,
        tabla=tabla,
        fila_id=fila,
        cambios=cambios,
        edicion=entero(request.POST.get("fila.edicion")) or 0,
        operacion=operacion(request),
    )
    return guardado(request, programa, llave, respuesta)


def de_formulario(request, programa, formulario, accion):
    """An action of the form's own on the whole programme; it may lead to another one."""
    declarada = formulario.accion(accion)
    if declarada is None:
        raise NoExiste("Este formulario no tiene esa acción.")
    hecho = declarada.hacer(programa_id=programa.pk, cargo=request.cargo, operacion=operacion(request))
    messages.success(request, hecho["mensaje"])
    destino = ProgramaRegional.todos.con_contexto().get(pk=hecho.get("programa", programa.pk))
    return redirect(direccion(destino))


def accion(nombre):
    """The view of one action on a row."""

    def vista(request, programa, formulario, tabla, fila):
        ACCIONES[nombre](
            programa_id=programa.pk, cargo=request.cargo, tabla=tabla, fila_id=fila, operacion=operacion(request)
        )
        llave = f"{tabla}-{fila}"
        return mostrar(request, programa, deshacer=llave) if nombre == "eliminar" else mostrar(request, programa, llave)

    vista.__name__ = f"propia_{nombre}"
    return vista
