"""Who did what: the register, searched, one entry of it, and what was found as a file."""

import csv
import io

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Layout, Row, Submit
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gestion_territorial.flujo.errores import NoExiste

from .. import errores
from ..descarga import descarga
from ..quien import FiltroForm, lineas, visibles_para

POR_PAGINA = 50
MAXIMO_DEL_ARCHIVO = 20_000  # entries; more would hold the process longer than a request may
CABECERA = (
    "Fecha y hora (Chile)",
    "Fecha y hora (UTC)",
    "Persona",
    "Puesto",
    "Acción",
    "Dónde",
    "Motivo",
    "Cambios",
    "Otros datos",
    "Versión",
    "Cadena",
    "N.º",
    "SHA-256",
)


def ver(request):
    """The entries found, newest first, fifty a page."""
    form = FiltroForm(request.GET, cargo=request.cargo)
    form.helper = _disposicion()
    hoja = None
    if form.is_valid():
        hoja = Paginator(form.buscar(visibles_para(request.cargo)), POR_PAGINA).get_page(request.GET.get("pagina"))
    pedido = request.GET.copy()
    pedido.pop("pagina", None)
    contexto = {
        "form": form,
        "hoja": hoja,
        "lineas": lineas(hoja.object_list, request.cargo) if hoja else [],
        "pedido": pedido.urlencode(),
        "maximo": MAXIMO_DEL_ARCHIVO,
    }
    return render(request, "administracion/registro.html", contexto, status=422 if form.errors else 200)


def entrada(request, entrada):
    """One entry whole, in words, with its place in the chain."""
    fila = visibles_para(request.cargo).filter(pk=entrada).first()
    if fila is None:
        raise NoExiste("No hay una entrada del registro en esa dirección.")
    (linea,) = lineas([fila], request.cargo)
    return render(request, "administracion/entrada.html", {"linea": linea})


def archivo(request):
    """What was found, as a file for a spreadsheet: the same words, without the internal notes."""
    form = FiltroForm(request.GET, cargo=request.cargo)
    if not form.is_valid():
        return errores.responder(request, 422, "Lo que se busca no se pudo leer. Vuelva al registro y corríjalo.")
    entradas = form.buscar(visibles_para(request.cargo))
    if entradas[MAXIMO_DEL_ARCHIVO : MAXIMO_DEL_ARCHIVO + 1].exists():
        return errores.responder(
            request, 422, f"Son más de {MAXIMO_DEL_ARCHIVO} entradas: acote las fechas o el lugar y pida otra vez."
        )
    contenido = _csv(lineas(entradas, request.cargo))
    return descarga(contenido.encode("utf-8-sig"), "quien-hizo-que.csv", "text/csv; charset=utf-8")


def _csv(todas):
    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=";", lineterminator="\r\n")  # what a spreadsheet in Spanish opens as it is
    escritor.writerow(CABECERA)
    for linea in todas:
        escritor.writerow([_texto(celda) for celda in _celdas(linea)])
    return salida.getvalue()


def _celdas(linea):
    entrada, fila = linea.entrada, linea.fila
    return (
        timezone.localtime(fila.momento).strftime("%d-%m-%Y %H:%M:%S"),
        fila.momento.strftime("%Y-%m-%dT%H:%M:%SZ"),
        entrada.quien,
        entrada.cargo,
        entrada.que,
        ", ".join(filter(None, (linea.lugar, entrada.fila))),
        entrada.motivo,
        "\n".join(f"{c['etiqueta']}: {c['antes'] or '—'} → {c['despues'] or '—'}" for c in linea.cambios),
        "\n".join(f"{etiqueta}: {texto}" for etiqueta, texto in linea.datos),
        entrada.version or "",
        fila.cadena,
        fila.secuencia,
        fila.hash,
    )


def _texto(celda):
    """A spreadsheet would calculate a text that begins so: the apostrophe says that it is a text."""
    celda = str(celda)
    return f"'{celda}" if celda[:1] in ("=", "+", "-", "@", "\t", "\r") else celda


def _disposicion():
    helper = FormHelper()
    helper.form_method, helper.form_action = "get", reverse("quien")
    helper.form_class, helper.disable_csrf = "formulario-registro", True
    helper.attrs = {"novalidate": True}
    chica = "col-6 col-md-3"
    helper.layout = Layout(
        Row(Column("persona", css_class="col-12 col-md-6"), Column("palabras", css_class="col-12 col-md-6")),
        Row(*(Column(c, css_class=chica) for c in ("puesto", "servicio", "region", "anio"))),
        Row(*(Column(c, css_class=chica) for c in ("formulario", "accion", "desde", "hasta"))),
        "copias",
        Submit("", "Buscar", css_id="boton-buscar"),
        HTML(f'<a class="btn btn-suave" href="{reverse("quien")}">Ver todo</a>'),
    )
    return helper
