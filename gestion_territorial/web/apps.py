from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "gestion_territorial.web"
    verbose_name = "Pantallas"
