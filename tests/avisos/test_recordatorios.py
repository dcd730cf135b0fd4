"""The ladder before a deadline: for whoever has the ball, each rung once, whatever day the worker wakes up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gestion_territorial.avisos.models import PLAZO, Aviso
from gestion_territorial.avisos.recordatorios import peldano, recordar
from gestion_territorial.compromisos.models import Estado
from gestion_territorial.flujo import periodos

from ..escenas import llevar


@pytest.fixture
def ultimo(mundo):
    """The last day of the window in which goals are written."""
    return mundo.periodo.ventanas.get(etapa="compromiso").hasta


def recordatorios(**donde):
    return Aviso.objects.filter(clase=PLAZO, usuario__nombre="Ana", programa__formulario="III.1", **donde)


@pytest.mark.parametrize(
    ("dias", "escalon"), [(11, None), (10, 10), (9, 10), (6, 10), (5, 5), (3, 5), (2, 2), (1, 1), (0, 0), (-1, None)]
)
def test_los_peldanos(dias, escalon):
    assert peldano(dias) == escalon


def test_uno_por_peldano_aunque_se_mire_muchas_veces(mundo, ultimo):
    for antes in range(14, -3, -1):
        for _ in range(2):
            recordar(ultimo - timedelta(days=antes))
    assert sorted(recordatorios().values_list("peldano", flat=True)) == [0, 1, 2, 5, 10]


def test_solo_a_quien_le_toca(mundo, ultimo):
    llevar(mundo, Estado.ENVIADO)
    recordar(ultimo)
    assert not recordatorios().exists()
    luis = Aviso.objects.filter(clase=PLAZO, usuario__nombre="Luis")
    assert set(luis.values_list("programa__region", flat=True)) == {"07"}
    assert not Aviso.objects.filter(clase=PLAZO, usuario__nombre__in=["Rosa", "Hugo", "Olga", "Nadie"]).exists()


def test_quien_ya_envio_antes_de_que_salga_no_lo_recibe(mundo, ultimo, mailoutbox, trabajar, monkeypatch):
    recordar(ultimo)
    llevar(mundo, Estado.ENVIADO)
    monkeypatch.setattr(timezone, "localdate", lambda *_: ultimo)
    trabajar()
    (de_ana,) = (m for m in mailoutbox if m.to == ["ana@ejemplo.cl"])
    assert "III.1 ·" not in de_ana.body  # the other forms are still hers
    assert "III.2 · SERNAM · Antofagasta · 2009: hoy" in de_ana.body


def test_al_cambiar_el_plazo_empieza_otra_escalera(mundo, ultimo, mailoutbox, trabajar):
    recordar(ultimo - timedelta(days=1))
    ventana = mundo.periodo.ventanas.get(etapa="compromiso")
    periodos.modificar(
        anio=2009,
        actor=periodos.SISTEMA,
        ventanas={"compromiso": (ventana.desde, ultimo + timedelta(days=30)), "resultados": None, "avance": None},
    )
    trabajar()
    assert mailoutbox == []  # the deadline it told of is no longer one
    recordar(ultimo + timedelta(days=25))
    assert sorted(recordatorios().values_list("peldano", flat=True)) == [1, 5]


def test_de_noche_no_se_escribe_a_nadie(mundo, ultimo, monkeypatch):
    noche = timezone.localtime().replace(year=ultimo.year, month=ultimo.month, day=ultimo.day, hour=3)
    monkeypatch.setattr(timezone, "localtime", lambda *_: noche)
    recordar()
    assert not recordatorios().exists()
    monkeypatch.setattr(timezone, "localtime", lambda *_: noche.replace(hour=7))
    recordar()
    assert recordatorios().count() == 1
