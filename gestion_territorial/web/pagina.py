"""What a programme's page shows, worked out once: lines, cells, findings, score, who has the ball, what one may do."""

import json
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import nueva_operacion
from gestion_territorial.compromisos.models import Compromiso, Estado, Modalidad, ProgramaRegional
from gestion_territorial.flujo import pasos, plazos
from gestion_territorial.flujo.publicacion import publicaciones
from gestion_territorial.flujo.veredicto import cuenta, puntaje_de
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Nivel, Tipo
from gestion_territorial.formularios.hallazgos import Gravedad, Momento, hallazgos
from gestion_territorial.formularios.textos_hallazgos import CATALOGO
from gestion_territorial.formularios.valores import cambiada, respuesta, valor
from gestion_territorial.puntaje import Resultado, mostrar, mostrar_ponderacion

from .dialogo import Dialogo
from .direcciones import direccion
from .evidencias import EvidenciasDePagina
from .lineas import Celda, Linea, TablaPagina, ancla, llave
from .registro import ultimas_legibles

PRINCIPALES = ("enviar", "abrir-revision", "aprobar", "abrir-resultados", "enviar-resultados", "validar", "cerrar")
PRINCIPALES += ("aceptar-enmienda", "aprobar-enmienda")
RESUELVEN = ("reabrir", "rechazar-reposicion")
DEVOLVER = {"aprobar": "devolver", "aprobar-enmienda": "devolver", "validar": "devolver-resultados"}
SIN_HALLAZGOS = (Estado.VALIDADO, Estado.CERRADO, Estado.APROBADO, Estado.RECHAZADO, Estado.RETIRADO)


