"""A fresh database on the engine in force, with the named people and one complete line in every region."""

import pytest

from ..procesos import Base


@pytest.fixture(scope="session")
def _molde(tmp_path_factory, django_db_setup, django_db_blocker):
    """Migrated and filled once; each test copies it."""
    with django_db_blocker.unblock():
        molde = Base(tmp_path_factory.mktemp("molde"))
        try:
            molde.una("tests.flujo.obreros:poblar")
            yield molde
        finally:
            molde.capataz.cerrar()
            molde.quitar()


@pytest.fixture
def base(_molde, tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        base = Base(tmp_path / "base", capataz=_molde.capataz, molde=_molde)
        try:
            yield base
        finally:
            base.quitar()
