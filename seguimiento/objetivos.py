"""The objectives that a measurement reports on: those of the three programmes of its service, period and region."""

import json
from dataclasses import dataclass

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso, Objetivo, ProgramaRegional

from . import textos


@dataclass(frozen=True, slots=True)
class Vigente:
    """An objective in force: its block's form, its stable id and its text as it stands there."""

    formulario: str
    id: int
    texto: str


def vigentes(**lugar):
    """The objectives in force, in the format's order; `lugar` are the filters of service, period and region.

    Of a programme with a version in force, those of that version; of the others, those of the rows as they are.
    Annulled commitments do not count, nor programmes that do not commit. Two queries.
    """
    programas = {
        p.formulario: p
        for p in ProgramaRegional.objects.filter(formulario__in=textos.PROGRAMAS, **lugar).select_related("vigente")
        if p.compromete
    }
    vivos = _de_las_filas([p.pk for p in programas.values() if not p.vigente_id])
    lista = []
    for formulario in textos.PROGRAMAS:
        if programa := programas.get(formulario):
            pares = _de_la_version(programa.vigente) if programa.vigente_id else vivos.get(programa.pk, {})
            lista += [Vigente(formulario, id_, texto) for id_, texto in pares.items() if texto.strip()]
    return lista


def vigentes_para(programa):
    """Those of the same service, period and region as a measurement."""
    return vigentes(servicio=programa.servicio_id, periodo=programa.periodo_id, region=programa.region_id)


def de_la_region(programa, objetivo_id):
    """That objective if it is of one of the three programmes of the measurement's place, even if annulled; or None."""
    vecinos = ProgramaRegional.objects.filter(
        servicio=programa.servicio_id,
        periodo=programa.periodo_id,
        region=programa.region_id,
        formulario__in=textos.PROGRAMAS,
    )
    return Objetivo.objects.filter(pk=objetivo_id, programa__in=vecinos).select_related("programa").first()


def para_elegir(contenido):
    """[(id, label)] for the list of a row's editor: those in force, and those the measurement already points at."""
    de = contenido.identidad
    lista = vigentes(servicio__codigo=de["servicio"], periodo__anio=de["anio"], region=de["region"])
    opciones = {str(o.id): f"{textos.PROGRAMAS[o.formulario]}: {o.texto}" for o in lista}
    for fila in contenido.tablas.get("seguimiento.avance", []):
        if fila.objetivo_id:
            opciones.setdefault(str(fila.objetivo_id), f"{fila.objetivo_texto} (ya no está vigente)")
    return [(clave, " ".join(texto.split())[:120]) for clave, texto in opciones.items()]


def _de_la_version(version):
    contenido = datos.de_instantanea(json.loads(version.contenido))
    return {f.objetivo.id: f.objetivo.texto for f in contenido.filas if f.objetivo and not f.compromiso.anulado}


def _de_las_filas(programas):
    """{programme id: {objective id: text}} of the rows as they are, in the order of the official table."""
    filas = (
        Compromiso.objects.vivas()
        .filter(programa__in=programas, anulado=False, indicador__objetivo__isnull=False)
        .order_by("programa", "indicador__orden", "indicador", "orden", "pk")
        .values_list("programa", "indicador__objetivo", "indicador__objetivo__texto")
    )
    hallados = {}
    for programa, objetivo, texto in filas:
        hallados.setdefault(programa, {})[objetivo] = texto
    return hallados
