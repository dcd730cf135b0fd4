from django.apps import AppConfig


class FormulariosConfig(AppConfig):
    name = "gestion_territorial.formularios"
    verbose_name = "Formularios"
