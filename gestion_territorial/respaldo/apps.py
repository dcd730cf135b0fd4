from django.apps import AppConfig


class RespaldoConfig(AppConfig):
    name = "gestion_territorial.respaldo"
    verbose_name = "Respaldo"
