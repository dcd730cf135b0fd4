from django.apps import AppConfig

from gestion_territorial.formularios import catalogo


class InformacionGoreConfig(AppConfig):
    name = "informacion_gore"
    verbose_name = "III.3 Información a los gobiernos regionales"

    def ready(self):
        from .formulario import FORMULARIO

        catalogo.registrar(FORMULARIO)
