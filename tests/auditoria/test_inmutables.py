"""Tables that only grow: the database itself refuses to change or empty them, and puts its guards back."""

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from gestion_territorial.auditoria import inmutables
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Version

from ..escenas import llevar

TABLAS = {"auditoria_registro": Registro, "compromisos_version": Version}
PROTEGIDAS = {*TABLAS, "flujo_publicacion"}  # tests/pais tries the published verdicts, which are long to make
postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")


def test_las_tablas_protegidas_son_estas():
    assert PROTEGIDAS == inmutables._TABLAS


@pytest.mark.parametrize("tabla", TABLAS)
def test_ni_se_cambia_ni_se_borra(mundo, tabla):
    llevar(mundo, "enviado")
    modelo = TABLAS[tabla]
    antes = list(modelo.objects.order_by("pk").values())
    assert antes
    intentos = [
        lambda: modelo.objects.update(actor_nombre="Nadie"),
        lambda: modelo.objects.first().save(),
        lambda: modelo.objects.all().delete(),
        lambda: modelo.objects.all()._raw_delete("default"),
        lambda: _sql(f"UPDATE {tabla} SET actor_nombre = actor_nombre"),
        lambda: _sql(f"DELETE FROM {tabla}"),
    ]
    for intento in intentos:
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            intento()
    assert list(modelo.objects.order_by("pk").values()) == antes


@pytest.mark.parametrize("tabla", TABLAS)
def test_la_base_dice_por_que(mundo, tabla):
    llevar(mundo, "enviado")
    with pytest.raises(DatabaseError, match=f"{tabla}: esta tabla solo admite agregar"), transaction.atomic():
        _sql(f"UPDATE {tabla} SET actor_nombre = ''")


@postgres
@pytest.mark.parametrize("tabla", TABLAS)
def test_tampoco_se_vacia(mundo, tabla):
    llevar(mundo, "enviado")
    _sql("SET CONSTRAINTS ALL IMMEDIATE")  # else its own pending checks would refuse before the trigger does
    with pytest.raises(DatabaseError, match="solo admite agregar"), transaction.atomic():
        _sql(f"TRUNCATE {tabla} CASCADE")


def test_los_disparadores_que_faltan_se_nombran_y_vuelven_al_migrar(db):
    """SQLite's AlterField rebuilds a table and drops its triggers in silence; post_migrate puts them back."""
    assert inmutables.faltantes() == []
    operaciones = ["delete", "update", "truncate" if connection.vendor == "postgresql" else "reemplazo"]
    inmutables.retirar()
    assert inmutables.faltantes() == sorted(f"{t}_sin_{o}" for t in PROTEGIDAS for o in operaciones)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert inmutables.faltantes() == []
    inmutables.crear()  # twice is once
    assert inmutables.faltantes() == []


def test_falta_uno_solo(db):
    sobre = " ON auditoria_registro" if connection.vendor == "postgresql" else ""
    _sql(f"DROP TRIGGER auditoria_registro_sin_update{sobre}")
    assert inmutables.faltantes() == ["auditoria_registro_sin_update"]
    inmutables.crear()
    assert inmutables.faltantes() == []


@postgres
@pytest.mark.parametrize("como", ["DISABLE", "ENABLE REPLICA"])
def test_un_disparador_apagado_tambien_falta(db, como):
    _sql(f"ALTER TABLE auditoria_registro {como} TRIGGER auditoria_registro_sin_delete")
    assert inmutables.estado() == [("auditoria_registro_sin_delete", inmutables.APAGADO)]
    assert inmutables.faltantes() == ["auditoria_registro_sin_delete"]
    inmutables.crear()
    assert inmutables.estado() == []


def _rehecho(nombre, cambio, por):
    """Drop a trigger and make it again, changed a little: its name stays."""
    with connection.cursor() as cursor:
        orden = inmutables._ordenes(connection, cursor, "auditoria_registro")[nombre]
    assert cambio in orden
    _sql(f"DROP TRIGGER {nombre}{' ON auditoria_registro' if connection.vendor == 'postgresql' else ''}")
    _sql(orden.replace(cambio, por, 1))


