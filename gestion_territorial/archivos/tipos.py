"""The kinds of file that prove something, and the names they are shown and given back under."""

import re
import unicodedata
from dataclasses import dataclass

LARGO_DE_NOMBRE = 120  # characters; with its folder it still fits in every file system
# What turns the direction of a text around: «informe\u202efdp.exe» would read as «informeexe.pdf».
_PROHIBIDOS = re.compile(r'[<>:"/\\|?*]')
_RESERVADOS = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")


@dataclass(frozen=True, slots=True)
class Tipo:
    """A kind of file: how people call it, its MIME type, and the extensions it may carry, the usual one first."""

    nombre: str
    mime: str
    extensiones: tuple[str, ...]


_OFICINA = "application/vnd.openxmlformats-officedocument."
TIPOS = {
    "pdf": Tipo("PDF", "application/pdf", ("pdf",)),
    "jpeg": Tipo("imagen JPEG", "image/jpeg", ("jpg", "jpeg", "jpe")),
    "png": Tipo("imagen PNG", "image/png", ("png",)),
    "tiff": Tipo("imagen TIFF", "image/tiff", ("tif", "tiff")),
    "webp": Tipo("imagen WebP", "image/webp", ("webp",)),
    "docx": Tipo("documento de Word", f"{_OFICINA}wordprocessingml.document", ("docx",)),
    "xlsx": Tipo("planilla de Excel", f"{_OFICINA}spreadsheetml.sheet", ("xlsx",)),
    "pptx": Tipo("presentación de PowerPoint", f"{_OFICINA}presentationml.presentation", ("pptx",)),
}
# What a page's file field offers to choose from.
ACEPTA = ",".join([*(t.mime for t in TIPOS.values()), *(f".{e}" for t in TIPOS.values() for e in t.extensiones)])
ADMITIDOS = "PDF, imágenes (JPEG, PNG, TIFF o WebP) y documentos de Word, Excel o PowerPoint sin macros"


def nombre_limpio(original, tipo):
    """The name a file is kept under: no path, no invisible or bidirectional marks, an extension that says what it is.

    It is one line, never empty, valid on every system, and at most LARGO_DE_NOMBRE characters.
    """
    nombre = unicodedata.normalize("NFC", original.replace("\\", "/").rpartition("/")[2])
    visibles = (" " if c.isspace() else c for c in nombre if c.isspace() or unicodedata.category(c)[0] != "C")
    nombre = " ".join(_PROHIBIDOS.sub("_", "".join(visibles)).split()).strip(". ")
    base, punto, extension = nombre.rpartition(".")
    if not punto or extension.lower() not in TIPOS[tipo].extensiones:
        base, extension = nombre, TIPOS[tipo].extensiones[0]
    base = base[: LARGO_DE_NOMBRE - len(extension) - 1].strip(". ") or "documento"
    if _RESERVADOS.fullmatch(base.partition(".")[0]):
        base = f"_{base}"
    return f"{base}.{extension}"


def en_palabras(bytes_):
    """«1,4 MB»: a size as people read it. Never rounded below what it is, so that a limit passed shows as passed."""
    if bytes_ < 1024:
        return f"{bytes_} bytes"
    unidad, divisor = ("KB", 1024) if bytes_ < 1024**2 else ("MB", 1024**2)
    decimas = -(-bytes_ * 10 // divisor)
    return f"{decimas // 10},{decimas % 10} {unidad}".replace(",0 ", " ")
