"""What may be written: the border where every text of a user is cleaned or refused, by name of what is wrong."""

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
