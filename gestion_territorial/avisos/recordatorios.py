"""The ladder of reminders before a deadline: for whoever has the ball, each rung once."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import REGIONALES, Asignacion
from gestion_territorial.flujo import pasos
from gestion_territorial.flujo.plazos import DE_ESTADO, plazo

from .models import PLAZO, Aviso, Lado

ESCALERA = (10, 5, 2, 1, 0)  # days before the last day; 0 is the day itself
DESDE_LAS = 7  # nobody is written to at midnight; before the daily digest's hour, so that it holds the day's reminders


def peldano(dias):
    """The rung that is due with so many days left: the lowest one not above them. None outside the ladder."""
    return min((p for p in ESCALERA if p >= dias), default=None) if dias >= 0 else None


def recordar(hoy=None):
    """Tell whoever has the ball of the deadlines that are near. Only reads when all were told already."""
    if hoy is None:
        ahora = timezone.localtime()
        if ahora.hour < DESDE_LAS:
            return
        hoy = ahora.date()
    faltan = list(_debidos(hoy))
    if not faltan:
        return
    dichos = Aviso.objects.filter(clase=PLAZO, hasta__gte=hoy)
    hechos = set(dichos.values_list("usuario", "programa", "etapa", "hasta", "peldano"))
    nuevos = [a for a in faltan if (a.usuario_id, a.programa_id, a.etapa, a.hasta, a.peldano) not in hechos]
    if nuevos:
        # Two workers may come here at once: the second one's rows are there already.
        Aviso.objects.bulk_create(nuevos, ignore_conflicts=True)


def _debidos(hoy):
    """The reminders that should exist today."""
    cerca = Q(periodo__ventanas__hasta__range=(hoy, hoy + timedelta(days=max(ESCALERA))))
    programas = (
        ProgramaRegional.objects.filter(cerca | ~Q(prorrogas={}), estado__in=DE_ESTADO)
        .distinct()
        .select_related("periodo", "region")
        .prefetch_related("periodo__ventanas")
    )
    gente = {}
    for usuario, servicio, region in (
        Asignacion.objects.en_vigor(hoy).filter(rol__in=REGIONALES).values_list("usuario", "servicio", "region")
    ):
        gente.setdefault((servicio, region), set()).add(usuario)
    for programa in programas:
        ventana = plazo(programa)
        if ventana is None or ventana.desde > hoy or pasos.turno(programa) != Lado.REGION:
            continue
        escalon = peldano(ventana.dias_hasta_el_fin(hoy))
        if escalon is None:
            continue
        for usuario in sorted(gente.get((programa.servicio_id, programa.region_id), ())):
            yield Aviso(
                usuario_id=usuario,
                programa=programa,
                lado=Lado.REGION,
                clase=PLAZO,
                estado=programa.estado,
                etapa=ventana.etapa,
                hasta=ventana.hasta,
                peldano=escalon,
            )
