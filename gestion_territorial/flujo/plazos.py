"""Whether the window of a stage of the period is open for a programme now."""

from django.utils import timezone

from gestion_territorial.territorio.models import Etapa

from .errores import EstadoIncorrecto


def exigir_abierta(etapa, programa, momento=None):
    """Raise EstadoIncorrecto, with the date, outside the stage's window; without a window it is always open."""
    hoy = timezone.localdate(momento)
    ventana = next((v for v in programa.periodo.ventanas.all() if v.etapa == etapa), None)
    if ventana is None or ventana.desde <= hoy <= ventana.hasta:
        return
    nombre = Etapa(etapa).label.lower()
    if hoy > ventana.hasta:
        raise EstadoIncorrecto(f"El plazo de {nombre} terminó el {ventana.hasta:%d-%m-%Y}.")
    raise EstadoIncorrecto(f"El plazo de {nombre} empieza el {ventana.desde:%d-%m-%Y}: antes no se puede enviar.")
