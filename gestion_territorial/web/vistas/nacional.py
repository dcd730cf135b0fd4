"""One form in the whole country: the reviewer's regions, the verdict and what it hangs on."""

from django.contrib import messages
from django.shortcuts import redirect, render

from gestion_territorial.compromisos.contenido import leer_varios
from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.documentos import documento
from gestion_territorial.documentos import excel as libro_excel
from gestion_territorial.documentos import pdf as documento_en_pdf
from gestion_territorial.documentos.pdf import pdf_disponible
from gestion_territorial.flujo import acciones
from gestion_territorial.flujo.errores import NoExiste, Rechazo
from gestion_territorial.flujo.pasos import PASOS, impedimento
from gestion_territorial.flujo.publicacion import publicaciones
from gestion_territorial.flujo.veredicto import nacional

from .. import errores
from ..direcciones import direccion_nacional
from ..pagina import entero
from ..tablero import renglones
from .historia import TIPO_EXCEL, adjunto, en_formato

FILTROS = {
    "todas": lambda r: True,
    "por revisar": lambda r: r.programa.estado in (Estado.ENVIADO, Estado.RESULTADOS_ENVIADOS),
    "en la región": lambda r: r.turno == "region",
    "cerradas": lambda r: r.programa.estado == Estado.CERRADO,
}


def ver(request, servicio, periodo, formulario):
    """Regions north to south with state, sum, score and findings, and the verdict with the regions it hangs on."""
    pais = nacional(servicio=servicio, periodo=periodo, formulario=formulario)
    contenidos = leer_varios([r.programa for r in pais.regiones])
    filtro = request.GET.get("ver", "todas")
    todos = renglones(pais.regiones, contenidos, request.cargo)
    contexto = {
        "servicio": servicio,
        "periodo": periodo,
        "formulario": formulario,
        "titulo": formulario.con_periodo(formulario.titulo, periodo),
        "pais": pais,
        "renglones": [r for r in todos if FILTROS.get(filtro, FILTROS["todas"])(r)],
        "todos": todos,
        "filtro": filtro,
        "filtros": FILTROS,
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
    hoja = _hoja(request, servicio, periodo, formulario)
    return adjunto(libro_excel.libro(hoja), _nombre(servicio, periodo, formulario, "xlsx"), TIPO_EXCEL)


def pdf(request, servicio, periodo, formulario):
    try:
        hoja = _hoja(request, servicio, periodo, formulario)
        contenido = documento_en_pdf.documento_pdf(hoja)
    except documento_en_pdf.PdfNoDisponible as falta:
        return errores.responder(request, 422, str(falta))
    return adjunto(contenido, _nombre(servicio, periodo, formulario, "pdf"), "application/pdf")


def _hoja(request, servicio, periodo, formulario):
    """The country's paper as it stands, or with `?publicacion=N` as that one was published."""
    pedida = request.GET.get("publicacion")
    if not pedida:
        return en_formato(request, lambda formato: documento.nacional(servicio, periodo, formulario, formato))
    todas = publicaciones(servicio, periodo, formulario).defer(None).select_related("servicio", "periodo")
    publicacion = todas.filter(numero=entero(pedida)).first()
    if publicacion is None:
        raise NoExiste("No hay una publicación con ese número.")
    return en_formato(request, lambda formato: documento.publicado(publicacion, formato))


def _por_abrir(pais, cargo):
    paso = PASOS["abrir-resultados"]
    return sum(1 for r in pais.regiones if impedimento(paso, r.programa, cargo) is None)


def _nombre(servicio, periodo, formulario, extension):
    return f"{formulario.codigo}_{servicio.codigo}_{periodo.anio}_nacional.{extension}"
