"""The store on disk: DATA_DIR/evidencias/SERVICE/ab/HASH, outside the web root, one copy per content and service.

    with almacen.guardando():           # shared lock: nobody sweeps meanwhile
        …in a transaction: almacen.guardar(servicio_id, sha256, archivo); write the row; commit…

The bytes are whole on disk (written beside, flushed, renamed) before the row that names them is committed. A process
killed in between leaves a file without a row, never a row without its file; `barrer` takes such files out. The sweep
holds the same lock for itself alone, so that it never sees a file whose row is about to be committed.
"""

import fcntl
import hashlib
import os
import re
import secrets
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from .models import Archivo

TROZO = 256 * 1024
ESPERA = 20  # seconds; an upload holds the lock for the length of one transaction
_HASH = re.compile(r"[0-9a-f]{64}")


class AlmacenOcupado(OSError):
    """The lock could not be had in time."""


def raiz():
    return Path(settings.DATA_DIR) / "evidencias"


def lugar(servicio_id, sha256):
    """Where that content is, whether it is there or not."""
    if not _HASH.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return raiz() / str(int(servicio_id)) / sha256[:2] / sha256


def temporal():
    """An unnamed file beside the store, open for reading and writing: it goes with the process, however that ends."""
    return tempfile.TemporaryFile(dir=_carpeta(raiz() / "entrantes"))


def guardando():
    """While files and their rows are being written."""
    return _cerrojo(fcntl.LOCK_SH)


def guardar(servicio_id, sha256, archivo):
    """Put a content in its place, whole or not at all; whether it had to be written. Under `guardando`.

    A copy that is there already is kept when it is the right one, and put right when it is not.
    """
    destino = lugar(servicio_id, sha256)
    if destino.is_file() and huella(destino) == sha256:
        return False
    _carpeta(destino.parent)
    borrador = destino.with_name(f"{sha256}.{secrets.token_hex(8)}")
    try:
        with open(os.open(borrador, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as salida:
            archivo.seek(0)
            calculado = hashlib.sha256()
            while trozo := archivo.read(TROZO):
                calculado.update(trozo)
                salida.write(trozo)
            if calculado.hexdigest() != sha256:
                raise OSError("the content changed while it was being kept")
            salida.flush()
            os.fsync(salida.fileno())
        borrador.rename(destino)
    except BaseException:
        borrador.unlink(missing_ok=True)
        raise
    _asentar(destino.parent)
    return True


def huella(ruta):
    """The SHA-256 of what a path holds, read in pieces."""
    with ruta.open("rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()


def recoger(servicio_id, hashes):
    """Take those contents out of the disk unless a row names them: after a removal, or a save that did not end."""
    if not hashes:
        return
    with suppress(AlmacenOcupado), _cerrojo(fcntl.LOCK_EX):
        vivos = set(Archivo.objects.filter(servicio=servicio_id, sha256__in=hashes).values_list("sha256", flat=True))
        for sha256 in set(hashes) - vivos:
            lugar(servicio_id, sha256).unlink(missing_ok=True)


def sueltos():
    """The paths in the store that no row names; those of an upload under way may be among them (see `barrer`)."""
    if not raiz().is_dir():
        return []
    suyos = {lugar(*fila) for fila in Archivo.objects.values_list("servicio_id", "sha256").iterator()}
    return [
        ruta for ruta in sorted(raiz().rglob("*")) if ruta not in suyos and (ruta.is_symlink() or not ruta.is_dir())
    ]


def sin_nadie_guardando():
    """While no file and row are half-way: what `sueltos` names then is an orphan. Raises AlmacenOcupado."""
    return _cerrojo(fcntl.LOCK_EX)


def barrer():
    """Take out every file without a row; returns how many. Waits until nobody is writing."""
    with _cerrojo(fcntl.LOCK_EX):
        rutas = sueltos()
        for ruta in rutas:
            ruta.unlink(missing_ok=True)
        return len(rutas)


@contextmanager
def _cerrojo(clase):
    cerrojo = _carpeta(raiz()).with_suffix(".cerrojo")  # beside the store: in it, only what rows name
    descriptor = os.open(cerrojo, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        limite = time.monotonic() + ESPERA
        while True:
            try:
                fcntl.flock(descriptor, clase | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > limite:
                    raise AlmacenOcupado("the store is being swept or written") from None
                time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def _carpeta(ruta):
    ruta.mkdir(parents=True, exist_ok=True, mode=0o700)
    return ruta


def _asentar(carpeta):
    """The name of a new file is on disk once its folder, and those above that may be new, are."""
    for esta in (carpeta, carpeta.parent, raiz()):
        descriptor = os.open(esta, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
