"""A region proves its answer with files: chosen, gone up, given back, packed, and the hashes come out."""

import hashlib
import io
import zipfile

import pytest
from playwright.sync_api import expect

from ..archivos import fabrica
from .conftest import ANCHA, ANGOSTA

pytestmark = pytest.mark.navegador
REGION = "08"
PDF = {"name": "Informe de talleres.pdf", "mimeType": "application/pdf", "buffer": fabrica.pdf()}
FOTO = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": fabrica.jpeg()}
FALSO = {"name": "falso.pdf", "mimeType": "application/pdf", "buffer": b"<html><script>alert(1)</script></html>"}


def leido(descarga):
    with open(descarga.path(), "rb") as archivo:
        return archivo.read()


@pytest.mark.parametrize("ventana", [ANCHA, ANGOSTA], ids=["ancha", "angosta"])
def test_se_sube_se_baja_y_se_empaqueta(persona, ventana):
    ana = persona("direccion.08", ventana, accept_downloads=True).abre_programa(REGION)
    ana.abre_fila(9)
    lista, subidas = ana.editor.locator("[data-evidencias]"), ana.editor.locator("[data-subidas]")
    ana.campo("indicador.resultado_anual").fill("Escrito a medias")
    control = ana.editor.locator("input[type=file]")
    control.set_input_files([PDF, FALSO, FOTO])
    expect(subidas).to_contain_text("«Informe de talleres.pdf» quedó guardado.")
    expect(subidas).to_contain_text("«foto.jpg» quedó guardado.")
    expect(subidas.locator(".error")).to_contain_text("«falso.pdf» no se guardó: es una página web.")
    expect(lista).to_contain_text("Informe de talleres.pdf")
    expect(lista).to_contain_text(hashlib.sha256(PDF["buffer"]).hexdigest()[:12])
    expect(ana.campo("indicador.resultado_anual")).to_have_value("Escrito a medias")
    assert ana.barreras() == []
    assert ana.sobra_ancho() == 0
    with ana.pagina.expect_download() as descarga:
        lista.get_by_role("link", name="Informe de talleres.pdf").click()
    assert descarga.value.suggested_filename == PDF["name"]
    assert leido(descarga.value) == PDF["buffer"]

    ana.editor.get_by_label("Sí", exact=True).check()
    ana.espera_guardado()
    ana.cierra_fila()
    expect(ana.celda(9, "cumple")).to_contain_text("Informe de talleres.pdf")

    ana.abre_fila(8)  # the same file proves another row
    ana.editor.get_by_label("O un archivo ya subido en este programa").select_option(label=_opcion(ana))
    ana.pulsa("Adjuntarlo aquí", "button")
    expect(ana.editor.locator("[data-evidencias]")).to_contain_text("Informe de talleres.pdf")
    ana.pulsa("Quitar Informe de talleres.pdf", "button")
    expect(ana.editor.locator("[data-evidencias]")).not_to_contain_text("Informe de talleres.pdf")
    ana.cierra_fila()

    ana.pagina.locator(".encabezado-acciones").get_by_text("Más acciones").click()
    with ana.pagina.expect_download() as descarga:
        ana.pulsa("Descargar las evidencias (ZIP)")
    with zipfile.ZipFile(io.BytesIO(leido(descarga.value))) as paquete:
        sumas = dict(reversed(linea.split("  ")) for linea in paquete.read("SHA256SUMS").decode().splitlines())
        nombres = set(paquete.namelist()) - {"SHA256SUMS"}
        assert sumas == {n: hashlib.sha256(paquete.read(n)).hexdigest() for n in nombres}
        assert {PDF["buffer"], FOTO["buffer"]} <= {paquete.read(n) for n in nombres}
        assert hashlib.sha256(PDF["buffer"]).hexdigest() in paquete.read("indice.csv").decode()


def _opcion(quien):
    opciones = quien.editor.locator("select[name=evidencia] option").all_text_contents()
    return next(o for o in opciones if o.startswith("Informe de talleres.pdf"))


def test_sin_guion_tambien(persona):
    ana = persona("direccion.08", java_script_enabled=False).abre_programa(REGION)
    ana.abre_fila(9)
    ana.campo("indicador.resultado_anual").fill("Se hicieron todos")
    ana.editor.locator("input[type=file]").set_input_files(FALSO)
    ana.pulsa("Subir archivo", "button")
    expect(ana.pagina.locator("#avisos")).to_contain_text("es una página web")
    expect(ana.campo("indicador.resultado_anual")).to_have_value("Se hicieron todos")
    ana.editor.locator("input[type=file]").set_input_files(PDF)
    ana.pulsa("Subir archivo", "button")
    expect(ana.editor.locator("[data-evidencias]")).to_contain_text("Informe de talleres.pdf")


def test_sin_conexion_se_dice_y_se_vuelve_a_intentar(persona, servidor):
    ana = persona("direccion.08").abre_programa(REGION)
    ana.abre_fila(9)
    ana.contexto.set_offline(True)
    ana.editor.locator("input[type=file]").set_input_files(PDF)
    expect(ana.editor.locator("[data-subidas] .error")).to_contain_text("no hay conexión")
    ana.contexto.set_offline(False)
    ana.pulsa("Intentar otra vez", "button")
    expect(ana.editor.locator("[data-subidas]")).to_contain_text("quedó guardado")
    cuantas = servidor.consultar("SELECT count(*) FROM compromisos_evidencia WHERE sha256 <> ''")
    assert cuantas == [(1,)]


def test_la_administracion_retira(persona):
    ana = persona("direccion.08").abre_programa(REGION)
    ana.abre_fila(9)
    ana.editor.locator("input[type=file]").set_input_files(PDF)
    expect(ana.editor.locator("[data-evidencias]")).to_contain_text("Informe de talleres.pdf")
    hugo = persona("hugo", ANGOSTA).abre_programa(REGION)
    hugo.pulsa("Retirar… Informe de talleres.pdf")
    assert hugo.barreras() == []
    assert hugo.sobra_ancho() == 0
    hugo.pagina.locator("#motivo").fill("Trae datos de terceros")
    hugo.pulsa("Retirar el archivo", "button")
    expect(hugo.pagina.locator("#avisos")).to_contain_text("ya no se entrega a nadie")
    expect(hugo.celda(9, "cumple")).to_contain_text("retirado por la administración")
