from django.apps import AppConfig

from gestion_territorial.formularios import catalogo


class ComplementariedadConfig(AppConfig):
    name = "complementariedad"
    verbose_name = "III.2 Programa de Complementariedad Territorial"

    def ready(self):
        from .formulario import FORMULARIO

        catalogo.registrar(FORMULARIO)
