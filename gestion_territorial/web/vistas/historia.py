"""What was: the register of a programme, its versions, the difference between any two, and the official paper."""

import json
from copy import copy

from django.core.paginator import Paginator
from django.shortcuts import render

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.documentos import documento
from gestion_territorial.documentos import excel as libro_excel
from gestion_territorial.documentos import pdf as documento_en_pdf
from gestion_territorial.flujo import notas, retiros
from gestion_territorial.flujo.errores import NoExiste
from gestion_territorial.flujo.pasos import PASOS, impedimento
from gestion_territorial.formularios.declaracion import FormatoDesconocido
from gestion_territorial.formularios.direcciones import parte_regional

from .. import errores
from ..cambios import cambios
from ..descarga import descarga
from ..direcciones import direccion
from ..pagina import Pagina, entero
from ..registro import DE_COPIA, DE_PASOS, entradas_legibles

POR_PAGINA = 50
TIPO_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VIVO = "actual"
SOLO = {"pasos": DE_PASOS, "copias": DE_COPIA}  # what `?solo=` leaves


def ver(request, programa, formulario):
    """Every change, newest first, and the list of versions."""
    entradas = notas.visibles(Registro.objects.filter(programa_id=programa.pk), request.cargo).order_by("-secuencia")
    solo, copiadas = request.GET.get("solo"), 0
    if solo in SOLO:
        entradas = entradas.filter(accion__in=SOLO[solo])
    else:
        copiadas = entradas.filter(accion__in=DE_COPIA).count()
        entradas = entradas.exclude(accion__in=DE_COPIA)
    hoja = Paginator(entradas, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "programa": programa,
        "formulario": formulario,
        "base": direccion(programa),
        "hoja": hoja,
        "entradas": entradas_legibles(hoja.object_list),
        "retira_archivos": impedimento(PASOS[retiros.RETIRAR], programa, request.cargo) is None,
        "versiones": programa.versiones.order_by("-numero").defer("contenido"),
        "solo": solo if solo in SOLO else "",
        "copiadas": copiadas,
        "vivo": VIVO,
    }
    return render(request, "programa/historia.html", contexto)


def version(request, programa, formulario, numero):
    """A version as it was, in the official table."""
    v = _version(programa, numero)
    contenido = datos.de_instantanea(json.loads(v.contenido))
    entonces = _como_era(programa, v, contenido.cabecera)
    pagina = Pagina(entonces, None, contenido=contenido)
    contexto = {"programa": entonces, "pagina": pagina, "version": v, "aparte": False, "cerrar": False}
    return render(request, "programa/version.html", contexto)


def diferencia(request, programa, formulario):
    """What changed between two versions, or a version and what is written now."""
    versiones = list(programa.versiones.order_by("numero").defer("contenido"))
    ultimo = str(versiones[-1].numero) if versiones else VIVO
    a, b = request.GET.get("a") or ultimo, request.GET.get("b") or VIVO
    uno, otro = _instantanea(programa, a), _instantanea(programa, b)
    contexto = {
        "programa": programa,
        "formulario": formulario,
        "base": direccion(programa),
        "versiones": versiones,
        "a": a,
        "b": b,
        "vivo": VIVO,
        "cambios": cambios(formulario.del_periodo(programa.periodo), uno, otro),
    }
    return render(request, "programa/diferencia.html", contexto)


def excel(request, programa, formulario):
    return _archivo(request, programa, libro_excel.libro, "xlsx", TIPO_EXCEL)


def pdf(request, programa, formulario):
    try:
        return _archivo(request, programa, documento_en_pdf.documento_pdf, "pdf", "application/pdf")
    except documento_en_pdf.PdfNoDisponible as falta:
        return errores.responder(request, 422, str(falta))


def en_formato(request, hacer):
    """The paper in the version of the format that `?formato=` asks for, the period's without it."""
    try:
        return hacer(request.GET.get("formato"))
    except FormatoDesconocido as error:
        raise NoExiste(str(error)) from None


def _archivo(request, programa, hacer, extension, tipo):
    pedida = request.GET.get("version")
    version = _version(programa, entero(pedida)) if pedida else None
    hoja = en_formato(request, lambda formato: documento.regional(programa, version, formato))
    v = f"-v{version.numero}" if version else ""
    f = f"-{hoja.formato}" if hoja.formato else ""
    codigo, servicio = programa.formulario, programa.servicio.codigo
    lugar = parte_regional(programa).replace("/", "-")
    nombre = f"{codigo}_{servicio}_{programa.periodo.anio}_region-{lugar}{f}{v}.{extension}"
    return descarga(hacer(hoja), nombre, tipo)


def _version(programa, numero):
    v = programa.versiones.filter(numero=numero).first()
    if v is None:
        raise NoExiste("Este programa no tiene esa versión.")
    return v


def _como_era(programa, version, cabecera):
    """The programme as it stood when that version was cut: its heading, and the state the step led to."""
    entonces = copy(programa)
    for campo in datos.CABECERA:
        setattr(entonces, campo, getattr(cabecera, campo))
    pasos = (p.hasta for p in PASOS.values() if p.version == version.motivo)
    entonces.estado = next(pasos, programa.estado)
    return entonces


def _instantanea(programa, cual):
    if cual == VIVO:
        return datos.instantanea(datos.leer(programa))
    return json.loads(_version(programa, entero(cual)).contenido)
