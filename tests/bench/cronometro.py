"""Two ways of doing one thing, timed in turns: what slows the machine for a while slows both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Medicion:
    """What is measured, ours and the bare one; `contra` says in words what the bare one does."""

    nombre: str
    propio: Callable[[], object]
    base: Callable[[], object]
    contra: str
    veces: int = 15


@dataclass(frozen=True)
class Resultado:
    nombre: str
    contra: str
    propio: float
    base: float


def medir(medicion, veces):
    """Medians of alternating repetitions, in seconds, after one of each that does not count."""
    tiempos = {medicion.propio: [], medicion.base: []}
    for vuelta in range(veces + 1):
        orden = (medicion.propio, medicion.base) if vuelta % 2 else (medicion.base, medicion.propio)
        for hacer in orden:
            inicio = perf_counter()
            hacer()
            if vuelta:
                tiempos[hacer].append(perf_counter() - inicio)
    return Resultado(medicion.nombre, medicion.contra, median(tiempos[medicion.propio]), median(tiempos[medicion.base]))


def tabla(resultados):
    """The results as aligned Spanish text; the ratio is what counts."""
    lineas = [("Medición", "propio (ms)", "base (ms)", "razón", "contra")]
    for r in resultados:
        lineas.append((r.nombre, _cifra(r.propio * 1000), _cifra(r.base * 1000), _cifra(r.propio / r.base), r.contra))
    anchos = [max(len(linea[n]) for linea in lineas) for n in range(4)]
    return "\n".join(
        "  ".join([linea[0].ljust(anchos[0]), *(linea[n].rjust(anchos[n]) for n in (1, 2, 3)), linea[4]])
        for linea in lineas
    )


def _cifra(numero):
    return f"{numero:.2f}".replace(".", ",")
