"""Opening a year: every service × valid region × installed form gets its programme, whether anyone opens it or not."""

from django.core.exceptions import ValidationError
from django.db import transaction

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.registro import ADMINISTRATIVA, SISTEMA, Asiento, bloquear, registrar
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.compromisos.texto import TextoInvalido, limpiar
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import FormatoDesconocido
from gestion_territorial.territorio.models import Periodo, Region, Servicio, Ventana

from .errores import DatoInvalido, EstadoIncorrecto

DE_PLAZOS = ("zona_regional", "dias_reposicion")


def abrir(
    *,
    anio,
    umbral_milesimas=90_000,
    regiones,
    ventanas,
    formatos=None,
    zona_regional=False,
    dias_reposicion=5,
    servicios=None,
    actor=SISTEMA,
    completar=True,
):
    """Open a period (or complete one that is open): rules, windows {etapa: (from, to)} and programmes. Idempotent.

    `formatos` is {form: version of its format}. Without `completar`, a year that is open is refused.
    """
    with transaction.atomic():
        formatos = _formatos_limpios(formatos or {})
        if not Periodo.objects.filter(anio=anio).exists():
            _limpio(Periodo(anio=anio, umbral_milesimas=umbral_milesimas, dias_reposicion=dias_reposicion))
        reglas = {
            "umbral_milesimas": umbral_milesimas,
            "formatos": formatos,
            "zona_regional": zona_regional,
            "dias_reposicion": dias_reposicion,
        }
        periodo, nuevo = Periodo.objects.get_or_create(anio=anio, defaults=reglas)
        if not (nuevo or completar):
            raise DatoInvalido(f"El período {anio} ya está abierto.", "anio")
        periodo = Periodo.objects.select_for_update().get(pk=periodo.pk)  # two openings at once: one after the other
        if nuevo:
            periodo.regiones.set(regiones)
            _poner_ventanas(periodo, ventanas)
        bloquear(ADMINISTRATIVA)  # a service that is being made or closed: before it or after it, never beside it
        creados = _crear_programas(periodo, servicios or Servicio.objects.filter(vigente=True))
        if nuevo or creados:
            asiento = Asiento(
                "abrir período",
                datos={
                    "anio": anio,
                    "umbral_milesimas": periodo.umbral_milesimas,
                    "regiones": sorted(periodo.regiones.values_list("pk", flat=True)),
                    "ventanas": {v.etapa: _fechas(v) for v in periodo.ventanas.all()},
                    "formatos": periodo.formatos,
                    **{campo: getattr(periodo, campo) for campo in DE_PLAZOS},
                    "programas": creados,
                },
            )
            registrar(cadena=ADMINISTRATIVA, actor=actor, asientos=[asiento])
    return periodo


def huella(periodo):
    """The rules of a period as one short text: what a page carries, to know whether somebody changed them since."""
    ventanas = {v.etapa: _fechas(v) for v in periodo.ventanas.all()}
    regiones = sorted(periodo.regiones.values_list("pk", flat=True))
    plazos = [getattr(periodo, campo) for campo in DE_PLAZOS]
    return sha256(canonico([periodo.umbral_milesimas, regiones, ventanas, periodo.formatos, plazos]))


def modificar(
    *,
    anio,
    actor,
    motivo="",
    umbral_milesimas=None,
    regiones=None,
    ventanas=None,
    formatos=None,
    zona_regional=None,
    dias_reposicion=None,
    mostrado=None,
):
    """Change the period's rules; None leaves one as it is. Windows are given by stage (None takes one out).

    Once locked by the first submission, only with a reason; always recorded. `mostrado` is the `huella` that the page
    had: if the rules are others by now, nothing is changed.
    """
    with transaction.atomic():
        # The order of every submission: programmes first, then their period. Behind it, those that a new service
        # brought while one waited: nobody who submits holds them yet.
        regiones = None if regiones is None else [getattr(r, "pk", r) for r in regiones]
        if regiones is not None:
            _bloquear_fuera_de(anio, regiones)
        periodo = Periodo.objects.select_for_update().get(anio=anio)
        sobran = [] if regiones is None else _bloquear_fuera_de(anio, regiones)
        if mostrado is not None and mostrado != huella(periodo):
            raise EstadoIncorrecto("Otra persona cambió este período después de que usted abrió la página.")
        motivo = _motivo_limpio(motivo)
        if periodo.bloqueado_en and not motivo:
            raise DatoInvalido("El período ya tiene envíos: para cambiar sus reglas escriba el motivo.", "motivo")
        escritos = {}
        numeros = {
            "umbral_milesimas": umbral_milesimas,
            "zona_regional": zona_regional,
            "dias_reposicion": dias_reposicion,
        }
        for campo, valor in numeros.items():
            if valor not in (None, getattr(periodo, campo)):
                escritos[campo] = [getattr(periodo, campo), valor]
                setattr(periodo, campo, valor)
        if escritos:
            _limpio(periodo, exclude=["regiones"])
            periodo.save(update_fields=list(escritos))
        if formatos is not None:
            escritos |= _poner_formatos(periodo, _formatos_limpios(formatos))
        if ventanas:
            escritos |= _poner_ventanas(periodo, ventanas)
        if regiones is not None:
            escritos |= _poner_regiones(periodo, regiones, sobran)
        if escritos:
            registrar(
                cadena=ADMINISTRATIVA,
                actor=actor,
                asientos=[Asiento("modificar período", cambios=escritos, datos={"anio": anio, "motivo": motivo})],
            )
    return periodo


