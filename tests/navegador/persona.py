"""Somebody before a browser: what they do, in the words of the manual."""

import re
from pathlib import Path

from playwright.sync_api import expect

AXE = (Path(__file__).resolve().parents[1] / "vendor/axe/axe.min.js").read_text(encoding="utf-8")
FORMULARIO = "/{formulario}/SERNAM/{anio}/{region}/"
PROGRAMA = "/iii-1/SERNAM/2009/{region}/"
NACIONAL = "/iii-1/SERNAM/2009/"
GUARDADO = re.compile(r"^guardado \d\d:\d\d")
ACTO = {
    "motivo": "El presupuesto se recortó en julio",
    "tipo": "Resolución",
    "numero": "45",
    "fecha": "03-07-2009",
}
ANCHA, ANGOSTA = {"width": 1366, "height": 768}, {"width": 390, "height": 844}

# Texts that do not fit where they stand, or that stand outside the window where nothing scrolls.
CORTADOS = """
() => [...document.querySelectorAll("main *, header *")].filter((e) => {
    const texto = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const ajenos = ".visually-hidden, .en-ancho, svg, select, textarea, .recorte";
    if (!texto || !e.checkVisibility() || e.closest(ajenos)) return false;
    const estilo = getComputedStyle(e), caja = e.getBoundingClientRect();
    const cortado = estilo.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1;
    const fuera = !e.closest(".marco-tabla, .salto") && (caja.right > innerWidth + 1 || caja.left < -1);
    return (cortado && !estilo.textOverflow.includes("ellipsis")) || fuera;
}).map((e) => `${e.className || e.tagName}: ${e.textContent.trim().slice(0, 60)}`)
"""


