"""The same path where the browser runs no script: edit, add, duplicate, delete, undo, send, prove."""

import pytest
from playwright.sync_api import expect

from .archivos import FALSO, PDF

pytestmark = pytest.mark.navegador


@pytest.fixture
def sin_guion(persona):
    return lambda nombre: persona(nombre, java_script_enabled=False).abre_programa()


def guarda(quien):
    quien.editor.locator("[data-guardar]").click()


def test_editar_agregar_duplicar_eliminar_y_enviar(sin_guion):
    ana = sin_guion("ana")
    filas = ana.pagina.locator("tr.fila, tr.editor")
    for numero, texto in ((12, "Nómina de becas"), (14, "Informe de pauta")):
        ana.abre_fila(numero)
        ana.campo("verificacion").fill(texto)
        guarda(ana)
        expect(ana.campo("verificacion")).to_have_value(texto)
        ana.pulsa("Cerrar")
        expect(ana.celda(numero, "verificacion")).to_have_text(texto)

    ana.pulsa("Agregar fila", "button", exact=True)
    expect(filas).to_have_count(15)
    expect(ana.editor.locator("h2")).to_have_text("Fila 15")
    ana.campo("indicador.texto").fill("Indicador nuevo")
    ana.pulsa("Duplicar", "button")  # what was written goes along
    expect(filas).to_have_count(16)
    expect(ana.celda(15, "indicador")).to_have_text("Indicador nuevo")
    expect(ana.campo("indicador.texto")).to_have_value("Indicador nuevo")
    ana.pulsa("Eliminar", "button")
    expect(filas).to_have_count(15)
    ana.pulsa("Deshacer", "button")
    expect(filas).to_have_count(16)
    ana.pulsa("Eliminar", "button")
    ana.abre_fila(15)
    ana.pulsa("Eliminar", "button")
    expect(filas).to_have_count(14)

    diego = sin_guion("diego")
    diego.da_paso("Enviar a revisión")
    expect(diego.pagina.get_by_role("alert")).to_contain_text("1 hallazgo que lo impide")
    diego.abre_programa().pulsa("Proporcional a 100…")
    diego.pulsa("Escribir estas ponderaciones", "button")
    diego.da_paso("Enviar a revisión")
    expect(diego.pagina.locator(".encabezado-lugar")).to_contain_text("Enviado a revisión")


def test_dos_personas_en_el_mismo_campo(sin_guion, servidor):
    ana, diego = sin_guion("ana"), sin_guion("diego")
    for quien in (ana, diego):
        quien.abre_fila(1)
    diego.campo("unidad").fill("Unidad de Diego")
    guarda(diego)
    ana.campo("unidad").fill("Unidad de Ana")
    guarda(ana)
    expect(ana.pagina.locator("main")).to_contain_text("Unidad de Diego")
    propio = ana.pagina.locator(".choque textarea")
    expect(propio).to_have_value("Unidad de Ana")
    propio.fill("Unidad de las dos personas")
    expect(ana.pagina.get_by_role("link", name="Usar el de Diego")).to_be_visible()
    rotulo, titulo = (ana.pagina.locator(f".choque {que}").bounding_box()["y"] for que in ("label", "h2"))
    assert rotulo == titulo  # side by side, at one height
    ana.pulsa("Guardar mi texto", "button")
    expect(ana.campo("unidad")).to_have_value("Unidad de las dos personas")
    assert servidor.guardado(servidor.filas()[0], "unidad") == "Unidad de las dos personas"


def test_responder_con_evidencia(persona):
    quien = persona("direccion.08", java_script_enabled=False).abre_programa("08")
    quien.abre_fila(9)
    evidencias, archivo = quien.editor.locator("[data-evidencias]"), quien.editor.locator("input[type=file]")
    quien.editor.get_by_label("Sí", exact=True).check()
    quien.campo("referencia").fill("Oficio N.° 12, carpeta compartida")
    quien.pulsa("Agregar esta referencia", "button")
    expect(evidencias).to_contain_text("Oficio N.° 12, carpeta compartida")
    expect(quien.editor.get_by_label("Sí", exact=True)).to_be_checked()

    # What is not what it says is refused, and what was written beside it stays
    quien.campo("indicador.resultado_anual").fill("Se hicieron todos")
    archivo.set_input_files(FALSO)
    quien.pulsa("Subir archivo", "button")
    expect(quien.pagina.locator("#avisos")).to_contain_text("es una página web")
    expect(quien.campo("indicador.resultado_anual")).to_have_value("Se hicieron todos")
    archivo.set_input_files(PDF)
    quien.pulsa("Subir archivo", "button")
    expect(evidencias).to_contain_text(PDF["name"])
