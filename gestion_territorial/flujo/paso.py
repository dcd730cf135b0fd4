"""What a row of the table of steps says, and the short names of the states that its rows use."""

from dataclasses import dataclass

from gestion_territorial.compromisos.models import Estado

B, E, OB, A = Estado.BORRADOR, Estado.ENVIADO, Estado.OBSERVADO, Estado.APROBADO
R, RE, RO = Estado.RESULTADOS, Estado.RESULTADOS_ENVIADOS, Estado.RESULTADOS_OBSERVADOS
V, C = Estado.VALIDADO, Estado.CERRADO
PR, RZ, RT = Estado.POR_RESPONDER, Estado.RECHAZADO, Estado.RETIRADO


@dataclass(frozen=True, slots=True)
class Paso:
    """One step: who may take it, from which states, to which (None: it stays; "origen": back where it came from)."""

    nombre: str
    etiqueta: str
    roles: tuple[str, ...]
    desde: tuple[str, ...]
    hasta: str | None
    revision: str = ""  # "sin abrir", "abierta": somebody reviews; "propia": the actor does; "ajena": another does
    motivo: bool = False
    version: str = ""  # motive of the version it cuts
    vigente: bool = False  # that version comes into force: somebody national approved it
    cuatro_ojos: bool = False  # never by a person who submitted this programme
    escritura: bool = False  # it is the right to write, not a button
    compromete: bool | None = None  # only for programmes that do (True) or do not (False) commit
    pregunta: str = ""
    hecho: str = ""  # how it is told once done, without its point; a right to write has none
    etapa: str = ""  # "abierta": while the region's window is open; "vencida": once that of results is over
    acto: str = ""  # the formal act: "opcional" or "obligatorio"
    reposicion: bool | None = None  # only with (True) or without (False) an appeal that waits
    devolucion: str = ""  # "pedida": only while the region asks for its text back; "sin pedir": not while it does
