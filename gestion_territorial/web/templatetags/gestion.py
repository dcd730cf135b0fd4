"""Small words for templates: signs of verdicts, addresses of programmes, texts of cells."""

from django import template

from gestion_territorial.archivos.tipos import en_palabras
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.valores import SIGNOS
from gestion_territorial.puntaje import Resultado, mostrar_ponderacion

from ..direcciones import direccion as direccion_de

register = template.Library()


@register.filter
def signo(resultado):
    """The sign that goes with a verdict's word: colour never stands alone."""
    return SIGNOS.get(resultado, "")


@register.filter
def palabra(resultado):
    """The verdict's word as people write it: VACÍO carries its accent."""
    return "VACÍO" if resultado == Resultado.VACIO else str(resultado)


@register.filter
def clase(resultado):
    """The CSS name of a verdict: «NO CUMPLE» → no-cumple."""
    return str(resultado).lower().replace(" ", "-")


@register.filter
def ancla(rechazo):
    """The id of the field that a refusal names, where a page has it: its reason, or part of its formal act."""
    campo = getattr(rechazo, "campo", "")
    return campo.replace(".", "-") if campo == "motivo" or campo.startswith("acto.") else ""


@register.filter
def puntos(valor):
    """An exact number of points as people read it, empty when there is none."""
    return "" if valor is None else mostrar_ponderacion(valor)


@register.filter
def largo(texto, limite=220):
    """Whether a text is clipped until one asks for the rest."""
    return len(texto) > limite or texto.count("\n") > 5


@register.filter
def con_motivo(nota, motivo):
    """A remark and, in a sentence of its own, the reason that goes with it where there is one."""
    return f"{nota}. {motivo}" if motivo else nota


@register.simple_tag
def palabra_de_estado(programa):
    """The word for a programme's state, as its form says it."""
    return catalogo.palabra_de_estado(programa)


@register.filter
def en_bytes(cuantos):
    """«1,4 MB»."""
    return en_palabras(cuantos)


@register.filter
def retirado(evidencia):
    """Whether the administration withdrew its file; a version does not tell."""
    return bool(getattr(evidencia, "retirado", 0))


@register.filter
def absoluto(numero):
    return abs(numero)


@register.simple_tag
def direccion(programa, nombre="programa", **mas):
    return direccion_de(programa, nombre, **mas)


@register.filter
def dia(iso):
    """A stored date («2009-12-31») as people write it."""
    return "-".join(reversed(str(iso).split("-"))) if iso else ""


@register.filter
def en(lugares, lugar):
    """What a dict of places has at one, or nothing."""
    return lugares.get(lugar)


@register.filter
def de_fila(dialogo, linea):
    """What is not closed on a line."""
    return dialogo.de_fila(linea)


@register.filter
def aceptada(dialogo, linea):
    """The mark of a line that was accepted, or None."""
    return dialogo.aceptadas.get((linea.tabla.clave, linea.id))


@register.filter
def para_aceptar(dialogo, linea):
    """What a line's box to accept carries."""
    return dialogo.valor(linea)
