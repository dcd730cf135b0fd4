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
INTENTOS = 5


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
        raise RespaldoImposible(f"El respaldo no se hizo: {error.strerror} ({error.filename or destino}).") from error
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
    """Copy database and files; again from the start when a file was taken out between the one and the others."""
    base = parcial / "base"
    base.mkdir()
    for _ in range(INTENTOS):
        with lectura_unica():
            esperados = {c.nombre: c.esperados() for c in verificadores.carpetas()}
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
        avisos, retirados = [], False
        for carpeta in verificadores.carpetas():
            fallas = _copiar_carpeta(carpeta, esperados[carpeta.nombre], parcial / "archivos" / carpeta.nombre)
            # One that is missing and that no row owns any more was taken out meanwhile: the moment has passed.
            retirados = retirados or bool(fallas.keys() - carpeta.esperados().keys())
            avisos += [f"{carpeta.nombre}/{nombre}: {falla}" for nombre, falla in sorted(fallas.items())]
        if not retirados:
            manifiesto.archivos = {
                nombre: [(parcial / nombre).stat().st_size, verificadores.huella(parcial / nombre)]
                for nombre in sorted(verificadores.hallados(parcial))
            }
            return manifiesto, avisos
    raise RespaldoImposible("Se están retirando archivos sin parar y no se logró una copia pareja. Intente más tarde.")


def _copiar_carpeta(carpeta, esperados, destino):
    """Copy the files that should be there, and no others; {file: what was wrong with it}."""
    destino.mkdir(parents=True, exist_ok=True)
    for sobra in verificadores.hallados(destino) - esperados.keys():
        (destino / sobra).unlink()
    fallas = {}
    for nombre, sha in esperados.items():
        copia = destino / nombre
        if not copia.exists():
            copia.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(carpeta.ruta / nombre, copia, follow_symlinks=False)
            except FileNotFoundError:
                fallas[nombre] = "no está en su carpeta y no se respaldó"
                continue
        if copia.is_symlink() or verificadores.huella(copia) != sha:
            fallas[nombre] = "no es el que se guardó: su SHA-256 es otro"
    return fallas


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
