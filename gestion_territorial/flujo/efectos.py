"""What a step does besides moving the state: one function each, called under the programme's lock before the version.

Each gets (escritura, pedido, contenido) and may write rows through the writer; what it returns is set on the programme.
`pedido` is what the step's page asked for: see `Pedido`.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Compromiso, Estado
from gestion_territorial.compromisos.texto import leer_fecha, limpiar
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Etapa

from . import plazos
from .errores import DatoInvalido, EstadoIncorrecto

SIN_RESPUESTA = "Cierre de oficio: sin respuesta dentro del plazo."
PRORROGA_MAXIMA = 366  # days from today


@dataclass(frozen=True, slots=True)
class Pedido:
    """What is asked with a step besides its reason: whichever of these it has use for.

    `dispensas` is {(finding, commitment id): reason}; `rechazos` {commitment id: reason} of the *sí* validated as *no*.
    """

    acto: dict | None = None
    destino: int | None = None
    dispensas: dict = field(default_factory=dict)
    rechazos: dict = field(default_factory=dict)
    etapa: str = ""
    hasta: str = ""


def validar(escritura, pedido, contenido):
    """A *sí* that was returned once and is still unproven may be validated as *no*, with its reason; both are kept."""
    vigentes = {f.compromiso.id: f for f in contenido.filas if not f.compromiso.anulado}
    rechazos = {pk: limpiar(motivo or "").strip() for pk, motivo in pedido.rechazos.items()}
    for pk, motivo in rechazos.items():
        fila = vigentes.get(pk)
        if fila is None or fila.compromiso.cumple != "si":
            raise DatoInvalido("Solo un «sí» de este programa se puede validar como «no».", "rechazos")
        if not motivo:
            raise DatoInvalido(f"Fila {fila.numero}: escriba por qué valida como «no» lo que la región respondió «sí».")
    if rechazos and not fue_devuelto(escritura.programa):
        raise EstadoIncorrecto("Antes de validar un «sí» como «no», devuelva los resultados una vez a la región.")
    for pk in vigentes:
        _validar(escritura, pk, "no" if pk in rechazos else "", rechazos.get(pk, ""))
    return {"resuelto_en": timezone.now()}


def fue_devuelto(programa):
    """Whether its results went back to the region once."""
    return Registro.objects.filter(programa_id=programa.pk, accion="devolver-resultados").exists()


def cerrar(escritura, pedido, contenido):
    return {"resuelto_en": timezone.now()}


def cerrar_de_oficio(escritura, pedido, contenido):
    """What nobody answered counts as *no*; a declaration that was not approved falls."""
    for fila in contenido.filas:
        c = fila.compromiso
        if not c.anulado and not (c.cumple or c.cumple_validado):
            _validar(escritura, c.id, "no", SIN_RESPUESTA)
    return {
        "de_oficio": True,
        "no_compromete": False,
        "resuelto_en": timezone.now(),
        "revisor": None,
        "en_revision_desde": None,
    }


def reponer(escritura, pedido, contenido):
    programa = escritura.programa
    repuestas = Registro.objects.filter(
        programa_id=programa.pk, accion="reponer", momento__gte=programa.resuelto_en or programa.enviado_en
    )
    if repuestas.exists():
        raise EstadoIncorrecto("La región ya repuso contra este resultado, y se resolvió.")
    return {"reposicion_en": timezone.now()}


def rechazar_reposicion(escritura, pedido, contenido):
    return {"reposicion_en": None}


def reabrir(escritura, pedido, contenido):
    """Back to the region: to its results, or to its draft where nobody ever approved it."""
    for fila in contenido.filas:
        c = fila.compromiso
        if c.cumple_validado and not c.cumple:  # put there by the closing, not by anybody's answer
            _validar(escritura, c.id, "", "")
    return {
        "estado": reapertura(escritura.programa),
        "de_oficio": False,
        "resuelto_en": None,
        "reposicion_en": None,
    }


def reapertura(programa):
    """The state that a reopened programme goes to."""
    return Estado.OBSERVADO if programa.vigente_id is None else Estado.RESULTADOS_OBSERVADOS


def prorrogar(escritura, pedido, contenido):
    """A later last day for this programme alone; an extension only lengthens."""
    programa = escritura.programa
    if pedido.etapa not in etapas_prorrogables(programa):
        raise DatoInvalido("Elija el plazo que prorroga.", "etapa")
    suyo, hasta = plazos.plazo(programa, pedido.etapa), leer_fecha(pedido.hasta or "")
    if hasta is None:
        raise DatoInvalido("Escriba el nuevo último día así: 31-12-2009.", "hasta")
    hoy = suyo.dia()
    if hasta <= suyo.hasta or hasta < hoy:
        raise DatoInvalido(f"El plazo ya llega al {suyo.hasta:%d-%m-%Y}: escriba un día posterior, de hoy en adelante.")
    if (hasta - hoy).days > PRORROGA_MAXIMA:
        raise DatoInvalido("Una prórroga no pasa de un año desde hoy.", "hasta")
    return {"prorrogas": programa.prorrogas | {pedido.etapa: hasta.isoformat()}}


def etapas_prorrogables(programa):
    """The stages that this programme may still need days for, of those with a window."""
    formulario = catalogo.formulario(programa.formulario)
    if programa.aprobado:
        etapas = [Etapa.ENMIENDA, Etapa.RESULTADOS] if formulario.puntua else []
    else:
        etapas = [formulario.etapa]
    return [str(etapa) for etapa in etapas if plazos.plazo(programa, etapa)]


def _validar(escritura, compromiso_id, respuesta, motivo):
    cambios = {"cumple_validado": (None, respuesta), "motivo_validacion": (None, motivo)}
    escritura.guardar_fila(Compromiso, compromiso_id, cambios=cambios, accion="validar respuesta")


def pedir_devolucion(escritura, pedido, contenido):
    return {"devolucion_pedida_en": timezone.now()}


def declinar_devolucion(escritura, pedido, contenido):
    return {"devolucion_pedida_en": None}


EFECTOS = {
    "pedir-devolucion": pedir_devolucion,
    "declinar-devolucion": declinar_devolucion,
    "validar": validar,
    "cerrar": cerrar,
    "cerrar-de-oficio": cerrar_de_oficio,
    "reponer": reponer,
    "rechazar-reposicion": rechazar_reposicion,
    "reabrir": reabrir,
    "prorrogar": prorrogar,
}
