"""Office documents (OOXML) looked at inside their ZIP: a document, and nothing in it that runs.

The ZIP is judged before it is trusted: its directory must be small and stand at its very end, its parts must unpack to
no more than a bounded size, each read only as far as it says it goes.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

from .rechazo import ArchivoRechazado
from .tipos import ADMITIDOS

MAXIMO_DE_PARTES = 5_000
MAXIMO_DE_DIRECTORIO = 2 * 1024**2  # bytes
MAXIMO_DESPLEGADO = 200 * 1024**2  # bytes, all parts together, those of documents inside the document too
MAXIMO_DE_XML = 4 * 1024**2  # bytes of a part that is parsed
MAXIMO_ADENTRO = 32 * 1024**2  # bytes of a document inside the document, which is held in memory to be looked at
PROPORCION = 200  # unpacked to packed, over the whole document
_TROZO = 64 * 1024
_FIN = b"PK\x05\x06"
_PRINCIPALES = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
}
_ACTIVOS = re.compile(
    r"macroenabled|macrosheet|vbaproject|vbadata|activex|oleobject|x-msdownload|ms-office\.legacydocumentproperties|"
    r"customui|userform",
    re.I,
)
_PARTES_ACTIVAS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/.*|activex/.*|customui/.*|oleobject\d*\.bin)$|"
    r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs?|vbe|jse?|wsf|hta|lnk|jar|sh|reg|cpl|html?|svg|swf)$",
    re.I,
)
_FIRMAS_ACTIVAS = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"#!", b"\xca\xfe\xba\xbe")
_REMOTO = re.compile(r"https?:|ftp:|\\\\|//|file:(//[^/]|/*(////|\\\\))", re.I)
_DANADO = ArchivoRechazado(
    "parece un documento de Office, pero está dañado o fue armado a mano.", "Ábralo, guárdelo de nuevo y suba ese."
)
_BOMBA = ArchivoRechazado(
    "se despliega a un tamaño desmesurado.", "Reduzca sus imágenes o hojas, o guárdelo como PDF, y suba ese."
)
_CON_MACROS = ArchivoRechazado(
    "es un documento de Office con macros u objetos que pueden ejecutarse.",
    "Guárdelo sin macros (.docx, .xlsx o .pptx) o como PDF, y suba ese.",
)
_OTRO_ZIP = ArchivoRechazado("es un archivo comprimido.", f"Suba cada documento por separado. Se admiten {ADMITIDOS}.")


@dataclass
class _Saldo:
    """How much may still be unpacked."""

    bytes_: int

    def gastar(self, cuanto):
        self.bytes_ -= cuanto
        if self.bytes_ < 0:
            raise _BOMBA


def tipo_de_oficina(archivo, tamano):
    """«docx», «xlsx» or «pptx». Raises ArchivoRechazado."""
    try:
        return _revisar(archivo, tamano, _Saldo(min(MAXIMO_DESPLEGADO, max(tamano, 4096) * PROPORCION)), hondura=0)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        if isinstance(error, ArchivoRechazado):
            raise
        raise _DANADO from None
    except struct.error:
        raise _DANADO from None


def _revisar(archivo, tamano, saldo, hondura):
    _exigir_directorio(archivo, tamano)
    with zipfile.ZipFile(archivo) as paquete:
        partes = paquete.infolist()
        _exigir_nombres(partes)
        if "[Content_Types].xml" not in paquete.namelist():
            raise _OTRO_ZIP
        tipo = _tipo_declarado(_leer(paquete, "[Content_Types].xml", saldo))
        for parte in partes:
            _exigir_inerte(paquete, parte, saldo, hondura)
        return tipo


def _exigir_directorio(archivo, tamano):
    """The ZIP's directory, before a library reads it whole: bounded, at the end, nothing before or after."""
    archivo.seek(max(0, tamano - 22 - 65535))
    cola = archivo.read()
    lugar = cola.rfind(_FIN)
    if lugar < 0 or len(cola) - lugar < 22:
        raise _DANADO
    disco, otro, aqui, partes, largo, inicio, comentario = struct.unpack("<HHHHIIH", cola[lugar + 4 : lugar + 22])
    fin = tamano - len(cola) + lugar
    entero = (disco, otro, aqui) == (0, 0, partes) and inicio + largo == fin and lugar + 22 + comentario == len(cola)
    if not entero or comentario:
        raise _DANADO
    if partes > MAXIMO_DE_PARTES or largo > MAXIMO_DE_DIRECTORIO:
        raise _BOMBA


