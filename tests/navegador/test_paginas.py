"""Every page, wide and narrow: nothing stops somebody who cannot see or point, nothing is cut or sticks out."""

import pytest
from playwright.sync_api import expect

from .persona import NACIONAL, PROGRAMA

pytestmark = pytest.mark.navegador

ANTOFAGASTA, ATACAMA, VALPARAISO, METROPOLITANA = (PROGRAMA.format(region=r) for r in ("02", "03", "05", "13"))

ADMINISTRACION = [
    *(f"/administracion/{p}" for p in ("equipos/", "personas/", "servicios/", "personas/nueva/", "servicios/nuevo/")),
    *(f"/administracion/{p}" for p in ("servicios/SERNAM/", "servicios/SERNAM/cerrar/", "puestos/nuevo/")),
    *(f"/administracion/personas/{p}" for p in ("1/", "1/corregir/", "1/desactivar/", "1/puestos/nuevo/")),
    *(f"/administracion/puestos/1/{p}" for p in ("termino/", "relevo/")),
    *(f"/quien-hizo-que/{p}" for p in ("", "1/", "?desde=99&palabras=redes")),
]
# Who opens which page, and what they do there before it is looked at.
PAGINAS = {
    None: [("/entrar/",), ("/clave/olvidada/",)],
    "ana": [
        ("/",),
        (ANTOFAGASTA, "nota", 8),
        (ANTOFAGASTA, "abre", 12),
        (ANTOFAGASTA + "ponderaciones/proporcional/",),
        (ANTOFAGASTA + "historia/",),
        ("/buscar/?q=redes",),
        ("/ayuda/",),
        ("/clave/",),
        ("/avisos/preferencias/",),
        (PROGRAMA.format(region="07"),),  # 404
        (ANTOFAGASTA + "paso/enviar/",),  # 403
        (ANTOFAGASTA, "elimina", 3),
    ],
    "diego": [
        ("/equipo/",),
        (ANTOFAGASTA + "paso/enviar/", "envia", "Enviar a revisión"),
    ],
    "direccion.05": [(VALPARAISO + "paso/reponer/",), (VALPARAISO + "historia/", "comprobante")],
    "direccion.12": [(PROGRAMA.format(region="12"),)],  # without lines
    "rosa": [
        ("/",),
        (ATACAMA, "menu"),
        (ATACAMA + "paso/devolver/",),
        (METROPOLITANA,),
        (METROPOLITANA + "paso/aprobar/",),  # 409
        (METROPOLITANA + "historia/",),
        (METROPOLITANA + "versiones/2/",),
        (METROPOLITANA + "diferencia/?a=1&b=actual",),
        (NACIONAL,),
        ("/avisos/",),
        ("/equipo/",),
    ],
    "hugo": [("/",), (ANTOFAGASTA + "paso/prorrogar/",), *((ruta,) for ruta in ADMINISTRACION)],
}


def hace(quien, que, con=None):
    if que == "abre":
        quien.abre_fila(con)
    elif que == "nota":
        quien.pagina.locator("details.nota summary").nth(con - 2).click()
    elif que == "menu":
        quien.pagina.get_by_text("Más acciones").click()
    elif que == "comprobante":
        quien.pagina.get_by_role("link", name="Comprobante del envío").first.click()
        expect(quien.pagina.get_by_role("heading", level=1)).to_have_text("Comprobante de envío")
    elif que == "envia":
        quien.pulsa(con, "button", exact=True)
        expect(quien.pagina.get_by_role("alert")).to_be_visible()
    elif que == "elimina":
        quien.abre_fila(con)
        quien.pulsa("Eliminar", "button")
        expect(quien.pagina.get_by_role("button", name="Deshacer")).to_be_visible()


@pytest.mark.parametrize("nombre", PAGINAS)
def test_se_leen_completas_y_sin_barreras(persona, nombre):
    quien = persona(nombre)
    for ruta, *que in PAGINAS[nombre]:
        quien.va_a(ruta)
        if que:
            hace(quien, *que)
        assert quien.pagina.locator("h1").count() == 1, ruta
        quien.mira_la_pagina()


