"""Heads of the register's chains that left the system: printed on a receipt, noted in a backup.

Whoever holds the database can cut a chain's tail and mend its head to match. What was printed before cannot be mended.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from .faltas import Falta
from .models import Cadena, Registro

MINIMO = 12  # hex digits of a hash that are enough to look it up by
_TEXTO = re.compile(rf"(?:(?:(?P<cadena>.+):)?(?P<numero>[0-9]{{1,18}}):)?(?P<hash>[0-9a-fA-F]{{{MINIMO},64}})")


class CabezaIlegible(ValueError):
    """What was given as a printed head does not read as one; `str()` is the Spanish sentence."""


@dataclass(frozen=True, slots=True)
class Cabeza:
    """One head as it stood: hash (or its beginning) and, where known, its number and chain."""

    hash: str
    numero: int | None = None
    cadena: str | None = None

    def __str__(self):
        return ":".join(str(parte) for parte in (self.cadena, self.numero, self.hash) if parte is not None)


def leer_cabeza(texto):
    """Read «CADENA:NÚMERO:HASH», «NÚMERO:HASH» or «HASH» (twelve digits or more). Raises CabezaIlegible."""
    partes = _TEXTO.fullmatch(texto.strip())
    if partes is None:
        raise CabezaIlegible(
            f"La cabeza «{texto[:80]}» no se entiende: escriba CADENA:NÚMERO:HASH, NÚMERO:HASH o solo el HASH, "
            f"con al menos {MINIMO} dígitos hexadecimales. Por ejemplo SERNAM/2009/02:41:3f9a0c5d7e21."
        )
    numero = int(partes["numero"]) if partes["numero"] else None
    return Cabeza(partes["hash"].lower(), numero, partes["cadena"])


def de_manifiesto(ruta):
    """The heads that a backup's manifest noted. Raises CabezaIlegible."""
    try:
        cadenas = json.loads(Path(ruta).read_text(encoding="utf-8"))["cadenas"]
        return [Cabeza(str(sha), int(numero), clave) for clave, (numero, sha) in sorted(cadenas.items())]
    except OSError as error:
        raise CabezaIlegible(f"No se puede leer el manifiesto {ruta}: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CabezaIlegible(f"{ruta} no es el manifiesto de un respaldo, o está dañado.") from None


def presentes():
    """The head of every chain now, by key."""
    return [Cabeza(c.ultimo_hash, c.ultima_secuencia, c.clave) for c in Cadena.objects.order_by("clave")]


def faltas(cabezas):
    """Yield a Falta for each of these heads that the register no longer holds where it stood."""
    for cabeza in cabezas:
        entradas = Registro.objects.filter(hash__startswith=cabeza.hash)
        if cabeza.cadena is not None:
            entradas = entradas.filter(cadena=cabeza.cadena)
        if cabeza.numero is not None:
            entradas = entradas.filter(secuencia=cabeza.numero)
        vacia = cabeza.numero == 0 and not cabeza.hash  # a chain that had no entries yet
        if not vacia and not entradas.exists():
            yield Falta("cabeza impresa", _donde(cabeza), cabeza.hash[:12], _hoy(cabeza))


def _donde(cabeza):
    if cabeza.numero is None:
        return cabeza.cadena or "todas las cadenas"
    return f"{cabeza.cadena or 'todas las cadenas'} n.º {cabeza.numero}"


def _hoy(cabeza):
    """What stands in its place: another entry, a chain that ends before, or nothing."""
    if cabeza.cadena is None:
        return "ninguna entrada con ese hash"
    entradas = Registro.objects.filter(cadena=cabeza.cadena).order_by("-secuencia")
    ultima = entradas.first()
    if ultima is None:
        return "la cadena no existe o está vacía"
    if cabeza.numero is None:
        return "ninguna entrada con ese hash"
    otra = entradas.filter(secuencia=cabeza.numero).first()
    if otra is not None:
        return f"otra entrada, {otra.hash[:12]}"
    return f"la cadena termina en el n.º {ultima.secuencia}: faltan desde el {ultima.secuencia + 1}"
