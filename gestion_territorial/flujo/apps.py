from django.apps import AppConfig


class FlujoConfig(AppConfig):
    name = "gestion_territorial.flujo"
    verbose_name = "Flujo"
