"""Every refusal as an answer: a page, a fragment for htmx, or JSON for the autosave; always one clear sentence."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone

from gestion_territorial.compromisos.diferencia import etiqueta
from gestion_territorial.compromisos.escritura import nueva_operacion

TITULOS = {
    400: "No se pudo leer lo enviado",
    403: "Su cargo no permite esto",
    404: "No encontrado",
    405: "Esta dirección no acepta eso",
    409: "La situación cambió",
    422: "Falta algo",
    500: "Algo falló",
}


def quiere_json(request):
    return "application/json" in request.headers.get("Accept", "")


def responder(request, estado, mensaje, **contexto):
    """The page of an error, or its JSON when the page's script asked."""
    if quiere_json(request):
        return JsonResponse({"error": mensaje, **contexto.get("json", {})}, status=estado)
    contexto |= {"estado": estado, "titulo": TITULOS.get(estado, "No se pudo hacer"), "mensaje": mensaje}
    return render(request, "errores/error.html", contexto, status=estado)


def rechazo(request, error):
    return responder(
        request,
        error.estado,
        error.mensaje,
        hallazgos=getattr(error, "hallazgos", ()),
        entradas=getattr(error, "entradas", ()),
        json={"campo": getattr(error, "campo", "")},
    )


def choque(request, error):
    """A stale save: both texts. JSON for the autosave; else a page that posts again with what was read brought up."""
    cuando = timezone.localtime(error.cuando).strftime("%d-%m-%Y %H:%M") if error.cuando else ""
    colisiones = [{"campo": c.campo, "antes": c.antes, "mio": c.mio, "guardado": c.guardado} for c in error.colisiones]
    nivel = error.fila._meta.model_name
    if nivel not in ("objetivo", "indicador", "compromiso", "programaregional"):
        nivel = "fila"  # a row of a form's own table
    datos = {
        "colisiones": colisiones,
        "quien": error.quien,
        "cuando": cuando,
        "nivel": nivel,
        "edicion": error.fila.edicion,
    }
    mensaje = "Otra persona guardó este mismo texto. Aquí están los dos: elija cuál queda."
    if quiere_json(request):
        return responder(request, 409, mensaje, json=datos)
    propio = "" if nivel == "programaregional" else f"{nivel}."
    nuevos = {f"antes.{propio}{c['campo']}": c["guardado"] for c in colisiones} | {
        f"{nivel}.edicion": error.fila.edicion
    }
    en_choque = {f"{propio}{c['campo']}" for c in colisiones}
    fuera = en_choque | {"csrfmiddlewaretoken", "operacion"}
    contexto = {
        "titulo": TITULOS[409],
        "mensaje": mensaje,
        "choque": datos,
        "choques": [
            c | {"nombre": f"{propio}{c['campo']}", "etiqueta": etiqueta(error.fila._meta.label_lower, c["campo"])}
            for c in colisiones
        ],
        "campos": [(n, v) for n, v in (request.POST.dict() | nuevos).items() if n not in fuera],
        "destino": request.path,
        "volver": request.path.split("/fila/")[0] + "/",
        "operacion": nueva_operacion(),
    }
    return render(request, "errores/choque.html", contexto, status=409)


def csrf(request, reason=""):
    mensaje = "La página estuvo abierta demasiado tiempo o se abrió desde otro sitio. Vuelva a cargarla y repita."
    return responder(request, 403, mensaje)


def solicitud_incorrecta(request, exception):
    return responder(request, 400, "Revise la dirección o vuelva a la página anterior.")


def prohibido(request, exception):
    return responder(request, 403, str(exception) or "Su cargo no permite abrir esta página.")


def no_encontrado(request, exception):
    return responder(request, 404, "No hay nada en esta dirección, o no corresponde a su región o servicio.")


def error_interno(request):
    return responder(request, 500, "El equipo técnico puede ver el detalle. Lo ya guardado no se perdió.")
