"""Evidence: files and references that prove a commitment, put, shared, taken away and withdrawn.

Files are taken off the disk after the transaction that drops the last of their rows; how they get there, `deposito`.
"""

from uuid import uuid5

from django.conf import settings
from django.utils import timezone

from gestion_territorial.archivos.tipos import en_palabras
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN
from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia, Version

from . import retiros
from .acciones import en_programa, exigir, exigir_visible
from .deposito import abrir as abrir_archivo
from .deposito import depositando, examinar, exigir_no_retirado, fila_de_archivo, recoger
from .errores import DatoInvalido, EstadoIncorrecto, NoExiste
from .pasos import PASOS

DERECHO = "escribir-resultados"
DEVOLUCIONES = tuple(p.nombre for p in PASOS.values() if p.hasta == Estado.RESULTADOS_OBSERVADOS)


def subir(*, programa_id, cargo, compromiso_id, recibidos, operacion=None):
    """Keep these files as evidence of a commitment; all of them or none. Returns {"compromiso", "evidencias": [id]}.

    A file that the commitment has already is not added again.
    """
    exigir_visible(programa_id, cargo)
    if not recibidos:
        raise DatoInvalido("Elija primero el archivo que quiere subir.", "archivo")
    examinados = [examinar(recibido) for recibido in recibidos]
    if operacion:  # one page's id may come with other files: then it is another press
        operacion = uuid5(operacion, " ".join(e.sha256 for e in examinados))

    def hacer(escritura):
        _exigir_fila(escritura, cargo, compromiso_id)
        _exigir_cuota(escritura.programa, examinados)
        return {
            "compromiso": compromiso_id,
            "evidencias": [_guardar(escritura, compromiso_id, e, deposito) for e in examinados],
            "guardado": timezone.localtime().strftime("%H:%M"),
        }

    with depositando() as deposito:
        return en_programa(programa_id, cargo, operacion, hacer)


def adjuntar(*, programa_id, cargo, compromiso_id, evidencia_id, operacion=None):
    """Let a file of this programme prove another commitment too; its bytes are not kept twice."""

    def hacer(escritura):
        _exigir_fila(escritura, cargo, compromiso_id)
        otra = escritura.fila(Evidencia, evidencia_id)
        archivo = fila_de_archivo(escritura.programa.servicio_id, otra.sha256) if otra.sha256 else None
        if archivo is None:
            raise NoExiste("Ese archivo ya no está en este programa. Vuelva a cargar la página.")
        exigir_no_retirado(archivo)
        valores = {campo: getattr(otra, campo) for campo in ("nombre", "tipo", "tamano", "sha256")}
        propia = _la_que_ya_esta(compromiso_id, otra.sha256) or _crear(escritura, compromiso_id, valores).pk
        return {"compromiso": compromiso_id, "evidencias": [propia]}

    return en_programa(programa_id, cargo, operacion, hacer)


def quitar(*, programa_id, cargo, evidencia_id, operacion=None):
    """Take a piece of evidence away: possible until it has been sent with the results.

    The bytes leave the disk with the last commitment that used them, unless a version names them.
    """
    sobran = []

    def hacer(escritura):
        exigir(PASOS[DERECHO], escritura.programa, cargo)
        evidencia = escritura.fila(Evidencia, evidencia_id)
        if evidencia.pk not in quitables(escritura.programa):
            raise EstadoIncorrecto(
                "Esta evidencia ya se envió con los resultados: se puede agregar otra, pero no quitar esta."
            )
        escritura.eliminar_fila(Evidencia, evidencia.pk)
        if evidencia.sha256 and _soltar(escritura.programa, evidencia.sha256):
            sobran.append((escritura.programa.servicio_id, evidencia.sha256))
        return {"compromiso": evidencia.compromiso_id}

    hecho = en_programa(programa_id, cargo, operacion, hacer)
    recoger(sobran)
    return hecho


