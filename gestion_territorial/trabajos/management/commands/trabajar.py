"""`manage.py trabajar`: one worker of the background queue, until told to stop."""

from django.core.management.base import BaseCommand

from gestion_territorial.trabajos.obrero import Obrero


class Command(BaseCommand):
    help = "Hace los trabajos en espera: correos, documentos nacionales y archivos ZIP. Se detiene con Ctrl+C."

    def add_arguments(self, parser):
        parser.add_argument("--hasta-vaciar", action="store_true", help="termina cuando no queda nada por hacer")

    def handle(self, *, hasta_vaciar=False, **opciones):
        obrero = Obrero()
        if not hasta_vaciar:
            obrero.trabajar()
            return
        while obrero.vuelta():
            pass
