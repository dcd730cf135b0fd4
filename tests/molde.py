"""What making something left in an empty database, to be put back in a blink: most tests begin with the same world."""

from django.apps import apps
from django.db import connection

AJENAS = {"contenttypes", "auth", "sites"}  # what a migration writes


class Molde:
    """The rows of every table of the product, as the engine holds them, once taken; their ids come back with them."""

    def __init__(self):
        self._filas = None

    @property
    def tomado(self):
        return self._filas is not None

    def tomar(self):
        self._filas = {}
        with connection.cursor() as cursor:
            for tabla in self._tablas():
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(tabla)}")
                if filas := cursor.fetchall():
                    self._filas[tabla] = [columna[0] for columna in cursor.description], filas

    def poner(self):
        """Foreign keys are looked at when the transaction ends, so the order of the tables is no matter."""
        nombre = connection.ops.quote_name
        with connection.cursor() as cursor:
            for tabla, (columnas, filas) in self._filas.items():
                lista, huecos = ", ".join(map(nombre, columnas)), ", ".join(["%s"] * len(columnas))
                cursor.executemany(f"INSERT INTO {nombre(tabla)} ({lista}) VALUES ({huecos})", filas)

    @staticmethod
    def _tablas():
        modelos = apps.get_models(include_auto_created=True)
        return [m._meta.db_table for m in modelos if m._meta.app_label not in AJENAS and m._meta.managed]
