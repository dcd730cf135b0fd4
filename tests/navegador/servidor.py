"""The product as it runs: gunicorn on a database file, in a process of its own.

pytest-django's live server shares one connection to a database in memory among its threads: two browsers that save at
once would write inside each other's transaction. Here each request has its own, as in production.
"""

import fcntl
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

RAIZ = Path(__file__).resolve().parents[2]
BASE = "gestion_territorial.sqlite3"
ESPERA = 60  # seconds a slow machine may need to start


def preparar_pais(carpeta):
    """The scenes and everybody's sessions, made once for all the processes of a run."""
    carpeta.mkdir(exist_ok=True)
    with (carpeta / "candado").open("w") as candado:
        fcntl.flock(candado, fcntl.LOCK_EX)
        if not (carpeta / "sesiones.json").exists():
            (carpeta / "sesiones.json").write_text(_preparar(carpeta))
    return carpeta


class Servidor:
    """One running server; `reponer` puts a scene back as it was made (tests/navegador/escenas.py)."""

    def __init__(self, carpeta, pais):
        self.carpeta, self.escenas = carpeta, pais / "escenas"
        self.sesiones = json.loads((pais / "sesiones.json").read_text())
        self.base = carpeta / BASE
        self.puerto = _puerto_libre()
        self.direccion = f"http://127.0.0.1:{self.puerto}"
        self.proceso = None

    def encender(self):
        self.reponer()
        orden = [sys.executable, "-m", "gunicorn", "gestion_territorial.wsgi:application"]
        opciones = f"--bind 127.0.0.1:{self.puerto} --worker-class gthread --threads 4 --log-level warning"
        with (self.carpeta / "servidor.log").open("ab") as registro:
            self.proceso = subprocess.Popen(
                [*orden, *opciones.split(), "--no-control-socket"],
                cwd=RAIZ,
                env=_entorno(self.carpeta),
                stderr=registro,
            )
        limite = time.monotonic() + ESPERA
        while not self._responde():
            assert self.proceso.poll() is None, (self.carpeta / "servidor.log").read_text()
            assert time.monotonic() < limite, "the server did not answer in time"
            time.sleep(0.05)

    def apagar(self):
        self.proceso.terminate()
        self.proceso.wait(timeout=ESPERA)

    def _responde(self):
        try:
            with urlopen(f"{self.direccion}/salud", timeout=ESPERA) as respuesta:
                return respuesta.status == 200
        except (URLError, ConnectionError):
            return False

    def reponer(self, escena="original"):
        """No request holds the old file: each opens its own connection and closes it at its end."""
        nueva = Path(shutil.copy(self.escenas / f"{escena}.sqlite3", self.carpeta / "nueva.sqlite3"))
        for resto in ("-wal", "-shm"):
            self.base.with_name(self.base.name + resto).unlink(missing_ok=True)
        nueva.replace(self.base)

    def consultar(self, sql, *datos):
        """Rows of what is stored, read from outside."""
        with sqlite3.connect(f"file:{self.base}?mode=ro", uri=True) as conexion:
            filas = conexion.execute(sql, datos).fetchall()
        conexion.close()
        return filas

    def vencer_los_resultados(self):
        """As if the term to give results in 2009 had ended yesterday."""
        conexion = sqlite3.connect(self.base)
        with conexion:
            conexion.execute(
                "UPDATE territorio_ventana SET hasta = date('now', '-2 days') WHERE etapa = 'resultados' "
                "AND periodo_id = (SELECT id FROM territorio_periodo WHERE anio = 2009)"
            )
        conexion.close()

    def trabajar(self):
        """A worker, until nothing waits in the queue."""
        orden = [sys.executable, "manage.py", "trabajar", "--hasta-vaciar"]
        entorno = _entorno(self.carpeta)
        subprocess.run(orden, cwd=RAIZ, env=entorno, capture_output=True, text=True, timeout=ESPERA, check=True)

    def guardado(self, compromiso_id, campo):
        """What a commitment's field holds."""
        return self.consultar(f"SELECT {campo} FROM compromisos_compromiso WHERE id = ?", compromiso_id)[0][0]

    def anotaciones(self, compromiso_id):
        """How many times the register says this commitment was saved."""
        condicion = "tabla = 'compromisos.compromiso' AND fila_id = ? AND accion = 'guardar'"
        return self.consultar(f"SELECT count(*) FROM auditoria_registro WHERE {condicion}", compromiso_id)[0][0]

    def filas(self, region="02"):
        """Ids of the commitments of a region's III.1 of 2009, in the order of the table."""
        return [
            fila[0]
            for fila in self.consultar(
                "SELECT c.id FROM compromisos_compromiso c JOIN compromisos_indicador i ON i.id = c.indicador_id "
                "JOIN compromisos_programaregional p ON p.id = c.programa_id "
                "JOIN territorio_periodo t ON t.id = p.periodo_id "
                "WHERE p.region_id = ? AND p.formulario = 'III.1' AND t.anio = 2009 AND p.enmienda_de_id IS NULL "
                "AND c.eliminada_en IS NULL ORDER BY i.orden, i.id, c.orden, c.id",
                region,
            )
        ]


def _preparar(carpeta):
    """Makes the scenes in that folder; returns everybody's sessions as JSON."""
    orden = [sys.executable, "-m", "tests.navegador.preparar"]
    hecho = subprocess.run(
        orden, cwd=RAIZ, env=_entorno(carpeta), capture_output=True, text=True, timeout=420, check=False
    )
    assert hecho.returncode == 0, hecho.stderr
    return hecho.stdout


def _entorno(carpeta):
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(carpeta),
        "DJANGO_SETTINGS_MODULE": "tests.navegador.ajustes",
        "DATA_DIR": str(carpeta),
        "SECRET_KEY": "una clave larga que solo sirve para las pruebas del navegador",
        "HTTPS": "0",
    }


def _puerto_libre():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
