"""One line open for writing: its fields as the declaration has them, with what was read beside each."""

from dataclasses import dataclass
from functools import cached_property

from gestion_territorial.flujo.columnas import etiqueta_de
from gestion_territorial.formularios.declaracion import Fase, Nivel, Tipo
from gestion_territorial.formularios.reglas import huerfana
from gestion_territorial.formularios.territorios import codigos, de_la_region

from .lineas import Linea
from .pagina import Pagina

LARGOS = (Tipo.TEXTO, Tipo.COMPROMISO, Tipo.LISTA, Tipo.TERRITORIO)


def editor_de(pagina):
    """The editor of the line that is open, or None when none is or it may not be written."""
    linea = pagina.linea(pagina.abierta) if pagina.abierta and pagina.derecho else None
    if linea is None:
        return None
    if not linea.tabla.modelo:
        return EditorDeCompromiso(pagina, linea)
    return EditorPropio(pagina, linea) if pagina.derecho == "escribir" else None


@dataclass(repr=False)
class Editor:
    """What both kinds of line share."""

    pagina: Pagina
    linea: Linea

    @property
    def tabla(self):
        return self.pagina.tabla_de(self.linea)

    @cached_property
    def siguiente(self):
        lineas = self.tabla.lineas
        return lineas[self.linea.fila.numero] if self.linea.fila.numero < len(lineas) else None

    def _campo(self, columna, campo, nombre, etiqueta, texto):
        celda = next(c for c in self.linea.celdas if c.columna is columna)
        return {
            "nombre": nombre,
            "id": f"{nombre.replace('.', '-')}-{self.linea.llave}",
            "campo": campo,
            "columna": columna.clave,
            "etiqueta": etiqueta,
            "ayuda": columna.ayuda,
            "tipo": columna.tipo,
            "largo": columna.tipo in LARGOS,
            "opciones": self._opciones(columna),
            "casillas": self._casillas(columna, campo, texto),
            "valor": texto,
            "hallazgos": celda.hallazgos if campo == columna.campos[0] else (),
        }

    def _opciones(self, columna):
        if columna.elige:
            return [("", "—"), *columna.elige(self.pagina.contenido)]
        return columna.opciones if columna.tipo == Tipo.OPCIONES else ()

    def _casillas(self, columna, campo, texto):
        """Groups of boxes to tick, [(title, [(key, label, ticked?)])], for what is kept as keys, one a line."""
        if campo != columna.campos[0] or columna.tipo not in (Tipo.MARCAS, Tipo.TERRITORIO):
            return []
        programa = self.pagina.programa
        grupos = (
            de_la_region(programa.region, programa.periodo.anio)
            if columna.tipo == Tipo.TERRITORIO
            else [("", columna.opciones)]
        )
        marcadas = set(codigos(texto))
        return [(titulo, [(clave, nombre, clave in marcadas) for clave, nombre in grupo]) for titulo, grupo in grupos]


@dataclass(repr=False)
class EditorDeCompromiso(Editor):
    """A line of the control table: objective, indicator and commitment, each with its own save counter."""

    es_control = True

    @property
    def fase(self):
        return Fase.RESULTADOS if self.pagina.derecho == "escribir-resultados" else Fase.COMPROMISO

    @cached_property
    def campos(self):
        fila = self.linea.fila
        filas = {Nivel.OBJETIVO: fila.objetivo, Nivel.INDICADOR: fila.indicador, Nivel.COMPROMISO: fila.compromiso}
        de_metas = ("actividades", "ponderacion_texto")
        campos = [
            self._campo(
                columna,
                campo,
                f"{columna.nivel}.{campo}",
                self._etiqueta(columna, campo),
                getattr(filas[columna.nivel], campo, "") if filas[columna.nivel] else "",
            )
            for columna in self.linea.tabla.columnas
            if columna.fase == self.fase
            for campo in columna.campos
            if self.pagina.es_metas or campo not in de_metas or getattr(fila.compromiso, campo)
        ]
        return self._extras() + campos if self.fase == Fase.COMPROMISO else campos

    def _extras(self):
        contenido = self.pagina.contenido
        return [
            {
                "nombre": f"extra.{extra.clave}",
                "id": f"extra-{extra.clave}-{self.linea.llave}",
                "campo": f"extra-{extra.clave}",
                "columna": extra.clave,
                "etiqueta": extra.etiqueta,
                "ayuda": extra.ayuda,
                "tipo": Tipo.OPCIONES if extra.opciones else Tipo.CORTO,
                "largo": False,
                "opciones": [("", "—"), *extra.opciones(contenido)] if extra.opciones else (),
                "casillas": (),
                "valor": extra.valor(self.linea.fila, contenido),
                "hallazgos": (),
            }
            for extra in self.linea.tabla.extras
        ]

    def _etiqueta(self, columna, campo):
        propia = {"texto": "Meta anual" if self.pagina.es_metas else "Actividad", "actividades": "Actividades"}
        nombre = propia.get(campo, columna.etiqueta) if columna.clave == "compromiso" else columna.etiqueta
        return f"{nombre} ({columna.numero})"

    @cached_property
    def ediciones(self):
        fila = self.linea.fila
        return {
            "objetivo": fila.objetivo.edicion if fila.objetivo else 0,
            "indicador": fila.indicador.edicion,
            "compromiso": fila.compromiso.edicion,
        }

    @property
    def reutilizables(self):
        """Files of other lines that may prove this one too."""
        return self.pagina.evidencias.reutilizables(self.linea)

    @cached_property
    def comparten(self):
        """How many lines share this line's objective."""
        objetivo = self.linea.fila.objetivo
        filas = self.pagina.contenido.filas
        return sum(1 for f in filas if objetivo and f.objetivo and f.objetivo.id == objetivo.id)

    @cached_property
    def anterior(self):
        """The line above with an objective this one does not share, or None."""
        filas = self.pagina.contenido.filas
        lugar = self.linea.fila.numero - 2
        if lugar < 0 or filas[lugar].objetivo is None:
            return None
        propio = self.linea.fila.objetivo
        return None if propio and propio.id == filas[lugar].objetivo.id else filas[lugar]

    @property
    def huerfana(self):
        return huerfana(self.linea.fila)

    @cached_property
    def unidades(self):
        """Units already written in other lines, as suggestions."""
        vistas = dict.fromkeys(f.compromiso.unidad for f in self.pagina.contenido.filas if f.compromiso.unidad.strip())
        vistas.pop(self.linea.fila.compromiso.unidad, None)
        return list(vistas)[:6]


@dataclass(repr=False)
class EditorPropio(Editor):
    """A line of a form's own table: one row, one save counter."""

    es_control = False

    @cached_property
    def campos(self):
        datos = self.linea.fila.datos
        return [
            self._campo(columna, campo, f"fila.{campo}", self._etiqueta(columna, campo), _texto(columna, datos, campo))
            for columna in self.linea.tabla.columnas
            if columna.fase == Fase.COMPROMISO
            for campo in columna.campos
        ]

    def _etiqueta(self, columna, campo):
        nombre = etiqueta_de(self.linea.tabla, campo)
        return f"{nombre} ({columna.numero})" if columna.numero and campo == columna.campos[0] else nombre

    @property
    def ediciones(self):
        return {"fila": self.linea.fila.datos.edicion}


def _texto(columna, datos, campo):
    valor = getattr(datos, campo)
    if valor is None:
        return ""
    return "-".join(reversed(valor.split("-"))) if columna.tipo == Tipo.FECHA else str(valor)
