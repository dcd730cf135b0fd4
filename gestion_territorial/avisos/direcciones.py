"""Absolute addresses, for whoever reads them far from the site."""

from django.conf import settings
from django.urls import reverse

from gestion_territorial.formularios.direcciones import partes


def absoluta(nombre, **partes):
    return settings.SITIO + reverse(nombre, kwargs=partes)


def de_programa(programa):
    return absoluta("programa", **partes(programa))
