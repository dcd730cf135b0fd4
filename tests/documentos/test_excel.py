"""The workbook, opened again: what a reader, a printer and a later import find in it."""

from dataclasses import replace

import pytest

from gestion_territorial.compromisos.models import Compromiso, Objetivo
from gestion_territorial.documentos import documento, excel
from gestion_territorial.documentos.hoja import LARGO_MAXIMO, RECORTE
from gestion_territorial.documentos.texto import unidades
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Columna, Formulario, Nivel, Tabla, Tipo
from tests.documentos.papeles import abrir, buscar, llenar, peso, poner, textos, visto

RAROS = ["=1+1", "+56 9", "-5 redes", "@SUM(A1)", "\t=1", "#N/A", "<script>", "a & b", "100%", "😀", "_x0041_"]


@pytest.fixture
def llena(mundo):
    mundo.escribir()
    return poner(mundo.programa(), autoridad="Dirección Regional de Antofagasta")


def _libro(programa, version=None):
    return abrir(excel.libro(documento.regional(programa, version)))


def _nacional(mundo):
    return abrir(excel.libro(documento.nacional(mundo.servicio, mundo.periodo, catalogo.formulario("III.1"))))


def test_el_encabezado_es_el_del_formato(llena):
    hoja = _libro(llena)["III.1"]
    assert hoja["A1"].value.startswith("Actividad III. 1. Programa de Trabajo de Gestión Territorial 2009 (mejoras")
    region = buscar(hoja, "REGIÓN (1)")
    assert hoja.cell(region.row, 2).value == "Antofagasta — Dirección Regional de Antofagasta"
    grupos, etiquetas = region.row + 1, region.row + 2
    assert hoja.cell(grupos, 1).value == "Control de Resultados"
    assert hoja.cell(grupos, 4).value == "Control Operacional"
    assert {f"A{grupos}:C{grupos}", f"D{grupos}:I{grupos}"} <= {r.coord for r in hoja.merged_cells.ranges}
    assert [c.value for c in hoja[etiquetas]] == [
        "Objetivos específicos (2)",
        "Indicador (3)",
        "Resultado anual del indicador (4)",
        "Meta anual o actividades comprometidas (5)",
        "Unidad Responsable (6)",
        "Medio de verificación (7)",
        "Ponderación (%) (8)",
        "Cumple/no cumple (9)",
        "Ponderación ganada (10)",
    ]


def test_las_celdas_se_unen_y_los_numeros_son_numeros(llena):
    hoja = _libro(llena).active
    primera = buscar(hoja, "Prevenir la violencia").row
    assert f"A{primera}:A{primera + 1}" in {r.coord for r in hoja.merged_cells.ranges}
    pesos = [hoja.cell(primera + n, 7) for n in range(3)]
    assert [(c.data_type, c.value, c.number_format) for c in pesos] == [("n", p, "0.00#") for p in (40, 30, 30)]
    total = buscar(hoja, "Total")
    assert (total.row, hoja.cell(total.row, 7).value) == (primera + 3, 100)
    assert f"A{total.row}:F{total.row}" in {r.coord for r in hoja.merged_cells.ranges}


def test_no_hay_formulas_ni_errores_escriba_lo_que_se_escriba(mundo):
    programa = poner(mundo.programa(), autoridad="=HYPERLINK(1)")
    llenar(programa, [{"texto": raro, "unidad": raro, "indicador": raro, "objetivo": raro} for raro in RAROS])
    hoja = _libro(programa).active
    assert {c.data_type for fila in hoja.iter_rows() for c in fila} == {"s", "n"}
    for raro in RAROS:
        celda = buscar(hoja, raro.replace("_x0041_", "_x005F_x0041_"))
        assert celda.quotePrefix == raro.startswith(("=", "+", "-", "@", "\t")), raro


def test_la_hoja_se_imprime_en_carta_apaisada_a_una_pagina_de_ancho(llena):
    hoja = _libro(llena).active
    region = buscar(hoja, "REGIÓN (1)").row
    assert (hoja.page_setup.orientation, int(hoja.page_setup.paperSize)) == ("landscape", 1)
    assert (hoja.page_setup.fitToWidth, hoja.page_setup.fitToHeight) == (1, 0)
    assert hoja.sheet_properties.pageSetUpPr.fitToPage
    assert hoja.print_title_rows == f"${region}:${region + 2}"
    assert hoja.oddFooter.right.text == "Página &P de &N"
    assert hoja.freeze_panes == f"A{region + 3}"


