"""Which files are taken and which are not, by their content alone; nothing that comes in may raise anything else."""

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestion_territorial.archivos.rechazo import ArchivoRechazado
from gestion_territorial.archivos.reconocer import reconocer

from . import fabrica as f

BUENOS = {
    "pdf": (f.pdf(), "pdf"),
    "pdf con línea final de Windows": (f.pdf(cola=b"\r\n"), "pdf"),
    "pdf con relleno": (f.pdf(cola=b"\x00" * 50), "pdf"),
    "pdf que habla de html": (f.pdf(b"x" * 5000 + b"<html>"), "pdf"),
    "png": (f.png(), "png"),
    "jpeg": (f.jpeg(), "jpeg"),
    "jpeg con relleno entre marcas": (f.jpeg().replace(b"\xff\xc0", b"\xff\xff\xff\xc0"), "jpeg"),
    "foto de teléfono": (f.jpeg(16320, 12240) + b"video", "jpeg"),
    "tiff": (f.tiff(), "tiff"),
    "tiff de otra máquina": (f.tiff(orden=">"), "tiff"),
    "webp": (f.webp(), "webp"),
    "webp sin pérdida": (
        b"RIFF\x00\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f\x01\x40\x00\x00\x00\x00\x00\x00\x00",
        "webp",
    ),
    "webp simple": (b"RIFF\x00\x00\x00\x00WEBPVP8 \x0a\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x02\x00\x02\x00", "webp"),
    "docx": (f.oficina(), "docx"),
    "xlsx": (f.oficina("xlsx"), "xlsx"),
    "pptx": (f.oficina("pptx"), "pptx"),
    "docx con gráfico": (f.oficina(partes=[("word/embeddings/hoja.xlsx", f.oficina("xlsx"))]), "docx"),
    "docx con plantilla local": (
        f.oficina(partes=[("word/_rels/settings.xml.rels", f.vinculos("attachedTemplate", "file:///C:/Normal.dotm"))]),
        "docx",
    ),
    "docx con enlaces": (
        f.oficina(partes=[("word/_rels/document.xml.rels", f.vinculos("hyperlink", "https://ejemplo.cl/"))]),
        "docx",
    ),
}


def _bomba(veces):
    return f.oficina(partes=[(f"word/media/{n}.xml", b"\x00" * 60_000_000) for n in range(veces)])


def _mentiroso():
    """A part that says it is small, and is not."""
    datos = bytearray(f.oficina(partes=[("word/grande.xml", b"0" * 5_000_000)]))
    real, falso = struct.pack("<I", 5_000_000), struct.pack("<I", 10)
    return bytes(datos.replace(real, falso))


def _muchas_partes():
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as paquete:
        for n in range(6000):
            paquete.writestr(f"{n}", "")
    return salida.getvalue()


def _cifrado():
    datos = bytearray(f.oficina())
    for firma, lugar in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        donde = datos.find(firma)
        datos[donde + lugar] |= 1
    return bytes(datos)


