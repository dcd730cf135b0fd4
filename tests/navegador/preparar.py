"""Makes the example country in DATA_DIR and signs in the people of the story; prints {name: session key} as JSON.

Run as a program, in a process and a database of its own.
"""

import json

import django

PERSONAS = ("ana", "diego", "luis", "rosa", "rita", "hugo", "olga", "direccion.12", "direccion.03", "direccion.08")


def preparar():
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from gestion_territorial.cuentas.models import Usuario
    from gestion_territorial.flujo import ejemplo

    call_command("migrate", verbosity=0)
    ejemplo.cargar()
    sesiones = {}
    for persona in PERSONAS:
        cliente = Client()
        cliente.force_login(Usuario.objects.get(correo=f"{persona}@ejemplo.cl"), settings.AUTHENTICATION_BACKENDS[0])
        sesiones[persona] = cliente.cookies[settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # one file holds it all
    print(json.dumps(sesiones))


if __name__ == "__main__":
    django.setup()
    preparar()
