"""`manage.py exportar`: the files it writes and the sentences it refuses with."""

import io
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.documentos.management.commands import exportar
from gestion_territorial.documentos.pdf import PdfNoDisponible, pdf_disponible
from gestion_territorial.flujo import evidencias
from tests.archivos import fabrica
from tests.documentos.papeles import abrir, paginas
from tests.escenas import llevar
from tests.web.apoyo import cuerpo


def _exportar(salida, **opciones):
    consola = StringIO()
    opciones = {"servicio": "SERNAM", "anio": "2009", **opciones}
    call_command("exportar", salida=str(salida), stdout=consola, **opciones)
    return consola.getvalue()


def test_una_region_en_excel(mundo, tmp_path):
    mundo.escribir()
    salida = tmp_path / "antofagasta.xlsx"
    assert f"Se escribió {salida}" in _exportar(salida, region="02")
    assert abrir(salida.read_bytes()).sheetnames == ["III.1"]
    assert list(tmp_path.iterdir()) == [salida]


def test_el_pais_sin_region(mundo, tmp_path):
    _exportar(tmp_path / "pais.XLSX", formulario="III.1")
    assert abrir((tmp_path / "pais.XLSX").read_bytes()).sheetnames[-1] == "Veredicto"


@pytest.mark.skipif(not pdf_disponible(), reason="this machine has no Pango")
def test_una_region_en_pdf(mundo, tmp_path):
    _exportar(tmp_path / "a.pdf", region="02")
    assert "Sin filas" in paginas((tmp_path / "a.pdf").read_bytes())[0]


def test_las_evidencias_en_zip_son_las_de_la_pagina(mundo, almacen, entrar, tmp_path):
    """Of one form, or of all of a region: the very bytes that the browser gets."""
    fila = llevar(mundo, Estado.RESULTADOS)[0]
    recibido = fabrica.recibido(fabrica.pdf(b"acta"), "acta.pdf")
    de_ana = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    evidencias.subir(**de_ana, compromiso_id=fila, recibidos=[recibido])
    carpeta, ana = tmp_path / "salidas", entrar("ana")
    carpeta.mkdir()
    for opciones, donde in (
        ({"formulario": "III.1"}, "/iii-1/SERNAM/2009/02/evidencias.zip"),
        ({}, "/expediente/SERNAM/2009/02/evidencias.zip"),
    ):
        _exportar(carpeta / "a.zip", region="02", **opciones)
        hecho = (carpeta / "a.zip").read_bytes()
        assert hecho == cuerpo(ana.get(donde))
        assert "III.1/fila-01/02-acta.pdf" in zipfile.ZipFile(io.BytesIO(hecho)).namelist()
    assert [p.name for p in carpeta.iterdir()] == ["a.zip"]


@pytest.mark.parametrize(
    ("nombre", "opciones", "frase"),
    [
        ("a.xlsx", {"servicio": "NADA"}, r"No existe el servicio «NADA»\. Los que hay: OTRO, SERNAM\."),
        ("a.xlsx", {"anio": "1999"}, r"No existe el período «1999»\. Los que hay: 2009\."),
        ("a.xlsx", {"anio": "dos mil"}, r"No existe el período «dos mil»"),
        ("a.xlsx", {"region": "99"}, r"No existe la región «99»"),
        ("a.xlsx", {"region": "16"}, r"Ñuble en 2009: esa región no es parte del período"),
        ("a.xlsx", {"formulario": "IX"}, r"No existe el formulario «IX»\. Los que hay: III\.1"),
        ("a.zip", {}, r"de a una región: agregue --region"),
        ("a.zip", {"region": "16"}, r"Ñuble en 2009: esa región no es parte del período"),
        ("a.doc", {}, r"no termina en \.xlsx, \.pdf ni \.zip"),
        ("no/hay/a.xlsx", {}, r"No existe la carpeta"),
    ],
)
def test_lo_que_no_se_puede_se_dice(mundo, tmp_path, nombre, opciones, frase):
    with pytest.raises(CommandError, match=frase):
        _exportar(tmp_path / nombre, **opciones)
    assert list(tmp_path.iterdir()) == []


def test_sin_pango_no_deja_un_archivo_a_medias(mundo, tmp_path, monkeypatch):
    def falla(papel):
        raise PdfNoDisponible

    monkeypatch.setitem(exportar.FORMATOS, ".pdf", falla)
    with pytest.raises(CommandError, match="apt-get install"):
        _exportar(tmp_path / "a.pdf", region="02")
    assert list(tmp_path.iterdir()) == []


def test_lo_que_ya_habia_se_reemplaza_entero_o_se_conserva(mundo, tmp_path, monkeypatch):
    salida = tmp_path / "a.xlsx"
    salida.write_bytes(b"antes")

    def sin_lugar(self, destino):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", sin_lugar)
    with pytest.raises(CommandError, match="No se pudo escribir"):
        _exportar(salida, region="02")
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"antes"]
