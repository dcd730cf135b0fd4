from django.apps import AppConfig


class TrabajosConfig(AppConfig):
    name = "gestion_territorial.trabajos"
    verbose_name = "Trabajos"

    def ready(self):
        from . import cola, tipos

        tipos.rondar("rescatar", cola.rescatar, cada=2)
        tipos.rondar("limpiar", cola.limpiar, cada=60 * 60)
