"""The form page: the official table, alive, and what the regional team does with its lines."""

from django.shortcuts import redirect, render

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Estado
from gestion_territorial.documentos.pdf import pdf_disponible
from gestion_territorial.flujo import edicion
from gestion_territorial.flujo.pasos import puede_escribir

from ..direcciones import direccion
from ..pagina import Pagina, entero, operacion
from ..registro import entradas_legibles
from .comun import abrir, contexto_de, guardado, mostrar

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
    "confirmar": edicion.confirmar,
    "anticipado-a-meta": lambda **k: edicion.mover_anticipado(destino="meta", **k),
    "anticipado-a-resultado": lambda **k: edicion.mover_anticipado(destino="resultado", **k),
}


def ver(request, programa, formulario):
    """The page; `?editar=ID` opens that line, so that everything works without JavaScript."""
    pagina = Pagina(programa, request.cargo, abierta=request.GET.get("editar", ""))
    contexto = contexto_de(pagina, deshacer=request.GET.get("deshacer", ""))
    return render(request, "programa/formulario.html", contexto | _de_la_pagina(programa))


def fila(request, programa, formulario, fila):
    """GET: the line's editor. POST: save what changed, by field."""
    llave = str(fila)
    return _guardar(request, programa, fila) if request.method == "POST" else abrir(request, programa, llave)


def fila_nueva(request, programa, formulario):
    """Add a line at the end."""
    respuesta = edicion.agregar(programa_id=programa.pk, cargo=request.cargo, operacion=operacion(request))
    return mostrar(request, programa, str(respuesta["compromiso"]))


def accion_de_fila(nombre):
    """The view of one action on a line."""

    def vista(request, programa, formulario, fila):
        hecho = ACCIONES[nombre](
            programa_id=programa.pk, cargo=request.cargo, compromiso_id=fila, operacion=operacion(request)
        )
        if nombre == "eliminar":
            return mostrar(request, programa, deshacer=str(fila))
        return mostrar(request, programa, str(hecho["compromiso"]))

    vista.__name__ = f"fila_{nombre}"
    return vista


def evidencia(request, programa, formulario, fila):
    """Note where the document that proves a commitment is held."""
    hecho = edicion.agregar_evidencia(
        programa_id=programa.pk,
        cargo=request.cargo,
        compromiso_id=fila,
        referencia=request.POST.get("referencia", ""),
        operacion=operacion(request),
    )
    return mostrar(request, programa, str(hecho["compromiso"]))


def quitar_evidencia(request, programa, formulario, evidencia):
    hecho = edicion.quitar_evidencia(
        programa_id=programa.pk, cargo=request.cargo, evidencia_id=evidencia, operacion=operacion(request)
    )
    return mostrar(request, programa, str(hecho["compromiso"]))


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


def _guardar(request, programa, compromiso_id):
    derecho = puede_escribir(programa, request.cargo) or "escribir"
    cambios, ediciones = _leer(request.POST)
    respuesta = edicion.guardar_linea(
        programa_id=programa.pk,
        cargo=request.cargo,
        compromiso_id=compromiso_id,
        cambios=cambios,
        ediciones=ediciones,
        operacion=operacion(request),
        derecho=derecho,
        referencia=request.POST.get("referencia", ""),
    )
    return guardado(request, programa, str(compromiso_id), respuesta)


def _leer(post):
    """{(level, field): (read, written)} and {level: edicion} of an editor's post. Unknown names are left alone."""
    cambios, ediciones = {}, {}
    for nombre, escrito in post.items():
        nivel, punto, campo = nombre.partition(".")
        if not punto or nivel not in ("objetivo", "indicador", "compromiso", "extra"):
            continue
        if campo == "edicion":
            ediciones[nivel] = entero(escrito) or 0
        else:
            cambios[nivel, campo] = (post.get(f"antes.{nombre}", ""), escrito)
    return cambios, ediciones


def _de_la_pagina(programa):
    """What only the whole page shows: the last return's comment and whether the PDF can be made here."""
    devolucion = None
    if programa.estado in (Estado.OBSERVADO, Estado.RESULTADOS_OBSERVADOS):
        entradas = Registro.objects.filter(programa_id=programa.pk, accion__in=("devolver", "devolver-resultados"))
        devolucion = next(iter(entradas_legibles(entradas.order_by("-secuencia")[:1])), None)
    return {"devolucion": devolucion, "pdf": pdf_disponible()}
