"""Opening a year: every service × valid region × installed form gets its programme, whether anyone opens it or not."""

from django.db import transaction

from gestion_territorial.auditoria.registro import ADMINISTRATIVA, SISTEMA, Asiento, registrar
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Periodo, Region, Servicio

from .errores import DatoInvalido

REGLAS = ("umbral_milesimas",)


def abrir(*, anio, umbral_milesimas=90_000, regiones, ventanas, servicios=None, actor=SISTEMA):
    """Open a period (or complete one that is open): rules, windows {etapa: (from, to)} and programmes. Idempotent."""
    with transaction.atomic():
        periodo, nuevo = Periodo.objects.get_or_create(anio=anio, defaults={"umbral_milesimas": umbral_milesimas})
        if nuevo:
            periodo.regiones.set(regiones)
            for etapa, (desde, hasta) in ventanas.items():
                periodo.ventanas.create(etapa=etapa, desde=desde, hasta=hasta)
        creados = _crear_programas(periodo, servicios or Servicio.objects.filter(vigente=True))
        if nuevo or creados:
            asiento = Asiento(
                "abrir período",
                datos={
                    "anio": anio,
                    "umbral_milesimas": periodo.umbral_milesimas,
                    "regiones": sorted(periodo.regiones.values_list("pk", flat=True)),
                    "programas": creados,
                },
            )
            registrar(cadena=ADMINISTRATIVA, actor=actor, asientos=[asiento])
    return periodo


def modificar(*, anio, actor, motivo="", **cambios):
    """Change the period's rules. Once locked by the first submission, only with a reason; always recorded."""
    with transaction.atomic():
        periodo = Periodo.objects.select_for_update().get(anio=anio)
        if periodo.bloqueado_en and not motivo.strip():
            raise DatoInvalido("El período ya tiene envíos: para cambiar sus reglas escriba el motivo.", "motivo")
        escritos = {}
        for campo in REGLAS:
            if campo in cambios and getattr(periodo, campo) != cambios[campo]:
                escritos[campo] = [getattr(periodo, campo), cambios[campo]]
                setattr(periodo, campo, cambios[campo])
        if "regiones" in cambios:
            antes = sorted(periodo.regiones.values_list("pk", flat=True))
            despues = sorted(Region.objects.filter(pk__in=cambios["regiones"]).values_list("pk", flat=True))
            if antes != despues:
                escritos["regiones"] = [antes, despues]
                periodo.regiones.set(despues)
        if escritos:
            periodo.full_clean(exclude=["regiones"])
            periodo.save()
            _crear_programas(periodo, Servicio.objects.filter(vigente=True))
            registrar(
                cadena=ADMINISTRATIVA,
                actor=actor,
                asientos=[
                    Asiento("modificar período", cambios=escritos, datos={"anio": anio, "motivo": motivo.strip()})
                ],
            )
    return periodo


def _crear_programas(periodo, servicios):
    existentes = set(ProgramaRegional.objects.filter(periodo=periodo).values_list("servicio", "region", "formulario"))
    nuevos = [
        ProgramaRegional(servicio=servicio, periodo=periodo, region=region, formulario=formulario.codigo)
        for servicio in servicios
        for region in periodo.regiones.all()
        for formulario in catalogo.instalados()
        if (servicio.pk, region.pk, formulario.codigo) not in existentes
    ]
    ProgramaRegional.objects.bulk_create(nuevos)
    return len(nuevos)
