"""The control table that the three committing forms share: nine columns, numbered from wherever the form starts."""

from gestion_territorial.compromisos.models import Compromiso, Indicador, Objetivo

from .declaracion import Columna, Fase, Nivel, Tabla, Tipo

# Where what belongs to a level of the control table is kept.
DE_NIVEL = {Nivel.OBJETIVO: Objetivo, Nivel.INDICADOR: Indicador, Nivel.COMPROMISO: Compromiso}

_CONTROL = (
    ("objetivo", Tipo.TEXTO, Nivel.OBJETIVO, Fase.COMPROMISO, ("texto",), 16),
    ("indicador", Tipo.TEXTO, Nivel.INDICADOR, Fase.COMPROMISO, ("texto",), 15),
    ("resultado", Tipo.TEXTO, Nivel.INDICADOR, Fase.RESULTADOS, ("resultado_anual",), 13),
    ("compromiso", Tipo.COMPROMISO, Nivel.COMPROMISO, Fase.COMPROMISO, ("texto", "actividades"), 20),
    ("unidad", Tipo.TEXTO, Nivel.COMPROMISO, Fase.COMPROMISO, ("unidad",), 10),
    ("verificacion", Tipo.TEXTO, Nivel.COMPROMISO, Fase.COMPROMISO, ("verificacion",), 12),
    ("ponderacion", Tipo.PONDERACION, Nivel.COMPROMISO, Fase.COMPROMISO, ("ponderacion_texto",), 8),
    ("cumple", Tipo.RESPUESTA, Nivel.COMPROMISO, Fase.RESULTADOS, ("cumple",), 7),
    ("ganada", Tipo.GANADA, Nivel.COMPROMISO, Fase.DERIVADA, (), 7),
)
_DE_RESULTADOS = 3  # the first three columns are objective and indicator; the rest is the commitment


def control(*, primera, etiquetas, notas, ayudas, grupos, titulo="", extras=(), objetivos_fijos=False, hereda=None):
    """Columns `primera` to `primera`+8: objective, indicator, result | commitment … earned weight.

    With `objetivos_fijos` the objective is not typed: one of the form's `extras` chooses it, and `hereda` says
    whether last year's still exists.
    """
    return Tabla(
        clave="control",
        titulo=titulo,
        extras=extras,
        columnas=tuple(
            Columna(
                clave=clave,
                numero=numero,
                etiqueta=etiquetas[numero],
                tipo=tipo,
                nivel=nivel,
                fase=fase,
                campos=() if objetivos_fijos and clave == "objetivo" else campos,
                grupo=grupos[0] if posicion < _DE_RESULTADOS else grupos[1],
                ancho=ancho,
                nota=notas.get(numero, ""),
                ayuda=ayudas.get(numero, ""),
                hereda=hereda if clave == "objetivo" else None,
            )
            for posicion, (clave, tipo, nivel, fase, campos, ancho) in enumerate(_CONTROL)
            for numero in [primera + posicion]
        ),
        filas=lambda contenido: contenido.filas,
    )
