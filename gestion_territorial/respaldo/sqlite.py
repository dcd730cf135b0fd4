"""The SQLite side: the backup API reads the pages of the very moment that the open reading sees."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from django.db import connection

from .errores import RestauracionImposible

ARCHIVO = "base.sqlite3"


def copiar(carpeta, volatiles):
    """Write the database of this moment into the folder; ({table: rows}, {}). Runs inside `lectura_unica`.

    The connection holds a reading open: the copy is of the moment of whatever else is read in it, and writers go on.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")  # the moment is fixed by the first reading
    ruta = carpeta / ARCHIVO
    ruta.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(ruta, isolation_level=None)) as copia:
        connection.connection.backup(copia)
        copia.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        copia.execute("PRAGMA secure_delete=ON")
        for tabla in sorted(volatiles & set(_tablas(copia))):
            copia.execute(f'DELETE FROM "{tabla}"')
        return _contar(copia), {}


def contar():
    """{table: rows} of the database in use."""
    connection.ensure_connection()
    return _contar(connection.connection)


def contar_copia(carpeta):
    """{table: rows} of a backup's copy; nothing of what cannot be read."""
    try:
        with contextlib.closing(_abrir_para_leer(carpeta / ARCHIVO)) as copia:
            return _contar(copia)
    except sqlite3.Error:
        return {}


def exigir_vacia():
    """Raise RestauracionImposible unless nothing is stored where the database goes."""
    ruta = _ruta()
    if ruta.exists():
        try:
            with contextlib.closing(sqlite3.connect(ruta)) as actual:
                tablas = _tablas(actual)
        except sqlite3.Error:
            tablas = ["?"]
        if tablas:
            raise RestauracionImposible(
                f"Ya hay una base de datos en {ruta}: solo se restaura donde no hay nada. Use otra carpeta en DATA_DIR "
                "(o aparte esa base, si está seguro)."
            )
    if any(vecino.exists() for vecino in _vecinos(ruta)):
        raise RestauracionImposible(f"Otro proceso está usando {ruta}. Detenga el servidor antes de restaurar.")


def cargar(carpeta, manifiesto):
    """Put the copy in its place: whole or not at all."""
    connection.close()
    ruta = _ruta()
    ruta.parent.mkdir(parents=True, exist_ok=True)
    a_medias = ruta.with_name(f".{ruta.name}.restaurando")
    try:
        shutil.copyfile(carpeta / ARCHIVO, a_medias)
        with open(a_medias, "rb") as escrito:
            os.fsync(escrito.fileno())
        os.replace(a_medias, ruta)
    finally:
        a_medias.unlink(missing_ok=True)


def _ruta():
    return Path(connection.settings_dict["NAME"])


def _vecinos(ruta):
    return [ruta.with_name(ruta.name + fin) for fin in ("-wal", "-shm", "-journal")]


def _abrir_para_leer(ruta):
    return sqlite3.connect(f"{ruta.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _tablas(base):
    filas = base.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return sorted(nombre for (nombre,) in filas.fetchall())


def _contar(base):
    return {tabla: base.execute(f'SELECT count(*) FROM "{tabla}"').fetchone()[0] for tabla in _tablas(base)}
