"""The content of a programme as plain data: what screens, rules, scores, paper and versions all read.

`leer` takes it from the live rows (two queries), `de_instantanea` from a version's JSON; both give the same
`Contenido`, so nothing above knows the difference.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from types import SimpleNamespace

from django.apps import apps
from django.db.models import Value
from django.db.models.functions import JSONObject

from gestion_territorial.puntaje import Unidad, agregar, desde_milesimas

from .models import Compromiso, Dispensa, Evidencia, Fila, Indicador, Objetivo

ESQUEMA = 1
CABECERA = ("autoridad", "modalidad", "no_compromete")
_CADENA = {Compromiso: "", Indicador: "indicador__", Objetivo: "indicador__objetivo__"}
RESPUESTAS = {"si": True, "no": False, "": None}


def modelos():
    """Every table of rows of the installed rooms, in a fixed order."""
    return sorted((m for m in apps.get_models() if issubclass(m, Fila)), key=lambda m: m._meta.label_lower)


def modelos_de(formulario):
    """The tables that hold the content of that form: the shared ones and its own."""
    return [m for m in modelos() if m.FORMULARIO in ("", formulario)]


def modelo(etiqueta):
    """The row table of that label («compromisos.compromiso»), or LookupError."""
    return apps.get_model(etiqueta)


@dataclass(frozen=True, slots=True, repr=False)
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


@dataclass(frozen=True, slots=True, repr=False)
class FilaPropia:
    """One line of a form's own table."""

    numero: int
    datos: SimpleNamespace

    @property
    def id(self):
        return self.datos.id


@dataclass(frozen=True, repr=False)
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

    @cached_property
    def dispensas(self):
        """{(finding, commitment id): its waiver}."""
        return {(d.codigo, d.compromiso_id): d for d in self.tabla(Dispensa)}

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
    """The live content, in a constant number of queries."""
    return leer_varios([programa])[programa.pk]


def leer_varios(programas):
    """{programme id: live content}, in as many queries for all as for one.

    Commitments bring their indicator and objective along in one query, so those live while a commitment of theirs
    does; all other tables (evidence, the forms' own) come in one more.
    """
    tablas = {p.pk: {m._meta.label_lower: {} for m in modelos_de(p.formulario)} for p in programas}
    _leer_compromisos(tablas)
    for etiqueta, programa_id, fila in _otras_filas(tablas):
        propias = tablas[programa_id]
        # What hangs from a commitment lives while it does.
        if "compromiso_id" not in fila or fila["compromiso_id"] in propias[Compromiso._meta.label_lower]:
            propias[etiqueta][fila["id"]] = _fila(fila)
    return {
        programa.pk: Contenido(
            _identidad(programa),
            SimpleNamespace(**{c: getattr(programa, c) for c in CABECERA}),
            {etiqueta: _en_orden(filas) for etiqueta, filas in tablas[programa.pk].items()},
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
            etiqueta: [{campo: getattr(fila, campo) for campo in campos} for fila in filas]
            for etiqueta, filas in contenido.tablas.items()
            for campos in [("id", *modelo(etiqueta).CAMPOS)]
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


@cache
def _compromisos():
    """Every live commitment with its indicator and objective, to be filtered. Put together once, as `_en_json` is:
    that takes longer than the database takes to answer."""
    campos = [f"{prefijo}{c}" for tabla, prefijo in _CADENA.items() for c in ("id", "edicion", *tabla.CAMPOS)]
    return Compromiso.objects.vivas().order_by("orden", "pk").values("programa_id", *campos)


def _leer_compromisos(tablas):
    """Fill in commitments, indicators and objectives from one query."""
    for fila in _compromisos().filter(programa__in=list(tablas)):
        propias = tablas[fila["programa_id"]]
        for tabla, prefijo in _CADENA.items():
            if (id_ := fila[f"{prefijo}id"]) is not None:
                suya = propias[tabla._meta.label_lower]
                if id_ not in suya:
                    suya[id_] = _fila({c: fila[f"{prefijo}{c}"] for c in ("id", "edicion", *tabla.CAMPOS)})


def _otras_filas(tablas):
    """(table, programme id, row) of every table but the chain's, from one query: a row travels as JSON, since no two
    tables have the same columns."""
    partes = []
    for tabla in modelos():
        suyos = [pk for pk, propias in tablas.items() if tabla._meta.label_lower in propias]
        if tabla not in _CADENA and suyos:
            partes.append(_en_json(tabla).filter(programa__in=suyos))
    if not partes:
        return
    for etiqueta, programa_id, valores in partes[0].union(*partes[1:], all=True):
        tabla = modelo(etiqueta)
        for nombre in ("id", "edicion", *tabla.CAMPOS):
            valores[nombre] = tabla._meta.get_field(nombre).to_python(valores[nombre])
        yield etiqueta, programa_id, valores


@cache
def _en_json(tabla):
    """(table, programme id, row as JSON) of every live row of a table, to be filtered."""
    valores = JSONObject(**{c: c for c in ("id", "edicion", *tabla.CAMPOS)}, **tabla.vistas())
    filas = tabla.objects.vivas().order_by().annotate(de_tabla=Value(tabla._meta.label_lower), en_json=valores)
    return filas.values_list("de_tabla", "programa_id", "en_json")


def _fila(valores):
    return SimpleNamespace(**{campo: _llano(valor) for campo, valor in valores.items()})


def _en_orden(filas):
    return sorted(filas.values(), key=lambda fila: (getattr(fila, "orden", 0), fila.id))


def _tramos(claves):
    """For each position the length of the run of equal keys that starts there, 0 inside a run."""
    tramos = [0] * len(claves)
    inicio = 0
    for posicion, clave in enumerate(claves):
        if clave != claves[inicio]:
            inicio = posicion
        tramos[inicio] += 1
    return tramos
