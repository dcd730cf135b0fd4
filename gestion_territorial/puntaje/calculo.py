"""The two decisions: what a regional programme scores, and what the service's verdict is."""

from collections.abc import Iterable
from fractions import Fraction

from .modelo import Agregado, Anticipado, Modalidad, Puntaje, Resultado, Veredicto
from .numeros import exacto


def puntuar(*, modalidad: Modalidad, compromete: bool, agregado: Agregado, umbral: Fraction) -> Puntaje:
    """Score one regional programme by the format's notes (8) to (11).

    (8) goals carry free weights that must sum to 100, activities weigh 100/N each and their written weights are
    ignored; (10) a met commitment earns its whole weight; (11) the performance is the sum of what was earned, and it
    must reach `umbral` (0 to 100, in points). The cases are decided in the order written here. Raises ValueError for an
    unknown modality or a threshold out of range, TypeError for an inexact number.
    """
    umbral = exacto(umbral)
    if not 0 <= umbral <= 100:
        raise ValueError(f"the threshold lies between 0 and 100, not at {umbral}")
    if not isinstance(compromete, bool):
        raise TypeError(f"compromete is True or False, not {compromete!r}")
    modalidad = Modalidad(modalidad)

    if not compromete:
        return _sin_cifras(Resultado.SIN_COMPROMISO, umbral)
    if not agregado.unidades:
        return _sin_cifras(Resultado.VACIO, umbral)

    if modalidad is Modalidad.METAS:
        if agregado.sin_ponderacion or agregado.suma != 100:
            return _no_evaluable(agregado, umbral)
        ganado, pendiente = agregado.ganada, agregado.pendiente
    else:
        ganado = Fraction(100 * agregado.cumplidas, agregado.unidades)
        pendiente = Fraction(100 * agregado.pendientes, agregado.unidades)

    # From here on the programme weighs exactly 100, so 100·G ≥ umbral·T is G ≥ umbral.
    maximo = ganado + pendiente
    anticipado = None
    if agregado.pendientes:  # counted, not weighed: a blank of weight 0 keeps the programme pending too
        resultado = Resultado.PENDIENTE
        if ganado >= umbral:
            anticipado = Anticipado.ASEGURADO
        elif maximo < umbral:
            anticipado = Anticipado.PERDIDO
    else:
        resultado = Resultado.CUMPLE if ganado >= umbral else Resultado.NO_CUMPLE
    return Puntaje(
        resultado=resultado,
        desempeno=ganado,
        minimo=ganado,
        maximo=maximo,
        suma=Fraction(100),
        literal=ganado,
        normalizado=ganado,
        anticipado=anticipado,
        umbral=umbral,
    )


def sin_aprobar(simulacion: Puntaje, cerrado: bool = False) -> Puntaje:
    """What counts of a programme that nobody has approved yet: PENDIENTE without figures, or VACIO without rows.

    `simulacion` is what it would score as it stands. Closed all the same (*de oficio*, after the deadline), it counts
    NO CUMPLE, whatever it holds.
    """
    if cerrado:
        return _sin_cifras(Resultado.NO_CUMPLE, simulacion.umbral)
    if simulacion.resultado is Resultado.VACIO:
        return simulacion
    return _sin_cifras(Resultado.PENDIENTE, simulacion.umbral)


def _sin_cifras(resultado: Resultado, umbral: Fraction) -> Puntaje:
    return Puntaje(resultado, None, None, None, None, None, None, None, umbral)


def _no_evaluable(agregado: Agregado, umbral: Fraction) -> Puntaje:
    """Weights that do not make 100: no performance, only the two readings (as written, and over 100) to talk about."""
    completo = agregado.suma and not agregado.sin_ponderacion
    return Puntaje(
        resultado=Resultado.NO_EVALUABLE,
        desempeno=None,
        minimo=None,
        maximo=None,
        suma=agregado.suma,
        literal=agregado.ganada,
        normalizado=100 * agregado.ganada / agregado.suma if completo else None,
        anticipado=None,
        umbral=umbral,
    )


def veredicto(programas: Iterable[tuple[Puntaje, bool]]) -> Veredicto:
    """Give the verdict of a service on one programme from its regions, each a (score, closed?) pair.

    Note (12): CUMPLE when every region that commits the programme passes, NO CUMPLE when any falls short; there is no
    averaging. One region already lost decides before the rest have answered. `definitivo` when every committing region
    is closed with CUMPLE or NO CUMPLE, hence also when none commits.
    """
    comprometidos = [(p, cerrado) for p, cerrado in programas if p.resultado is not Resultado.SIN_COMPROMISO]
    if not comprometidos:
        return Veredicto(Resultado.SIN_COMPROMISO, True)
    resultados = {p.resultado for p, _ in comprometidos}
    perdido = any(p.anticipado is Anticipado.PERDIDO for p, _ in comprometidos)
    if perdido or Resultado.NO_CUMPLE in resultados:
        nacional = Resultado.NO_CUMPLE
    elif resultados == {Resultado.CUMPLE}:
        nacional = Resultado.CUMPLE
    else:
        nacional = Resultado.PENDIENTE
    definitivo = resultados <= {Resultado.CUMPLE, Resultado.NO_CUMPLE} and all(cerrado for _, cerrado in comprometidos)
    return Veredicto(nacional, definitivo)
