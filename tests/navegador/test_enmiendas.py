"""An amendment *de oficio*: the national level proposes it to several regions at once, and one objects."""

import re

import pytest
from playwright.sync_api import expect

from .persona import ANCHA, ANGOSTA, NACIONAL

pytestmark = pytest.mark.navegador


def test_de_oficio_para_varias_regiones(persona):
    rosa, directora = persona("rosa"), persona("direccion.08")
    rosa.va_a(NACIONAL)
    rosa.pulsa("Enmienda de oficio…")
    rosa.mira_la_pagina()
    for region in ("Biobío", "Maule"):
        rosa.pagina.get_by_label(region).check()
    rosa.pulsa("Ver sus filas", "button")
    rosa.mira_la_pagina()
    rosa.pagina.locator(".enmienda-filas input").first.check()
    rosa.pagina.locator(".enmienda-filas input").last.check()
    rosa.pagina.get_by_label("Cambiar la unidad responsable por este texto").check()
    rosa.pagina.get_by_label("Texto común").fill("Gabinete de la Dirección Regional")
    rosa.llena_el_acto()
    rosa.pulsa("Proponer la enmienda", "button")
    expect(rosa.pagina.locator("main")).to_contain_text("Se propuso la enmienda a")
    directora.va_a("/")
    directora.mira_la_pagina()
    directora.pagina.get_by_role("link", name=re.compile("enmienda por responder")).click()
    expect(directora.pagina.locator(".enmienda")).to_contain_text("de oficio")
    directora.mira_la_pagina()
    directora.pagina.set_viewport_size(ANGOSTA)
    tarjeta, efecto = (directora.pagina.locator(f).bounding_box() for f in (".enmienda", ".enmienda-efecto"))
    assert efecto["x"] + efecto["width"] <= tarjeta["x"] + tarjeta["width"]
    directora.pagina.set_viewport_size(ANCHA)
    directora.da_paso("Objetar la enmienda", "La unidad ya firmó")
    expect(directora.pagina.locator(".enmienda")).to_contain_text("La unidad ya firmó")
