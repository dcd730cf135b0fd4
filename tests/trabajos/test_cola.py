"""The queue: once per key, taken by one, beaten, rescued, given up, cleaned; and looking at it never writes."""

import os
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gestion_territorial.trabajos import archivos, cola, obrero, tipos
from gestion_territorial.trabajos.models import EstadoTrabajo, Trabajo

pytestmark = pytest.mark.django_db


def escribe(texto=b"listo"):
    return lambda tarea: tarea.destino.write_bytes(texto)


@pytest.fixture(autouse=True)
def _carpeta(carpeta):
    """Every test here has a folder of its own."""


@pytest.fixture
def uno():
    return obrero.Obrero()


def test_lo_encolado_se_hace_una_vez_y_deja_su_archivo(tipo, uno):
    trabajo = cola.encolar(tipo(escribe()), clave="a" * 64, archivo="papel.pdf", mime="application/pdf")
    assert cola.encolar("prueba", clave="a" * 64).pk == trabajo.pk
    assert uno.vuelta()
    assert not uno.vuelta()
    trabajo.refresh_from_db()
    assert (trabajo.estado, trabajo.intentos, trabajo.obrero) == ("hecho", 1, "")
    assert archivos.ruta(trabajo).read_bytes() == b"listo"
    assert cola.encolar("prueba", clave="a" * 64).hecho
    assert len(list(archivos.carpeta().iterdir())) == 1


def test_lo_encolado_vale_lo_que_su_transaccion(tipo):
    tipo(escribe())
    with transaction.atomic():
        cola.encolar("prueba")
        transaction.set_rollback(True)
    assert not Trabajo.objects.exists()


def test_mirar_una_cola_vacia_solo_lee(uno):
    uno.vuelta()
    uno._rondas.clear()
    with CaptureQueriesContext(connection) as captura:
        assert not uno.vuelta()
    assert captura.captured_queries
    assert [q["sql"] for q in captura if not q["sql"].startswith("SELECT")] == []


def test_de_dos_obreros_uno_lo_toma(tipo):
    tipo(escribe())
    cola.encolar("prueba")
    assert cola.tomar("uno") is not None
    assert cola.tomar("dos") is None


def test_lo_liviano_va_primero_y_lo_pesado_tiene_tope(tipo, settings):
    settings.TRABAJOS_PESADOS = 2
    tipo(escribe())
    tipo(escribe(), "carta", pesado=False)
    for _ in range(3):
        cola.encolar("prueba")
    cola.encolar("carta")
    assert [cola.tomar("x").tipo for _ in range(3)] == ["carta", "prueba", "prueba"]
    assert cola.tomar("x") is None
    cola.encolar("carta")
    assert cola.tomar("x").tipo == "carta"


def test_lo_que_falla_se_reintenta_cada_vez_mas_tarde_y_al_final_se_deja(tipo, uno, caplog):
    trabajo = cola.encolar(tipo(lambda tarea: 1 / 0, intentos=3), clave="b" * 64)
    esperas = []
    for _ in range(3):
        Trabajo.objects.update(listo_desde=timezone.now())
        assert uno.vuelta()
        trabajo.refresh_from_db()
        esperas.append(round((trabajo.listo_desde - timezone.now()).total_seconds()))
    assert esperas[:2] == [15, 60]
    assert (trabajo.estado, trabajo.falla) == ("fallido", cola.RENDIDO)
    assert "division" not in trabajo.falla
    assert cola.encolar("prueba", clave="b" * 64).estado == "en_cola"  # asked again: a new beginning


def test_lo_imposible_no_se_reintenta_y_dice_por_que(tipo, uno):
    def imposible(tarea):
        raise tipos.Imposible("Falta una biblioteca.")

    trabajo = cola.encolar(tipo(imposible))
    uno.vuelta()
    trabajo.refresh_from_db()
    assert (trabajo.estado, trabajo.falla, trabajo.intentos) == ("fallido", "Falta una biblioteca.", 1)


def test_un_trabajo_de_una_clase_que_ya_no_existe_no_detiene_a_los_demas(tipo, uno):
    Trabajo.objects.create(tipo="de antes", pesado=True)
    cola.encolar(tipo(escribe()))
    assert uno.vuelta()
    assert uno.vuelta()
    assert sorted(Trabajo.objects.values_list("tipo", "estado")) == [("de antes", "fallido"), ("prueba", "hecho")]


def muere(trabajo, hace):
    Trabajo.objects.filter(pk=trabajo.pk).update(latido=timezone.now() - timedelta(seconds=hace))


def test_lo_de_un_obrero_muerto_vuelve_a_la_cola_y_el_vivo_lo_conserva(tipo, settings):
    settings.TRABAJOS_LATIDO = 5
    tipo(escribe())
    vivo, muerto = (cola.encolar("prueba") for _ in range(2))
    cola.tomar("vivo")
    cola.tomar("muerto")
    muere(vivo, 25)
    muere(muerto, 35)
    assert cola.rescatar() == 1
    assert sorted(Trabajo.objects.values_list("pk", "estado")) == [(vivo.pk, "en_curso"), (muerto.pk, "en_cola")]


def test_lo_que_mata_a_su_obrero_cada_vez_se_deja(tipo):
    trabajo = cola.encolar(tipo(escribe(), intentos=2))
    for _ in range(2):
        muere(cola.tomar("x"), 3600)
        cola.rescatar()
    trabajo.refresh_from_db()
    assert (trabajo.estado, trabajo.falla) == ("fallido", cola.RENDIDO)


