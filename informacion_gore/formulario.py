"""III.3, declared; it also answers to III.2.1, whose planning version it can print."""

from gestion_territorial.formularios import reglas
from gestion_territorial.formularios.declaracion import Formato, Formulario
from gestion_territorial.formularios.tablas import control

from . import textos
from .control import (
    EXTRAS,
    PLANIFICACION,
    TABLA_ORIGEN,
    hereda_objetivo,
    pesos_distintos,
    ponderacion_del_programa,
    tabla_de_planificacion,
)

_CONTROL = control(
    primera=2,
    etiquetas=textos.ETIQUETAS,
    notas=textos.NOTAS,
    ayudas=textos.AYUDAS,
    grupos=(textos.GRUPO_RESULTADOS, textos.GRUPO_OPERACIONAL),
    titulo="Objetivos y actividades",
    extras=EXTRAS,
    objetivos_fijos=True,
    hereda=hereda_objetivo,
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
    formatos={
        "control": Formato(
            nombre=textos.VERSIONES["control"],
            actividad=textos.ACTIVIDAD,
            titulo=textos.TITULO,
            region=(1, textos.ETIQUETAS[1]),
            tablas=(_CONTROL,),
            notas=textos.NOTAS,
        ),
        PLANIFICACION: Formato(
            nombre=textos.VERSIONES[PLANIFICACION],
            actividad=textos.ACTIVIDAD_PLANIFICACION,
            titulo=f"{textos.TITULO} ({textos.NOTAS_DE_ETIQUETAS['titulo']})",
            region=(textos.NOTAS_DE_ETIQUETAS["institucion"], textos.ETIQUETAS_PLANIFICACION["institucion"]),
            tablas=(tabla_de_planificacion(),),
            notas=textos.NOTAS_PLANIFICACION,
            con_resultado=False,
            con_institucion=True,
            encabezados=ponderacion_del_programa,
        ),
    },
    notas=textos.NOTAS,
    reglas=(*reglas.COMUNES, pesos_distintos),
)
