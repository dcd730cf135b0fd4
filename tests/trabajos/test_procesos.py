"""Worker processes that die without a word, two at once, and the one who watches over them."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.servidores import _puerto_libre, pedir

from ..procesos import RAIZ
from .buzon import un_buzon

pytestmark = [pytest.mark.lento, pytest.mark.django_db(transaction=True)]
PACIENCIA = 90  # seconds
solo_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")


@contextmanager
def obrero(base, *, cuantos=1, orden=("trabajar",), **entorno):
    """Worker processes on that database; what is still alive at the end is killed."""
    entorno = base.entorno | {"TRABAJOS_LATIDO": "0.4", "AVISOS_ESPERA": "0.1", **entorno}
    mandato = [sys.executable, "manage.py", *orden]
    procesos = [subprocess.Popen(mandato, cwd=RAIZ, env=entorno, start_new_session=True) for _ in range(cuantos)]
    try:
        yield procesos
    finally:
        for proceso in procesos:
            if proceso.poll() is None:
                os.killpg(proceso.pid, signal.SIGKILL)
            proceso.wait()


def hasta(condicion, que):
    limite = time.monotonic() + PACIENCIA
    while time.monotonic() < limite:
        if resultado := condicion():
            return resultado
        time.sleep(0.2)
    raise AssertionError(f"in time there was no {que}")


def mirar(base):
    return base.una("tests.trabajos.faenas:mirar")


def terminados(base):
    """The queue when nothing in it is left to do."""
    vistos = mirar(base)
    return vistos if vistos["trabajos"] and all(t[1] in ("hecho", "fallido") for t in vistos["trabajos"]) else None


def matar(proceso):
    os.killpg(proceso.pid, signal.SIGKILL)
    proceso.wait()


def test_muerto_a_mitad_de_un_documento_se_hace_una_vez_al_volver(base):
    base.una("tests.trabajos.faenas:documento_grande", filas=300)
    with obrero(base) as (proceso,):
        hasta(lambda: any("Dibujando" in d for d in mirar(base)["detalle"]), "page drawn")
        matar(proceso)
    assert mirar(base)["trabajos"][0][1:3] == ["en_curso", 1]
    with obrero(base, cuantos=2):
        fin = hasta(lambda: terminados(base), "document")
    ((_, estado, intentos, archivo),) = fin["trabajos"]
    assert (estado, intentos) == ("hecho", 2)
    carpeta = Path(base.carpeta) / "trabajos"
    assert [a.name for a in carpeta.iterdir()] == [archivo]
    contenido = (carpeta / archivo).read_bytes()
    assert contenido.startswith(b"%PDF-")
    assert contenido.rstrip().endswith(b"%%EOF")


def test_muerto_a_mitad_de_un_correo_sale_una_vez_al_volver(base):
    base.una("tests.trabajos.faenas:enviar", region="02")
    with un_buzon() as buzon:
        buzon.callar = True
        with obrero(base, EMAIL_URL=buzon.direccion) as (proceso,):
            assert buzon.a_medias.wait(PACIENCIA)
            matar(proceso)
        assert buzon.mensajes == []
        buzon.callar = False
        with obrero(base, EMAIL_URL=buzon.direccion):
            fin = hasta(lambda: terminados(base), "mail")
        assert buzon.para() == ["rita", "rosa"]
    assert fin["avisos"] == {"enviado": 2}
    assert sorted(t[1] for t in fin["trabajos"]) == ["hecho", "hecho"]


def test_muerto_a_mitad_de_una_invitacion_sale_una_vez_al_volver(base):
    base.una("tests.flujo.obreros_administracion:crear_cuenta", quien="hugo", direccion="eva@ejemplo.cl")
    with un_buzon() as buzon:
        buzon.callar = True
        with obrero(base, EMAIL_URL=buzon.direccion) as (proceso,):
            assert buzon.a_medias.wait(PACIENCIA)
            matar(proceso)
        assert buzon.mensajes == []
        buzon.callar = False
        with obrero(base, EMAIL_URL=buzon.direccion, SITIO="https://gestion.example.cl"):
            fin = hasta(lambda: terminados(base), "mail")
        ((para, mensaje),) = buzon.mensajes
    assert (para, "https://gestion.example.cl/clave/" in mensaje) == ("eva", True)
    assert [t[:3] for t in fin["trabajos"]] == [["invitacion", "hecho", 2]]


@solo_postgres
def test_dos_obreros_se_reparten_la_cola_y_cada_mensaje_sale_una_vez(base):
    base.una("tests.trabajos.faenas:mas_revisoras", cuantas=20)
    base.una("tests.trabajos.faenas:enviar", region="02")
    with un_buzon(lento=0.3) as buzon, obrero(base, cuantos=2, EMAIL_URL=buzon.direccion):
        fin = hasta(lambda: terminados(base), "mail")
        assert buzon.maximo == 2
        assert buzon.para() == sorted(["rita", "rosa", *(f"revisora{n:02}" for n in range(20))])
    assert fin["avisos"] == {"enviado": 22}


@solo_postgres
def test_muchos_a_la_vez_toman_cada_trabajo_una_vez_y_piden_un_documento_una_vez(base):
    pedidos = base.correr(*[("tests.trabajos.faenas:documento", {"extension": "xlsx"})] * 6)
    assert len({p.valor for p in pedidos if p.bien}) == 1
    assert all(p.bien for p in pedidos), pedidos
    with obrero(base, cuantos=3):
        fin = hasta(lambda: terminados(base), "document")
    assert [t[1:3] for t in fin["trabajos"]] == [["hecho", 1]]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's one writer")
def test_un_obrero_sin_trabajo_no_espera_a_quien_escribe(base):
    """Idle, it must not want the write lock: held here longer than it would wait for it."""
    with closing(sqlite3.connect(base.nombre, isolation_level=None)) as escritor:
        escritor.execute("BEGIN IMMEDIATE")
        with obrero(base, orden=("trabajar", "--hasta-vaciar")) as (proceso,):
            assert proceso.wait(timeout=19) == 0


@contextmanager
def servicio(base):
    puerto = _puerto_libre()
    orden = ("servir", "--enlace", f"127.0.0.1:{puerto}")
    with obrero(base, orden=orden, HTTPS="0") as (proceso,):
        try:
            hasta(lambda: _responde(puerto), "answer")
            yield proceso, puerto
        finally:
            for hijo in hijos(proceso.pid):
                os.killpg(hijo, signal.SIGKILL)


def _responde(puerto):
    try:
        return pedir(puerto, "GET", "/salud")[0] == 200
    except OSError:
        return False


def hijos(pid):
    """Process ids of the children, by what they run: {pid: command}."""
    try:
        vivos = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return {}
    return {int(h): Path(f"/proc/{h}/cmdline").read_bytes().decode().replace("\0", " ") for h in vivos}


def de(proceso, palabra):
    return next((pid for pid, orden in hijos(proceso.pid).items() if palabra in orden), None)


def vive(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.un_motor
def test_quien_sirve_levanta_lo_que_se_cae_y_al_terminar_no_deja_nada(base):
    with servicio(base) as (proceso, puerto):
        for palabra in ("trabajar", "gunicorn"):
            antes = hasta(lambda p=palabra: de(proceso, p), palabra)
            os.kill(antes, signal.SIGKILL)
            otro = hasta(lambda p=palabra, a=antes: (n := de(proceso, p)) != a and n, f"other {palabra}")
            assert otro != antes
        hasta(lambda: _responde(puerto), "answer")
        base.una("tests.trabajos.faenas:documento", extension="xlsx")
        assert hasta(lambda: terminados(base), "document")["trabajos"][0][1] == "hecho"
        ultimos = list(hijos(proceso.pid))
        assert len(ultimos) == 2
        proceso.send_signal(signal.SIGTERM)
        assert proceso.wait(timeout=40) == 0
        assert not any(map(vive, ultimos))


@pytest.mark.un_motor
def test_si_muere_quien_sirve_no_queda_nadie_suelto(base):
    with servicio(base) as (proceso, _):
        ultimos = list(hijos(proceso.pid))
        os.kill(proceso.pid, signal.SIGKILL)
        proceso.wait()
        hasta(lambda: not any(map(vive, ultimos)), "end of the children")


@pytest.mark.un_motor
def test_si_el_puerto_esta_ocupado_termina_y_lo_dice(base):
    with servicio(base) as (_, puerto), obrero(base, orden=("servir", "--enlace", f"127.0.0.1:{puerto}")) as (otro,):
        assert otro.wait(timeout=60) != 0