def retirar(*, programa_id, evidencia_id, **pedido):
    """Withdraw the file of a piece of evidence; the rest is what `retiros.retirar` asks for."""
    suya = Evidencia.objects.filter(programa=programa_id, pk=evidencia_id)
    sha256 = suya.values_list("sha256", flat=True).first()

    def nombrar(escritura):
        evidencia = escritura.fila(Evidencia, evidencia_id)
        if not evidencia.sha256:
            raise DatoInvalido("Esta evidencia es una referencia: no tiene un archivo que retirar.")
        return evidencia.nombre, {"compromiso": evidencia.compromiso_id}

    return retiros.retirar(nombrar, programa_id=programa_id, sha256=sha256, **pedido)


def abrir(programa, evidencia_id):
    """(evidence, its file open for reading) of a programme that one may see. Raises NoExiste, Retirado."""
    evidencia = Evidencia.objects.vivas().filter(programa=programa, pk=evidencia_id).exclude(sha256="").first()
    if evidencia is None:
        raise NoExiste("No hay un archivo en esa dirección.")
    return evidencia, abrir_archivo(programa.servicio_id, evidencia.sha256)


def quitables(programa):
    """Ids of the evidence that may still be taken away: what no reviewer has had before them.

    While results are first written, all of it; after a return, what was added since.
    """
    vivas = Evidencia.objects.vivas().filter(programa=programa)
    if programa.estado == Estado.RESULTADOS:
        return set(vivas.values_list("pk", flat=True))
    if programa.estado != Estado.RESULTADOS_OBSERVADOS:
        return set()
    de_programa = Registro.objects.filter(programa_id=programa.pk)
    devuelto = de_programa.filter(accion__in=DEVOLUCIONES).order_by("-pk").values_list("pk", flat=True).first() or 0
    nuevas = de_programa.filter(tabla=Evidencia._meta.label_lower, accion="agregar", pk__gt=devuelto)
    return set(vivas.filter(pk__in=nuevas.values("fila_id")).values_list("pk", flat=True))


def anotar_evidencia(escritura, compromiso_id, referencia):
    """Write down where a document is held."""
    return _crear(escritura, compromiso_id, {"referencia": referencia.strip()})


def _exigir_fila(escritura, cargo, compromiso_id):
    exigir(PASOS[DERECHO], escritura.programa, cargo)
    if escritura.fila(Compromiso, compromiso_id).anulado:
        raise EstadoIncorrecto("Un compromiso anulado no recibe evidencia.")


def _exigir_cuota(programa, examinados):
    """A programme's files, each counted once, fit in its quota. Exact: its lock is held."""
    con_archivo = Evidencia.objects.vivas().filter(programa=programa).exclude(sha256="")
    tamanos = dict(con_archivo.values_list("sha256", "tamano")) | {e.sha256: e.tamano for e in examinados}
    if sum(tamanos.values()) > settings.EVIDENCIA_CUOTA:
        raise DatoInvalido(
            f"No se guardó: los archivos de este programa pasarían de {en_palabras(settings.EVIDENCIA_CUOTA)}, que es "
            "el máximo. Quite alguno, o anote dónde está guardado el documento.",
            "archivo",
        )


def _guardar(escritura, compromiso_id, examinado, deposito):
    deposito.guardar(escritura.programa.servicio, escritura.actor, examinado)
    return _la_que_ya_esta(compromiso_id, examinado.sha256) or _crear(escritura, compromiso_id, examinado.valores).pk


def _la_que_ya_esta(compromiso_id, sha256):
    iguales = Evidencia.objects.vivas().filter(compromiso=compromiso_id, sha256=sha256)
    return iguales.values_list("pk", flat=True).first()


def _crear(escritura, compromiso_id, valores):
    orden = Evidencia.objects.filter(compromiso=compromiso_id).count() * PASO_DE_ORDEN
    return escritura.crear_fila(Evidencia, {"compromiso_id": compromiso_id, **valores, "orden": orden})


def _soltar(programa, sha256):
    """Drop the store's row of a content that nothing uses or names any more; whether it was dropped."""
    archivo = fila_de_archivo(programa.servicio_id, sha256)
    if archivo is None or archivo.retirado_en or archivo.de_acto:
        return False
    todas = Evidencia.objects.filter(programa__servicio=programa.servicio_id, sha256=sha256)
    nombran = Version.objects.filter(programa__in=todas.values("programa"), contenido__contains=sha256)
    if todas.vivas().exists() or nombran.exists():
        return False
    archivo.delete()
    return True
