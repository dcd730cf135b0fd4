"""Small files of every kind, good and bad, made here so that each byte of them is known."""

import hashlib
import io
import struct
import zipfile
import zlib

from gestion_territorial.flujo.deposito import Recibido

MARCA = b"ceibo-4417"


def pdf(texto=MARCA, cola=b"\n"):
    cuerpo = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n"
    cuerpo += b"<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n% " + texto + b"\n"
    lugar = len(cuerpo)
    cuerpo += b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n"
    return cuerpo + str(lugar).encode() + b"\n%%EOF" + cola


def png(ancho=2, alto=2):
    def trozo(nombre, datos):
        suma = struct.pack(">I", zlib.crc32(nombre + datos))
        return struct.pack(">I", len(datos)) + nombre + datos + suma

    filas = zlib.compress(b"\x00\x00\x00" * 2)
    return (
        b"\x89PNG\r\n\x1a\n"
        + trozo(b"IHDR", struct.pack(">IIBBBBB", ancho, alto, 8, 0, 0, 0, 0))
        + trozo(b"IDAT", filas)
        + trozo(b"IEND", b"")
    )


def jpeg(ancho=2, alto=2):
    app = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    sof = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, alto, ancho, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app + sof + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"


def tiff(ancho=2, alto=2, orden="<"):
    cabeza = (b"II" if orden == "<" else b"MM") + struct.pack(f"{orden}HI", 42, 8)
    campos = [(256, 4, 1, struct.pack(f"{orden}I", ancho)), (257, 3, 1, struct.pack(f"{orden}HH", alto, 0))]
    ifd = struct.pack(f"{orden}H", len(campos)) + b"".join(struct.pack(f"{orden}HHI4s", *c) for c in campos)
    return cabeza + ifd + struct.pack(f"{orden}I", 0)


def webp(ancho=2, alto=2):
    datos = b"\x10\x00\x00\x00" + (ancho - 1).to_bytes(3, "little") + (alto - 1).to_bytes(3, "little")
    cuerpo = b"WEBPVP8X" + struct.pack("<I", len(datos)) + datos
    return b"RIFF" + struct.pack("<I", len(cuerpo)) + cuerpo


TIPO_PRINCIPAL = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}


def tipos(clase, *mas):
    partes = "".join(
        f'<Override PartName="/p{n}" ContentType="{t}"/>' for n, t in enumerate((TIPO_PRINCIPAL[clase], *mas))
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://x">{partes}</Types>'


def oficina(clase="docx", partes=(), contenido=None):
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as paquete:
        paquete.writestr("[Content_Types].xml", contenido or tipos(clase))
        paquete.writestr("word/document.xml", f"<documento>{MARCA.decode()}</documento>")
        for nombre, datos in partes:
            paquete.writestr(nombre, datos)
    return salida.getvalue()


def vinculos(clase, destino, modo="External"):
    tipo = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{clase}"
    vinculo = f'<Relationship Id="a" Type="{tipo}" Target="{destino}" TargetMode="{modo}"/>'
    return f'<Relationships xmlns="http://x">{vinculo}</Relationships>'


def comprimido(partes):
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as paquete:
        for nombre, datos in partes:
            paquete.writestr(nombre, datos)
    return salida.getvalue()


def recibido(datos, nombre="informe.pdf"):
    """As the upload handler hands it over."""
    return Recibido(nombre, len(datos), hashlib.sha256(datos).hexdigest(), io.BytesIO(datos))
