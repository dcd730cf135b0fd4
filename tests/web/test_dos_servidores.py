"""Two server processes, ten people at once: what was acknowledged is what is stored, once, on either engine."""

import threading
import uuid

import pytest

from tests.servidores import arrancar, base_propia, esperar, guion, matar, orden, pedir, servidores

PAGINA = "/iii-1/SERNAM/2009/02/"
PREPARAR = """
from importlib import import_module
from django.conf import settings
from tests.mundo import Mundo
mundo = Mundo()
fila = {"objetivo": "O", "indicador": "I", "meta": "M", "ponderacion": "10"}
ids = mundo.escribir(filas=[fila | {"indicador": f"I {n}"} for n in range(10)])
def sesion(nombre):
    usuario = mundo.usuario(nombre)
    almacen = import_module(settings.SESSION_ENGINE).SessionStore()
    almacen["_auth_user_id"] = str(usuario.pk)
    almacen["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    almacen["_auth_user_hash"] = usuario.get_session_auth_hash()
    almacen.create()
    return almacen.session_key
print(json.dumps({"ids": ids, **{n: sesion(n) for n in ("ana", "diego", "rosa")}}))
"""
CONTAR = """
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Compromiso, ProgramaRegional
programa = ProgramaRegional.objects.get(region="02", servicio__codigo="SERNAM", formulario="III.1")
print(json.dumps({
    "ediciones": {c.pk: c.edicion for c in Compromiso.objects.filter(programa=programa)},
    "unidades": {c.pk: c.unidad for c in Compromiso.objects.filter(programa=programa)},
    "estado": programa.estado,
    "revisor": programa.revisor_id,
    "guardados": list(Registro.objects.filter(
        programa_id=programa.pk, accion="guardar", tabla="compromisos.compromiso").values_list("fila_id", flat=True)),
    "pasos": list(Registro.objects.filter(programa_id=programa.pk, tabla="").values_list("accion", flat=True)),
}))
"""


@pytest.fixture(scope="module")
def pais(tmp_path_factory, django_db_setup):
    """A country with ten rows in Antofagasta, and its two servers."""
    with base_propia(tmp_path_factory.mktemp("servidores")) as entorno:
        datos = guion(entorno, PREPARAR)
        with servidores(entorno) as (puertos, _):
            yield entorno, puertos, datos


