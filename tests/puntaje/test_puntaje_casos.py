"""The worked cases, through the functions and through the JSON program."""

import json
from dataclasses import FrozenInstanceError, fields, replace
from fractions import Fraction
from pathlib import Path

import pytest

from gestion_territorial.puntaje import (
    Agregado,
    Anticipado,
    Modalidad,
    Resultado,
    Unidad,
    agregar,
    evaluar,
    informe,
    leer_ponderacion,
    puntuar,
    veredicto,
)

CASOS = json.loads((Path(__file__).resolve().parents[2] / "fixtures" / "casos_puntaje.json").read_text("utf-8"))
UMBRAL = Fraction(CASOS["umbral"])
RESPUESTAS = {"si": True, "no": False, None: None}

regionales = pytest.mark.parametrize("caso", CASOS["regionales"], ids=lambda caso: caso["id"])
nacionales = pytest.mark.parametrize("caso", CASOS["nacionales"], ids=lambda caso: caso["id"])


def puntaje_de(programa):
    unidades = [
        Unidad(None if peso is None else leer_ponderacion(peso), RESPUESTAS[cumple])
        for peso, cumple, veces in programa["unidades"]
        for _ in range(veces)
    ]
    return puntuar(
        modalidad=Modalidad(programa["modalidad"]),
        compromete=programa["compromete"],
        agregado=agregar(unidades),
        umbral=UMBRAL,
    )


def como_entrada(programa, region="02"):
    unidades = [
        {"ponderacion": peso, "cumple": cumple} for peso, cumple, veces in programa["unidades"] for _ in range(veces)
    ]
    entrada = {clave: programa[clave] for clave in ("compromete", "modalidad", "cerrado") if clave in programa}
    return {"region": region, **entrada, "unidades": unidades}


def test_hay_casos():
    assert len(CASOS["regionales"]) == 23
    assert len(CASOS["nacionales"]) == 8


@regionales
def test_regional_por_funciones(caso):
    puntaje = puntaje_de(caso)
    for clave, esperado in caso["espera"].items():
        obtenido = getattr(puntaje, clave)
        assert (None if obtenido is None else str(obtenido)) == esperado, clave


@regionales
def test_regional_por_programa(caso):
    salida = evaluar({"umbral": CASOS["umbral"], "programas": [como_entrada(caso)]})["programas"][0]
    assert salida["region"] == "02"
    assert caso["espera"].items() <= salida.items()


@nacionales
def test_nacional_por_funciones(caso):
    pares = [(puntaje_de(grupo), grupo.get("cerrado", True)) for grupo in caso["grupos"] for _ in grupo["regiones"]]
    nacional = veredicto(pares)
    assert (str(nacional.veredicto), nacional.definitivo) == (caso["veredicto"], caso["definitivo"])


@nacionales
def test_nacional_por_programa(caso):
    programas = [como_entrada(grupo, region) for grupo in caso["grupos"] for region in grupo["regiones"]]
    salida = evaluar({"umbral": CASOS["umbral"], "programas": programas})
    assert (salida["veredicto"], salida["definitivo"]) == (caso["veredicto"], caso["definitivo"])
    assert [p["region"] for p in salida["programas"]] == [p["region"] for p in programas]


def puntaje(*unidades, modalidad=Modalidad.METAS, compromete=True, umbral=UMBRAL):
    return puntuar(
        modalidad=modalidad, compromete=compromete, agregado=agregar(Unidad(*u) for u in unidades), umbral=umbral
    )


def test_ponderacion_faltante_no_es_evaluable_aunque_lo_escrito_sume_100():
    p = puntaje((60, True), (40, False), (None, True))
    assert p.resultado is Resultado.NO_EVALUABLE
    assert (p.suma, p.literal, p.normalizado) == (100, 60, None)
    assert (p.desempeno, p.minimo, p.maximo, p.mostrado, p.rango) == (None,) * 5


