"""Each rule fires exactly where it should and is silent everywhere else; each finding is one good Spanish sentence."""

import re

import pytest

from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import (
    CONDUCTA,
    DISPENSABLES,
    Gravedad,
    Momento,
    bloqueantes,
    hallazgos,
)
from gestion_territorial.formularios.textos_hallazgos import CATALOGO

from .contenidos import contenido, peso

SIN_PESO = {"ponderacion": "", "milesimas": None}
MITAD = peso(50_000)
HUERFANA = {"objetivo": None, "indicador": "", **SIN_PESO}
ACTIVIDAD = {"ponderacion": "", "milesimas": None}
OTRA = {"objetivo": "Otro objetivo", "indicador": "Otro indicador"}
RESPONDIDA = {"cumple": "si", "evidencias": 1, "resultado": "40 talleres"}


def de(*lineas, momento=Momento.ENVIO, **como):
    """[(code, line)] in the order the user sees them."""
    lista = hallazgos(catalogo.formulario("III.1"), contenido(*lineas, **como), momento)
    return [(h.codigo, h.fila) for h in lista]


METAS = [
    ("una fila buena no dice nada", [{}], []),
    ("dos que suman cien", [MITAD, MITAD | OTRA], []),
    ("sin filas", [], [("EMPTY", None)]),
    ("todas anuladas es no tener filas", [{"anulado": True}], [("EMPTY", None)]),
    ("suman menos", [MITAD, peso(49_999) | OTRA], [("W-SUM", None)]),
    ("suman una milésima más", [MITAD, peso(50_001) | OTRA], [("W-SUM", None)]),
    ("la anulada no suma", [{}, {"anulado": True, **OTRA}], []),
    ("la anulada faltante se nota", [MITAD, {"anulado": True, **MITAD, **OTRA}], [("W-SUM", None)]),
    ("sin ponderación", [{}, SIN_PESO | OTRA], [("W-MISSING", 2)]),
    ("ponderación cero", [{}, peso(0) | OTRA], [("W-ZERO", 2)]),
    ("ponderación ilegible", [{}, OTRA | {"ponderacion": "1.000,5", "milesimas": None}], [("W-BAD", 2)]),
    ("sin objetivo, y nada más que eso", [HUERFANA, {}], [("O-ORPHAN", 1)]),
    ("un objetivo sin palabras también es huérfana", [{"objetivo": " \n", "indicador": ""}], [("O-ORPHAN", 1)]),
    ("huérfana con ponderación ilegible", [{"objetivo": None, "ponderacion": "x", "milesimas": None}, OTRA],
     [("O-ORPHAN", 1), ("W-BAD", 1)]),
    ("huérfana y sin unidad ni verificación", [HUERFANA | {"unidad": "", "verificacion": ""}, {}],
     [("O-ORPHAN", 1), ("U-MISSING", 1), ("V-MISSING", 1)]),
    ("sin indicador", [{"indicador": "  "}], [("I-MISSING", 1)]),
    ("sin meta ni actividades", [{"texto": " "}], [("G-MISSING", 1)]),
    ("bastan las actividades", [{"texto": "", "actividades": "- una\n- dos"}], []),
    ("sin unidad", [{"unidad": ""}], [("U-MISSING", 1)]),
    ("sin verificación", [{"verificacion": "\n "}], [("V-MISSING", 1)]),
    ("marca de copiada", [{"por_confirmar": True}], [("W-COPY", 1)]),
    ("resultado anticipado", [{"anticipado": "20 talleres"}], [("R-EARLY", 1)]),
    ("repetida", [MITAD, MITAD], [("D-DUP", 2)]),
    ("repetida salvo acentos y mayúsculas", [MITAD, MITAD | {"indicador": "  TALLERES   hechós "}], [("D-DUP", 2)]),
    ("tres veces lo mismo", [peso(40_000), peso(30_000), peso(30_000)], [("D-DUP", 2), ("D-DUP", 3)]),
    ("el mismo indicador en otro objetivo no es repetida", [MITAD, MITAD | {"objetivo": "Otro objetivo"}], []),
    ("dos huérfanas no son repetidas", [HUERFANA, HUERFANA, {}], [("O-ORPHAN", 1), ("O-ORPHAN", 2)]),
    ("peso en una sola actividad", [MITAD, MITAD | {"mismo_indicador": True}], [("M-MIX", 1), ("M-MIX", 2)]),
    ("respuesta en una sola actividad", [{"cumple": "no"}, SIN_PESO | {"mismo_indicador": True}],
     [("M-MIX", 1), ("W-MISSING", 2)]),
    ("una respuesta sin peso también",
     [{}, SIN_PESO | OTRA | {"cumple": "si"}, SIN_PESO | OTRA | {"mismo_indicador": True}],
     [("M-MIX", 2), ("W-MISSING", 2), ("W-MISSING", 3)]),
    ("todo mal en una fila, en orden de columnas",
     [{"objetivo": "O", "indicador": "", "texto": "", "unidad": "", "verificacion": "", **SIN_PESO}],
     [("W-SUM", None), ("I-MISSING", 1), ("G-MISSING", 1), ("U-MISSING", 1), ("V-MISSING", 1), ("W-MISSING", 1)]),
]  # fmt: skip
DE_ACTIVIDADES = [
    ("dos actividades de un objetivo", [ACTIVIDAD, ACTIVIDAD | {"mismo_indicador": True}], []),
    ("dos en indicadores distintos del mismo objetivo", [ACTIVIDAD, ACTIVIDAD | {"indicador": "Otro"}], []),
    ("una sola", [ACTIVIDAD], [("A-MIN2", 1)]),
    ("la segunda sin palabras no cuenta", [ACTIVIDAD, ACTIVIDAD | {"mismo_indicador": True, "texto": ""}],
     [("A-MIN2", 1), ("G-MISSING", 2)]),
    ("la anulada no cuenta", [ACTIVIDAD, ACTIVIDAD | {"mismo_indicador": True, "anulado": True}], [("A-MIN2", 1)]),
    ("cada objetivo por su cuenta", [ACTIVIDAD, ACTIVIDAD | {"indicador": "Otro"}, ACTIVIDAD | OTRA],
     [("A-MIN2", 3)]),
    ("sin filas", [], [("EMPTY", None)]),
    ("las actividades no llevan peso escrito", [ACTIVIDAD, {"mismo_indicador": True}], [("M-MIX", 2)]),
    ("ni ilegible", [ACTIVIDAD, {"mismo_indicador": True, "ponderacion": "x", "milesimas": None}], [("M-MIX", 2)]),
    ("la huérfana no se cuenta en un objetivo", [ACTIVIDAD | {"objetivo": None}], [("O-ORPHAN", 1)]),
    ("varias actividades en una sola fila", [ACTIVIDAD | {"texto": "", "actividades": "- a\n- b"}, ACTIVIDAD | OTRA],
     [("A-MIN2", 1), ("G-MISSING", 1), ("A-MIN2", 2)]),
    ("ni suma ni peso faltante", [ACTIVIDAD] * 2 + [ACTIVIDAD | {"texto": "Otra"}], [("D-DUP", 2), ("D-DUP", 3)]),
]  # fmt: skip


