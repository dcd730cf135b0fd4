"""The worker: makes its rounds, takes a work, does it while a thread of its own says that it lives, and goes on.

A database that is locked or away does not end it: it waits a little longer each time and tries again.
"""

import logging
import secrets
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

from . import archivos, cola, tipos
from .models import Trabajo

POLL = 2  # seconds between two looks at an empty queue
ESPERA_MAXIMA = 60  # seconds, when the database does not answer
MINIMO_ENTRE_AVANCES = 1  # seconds: progress is for a person's eyes
bitacora = logging.getLogger(__name__)


class Detenido(BaseException):
    """Told to stop in the middle of a heavy work, which will be begun again by another."""


@dataclass
class Tarea:
    """A work as its function sees it. `destino` is where its file is written."""

    trabajo: Trabajo
    obrero: str
    destino: Path
    _ultimo: float = 0

    @property
    def datos(self):
        return self.trabajo.datos

    def avanzar(self, detalle="", hecho=0, total=0):
        """Say how far one came; too often is no harm. Never inside a transaction that only reads."""
        if time.monotonic() - self._ultimo < MINIMO_ENTRE_AVANCES:
            return
        self._ultimo = time.monotonic()
        cola.latir(self.trabajo, self.obrero, detalle=detalle[:200], avance=hecho, total=total)

    def sin_clave(self):
        """What is being made is no longer what was asked for: nobody else is to be given it for that."""
        self.trabajo.clave = ""


class _Latido(threading.Thread):
    """Beats while the work is done, over a connection of its own. A beat that the database refuses is only missed."""

    def __init__(self, trabajo, obrero):
        super().__init__(daemon=True)
        self.trabajo, self.obrero, self.fin = trabajo, obrero, threading.Event()

    def run(self):
        while not self.fin.wait(settings.TRABAJOS_LATIDO):
            try:
                cola.latir(self.trabajo, self.obrero)
            except Error:
                bitacora.warning("a beat of work %s was missed", self.trabajo.pk)
                connection.close()
        connection.close()

    def __enter__(self):
        self.start()

    def __exit__(self, *_):
        self.fin.set()
        self.join()


class Obrero:
    """One worker process."""

    def __init__(self):
        self.nombre = secrets.token_hex(8)
        self.parar = threading.Event()
        self._interrumpible = False
        self._rondas = {}

    def trabajar(self):
        """Until told to stop."""
        for senal in (signal.SIGTERM, signal.SIGINT):
            signal.signal(senal, self._detener)
        fallas = 0
        while not self.parar.is_set():
            try:
                espera = 0 if self.vuelta() else POLL
                fallas = 0
            except Error:
                fallas += 1
                espera = min(ESPERA_MAXIMA, 2**fallas)
                bitacora.exception("the database did not answer; another try in %s s", espera)
                connection.close()
            except Detenido:
                break
            self.parar.wait(espera)
        connection.close()

    def vuelta(self):
        """The rounds that are due, then one work; whether there was one."""
        self._rondar()
        trabajo = cola.tomar(self.nombre)
        if trabajo is None:
            return False
        self.hacer(trabajo)
        return True

    def hacer(self, trabajo):
        tipo = tipos.tipo(trabajo.tipo)
        tarea = Tarea(trabajo, self.nombre, archivos.borrador(trabajo, self.nombre))
        try:
            with _Latido(trabajo, self.nombre):
                # Only what may be begun again for nothing is cut short: a message may already be on its way.
                self._interrumpible = tipo is not None and tipo.pesado
                if tipo is None:
                    raise tipos.Imposible("Este trabajo ya no se hace.")
                tipo.hacer(tarea)
                self._interrumpible = False
        except Detenido:
            connection.close()
            cola.soltar(trabajo, self.nombre)
            raise
        except tipos.Imposible as razon:
            self._interrumpible = False
            cola.fallar(trabajo, self.nombre, str(razon))
        except Exception:
            self._interrumpible = False
            bitacora.exception("work %s (%s) failed", trabajo.pk, trabajo.tipo)
            if not connection.in_atomic_block:  # the failure may have been the database's: begin with a fresh one
                connection.close()
            cola.fallar(trabajo, self.nombre)
        else:
            cola.terminar(trabajo, self.nombre)

    def _rondar(self):
        for ronda in tipos.rondas():
            ahora = time.monotonic()
            if ahora - self._rondas.get(ronda.nombre, float("-inf")) < ronda.cada:
                continue
            self._rondas[ronda.nombre] = ahora
            try:
                ronda.hacer()
            except Error:
                raise
            except Exception:  # one round that fails does not keep the others, nor the works, from being done
                bitacora.exception("round %s failed", ronda.nombre)

    def _detener(self, *_):
        self.parar.set()
        if self._interrumpible:
            self._interrumpible = False
            raise Detenido
