"""The dated posts: given before a person's first sign-in, ended, handed to another person; none is ever erased.

Only a post that has not begun can be annulled: nobody acted in it.
"""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from gestion_territorial.auditoria.registro import leer
from gestion_territorial.cuentas.models import REGIONALES, Asignacion, Rol, Usuario
from gestion_territorial.territorio.models import Region, Servicio

from .administracion import administrando, exigir_lo_mostrado, fecha_en_palabras, una_linea, valido
from .en_mano import primer_dia_sin_administracion
from .errores import DatoInvalido, EstadoIncorrecto, NoExiste
from .personas import TABLA, de_quien, exigir_administracion

PRIMER_DIA, ULTIMO_DIA = date(1990, 1, 1), date(2100, 12, 31)
LARGO_DOCUMENTO = 200
ASIGNAR = "asignar puesto"
SIN_DOCUMENTO = "Escriba el documento que lo respalda, por ejemplo «Resolución exenta 123 de 2026»."


def asignar(
    *,
    usuario_id,
    rol,
    servicio_id=None,
    region_id=None,
    desde,
    hasta=None,
    documento,
    cargo,
    subroga=False,
    operacion=None,
):
    """Give somebody a post; returns the Asignacion. `subroga`: they direct a region together with another person."""
    documento = _documento(documento)
    with administrando(cargo, operacion) as acto:
        if acto.repetido:
            return _de_la_operacion(acto)
        puesto = Asignacion(
            usuario=_persona(usuario_id),
            rol=rol,
            servicio=_servicio(servicio_id),
            region=_region(region_id),
            desde=desde,
            hasta=hasta,
            documento=documento,
        )
        _comenzar(acto, puesto, subroga)
    return puesto


def fijar_termino(*, puesto_id, hasta, documento, cargo, operacion=None, mostrado=None):
    """Say until which day a post is held, included; None: without end. `mostrado` is the day the page had, as text."""
    documento = _documento(documento)
    with administrando(cargo, operacion) as acto:
        puesto = de(puesto_id)
        if acto.repetido:
            return puesto
        exigir_lo_mostrado(mostrado, _iso(puesto.hasta))
        if hasta != puesto.hasta:
            antes = primer_dia_sin_administracion()
            _terminar(acto, puesto, hasta, documento)
            _exigir_sin_traslape(puesto)
            exigir_administracion(antes)
    return puesto


def relevar(*, puesto_id, usuario_id, desde, hasta=None, documento, cargo, subroga=False, operacion=None):
    """Change the responsible: the post ends the day before `desde`, and that day begins another person's. One act."""
    documento = _documento(documento)
    with administrando(cargo, operacion) as acto:
        viejo = de(puesto_id)
        if acto.repetido:
            return _de_la_operacion(acto)
        persona = _persona(usuario_id)
        if persona.pk == viejo.usuario_id:
            raise DatoInvalido(f"{persona} es quien deja el puesto: elija a otra persona.", "usuario")
        _exigir_comienzo(desde)
        if desde <= viejo.desde:
            dia = fecha_en_palabras(viejo.desde)
            raise DatoInvalido(f"{viejo.usuario} empezó el {dia}: el relevo debe empezar después.", "desde")
        antes = primer_dia_sin_administracion()
        if viejo.hasta is None or viejo.hasta >= desde:
            _terminar(acto, viejo, desde - timedelta(1), documento)
        nuevo = Asignacion(
            usuario=persona,
            rol=viejo.rol,
            servicio=viejo.servicio,
            region=viejo.region,
            desde=desde,
            hasta=hasta,
            documento=documento,
        )
        _comenzar(acto, nuevo, subroga)
        exigir_administracion(antes)
    return nuevo


def anular(*, puesto_id, cargo, operacion=None):
    """Take back a post that has not begun; the register keeps what it was."""
    with administrando(cargo, operacion) as acto:
        if acto.repetido:
            return
        puesto = de(puesto_id)
        if puesto.desde <= timezone.localdate():
            raise EstadoIncorrecto("El puesto ya empezó: no se anula, se le pone fecha de término.")
        antes = primer_dia_sin_administracion()
        datos = _datos(puesto)
        Asignacion.objects.filter(pk=puesto.pk).delete()
        exigir_administracion(antes)
        acto.asentar("anular puesto", tabla=TABLA, fila_id=puesto.usuario_id, datos=datos)


def de(puesto_id):
    """A post with its person and place, or NoExiste."""
    puesto = Asignacion.objects.filter(pk=puesto_id).select_related("usuario", "servicio", "region").first()
    if puesto is None:
        raise NoExiste("No hay un puesto en esa dirección.")
    return puesto


def _comenzar(acto, puesto, subroga):
    """Check a new post and write it."""
    _exigir_plazo(puesto)
    _exigir_lugar(puesto)
    valido(puesto)
    _exigir_sin_traslape(puesto)
    if puesto.rol == Rol.DIRECTOR and not subroga:
        _exigir_unica_direccion(puesto)
    puesto.save()
    acto.asentar(ASIGNAR, tabla=TABLA, fila_id=puesto.usuario_id, datos=_datos(puesto) | {"subroga": bool(subroga)})


def _terminar(acto, puesto, hasta, documento):
    antes, puesto.hasta = puesto.hasta, hasta
    _exigir_plazo(puesto)
    puesto.save(update_fields=["hasta"])
    acto.asentar(
        "terminar puesto",
        tabla=TABLA,
        fila_id=puesto.usuario_id,
        cambios={"hasta": [_iso(antes) or None, _iso(hasta) or None]},
        datos=_datos(puesto) | {"documento": documento},
    )


