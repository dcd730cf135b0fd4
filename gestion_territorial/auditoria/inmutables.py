"""Tables that may only grow: triggers refuse UPDATE, DELETE and (on PostgreSQL) TRUNCATE, on both engines.

On SQLite a fourth way is refused: INSERT OR REPLACE takes the old row out without waking the DELETE trigger, unless the
connection asked for recursive triggers, which somebody at the sqlite3 shell has not. So an INSERT whose keys are taken
is refused before anything is replaced, whatever the connection.

A room names its tables in `AppConfig.ready` with `proteger()`; the triggers are made after every migrate, and
`estado()` tells `verificar` which ones are gone, switched off or no longer what they were.
"""

from contextlib import contextmanager

from django.db import connections, transaction

AUSENTE, APAGADO, ALTERADO = "ausente", "apagado", "alterado"

_TABLAS: set[str] = set()
_MENSAJE = "esta tabla solo admite agregar"
_CUERPO = f" BEGIN RAISE EXCEPTION '%: {_MENSAJE}', TG_TABLE_NAME; END "


def proteger(tabla):
    _TABLAS.add(tabla)


def al_migrar(using="default", **_):
    crear(using)


def crear(using="default"):
    """Create the triggers that are missing, and anew those that were altered, for the protected tables that exist."""
    conexion = connections[using]
    with conexion.cursor() as cursor, transaction.atomic(using=using):
        mal = {nombre for nombre, _ in _estado(conexion, cursor)}
        if conexion.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION solo_agregar() RETURNS trigger LANGUAGE plpgsql AS $${_CUERPO}$$"
            )
        for tabla in _existentes(conexion, cursor):
            for nombre, orden in _ordenes(conexion, cursor, tabla).items():
                if nombre in mal:
                    _quitar(conexion, cursor, tabla, nombre)
                    cursor.execute(orden)


def retirar(using="default"):
    """Drop the triggers. Only for tests, whose flush empties every table."""
    conexion = connections[using]
    with conexion.cursor() as cursor, transaction.atomic(using=using):
        for tabla in _existentes(conexion, cursor):
            for nombre in _ordenes(conexion, cursor, tabla):
                _quitar(conexion, cursor, tabla, nombre)


@contextmanager
def suspendidos(using="default"):
    retirar(using)
    try:
        yield
    finally:
        crear(using)


def estado(using="default"):
    """[(trigger, AUSENTE, APAGADO or ALTERADO)] of those that do not guard as they should, by name."""
    conexion = connections[using]
    with conexion.cursor() as cursor:
        return _estado(conexion, cursor)


def faltantes(using="default"):
    """Names of the triggers that should be there and do not act."""
    return [nombre for nombre, como in estado(using) if como != ALTERADO]


def _existentes(conexion, cursor):
    return sorted(_TABLAS & set(conexion.introspection.table_names(cursor)))


def _quitar(conexion, cursor, tabla, nombre):
    sobre = f" ON {tabla}" if conexion.vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {nombre}{sobre}")


def _estado(conexion, cursor):
    presentes = _de_postgres(cursor) if conexion.vendor == "postgresql" else _de_sqlite(cursor)
    faltas = []
    for tabla in sorted(_TABLAS):
        for nombre, orden in _ordenes(conexion, cursor, tabla).items():
            encontrada, encendido = presentes.get((tabla, nombre), (None, False))
            if encontrada is None:
                faltas.append((nombre, AUSENTE))
            elif not encendido:
                faltas.append((nombre, APAGADO))
            elif encontrada != orden:
                faltas.append((nombre, ALTERADO))
    return sorted(faltas)


def _de_sqlite(cursor):
    """{(table, trigger): (its definition, True)}: what was written is what is kept."""
    cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {(tabla, nombre): (orden, True) for tabla, nombre, orden in cursor.fetchall()}


def _de_postgres(cursor):
    """{(table, trigger): (its definition, whether it acts)}, of the tables of the schema in use.

    A trigger whose function no longer refuses is told as altered; one that acts only on replicas does not act.
    """
    cursor.execute(
        "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled IN ('O', 'A'), f.prosrc, l.lanname "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid "
        "JOIN pg_language l ON l.oid = f.prolang WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
    )
    return {
        (tabla, nombre): (orden if (cuerpo, lengua) == (_CUERPO, "plpgsql") else "", encendido)
        for tabla, nombre, orden, encendido, cuerpo, lengua in cursor.fetchall()
    }


def _ordenes(conexion, cursor, tabla):
    """{trigger: the order that makes it}, written as each engine gives it back."""
    ordenes = {}
    if conexion.vendor == "postgresql":
        for operacion, cada in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            nombre = f"{tabla}_sin_{operacion}"
            ordenes[nombre] = (
                f"CREATE TRIGGER {nombre} BEFORE {operacion.upper()} ON {tabla} "
                f"FOR EACH {cada} EXECUTE FUNCTION solo_agregar()"
            )
        return ordenes
    llave = _llave_tomada(cursor, tabla)
    for que, operacion, condicion in (
        ("update", "UPDATE", ""),
        ("delete", "DELETE", ""),
        ("reemplazo", "INSERT", llave),
    ):
        nombre = f"{tabla}_sin_{que}"
        ordenes[nombre] = (
            f"CREATE TRIGGER {nombre} BEFORE {operacion} ON {tabla}{condicion} "
            f"BEGIN SELECT RAISE(ABORT, '{tabla}: {_MENSAJE}'); END"
        )
    return ordenes


def _llave_tomada(cursor, tabla):
    """The condition of the INSERT trigger on SQLite: a row with one of the new row's keys is there already."""
    cursor.execute(
        "SELECT '', name FROM pragma_table_info(%s) WHERE pk UNION ALL "
        "SELECT indice.name, columna.name FROM pragma_index_list(%s) indice, pragma_index_info(indice.name) columna "
        'WHERE indice."unique"',
        [tabla, tabla],
    )
    columnas = {}
    for llave, columna in cursor.fetchall():
        columnas.setdefault(llave, []).append(columna)
    llaves = sorted({tuple(llave) for llave in columnas.values() if None not in llave})  # None: an expression
    pruebas = (
        f"EXISTS (SELECT 1 FROM {tabla} WHERE {' AND '.join(f'{c} = NEW.{c}' for c in llave)})" for llave in llaves
    )
    return f" WHEN {' OR '.join(pruebas)}" if llaves else ""
