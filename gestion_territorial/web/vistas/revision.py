"""The dialogue of review: observe, answer, close, reopen, accept rows, and note among reviewers."""

from django.contrib import messages
from django.shortcuts import redirect, render

from gestion_territorial.flujo import aceptacion, cambios, notas, observaciones
from gestion_territorial.flujo.errores import NoExiste

from ..dialogo import leer_lugar
from ..direcciones import direccion
from ..lineas import ancla_de
from ..pagina import Pagina, operacion
from ..registro import entradas_legibles


def observar(request, programa, formulario):
    """A new observation: on the form, on the row or cell that `lugar` and `columna` name, or a row that is missing."""
    llave = request.POST.get("lugar", "")
    observaciones.observar(
        programa_id=programa.pk,
        cargo=request.cargo,
        texto=request.POST.get("texto", ""),
        lugar=leer_lugar(formulario, llave, request.POST.get("columna", "")),
        frase=request.POST.get("frase", ""),
        pide_fila=request.POST.get("pide_fila") == "1",
        operacion=operacion(request),
    )
    return _volver(programa, formulario, llave)


def ver(request, programa, formulario, observacion):
    """One observation with what it was said of, what changed since, and the ways to the one before and the next."""
    pagina = Pagina(programa, request.cargo)
    o = next((o for o in pagina.dialogo.observaciones if o.dicho.pk == observacion), None)
    if o is None:
        raise NoExiste("Esa observación no existe.")
    anterior, siguiente = pagina.dialogo.vecinas(o)
    lista = pagina.dialogo.sin_cerrar
    contexto = {
        "pagina": pagina,
        "programa": programa,
        "operacion": pagina.operacion,
        "o": o,
        "anterior": anterior,
        "siguiente": siguiente,
        "lugar": lista.index(o) + 1 if o in lista else None,
        "entradas": entradas_legibles(cambios.desde_la_observacion(o.dicho)),
    }
    return render(request, "programa/observacion.html", contexto)


def responder(request, programa, formulario, observacion):
    observaciones.responder(
        programa_id=programa.pk,
        cargo=request.cargo,
        observacion_id=observacion,
        texto=request.POST.get("texto", ""),
        antes=request.POST.get("antes"),
        operacion=operacion(request),
    )
    return _seguir(request, programa, observacion)


def resolver(cerrar):
    """The view that closes an observation, or the one that opens it again."""

    def vista(request, programa, formulario, observacion):
        observaciones.resolver(
            programa_id=programa.pk,
            cargo=request.cargo,
            observacion_id=observacion,
            cerrar=cerrar,
            texto=request.POST.get("texto", ""),
            operacion=operacion(request),
        )
        return _seguir(request, programa, observacion)

    vista.__name__ = "cerrar_observacion" if cerrar else "reabrir_observacion"
    return vista


def aceptar(request, programa, formulario):
    """Mark the chosen rows as accepted, or take the mark off them."""
    elegidas = []
    for valor in request.POST.getlist("fila"):
        llave, _, huella = valor.partition(":")
        lugar = leer_lugar(formulario, llave)
        elegidas.append((lugar.tabla, lugar.fila_id, huella))
    quita = request.POST.get("hacer") == "quitar"
    hacer = aceptacion.quitar if quita else aceptacion.aceptar
    hecho = hacer(programa_id=programa.pk, cargo=request.cargo, elegidas=elegidas, operacion=operacion(request))
    cuantas = hecho["quitadas" if quita else "aceptadas"]
    que = "sin la marca de aceptada" if quita else ("aceptada" if cuantas == 1 else "aceptadas")
    messages.success(request, f"{cuantas} {'fila' if cuantas == 1 else 'filas'} {que}.")
    return redirect(f"{direccion(programa)}#tabla")


def anotar(request, programa, formulario):
    """An internal note, on the same places as an observation."""
    llave = request.POST.get("lugar", "")
    notas.anotar(
        programa_id=programa.pk,
        cargo=request.cargo,
        texto=request.POST.get("texto", ""),
        lugar=leer_lugar(formulario, llave, request.POST.get("columna", "")),
        operacion=operacion(request),
    )
    return _volver(programa, formulario, llave, "notas")


def _volver(programa, formulario, llave, seccion="observaciones"):
    """The row that was spoken of, else the list."""
    de_fila = llave and formulario.tabla(llave) is None
    return redirect(f"{direccion(programa)}#{ancla_de(llave) if de_fila else seccion}")


def _seguir(request, programa, observacion):
    """Whoever works the list down page by page goes on to the next one that waits for them; else back to the list."""
    if request.POST.get("seguir") == "1":
        dialogo = Pagina(programa, request.cargo).dialogo
        lista = dialogo.sin_responder if request.cargo.es_regional else dialogo.sin_cerrar
        ids = [o.dicho.pk for o in dialogo.observaciones]
        esperan = [o.dicho.pk for o in lista if o.dicho.pk != observacion]
        lugar = ids.index(observacion)
        siguiente = next((pk for pk in esperan if ids.index(pk) > lugar), next(iter(esperan), None))
        if siguiente:
            return redirect(direccion(programa, "observacion", observacion=siguiente))
    return redirect(f"{direccion(programa)}#observaciones")