def _exigir_lugar(puesto):
    """What no single field says: which posts have a service and a region, and whether these can be held then."""
    if puesto.rol == Rol.ADMINISTRADOR and puesto.servicio:
        raise DatoInvalido("La administración es de todo el país: no lleva servicio.", "servicio")
    if puesto.rol in REGIONALES and not puesto.servicio:
        raise DatoInvalido("Un cargo regional necesita servicio y región: elija el servicio.", "servicio")
    if puesto.rol in REGIONALES and not puesto.region:
        raise DatoInvalido("Un cargo regional necesita servicio y región: elija la región.", "region")
    if puesto.rol not in REGIONALES and puesto.region:
        raise DatoInvalido("Solo los cargos regionales llevan región: déjela en blanco.", "region")
    if puesto.rol == Rol.REVISOR and not puesto.servicio:
        raise DatoInvalido("La revisión nacional es de un servicio: elíjalo.", "servicio")
    if puesto.servicio and not puesto.servicio.vigente:
        raise DatoInvalido(f"El servicio {puesto.servicio} está cerrado: no recibe puestos nuevos.", "servicio")
    nacida = puesto.region.vigente_desde if puesto.region else None
    if nacida and puesto.desde < nacida:
        raise DatoInvalido(f"La región de {puesto.region} existe desde el {fecha_en_palabras(nacida)}.", "desde")


def _exigir_sin_traslape(puesto):
    """The same person does not hold the same post twice on one day."""
    otro = _del_mismo_puesto(puesto).filter(usuario=puesto.usuario).first()
    if otro:
        raise DatoInvalido(f"{puesto.usuario} ya tiene ese mismo puesto {_entre(otro)}.", "desde")


def _exigir_unica_direccion(puesto):
    otro = _del_mismo_puesto(puesto).exclude(usuario=puesto.usuario).filter(usuario__is_active=True).first()
    if otro:
        raise DatoInvalido(
            f"{otro.usuario} ya dirige esa región {_entre(otro)}. Termine antes ese puesto, o marque que es una "
            "subrogancia: en los días comunes, las dos personas pueden firmar.",
            "subroga",
        )


def _del_mismo_puesto(puesto):
    """The other assignments of this role and place that share a day with it."""
    iguales = Asignacion.objects.filter(rol=puesto.rol, servicio=puesto.servicio, region=puesto.region)
    despues = Q(hasta__isnull=True) | Q(hasta__gte=puesto.desde)
    comunes = iguales.filter(despues).exclude(pk=puesto.pk).select_related("usuario").order_by("desde")
    return comunes if puesto.hasta is None else comunes.filter(desde__lte=puesto.hasta)


def _entre(puesto):
    if puesto.hasta is None:
        return f"desde el {fecha_en_palabras(puesto.desde)}, sin fecha de término"
    return f"desde el {fecha_en_palabras(puesto.desde)} hasta el {fecha_en_palabras(puesto.hasta)}"


def _exigir_plazo(puesto):
    _exigir_comienzo(puesto.desde)
    _exigir_fecha(puesto.hasta, "hasta")
    if puesto.hasta and puesto.hasta < puesto.desde:
        dia = fecha_en_palabras(puesto.desde)
        raise DatoInvalido(f"El puesto empieza el {dia}: no puede terminar antes de ese día.", "hasta")


def _exigir_comienzo(desde):
    if desde is None:
        raise DatoInvalido("Escriba la fecha de inicio.", "desde")
    _exigir_fecha(desde, "desde")


def _exigir_fecha(fecha, campo):
    if fecha is not None and not PRIMER_DIA <= fecha <= ULTIMO_DIA:
        raise DatoInvalido(f"Escriba una fecha entre {PRIMER_DIA.year} y {ULTIMO_DIA.year}.", campo)


def _datos(puesto):
    return de_quien(puesto.usuario) | {
        "asignacion": puesto.pk,
        "puesto": puesto.descripcion,
        "desde": _iso(puesto.desde),
        "hasta": _iso(puesto.hasta) or None,
        "documento": puesto.documento,
    }


def _iso(fecha):
    return fecha.isoformat() if fecha else ""


def _documento(documento):
    return una_linea(documento, "documento", falta=SIN_DOCUMENTO, maximo=LARGO_DOCUMENTO)


def _de_la_operacion(acto):
    """The post that this press gave before; None when it was annulled since."""
    (entrada,) = (e for e in acto.hechas if e.accion == ASIGNAR)
    puestos = Asignacion.objects.select_related("usuario", "servicio", "region")
    return puestos.filter(pk=leer(entrada)["datos"]["asignacion"]).first()


def _persona(usuario_id):
    usuario = Usuario.objects.filter(pk=usuario_id).first()
    if usuario is None:
        raise DatoInvalido("Elija a una persona con cuenta.", "usuario")
    if not usuario.is_active:
        raise DatoInvalido(f"La cuenta de {usuario} está inactiva: reactívela antes.", "usuario")
    return usuario


def _servicio(servicio_id):
    servicio = Servicio.objects.filter(pk=servicio_id).first() if servicio_id else None
    if servicio_id and servicio is None:
        raise DatoInvalido("Ese servicio no existe: elija uno de la lista.", "servicio")
    return servicio


def _region(region_id):
    region = Region.objects.filter(pk=region_id).first() if region_id else None
    if region_id and region is None:
        raise DatoInvalido("Esa región no existe: elija una de la lista.", "region")
    return region
