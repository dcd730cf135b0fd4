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
    CORTO = "corto"  # one line
    LISTA = "lista"  # one item a line
    TERRITORIO = "territorio"  # codes of regions, provinces and communes, one a line
    FECHA = "fecha"
    OPCIONES = "opciones"  # one of a few
    MARCAS = "marcas"  # any of a few, their keys one a line
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
    PROPIA = "propia"  # a row of a form's own table


@dataclass(frozen=True, slots=True, repr=False)
class Columna:
    """One numbered column. `clave` is what rules and templates call it; `campos` the stored fields it is made of.

    `lee(fila, contenido)` gives the text of a column that is not just its fields; `valida(programa, texto)` the
    sentence why a text cannot be taken, or None; `hereda(programa, texto)` what of last year's text still exists in
    this programme, and the sentence that says what does not (or None); `elige(contenido)` what one may choose where
    that hangs on the programme; `marca(fila, contenido)` a remark that only the screen shows. Paper leaves out what is
    not `en_papel`.
    """

    clave: str
    numero: int | str | None
    etiqueta: str
    tipo: Tipo
    nivel: Nivel
    fase: Fase = Fase.COMPROMISO
    campos: tuple[str, ...] = ()
    grupo: str = ""
    ancho: int = 10
    nota: str = ""
    ayuda: str = ""
    lee: Callable[[Any, Any], str] | None = None
    valida: Callable[[Any, str], str | None] | None = None
    hereda: Callable[[Any, str], tuple[str, str | None]] | None = None
    opciones: tuple[tuple[str, str], ...] = ()
    elige: Callable[[Any], list] | None = None
    marca: Callable[[Any, Any], str] | None = None
    en_papel: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Accion:
    """Something the regional team does with the whole form, beside writing its rows: a button of the form's own.

    `hacer(programa_id, cargo, operacion)` does it and returns {"mensaje", and "programa" when another one is to be
    shown}. With `al_escribir` it is offered while the rows may be written, else always.
    """

    clave: str
    etiqueta: str
    hacer: Callable[..., dict]
    al_escribir: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Extra:
    """Something a line carries that the official table has no column for: asked in its editor, kept by its form.

    `valor(fila, contenido)` is what is stored, as text; `opciones(contenido)` what one may choose (none: free text);
    `guardar(escritura, fila_id, valor)` writes it through the writer.
    """

    clave: str
    etiqueta: str
    valor: Callable[[Any, Any], str]
    guardar: Callable[[Any, int, str], None]
    opciones: Callable[[Any], list] | None = None
    ayuda: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Tabla:
    """One table of the form. `filas(contenido)` gives its lines.

    `modelo` is the label of the form's own table of rows; empty for the control table of commitments. `unica` has
    exactly one row; `nombre` is what a row is called. `nueva(programa)` gives a new row its first values;
    `completa(escritura, fila_id, cambios)` a save what follows from it.
    """

    clave: str
    columnas: tuple[Columna, ...]
    filas: Callable[[Any], list]
    modelo: str = ""
    titulo: str = ""
    nombre: str = "fila"
    unica: bool = False
    agrega: bool = True
    extras: tuple[Extra, ...] = ()
    nueva: Callable[[Any], dict] | None = None
    completa: Callable[[Any, int, dict], dict] | None = None
    en_papel: bool = True

    def columna_de(self, campo):
        """The column that holds that stored field, or None."""
        return next((c for c in self.columnas if campo in c.campos), None)

    @property
    def impresas(self):
        """The columns that paper shows."""
        return tuple(c for c in self.columnas if c.en_papel)

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


@dataclass(frozen=True, slots=True, repr=False)
class Formato:
    """One version of a form's format, as paper prints it. A form with one version is its own.

    `region` is the label of the line that names the region (with the institution before it if `con_institucion`);
    `encabezados(contenido)` more such lines, (label, value); without `con_resultado` no performance, no verdict.
    """

    actividad: str
    titulo: str
    region: tuple[int | str, str]
    tablas: tuple[Tabla, ...]
    notas: dict[int | str, str]
    nombre: str = ""
    con_resultado: bool = True
    con_institucion: bool = False
    encabezados: Callable[[Any], list[tuple[str, str]]] | None = None


class FormatoDesconocido(LookupError):
    """The form has no version of that name. Its message is the Spanish sentence for the user."""


@dataclass(frozen=True, repr=False)
class Formulario:
    """One official form. Texts may hold {anio} and {umbral}; `con_periodo` fills them in.

    `modalidades` are those it admits, the first by default; `formatos` the versions it can be printed in, when it has
    more than one: which one rules is data of the period. `palabras` renames states; `etapa` is the window it is filled
    in. `serie` names each of the numbered programmes that a region may have in a year («medición»), where it may have
    more than one. `encabezados` is as in `Formato`. `ejemplo(programa, cargo, datos)` writes the example's programme of
    a form whose rows are not commitments.
    """

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
    modalidades: tuple[str, ...] = ("METAS", "ACTIVIDADES")
    formatos: dict[str, Formato] = field(default_factory=dict)
    palabras: dict[str, str] = field(default_factory=dict)
    etapa: str = "compromiso"
    serie: str = ""
    encabezados: Callable[[Any], list[tuple[str, str]]] | None = None
    acciones: tuple[Accion, ...] = ()
    ejemplo: Callable[[Any, Any, Any], Any] | None = None
    columnas: dict[str, Columna] = field(init=False, default_factory=dict)

    def __post_init__(self):
        self.columnas.update({c.clave: c for tabla in self.tablas for c in tabla.columnas})

    def formato(self, clave=""):
        """That version of the format; the form as the screen has it when none is named. Raises FormatoDesconocido."""
        if clave in self.formatos:
            return self.formatos[clave]
        if clave:
            hay = f"Los que hay: {', '.join(self.formatos)}." if self.formatos else "Se imprime en uno solo."
            raise FormatoDesconocido(f"El formulario {self.codigo} no tiene el formato «{clave[:40]}». {hay}")
        impresas = tuple(replace(t, columnas=t.impresas) for t in self.tablas if t.en_papel)
        return Formato(self.actividad, self.titulo, self.region, impresas, self.notas, encabezados=self.encabezados)

    def tabla(self, clave):
        """The table of that key, or None."""
        return next((t for t in self.tablas if t.clave == clave), None)

    def accion(self, clave):
        """The action of that key, or None."""
        return next((a for a in self.acciones if a.clave == clave), None)

    def estado(self, programa):
        """The word for a programme's state."""
        return self.palabras.get(programa.estado) or programa.get_estado_display()

    @property
    def control(self):
        """The control table of commitments, or None in a form that commits nothing."""
        return next((t for t in self.tablas if not t.modelo), None)

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
