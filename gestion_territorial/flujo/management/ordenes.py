"""What the commands that make invented data share: they refuse where it could be taken for real."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class OrdenDeEjemplo(BaseCommand):
    """A command that writes invented data. Where DEBUG is off it runs only when told so."""

    negativa = "Con DEBUG apagado no se escriben datos de ejemplo. Si de verdad los quiere: --aunque-sea-produccion"

    def add_arguments(self, parser):
        parser.add_argument(
            "--aunque-sea-produccion", action="store_true", help="escribe también donde DEBUG está apagado"
        )

    def handle(self, *args, **opciones):
        if not settings.DEBUG and not opciones["aunque_sea_produccion"]:
            raise CommandError(self.negativa)
        self.escribir(opciones)

    def escribir(self, opciones):
        raise NotImplementedError
