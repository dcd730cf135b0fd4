"""Keeping files with what one transaction writes: judged before any lock, on disk before the row that names them.

    examinados = [examinar(recibido)]
    with depositando() as deposito:
        …in a transaction: deposito.guardar(servicio, actor, examinado)…

A failure anywhere leaves nothing behind; a sudden death, at most a file that the next start takes out.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from gestion_territorial.archivos import almacen
from gestion_territorial.archivos.models import Archivo
from gestion_territorial.archivos.rechazo import ArchivoRechazado
from gestion_territorial.archivos.reconocer import reconocer
from gestion_territorial.archivos.tipos import en_palabras, nombre_limpio

from .errores import DatoInvalido, EstadoIncorrecto, NoExiste

LLENO = "En este momento no hay espacio para guardar archivos. Avise a la administración e intente más tarde."


class Retirado(EstadoIncorrecto):
    """A file that the administration withdrew: its name and hash remain, its bytes are given to nobody."""

    estado = 410


@dataclass(frozen=True, slots=True)
class Recibido:
    """A file as it came: the name it had, its size in bytes, its hash, and its content open for reading."""

    original: str
    tamano: int
    sha256: str
    contenido: object


@dataclass(frozen=True, slots=True)
class Examinado:
    """A file that may be kept: under this name, as this kind."""

    nombre: str
    tipo: str
    tamano: int
    sha256: str
    contenido: object

    @property
    def valores(self):
        return {"nombre": self.nombre, "tipo": self.tipo, "tamano": self.tamano, "sha256": self.sha256}


def examinar(recibido, campo="archivo"):
    """The file with its kind and the name it is kept under. Raises DatoInvalido: what is wrong and how to mend it."""
    maximo = settings.EVIDENCIA_MAXIMA
    try:
        if recibido.tamano > maximo:
            raise ArchivoRechazado(
                f"pesa {en_palabras(recibido.tamano)} y el máximo es {en_palabras(maximo)}.",
                "Redúzcalo, o divídalo en varios documentos.",
            )
        tipo = reconocer(recibido.contenido, recibido.tamano)
    except ArchivoRechazado as rechazo:
        raise DatoInvalido(f"«{_corto(recibido.original)}» no se guardó: {rechazo}", campo) from None
    return Examinado(nombre_limpio(recibido.original, tipo), tipo, recibido.tamano, recibido.sha256, recibido.contenido)


class Deposito:
    """What one transaction puts on disk."""

    def __init__(self):
        self.escritos = []

    def guardar(self, servicio, actor, examinado, *, de_acto=False):
        """Keep the content once for the service. Raises Retirado where it was withdrawn.

        `de_acto`: a formal act names it, so it stays whatever becomes of the evidence that uses it.
        """
        nueva = Archivo(
            servicio=servicio,
            sha256=examinado.sha256,
            tamano=examinado.tamano,
            tipo=examinado.tipo,
            subido_en=timezone.now(),
            subido_por_id=actor.id,
            subido_por=actor.nombre,
            subido_como=actor.cargo,
        )
        archivo = fila_de_archivo(servicio.pk, examinado.sha256, nueva=nueva)
        exigir_no_retirado(archivo)
        if de_acto and not archivo.de_acto:
            archivo.de_acto = True
            archivo.save(update_fields=["de_acto"])
        self.escritos.append((servicio.pk, examinado.sha256))
        almacen.guardar(servicio.pk, examinado.sha256, examinado.contenido)


@contextmanager
def depositando():
    """While a transaction may keep files; what it wrote is taken out again when it fails."""
    deposito = Deposito()
    try:
        with almacen.guardando():
            yield deposito
    except OSError:  # no room, no right to write, or the store is being swept: the person can only try again
        recoger(deposito.escritos)
        raise EstadoIncorrecto(LLENO) from None
    except BaseException:
        recoger(deposito.escritos)
        raise


def fila_de_archivo(servicio_id, sha256, nueva=None):
    """The store's row of a content, locked; made when it is not there and `nueva` is given, else None.

    Whoever drops the last use of a content locks the row too: between two that do, one sees what the other did.
    """
    filas = Archivo.objects.select_for_update().filter(servicio=servicio_id, sha256=sha256)
    while (archivo := filas.first()) is None and nueva is not None:
        Archivo.objects.bulk_create([nueva], ignore_conflicts=True)
        nueva.pk = None
    return archivo


def exigir_guardado(servicio_id, sha256):
    """Raises NoExiste where the store has no row of that content, Retirado where it was withdrawn."""
    archivo = Archivo.objects.filter(servicio=servicio_id, sha256=sha256).first()
    if archivo is None:
        raise NoExiste("No hay un archivo en esa dirección.")
    exigir_no_retirado(archivo)


def abrir(servicio_id, sha256):
    """A stored content, open for reading. Raises NoExiste, Retirado."""
    exigir_guardado(servicio_id, sha256)
    try:
        return almacen.lugar(servicio_id, sha256).open("rb")
    except OSError:
        raise NoExiste(
            "El archivo está anotado, pero no se encuentra en el almacén. Avise a la administración del sistema."
        ) from None


def exigir_no_retirado(archivo):
    if archivo.retirado_en:
        raise Retirado("Este archivo fue retirado por la administración: ya no se entrega ni se puede volver a usar.")


def recoger(pares):
    """Take (service, hash) contents out of the disk unless a row names them."""
    for servicio_id, sha256 in pares:
        almacen.recoger(servicio_id, [sha256])


def _corto(texto):
    linea = " ".join("".join(c if c.isprintable() else " " for c in texto).split()) or "archivo"
    return linea if len(linea) <= 60 else f"{linea[:40]}…{linea[-19:]}"
