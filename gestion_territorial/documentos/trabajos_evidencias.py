"""Packages of evidence as background work: small ones at once, big ones outside the request, once per content."""

import shutil
from dataclasses import dataclass

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.compromisos.models import Evidencia, ProgramaRegional
from gestion_territorial.trabajos.cola import encolar
from gestion_territorial.trabajos.tipos import Imposible, Tipo

from . import paquete
from .trabajos import huella_del_codigo

MIME = "application/zip"
AL_INSTANTE = 20 * 1024 * 1024  # bytes that are packed while somebody waits: well under a second of disk


@dataclass(frozen=True)
class PedidoDePaquete:
    """The package that somebody asks for: of which programmes (of one service), under which name."""

    programas: tuple
    nombre: str

    @property
    def datos(self):
        return {"programas": [p.pk for p in self.programas], "nombre": self.nombre}

    def es_chico(self):
        vivas = Evidencia.objects.vivas().filter(programa__in=self.programas).exclude(sha256="")
        suyos = Archivo.objects.filter(
            servicio__in={p.servicio_id for p in self.programas}, sha256__in=vivas.values("sha256")
        )
        return sum(suyos.values_list("tamano", flat=True)) <= AL_INSTANTE

    def clave(self):
        """The hash of all that is in it. A programme's `edicion` grows with each change of it, withdrawals too."""
        programas = ProgramaRegional.objects.filter(pk__in=self.datos["programas"]).order_by("pk")
        return sha256(canonico([self.datos, list(programas.values_list("pk", "edicion")), huella_del_codigo()]))


def pedir(pedido):
    """The work that makes this package, or has made it. Writes: see `cola.encolar`."""
    return encolar(PAQUETE.nombre, clave=pedido.clave(), datos=pedido.datos, archivo=pedido.nombre, mime=MIME)


def hacer(tarea):
    """Make it as it stands now; if that is no longer what was asked for, nobody else is given it."""
    programas = ProgramaRegional.objects.filter(pk__in=tarea.datos["programas"]).con_contexto().de_norte_a_sur()
    pedido = PedidoDePaquete(tuple(programas), tarea.datos["nombre"])
    if len(pedido.programas) != len(tarea.datos["programas"]):
        raise Imposible("Lo que se pidió ya no existe.")
    tarea.avanzar("Reuniendo los archivos", 1, 10)
    antes = pedido.clave()
    with paquete.de_programas(list(pedido.programas)) as hecho, tarea.destino.open("wb") as salida:
        if {antes, pedido.clave()} != {tarea.trabajo.clave}:
            tarea.sin_clave()
        tarea.avanzar("Guardando el paquete", 9, 10)
        shutil.copyfileobj(hecho, salida)


def puede(cargo, datos):
    """Whoever may see each of the programmes in it."""
    if cargo is None:
        return False
    visibles = ProgramaRegional.objects.visibles_para(cargo).filter(pk__in=datos["programas"])
    return visibles.count() == len(datos["programas"])


PAQUETE = Tipo("evidencias-zip", hacer=hacer, puede=puede, titulo="Evidencias")
