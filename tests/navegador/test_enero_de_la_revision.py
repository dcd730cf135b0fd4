"""The reviewer's January: from the country's board to a published verdict, its reasons, and its correction."""

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from .escenas import ENERO
from .servidor import RAIZ

pytestmark = pytest.mark.navegador

NACIONAL = "/iii-2/SERNAM/2009/"
POR_QUE = NACIONAL + "por-que/"
TABLERO = "/pais/SERNAM/2009/"
NEGADO = "14 de 20 subsidios asignados"
OFICIO = "Oficio N.° 41: se acreditó la meta de Valparaíso que faltaba."


def test_enero(persona, servidor):
    servidor.reponer(ENERO)
    rosa = persona("rosa")

    # Given Rosa goes from her home to the board, where III.2 hangs on what is not closed yet
    rosa.va_a("/").pulsa("Tablero de SERNAM: regiones y programas")
    expect(rosa.pagina.get_by_role("heading", level=1)).to_have_text("El país en 2009")
    programa = tarjeta(rosa)
    expect(programa.get_by_role("list", name="Regiones de norte a sur").get_by_role("listitem")).to_have_count(15)
    expect(programa).to_contain_text("no definitivo")
    rosa.mira_la_pagina()

    # When she looks at the approved ones alone, then only their regions are left, and III.2 opens both at once
    rosa.pulsa(re.compile(r"^Aprobado \d+$"))
    expect(rosa.pagina.locator(".tablero tbody tr").first).to_contain_text("Arica y Parinacota")
    expect(rosa.pagina.locator(".tablero tbody")).not_to_contain_text("Metropolitana")
    rosa.pulsa("III.2", exact=True)
    rosa.pulsa("Abrir resultados de 2 regiones", "button")
    expect(rosa.pagina.locator("#avisos")).to_contain_text("2 regiones")

    # And both regions answer everything, and send
    for region in ("15", "03"):
        direccion = persona(f"direccion.{region}").abre_programa(region, "iii-2")
        direccion.responde_todo()
        direccion.da_paso("Enviar resultados")
        expect(direccion.pagina.locator(".encabezado-lugar")).to_contain_text("Resultados enviados")

    # Then nothing can be published yet, and it says which regions are missing
    rosa.va_a(NACIONAL + "publicar/")
    expect(rosa.pagina.locator("main")).to_contain_text("Faltan por cerrar: Arica y Parinacota")

    # When she validates and closes them one by one from the form's own page, then the verdict becomes final
    for region in ("Arica y Parinacota", "Atacama", "Maule", "Los Lagos"):
        rosa.va_a(NACIONAL).pulsa(accion("Abrir revisión", region))
        rosa.pulsa("Abrir revisión", "button")
        rosa.da_paso("Validar resultados")
        rosa.da_paso("Cerrar")
    rosa.va_a(TABLERO)
    expect(tarjeta(rosa)).to_contain_text("no definitivo")
    rosa.va_a(NACIONAL).pulsa(accion("Cerrar", "Valparaíso"))
    rosa.pulsa("Cerrar", "button")
    rosa.va_a(TABLERO)
    expect(tarjeta(rosa)).to_contain_text("NO CUMPLE")
    expect(tarjeta(rosa)).not_to_contain_text("no definitivo")
    expect(tarjeta(rosa).locator("p", has_text="Lo deciden")).to_have_text("Lo deciden: Valparaíso.")

    # When she publishes it, then it says who, what and why, and anyone recomputes it without the system
    rosa.pulsa("Publicar el veredicto de III.2")
    expect(rosa.pagina.locator(".previa tbody tr", has_text="Valparaíso")).to_contain_text("75,00")
    rosa.mira_la_pagina()
    rosa.pulsa("Publicar", "button", exact=True)
    expect(rosa.pagina.locator("#avisos")).to_contain_text("publicación n.º 1")
    publicado = rosa.pagina.get_by_label("Veredicto", exact=True)
    expect(publicado).to_contain_text("NO CUMPLE")
    expect(fila_de(rosa, "Arica y Parinacota")).to_contain_text("Rosa cerró")
    primera = entrada_del_calculo(rosa)
    assert recalcular(primera) == ("NO CUMPLE", True)
    rosa.mira_la_pagina()

    # When she reopens a closed region, which proves what was missing, then what was published stays
    valparaiso(rosa).da_paso("Reabrir", motivo=OFICIO)
    rosa.va_a(POR_QUE)
    expect(publicado).to_contain_text("NO CUMPLE")
    direccion = valparaiso(persona("direccion.05"))
    expect(direccion.pagina.get_by_label("Comentario de la devolución")).to_contain_text(OFICIO)
    direccion.pagina.locator(".tabla-control tr.fila", has_text=NEGADO).locator("[data-editar]").click()
    direccion.editor.get_by_label("Sí", exact=True).check()
    direccion.escribe("resultado_anual", "20 de 20 subsidios asignados")
    direccion.espera_guardado()
    direccion.cierra_fila()
    direccion.da_paso("Enviar resultados")
    valparaiso(rosa).da_paso("Abrir revisión")
    rosa.da_paso("Devolver los resultados", motivo="Falta la firma del oficio")
    valparaiso(direccion).da_paso("Enviar resultados")
    valparaiso(rosa).da_paso("Abrir revisión")
    rosa.pulsa("Validar resultados", exact=True)
    expect(rosa.pagina.locator("main")).to_contain_text("salvo las que usted marque")  # as «no», after a return
    rosa.mira_la_pagina()
    for paso in ("Validar resultados", "Cerrar"):
        valparaiso(rosa).da_paso(paso)

    # And the board says that it changed since
    rosa.va_a(TABLERO)
    expect(tarjeta(rosa)).to_contain_text("Publicado")
    expect(tarjeta(rosa)).to_contain_text("cambió después de publicado")
    tarjeta(rosa).get_by_role("link", name="Por qué este veredicto de III.2").click()
    expect(fila_de(rosa, "Valparaíso")).to_contain_text("CUMPLE")
    expect(fila_de(rosa, "Valparaíso")).not_to_contain_text("NO CUMPLE")

    # And the correction asks for its reason, and is another publication
    rosa.pulsa("Publicar una corrección")
    rosa.pagina.get_by_label("Motivo de la corrección").fill(OFICIO)
    rosa.pulsa("Publicar", "button", exact=True)
    expect(publicado).to_contain_text("Publicación n.º 2")
    expect(publicado).to_contain_text(OFICIO)
    expect(publicado).not_to_contain_text("NO CUMPLE")
    assert recalcular(entrada_del_calculo(rosa)) == ("CUMPLE", True)

    # But the first one can be read as it was, to the byte
    rosa.pagina.get_by_role("link", name="Publicación n.º 1").click()
    expect(publicado).to_contain_text("NO CUMPLE")
    expect(fila_de(rosa, "Valparaíso")).to_contain_text("75,00")
    assert entrada_del_calculo(rosa) == primera
    rosa.va_a(TABLERO)
    expect(tarjeta(rosa)).to_contain_text("(n.º 2)")
    expect(tarjeta(rosa)).not_to_contain_text("cambió después")

    # And whoever watches over every service reads it in a line
    hugo = persona("hugo").va_a("/")
    hugo.pulsa("Todos los servicios")
    expect(hugo.pagina.locator(".tablero tbody")).to_contain_text("publicado (n.º 2)")
    hugo.mira_la_pagina()


def valparaiso(quien):
    return quien.abre_programa("05", "iii-2")


def tarjeta(quien):
    """III.2 on the board."""
    return quien.pagina.get_by_role("article").filter(has=quien.pagina.get_by_role("link", name="III.2", exact=True))


def accion(paso, region):
    """The name of a step's link in the list of regions."""
    return re.compile(f"^{paso} ?, {region}$")


def fila_de(quien, region):
    return quien.pagina.locator("table.por-que tbody tr").filter(has=quien.pagina.get_by_role("rowheader", name=region))


def entrada_del_calculo(quien):
    """The file that an auditor takes along."""
    with quien.pagina.expect_download() as espera:
        quien.pulsa("Entrada del cálculo (JSON)")
    return espera.value.path().read_bytes()


def recalcular(entrada):
    """(verdict, final) by the scoring package alone."""
    orden = [sys.executable, "-m", "gestion_territorial.puntaje"]
    hecho = subprocess.run(orden, cwd=RAIZ, input=entrada, capture_output=True, check=False)
    assert hecho.returncode == 0, hecho.stderr
    salida = json.loads(hecho.stdout)
    return salida["veredicto"], salida["definitivo"]
