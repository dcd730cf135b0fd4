"""Numbers as people write them, as the database keeps them and as paper shows them."""

import pickle
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestion_territorial.puntaje import (
    PonderacionIlegible,
    desde_milesimas,
    leer_ponderacion,
    milesimas,
    mostrar,
    mostrar_ponderacion,
)

F = Fraction
fracciones = st.fractions(min_value=0, max_value=130, max_denominator=100_000)
cerca_de_un_limite = st.builds(
    lambda limite, lejos: F(limite) + lejos,
    st.sampled_from([50, 90, 100]),
    st.fractions(min_value=F(-1, 50), max_value=F(1, 50), max_denominator=1_000_000),
)


@pytest.mark.parametrize(
    ("valor", "umbral", "texto"),
    [
        (F("89.999"), F(90), "89,99"),
        (F("89.995"), F(90), "89,99"),
        (F("89.995"), None, "90,00"),
        (F("89.994"), F(90), "89,99"),
        (F("90.004"), F(90), "90,00"),
        (F("90.005"), F(90), "90,01"),
        (F("99.999"), F(90), "99,99"),
        (F("99.999"), None, "99,99"),
        (F("99.999"), F(100), "99,99"),
        (F("100.005"), F(90), "100,01"),
        (F("66.666"), F("66.67"), "66,66"),
        (F("66.668"), F("66.67"), "66,66"),
        (F("66.667"), F("66.667"), "66,67"),
        (F(200, 3), F(90), "66,67"),
        (F(0), F(0), "0,00"),
        (F("0.005"), F(0), "0,01"),
        (F(1234), F(90), "1234,00"),
        (F("-1.505"), None, "-1,51"),
        (F("-0.004"), None, "0,00"),
        (90, 90, "90,00"),
    ],
)
def test_mostrar(valor, umbral, texto):
    assert mostrar(valor, umbral) == texto


@given(st.one_of(fracciones, cerca_de_un_limite), st.one_of(st.none(), st.sampled_from([F(50), F(90), F("66.67")])))
@settings(deadline=None)
def test_mostrar_coincide_con_un_oraculo_decimal(valor, umbral):
    with localcontext() as contexto:
        contexto.prec = 60
        decimal, *limites = (Decimal(f.numerator) / f.denominator for f in (valor, F(100), umbral) if f is not None)
        esperado = decimal.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if any(decimal < limite <= esperado for limite in limites):
            esperado = decimal.quantize(Decimal("0.01"), ROUND_FLOOR)
    assert mostrar(valor, umbral) == str(esperado).replace(".", ",")


@pytest.mark.parametrize(
    ("valor", "texto"),
    [
        (F("0.25"), "0,25"),
        (F("33.333"), "33,333"),
        (F(10), "10,00"),
        (F("8.5"), "8,50"),
        (F("99.999"), "99,999"),
        (F("0.005"), "0,005"),
        (F(0), "0,00"),
        (F(100), "100,00"),
        (F(100, 30), "3,33"),
        (F("0.0005"), "0,00"),
        (F("-1.5"), "-1,50"),
        (F("-0.005"), "-0,005"),
        (7, "7,00"),
    ],
)
def test_mostrar_ponderacion(valor, texto):
    assert mostrar_ponderacion(valor) == texto


@pytest.mark.parametrize(
    ("n", "texto"), [(1, "100,00"), (3, "33,33"), (8, "12,50"), (14, "7,14"), (30, "3,33"), (32, "3,13"), (6, "16,67")]
)
def test_ponderacion_uniforme_siempre_a_dos_decimales(n, texto):
    assert mostrar_ponderacion(F(100, n), uniforme=True) == texto


@pytest.mark.parametrize(
    ("texto", "valor"),
    [
        ("0,25", F(1, 4)),
        ("0.25", F(1, 4)),
        ("0.250", F(1, 4)),
        ("8,5 %", F(17, 2)),
        ("8,5%", F(17, 2)),
        ("8,5\u00a0%", F(17, 2)),
        ("8,5\u202f%\u00a0", F(17, 2)),
        ("\t 8.5\n", F(17, 2)),
        ("100", F(100)),
        ("100,000", F(100)),
        ("0", F(0)),
        ("08,5", F(17, 2)),
        ("33,333", F(33333, 1000)),
    ],
)
def test_leer_ponderacion(texto, valor):
    leida = leer_ponderacion(texto)
    assert leida == valor
    assert type(leida) is Fraction


