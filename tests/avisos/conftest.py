"""Notices with no wait, and a worker that does all there is to do in this process."""

import pytest

from gestion_territorial.trabajos.obrero import Obrero


@pytest.fixture(autouse=True)
def _al_instante(settings):
    settings.AVISOS_ESPERA = 0


@pytest.fixture
def trabajar():
    """A function: a worker until the queue is empty."""

    def _trabajar():
        obrero = Obrero()
        while obrero.vuelta():
            pass

    return _trabajar
