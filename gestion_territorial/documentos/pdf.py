"""The document as a tagged PDF, drawn by WeasyPrint from the project's own template, style sheet and fonts.

The same document gives the same bytes: its dates are those of the versions, never the present one.
"""

import ctypes
import ctypes.util
import sys
from datetime import UTC
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from .medidas import anchos
from .partes import EVIDENCIAS, SIN_FILAS

BIBLIOTECAS = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
REMEDIO = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
ORIGEN = "https://estaticos.invalid/"  # a host that cannot exist: addresses under it are our static files, no others
ESTATICOS = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
ROBOTO = "vendor/roboto/roboto.css"


class PdfNoDisponible(Exception):
    """This machine cannot draw PDF. Its message is the sentence for the user, with the command that mends it."""

    def __init__(self):
        super().__init__(
            "Este equipo no puede crear documentos PDF porque le faltan bibliotecas del sistema. "
            f"Quien lo administra puede instalarlas con: {REMEDIO}"
        )


def pdf_disponible():
    """Whether the libraries that draw PDF can be loaded. Cheap: it asks the loader and does not import WeasyPrint."""
    return all(_se_carga(biblioteca) for biblioteca in BIBLIOTECAS)


def documento_pdf(documento):
    """The bytes of the PDF: Letter, landscape, PDF/UA-1. Raises PdfNoDisponible."""
    html, hoja_de_estilo = _weasyprint()
    texto = render_to_string(
        "documentos/documento.html",
        {
            "documento": documento,
            "momento": documento.momento.astimezone(UTC).isoformat(timespec="seconds"),
            "sin_filas": SIN_FILAS,
            "evidencias": EVIDENCIAS,
            "con_roboto": finders.find(ROBOTO) is not None,
        },
    )
    return html(string=texto, base_url=ORIGEN).write_pdf(
        stylesheets=[hoja_de_estilo(string=_anchos(documento))], pdf_variant="pdf/ua-1", pdf_tags=True
    )


def _weasyprint():
    """(HTML, CSS) of WeasyPrint, which may fetch our static files and nothing else.

    The only import inside a function of the house: it takes 1.5 seconds, and fails where Pango is missing, on a
    machine that runs all the rest.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:
        raise PdfNoDisponible from error

    class Estaticos(URLFetcher):
        """No file://, no http: an image in somebody's text cannot read the machine nor call anyone."""

        def fetch(self, url, headers=None):
            tipo, contenido = estatico(url)
            return URLFetcherResponse(url, body=contenido, headers={"Content-Type": tipo})

    recursos = Estaticos(allowed_protocols=("https",), allow_redirects=False)
    return partial(HTML, url_fetcher=recursos), partial(CSS, url_fetcher=recursos)


def estatico(url):
    """(content type, bytes) of the static file at that address. Raises ValueError for any other address."""
    partes = urlsplit(url)
    nombre = unquote(partes.path).removeprefix("/")
    tipo = ESTATICOS.get(PurePosixPath(nombre).suffix)
    if not url.startswith(ORIGEN) or tipo is None or ".." in PurePosixPath(nombre).parts:
        raise ValueError(f"not a static file of the project: {url[:200]}")
    ruta = finders.find(nombre)
    if ruta is None:
        raise ValueError(f"no such static file: {nombre}")
    with open(ruta, "rb") as archivo:
        return tipo, archivo.read()


def _anchos(documento):
    """The style rules of the columns' widths, the same shares as in the workbook."""
    reglas = {}
    for bloque in documento.bloques:
        for n, tabla in enumerate(bloque.tablas, start=1):
            medidas = anchos([(c.ancho, c.etiqueta) for c in tabla.columnas])[: len(tabla.columnas)]
            for k, ancho in enumerate(medidas, start=1):
                reglas[f".tabla-{n} col:nth-child({k})"] = f"width:{100 * ancho / sum(medidas):.3f}%"
    return "".join(f"{selector}{{{regla}}}" for selector, regla in reglas.items())


def _se_carga(biblioteca):
    if sys.platform != "linux":
        return ctypes.util.find_library(biblioteca) is not None
    try:
        ctypes.CDLL(f"lib{biblioteca}.so.0")
    except OSError:
        return False
    return True