@dataclass(repr=False)
class Pagina:
    """Everything the templates of one programme need. Four queries for the content, whatever the rows."""

    programa: object
    cargo: object
    contenido: object = None
    abierta: str = ""
    operacion: str = field(default_factory=nueva_operacion)

    def __post_init__(self):
        self.contenido = self.contenido or datos.leer(self.programa)
        self.formulario = catalogo.formulario(self.programa.formulario).del_periodo(self.programa.periodo)
        self.base = direccion(self.programa)
        self.puntaje, self.simulacion = puntaje_de(self.programa, self.contenido.agregado)
        self.cuenta = cuenta(self.programa)
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
        if self.programa.estado in SIN_HALLAZGOS:
            return []
        lista = hallazgos(self.formulario, self.contenido, self.momento)
        return [self.hallazgo(h) for h in lista]

    def hallazgo(self, h):
        """One finding as the templates show it."""
        tabla = self.formulario.tabla(h.tabla)
        if h.fila_id:
            editable = f"?editar={llave(tabla, h.fila_id)}&columna={h.clave}" if self.derecho else ""
            celda = f"{editable}#{ancla(tabla, h.fila_id)}"
        else:
            celda = "#total" if self.contenido.filas else "#tabla"
        return {
            "codigo": h.codigo,
            "nombre": h.nombre,
            "donde": h.donde(self.formulario),
            "frase": h.frase(self.formulario),
            "remedio": h.remedio,
            "bloquea": h.gravedad(self.momento) == Gravedad.BLOQUEA,
            "dispensable": h.dispensable and h.gravedad(self.momento) == Gravedad.BLOQUEA,
            "fila_id": h.fila_id,
            "direccion": f"{self.base}{celda}",
            "fila": h.fila,
            "lugar": (h.tabla, h.fila_id, h.clave),
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
    def tablas(self):
        """The form's tables in order, each with its lines."""
        por_celda = {}
        for h in self.hallazgos:
            por_celda.setdefault(h["lugar"], []).append(h)
        return [
            TablaPagina(
                tabla,
                tuple(self._linea(tabla, fila, por_celda) for fila in tabla.filas(self.contenido)),
                self._totales(tabla),
            )
            for tabla in self.formulario.tablas
        ]

    @cached_property
    def lineas(self):
        """Every line of every table."""
        return [linea for tabla in self.tablas for linea in tabla.lineas]

    def linea(self, llave_):
        return next((linea for linea in self.lineas if linea.llave == llave_), None)

    def tabla_de(self, linea):
        return next(t for t in self.tablas if t.tabla is linea.tabla)

    def _linea(self, tabla, fila, por_celda):
        celdas = []
        for columna in tabla.columnas:
            abre, lugar = True, (tabla.clave, fila.id, columna.clave)
            if columna.nivel in (Nivel.OBJETIVO, Nivel.INDICADOR):
                abre = fila.abre_objetivo if columna.nivel == Nivel.OBJETIVO else fila.abre_indicador
            celdas.append(
                Celda(
                    columna,
                    valor(columna, fila, self.contenido),
                    tuple(por_celda.get(lugar, ())),
                    not abre,
                    columna.marca(fila, self.contenido) if columna.marca else "",
                    lugar,
                )
            )
        return Linea(tabla, fila, tuple(celdas), llave(tabla, fila.id) == self.abierta)

    @cached_property
    def pasos(self):
        return pasos.posibles(self.programa, self.cargo)

    @cached_property
    def principal(self):
        """The one step of the button. What the region has yet to answer goes back to it before it can be approved."""
        paso = next((p for p in self.pasos if p.nombre in PRINCIPALES), None)
        if paso and paso.nombre in DEVOLVER and self.dialogo.sin_responder:
            return next((p for p in self.pasos if p.nombre == DEVOLVER[paso.nombre]), paso)
        return paso

    @cached_property
    def impedido(self):
        """The sentence that keeps this person from the step they came for (a window that is over), or empty."""
        if self.principal or self.cargo is None:
            return ""
        suyos = [p for n in PRINCIPALES if (p := pasos.PASOS[n]) and self.cargo.rol in p.roles]
        razones = [pasos.impedimento(p, self.programa, self.cargo) for p in suyos if self.programa.estado in p.desde]
        return next((razon[1] for razon in razones if razon), "")

    @cached_property
    def termino(self):
        """The last day the region may appeal, while it may and something was denied; else None."""
        puede, sumas = pasos.PASOS["reponer"], self.contenido.agregado
        libre = self.programa.estado in puede.desde and not self.programa.reposicion_en
        libre = libre and (sumas.cumplidas < sumas.unidades or self.puntaje.resultado == Resultado.NO_CUMPLE)
        ultimo = plazos.ultimo_dia_para_reponer(self.programa) if libre else None
        return ultimo if ultimo and plazos.hoy(self.programa) <= ultimo else None

    @property
    def reposicion(self):
        """The register's entry of the appeal that waits, or None."""
        return self._dichas.get("reponer")

    @property
    def cierre_de_oficio(self):
        """The register's entry by which it was closed *de oficio*, or None."""
        return self._dichas.get("cerrar-de-oficio")

    @property
    def declaracion(self):
        """The register's entry by which the region declared that it does not commit, while that stands, or None."""
        return self._dichas.get("no-compromete")

    @cached_property
    def _dichas(self):
        """{step: its last entry, in words}, of those that the programme's state says were taken; one query, or none."""
        p = self.programa
        dichos = {"reponer": p.reposicion_en, "cerrar-de-oficio": p.de_oficio and not p.es_enmienda}
        dichos["no-compromete"] = p.no_compromete
        if self.cargo is None or not any(dichos.values()):
            return {}
        return ultimas_legibles(p, [nombre for nombre, dicho in dichos.items() if dicho])

    @property
    def de_reposicion(self):
        """The steps on whose page one reads what is argued about."""
        return ("reponer", *RESUELVEN)

    @cached_property
    def resuelve(self):
        """The steps that settle the appeal, of those this person may take now."""
        return [p for p in self.pasos if p.nombre in RESUELVEN] if self.programa.reposicion_en else []

    @cached_property
    def secundarios(self):
        return [p for p in self.pasos if p is not self.principal]

    @cached_property
    def dispensas(self):
        """(line number, what it is excused from, the waiver), in the table's order."""
        numeros = {f.compromiso.id: f.numero for f in self.contenido.filas}
        dichas = [
            (numeros[d.compromiso_id], CATALOGO[d.codigo]["nombre"], d) for d in self.contenido.dispensas.values()
        ]
        return sorted(dichas, key=lambda dicha: dicha[0])

    @property
    def dispensas_pedidas(self):
        """How many wait to be granted."""
        return sum(not dispensa.otorgada for _, _, dispensa in self.dispensas)

    @cached_property
    def dialogo(self):
        return Dialogo(self)

    @cached_property
    def evidencias(self):
        return EvidenciasDePagina(self)

    @cached_property
    def ventana(self):
        """The window of the stage one is in, as it counts for this region, or None."""
        return plazos.plazo(self.programa)

    @cached_property
    def dias(self):
        return self.ventana.dias_restantes() if self.ventana else None

    @cached_property
    def publicacion(self):
        """The last published verdict of the service on this form, or None: while this is a draft there is none."""
        if self.programa.estado == Estado.BORRADOR:
            return None
        publicadas = publicaciones(self.programa.servicio_id, self.programa.periodo_id, self.formulario)
        return publicadas.order_by("-numero").first()

    @cached_property
    def turno(self):
        return pasos.turno(self.programa)

    @cached_property
    def hermanas(self):
        """The numbered programmes of its series, this one too; none where a form has but one a year."""
        if not self.formulario.serie:
            return []
        p = self.programa
        iguales = ProgramaRegional.objects.filter(
            servicio=p.servicio_id, periodo=p.periodo_id, region=p.region_id, formulario=p.formulario
        )
        return list(iguales.con_contexto().order_by("numero"))

    @cached_property
    def acciones_al_escribir(self):
        return [a for a in self.formulario.acciones if a.al_escribir] if self.derecho == "escribir" else []

    @cached_property
    def acciones_siempre(self):
        de_la_region = self.cargo and self.cargo.es_regional
        return [a for a in self.formulario.acciones if not a.al_escribir] if de_la_region else []

    @cached_property
    def eliminadas(self):
        """Commitments taken out, which can be brought back. Only looked up for whoever may write them."""
        if self.derecho != "escribir" or not self.formulario.control:
            return []
        filas = Compromiso.objects.filter(programa=self.programa, eliminada_en__isnull=False)
        return list(filas.select_related("indicador").order_by("-eliminada_en")[:20])

    @property
    def desempeno(self):
        """The score that the page shows: the one that counts, or what it would be while there is none yet."""
        return self.puntaje if self.cuenta else self.simulacion

    @cached_property
    def cambiadas(self):
        """(line, its answer) where it was validated as another one."""
        filas = [f for f in self.contenido.filas if cambiada(f.compromiso) and not f.compromiso.anulado]
        return [(f, respuesta(f.compromiso)) for f in filas]

    @property
    def umbral(self):
        return self.formulario.con_periodo("{umbral}", self.programa.periodo)

    @property
    def etiqueta_desempeno(self):
        return "{1} ({0})".format(*self.formulario.desempeno)

    @property
    def etiqueta_veredicto(self):
        return "{1} ({0})".format(*self.formulario.veredicto)

    def _totales(self, tabla):
        """The foot of a table: how many columns its label spans, and the exact sum under each column from there on.

        None when no column adds anything up, or there are no lines.
        """
        sumas = {Tipo.PONDERACION: self.simulacion.suma_mostrada, Tipo.GANADA: self._ganada()}
        columnas = tabla.columnas
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