class Persona:
    def __init__(self, nombre, contexto, servidor):
        self.nombre, self.contexto, self.servidor = nombre, contexto, servidor
        self.errores = []
        self.pagina = self.otra_pestana()

    def otra_pestana(self):
        pagina = self.contexto.new_page()
        pagina.set_default_timeout(15_000)
        pagina.on("console", self._oir)
        pagina.on("pageerror", lambda error: self.errores.append(f"{self.nombre}: {error}"))
        pagina.on("response", self._mirar)
        return pagina

    def _oir(self, mensaje):
        # The browser itself tells of each 4xx and of each request that was cut: those are the tests' own doing.
        if mensaje.type in ("error", "warning") and "Failed to load resource" not in mensaje.text:
            self.errores.append(f"{self.nombre}: {mensaje.text}")

    def _mirar(self, respuesta):
        if respuesta.status >= 500:
            self.errores.append(f"{self.nombre}: {respuesta.status} {respuesta.url}")

    # Where

    def va_a(self, ruta):
        self.pagina.goto(ruta)
        return self

    def abre_programa(self, region="02", formulario="iii-1", anio=2009):
        return self.va_a(FORMULARIO.format(formulario=formulario, region=region, anio=anio))

    def pulsa(self, nombre, rol="link", **opciones):
        self.pagina.get_by_role(rol, name=nombre, **opciones).click()

    def da_paso(self, etiqueta, motivo=""):
        """Take a step from the programme's page: its button or menu entry, the page that asks, its button."""
        encabezado = self.pagina.locator(".encabezado-acciones")
        enlace = encabezado.get_by_role("link", name=re.compile(f"^{etiqueta}…?$"))
        if not enlace.is_visible():
            encabezado.get_by_text("Más acciones").click()
        enlace.click()
        if motivo:
            self.pagina.locator("#motivo").fill(motivo)
        self.pulsa(etiqueta, "button", exact=True)

    # The table

    @property
    def editor(self):
        return self.pagina.locator("form.editor-form")

    @property
    def estado(self):
        return self.editor.locator("[data-estado]")

    def fila(self, numero):
        """The line with this number in the table, open or closed."""
        return self.pagina.locator("tr.fila, tr.editor").nth(numero - 1)

    def celda(self, numero, columna):
        return self.fila(numero).locator(f"td[data-columna={columna}]")

    def campo(self, nombre):
        """A field of the open line: «verificacion», «indicador.texto»…"""
        return self.editor.locator(f".form-control[name$='{nombre}']")

    def abre_fila(self, numero):
        self.fila(numero).locator("[data-editar]").click()
        expect(self.editor.locator("h2")).to_have_text(f"Fila {numero}")

    def escribe(self, campo, texto):
        """Write over a field and leave it by the keyboard: it saves itself."""
        self.campo(campo).fill(texto)
        self.campo(campo).press("Tab")

    def espera_guardado(self):
        expect(self.estado).to_have_text(GUARDADO)

    def cierra_fila(self):
        self.pagina.keyboard.press("Escape")
        expect(self.editor).to_have_count(0)

    def responde_todo(self):
        """Every commitment met, each with its reference, from the first to the last by the keyboard."""
        filas = self.pagina.locator(".tabla-control tr.fila")
        expect(filas.first).to_be_visible()  # counting does not wait for the page that a link leads to
        for numero in range(1, filas.count() + 1):
            if numero == 1:
                self.pagina.locator(".tabla-control [data-editar]").first.click()
            else:
                self.pagina.keyboard.press("Alt+ArrowDown")
            expect(self.editor.locator("h2")).to_have_text(f"Fila {numero}")
            self.responde_fila(numero)
        self.espera_guardado()
        self.cierra_fila()

    def responde_fila(self, numero):
        """The open line: met, with its reference."""
        self.campo("resultado_anual").fill(f"Resultado {numero}")
        self.editor.get_by_label("Sí", exact=True).check()
        self.campo("referencia").fill(f"Carpeta {numero}")
        self.campo("referencia").press("Enter")
        expect(self.editor.locator("[data-evidencias]")).to_contain_text(f"Carpeta {numero}")

    def responde(self, texto):
        """Answer the observation shown; it goes on to the next one by itself."""
        self.pagina.get_by_label("Su respuesta").fill(texto)
        self.pulsa("Responder", "button", exact=True)

    def llena_el_acto(self, archivo=None):
        """The reason and the document of an amendment, with its file when there is one."""
        self.pagina.get_by_label("Motivo de la enmienda").fill(ACTO["motivo"])
        self.pagina.get_by_label("Tipo").select_option(label=ACTO["tipo"])
        for campo in ("numero", "fecha"):
            self.pagina.locator(f"#acto-{campo}").fill(ACTO[campo])
        if archivo:
            self.pagina.locator("#acto-archivo").set_input_files(archivo)

    def descarga(self, enlace, rol="link"):
        """(name, bytes) of what that link gives."""
        with self.pagina.expect_download() as espera:
            self.pulsa(enlace, rol)
        return espera.value.suggested_filename, espera.value.path().read_bytes()

    # What is looked at

    def mira_la_pagina(self):
        """Wide and narrow: nothing stops somebody who cannot see or point, nothing is cut or sticks out."""
        for ventana in (ANCHA, ANGOSTA):
            self.pagina.set_viewport_size(ventana)
            for hallado in (self.barreras(), self.pagina.evaluate(CORTADOS)):
                assert hallado == [], (self.pagina.url, ventana, hallado)
            assert self.sobra_ancho() <= 0, (self.pagina.url, ventana)
        self.pagina.set_viewport_size(ANCHA)

    def barreras(self):
        """What axe finds against WCAG 2.2 A and AA on the page as it stands: [rule: where]."""
        if not self.pagina.evaluate("'axe' in window"):
            self.pagina.evaluate(AXE)
        hallado = self.pagina.evaluate(
            "axe.run(document, {resultTypes: ['violations'], preload: false, rules: {'target-size': {enabled: true}}})"
        )
        return [f"{v['id']}: {', '.join(str(n['target']) for n in v['nodes'][:3])}" for v in hallado["violations"]]

    def sobra_ancho(self):
        """How many pixels the page is wider than the window."""
        return self.pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
