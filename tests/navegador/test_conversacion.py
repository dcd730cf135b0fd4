"""The manual's long story: from the first cell observed to the last hash checked, and nobody leaves the system."""

import hashlib
import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from .archivos import FALSO, FOTO, OFICIO, PDF
from .persona import PROGRAMA

pytestmark = pytest.mark.navegador

REGION = "03"
ATACAMA = PROGRAMA.format(region=REGION)
OBSERVADAS = ((1, "verificacion", "verificacion-no-medible"), (2, "compromiso", ""), (3, "unidad", ""))
NUEVA = {"texto": "Feria de servicios", "unidad": "Gabinete", "verificacion": "Lista de asistencia"}
FALLIDA = 3  # of the seven rows that it ends up with, the one that could not be done
CUMPLIDAS = (1, 2, 4, 5, 6, 7)


def test_de_la_primera_observacion_al_ultimo_hash(persona):
    rosa, directora = persona("rosa"), persona("direccion.03")
    observar_y_devolver(rosa)
    corregir_y_responder(directora)
    devolver_otra_vez(rosa, directora)
    aprobar(rosa)
    decir_que_una_fila_no_se_hizo(rosa, directora)
    anularla_por_enmienda(directora)
    ver_que_mueve_y_aprobarla(rosa)
    probar_lo_demas(directora)
    validar(rosa)
    revisar_los_hashes(rosa)
    rosa.abre_programa(REGION).mira_la_pagina()


def observar_y_devolver(rosa):
    """Three cells, one row that is missing, and a note that stays among reviewers."""
    rosa.abre_programa(REGION)
    expect(rosa.pagina.locator(".encabezado-programa")).to_contain_text("En revisión por Rosa desde el")
    for numero, columna, frase in OBSERVADAS:
        caja = observa(rosa, numero, columna, frase, "" if frase else f"Precise la fila {numero}.")
        if numero == 1:
            rosa.mira_la_pagina()
        caja.get_by_role("button", name="Observar").click()
        expect(rosa.celda(numero, columna)).to_contain_text("observación abierta")
    rosa.pagina.get_by_text("Pedir una fila que falta").click()
    rosa.pulsa("Pedir la fila", "button")
    expect(rosa.pagina.locator("#tira")).to_contain_text("4 sin cerrar de 4")

    # Approving is refused while one is open
    rosa.va_a(ATACAMA + "paso/aprobar/")
    expect(rosa.pagina.locator(".lista-hallazgos li")).to_have_count(4)
    rosa.abre_programa(REGION)
    rosa.pagina.get_by_label("Nueva nota sobre el formulario").fill("Ojo, Rita: la meta viene del año pasado")
    rosa.pulsa("Guardar la nota", "button")
    expect(rosa.pagina.locator("#notas")).to_contain_text("Ojo, Rita")
    rosa.mira_la_pagina()
    rosa.da_paso("Devolver con observaciones", motivo="Cuatro cosas por precisar.")


def observa(quien, numero, columna, frase="", texto=""):
    """From a double click on the cell: the box opens with its column chosen."""
    quien.celda(numero, columna).dblclick()
    caja = quien.pagina.locator("#observar")
    expect(caja.get_by_label("Sobre")).to_have_value(columna)
    caja.get_by_label("Frase de uso").select_option(frase)
    caja.get_by_label("Texto").fill(texto)
    return caja


def corregir_y_responder(directora):
    """The region mends the cell it is led to, adds the row, and answers one by one."""
    directora.abre_programa(REGION)
    expect(directora.pagina.locator("body")).not_to_contain_text("Ojo, Rita")
    expect(directora.celda(1, "verificacion")).to_contain_text("no permite comprobar")
    directora.mira_la_pagina()
    directora.pulsa("Responder una por una")
    expect(directora.pagina.locator("h1")).to_contain_text("Una fila que falta")
    expect(directora.pagina.locator(".recorrer")).to_contain_text("1 de 4 sin cerrar")
    directora.pulsa("Siguiente")
    expect(directora.pagina.locator("h1")).to_contain_text("Fila 1")
    directora.pulsa("Corregir la celda")
    expect(directora.campo("verificacion")).to_be_focused()
    expect(directora.editor).to_contain_text("no permite comprobar")
    directora.mira_la_pagina()
    directora.escribe("verificacion", "Nómina firmada de participantes")
    directora.espera_guardado()
    directora.pulsa("Agregar actividad", "button")
    expect(directora.editor.locator("h2")).to_have_text("Fila 2")
    for campo, texto in NUEVA.items():
        directora.escribe(f"compromiso.{campo}", texto)
    directora.espera_guardado()
    directora.cierra_fila()
    directora.pulsa("Responder una por una")
    for n in range(4):
        if n == 0:
            expect(directora.pagina.locator(".historia")).to_contain_text(NUEVA["texto"])
        if n == 1:
            expect(directora.pagina.locator(".historia ins").first).to_contain_text("Nómina")
            directora.mira_la_pagina()
        directora.responde(f"Precisado, {n}")
    expect(directora.pagina).to_have_url(re.compile("#observaciones$"))
    directora.da_paso("Enviar a revisión")


