from django.apps import AppConfig


class TerritorioConfig(AppConfig):
    name = "gestion_territorial.territorio"
    verbose_name = "Territorio"
