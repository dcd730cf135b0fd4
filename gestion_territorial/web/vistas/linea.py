"""What an open line posts: its fields, saved by themselves or along with the action that was pressed."""

import uuid

from gestion_territorial.flujo import edicion
from gestion_territorial.flujo.pasos import puede_escribir

from ..pagina import entero, operacion


def guardar_linea(request, programa, compromiso_id, operacion_id):
    """Save the fields of an editor's post, by field."""
    cambios, ediciones = _leer(request.POST)
    return edicion.guardar_linea(
        programa_id=programa.pk,
        cargo=request.cargo,
        compromiso_id=compromiso_id,
        cambios=cambios,
        ediciones=ediciones,
        operacion=operacion_id,
        derecho=puede_escribir(programa, request.cargo) or "escribir",
        referencia=request.POST.get("referencia", ""),
    )


def guardar_lo_escrito(request, programa, compromiso_id):
    """An action pressed in an open line carries its fields: without JavaScript nobody else would save them."""
    if any("." in nombre for nombre in request.POST):
        hecha = operacion(request)
        guardar_linea(request, programa, compromiso_id, uuid.uuid5(hecha, "guardar") if hecha else None)


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
