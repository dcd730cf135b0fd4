"""Where finished files stand: DATA_DIR/trabajos, under generated names, for some days."""

import os
import time

from django.conf import settings

HUERFANO = 60 * 60 * 24  # seconds after which a file that no row names was left behind by a death


def carpeta():
    """The folder, made when it is missing. With several machines it must be one they share."""
    lugar = settings.DATA_DIR / "trabajos"
    lugar.mkdir(parents=True, exist_ok=True)
    return lugar


def ruta(trabajo):
    """The path of the file of a finished work, or None when it has none or it is no longer there."""
    if not trabajo.archivo:
        return None
    lugar = carpeta() / trabajo.archivo
    return lugar if lugar.is_file() else None


def borrador(trabajo, obrero):
    """Where one worker writes: never where another one, thought dead, may still be writing."""
    return carpeta() / f".{trabajo.pk}-{trabajo.intentos}-{obrero}.parcial"


def guardar(trabajo, obrero):
    """Put the written draft in its place, whole; returns its name, empty when the work left no file."""
    origen = borrador(trabajo, obrero)
    if not origen.exists():
        return ""
    with origen.open("rb") as escrito:
        os.fsync(escrito.fileno())
    nombre = f"{trabajo.pk}-{trabajo.intentos}-{obrero}"
    origen.replace(carpeta() / nombre)
    return nombre


def borrar(nombre):
    (carpeta() / nombre).unlink(missing_ok=True)


def huerfanos(conocidos):
    """Names of old files that no row names."""
    limite = time.time() - HUERFANO
    for lugar in carpeta().iterdir():
        if lugar.name not in conocidos and lugar.is_file() and lugar.stat().st_mtime < limite:
            yield lugar.name
