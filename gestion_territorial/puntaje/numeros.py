"""Exact numbers: how a percentage is read, stored and shown without ever passing through a float.

Every value is a `Fraction` in percentage points (90 is the usual threshold, 100 a whole programme).
"""

import re
from fractions import Fraction
from math import floor

MAXIMO_DE_CARACTERES = 1000  # a longer number is nobody's weight, and Python refuses to print very long integers

_NUMERO = re.compile(r"[0-9]+(?:[.,]([0-9]+))?")  # [0-9] and not \d: "٣" is a digit to Python, not to the format


def exacto(valor: object) -> Fraction:
    """Return a Fraction or an int as a Fraction; whatever else (float, Decimal, bool) raises TypeError."""
    if isinstance(valor, Fraction):
        return valor
    if isinstance(valor, int) and not isinstance(valor, bool):
        return Fraction(valor)
    raise TypeError(f"an exact number (Fraction or int) is due, not {type(valor).__name__}")


def leer_numero(texto: str) -> Fraction | None:
    """Read digits with at most one separator, comma or point; None for all else (sign, exponent, blanks, words)."""
    if len(texto) > MAXIMO_DE_CARACTERES or not _NUMERO.fullmatch(texto):
        return None
    return Fraction(texto.replace(",", "."))


class PonderacionIlegible(ValueError):
    """A weight that does not read as one. `str()` is the Spanish sentence of finding W-BAD for the person who typed it.

    `leido` is the text as typed, `esperado` and `remedio` are the other two parts of the sentence, for reports that
    keep them apart.
    """

    esperado = "un número de 0 a 100 con a lo más tres decimales (con coma o con punto)"

    def __init__(self, leido: str, remedio: str):
        super().__init__(leido, remedio)
        self.leido = leido
        self.remedio = remedio

    def __str__(self) -> str:
        visible = " ".join("".join(c if c.isprintable() else " " for c in self.leido).split())
        if len(visible) > 40:
            visible = visible[:39] + "…"
        dice = f"dice «{visible}»" if visible else "está vacía"
        return f"La ponderación {dice} y se espera {self.esperado}: {self.remedio}."


def leer_ponderacion(texto: str) -> Fraction:
    """Read a weight as a person types it: 0 to 100, at most three decimals, blanks around and a final % allowed.

    The column (8) of the format is headed "(%)", so "8,5 %" and "8.5" are the same eight and a half points. A point is
    never a thousands separator: "1.000,5" is refused rather than guessed. Leading zeros are harmless ("08,5").
    Raises PonderacionIlegible (W-BAD); whoever calls decides whether an empty cell is instead a missing weight.
    """
    numero = texto.strip().removesuffix("%").rstrip()  # strip() also takes the no-break spaces that Excel and Word put
    valor = leer_numero(numero)
    if valor is None:
        raise PonderacionIlegible(texto, _remedio(numero))
    decimales = _NUMERO.fullmatch(numero)[1] or ""
    if valor > 100:
        raise PonderacionIlegible(texto, "escriba un número que no pase de 100")
    if len(decimales) > 3:
        raise PonderacionIlegible(texto, "redondéela a tres decimales, por ejemplo 33,333")
    return valor


def _remedio(numero: str) -> str:
    if numero.startswith(("-", "−", "+")):
        return "escríbala sin signo"
    if numero.count(".") + numero.count(",") > 1:
        return "quite el separador de miles y deje un solo separador, el de los decimales"
    return "escriba solo el número, por ejemplo 8,5"


def milesimas(f: Fraction) -> int:
    """Return the weight in integer thousandths, the form the database keeps. Raises ValueError when it is not exact."""
    miles = exacto(f) * 1000
    if miles.denominator != 1:
        raise ValueError(f"{f} is not a whole number of thousandths")
    return miles.numerator


def desde_milesimas(n: int) -> Fraction:
    """Return the percentage points of `n` integer thousandths (8500 → 17/2)."""
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError(f"integer thousandths are due, not {type(n).__name__}")
    return Fraction(n, 1000)


def mostrar(valor: Fraction, umbral: Fraction | None = None) -> str:
    """Show a percentage with two decimals and a comma, half up: 18571/200 → "92,86".

    A value below the threshold never prints as the threshold, nor one below 100 as "100,00": there it is truncated
    (89,999 prints "89,99"), because a reader must be able to trust the printed side of the line.
    """
    valor = exacto(valor)
    centesimas = _redondear(valor)
    for limite in (100,) if umbral is None else (exacto(umbral), 100):
        if valor < limite <= Fraction(centesimas, 100):
            centesimas = floor(valor * 100)
    return _escribir(centesimas, 2)


def mostrar_ponderacion(valor: Fraction, *, uniforme: bool = False) -> str:
    """Show a weight as it was written: two decimals, three if it has them ("0,25", "33,333", "10,00").

    `uniforme` is for the computed weight of ACTIVIDADES, 100/N, which prints rounded to two decimals whatever N is
    ("3,13" for N = 32, as "3,33" for N = 30). What does not fit in three decimals is rounded to two as well.
    """
    miles = exacto(valor) * 1000
    if not uniforme and miles.denominator == 1 and miles % 10:
        return _escribir(miles.numerator, 3)
    return _escribir(_redondear(valor), 2)


def _redondear(valor: Fraction) -> int:
    """Round to whole hundredths, halves away from zero (as Decimal's ROUND_HALF_UP does)."""
    centesimas = floor(abs(valor) * 100 + Fraction(1, 2))
    return centesimas if valor >= 0 else -centesimas


def _escribir(entero: int, decimales: int) -> str:
    unidades, resto = divmod(abs(entero), 10**decimales)
    return f"{'-' if entero < 0 else ''}{unidades},{resto:0{decimales}d}"
