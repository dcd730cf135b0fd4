"""«Repartir hasta 100» and «proporcional a 100», each with its preview before anything is written."""

from django.contrib import messages
from django.shortcuts import redirect, render

from gestion_territorial.flujo import edicion
from gestion_territorial.flujo.acciones import exigir
from gestion_territorial.flujo.errores import ContenidoCambiado
from gestion_territorial.flujo.pasos import PASOS
from gestion_territorial.flujo.reparto import previa

from ..direcciones import direccion
from ..pagina import Pagina, entero, operacion
from ..registro import entradas_legibles

REPARTOS = {"repartir": "Repartir hasta 100", "proporcional": "Proporcional a 100"}


def repartir(cual):
    """The view of one way of weighing: GET previews, POST writes what was previewed."""

    def vista(request, programa, formulario):
        exigir(PASOS["escribir"], programa, request.cargo)
        rechazo = None
        if request.method == "POST":
            try:
                edicion.ponderar(
                    programa_id=programa.pk,
                    cargo=request.cargo,
                    cual=cual,
                    edicion=entero(request.POST.get("edicion")) or 0,
                    operacion=operacion(request),
                )
            except ContenidoCambiado as cambio:
                rechazo = cambio
                programa.refresh_from_db()
            else:
                messages.success(request, "Las ponderaciones suman exactamente 100,00.")
                return redirect(f"{direccion(programa)}#tabla")
        return _previa(request, programa, cual, rechazo)

    vista.__name__ = f"ponderaciones_{cual}"
    return vista


def quitar(request, programa, formulario):
    """In ACTIVIDADES: take the typed weights out."""
    edicion.quitar_ponderaciones(programa_id=programa.pk, cargo=request.cargo, operacion=operacion(request))
    messages.success(request, "Se quitaron las ponderaciones escritas; el historial las conserva.")
    return redirect(f"{direccion(programa)}#tabla")


def _previa(request, programa, cual, rechazo):
    pagina = Pagina(programa, request.cargo)
    lineas, efecto = previa(pagina.contenido, cual, programa.periodo.umbral)
    contexto = {
        "pagina": pagina,
        "programa": programa,
        "cual": cual,
        "nombre": REPARTOS[cual],
        "lineas": lineas,
        "efecto": efecto,
        "rechazo": rechazo,
        "entradas": entradas_legibles(getattr(rechazo, "entradas", ())),
        "operacion": pagina.operacion,
    }
    return render(request, "programa/reparto.html", contexto, status=rechazo.estado if rechazo else 200)
