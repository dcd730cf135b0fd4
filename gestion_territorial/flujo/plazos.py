"""The period's windows, as one programme has them: in whose hour they end, and for whom they were extended.

A window runs from the first second of its first day to the last of its last (`23:59:59` is in, `00:00:00` is not). It
is compared by the local date of an instant, so the hours that a change of clocks repeats or skips need no rule.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.utils import timezone

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Etapa

from .errores import EstadoIncorrecto

DE_ESTADO = {
    Estado.BORRADOR: Etapa.COMPROMISO,
    Estado.OBSERVADO: Etapa.COMPROMISO,
    Estado.RESULTADOS: Etapa.RESULTADOS,
    Estado.RESULTADOS_OBSERVADOS: Etapa.RESULTADOS,
}
SABADO = 5


@dataclass(frozen=True, slots=True)
class Plazo:
    """A window as it counts for one programme; `prorrogado` when its last day is later than the period's."""

    etapa: str
    desde: date
    hasta: date
    zona: ZoneInfo
    prorrogado: bool = False

    def dia(self, momento=None):
        """The local date of an instant (now by default) where the deadline is counted."""
        return (momento or timezone.now()).astimezone(self.zona).date()

    def abierto(self, momento=None):
        return self.desde <= self.dia(momento) <= self.hasta

    def vencido(self, momento=None):
        return self.dia(momento) > self.hasta

    def dias_restantes(self, momento=None):
        """Whole days left until the last day, 0 on that day; negative once it is over."""
        return self.dias_hasta_el_fin(self.dia(momento))

    def dias_hasta_el_fin(self, dia):
        return (self.hasta - dia).days


def etapa_de(programa):
    """The stage whose window counts for a programme now, or None."""
    etapa = DE_ESTADO.get(programa.estado)
    if programa.es_enmienda:
        return Etapa.ENMIENDA if etapa or programa.estado == Estado.POR_RESPONDER else None
    return catalogo.formulario(programa.formulario).etapa if etapa == Etapa.COMPROMISO else etapa


def plazo(programa, etapa=None):
    """The window of a stage (the one it is in, by default) for this programme; None where the period sets none.

    The period's windows are read once, whoever asks again about the same object; lists prefetch those of all of theirs.
    """
    etapa = etapa or etapa_de(programa)
    prefetch_related_objects([programa.periodo], "ventanas")
    ventana = next((v for v in programa.periodo.ventanas.all() if v.etapa == etapa), None)
    if ventana is None:
        return None
    prorroga = (programa.enmienda_de if programa.es_enmienda else programa).prorrogas.get(etapa)
    hasta = max(ventana.hasta, date.fromisoformat(prorroga)) if prorroga else ventana.hasta
    return Plazo(etapa, ventana.desde, hasta, zona(programa), hasta > ventana.hasta)


def zona(programa):
    """In whose hour its deadlines are counted: its region's, where the period says so, else the country's."""
    return ZoneInfo(programa.region.zona) if programa.periodo.zona_regional else timezone.get_default_timezone()


def hoy(programa, momento=None):
    """The local date (of now, by default) where the programme's deadlines are counted."""
    return (momento or timezone.now()).astimezone(zona(programa)).date()


def exigir_abierta(etapa, programa, momento=None):
    """Raise EstadoIncorrecto, with the date, outside the stage's window; without a window it is always open."""
    suyo = plazo(programa, etapa)
    if suyo is None or suyo.abierto(momento):
        return
    nombre = Etapa(etapa).label.lower()
    if suyo.vencido(momento):
        raise EstadoIncorrecto(
            f"El plazo de {nombre} terminó el {suyo.hasta:%d-%m-%Y}. "
            "Si la región necesita más días, pida una prórroga a la administración."
        )
    raise EstadoIncorrecto(f"El plazo de {nombre} empieza el {suyo.desde:%d-%m-%Y}: antes no se puede enviar.")


def exigir_vencida(etapa, programa, momento=None):
    """Raise EstadoIncorrecto while the region may still send."""
    suyo = plazo(programa, etapa)
    if suyo and not suyo.vencido(momento):
        raise EstadoIncorrecto(
            f"El plazo de {Etapa(etapa).label.lower()} de la región termina el {suyo.hasta:%d-%m-%Y}."
        )


def exigir_termino(programa, momento=None):
    """Raise EstadoIncorrecto when the term to appeal is over."""
    ultimo = ultimo_dia_para_reponer(programa)
    if ultimo and hoy(programa, momento) > ultimo:
        raise EstadoIncorrecto(f"El término para reponer venció el {ultimo:%d-%m-%Y}.")


def ultimo_dia_para_reponer(programa):
    """The last day to appeal, in working days (Monday to Friday) after the result was said; None before that."""
    if programa.resuelto_en is None:
        return None
    dia, quedan = programa.resuelto_en.astimezone(zona(programa)).date(), programa.periodo.dias_reposicion
    while quedan:
        dia += timedelta(days=1)
        quedan -= dia.weekday() < SABADO
    return dia
