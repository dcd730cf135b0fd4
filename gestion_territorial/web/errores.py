"""Every refusal as an answer: a page, a fragment for htmx, or JSON for the autosave; always one clear sentence.

A refused post gives back the words that came with it: without JavaScript nothing else still has them.
"""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from gestion_territorial.compromisos.contenido import leer
from gestion_territorial.compromisos.escritura import nueva_operacion

from .escrito import campos_de_choque, choques, escrito, resto
from .recepcion import SubidaEnorme
from .registro import entradas_legibles

TITULOS = {
    400: "No se pudo leer lo enviado",
    403: "Su cargo no permite esto",
    404: "No encontrado",
    405: "Esta dirección no acepta eso",
    409: "Ahora no se puede",
    410: "Archivo retirado",
    415: "No se pudo leer lo enviado",
    422: "Falta algo",
    500: "Algo falló",
}
ILEGIBLES = {
    RequestDataTooBig: "Lo enviado es demasiado grande: el máximo es 2 MB. Repártalo en varias veces.",
    SubidaEnorme: "Los archivos enviados juntos son demasiado grandes: nada se guardó. Súbalos de a uno.",
    TooManyFilesSent: "Lo enviado trae demasiados archivos juntos: nada se guardó. Súbalos de a uno.",
    TooManyFieldsSent: "Lo enviado trae más de 1.000 campos, que es el máximo. Repártalo en varias veces.",
}


def quiere_json(request):
    return "application/json" in request.headers.get("Accept", "")


def responder(request, estado, mensaje, **contexto):
    """The page of an error, or its JSON when the page's script asked."""
    if quiere_json(request):
        return JsonResponse({"error": mensaje, **contexto.get("json", {})}, status=estado)
    contexto = {
        "estado": estado,
        "titulo": TITULOS.get(estado, "No se pudo hacer"),
        "mensaje": mensaje,
        "escrito": escrito(request) if request.method == "POST" and estado in (403, 404, 409, 422) else [],
    } | contexto
    return render(request, "errores/error.html", contexto, status=estado)


def sin_sesion(request):
    mensaje = "Su sesión terminó. Entre de nuevo en otra pestaña; lo escrito aquí se guardará al reintentar."
    return responder(request, 401, mensaje)


def rechazo(request, error):
    """What an action refused. A value that cannot be taken (422) comes back in a form, to be mended and sent again."""
    return responder(
        request,
        error.estado,
        error.mensaje,
        hallazgos=[(_donde(request, h), h) for h in getattr(error, "hallazgos", ())],
        entradas=entradas_legibles(getattr(error, "entradas", ())),
        json={"campo": getattr(error, "campo", "")},
        volver=_pagina(request),
        reenviar=resto(request) if error.estado == 422 else None,
        operacion=nueva_operacion(),
    )


def choque(request, error):
    """A stale save: both texts. JSON for the autosave; else a page that posts again with what was read brought up."""
    cuando = timezone.localtime(error.cuando).strftime("%d-%m-%Y %H:%M") if error.cuando else ""
    nivel = error.nivel or error.fila._meta.model_name
    if nivel not in ("objetivo", "indicador", "compromiso", "programaregional", "extra"):
        nivel = "fila"  # a row of a form's own table
    en_choque = choques(request, error, nivel, lambda campo: _opciones(request, error, nivel, campo))
    datos = {
        "colisiones": [{c: choque[c] for c in ("campo", "antes", "mio", "guardado")} for choque in en_choque],
        "quien": error.quien,
        "cuando": cuando,
        "nivel": nivel,
        "edicion": error.fila.edicion,
    }
    mensaje = "Otra persona guardó este mismo texto. Aquí están los dos: elija cuál queda."
    if quiere_json(request):
        return responder(request, 409, mensaje, json=datos)
    contexto = {
        "titulo": "Dos personas escribieron lo mismo",
        "mensaje": mensaje,
        "choque": datos,
        "choques": en_choque,
        "campos": campos_de_choque(request, nivel, en_choque, error.fila.edicion),
        "volver": _pagina(request),
        "operacion": nueva_operacion(),
    }
    return render(request, "errores/choque.html", contexto, status=409)


def csrf(request, reason=""):
    if quiere_json(request) and not request.user.is_authenticated:
        return sin_sesion(request)  # who lost the session lost the token with it: the text is kept and tried again
    mensaje = "La página estuvo abierta demasiado tiempo o se abrió desde otro sitio. Vuelva a cargarla y repita."
    # Another site's post comes without a session, and its words are not repeated here.
    ajeno = {} if request.user.is_authenticated else {"escrito": []}
    return responder(request, 403, mensaje, titulo="La página venció", **ajeno)


def solicitud_incorrecta(request, exception):
    mensaje = ILEGIBLES.get(type(exception), "Revise la dirección o vuelva a la página anterior.")
    return responder(request, 400, mensaje)


def prohibido(request, exception):
    return responder(request, 403, str(exception) or "Su cargo no permite abrir esta página.")


def no_encontrado(request, exception):
    return responder(request, 404, "No hay nada en esta dirección, o no corresponde a su región o servicio.")


def error_interno(request):
    """Drawn without the request: whatever failed, perhaps the database, must not be asked again for the frame."""
    mensaje = "El equipo técnico puede ver el detalle. Lo ya guardado no se perdió."
    if quiere_json(request):
        return JsonResponse({"error": mensaje}, status=500)
    contexto = {"estado": 500, "titulo": TITULOS[500], "mensaje": mensaje}
    return HttpResponse(render_to_string("errores/error.html", contexto), status=500)


def _donde(request, hallazgo):
    """The place of a finding, in the words of the form whose address this is."""
    formulario = request.resolver_match.kwargs.get("formulario")
    return hallazgo.donde(formulario) if formulario else ""


def _opciones(request, error, nivel, campo):
    """[(value, word)] where a field that collided is chosen from a list, as its editor offers them; else none."""
    formulario = request.resolver_match.kwargs["formulario"]
    if nivel == "extra":
        (extra,) = (e for e in formulario.control.extras if e.clave == campo)
        return [("", "—"), *extra.opciones(leer(error.fila.programa))] if extra.opciones else ()
    tabla = formulario.tabla(request.resolver_match.kwargs.get("tabla", "")) if nivel == "fila" else None
    columna = tabla.columna_de(campo) if tabla else None
    if columna and columna.elige:
        return [("", "—"), *columna.elige(leer(error.fila.programa))]
    return error.fila._meta.get_field(campo).choices


def _pagina(request):
    """The page of the programme (or the country) whose address this is, or None."""
    partes = request.resolver_match.kwargs if request.resolver_match else {}
    if "formulario" not in partes:  # a board or a dossier: there is no page above it but home
        return None
    nombre = "programa" if "region" in partes else "nacional" if "servicio" in partes else None
    propias = {p: partes[p] for p in ("formulario", "servicio", "anio", "region") if p in partes}
    return reverse(nombre, kwargs=propias) if nombre else None
