"""A region's whole year in the forms beside III.1: Antofagasta's III.2, III.3 and III.4, from draft to the end."""

import io
import re

import openpyxl
import pypdf
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navegador

EXPEDIENTE = "/expediente/SERNAM/2009/02/"
III_2, III_3, III_4 = "iii-2", "iii-3", "iii-4"
INSTANCIA = "Mesa de género de la provincia de El Loa"
PROBLEMA = "Las comunas del interior no conocen la oferta del Servicio"


def abre(quien, formulario):
    """The form, from the dossier."""
    quien.va_a(EXPEDIENTE).pulsa(re.compile(f"^Formulario {formulario.upper().replace('-', '.')}"))
    return quien


def partes(quien):
    """{form: what its card in the dossier says}, of each form's last measurement."""
    tarjetas = quien.va_a(EXPEDIENTE).pagina.locator(".expediente > li")
    return {t.split("\n")[0].split(" · ")[0]: t for t in tarjetas.all_inner_texts()}


def pasa(quien, formulario, *pasos, motivo=""):
    abre(quien, formulario)
    for paso in pasos:
        quien.da_paso(paso, motivo=motivo if paso.startswith("Devolver") else "")


def test_el_anio_de_antofagasta(persona):
    ana, diego, rosa = persona("ana"), persona("diego"), persona("rosa")
    assert {codigo: "Borrador" in texto for codigo, texto in partes(ana).items()} == dict.fromkeys(
        ("III.1", "III.2", "III.3", "III.4"), True
    )
    completa_complementariedad(ana)
    completa_informacion(ana)

    # When Diego sends both, then the dossier says whose turn it is
    for formulario in (III_2, III_3):
        pasa(diego, formulario, "Enviar a revisión")
    dicho = partes(ana)
    for codigo in ("III.2", "III.3"):
        assert "Enviado a revisión" in dicho[codigo]
        assert "Al nivel nacional" in dicho[codigo]
    assert "Borrador" in dicho["III.1"]

    # And Rosa returns one and approves the other; what was returned comes back and is approved too
    pasa(rosa, III_2, "Abrir revisión", "Devolver con observaciones", motivo="Precise la instancia nueva.")
    pasa(rosa, III_3, "Abrir revisión", "Aprobar")
    assert "Observado" in partes(ana)["III.2"]
    abre(ana, III_2)
    expect(ana.pagina.get_by_label("Comentario de la devolución")).to_contain_text("Precise la instancia nueva.")
    pasa(diego, III_2, "Enviar a revisión")
    pasa(rosa, III_2, "Abrir revisión", "Aprobar")
    dicho = partes(ana)
    assert "Aprobado" in dicho["III.2"]
    assert "Aprobado" in dicho["III.3"]

    mide(ana, diego, rosa)

    # When results are opened, answered, sent, validated and closed, then both programmes meet what they committed
    for formulario in (III_2, III_3):
        pasa(rosa, formulario, "Abrir resultados")
        abre(ana, formulario).responde_todo()
        pasa(diego, formulario, "Enviar resultados")
        pasa(rosa, formulario, "Abrir revisión", "Validar resultados", "Cerrar")
    dicho = partes(diego)
    for codigo in ("III.2", "III.3"):
        assert "Cerrado" in dicho[codigo]
        assert "CUMPLE\n100,00" in dicho[codigo]
        assert "A nadie: está terminado" in dicho[codigo]
    assert "Borrador" in dicho["III.1"]
    assert "medición 3" in " ".join(diego.pagina.locator(".expediente h2").all_inner_texts())
    diego.mira_la_pagina()


