"""`manage.py exportar`: the files it writes and the sentences it refuses with."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gestion_territorial.documentos.management.commands import exportar
from gestion_territorial.documentos.pdf import PdfNoDisponible, pdf_disponible
from tests.documentos.papeles import abrir, paginas


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


@pytest.mark.parametrize(
    ("nombre", "opciones", "frase"),
    [
        ("a.xlsx", {"servicio": "NADA"}, r"No existe el servicio «NADA»\. Los que hay: OTRO, SERNAM\."),
        ("a.xlsx", {"anio": "1999"}, r"No existe el período «1999»\. Los que hay: 2009\."),
        ("a.xlsx", {"anio": "dos mil"}, r"No existe el período «dos mil»"),
        ("a.xlsx", {"region": "99"}, r"No existe la región «99»"),
        ("a.xlsx", {"region": "16"}, r"Ñuble en 2009: esa región no es parte del período"),
        ("a.xlsx", {"formulario": "IX"}, r"No existe el formulario «IX»\. Los que hay: III\.1"),
        ("a.zip", {}, r"aún no está disponible"),
        ("a.doc", {}, r"no termina en \.xlsx ni en \.pdf"),
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
