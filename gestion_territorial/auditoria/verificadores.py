"""What `verificar` looks at beyond programmes and register: rooms add their own proofs in `AppConfig.ready`.

    verificadores.registrar("plantillas", mis_faltas)       # a function of a Counter that yields Falta
    verificadores.registrar_carpeta("evidencias", esperados)

A folder of `DATA_DIR` whose files never change is registered with the function that says which ones should be there:
{path inside the folder, with «/»: SHA-256 of the bytes}. `verificar` then names a file that is changed, missing or has
no owner, and `respaldar` copies the folder. The function reads the database each time it is called.
"""

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from .faltas import Falta

TROZO = 1024 * 1024
# A file stands in its folder a moment before the row that owns it is committed.
ESPERA = 2  # seconds
A_MEDIAS = 3600  # seconds after which a temporary file (its name begins with a dot) is nobody's upload any more


@dataclass(frozen=True, slots=True)
class Carpeta:
    """A folder of files that never change, and the function that says which ones should be there."""

    nombre: str
    esperados: Callable[[], dict[str, str]]
    comparada: bool = True

    @property
    def ruta(self):
        return Path(settings.DATA_DIR) / self.nombre


_VERIFICADORES: dict[str, Callable] = {}
_CARPETAS: dict[str, Carpeta] = {}


def registrar(nombre, faltas):
    """`faltas(cuenta)` yields Falta and adds to the Counter what it looked at («archivos» is reported)."""
    _VERIFICADORES[nombre] = faltas


def registrar_carpeta(nombre, esperados, comparada=True):
    """Not `comparada`: `respaldar` copies it, and the room that owns it has a proof of its own."""
    _CARPETAS[nombre] = Carpeta(nombre, esperados, comparada)


def carpetas():
    return [_CARPETAS[nombre] for nombre in sorted(_CARPETAS)]


def faltas(cuenta):
    """Every fault that the rooms' own proofs and the folders show."""
    for nombre in sorted(_VERIFICADORES):
        yield from _VERIFICADORES[nombre](cuenta)
    for carpeta in carpetas():
        if carpeta.comparada:
            yield from _de_carpeta(carpeta, cuenta)


def huella(ruta):
    """Hex SHA-256 of a file's bytes, read in pieces."""
    suma = hashlib.sha256()
    with open(ruta, "rb") as archivo:
        while trozo := archivo.read(TROZO):
            suma.update(trozo)
    return suma.hexdigest()


def hallados(ruta):
    """Paths with «/» of whatever stands under a folder and is no folder; nothing if it does not exist."""
    return {
        (Path(raiz) / nombre).relative_to(ruta).as_posix()
        for raiz, subcarpetas, nombres in os.walk(ruta)
        for nombre in (*nombres, *(s for s in subcarpetas if (Path(raiz) / s).is_symlink()))
    }


def _de_carpeta(carpeta, cuenta):
    """Changed, missing and ownerless files. What seems missing or ownerless is asked again: people go on working."""
    esperados = carpeta.esperados()
    cuenta["archivos"] += len(esperados)
    ausentes = set()
    for nombre, sha in sorted(esperados.items()):
        leida = _leer(carpeta.ruta / nombre)
        if leida is None:
            ausentes.add(nombre)
        elif leida != sha:
            yield Falta("archivo cambiado", f"{carpeta.nombre}/{nombre}", f"SHA-256 {sha[:12]}", leida[:12])
    sueltos = {n for n in hallados(carpeta.ruta) - set(esperados) if not _a_medias(carpeta.ruta / n)}
    if ausentes or sueltos:
        time.sleep(ESPERA)
        esperados = carpeta.esperados()
    for nombre in sorted(ausentes & set(esperados)):
        if _leer(carpeta.ruta / nombre) is None:
            yield Falta("archivo ausente", f"{carpeta.nombre}/{nombre}", "guardado", "ausente o ilegible")
    for nombre in sorted(sueltos - set(esperados)):
        if os.path.lexists(carpeta.ruta / nombre):
            yield Falta("archivo sin dueño", f"{carpeta.nombre}/{nombre}", "ningún archivo", "un archivo")


def _leer(ruta):
    """The file's SHA-256, or None where there is no regular file that can be read."""
    try:
        return None if ruta.is_symlink() else huella(ruta)
    except OSError:
        return None


def _a_medias(ruta):
    try:
        return ruta.name.startswith(".") and time.time() - ruta.lstat().st_mtime < A_MEDIAS
    except OSError:
        return True
