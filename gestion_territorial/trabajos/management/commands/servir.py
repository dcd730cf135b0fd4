"""`manage.py servir`: the web server and its background workers, kept alive together."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from gestion_territorial.trabajos.supervisor import Hijo, Supervisor, obrero, servidor


class Command(BaseCommand):
    help = "Sirve las páginas y hace los trabajos en segundo plano; lo que se cae se vuelve a levantar."

    def add_arguments(self, parser):
        parser.add_argument("--enlace", default="127.0.0.1:8000", help="dirección y puerto, por ejemplo 127.0.0.1:8000")

    def handle(self, *, enlace, **opciones):
        cuantos = settings.OBREROS
        if connection.vendor == "sqlite" and cuantos > 1:
            cuantos = 1
            self.stderr.write("Con SQLite trabaja un solo obrero: OBREROS vale desde PostgreSQL.")
        hijos = [Hijo("El servidor", servidor(enlace), settings.BASE_DIR)]
        hijos += [Hijo(f"El obrero {n + 1}", obrero(), settings.BASE_DIR) for n in range(cuantos)]
        connection.close()
        estado = Supervisor(hijos, avisar=self.stderr.write).correr()
        if estado:
            sys.exit(estado)
