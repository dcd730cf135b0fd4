"""How a fault is told: what, where, what was expected and what was read."""

from dataclasses import dataclass

LARGO = 80


@dataclass(frozen=True, slots=True)
class Falta:
    que: str
    donde: str
    esperado: str
    leido: str

    @property
    def linea(self):
        """One Spanish line, whatever the values hold."""
        return f"{self.que} · {self.donde} · se esperaba: {_corto(self.esperado)} · se leyó: {_corto(self.leido)}"


def de_programa(programa, que, esperado, leido, donde=""):
    """A fault of a programme, named as people name it; `donde` is the place inside it."""
    lugar = f"{programa.formulario} {programa.servicio.codigo} {programa.periodo.anio} {programa.region}"
    return Falta(que, f"{lugar}, {donde}" if donde else lugar, esperado, leido)


def _corto(texto):
    linea = " ".join(texto.split()) or "(vacío)"
    return linea if len(linea) <= LARGO else linea[: LARGO - 1] + "…"
