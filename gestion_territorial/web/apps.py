from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


def crear_tabla_de_cache(using="default", **_):
    """The rate limits' shared cache is a table: it is made with the others."""
    call_command("createcachetable", database=using, verbosity=0)


class WebConfig(AppConfig):
    name = "gestion_territorial.web"
    verbose_name = "Pantallas"

    def ready(self):
        post_migrate.connect(crear_tabla_de_cache, sender=self, dispatch_uid="web.cache")
