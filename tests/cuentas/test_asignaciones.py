"""People hold dated posts: yesterday's end opens nothing today, and today's last day still does."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario

HOY = date(2026, 6, 15)


def _vigentes(mundo, nombre, fecha=None):
    return list(Asignacion.objects.en_vigor(fecha).filter(usuario=mundo.usuario(nombre)))


@pytest.mark.parametrize(
    ("desde", "hasta", "vale"),
    [
        (-10, None, True),
        (0, None, True),
        (1, None, False),
        (-10, 0, True),
        (0, 0, True),
        (-10, -1, False),
        (-10, 1, True),
        (1, 10, False),
    ],
)
def test_el_primer_dia_y_el_ultimo_cuentan(mundo, desde, hasta, vale):
    cargo = mundo.cargo("ana")
    cargo.desde = HOY + timedelta(desde)
    cargo.hasta = None if hasta is None else HOY + timedelta(hasta)
    cargo.save()
    assert _vigentes(mundo, "ana", HOY) == ([cargo] if vale else [])


def test_hoy_es_el_dia_de_santiago_y_no_el_de_londres(mundo):
    """At 01:00 UTC it is still yesterday evening in Santiago: the post that ends that day is still held."""
    cargo = mundo.cargo("ana")
    cargo.hasta = date(2026, 6, 14)
    cargo.save()
    with time_machine.travel(datetime(2026, 6, 15, 1, 0, tzinfo=UTC), tick=False):
        assert timezone.localdate() == date(2026, 6, 14)
        assert _vigentes(mundo, "ana") == [cargo]
    with time_machine.travel(datetime(2026, 6, 15, 5, 0, tzinfo=UTC), tick=False):
        assert _vigentes(mundo, "ana") == []


def test_una_cuenta_inactiva_no_tiene_cargo(mundo):
    Usuario.objects.filter(pk=mundo.usuario("ana").pk).update(is_active=False)
    assert _vigentes(mundo, "ana") == []


def test_dos_cargos_a_la_vez_y_cambio_de_puesto(mundo):
    ana, sernam = mundo.usuario("ana"), mundo.servicio
    Asignacion.objects.create(usuario=ana, rol=Rol.DIRECTOR, servicio=sernam, region_id="02", desde=HOY)
    Asignacion.objects.create(usuario=ana, rol=Rol.FORMULADOR, servicio=sernam, region_id="07", desde=HOY)
    assert [a.descripcion for a in _vigentes(mundo, "ana", HOY)] == [
        "Director/a regional · SERNAM · Antofagasta",
        "Formulador/a regional · SERNAM · Antofagasta",
        "Formulador/a regional · SERNAM · Maule",
    ]
    assert len(_vigentes(mundo, "ana", HOY - timedelta(1))) == 1
    repetida = Asignacion(usuario=ana, rol=Rol.DIRECTOR, servicio=sernam, region_id="02", desde=HOY)
    with pytest.raises(ValidationError, match="ya tiene ese cargo desde esa fecha"):
        repetida.full_clean()
    repetida.desde = HOY + timedelta(1)
    repetida.full_clean()  # called again from another day on: that is another post


@pytest.mark.parametrize(
    ("nombre", "descripcion"),
    [
        ("diego", "Director/a regional · SERNAM · Antofagasta"),
        ("rosa", "Revisor/a nacional · SERNAM"),
        ("hugo", "Administrador/a"),
        ("olga", "Observador/a · SERNAM"),
    ],
)
def test_el_cargo_en_palabras(mundo, nombre, descripcion):
    assert str(mundo.cargo(nombre)) == descripcion


@pytest.mark.parametrize(
    ("nombre", "servicios", "regiones"),
    [
        ("ana", {"SERNAM"}, {"02"}),
        ("diego", {"SERNAM"}, {"02"}),
        ("luis", {"SERNAM"}, {"07"}),
        ("rosa", {"SERNAM"}, 15),
        ("olga", {"SERNAM"}, 15),
        ("rufo", {"OTRO"}, 15),
        ("hugo", {"SERNAM", "OTRO"}, 15),
    ],
)
def test_lo_que_cada_cargo_ve(mundo, nombre, servicios, regiones):
    vistos = ProgramaRegional.objects.visibles_para(mundo.cargo(nombre))
    assert set(vistos.values_list("servicio__codigo", flat=True)) == servicios
    codigos = set(vistos.values_list("region", flat=True))
    assert codigos == regiones if isinstance(regiones, set) else len(codigos) == regiones


def test_sin_cargo_no_se_ve_nada_y_una_observadora_de_todos_ve_todo(mundo):
    assert not ProgramaRegional.objects.visibles_para(None).exists()
    cargo = mundo.cargo("olga")
    cargo.servicio = None
    assert set(ProgramaRegional.objects.visibles_para(cargo).values_list("servicio__codigo", flat=True)) == {
        "SERNAM",
        "OTRO",
    }


def test_el_correo_no_distingue_mayusculas(mundo):
    repetida = Usuario(correo="ANA@EJEMPLO.CL", nombre="Otra", password="x")
    with pytest.raises(ValidationError, match="Ya hay una cuenta con ese correo"):
        repetida.full_clean()
    assert str(mundo.usuario("ana")) == "Ana"
