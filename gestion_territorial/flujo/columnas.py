"""Which columns may be written when, from the form's declaration."""

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Respuesta
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Fase, Nivel

from .errores import DatoInvalido, EstadoIncorrecto

FASES = {"escribir": Fase.COMPROMISO, "escribir-resultados": Fase.RESULTADOS}


def etiqueta_de(tabla, campo):
    """What a field of a form's own table is called: as its column, or, the second of a column, by its own name."""
    columna = tabla.columna_de(campo)
    if columna and campo == columna.campos[0]:
        return columna.etiqueta
    nombres = {f.attname: f.verbose_name for f in datos.modelo(tabla.modelo)._meta.concrete_fields}
    nombre = str(nombres.get(campo, campo))
    return nombre[:1].upper() + nombre[1:]


def campos_editables(formulario, derecho):
    """{(level, field)} that this right may write."""
    return {
        (columna.nivel, campo)
        for columna in formulario.columnas.values()
        if columna.fase == FASES[derecho]
        for campo in columna.campos
    }


def campos_permitidos(programa, derecho, cambios):
    """What this right may write of `cambios`. Words for a column of the other phase are refused, never dropped."""
    formulario = catalogo.formulario(programa.formulario)
    permitidos = campos_editables(formulario, derecho)
    ajenos = {campo for otro in FASES for campo in campos_editables(formulario, otro)} - permitidos
    if any(leido.split() != escrito.split() for leido, escrito in (cambios[c] for c in cambios.keys() & ajenos)):
        raise EstadoIncorrecto(
            f"El programa está «{catalogo.palabra_de_estado(programa).lower()}» y esa columna no se escribe ahora. "
            "Vuelva a cargar la página."
        )
    respuesta = cambios.get((Nivel.COMPROMISO, "cumple"), ("", ""))[1]
    if respuesta not in ("", *Respuesta.values):
        raise DatoInvalido("Responda sí, no o deje sin respuesta.", "cumple")
    return permitidos