def test_el_borrador_se_ve_en_la_hoja_y_en_cada_pagina(mundo, llena):
    hoja = _libro(llena).active
    assert "BORRADOR — sin validez oficial" in textos(hoja)
    assert hoja.oddHeader.center.text == "BORRADOR — sin validez oficial"
    mundo.aprobar()
    hoja = _libro(mundo.programa()).active
    assert not [t for t in textos(hoja) if "BORRADOR" in t]
    assert not hoja.oddHeader.center.text


def test_la_version_va_al_pie_en_la_hoja_y_en_las_propiedades(mundo, llena):
    mundo.aprobar()
    vigente = mundo.programa().vigente
    libro = _libro(mundo.programa())
    pie = libro.active.oddFooter.left.text
    assert pie.startswith("Versión 2 (aprobación) · ")
    assert vigente.sha256[:16] in pie
    assert f"SHA-256: {vigente.sha256}" in textos(libro.active)
    assert {p.name: p.value for p in libro.custom_doc_props.props} == {
        "anio": 2009,
        "formulario": "III.1",
        "servicio": "SERNAM",
        "region": "02",
        "hoja": "III.1",
        "version": "2",
        "sha256": vigente.sha256,
    }
    assert libro.properties.created == vigente.creada_en.replace(tzinfo=None, microsecond=0)


def test_las_notas_del_formato_van_una_vez_al_pie(llena):
    hoja = _libro(llena).active
    notas = [t for t in textos(hoja) if t.startswith("(11) ")]
    assert len(notas) == 1
    assert "con 90 % o más" in notas[0]
    assert "Las ponderaciones de las filas se imprimen redondeadas; el total es la suma exacta." in textos(hoja)
    assert not [t for t in textos(hoja) if "{anio}" in t or "{umbral}" in t]


@pytest.mark.parametrize(
    ("pesos", "respuestas", "digitos"),
    [(["89,995", "10,005"], "sn", "89,99"), (["90", "10"], "sn", "90,00"), (["99,999", "0,001"], "sn", "99,99")],
)
def test_el_desempeno_muestra_los_digitos_del_puntaje(mundo, pesos, respuestas, digitos):
    llenar(
        mundo.programa(),
        [
            {"texto": "M", "cumple": "si" if r == "s" else "no", **peso(p)}
            for p, r in zip(pesos, respuestas, strict=True)
        ],
    )
    hoja = _libro(mundo.programa()).active
    linea = buscar(hoja, "Desempeño Anual Región").row
    (celda,) = [c for c in hoja[linea] if c.data_type == "n" and c.value is not None]
    assert visto(celda) == digitos
    assert "%" not in celda.number_format
    total = buscar(hoja, "Total").row
    assert visto(hoja.cell(total, 9)) == {"90": "90,00"}.get(pesos[0], pesos[0])


def test_lo_pendiente_es_un_rango_y_no_una_cifra(llena):
    hoja = _libro(llena).active
    linea = buscar(hoja, "Desempeño Anual Región").row
    assert "entre 0,00 y 100,00" in [c.value for c in hoja[linea]]
    servicio = buscar(hoja, "Desempeño Anual Servicio").row
    assert "Se informa a nivel nacional" in [c.value for c in hoja[servicio]]


def test_lo_anulado_queda_tachado_con_su_palabra(mundo, llena):
    Compromiso.objects.filter(programa=llena, texto="40 talleres").update(anulado=True)
    hoja = _libro(llena).active
    celda = buscar(hoja, "40 talleres")
    assert celda.font.strike
    assert celda.value.endswith("(anulado por enmienda)")
    assert not buscar(hoja, "3 redes").font.strike


def test_un_texto_que_no_cabe_en_una_celda_se_corta_y_lo_dice(mundo):
    llenar(mundo.programa(), [{"texto": "😀" * 10_000, "actividades": "b" * 15_000}])
    celda = buscar(_libro(mundo.programa()).active, "😀")
    assert unidades(celda.value) <= LARGO_MAXIMO
    assert celda.value.endswith(RECORTE)


def test_un_texto_mas_alto_que_una_fila_ocupa_varias_unidas(mundo):
    largo = "Diez mil letras. " * 600
    llenar(mundo.programa(), [{"texto": "corto", "objetivo": largo}, {"texto": "otro", "objetivo": largo}])
    hoja = _libro(mundo.programa()).active
    celda = buscar(hoja, "Diez mil")
    (rango,) = [r for r in hoja.merged_cells.ranges if r.min_row == celda.row and r.min_col == 1]
    alto = sum(hoja.row_dimensions[f].height for f in range(rango.min_row, rango.max_row + 1))
    assert alto > 5_000
    assert all((d.height or 0) <= 409 for d in hoja.row_dimensions.values())


