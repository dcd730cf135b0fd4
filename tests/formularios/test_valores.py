"""What each cell says: one reading for screen, Excel and PDF."""

from fractions import Fraction
from types import SimpleNamespace

import pytest

from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Tipo
from gestion_territorial.formularios.valores import en_lineas, valor

from .contenidos import contenido, peso


def celdas(linea, modalidad="METAS", otras=()):
    """{column: (text, exact number, remark)} of the first line."""
    de = contenido(linea, *otras, modalidad=modalidad)
    columnas = catalogo.formulario("III.1").tablas[0].columnas
    return {c.clave: (v.texto, v.numero, v.nota) for c in columnas for v in [valor(c, de.filas[0], de)]}


def test_una_linea_buena():
    leidas = celdas({"actividades": "- una\n\n  • dos "})
    assert leidas["objetivo"] == ("Difundir derechos", None, "")
    assert leidas["compromiso"][0] == "40 talleres\n- una\n- dos"
    assert leidas["ponderacion"] == ("100,00", 100, "")
    assert leidas["cumple"] == ("", None, "")
    assert leidas["ganada"] == ("", None, "")
    assert leidas["resultado"] == ("", None, "")


@pytest.mark.parametrize(
    ("linea", "cumple", "ganada"),
    [
        ({"cumple": "si", **peso(8_500)}, "sí", ("8,50", Fraction(17, 2), "")),
        ({"cumple": "no", **peso(8_500)}, "no", ("0,00", 0, "")),
        ({"cumple": "", **peso(8_500)}, "", ("", None, "")),
        ({"cumple": "si", "validado": "no"}, "no", ("0,00", 0, "")),
        ({"cumple": "", "validado": "si", **peso(250)}, "sí", ("0,25", Fraction(1, 4), "")),
        ({"cumple": "si", "anulado": True}, "sí", ("", None, "")),
        ({"cumple": "si", "ponderacion": "x", "milesimas": None}, "sí", ("", None, "")),
    ],
)
def test_lo_ganado_es_el_peso_si_se_cumplio(linea, cumple, ganada):
    leidas = celdas(linea)
    assert leidas["cumple"][0] == cumple
    assert leidas["ganada"] == ganada


def test_lo_validado_dice_lo_que_respondio_la_region():
    assert celdas({"cumple": "si", "validado": "no"})["cumple"][2] == "la región respondió «sí»"
    assert celdas({"cumple": "si", "validado": "si"})["cumple"][2] == ""
    assert celdas({"cumple": "", "validado": "no"})["cumple"][2] == "la región no respondió"


def test_el_motivo_de_lo_validado_va_aparte_de_la_nota_del_papel():
    columna = next(c for c in catalogo.formulario("III.1").tablas[0].columnas if c.tipo == Tipo.RESPUESTA)
    de = contenido({"cumple": "si", "validado": "no", "motivo": "Es de otro año"})
    leida = valor(columna, de.filas[0], de)
    assert (leida.texto, leida.nota, leida.motivo) == (
        "no",
        "la región respondió «sí»",
        "Validado «no»: Es de otro año",
    )
    de = contenido({"cumple": "si", "motivo": "Es de otro año"})
    assert valor(columna, de.filas[0], de).motivo == ""


def test_una_ponderacion_ilegible_se_muestra_como_se_escribio():
    assert celdas({"ponderacion": "1.000,5", "milesimas": None})["ponderacion"] == ("1.000,5", None, "")
    assert celdas({"ponderacion": "", "milesimas": None})["ponderacion"] == ("", None, "")


def test_las_actividades_pesan_cien_partido_por_cuantas_son():
    otras = [{"mismo_indicador": True}, {"mismo_indicador": True}, {"mismo_indicador": True, "anulado": True}]
    leidas = celdas({"cumple": "si", "ponderacion": "", "milesimas": None}, "ACTIVIDADES", otras)
    assert leidas["ponderacion"] == ("33,33", Fraction(100, 3), "")
    assert leidas["ganada"] == ("33,33", Fraction(100, 3), "")


def test_el_resultado_anticipado_se_marca_hasta_que_hay_uno():
    assert celdas({"anticipado": "20"})["resultado"] == ("20", None, "resultado anticipado")
    assert celdas({"anticipado": "20", "resultado": "40"})["resultado"] == ("40", None, "")


def test_una_huerfana_no_tiene_objetivo_que_mostrar():
    assert celdas({"objetivo": None})["objetivo"] == ("", None, "")


def test_las_actividades_sin_sus_vinetas():
    assert en_lineas("- a\n–b\n\n ▪ c - d \n") == ["a", "b", "c - d"]
    assert en_lineas("") == []


@pytest.mark.parametrize(
    ("milesimas", "umbral"), [(90_000, "90"), (85_500, "85,5"), (66_667, "66,667"), (100_000, "100"), (0, "0")]
)
def test_los_textos_del_formato_llevan_el_anio_y_el_umbral(milesimas, umbral):
    periodo = SimpleNamespace(anio=2009, umbral_milesimas=milesimas)
    assert catalogo.formulario("III.1").con_periodo("{anio}: {umbral} %", periodo) == f"2009: {umbral} %"


def test_las_columnas_del_formato_van_de_la_dos_a_la_diez_en_dos_grupos():
    tabla = catalogo.formulario("III.1").tablas[0]
    assert [c.numero for c in tabla.columnas] == list(range(2, 11))
    assert tabla.grupos == [("Control de Resultados", 3), ("Control Operacional", 6)]
    assert [c.clave for c in tabla.columnas if c.tipo == Tipo.GANADA] == ["ganada"]
    assert catalogo.formulario("III.1").columna("ganada").numero == 10
    assert catalogo.formulario("III.1").columna("nada") is None
