"""`manage.py verificar`: exit status 0 when all is whole, else 1 and one line per fault; 2 when it was asked wrong.

It only reads.
"""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from gestion_territorial.auditoria.cabezas import CabezaIlegible, de_manifiesto, leer_cabeza, presentes
from gestion_territorial.flujo.verificacion import verificar


class Command(BaseCommand):
    help = "Recalcula los puntajes y comprueba el registro, las versiones, las filas y los archivos. No escribe nada."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="el informe en JSON")
        parser.add_argument(
            "--cabeza",
            action="append",
            default=[],
            metavar="CADENA:NÚMERO:HASH",
            help="una cabeza impresa antes, que debe seguir en el registro (se repite); basta NÚMERO:HASH o HASH",
        )
        parser.add_argument(
            "--manifiesto",
            metavar="ARCHIVO",
            help="el manifiesto de un respaldo anterior: sus cabezas deben seguir ahí",
        )
        parser.add_argument(
            "--cabezas", action="store_true", help="muestra la cabeza de cada cadena, para guardarla fuera del sistema"
        )

    def handle(self, *args, **opciones):
        try:
            conocidas = [leer_cabeza(texto) for texto in opciones["cabeza"]]
            if opciones["manifiesto"]:
                conocidas += de_manifiesto(opciones["manifiesto"])
            informe = verificar(conocidas)
        except CabezaIlegible as error:
            raise CommandError(str(error), returncode=2) from None
        cabezas = [str(cabeza) for cabeza in presentes()] if opciones["cabezas"] else []
        if opciones["json"]:
            datos = asdict(informe) | ({"cabezas": cabezas} if opciones["cabezas"] else {})
            self.stdout.write(json.dumps(datos, ensure_ascii=False, indent=2))
        else:
            self._en_palabras(informe, cabezas)
        if informe.faltas:
            sys.exit(1)

    def _en_palabras(self, informe, cabezas):
        for linea in (*cabezas, *(falta.linea for falta in informe.faltas)):
            self.stdout.write(linea)
        if not informe.faltas:
            archivos = "1 archivo guardado" if informe.archivos == 1 else f"{informe.archivos} archivos guardados"
            self.stdout.write(
                f"Todo en orden: {informe.programas} programas y {informe.registros} registros; {archivos}."
            )
