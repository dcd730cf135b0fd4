"""Why an action was refused: each is a sentence for the user; the screens only choose the status (R10)."""


class Rechazo(Exception):
    """Something was not done, and nothing is half done. `mensaje` is courteous Spanish."""

    estado = 400

    def __init__(self, mensaje):
        super().__init__(mensaje)
        self.mensaje = mensaje


class NoExiste(Rechazo):
    """Outside one's region or service, or not there at all."""

    estado = 404


class NoAutorizado(Rechazo):
    """One's own region with the wrong role, or the same person on both sides of the review."""

    estado = 403


class EstadoIncorrecto(Rechazo):
    """The programme is not in a state for this."""

    estado = 409


class ContenidoCambiado(Rechazo):
    """What was shown is no longer what is stored. `entradas` are the register's entries since."""

    estado = 409

    def __init__(self, mensaje, entradas):
        super().__init__(mensaje)
        self.entradas = entradas


class Incompleto(Rechazo):
    """Blocking findings, or open observations. `hallazgos` is the list to work down."""

    estado = 422

    def __init__(self, mensaje, hallazgos=()):
        super().__init__(mensaje)
        self.hallazgos = list(hallazgos)


class DatoInvalido(Rechazo):
    """A value that cannot be taken; `campo` names its place."""

    estado = 422

    def __init__(self, mensaje, campo=""):
        super().__init__(mensaje)
        self.campo = campo
