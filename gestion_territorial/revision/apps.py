from django.apps import AppConfig


class RevisionConfig(AppConfig):
    name = "gestion_territorial.revision"
    verbose_name = "Revisión"
