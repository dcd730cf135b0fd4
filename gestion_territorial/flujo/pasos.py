"""The steps of the table, looked up: who may take which one now, and whose turn it is; buttons and permissions read it.

Outside its period's window a step is refused with the date (`plazos`).
"""

from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Etapa

from . import plazos
from .errores import EstadoIncorrecto
from .paso import OB, PR, RE, RO, A, B, E, R, V
from .tabla import LISTA

PASOS = {paso.nombre: paso for paso in LISTA}
# What a form without a score does not have: it ends when it is approved, and commits nothing.
DE_RESULTADOS = frozenset(
    {"abrir-resultados", "escribir-resultados", "enviar-resultados", "retirar-resultados", "devolver-resultados"}
    | {"validar", "cerrar"}
)
DE_CIERRE = frozenset({"cerrar-de-oficio", "reponer", "rechazar-reposicion", "reabrir"})
SOLO_CON_PUNTAJE = DE_RESULTADOS | DE_CIERRE | {"no-compromete", "enmendar", "proponer-enmienda"}
DEVUELVEN = ("devolver", "devolver-resultados", "retirar", "retirar-resultados", "cerrar-de-oficio")
# Steps that only an amendment has; those it shares with every programme; those that hang on who began it.
SOLO_DE_ENMIENDAS = frozenset(
    {"aceptar-enmienda", "objetar-enmienda", "aprobar-enmienda", "rechazar-enmienda"}
    | {"retirar-enmienda", "desistir-enmienda"}
)
TAMBIEN_DE_ENMIENDAS = frozenset(
    {"escribir", "enviar", "retirar", "devolver", "observar", "responder", "aceptar", "anotar", "retirar-evidencia"}
    | {"abrir-revision", "soltar-revision", "traspasar-revision", "tomar-revision"}
)
DE_ENMIENDAS = SOLO_DE_ENMIENDAS | {"enmendar", "proponer-enmienda"}
RESPUESTAS_DE_LA_REGION = ("aceptar-enmienda", "objetar-enmienda")
ENVIOS = ("enviar", "no-compromete", "enviar-resultados", *RESPUESTAS_DE_LA_REGION)
VIGENTES = frozenset(p.version for p in LISTA if p.vigente)  # motives of the versions that come into force


def paso(nombre):
    return PASOS[nombre]


def impedimento(paso, programa, cargo):
    """Why this step cannot be taken now by someone in this post, as (status, sentence); None when it can.

    Four eyes and findings are looked at when the step is taken: they need more than the programme's own row.
    """
    if cargo is None:
        return 403, "Su cuenta no tiene un cargo vigente."
    if cargo.rol not in paso.roles:
        return 403, f"«{paso.etiqueta}» no corresponde a su cargo ({cargo.get_rol_display().lower()})."
    if razon := _de_enmienda(paso, programa):
        return 409, razon
    if paso.nombre in SOLO_CON_PUNTAJE and programa.formulario in catalogo.sin_puntaje():
        que = "no compromete nada" if paso.nombre == "no-compromete" else "no tiene resultados"
        return 409, f"No se puede {paso.etiqueta.lower()}: el formulario {programa.formulario} {que}."
    if programa.estado not in paso.desde:
        return 409, (
            f"No se puede {paso.etiqueta.lower()}: el programa está «{catalogo.palabra_de_estado(programa).lower()}». "
            "Vuelva a cargar la página para ver su estado."
        )
    if paso.compromete and not programa.compromete:
        return 409, "La región no compromete este programa: no tiene resultados."
    if paso.revision == "sin abrir" and programa.revisor_id:
        return 409, f"La revisión ya está abierta por {programa.revisor}."
    if paso.revision == "abierta" and not programa.revisor_id:
        return 409, "Nadie ha abierto la revisión: puede retirar el envío."
    if paso.revision == "propia" and programa.revisor_id != cargo.usuario_id:
        quien = f"la tiene {programa.revisor}" if programa.revisor_id else "nadie la ha abierto"
        return 409, f"Para esto la revisión debe estar abierta por usted; {quien}."
    if paso.revision == "ajena" and (not programa.revisor_id or programa.revisor_id == cargo.usuario_id):
        return 409, "Ninguna otra persona tiene abierta esta revisión."
    if paso.devolucion == "pedida" and not programa.devolucion_pedida_en:
        return 409, "La región no ha pedido la devolución, o ya tuvo su respuesta."
    if paso.devolucion == "sin pedir" and programa.devolucion_pedida_en:
        return (
            409,
            "La región pidió la devolución y espera respuesta: se devuelve, o se declina con una frase.",
        )
    if paso.reposicion is not None and paso.reposicion != bool(programa.reposicion_en):
        if paso.reposicion:
            return 409, "No hay una reposición por resolver."
        return 409, "Hay una reposición por resolver: antes se acoge, reabriendo, o se rechaza."
    return _fuera_de_plazo(paso, programa)


def _fuera_de_plazo(paso, programa):
    """The sentence with the date, outside the window. What was returned may be sent again after it: the delay was not
    the region's."""
    try:
        if paso.etapa == "abierta" and programa.estado in (B, R):
            plazos.exigir_abierta(plazos.etapa_de(programa), programa)
        elif paso.etapa == "vencida":
            plazos.exigir_vencida(Etapa.RESULTADOS, programa)
        elif paso.etapa == "término":
            plazos.exigir_termino(programa)
    except EstadoIncorrecto as fuera:
        return fuera.estado, fuera.mensaje
    return None


def _de_enmienda(paso, programa):
    """Why the step is not one of an amendment, or one of a programme; None when it is."""
    if not programa.es_enmienda:
        return "Esto se hace en la página de una enmienda." if paso.nombre in SOLO_DE_ENMIENDAS else None
    if paso.nombre not in SOLO_DE_ENMIENDAS | TAMBIEN_DE_ENMIENDAS:
        return f"«{paso.etiqueta}» no se hace en una enmienda, sino en el programa que enmienda."
    if paso.nombre == "retirar-enmienda" and programa.de_oficio:
        return "La enmienda es de oficio: la región la acepta o la objeta, y solo el nivel nacional la retira."
    return None


def posibles(programa, cargo):
    """The steps that a page offers this person now, in the table's order (rights to write left out)."""
    return [p for p in LISTA if not p.escritura and impedimento(p, programa, cargo) is None]


def puede_escribir(programa, cargo):
    """«escribir», «escribir-resultados» or None: what this person may write now."""
    for nombre in ("escribir", "escribir-resultados"):
        if impedimento(PASOS[nombre], programa, cargo) is None:
            return nombre
    return None


DE_LA_REGION = (B, OB, R, RO, PR)
DEL_NIVEL_NACIONAL = (E, A, RE, V)


def turno(programa):
    """Who has the ball: «region», «nacional» or None when the year is over for this programme."""
    if programa.reposicion_en:
        return "nacional"
    if programa.estado == A and (programa.no_compromete or programa.formulario in catalogo.sin_puntaje()):
        return None
    if programa.estado == A and programa.es_enmienda:
        return None
    if programa.estado in DE_LA_REGION:
        return "region"
    return "nacional" if programa.estado in DEL_NIVEL_NACIONAL else None
