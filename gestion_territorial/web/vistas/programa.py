"""The form page: the official table, alive, and what the regional team does with its lines."""

from django.shortcuts import redirect, render

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.documentos.pdf import pdf_disponible
from gestion_territorial.flujo import copia, edicion, enmiendas

from ..direcciones import direccion
from ..pagina import Pagina, operacion
from ..registro import entradas_legibles
from . import evidencias
from .comun import abrir, contexto_de, guardado, mostrar
from .linea import guardar_linea, guardar_lo_escrito

# The steps that give the region its text back, and what each says of whoever took it.
DEVOLUCIONES = {"devolver": "lo devolvió", "devolver-resultados": "lo devolvió", "reabrir": "lo reabrió"}
# The actions on a line: address part → action.
ACCIONES = {
    "arriba": lambda compromiso_id, **k: edicion.agregar(junto_a=compromiso_id, antes=True, **k),
    "abajo": lambda compromiso_id, **k: edicion.agregar(junto_a=compromiso_id, **k),
    "duplicar": edicion.duplicar,
    "subir": lambda **k: edicion.mover(abajo=False, **k),
    "bajar": lambda **k: edicion.mover(abajo=True, **k),
    "eliminar": edicion.eliminar,
    "restaurar": edicion.restaurar,
    "unir": edicion.unir_con_siguiente,
    "mismo-objetivo": edicion.mismo_objetivo,
    "objetivo-propio": edicion.objetivo_propio,
    "actividad": edicion.agregar_actividad,
    "separar": edicion.separar_actividades,
    "confirmar": copia.confirmar,
    "anticipado-a-meta": lambda **k: edicion.mover_anticipado(destino="meta", **k),
    "anticipado-a-resultado": lambda **k: edicion.mover_anticipado(destino="resultado", **k),
    "anular": enmiendas.anular,
    "dejar-sin-anular": enmiendas.dejar_sin_anular,
}


def ver(request, programa, formulario):
    """The page; `?editar=ID` opens that line, so that everything works without JavaScript."""
    pagina = Pagina(programa, request.cargo, abierta=request.GET.get("editar", ""))
    pagina.dialogo.abrir(request.GET.get("observar", ""), request.GET.get("columna", ""))
    contexto = contexto_de(pagina, deshacer=request.GET.get("deshacer", ""))
    return render(request, "programa/formulario.html", contexto | _de_la_pagina(programa, request.cargo))


def fila(request, programa, formulario, fila):
    """GET: the line's editor; `?cierra=ID` also brings the line open until now, closed. POST: save by field."""
    if request.method != "POST":
        return abrir(request, programa, str(fila))
    if request.FILES:  # without JavaScript a chosen file comes along with whichever button is pressed
        return evidencias.subir(request, programa, formulario, fila)
    respuesta = guardar_linea(request, programa, fila, operacion(request))
    return guardado(request, programa, str(fila), respuesta)


def fila_nueva(request, programa, formulario):
    """Add a line at the end."""
    respuesta = edicion.agregar(programa_id=programa.pk, cargo=request.cargo, operacion=operacion(request))
    return mostrar(request, programa, str(respuesta["compromiso"]))


def accion_de_fila(nombre):
    """The view of one action on a line."""

    def vista(request, programa, formulario, fila):
        if nombre != "dejar-sin-anular":  # an annulled line has nothing written to be saved
            guardar_lo_escrito(request, programa, fila)
        hecho = ACCIONES[nombre](
            programa_id=programa.pk, cargo=request.cargo, compromiso_id=fila, operacion=operacion(request)
        )
        if nombre == "eliminar":
            return mostrar(request, programa, deshacer=str(fila))
        if nombre == "anular":  # nothing of it is written any more
            return mostrar(request, programa) if request.htmx else redirect(f"{direccion(programa)}#fila-{fila}")
        return mostrar(request, programa, str(hecho["compromiso"]))

    vista.__name__ = f"fila_{nombre}"
    return vista


def cabecera(request, programa, formulario):
    """The form's heading: who commits, and the modality."""
    cambios = {
        campo: (request.POST.get(f"antes.{campo}", ""), request.POST[campo])
        for campo in ("autoridad", "modalidad")
        if campo in request.POST
    }
    edicion.guardar_cabecera(
        programa_id=programa.pk, cargo=request.cargo, cambios=cambios, operacion=operacion(request)
    )
    return redirect(direccion(programa))


def _de_la_pagina(programa, cargo):
    """What only the whole page shows: the last return's comment, the neighbours, whether the PDF can be made here."""
    devolucion, que_hizo = None, ""
    if programa.estado in (Estado.OBSERVADO, Estado.RESULTADOS_OBSERVADOS):
        entradas = Registro.objects.filter(programa_id=programa.pk, accion__in=DEVOLUCIONES).order_by("-secuencia")
        if ultima := entradas.first():
            [devolucion], que_hizo = entradas_legibles([ultima]), DEVOLUCIONES[ultima.accion]
    solo = cargo.es_regional or programa.es_enmienda
    anterior, siguiente = (None, None) if solo else _vecinas(programa, cargo)
    return {
        "devolucion": devolucion,
        "que_hizo": que_hizo,
        "anterior": anterior,
        "siguiente": siguiente,
        "pdf": pdf_disponible(),
    }


def _vecinas(programa, cargo):
    """The same form in the regions to the north and to the south, for whoever goes through the country."""
    iguales = {campo: getattr(programa, campo) for campo in ("servicio", "periodo", "formulario", "numero")}
    lista = list(ProgramaRegional.objects.visibles_para(cargo).filter(**iguales).con_contexto().de_norte_a_sur())
    lugar = lista.index(programa)
    return lista[lugar - 1] if lugar else None, lista[lugar + 1] if lugar + 1 < len(lista) else None
