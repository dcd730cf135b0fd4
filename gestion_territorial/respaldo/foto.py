"""What a manifest says of the database, read from the one in use: the same for saving and for comparing."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from gestion_territorial.auditoria.cabezas import presentes
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo.veredicto import resultados

from . import postgres, sqlite

LOTE = 500
MOTORES = {"sqlite": sqlite, "postgresql": postgres}


def motor():
    return MOTORES[connection.vendor]


def volatiles():
    """Tables whose rows are not saved: open sessions, which would be keys to the house, and the cache."""
    return {Session._meta.db_table, *(c["LOCATION"] for c in settings.CACHES.values() if "LOCATION" in c)}


def cadenas():
    return {cabeza.cadena: [cabeza.numero, cabeza.hash] for cabeza in presentes()}


def puntajes():
    """{programme: its score in words}, exact. Amendments have none: they count when they are approved."""
    dichos, ultimo = {}, 0
    while lote := list(
        ProgramaRegional.objects.filter(pk__gt=ultimo).order_by("pk").values_list("pk", flat=True)[:LOTE]
    ):
        for r in resultados(ProgramaRegional.objects.filter(pk__in=lote)):
            p, puntaje = r.programa, r.puntaje
            nombre = f"{p.formulario} {p.servicio.codigo} {p.periodo.anio} {p.region_id} n.º {p.numero}"
            dichos[nombre] = f"{puntaje.resultado} {'—' if puntaje.desempeno is None else puntaje.desempeno}"
        ultimo = lote[-1]
    return dichos


def migraciones():
    """The migrations that made the database."""
    return sorted(f"{app}.{nombre}" for app, nombre in MigrationRecorder(connection).applied_migrations())


def migraciones_del_sistema():
    """The migrations that this installation would apply."""
    cargador = MigrationLoader(None, ignore_no_migrations=True)
    return sorted(f"{app}.{nombre}" for app, nombre in cargador.disk_migrations)
