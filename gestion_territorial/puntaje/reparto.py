"""Two helps for weights that do not make 100, and what rounding them does at the threshold.

Both write weights in steps of 0,01 that sum to exactly 100, and both are previews: they change nothing by themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .numeros import desde_milesimas, exacto, milesimas, mostrar, mostrar_ponderacion

CENTESIMA = Fraction(1, 100)


class RepartoImposible(ValueError):
    """The weights cannot be completed this way. `str()` is a Spanish sentence; it counts the given rows from 1."""


@dataclass(frozen=True)
class Reparto:
    """The proposed weights, row by row, summing to exactly 100.

    `con_resto`: indexes (from 0) of the rows that got one more hundredth than their truncated share. `con_milesimas`:
    index of the one row that carries thousandths which do not make a hundredth (only when weights with three decimals
    were there before), else None.
    """

    valores: tuple[Fraction, ...]
    con_resto: tuple[int, ...]
    con_milesimas: int | None = None


def proporcional_a_100(ponderaciones: Sequence[Fraction | None]) -> Reparto:
    """Scale the weights to 100 by largest remainder in steps of 0,01, ties in row order ("Proporcional a 100").

    Weights already in hundredths that sum to 100 stay as they are. Raises RepartoImposible when there is no row, a
    weight is missing or all are zero.
    """
    pesos = _escritas(ponderaciones)
    faltan = [i + 1 for i, peso in enumerate(pesos) if peso is None]
    if faltan:
        raise RepartoImposible(
            f"Falta la ponderación de {_filas(faltan)}: escríbala, o use «Repartir hasta 100» para completarla."
        )
    total = sum(pesos)
    if not total:
        raise RepartoImposible(
            "Todas las ponderaciones son cero y no hay proporción que mantener: escriba al menos una mayor que cero."
        )
    cuotas = [peso / total * 10_000 for peso in pesos]  # exact shares, in hundredths
    enteras = [cuota.numerator // cuota.denominator for cuota in cuotas]
    sobrante = 10_000 - sum(enteras)
    por_resto = sorted(range(len(pesos)), key=lambda i: (enteras[i] - cuotas[i], i))  # largest remainder first
    con_resto = tuple(sorted(por_resto[:sobrante]))
    for i in con_resto:
        enteras[i] += 1
    return Reparto(tuple(entera * CENTESIMA for entera in enteras), con_resto)


def repartir_hasta_100(ponderaciones: Sequence[Fraction | None]) -> Reparto:
    """Spread what is left to 100 equally over the blank rows, in steps of 0,01 ("Repartir hasta 100").

    Written weights stay as they are. The hundredths that do not divide go to the first blank rows; should the written
    weights leave thousandths over (33,333 leaves 66,667), the next blank row carries them, so that the sum is exactly
    100 and nothing has more than three decimals. Raises RepartoImposible when there is no row, none is blank or the sum
    exceeds 100; ValueError for a weight with more than three decimals.
    """
    pesos = _escritas(ponderaciones)
    blancas = [i for i, peso in enumerate(pesos) if peso is None]
    if not blancas:
        raise RepartoImposible(
            "Ninguna fila tiene la ponderación en blanco: borre las que quiera calcular, o use «Proporcional a 100»."
        )
    escrito = sum(milesimas(peso) for peso in pesos if peso is not None)
    if escrito > 100_000:
        raise RepartoImposible(
            f"Las ponderaciones escritas suman {mostrar_ponderacion(desde_milesimas(escrito))} y no queda nada por "
            "repartir: rebájelas hasta que no pasen de 100."
        )
    centesimas, sueltas = divmod(100_000 - escrito, 10)
    cuota, sobrante = divmod(centesimas, len(blancas))
    con_resto = tuple(blancas[:sobrante])
    con_milesimas = blancas[sobrante] if sueltas else None
    for i in blancas:
        pesos[i] = (cuota + (i in con_resto)) * CENTESIMA
    if sueltas:
        pesos[con_milesimas] += desde_milesimas(sueltas)
    return Reparto(tuple(pesos), con_resto, con_milesimas)


def _escritas(ponderaciones: Sequence[Fraction | None]) -> list[Fraction | None]:
    pesos = [None if peso is None else exacto(peso) for peso in ponderaciones]
    if not pesos:
        raise RepartoImposible("No hay filas entre las que repartir la ponderación: agregue al menos una.")
    if any(peso is not None and peso < 0 for peso in pesos):
        raise ValueError("a weight is not negative")
    return pesos


def _filas(numeros: list[int]) -> str:
    *primeras, ultima = map(str, numeros)
    return f"las filas {', '.join(primeras)} y {ultima}" if primeras else f"la fila {ultima}"


@dataclass(frozen=True)
class EfectoEnUmbral:
    """With `cumplidas` of `filas` equal rows met, the rounded weights decide otherwise than equal ones would.

    `exacto` is the performance as ACTIVIDADES; `minimo` and `maximo` what the rounded METAS can give, depending on
    which rows are met. `str()` is the Spanish sentence of the preview.
    """

    filas: int
    cumplidas: int
    exacto: Fraction
    minimo: Fraction
    maximo: Fraction
    umbral: Fraction

    def __str__(self) -> str:
        como_actividades = mostrar(self.exacto, self.umbral)
        if (self.exacto * 100).denominator == 1:
            como_actividades = f"exactamente {como_actividades}"
        if self.exacto >= self.umbral:
            alcanza, consecuencia = "y alcanza", "y podría no alcanzarlo"
        else:
            alcanza, consecuencia = "y no alcanza", "y podría alcanzarlo"
        return (
            f"Con {self.cumplidas} de {self.filas} filas cumplidas, como ACTIVIDADES el desempeño es "
            f"{como_actividades} {alcanza} el umbral de {mostrar_ponderacion(self.umbral)}; como METAS con estas "
            f"ponderaciones redondeadas queda entre {mostrar(self.minimo, self.umbral)} y "
            f"{mostrar(self.maximo, self.umbral)}, según cuáles se cumplan, {consecuencia}: "
            "si todas pesan lo mismo, conviene la modalidad ACTIVIDADES."
        )


def efecto_en_umbral(valores: Sequence[Fraction], umbral: Fraction) -> EfectoEnUmbral | None:
    """Say where rounding equal weights moves a region across the threshold, or None when it never does.

    Takes the rounded weights (`Reparto.valores`) or the equal ones they come from: a sequence that does not sum to 100
    is first made proportional. Rows count as equal when they differ by a hundredth at most; otherwise there is nothing
    to compare with and the answer is None. 30 equal rows with 27 met are exactly 90 as ACTIVIDADES, and 89,98 to 90,01
    as rounded METAS. Raises RepartoImposible as `proporcional_a_100` does.
    """
    umbral = exacto(umbral)
    pesos = [None if valor is None else exacto(valor) for valor in valores]
    if None in pesos or sum(pesos) != 100:
        pesos = proporcional_a_100(pesos).valores
    pesos = sorted(pesos)
    if pesos[-1] - pesos[0] > CENTESIMA:
        return None
    filas = len(pesos)
    justas = -(
        -umbral * filas // 100
    )  # the fewest rows that reach it; if rounding moves any count, it moves one of these two
    for cumplidas in (justas, justas - 1):
        if not 0 < cumplidas <= filas:
            continue
        exacta = Fraction(100 * cumplidas, filas)
        minimo, maximo = sum(pesos[:cumplidas]), sum(pesos[filas - cumplidas :])
        if (minimo >= umbral) != (maximo >= umbral):
            return EfectoEnUmbral(filas, cumplidas, exacta, minimo, maximo, umbral)
    return None
