from django.apps import AppConfig

from gestion_territorial.auditoria import inmutables


class FlujoConfig(AppConfig):
    name = "gestion_territorial.flujo"
    verbose_name = "Flujo"

    def ready(self):
        inmutables.proteger("flujo_publicacion")
