"""How the files of a post are received: each in an unnamed temporary file, hashed on the way, never more than allowed.

Django reads a post before the view is asked, for the CSRF token may be in it. So who may send files, and where to, is
looked at here already: what comes to any other address, or from somebody without a post, is read past and not kept.
"""

import hashlib

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from gestion_territorial.archivos import almacen
from gestion_territorial.flujo.deposito import LLENO, Recibido
from gestion_territorial.flujo.errores import EstadoIncorrecto

JUNTOS = 5  # times the limit of one file: what one post may hold


class SubidaEnorme(RequestDataTooBig):
    """A post too large to be read to its end."""


class Subido:
    """A received file. `tamano` counts all its bytes, kept or not; `fallo` tells that it could not be kept."""

    def __init__(self, nombre):
        self.name, self.tamano, self.fallo = nombre, 0, False
        self.contenido, self._calculado = None, hashlib.sha256()

    def agregar(self, trozo):
        self.tamano += len(trozo)
        if self.tamano > settings.EVIDENCIA_MAXIMA or self.fallo:
            self.close()  # past the limit it is only counted, so that the refusal can say how large it is
            return
        try:
            self.contenido = self.contenido or almacen.temporal()
            self.contenido.write(trozo)
        except OSError:
            self.fallo = True
            self.close()
        self._calculado.update(trozo)

    @property
    def sha256(self):
        return self._calculado.hexdigest()

    def close(self):
        if self.contenido is not None:
            self.contenido.close()
            self.contenido = None


def recibido(subido):
    """A received file as `flujo` takes it. Raises EstadoIncorrecto when there was no room for it."""
    if subido.fallo:
        raise EstadoIncorrecto(LLENO)
    return Recibido(subido.name, subido.tamano, subido.sha256, subido.contenido)


class Recepcion(FileUploadHandler):
    """The one upload handler."""

    chunk_size = 256 * 1024

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > JUNTOS * settings.EVIDENCIA_MAXIMA + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise SubidaEnorme("larger than a post may be")
        self.subido = None

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if not _recibe(self.request):
            raise SkipFile
        self.subido = Subido(self.file_name)

    def receive_data_chunk(self, raw_data, start):
        self.subido.agregar(raw_data)

    def file_complete(self, file_size):
        return self.subido

    def upload_interrupted(self):
        if self.subido is not None:
            self.subido.close()


def _recibe(request):
    """Whether this person may send files to this address: by its policy, before anything is looked up."""
    politica = getattr(getattr(request.resolver_match, "func", None), "politica", None)
    cargo = getattr(request, "cargo", None)
    return bool(politica and politica.archivos and cargo and cargo.rol in politica.roles.get("POST", ()))
