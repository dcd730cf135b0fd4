"""The content of a programme as plain data: what screens, rules, scores, paper and versions all read.

`leer` takes it from the live rows (one query a table), `de_instantanea` from a version's JSON; both give the same
`Contenido`, so nothing above knows the difference.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import SimpleNamespace

from django.apps import apps

from gestion_territorial.puntaje import Unidad, agregar, desde_milesimas

from .models import Compromiso, Evidencia, Fila, Indicador, Objetivo

ESQUEMA = 1
CABECERA = ("autoridad", "modalidad", "no_compromete")
RESPUESTAS = {"si": True, "no": False, "": None}


def modelos():
    """Every table of rows of the installed rooms, in a fixed order."""
    return sorted((m for m in apps.get_models() if issubclass(m, Fila)), key=lambda m: m._meta.label_lower)


def modelo(etiqueta):
    """The row table of that label («compromisos.compromiso»), or KeyError."""
    return {m._meta.label_lower: m for m in modelos()}[etiqueta]


@dataclass(frozen=True, slots=True)
class FilaOficial:
    """One line of the official table: a commitment with its indicator and objective, and how far those span."""

    numero: int
    compromiso: SimpleNamespace
    indicador: SimpleNamespace
    objetivo: SimpleNamespace | None
    evidencias: tuple
    abre_objetivo: int
    abre_indicador: int

    @property
    def id(self):
        return self.compromiso.id


@dataclass(frozen=True, slots=True)
class FilaPropia:
    """One line of a form's own table."""

    numero: int
    datos: SimpleNamespace

    @property
    def id(self):
        return self.datos.id


@dataclass(frozen=True)
class Contenido:
    """A programme's heading and rows. Row values are attributes; live rows also carry `edicion`."""

    identidad: dict
    cabecera: SimpleNamespace
    tablas: dict

    def tabla(self, modelo):
        return self.tablas.get(modelo._meta.label_lower, [])

    def propias(self, etiqueta):
        """The lines of a form's own table, by its label («complementariedad.instancia»), in order."""
        filas = sorted(self.tablas.get(etiqueta, []), key=lambda fila: (fila.orden, fila.id))
        return [FilaPropia(n, fila) for n, fila in enumerate(filas, start=1)]

    @property
    def formato(self):
        return self.identidad.get("formato", "")

    @property
    def modalidad(self):
        return self.cabecera.modalidad

    @cached_property
    def filas(self):
        """The official table's lines, in order, with the spans of objective and indicator (0: covered from above)."""
        objetivos = {o.id: o for o in self.tabla(Objetivo)}
        indicadores = {i.id: i for i in self.tabla(Indicador)}
        evidencias = {}
        for evidencia in self.tabla(Evidencia):
            evidencias.setdefault(evidencia.compromiso_id, []).append(evidencia)
        lineas = sorted(
            ((indicadores[c.indicador_id], c) for c in self.tabla(Compromiso)),
            key=lambda par: (par[0].orden, par[0].id, par[1].orden, par[1].id),
        )
        de_indicador = _tramos([i.id for i, _ in lineas])
        de_objetivo = _tramos([i.objetivo_id or f"sin-{i.id}" for i, _ in lineas])
        return [
            FilaOficial(
                numero=n,
                compromiso=c,
                indicador=i,
                objetivo=objetivos.get(i.objetivo_id),
                evidencias=tuple(evidencias.get(c.id, ())),
                abre_objetivo=de_objetivo[n - 1],
                abre_indicador=de_indicador[n - 1],
            )
            for n, (i, c) in enumerate(lineas, start=1)
        ]

    @cached_property
    def agregado(self):
        """The sums and counts the score is made of. Annulled commitments are outside."""
        return agregar(
            Unidad(ponderacion(f.compromiso), RESPUESTAS[f.compromiso.cumple_validado or f.compromiso.cumple])
            for f in self.filas
            if not f.compromiso.anulado
        )


def ponderacion(compromiso):
    """The exact weight of a row of content, or None."""
    milesimas = compromiso.ponderacion_milesimas
    return None if milesimas is None else desde_milesimas(milesimas)


def leer(programa):
    """The live content. One query a table, however many rows."""
    return leer_varios([programa])[programa.pk]


def leer_varios(programas):
    """{programme id: live content}. One query a table, however many programmes and rows."""
    tablas = {programa.pk: {} for programa in programas}
    for tabla in modelos():
        etiqueta = tabla._meta.label_lower
        for propias in tablas.values():
            propias[etiqueta] = []
        valores = tabla.objects.vivas().filter(programa__in=tablas).order_by("orden", "pk")
        for fila in valores.values("id", "edicion", "programa_id", *tabla.CAMPOS):
            suya = tablas[fila.pop("programa_id")][etiqueta]
            suya.append(SimpleNamespace(**{campo: _llano(valor) for campo, valor in fila.items()}))
    return {
        programa.pk: Contenido(
            _identidad(programa),
            SimpleNamespace(**{c: getattr(programa, c) for c in CABECERA}),
            _podar(tablas[programa.pk]),
        )
        for programa in programas
    }


def instantanea(contenido):
    """The content as the dict that versions keep. Stable row ids; save counters are left out."""
    return {
        "esquema": ESQUEMA,
        "programa": contenido.identidad,
        "cabecera": {c: getattr(contenido.cabecera, c) for c in CABECERA},
        "tablas": {
            etiqueta: [{c: getattr(fila, c) for c in ("id", *modelo(etiqueta).CAMPOS)} for fila in filas]
            for etiqueta, filas in contenido.tablas.items()
        },
    }


def de_instantanea(datos):
    """The content a version holds."""
    if datos["esquema"] != ESQUEMA:
        raise ValueError(f"unknown snapshot schema {datos['esquema']}")
    tablas = {
        etiqueta: [SimpleNamespace(edicion=None, **fila) for fila in filas]
        for etiqueta, filas in datos["tablas"].items()
    }
    return Contenido(datos["programa"], SimpleNamespace(**datos["cabecera"]), tablas)


def _llano(valor):
    """A stored value as plain data: dates as ISO text, the rest as it is."""
    return valor.isoformat() if isinstance(valor, date) else valor


def _identidad(programa):
    return {
        "id": programa.pk,
        "servicio": programa.servicio.codigo,
        "anio": programa.periodo.anio,
        "region": programa.region_id,
        "formulario": programa.formulario,
        "numero": programa.numero,
        "formato": programa.periodo.formato(programa.formulario),
    }


def _podar(tablas):
    """Objectives and indicators live while a commitment of theirs does; evidence too."""
    compromisos = tablas[Compromiso._meta.label_lower]
    vivos = {c.id for c in compromisos}
    indicadores = {c.indicador_id for c in compromisos}
    etiqueta = Indicador._meta.label_lower
    tablas[etiqueta] = [i for i in tablas[etiqueta] if i.id in indicadores]
    objetivos = {i.objetivo_id for i in tablas[etiqueta]}
    etiqueta = Objetivo._meta.label_lower
    tablas[etiqueta] = [o for o in tablas[etiqueta] if o.id in objetivos]
    etiqueta = Evidencia._meta.label_lower
    tablas[etiqueta] = [e for e in tablas[etiqueta] if e.compromiso_id in vivos]
    return tablas


def _tramos(claves):
    """For each position the length of the run of equal keys that starts there, 0 inside a run."""
    tramos = [0] * len(claves)
    inicio = 0
    for posicion, clave in enumerate(claves):
        if clave != claves[inicio]:
            inicio = posicion
        tramos[inicio] += 1
    return tramos
