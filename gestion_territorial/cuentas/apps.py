from django.apps import AppConfig


class CuentasConfig(AppConfig):
    name = "gestion_territorial.cuentas"
    verbose_name = "Cuentas"
