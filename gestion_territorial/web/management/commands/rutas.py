"""manage.py rutas [--json]: every address with its methods and who may use it."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.urls import URLPattern, get_resolver

from gestion_territorial.web.politica import PUBLICA, TODOS

ANONIMO = "anonimo"


def rutas():
    """[{ruta, metodos, roles, por_metodo, ambito, nombre}] of the whole address list.

    An address without a policy has `ambito` None and no methods: the tests fail on it.
    """
    return list(_recorrer(get_resolver(), "/"))


def _recorrer(resolver, prefijo):
    for patron in resolver.url_patterns:
        direccion = prefijo + str(patron.pattern)
        if not isinstance(patron, URLPattern):
            yield from _recorrer(patron, direccion)
            continue
        politica = getattr(patron.callback, "politica", None)
        por_metodo = {}
        if politica:
            abierta = [ANONIMO, *TODOS] if politica.ambito == PUBLICA else None
            por_metodo = {m: [str(r) for r in abierta or roles] for m, roles in politica.roles.items()}
        yield {
            "ruta": direccion,
            "metodos": list(por_metodo),
            "roles": sorted({rol for roles in por_metodo.values() for rol in roles}),
            "por_metodo": por_metodo,
            "ambito": politica.ambito if politica else None,
            "nombre": patron.name,
        }


class Command(BaseCommand):
    help = "Lista cada dirección con sus métodos y los roles que la pueden usar."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="en JSON, para comprobaciones")

    def handle(self, *args, **opciones):
        lista = rutas()
        if opciones["json"]:
            self.stdout.write(json.dumps(lista, ensure_ascii=False, indent=1))
        else:
            for fila in lista:
                for metodo, roles in fila["por_metodo"].items():
                    self.stdout.write(f"{metodo:5} {fila['ruta']:70} {', '.join(roles)}")
        sin_politica = [fila["ruta"] for fila in lista if fila["ambito"] is None]
        if sin_politica:
            raise CommandError(f"Direcciones sin política: {', '.join(sin_politica)}")
