"""Real processes on a database of their own, on the engine of the settings in force.

    base.correr(("tests.flujo.obreros:dar", {"region": "02", "paso": "enviar"}), …)

runs each job in a process with its own connection, all let go at the same instant, and gives back what each answered.
A foreman (`python -m tests.procesos`) pays for starting Django once and forks a process for every job; it never
connects to a database itself. `base.entorno` is the environment of any other program (a web server) on that database.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import django
import psycopg2
from django.conf import settings
from django.db import connection

RAIZ = Path(__file__).resolve().parents[1]
ESPERA = 60  # seconds after which a job that hangs is a failure, not a wait
CLAVE_DE_PRUEBA = "una clave que solo sirve para las pruebas de los procesos"


@dataclass(frozen=True)
class Resultado:
    """What one job answered: its value, or the class, status and sentence of what it raised."""

    valor: object = None
    error: str = ""
    estado: int | None = None
    mensaje: str = ""
    traza: str = ""

    @property
    def bien(self):
        return not self.error

    @property
    def rechazado(self):
        """Refused with a sentence, which is an answer; anything else that was raised is a defect."""
        return self.estado is not None


class Capataz:
    """The foreman's end of the line. One serves any number of databases."""

    def __init__(self, entorno):
        self.proceso = subprocess.Popen(
            [sys.executable, "-m", "tests.procesos"],
            cwd=RAIZ,
            env=entorno,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def correr(self, trabajos, **donde):
        """`donde`: base, its carpeta and whether to conectar to it before the jobs are let go."""
        self.proceso.stdin.write(json.dumps({"trabajos": trabajos, "donde": donde}) + "\n")
        self.proceso.stdin.flush()
        respuesta = self.proceso.stdout.readline()
        if not respuesta:
            raise RuntimeError("the foreman has died")
        return [Resultado(**r) for r in json.loads(respuesta)]

    def cerrar(self):
        with contextlib.suppress(BrokenPipeError):
            self.proceso.stdin.close()
        self.proceso.wait(timeout=ESPERA)
        self.proceso.stdout.close()


class Base:
    """A database that nobody else uses. `nombre` is a file on SQLite and a database's name on PostgreSQL.

    Migrated, a copy of `molde`, or `vacia`: without a table (on SQLite, without its file).
    """

    def __init__(self, carpeta, capataz=None, molde=None, vacia=False):
        self.carpeta = Path(carpeta)
        self.carpeta.mkdir(parents=True, exist_ok=True)
        self.vacia = vacia
        self.en_postgres = connection.vendor == "postgresql"
        if self.en_postgres:
            self.nombre = f"procesos_{secrets.token_hex(6)}"
            de_molde = f' TEMPLATE "{molde.nombre}"' if molde else ""
            _en_el_servidor(f'CREATE DATABASE "{self.nombre}"{de_molde}')
        else:
            self.nombre = str(self.carpeta / "gestion_territorial.sqlite3")
            if molde:
                shutil.copyfile(molde.nombre, self.nombre)
        self.capataz = capataz or Capataz(self.entorno)
        if not (molde or vacia):
            self.una("tests.procesos:migrar")

    @property
    def entorno(self):
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "gestion_territorial.settings",
            "DATA_DIR": str(self.carpeta),
            "DATABASE_URL": _direccion(self.nombre) if self.en_postgres else f"sqlite:///{self.nombre}",
            "SECRET_KEY": CLAVE_DE_PRUEBA,
            "DEBUG": "1",
        }

    def correr(self, *trabajos):
        """Run the jobs at once, each (path «module:function», keywords) in its process; their answers, in order."""
        donde = {"base": self.nombre, "carpeta": str(self.carpeta), "conectar": not self.vacia}
        return self.capataz.correr(trabajos, **donde)

    def una(self, ruta, **datos):
        """Run one job and give its value; whatever it raises is the test's failure."""
        (resultado,) = self.correr((ruta, datos))
        if not resultado.bien:
            raise AssertionError(f"{ruta}: {resultado.error}: {resultado.mensaje}\n{resultado.traza}")
        return resultado.valor

    def lanzar(self, ruta, **datos):
        """A process of its own, to be talked to by its standard output and killed: a Popen."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.procesos", ruta, json.dumps(datos)],
            cwd=RAIZ,
            env=self.entorno,
            stdout=subprocess.PIPE,
            text=True,
        )

    def quitar(self):
        if self.en_postgres:
            _en_el_servidor(f'DROP DATABASE IF EXISTS "{self.nombre}" WITH (FORCE)')
        shutil.rmtree(self.carpeta, ignore_errors=True)


def migrar():
    django.core.management.call_command("migrate", verbosity=0)


def _en_el_servidor(orden):
    de = connection.settings_dict
    servidor = psycopg2.connect(
        dbname="postgres", user=de["USER"], password=de["PASSWORD"], host=de["HOST"], port=de["PORT"] or None
    )
    try:
        servidor.autocommit = True
        with servidor.cursor() as cursor:
            cursor.execute(orden)
    finally:
        servidor.close()


def _direccion(nombre):
    de = connection.settings_dict
    persona = f"{quote(de['USER'], safe='')}:{quote(de['PASSWORD'], safe='')}@" if de["USER"] else ""
    lugar = f"{de['HOST']}:{de['PORT']}" if de["PORT"] else de["HOST"]
    return f"postgres://{persona}{lugar}/{nombre}"


# ── In the foreman and its children ──────────────────────────────────────────────────────────────────────────────────


def _capataz():
    """One line of JSON in, the jobs done, one line of JSON out, until the input ends."""
    for linea in sys.stdin:
        orden = json.loads(linea)
        sys.stdout.write(json.dumps(_a_la_vez(orden["trabajos"], orden["donde"])) + "\n")
        sys.stdout.flush()


def _a_la_vez(trabajos, donde):
    listos, avisa = os.pipe()
    espera, partida = os.pipe()
    hijos = []
    for ruta, _ in trabajos:
        _funcion(ruta)  # what a job needs is imported once, here, and not by every child
    for ruta, datos in trabajos:
        lee, escribe = os.pipe()
        hijo = os.fork()
        if hijo == 0:
            for extremo in (listos, partida, lee, *(leen for _, leen in hijos)):
                os.close(extremo)
            _hijo(donde, ruta, datos, avisa, espera, escribe)
        os.close(escribe)
        hijos.append((hijo, lee))
    os.close(avisa)
    os.close(espera)
    faltan = len(hijos)
    while faltan and (llegados := os.read(listos, faltan)):
        faltan -= len(llegados)
    os.close(partida)  # whoever waits at the other end reads its end: all at the same instant
    os.close(listos)
    return [_recoger(hijo, lee) for hijo, lee in hijos]


def _hijo(donde, ruta, datos, avisa, espera, escribe):
    signal.alarm(ESPERA)
    connection.settings_dict["NAME"] = donde["base"]
    settings.DATA_DIR = Path(donde["carpeta"])
    try:
        if donde["conectar"]:
            connection.ensure_connection()
        os.write(avisa, b".")
        os.read(espera, 1)
    except BaseException as error:
        respuesta = _lo_que_lanzo(error)
    else:
        respuesta = intentar(_funcion(ruta), **datos)
    connection.close()
    with os.fdopen(escribe, "w") as salida:
        json.dump(respuesta, salida)
    os._exit(0)


def intentar(funcion, *posicionales, **datos):
    """What it answers or raises, as a Resultado takes it."""
    try:
        return {"valor": funcion(*posicionales, **datos)}
    except BaseException as error:
        return _lo_que_lanzo(error)


def _lo_que_lanzo(error):
    return {
        "error": type(error).__name__,
        "estado": getattr(error, "estado", None),
        "mensaje": str(error),
        "traza": traceback.format_exc(),
    }


def _recoger(hijo, lee):
    with os.fdopen(lee) as entrada:
        texto = entrada.read()
    _, estado = os.waitpid(hijo, 0)
    return json.loads(texto) if texto else {"error": "Muerto", "mensaje": f"status {estado}"}


def _funcion(ruta):
    modulo, nombre = ruta.split(":")
    return getattr(import_module(modulo), nombre)


if __name__ == "__main__":
    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if len(sys.argv) > 1:
        _funcion(sys.argv[1])(**json.loads(sys.argv[2]))
    else:
        _capataz()
