"""The fresh database of the races, for worker processes."""

import pytest

from gestion_territorial.trabajos import archivos, tipos

from ..flujo.conftest import _molde, base  # noqa: F401


@pytest.fixture
def carpeta(settings, tmp_path):
    """Where finished files stand, empty."""
    settings.DATA_DIR = tmp_path
    return archivos.carpeta()


@pytest.fixture
def tipo(monkeypatch):
    """A function: register a kind for this test only."""
    monkeypatch.setattr(tipos, "_TIPOS", dict(tipos._TIPOS))

    def _tipo(hacer, nombre="prueba", **opciones):
        tipos.registrar(tipos.Tipo(nombre, hacer, **opciones))
        return nombre

    return _tipo
