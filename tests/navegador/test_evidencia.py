"""Evidence files where something is missing: the network, or the right to keep them."""

import pytest
from playwright.sync_api import expect

from .archivos import PDF
from .persona import ANGOSTA

pytestmark = pytest.mark.navegador
REGION = "08"


def test_sin_conexion_se_dice_y_se_vuelve_a_intentar(persona, servidor):
    ana = persona("direccion.08").abre_programa(REGION)
    ana.abre_fila(9)
    ana.contexto.set_offline(True)
    ana.editor.locator("input[type=file]").set_input_files(PDF)
    expect(ana.editor.locator("[data-subidas] .error")).to_contain_text("»: no se subió: no hay conexión")
    ana.contexto.set_offline(False)
    ana.pulsa("Intentar otra vez", "button")
    expect(ana.editor.locator("[data-subidas]")).to_contain_text("quedó guardado")
    cuantas = servidor.consultar("SELECT count(*) FROM compromisos_evidencia WHERE sha256 <> ''")
    assert cuantas == [(1,)]


def test_la_administracion_retira(persona):
    ana = persona("direccion.08", ANGOSTA).abre_programa(REGION)
    ana.abre_fila(9)
    ana.editor.locator("input[type=file]").set_input_files(PDF)
    expect(ana.editor.locator("[data-evidencias]")).to_contain_text("Informe de talleres.pdf")
    hugo = persona("hugo").abre_programa(REGION)
    hugo.pulsa("Retirar… Informe de talleres.pdf")
    hugo.mira_la_pagina()
    hugo.pagina.locator("#motivo").fill("Trae datos de terceros")
    hugo.pulsa("Retirar el archivo", "button")
    expect(hugo.pagina.locator("#avisos")).to_contain_text("ya no se entrega a nadie")
    expect(hugo.celda(9, "cumple")).to_contain_text("retirado por la administración")
