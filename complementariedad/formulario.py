"""III.2, declared: the table of bodies, and the control table numbered from (7)."""

from gestion_territorial.formularios import reglas
from gestion_territorial.formularios.declaracion import Formulario
from gestion_territorial.formularios.tablas import control

from . import textos
from .instancias import EXTRA, TABLA, al_menos_una, con_problema

FORMULARIO = Formulario(
    codigo="III.2",
    ruta="iii-2",
    actividad=textos.ACTIVIDAD,
    titulo=textos.TITULO,
    region=(1, textos.ETIQUETAS[1]),
    desempeno=(16, textos.ETIQUETAS[16]),
    veredicto=(17, textos.ETIQUETAS[17]),
    tablas=(
        TABLA,
        control(
            primera=7,
            etiquetas=textos.ETIQUETAS,
            notas=textos.NOTAS,
            ayudas=textos.AYUDAS,
            grupos=(textos.GRUPO_RESULTADOS, textos.GRUPO_OPERACIONAL),
            titulo="Objetivos y compromisos",
            extras=(EXTRA,),
        ),
    ),
    notas=textos.NOTAS,
    reglas=(*reglas.COMUNES, al_menos_una, con_problema),
)
