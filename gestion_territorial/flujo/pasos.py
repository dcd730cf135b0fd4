"""The steps of a regional programme's year, as one table one can read aloud; buttons, permissions and tests read it.

Amendments, waivers, closing *de oficio*, *reponer* and *reabrir* will be rows of this same table.
"""

from dataclasses import dataclass

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.formularios import catalogo

B, E, OB, A = Estado.BORRADOR, Estado.ENVIADO, Estado.OBSERVADO, Estado.APROBADO
R, RE, RO = Estado.RESULTADOS, Estado.RESULTADOS_ENVIADOS, Estado.RESULTADOS_OBSERVADOS
V, C = Estado.VALIDADO, Estado.CERRADO


@dataclass(frozen=True, slots=True)
class Paso:
    """One step: who may take it, from which states, to which (None: it stays; "origen": back where it came from)."""

    nombre: str
    etiqueta: str
    roles: tuple[str, ...]
    desde: tuple[str, ...]
    hasta: str | None
    revision: str = ""  # "sin abrir": nobody reviews yet; "propia": the actor holds the review; "ajena": another does
    motivo: bool = False
    version: str = ""  # motive of the version it cuts
    vigente: bool = False  # that version comes into force: somebody national approved it
    cuatro_ojos: bool = False  # never by a person who submitted this programme
    escritura: bool = False  # it is the right to write, not a button
    compromete: bool | None = None  # only for programmes that do (True) or do not (False) commit
    pregunta: str = ""


_LISTA = (
    Paso("escribir", "Escribir", (Rol.FORMULADOR, Rol.DIRECTOR), (B, OB), None, escritura=True),
    Paso(
        "enviar",
        "Enviar a revisión",
        (Rol.DIRECTOR,),
        (B, OB),
        E,
        version="envío",
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
        pregunta="El programa queda vigente tal como se muestra.",
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
        pregunta="Las respuestas quedan validadas tal como se muestran.",
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
        pregunta="El resultado de la región queda cerrado.",
    ),
    Paso("observar", "Observar", (Rol.REVISOR,), (E, RE), None, revision="propia", escritura=True, cuatro_ojos=True),
    Paso("responder", "Responder observaciones", (Rol.FORMULADOR, Rol.DIRECTOR), (OB, RO), None, escritura=True),
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
SOLO_CON_PUNTAJE = DE_RESULTADOS | {"no-compromete"}
ENVIOS = ("enviar", "no-compromete", "enviar-resultados")
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
    if paso.nombre in SOLO_CON_PUNTAJE and programa.formulario in catalogo.sin_puntaje():
        que = "no tiene resultados" if paso.nombre in DE_RESULTADOS else "no compromete nada"
        return 409, f"No se puede {paso.etiqueta.lower()}: el formulario {programa.formulario} {que}."
    if programa.estado not in paso.desde:
        return 409, (
            f"No se puede {paso.etiqueta.lower()}: el programa está «{catalogo.palabra_de_estado(programa).lower()}». "
            "Vuelva a cargar la página para ver su estado."
        )
    if paso.compromete and programa.no_compromete:
        return 409, "La región no compromete este programa: no tiene resultados."
    if paso.revision == "sin abrir" and programa.revisor_id:
        return 409, f"La revisión ya está abierta por {programa.revisor}."
    if paso.revision == "propia" and programa.revisor_id != cargo.usuario_id:
        quien = f"la tiene {programa.revisor}" if programa.revisor_id else "nadie la ha abierto"
        return 409, f"Para esto la revisión debe estar abierta por usted; {quien}."
    if paso.revision == "ajena" and (not programa.revisor_id or programa.revisor_id == cargo.usuario_id):
        return 409, "Ninguna otra persona tiene abierta esta revisión."
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


DE_LA_REGION = (B, OB, R, RO)
DEL_NIVEL_NACIONAL = (E, A, RE, V)


def turno(programa):
    """Who has the ball: «region», «nacional» or None when the year is over for this programme."""
    if programa.estado == A and (programa.no_compromete or programa.formulario in catalogo.sin_puntaje()):
        return None
    if programa.estado in DE_LA_REGION:
        return "region"
    return "nacional" if programa.estado in DEL_NIVEL_NACIONAL else None