def _exigir_nombres(partes):
    nombres = [p.filename for p in partes]
    raros = any(n.startswith(("/", "\\")) or "\\" in n or ".." in n.split("/") or "\x00" in n for n in nombres)
    if raros or len({n.lower() for n in nombres}) != len(nombres):
        raise _DANADO
    if any(p.flag_bits & 0x1 or p.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for p in partes):
        raise _DANADO


def _leer(paquete, nombre, saldo):
    if paquete.getinfo(nombre).file_size > MAXIMO_DE_XML:
        raise _BOMBA
    with paquete.open(nombre) as parte:
        texto = parte.read(MAXIMO_DE_XML + 1)
    saldo.gastar(len(texto))
    return texto


def _xml(texto):
    if b"<!DOCTYPE" in texto or b"<!ENTITY" in texto or b"\x00" in texto:  # nothing that expands, no other encoding
        raise _DANADO
    try:
        return ElementTree.fromstring(texto)
    except (ElementTree.ParseError, LookupError):
        raise _DANADO from None


def _tipo_declarado(texto):
    declarados = [e.get("ContentType", "") for e in _xml(texto)]
    if any(_ACTIVOS.search(tipo) for tipo in declarados):
        raise _CON_MACROS
    for fin, tipo in _PRINCIPALES.items():
        if any(declarado.lower().endswith(fin) for declarado in declarados):
            return tipo
    raise _OTRO_ZIP


def _exigir_inerte(paquete, parte, saldo, hondura):
    """One part: read to its end (so that its size and its sum are true), and nothing that runs."""
    if _PARTES_ACTIVAS.search(parte.filename):
        raise _CON_MACROS
    if parte.file_size > saldo.bytes_:
        raise _BOMBA
    with paquete.open(parte) as contenido:
        cabeza = contenido.read(_TROZO)
        saldo.gastar(len(cabeza))
        if cabeza.startswith(_FIRMAS_ACTIVAS):
            raise _CON_MACROS
        if cabeza.startswith(b"PK\x03\x04"):
            if parte.file_size > MAXIMO_ADENTRO:
                raise _BOMBA
            _revisar_dentro(cabeza + contenido.read(), saldo, hondura)
            return
        if parte.filename.endswith(".rels"):
            _exigir_vinculos(cabeza + contenido.read(MAXIMO_DE_XML))
        while trozo := contenido.read(_TROZO):
            saldo.gastar(len(trozo))


def _revisar_dentro(datos, saldo, hondura):
    """A document inside the document, as a chart keeps its sheet: judged like the outer one."""
    saldo.gastar(len(datos))
    if hondura >= 2:
        raise _BOMBA
    try:
        _revisar(BytesIO(datos), len(datos), saldo, hondura + 1)
    except ArchivoRechazado as rechazo:
        raise (_BOMBA if rechazo is _BOMBA else _CON_MACROS) from None


def _exigir_vinculos(texto):
    """No template or object fetched from elsewhere when the document is opened: its macros would come along."""
    for vinculo in _xml(texto):
        clase, destino = vinculo.get("Type", "").lower(), vinculo.get("Target", "")
        de_fuera = vinculo.get("TargetMode", "") == "External" and _REMOTO.match(destino)
        if clase.endswith(("/vbaproject", "/xlmacrosheet", "/activexcontrolbinary", "/control")):
            raise _CON_MACROS
        if de_fuera and clase.endswith(("/attachedtemplate", "/oleobject", "/frame", "/subdocument")):
            raise _CON_MACROS
