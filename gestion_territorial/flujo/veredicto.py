"""Each region's score and the country's verdict, from one GROUP BY over the live commitments.

Weights are summed as integer thousandths by the database and compared as exact fractions by `puntaje`, so both
engines, the screens and the command line say the same digits.
"""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Case, CharField, Count, F, Q, Sum, When

from gestion_territorial.compromisos.models import Compromiso, Estado, ProgramaRegional
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import (
    Agregado,
    Puntaje,
    Resultado,
    Veredicto,
    informe,
    puntuar,
    sin_aprobar,
    veredicto,
)
from gestion_territorial.territorio.models import Region

_VACIO = {"unidades": 0, "sin_ponderacion": 0, "cumplidas": 0, "pendientes": 0, "suma": 0, "ganada": 0, "pendiente": 0}

LIGERO = (
    *("servicio_id", "region_id", "periodo_id", "formulario", "modalidad", "estado", "no_compromete", "edicion"),
    "vigente__sha256",
)


@dataclass(frozen=True, slots=True, repr=False)
class ResultadoRegional:
    """A programme with its score. `simulacion` is what a draft would score; it never counts."""

    programa: ProgramaRegional
    puntaje: Puntaje
    simulacion: Puntaje

    @property
    def cerrado(self):
        return self.programa.estado == Estado.CERRADO

    @property
    def cuenta(self):
        return cuenta(self.programa)

    @property
    def decide(self):
        """Whether the national verdict hangs on this region: it failed, lost, or is still to be known."""
        return self.programa.compromete and not (self.puntaje.resultado == Resultado.CUMPLE and self.cerrado)


@dataclass(frozen=True, slots=True, repr=False)
class ResultadoNacional:
    """One service's verdict for one form and year, regions north to south."""

    formulario: object
    regiones: tuple[ResultadoRegional, ...]
    veredicto: Veredicto

    @property
    def de_que_depende(self):
        """The regions the verdict hangs on: those that make it NO CUMPLE, else those that keep it from being final."""
        if self.veredicto.veredicto == Resultado.NO_CUMPLE:
            return tuple(r for r in self.regiones if _hunde(r.puntaje))
        return tuple(r for r in self.regiones if r.decide)

    def informe(self, umbral):
        """The dict that `python -m gestion_territorial.puntaje` writes for the same data."""
        return informe(umbral, [(r.programa.region_id, r.puntaje, r.cerrado) for r in self.regiones])


def agregados(programas):
    """{programme id: Agregado} by one GROUP BY; programmes without commitments are left out."""
    respuesta = Case(When(cumple_validado="", then=F("cumple")), default=F("cumple_validado"), output_field=CharField())
    filas = (
        Compromiso.objects.vivas()
        .filter(programa__in=programas, anulado=False)
        .annotate(respuesta=respuesta)
        .order_by()
        .values("programa_id")
        .annotate(
            unidades=Count("pk"),
            sin_ponderacion=Count("pk", filter=Q(ponderacion_milesimas__isnull=True)),
            cumplidas=Count("pk", filter=Q(respuesta="si")),
            pendientes=Count("pk", filter=Q(respuesta="")),
            suma=Sum("ponderacion_milesimas"),
            ganada=Sum("ponderacion_milesimas", filter=Q(respuesta="si")),
            pendiente=Sum("ponderacion_milesimas", filter=Q(respuesta="")),
        )
    )
    return {fila.pop("programa_id"): _agregado(fila) for fila in filas}


def resultados(programas):
    """The score of each programme of a queryset, in its order: two queries, however many."""
    programas = programas.con_contexto()
    sumas = agregados(programas.order_by().values("pk"))
    return [_resultado(programa, sumas.get(programa.pk) or _agregado(_VACIO)) for programa in programas]


def nacional(*, servicio, periodo, formulario):
    """The verdict of one form. Every region's programme counts, even one nobody ever opened."""
    programas = ProgramaRegional.objects.filter(servicio=servicio, periodo=periodo, formulario=formulario.codigo)
    return de_regiones(formulario, resultados(programas.de_norte_a_sur()))


def de_regiones(formulario, regiones):
    return ResultadoNacional(formulario, tuple(regiones), veredicto((r.puntaje, r.cerrado) for r in regiones))


def nacionales(*, servicio, periodo):
    """The verdict of every scored form of a service and year, by form."""
    return [
        nacional(servicio=servicio, periodo=periodo, formulario=formulario)
        for formulario in catalogo.instalados()
        if formulario.puntua
    ]


def de_todos(periodo, servicios):
    """{(service id, form code): ResultadoNacional} of every scored form of these services in a year.

    Three queries, however many services: the programmes come with no more than what a verdict needs.
    """
    programas = ProgramaRegional.objects.filter(periodo=periodo, servicio__in=servicios)
    programas = programas.filter(formulario__in=[f.codigo for f in catalogo.instalados() if f.puntua])
    sumas = agregados(programas.order_by().values("pk"))
    regiones, grupos = Region.objects.in_bulk(), {}
    ligeros = programas.select_related("vigente").only(*LIGERO).order_by("servicio_id", "region__orden", "numero")
    for programa in ligeros.iterator(chunk_size=2000):
        programa.periodo, programa.region = periodo, regiones[programa.region_id]
        resultado = _resultado(programa, sumas.get(programa.pk) or _agregado(_VACIO))
        grupos.setdefault((programa.servicio_id, programa.formulario), []).append(resultado)
    return {clave: de_regiones(catalogo.formulario(clave[1]), regiones) for clave, regiones in grupos.items()}


def cuenta(programa):
    """Whether its score is the one that counts, and no simulation: it was approved, or closed without ever being."""
    return programa.aprobado or programa.estado == Estado.CERRADO


def puntaje_de(programa, agregado):
    """(score that counts, simulation) of a programme whose sums are known.

    Before approval nothing counts yet: boards and verdicts read PENDIENTE, or VACIO without rows.
    """
    simulacion = puntuar(
        modalidad=programa.modalidad,
        compromete=programa.compromete,
        agregado=agregado,
        umbral=programa.periodo.umbral,
    )
    return simulacion if programa.aprobado else sin_aprobar(simulacion, programa.estado == Estado.CERRADO), simulacion


def _resultado(programa, agregado):
    return ResultadoRegional(programa, *puntaje_de(programa, agregado))


def _agregado(fila):
    puntos = {c: Fraction(fila[c] or 0, 1000) for c in ("suma", "ganada", "pendiente")}
    return Agregado(**{**fila, **puntos})


def _hunde(puntaje):
    return puntaje.resultado == Resultado.NO_CUMPLE or puntaje.anticipado == "PERDIDO"