@pytest.mark.parametrize(("lineas", "esperados"), [c[1:] for c in METAS], ids=[c[0] for c in METAS])
def test_en_metas(lineas, esperados):
    assert de(*lineas) == esperados


@pytest.mark.parametrize(("lineas", "esperados"), [c[1:] for c in DE_ACTIVIDADES], ids=[c[0] for c in DE_ACTIVIDADES])
def test_en_actividades(lineas, esperados):
    assert de(*lineas, modalidad="ACTIVIDADES") == esperados


def test_quien_no_compromete_puede_no_tener_filas():
    assert de(no_compromete=True) == []


@pytest.mark.parametrize(
    "escrita",
    [
        "Por definir",
        "POR DEFINIR según demanda",
        "  por   definir",
        "pör défínir",
        "Pendiente",
        "PENDIENTE de acuerdo",
        "S/I",
        "s/i.",
        "- Por definir",
        "• pendiente",
        "(por definir)",
        "«Por definir»",
    ],
)
def test_una_verificacion_por_definir(escrita):
    assert de({"verificacion": escrita}) == [("V-TBD", 1)]


@pytest.mark.parametrize("escrita", ["Informe por definir", "Acta", "sin informe", "independiente", "Lista; pendiente"])
def test_una_verificacion_definida(escrita):
    assert de({"verificacion": escrita}) == []


