"""A file as an answer: always a download, under a policy that lets nothing in it run."""

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from gestion_territorial.archivos.tipos import TIPOS

ENCERRADO = "default-src 'none'; sandbox"


def descarga(contenido, nombre, tipo):
    """`contenido` is the bytes, or an open file that the answer reads in pieces and closes."""
    respuesta = (HttpResponse if isinstance(contenido, bytes) else FileResponse)(contenido, content_type=tipo)
    respuesta["Content-Disposition"] = content_disposition_header(True, nombre)
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Content-Security-Policy"] = ENCERRADO
    respuesta["Cross-Origin-Resource-Policy"] = "same-origin"
    return respuesta


def descarga_guardada(contenido, nombre, tipo):
    """A stored file; `tipo` is what its content was found to be, of `archivos.tipos`."""
    return descarga(contenido, nombre, TIPOS[tipo].mime)
