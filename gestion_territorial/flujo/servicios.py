"""The services: a new one gets its programmes for the years one chooses; a closed one keeps all that it has."""

from django.db.models import Q
from django.utils import timezone

from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.cuentas.models import Asignacion
from gestion_territorial.territorio.models import Periodo, Servicio

from . import periodos as anios
from .administracion import administrando, exigir_lo_mostrado, texto_libre, una_linea, valido
from .errores import DatoInvalido, EstadoIncorrecto, NoExiste

TABLA = "territorio.servicio"
LARGO_CODIGO, LARGO_NOMBRE = 20, 200


def en_curso():
    """The periods that a new service would take part in, newest first: those whose last window is not over yet."""
    terminados = Periodo.objects.exclude(ventanas=None).exclude(ventanas__hasta__gte=timezone.localdate())
    return Periodo.objects.exclude(pk__in=terminados.values("pk"))


def anios_abiertos():
    """Every year that was opened, newest first, in words: what a page that offers them had to choose from."""
    return " ".join(str(anio) for anio in Periodo.objects.order_by("-anio").values_list("anio", flat=True))


def crear(*, codigo, nombre, periodos, cargo, operacion=None, mostrado=None):
    """Make a service with its programmes of those years (`periodos`); returns the Servicio. The code never changes.

    `mostrado` are all the years the page had to choose from: a year opened since must not be missed.
    """
    codigo = una_linea(codigo, "codigo", falta="Escriba el código del servicio.", maximo=LARGO_CODIGO).upper()
    nombre = _nombre(nombre)
    with _con_periodos(cargo, operacion) as acto:
        if acto.repetido:
            return Servicio.objects.get(pk=acto.hecho)
        exigir_lo_mostrado(mostrado, anios_abiertos())
        if Servicio.objects.filter(codigo__iexact=codigo).exists():
            raise DatoInvalido(f"Ya hay un servicio con el código {codigo}.", "codigo")
        servicio = Servicio(codigo=codigo, nombre=nombre)
        valido(servicio)
        servicio.save()
        creados = _crear_programas(servicio, periodos)
        datos = {"servicio": codigo, "nombre": nombre, "programas": creados}
        acto.asentar("crear servicio", tabla=TABLA, fila_id=servicio.pk, datos=datos)
    return servicio


def renombrar(*, codigo, nombre, cargo, operacion=None, mostrado=None):
    """Change a service's name. `mostrado` is the name the page had."""
    nombre = _nombre(nombre)
    with administrando(cargo, operacion) as acto:
        servicio = de(codigo)
        if acto.repetido:
            return servicio
        exigir_lo_mostrado(mostrado, servicio.nombre)
        if nombre != servicio.nombre:
            cambios = {"nombre": [servicio.nombre, nombre]}
            servicio.nombre = nombre
            valido(servicio)
            servicio.save(update_fields=["nombre"])
            acto.asentar(
                "renombrar servicio", tabla=TABLA, fila_id=servicio.pk, cambios=cambios, datos={"servicio": codigo}
            )
    return servicio


def cerrar(*, codigo, motivo, cargo, operacion=None):
    """Close a service: no new years and no new posts. What it has stays, and what is under way can be finished."""
    motivo = texto_libre(motivo, "motivo", falta="Escriba el motivo del cierre.")
    with _con_periodos(cargo, operacion) as acto:
        servicio = de(codigo)
        if acto.repetido:
            return servicio
        if not servicio.vigente:
            raise EstadoIncorrecto(f"El servicio {servicio} ya está cerrado.")
        servicio.vigente = False
        servicio.save(update_fields=["vigente"])
        acto.asentar(
            "cerrar servicio",
            tabla=TABLA,
            fila_id=servicio.pk,
            cambios={"vigente": [True, False]},
            datos={"servicio": codigo, "motivo": motivo},
        )
    return servicio


def reabrir(*, codigo, motivo, periodos, cargo, operacion=None, mostrado=None):
    """Open a closed service again, with the programmes it lacks in those years. `mostrado` as in `crear`."""
    motivo = texto_libre(motivo, "motivo", falta="Escriba el motivo para reabrirlo.")
    with _con_periodos(cargo, operacion) as acto:
        servicio = de(codigo)
        if acto.repetido:
            return servicio
        if servicio.vigente:
            raise EstadoIncorrecto(f"El servicio {servicio} no está cerrado.")
        exigir_lo_mostrado(mostrado, anios_abiertos())
        servicio.vigente = True
        servicio.save(update_fields=["vigente"])
        creados = _crear_programas(servicio, periodos)
        acto.asentar(
            "reabrir servicio",
            tabla=TABLA,
            fila_id=servicio.pk,
            cambios={"vigente": [False, True]},
            datos={"servicio": codigo, "motivo": motivo, "programas": creados},
        )
    return servicio


def de(codigo):
    """A service by its code, or NoExiste."""
    servicio = Servicio.objects.filter(codigo=codigo).first()
    if servicio is None:
        raise NoExiste("No hay un servicio en esa dirección.")
    return servicio


def queda_abierto(servicio):
    """(programmes that are not closed, posts in force or to come) of a service: what its closing leaves behind."""
    hoy = timezone.localdate()
    programas = ProgramaRegional.objects.filter(servicio=servicio).exclude(estado=Estado.CERRADO).count()
    puestos = Asignacion.objects.filter(Q(hasta__isnull=True) | Q(hasta__gte=hoy), servicio=servicio).count()
    return programas, puestos


def _con_periodos(cargo, operacion):
    """An act that reads which services there are, or which years, waits for the opening of a year, and it for this."""
    return administrando(cargo, operacion, antes=lambda: list(_bloqueados().values_list("pk", flat=True)))


def _bloqueados():
    return Periodo.objects.select_for_update().order_by("pk")


def _crear_programas(servicio, periodos):
    """{year: programmes made}. `periodos` are years."""
    elegidos = list(_bloqueados().filter(anio__in=periodos))
    if faltan := {int(a) for a in periodos} - {p.anio for p in elegidos}:
        raise DatoInvalido(f"No hay un período abierto para el año {min(faltan)}.", "periodos")
    return {str(p.anio): anios.completar(p, servicio) for p in elegidos}


def _nombre(nombre):
    return una_linea(nombre, "nombre", falta="Escriba el nombre del servicio.", maximo=LARGO_NOMBRE)
