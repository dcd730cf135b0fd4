"""Hands for the tests of paper: many rows at once, and the workbook or PDF opened again."""

import unicodedata
from io import BytesIO

from openpyxl import load_workbook
from pypdf import PdfReader

from gestion_territorial.compromisos.models import Compromiso, Indicador, Objetivo, ProgramaRegional


def llenar(programa, filas):
    """Write rows straight to the tables: dicts of the commitment's fields, with «objetivo» and «indicador» texts.

    Equal neighbouring texts share their objective or indicator. Returns the commitments.
    """
    objetivo = indicador = None
    hechos = []
    for orden, fila in enumerate(filas):
        fila = dict(fila)
        textos = fila.pop("objetivo", "Objetivo"), fila.pop("indicador", f"Indicador {orden}")
        resultados = {c: fila.pop(c) for c in ("resultado_anual", "resultado_anticipado") if c in fila}
        if objetivo is None or objetivo.texto != textos[0]:
            objetivo = Objetivo.objects.create(programa=programa, texto=textos[0], orden=orden)
            indicador = None
        if indicador is None or indicador.texto != textos[1]:
            indicador = Indicador.objects.create(
                programa=programa, objetivo=objetivo, texto=textos[1], orden=orden, **resultados
            )
        hechos.append(Compromiso.objects.create(programa=programa, indicador=indicador, orden=orden, **fila))
    return hechos


def peso(texto):
    """The two fields of a readable weight."""
    return {"ponderacion_texto": texto, "ponderacion_milesimas": round(float(texto.replace(",", ".")) * 1000)}


def poner(programa, **campos):
    """Change the programme itself without walking the steps, and read it again."""
    ProgramaRegional.todos.filter(pk=programa.pk).update(**campos)
    return ProgramaRegional.todos.con_contexto().get(pk=programa.pk)


def abrir(contenido):
    return load_workbook(BytesIO(contenido))


def visto(celda):
    """The digits that a program shows for a figure with its format, with a comma as in Chile."""
    decimales = {"0.00": f"{celda.value:.2f}", "0.00#": f"{celda.value:.3f}"}[celda.number_format]
    if celda.number_format == "0.00#" and decimales.endswith("0"):
        decimales = decimales[:-1]
    return decimales.replace(".", ",")


def buscar(sheet, texto):
    """The first cell whose text begins so."""
    for fila in sheet.iter_rows():
        for celda in fila:
            if isinstance(celda.value, str) and celda.value.startswith(texto):
                return celda
    raise AssertionError(f"no cell begins with {texto!r}")


def textos(sheet):
    return [c.value for fila in sheet.iter_rows() for c in fila if isinstance(c.value, str)]


def paginas(contenido):
    """The text of each page, ligatures undone and blanks single."""
    return [
        " ".join(unicodedata.normalize("NFKC", pagina.extract_text()).split())
        for pagina in PdfReader(BytesIO(contenido)).pages
    ]
