"""The names files are kept and given back under."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestion_territorial.archivos.tipos import LARGO_DE_NOMBRE, TIPOS, en_palabras, nombre_limpio


@pytest.mark.parametrize(
    ("original", "tipo", "limpio"),
    [
        ("Informe anual.pdf", "pdf", "Informe anual.pdf"),
        ("INFORME.PDF", "pdf", "INFORME.PDF"),
        ("foto.jpeg", "jpeg", "foto.jpeg"),
        ("ñandú «final».docx", "docx", "ñandú «final».docx"),
        ("../../x", "pdf", "x.pdf"),
        ("..\\..\\windows\\x.pdf", "pdf", "x.pdf"),
        ("/etc/passwd", "pdf", "passwd.pdf"),
        ("informe\u202efdp.exe", "pdf", "informefdp.exe.pdf"),
        ("\u2066a\u2069\u200f.pdf", "pdf", "a.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "pdf", "a Set-Cookie_ b.pdf"),
        ('a"b<c>|?*.pdf', "pdf", "a_b_c____.pdf"),
        ("informe.exe", "pdf", "informe.exe.pdf"),
        ("hoja.html", "xlsx", "hoja.html.xlsx"),
        ("", "png", "documento.png"),
        (".pdf", "pdf", "pdf.pdf"),
        ("...", "pdf", "documento.pdf"),
        ("CON.pdf", "pdf", "_CON.pdf"),
        ("a" * 300 + ".pdf", "pdf", "a" * (LARGO_DE_NOMBRE - 4) + ".pdf"),
        ("e\u0301.pdf", "pdf", "é.pdf"),
    ],
)
def test_el_nombre_limpio(original, tipo, limpio):
    assert nombre_limpio(original, tipo) == limpio


@given(st.text(max_size=400), st.sampled_from(sorted(TIPOS)))
def test_cualquier_nombre_sale_limpio_y_ya_no_cambia(original, tipo):
    limpio = nombre_limpio(original, tipo)
    assert limpio.isprintable()
    assert 0 < len(limpio) <= LARGO_DE_NOMBRE + 1
    assert not set(limpio) & set('<>:"/\\|?*\u202e')
    assert limpio.rpartition(".")[2].lower() in TIPOS[tipo].extensiones
    assert nombre_limpio(limpio, tipo) == limpio


@pytest.mark.parametrize(
    ("bytes_", "dicho"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (1025, "1,1 KB"),
        (20 * 1024**2, "20 MB"),
        (20 * 1024**2 + 1, "20,1 MB"),
    ],
)
def test_los_tamanos_en_palabras(bytes_, dicho):
    assert en_palabras(bytes_) == dicho
