"""The words of a post that was refused or collided: named as the form names them, to be given back and sent again."""

import unicodedata
from datetime import date

from gestion_territorial.archivos.tipos import ACEPTA
from gestion_territorial.compromisos.diferencia import etiqueta
from gestion_territorial.flujo.actos import CAMPOS, TIPOS
from gestion_territorial.flujo.columnas import etiqueta_de

from .recepcion import recibido

DE_FILA = ("objetivo.", "indicador.", "compromiso.", "fila.", "extra.")
SUELTOS = ("autoridad", "motivo", "texto", "referencia")
FUERA = frozenset({"csrfmiddlewaretoken", "operacion"})


def escrito(request):
    """The words of a post, where they differ from what the page had: [{nombre, etiqueta, texto}]."""
    post = request.POST
    return [
        {"nombre": nombre, "etiqueta": nombre_de(request, nombre), "texto": visible(texto)}
        for nombre, texto in post.items()
        if _es_texto(nombre) and texto.split() != post.get(f"antes.{nombre}", "").split()
    ]


def resto(request):
    """The other fields of a post, which go back unseen; a name may come more than once (boxes to tick)."""
    visibles = {campo["nombre"] for campo in escrito(request)}
    return [par for par in _pares(request) if par[0] not in visibles | FUERA]


def nombre_de(request, nombre):
    """What a field is called: as its column, as the form's own question, or as its table declares it."""
    nivel, punto, campo = nombre.partition(".")
    partes = request.resolver_match.kwargs if request.resolver_match else {}
    formulario = partes.get("formulario")
    if nivel == "fila" and formulario and (tabla := formulario.tabla(partes.get("tabla", ""))):
        return etiqueta_de(tabla, campo)
    if nivel == "extra" and (extra := _extra(formulario, campo)):
        return extra.etiqueta
    return etiqueta(f"compromisos.{nivel}", campo) if punto else nombre


def choques(request, error, nivel, opciones):
    """[{nombre, etiqueta, opciones, antes, mio, guardado}] of a collision, in the words a page can show and post."""
    lista = []
    for c in error.colisiones:
        nombre = c.campo if nivel == "programaregional" else f"{nivel}.{c.campo}"
        de_nombre = etiqueta(error.fila._meta.label_lower, c.campo) if nivel == "programaregional" else ""
        lista.append(
            {
                "campo": c.campo,
                "nombre": nombre,
                "etiqueta": de_nombre or nombre_de(request, nombre),
                "opciones": opciones(c.campo),
                "antes": como_texto(c.antes),
                "mio": como_texto(c.mio),
                "guardado": como_texto(c.guardado),
            }
        )
        elegidas = dict(lista[-1]["opciones"] or ())
        lista[-1]["guardado_dicho"] = elegidas.get(lista[-1]["guardado"], lista[-1]["guardado"])
    return lista


def campos_de_choque(request, nivel, en_choque, edicion):
    """The hidden fields of the page that asks: all that was posted, with what is stored now as what was read.

    What collided is typed there anew: the boxes it came from stay behind.
    """
    nuevos = {f"antes.{c['nombre']}": c["guardado"] for c in en_choque} | {f"{nivel}.edicion": edicion}
    nombres = {c["nombre"] for c in en_choque}
    fuera = nombres | {f"casilla.{n}" for n in nombres} | FUERA | nuevos.keys()
    quedan = [
        (nombre, valor)
        for nombre, valor in _pares(request)
        if nombre not in fuera and not (nombre == "casillas" and valor in nombres)
    ]
    return quedan + list(nuevos.items())


def como_texto(valor):
    """A stored or typed value as it is written in its field."""
    if isinstance(valor, date):
        return f"{valor:%d-%m-%Y}"
    return "" if valor is None else str(valor)


def _extra(formulario, clave):
    control = formulario and formulario.control
    return next((e for e in control.extras if e.clave == clave), None) if control else None


def _pares(request):
    return [(nombre, valor) for nombre, valores in request.POST.lists() for valor in valores]


def _es_texto(nombre):
    return nombre in SUELTOS or (nombre.startswith(DE_FILA) and not nombre.endswith(".edicion"))


def visible(texto):
    """A character that no page shows stands as «�», so that one can find it and take it out."""
    return "".join("\ufffd" if c not in "\n\r\t" and unicodedata.category(c) == "Cc" else c for c in texto)


def campos_del_acto(request):
    """What `programa/_acto.html` needs."""
    return {"escrito": acto_escrito(request), "tipos_de_acto": TIPOS, "tipos_de_archivo": ACEPTA}


def acto_escrito(request):
    """The formal act as a page's fields have it, for `flujo.actos.recibiendo` and to be given back."""
    subido = request.FILES.get("acto.archivo")
    return {campo: request.POST.get(f"acto.{campo}", "") for campo in CAMPOS} | {"archivo": subido and recibido(subido)}
