"""What the processes of the administration's races do: each function is a job, and answers plain data."""

import time
from datetime import date, timedelta

from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import ADMINISTRATIVA, faltas
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.flujo import en_mano, periodos, personas, puestos, servicios
from gestion_territorial.territorio.models import Region, Servicio

from ..mundo import correo


def administra(nombre):
    """Make somebody an administrator too."""
    Asignacion.objects.create(usuario=_usuario(nombre), rol=Rol.ADMINISTRADOR, desde=date(2009, 1, 1))


def quitar(quien, a):
    """One administrator ends the other's post."""
    ayer = timezone.localdate() - timedelta(1)
    puestos.fijar_termino(puesto_id=_cargo(a).pk, hasta=ayer, documento="R", cargo=_cargo(quien))


def desactivar(quien, a):
    personas.desactivar(usuario_id=_usuario(a).pk, motivo="x", cargo=_cargo(quien))


def crear_cuenta(quien, direccion, operacion=None):
    return personas.crear(correo=direccion, nombre="Eva", cargo=_cargo(quien), operacion=operacion).pk


def dirigir(quien, a):
    """Give somebody the direction of Ñuble, as its only director."""
    dato = {"servicio_id": Servicio.objects.get(codigo="SERNAM").pk, "region_id": "16", "documento": "R"}
    hoy = timezone.localdate()
    return puestos.asignar(usuario_id=_usuario(a).pk, rol=Rol.DIRECTOR, desde=hoy, cargo=_cargo(quien), **dato).pk


def crear_servicio(quien, codigo):
    visto = servicios.anios_abiertos()
    anios = visto.split()
    return servicios.crear(codigo=codigo, nombre="Nuevo", periodos=anios, mostrado=visto, cargo=_cargo(quien)).pk


def crear_servicio_despacio(quien, codigo):
    """As above, but between making its programmes and letting go of the years there is time for others to come."""
    completar = periodos.completar

    def despacio(periodo, servicio):
        creados = completar(periodo, servicio)
        time.sleep(0.5)
        return creados

    periodos.completar = despacio
    return crear_servicio(quien, codigo)


def cerrar_servicio(quien, codigo):
    servicios.cerrar(codigo=codigo, motivo="x", cargo=_cargo(quien))


def abrir_anio(anio):
    periodos.abrir(anio=anio, regiones=Region.objects.filter(pk__in=["02", "13"]), ventanas={})


def sacar_region(anio, espera=0):
    time.sleep(espera)
    periodos.modificar(anio=anio, actor=periodos.SISTEMA, regiones=["02"])


def balance():
    """What must be whole afterwards."""
    return {
        "faltas": [list(map(str, f)) for f in faltas()],
        "sin administración": en_mano.primer_dia_sin_administracion() is not None,
        "cuentas": Usuario.objects.filter(correo__iexact="eva@ejemplo.cl").count(),
        "direcciones": Asignacion.objects.en_vigor().filter(rol=Rol.DIRECTOR, region="16").count(),
        "acciones": list(Registro.objects.filter(cadena=ADMINISTRATIVA).values_list("accion", flat=True)),
        "programas": {
            f"{s.codigo} {anio}": ProgramaRegional.objects.filter(servicio=s, periodo__anio=anio).count()
            for s in Servicio.objects.filter(vigente=True)
            for anio in (2009, 2010)
        },
    }


def _usuario(nombre):
    return Usuario.objects.get(correo=correo(nombre))


def _cargo(nombre):
    puestos_ = Asignacion.objects.select_related("usuario", "servicio", "region")
    return puestos_.filter(usuario__correo=correo(nombre), rol=Rol.ADMINISTRADOR).order_by("pk")[0]
