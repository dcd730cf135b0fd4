"""Withdrawing a stored file, evidence or of a formal act: its bytes are given to nobody any more.

Name, hash, versions and what the file proved or founded stay as they were; every programme of the service that uses it
records it, and the national acts of the year do for each published verdict that stands on it. What no programme uses is
withdrawn from the publication.
"""

from django.db import transaction
from django.utils import timezone

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.registro import Asiento, registrar
from gestion_territorial.compromisos.models import Evidencia, ProgramaRegional, actor_de
from gestion_territorial.compromisos.texto import TextoInvalido, limpiar

from . import actos
from .acciones import en_programa, exigir, exigir_lo_mostrado, exigir_visible
from .deposito import exigir_no_retirado, fila_de_archivo
from .errores import DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste
from .pasos import PASOS
from .publicacion import acto_de, cadena, con_documento

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
        archivo = _por_retirar(servicio_id, sha256)
        if _usos(servicio_id, sha256) != usos:
            raise EstadoIncorrecto(CAMBIO)
        _marcar(archivo, escritura.actor, razon)
        for pk, evidencias in usos.items():
            datos = {"motivo": razon, "archivo": nombre, "hash": sha256, "evidencias": evidencias}
            escritura.con(pk).asentar(RETIRAR, **datos)
        _asentar_en_publicaciones(escritura.programa.servicio, sha256, nombre, escritura.actor, razon)
        return respuesta

    return en_programa(programa_id, cargo, operacion, hacer, vecinos=usos)


def retirar_de_publicacion(*, publicacion, cargo, motivo):
    """Withdraw the file of the act behind a published verdict; what a programme uses too is withdrawn from there."""
    if cargo is None or cargo.servicio_id not in (None, publicacion.servicio_id):
        raise NoExiste("No hay una publicación en esa dirección.")
    if cargo.rol not in PASOS[RETIRAR].roles:
        raise NoAutorizado("Un archivo publicado lo retira la administración.")
    razon, actor = _razon(motivo), actor_de(cargo)
    servicio, documento = publicacion.servicio, exigir_publicado(publicacion)
    with transaction.atomic(durable=True):
        archivo = _por_retirar(servicio.pk, documento["sha256"])
        exigir_sin_programas(servicio, documento["sha256"])
        _marcar(archivo, actor, razon)
        _asentar_en_publicaciones(servicio, documento["sha256"], documento["nombre"], actor, razon)


def exigir_publicado(publicacion):
    """{"nombre", "sha256"…}, the file of the act behind a published verdict. Raises NoExiste."""
    acto = acto_de(publicacion)
    if not acto or "archivo" not in acto:
        raise NoExiste("No hay un documento en esa dirección.")
    return acto["archivo"]


def exigir_sin_programas(servicio, sha256):
    """Raises EstadoIncorrecto, naming them, where programmes use the file: each must record that it is withdrawn."""
    if programas := usos(servicio.pk, sha256):
        nombres = ", ".join(f"{p.formulario} {p.region} {p.periodo}" for p in programas)
        raise EstadoIncorrecto(f"Este archivo es también de {nombres}: retírelo desde ese programa.")


def usos(servicio_id, sha256):
    """The programmes of a service whose evidence, or acts, hold this file, north to south."""
    ids = _usos(servicio_id, sha256)
    return list(ProgramaRegional.todos.filter(pk__in=ids).con_contexto().de_norte_a_sur())


def _por_retirar(servicio_id, sha256):
    """The store's row of the file, locked. Raises NoExiste, Retirado."""
    archivo = fila_de_archivo(servicio_id, sha256)
    if archivo is None:
        raise NoExiste("No hay un archivo en esa dirección.")
    exigir_no_retirado(archivo)
    return archivo


def _marcar(archivo, actor, razon):
    archivo.retirado_en, archivo.retirado_motivo = timezone.now(), razon
    archivo.retirado_por = f"{actor.nombre}, {actor.cargo}"[:150]
    archivo.save(update_fields=["retirado_en", "retirado_motivo", "retirado_por"])


def _asentar_en_publicaciones(servicio, sha256, nombre, actor, razon):
    """Among the national acts, for each publication that has the file."""
    for una in sorted(con_documento(servicio, sha256), key=lambda p: p.periodo.anio):  # chains in one order
        datos = {"formulario": una.formulario, "publicacion": una.numero, "motivo": razon}
        asiento = Asiento(RETIRAR, datos=datos | {"archivo": nombre, "hash": sha256})
        registrar(cadena=cadena(servicio, una.periodo), actor=actor, asientos=[asiento])


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
