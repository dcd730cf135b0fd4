"""The manual's story: the real programme of Antofagasta 2009, from draft to verdict, by mouse and by keyboard."""

import io
import re

import openpyxl
import pypdf
import pytest
from playwright.sync_api import expect

from .persona import NACIONAL, PROGRAMA

pytestmark = pytest.mark.navegador

REFERENCIA = "Oficio N.° {n} de la Dirección Regional"
VERIFICACIONES = {12: "Nómina de becas asignadas", 14: "5 campañas con su informe de pauta"}


def entra(quien):
    """Sign in through the form, as on the first day."""
    quien.va_a("/")
    quien.pagina.get_by_label("Correo electrónico").fill("ana@ejemplo.cl")
    quien.pagina.get_by_label("Contraseña").fill("programa-2009")
    quien.pagina.keyboard.press("Enter")
    expect(quien.pagina.get_by_role("heading", level=1)).to_have_text("Qué espera por usted")


class ConRaton:
    """The ways of whoever points."""

    def abrir(self, quien, numero):
        quien.abre_fila(numero)

    def seguir(self, quien, numero):
        quien.abre_fila(numero)

    def cerrar(self, quien):
        quien.pagina.get_by_role("link", name="Cerrar").click()
        expect(quien.editor).to_have_count(0)

    def responder(self, quien, respuesta):
        quien.editor.get_by_label(respuesta, exact=True).check()

    def agregar_evidencia(self, quien):
        quien.pulsa("Agregar esta referencia", "button")


class ConTeclado:
    """The ways of whoever does not."""

    def abrir(self, quien, numero):
        quien.fila(numero).locator("[data-editar]").focus()
        quien.pagina.keyboard.press("Enter")
        expect(quien.editor.locator("h2")).to_have_text(f"Fila {numero}")

    def seguir(self, quien, numero):
        quien.pagina.keyboard.press("Alt+ArrowDown")
        expect(quien.editor.locator("h2")).to_have_text(f"Fila {numero}")

    def cerrar(self, quien):
        quien.cierra_fila()

    def responder(self, quien, respuesta):
        quien.editor.get_by_label("Sin respuesta").focus()
        for _ in range({"No": 1, "Sí": 2}[respuesta]):
            quien.pagina.keyboard.press("ArrowLeft")
        expect(quien.editor.get_by_label(respuesta, exact=True)).to_be_checked()

    def agregar_evidencia(self, quien):
        quien.campo("referencia").press("Enter")


