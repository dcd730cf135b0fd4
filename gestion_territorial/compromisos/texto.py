"""What may be written: the border where every text of a user is cleaned or refused, by name of what is wrong."""

import datetime
import re
import unicodedata

LARGO_MAXIMO = 15_000  # two texts share a cell of the official workbook, whose limit is 32,767


class TextoInvalido(ValueError):
    """A text that cannot be kept as it is. Its message is the Spanish sentence for the user."""


def limpiar(texto, *, maximo=LARGO_MAXIMO):
    """The text as it will be stored: line ends as \\n, nothing else touched.

    Control characters, those no workbook can hold and «�» (a letter that arrived unreadable) are refused, named with
    their place, rather than dropped: nobody's words are changed in silence.
    """
    texto = str(texto).replace("\r\n", "\n").replace("\r", "\n")
    largo = sum(2 if ord(c) > 0xFFFF else 1 for c in texto)
    if largo > maximo:
        raise TextoInvalido(
            f"El texto tiene {largo} caracteres y el máximo es {maximo}. Acórtelo o repártalo en varias filas."
        )
    for posicion, caracter in enumerate(texto, start=1):
        if caracter not in "\n\t" and (
            unicodedata.category(caracter) in ("Cc", "Cs") or caracter in "\ufffd\ufffe\uffff"
        ):
            raise TextoInvalido(
                f"El texto tiene un carácter que no se puede guardar (U+{ord(caracter):04X}, posición {posicion}). "
                "Bórrelo y vuelva a guardar."
            )
    return texto


def leer_fecha(texto):
    """A date as people write it here, 31-12-2009 (or 2009-12-31), as a date; None when blank."""
    texto = texto.strip()
    if not texto:
        return None
    if hallado := re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", texto, re.ASCII):
        dia, mes, anio = hallado.groups()
    elif hallado := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", texto, re.ASCII):
        anio, mes, dia = hallado.groups()
    try:
        return datetime.date(int(anio), int(mes), int(dia))
    except (UnboundLocalError, ValueError):
        raise TextoInvalido(f"«{texto[:40]}» no es una fecha: escríbala así, 31-12-2009.") from None


def leer_entero(texto, *, desde=0, hasta=100):
    """A whole number in a range, or None when blank."""
    texto = texto.strip().removesuffix("%").strip()
    if not texto:
        return None
    if not re.fullmatch(r"\d{1,6}", texto, re.ASCII) or not desde <= int(texto) <= hasta:
        raise TextoInvalido(f"«{texto[:40]}» no se lee: escriba un número entero de {desde} a {hasta}.")
    return int(texto)
