"""What a document is made of: plain data, ready to print, that Excel and PDF both read and neither changes.

Texts are already the words of the paper, free of what no file can hold. No part knows a form, a model or a query.
"""

from dataclasses import dataclass
from datetime import datetime

BORRADOR = "BORRADOR — sin validez oficial"
NO_COMPROMETE = "La región no compromete este programa."
SIN_FILAS = "Sin filas"
EVIDENCIAS = "Archivos de evidencia"
A_NIVEL_NACIONAL = "Se informa a nivel nacional"
LARGA = 900  # characters


@dataclass(frozen=True, slots=True)
class Celda:
    """One cell: its text, whether that is a figure, a short remark, and how many lines it covers from here down."""

    texto: str
    es_numero: bool = False
    nota: str = ""
    filas: int = 1
    anulada: bool = False

    @property
    def impreso(self):
        """All that the cell says; the remark in parentheses, on its own line where there is a text."""
        if not self.nota:
            return self.texto
        return f"{self.texto}\n({self.nota})" if self.texto else f"({self.nota})"


@dataclass(frozen=True, slots=True)
class ColumnaImpresa:
    """`etiqueta` carries its number, «Indicador (3)»; `ancho` is a share of the page; `clase` how it is aligned."""

    clave: str
    etiqueta: str
    ancho: int
    clase: str


@dataclass(frozen=True, slots=True)
class TablaImpresa:
    """One table. In a line, None stands where a cell above covers the place. `totales` is empty where nothing adds."""

    clave: str
    grupos: tuple[tuple[str, int], ...]
    columnas: tuple[ColumnaImpresa, ...]
    filas: tuple[tuple[Celda | None, ...], ...]
    totales: tuple[Celda, ...] = ()

    @property
    def con_grupos(self):
        return any(grupo for grupo, _ in self.grupos)

    @property
    def lineas(self):
        """([(column, cell)], whether it is too long to be kept on one page), for a renderer that breaks pages."""
        return [
            (
                [(columna, celda) for columna, celda in zip(self.columnas, fila, strict=True) if celda],
                any(celda and len(celda.texto) > LARGA for celda in fila),
            )
            for fila in self.filas
        ]

    @property
    def antes_de_totales(self):
        """How many columns the word «Total» spans: those before the first that adds."""
        return next((n for n, celda in enumerate(self.totales) if celda.es_numero), 0)

    @property
    def totales_impresos(self):
        return self.totales[self.antes_de_totales :]


@dataclass(frozen=True, slots=True)
class LineaFinal:
    """A line under the table, as (11) and (12): what it is, why it is so, and the figure or word itself.

    `resultado` is the word that counts, with its `signo`; it may not be the `valor`, which is then a figure.
    """

    etiqueta: str
    valor: str
    es_numero: bool = False
    resultado: str = ""
    signo: str = ""
    detalle: str = ""


@dataclass(frozen=True, slots=True)
class Uso:
    """Which version was printed. Without one, `sha256` is of the content as printed and `fecha` its last change."""

    sha256: str
    numero: int | None = None
    motivo: str = ""
    fecha: str = ""
    borrador: bool = False
    avisos: tuple[str, ...] = ()

    @property
    def nombre(self):
        return f"Versión {self.numero} ({self.motivo})" if self.numero else "Sin versión"

    @property
    def pie(self):
        """«Versión 3 (aprobación) · 04-03-2009 10:12», the beginning of the footer."""
        return " · ".join(filter(None, [self.nombre, self.fecha]))


@dataclass(frozen=True, slots=True)
class Bloque:
    """One region's part of the document."""

    codigo: str
    region: str
    autoridad: str
    estado: str
    etiqueta: str
    tablas: tuple[TablaImpresa, ...]
    desempeno: LineaFinal | None
    uso: Uso
    avisos: tuple[str, ...] = ()
    institucion: str = ""
    encabezados: tuple[tuple[str, str], ...] = ()  # more lines beside the region's: label and value
    evidencias: tuple[str, ...] = ()  # the files that prove its rows, a line each

    @property
    def identificacion(self):
        region = f"{self.region} — {self.autoridad}" if self.autoridad else self.region
        return f"{self.institucion} / {region}" if self.institucion else region


@dataclass(frozen=True, slots=True)
class Documento:
    """The paper of one form: of a region (one block), or of the whole country with the verdict at its end.

    `formato` names the version of the format, where the form has several.
    """

    formulario: str
    titulo: str
    servicio: str
    servicio_nombre: str
    anio: int
    region: str
    bloques: tuple[Bloque, ...]
    etiqueta_desempeno: str
    veredicto: LineaFinal | None
    notas: tuple[tuple[int | str | None, str], ...]
    momento: datetime
    formato: str = ""

    @property
    def es_nacional(self):
        return not self.region

    @property
    def borrador(self):
        return any(b.uso.borrador for b in self.bloques)

    @property
    def marca(self):
        """What every page of a draft says, or empty."""
        return BORRADOR if self.borrador else ""

    @property
    def encabezado(self):
        """The line under the title: whose programme and of which year."""
        return f"{self.servicio_nombre} ({self.servicio}) · Período {self.anio}"

    @property
    def nombre(self):
        """A file name without extension: «III.1-SERNAM-2009-02» or «III.1-SERNAM-2009-nacional»."""
        partes = (self.formulario, self.servicio, str(self.anio), self.region or "nacional", self.formato)
        return "-".join(filter(None, partes))

    @property
    def avisos(self):
        """Why it is a draft, in one or two sentences."""
        if not self.es_nacional:
            return self.bloques[0].uso.avisos
        borradores = sum(b.uso.borrador for b in self.bloques)
        if not borradores:
            return ()
        return (f"{borradores} de {len(self.bloques)} regiones no tienen una versión vigente de lo que se muestra.",)
