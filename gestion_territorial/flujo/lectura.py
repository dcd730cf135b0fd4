"""Reading many tables as they stood at one moment, while others go on writing."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def lectura_unica():
    """Every query of the block sees the same moment; nothing may be written in it, and no writer waits for it.

    `transaction.atomic()` would not do: on SQLite it takes the write lock at once (IMMEDIATE), and on PostgreSQL each
    query would see what was committed before it. Inside an open transaction (a test's) it changes nothing.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Asked once a connection, by a transaction of its own: inside this one the answer would be a false «no».
        _ = connection.features.supports_json_field
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
