"""What the processes of the backups do."""

import contextlib
import io
import signal
import sys
import time

from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from gestion_territorial.compromisos.models import Compromiso
from gestion_territorial.flujo import evidencias
from gestion_territorial.respaldo import foto, respaldo
from gestion_territorial.respaldo.manifiesto import Manifiesto

from ..archivos import fabrica
from ..flujo.obreros import cargo, programa

# Where a backup can be held: (module or class, function whose call is the moment).
MOMENTOS = {
    "foto": (foto, "puntajes"),
    "archivos": (respaldo, "_copiar_carpeta"),
    "manifiesto": (Manifiesto, "escribir"),
    "asegurar": (respaldo, "_asegurar"),
}


def orden(nombre, *argumentos):
    """A command as the operator runs it, with its exit status."""
    try:
        call_command(nombre, *argumentos)
    except CommandError as error:
        sys.stdout.write(f"{error}\n")
        sys.exit(error.returncode)


def mandar(nombre, argumentos):
    """[exit status, what it said]."""
    salida = io.StringIO()
    with contextlib.redirect_stdout(salida):
        try:
            orden(nombre, *argumentos)
        except SystemExit as fin:
            return [fin.code, salida.getvalue()]
    return [0, salida.getvalue()]


def mandar_suelta(nombre, argumentos):
    """The same in a process that ends with the command's status."""
    orden(nombre, *argumentos)


def respaldar_y_quedarse(destino, donde):
    """Begin a backup and stop for ever at that moment, once it is told."""

    def quedarse(*_, **__):
        sys.stdout.write("aquí\n")
        sys.stdout.flush()
        time.sleep(600)

    setattr(*MOMENTOS[donde], quedarse)
    orden("respaldar", destino)


def subir(region, contenidos):
    return [_subir(region, contenido) for contenido in contenidos]


def subir_sin_fin(region):
    """Upload a file, and tell; every third takes the one before out, file and all. Ends between two."""
    fin = []
    signal.signal(signal.SIGTERM, lambda *_: fin.append(True))
    n, subidas = 0, []
    while not fin:
        n += 1
        subidas.append(_subir(region, f"archivo {n} " * 2000))
        if n % 3 == 0:
            este = programa(region)
            evidencias.quitar(programa_id=este.pk, cargo=cargo("ana", region), evidencia_id=subidas[-2])
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def _subir(region, texto):
    """The id of the evidence row of one more file."""
    este = programa(region)
    return evidencias.subir(
        programa_id=este.pk,
        cargo=cargo("ana", region),
        compromiso_id=Compromiso.objects.vivas().get(programa=este).pk,
        recibidos=[fabrica.recibido(fabrica.pdf(texto.encode()))],
    )["evidencias"][0]


def abrir_sesion(llave):
    Session.objects.create(session_key=llave, session_data="x", expire_date=timezone.now())


def siguiente_evidencia(region):
    """The id that the next evidence row gets: never one that was used."""
    return _subir(region, "otro archivo")
