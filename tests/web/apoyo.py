"""What the tests of the screens share: reading a page's forms as a browser does, and photos of the whole database."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.db import connection

SIN_FOTO = ("django_migrations", "sqlite_sequence")
SIN_TEXTO = {"script", "style"}


def foto_total(sin=()):
    """Every row of every table, sessions and cache included: what a page that only reads must leave as it was."""
    with connection.cursor() as cursor:
        tablas = sorted(set(connection.introspection.table_names(cursor)) - {*SIN_FOTO, *sin})
        todo = {}
        for tabla in tablas:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(tabla)}")
            todo[tabla] = sorted(map(repr, cursor.fetchall()))
    return todo


def distintas(antes, despues):
    """The names of the tables that differ between two photos."""
    return sorted(tabla for tabla in antes if antes[tabla] != despues[tabla])


def cuerpo(respuesta):
    """The bytes of an answer, also of one that is sent in pieces."""
    return b"".join(respuesta.streaming_content) if respuesta.streaming else respuesta.content


def es_html(respuesta):
    return respuesta["Content-Type"].startswith("text/html")


@dataclass
class FormularioLeido:
    """A form of a page as a browser would post it: where, and the fields with what they hold."""

    atributos: dict
    campos: dict = field(default_factory=dict)
    opciones: dict = field(default_factory=dict)  # {name of a list: the values one may choose}

    @property
    def accion(self):
        return self.atributos.get("action", "")


class Pagina(HTMLParser):
    """The words, the forms and the addresses of a page."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.formularios, self.enlaces, self.etiquetas = [], [], []
        self._textos, self._abierto, self._caja, self._lista = [], None, None, None
        self._callar = 0
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n"))  # as a browser does, before anything else
        self.texto = " ".join("".join(self._textos).split())

    def handle_starttag(self, tag, attrs):
        atributos = dict(attrs)
        self.etiquetas.append((tag, atributos))
        if tag in SIN_TEXTO:
            self._callar += 1
        if tag == "a" and "href" in atributos:
            self.enlaces.append(atributos["href"])
        if tag == "form":
            self._abierto = FormularioLeido(atributos)
            self.formularios.append(self._abierto)
        if self._abierto is None or "name" not in atributos:
            if tag == "option" and self._lista:
                self._opcion(atributos)
            return
        campos, nombre = self._abierto.campos, atributos["name"]
        if tag == "textarea":
            self._caja = [campos, nombre, ""]
        elif tag == "select":
            self._lista = (self._abierto, nombre)
            campos.setdefault(nombre, "")
            self._abierto.opciones[nombre] = []
        elif tag == "input" and atributos.get("type") in ("radio", "checkbox"):
            if "checked" in atributos:
                campos[nombre] = atributos.get("value", "on")
        elif tag == "input":
            campos[nombre] = atributos.get("value", "")

    def _opcion(self, atributos):
        formulario, nombre = self._lista
        formulario.opciones[nombre].append(atributos.get("value", ""))
        if "selected" in atributos:
            formulario.campos[nombre] = atributos.get("value", "")

    def handle_endtag(self, tag):
        if tag in SIN_TEXTO:
            self._callar -= 1
        if tag == "form":
            self._abierto = None
        elif tag == "textarea" and self._caja:
            campos, nombre, texto = self._caja
            campos[nombre] = texto.removeprefix("\n")  # the first line end of a textarea is not part of its text
            self._caja = None
        elif tag == "select":
            self._lista = None

    def handle_data(self, data):
        if self._caja:
            self._caja[2] += data
        if not self._callar:
            self._textos.append(data)

    def formulario(self, en=""):
        """The form whose action ends so; a test that expects one fails clearly without it."""
        hallados = [f for f in self.formularios if f.accion.endswith(en) and f.atributos.get("method") == "post"]
        assert hallados, f"no form posts to …{en}: {[f.accion for f in self.formularios]}"
        return hallados[-1]


def leer(respuesta):
    return Pagina(respuesta.content.decode())


def es_pagina_en_castellano(respuesta):
    """Whether an answer is a page of the product: in Spanish, with its one h1 and a sentence."""
    html = respuesta.content.decode()
    return 'lang="es-CL"' in html and html.count("<h1") == 1 and "Traceback" not in html


def marcado(respuesta):
    """The page's HTML without the words that only screen readers hear."""
    return re.sub(r'<span class="visually-hidden">.*?</span>', "", respuesta.content.decode(), flags=re.DOTALL)
