"""Saving everything while people work: the database of one moment, the files its rows own, and a manifest.

A backup is a folder. It is made under another name and gets its own when it is whole, so that one that was cut short
never passes for one. Open sessions and the key of the installation are not in it.
"""

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from django.db import connection
from django.utils import timezone

from gestion_territorial.auditoria import verificadores
from gestion_territorial.flujo.lectura import lectura_unica

from . import foto
from .errores import RespaldoImposible
from .manifiesto import NOMBRE, Manifiesto

PARCIAL = ".parcial-"
NO_ESTA = "no está en su carpeta y no se respaldó"


@dataclass
class Hecho:
    """A backup that was made: where, what it holds, and what was wrong already with the files it copied."""

    destino: Path
    manifiesto: Manifiesto
    huella: str
    avisos: list[str] = field(default_factory=list)


def respaldar(destino):
    """Make a backup at `destino`, a folder that does not exist yet; returns a Hecho. Raises RespaldoImposible."""
    destino = Path(destino).absolute()
    _exigir_libre(destino)
    try:
        parcial = Path(tempfile.mkdtemp(prefix=f"{destino.name}{PARCIAL}", dir=destino.parent))
    except OSError as error:
        raise RespaldoImposible(f"No se puede escribir en {destino.parent}: {error.strerror}.") from None
    try:
        manifiesto, avisos = _llenar(parcial)
        manifiesto.escribir(parcial)
        huella = verificadores.huella(parcial / NOMBRE)
        _asegurar(parcial)
        os.rename(parcial, destino)
        _asegurar_carpeta(destino.parent)
    except OSError as error:
        raise RespaldoImposible(
            f"El respaldo no se hizo: {error.strerror or error} ({error.filename or destino})."
        ) from error
    finally:
        shutil.rmtree(parcial, ignore_errors=True)  # renamed by now, unless something failed
    return Hecho(destino, manifiesto, huella, avisos)


def a_medias(destino):
    """Folders that earlier backups of this name left when they were cut short."""
    destino = Path(destino).absolute()
    return sorted(p for p in destino.parent.glob("*") if p.name.startswith(f"{destino.name}{PARCIAL}"))


def _exigir_libre(destino):
    if not destino.parent.is_dir():
        raise RespaldoImposible(f"La carpeta {destino.parent} no existe: créela antes.")
    if os.path.lexists(destino) and not (destino.is_dir() and not any(destino.iterdir())):
        raise RespaldoImposible(f"Ya existe {destino}: un respaldo no se escribe sobre otro. Elija otro nombre.")
    for carpeta in verificadores.carpetas():
        if destino.resolve().is_relative_to(carpeta.ruta.resolve()):
            raise RespaldoImposible(f"El respaldo no puede quedar dentro de {carpeta.ruta}: elija otro lugar.")


def _llenar(parcial):
    """Copy the files while people work; then, while nobody takes one out, fix the moment and copy what came since; then
    the database of that moment, however long it takes."""
    base = parcial / "base"
    base.mkdir()
    vistas = {}
    _copiar_carpetas(parcial, vistas)
    with contextlib.ExitStack() as momento:
        with contextlib.ExitStack() as quietas:
            for carpeta in verificadores.carpetas():
                quietas.enter_context(carpeta.quieta())
            momento.enter_context(lectura_unica())
            avisos = _copiar_carpetas(parcial, vistas)  # its first question to the database fixes the moment
        tablas, secuencias = foto.motor().copiar(base, foto.volatiles())
        manifiesto = Manifiesto(
            motor=connection.vendor,
            momento=timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
            migraciones=foto.migraciones(),
            tablas=tablas,
            cadenas=foto.cadenas(),
            puntajes=foto.puntajes(),
            secuencias=secuencias,
        )
    manifiesto.archivos = {
        nombre: [(parcial / nombre).stat().st_size, verificadores.huella(parcial / nombre)]
        for nombre in sorted(verificadores.hallados(parcial))
    }
    return manifiesto, avisos


def _copiar_carpetas(parcial, vistas):
    """Every registered folder; what was wrong with its files, in words. `vistas` is what earlier passes found."""
    return [
        f"{carpeta.nombre}/{nombre}: {falla}"
        for carpeta in verificadores.carpetas()
        for nombre, falla in sorted(
            _copiar_carpeta(carpeta, parcial / "archivos" / carpeta.nombre, vistas.setdefault(carpeta.nombre, {}))
        )
    ]


def _copiar_carpeta(carpeta, destino, vistos):
    """Copy the files that should be there, and no others: [(file, what was wrong with it)].

    `vistos` is {file: what was wrong with it, or empty}; one that it holds is neither copied nor read again, unless it
    was not there.
    """
    esperados = carpeta.esperados()
    destino.mkdir(parents=True, exist_ok=True)
    for sobra in verificadores.hallados(destino) - esperados.keys():
        (destino / sobra).unlink()
    for nombre, sha in esperados.items():
        if vistos.get(nombre, NO_ESTA) == NO_ESTA or not os.path.lexists(destino / nombre):
            vistos[nombre] = _copiar(carpeta.ruta / nombre, destino / nombre, sha)
    return [(nombre, vistos[nombre]) for nombre in esperados if vistos[nombre]]


def _copiar(origen, copia, sha):
    """What was wrong with the file, or empty."""
    copia.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(origen, copia, follow_symlinks=False)
    except FileNotFoundError:
        return NO_ESTA
    entera = not copia.is_symlink() and verificadores.huella(copia) == sha
    return "" if entera else "no es el que se guardó: su SHA-256 es otro"


def _asegurar(carpeta):
    """Nothing gets its final name before it is on the disk."""
    for raiz, _, nombres in os.walk(carpeta):
        for nombre in nombres:
            with contextlib.suppress(FileNotFoundError), open(os.path.join(raiz, nombre), "rb") as archivo:
                os.fsync(archivo.fileno())
        _asegurar_carpeta(raiz)


def _asegurar_carpeta(ruta):
    descriptor = os.open(ruta, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