CIERRE = [
    ("todo respondido y probado", [RESPONDIDA], []),
    ("sin respuesta", [{"resultado": "40"}], [("C-PENDING", 1)]),
    ("un no no pide evidencia", [{"cumple": "no", "resultado": "20"}], []),
    ("un sí la pide", [RESPONDIDA | {"evidencias": 0}], [("E-MISSING", 1)]),
    ("sin resultado", [RESPONDIDA | {"resultado": " "}], [("R-MISSING", 1)]),
    ("el resultado es del indicador: se pide una vez",
     [RESPONDIDA | MITAD | {"resultado": ""}, RESPONDIDA | MITAD | {"mismo_indicador": True}], [("R-MISSING", 1)]),
    ("aunque su primera actividad esté anulada",
     [{"resultado": "", "anulado": True}, RESPONDIDA | {"mismo_indicador": True}], [("R-MISSING", 2)]),
    ("lo anulado no se responde", [RESPONDIDA, {"anulado": True, **OTRA}], []),
    ("un sí sin verificación", [RESPONDIDA | {"verificacion": ""}], [("V-MISSING", 1)]),
    ("un sí por definir", [RESPONDIDA | {"verificacion": "Por definir"}], [("V-TBD", 1)]),
    ("un no por definir", [{"cumple": "no", "verificacion": "Por definir", "resultado": "x"}], []),
    ("lo validado manda", [RESPONDIDA | {"validado": "no", "verificacion": ""}], []),
    ("la suma ya no bloquea", [RESPONDIDA | peso(99_000)], [("W-SUM", None)]),
    ("el anticipado ya no se dice", [RESPONDIDA | {"anticipado": "20", "por_confirmar": True, "unidad": ""}], []),
]  # fmt: skip


@pytest.mark.parametrize(("lineas", "esperados"), [c[1:] for c in CIERRE], ids=[c[0] for c in CIERRE])
def test_al_enviar_resultados(lineas, esperados):
    assert de(*lineas, momento=Momento.RESULTADOS) == esperados


def test_lo_del_indicador_se_dice_en_la_primera_linea_que_queda_en_pie():
    lineas = [{"anulado": True, "indicador": "", "anticipado": "ya"}, {"mismo_indicador": True}]
    assert de(*lineas) == [("I-MISSING", 2), ("R-EARLY", 2)]


# What each finding does when commitments are sent and when results are (domain.md part 4), written by hand.
BLOQUEAN = {
    Momento.ENVIO: (
        "EMPTY W-SUM W-MISSING W-BAD M-MIX A-MIN2 O-ORPHAN I-MISSING G-MISSING U-MISSING V-MISSING V-TBD W-COPY "
        "INST-NONE INST-PROBLEM III4-EMPTY III4-DATE III4-OBJ III4-RESP"
    ),
    Momento.RESULTADOS: "R-MISSING C-PENDING E-MISSING V-MISSING V-TBD",
}
AVISAN = {Momento.ENVIO: "W-ZERO R-EARLY D-DUP P-DIFF M-PROG OBJ-ANULADO", Momento.RESULTADOS: "W-SUM P-DIFF"}
# Rules of the other forms.
DE_OTROS = {"INST-NONE", "INST-PROBLEM", "P-DIFF", "M-PROG", "OBJ-ANULADO"} | {
    f"III4-{que}" for que in ("EMPTY", "DATE", "OBJ", "RESP")
}


def test_que_bloquea_y_que_avisa():
    for posicion, momento in enumerate((Momento.ENVIO, Momento.RESULTADOS)):
        de_ahora = {codigo: conducta[posicion] for codigo, conducta in CONDUCTA.items()}
        assert {c for c, g in de_ahora.items() if g == Gravedad.BLOQUEA} == set(BLOQUEAN[momento].split())
        assert {c for c, g in de_ahora.items() if g == Gravedad.AVISO} == set(AVISAN[momento].split())
    assert {"A-MIN2", "V-MISSING", "V-TBD"} == DISPENSABLES
    assert CONDUCTA.keys() == CATALOGO.keys()


