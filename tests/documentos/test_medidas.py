"""The estimate of widths and heights, and the texts that no file can hold."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from gestion_territorial.documentos import medidas
from gestion_territorial.documentos.texto import fecha, imprimible, recortar, unidades


def test_una_linea_por_parrafo_y_mas_cuando_no_cabe():
    assert medidas.lineas("corto", 20) == 1
    assert medidas.lineas("uno\n\ntres", 20) == 3
    assert 9 <= medidas.lineas("palabra " * 25, 20) <= 13
    assert medidas.lineas("a" * 200, 20) >= 9


def test_los_anchos_llenan_la_pagina_sin_partir_los_rotulos():
    anchos = medidas.anchos([(20, "Indicador"), (60, ""), (2, "Ponderación ganada (10)"), (18, "")])
    assert abs(sum(anchos) - medidas.ANCHO_DE_PAGINA) < 0.1
    assert anchos[2] > 10
    assert anchos[1] > anchos[0]


def test_las_zonas_de_la_linea_final_tienen_las_tres_algo():
    for columnas in ([1, 1, 1], [16, 15, 13, 20, 10, 12, 8, 7, 7], [90, 5, 5], [5, 5, 90]):
        primera, segunda = medidas.zonas(columnas)
        assert 1 <= primera < segunda < len(columnas)


def test_una_celda_que_abarca_sube_las_filas_que_le_faltan():
    assert medidas.repartir([10, 10, 30], [(0, 2, 50)]) == [25, 25, 30]
    assert medidas.repartir([40, 40], [(0, 2, 50)]) == [40, 40]


@given(st.text(st.characters(codec=None), max_size=80))
def test_lo_imprimible_se_puede_guardar_en_utf8_y_no_pierde_largo(texto):
    limpio = imprimible(texto)
    limpio.encode("utf-8")
    assert len(limpio) == len(texto.replace("\r\n", "\n"))
    assert not any(ord(c) < 32 and c not in "\n\t" for c in limpio)


@given(st.text(max_size=60), st.integers(5, 40))
def test_lo_recortado_cabe_y_no_parte_caracteres(texto, maximo):
    cortado = recortar(texto, maximo, " […]")
    assert unidades(cortado) <= maximo
    assert cortado == texto or (cortado.endswith(" […]") and texto.startswith(cortado.removesuffix(" […]")))


def test_la_fecha_es_la_de_chile():
    assert fecha(datetime(2026, 1, 5, 2, 30, tzinfo=UTC)) == "04-01-2026 23:30"
    assert fecha(None) == ""
