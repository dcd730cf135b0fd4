"""A new year: the administrator opens 2010, and a region starts its programme from the one in force in 2009."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from .escenas import SIN_2010

pytestmark = pytest.mark.navegador

REGION = "15"
# The control version of III.3 does not have the objectives of the planning one, which ruled 2009.
OBJETIVOS = ("Oferta de información al GORE", "Provisión de información", "Otros objetivos institucionales")


def en_dias(n):
    return f"{timezone.localdate() + timedelta(n):%d-%m-%Y}"


def test_se_abre_2010_y_una_region_empieza_desde_2009(persona, servidor):
    servidor.reponer(SIN_2010)
    hugo = persona("hugo").va_a("/")

    # Given Hugo goes to the years, where only 2009 is open
    hugo.pagina.locator(".menu-persona summary").click()
    hugo.pulsa("Períodos")
    expect(hugo.pagina.locator("tbody tr")).to_have_count(1)
    hugo.mira_la_pagina()
    expect(hugo.pagina.get_by_label("Abrir el año")).to_have_value("2010")
    hugo.pulsa("Continuar…", "button")

    # When he writes its rules, then the fifteen regions of that day are proposed, and a wrong date is told in its place
    expect(hugo.pagina.get_by_role("checkbox", checked=True)).to_have_count(15)
    for etiqueta, valor in (
        ("Umbral de cumplimiento (%)", "87,5"),
        ("Compromiso, desde el", en_dias(-5)),
        ("Compromiso, hasta el", en_dias(-6)),
        ("Resultados, desde el", en_dias(30)),
        ("Resultados, hasta el", en_dias(60)),
    ):
        hugo.pagina.get_by_label(etiqueta).fill(valor)
    hugo.pagina.get_by_label("Versión del formato III.3").select_option("Versión de control (III.3)")
    hugo.pagina.get_by_label("Magallanes y de la Antártica Chilena").uncheck()
    hugo.pulsa("Abrir el período", "button")
    expect(hugo.pagina.get_by_role("alert")).to_contain_text("No se guardó")
    expect(hugo.pagina.locator("main")).to_contain_text("No puede ser anterior a la fecha de inicio.")
    expect(hugo.pagina.get_by_label("Umbral de cumplimiento (%)")).to_have_value("87,5")
    hugo.mira_la_pagina()
    hugo.pagina.get_by_label("Compromiso, hasta el").fill(en_dias(20))
    hugo.pulsa("Abrir el período", "button")

    # Then 2010 is open with them, and can be looked at and changed
    expect(hugo.pagina.locator("#avisos")).to_contain_text("Se abrió el período 2010")
    anio = hugo.pagina.locator("tbody tr", has_text="2010").first
    expect(anio).to_contain_text("87,50")
    expect(anio).to_contain_text(f"Compromiso: {en_dias(-5)} a {en_dias(20)}")
    expect(anio.get_by_role("cell", name="14", exact=True)).to_be_visible()
    hugo.pulsa("2010")
    expect(hugo.pagina.get_by_role("checkbox", name="Magallanes")).not_to_be_checked()

    # When the region opens its empty programme, then it can start from last year's
    arica = persona(f"direccion.{REGION}").va_a("/?anio=2010")
    arica.pulsa("III.3 Arica y Parinacota", exact=True)
    arica.pulsa("Empezar desde 2009", "button")
    expect(arica.pagina.locator("#avisos")).to_contain_text("Se copiaron 6 filas de 2009")
    copia = arica.pagina.get_by_label("Copia del año anterior")
    expect(copia).to_contain_text("Quedan 6 filas por confirmar")
    expect(copia.get_by_role("listitem")).to_have_count(3)
    expect(copia.get_by_role("listitem").first).to_contain_text("elija otro")
    expect(arica.pagina.locator(".tabla-control .marca", has_text="por confirmar").first).to_be_visible()
    expect(arica.pagina.locator(".tabla-control .c-resultado .texto-libre").first).to_have_text("")
    arica.mira_la_pagina()

    # And it cannot be sent while anything is to be confirmed
    arica.da_paso("Enviar a revisión")
    expect(arica.pagina.get_by_role("alert")).to_contain_text("que lo impiden")
    expect(arica.pagina.locator(".lista-hallazgos li.bloquea", has_text="confirm").first).to_be_visible()

    # When it chooses among this year's objectives, confirms one row by itself and the others at once, then it is sent
    arica.abre_programa(REGION, "iii-3", 2010)
    for numero in range(1, 7):
        if numero == 1:
            arica.pagina.locator(".tabla-control [data-editar]").first.click()
        else:
            arica.pagina.keyboard.press("Alt+ArrowDown")
        expect(arica.editor.locator("h2")).to_have_text(f"Fila {numero}")
        objetivo = arica.editor.get_by_label("Objetivos específicos (2)")
        if numero % 2:
            objetivo.select_option(OBJETIVOS[numero // 2])
            arica.espera_guardado()
        expect(objetivo).to_have_value(OBJETIVOS[(numero - 1) // 2])  # both activities are of the same indicator
    arica.pulsa("Confirmar la fila copiada", "button")
    expect(copia).to_contain_text("Quedan 5 filas por confirmar")
    arica.cierra_fila()
    arica.pulsa("Confirmar todas las leídas", "button")
    expect(arica.pagina.locator("#avisos")).to_contain_text("5 filas confirmadas")
    expect(copia).to_have_count(0)
    expect(arica.pagina.locator("#tira")).to_contain_text("ninguno")
    arica.da_paso("Enviar a revisión")
    expect(arica.pagina.locator(".encabezado-lugar")).to_contain_text("Enviado a revisión")
    arica.mira_la_pagina()
