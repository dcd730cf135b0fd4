from django.apps import AppConfig

from gestion_territorial.formularios import catalogo


class ProgramasConfig(AppConfig):
    name = "programas"
    verbose_name = "III.1 Programa de Trabajo de Gestión Territorial"

    def ready(self):
        from .formulario import FORMULARIO

        catalogo.registrar(FORMULARIO)