def _poner_ventanas(periodo, ventanas):
    """Write the windows {etapa: (from, to)}; returns what changed."""
    escritos, actuales = {}, {v.etapa: v for v in periodo.ventanas.all()}
    for etapa, fechas in ventanas.items():
        ventana = actuales.get(etapa) or Ventana(periodo=periodo, etapa=etapa)
        antes = _fechas(ventana) if ventana.pk else None
        if fechas is None:
            if antes:
                ventana.delete()
                escritos[f"ventana de {etapa}"] = [antes, None]
            continue
        ventana.desde, ventana.hasta = fechas
        _limpio(ventana)
        despues = _fechas(ventana)
        if antes != despues:
            ventana.save()
            escritos[f"ventana de {etapa}"] = [antes, despues]
    return escritos


def _fechas(ventana):
    return [ventana.desde.isoformat(), ventana.hasta.isoformat()]


def _formatos_limpios(formatos):
    """Without the blanks; every name must be a version that the form has."""
    for codigo, clave in formatos.items():
        try:
            catalogo.formulario(codigo).formato(clave)
        except (catalogo.FormularioDesconocido, FormatoDesconocido) as error:
            raise DatoInvalido(str(error), f"formato_{codigo}") from None
    return {codigo: clave for codigo, clave in formatos.items() if clave}


def _poner_formatos(periodo, formatos):
    antes = periodo.formatos
    if antes == formatos:
        return {}
    periodo.formatos = formatos
    periodo.save(update_fields=["formatos"])
    return {"formatos": [antes, formatos]}


def _bloquear_fuera_de(anio, regiones):
    programas = ProgramaRegional.todos.filter(periodo__anio=anio).exclude(region__in=regiones)
    return list(programas.select_related("region").select_for_update(of=("self",)).order_by("pk"))


def _poner_regiones(periodo, regiones, sobran):
    """Let regions in, with their programmes, and out: a programme that somebody wrote in does not leave."""
    antes = set(periodo.regiones.values_list("pk", flat=True))
    despues = set(Region.objects.filter(pk__in=regiones).values_list("pk", flat=True))
    if antes == despues:
        return {}
    if con_escritos := sorted({p.region.nombre for p in sobran if p.edicion}):
        lista = ", ".join(con_escritos)
        raise DatoInvalido(f"Ya se escribió en los programas de {lista}: no se pueden quitar.", "regiones")
    # Left behind, an empty programme of a region that is no longer there would keep the verdict open for ever.
    ProgramaRegional.todos.filter(pk__in=[p.pk for p in sobran]).delete()
    periodo.regiones.set(despues)
    _crear_programas(periodo, Servicio.objects.filter(vigente=True))
    return {"regiones": [sorted(antes), sorted(despues)]}


def _motivo_limpio(motivo):
    try:
        return limpiar(motivo).strip()
    except TextoInvalido as error:
        raise DatoInvalido(str(error), "motivo") from None


def _limpio(objeto, **como):
    try:
        objeto.full_clean(**como)
    except ValidationError as error:
        campo = next(iter(error.message_dict), "")
        raise DatoInvalido(" ".join(error.messages), campo) from None


def _crear_programas(periodo, servicios):
    existentes = set(ProgramaRegional.objects.filter(periodo=periodo).values_list("servicio", "region", "formulario"))
    nuevos = [
        ProgramaRegional(
            servicio=servicio,
            periodo=periodo,
            region=region,
            formulario=formulario.codigo,
            modalidad=formulario.modalidades[0],
        )
        for servicio in servicios
        for region in periodo.regiones.all()
        for formulario in catalogo.instalados()
        if (servicio.pk, region.pk, formulario.codigo) not in existentes
    ]
    ProgramaRegional.objects.bulk_create(nuevos)
    return len(nuevos)


def completar(periodo, servicio):
    """Make the programmes that a service lacks in a period that the caller has locked; returns how many."""
    return _crear_programas(periodo, [servicio])
