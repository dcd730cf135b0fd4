"""Addresses of programmes: /iii-1/SERNAM/2009/02/… The form's part is looked up in the catalogue of installed forms."""

from django.urls import reverse
from django.urls.converters import IntConverter, StringConverter

from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.direcciones import parte_regional, partes, partes_nacionales


class FormularioConverter:
    """`iii-1` ↔ the declared form. An address of a form that is not installed does not exist."""

    regex = "[a-z0-9-]+"

    def to_python(self, valor):
        for formulario in catalogo.instalados():
            if formulario.ruta == valor:
                return formulario
        raise ValueError(valor)

    def to_url(self, formulario):
        return formulario.ruta


class ServicioConverter(StringConverter):
    """The code of a service; anything with another character is nobody's address."""

    regex = "[A-Z0-9][A-Z0-9-]{0,19}"


class RegionConverter(StringConverter):
    """`02`, or `02-3` for the third programme of a region that has several of one form in the year.

    `02/enmienda/1` is its first amendment: a programme too, so every page of a programme is a page of an amendment.
    """

    regex = "[0-9]{2}(?:-(?:[2-9]|[1-9][0-9]{1,2}))?(?:/enmienda/[1-9][0-9]{0,2})?"


class CuentaConverter(StringConverter):
    """An account's number as allauth writes it in a reset link; the rest of the link may hold hyphens, this may not."""

    regex = "[0-9A-Za-z]{1,13}"


class Sha256Converter(StringConverter):
    regex = "[0-9a-f]{64}"


class AnioConverter(IntConverter):
    regex = "[0-9]{4}"


def direccion(programa, nombre="programa", **mas):
    """The address of a programme's page, or of one of its parts."""
    return reverse(nombre, kwargs=partes(programa) | mas)


def direccion_del_enmendado(programa, nombre="programa", **mas):
    """The address of the programme that an amendment changes, or of one of its parts."""
    region, _, _ = parte_regional(programa).partition("/")
    return reverse(nombre, kwargs=partes(programa) | {"region": region} | mas)


def direccion_nacional(servicio, periodo, formulario, nombre="nacional", **mas):
    return reverse(nombre, kwargs=partes_nacionales(servicio, periodo, formulario) | mas)
