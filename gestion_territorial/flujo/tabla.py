"""The steps of a regional programme's year, as one table one can read aloud.

An amendment is a programme too: it walks some of them, and some of its own. What a row means is told by `Paso`; who may
take it now, by `pasos`.
"""

from dataclasses import dataclass

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.cuentas.models import Rol

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


LISTA = (
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
