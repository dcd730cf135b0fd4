"""What must hold for every programme, against a naive oracle that counts row by row."""

from dataclasses import fields
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gestion_territorial.puntaje import (
    Anticipado,
    Modalidad,
    Resultado,
    Unidad,
    agregar,
    evaluar,
    proporcional_a_100,
    puntuar,
    veredicto,
)

respuestas = st.sampled_from([True, False, None])
modalidades = st.sampled_from(Modalidad)
umbrales = st.one_of(
    st.just(Fraction(90)),
    st.integers(0, 100_000).map(lambda n: Fraction(n, 1000)),
)


@st.composite
def que_suman_100(draw):
    """Weights in thousandths that sum to exactly 100, zero weights included."""
    cortes = sorted(draw(st.lists(st.integers(0, 100_000), max_size=12)))
    return [Fraction(b - a, 1000) for a, b in pairwise([0, *cortes, 100_000])]


sueltas = st.lists(st.one_of(st.none(), st.integers(0, 100_000).map(lambda n: Fraction(n, 1000))), max_size=12)
iguales = st.integers(1, 40).map(lambda n: list(proporcional_a_100([Fraction(1)] * n).valores))


@st.composite
def programas(draw, pesos=st.one_of(que_suman_100(), iguales, sueltas)):  # noqa: B008 - a strategy is a constant
    return [Unidad(peso, draw(respuestas)) for peso in draw(pesos)]


def puntaje(unidades, modalidad=Modalidad.METAS, umbral=Fraction(90), compromete=True):
    return puntuar(modalidad=modalidad, compromete=compromete, agregado=agregar(unidades), umbral=umbral)


def oraculo(unidades, modalidad, umbral, compromete):
    """The rules once more, row by row and without sharing a line: (result, minimum, maximum, anticipated)."""
    if not compromete:
        return "SIN COMPROMISO", None, None, None
    if len(unidades) == 0:
        return "VACIO", None, None, None
    pesos = [u.ponderacion for u in unidades]
    if modalidad == "ACTIVIDADES":
        pesos = [Fraction(100, len(unidades)) for _ in unidades]
    if any(p is None for p in pesos):
        return "NO EVALUABLE", None, None, None
    total = Fraction(0)
    ganado = Fraction(0)
    posible = Fraction(0)
    respondidas = 0
    for peso, unidad in zip(pesos, unidades, strict=True):
        total += peso
        if unidad.cumple is not False:
            posible += peso
        if unidad.cumple:
            ganado += peso
        if unidad.cumple is not None:
            respondidas += 1
    if total != 100:
        return "NO EVALUABLE", None, None, None
    if respondidas < len(unidades):
        anticipado = None
        if 100 * ganado >= umbral * total:
            anticipado = "ASEGURADO"
        if 100 * posible < umbral * total:
            anticipado = "PERDIDO"
        return "PENDIENTE", ganado, posible, anticipado
    return ("CUMPLE" if 100 * ganado >= umbral * total else "NO CUMPLE"), ganado, posible, None


@given(programas(), modalidades, umbrales, st.booleans())
@settings(max_examples=400, deadline=None)
def test_coincide_con_el_oraculo(unidades, modalidad, umbral, compromete):
    p = puntaje(unidades, modalidad, umbral, compromete)
    assert (p.resultado, p.minimo, p.maximo, p.anticipado) == oraculo(unidades, modalidad, umbral, compromete)
    assert p.desempeno == p.minimo


@given(programas(), modalidades)
@settings(deadline=None)
def test_literal_suma_y_normalizado(unidades, modalidad):
    p = puntaje(unidades, modalidad)
    if not unidades:
        assert (p.suma, p.literal, p.normalizado) == (None, None, None)
        return
    pesos = [Fraction(100, len(unidades)) if modalidad == "ACTIVIDADES" else u.ponderacion for u in unidades]
    escritos = [w for w in pesos if w is not None]
    assert p.suma == sum(escritos)
    assert p.literal == sum(w for w, u in zip(pesos, unidades, strict=True) if u.cumple and w is not None)
    completo = len(escritos) == len(pesos) and sum(escritos) > 0
    assert p.normalizado == (p.literal / sum(escritos) * 100 if completo else None)


