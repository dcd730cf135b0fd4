"""The forms that are installed. Each form app registers its declaration in `AppConfig.ready`."""

_FORMULARIOS = {}
PALABRAS_DE_ENMIENDA = {
    "borrador": "Enmienda en borrador",
    "por_responder": "Enmienda por responder",
    "enviado": "Enmienda en revisión",
    "observado": "Enmienda observada",
    "aprobado": "Enmienda aprobada",
    "rechazado": "Enmienda rechazada",
    "retirado": "Enmienda retirada",
}


class FormularioDesconocido(LookupError):
    """No installed form has that code."""


def registrar(formulario):
    _FORMULARIOS[formulario.codigo] = formulario


def retirar(formulario):
    """Take a declaration out again (tests that declare a form of their own)."""
    _FORMULARIOS.pop(formulario.codigo, None)


def instalados():
    """The installed forms in the order of their codes."""
    return [_FORMULARIOS[codigo] for codigo in sorted(_FORMULARIOS)]


def formulario(codigo):
    """The form of that code or alias (III.2.1 answers as III.3)."""
    for candidato in _FORMULARIOS.values():
        if codigo == candidato.codigo or codigo in candidato.alias:
            return candidato
    raise FormularioDesconocido(codigo)


def palabra_de_estado(programa):
    """The word for its state, as its form says it."""
    if programa.es_enmienda:
        return PALABRAS_DE_ENMIENDA[programa.estado]
    return formulario(programa.formulario).estado(programa)


def sin_puntaje():
    """The codes of the forms that have no score: they end when they are approved."""
    return [f.codigo for f in _FORMULARIOS.values() if not f.puntua]
