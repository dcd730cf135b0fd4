from django.apps import AppConfig


class DocumentosConfig(AppConfig):
    name = "gestion_territorial.documentos"
    verbose_name = "Documentos"

    def ready(self):
        from gestion_territorial.trabajos import tipos

        from . import trabajos, trabajos_evidencias

        tipos.registrar(trabajos.NACIONAL)
        tipos.registrar(trabajos_evidencias.PAQUETE)