def test_al_chocar_dos_textos_tampoco_hay_barreras(persona):
    ana, diego = persona("ana").abre_programa(), persona("diego").abre_programa()
    for quien in (ana, diego):
        quien.abre_fila(1)
    diego.escribe("unidad", "Unidad de Diego")
    diego.espera_guardado()
    ana.escribe("unidad", "Unidad de Ana")
    expect(ana.editor.locator(".choque")).to_be_visible()
    ana.mira_la_pagina()


def test_cerrar_de_oficio_tampoco_tiene_barreras(persona, servidor):
    servidor.vencer_los_resultados()
    rosa = persona("rosa").va_a(PROGRAMA.format(region="08") + "paso/cerrar-de-oficio/")
    expect(rosa.pagina.get_by_role("button", name="Cerrar de oficio")).to_be_visible()
    rosa.mira_la_pagina()


def test_un_documento_grande_se_espera_en_su_pagina_y_llega_solo(persona, servidor):
    """The country's PDF is made by a worker; who asks again for the same content is given it at once."""
    rosa = persona("rosa").va_a(NACIONAL)
    rosa.pagina.get_by_text("Descargar", exact=True).click()
    rosa.pulsa("PDF nacional")
    expect(rosa.pagina.locator("#trabajo")).to_contain_text("comenzará en unos momentos")
    rosa.mira_la_pagina()
    with rosa.pagina.expect_download(timeout=60_000) as espera:
        servidor.trabajar()
    assert espera.value.suggested_filename == "III.1_SERNAM_2009_nacional.pdf"
    assert espera.value.path().read_bytes().startswith(b"%PDF")
    expect(rosa.pagina.locator("#trabajo")).to_contain_text("El documento está listo")
    rosa.mira_la_pagina()
    rosa.va_a(NACIONAL).pagina.get_by_text("Descargar", exact=True).click()
    assert rosa.descarga("PDF nacional")[0] == espera.value.suggested_filename


def test_de_norte_a_sur_por_el_pais(persona):
    """The reviewer goes through the regions by links and by keys."""
    rosa = persona("rosa").abre_programa("03")
    rosa.pulsa("Coquimbo")
    expect(rosa.pagina.locator(".encabezado-lugar")).to_contain_text("Coquimbo")
    for tecla, region in (("Alt+PageDown", "Valparaíso"), ("Alt+PageUp", "Coquimbo")):
        rosa.pagina.keyboard.press(tecla)
        expect(rosa.pagina.locator(".encabezado-lugar")).to_contain_text(region)


def test_las_cuentas_llevan_a_la_celda(persona):
    ana = persona("ana").abre_programa()
    tira = ana.pagina.locator("#tira")
    expect(tira.get_by_role("link", name="3 impiden el envío")).to_have_attribute("href", ANTOFAGASTA + "#total")
    tira.get_by_role("link", name="14 avisos").click()
    expect(ana.editor.locator("h2")).to_have_text("Fila 1")
    ana.cierra_fila()
    ana.pagina.locator("#hallazgos").get_by_role("link", name="Falta el medio de verificación").click()
    expect(ana.campo("verificacion")).to_be_focused()
    expect(ana.campo("verificacion")).to_be_in_viewport()
    expect(ana.editor.locator("h2")).to_have_text("Fila 14")
    assert ana.pagina.url.endswith(ANTOFAGASTA)  # without leaving the page


def test_doble_clic_en_una_celda_la_abre(persona):
    ana = persona("ana").abre_programa()
    ana.celda(2, "unidad").dblclick()
    expect(ana.campo("unidad")).to_be_focused()


def test_lo_recortado_se_abre_a_pedido(persona):
    ana = persona("ana").abre_programa()
    largo = ana.pagina.locator("details.largo").first
    cerrado = largo.bounding_box()["height"]
    largo.locator("summary").click()
    assert largo.bounding_box()["height"] > cerrado


def test_sin_nada_de_otro_sitio_ni_estilos_sueltos(persona):
    """All that a page loads is the server's own; the policy refused nothing (the fixture looks at the console)."""
    ana = persona("ana")
    pedidos = []
    ana.pagina.on("request", lambda pedido: pedidos.append(pedido.url))
    ana.abre_programa()
    ana.abre_fila(1)
    assert pedidos
    assert [url for url in pedidos if not url.startswith(ana.servidor.direccion)] == []
    assert ana.pagina.locator("[style]").count() == 0
