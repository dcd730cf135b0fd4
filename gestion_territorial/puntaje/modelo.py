"""What is scored and what comes out: the commitment, the sums of a programme, its score, the verdict of a service.

All weights and sums are percentage points as exact fractions; an int is taken as the fraction it is, a float never.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction

from .numeros import exacto, mostrar, mostrar_ponderacion


class Modalidad(StrEnum):
    """Note (8) of the format lets a service weigh its yearly goals freely or all its activities alike."""

    METAS = "METAS"
    ACTIVIDADES = "ACTIVIDADES"


class Resultado(StrEnum):
    """What a regional programme, or a service, amounts to."""

    CUMPLE = "CUMPLE"
    NO_CUMPLE = "NO CUMPLE"
    PENDIENTE = "PENDIENTE"
    NO_EVALUABLE = "NO EVALUABLE"
    VACIO = "VACIO"
    SIN_COMPROMISO = "SIN COMPROMISO"


class Anticipado(StrEnum):
    """What is already certain of a pending programme, whatever the missing answers say."""

    ASEGURADO = "ASEGURADO"
    PERDIDO = "PERDIDO"


@dataclass(frozen=True, slots=True)
class Unidad:
    """One commitment, a goal or an activity; annulled ones are never handed in.

    `ponderacion` is the written weight (None: missing; ignored in ACTIVIDADES). `cumple` follows note (9): True only
    when met completely, partial is False; None is no answer, which is not a no.
    """

    ponderacion: Fraction | None
    cumple: bool | None

    def __post_init__(self):
        if self.ponderacion is not None:
            object.__setattr__(self, "ponderacion", exacto(self.ponderacion))
            if self.ponderacion < 0:
                raise ValueError(f"a weight is not negative: {self.ponderacion}")
        if self.cumple is not None and not isinstance(self.cumple, bool):
            raise TypeError(f"an answer is True, False or None, not {self.cumple!r}")


@dataclass(frozen=True, slots=True)
class Agregado:
    """The sums of one programme, as one SQL GROUP BY over its commitments (annulled ones out) can produce them.

    Counts of commitments: `unidades`, `sin_ponderacion`, `cumplidas`, `pendientes` (unanswered). Sums of the written
    weights: `suma` (all), `ganada` (of sí), `pendiente` (of the unanswered). A missing weight adds nothing and is
    counted. Raises ValueError when the figures contradict each other, as those of a wrong join may.
    """

    unidades: int
    sin_ponderacion: int
    cumplidas: int
    pendientes: int
    suma: Fraction
    ganada: Fraction
    pendiente: Fraction

    def __post_init__(self):
        for campo in fields(self):
            valor = getattr(self, campo.name)
            if campo.name in ("suma", "ganada", "pendiente"):
                valor = exacto(valor)
                object.__setattr__(self, campo.name, valor)
            elif not isinstance(valor, int) or isinstance(valor, bool):
                raise TypeError(f"{campo.name} is a count, not {valor!r}")
            if valor < 0:
                raise ValueError(f"{campo.name} is not negative: {valor}")
        if max(self.sin_ponderacion, self.cumplidas + self.pendientes) > self.unidades:
            raise ValueError(f"more commitments counted than there are: {self}")
        if self.ganada + self.pendiente > self.suma:
            raise ValueError(f"the parts weigh more than the whole: {self}")


def agregar(unidades: Iterable[Unidad]) -> Agregado:
    """Add commitments up in Python; the twin of the SQL sum. The order of the commitments does not matter."""
    unidades = list(unidades)

    def suma(elegidas: Iterable[Unidad]) -> Fraction:
        return sum((u.ponderacion for u in elegidas if u.ponderacion is not None), Fraction(0))

    cumplidas = [u for u in unidades if u.cumple is True]
    pendientes = [u for u in unidades if u.cumple is None]
    return Agregado(
        unidades=len(unidades),
        sin_ponderacion=sum(u.ponderacion is None for u in unidades),
        cumplidas=len(cumplidas),
        pendientes=len(pendientes),
        suma=suma(unidades),
        ganada=suma(cumplidas),
        pendiente=suma(pendientes),
    )


@dataclass(frozen=True, slots=True)
class Puntaje:
    """The score of one regional programme. A figure is None where the result leaves nothing to say.

    `desempeno` is column (11), `minimo` and `maximo` what it can still end at, `suma` the written weights (100 in
    ACTIVIDADES), `literal` the earned weights as written, `normalizado` the same over a sum of 100. The properties are
    the figures as a screen or a paper prints them.
    """

    resultado: Resultado
    desempeno: Fraction | None
    minimo: Fraction | None
    maximo: Fraction | None
    suma: Fraction | None
    literal: Fraction | None
    normalizado: Fraction | None
    anticipado: Anticipado | None
    umbral: Fraction

    @property
    def mostrado(self) -> str | None:
        return self._mostrar(self.desempeno)

    @property
    def minimo_mostrado(self) -> str | None:
        return self._mostrar(self.minimo)

    @property
    def maximo_mostrado(self) -> str | None:
        return self._mostrar(self.maximo)

    @property
    def suma_mostrada(self) -> str | None:
        """The sum with its thousandths when it has them, so that 100,001 does not print as the 100 it is not."""
        return None if self.suma is None else mostrar_ponderacion(self.suma)

    @property
    def rango(self) -> str | None:
        """While something is unanswered, "entre 85,00 y 95,00": a pending performance is never one figure."""
        if self.resultado is not Resultado.PENDIENTE or self.minimo is None:
            return None
        return f"entre {self.minimo_mostrado} y {self.maximo_mostrado}"

    def _mostrar(self, valor: Fraction | None) -> str | None:
        return None if valor is None else mostrar(valor, self.umbral)


@dataclass(frozen=True, slots=True)
class Veredicto:
    """Column (12), the verdict of a service on one programme; `definitivo` when nothing can change it any more."""

    veredicto: Resultado
    definitivo: bool
