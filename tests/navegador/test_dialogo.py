"""The manual's story of a review: three cells observed and a row asked for, answers, a second return, the approval."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import ANCHA, ANGOSTA
from .persona import PROGRAMA

pytestmark = pytest.mark.navegador

ATACAMA = PROGRAMA.format(region="03")
OBSERVADAS = ((1, "verificacion", "verificacion-no-medible"), (2, "compromiso", ""), (3, "unidad", ""))


def sin_barreras(quien, nombre):
    """Wide and narrow: nothing stops anybody, nothing sticks out. GT_FOTOS keeps pictures to be looked at."""
    for ventana in (ANCHA, ANGOSTA):
        quien.pagina.set_viewport_size(ventana)
        if carpeta := os.environ.get("GT_FOTOS"):
            foto = Path(carpeta) / f"{nombre}-{ventana['width']}.png"
            quien.pagina.screenshot(path=foto, full_page=True)
        assert quien.barreras() == [], (nombre, ventana)
        assert quien.sobra_ancho() <= 0, (nombre, ventana)
    quien.pagina.set_viewport_size(ANCHA)


def observa(quien, numero, columna, frase="", texto=""):
    """From a double click on the cell: the box opens with its column chosen."""
    quien.celda(numero, columna).dblclick()
    caja = quien.pagina.locator("#observar")
    expect(caja.get_by_label("Sobre")).to_have_value(columna)
    caja.get_by_label("Frase de uso").select_option(frase)
    caja.get_by_label("Texto").fill(texto)
    return caja


def responde(quien, texto):
    """The answer to the observation shown; it goes on to the next one by itself."""
    quien.pagina.get_by_label("Su respuesta").fill(texto)
    quien.pulsa("Responder", "button", exact=True)


def test_de_las_observaciones_a_la_aprobacion(persona):
    rosa, directora = persona("rosa"), persona("direccion.03")

    # Given Rosa has Atacama's review open, when she observes three cells and asks for a missing row
    rosa.abre_programa("03")
    expect(rosa.pagina.locator(".encabezado-programa")).to_contain_text("En revisión por Rosa desde el")
    for numero, columna, frase in OBSERVADAS:
        caja = observa(rosa, numero, columna, frase, "" if frase else f"Precise la fila {numero}.")
        if numero == 1:
            sin_barreras(rosa, "observar")
        caja.get_by_role("button", name="Observar").click()
        expect(rosa.celda(numero, columna)).to_contain_text("observación abierta")
    rosa.pagina.get_by_text("Pedir una fila que falta").click()
    rosa.pulsa("Pedir la fila", "button")
    expect(rosa.pagina.locator("#tira")).to_contain_text("4 sin cerrar de 4")

    # Then approving is refused, and she returns it; a note for Rita stays among reviewers
    rosa.va_a(ATACAMA + "paso/aprobar/")
    expect(rosa.pagina.locator(".lista-hallazgos li")).to_have_count(4)
    rosa.abre_programa("03")
    rosa.pagina.get_by_label("Nueva nota sobre el formulario").fill("Ojo, Rita: la meta viene del año pasado")
    rosa.pulsa("Guardar la nota", "button")
    expect(rosa.pagina.locator("#notas")).to_contain_text("Ojo, Rita")
    sin_barreras(rosa, "revision")
    rosa.da_paso("Devolver con observaciones", motivo="Cuatro cosas por precisar.")

    # When the region mends the cell it is led to, adds the row, and answers one by one
    directora.abre_programa("03")
    expect(directora.pagina.locator("body")).not_to_contain_text("Ojo, Rita")
    expect(directora.celda(1, "verificacion")).to_contain_text("no permite comprobar")
    sin_barreras(directora, "observado")
    directora.pulsa("Responder una por una")
    expect(directora.pagina.locator("h1")).to_contain_text("Una fila que falta")
    expect(directora.pagina.locator(".recorrer")).to_contain_text("1 de 4 sin cerrar")
    directora.pulsa("Siguiente")
    expect(directora.pagina.locator("h1")).to_contain_text("Fila 1")
    directora.pulsa("Corregir la celda")
    expect(directora.campo("verificacion")).to_be_focused()
    expect(directora.editor).to_contain_text("no permite comprobar")
    sin_barreras(directora, "corregir")
    directora.escribe("verificacion", "Nómina firmada de participantes")
    directora.espera_guardado()
    directora.pulsa("Agregar actividad", "button")
    expect(directora.editor.locator("h2")).to_have_text("Fila 2")
    for campo, texto in (
        ("texto", "Feria de servicios"),
        ("unidad", "Gabinete"),
        ("verificacion", "Lista de asistencia"),
    ):
        directora.editor.locator(f"[name='compromiso.{campo}']").fill(texto)
    directora.campo("verificacion").press("Tab")
    directora.espera_guardado()
    directora.cierra_fila()
    directora.pulsa("Responder una por una")
    for n in range(4):
        if n == 0:
            expect(directora.pagina.locator(".historia")).to_contain_text("Feria de servicios")
        if n == 1:
            expect(directora.pagina.locator(".historia ins").first).to_contain_text("Nómina")
            sin_barreras(directora, "observacion")
        responde(directora, f"Precisado, {n}")
    expect(directora.pagina).to_have_url(re.compile("#observaciones$"))
    directora.da_paso("Enviar a revisión")

    # Then Rosa lands on what changed since her last review, with its words marked
    rosa.abre_programa("03").da_paso("Abrir revisión")
    cambios = rosa.pagina.locator("#cambios")
    expect(cambios).to_contain_text("Cambios desde mi última revisión")
    expect(cambios.locator("ins", has_text="Nómina")).to_be_visible()
    expect(cambios).to_contain_text("fila nueva")
    sin_barreras(rosa, "reenviado")

    # When one answer is not enough, she closes three, reopens that one and returns a second time
    rosa.pulsa("Recorrerlas una por una")
    for _ in range(3):
        rosa.pulsa("Cerrar observación", "button")
    expect(rosa.pagina.locator(".recorrer")).to_contain_text("1 de 1 sin cerrar")
    rosa.pagina.get_by_label("Por qué se reabre").fill("La unidad no existe en la región")
    rosa.pulsa("Reabrir", "button")
    rosa.abre_programa("03").da_paso("Devolver con observaciones", motivo="Falta una.")
    directora.abre_programa("03").pulsa("Responder una por una")
    expect(directora.pagina.locator(".observacion-sola")).to_contain_text("La unidad no existe en la región")
    responde(directora, "Es la Dirección Regional")
    directora.da_paso("Enviar a revisión")

    # Then she closes it, accepts every row at once, and approves
    rosa.abre_programa("03").da_paso("Abrir revisión")
    rosa.pulsa("Recorrerlas una por una")
    rosa.pulsa("Cerrar observación", "button")
    rosa.abre_programa("03")
    rosa.pulsa("Marcar las que faltan", "button")
    rosa.pulsa("Aceptar las filas marcadas", "button")
    total = rosa.pagina.locator("tr.fila").count()
    expect(rosa.pagina.locator("#aceptar")).to_contain_text(f"{total} de {total} filas aceptadas")
    sin_barreras(rosa, "aceptadas")
    rosa.da_paso("Aprobar")
    expect(rosa.pagina.locator(".encabezado-lugar")).to_contain_text("Aprobado")
    sin_barreras(rosa, "aprobado")


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
    sin_barreras(rosa, "peticion")
    rosa.pulsa("Declinar con una frase…")
    rosa.pagina.locator("#motivo").fill("Termino hoy: se la observo en la celda")
    rosa.pulsa("Declinar la devolución", "button", exact=True)
    directora.abre_programa("03")
    expect(directora.pagina.locator("#peticion")).to_contain_text("Termino hoy")
    sin_barreras(directora, "declinada")
