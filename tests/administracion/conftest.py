"""What these tests read of the administrative chain, and the day they live in."""

import uuid
from datetime import date

import pytest
import time_machine

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import ADMINISTRATIVA, leer
from gestion_territorial.cuentas.models import Asignacion, Usuario
from gestion_territorial.territorio.models import Servicio

from ..escenas import foto

HOY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _hoy():
    with time_machine.travel("2026-06-15T15:00:00Z", tick=True):
        yield


def entradas(accion=None):
    """The contents of the administrative entries, oldest first."""
    filas = Registro.objects.filter(cadena=ADMINISTRATIVA).order_by("secuencia")
    return [leer(f) for f in (filas.filter(accion=accion) if accion else filas)]


def foto_administrativa():
    """All that an act of administration may touch, and all that it may not."""
    propias = {m.__name__: list(m.objects.order_by("pk").values()) for m in (Usuario, Asignacion, Servicio)}
    return foto() | propias


def operacion():
    return uuid.uuid4()