@pytest.mark.parametrize(
    ("que", "cambio", "por"),
    [
        ("update", "BEFORE UPDATE ON", "BEFORE UPDATE OF edicion ON"),
        ("delete", "BEFORE DELETE ON", "AFTER DELETE ON"),
    ],
)
def test_un_disparador_alterado_se_nombra_y_vuelve_a_lo_que_era(mundo, que, cambio, por):
    llevar(mundo, "enviado")
    connection.check_constraints()
    _rehecho(f"auditoria_registro_sin_{que}", cambio, por)
    assert inmutables.faltantes() == []
    assert inmutables.estado() == [(f"auditoria_registro_sin_{que}", inmutables.ALTERADO)]
    inmutables.crear()
    assert inmutables.estado() == []
    with pytest.raises(DatabaseError, match="solo admite agregar"), transaction.atomic():
        _sql("UPDATE auditoria_registro SET actor_nombre = ''")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the trigger's own words, on SQLite")
def test_un_disparador_vaciado_en_sqlite(db):
    _rehecho("auditoria_registro_sin_delete", "SELECT RAISE(ABORT, 'auditoria_registro: esta", "SELECT ('")
    assert inmutables.estado() == [("auditoria_registro_sin_delete", inmutables.ALTERADO)]


@postgres
def test_una_funcion_vaciada_altera_todos(db):
    _sql("CREATE OR REPLACE FUNCTION solo_agregar() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
    assert {como for _, como in inmutables.estado()} == {inmutables.ALTERADO}
    assert len(inmutables.estado()) == 3 * len(PROTEGIDAS)
    inmutables.crear()
    assert inmutables.estado() == []


REEMPLAZOS = ["INSERT OR REPLACE INTO", "REPLACE INTO", "INSERT OR IGNORE INTO", "INSERT INTO"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite replaces")
@pytest.mark.parametrize("tabla", TABLAS)
@pytest.mark.parametrize("como", REEMPLAZOS)
@pytest.mark.parametrize("llave", ["id", "la otra"])
def test_tampoco_se_reemplaza(mundo, tabla, como, llave):
    """A connection that never asked for recursive triggers, as the sqlite3 shell's: the DELETE trigger sleeps."""
    llevar(mundo, "enviado")
    antes = list(TABLAS[tabla].objects.order_by("pk").values())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        assert cursor.fetchone() == (0,)
        cursor.execute(f"PRAGMA table_info({tabla})")
        columnas = [c[1] for c in cursor.fetchall() if llave == "id" or c[1] != "id"]
    de = ", ".join("'Nadie'" if c == "actor_nombre" else c for c in columnas)
    with pytest.raises(DatabaseError, match="solo admite agregar"), transaction.atomic():
        _sql(f"{como} {tabla} ({', '.join(columnas)}) SELECT {de} FROM {tabla} ORDER BY id DESC LIMIT 1")
    assert list(TABLAS[tabla].objects.order_by("pk").values()) == antes


def test_suspendidos_los_repone_aunque_algo_falle(db):
    with pytest.raises(ZeroDivisionError), inmutables.suspendidos():
        len(inmutables.faltantes()) // 0
    assert inmutables.faltantes() == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite rebuilds tables")
@pytest.mark.django_db(transaction=True)
def test_una_reconstruccion_de_verdad_los_pierde_y_migrar_los_devuelve():
    with connection.schema_editor() as editor:
        editor._remake_table(Registro)
    assert [n for n in inmutables.faltantes() if n.startswith("auditoria_registro")] != []
    configuracion = apps.get_app_config("auditoria")
    inmutables.al_migrar(sender=configuracion, using="default")
    assert inmutables.faltantes() == []


def _sql(orden):
    with connection.cursor() as cursor:
        cursor.execute(orden)
