from django.apps import AppConfig


class AvisosConfig(AppConfig):
    name = "gestion_territorial.avisos"
    verbose_name = "Avisos"

    def ready(self):
        from gestion_territorial.flujo import anuncios
        from gestion_territorial.trabajos import tipos

        from . import correo, invitacion, oyente, recordatorios

        anuncios.escuchar(oyente.oir)
        tipos.registrar(correo.CORREO)
        tipos.registrar(invitacion.TRABAJO)
        tipos.rondar("correo", correo.repartir, cada=2)
        tipos.rondar("recordatorios", recordatorios.recordar, cada=10 * 60)
