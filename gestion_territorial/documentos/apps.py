from django.apps import AppConfig


class DocumentosConfig(AppConfig):
    name = "gestion_territorial.documentos"
    verbose_name = "Documentos"
