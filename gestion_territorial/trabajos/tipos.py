"""The kinds of background work, and the rounds a worker makes between two of them. A room registers its own in `ready`.

    registrar(Tipo("evidencias-zip", hacer=_zip, puede=_puede, titulo="Evidencias"))

`hacer(tarea)` writes its file into `tarea.destino` (or none, for work that leaves no file). It may be begun again from
nothing after a sudden death: doing it twice must be the same as once.
"""

from collections.abc import Callable
from dataclasses import dataclass


class Imposible(Exception):
    """The work cannot be done, today or tomorrow: its message is a sentence in Spanish for whoever asked."""


@dataclass(frozen=True, slots=True)
class Tipo:
    """One kind. `puede(cargo, datos)` says who may look at one and take its file; without it, nobody.

    `pesado`: takes seconds of a processor or more; only so many of those run at once in the whole installation.
    `intentos`: how often it is begun before it is given up; `rendido`: what is said then, where the queue's own
    sentence does not fit. `permanece`: its row is kept when it ended, for whoever asks later what became of it.
    """

    nombre: str
    hacer: Callable
    puede: Callable = lambda cargo, datos: False
    titulo: str = "Documento"
    pesado: bool = True
    intentos: int = 3
    rendido: str = ""
    permanece: bool = False


@dataclass(frozen=True, slots=True)
class Ronda:
    """Something a worker looks at every so many seconds. It only reads, unless it finds something to do."""

    nombre: str
    hacer: Callable
    cada: float


_TIPOS: dict[str, Tipo] = {}
_RONDAS: dict[str, Ronda] = {}


def registrar(tipo):
    _TIPOS[tipo.nombre] = tipo


def rondar(nombre, hacer, *, cada):
    """Call `hacer()` in every worker each `cada` seconds; two workers may call it at the same instant."""
    _RONDAS[nombre] = Ronda(nombre, hacer, cada)


def tipo(nombre):
    """The registered kind, or None: a row may be older than the code."""
    return _TIPOS.get(nombre)


def permanentes():
    """The names of the kinds whose rows are kept."""
    return [t.nombre for t in _TIPOS.values() if t.permanece]


def rondas():
    return list(_RONDAS.values())
