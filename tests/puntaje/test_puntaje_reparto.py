"""Completing weights to 100, and what the rounding does at the threshold."""

from dataclasses import FrozenInstanceError, fields
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestion_territorial.puntaje import (
    EfectoEnUmbral,
    RepartoImposible,
    efecto_en_umbral,
    milesimas,
    proporcional_a_100,
    repartir_hasta_100,
)

F = Fraction
milesimales = st.integers(0, 100_000).map(lambda n: F(n, 1000))
con_algo = st.lists(milesimales, min_size=1, max_size=40).filter(any)


@st.composite
def con_blancas(draw):
    """Written weights that do not pass 100, with at least one blank row among them."""
    cortes = sorted(draw(st.lists(st.integers(0, 100_000), max_size=6)))
    pesos = [F(b - a, 1000) for a, b in pairwise([0, *cortes])]
    filas = pesos + [None] * draw(st.integers(1, 30))
    return draw(st.permutations(filas))


def test_proporcional_reparte_las_centesimas_en_orden():
    r = proporcional_a_100([F("0.25")] * 14)
    assert r.valores == (F("7.15"),) * 4 + (F("7.14"),) * 10
    assert r.con_resto == (0, 1, 2, 3)
    assert r.con_milesimas is None


def test_proporcional_prefiere_el_resto_mayor():
    r = proporcional_a_100([F(1), F(1), F(5)])  # 14,2857.. 14,2857.. 71,4285..
    assert r.valores == (F("14.29"), F("14.28"), F("71.43"))
    assert r.con_resto == (0, 2)


@given(con_algo)
@settings(max_examples=200, deadline=None)
def test_proporcional_suma_100_y_queda_cerca(pesos):
    r = proporcional_a_100(pesos)
    assert sum(r.valores) == 100
    total = sum(pesos)
    for i, (peso, valor) in enumerate(zip(pesos, r.valores, strict=True)):
        exacta = 100 * peso / total
        assert abs(valor - exacta) < F(1, 100)
        assert (valor * 100).denominator == 1
        assert (i in r.con_resto) == (valor > exacta)
    restos = [100 * p / total * 100 % 1 for p in pesos]
    elegidos, otros = r.con_resto, [i for i in range(len(pesos)) if i not in r.con_resto]
    for si in elegidos:
        for no in otros:
            assert restos[si] > restos[no] or (restos[si] == restos[no] and si < no)
    assert list(elegidos) == sorted(elegidos)


@given(con_algo)
@settings(deadline=None)
def test_proporcional_no_toca_lo_que_ya_suma_100(pesos):
    una = proporcional_a_100(pesos)
    otra = proporcional_a_100(una.valores)
    assert otra.valores == una.valores
    assert otra.con_resto == ()


@pytest.mark.parametrize(
    ("pesos", "dice"),
    [
        ([], "No hay filas"),
        ([F(0)], "son cero"),
        ([F(0), F(0)], "son cero"),
        ([F(50), None], "la fila 2:"),
        ([None], "la fila 1:"),
        ([None, F(50), None], "las filas 1 y 3:"),
        ([None, None, F(0), None], "las filas 1, 2 y 4:"),
    ],
)
def test_proporcional_imposible(pesos, dice):
    with pytest.raises(RepartoImposible, match=dice):
        proporcional_a_100(pesos)


@pytest.mark.parametrize(
    ("pesos", "valores", "con_resto", "con_milesimas"),
    [
        ([None], ["100"], (), None),
        ([None, F(40), None], ["30", "40", "30"], (), None),
        ([None, None, None], ["33.34", "33.33", "33.33"], (0,), None),
        ([F(10), None, None, None, None, None, None], ["10"] + ["15"] * 6, (), None),
        ([F("33.33"), None, None], ["33.33", "33.34", "33.33"], (1,), None),
        ([F("33.333"), None, None], ["33.333", "33.337", "33.33"], (), 1),
        ([F("33.333"), None, None, None, None], ["33.333", "16.67", "16.67", "16.667", "16.66"], (1, 2), 3),
        ([F("33.333"), None], ["33.333", "66.667"], (), 1),
        ([F(100), None], ["100", "0"], (), None),
        ([F("99.995"), None, None], ["99.995", "0.005", "0"], (), 1),
        ([F("99.985"), None, None], ["99.985", "0.01", "0.005"], (1,), 2),
    ],
)
def test_repartir(pesos, valores, con_resto, con_milesimas):
    r = repartir_hasta_100(pesos)
    assert r.valores == tuple(map(F, valores))
    assert (r.con_resto, r.con_milesimas) == (con_resto, con_milesimas)


@given(con_blancas())
@settings(max_examples=200, deadline=None)
def test_repartir_suma_100_y_no_toca_lo_escrito(pesos):
    r = repartir_hasta_100(pesos)
    assert sum(r.valores) == 100
    nuevos = []
    for peso, valor in zip(pesos, r.valores, strict=True):
        milesimas(valor)  # at most three decimals
        if peso is None:
            nuevos.append(valor)
        else:
            assert valor == peso
    assert max(nuevos) - min(nuevos) <= F(1, 100)
    assert min(nuevos) >= 0
    assert nuevos == sorted(nuevos, reverse=True)
    assert sum((v * 100).denominator != 1 for v in nuevos) <= 1
    for i in r.con_resto:
        assert r.valores[i] == min(nuevos) + F(1, 100) or r.valores[i] == max(nuevos)


