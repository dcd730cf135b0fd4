"""The parts of a programme's address, as its pages and the mail that leads to them write it: {"formulario", …}."""

from . import catalogo


def partes_nacionales(servicio, periodo, formulario):
    return {"formulario": formulario, "servicio": servicio.codigo, "anio": periodo.anio}


def partes(programa):
    formulario = catalogo.formulario(programa.formulario)
    return partes_nacionales(programa.servicio, programa.periodo, formulario) | {"region": parte_regional(programa)}


def parte_regional(programa):
    """`02`, `02-3` for the third programme of the region, `02/enmienda/1` for the first amendment of its first."""
    propia = programa.region_id if programa.numero == 1 else f"{programa.region_id}-{programa.numero}"
    return f"{propia}/enmienda/{programa.enmienda_numero}" if programa.es_enmienda else propia


def leer_parte_regional(texto):
    """(region, number, number of the amendment or None) of that part of an address."""
    propia, _, enmienda = texto.partition("/enmienda/")
    region, _, numero = propia.partition("-")
    return region, int(numero or 1), int(enmienda) if enmienda else None
