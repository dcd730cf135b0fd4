"""One form in the whole country: the reviewer's regions, the verdict and what it hangs on."""

from functools import partial

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect, render

from gestion_territorial.compromisos.contenido import leer_varios
from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.documentos.pdf import PdfNoDisponible, pdf_disponible
from gestion_territorial.documentos.trabajos import MIME, Pedido, pedir
from gestion_territorial.flujo import acciones
from gestion_territorial.flujo.errores import NoExiste, Rechazo
from gestion_territorial.flujo.pasos import PASOS, impedimento
from gestion_territorial.flujo.publicacion import publicaciones
from gestion_territorial.flujo.veredicto import nacional

from .. import errores
from ..descarga import descarga
from ..direcciones import direccion_nacional
from ..pagina import entero
from ..pais import Columna
from ..tablero import renglones
from . import trabajos
from .historia import en_formato

FILTROS = {
    "todas": lambda r: True,
    "en la región": lambda r: r.turno == "region",
    "en el nivel nacional": lambda r: r.turno == "nacional",
    "cerradas": lambda r: r.programa.estado == Estado.CERRADO,
}


def ver(request, servicio, periodo, formulario):
    """Regions north to south with state, sum, score and findings, and the verdict with the regions it hangs on."""
    pais = nacional(servicio=servicio, periodo=periodo, formulario=formulario)
    prefetch_related_objects([r.programa for r in pais.regiones], "periodo__ventanas")
    contenidos = leer_varios([r.programa for r in pais.regiones])
    filtro = request.GET.get("ver", "todas")
    filtro = filtro if filtro in FILTROS else "todas"
    todos = renglones(pais.regiones, contenidos, request.cargo)
    publicada = publicaciones(servicio, periodo, formulario).order_by("-numero").first() if formulario.puntua else None
    contexto = {
        "servicio": servicio,
        "periodo": periodo,
        "formulario": formulario,
        "titulo": formulario.con_periodo(formulario.titulo, periodo),
        "pais": pais,
        "columna": Columna(formulario, servicio, periodo, todos, publicada),
        "revisa": request.cargo.rol == Rol.REVISOR,
        "renglones": [r for r in todos if FILTROS[filtro](r)],
        "todos": todos,
        "filtro": filtro,
        "filtros": [(nombre, sum(map(deja, todos))) for nombre, deja in FILTROS.items()],
        "base": direccion_nacional(servicio, periodo, formulario),
        "por_abrir": _por_abrir(pais, request.cargo),
        "pdf": pdf_disponible(),
    }
    return render(request, "nacional/regiones.html", contexto)


def abrir_resultados(request, servicio, periodo, formulario):
    """Open the results of every approved region at once; each is its own step, and says so if it could not."""
    programas = ProgramaRegional.objects.filter(
        servicio=servicio, periodo=periodo, formulario=formulario.codigo
    ).con_contexto()
    abiertas, fallidas = 0, []
    for programa in programas:
        if impedimento(PASOS["abrir-resultados"], programa, request.cargo):
            continue
        try:
            acciones.dar("abrir-resultados", programa_id=programa.pk, cargo=request.cargo)
            abiertas += 1
        except Rechazo as rechazo:
            fallidas.append(f"{programa.region}: {rechazo.mensaje}")
    if abiertas:
        cuantas = "una región" if abiertas == 1 else f"{abiertas} regiones"
        messages.success(request, f"Se abrieron los resultados de {cuantas}.")
    for falla in fallidas:
        messages.warning(request, falla)
    if not abiertas and not fallidas:
        messages.info(request, "No había regiones aprobadas con resultados por abrir.")
    return redirect(direccion_nacional(servicio, periodo, formulario))


def excel(request, servicio, periodo, formulario):
    return _documento(request, servicio, periodo, formulario, "xlsx")


def pdf(request, servicio, periodo, formulario):
    return _documento(request, servicio, periodo, formulario, "pdf")


def _documento(request, servicio, periodo, formulario, extension):
    """The country's paper as it stands, or with `?publicacion=N` as that one was published.

    A small one is answered at once; a big one is made in the background, and this leads to the page that waits for it.
    """
    pedido = _pedido(request, servicio, periodo, formulario, extension)
    if pedido.es_chico():
        try:
            return descarga(pedido.escribir(pedido.documento()), pedido.nombre, MIME[extension])
        except PdfNoDisponible as falta:
            return errores.responder(request, 422, str(falta))
    if extension == "pdf" and not pdf_disponible():
        return errores.responder(request, 422, str(PdfNoDisponible()))
    return trabajos.esperar(request, partial(pedir, pedido))


def _pedido(request, servicio, periodo, formulario, extension):
    formato = request.GET.get("formato", "")
    en_formato(request, lambda clave: formulario.formato(clave or periodo.formato(formulario.codigo)))
    pedida = request.GET.get("publicacion")
    publicacion = None
    if pedida:
        todas = publicaciones(servicio, periodo, formulario).defer(None).select_related("servicio", "periodo")
        publicacion = todas.filter(numero=entero(pedida)).first()
        if publicacion is None:
            raise NoExiste("No hay una publicación con ese número.")
    return Pedido(servicio, periodo, formulario.codigo, extension, formato, publicacion)


def _por_abrir(pais, cargo):
    paso = PASOS["abrir-resultados"]
    return sum(1 for r in pais.regiones if impedimento(paso, r.programa, cargo) is None)
