"""The machine's health, for whoever watches it: 200, or 503 and which part fails. It tells nothing of anybody."""

import shutil

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from .pais import cliente_de

BIEN = {"estado": "bien", "proceso": "bien", "base de datos": "bien", "disco": "bien"}


def test_todo_bien_y_sin_datos(mundo, django_assert_num_queries):
    with django_assert_num_queries(1):
        respuesta = Client().get("/salud")
    assert (respuesta.status_code, respuesta.json()) == (200, BIEN)
    assert "no-store" in respuesta["Cache-Control"]
    assert Client().post("/salud").status_code == 405
    assert Client().get("/salud/").status_code == 404


@pytest.mark.parametrize("falla", [OperationalError, InterfaceError])
@pytest.mark.parametrize("con_sesion", [False, True], ids=["sin sesión", "con sesión"])
def test_si_la_base_no_responde_se_dice(mundo, monkeypatch, falla, con_sesion):
    """Also to a browser that carries a session: nobody is looked up before the answer."""
    cliente = cliente_de(mundo.usuario("ana")) if con_sesion else Client()

    def caida(*_, **__):
        raise falla("no hay ruta hasta el servidor db.interno:5432")

    with monkeypatch.context() as parche:
        parche.setattr(connection, "cursor", caida)
        respuesta = cliente.get("/salud")
    assert respuesta.status_code == 503
    assert respuesta.json() == BIEN | {"estado": "falla", "base de datos": "falla"}
    assert b"db.interno" not in respuesta.content


def test_si_queda_poco_disco_se_dice(db, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12, 99 * 1024 * 1024))
    respuesta = Client().get("/salud")
    assert (respuesta.status_code, respuesta.json()["disco"]) == (503, "falla")
    assert respuesta.json()["base de datos"] == "bien"


def test_si_la_carpeta_de_los_datos_ya_no_esta_se_dice(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "desmontada"
    respuesta = Client().get("/salud")
    assert (respuesta.status_code, respuesta.json()["disco"]) == (503, "falla")
