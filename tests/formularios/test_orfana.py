"""III.2's first line as the real programme has it: without objective nor weight, it is told of once and mended once."""

from collections import Counter

import pytest

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.flujo import edicion, propias
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import hallazgos

from ..mundo import guardar_fila

OTRAS = [
    {"objetivo": "Coordinar mesas", "indicador": "Mesas", "meta": "3 mesas", "ponderacion": "0,50"},
    {
        "objetivo": "Difundir",
        "indicador": "Talleres",
        "meta": "4",
        "ponderacion": "0,25",
        "verificacion": "Por definir",
    },
]


@pytest.fixture
def ana(mundo):
    return {"programa_id": mundo.programa(formulario="III.2").pk, "cargo": mundo.cargo("ana")}


@pytest.fixture
def orfana(mundo, ana):
    """The id of the orphan's commitment, above two others; the instancia still lacks its problem."""
    propias.agregar(tabla="instancias", **ana)
    primera = edicion.agregar(**ana)["compromiso"]
    palabras = {"actividades": "Reunir a la comisión", "verificacion": "Actas", "unidad": "Dirección Regional"}
    cambios = {("compromiso", campo): ("", texto) for campo, texto in palabras.items()}
    edicion.guardar_linea(compromiso_id=primera, cambios=cambios, ediciones={}, **ana)
    for fila in OTRAS:
        nueva = edicion.agregar(**ana)["compromiso"]
        guardar_fila(mundo.programa(formulario="III.2"), mundo.cargo("ana"), nueva, fila)
    return primera


def lista(mundo):
    programa = mundo.programa(formulario="III.2")
    return hallazgos(catalogo.formulario("III.2"), datos.leer(programa))


def test_la_huerfana_sin_peso_da_un_hallazgo_y_unirla_lo_quita_y_deja_los_demas(mundo, ana, orfana):
    antes = lista(mundo)
    # Neither indicator, goal nor weight are asked of it.
    assert [h.codigo for h in antes if (h.tabla, h.fila_id) == ("control", orfana)] == ["O-ORPHAN"]
    resto = Counter(h.codigo for h in antes if h.codigo != "O-ORPHAN")
    assert resto == {"W-SUM": 1, "V-TBD": 1, "INST-PROBLEM": 1}
    edicion.unir_con_siguiente(compromiso_id=orfana, **ana)
    despues = lista(mundo)
    assert Counter(h.codigo for h in despues) == resto
    (primera, _) = datos.leer(mundo.programa(formulario="III.2")).filas
    assert primera.compromiso.actividades == "Reunir a la comisión"
    assert primera.compromiso.verificacion == "Actas\nInforme anual"


def test_con_un_peso_que_no_se_lee_son_dos(mundo, ana, orfana):
    """Only what is missing goes without saying: a weight that was typed is told of beside the orphan."""
    cambios = {("compromiso", "ponderacion_texto"): ("", "x")}
    edicion.guardar_linea(compromiso_id=orfana, cambios=cambios, ediciones={}, **ana)
    assert sorted(h.codigo for h in lista(mundo) if (h.tabla, h.fila_id) == ("control", orfana)) == [
        "O-ORPHAN",
        "W-BAD",
    ]
