"""Who is told of what, and in which words. A new step of the table tells the other side by itself; `FRASES` says it.

A hand-over goes to the other side of the review: what the region does, to the national level; what the national level
does, to the region; what an administrator or the system does, to both. Never to whoever did it.
"""

from gestion_territorial.cuentas.models import REGIONALES, Asignacion, Rol
from gestion_territorial.flujo.pasos import PASOS

from .models import Lado

# Steps that hand nothing over: who reviews is told on the page, and writing is nobody else's business.
CALLADOS = frozenset({"abrir-revision", "soltar-revision"})
DESHACEN = frozenset({"retirar", "retirar-resultados"})
# What was done, as the register calls it: what is said of it, whole; nobody's words are ever put into one.
FRASES = {
    "enviar": "la región lo envió a revisión",
    "no-compromete": "la región declaró que este año no lo compromete",
    "retirar": "la región retiró su envío",
    "devolver": "el nivel nacional lo devolvió con observaciones",
    "aprobar": "el nivel nacional lo aprobó",
    "abrir-resultados": "se abrieron los resultados: la región ya puede responder",
    "enviar-resultados": "la región envió sus resultados",
    "retirar-resultados": "la región retiró los resultados enviados",
    "devolver-resultados": "el nivel nacional devolvió los resultados con observaciones",
    "validar": "el nivel nacional validó los resultados",
    "cerrar": "el nivel nacional lo cerró",
    "cerrar-de-oficio": "el nivel nacional lo cerró de oficio",
    "reponer": "la región repuso y pide que se revise el resultado",
    "rechazar-reposicion": "el nivel nacional rechazó la reposición y el resultado queda como estaba",
    "reabrir": "el nivel nacional lo reabrió",
    "prorrogar": "se prorrogó un plazo",
    "pedir-devolucion": "la región pide que se lo devuelvan",
    "declinar-devolucion": "el nivel nacional declinó devolverlo por ahora",
    "proponer-enmienda": "el nivel nacional la propuso de oficio: responde quien dirige la región",
    "aceptar-enmienda": "la región la aceptó",
    "objetar-enmienda": "la región la objetó",
    "aprobar-enmienda": "el nivel nacional la aprobó y sus cambios ya están en el programa vigente",
    "rechazar-enmienda": "el nivel nacional la rechazó y el programa sigue como estaba",
    "retirar-enmienda": "la región la retiró",
    "desistir-enmienda": "el nivel nacional desistió de ella",
    "traspasar-revision": "le entregaron la revisión",
    "tomar-revision": "otra persona tomó la revisión que usted tenía",
    "responder observación": "la región respondió una observación",
    "reabrir observación": "el nivel nacional reabrió una observación",
}


def importa(hecho):
    """Whether anybody is told of it."""
    if hecho.accion in FRASES:
        return True
    paso = PASOS.get(hecho.accion)
    return paso is not None and not paso.escritura and paso.nombre not in CALLADOS


def frase(clase):
    """What is said of it, to follow the programme's name."""
    return FRASES.get(clase, clase)


def destinatarios(hecho):
    """{account id: side} of those told."""
    programa = hecho.programa
    if hecho.accion == "traspasar-revision":
        gente = {programa.revisor_id: Lado.NACIONAL}
    elif hecho.accion == "tomar-revision":
        gente = {hecho.cambios.get("revisor", [None])[0]: Lado.NACIONAL}
    else:
        lados = _otros_lados(hecho.cargo)
        gente = {usuario: lado for lado in lados for usuario in puestos(programa, lado)}
    propio = hecho.cargo.usuario_id if hecho.cargo else None
    return {usuario: lado for usuario, lado in gente.items() if usuario not in (None, propio)}


def _otros_lados(cargo):
    if cargo is None or cargo.rol not in (*REGIONALES, Rol.REVISOR):
        return (Lado.NACIONAL, Lado.REGION)
    return (Lado.NACIONAL,) if cargo.es_regional else (Lado.REGION,)


def puestos(programa, lado):
    """Account ids that hold a post of that side of a programme today; of an open review, whoever has it."""
    if lado == Lado.NACIONAL and programa.revisor_id:
        return [programa.revisor_id]
    vigentes = Asignacion.objects.en_vigor().filter(servicio=programa.servicio_id)
    if lado == Lado.NACIONAL:
        vigentes = vigentes.filter(rol=Rol.REVISOR)
    else:
        vigentes = vigentes.filter(rol__in=REGIONALES, region=programa.region_id)
    return sorted(set(vigentes.values_list("usuario", flat=True)))
