"""What every test may ask for: the world of named people, a signed-in client for each, both engines whole."""

from pathlib import Path

import django.test.client
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase

from gestion_territorial.auditoria import inmutables

from .mundo import Mundo

# What the engine has a part in: locks, constraints, triggers, sums, the order of rows, texts and numbers as it stores
# them, backups, workers. It runs on both; the rest (the score, the rules, screens, paper, policies, which words who may
# read) says the same on either, and runs on SQLite only, so that the whole run stays short.
DE_LOS_DOS_MOTORES = ("auditoria/", "compromisos/", "respaldo/", "trabajos/", "test_recorrido.py", "ordenes/test_ver")
DE_LOS_DOS_MOTORES += tuple(f"flujo/test_{n}" for n in ("carreras", "enmiendas_carreras", "operaciones", "veredicto"))
DE_LOS_DOS_MOTORES += ("web/test_dos_servidores.py", "web/test_salud")
DE_UN_MOTOR = ("web/test_entrada_mala_nacional.py", "compromisos/test_casa.py", "compromisos/test_texto.py")
CARPETA = Path(__file__).parent


def pytest_itemcollected(item):
    donde = item.path.relative_to(CARPETA).as_posix()
    if donde.startswith(DE_UN_MOTOR) or not donde.startswith(DE_LOS_DOS_MOTORES):
        item.add_marker("un_motor")  # some tests of the others carry the mark themselves, and say why


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The longest first, so that at the end no process works alone while the others have nothing left."""
    items.sort(key=lambda item: ("navegador" not in item.keywords, "lento" not in item.keywords))


def pytest_configure(config):
    # One password hash takes 300 ms on purpose; the tests sign in hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The engine is asked once a process whether it knows JSON: not by the first test that counts its queries."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field


@pytest.fixture(autouse=True, scope="session")
def _sin_copiar_contextos():
    """Django's client copies every template's context for tests that ask for it; ours read the page."""
    original, django.test.client.store_rendered_templates = (
        django.test.client.store_rendered_templates,
        lambda *_, **__: 0,
    )
    yield
    django.test.client.store_rendered_templates = original


@pytest.fixture(autouse=True, scope="session")
def _vaciar_sin_disparadores():
    """TransactionTestCase empties every table at its end; the register's triggers would refuse it."""
    original = TransactionTestCase._fixture_teardown

    def con_suspension(self):
        with inmutables.suspendidos():
            original(self)

    TransactionTestCase._fixture_teardown = con_suspension
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True, scope="module")
def _almacen_del_modulo(tmp_path_factory):
    """Files of evidence are kept where no other module's tests, nor a real installation, would find them."""
    antes, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("datos")
    yield
    settings.DATA_DIR = antes


@pytest.fixture
def almacen(settings, tmp_path):
    """An empty store for one test; its folder."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "evidencias"


@pytest.fixture
def mundo(db):
    return Mundo()


@pytest.fixture
def paginas(settings):
    """Pages as a browser gets them, without what only a deployed server has: https and collected static files."""
    settings.SECURE_SSL_REDIRECT = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "whitenoise" not in m]


@pytest.fixture
def entrar(mundo, paginas):
    """A function: the browser of one of the people, signed in."""

    def _entrar(nombre, **cabeceras):
        cliente = Client(headers=cabeceras or None)
        cliente.force_login(mundo.usuario(nombre), backend=settings.AUTHENTICATION_BACKENDS[0])
        return cliente

    return _entrar
