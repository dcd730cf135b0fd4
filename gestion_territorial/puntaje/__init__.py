"""The scoring package: exact fractions from the written weights to the national verdict.

Plain Python: it imports neither Django nor any other room of the project, so that an auditor can recompute a verdict
with nothing but an interpreter (`python -m gestion_territorial.puntaje`). The rules are those of the official format's
notes on columns (8) to (12); each function says which one it follows.
"""

from .calculo import puntuar, sin_aprobar, veredicto
from .entrada import evaluar, informe
from .lectura import EntradaInvalida
from .modelo import Agregado, Anticipado, Modalidad, Puntaje, Resultado, Unidad, Veredicto, agregar
from .numeros import (
    PonderacionIlegible,
    desde_milesimas,
    leer_ponderacion,
    milesimas,
    mostrar,
    mostrar_ponderacion,
)
from .reparto import (
    EfectoEnUmbral,
    Reparto,
    RepartoImposible,
    efecto_en_umbral,
    proporcional_a_100,
    repartir_hasta_100,
)

__all__ = [
    "Agregado",
    "Anticipado",
    "EfectoEnUmbral",
    "EntradaInvalida",
    "Modalidad",
    "PonderacionIlegible",
    "Puntaje",
    "Reparto",
    "RepartoImposible",
    "Resultado",
    "Unidad",
    "Veredicto",
    "agregar",
    "desde_milesimas",
    "efecto_en_umbral",
    "evaluar",
    "informe",
    "leer_ponderacion",
    "milesimas",
    "mostrar",
    "mostrar_ponderacion",
    "proporcional_a_100",
    "puntuar",
    "repartir_hasta_100",
    "sin_aprobar",
    "veredicto",
]
