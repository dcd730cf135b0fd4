"""Texts on paper: what no file can hold is replaced, dates are written as in Chile."""

import unicodedata

from django.utils import timezone

REEMPLAZO = "\ufffd"


def imprimible(texto):
    """The text without what workbooks and PDF refuse: control characters and half characters become U+FFFD.

    The border of the system lets none of them in (`compromisos.texto`); the JSON of an old version may still hold one.
    """
    texto = str(texto).replace("\r\n", "\n").replace("\r", "\n")
    if texto.isascii() and texto.isprintable():
        return texto
    return "".join(REEMPLAZO if _prohibido(c) else c for c in texto)


def _prohibido(caracter):
    if caracter in "\n\t":
        return False
    return unicodedata.category(caracter) in ("Cc", "Cs") or caracter in "\ufffe\uffff"


def unidades(texto):
    """The length that workbooks count: UTF-16 units, of which an emoji takes two."""
    return len(texto) + sum(1 for c in texto if ord(c) > 0xFFFF)


def recortar(texto, maximo, aviso):
    """The text, or as much of it as fits in `maximo` UTF-16 units with `aviso` at its end; no character is halved."""
    if unidades(texto) <= maximo:
        return texto
    sitio, corte = maximo - unidades(aviso), 0
    for corte, caracter in enumerate(texto):  # noqa: B007
        sitio -= 2 if ord(caracter) > 0xFFFF else 1
        if sitio < 0:
            break
    return texto[:corte] + aviso


def fecha(momento):
    """«04-03-2009 10:12» in the zone of the deadlines, or empty."""
    if momento is None:
        return ""
    return timezone.localtime(momento, timezone.get_default_timezone()).strftime("%d-%m-%Y %H:%M")
