"""Absolute addresses, for whoever reads them far from the site."""

from django.conf import settings
from django.urls import reverse

from gestion_territorial.formularios import catalogo


def absoluta(nombre, **partes):
    return settings.SITIO + reverse(nombre, kwargs=partes)


def de_programa(programa):
    numero = "" if programa.numero == 1 else f"-{programa.numero}"
    enmienda = f"/enmienda/{programa.enmienda_numero}" if programa.es_enmienda else ""
    return absoluta(
        "programa",
        formulario=catalogo.formulario(programa.formulario),
        servicio=programa.servicio.codigo,
        anio=programa.periodo.anio,
        region=f"{programa.region_id}{numero}{enmienda}",
    )
