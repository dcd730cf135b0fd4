"""What `verificar` looks at beyond programmes and register: rooms add their own proofs in `AppConfig.ready`.

    verificadores.registrar("plantillas", mis_faltas)       # a function of a Counter that yields Falta
    verificadores.registrar_carpeta("evidencias", esperados)

A folder of `DATA_DIR` whose files never change is registered with the function that says which ones should be there:
{path inside the folder, with «/»: SHA-256 of the bytes}. `respaldar` copies those; what is wrong with them is for the
room's own proof to name. The function reads the database each time it is called.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Carpeta:
    """A folder of files that never change, and the function that says which ones should be there."""

    nombre: str
    esperados: Callable[[], dict[str, str]]
    quieta: Callable = nullcontext

    @property
    def ruta(self):
        return Path(settings.DATA_DIR) / self.nombre


_VERIFICADORES: dict[str, Callable] = {}
_CARPETAS: dict[str, Carpeta] = {}


def registrar(nombre, faltas):
    """`faltas(cuenta)` yields Falta and adds to the Counter what it looked at («archivos» is reported)."""
    _VERIFICADORES[nombre] = faltas


def registrar_carpeta(nombre, esperados, quieta=nullcontext):
    """`quieta()` is a context in which no file is taken out of the folder; a backup asks for it for a moment."""
    _CARPETAS[nombre] = Carpeta(nombre, esperados, quieta)


def carpetas():
    return [_CARPETAS[nombre] for nombre in sorted(_CARPETAS)]


def faltas(cuenta):
    """Every fault that the rooms' own proofs show."""
    for nombre in sorted(_VERIFICADORES):
        yield from _VERIFICADORES[nombre](cuenta)


def huella(ruta):
    """Hex SHA-256 of a file's bytes, read in pieces."""
    with open(ruta, "rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()


def hallados(ruta):
    """Paths with «/» of whatever stands under a folder and is no folder; nothing if it does not exist."""
    return {
        (Path(raiz) / nombre).relative_to(ruta).as_posix()
        for raiz, subcarpetas, nombres in os.walk(ruta)
        for nombre in (*nombres, *(s for s in subcarpetas if (Path(raiz) / s).is_symlink()))
    }
