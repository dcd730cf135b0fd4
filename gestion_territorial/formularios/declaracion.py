"""How a form is declared: a list of tables, a table a list of numbered columns. All else reads this.

Screen, Excel, PDF, findings and the contract test walk the same declaration; a form app adds only what is its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Tipo(StrEnum):
    """How a column's value is read and shown."""

    TEXTO = "texto"
    COMPROMISO = "compromiso"  # the goal (or activity) and, under it, its descriptive activities
    PONDERACION = "ponderacion"
    RESPUESTA = "respuesta"
    GANADA = "ganada"


class Fase(StrEnum):
    """When a column is filled in."""

    COMPROMISO = "compromiso"
    RESULTADOS = "resultados"
    DERIVADA = "derivada"


class Nivel(StrEnum):
    """What a column belongs to: its cell spans that noun's lines."""

    OBJETIVO = "objetivo"
    INDICADOR = "indicador"
    COMPROMISO = "compromiso"


@dataclass(frozen=True, slots=True)
class Columna:
    """One numbered column. `clave` is what rules and templates call it; `campos` the stored fields it is made of."""

    clave: str
    numero: int
    etiqueta: str
    tipo: Tipo
    nivel: Nivel
    fase: Fase = Fase.COMPROMISO
    campos: tuple[str, ...] = ()
    grupo: str = ""
    ancho: int = 10
    nota: str = ""
    ayuda: str = ""


@dataclass(frozen=True, slots=True)
class Tabla:
    """One table of the form. `filas(contenido)` gives its lines."""

    clave: str
    columnas: tuple[Columna, ...]
    filas: Callable[[Any], list]

    @property
    def grupos(self):
        """The upper heading: (title, how many columns it spans), in order."""
        tramos = []
        for columna in self.columnas:
            if tramos and tramos[-1][0] == columna.grupo:
                tramos[-1][1] += 1
            else:
                tramos.append([columna.grupo, 1])
        return [tuple(t) for t in tramos]


@dataclass(frozen=True)
class Formulario:
    """One official form. Texts may hold {anio} and {umbral}; `con_periodo` fills them in."""

    codigo: str
    ruta: str
    actividad: str
    titulo: str
    region: tuple[int, str]
    desempeno: tuple[int, str] | None
    veredicto: tuple[int, str] | None
    tablas: tuple[Tabla, ...]
    notas: dict[int, str]
    reglas: tuple[Callable[[Any], Iterator], ...] = ()
    alias: tuple[str, ...] = ()
    puntua: bool = True
    columnas: dict[str, Columna] = field(init=False, default_factory=dict)

    def __post_init__(self):
        self.columnas.update({c.clave: c for tabla in self.tablas for c in tabla.columnas})

    def columna(self, clave):
        return self.columnas.get(clave)

    def del_periodo(self, periodo):
        """The declaration as that year reads it, with {anio} and {umbral} filled in everywhere."""

        def leido(texto):
            return self.con_periodo(texto, periodo)

        def numerado(par):
            return par and (par[0], leido(par[1]))

        tablas = tuple(
            replace(
                tabla,
                columnas=tuple(
                    replace(c, etiqueta=leido(c.etiqueta), nota=leido(c.nota), ayuda=leido(c.ayuda))
                    for c in tabla.columnas
                ),
            )
            for tabla in self.tablas
        )
        return replace(
            self,
            titulo=leido(self.titulo),
            region=numerado(self.region),
            desempeno=numerado(self.desempeno),
            veredicto=numerado(self.veredicto),
            tablas=tablas,
            notas={numero: leido(nota) for numero, nota in self.notas.items()},
        )

    def con_periodo(self, texto, periodo):
        """A text of the format with the period's year and threshold in their places."""
        entero, resto = divmod(periodo.umbral_milesimas, 1000)
        umbral = f"{entero},{resto:03d}".rstrip("0").rstrip(",")
        return texto.format(anio=periodo.anio, umbral=umbral)
