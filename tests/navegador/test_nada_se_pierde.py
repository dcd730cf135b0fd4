"""Nobody loses a word: two people on one field, a server that does not answer, a session that ended, quick fingers."""

import re
import time

import pytest
from playwright.sync_api import expect

from .persona import GUARDADO, PROGRAMA

pytestmark = pytest.mark.navegador

GUARDAR = re.compile(r"/fila/\d+/$")
ENTRE_DOS = re.compile("otra persona cambió lo mismo")
REINTENTO = re.compile("sin guardar: no hay respuesta, se reintenta")


@pytest.fixture
def ana(persona):
    return persona("ana").abre_programa()


@pytest.fixture
def fila(servidor):
    """The first commitment of Antofagasta."""
    return servidor.filas()[0]


def deja_de_responder(quien):
    quien.pagina.route(GUARDAR, lambda ruta: ruta.abort())


def vuelve_a_responder(quien):
    quien.pagina.unroute(GUARDAR)


def test_dos_personas_en_el_mismo_campo(ana, persona, servidor):
    """Both texts are shown, and each of the three ways out leaves what it says."""
    diego = persona("diego").abre_programa()
    salidas = {
        "Conservar lo mío": "Unidad de Ana",
        "Usar lo de Diego": "Unidad de Diego",
        "Combinar los dos": "Unidad de Ana\nUnidad de Diego",
    }
    for numero, (boton, queda) in enumerate(salidas.items(), start=1):
        fila = servidor.filas()[numero - 1]
        for quien in (ana, diego):
            quien.abre_fila(numero)
        diego.escribe("unidad", "Unidad de Diego")
        diego.espera_guardado()

        ana.campo("unidad").fill("Unidad de Ana")
        ana.campo("verificacion").fill("Lo que no choca se guarda")
        ana.campo("verificacion").press("Tab")

        choque = ana.editor.get_by_role("group", name="Dos textos distintos")
        expect(choque).to_contain_text("Lo suyo")
        expect(choque).to_contain_text("Unidad de Ana")
        expect(choque).to_contain_text("Lo que guardó Diego")
        expect(choque).to_contain_text("Unidad de Diego")
        expect(ana.estado).to_have_text(ENTRE_DOS)
        assert servidor.guardado(fila, "unidad") == "Unidad de Diego"

        ana.pulsa(boton, "button")
        expect(choque).to_have_count(0)
        expect(ana.campo("unidad")).to_have_value(queda)
        expect(ana.estado).to_have_text(re.compile("^(guardado|quedó lo guardado)"))
        assert servidor.guardado(fila, "unidad") == queda
        assert servidor.guardado(fila, "verificacion") == "Lo que no choca se guarda"
        ana.cierra_fila()
        expect(ana.celda(numero, "unidad")).to_have_text(queda)


def test_campos_distintos_de_la_misma_fila_se_suman(ana, persona, servidor, fila):
    diego = persona("diego").abre_programa()
    for quien in (ana, diego):
        quien.abre_fila(1)
    diego.escribe("unidad", "Unidad de Diego")
    diego.espera_guardado()
    ana.escribe("verificacion", "Verificación de Ana")
    expect(ana.estado).to_have_text(re.compile("se sumó lo que guardó otra persona"))
    expect(ana.campo("unidad")).to_have_value("Unidad de Diego")
    assert servidor.guardado(fila, "unidad") == "Unidad de Diego"
    assert servidor.guardado(fila, "verificacion") == "Verificación de Ana"


def test_sin_servidor_se_reintenta_y_se_guarda_una_vez(ana, servidor, fila):
    antes = servidor.anotaciones(fila)
    ana.abre_fila(1)
    deja_de_responder(ana)
    ana.escribe("unidad", "Escrito sin red")
    expect(ana.estado).to_have_text(REINTENTO)
    expect(ana.campo("unidad")).to_have_value("Escrito sin red")
    vuelve_a_responder(ana)
    ana.espera_guardado()
    assert servidor.guardado(fila, "unidad") == "Escrito sin red"
    assert servidor.anotaciones(fila) == antes + 1


def test_la_respuesta_perdida_no_guarda_dos_veces(ana, servidor, fila):
    """The server saved, and nobody heard it say so; meanwhile one goes on writing."""
    antes = servidor.anotaciones(fila)
    ana.abre_fila(1)

    def se_pierde(ruta):
        ruta.fetch()
        ruta.abort()

    ana.pagina.route(GUARDAR, se_pierde, times=1)
    ana.escribe("unidad", "Primero")
    expect(ana.estado).to_have_text(REINTENTO)
    assert servidor.guardado(fila, "unidad") == "Primero"
    ana.campo("unidad").fill("Primero y después")
    ana.campo("unidad").press("Tab")
    ana.espera_guardado()
    expect(ana.editor.locator(".choque")).to_have_count(0)
    assert servidor.guardado(fila, "unidad") == "Primero y después"
    assert servidor.anotaciones(fila) == antes + 2  # one for each text


