"""The dialogue of review as a programme's page shows it: what hangs on each cell, the list to work down, who may what.

Four queries at most, whatever the rows: observations, accepted rows and, for reviewers, notes and the last review.
"""

from dataclasses import dataclass
from functools import cached_property

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import EN_REVISION
from gestion_territorial.flujo import cambios as desde
from gestion_territorial.flujo import notas
from gestion_territorial.flujo.errores import NoExiste
from gestion_territorial.flujo.frases import frases
from gestion_territorial.flujo.lugares import TODO, Lugar, huella
from gestion_territorial.revision.models import EstadoObservacion

from .cambios import cambios

HUELLA = 16  # digits of a row's hash that a page carries


@dataclass(frozen=True, slots=True, repr=False)
class EnPagina:
    """An observation or a note where it stands now. `linea` is None for the whole form, or a row taken out since."""

    dicho: object
    donde: str
    linea: object = None
    columna: object = None

    @property
    def lugar(self):
        return self.dicho.lugar

    @property
    def sin_cerrar(self):
        return self.dicho.estado != EstadoObservacion.CERRADA

    @property
    def de_fila(self):
        return self.dicho.fila_id is not None

    @property
    def celda(self):
        """The query and place, under the programme's address, that open its cell for writing."""
        if self.linea is None:
            return "#tabla"
        columna = f"&columna={self.columna.clave}" if self.columna else ""
        return f"?editar={self.linea.llave}{columna}#{self.linea.ancla}"


@dataclass(frozen=True, slots=True, repr=False)
class Aceptada:
    """A row's mark: it stands, or the row says something else since."""

    dicho: object
    vigente: bool


