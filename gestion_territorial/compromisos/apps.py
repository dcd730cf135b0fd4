from django.apps import AppConfig

from gestion_territorial.auditoria import inmutables


class CompromisosConfig(AppConfig):
    name = "gestion_territorial.compromisos"
    verbose_name = "Compromisos"

    def ready(self):
        inmutables.proteger("compromisos_version")
