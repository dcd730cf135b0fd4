"""The scenes that the stories begin in, made through the product's own actions; each is a database file."""

import json
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from gestion_territorial.compromisos import contenido
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.flujo import acciones, edicion, ejemplo
from gestion_territorial.flujo.pasos import PASOS

DIRECCIONES = ("15", "03", "05", "13", "08", "12")
PERSONAS = ("ana", "diego", "luis", "rosa", "rita", "hugo", "olga", *(f"direccion.{n}" for n in DIRECCIONES))
ORIGINAL, SIN_2010, ENERO = "original", "sin-2010", "enero"
FORMULARIO = "III.2"  # the one that January closes


def preparar():
    call_command("migrate", verbosity=0)
    ejemplo.cargar_anio()
    print(json.dumps({persona: _entrar(persona) for persona in PERSONAS}))
    _guardar(SIN_2010)
    ejemplo.cargar_anio_siguiente()
    _guardar(ORIGINAL)
    llegar_a_enero()
    _guardar(ENERO)


def llegar_a_enero():
    """Two regions wait for their results to be opened, two have sent them, one is validated and one closed.

    The others declared that they do not commit, and it was approved.
    """
    for region in ("01", "02", "04", "06", "08", "09", "14", "11", "12"):
        _dar(region, ("no-compromete", "director"), ("abrir-revision", "rosa"), ("aprobar", "rosa"))
    _dar("15", ("abrir-revision", "rosa"), ("aprobar", "rosa"))
    _dar("03", ("aprobar", "rosa"))
    _dar("07", ("abrir-resultados", "rosa"))
    _responder("07")
    _dar("07", ("enviar-resultados", "director"))


def _entrar(persona):
    cliente = Client()
    cliente.force_login(Usuario.objects.get(correo=f"{persona}@ejemplo.cl"), settings.AUTHENTICATION_BACKENDS[0])
    return cliente.cookies[settings.SESSION_COOKIE_NAME].value


def _guardar(escena):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # one file holds it all
    base = Path(settings.DATABASES["default"]["NAME"])
    carpeta = base.parent / "escenas"
    carpeta.mkdir(exist_ok=True)
    shutil.copy(base, carpeta / f"{escena}.sqlite3")


def _programa(region):
    return ProgramaRegional.objects.con_contexto().get(region=region, formulario=FORMULARIO, periodo__anio=2009)


def _cargo(nombre):
    cargos = Asignacion.objects.select_related("servicio", "region", "usuario")
    return cargos.get(usuario__correo=f"{nombre}@ejemplo.cl")


def _director(region):
    cargos = Asignacion.objects.select_related("servicio", "region", "usuario")
    return cargos.get(region=region, rol=Rol.DIRECTOR)


def _dar(region, *pasos):
    for paso, quien in pasos:
        cargo = _director(region) if quien == "director" else _cargo(quien)
        motivo = "Este año la región no participa en instancias." if PASOS[paso].motivo else ""
        acciones.dar(paso, programa_id=_programa(region).pk, cargo=cargo, motivo=motivo)


def _responder(region):
    """Every commitment met, with its reference."""
    programa = _programa(region)
    quien = {"programa_id": programa.pk, "cargo": _director(region)}
    for fila in contenido.leer(programa).filas:
        en_fila = {"compromiso_id": fila.id, **quien}
        cambios = {("compromiso", "cumple"): ("", "si"), ("indicador", "resultado_anual"): ("", "Hecho")}
        edicion.guardar_linea(cambios=cambios, ediciones={}, derecho="escribir-resultados", **en_fila)
        edicion.agregar_evidencia(referencia="Carpeta 12, oficio 3", **en_fila)
