"""What «proporcional a 100» and «repartir hasta 100» would write, before anybody writes it."""

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Modalidad
from gestion_territorial.puntaje import (
    RepartoImposible,
    efecto_en_umbral,
    mostrar_ponderacion,
    proporcional_a_100,
    repartir_hasta_100,
)

from .errores import DatoInvalido

REPARTOS = {"proporcional": proporcional_a_100, "repartir": repartir_hasta_100}


def previa(contenido, cual, umbral):
    """The lines as they would be, [(line, before, after, what it got more)], and the effect at the threshold."""
    if cual not in REPARTOS:
        raise DatoInvalido("Elija repartir hasta 100 o proporcional a 100.")
    filas = [f for f in contenido.filas if not f.compromiso.anulado]
    if contenido.modalidad != Modalidad.METAS:
        raise DatoInvalido("En la modalidad de actividades el sistema calcula las ponderaciones: todas pesan lo mismo.")
    originales = [_legible(f.compromiso) for f in filas]
    try:
        reparto = REPARTOS[cual](originales)
    except RepartoImposible as error:
        raise DatoInvalido(str(error), "ponderacion") from None
    lineas = []
    for n, (fila, original, valor) in enumerate(zip(filas, originales, reparto.valores, strict=True)):
        escrita = fila.compromiso.ponderacion_texto
        despues = escrita if original == valor else mostrar_ponderacion(valor)  # an equal weight stays as it was typed
        ajuste = ["una centésima"] if n in reparto.con_resto else []
        ajuste += ["las milésimas que faltan"] if n == reparto.con_milesimas else []
        lineas.append((fila, escrita, despues, " y ".join(ajuste)))
    efecto = efecto_en_umbral(reparto.valores, umbral) if _iguales(originales, cual) else None
    return lineas, efecto


def _legible(compromiso):
    if compromiso.ponderacion_texto and compromiso.ponderacion_milesimas is None:
        raise DatoInvalido(
            f"La ponderación «{compromiso.ponderacion_texto}» no se lee como número: corríjala antes.", "ponderacion"
        )
    return datos.ponderacion(compromiso)


def _iguales(originales, cual):
    return (cual == "repartir" and not any(originales)) or len(set(originales)) == 1
