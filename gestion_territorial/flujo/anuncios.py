"""What was done, told to whoever listens: the rooms above hear of each hand-over without `flujo` knowing them.

A listener runs in the transaction of the step, after its entry of the register is decided: what it writes stands or
falls with the step. It is called for every entry about the programme as a whole; which of them matter is its business.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from gestion_territorial.compromisos.models import ProgramaRegional

_OYENTES = []
_SIN_CORREO = ContextVar("sin_correo", default=False)


@dataclass(frozen=True, slots=True)
class Hecho:
    """One thing done: what the register calls it, the state before and after, who acted, the rest of the entry.

    `cargo` is None when the system acted. `con_correo` is False where nobody is to be written to (the example).
    """

    programa: ProgramaRegional
    accion: str
    de: str
    a: str
    cargo: object
    cambios: dict
    datos: dict
    con_correo: bool = True

    @property
    def movio(self):
        return self.de != self.a


def escuchar(oyente):
    """Call `oyente(hecho)` for each thing done from now on. A room does it in `AppConfig.ready`."""
    if oyente not in _OYENTES:
        _OYENTES.append(oyente)


def anunciar(escritura, cargo):
    """Tell the listeners what this writing is about to record; whoever writes outside `en_programa` calls it too."""
    for parte in (escritura, *escritura.otras):
        for asiento in parte.asientos:
            if asiento.tabla:
                continue
            datos, estado = asiento.datos or {}, parte.programa.estado
            hecho = Hecho(
                parte.programa,
                asiento.accion,
                datos.get("de", estado),
                datos.get("a", estado),
                cargo,
                asiento.cambios or {},
                datos,
                not _SIN_CORREO.get(),
            )
            for oyente in _OYENTES:
                oyente(hecho)


@contextmanager
def sin_correo():
    """What is done inside is told on the pages and in no message."""
    ficha = _SIN_CORREO.set(True)
    try:
        yield
    finally:
        _SIN_CORREO.reset(ficha)