@pytest.mark.parametrize(
    ("pesos", "dice"),
    [
        ([], "No hay filas"),
        ([F(50), F(40)], "Ninguna fila"),
        ([F(60), None, F("43.5")], "suman 103,50"),
        ([F("100.001"), None], "suman 100,001"),
    ],
)
def test_repartir_imposible(pesos, dice):
    with pytest.raises(RepartoImposible, match=dice):
        repartir_hasta_100(pesos)


@pytest.mark.parametrize("repartir", [proporcional_a_100, repartir_hasta_100])
def test_ni_flotantes_ni_negativos(repartir):
    with pytest.raises(TypeError):
        repartir([50.0, None])
    with pytest.raises(ValueError, match="negative"):
        repartir([F(-1), None])
    with pytest.raises(ValueError, match="thousandths"):
        repartir_hasta_100([F(1, 3), None])


@pytest.mark.parametrize("cosa", [proporcional_a_100([F(1)]), efecto_en_umbral([F(1)] * 30, F(90))], ids=type)
def test_un_reparto_no_se_cambia_despues(cosa):
    with pytest.raises(FrozenInstanceError):
        setattr(cosa, fields(cosa)[0].name, None)


def test_treinta_iguales_con_veintisiete():
    valores = proporcional_a_100([F(1, 4)] * 30).valores
    efecto = efecto_en_umbral(valores, F(90))
    assert efecto == EfectoEnUmbral(30, 27, F(90), F("89.98"), F("90.01"), F(90))
    assert efecto_en_umbral([F(1, 4)] * 30, F(90)) == efecto  # from the equal weights themselves, too
    frase = str(efecto)
    for parte in (
        "27 de 30",
        "exactamente 90,00 y alcanza",
        "entre 89,98 y 90,01",
        "conviene la modalidad ACTIVIDADES",
    ):
        assert parte in frase
    assert "podría no alcanzarlo" in frase


def test_el_redondeo_tambien_puede_regalar():
    efecto = efecto_en_umbral([F(1)] * 3, F("66.67"))
    assert efecto == EfectoEnUmbral(3, 2, F(200, 3), F("66.66"), F("66.67"), F("66.67"))
    frase = str(efecto)
    assert "es 66,66 y no alcanza el umbral de 66,67" in frase
    assert "y podría alcanzarlo" in frase
    assert "exactamente" not in frase


@pytest.mark.parametrize("n", [1, 2, 4, 5, 10, 20, 14, 13, 50, 100])
def test_donde_nada_cambia_no_se_dice_nada(n):
    assert efecto_en_umbral([F(1)] * n, F(90)) is None


def test_sin_iguales_no_hay_con_que_comparar():
    assert efecto_en_umbral([F("33.34"), F("33.34"), F("33.32")], F("66.67")) is None
    assert efecto_en_umbral([F("33.34"), F("33.33"), F("33.33")], F("66.67")) is not None


def test_efecto_con_una_sola_fila_cumplida():
    efecto = efecto_en_umbral([F(1)] * 3, F("33.34"))
    assert (efecto.cumplidas, efecto.minimo, efecto.maximo) == (1, F("33.33"), F("33.34"))


def test_exactamente_solo_si_se_ve_exacto():
    assert "es exactamente 93,75 y alcanza" in str(efecto_en_umbral([F(1)] * 32, F("93.75")))


def test_lo_que_ya_suma_100_se_compara_como_esta():
    efecto = efecto_en_umbral([F("33.333"), F("33.333"), F("33.334")], F("66.667"))
    assert (efecto.minimo, efecto.maximo) == (F("66.666"), F("66.667"))


def test_efecto_exige_ponderaciones():
    with pytest.raises(RepartoImposible):
        efecto_en_umbral([F(1), None], F(90))
    with pytest.raises(RepartoImposible):
        efecto_en_umbral([], F(90))
    with pytest.raises(TypeError):
        efecto_en_umbral([33.3, 66.7], F(90))
    with pytest.raises(TypeError):
        efecto_en_umbral([F(1)], 90.0)


@given(st.integers(1, 9), st.integers(0, 10_000).map(lambda n: F(n, 100)))
@settings(max_examples=200, deadline=None)
def test_efecto_coincide_con_probar_todas_las_combinaciones(n, umbral):
    valores = proporcional_a_100([F(1)] * n).valores
    cambian = {}
    for k in range(n + 1):
        sumas = [sum(elegidas) for elegidas in combinations(valores, k)]
        if len({suma >= umbral for suma in [*sumas, F(100 * k, n)]}) > 1:
            cambian[k] = (min(sumas), max(sumas))
    efecto = efecto_en_umbral(valores, umbral)
    assert (efecto is None) == (not cambian)
    if efecto:
        assert cambian[efecto.cumplidas] == (efecto.minimo, efecto.maximo)
        assert efecto.exacto == F(100 * efecto.cumplidas, n)


@given(st.integers(1, 700), st.sampled_from([F(90), F("66.67"), F(50), F("33.34"), F(100), F(0)]))
@settings(max_examples=60, deadline=None)
def test_efecto_con_muchas_filas(n, umbral):
    valores = sorted(proporcional_a_100([F(1)] * n).valores)
    minimo = maximo = F(0)
    cambia = False
    for k in range(n + 1):
        if k:
            minimo, maximo = minimo + valores[k - 1], maximo + valores[-k]
        cambia |= len({minimo >= umbral, maximo >= umbral, F(100 * k, n) >= umbral}) > 1
    assert (efecto_en_umbral(valores, umbral) is not None) == cambia