def test_la_sesion_que_termino_conserva_el_texto(ana, servidor, fila):
    ana.abre_fila(1)
    ana.contexto.clear_cookies()
    ana.escribe("unidad", "Escrito sin sesión")
    expect(ana.estado).to_contain_text("su sesión terminó")
    expect(ana.campo("unidad")).to_have_value("Escrito sin sesión")

    with ana.contexto.expect_page() as nueva:
        ana.estado.get_by_role("link", name="Entre en otra pestaña").click()
    entrada = nueva.value
    entrada.get_by_label("Correo electrónico").fill("ana@ejemplo.cl")
    entrada.get_by_label("Contraseña").fill("programa-2009")
    entrada.keyboard.press("Enter")
    expect(entrada.get_by_role("heading", level=1)).to_have_text("Qué espera por usted")
    entrada.close()
    ana.pagina.bring_to_front()
    ana.pagina.evaluate("window.dispatchEvent(new Event('focus'))")  # a window without a screen is never left
    ana.espera_guardado()
    assert servidor.guardado(fila, "unidad") == "Escrito sin sesión"
    # And the rest of the page works too, with the new session's token.
    ana.pulsa("Duplicar", "button")
    expect(ana.pagina.locator("tr.fila, tr.editor")).to_have_count(15)


def test_irse_con_texto_sin_guardar_pregunta(ana):
    ana.abre_fila(1)
    deja_de_responder(ana)
    ana.escribe("unidad", "Todavía no está a salvo")
    expect(ana.estado).to_have_text(REINTENTO)
    preguntas = []
    ana.pagina.on("dialog", lambda dialogo: (preguntas.append(dialogo.type), dialogo.dismiss()))
    ana.pulsa("Inicio")
    expect(ana.campo("unidad")).to_have_value("Todavía no está a salvo")
    limite = time.monotonic() + 5
    while not preguntas and time.monotonic() < limite:
        ana.pagina.wait_for_timeout(50)
    assert preguntas == ["beforeunload"]
    assert ana.pagina.url.endswith(PROGRAMA.format(region="02"))


def test_irse_con_texto_que_se_puede_guardar_lo_guarda_y_se_va(ana, servidor, fila):
    ana.abre_fila(1)
    ana.campo("unidad").fill("Dicho al salir")
    ana.pulsa("Inicio")
    expect(ana.pagina.get_by_role("heading", level=1)).to_have_text("Qué espera por usted")
    assert servidor.guardado(fila, "unidad") == "Dicho al salir"


def test_escribir_mientras_se_guarda_no_pierde_letras(ana, servidor, fila):
    ana.abre_fila(1)
    retenidas = []
    ana.pagina.route(GUARDAR, lambda ruta: retenidas.append(ruta), times=1)
    campo = ana.campo("unidad")
    campo.fill("Uno")
    campo.press("Tab")
    expect(ana.estado).to_have_text("guardando…")
    campo.focus()
    campo.press("End")
    ana.pagina.keyboard.type(" dos")
    retenidas[0].continue_()
    ana.pagina.keyboard.type(" tres")
    campo.press("Tab")
    ana.espera_guardado()
    expect(campo).to_have_value("Uno dos tres")
    assert servidor.guardado(fila, "unidad") == "Uno dos tres"


def test_lo_que_se_deja_de_teclear_se_guarda_solo(ana, servidor, fila):
    ana.abre_fila(1)
    ana.campo("unidad").fill("Sin salir del campo")
    expect(ana.estado).to_have_text("sin guardar")
    ana.espera_guardado()
    expect(ana.campo("unidad")).to_be_focused()
    assert servidor.guardado(fila, "unidad") == "Sin salir del campo"


def test_toda_accion_guarda_antes_lo_escrito(ana, servidor):
    """The field still has the focus when the action is asked for: nothing has told it that it was left."""
    filas, todas = servidor.filas(), ana.pagina.locator("tr.fila, tr.editor")

    def escribe_en(numero):
        if not ana.editor.count():
            ana.abre_fila(numero)
        ana.campo("unidad").fill(f"Recién escrito en {numero}")
        return lambda: servidor.guardado(filas[numero - 1], "unidad") == f"Recién escrito en {numero}"

    quedo = escribe_en(1)
    ana.abre_fila(3)
    assert quedo()

    quedo = escribe_en(3)
    ana.campo("unidad").press("Alt+ArrowDown")
    expect(ana.editor.locator("h2")).to_have_text("Fila 4")
    assert quedo()

    quedo = escribe_en(4)
    ana.campo("unidad").press("Escape")
    expect(ana.celda(4, "unidad")).to_have_text("Recién escrito en 4")
    expect(ana.fila(4).locator("[data-editar]")).to_be_focused()
    assert quedo()

    for boton, numero, cuantas in (("Duplicar", 14, 15), ("Agregar fila abajo", 13, 16), ("Eliminar", 12, 15)):
        quedo = escribe_en(numero)
        ana.pulsa(boton, "button")
        expect(todas).to_have_count(cuantas)
        assert quedo()
        if boton == "Duplicar":
            expect(ana.campo("unidad")).to_have_value("Recién escrito en 14")
        if ana.editor.count():
            ana.cierra_fila()


