"""Prepares a throw-away country, measures, prints the table. `--chico` does it all small, to see that it runs."""

import argparse
import os
import platform
import sys

from django.core.management import call_command
from django.db import connection

from gestion_territorial.territorio.models import Servicio

from . import mediciones
from .cronometro import medir, tabla

PAIS = {"servicios": 20, "regiones": 16, "anios": 5, "filas": 40}
PAIS_CHICO = {"servicios": 2, "regiones": 4, "anios": 1, "filas": 10}


def main():
    opciones = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    opciones.add_argument("--chico", action="store_true", help="un país pequeño y pocas repeticiones")
    chico = opciones.parse_args().chico
    call_command("migrate", interactive=False, verbosity=0)
    if Servicio.objects.exists():
        return (
            "La base ya tiene datos y las mediciones escriben: use «make bench», que trabaja en una carpeta temporal."
        )
    pais = PAIS_CHICO if chico else PAIS
    print("Preparando el país de las mediciones…", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    preparado = mediciones.preparar(pais)
    lineas = []
    for medicion in mediciones.todas(preparado):
        print(f"Midiendo: {medicion.nombre}", flush=True)
        lineas.append(medir(medicion, veces=2 if chico else medicion.veces))
    filas = pais["servicios"] * pais["regiones"] * pais["anios"] * pais["filas"]
    print(
        f"\nPython {platform.python_version()}, {connection.vendor}, {os.cpu_count()} procesadores; {filas} compromisos"
    )
    print(tabla(lineas))
    return 0


sys.exit(main())
