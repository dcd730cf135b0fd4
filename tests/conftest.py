"""What every test may ask for: the world of named people, a signed-in client for each, both engines whole."""

from pathlib import Path

import django.test.client
import pytest
from django.conf import settings
from django.test import Client, TransactionTestCase

from gestion_territorial.auditoria import inmutables

from .mundo import Mundo

# What says the same whatever engine stores the rows: the score, the rules, the kinds of files, paper, who may use which
# address and read which words. They run on SQLite only, so that the whole run stays short.
DE_UN_MOTOR = ("puntaje", "archivos", "formularios", "documentos", "maquina", "web/test_permisos.py")
DE_UN_MOTOR += ("web/test_cabeceras.py", "web/test_acceso.py", "compromisos/test_texto.py", "test_contrato")
DE_UN_MOTOR += tuple(
    f"web/test_{n}" for n in ("secretos", "notas", "pasos", "historia", "dialogo", "enmiendas", "quien")
)
DE_UN_MOTOR += ("anio_nuevo/test_periodos_web.py", "anio_nuevo/test_copia_web.py", "avisos/test_web.py")
# The matrices of who may do what in which state, and how many queries a page makes: read from the same tables and code.
DE_UN_MOTOR += ("flujo/test_pasos.py", "flujo/test_enmiendas_pasos.py", "web/test_consultas", "web/test_actos.py")
DE_UN_MOTOR += ("web/test_entrada_mala_nacional.py", "ordenes/test_cargar_ejemplo.py", "pais/test_tableros.py")
DE_UN_MOTOR += ("web/test_administracion.py", "compromisos/test_casa.py", "flujo/test_cuatro_ojos.py")
CARPETA = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.relative_to(CARPETA).as_posix().startswith(DE_UN_MOTOR):
            item.add_marker("un_motor")


def pytest_configure(config):
    # One password hash takes 300 ms on purpose; the tests sign in hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
