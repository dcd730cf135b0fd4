"""The dialogue's own ways: row by row with the keyboard, and the review that the region asks to have back."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navegador


def test_de_fila_en_fila_con_el_teclado(persona):
    rosa = persona("rosa").abre_programa("03")
    rosa.fila(1).get_by_role("link", name="Observar").press("Enter")
    expect(rosa.pagina.get_by_role("heading", name="Observar la fila 1")).to_be_visible()
    for tecla, numero in (("Alt+ArrowDown", 2), ("Alt+ArrowDown", 3), ("Alt+ArrowUp", 2)):
        expect(rosa.pagina.locator("#texto-fila")).to_be_focused()
        rosa.pagina.keyboard.press(tecla)
        expect(rosa.pagina.get_by_role("heading", name=f"Observar la fila {numero}")).to_be_visible()
    expect(rosa.pagina.locator("#texto-fila")).to_be_focused()
    rosa.pagina.keyboard.press("Escape")
    expect(rosa.pagina.locator("#observar")).to_have_count(0)
    expect(rosa.pagina.get_by_label("Decisión de la revisión").get_by_role("link")).to_have_text(
        ["Devolver con observaciones…", "Aprobar…"]
    )


def test_la_region_pide_la_devolucion_y_se_le_declina(persona):
    """The freeze: asked with a reason while the review is open, seen by the reviewer, declined with a sentence."""
    rosa, directora = persona("rosa"), persona("direccion.03")
    directora.abre_programa("03").da_paso("Pedir la devolución", motivo="La meta 2 lleva la cifra del año pasado")
    expect(directora.pagina.locator("#peticion")).to_contain_text("Espera la respuesta de Rosa")
    rosa.va_a("/")
    expect(rosa.pagina.locator(".lista-pendientes")).to_contain_text("pide devolución")
    rosa.abre_programa("03")
    expect(rosa.pagina.locator("#peticion")).to_contain_text("La meta 2 lleva la cifra")
    rosa.mira_la_pagina()
    rosa.pulsa("Declinar con una frase…")
    rosa.pagina.locator("#motivo").fill("Termino hoy: se la observo en la celda")
    rosa.pulsa("Declinar la devolución", "button", exact=True)
    directora.abre_programa("03")
    expect(directora.pagina.locator("#peticion")).to_contain_text("Termino hoy")
    directora.mira_la_pagina()
