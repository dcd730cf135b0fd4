from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


def crear_tabla_de_cache(using="default", **_):
    """The sign-in's rate limits are shared by every process in a table, made with the others."""
    call_command("createcachetable", database=using, verbosity=0)


class CuentasConfig(AppConfig):
    name = "gestion_territorial.cuentas"
    verbose_name = "Cuentas"

    def ready(self):
        post_migrate.connect(crear_tabla_de_cache, sender=self, dispatch_uid="cuentas.cache")
