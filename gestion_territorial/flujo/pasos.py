"""The steps of a regional programme's year, as one table one can read aloud; buttons, permissions and tests read it.

Outside its period's window a step is refused with the date (`plazos`).
An amendment is a programme too: it walks some of them, and some of its own.
"""

from dataclasses import dataclass

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Etapa

from . import plazos
from .errores import EstadoIncorrecto

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
    etapa: str = ""  # "abierta": while the region's window is open; "vencida": once that of results is over
    acto: str = ""  # the formal act: "opcional" or "obligatorio"
    reposicion: bool | None = None  # only with (True) or without (False) an appeal that waits
    devolucion: str = ""  # "pedida": only while the region asks for its text back; "sin pedir": not while it does


_LISTA = (
    Paso("escribir", "Escribir", (Rol.FORMULADOR, Rol.DIRECTOR), (B, OB), None, escritura=True),
    Paso(
        "enviar",
        "Enviar a revisión",
        (Rol.DIRECTOR,),
        (B, OB),
        E,
        version="envío",
        etapa="abierta",
        acto="opcional",
        pregunta="El nivel nacional revisará lo que se muestra. Puede retirarlo mientras nadie abra la revisión.",
    ),
    Paso(
        "no-compromete",
        "Declarar que no compromete",
        (Rol.DIRECTOR,),
        (B, OB),
        E,
        motivo=True,
        version="declaración de no comprometer",
        etapa="abierta",
        acto="opcional",
        pregunta="La región declara que este año no compromete este programa. Las filas escritas se conservan.",
    ),
    Paso(
        "retirar",
        "Retirar el envío",
        (Rol.DIRECTOR,),
        (E,),
        "origen",
        revision="sin abrir",
        pregunta="El programa vuelve a la región y se puede seguir escribiendo.",
    ),
    Paso(
        "abrir-revision",
        "Abrir revisión",
        (Rol.REVISOR,),
        (E, RE),
        None,
        revision="sin abrir",
        cuatro_ojos=True,
        pregunta="El texto queda fijo mientras usted revisa; la región ya no lo puede retirar.",
    ),
    Paso(
        "soltar-revision",
        "Soltar la revisión",
        (Rol.REVISOR,),
        (E, RE),
        None,
        revision="propia",
        pregunta="Otra persona podrá abrir la revisión, y la región podrá retirar su envío.",
    ),
    Paso(
        "traspasar-revision",
        "Traspasar la revisión",
        (Rol.REVISOR,),
        (E, RE),
        None,
        revision="propia",
        pregunta="Elija a quién entrega esta revisión.",
    ),
    Paso(
        "tomar-revision",
        "Tomar la revisión",
        (Rol.REVISOR,),
        (E, RE),
        None,
        revision="ajena",
        motivo=True,
        cuatro_ojos=True,
        pregunta="Usted continuará la revisión que otra persona tiene abierta.",
    ),
    Paso(
        "devolver",
        "Devolver con observaciones",
        (Rol.REVISOR,),
        (E,),
        OB,
        revision="propia",
        motivo=True,
        cuatro_ojos=True,
        pregunta="La región recibe el programa con su comentario y puede corregirlo.",
    ),
    Paso(
        "aprobar",
        "Aprobar",
        (Rol.REVISOR,),
        (E,),
        A,
        revision="propia",
        version="aprobación",
        vigente=True,
        cuatro_ojos=True,
        acto="opcional",
        pregunta="El programa queda vigente tal como se muestra.",
        devolucion="sin pedir",
    ),
    Paso(
        "abrir-resultados",
        "Abrir resultados",
        (Rol.REVISOR,),
        (A,),
        R,
        compromete=True,
        pregunta="La región podrá escribir resultados y responder sí o no.",
    ),
    Paso(
        "escribir-resultados",
        "Escribir resultados",
        (Rol.FORMULADOR, Rol.DIRECTOR),
        (R, RO),
        None,
        escritura=True,
        compromete=True,
    ),
    Paso(
        "enviar-resultados",
        "Enviar resultados",
        (Rol.DIRECTOR,),
        (R, RO),
        RE,
        version="envío de resultados",
        compromete=True,
        etapa="abierta",
        acto="opcional",
        pregunta="El nivel nacional validará las respuestas tal como se muestran.",
    ),
    Paso(
        "retirar-resultados",
        "Retirar los resultados",
        (Rol.DIRECTOR,),
        (RE,),
        "origen",
        revision="sin abrir",
        pregunta="Los resultados vuelven a la región y se pueden seguir escribiendo.",
    ),
    Paso(
        "devolver-resultados",
        "Devolver los resultados",
        (Rol.REVISOR,),
        (RE,),
        RO,
        revision="propia",
        motivo=True,
        cuatro_ojos=True,
        pregunta="La región recibe los resultados con su comentario y puede corregirlos.",
    ),
    Paso(
        "validar",
        "Validar resultados",
        (Rol.REVISOR,),
        (RE,),
        V,
        revision="propia",
        version="validación",
        vigente=True,
        cuatro_ojos=True,
        acto="opcional",
        pregunta="Las respuestas quedan validadas tal como se muestran.",
        devolucion="sin pedir",
    ),
    Paso(
        "cerrar",
        "Cerrar",
        (Rol.REVISOR,),
        (V,),
        C,
        version="cierre",
        vigente=True,
        cuatro_ojos=True,
        acto="opcional",
        reposicion=False,
        pregunta="El resultado de la región queda cerrado.",
    ),
    Paso(
        "cerrar-de-oficio",
        "Cerrar de oficio",
        (Rol.REVISOR,),
        (B, E, OB, A, R, RE, RO, V),
        C,
        motivo=True,
        version="cierre de oficio",
        vigente=True,
        cuatro_ojos=True,
        compromete=True,
        etapa="vencida",
        acto="obligatorio",
        reposicion=False,
        pregunta="El plazo terminó. Lo que quedó sin respuesta cuenta como «no»; lo que nunca se aprobó, NO CUMPLE.",
    ),
    Paso(
        "reponer",
        "Reponer",
        (Rol.DIRECTOR,),
        (V, C),
        None,
        motivo=True,
        etapa="término",
        acto="obligatorio",
        reposicion=False,
        compromete=True,
        pregunta="La región pide que se revise el resultado. Si se acoge, se reabre; si se rechaza, queda igual.",
    ),
    Paso(
        "rechazar-reposicion",
        "Rechazar la reposición",
        (Rol.REVISOR,),
        (V, C),
        None,
        motivo=True,
        cuatro_ojos=True,
        acto="opcional",
        reposicion=True,
        pregunta="El resultado queda como estaba. La región lee su motivo.",
    ),
    Paso(
        "reabrir",
        "Reabrir",
        (Rol.REVISOR,),
        (V, C),
        "reapertura",
        motivo=True,
        cuatro_ojos=True,
        compromete=True,
        acto="opcional",
        pregunta="Los resultados vuelven a la región. Un veredicto ya publicado queda como se publicó.",
    ),
    Paso(
        "prorrogar",
        "Prorrogar un plazo",
        (Rol.ADMINISTRADOR,),
        (B, OB, A, R, RO),
        None,
        motivo=True,
        pregunta="Solo para esta región y este formulario: el plazo del período no cambia.",
    ),
    Paso("observar", "Observar", (Rol.REVISOR,), (E, RE), None, revision="propia", escritura=True, cuatro_ojos=True),
    Paso("responder", "Responder observaciones", (Rol.FORMULADOR, Rol.DIRECTOR), (OB, RO), None, escritura=True),
    Paso(
        "aceptar", "Aceptar filas", (Rol.REVISOR,), (E, RE), None, revision="propia", escritura=True, cuatro_ojos=True
    ),
    Paso("anotar", "Escribir notas internas", (Rol.REVISOR,), tuple(Estado), None, escritura=True),
    Paso(
        "pedir-devolucion",
        "Pedir la devolución",
        (Rol.DIRECTOR,),
        (E, RE),
        None,
        revision="abierta",
        motivo=True,
        pregunta="Quien revisa verá su motivo y podrá devolver el programa, o declinar con una frase.",
        devolucion="sin pedir",
    ),
    Paso(
        "declinar-devolucion",
        "Declinar la devolución",
        (Rol.REVISOR,),
        (E, RE),
        None,
        revision="propia",
        motivo=True,
        cuatro_ojos=True,
        pregunta="La región verá por qué no se le devuelve ahora, y la revisión sigue.",
        devolucion="pedida",
    ),
    # Amendments: the first two are taken on the programme, the rest on the proposal, which is a programme of its own.
    Paso(
        "enmendar", "Pedir una enmienda", (Rol.FORMULADOR, Rol.DIRECTOR), (A, R), None, escritura=True, compromete=True
    ),
    Paso(
        "proponer-enmienda",
        "Proponer una enmienda de oficio",
        (Rol.REVISOR,),
        (A, R),
        None,
        escritura=True,
        cuatro_ojos=True,
        compromete=True,
    ),
    Paso(
        "aceptar-enmienda",
        "Aceptar la enmienda",
        (Rol.DIRECTOR,),
        (PR,),
        E,
        version="aceptación de la enmienda",
        pregunta="La región acepta lo que propone el nivel nacional, que decide después. Aún no cambia lo vigente.",
    ),
    Paso(
        "objetar-enmienda",
        "Objetar la enmienda",
        (Rol.DIRECTOR,),
        (PR,),
        E,
        motivo=True,
        version="objeción a la enmienda",
        pregunta="La región no está de acuerdo y dice por qué. El nivel nacional decide después.",
    ),
    Paso(
        "aprobar-enmienda",
        "Aprobar la enmienda",
        (Rol.REVISOR,),
        (E,),
        A,
        revision="propia",
        version="enmienda",
        vigente=True,
        cuatro_ojos=True,
        pregunta="Los cambios pasan al programa vigente tal como se muestran, en una versión nueva.",
    ),
    Paso(
        "rechazar-enmienda",
        "Rechazar la enmienda",
        (Rol.REVISOR,),
        (E,),
        RZ,
        revision="propia",
        motivo=True,
        cuatro_ojos=True,
        pregunta="El programa sigue como estaba. La propuesta queda en la historia con su motivo.",
    ),
    Paso(
        "retirar-enmienda",
        "Retirar la enmienda",
        (Rol.DIRECTOR,),
        (B, E, OB),
        RT,
        motivo=True,
        version="retiro de la enmienda",
        pregunta="La región deja de pedir esta enmienda. El programa sigue como estaba.",
    ),
    Paso(
        "desistir-enmienda",
        "Desistir de la enmienda",
        (Rol.REVISOR,),
        (PR,),
        RT,
        motivo=True,
        version="desistimiento de la enmienda",
        pregunta="El nivel nacional deja sin efecto su propuesta. El programa sigue como estaba.",
    ),
    # All that an administrator does to a programme: what should never have been there is given to nobody any more.
    Paso(
        "retirar-evidencia",
        "Retirar un archivo",
        (Rol.ADMINISTRADOR,),
        (R, RE, RO, V, C),
        None,
        motivo=True,
        escritura=True,
        pregunta="El archivo deja de entregarse a todas las personas. Su nombre, su hash y este registro se conservan.",
    ),
)
PASOS = {paso.nombre: paso for paso in _LISTA}
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
    {"escribir", "enviar", "retirar", "devolver", "observar", "responder", "aceptar", "anotar"}
    | {"pedir-devolucion", "declinar-devolucion"}
    | {"abrir-revision", "soltar-revision", "traspasar-revision", "tomar-revision"}
)
DE_ENMIENDAS = SOLO_DE_ENMIENDAS | {"enmendar", "proponer-enmienda"}
RESPUESTAS_DE_LA_REGION = ("aceptar-enmienda", "objetar-enmienda")
ENVIOS = ("enviar", "no-compromete", "enviar-resultados", *RESPUESTAS_DE_LA_REGION)
VIGENTES = frozenset(p.version for p in _LISTA if p.vigente)  # motives of the versions that come into force


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
    return [p for p in _LISTA if not p.escritura and impedimento(p, programa, cargo) is None]


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
