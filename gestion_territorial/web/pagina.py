"""What a programme's page shows, worked out once: lines, cells, findings, score, who has the ball, what one may do."""

import json
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import nueva_operacion
from gestion_territorial.compromisos.models import Compromiso, Estado, Modalidad
from gestion_territorial.flujo import pasos
from gestion_territorial.flujo.veredicto import puntaje_de
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Fase, Nivel, Tipo
from gestion_territorial.formularios.hallazgos import Gravedad, Momento, hallazgos
from gestion_territorial.formularios.reglas import huerfana
from gestion_territorial.formularios.valores import Valor, valor
from gestion_territorial.puntaje import mostrar, mostrar_ponderacion

from .direcciones import direccion

PRINCIPALES = ("enviar", "abrir-revision", "aprobar", "abrir-resultados", "enviar-resultados", "validar", "cerrar")
ETAPA = {
    Estado.BORRADOR: "compromiso",
    Estado.OBSERVADO: "compromiso",
    Estado.RESULTADOS: "resultados",
    Estado.RESULTADOS_OBSERVADOS: "resultados",
}


@dataclass(frozen=True, slots=True)
class Celda:
    """One cell of the official table with what hangs on it."""

    columna: object
    valor: Valor
    hallazgos: tuple
    continua: bool

    @property
    def bloquea(self):
        return any(h["bloquea"] for h in self.hallazgos)


@dataclass(frozen=True, slots=True)
class Linea:
    fila: object
    celdas: tuple
    abierta: bool

    @property
    def id(self):
        return self.fila.compromiso.id


