"""What the processes of the backups do. Each knows a folder of files that belongs to evidence rows: «pruebas»."""

import hashlib
import os
import signal
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from gestion_territorial.auditoria import verificadores
from gestion_territorial.compromisos.models import Compromiso, Evidencia
from gestion_territorial.flujo import edicion
from gestion_territorial.respaldo import foto, respaldo
from gestion_territorial.respaldo.manifiesto import Manifiesto

from ..flujo.obreros import cargo, programa

CARPETA, SENAL = "pruebas", "sha256:"
# Where a backup can be held: (module or class, function whose call is the moment).
MOMENTOS = {
    "foto": (foto, "puntajes"),
    "archivos": (respaldo, "_copiar_carpeta"),
    "manifiesto": (Manifiesto, "escribir"),
    "asegurar": (respaldo, "_asegurar"),
}


def esperados():
    """The files that live evidence rows own."""
    shas = Evidencia.objects.vivas().filter(referencia__startswith=SENAL).values_list("referencia", flat=True)
    return {ruta(r.removeprefix(SENAL)): r.removeprefix(SENAL) for r in shas}


def ruta(sha):
    return f"{sha[:2]}/{sha[2:]}"


def orden(nombre, *argumentos, carpeta=True):
    """A command as the operator runs it, with its exit status."""
    if carpeta:
        verificadores.registrar_carpeta(CARPETA, esperados)
    try:
        call_command(nombre, *argumentos)
    except CommandError as error:
        sys.stdout.write(f"{error}\n")
        sys.exit(error.returncode)


def mandar(nombre, argumentos, carpeta=True):
    orden(nombre, *argumentos, carpeta=carpeta)


def respaldar_y_quedarse(destino, donde):
    """Begin a backup and stop for ever at that moment, once it is told."""

    def quedarse(*_, **__):
        sys.stdout.write("aquí\n")
        sys.stdout.flush()
        time.sleep(600)

    setattr(*MOMENTOS[donde], quedarse)
    orden("respaldar", destino)


def guardar_archivo(contenido):
    """Store bytes under their SHA-256, whole or not at all; returns it."""
    sha = hashlib.sha256(contenido).hexdigest()
    destino = Path(settings.DATA_DIR) / CARPETA / ruta(sha)
    destino.parent.mkdir(parents=True, exist_ok=True)
    a_medias = destino.with_name(f".{sha}")
    a_medias.write_bytes(contenido)
    os.replace(a_medias, destino)
    return sha


def subir(region, contenidos):
    return [_subir(region, contenido.encode()) for contenido in contenidos]


def subir_sin_fin(region):
    """Store a file, give it an owner, and tell; every third takes the one before out, file and all.

    Ends between two: what a sudden death leaves in a folder is for the room that owns it to prove.
    """
    fin = []
    signal.signal(signal.SIGTERM, lambda *_: fin.append(True))
    n = 0
    while not fin:
        n += 1
        _subir(region, f"archivo {n}".encode() * 2000)
        if n % 3 == 0:
            _retirar(region, n - 1)
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def _subir(region, contenido):
    este = programa(region)
    sha = guardar_archivo(contenido)
    edicion.agregar_evidencia(
        programa_id=este.pk,
        cargo=cargo("ana", region),
        compromiso_id=Compromiso.objects.vivas().get(programa=este).pk,
        referencia=SENAL + sha,
    )
    return sha


def _retirar(region, n):
    sha = hashlib.sha256(f"archivo {n}".encode() * 2000).hexdigest()
    este = programa(region)
    fila = Evidencia.objects.vivas().get(programa=este, referencia=SENAL + sha)
    edicion.quitar_evidencia(programa_id=este.pk, cargo=cargo("ana", region), evidencia_id=fila.pk)
    (Path(settings.DATA_DIR) / CARPETA / ruta(sha)).unlink()


def abrir_sesion(llave):
    Session.objects.create(session_key=llave, session_data="x", expire_date=timezone.now())


def siguiente_evidencia(region):
    """The id that the next evidence row gets: never one that was used."""
    _subir(region, b"otro archivo")
    return Evidencia.objects.order_by("-pk").values_list("pk", flat=True)[0]
