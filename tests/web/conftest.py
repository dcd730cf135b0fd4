"""The country of `pais.py`, made once for each module that only looks at it or takes back what it writes."""

import logging
from contextlib import contextmanager

import pytest
from django.test import TestCase
from django.utils import timezone

from ..molde import Molde
from .pais import Pais


@contextmanager
def deshecho():
    """Whatever is written inside is taken back. Django's own test atomics, which a durable block may stand in."""
    atomicos = TestCase._enter_atomics()
    try:
        yield
    finally:
        TestCase._rollback_atomics(atomicos)


@pytest.fixture(autouse=True)
def _paginas(paginas):
    """Every test here asks for pages."""


# What a page may leave unsaid: templates only ask whether it is there. Any other name is a slip of the pen.
OPCIONALES = {"volver", "hallazgos", "entradas", "reenviar", "periodo", "programa", "q", "aparte", "cerrar", "deshacer"}
OPCIONALES |= {"token_fail"}  # allauth's, only where a reset link has expired
OPCIONALES |= {"rol"}  # of a post: an account may have none
# The page of a failure of ours may have neither session nor database.
OPCIONALES |= {"user", "csrf_token", "messages", "escrito"}
DE_OTROS = ("bootstrap5/", "django/", "account/snippets/")


class _Perdidas(logging.Filter):
    """The template variables that nobody gave a page. No record passes: writing out its traceback would cost more
    than the page."""

    def __init__(self):
        super().__init__()
        self.halladas = set()

    def filter(self, record):
        variable, plantilla = record.args
        if variable not in OPCIONALES and not str(plantilla).startswith(DE_OTROS):
            self.halladas.add((variable, plantilla))
        return False


@pytest.fixture(autouse=True)
def _sin_variables_perdidas():
    """A page that names something it was not given fails, instead of leaving a blank."""
    registro, perdidas = logging.getLogger("django.template"), _Perdidas()
    nivel = registro.level
    registro.addFilter(perdidas)
    registro.setLevel(logging.DEBUG)
    yield
    registro.removeFilter(perdidas)
    registro.setLevel(nivel)
    assert perdidas.halladas == set()


_PAISES = {}  # by day: (country, its rows); made once, put back for each further module


@pytest.fixture(scope="module")
def _pais_del_modulo(django_db_setup, django_db_blocker):
    hoy = timezone.localdate()
    with django_db_blocker.unblock(), deshecho():
        if hoy in _PAISES:
            pais, molde = _PAISES[hoy]
            molde.poner()
            pais.archivar()
        else:
            pais, molde = _PAISES[hoy] = Pais(), Molde()
            molde.tomar()
        yield pais


@pytest.fixture
def pais(_pais_del_modulo, db):
    """The shared country; what the test writes in it is taken back at its end."""
    return _pais_del_modulo