def test_eliminar_y_deshacer(ana):
    texto = ana.celda(2, "indicador").inner_text()
    ana.abre_fila(2)
    ana.pulsa("Eliminar", "button")
    expect(ana.pagina.locator("tr.fila")).to_have_count(13)
    deshacer = ana.pagina.get_by_role("button", name="Deshacer")
    expect(deshacer).to_be_focused()
    expect(deshacer).to_be_in_viewport()
    ana.pagina.keyboard.press("Enter")
    expect(ana.pagina.locator("tr.fila, tr.editor")).to_have_count(14)
    expect(ana.campo("indicador.texto")).to_have_value(texto)


def test_las_teclas_van_y_vienen(ana):
    ana.abre_fila(1)
    for tecla, llega in (("Alt+ArrowDown", 2), ("Control+Enter", 3), ("Alt+ArrowUp", 2)):
        ana.pagina.keyboard.press(tecla)
        expect(ana.editor.locator("h2")).to_have_text(f"Fila {llega}")
    expect(ana.pagina.locator("tr.editor")).to_have_count(1)
    ana.cierra_fila()
    expect(ana.fila(2).locator("[data-editar]")).to_be_focused()


def test_lo_que_el_servidor_rechaza_queda_en_la_pagina(ana, persona, servidor, fila):
    """A text too long, then a form that was sent meanwhile: one sentence says why, and the words stay."""
    ana.abre_fila(1)
    ana.escribe("unidad", "x" * 15_001)
    expect(ana.estado).to_have_text(re.compile("sin guardar: El texto tiene 15001 caracteres"))
    assert len(ana.campo("unidad").input_value()) == 15_001
    ana.escribe("unidad", "Ahora sí")
    ana.espera_guardado()
    assert servidor.guardado(fila, "unidad") == "Ahora sí"

    persona("diego").abre_programa().da_paso("Declarar que no compromete", motivo="Este año no hay presupuesto.")
    ana.escribe("unidad", "Demasiado tarde")
    expect(ana.estado).to_have_text(re.compile("sin guardar: .*«enviado a revisión»"))
    expect(ana.campo("unidad")).to_have_value("Demasiado tarde")
    assert servidor.guardado(fila, "unidad") == "Ahora sí"


def test_una_referencia_a_medias_espera_a_que_se_salga_del_campo(persona, servidor):
    quien = persona("direccion.08").abre_programa("08")
    quien.abre_fila(9)
    contar = "SELECT count(*) FROM compromisos_evidencia"
    antes = servidor.consultar(contar)
    quien.campo("resultado_anual").fill("Hecho")
    quien.campo("referencia").fill("Oficio N.°")
    quien.pagina.evaluate("window.dispatchEvent(new Event('focus'))")
    quien.espera_guardado()
    assert servidor.consultar(contar) == antes
    quien.campo("referencia").press("End")
    quien.pagina.keyboard.type(" 12")
    quien.pagina.keyboard.press("Alt+ArrowUp")  # going on takes it along
    expect(quien.editor.locator("h2")).to_have_text("Fila 8")
    expect(quien.celda(9, "cumple")).to_contain_text("Oficio N.° 12")


class TestActividades:
    """A programme of uniform activities, where each line is a commitment."""

    @pytest.fixture
    def ana(self, ana):
        ana.pagina.get_by_label("Modalidad").select_option("ACTIVIDADES")
        ana.pagina.locator(".cabecera-programa").get_by_role("button", name="Guardar").click()
        ana.abre_fila(1)
        return ana

    def test_enter_agrega_otra(self, ana):
        ana.campo("compromiso.texto").fill("Visitar cada comuna")
        ana.campo("compromiso.texto").press("Enter")
        expect(ana.editor.locator("h2")).to_have_text("Fila 2")
        expect(ana.campo("compromiso.texto")).to_be_focused()
        expect(ana.celda(1, "compromiso")).to_contain_text("Visitar cada comuna")

    @pytest.mark.parametrize(("respuesta", "quedan"), [("accept", 16), ("dismiss", 14)])
    def test_pegar_varias_lineas_pregunta(self, ana, servidor, fila, respuesta, quedan):
        preguntas = []
        ana.pagina.on("dialog", lambda d: (preguntas.append(d.message), getattr(d, respuesta)()))
        ana.campo("actividades").fill("")
        ana.espera_guardado()
        campo = ana.campo("compromiso.texto")
        campo.fill("Una\nDos\nTres")
        campo.press("Control+a")
        campo.press("Control+x")
        campo.press("Control+v")
        expect(ana.pagina.locator("tr.fila, tr.editor")).to_have_count(quedan)
        assert preguntas == ["Pegó 3 líneas. ¿Hacer de cada una una actividad?"]
        if respuesta == "accept":
            expect(ana.celda(3, "compromiso")).to_have_text("Tres")
        else:
            expect(campo).to_have_value("Una\nDos\nTres")
            ana.espera_guardado()
            assert servidor.guardado(fila, "texto") == "Una\nDos\nTres"


def test_el_guardado_dice_la_hora(ana):
    ana.abre_fila(1)
    ana.escribe("unidad", "Otra unidad")
    expect(ana.estado).to_have_text(GUARDADO)
