"""The lines of a form's tables as the templates walk them, and how a line is named in an address."""

from dataclasses import dataclass

from gestion_territorial.formularios.valores import Valor


@dataclass(frozen=True, slots=True, repr=False)
class Celda:
    """One cell of the official table with what hangs on it."""

    columna: object
    valor: Valor
    hallazgos: tuple
    continua: bool
    marca: str = ""
    lugar: tuple = ()  # table, row id and column, as findings and observations name it

    @property
    def bloquea(self):
        return any(h["bloquea"] for h in self.hallazgos)


@dataclass(frozen=True, slots=True, repr=False)
class Linea:
    """A line of one of the form's tables. `ruta` is its address under the programme's."""

    tabla: object
    fila: object
    celdas: tuple
    abierta: bool

    @property
    def id(self):
        return self.fila.id

    @property
    def anulada(self):
        return not self.tabla.modelo and self.fila.compromiso.anulado

    @property
    def ancla(self):
        return ancla(self.tabla, self.id)

    @property
    def ruta(self):
        return f"propia/{self.tabla.clave}/{self.id}/" if self.tabla.modelo else f"fila/{self.id}/"

    @property
    def llave(self):
        """What `?editar=` carries to open this line."""
        return llave(self.tabla, self.id)


@dataclass(frozen=True, slots=True, repr=False)
class TablaPagina:
    """One table of the form with its lines, as the templates walk it."""

    tabla: object
    lineas: tuple
    totales: dict | None

    @property
    def es_control(self):
        return not self.tabla.modelo

    @property
    def grupos(self):
        return self.tabla.grupos if any(c.grupo for c in self.tabla.columnas) else ()

    @property
    def ancho(self):
        return len(self.tabla.columnas) + 1

    @property
    def agrega(self):
        return self.tabla.agrega and not (self.tabla.unica and self.lineas)


def llave(tabla, fila_id):
    """How a line is named in an address: the number alone for commitments, «instancias-12» for a table of its own."""
    return f"{tabla.clave}-{fila_id}" if tabla and tabla.modelo else str(fila_id)


def ancla(tabla, fila_id):
    return f"{tabla.clave}-{fila_id}" if tabla and tabla.modelo else f"fila-{fila_id}"


def ancla_de(llave_):
    """The place on the page of the line of that key."""
    return f"fila-{llave_}" if llave_.isdigit() else llave_


def ruta_de(formulario, llave_):
    """The address, under the programme's, of the line of that key; empty when it names none."""
    if llave_.isdigit():
        return f"fila/{llave_}/"
    clave, _, numero = llave_.rpartition("-")
    return f"propia/{clave}/{numero}/" if formulario.tabla(clave) and numero.isdigit() else ""
