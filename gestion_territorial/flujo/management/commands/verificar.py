"""`manage.py verificar`: exit status 0 when all is whole, else 1 and one line per fault. It only reads."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from gestion_territorial.flujo.verificacion import verificar


class Command(BaseCommand):
    help = "Recalcula los puntajes y comprueba el registro, las versiones y las filas. No escribe nada."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="el informe en JSON")

    def handle(self, *args, **opciones):
        informe = verificar()
        if opciones["json"]:
            self.stdout.write(json.dumps(asdict(informe), ensure_ascii=False, indent=2))
        else:
            for falta in informe.faltas:
                self.stdout.write(falta.linea)
            if not informe.faltas:
                self.stdout.write(f"Todo en orden: {informe.programas} programas y {informe.registros} registros.")
        if informe.faltas:
            sys.exit(1)
