from django.apps import AppConfig


class ArchivosConfig(AppConfig):
    name = "gestion_territorial.archivos"
    verbose_name = "Archivos"