def test_todas_las_ponderaciones_en_cero_no_dividen_por_cero():
    p = puntaje((0, True), (0, False))
    assert p.resultado is Resultado.NO_EVALUABLE
    assert (p.suma, p.literal, p.normalizado) == (0, 0, None)


def test_pasarse_de_100_no_se_pierde_al_mostrar_la_suma():
    p = puntaje((Fraction("99.999"), True), (Fraction("0.002"), True))
    assert p.resultado is Resultado.NO_EVALUABLE
    assert p.suma_mostrada == "100,001"
    assert puntaje((Fraction("99.999"), True)).suma_mostrada == "99,999"
    assert puntaje((100, True)).suma_mostrada == "100,00"


def test_actividades_ignoran_lo_escrito():
    p = puntaje((99, True), (None, False), (Fraction("0.5"), None), modalidad=Modalidad.ACTIVIDADES)
    assert p.resultado is Resultado.PENDIENTE
    assert (p.minimo, p.maximo, p.suma) == (Fraction(100, 3), Fraction(200, 3), 100)
    assert (p.literal, p.normalizado) == (Fraction(100, 3), Fraction(100, 3))
    assert p.anticipado is Anticipado.PERDIDO


def test_lo_pendiente_se_dice_como_rango():
    p = puntaje((85, True), (5, False), (10, None))
    assert p.rango == "entre 85,00 y 95,00"
    assert (p.minimo_mostrado, p.maximo_mostrado) == ("85,00", "95,00")
    assert puntaje((85, True), (15, False)).rango is None
    assert puntaje((Fraction("89.999"), True), (Fraction("10.001"), None)).minimo_mostrado == "89,99"
    assert puntaje((Fraction("10.001"), False), (Fraction("89.999"), None)).maximo_mostrado == "89,99"


@pytest.mark.parametrize("compromete", [True, False])
def test_sin_cifras_no_hay_nada_que_mostrar(compromete):
    p = puntaje(compromete=compromete)
    assert {p.mostrado, p.minimo_mostrado, p.maximo_mostrado, p.suma_mostrada, p.rango} == {None}


@pytest.mark.parametrize("modalidad", Modalidad)
def test_vacio_en_ambas_modalidades(modalidad):
    assert puntaje(modalidad=modalidad).resultado is Resultado.VACIO


def test_umbrales_extremos():
    assert puntaje((100, False), umbral=Fraction(0)).resultado is Resultado.CUMPLE
    assert puntaje((100, None), umbral=Fraction(0)).anticipado is Anticipado.ASEGURADO
    assert puntaje((100, True), umbral=Fraction(100)).resultado is Resultado.CUMPLE
    assert puntaje((100, None), umbral=Fraction(100)).anticipado is None
    for fuera in (Fraction(-1), Fraction("100.001")):
        with pytest.raises(ValueError, match="threshold"):
            puntaje((100, True), umbral=fuera)


def test_puntuar_no_adivina():
    with pytest.raises(ValueError, match="OTRA"):
        puntaje((100, True), modalidad="OTRA")
    with pytest.raises(TypeError, match="compromete"):
        puntaje((100, True), compromete=1)


@pytest.mark.parametrize("flotante", [90.0, float("nan"), True])
def test_nunca_un_flotante(flotante):
    with pytest.raises(TypeError):
        Unidad(flotante, True)
    with pytest.raises(TypeError):
        puntaje((100, True), umbral=flotante)
    with pytest.raises(TypeError):
        Agregado(1, 0, 1, 0, flotante, Fraction(0), Fraction(0))
    with pytest.raises(TypeError):
        Agregado(flotante, 0, 0, 0, Fraction(0), Fraction(0), Fraction(0))
    with pytest.raises(TypeError):
        informe(flotante, [])


@pytest.mark.parametrize("cumple", [1, 0, "si", "no"])
def test_una_respuesta_es_si_no_o_nada(cumple):
    with pytest.raises(TypeError):
        Unidad(Fraction(1), cumple)


