"""The manual's story of an amendment: a row that could not be done is annulled, and the verdict moves."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import ANCHA, ANGOSTA
from .persona import NACIONAL, PROGRAMA
from .test_paginas import CORTADOS

pytestmark = pytest.mark.navegador

BIOBIO = PROGRAMA.format(region="08")
ACTO = {"motivo": "El presupuesto se recortó en julio", "tipo": "Resolución", "numero": "45", "fecha": "03-07-2009"}


def llena_el_acto(quien):
    for campo, valor in ACTO.items():
        quien.pagina.locator("#motivo" if campo == "motivo" else f"#documento_{campo}").fill(valor)


def se_lee_bien(quien):
    """Wide and narrow: no barrier, nothing cut, nothing wider than the window."""
    for ventana in (ANGOSTA, ANCHA):
        quien.pagina.set_viewport_size(ventana)
        assert quien.barreras() == [], ventana
        assert quien.sobra_ancho() <= 0, ventana
        assert quien.pagina.evaluate(CORTADOS) == [], ventana


def test_la_region_anula_una_fila_y_el_veredicto_se_mueve(persona):
    directora, rosa = persona("direccion.08"), persona("rosa")
    directora.va_a(BIOBIO)
    directora.pagina.get_by_text("Más acciones").click()
    directora.pulsa("Enmiendas…")
    se_lee_bien(directora)
    llena_el_acto(directora)
    directora.pulsa("Pedir una enmienda", "button")
    expect(directora.pagina.get_by_role("heading", name="Enmienda n.º 1")).to_be_visible()
    directora.abre_fila(4)  # what it could not do: eight of nine are 88,89
    directora.pulsa("Anular el compromiso", "button")
    expect(directora.fila(4)).to_contain_text("anulado por enmienda")
    directora.va_a(BIOBIO + "enmienda/1/")
    expect(directora.pagina.locator("#tira")).to_contain_text("8, todas pesan lo mismo")
    se_lee_bien(directora)
    directora.da_paso("Enviar a revisión")

    rosa.va_a("/")
    rosa.pagina.get_by_role("link", name=re.compile("enmienda por revisar")).click()
    efecto = rosa.pagina.locator(".enmienda-efecto")
    expect(efecto).to_contain_text("hasta 88,89 (ya no llega a 90)")
    expect(efecto).to_contain_text("hasta 100,00")
    se_lee_bien(rosa)
    rosa.da_paso("Abrir revisión")
    rosa.pulsa("Aprobar la enmienda")
    se_lee_bien(rosa)
    rosa.pulsa("Aprobar la enmienda", "button", exact=True)
    expect(rosa.pagina.locator(".enmienda")).to_contain_text("Aprobada: dejó vigente la versión 3")
    rosa.pulsa("Comparar las dos versiones")
    expect(rosa.pagina.locator("main")).to_contain_text("Anulado por enmienda")
    directora.va_a(BIOBIO)
    expect(directora.fila(4)).to_contain_text("anulado por enmienda")
    expect(directora.pagina.locator("#tira")).to_contain_text("100,00")
    se_lee_bien(directora)


def test_de_oficio_para_varias_regiones(persona):
    rosa, directora = persona("rosa"), persona("direccion.08")
    rosa.va_a(NACIONAL)
    rosa.pulsa("Enmienda de oficio…")
    se_lee_bien(rosa)
    for region in ("Biobío", "Maule"):
        rosa.pagina.get_by_label(region).check()
    rosa.pulsa("Ver sus filas", "button")
    se_lee_bien(rosa)
    rosa.pagina.locator(".enmienda-filas input").first.check()
    rosa.pagina.locator(".enmienda-filas input").last.check()
    rosa.pagina.get_by_label("Cambiar la unidad responsable por este texto").check()
    rosa.pagina.get_by_label("Texto común").fill("Gabinete de la Dirección Regional")
    llena_el_acto(rosa)
    rosa.pulsa("Proponer la enmienda", "button")
    expect(rosa.pagina.locator("main")).to_contain_text("Se propuso la enmienda a")
    directora.va_a("/")
    se_lee_bien(directora)
    directora.pagina.get_by_role("link", name=re.compile("enmienda por responder")).click()
    expect(directora.pagina.locator(".enmienda")).to_contain_text("de oficio")
    se_lee_bien(directora)
    directora.da_paso("Objetar la enmienda", "La unidad ya firmó")
    expect(directora.pagina.locator(".enmienda")).to_contain_text("La unidad ya firmó")
