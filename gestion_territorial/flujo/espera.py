"""Since when a programme waits for whoever has the ball: the last step that moved it, read in the register."""

from django.db.models import Max

from gestion_territorial.auditoria.models import Registro

from .pasos import PASOS

MUEVEN = tuple(p.nombre for p in PASOS.values() if p.hasta or p.revision)


def desde_cuando(programas):
    """{programme id: moment} of the last step of each; a programme without one is left out. One query."""
    pasos = Registro.objects.filter(programa_id__in=[p.pk for p in programas], accion__in=MUEVEN)
    return dict(pasos.order_by().values_list("programa_id").annotate(Max("momento")))