class Dialogo:
    """Of one `Pagina`. Without a post (an old version being read) it is silent."""

    def __init__(self, pagina):
        self.pagina, self.programa, self.cargo = pagina, pagina.programa, pagina.cargo
        self.abierta, self.columna = "", ""

    def abrir(self, llave, columna):
        """Which line has the box to observe in open, and the column chosen in it."""
        if self.pagina.puede_observar or self.puede_anotar:
            self.abierta, self.columna = llave, columna

    @cached_property
    def puede_anotar(self):
        return self.lee_notas and self.pagina._puede("anotar")

    @property
    def lee_notas(self):
        return notas.puede_leer(self.cargo)

    @cached_property
    def observaciones(self):
        """All of them, in the form's order: the whole first, then row by row; rows taken out last."""
        if self.cargo is None:
            return []
        return sorted((self._en_pagina(o) for o in self.programa.observaciones.all()), key=self._orden)

    @cached_property
    def sin_cerrar(self):
        return [o for o in self.observaciones if o.sin_cerrar]

    @cached_property
    def sin_responder(self):
        return [o for o in self.observaciones if o.dicho.estado == EstadoObservacion.ABIERTA]

    @cached_property
    def notas(self):
        if not self.lee_notas:
            return []
        return sorted((self._en_pagina(n) for n in self.programa.notas_internas.all()), key=self._orden)

    @cached_property
    def por_lugar(self):
        """{(table, row id, column): what is not closed there}; a whole row's things stand in its first cell."""
        lugares = {}
        for dicho in self.sin_cerrar:
            lugares.setdefault(self._celda_de(dicho), []).append(dicho)
        return lugares

    @cached_property
    def notas_por_lugar(self):
        lugares = {}
        for nota in self.notas:
            lugares.setdefault(self._celda_de(nota), []).append(nota)
        return lugares

    @cached_property
    def ocupadas(self):
        """The cells of which there is something to say."""
        return {*self.por_lugar, *self.notas_por_lugar, *self.cambiadas}

    @cached_property
    def en_filas(self):
        """Whether there is something to say, or to do, on whole rows."""
        return bool(self.aceptadas) or self.pagina.puede_observar or self.puede_anotar

    def de_fila(self, linea):
        """What is not closed on a line, by column."""
        return [o for o in self.sin_cerrar if o.lugar[:2] == (linea.tabla.clave, linea.id)]

    def vecinas(self, observacion):
        """(previous, next) of an observation in the list to work down, which is of those that are not closed."""
        lista = self.sin_cerrar if observacion.sin_cerrar else self.observaciones
        lugar = lista.index(observacion)
        return lista[lugar - 1] if lugar else None, lista[lugar + 1] if lugar + 1 < len(lista) else None

    @cached_property
    def aceptadas(self):
        """{(table, row id): Aceptada}."""
        if self.cargo is None:
            return {}
        marcas = {(a.tabla, a.fila_id): a for a in self.programa.aceptaciones.all()}
        return {
            lugar: Aceptada(marcas[lugar], marcas[lugar].huella == self._huella(linea))
            for lugar, linea in self._lineas.items()
            if lugar in marcas
        }

    @cached_property
    def por_aceptar(self):
        """The lines that are accepted one by one; the only row of its table, as a date, goes with all the others."""
        return [linea for linea in self.pagina.lineas if not linea.tabla.unica]

    @property
    def cuantas_aceptadas(self):
        lugares = {(linea.tabla.clave, linea.id) for linea in self.por_aceptar}
        return sum(1 for lugar, a in self.aceptadas.items() if a.vigente and lugar in lugares)

    def valor(self, linea):
        """What a line's box to accept carries: its key, and the hash of what the reader saw."""
        return f"{linea.llave}:{self._huella(linea)[:HUELLA]}"

    @property
    def frases(self):
        return frases().items()

    # ---- Since the last review, and the text asked back ----

    @cached_property
    def _dichos(self):
        """One query for both questions below."""
        return desde.dichos_de_la_revision(self.programa)

    @cached_property
    def ultima(self):
        """(entry, version) of the last review, for whoever reviews what was sent again; else (None, None)."""
        if not self.lee_notas or self.programa.estado not in EN_REVISION:
            return None, None
        return desde.ultima_revision(self.programa, self.cargo.usuario_id, self._dichos)

    @cached_property
    def cambios(self):
        """What changed since then."""
        if self.ultima[1] is None:
            return []
        return cambios(
            self.pagina.formulario, desde.contenido_de(self.ultima[1]), datos.instantanea(self.pagina.contenido)
        )

    @property
    def revision_propia(self):
        return self.ultima[0] is not None and self.ultima[0].actor_id == self.cargo.usuario_id

    @cached_property
    def cambiadas(self):
        """The cells whose words changed."""
        return {c.lugar for c in self.cambios}

    @cached_property
    def peticion(self):
        """The request to have the text back, with its reason, while it waits; or the last «no» to it."""
        if self.cargo is None or self.programa.estado not in EN_REVISION:
            return None
        pedida = desde.peticion_de_devolucion(self.programa, self._dichos)
        entrada = pedida or desde.devolucion_declinada(self.programa, self._dichos)
        return entrada and {"entrada": entrada, "motivo": desde.motivo_de(entrada), "espera": pedida is not None}

    # ---- Places ----

    @cached_property
    def _lineas(self):
        return {(linea.tabla.clave, linea.id): linea for linea in self.pagina.lineas}

    def _huella(self, linea):
        return huella(linea.tabla, linea.fila, self.pagina.contenido)

    def _celda_de(self, dicho):
        if dicho.linea is None:
            return dicho.lugar
        columna = dicho.columna or dicho.linea.tabla.columnas[0]
        return dicho.linea.tabla.clave, dicho.linea.id, columna.clave

    def _en_pagina(self, dicho):
        tabla = self.pagina.formulario.tabla(dicho.tabla)
        if tabla is None:
            return EnPagina(dicho, "Todo el formulario")
        titulo = f" de «{tabla.titulo}»" if tabla.titulo else ""
        if dicho.fila_id is None:
            return EnPagina(dicho, f"Una fila que falta{titulo}" if getattr(dicho, "pide_fila", False) else titulo[4:])
        columna = next((c for c in tabla.columnas if c.clave == dicho.columna), None)
        linea = self._lineas.get((dicho.tabla, dicho.fila_id))
        numero = linea.fila.numero if linea else dicho.numero
        donde = f"Fila {numero}{titulo}" + (f", {columna.etiqueta}" if columna else "")
        if columna and columna.numero:
            donde += f" ({columna.numero})"
        return EnPagina(dicho, donde if linea else f"{donde}: la fila fue eliminada", linea, columna)

    def _orden(self, dicho):
        claves = [t.clave for t in self.pagina.formulario.tablas]
        tabla = claves.index(dicho.dicho.tabla) + 1 if dicho.dicho.tabla in claves else 0
        numero = dicho.linea.fila.numero if dicho.linea else 10**9 if dicho.de_fila else 0
        if dicho.linea is None or dicho.columna is None:
            return tabla, numero, 0, dicho.dicho.pk
        return tabla, numero, dicho.linea.tabla.columnas.index(dicho.columna) + 1, dicho.dicho.pk


def leer_lugar(formulario, llave, columna=""):
    """The place that a page's key names: «12», «instancias-3», the key of a table, or nothing. Raises NoExiste."""
    if not llave:
        return TODO if not columna else _no_hay()
    clave, fila = ("control", llave) if llave.isdigit() else llave.rpartition("-")[::2]
    if formulario.tabla(llave):
        return Lugar(llave, None, columna)
    if formulario.tabla(clave) is None or not fila.isdecimal() or len(fila) > 17:
        return _no_hay()
    return Lugar(clave, int(fila), columna)


def _no_hay():
    raise NoExiste("El formulario no tiene ese lugar. Vuelva a cargar la página.")
