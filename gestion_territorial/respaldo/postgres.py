"""The PostgreSQL side: COPY of every table in one REPEATABLE READ transaction. It needs no client programs."""

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from .errores import RestauracionImposible

FIN = ".copia"
TROZO = 1024 * 1024


def copiar(carpeta, volatiles):
    """Write every table's rows of this moment into the folder; ({table: rows}, {sequence: next id}).

    Runs inside `lectura_unica`. Each file begins with the names of its columns.
    """
    tablas = {}
    with connection.cursor() as cursor:
        for tabla in _tablas(cursor):
            columnas = _columnas(cursor, tabla)
            with open(carpeta / f"{tabla}{FIN}", "wb") as archivo:
                archivo.write((columnas + "\n").encode())
                tablas[tabla] = 0
                if tabla not in volatiles:
                    cursor.copy_expert(f'COPY "{tabla}" ({columnas}) TO STDOUT', archivo)
                    tablas[tabla] = cursor.rowcount
        # After the rows: a sequence is of no moment, and it never goes back.
        return tablas, {clave: _siguiente(cursor, secuencia) for clave, secuencia in _secuencias(cursor).items()}


def contar():
    """{table: rows} of the database in use."""
    with connection.cursor() as cursor:
        tablas = {}
        for tabla in _tablas(cursor):
            cursor.execute(f'SELECT count(*) FROM "{tabla}"')
            tablas[tabla] = cursor.fetchone()[0]
        return tablas


def contar_copia(carpeta):
    """{table: rows} of a backup's files: COPY writes one line a row, and one more names the columns."""
    return {ruta.name.removesuffix(FIN): _lineas(ruta) - 1 for ruta in carpeta.glob(f"*{FIN}")}


def exigir_vacia():
    """Raise RestauracionImposible unless the database has no tables."""
    with connection.cursor() as cursor:
        if _tablas(cursor):
            raise RestauracionImposible(
                f"La base de datos «{connection.settings_dict['NAME']}» no está vacía: solo se restaura donde no hay "
                "nada. Cree una base nueva y apunte DATABASE_URL a ella."
            )


def cargar(carpeta, manifiesto):
    """Make the tables as this installation makes them, then fill them, in one transaction."""
    call_command("migrate", interactive=False, verbosity=0)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            propias = set(_tablas(cursor))
            if propias != set(manifiesto.tablas):
                distintas = ", ".join(sorted(propias ^ set(manifiesto.tablas)))
                raise RestauracionImposible(f"Las tablas del respaldo no son las de este sistema: {distintas}.")
            for tabla in sorted(propias):  # what migrating wrote is in the backup too
                cursor.execute(f'DELETE FROM "{tabla}"')
            for tabla in sorted(propias):
                _llenar(cursor, carpeta, tabla)
            for clave, secuencia in _secuencias(cursor).items():
                cursor.execute("SELECT setval(%s, %s, false)", [secuencia, manifiesto.secuencias.get(clave, 1)])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        primera = str(error).strip().splitlines()[0]
        raise RestauracionImposible(
            f"PostgreSQL no aceptó los datos del respaldo ({primera}). Cree otra base vacía y use otra copia."
        ) from error


def _llenar(cursor, carpeta, tabla):
    with open(carpeta / f"{tabla}{FIN}", "rb") as archivo:
        columnas = archivo.readline().decode().rstrip("\n")
        if columnas != _columnas(cursor, tabla):
            raise RestauracionImposible(
                f"Las columnas de la tabla {tabla} no son las de este sistema: restaure con la versión que hizo el "
                "respaldo y actualice después."
            )
        cursor.copy_expert(f'COPY "{tabla}" ({columnas}) FROM STDIN', archivo, TROZO)


def _tablas(cursor):
    return sorted(connection.introspection.table_names(cursor))


def _columnas(cursor, tabla):
    """The names of a table's columns as COPY takes them, by name; what the database computes is left out."""
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname) FROM pg_attribute "
        "WHERE attrelid = to_regclass(quote_ident(%s)) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [tabla],
    )
    return cursor.fetchone()[0]


def _secuencias(cursor):
    """{table.column: the sequence that numbers it}."""
    secuencias = {}
    for tabla in _tablas(cursor):
        for s in connection.introspection.get_sequences(cursor, tabla):
            cursor.execute("SELECT pg_get_serial_sequence(quote_ident(%s), %s)", [tabla, s["column"]])
            (secuencia,) = cursor.fetchone()
            secuencias[f"{tabla}.{s['column']}"] = secuencia
    return {clave: secuencia for clave, secuencia in secuencias.items() if secuencia}


def _siguiente(cursor, secuencia):
    cursor.execute(f"SELECT last_value + is_called::int FROM {secuencia}")
    return cursor.fetchone()[0]


def _lineas(ruta):
    with open(ruta, "rb") as archivo:
        return sum(trozo.count(b"\n") for trozo in iter(lambda: archivo.read(TROZO), b""))
