"""Withdrawing a stored file, evidence or of a formal act: its bytes are given to nobody any more.

Name, hash, versions and what the file proved or founded stay as they were; every programme of the service that uses it
records it.
"""

from django.utils import timezone

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.compromisos.models import Evidencia, ProgramaRegional
from gestion_territorial.compromisos.texto import TextoInvalido, limpiar

from . import actos
from .acciones import en_programa, exigir, exigir_lo_mostrado, exigir_visible
from .deposito import exigir_no_retirado, fila_de_archivo
from .errores import DatoInvalido, EstadoIncorrecto, NoExiste
from .pasos import PASOS

RETIRAR = "retirar-evidencia"
CAMBIO = "Los archivos de este programa cambiaron mientras usted decidía. Vuelva a cargar la página."


def retirar_documento(*, programa_id, sha256, **pedido):
    """Withdraw the file of a formal act of this programme; the rest is what `retirar` asks for."""

    def nombrar(escritura):
        return exigir_documento(escritura.programa, sha256)["nombre"], {}

    return retirar(nombrar, programa_id=programa_id, sha256=sha256, **pedido)


def exigir_documento(programa, sha256):
    """{"nombre", "sha256"…}, the file of an act of this programme. Raises NoExiste."""
    acto = actos.del_programa(programa, sha256)
    if acto is None:
        raise NoExiste("No hay un documento en esa dirección.")
    return acto["archivo"]


def retirar(nombrar, *, programa_id, cargo, sha256, motivo, edicion=None, operacion=None):
    """Stop giving a file to anybody, with a reason. `edicion` is the programme's as the page showed it.

    `nombrar(escritura)`, under the lock: the name that the programme knows the file by, and what to answer.
    """
    exigir_visible(programa_id, cargo)
    servicio_id = ProgramaRegional.todos.values_list("servicio_id", flat=True).get(pk=programa_id)
    usos = _usos(servicio_id, sha256) if sha256 else {}

    def hacer(escritura):
        exigir(PASOS[RETIRAR], escritura.programa, cargo)
        exigir_lo_mostrado(escritura.programa, edicion)
        razon = _razon(motivo)
        nombre, respuesta = nombrar(escritura)
        archivo = fila_de_archivo(servicio_id, sha256)
        if archivo is None:
            raise NoExiste("No hay un archivo en esa dirección.")
        exigir_no_retirado(archivo)
        if _usos(servicio_id, sha256) != usos:
            raise EstadoIncorrecto(CAMBIO)
        archivo.retirado_en, archivo.retirado_motivo = timezone.now(), razon
        archivo.retirado_por = f"{escritura.actor.nombre}, {escritura.actor.cargo}"[:150]
        archivo.save(update_fields=["retirado_en", "retirado_motivo", "retirado_por"])
        for pk, evidencias in usos.items():
            datos = {"motivo": razon, "archivo": nombre, "hash": sha256, "evidencias": evidencias}
            escritura.con(pk).asentar(RETIRAR, **datos)
        return respuesta

    return en_programa(programa_id, cargo, operacion, hacer, vecinos=usos)


def usos(programa, sha256):
    """The programmes of the service whose evidence, or acts, hold the same file, this one too, north to south."""
    ids = _usos(programa.servicio_id, sha256)
    return list(ProgramaRegional.todos.filter(pk__in=ids).con_contexto().de_norte_a_sur())


def _razon(motivo):
    try:
        razon = limpiar(motivo or "").strip()
    except TextoInvalido as error:
        raise DatoInvalido(str(error), "motivo") from None
    if not razon:
        raise DatoInvalido("Escriba el motivo para retirar el archivo.", "motivo")
    return razon


def _usos(servicio_id, sha256):
    """{programme id: [ids of its live evidence with that file]}, of one service; empty where only an act names it."""
    usos = {}
    vivas = Evidencia.objects.vivas().filter(programa__servicio=servicio_id, sha256=sha256).order_by("pk")
    for pk, programa_id in vivas.values_list("pk", "programa_id"):
        usos.setdefault(programa_id, []).append(pk)
    if Archivo.objects.filter(servicio=servicio_id, sha256=sha256, de_acto=True).exists():
        programas = ProgramaRegional.todos.filter(servicio=servicio_id).values("pk")
        usos = {pk: [] for pk in actos.programas_con(programas, sha256)} | usos
    return usos
