"""`manage.py restaurar ORIGEN`: exit status 0 when all came out equal, 1 and one line per fault, 2 when refused."""

import sys

from django.core.management.base import BaseCommand, CommandError

from gestion_territorial.flujo.verificacion import verificar
from gestion_territorial.respaldo.errores import RestauracionImposible
from gestion_territorial.respaldo.restauracion import restaurar


class Command(BaseCommand):
    help = "Restaura un respaldo donde no hay nada y lo compara con su manifiesto."

    def add_arguments(self, parser):
        parser.add_argument("origen", help="la carpeta del respaldo")
        parser.add_argument("--verificar", action="store_true", help="corre además «verificar» sobre lo restaurado")

    def handle(self, *args, **opciones):
        try:
            dicho, faltas = restaurar(opciones["origen"])
        except RestauracionImposible as error:
            raise CommandError(str(error), returncode=2) from None
        if not faltas and opciones["verificar"]:
            faltas = verificar().faltas
        for falta in faltas:
            self.stdout.write(falta.linea)
        if faltas:
            sys.exit(1)
        comprobado = "igual a su manifiesto y verificado" if opciones["verificar"] else "igual a su manifiesto"
        self.stdout.write(
            f"Restaurado el respaldo del {dicho.momento}: {sum(dicho.tablas.values())} filas y "
            f"{sum(n.startswith('archivos/') for n in dicho.archivos)} archivos, {comprobado}."
        )