def test_solo_lo_que_bloquea_impide_enviar():
    iii1 = catalogo.formulario("III.1")
    lista = bloqueantes(iii1, contenido({"anticipado": "ya", "unidad": ""}, peso(0) | OTRA))
    assert [h.codigo for h in lista] == ["U-MISSING"]


TODO_MAL = [
    [],
    [{"ponderacion": "1.000,5", "milesimas": None, "indicador": "", "texto": "", "unidad": "", "verificacion": ""}],
    [HUERFANA, SIN_PESO | {"verificacion": "{por definir}"}, peso(0), {"por_confirmar": True, "anticipado": "{0}"}],
    [MITAD | {"verificacion": "Por definir {x}\nsegún demanda"}, MITAD | {"mismo_indicador": True}],
]


def _frases():
    iii1 = catalogo.formulario("III.1")
    for modalidad in ("METAS", "ACTIVIDADES"):
        for momento in Momento:
            for lineas in TODO_MAL:
                for cumple in ("", "si"):
                    respondidas = [linea | {"cumple": cumple} for linea in lineas]
                    for h in hallazgos(iii1, contenido(*respondidas, modalidad=modalidad), momento):
                        yield h, h.frase(iii1)


def test_cada_hallazgo_es_una_frase_con_lugar_lectura_y_remedio():
    vistos = set()
    for hallazgo, frase in _frases():
        vistos.add(hallazgo.codigo)
        assert re.match(
            r"^(Fila \d+, columna \d+ \(.+\): se leyó|Columna 8 \(Ponderación \(%\)\): se leyó|Se leyó) ", frase
        )
        assert "; se espera " in frase
        assert frase.endswith(".")
        assert "\n" not in frase
        assert not re.search(r"\{[a-z_]+\}(?!»)|None|\.\.|  ", frase.replace("{por definir}", "").replace("{x}", ""))
        assert hallazgo.nombre
        assert hallazgo.remedio[0].isupper()
        assert hallazgo.esperado[0].islower()
    assert vistos >= CATALOGO.keys() - {"D-DUP"} - DE_OTROS


def test_la_frase_de_la_suma_y_la_de_una_celda():
    iii1 = catalogo.formulario("III.1")
    (suma,) = hallazgos(iii1, contenido(peso(3_500)))
    assert suma.frase(iii1) == (
        "Columna 8 (Ponderación (%)): se leyó que las ponderaciones suman 3,50; se espera que sumen exactamente "
        "100,00. Corrija las ponderaciones de las metas (faltan 96,50) o use «Proporcional a 100»."
    )
    (sobra,) = hallazgos(iii1, contenido(peso(60_000), peso(41_500) | OTRA))
    assert "(sobran 1,50)" in sobra.frase(iii1)
    (celda,) = hallazgos(iii1, contenido({"verificacion": "Por definir según demanda\n(SENCE)"}))
    assert celda.frase(iii1).startswith(
        "Fila 1, columna 7 (Medio de verificación): se leyó «Por definir según demanda»; se espera un medio"
    )
    assert (celda.fila, celda.fila_id, celda.clave) == (1, 201, "verificacion")
    (doble,) = [h for h in hallazgos(iii1, contenido(MITAD, MITAD)) if h.codigo == "D-DUP"]
    assert "Compare esta fila con la fila 1" in doble.frase(iii1)


def test_van_por_fila_y_luego_por_columna():
    lista = hallazgos(
        catalogo.formulario("III.1"),
        contenido({"unidad": "", "indicador": ""}, HUERFANA | {"unidad": ""}, {"verificacion": "", **peso(0)}),
    )
    columnas = catalogo.formulario("III.1").columnas
    lugares = [(h.fila or 0, columnas[h.clave].numero if h.clave else 0) for h in lista]
    assert lugares == sorted(lugares)
    assert len(lugares) > 5


def test_un_formulario_se_busca_por_su_codigo():
    assert catalogo.formulario("III.1") is catalogo.instalados()[0]
    with pytest.raises(catalogo.FormularioDesconocido):
        catalogo.formulario("III.9")
