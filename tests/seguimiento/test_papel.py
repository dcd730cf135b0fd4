"""III.4 on paper: the official columns and nothing else, with the 33 rows of the example."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from gestion_territorial.documentos import documento, excel, pdf
from gestion_territorial.flujo import verificacion
from seguimiento.ejemplo import cargar
from tests.documentos.papeles import abrir, buscar, paginas, textos

ENCABEZADOS = [
    "Programa de Trabajo",
    "Objetivos específicos (2)",
    "Avance efectivo en la implementación de las actividades (2)",
    "Avance en la implementación de las medidas de la autoridad (3)",
    "Recomendaciones y compromisos para superar dificultades (4)",
    "Responsable (5)",
]
MEDICION = json.loads((settings.BASE_DIR / "fixtures" / "ejemplo_iii_4.json").read_text(encoding="utf-8"))[
    "mediciones"
][0]


@pytest.fixture
def cargada(seguimiento):
    """The example's measurement, written by Ana."""
    seguimiento.mundo.escribir(filas=[{"objetivo": MEDICION["filas"][3]["texto_objetivo"].upper(), "meta": "1"}])
    assert cargar(seguimiento.programa(), seguimiento.mundo.cargo("ana"), MEDICION) == 33
    return seguimiento


def test_el_ejemplo_se_carga_una_vez_y_enlaza_lo_que_encuentra(cargada):
    assert cargar(cargada.programa(), cargada.mundo.cargo("ana"), MEDICION) == 0
    filas = cargada.avances()
    assert [n for n, f in enumerate(filas) if f.objetivo_id] == [3]
    assert filas[3].objetivo_texto == MEDICION["filas"][3]["texto_objetivo"]
    assert verificacion.verificar().faltas == []


def test_el_excel_trae_los_encabezados_oficiales_y_las_33_filas(cargada):
    hoja = abrir(excel.libro(documento.regional(cargada.programa())))
    assert hoja.sheetnames == ["III.4"]
    sheet = hoja["III.4"]
    fila = buscar(sheet, "Programa de Trabajo").row
    assert [sheet.cell(fila, n).value for n in range(1, sheet.max_column + 1)] == ENCABEZADOS
    todo = textos(sheet)
    for n, texto in enumerate(f["avance"] for f in MEDICION["filas"]):
        assert any(texto in t for t in todo), n
    cuantos = sum(t in ("Diseño, Acceso y Distribución", "Complementariedad", "Información") for t in todo)
    assert cuantos == 33
    assert buscar(sheet, "Fecha de la medición").offset(column=1).value == "30-06-2009"
    assert not any("Avance estimado" in t or "70 %" in t or "Desempeño" in t for t in todo)
    assert buscar(sheet, "Actividad III. 4: Análisis del avance")


@pytest.mark.skipif(not pdf.pdf_disponible(), reason="this machine has no Pango")
def test_el_pdf_trae_lo_mismo(cargada):
    texto = " ".join(paginas(pdf.documento_pdf(documento.regional(cargada.programa()))))
    for encabezado in ENCABEZADOS[1:]:
        assert encabezado in texto
    assert "30-06-2009" in texto
    assert "Avance estimado" not in texto
    assert "Desempeño Anual" not in texto


def test_el_pais_no_tiene_veredicto(cargada):
    libro = abrir(excel.libro(documento.nacional(cargada.mundo.servicio, cargada.mundo.periodo, _formulario())))
    assert libro.sheetnames[-1] == "Versiones"
    assert len(libro.sheetnames) == cargada.mundo.periodo.regiones.count() + 1


def test_exportar_elige_la_ultima_o_la_pedida(cargada, tmp_path):
    cargada.nueva()
    donde = {"servicio": "SERNAM", "anio": "2009", "region": "02", "formulario": "III.4", "stdout": StringIO()}

    def exportar(**mas):
        call_command("exportar", salida=str(tmp_path / "a.xlsx"), **donde, **mas)
        return textos(abrir((tmp_path / "a.xlsx").read_bytes())["III.4"])

    assert "Sin filas" in exportar()
    assert "30-06-2009" in exportar(numero=1)
    with pytest.raises(CommandError, match=r"No existe el número 3 .*Hay: 1, 2\."):
        exportar(numero=3)


def _formulario():
    return documento.catalogo.formulario("III.4")
