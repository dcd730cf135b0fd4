"""Tables that may only grow: triggers refuse UPDATE, DELETE and (on PostgreSQL) TRUNCATE, on both engines.

A room names its tables in `AppConfig.ready` with `proteger()`; the triggers are made after every migrate, and
`faltantes()` tells `verificar` which ones are gone.
"""

from contextlib import contextmanager

from django.db import connections, transaction

_TABLAS: set[str] = set()
_MENSAJE = "esta tabla solo admite agregar"


def proteger(tabla):
    _TABLAS.add(tabla)


def al_migrar(using="default", **_):
    crear(using)


def crear(using="default"):
    """Create the triggers that are missing, for the protected tables that exist."""
    conexion = connections[using]
    with conexion.cursor() as cursor, transaction.atomic(using=using):
        existentes = set(conexion.introspection.table_names(cursor))
        for tabla in sorted(_TABLAS & existentes):
            for orden in _ordenes(conexion.vendor, tabla):
                cursor.execute(orden)


def retirar(using="default"):
    """Drop the triggers. Only for tests, whose flush empties every table."""
    conexion = connections[using]
    with conexion.cursor() as cursor, transaction.atomic(using=using):
        existentes = set(conexion.introspection.table_names(cursor))
        for tabla in sorted(_TABLAS & existentes):
            for nombre in _nombres(conexion.vendor, tabla):
                sobre = f" ON {tabla}" if conexion.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {nombre}{sobre}")


@contextmanager
def suspendidos(using="default"):
    retirar(using)
    try:
        yield
    finally:
        crear(using)


def faltantes(using="default"):
    """Names of the triggers that should be there and are not."""
    conexion = connections[using]
    with conexion.cursor() as cursor:
        if conexion.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        presentes = {fila[0] for fila in cursor.fetchall()}
    esperados = {nombre for tabla in _TABLAS for nombre in _nombres(conexion.vendor, tabla)}
    return sorted(esperados - presentes)


def _nombres(motor, tabla):
    operaciones = ["update", "delete"] + (["truncate"] if motor == "postgresql" else [])
    return [f"{tabla}_sin_{operacion}" for operacion in operaciones]


def _ordenes(motor, tabla):
    if motor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION solo_agregar() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '%: {_MENSAJE}', TG_TABLE_NAME; END $$"
        )
        for operacion in ("update", "delete"):
            yield (
                f"CREATE OR REPLACE TRIGGER {tabla}_sin_{operacion} BEFORE {operacion.upper()} ON {tabla} "
                "FOR EACH ROW EXECUTE FUNCTION solo_agregar()"
            )
        yield (
            f"CREATE OR REPLACE TRIGGER {tabla}_sin_truncate BEFORE TRUNCATE ON {tabla} "
            "FOR EACH STATEMENT EXECUTE FUNCTION solo_agregar()"
        )
    else:
        for operacion in ("update", "delete"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {tabla}_sin_{operacion} BEFORE {operacion.upper()} ON {tabla} "
                f"BEGIN SELECT RAISE(ABORT, '{tabla}: {_MENSAJE}'); END"
            )