def completa_complementariedad(ana):
    """III.2: a body of its own, a row that goes through it, and every finding mended where it is."""
    abre(ana, III_2)
    ana.pulsa("Agregar instancia", "button")
    expect(ana.editor.locator("h2")).to_have_text("Instancia 7")
    for campo, texto in (
        ("identificacion", INSTANCIA),
        ("problema", PROBLEMA),
        ("territorio_texto", "Localidades del interior"),
        ("instituciones", "Gobernación de El Loa\nMunicipalidad de Calama"),
        ("productos", "Talleres de difusión"),
    ):
        ana.escribe(campo, texto)
    for lugar in ("Provincia de El Loa", "Calama"):
        ana.editor.get_by_label(lugar, exact=True).check()
    ana.espera_guardado()
    ana.mira_la_pagina()
    ana.cierra_fila()
    instancia = ana.pagina.locator(".tabla-instancias tr.fila", has_text=INSTANCIA)
    for texto in (PROBLEMA, "El Loa, Calama", "Localidades del interior", "- Gobernación de El Loa", "- Talleres"):
        expect(instancia).to_contain_text(texto)

    # The orphan row: its activity and its verification belong to the next one
    huerfana = ana.pagina.locator(".tabla-control tr.fila").first
    expect(huerfana).to_contain_text("Fila sin objetivo")
    huerfana.locator("[data-editar]").click()
    ana.pulsa("Unir con la fila siguiente", "button")
    expect(ana.pagina.locator(".tabla-control tr.fila, .tabla-control tr.editor")).to_have_count(10)
    expect(ana.campo("verificacion")).to_have_value(re.compile("Planes anuales de trabajo"))
    ana.cierra_fila()

    # What was still to be defined
    for _ in range(3):
        sin_definir = ana.pagina.locator(".tabla-control tr.fila", has_text="Medio de verificación por definir")
        sin_definir.first.locator("[data-editar]").click()
        ana.escribe("verificacion", "Informe anual con nómina de participantes")
        ana.espera_guardado()
        ana.cierra_fila()

    # A row of the new body
    ana.pulsa("Agregar fila", "button", exact=True)
    expect(ana.editor.locator("h2")).to_have_text("Fila 11")
    for campo, texto in (
        ("objetivo.texto", "Acercar la oferta a las comunas del interior"),
        ("indicador.texto", "Comunas visitadas"),
        ("compromiso.texto", "3 comunas"),
        ("unidad", "Dirección Regional"),
        ("verificacion", "Actas de las visitas"),
        ("ponderacion_texto", "0,25"),
    ):
        ana.escribe(campo, texto)
    ana.espera_guardado()
    ana.editor.get_by_label("Instancia a través de la cual se compromete").select_option(f"7. {INSTANCIA}")
    ana.espera_guardado()
    ana.cierra_fila()
    ana.pulsa("Proporcional a 100…")
    ana.pulsa("Escribir estas ponderaciones", "button")
    expect(ana.pagina.locator("#tira")).to_contain_text("100,00 de 100")
    expect(ana.pagina.locator("#tira")).not_to_contain_text("imp")


def completa_informacion(ana):
    """III.3: its origin, a second activity for each objective that the format fixes, and its two versions on paper."""
    abre(ana, III_3)
    ana.pagina.locator(".tabla-origen [data-editar]").click()
    ana.editor.get_by_label("Origen").select_option("Instrucción del Intendente")
    ana.escribe("documento", "Oficio N.° 77 de la Intendencia")
    ana.editor.get_by_role("checkbox", checked=False).first.check()
    ana.espera_guardado()
    ana.mira_la_pagina()
    ana.cierra_fila()
    expect(ana.pagina.locator(".tabla-origen")).to_contain_text("Oficio N.° 77 de la Intendencia")
    for numero in (1, 3, 5):
        ana.pagina.locator(".tabla-control [data-editar]").nth(numero - 1).click()
        expect(ana.editor.get_by_label("Objetivos específicos (2)")).not_to_have_value("")
        ana.pulsa("Agregar actividad", "button")
        expect(ana.editor.locator("h2")).to_have_text(f"Fila {numero + 1}")
        ana.escribe("compromiso.texto", f"Revisar con el gobierno regional lo entregado, vez {numero}")
        ana.escribe("verificacion", "Acta de la reunión")
        ana.espera_guardado()
        ana.cierra_fila()
    expect(ana.pagina.locator("#tira")).not_to_contain_text("imp")

    for formato, actividad in (("Versión de control", "Actividad III. 3"), ("Versión de planificación", "III. 2.1")):
        libro = openpyxl.load_workbook(io.BytesIO(descarga(ana, f"Descargar Excel: {formato}")))
        celdas = [str(c.value) for hoja in libro for fila in hoja.iter_rows() for c in fila if c.value is not None]
        assert any(celda.startswith(actividad) or actividad in celda for celda in celdas), celdas[:9]
        assert "Revisar con el gobierno regional lo entregado, vez 1" in celdas
        papel = pypdf.PdfReader(io.BytesIO(descarga(ana, f"Descargar PDF: {formato}")))
        texto = re.sub(r"\s+", " ", " ".join(hoja.extract_text() for hoja in papel.pages))
        assert "Antofagasta" in texto
        assert actividad in texto