@pytest.mark.parametrize(
    ("manera", "en_falta"),
    [
        pytest.param(ConTeclado(), (), id="teclado-cumple"),
        pytest.param(ConRaton(), (7, 8), id="raton-no-cumple"),
    ],
)
def test_del_borrador_al_veredicto(persona, manera, en_falta):
    ana, diego, rosa = persona(None), persona("diego"), persona("rosa")

    # Given Ana signs in and opens the real programme: fourteen rows of 0,25
    entra(ana)
    ana.pulsa("III.1 · Antofagasta · 2009")
    expect(ana.pagina.locator("tr.fila")).to_have_count(14)
    assert {ana.celda(n, "ponderacion").inner_text() for n in range(1, 15)} == {"0,25"}

    # When Diego tries to send it as it is, then it is refused for the sum and both verifications
    diego.abre_programa().da_paso("Enviar a revisión")
    expect(diego.pagina.get_by_role("alert")).to_contain_text("3 hallazgos que lo impiden")
    impiden = diego.pagina.locator(".lista-hallazgos li.bloquea")
    expect(impiden).to_have_count(3)
    expect(impiden.nth(0)).to_contain_text("suman 3,50")
    expect(impiden.nth(1)).to_contain_text("Fila 12, columna 7")
    expect(impiden.nth(2)).to_contain_text("Fila 14, columna 7")

    # When Ana mends both in place, then each field saves itself on being left and the finding goes
    for numero, texto in VERIFICACIONES.items():
        manera.abrir(ana, numero)
        ana.escribe("verificacion", texto)
        ana.espera_guardado()
        manera.cerrar(ana)
        expect(ana.celda(numero, "verificacion")).to_have_text(texto)

    # When Diego follows the refusal's link to the cell, then he finds it mended
    impiden.nth(1).get_by_role("link").click()
    expect(diego.campo("verificacion")).to_be_focused()
    expect(diego.campo("verificacion")).to_have_value(VERIFICACIONES[12])
    manera.cerrar(diego)

    # When he brings the weights to 100, having seen how, then they are exactly that, and he sends
    diego.pulsa("Proporcional a 100…")
    expect(diego.pagina.locator(".previa tbody tr")).to_have_count(14)
    expect(diego.pagina.locator(".previa tbody")).to_contain_text("7,15")
    expect(diego.pagina.locator(".previa tfoot")).to_contain_text("100,00")
    diego.pulsa("Escribir estas ponderaciones", "button")
    expect(diego.pagina.locator("#tira")).to_contain_text("100,00 de 100")
    expect(diego.pagina.locator("#total")).to_contain_text("100,00")
    diego.da_paso("Enviar a revisión")
    expect(diego.pagina.locator(".encabezado-lugar")).to_contain_text("Enviado a revisión")

    # Then Rosa opens the review and returns it with a comment, which the region sees
    rosa.abre_programa().da_paso("Abrir revisión")
    rosa.da_paso("Devolver con observaciones", motivo="Precise a qué comunas llegan las campañas.")
    ana.abre_programa()
    expect(ana.pagina.get_by_label("Comentario de la devolución")).to_contain_text("Precise a qué comunas")
    manera.abrir(ana, 14)
    ana.escribe("verificacion", VERIFICACIONES[14] + " en Antofagasta, Calama y Tocopilla")
    ana.espera_guardado()
    manera.cerrar(ana)
    diego.abre_programa().da_paso("Enviar a revisión")

    # And approves what comes back, and opens the results
    rosa.abre_programa().da_paso("Abrir revisión")
    expect(rosa.celda(14, "verificacion")).to_contain_text("Tocopilla")
    rosa.da_paso("Aprobar")
    expect(rosa.pagina.locator(".encabezado-lugar")).to_contain_text("Aprobado")
    rosa.da_paso("Abrir resultados")

    # When the region answers every commitment with its reference
    ana.abre_programa()
    for numero in range(1, 15):
        (manera.abrir if numero == 1 else manera.seguir)(ana, numero)
        ana.campo("resultado_anual").fill(f"Resultado {numero}")
        manera.responder(ana, "No" if numero in en_falta else "Sí")
        ana.campo("referencia").fill(REFERENCIA.format(n=numero))
        manera.agregar_evidencia(ana)
        expect(ana.editor.locator("[data-evidencias]")).to_contain_text(REFERENCIA.format(n=numero))
    ana.espera_guardado()
    manera.cerrar(ana)
    expect(ana.celda(14, "cumple")).to_contain_text("sí")
    expect(ana.celda(14, "cumple")).to_contain_text(REFERENCIA.format(n=14))
    diego.abre_programa().da_paso("Enviar resultados")

    # And Rosa validates, then the region's result is exact
    rosa.abre_programa().da_paso("Abrir revisión")
    rosa.da_paso("Validar resultados")
    desempeno = rosa.pagina.locator("#tira .tira-dato").last
    if not en_falta:
        expect(desempeno).to_contain_text("CUMPLE 100,00")
        expect(desempeno).not_to_contain_text("NO CUMPLE")
        return
    expect(desempeno).to_contain_text("NO CUMPLE")
    cifra = desempeno.locator(".cifra").inner_text()
    assert cifra in ("85,70", "85,71", "85,72")

    # When she closes it, then the country says NO CUMPLE, hanging on this region too, and not yet for good
    rosa.da_paso("Cerrar")
    expect(rosa.pagina.locator(".encabezado-lugar")).to_contain_text("Cerrado")
    rosa.va_a(NACIONAL)
    veredicto = rosa.pagina.get_by_label("Veredicto del servicio")
    expect(veredicto).to_contain_text("NO CUMPLE")
    expect(veredicto).to_contain_text("no es definitivo")
    expect(veredicto.locator("p", has_text="Lo deciden")).to_contain_text("Antofagasta")
    abre_los_documentos(rosa, cifra)


def abre_los_documentos(quien, cifra):
    """Both official files, downloaded from the page and opened."""
    libro = openpyxl.load_workbook(io.BytesIO(descarga(quien, "Descargar Excel", ".xlsx")))
    celdas = [celda.value for hoja in libro for fila in hoja.iter_rows() for celda in fila if celda.value is not None]
    assert "Control de Resultados" in celdas
    assert VERIFICACIONES[12] in celdas
    assert any("85,7" in str(c) or (isinstance(c, int | float) and 85.70 <= c <= 85.72) for c in celdas)

    papel = pypdf.PdfReader(io.BytesIO(descarga(quien, "Descargar PDF", ".pdf")))
    texto = re.sub(r"\s+", " ", " ".join(hoja.extract_text() for hoja in papel.pages))
    ancho, alto = papel.pages[0].mediabox.width, papel.pages[0].mediabox.height
    assert (round(ancho), round(alto)) == (792, 612)  # Letter, landscape
    assert "Antofagasta" in texto
    assert cifra in texto


def descarga(quien, enlace, extension):
    quien.abre_programa().pagina.get_by_text("Más acciones").click()
    with quien.pagina.expect_download() as espera:
        quien.pulsa(enlace)
    archivo = espera.value
    assert archivo.suggested_filename.endswith(extension)
    assert PROGRAMA.split("/")[3] in archivo.suggested_filename
    return archivo.path().read_bytes()
