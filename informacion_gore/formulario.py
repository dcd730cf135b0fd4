"""III.3, declared; it also answers to III.2.1, whose planning version it can print."""

from gestion_territorial.formularios import reglas
from gestion_territorial.formularios.declaracion import Formulario
from gestion_territorial.formularios.tablas import control

from . import textos
from .control import EXTRAS, PLANIFICACION, TABLA_ORIGEN, pesos_distintos, tabla_de_planificacion

_CONTROL = control(
    primera=2,
    etiquetas=textos.ETIQUETAS,
    notas=textos.NOTAS,
    ayudas=textos.AYUDAS,
    grupos=(textos.GRUPO_RESULTADOS, textos.GRUPO_OPERACIONAL),
    titulo="Objetivos y actividades",
    extras=EXTRAS,
    objetivos_fijos=True,
)

FORMULARIO = Formulario(
    codigo="III.3",
    alias=("III.2.1",),
    ruta="iii-3",
    actividad=textos.ACTIVIDAD,
    titulo=textos.TITULO,
    region=(1, textos.ETIQUETAS[1]),
    desempeno=(14, textos.ETIQUETAS[14]),
    veredicto=(15, textos.ETIQUETAS[15]),
    tablas=(TABLA_ORIGEN, _CONTROL),
    modalidades=("ACTIVIDADES",),
    formatos={"control": (_CONTROL,), PLANIFICACION: (tabla_de_planificacion(),)},
    notas=textos.NOTAS,
    reglas=(*reglas.COMUNES, pesos_distintos),
)
