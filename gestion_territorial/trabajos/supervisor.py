"""One process that keeps the web server and its workers alive: what dies is started again, later each time.

Told to stop, it stops them all and waits. Killed without a word, its children end with it (Linux).
"""

import contextlib
import ctypes
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1
SANO = 30  # seconds alive after which a death is no longer a bad start
COMIENZO = 15  # seconds in which a first start shows that it is none
ESPERA_MAXIMA = 60  # seconds between two starts, at most
DESPEDIDA = 30  # seconds to end well before being killed
MIRADA = 0.5


@dataclass
class Hijo:
    """A child: its command, its process, and when it may be started again."""

    nombre: str
    orden: list
    carpeta: str
    proceso: subprocess.Popen | None = None
    fallas: int = 0
    arranques: int = 0
    desde: float = 0
    no_antes: float = 0

    @property
    def vivo(self):
        return self.proceso is not None and self.proceso.poll() is None

    @property
    def no_empezo(self):
        """Whether its very first start ended at once and by itself, saying that it could not."""
        return self.arranques == 1 and self.proceso.returncode > 0 and time.monotonic() - self.desde < COMIENZO

    def arrancar(self):
        # A session of its own: Ctrl-C reaches the supervisor, which tells each child once.
        self.proceso = subprocess.Popen(
            self.orden, cwd=self.carpeta, start_new_session=True, preexec_fn=_morir_con_el_padre
        )
        self.arranques, self.desde = self.arranques + 1, time.monotonic()

    def anotar_muerte(self):
        """After a death: how long to wait. 1, 2, 4… seconds while it keeps dying soon."""
        self.fallas = 0 if time.monotonic() - self.desde > SANO else self.fallas + 1
        self.no_antes = time.monotonic() + min(ESPERA_MAXIMA, 2 ** max(0, self.fallas - 1))


class Supervisor:
    """Runs the children until a signal. `principal`: the one whose first start must succeed (the web server)."""

    def __init__(self, hijos, *, avisar=print):
        self.hijos, self.avisar, self.parar = hijos, avisar, False

    def correr(self):
        """The exit status: 0 when told to stop, the main child's own when it never started."""
        for senal in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(senal, self._detener)
        principal = self.hijos[0]
        try:
            while not self.parar:
                for hijo in self.hijos:
                    if not hijo.vivo and (estado := self._levantar(hijo, hijo is principal)) is not None:
                        return estado
                time.sleep(MIRADA)
        finally:
            self._despedir()
        return 0

    def _levantar(self, hijo, es_principal):
        if hijo.proceso is not None and hijo.no_antes <= hijo.desde:
            hijo.anotar_muerte()
            if es_principal and hijo.no_empezo:
                return hijo.proceso.returncode  # the port is taken, the settings are wrong: no use in insisting
            espera = hijo.no_antes - time.monotonic()
            self.avisar(f"{hijo.nombre} terminó ({hijo.proceso.returncode}); vuelve a empezar en {espera:.0f} s.")
        if time.monotonic() >= hijo.no_antes and not self.parar:
            hijo.arrancar()
        return None

    def _detener(self, *_):
        self.parar = True

    def _despedir(self):
        vivos = [hijo for hijo in self.hijos if hijo.vivo]
        for hijo in vivos:
            with contextlib.suppress(ProcessLookupError):
                hijo.proceso.terminate()
        limite = time.monotonic() + DESPEDIDA
        for hijo in vivos:
            try:
                hijo.proceso.wait(timeout=max(0, limite - time.monotonic()))
            except subprocess.TimeoutExpired:
                hijo.proceso.kill()
                hijo.proceso.wait()


def servidor(enlace):
    """The command of the web server."""
    return [
        *(sys.executable, "-m", "gunicorn", "gestion_territorial.wsgi:application", "--bind", enlace),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--log-level", "warning", "--no-control-socket"),
    ]


def obrero():
    return [sys.executable, "manage.py", "trabajar"]


def _morir_con_el_padre():
    """Runs in the child: it is told to stop even when the supervisor is killed without a word (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