@dataclass
class Pagina:
    """Everything the templates of one programme need. Four queries for the content, whatever the rows."""

    programa: object
    cargo: object
    contenido: object = None
    abierta: int | None = None
    operacion: str = field(default_factory=nueva_operacion)

    def __post_init__(self):
        self.contenido = self.contenido or datos.leer(self.programa)
        self.formulario = catalogo.formulario(self.programa.formulario).del_periodo(self.programa.periodo)
        self.tabla = self.formulario.tablas[-1]
        self.base = direccion(self.programa)
        self.puntaje, self.simulacion = puntaje_de(self.programa, self.contenido.agregado)
        self.derecho = pasos.puede_escribir(self.programa, self.cargo)
        self.puede_responder = self._puede("responder")
        self.puede_observar = self._puede("observar")

    def _puede(self, nombre):
        return pasos.impedimento(pasos.PASOS[nombre], self.programa, self.cargo) is None

    @cached_property
    def momento(self):
        return Momento.RESULTADOS if self.programa.aprobado else Momento.ENVIO

    @cached_property
    def hallazgos(self):
        """The findings that matter in this state, each with its sentence and the address of its cell."""
        if self.programa.estado in (Estado.VALIDADO, Estado.CERRADO, Estado.APROBADO):
            return []
        lista = hallazgos(self.formulario, self.contenido, self.momento)
        return [self.hallazgo(h) for h in lista]

    def hallazgo(self, h):
        """One finding as the templates show it."""
        if h.compromiso_id:
            editable = f"?editar={h.compromiso_id}&columna={h.clave}" if self.derecho else ""
            celda = f"{editable}#fila-{h.compromiso_id}"
        else:
            celda = "#total" if self.contenido.filas else "#tabla"
        return {
            "codigo": h.codigo,
            "nombre": h.nombre,
            "donde": h.donde(self.formulario),
            "frase": h.frase(self.formulario),
            "remedio": h.remedio,
            "bloquea": h.gravedad(self.momento) == Gravedad.BLOQUEA,
            "direccion": f"{self.base}{celda}",
            "fila": h.fila,
            "lugar": (h.compromiso_id, h.clave),
        }

    @cached_property
    def bloquean(self):
        return [h for h in self.hallazgos if h["bloquea"]]

    @cached_property
    def avisos(self):
        return [h for h in self.hallazgos if not h["bloquea"]]

    @cached_property
    def avisos_por_remedio(self):
        """The warnings, those with the same mend together: fourteen equal sentences hide the one that differs."""
        grupos = {}
        for h in self.avisos:
            grupos.setdefault((h["codigo"], h["remedio"]), []).append(h)
        return list(grupos.values())

    @cached_property
    def lineas(self):
        por_celda = {}
        for h in self.hallazgos:
            por_celda.setdefault(h["lugar"], []).append(h)
        return [self._linea(fila, por_celda) for fila in self.contenido.filas]

    def linea(self, compromiso_id):
        return next((linea for linea in self.lineas if linea.id == compromiso_id), None)

    def _linea(self, fila, por_celda):
        celdas = []
        for columna in self.tabla.columnas:
            abre = {Nivel.OBJETIVO: fila.abre_objetivo, Nivel.INDICADOR: fila.abre_indicador}.get(columna.nivel, 1)
            celdas.append(
                Celda(
                    columna,
                    valor(columna, fila, self.contenido),
                    tuple(por_celda.get((fila.compromiso.id, columna.clave), ())),
                    not abre,
                )
            )
        return Linea(fila, tuple(celdas), fila.compromiso.id == self.abierta)

    @cached_property
    def grupos(self):
        return self.tabla.grupos

    @cached_property
    def ancho(self):
        return len(self.tabla.columnas) + 1

    @cached_property
    def pasos(self):
        return pasos.posibles(self.programa, self.cargo)

    @cached_property
    def principal(self):
        return next((p for p in self.pasos if p.nombre in PRINCIPALES), None)

    @cached_property
    def secundarios(self):
        return [p for p in self.pasos if p is not self.principal]

    @cached_property
    def observaciones(self):
        return list(self.programa.observaciones.all())

    @cached_property
    def sin_cerrar(self):
        return [o for o in self.observaciones if o.estado != "cerrada"]

    @cached_property
    def ventana(self):
        """The window of the stage one is in, or None."""
        etapa = ETAPA.get(self.programa.estado)
        return next((v for v in self.programa.periodo.ventanas.all() if v.etapa == etapa), None)

    @cached_property
    def dias(self):
        return self.ventana.dias_restantes() if self.ventana else None

    @cached_property
    def turno(self):
        return pasos.turno(self.programa)

    @cached_property
    def eliminadas(self):
        """Lines taken out, which can be brought back. Only looked up for whoever may write them."""
        if self.derecho != "escribir":
            return []
        filas = Compromiso.objects.filter(programa=self.programa, eliminada_en__isnull=False)
        return list(filas.select_related("indicador").order_by("-eliminada_en")[:20])

    @property
    def umbral(self):
        return self.formulario.con_periodo("{umbral}", self.programa.periodo)

    @property
    def etiqueta_desempeno(self):
        return "{1} ({0})".format(*self.formulario.desempeno)

    @property
    def etiqueta_veredicto(self):
        return "{1} ({0})".format(*self.formulario.veredicto)

    @cached_property
    def totales(self):
        """The foot of the table: how many columns its label spans, and the exact sum under each column from there on.

        None when no column adds anything up, or there are no lines.
        """
        sumas = {Tipo.PONDERACION: self.simulacion.suma_mostrada, Tipo.GANADA: self._ganada()}
        columnas = self.tabla.columnas
        primera = next((n for n, c in enumerate(columnas) if c.tipo in sumas), 0)
        if not primera or not self.contenido.filas:
            return None
        return {"ancho": primera, "sumas": [sumas.get(c.tipo) or "" for c in columnas[primera:]]}

    def _ganada(self):
        """The exact sum of earned weights: all its digits where three decimals hold them, else on its true side."""
        total = self.simulacion.literal
        if total is None or (total * 1000).denominator == 1:
            return total if total is None else mostrar_ponderacion(total)
        return mostrar(total, self.programa.periodo.umbral)

    @property
    def pesos_de_mas(self):
        return any(f.compromiso.ponderacion_texto for f in self.contenido.filas) and not self.es_metas

    @property
    def es_metas(self):
        return self.contenido.modalidad == Modalidad.METAS

    @cached_property
    def barra(self):
        """The bar of weights as SVG units (0–100 wide, up to 100 drawn): filled, and whether it overflows."""
        suma = self.simulacion.suma
        if suma is None:
            return None
        return {"valor": min(int(suma * 10), 1000), "exceso": suma > 100, "exacta": suma == 100}

    @cached_property
    def barra_desempeno(self):
        """The same units for the performance: earned for sure, what it may still reach, and the line to pass."""
        puntaje = self.simulacion
        if puntaje.minimo is None or not self.programa.aprobado:
            return None
        minimo, maximo, umbral = (int(puntos * 10) for puntos in (puntaje.minimo, puntaje.maximo, puntaje.umbral))
        return {
            "minimo": minimo,
            "rango": maximo - minimo,
            "umbral": umbral - 4,  # the line is 8 wide
            "pasa": puntaje.minimo >= puntaje.umbral,
        }


