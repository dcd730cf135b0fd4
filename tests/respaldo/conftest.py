"""The races' database of named people, and an empty one to restore into."""

import pytest

from ..flujo.conftest import _molde, base  # noqa: F401
from ..procesos import Base


@pytest.fixture
def vacia(base, tmp_path, django_db_blocker):  # noqa: F811
    """A place with nothing in it, on the engine in force."""
    with django_db_blocker.unblock():
        nueva = Base(tmp_path / "nueva", capataz=base.capataz, vacia=True)
        try:
            yield nueva
        finally:
            nueva.quitar()
