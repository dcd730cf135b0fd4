"""The PDF, read again: its words, its pages, its tags; and what hostile text cannot make it do."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from gestion_territorial.compromisos.models import Compromiso
from gestion_territorial.documentos import documento, pdf
from gestion_territorial.formularios import catalogo
from tests.documentos.papeles import llenar, paginas, peso, poner

pytestmark = pytest.mark.skipif(not pdf.pdf_disponible(), reason="this machine has no Pango")


def _pdf(programa):
    return pdf.documento_pdf(documento.regional(programa))


def test_un_borrador_de_punta_a_cabo(mundo):
    programa = poner(mundo.programa(), autoridad="Dirección Regional de Antofagasta")
    llenar(programa, [{"texto": f"Meta {n} " + "con un texto largo " * 20, **peso("5")} for n in range(20)])
    contenido = _pdf(programa)
    hojas = paginas(contenido)
    assert len(hojas) > 2
    uso = documento.regional(programa).bloques[0].uso
    for numero, hoja in enumerate(hojas, start=1):
        assert f"Página {numero} de {len(hojas)}" in hoja
        assert f"Sin versión · SHA-256 {uso.sha256}" in hoja
        assert "BORRADOR — sin validez oficial" in hoja
    for hoja in hojas[:2]:
        assert "REGIÓN (1) Antofagasta — Dirección Regional de Antofagasta" in hoja
        assert "Control de Resultados Control Operacional Objetivos específicos (2)" in hoja
        assert "Meta anual o actividades comprometidas (5)" in hoja
    todo = " ".join(hojas)
    assert [n for n in range(20) if f"Meta {n} con" not in todo] == []
    assert "entre 0,00 y 100,00" in todo
    assert "Se informa a nivel nacional" in todo
    assert todo.count("(11) Suma de las ponderaciones") == 1

    lector = PdfReader(BytesIO(contenido))
    raiz = lector.trailer["/Root"]
    assert raiz["/MarkInfo"]["/Marked"]
    assert raiz["/StructTreeRoot"]["/K"]
    assert raiz["/Lang"] == "es-CL"
    assert lector.metadata.title.endswith("en el territorio) · Antofagasta")
    assert b"pdfuaid" in raiz["/Metadata"].get_data()
    assert (float(lector.pages[0].mediabox.width), float(lector.pages[0].mediabox.height)) == (792, 612)
    assert contenido == _pdf(programa), "the same content gives the same bytes"


def test_lo_vigente_lleva_su_version_y_no_es_borrador(mundo):
    mundo.escribir()
    mundo.aprobar()
    vigente = mundo.programa().vigente
    (hoja,) = paginas(_pdf(mundo.programa()))
    assert "BORRADOR" not in hoja
    assert "Versión 2 (aprobación) · " in hoja
    assert vigente.sha256 in hoja


def test_el_desempeno_dice_los_digitos_del_puntaje(mundo):
    llenar(
        mundo.programa(),
        [{"texto": "M", "cumple": "si", **peso("89,995")}, {"texto": "N", "cumple": "no", **peso("10,005")}],
    )
    (hoja,) = paginas(_pdf(mundo.programa()))
    final = hoja[hoja.index("Desempeño Anual Región") :]
    assert "89,99 Desempeño" in final
    assert "90,00" not in hoja


def test_el_texto_hostil_es_solo_texto(mundo):
    hostil = '<script>alert(1)</script> & <img src="file:///etc/passwd"> =1+1 😀'
    largo = " ".join(f"palabra{n}" for n in range(1000))
    programa = poner(mundo.programa(), autoridad='<link rel="stylesheet" href="http://ejemplo.invalid/a.css">')
    llenar(
        programa,
        [
            {"texto": hostil, "unidad": "a" * 2000, "objetivo": largo},
            {"texto": "corta", "objetivo": largo},
            {"texto": "última", "ponderacion_texto": "mucho"},
        ],
    )
    contenido = _pdf(programa)
    todo = " ".join(paginas(contenido))
    compacto = todo.replace(" ", "")
    assert '<script>alert(1)</script>&<imgsrc="file:///etc/passwd">=1+1' in compacto
    assert "root:" not in todo
    assert [n for n in range(1000) if f"palabra{n}" not in compacto] == [], "no word is lost where pages break"
    assert "última" in todo
    assert "mucho" in todo


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://ejemplo.invalid/documentos/documento.css",
        "https://ejemplo.invalid/documentos/documento.css",
        pdf.ORIGEN + "../gestion_territorial/settings.py",
        pdf.ORIGEN + "%2e%2e/pyproject.css",
        pdf.ORIGEN + "documentos/no-existe.css",
        "data:text/css,p{}",
    ],
)
def test_solo_se_traen_los_archivos_estaticos_del_proyecto(url):
    with pytest.raises(ValueError, match=r"static"):
        pdf.estatico(url)


def test_un_archivo_estatico_se_trae():
    tipo, contenido = pdf.estatico(pdf.ORIGEN + "documentos/documento.css")
    assert tipo == "text/css"
    assert b"@page" in contenido


def test_el_pais_lleva_el_veredicto_una_vez_y_sus_versiones(mundo):
    ids = mundo.escribir()
    Compromiso.objects.filter(pk=ids[0]).update(anulado=True)
    papel = documento.nacional(mundo.servicio, mundo.periodo, catalogo.formulario("III.1"))
    contenido = pdf.documento_pdf(papel)
    hojas = paginas(contenido)
    todo = " ".join(hojas)
    assert todo.count("Desempeño Anual Servicio") == 1
    assert "◔ PENDIENTE" in todo
    assert "No definitivo. Falta conocer o cerrar" in todo
    assert "(anulado por enmienda)" in todo
    regiones = [hoja for hoja in hojas if "REGIÓN (1)" in hoja]
    assert len(regiones) == 15
    assert "Sin filas" in regiones[0]
    anexo = todo[todo.index("Versiones usadas") :].replace(" ", "")
    assert all(bloque.uso.sha256 in anexo for bloque in papel.bloques)
    indice = [marca.title for marca in PdfReader(BytesIO(contenido)).outline[0:1]]
    assert indice == [papel.titulo]


def test_sin_pango_se_dice_la_orden_que_lo_arregla(mundo, monkeypatch):
    monkeypatch.setattr(pdf, "BIBLIOTECAS", ("no-existe-1.0",))
    assert not pdf.pdf_disponible()

    def falla():
        raise pdf.PdfNoDisponible

    monkeypatch.setattr(pdf, "_weasyprint", falla)
    with pytest.raises(pdf.PdfNoDisponible, match="apt-get install -y libpango"):
        _pdf(mundo.programa())


def test_sin_las_letras_del_proyecto_tambien_se_imprime(mundo, monkeypatch):
    monkeypatch.setattr(pdf, "ROBOTO", "vendor/no-existe/roboto.css")
    assert "Sin filas" in paginas(_pdf(mundo.programa()))[0]