def test_una_ponderacion_no_es_negativa():
    with pytest.raises(ValueError, match="negative"):
        Unidad(Fraction(-1, 1000), None)
    assert Unidad(0, None).ponderacion == 0


@pytest.mark.parametrize(
    "cifras",
    [
        (1, 2, 0, 0, 0, 0, 0),  # more without a weight than there are
        (2, 0, 2, 1, 100, 50, 0),  # more answered and unanswered than there are
        (2, 0, 1, 1, 100, 60, 41),  # the parts weigh more than the whole
        (-1, 0, 0, 0, 0, 0, 0),
        (1, -1, 0, 0, 0, 0, 0),
        (1, 0, -1, 0, 0, 0, 0),
        (1, 0, 0, -1, 0, 0, 0),
        (1, 0, 0, 0, -1, 0, 0),
        (1, 0, 1, 0, 2, -1, 0),
        (1, 0, 0, 1, 2, 0, -1),
    ],
)
def test_un_agregado_imposible_se_rechaza(cifras):
    with pytest.raises(ValueError, match=r"negative|more"):
        Agregado(*cifras)


def test_un_agregado_cuenta_con_enteros():
    with pytest.raises(TypeError, match="unidades is a count"):
        Agregado(Fraction(1), 0, 0, 0, Fraction(0), Fraction(0), Fraction(0))


@pytest.mark.parametrize("cosa", [Unidad(Fraction(1), True), agregar([]), puntaje(), veredicto([])], ids=type)
def test_nada_se_cambia_despues(cosa):
    with pytest.raises(FrozenInstanceError):
        setattr(cosa, fields(cosa)[0].name, None)
    assert not hasattr(cosa, "__dict__")


def test_un_pendiente_sin_cifras_no_tiene_rango():
    """A draft is counted as PENDIENTE by whoever calls, whatever it would score: there may be no figures to show."""
    assert replace(puntaje((99, True)), resultado=Resultado.PENDIENTE).rango is None


def test_un_agregado_justo_se_acepta_y_queda_en_fracciones():
    agregado = Agregado(3, 3, 1, 2, 100, 60, 40)
    assert all(isinstance(v, Fraction) for v in (agregado.suma, agregado.ganada, agregado.pendiente))
    assert agregar([Unidad(60, True), Unidad(40, None), Unidad(None, False)]) == Agregado(3, 1, 1, 1, 100, 60, 40)


CUMPLE = puntaje((100, True))
NO_CUMPLE = puntaje((100, False))
ABIERTO = puntaje((100, None))
PERDIDO = puntaje((11, False), (89, None))
VACIO = puntaje()
NO_EVALUABLE = puntaje((99, True))
SIN_COMPROMISO = puntaje(compromete=False)


@pytest.mark.parametrize(
    ("programas", "esperado"),
    [
        ([(CUMPLE, True), (VACIO, True)], (Resultado.PENDIENTE, False)),
        ([(CUMPLE, True), (NO_EVALUABLE, True)], (Resultado.PENDIENTE, False)),
        ([(NO_CUMPLE, True), (VACIO, True)], (Resultado.NO_CUMPLE, False)),
        ([(NO_CUMPLE, True), (CUMPLE, False)], (Resultado.NO_CUMPLE, False)),
        ([(NO_CUMPLE, True), (CUMPLE, True)], (Resultado.NO_CUMPLE, True)),
        ([(PERDIDO, True), (CUMPLE, True)], (Resultado.NO_CUMPLE, False)),
        ([(ABIERTO, True)], (Resultado.PENDIENTE, False)),
        ([(SIN_COMPROMISO, False), (CUMPLE, True)], (Resultado.CUMPLE, True)),
        ([(SIN_COMPROMISO, False)], (Resultado.SIN_COMPROMISO, True)),
    ],
)
def test_veredicto(programas, esperado):
    nacional = veredicto(iter(programas))
    assert (nacional.veredicto, nacional.definitivo) == esperado
