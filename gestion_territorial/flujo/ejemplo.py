"""The example country: a service, the period 2009 with windows around today, people, and a programme in every state.

The year after is open too, and in one region it started from what 2009 left in force.

Idempotent: what is there is left as it is, so that a second run never overwrites what somebody edited.
"""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from gestion_territorial.auditoria.registro import ADMINISTRATIVA, SISTEMA, Asiento, registrar
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.territorio.carga import cargar_territorio
from gestion_territorial.territorio.models import Etapa, Periodo, Region, Servicio

from . import ejemplo_conversacion, ejemplo_lectura, ejemplo_programas, periodos
from .anuncios import sin_correo

CLAVE = "programa-2009"
SERVICIO = ("SERNAM", "Servicio Nacional de la Mujer")
ANIO = 2009
DESDE = date(ANIO, 1, 1)
ANTOFAGASTA, MAULE = ejemplo_lectura.ANTOFAGASTA, "07"
GENTE = (
    ("Ana", Rol.FORMULADOR, ANTOFAGASTA),
    ("Diego", Rol.DIRECTOR, ANTOFAGASTA),
    ("Luis", Rol.FORMULADOR, MAULE),
    ("Rosa", Rol.REVISOR, None),
    ("Rita", Rol.REVISOR, None),
    ("Hugo", Rol.ADMINISTRADOR, None),
    ("Olga", Rol.OBSERVADOR, None),
)
# In days from today, first and last included. Dates of a period are data, independent of its year.
VENTANAS = {
    Etapa.COMPROMISO: (-20, 12),
    Etapa.AVANCE: (-10, 30),
    Etapa.ENMIENDA: (-10, 45),
    Etapa.RESULTADOS: (-10, 60),
}
FORMATOS = {"III.3": "planificacion"}
# The next year was opened ahead of time: its first window has not begun.
VENTANAS_SIGUIENTES = {Etapa.COMPROMISO: (61, 90), Etapa.AVANCE: (180, 210), Etapa.RESULTADOS: (365, 400)}
FORMATOS_SIGUIENTES = {"III.3": "control"}


@sin_correo()
def cargar():
    """Make what is missing of the example country."""
    cargar_anio()
    cargar_anio_siguiente()
    de_este_anio = {"servicio": Servicio.objects.get(codigo=SERVICIO[0]), "periodo": Periodo.objects.get(anio=ANIO)}
    ejemplo_conversacion.conversar(**de_este_anio)


def cargar_anio():
    """The service, its people and the year, with programmes in every state."""
    datos = ejemplo_lectura.leer()
    if not Region.objects.exists():
        with transaction.atomic():
            cargar_territorio()
    codigo, nombre = SERVICIO
    servicio, _ = Servicio.objects.get_or_create(codigo=codigo, defaults={"nombre": nombre})
    periodo = _abrir(ANIO, VENTANAS, FORMATOS, servicio)
    _crear_cuentas(servicio, _personas(datos))
    ejemplo_programas.llenar(datos, servicio=servicio, periodo=periodo)
    ejemplo_programas.medir(datos, servicio=servicio, periodo=periodo)


def cargar_anio_siguiente():
    """The year after, which one region has begun from what it closed."""
    servicio = Servicio.objects.get(codigo=SERVICIO[0])
    siguiente = _abrir(ANIO + 1, VENTANAS_SIGUIENTES, FORMATOS_SIGUIENTES, servicio)
    ejemplo_programas.empezar_desde_el_anterior(servicio=servicio, periodo=siguiente)


def _abrir(anio, ventanas, formatos, servicio):
    hoy = timezone.localdate()
    return periodos.abrir(
        anio=anio,
        regiones=Region.objects.vigentes_en(date(anio, 1, 1)),
        ventanas={etapa: tuple(hoy + timedelta(n) for n in dias) for etapa, dias in ventanas.items()},
        formatos=formatos,
        servicios=[servicio],
    )


def cuentas():
    """[(who, post, address, initial password)] of the example's accounts as they stand today."""
    correos = [correo for _, correo, _, _ in _personas(ejemplo_lectura.leer())]
    puestos = {}
    for cargo in Asignacion.objects.en_vigor().filter(usuario__correo__in=correos).select_related("servicio", "region"):
        puestos.setdefault(cargo.usuario_id, []).append(cargo.descripcion)
    usuarios = {u.correo: u for u in Usuario.objects.filter(correo__in=correos)}
    return [
        (usuario.nombre, "; ".join(puestos.get(usuario.pk, ["sin cargo vigente"])), usuario.correo, CLAVE)
        for correo in correos
        if (usuario := usuarios.get(correo))
    ]


def _personas(datos):
    """[(name, address, role, region)]: the named people, then a directorate for every other region."""
    personas = [(nombre, f"{nombre.lower()}@ejemplo.cl", rol, region) for nombre, rol, region in GENTE]
    direcciones = [
        (programa["autoridad"], f"direccion.{region}@ejemplo.cl", Rol.DIRECTOR, region)
        for region, programa in datos["formularios"]["III.1"].items()
        if region != ANTOFAGASTA
    ]
    return personas + direcciones


def _crear_cuentas(servicio, personas):
    """Accounts and posts that do not exist. An account that is there keeps its name, its password and its posts."""
    existentes = {correo.lower() for correo in Usuario.objects.values_list("correo", flat=True)}
    nuevas = [persona for persona in personas if persona[1] not in existentes]
    if not nuevas:
        return
    clave = make_password(CLAVE)  # one hash takes 300 ms on purpose, and they all have the same password
    with transaction.atomic():
        asientos = []
        for nombre, correo, rol, region in nuevas:
            usuario = Usuario.objects.create(correo=correo, nombre=nombre, password=clave)
            cargo = Asignacion.objects.create(
                usuario=usuario,
                rol=rol,
                servicio=None if rol == Rol.ADMINISTRADOR else servicio,
                region_id=region,
                desde=DESDE,
                documento="País de ejemplo",
            )
            asientos.append(Asiento("crear cuenta", datos={"usuario": usuario.pk, "cargo": cargo.descripcion}))
        registrar(cadena=ADMINISTRATIVA, actor=SISTEMA, asientos=asientos)
