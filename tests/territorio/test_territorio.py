"""The country as it was on a date: regions are born, and their communes belonged to another before."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from gestion_territorial.territorio.carga import cargar_territorio
from gestion_territorial.territorio.models import Comuna, Periodo, Provincia, Region, Servicio

NACE_NUBLE = date(2018, 9, 6)
NORTE_A_SUR = ["15", "01", "02", "03", "04", "05", "13", "06", "07", "16", "08", "09", "14", "10", "11", "12"]


@pytest.fixture
def pais(db):
    cargar_territorio()


def test_el_pais_entero_y_cargarlo_dos_veces_es_una(pais):
    assert cargar_territorio() == (16, 56, 346)
    assert (Region.objects.count(), Provincia.objects.count(), Comuna.objects.count()) == (16, 56, 346)
    assert list(Region.objects.values_list("codigo", flat=True)) == NORTE_A_SUR
    assert Comuna.objects.exclude(codigo__startswith="0").filter(codigo="02101").count() == 0
    for comuna in Comuna.objects.select_related("provincia"):
        assert comuna.codigo.startswith(comuna.provincia_id)
        assert comuna.provincia_id.startswith(comuna.provincia.region_id)


def test_recargar_corrige_un_nombre_mal_puesto(pais):
    Region.objects.filter(pk="02").update(nombre="Antofagast")
    cargar_territorio()
    assert Region.objects.get(pk="02").nombre == "Antofagasta"


@pytest.mark.parametrize(
    ("fecha", "cuantas", "sin"),
    [
        (date(2007, 1, 1), 13, {"15", "14", "16"}),
        (date(2009, 1, 1), 15, {"16"}),
        (NACE_NUBLE - timedelta(1), 15, {"16"}),
        (NACE_NUBLE, 16, set()),
        (date(2026, 1, 1), 16, set()),
    ],
)
def test_las_regiones_de_cada_fecha(pais, fecha, cuantas, sin):
    codigos = list(Region.objects.vigentes_en(fecha).values_list("codigo", flat=True))
    assert len(codigos) == cuantas
    assert codigos == [c for c in NORTE_A_SUR if c not in sin]


def test_las_comunas_de_nuble_se_ofrecen_en_biobio_antes_de_que_nazca(pais):
    biobio, nuble = Region.objects.get(pk="08"), Region.objects.get(pk="16")
    de_nuble = set(Comuna.objects.filter(provincia__region="16").values_list("codigo", flat=True))
    assert len(de_nuble) == 21

    def en(region, fecha):
        return set(region.comunas_en(fecha).values_list("codigo", flat=True))

    vispera = NACE_NUBLE - timedelta(1)
    assert en(biobio, vispera) > de_nuble
    assert len(en(biobio, vispera)) == 54
    assert en(nuble, vispera) == set()
    assert en(biobio, NACE_NUBLE) & de_nuble == set()
    assert en(nuble, NACE_NUBLE) == de_nuble


@pytest.mark.parametrize("fecha", [date(2005, 1, 1), date(2009, 1, 1), date(2018, 9, 5), NACE_NUBLE])
def test_en_cualquier_fecha_cada_comuna_es_de_una_sola_region(pais, fecha):
    codigos = [c.codigo for r in Region.objects.all() for c in r.comunas_en(fecha)]
    assert len(codigos) == len(set(codigos)) == 346


def test_las_comunas_vienen_con_su_provincia(pais, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert {c.provincia.nombre for c in Region(pk="02").comunas_en(NACE_NUBLE)} == {
            "Antofagasta",
            "El Loa",
            "Tocopilla",
        }


def test_el_umbral_es_exacto():
    assert Periodo(umbral_milesimas=90_000).umbral == 90
    assert Periodo(umbral_milesimas=66_667).umbral == Fraction(66_667, 1000)


@pytest.mark.parametrize("codigo", ["sernam", "SER NAM", "-SERNAM", "SERNÁM", ""])
def test_un_codigo_de_servicio_mal_escrito(db, codigo):
    with pytest.raises(ValidationError) as error:
        Servicio(codigo=codigo, nombre="Servicio").full_clean()
    assert "codigo" in error.value.message_dict