def test_el_pais_es_una_hoja_por_region_y_el_veredicto_una_vez(mundo, llena):
    libro = _nacional(mundo)
    assert libro.sheetnames[:3] == ["15 Arica y Parinacota", "01 Tarapacá", "02 Antofagasta"]
    assert libro.sheetnames[-1] == "Veredicto"
    assert len(libro.sheetnames) == 16
    assert all(len(nombre) <= 31 for nombre in libro.sheetnames)
    todos = [t for hoja in libro for t in textos(hoja)]
    assert len([t for t in todos if t.startswith("Desempeño Anual Servicio")]) == 1
    assert len([t for t in todos if t.startswith("(12) ")]) == 1
    hoja = libro["Veredicto"]
    veredicto = hoja[buscar(hoja, "Desempeño Anual Servicio").row]
    assert "PENDIENTE" in [c.value for c in veredicto]
    assert any(str(c.value).startswith("No definitivo.") for c in veredicto)
    assert "Sin filas" in textos(libro["01 Tarapacá"])
    assert "Versiones usadas" in textos(hoja)
    propias = {p.name: p.value for p in libro.custom_doc_props.props}
    assert propias["hoja.02"] == "02 Antofagasta"
    assert propias["sha256.02"] in textos(hoja)
    assert "region" not in propias


def test_la_palabra_del_resultado_va_limpia_y_su_signo_en_el_formato(mundo, llena):
    hoja = _nacional(mundo)["Veredicto"]
    celda = hoja.cell(buscar(hoja, "Antofagasta").row, 6)
    assert (celda.value, celda.number_format) == ("PENDIENTE", '"◔ "@')


def test_el_mismo_documento_da_los_mismos_bytes(llena):
    papel = documento.regional(llena)
    assert excel.libro(papel) == excel.libro(papel)


def test_cualquier_formulario_declarado_tiene_su_libro(mundo):
    """Two tables, other numbers, no score: nothing of III.1 is written in the renderers."""
    textual = [Columna("objetivo", 3, "Meta grande", Tipo.TEXTO, Nivel.OBJETIVO, campos=("texto",))]
    activa = [*textual, Columna("unidad", 4, "Quién", Tipo.TEXTO, Nivel.COMPROMISO, campos=("unidad",))]
    propio = Formulario(
        codigo="X.9",
        ruta="x-9",
        actividad="",
        titulo="Prueba {anio}",
        region=(1, "ZONA"),
        desempeno=None,
        veredicto=None,
        tablas=(
            Tabla("una", tuple(textual), lambda c: c.filas),
            Tabla("otra", tuple(activa), lambda c: c.filas),
        ),
        notas={},
    )
    catalogo.registrar(propio)
    try:
        programa = poner(mundo.programa(), formulario="X.9")
        llenar(programa, [{"unidad": "U"}])
        libro = abrir(excel.libro(documento.regional(programa)))
        nacional = abrir(excel.libro(documento.nacional(mundo.servicio, mundo.periodo, propio)))
    finally:
        catalogo.retirar(propio)
    assert libro.sheetnames == ["X.9", "X.9 (2)"]
    assert "Quién (4)" in textos(libro["X.9 (2)"])
    assert nacional.sheetnames == ["02 Antofagasta", "02 Antofagasta (2)", "Versiones"]
    assert not [t for t in textos(libro["X.9"]) if "Desempeño" in t or "Total" in t]


def test_los_nombres_de_hoja_son_validos_y_distintos(llena):
    papel = documento.regional(llena)
    bloque = replace(papel.bloques[0], region="O'Higgins [a:b]*?/\\" + "x" * 40)
    libro = abrir(excel.libro(replace(papel, region="", bloques=(bloque, bloque))))
    assert libro.sheetnames[0].startswith("02 O’Higgins -a-b")
    assert libro.sheetnames[1].endswith(" (2)")
    assert all(len(nombre) <= 31 for nombre in libro.sheetnames)


def test_un_objetivo_sin_palabras_no_rompe_nada(mundo):
    (compromiso,) = llenar(mundo.programa(), [{"texto": "M", "objetivo": "x"}])
    Objetivo.objects.update(texto="")
    compromiso.indicador.objetivo = None
    compromiso.indicador.save()
    assert buscar(_libro(mundo.programa()).active, "M").row
