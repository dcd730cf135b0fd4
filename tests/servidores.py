"""A database of its own on the engine in force, and real server processes on it, for what only shows over HTTP."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

RAIZ = Path(__file__).resolve().parent.parent
ESPERA = 60  # seconds for a server to answer for the first time


@contextmanager
def base_propia(carpeta):
    """The environment of a fresh, migrated database: a file on SQLite, a database of its own on PostgreSQL."""
    entorno = os.environ | {
        "DATA_DIR": str(carpeta),
        "SECRET_KEY": "x" * 50,
        "DEBUG": "1",
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "gestion_territorial.settings",
    }
    if connection.vendor != "postgresql":
        orden(entorno, "migrate", "-v0")
        yield entorno
        return
    nombre = f"carrera_{secrets.token_hex(6)}"
    with _servidor_postgres() as cursor:
        cursor.execute(f"CREATE DATABASE {nombre}")
    datos = settings.DATABASES["default"]
    clave = urllib.parse.quote(datos["PASSWORD"], safe="")
    entorno["DATABASE_URL"] = f"postgres://{datos['USER']}:{clave}@{datos['HOST']}:{datos['PORT']}/{nombre}"
    try:
        orden(entorno, "migrate", "-v0")
        yield entorno
    finally:
        with _servidor_postgres() as cursor:
            cursor.execute(f"DROP DATABASE {nombre} WITH (FORCE)")


@contextmanager
def _servidor_postgres():
    with closing(connection.Database.connect(**connection.get_connection_params())) as conexion:
        conexion.autocommit = True
        with conexion.cursor() as cursor:
            yield cursor


def orden(entorno, *palabras):
    """Run a management command; its output, or a failure that shows it."""
    hecho = subprocess.run(
        [sys.executable, "manage.py", *palabras], cwd=RAIZ, env=entorno, capture_output=True, text=True, timeout=120
    )
    assert hecho.returncode == 0, hecho.stdout + hecho.stderr
    return hecho.stdout


def guion(entorno, codigo):
    """Run Python in the project on that database; what it prints, read as JSON."""
    completo = f"import django, json\ndjango.setup()\n{codigo}"
    hecho = subprocess.run(
        [sys.executable, "-c", completo], cwd=RAIZ, env=entorno, capture_output=True, text=True, timeout=120
    )
    assert hecho.returncode == 0, hecho.stderr
    return json.loads(hecho.stdout)


@contextmanager
def servidores(entorno, cuantos=2):
    """That many server processes on the same database; yields their ports and the processes."""
    puertos = [_puerto_libre() for _ in range(cuantos)]
    procesos = [arrancar(entorno, puerto) for puerto in puertos]
    try:
        for puerto in puertos:
            esperar(puerto)
        yield puertos, procesos
    finally:
        for proceso in procesos:
            matar(proceso)


def arrancar(entorno, puerto):
    mandato = [sys.executable, "-m", "gunicorn", "gestion_territorial.wsgi", "--bind", f"127.0.0.1:{puerto}"]
    mandato += ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--log-level", "warning"]
    mandato += ["--no-control-socket"]
    return subprocess.Popen(mandato, cwd=RAIZ, env=entorno, stderr=subprocess.DEVNULL, start_new_session=True)


def matar(proceso):
    """kill -9 of the whole group: master and worker at once."""
    if proceso.poll() is None:
        os.killpg(proceso.pid, signal.SIGKILL)
    proceso.wait()


def esperar(puerto):
    limite = time.monotonic() + ESPERA
    while time.monotonic() < limite:
        try:
            if pedir(puerto, "GET", "/salud")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


def pedir(puerto, metodo, ruta, datos=None, sesion=None):
    """(status, JSON or text) of one request. With a session it is signed in and carries its CSRF token."""
    cabeceras = {"Accept": "application/json"}
    if sesion:
        ficha = "a" * 32
        cabeceras |= {"Cookie": f"sessionid={sesion}; csrftoken={ficha}", "X-CSRFToken": ficha}
    cuerpo = None
    if datos is not None:
        cuerpo = urllib.parse.urlencode(datos)
        cabeceras["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(http.client.HTTPConnection("127.0.0.1", puerto, timeout=60)) as conexion:
        conexion.request(metodo, ruta, cuerpo, cabeceras)
        respuesta = conexion.getresponse()
        try:
            texto = respuesta.read().decode()
        except http.client.IncompleteRead as cortada:  # a server that died while it answered, as one that never did
            raise ConnectionResetError(str(cortada)) from cortada
    es_json = "json" in respuesta.headers.get("Content-Type", "")
    return respuesta.status, json.loads(texto) if es_json else texto


def _puerto_libre():
    with closing(socket.socket()) as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return enchufe.getsockname()[1]
