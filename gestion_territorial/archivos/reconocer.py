"""Which kind a file is, told by its content; its name and what the browser says of it count for nothing.

    tipo = reconocer(archivo, tamano)

Headers, directories and text parts are read in bounded pieces; no image is ever decoded. What is given back always
leaves as a download that no browser interprets: what is refused here would harm whoever opens it on their own machine.
"""

import re
import struct

from .imagenes import MAXIMO_DE_PUNTOS, medidas
from .oficina import tipo_de_oficina
from .rechazo import ArchivoRechazado
from .tipos import ADMITIDOS

CABEZA = 4096  # bytes; browsers guess a page from fewer
COLA = 2048
_MARCAS = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|iframe|svg|object|embed|form|img|a\s|meta)", re.I)
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


def reconocer(archivo, tamano):
    """The key of the file's kind in `TIPOS`. Raises ArchivoRechazado with the sentence for the user.

    `archivo` is open for reading and can be sought; it is left at an unspecified place.
    """
    if tamano == 0:
        raise ArchivoRechazado(
            "está vacío (0 bytes).", "Revise que el documento se haya guardado bien y súbalo otra vez."
        )
    archivo.seek(0)
    cabeza = archivo.read(CABEZA)
    if cabeza.startswith(b"%PDF-"):
        return _pdf(archivo, tamano, cabeza)
    if cabeza.startswith(b"PK\x03\x04"):
        return tipo_de_oficina(archivo, tamano)
    if imagen := _imagen(cabeza):
        return _con_medidas(imagen, archivo, tamano)
    raise _ajeno(cabeza)


def _pdf(archivo, tamano, cabeza):
    archivo.seek(max(0, tamano - COLA))
    cola = archivo.read(COLA)
    fin = cola.rfind(b"%%EOF")
    if fin < 0 or not re.match(rb"%PDF-[12]\.\d", cabeza):
        raise ArchivoRechazado("parece un PDF, pero está incompleto o dañado.", "Vuelva a generarlo y súbalo otra vez.")
    resto = cola[fin + 5 :]
    if _MARCAS.search(cabeza) or _MARCAS.search(resto) or b"PK\x05\x06" in resto:
        raise ArchivoRechazado(
            "es un PDF que también se puede leer como otra cosa (una página web o un archivo comprimido).",
            "Ábralo, imprímalo de nuevo como PDF y suba ese.",
        )
    return "pdf"


def _imagen(cabeza):
    if cabeza.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if cabeza.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if cabeza[:4] in (b"II*\x00", b"MM\x00*"):
        return "tiff"
    if cabeza[:4] == b"RIFF" and cabeza[8:12] == b"WEBP":
        return "webp"
    return None


def _con_medidas(tipo, archivo, tamano):
    try:
        ancho, alto = medidas(tipo, archivo, tamano)
    except (ValueError, struct.error, IndexError, OverflowError, OSError):
        raise ArchivoRechazado(
            "parece una imagen, pero está incompleta o dañada.", "Ábrala, guárdela de nuevo y súbala otra vez."
        ) from None
    if ancho * alto > MAXIMO_DE_PUNTOS:
        raise ArchivoRechazado(
            f"es una imagen de {ancho} × {alto} puntos, más grande de lo que un computador corriente puede abrir.",
            "Redúzcala y súbala otra vez.",
        )
    return tipo


def _ajeno(cabeza):
    """Why a content of another kind is refused, named where it can be told."""
    texto = cabeza.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if cabeza.startswith(b"\xd0\xcf\x11\xe0"):
        return ArchivoRechazado(
            "es un documento de Office en formato antiguo o con contraseña.",
            "Guárdelo sin contraseña como .docx, .xlsx o .pptx, o como PDF, y suba ese.",
        )
    if cabeza[4:8] == b"ftyp" and cabeza[8:12] in _HEIC:
        return ArchivoRechazado("es una foto en formato HEIC.", "Guárdela como JPEG y súbala otra vez.")
    if b"<svg" in texto:
        return ArchivoRechazado("es un dibujo SVG, que puede traer programas.", "Guárdelo como PDF o PNG y suba ese.")
    if texto.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        return ArchivoRechazado("es una página web.", "Imprímala como PDF y suba ese.")
    if cabeza.startswith((b"MZ", b"\x7fELF", b"#!")):
        return ArchivoRechazado("es un programa, no un documento.", f"Se admiten {ADMITIDOS}.")
    return ArchivoRechazado("no es de un tipo que se admita.", f"Se admiten {ADMITIDOS}.")
