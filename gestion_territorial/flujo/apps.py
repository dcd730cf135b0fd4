from django.apps import AppConfig

from gestion_territorial.auditoria import inmutables, verificadores


class FlujoConfig(AppConfig):
    name = "gestion_territorial.flujo"
    verbose_name = "Flujo"

    def ready(self):
        from gestion_territorial.archivos import almacen

        from . import archivos

        inmutables.proteger("flujo_publicacion")
        verificadores.registrar("evidencias", archivos.contadas)
        verificadores.registrar_carpeta("evidencias", archivos.esperados, quieta=almacen.guardando)
