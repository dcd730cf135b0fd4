"""«Proporcional a 100» and «repartir hasta 100»: previewed, written as previewed, and exactly 100,00."""

from fractions import Fraction

import pytest

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso
from gestion_territorial.flujo import edicion, errores

from ..escenas import FILA, foto


def _con_pesos(mundo, *pesos):
    return mundo.escribir(filas=[FILA | {"indicador": f"I{n}", "ponderacion": p} for n, p in enumerate(pesos)])


def _ponderar(mundo, cual, edicion_vista=None):
    vista = mundo.programa().edicion if edicion_vista is None else edicion_vista
    return edicion.ponderar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), cual=cual, edicion=vista)


def _escritas(mundo):
    filas = datos.leer(mundo.programa()).filas
    return [(f.compromiso.ponderacion_texto, f.compromiso.ponderacion_milesimas) for f in filas]


def test_las_catorce_de_cero_veinticinco_suman_cien_exacto(mundo):
    """The real programme of Antofagasta: 14 × 0,25 = 3,50."""
    _con_pesos(mundo, *["0,25"] * 14)
    assert datos.leer(mundo.programa()).agregado.suma == Fraction(7, 2)
    lineas, efecto = edicion.previa(datos.leer(mundo.programa()), "proporcional", mundo.periodo.umbral)
    assert [(antes, despues) for _, antes, despues, _ in lineas] == [("0,25", "7,15")] * 4 + [("0,25", "7,14")] * 10
    assert [extra for *_, extra in lineas] == ["una centésima"] * 4 + [""] * 10
    assert efecto is None or "ACTIVIDADES" in str(efecto)
    assert _ponderar(mundo, "proporcional")["filas"] == 14
    assert _escritas(mundo) == [("7,15", 7_150)] * 4 + [("7,14", 7_140)] * 10
    assert datos.leer(mundo.programa()).agregado.suma == 100
    antes = foto()
    _ponderar(mundo, "proporcional")  # already 100: nothing to write
    assert foto() == antes
    mundo.dar("enviar", "diego")


def test_treinta_iguales_cambian_el_umbral_y_se_dice(mundo):
    _con_pesos(mundo, *["1"] * 30)
    _, efecto = edicion.previa(datos.leer(mundo.programa()), "proporcional", mundo.periodo.umbral)
    assert "89,98" in str(efecto)
    assert "90,01" in str(efecto)
    assert "ACTIVIDADES" in str(efecto)


def test_pesos_distintos_no_se_comparan_con_actividades(mundo):
    _con_pesos(mundo, "10", "20", "30")
    lineas, efecto = edicion.previa(datos.leer(mundo.programa()), "proporcional", mundo.periodo.umbral)
    assert [despues for _, _, despues, _ in lineas] == ["16,67", "33,33", "50,00"]
    assert efecto is None


def test_repartir_lo_que_falta_entre_las_filas_en_blanco(mundo):
    _con_pesos(mundo, "33,333", "", "", "40")
    _ponderar(mundo, "repartir")
    assert _escritas(mundo) == [("33,333", 33_333), ("13,337", 13_337), ("13,33", 13_330), ("40", 40_000)]
    assert sum(m for _, m in _escritas(mundo)) == 100_000


@pytest.mark.parametrize(
    ("cual", "pesos"),
    [
        ("proporcional", ["10", ""]),
        ("proporcional", ["0", "0,000"]),
        ("proporcional", ["10", "-5"]),
        ("repartir", ["50", "50"]),
        ("repartir", ["60", "50", ""]),
        ("repartir", ["1.000,5", ""]),
        ("otra", ["50", ""]),
        ("", ["50", ""]),
    ],
)
def test_lo_que_no_se_puede_repartir_se_dice_y_no_se_escribe(mundo, cual, pesos):
    _con_pesos(mundo, *pesos)
    antes = foto()
    with pytest.raises(errores.DatoInvalido) as rechazo:
        _ponderar(mundo, cual)
    assert rechazo.value.mensaje.endswith(".")
    assert foto() == antes


def test_sin_filas_no_hay_que_repartir(mundo):
    for cual in ("repartir", "proporcional"):
        with pytest.raises(errores.DatoInvalido, match="No hay filas"):
            _ponderar(mundo, cual)


def test_en_actividades_las_calcula_el_sistema(mundo):
    _con_pesos(mundo, "10", "20")
    edicion.guardar_cabecera(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("ana"),
        cambios={"modalidad": ("METAS", "ACTIVIDADES")},
    )
    with pytest.raises(errores.DatoInvalido, match="todas pesan lo mismo"):
        _ponderar(mundo, "proporcional")


def test_lo_previsto_ya_no_es_lo_que_hay(mundo):
    ids = _con_pesos(mundo, "10", "20")
    vista = mundo.programa().edicion
    edicion.duplicar(programa_id=mundo.programa().pk, cargo=mundo.cargo("diego"), compromiso_id=ids[0])
    antes = foto()
    with pytest.raises(errores.ContenidoCambiado) as rechazo:
        _ponderar(mundo, "proporcional", vista)
    assert {e.accion for e in rechazo.value.entradas} == {"duplicar"}
    assert foto() == antes


def test_las_anuladas_no_entran_en_el_reparto(mundo):
    ids = _con_pesos(mundo, "10", "20", "30")
    Compromiso.objects.filter(pk=ids[0]).update(anulado=True)
    _ponderar(mundo, "proporcional")
    assert _escritas(mundo) == [("10", 10_000), ("40,00", 40_000), ("60,00", 60_000)]
    assert datos.leer(mundo.programa()).agregado.suma == 100