def test_quien_fue_dado_por_muerto_no_deja_nada_al_terminar(tipo, uno):
    def lento(tarea):
        muere(tarea.trabajo, 3600)
        cola.rescatar()
        nuevo = cola.tomar("otro")
        archivos.borrador(nuevo, "otro").write_bytes(b"del otro")
        assert cola.terminar(nuevo, "otro")
        tarea.destino.write_bytes(b"tarde")

    trabajo = cola.encolar(tipo(lento))
    uno.vuelta()
    trabajo.refresh_from_db()
    assert archivos.ruta(trabajo).read_bytes() == b"del otro"
    assert len(list(archivos.carpeta().iterdir())) == 1


def test_los_latidos_siguen_mientras_se_trabaja(tipo, uno, settings, monkeypatch):
    settings.TRABAJOS_LATIDO = 0.02
    vistos = []
    monkeypatch.setattr(cola, "latir", lambda trabajo, nombre, **_: vistos.append((trabajo.pk, nombre)))
    monkeypatch.setattr(obrero.connection, "close", lambda: None)  # of a thread that has none
    trabajo = cola.encolar(tipo(lambda tarea: time.sleep(0.5)))
    uno.vuelta()
    assert vistos.count((trabajo.pk, uno.nombre)) >= 5


def test_detenido_a_mitad_de_uno_pesado_lo_deja_en_la_cola(tipo, uno, monkeypatch):
    monkeypatch.setattr(obrero.connection, "close", lambda: None)  # the test's own connection
    monkeypatch.setattr(obrero.signal, "signal", lambda *_: None)
    trabajo = cola.encolar(tipo(lambda tarea: uno._detener()))
    uno.trabajar()
    trabajo.refresh_from_db()
    assert (trabajo.estado, trabajo.intentos, trabajo.obrero) == ("en_cola", 0, "")


def test_detenido_a_mitad_de_un_correo_lo_termina(tipo, uno, monkeypatch):
    monkeypatch.setattr(obrero.connection, "close", lambda: None)
    monkeypatch.setattr(obrero.signal, "signal", lambda *_: None)
    trabajo = cola.encolar(tipo(lambda tarea: uno._detener(), pesado=False))
    uno.trabajar()
    trabajo.refresh_from_db()
    assert trabajo.hecho


def test_una_base_que_no_responde_no_termina_al_obrero(uno, monkeypatch, caplog):
    monkeypatch.setattr(obrero.connection, "close", lambda: None)
    monkeypatch.setattr(obrero.signal, "signal", lambda *_: None)
    esperas, respuestas = [], [OperationalError("database is locked")] * 8 + [False, None]

    def vuelta():
        respuesta = respuestas.pop(0)
        if respuesta is None:
            uno.parar.set()
        elif respuesta is not False:
            raise respuesta

    monkeypatch.setattr(uno, "vuelta", vuelta)
    monkeypatch.setattr(uno.parar, "wait", esperas.append)
    uno.trabajar()
    assert esperas == [2, 4, 8, 16, 32, 60, 60, 60, obrero.POLL, obrero.POLL]


def test_una_ronda_que_falla_no_impide_lo_demas(tipo, uno, monkeypatch, caplog):
    monkeypatch.setattr(tipos, "_RONDAS", {})
    tipos.rondar("mala", lambda: 1 / 0, cada=1)
    cola.encolar(tipo(escribe()))
    assert uno.vuelta()
    assert Trabajo.objects.get().hecho
    assert "mala" in caplog.text


def test_lo_viejo_se_limpia_y_lo_abandonado_tambien(tipo, uno, settings):
    settings.TRABAJOS_DIAS = 7
    tipo(escribe())
    viejo, nuevo = (cola.encolar("prueba", clave=c * 64) for c in "cd")
    while uno.vuelta():
        pass
    Trabajo.objects.filter(pk=viejo.pk).update(terminado_en=timezone.now() - timedelta(days=8))
    abandonado, reciente = archivos.carpeta() / ".9-1-x.parcial", archivos.carpeta() / ".9-2-x.parcial"
    for resto in (abandonado, reciente):
        resto.write_bytes(b"a medias")
    os.utime(abandonado, (1, 1))
    cola.limpiar()
    nuevo.refresh_from_db()
    assert list(Trabajo.objects.all()) == [nuevo]
    assert {a.name for a in archivos.carpeta().iterdir()} == {nuevo.archivo, reciente.name}


def test_de_la_clase_que_permanece_se_guarda_la_fila_y_su_propia_frase(tipo, uno, settings):
    settings.TRABAJOS_DIAS = 7
    trabajo = cola.encolar(tipo(lambda tarea: 1 / 0, intentos=1, rendido="no llegó.", permanece=True))
    uno.vuelta()
    Trabajo.objects.update(terminado_en=timezone.now() - timedelta(days=800))
    cola.limpiar()
    trabajo.refresh_from_db()
    assert (trabajo.estado, trabajo.falla) == ("fallido", "no llegó.")


def test_si_el_archivo_ya_no_esta_se_hace_de_nuevo(tipo, uno):
    trabajo = cola.encolar(tipo(escribe()), clave="e" * 64)
    uno.vuelta()
    trabajo.refresh_from_db()
    archivos.ruta(trabajo).unlink()
    assert cola.encolar("prueba", clave="e" * 64).estado == EstadoTrabajo.EN_COLA
    uno.vuelta()
    trabajo.refresh_from_db()
    assert archivos.ruta(trabajo).read_bytes() == b"listo"
