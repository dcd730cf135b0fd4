"""Opening, saving and closing never move the page under the reader's eyes: a line stays where it was, to the pixel."""

import pytest
from playwright.sync_api import expect

from .persona import ANCHA, ANGOSTA

pytestmark = pytest.mark.navegador

TOLERANCIA = 2  # CSS pixels


@pytest.fixture(params=[ANCHA, ANGOSTA], ids=["ancha", "angosta"])
def ana(persona, request):
    return persona("ana", ventana=request.param).abre_programa()


def altura(ana, numero):
    """Where the line stands in the window."""
    return ana.fila(numero).evaluate("(fila) => fila.getBoundingClientRect().top")


def corrida(ana):
    """How far the table is scrolled sideways."""
    return ana.pagina.locator(".marco-tabla").evaluate("(marco) => marco.scrollLeft")


def pon_a_la_vista(ana, numero):
    """The line in the middle of the window, its last column in sight as for whoever is about to press the button."""
    ana.fila(numero).evaluate("(fila) => fila.scrollIntoView({block: 'center'})")
    ana.fila(numero).locator("[data-editar]").evaluate(
        "(boton) => boton.scrollIntoView({block: 'nearest', inline: 'end'})"
    )
    return altura(ana, numero), corrida(ana)


def esta(ana, numero, donde):
    y, x = donde
    assert altura(ana, numero) == pytest.approx(y, abs=TOLERANCIA)
    assert corrida(ana) == pytest.approx(x, abs=TOLERANCIA)


def test_abrir_guardar_y_cerrar(ana):
    donde = pon_a_la_vista(ana, 9)
    ana.abre_fila(9)
    esta(ana, 9, donde)
    # Saving mends a finding and renews the strip above, which may take another height.
    ana.campo("verificacion").evaluate("(campo) => campo.focus({preventScroll: true})")
    ana.pagina.keyboard.press("Control+a")
    ana.pagina.keyboard.press("Delete")
    donde = altura(ana, 9), corrida(ana)
    ana.espera_guardado()
    expect(ana.editor.locator("[data-columna=verificacion] [data-hallazgos]")).to_contain_text("en blanco")
    esta(ana, 9, donde)
    ana.cierra_fila()
    esta(ana, 9, donde)


def test_abrir_otra_cierra_la_de_arriba_sin_saltar(ana):
    pon_a_la_vista(ana, 7)
    ana.abre_fila(7)
    donde = pon_a_la_vista(ana, 10)
    ana.abre_fila(10)
    expect(ana.pagina.locator("tr.editor")).to_have_count(1)
    esta(ana, 10, donde)


def test_la_siguiente_se_abre_donde_estaba_la_anterior(ana):
    pon_a_la_vista(ana, 6)
    ana.abre_fila(6)
    y, x = altura(ana, 6), corrida(ana)
    ana.pagina.keyboard.press("Alt+ArrowDown")
    expect(ana.editor.locator("h2")).to_have_text("Fila 7")
    esta(ana, 7, (y, x))


def test_mover_y_eliminar_no_saltan(ana):
    pon_a_la_vista(ana, 8)
    ana.abre_fila(8)
    boton = ana.pagina.get_by_role("button", name="Bajar")
    boton.evaluate("(boton) => boton.scrollIntoView({block: 'nearest'})")
    donde = altura(ana, 8), corrida(ana)
    boton.click()
    expect(ana.editor.locator("h2")).to_have_text("Fila 9")
    expect(boton).to_be_focused()
    esta(ana, 9, donde)
    arriba = altura(ana, 8)
    ana.pulsa("Eliminar", "button")
    expect(ana.pagina.locator("tr.fila")).to_have_count(13)
    if arriba > 0:
        assert altura(ana, 8) == pytest.approx(arriba, abs=TOLERANCIA)


def test_lo_que_se_agrega_se_ve(ana):
    for lugar in ("Agregar fila abajo", "Agregar fila arriba"):
        pon_a_la_vista(ana, 5)
        ana.abre_fila(5)
        ana.pulsa(lugar, "button")
        expect(ana.campo("indicador.texto")).to_have_value("")
        expect(ana.editor.locator("h2")).to_be_in_viewport()
        ana.cierra_fila()