def a_la_vez(tareas):
    """Run every task at the same instant, each in its thread; their answers in order."""
    barrera, respuestas = threading.Barrier(len(tareas)), [None] * len(tareas)

    def correr(n, tarea):
        barrera.wait()
        respuestas[n] = tarea()

    hilos = [threading.Thread(target=correr, args=par) for par in enumerate(tareas)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return respuestas


def escritor(puerto, sesion, fila, nombre, veces, inicio):
    """A person who saves that many times, each save on what is stored, and counts only what was acknowledged."""
    leido, reconocidos = inicio, []
    while len(reconocidos) < veces:
        texto = f"{nombre} {len(reconocidos)}"
        datos = {
            "compromiso.unidad": texto,
            "antes.compromiso.unidad": leido,
            "compromiso.edicion": "1",
            "operacion": str(uuid.uuid4()),
        }
        estado, cuerpo = pedir(puerto, "POST", f"{PAGINA}fila/{fila}/", datos, sesion)
        if estado == 200:
            reconocidos.append(texto)
            leido = texto
        elif estado == 409:
            leido = cuerpo["colisiones"][0]["guardado"]
        else:
            raise AssertionError((estado, cuerpo))
    return reconocidos


@pytest.mark.lento
def test_diez_escriben_la_misma_fila(pais):
    entorno, puertos, datos = pais
    fila = str(datos["ids"][0])
    antes = guion(entorno, CONTAR)
    tareas = [
        lambda n=n: escritor(puertos[n % 2], datos["ana"], fila, f"Unidad {n}", 3, antes["unidades"][fila])
        for n in range(10)
    ]
    reconocidos = sum(len(r) for r in a_la_vez(tareas))
    despues = guion(entorno, CONTAR)
    assert reconocidos == 30
    assert despues["ediciones"][fila] - antes["ediciones"][fila] == 30
    assert despues["guardados"].count(int(fila)) - antes["guardados"].count(int(fila)) == 30
    orden(entorno, "verificar")


@pytest.mark.lento
def test_diez_escriben_diez_filas(pais):
    entorno, puertos, datos = pais
    antes = guion(entorno, CONTAR)
    tareas = [
        lambda n=n, fila=fila: escritor(
            puertos[n % 2], datos["ana"], fila, f"Fila {n}", 3, antes["unidades"][str(fila)]
        )
        for n, fila in enumerate(datos["ids"])
    ]
    ultimos = [r[-1] for r in a_la_vez(tareas)]
    despues = guion(entorno, CONTAR)
    assert [despues["unidades"][str(fila)] for fila in datos["ids"]] == ultimos
    for fila in map(str, datos["ids"]):
        assert despues["ediciones"][fila] - antes["ediciones"][fila] == 3
        assert despues["guardados"].count(int(fila)) - antes["guardados"].count(int(fila)) == 3
    orden(entorno, "verificar")


@pytest.mark.lento
def test_un_paso_veinte_veces_es_uno(pais):
    entorno, puertos, datos = pais
    edicion = guion(
        entorno,
        "from gestion_territorial.compromisos.models import ProgramaRegional\n"
        "print(ProgramaRegional.objects.get(region='02', servicio__codigo='SERNAM', formulario='III.1').edicion)",
    )

    def apretar(n):
        cuerpo = {"edicion": edicion, "operacion": str(uuid.uuid4())}
        return pedir(puertos[n % 2], "POST", f"{PAGINA}paso/enviar/", cuerpo, datos["diego"])[0]

    estados = a_la_vez([lambda n=n: apretar(n) for n in range(20)])
    assert sorted(estados) == [302] + [409] * 19
    despues = guion(entorno, CONTAR)
    assert (despues["estado"], despues["pasos"].count("enviar")) == ("enviado", 1)
    # …and retirar ∥ abrir-revision, through both servers, has one winner.
    par = {"edicion": edicion + 1}
    estados = a_la_vez(
        [
            lambda: pedir(puertos[0], "POST", f"{PAGINA}paso/retirar/", par, datos["diego"])[0],
            lambda: pedir(puertos[1], "POST", f"{PAGINA}paso/abrir-revision/", par, datos["rosa"])[0],
        ]
    )
    assert sorted(estados) == [302, 409]
    despues = guion(entorno, CONTAR)
    assert (despues["estado"], bool(despues["revisor"])) in [("borrador", False), ("enviado", True)]
    orden(entorno, "verificar")


@pytest.mark.un_motor  # what PostgreSQL does with a process that dies while it saves: tests/flujo/test_carreras.py
@pytest.mark.lento
def test_muerte_subita_al_guardar(tmp_path):
    """kill -9 of a server in the middle of many saves: after it starts again, all that was acknowledged is there."""
    with base_propia(tmp_path) as entorno:
        datos = guion(entorno, PREPARAR)
        reconocidos = dict.fromkeys(datos["ids"], "")
        with servidores(entorno, 1) as ((puerto,), (proceso,)):
            iniciales = guion(entorno, CONTAR)["unidades"]

            def escribir(fila):
                leido = iniciales[str(fila)]
                for n in range(1000):
                    cuerpo = {"compromiso.unidad": f"{fila} {n}", "antes.compromiso.unidad": leido}
                    try:
                        estado, _ = pedir(puerto, "POST", f"{PAGINA}fila/{fila}/", cuerpo, datos["ana"])
                    except OSError:
                        return
                    assert estado == 200
                    leido = reconocidos[fila] = f"{fila} {n}"

            hilos = [threading.Thread(target=escribir, args=(fila,)) for fila in datos["ids"][:4]]
            for hilo in hilos:
                hilo.start()
            while sum(bool(texto) for texto in reconocidos.values()) < 4:
                assert any(hilo.is_alive() for hilo in hilos)
            matar(proceso)
            for hilo in hilos:
                hilo.join()
            nuevo = arrancar(entorno, puerto)
            try:
                esperar(puerto)
                guardado = guion(entorno, CONTAR)["unidades"]
            finally:
                matar(nuevo)
        for fila, texto in reconocidos.items():
            if texto:
                numero = int(texto.split()[1])
                # One more may have been written and its answer lost on the way; none may be missing.
                assert guardado[str(fila)] in (texto, f"{fila} {numero + 1}")
        orden(entorno, "verificar")