ILEGIBLES = {
    "": "está vacía",
    "   ": "está vacía",
    "%": "«%»",
    "1.000,5": "separador de miles",
    "1,2,3": "separador de miles",
    "1..2": "separador de miles",
    "-5": "sin signo",
    "−5": "sin signo",
    "+5": "sin signo",
    "1e999": "solo el número",
    "1e1": "solo el número",
    "33,3333": "33,333",
    "8,5000": "tres decimales",
    "NaN": "«NaN»",
    "nan": "«nan»",
    "Infinity": "«Infinity»",
    "∞": "«∞»",
    "٣": "«٣»",
    "8٫5": "«8٫5»",
    "100,001": "no pase de 100",
    "101": "no pase de 100",
    "9" * 5000: "…»",
    "8,5 %%": "«8,5 %%»",
    "8,5 % %": "«8,5 % %»",
    "% 8,5": "«% 8,5»",
    "8 5": "«8 5»",
    ",5": "solo el número",
    "5,": "solo el número",
    "8.5x": "solo el número",
    "1/4": "«1/4»",
    "1_0": "«1_0»",
    "por definir": "«por definir»",
    "8\n5": "«8 5»",
    "8\x005": "«8 5»",
}


@pytest.mark.parametrize("texto", ILEGIBLES, ids=lambda texto: ascii(texto[:12]))
def test_ponderacion_ilegible_lo_dice_en_una_frase(texto):
    with pytest.raises(PonderacionIlegible) as e:
        leer_ponderacion(texto)
    frase = str(e.value)
    assert e.value.leido == texto
    assert ILEGIBLES[texto] in frase
    assert e.value.esperado in frase
    assert e.value.remedio in frase
    assert frase.startswith("La ponderación ")
    assert frase.endswith(".")
    assert frase.isprintable()
    assert len(frase) < 260
    assert str(pickle.loads(pickle.dumps(e.value))) == frase


def test_lo_leido_se_cita_entero_hasta_40_caracteres():
    def frase(texto):
        with pytest.raises(PonderacionIlegible) as e:
            leer_ponderacion(texto)
        return str(e.value)

    assert f"«{'x' * 40}»" in frase("x" * 40)
    assert f"«{'x' * 39}…»" in frase("x" * 41)


@pytest.mark.parametrize("valor", [8.5, None, 8, b"8"])
def test_solo_se_lee_texto(valor):
    with pytest.raises((TypeError, AttributeError)):
        leer_ponderacion(valor)


@given(st.text(alphabet="0123456789.,% -+eE\u00a0٣∞", max_size=12))
@settings(deadline=None)
def test_leer_o_rechazar_pero_nada_mas(texto):
    try:
        valor = leer_ponderacion(texto)
    except PonderacionIlegible:
        return
    assert 0 <= valor <= 100
    assert milesimas(valor) == valor * 1000


@given(
    st.integers(0, 100_000),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " ", "\u00a0"]),
    st.sampled_from(["", "%", " %"]),
)
@settings(deadline=None)
def test_lo_escrito_vuelve(n, separador, blanco, signo):
    valor = desde_milesimas(n)
    assert milesimas(valor) == n
    texto = blanco + mostrar_ponderacion(valor).replace(",", separador) + signo + blanco
    assert leer_ponderacion(texto) == valor


@pytest.mark.parametrize("valor", [F(1, 3), F(1, 10_000), F("33.3333")])
def test_milesimas_no_redondea(valor):
    with pytest.raises(ValueError, match="thousandths"):
        milesimas(valor)


@pytest.mark.parametrize("valor", [1.0, float("nan"), "1", None, True, Decimal("1")])
def test_lo_que_no_es_exacto_no_entra(valor):
    with pytest.raises(TypeError):
        milesimas(valor)
    with pytest.raises(TypeError):
        desde_milesimas(valor)
    with pytest.raises(TypeError):
        mostrar(valor)
    with pytest.raises(TypeError):
        mostrar_ponderacion(valor)
    if valor is not None:
        with pytest.raises(TypeError):
            mostrar(F(1), valor)


def test_milesimas_de_un_entero():
    assert milesimas(8) == 8000
    assert type(milesimas(F(17, 2))) is int
    assert desde_milesimas(8500) == F(17, 2)
    with pytest.raises(TypeError):
        desde_milesimas(F(8500))