MALOS = {
    "vacío": (b"", "vacío"),
    "un byte": (b"x", "no es de un tipo"),
    "html con nombre de pdf": (b"<!DOCTYPE html><html><script>alert(1)</script>", "página web"),
    "html tras espacios": (b"\xef\xbb\xbf  \n<HTML>", "página web"),
    "html con un pdf dentro": (b"<html>" + f.pdf(), "página web"),
    "pdf que es también html": (b"%PDF-1.4\n<html><script>alert(1)</script>\n" + f.pdf()[9:], "página web"),
    "pdf con html en un comentario": (f.pdf(b"<ScRiPt >alert(1)</script>"), "página web"),
    "pdf con html detrás": (f.pdf(cola=b"\n<html><body onload=alert(1)>"), "página web"),
    "pdf con un zip detrás": (f.pdf(cola=b"\n" + f.comprimido([("a", "a")])), "comprimido"),
    "pdf cortado": (f.pdf()[:-20], "incompleto"),
    "pdf de mentira": (b"%PDF-alert(1)\n%%EOF", "incompleto"),
    "svg con programa": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
    "svg tras su xml": (b'<?xml version="1.0"?>\n<!-- x -->\n<svg onload="x"/>', "SVG"),
    "xml": (b'<?xml version="1.0"?><a/>', "página web"),
    "programa de Windows": (b"MZ\x90\x00" + b"\x00" * 100, "programa"),
    "programa de Linux": (b"\x7fELF" + b"\x00" * 100, "programa"),
    "guion": (b"#!/bin/sh\nrm -rf /\n", "programa"),
    "office antiguo": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "formato antiguo"),
    "foto de iPhone": (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
    "texto": (b"hola\n", "no es de un tipo"),
    "gif": (b"GIF89a\x01\x00\x01\x00", "no es de un tipo"),
    "png enorme": (f.png(50_000, 50_000), "50000 × 50000"),
    "jpeg enorme": (f.jpeg(50_000, 50_000), "50000 × 50000"),
    "tiff enorme": (f.tiff(50_000, 50_000), "50000 × 50000"),
    "webp enorme": (f.webp(50_000, 50_000), "50000 × 50000"),
    "png sin medidas": (f.png(0, 5), "dañada"),
    "png cortado": (f.png()[:40], "dañada"),
    "jpeg cortado": (f.jpeg()[:12], "dañada"),
    "jpeg sin cuadro": (b"\xff\xd8\xff\xd9", "dañada"),
    "tiff que apunta fuera": (b"II*\x00\xff\xff\xff\x7f", "dañada"),
    "tiff que se muerde la cola": (b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00", "dañada"),
    "webp desconocido": (b"RIFF\x00\x00\x00\x00WEBPXXXX" + b"\x00" * 20, "dañada"),
    "zip": (f.comprimido([("a.txt", "a")]), "archivo comprimido"),
    "jar": (f.comprimido([("META-INF/MANIFEST.MF", "a"), ("A.class", b"\xca\xfe\xba\xbe")]), "archivo comprimido"),
    "odt": (f.comprimido([("mimetype", "application/vnd.oasis.opendocument.text")]), "archivo comprimido"),
    "docm": (f.oficina("docm"), "macros"),
    "docx con macros": (f.oficina(partes=[("word/vbaProject.bin", b"x")]), "macros"),
    "docx con macros escondidas": (f.oficina(partes=[("word/otra.bin", b"\xd0\xcf\x11\xe0" + b"x" * 9)]), "macros"),
    "docx que declara macros": (
        f.oficina(contenido=f.tipos("docx", "application/vnd.ms-office.vbaProject")),
        "macros",
    ),
    "xlsx con macros de Excel 4": (
        f.oficina("xlsx", contenido=f.tipos("xlsx", "application/vnd.ms-excel.macrosheet+xml")),
        "macros",
    ),
    "docx con ActiveX": (f.oficina(partes=[("word/activeX/activeX1.xml", "<a/>")]), "macros"),
    "docx con objeto OLE": (f.oficina(partes=[("word/embeddings/oleObject1.bin", b"x")]), "macros"),
    "docx con programa": (f.oficina(partes=[("word/media/image1.png", b"MZ\x90" + b"x" * 90)]), "macros"),
    "docx con un exe": (f.oficina(partes=[("word/a.EXE", b"x")]), "macros"),
    "docx con un docm dentro": (f.oficina(partes=[("word/embeddings/a.docx", f.oficina("docm"))]), "macros"),
    "docx con un zip dentro": (f.oficina(partes=[("word/embeddings/a.bin", f.comprimido([("a", "a")]))]), "macros"),
    "docx con plantilla remota": (
        f.oficina(partes=[("word/_rels/settings.xml.rels", f.vinculos("attachedTemplate", "http://mal.cl/a.dotm"))]),
        "macros",
    ),
    "docx con plantilla de red": (
        f.oficina(partes=[("word/_rels/settings.xml.rels", f.vinculos("attachedTemplate", r"\\mal\a.dotm"))]),
        "macros",
    ),
    "docx sin documento": (f.oficina(contenido='<Types xmlns="http://x"/>'), "archivo comprimido"),
    "docx con entidades": (
        f.oficina(contenido='<!DOCTYPE a [<!ENTITY b "c">]><Types xmlns="http://x">&b;</Types>'),
        "dañado",
    ),
    "docx con xml roto": (f.oficina(contenido="<Types"), "dañado"),
    "docx que sale de su carpeta": (f.oficina(partes=[("../../x", "a")]), "dañado"),
    "docx de ruta absoluta": (f.oficina(partes=[("/etc/passwd", "a")]), "dañado"),
    "docx con partes repetidas": (f.oficina(partes=[("WORD/document.xml", "a")]), "dañado"),
    "docx cifrado": (_cifrado(), "dañado"),
    "docx cortado": (f.oficina()[:-10], "dañado"),
    "docx con algo detrás": (f.oficina() + b"<html>", "dañado"),
    "docx con algo delante": (b"PK\x03\x04<html>" + f.oficina(), "dañado"),
    "docx que miente su tamaño": (_mentiroso(), "dañado"),
    "bomba": (_bomba(4), "desmesurado"),
    "bomba en pequeño": (f.oficina(partes=[("word/a.xml", b"\x00" * 3_000_000)]), "desmesurado"),
    "muchas partes": (_muchas_partes(), "desmesurado"),
    "muñecas rusas": (
        f.oficina(
            partes=[("a/1.docx", f.oficina(partes=[("a/2.docx", f.oficina(partes=[("a/3.docx", f.oficina())]))]))]
        ),
        "desmesurado",
    ),
}


def mirar(datos):
    return reconocer(io.BytesIO(datos), len(datos))


@pytest.mark.parametrize("nombre", BUENOS)
def test_lo_que_se_admite(nombre):
    datos, tipo = BUENOS[nombre]
    assert mirar(datos) == tipo


@pytest.mark.parametrize("nombre", MALOS)
def test_lo_que_se_rechaza_con_su_razon_y_su_remedio(nombre):
    datos, palabra = MALOS[nombre]
    with pytest.raises(ArchivoRechazado) as rechazo:
        mirar(datos)
    assert palabra in rechazo.value.que
    assert rechazo.value.que.endswith(".")
    assert rechazo.value.remedio.endswith(".")


@pytest.mark.parametrize(
    "nombre", ["bomba", "bomba en pequeño", "muchas partes", "png enorme", "docx que miente su tamaño"]
)
def test_mirar_no_gasta_memoria(nombre):
    """A bomb is told by its lists and its first pieces: what is looked at stays in a few megabytes."""
    datos, _ = MALOS[nombre]
    tracemalloc.start()
    try:
        with pytest.raises(ArchivoRechazado):
            mirar(datos)
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024**2
    finally:
        tracemalloc.stop()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(BUENOS)), st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.integers(0, 10_000)
)
def test_un_archivo_estropeado_se_admite_o_se_rechaza_y_nada_mas(nombre, lugar, bytes_, corte):
    """Any bytes written anywhere, or cut anywhere: a kind or a refusal, never another exception."""
    datos = bytearray(BUENOS[nombre][0])
    lugar %= len(datos)
    datos[lugar : lugar + len(bytes_)] = bytes_
    for estropeado in (bytes(datos), bytes(datos[: corte % (len(datos) + 1)])):
        with suppress(ArchivoRechazado):
            assert mirar(estropeado)