@given(programas(), modalidades, umbrales, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_el_orden_no_importa(unidades, modalidad, umbral, azar):
    barajadas = list(unidades)
    azar.shuffle(barajadas)
    assert puntaje(barajadas, modalidad, umbral) == puntaje(unidades, modalidad, umbral)


def rango(resultado, anticipado):
    if resultado is Resultado.NO_CUMPLE or anticipado is Anticipado.PERDIDO:
        return 0
    return 2 if resultado is Resultado.CUMPLE or anticipado is Anticipado.ASEGURADO else 1


@given(programas(que_suman_100()), modalidades, umbrales, st.data())
@settings(max_examples=200, deadline=None)
def test_un_si_mas_nunca_baja(unidades, modalidad, umbral, datos):
    i = datos.draw(st.integers(0, len(unidades) - 1))
    mejores = [*unidades[:i], Unidad(unidades[i].ponderacion, True), *unidades[i + 1 :]]
    antes, despues = puntaje(unidades, modalidad, umbral), puntaje(mejores, modalidad, umbral)
    assert despues.desempeno >= antes.desempeno
    assert despues.minimo >= antes.minimo
    assert despues.maximo >= antes.maximo
    assert rango(despues.resultado, despues.anticipado) >= rango(antes.resultado, antes.anticipado)
    companeras = [(puntaje([Unidad(100, True)]), True)]
    nacional_antes = veredicto([*companeras, (antes, True)])
    nacional_despues = veredicto([*companeras, (despues, True)])
    assert rango(nacional_despues.veredicto, None) >= rango(nacional_antes.veredicto, None)


@given(programas(que_suman_100()), umbrales)
@settings(deadline=None)
def test_lo_anticipado_se_cumple_pase_lo_que_pase(unidades, umbral):
    p = puntaje(unidades, umbral=umbral)
    todas_si = puntaje([Unidad(u.ponderacion, u.cumple is not False) for u in unidades], umbral=umbral)
    todas_no = puntaje([Unidad(u.ponderacion, u.cumple is True) for u in unidades], umbral=umbral)
    assert (p.maximo, p.minimo) == (todas_si.desempeno, todas_no.desempeno)
    if p.anticipado is Anticipado.ASEGURADO:
        assert todas_no.resultado is Resultado.CUMPLE
    elif p.anticipado is Anticipado.PERDIDO:
        assert todas_si.resultado is Resultado.NO_CUMPLE
    elif p.resultado is Resultado.PENDIENTE:
        assert (todas_no.resultado, todas_si.resultado) == (Resultado.NO_CUMPLE, Resultado.CUMPLE)


@given(programas(), modalidades, umbrales)
@settings(deadline=None)
def test_lo_mostrado_nunca_alcanza_lo_que_el_valor_no(unidades, modalidad, umbral):
    p = puntaje(unidades, modalidad, umbral)
    for valor, texto in ((p.desempeno, p.mostrado), (p.minimo, p.minimo_mostrado), (p.maximo, p.maximo_mostrado)):
        if valor is None:
            assert texto is None
            continue
        impreso = Fraction(texto.replace(",", "."))
        for limite in (umbral, Fraction(100)):
            assert valor >= limite or impreso < limite


@given(programas(), modalidades, umbrales)
@settings(deadline=None)
def test_toda_cifra_es_fraccion(unidades, modalidad, umbral):
    p = puntaje(unidades, modalidad, umbral)
    for campo in fields(p):
        valor = getattr(p, campo.name)
        assert valor is None or type(valor) in (Fraction, Resultado, Anticipado), campo.name


RESPUESTA_ESCRITA = {True: "si", False: "no", None: None}


@given(st.lists(st.tuples(programas(), modalidades, st.booleans(), st.booleans()), max_size=4), umbrales)
@settings(max_examples=60, deadline=None)
def test_el_programa_dice_lo_mismo_que_las_funciones(lista, umbral):
    def escribir(valor):  # a finite decimal, as a person would type it
        entero, milesima = divmod(int(valor * 1000), 1000)
        return f"{entero},{milesima:03d}"

    entrada = {
        "umbral": escribir(umbral),
        "programas": [
            {
                "region": f"{i:02d}",
                "compromete": compromete,
                "cerrado": cerrado,
                "modalidad": str(modalidad),
                "unidades": [
                    {
                        "ponderacion": None if u.ponderacion is None else escribir(u.ponderacion),
                        "cumple": RESPUESTA_ESCRITA[u.cumple],
                    }
                    for u in unidades
                ],
            }
            for i, (unidades, modalidad, compromete, cerrado) in enumerate(lista)
        ],
    }
    salida = evaluar(entrada)
    puntajes = [puntaje(unidades, modalidad, umbral, compromete) for unidades, modalidad, compromete, _ in lista]
    for p, dicho in zip(puntajes, salida["programas"], strict=True):
        for clave in ("resultado", "desempeno", "minimo", "maximo", "suma", "literal", "normalizado", "anticipado"):
            valor = getattr(p, clave)
            assert dicho[clave] == (None if valor is None else str(valor)), clave
        assert dicho["mostrado"] == p.mostrado
    nacional = veredicto((p, caso[3]) for p, caso in zip(puntajes, lista, strict=True))
    assert (salida["veredicto"], salida["definitivo"]) == (str(nacional.veredicto), nacional.definitivo)