def devolver_otra_vez(rosa, directora):
    """The reviewer lands on what changed, its words marked; one answer of four is not enough."""
    rosa.abre_programa(REGION).da_paso("Abrir revisión")
    cambios = rosa.pagina.locator("#cambios")
    expect(cambios).to_contain_text("Cambios desde mi última revisión")
    expect(cambios.locator("ins", has_text="Nómina")).to_be_visible()
    expect(cambios).to_contain_text("fila nueva")
    rosa.mira_la_pagina()
    rosa.pulsa("Recorrerlas una por una")
    for _ in range(3):
        rosa.pulsa("Cerrar observación", "button")
    expect(rosa.pagina.locator(".recorrer")).to_contain_text("1 de 1 sin cerrar")
    rosa.pagina.get_by_label("Por qué se reabre").fill("La unidad no existe en la región")
    rosa.pulsa("Reabrir", "button")
    rosa.abre_programa(REGION).da_paso("Devolver con observaciones", motivo="Falta una.")
    directora.abre_programa(REGION).pulsa("Responder una por una")
    expect(directora.pagina.locator(".observacion-sola")).to_contain_text("La unidad no existe en la región")
    directora.responde("Es la Dirección Regional")
    directora.da_paso("Enviar a revisión")


def aprobar(rosa):
    """The last observation closed, every row accepted at once."""
    rosa.abre_programa(REGION).da_paso("Abrir revisión")
    rosa.pulsa("Recorrerlas una por una")
    rosa.pulsa("Cerrar observación", "button")
    rosa.abre_programa(REGION)
    rosa.pulsa("Marcar las que faltan", "button")
    rosa.pulsa("Aceptar las filas marcadas", "button")
    expect(rosa.pagina.locator("#aceptar")).to_contain_text("7 de 7 filas aceptadas")
    rosa.da_paso("Aprobar")
    expect(rosa.pagina.locator(".encabezado-lugar")).to_contain_text("Aprobado")


def decir_que_una_fila_no_se_hizo(rosa, directora):
    """Six of seven cannot reach ninety."""
    rosa.da_paso("Abrir resultados")
    directora.abre_programa(REGION)
    directora.abre_fila(FALLIDA)
    directora.campo("resultado_anual").fill("No hubo con qué pagar la capacitación")
    directora.editor.get_by_label("No", exact=True).check()
    directora.espera_guardado()
    directora.cierra_fila()
    expect(desempeno(directora)).to_contain_text("85,71: ya no alcanza")


def anularla_por_enmienda(directora):
    """What the budget no longer paid for is asked to be annulled, with the act that says so."""
    directora.abre_programa(REGION).pagina.get_by_text("Más acciones").click()
    directora.pulsa("Enmiendas…")
    directora.mira_la_pagina()
    directora.llena_el_acto(OFICIO)
    directora.pulsa("Pedir una enmienda", "button")
    expect(directora.pagina.get_by_role("heading", name="Enmienda n.º 1")).to_be_visible()
    assert directora.descarga(OFICIO["name"]) == (OFICIO["name"], OFICIO["buffer"])
    directora.abre_fila(FALLIDA)
    directora.pulsa("Anular el compromiso", "button")
    expect(directora.fila(FALLIDA)).to_contain_text("anulado por enmienda")
    directora.va_a(ATACAMA + "enmienda/1/")
    expect(directora.pagina.locator("#tira")).to_contain_text("6, todas pesan lo mismo")
    directora.da_paso("Enviar a revisión")
    expect(directora.pagina.locator(".encabezado-lugar")).to_contain_text("Enmienda en revisión")


def ver_que_mueve_y_aprobarla(rosa):
    """The verdict moves from out of reach to a hundred, and both versions stay readable."""
    rosa.va_a("/").pulsa(re.compile("enmienda por revisar"))
    efecto = rosa.pagina.locator(".enmienda-efecto")
    expect(efecto).to_contain_text("hasta 85,71 (ya no llega a 90)")
    expect(efecto).to_contain_text("hasta 100,00")
    rosa.da_paso("Abrir revisión")
    rosa.mira_la_pagina()
    rosa.pulsa("Aprobar la enmienda", exact=True)
    rosa.mira_la_pagina()
    rosa.pulsa("Aprobar la enmienda", "button", exact=True)
    expect(rosa.pagina.locator(".enmienda")).to_contain_text("dejó vigente la versión")
    rosa.pulsa("Comparar las dos versiones")
    expect(rosa.pagina.locator("main")).to_contain_text("Se anula")


