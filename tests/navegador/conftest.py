"""A real browser before the real server, which at the start of each test has the example country as it was made."""

import os

import pytest
from playwright.sync_api import expect

from .persona import ANCHA, Persona
from .servidor import Servidor, preparar_pais

# Playwright keeps an event loop in the thread where the other tests of the same process use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=15_000)  # a machine with two cores also runs the other half of the suite

CHROMIUM = "/usr/bin/chromium-headless-shell"  # draws nothing that nobody sees: two thirds of the work of the whole one
ARGUMENTOS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ARGUMENTOS.split()}


@pytest.fixture(scope="session")
def _servidor(tmp_path_factory):
    propia = tmp_path_factory.getbasetemp()
    comun = propia.parent if "PYTEST_XDIST_WORKER" in os.environ else propia
    servidor = Servidor(tmp_path_factory.mktemp("servidor"), preparar_pais(comun / "pais"))
    servidor.encender()
    yield servidor
    servidor.apagar()


@pytest.fixture
def servidor(_servidor):
    _servidor.reponer()
    return _servidor


@pytest.fixture
def persona(servidor, browser):
    """A function: somebody of the example country before their own browser, signed in.

    At the end nobody's console may hold an error, nor any page have been refused part of itself by the policy.
    """
    personas = []

    def _persona(nombre, ventana=ANCHA, **opciones):
        contexto = browser.new_context(base_url=servidor.direccion, viewport=ventana, locale="es-CL", **opciones)
        if nombre:
            contexto.add_cookies([{"name": "sessionid", "value": servidor.sesiones[nombre], "url": servidor.direccion}])
        personas.append(Persona(nombre, contexto, servidor))
        return personas[-1]

    yield _persona
    for quien in personas:
        quien.contexto.close()
    assert [error for quien in personas for error in quien.errores] == []
