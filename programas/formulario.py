"""III.1, declared: everything that tells it from the other forms."""

from gestion_territorial.formularios import reglas
from gestion_territorial.formularios.declaracion import Formulario
from gestion_territorial.formularios.tablas import control

from . import textos

FORMULARIO = Formulario(
    codigo="III.1",
    ruta="iii-1",
    actividad=textos.ACTIVIDAD,
    titulo=textos.TITULO,
    region=(1, textos.ETIQUETAS[1]),
    desempeno=(11, textos.ETIQUETAS[11]),
    veredicto=(12, textos.ETIQUETAS[12]),
    tablas=(
        control(
            primera=2,
            etiquetas=textos.ETIQUETAS,
            notas=textos.NOTAS,
            ayudas=textos.AYUDAS,
            grupos=(textos.GRUPO_RESULTADOS, textos.GRUPO_OPERACIONAL),
        ),
    ),
    notas=textos.NOTAS,
    reglas=reglas.COMUNES,
)
