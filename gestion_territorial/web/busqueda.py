"""Words in the rows of the programmes one may see: the commitments and the tables of each form alike."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, TextField

from gestion_territorial.compromisos.contenido import modelo
from gestion_territorial.compromisos.models import Compromiso, ProgramaRegional
from gestion_territorial.formularios import catalogo

from .direcciones import direccion
from .lineas import ancla

MAXIMO = 50  # results a page shows
DE_CONTROL = (
    "indicador__texto",
    "indicador__objetivo__texto",
    "texto",
    "actividades",
    "unidad",
    "verificacion",
)


@dataclass(frozen=True, slots=True, repr=False)
class Encontrado:
    """A row with the word: its programme, a text of it, and the address of its line."""

    programa: ProgramaRegional
    texto: str
    direccion: str


def filas_con(q, cargo):
    """At most MAXIMO rows with those words, newest year first, north to south. One query a table."""
    visibles = ProgramaRegional.objects.visibles_para(cargo)
    hallados = []
    for tabla, filas, campos in _tablas():
        con_palabras = reduce(or_, (Q(**{f"{campo}__icontains": q}) for campo in campos))
        consulta = filas.filter(con_palabras, programa__in=visibles)
        contexto = ("programa__region", "programa__servicio", "programa__periodo")
        cadena = [c.rpartition("__")[0] for c in campos if "__" in c]
        orden = ("-programa__periodo__anio", "programa__region__orden", "programa", "pk")
        hallados += [
            Encontrado(f.programa, _texto(f, campos, q), f"{direccion(f.programa)}#{ancla(tabla, f.pk)}")
            for f in consulta.select_related(*contexto, *cadena).order_by(*orden)[:MAXIMO]
        ]
    hallados.sort(key=lambda e: (-e.programa.periodo.anio, e.programa.region.orden, e.programa.formulario))
    return hallados[:MAXIMO]


def _tablas():
    """(table or None for the commitments, live rows, the fields that hold words)."""
    yield None, Compromiso.objects.vivas(), (*DE_CONTROL, "programa__region__nombre")
    for tabla in (t for f in catalogo.instalados() for t in f.tablas if t.modelo):
        de_la_tabla = modelo(tabla.modelo)
        campos = [c for c in de_la_tabla.CAMPOS if isinstance(de_la_tabla._meta.get_field(c), TextField)]
        if campos:
            yield tabla, de_la_tabla.objects.vivas(), campos


def _texto(fila, campos, q):
    """The text where the word is, or the row's first one."""
    textos = [texto for texto in (_valor(fila, campo) for campo in campos if not campo.startswith("programa")) if texto]
    return next((t for t in textos if q.casefold() in t.casefold()), textos[0] if textos else "")


def _valor(fila, campo):
    for parte in campo.split("__"):
        fila = getattr(fila, parte, None)
    return fila