def descarga(quien, enlace):
    quien.pagina.get_by_text("Más acciones").click()
    with quien.pagina.expect_download() as espera:
        quien.pulsa(re.compile(f"^{enlace}"))
    quien.pagina.keyboard.press("Escape")
    return espera.value.path().read_bytes()


def mide(ana, diego, rosa):
    """III.4: June's measurement goes, September's is written from the objectives in force, the next from its texts."""
    pasa(diego, III_4, "Enviar a revisión")
    pasa(rosa, III_4, "Abrir revisión", "Aprobar")
    assert "Aceptado" in partes(ana)["III.4"]

    abre(ana, III_4)
    accion(ana, "Nueva medición, en blanco")
    expect(ana.pagina.locator("#avisos")).to_contain_text("Se abrió la medición 2")
    ana.pulsa("Traer los objetivos vigentes", "button")
    expect(ana.pagina.locator("#avisos")).to_contain_text("Se agregaron")
    ana.pagina.locator(".tabla-medicion [data-editar]").click()
    ana.escribe("fecha", "30-09-2009")
    ana.espera_guardado()
    ana.cierra_fila()
    nueva = ana.pagina.locator(".tabla-avances tr.fila", has_text="Acercar la oferta a las comunas del interior")
    expect(nueva).to_contain_text("Complementariedad")
    nueva.locator("[data-editar]").click()
    ana.escribe("avance", "Se visitaron 2 comunas de 3.")
    ana.escribe("avance_numerico", "67")
    ana.escribe("recomendaciones", "Visitar la última antes de noviembre.")
    ana.espera_guardado()
    expect(ana.editor.locator("[data-columna=responsable] [data-hallazgos]")).to_contain_text("sin responsable")
    ana.escribe("responsable", "Dirección Regional")
    ana.espera_guardado()
    expect(ana.editor.locator("[data-columna=responsable] [data-hallazgos] li")).to_have_count(0)
    ana.mira_la_pagina()
    ana.cierra_fila()
    expect(nueva).to_contain_text("67 %")

    medicion = ana.pagina.url
    diego.va_a(medicion).da_paso("Enviar a revisión")
    rosa.va_a(medicion).da_paso("Abrir revisión")
    rosa.da_paso("Aprobar")
    expect(rosa.pagina.locator(".encabezado-lugar")).to_contain_text("Aceptado")

    ana.va_a(medicion)
    accion(ana, "Nueva medición, con los textos de la última")
    expect(ana.pagina.locator("#avisos")).to_contain_text("Se abrió la medición 3")
    expect(nueva).to_contain_text("Se visitaron 2 comunas de 3.")
    series = ana.pagina.get_by_role("navigation", name="Medición, en orden")
    expect(series.get_by_role("link")).to_have_text(
        [re.compile(r"Medición 1\s*·\s*Aceptado"), re.compile("Medición 2"), re.compile(r"Medición 3\s*·\s*Borrador")]
    )
    series.get_by_role("link", name="Medición 1").click()
    expect(ana.pagina.locator(".tabla-medicion")).to_contain_text("30-06-2009")


def accion(quien, nombre):
    quien.pagina.get_by_text("Más acciones").click()
    quien.pulsa(nombre, "button", exact=True)