def probar_lo_demas(directora):
    """Files and references: what was half written stays, what is not what it says does not go up."""
    directora.abre_programa(REGION)
    expect(directora.fila(FALLIDA)).to_contain_text("anulado por enmienda")
    expect(desempeno(directora)).to_contain_text("100,00")
    antes = {1: subir_a_medio_escribir, 2: compartir}
    for numero in CUMPLIDAS:
        directora.abre_fila(numero)
        if numero in antes:
            antes[numero](directora)
        directora.responde_fila(numero)
    directora.espera_guardado()
    directora.cierra_fila()
    expect(directora.celda(1, "cumple")).to_contain_text(PDF["name"])
    directora.da_paso("Enviar resultados")
    expect(directora.pagina.locator(".encabezado-lugar")).to_contain_text("Resultados enviados")


def subir_a_medio_escribir(directora):
    """Three files at once: two go up, and the third is told what it is."""
    lista, subidas = directora.editor.locator("[data-evidencias]"), directora.editor.locator("[data-subidas]")
    directora.campo("resultado_anual").fill("Escrito a medias")
    directora.editor.locator("input[type=file]").set_input_files([PDF, FALSO, FOTO])
    expect(subidas).to_contain_text("«Informe de talleres.pdf» quedó guardado.")
    expect(subidas).to_contain_text("«foto.jpg» quedó guardado.")
    expect(subidas.locator(".error")).to_contain_text("«falso.pdf» no se guardó: es una página web.")
    expect(lista).to_contain_text(suma(PDF["buffer"])[:12])
    expect(directora.campo("resultado_anual")).to_have_value("Escrito a medias")
    directora.mira_la_pagina()
    nombre, contenido = directora.descarga(PDF["name"])
    assert (nombre, contenido) == (PDF["name"], PDF["buffer"])


def compartir(directora):
    """The same file proves another row; and then it does not."""
    opciones = directora.editor.locator("select[name=evidencia]")
    [esta] = [o for o in opciones.locator("option").all_text_contents() if o.startswith(PDF["name"])]
    lista = directora.editor.locator("[data-evidencias]")
    opciones.select_option(label=esta)
    directora.pulsa("Adjuntarlo aquí", "button")
    expect(lista).to_contain_text(PDF["name"])
    directora.pulsa(f"Quitar {PDF['name']}", "button")
    expect(lista).not_to_contain_text(PDF["name"])


def validar(rosa):
    """Six of six: the annulled row is in the table and not in the sum."""
    rosa.abre_programa(REGION).da_paso("Abrir revisión")
    rosa.da_paso("Validar resultados")
    expect(rosa.fila(FALLIDA)).to_contain_text("anulado por enmienda")
    expect(desempeno(rosa)).to_contain_text("CUMPLE 100,00")
    expect(desempeno(rosa)).not_to_contain_text("NO CUMPLE")


def revisar_los_hashes(rosa):
    """What an auditor does with the package: every sum again, every file there, each in the row it proves."""
    rosa.pagina.locator(".encabezado-acciones").get_by_text("Más acciones").click()
    nombre, contenido = rosa.descarga("Descargar las evidencias (ZIP)")
    assert nombre.endswith("_evidencias.zip")
    with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
        dichas = dict(reversed(linea.split("  ")) for linea in paquete.read("SHA256SUMS").decode().splitlines())
        archivos = {n: paquete.read(n) for n in paquete.namelist() if n != "SHA256SUMS"}
    assert dichas == {n: suma(archivo) for n, archivo in archivos.items()}
    assert {n: a for n, a in archivos.items() if "/" in n} == {
        "III.1/fila-01/01-Informe de talleres.pdf": PDF["buffer"],
        "III.1/fila-01/02-foto.jpg": FOTO["buffer"],
    }
    indice = archivos["indice.csv"].decode()
    assert suma(PDF["buffer"]) in indice
    assert all(f"Carpeta {numero}" in indice for numero in CUMPLIDAS)


def desempeno(quien):
    """The region's performance in the strip."""
    return quien.pagina.locator("#tira .tira-dato").last


def suma(contenido):
    return hashlib.sha256(contenido).hexdigest()
