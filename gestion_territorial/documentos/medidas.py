"""How wide a column and how high a row must be: a workbook does not fit itself to its texts, so it is estimated here.

Units: a column's width counts digits of the standard font (7 pixels), a row's height points. Letters are measured as
Arial draws them, a little wider, so that a row is rather too high than too low.
"""

from functools import cache
from math import ceil

ANCHO_DE_PAGINA = 132  # Letter, landscape, with the margins of `hoja`
ALTO_MAXIMO = 390  # Excel admits 409 points
TROZO = 120  # the height of the rows a too high line is shared out in: small, so that pages fill up
CUERPO = 9
NEGRITA = 1.08  # how much wider bold letters are
_PIXELES_POR_DIGITO = 7
_RELLENO = 5  # pixels at both sides of a cell
_PIXELES_POR_PUNTO = 4 / 3
_CRECE = 1.03  # the screen rounds every letter to whole pixels
_INTERLINEA = 1.28
_HOLGURA = 4  # points


def anchos(columnas):
    """The widths of columns given as (share, heading), filling the page; three columns at least.

    None is narrower than the longest word of its heading: a broken «Ponderación» is ugly on every page.
    """
    columnas = [*columnas, *[(10, "")] * (3 - len(columnas))]
    minimos = [_minimo(rotulo) for _, rotulo in columnas]
    fijas = {}
    while True:
        libres = sum(parte for n, (parte, _) in enumerate(columnas) if n not in fijas)
        factor = (ANCHO_DE_PAGINA - sum(fijas.values())) / libres if libres else 0
        cortas = {
            n: minimos[n] for n, (parte, _) in enumerate(columnas) if n not in fijas and parte * factor < minimos[n]
        }
        if not cortas or len(fijas) + len(cortas) == len(columnas):
            return [round(fijas.get(n, max(parte * factor, 4)), 2) for n, (parte, _) in enumerate(columnas)]
        fijas |= cortas


def _minimo(rotulo):
    """The narrowest column in which the longest word of a bold heading stays whole."""
    palabra = max((sum(map(_anchura, p)) for p in rotulo.split()), default=0)
    return (palabra * CUERPO * _PIXELES_POR_PUNTO * NEGRITA * _CRECE + _RELLENO) / _PIXELES_POR_DIGITO


def zonas(anchos_):
    """Where a line under the table is cut into label, reason and figure: (last column of the label, of the reason).

    The figure takes about a fifth of the width at the right, the reason a third, the label the rest.
    """
    total = sum(anchos_)
    segunda = _hasta(anchos_, total * 0.80)
    segunda = min(max(segunda, 2), len(anchos_) - 1)
    primera = min(max(_hasta(anchos_, total * 0.47), 1), segunda - 1)
    return primera, segunda


def _hasta(anchos_, tope):
    """How many first columns come nearest to `tope`."""
    sumas = [sum(anchos_[:n]) for n in range(len(anchos_) + 1)]
    return min(range(len(sumas)), key=lambda n: abs(sumas[n] - tope))


def alto(texto, ancho, *, cuerpo=CUERPO):
    """The points that a text takes, wrapped in a column of that width, with letters of `cuerpo` points."""
    return max(lineas(texto, ancho, cuerpo), 1) * cuerpo * _INTERLINEA + _HOLGURA


def lineas(texto, ancho, cuerpo=CUERPO):
    """How many lines the text breaks into, word by word, as a program does that draws it."""
    caben = max((ancho * _PIXELES_POR_DIGITO - _RELLENO) / (cuerpo * _PIXELES_POR_PUNTO * _CRECE), 1)
    blanco, total = _anchura(" "), 0
    for parrafo in texto.split("\n"):
        total += 1
        usado = 0.0
        for palabra in parrafo.split(" "):
            largo = sum(map(_anchura, palabra))
            if usado and usado + blanco + largo > caben:
                total, usado = total + 1, 0.0
            elif usado:
                usado += blanco
            if largo > caben:  # broken wherever the line ends
                sobra = ceil(largo / caben) - 1
                total, largo = total + sobra, largo - sobra * caben
            usado += largo
    return total


@cache
def _anchura(caracter):
    """The width of a character in Arial, in shares of the letter's size."""
    if caracter in "iíjlI'|.,:;!¡ ftr()[]-/":
        return 0.30
    if caracter in "mwMW%@—…":
        return 0.90
    if caracter.isupper():
        return 0.70
    return 0.55 if ord(caracter) < 0x2100 else 1.0


def repartir(altos, celdas):
    """Raise the heights of lines until every spanning cell fits: `celdas` are (first line, lines, height it needs)."""
    altos = list(altos)
    for primera, cuantas, necesita in celdas:
        falta = necesita - sum(altos[primera : primera + cuantas])
        if falta > 0:
            for n in range(primera, primera + cuantas):
                altos[n] += falta / cuantas
    return altos


def trozos(alto_):
    """In how many rows a line of that height must be shared out."""
    return 1 if alto_ <= ALTO_MAXIMO else ceil(alto_ / TROZO)
