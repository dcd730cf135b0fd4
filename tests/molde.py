"""What making something left in the database, to be put back in a blink: most tests begin with the same world, and go
on to the same scenes."""

import json
from contextlib import contextmanager
from copy import deepcopy
from functools import wraps

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from gestion_territorial.formularios import catalogo

AJENAS = {"contenttypes", "auth", "sites"}  # what a migration writes
_DE_NUEVO = []
SESIONES = {"sessions"}  # who is signed in is no part of a scene


class Molde:
    """The rows of every table of the product, as the engine holds them, once taken; their ids come back with them."""

    def __init__(self):
        self._filas = None

    @property
    def tomado(self):
        return self._filas is not None

    def tomar(self):
        self._filas = {tabla: contenido for tabla, contenido in _todo().items() if contenido[1]}

    def poner(self):
        """Foreign keys are looked at when the transaction ends, so the order of the tables is no matter."""
        with connection.cursor() as cursor:
            for tabla, (columnas, filas) in self._filas.items():
                _insertar(cursor, tabla, columnas, filas)


@contextmanager
def de_nuevo():
    """Inside, every scene is played: for a test that watches how it is written."""
    _DE_NUEVO.append(True)
    try:
        yield
    finally:
        _DE_NUEVO.pop()


def recordada(hacer):
    """A scene's maker that works once, from each state of the database, in each process: after that its rows are put.

    `hacer(mundo, …)` takes and gives plain data, and does nothing but write rows. On the same day, in the same kind of
    world (`mundo.que_es`), from the same rows and with the same arguments it would write the same, but for the hour.
    """
    hechas = {}

    @wraps(hacer)
    def _recordada(mundo, *posicionales, **datos):
        if _DE_NUEVO:
            return hacer(mundo, *posicionales, **datos)
        antes = _todo(AJENAS | SESIONES)
        clave = (
            timezone.localdate(),
            tuple(formulario.codigo for formulario in catalogo.instalados()),
            mundo.que_es,
            json.dumps([posicionales, datos], sort_keys=True),
            hash(tuple(tuple(filas) for _, filas in antes.values())),
        )
        if clave not in hechas:
            valor = hacer(mundo, *posicionales, **datos)
            hechas[clave] = _cambios(antes, _todo(AJENAS | SESIONES)), deepcopy(valor)
            return valor
        cambios, valor = hechas[clave]
        with transaction.atomic():
            _repetir(cambios)
        return deepcopy(valor)

    return _recordada


def _todo(sin=AJENAS):
    """{table: (columns, rows)} of the product."""
    with connection.cursor() as cursor:
        return {tabla: filas_de(cursor, tabla) for tabla in _tablas(sin)}


def filas_de(cursor, tabla):
    """(columns, rows) of a table, as the engine holds them, by key."""
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(tabla)} ORDER BY 1")
    return [columna[0] for columna in cursor.description], cursor.fetchall()


def _tablas(sin):
    modelos = apps.get_models(include_auto_created=True)
    return [m._meta.db_table for m in modelos if m._meta.app_label not in sin and m._meta.managed]


def _cambios(antes, despues):
    """[(table, columns, rows that were not there or are others now, keys of those that went or are others)]."""
    cambios = []
    for tabla, (columnas, filas) in despues.items():
        eran = {fila[0]: fila for fila in antes[tabla][1]}
        nuevas = [fila for fila in filas if eran.get(fila[0]) != fila]
        fuera = list(eran.keys() - {fila[0] for fila in filas})
        fuera += [fila[0] for fila in nuevas if fila[0] in eran]
        if nuevas or fuera:
            cambios.append((tabla, columnas, nuevas, fuera))
    return cambios


def _repetir(cambios):
    nombre = connection.ops.quote_name
    with connection.cursor() as cursor:
        for tabla, columnas, nuevas, fuera in cambios:
            cursor.executemany(f"DELETE FROM {nombre(tabla)} WHERE {nombre(columnas[0])} = %s", [[f] for f in fuera])
            _insertar(cursor, tabla, columnas, nuevas)


def _insertar(cursor, tabla, columnas, filas):
    nombre = connection.ops.quote_name
    lista, huecos = ", ".join(map(nombre, columnas)), ", ".join(["%s"] * len(columnas))
    cursor.executemany(f"INSERT INTO {nombre(tabla)} ({lista}) VALUES ({huecos})", filas)
