from django.apps import AppConfig

from gestion_territorial.formularios import catalogo


class SeguimientoConfig(AppConfig):
    name = "seguimiento"
    verbose_name = "III.4 Análisis del avance"

    def ready(self):
        from .formulario import FORMULARIO

        catalogo.registrar(FORMULARIO)
