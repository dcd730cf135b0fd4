"""The country of `pais.py`, made once for each module that only looks at it or takes back what it writes."""

from contextlib import contextmanager

import pytest
from django.test import TestCase

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


@pytest.fixture(scope="module")
def _pais_del_modulo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), deshecho():
        yield Pais()


@pytest.fixture
def pais(_pais_del_modulo, db):
    """The shared country; what the test writes in it is taken back at its end."""
    return _pais_del_modulo