@dataclass
class Editor:
    """One line open for writing: its fields as the declaration has them, with what was read beside each."""

    pagina: Pagina
    linea: Linea

    @property
    def fase(self):
        return Fase.RESULTADOS if self.pagina.derecho == "escribir-resultados" else Fase.COMPROMISO

    @cached_property
    def campos(self):
        fila = self.linea.fila
        filas = {Nivel.OBJETIVO: fila.objetivo, Nivel.INDICADOR: fila.indicador, Nivel.COMPROMISO: fila.compromiso}
        celdas = {c.columna.clave: c for c in self.linea.celdas}
        lista = []
        for columna in self.pagina.tabla.columnas:
            if columna.fase != self.fase:
                continue
            for campo in columna.campos:
                if campo == "actividades" and not self.pagina.es_metas and not fila.compromiso.actividades:
                    continue
                if campo == "ponderacion_texto" and not self.pagina.es_metas and not fila.compromiso.ponderacion_texto:
                    continue
                lista.append(
                    {
                        "nombre": f"{columna.nivel}.{campo}",
                        "id": f"{columna.nivel}-{campo}-{self.linea.id}",
                        "campo": campo,
                        "columna": columna.clave,
                        "etiqueta": self._etiqueta(columna, campo),
                        "ayuda": columna.ayuda,
                        "tipo": columna.tipo,
                        "valor": getattr(filas[columna.nivel], campo, "") if filas[columna.nivel] else "",
                        "hallazgos": celdas[columna.clave].hallazgos if campo == columna.campos[0] else (),
                    }
                )
        return lista

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

    @cached_property
    def siguiente(self):
        filas = self.pagina.contenido.filas
        return filas[self.linea.fila.numero] if self.linea.fila.numero < len(filas) else None

    @property
    def huerfana(self):
        return huerfana(self.linea.fila)

    @cached_property
    def unidades(self):
        """Units already written in other lines, as suggestions."""
        vistas = dict.fromkeys(f.compromiso.unidad for f in self.pagina.contenido.filas if f.compromiso.unidad.strip())
        vistas.pop(self.linea.fila.compromiso.unidad, None)
        return list(vistas)[:6]


def operacion(request):
    """The id of this press: what the page gave, tied to the address and to what was sent.

    One page's id serves each of its buttons; and a page that comes back from the browser's memory, written on and
    sent again, is another save and not the first one repeated.
    """
    try:
        pagina = uuid.UUID(request.POST.get("operacion", ""))
    except ValueError:
        return None
    enviado = [(n, v) for n, v in sorted(request.POST.lists()) if n not in ("operacion", "csrfmiddlewaretoken")]
    return uuid.uuid5(uuid.uuid5(pagina, request.path), json.dumps(enviado))


def entero(texto):
    """A whole number from an address or a form, or None when it is not one (or is absurdly long)."""
    try:
        return int(texto) if len(texto) < 18 else None
    except (TypeError, ValueError):
        return None
