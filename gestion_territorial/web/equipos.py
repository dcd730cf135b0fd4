"""Who holds which post on a day: a service's team, national posts first and then each region, north to south."""

from dataclasses import dataclass

from django.db.models import Q

from gestion_territorial.cuentas.models import REGIONALES, Asignacion, Rol
from gestion_territorial.territorio.models import Region

NACIONALES = (Rol.REVISOR, Rol.OBSERVADOR)


@dataclass(frozen=True, slots=True, repr=False)
class Lugar:
    """A place of the team: a region, or None for the national level; its roles with who holds each."""

    region: Region | None
    roles: list

    @property
    def nombre(self):
        return self.region.nombre if self.region else "Nivel nacional"


def de_servicio(servicio, dia, regiones=None):
    """[Lugar] of a service on that day; `regiones` leaves out the others. Two queries, whatever the team's size."""
    puestos = _con_quien(Asignacion.objects.en_vigor(dia).filter(servicio=servicio))
    todas = list(Region.objects.vigentes_en(dia).filter(**({"pk__in": regiones} if regiones else {})))
    por_lugar = {}
    for puesto in puestos:
        por_lugar.setdefault((puesto.region_id, puesto.rol), []).append(puesto)

    def roles(region_id, cuales):
        return [{"rol": rol, "puestos": por_lugar.get((region_id, rol), [])} for rol in cuales]

    nacional = Lugar(None, roles(None, NACIONALES))
    return [nacional, *(Lugar(region, roles(region.pk, reversed(REGIONALES))) for region in todas)]


def de_todo_el_pais(dia):
    """The posts of no service: administration, and observers of all."""
    return list(_con_quien(Asignacion.objects.en_vigor(dia).filter(servicio=None)))


def por_venir(servicio, dia):
    """The posts of a service, and those of none, that begin after that day."""
    de_estos = Q(servicio=servicio) | Q(servicio=None)
    return list(
        _con_quien(Asignacion.objects.filter(de_estos, usuario__is_active=True, desde__gt=dia).order_by("desde"))
    )


def _con_quien(puestos):
    return puestos.select_related("usuario", "servicio", "region")
