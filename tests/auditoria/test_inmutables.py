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
    operaciones = ["delete", "update"] + (["truncate"] if connection.vendor == "postgresql" else [])
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
def test_un_disparador_apagado_tambien_falta(db):
    _sql("ALTER TABLE auditoria_registro DISABLE TRIGGER auditoria_registro_sin_delete")
    assert inmutables.faltantes() == ["auditoria_registro_sin_delete"]


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
