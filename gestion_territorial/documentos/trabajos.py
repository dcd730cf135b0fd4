"""The country's documents as background work: small ones at once, big ones outside the request, once per content.

What a document is made from has a key: everything recorded in the service's year, its rules, its publications and the
code that draws it. The same key is the same document, whoever asks.
"""

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.compromisos.contenido import modelo
from gestion_territorial.compromisos.models import Compromiso, ProgramaRegional
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.flujo.models import Publicacion
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Periodo, Servicio
from gestion_territorial.trabajos.cola import encolar
from gestion_territorial.trabajos.tipos import Imposible, Tipo

from . import documento, excel, pdf

TIPO_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIME = {"xlsx": TIPO_EXCEL, "pdf": "application/pdf"}
# Rows of the country up to which a document is answered at once: about two seconds of one processor.
AL_INSTANTE = {"xlsx": 600, "pdf": 60}
PASO_DE_PAGINA = "Creating layout - Page"


@dataclass(frozen=True)
class Pedido:
    """One document of the country that somebody asks for."""

    servicio: Servicio
    periodo: Periodo
    codigo: str
    extension: str
    formato: str = ""
    publicacion: Publicacion | None = None

    @property
    def formulario(self):
        return catalogo.formulario(self.codigo)

    @property
    def nombre(self):
        return f"{self.codigo}_{self.servicio.codigo}_{self.periodo.anio}_nacional.{self.extension}"

    @property
    def datos(self):
        return {
            "servicio": self.servicio.pk,
            "periodo": self.periodo.pk,
            "formulario": self.codigo,
            "extension": self.extension,
            "formato": self.formato,
            "publicacion": self.publicacion.pk if self.publicacion else None,
        }

    def documento(self):
        if self.publicacion:
            return documento.publicado(self.publicacion, self.formato or None)
        return documento.nacional(self.servicio, self.periodo, self.formulario, self.formato or None)

    def es_chico(self):
        """Whether it may be made while somebody waits."""
        donde = {"servicio": self.servicio, "periodo": self.periodo, "formulario": self.codigo}
        donde = {f"programa__{campo}": valor for campo, valor in donde.items()}
        modelos = {Compromiso, *(modelo(t.modelo) for t in self.formulario.tablas if t.modelo)}
        tope = AL_INSTANTE[self.extension]
        filas = [m.objects.vivas().filter(**donde).order_by().values_list("pk") for m in modelos]
        return tope >= 0 and len(filas[0].union(*filas[1:], all=True)[: tope + 1]) <= tope

    def clave(self):
        """The hash of all that the document shows.

        A programme's `edicion` grows with each change of it; a form may show what another form's programme says, so
        every one of the year counts.
        """
        programas = ProgramaRegional.objects.filter(servicio=self.servicio, periodo=self.periodo).order_by("pk")
        publicadas = Publicacion.objects.filter(servicio=self.servicio, periodo=self.periodo).order_by("pk")
        hecho_de = [
            self.datos,
            self.servicio.nombre,
            list(Periodo.objects.filter(pk=self.periodo.pk).values_list("umbral_milesimas", "formatos")),
            list(programas.values_list("pk", "edicion", "estado", "vigente")),
            list(publicadas.values_list("pk", "sha256")),
            huella_del_codigo(),
        ]
        return sha256(canonico(hecho_de))

    def escribir(self, papel):
        return pdf.documento_pdf(papel) if self.extension == "pdf" else excel.libro(papel)


def pedir(pedido):
    """The work that makes this document, or has made it. Writes: see `cola.encolar`."""
    return encolar(
        NACIONAL.nombre,
        clave=pedido.clave(),
        datos=pedido.datos,
        archivo=pedido.nombre,
        mime=MIME[pedido.extension],
    )


def hacer(tarea):
    """Make it as it stands now. If that is no longer what was asked for, it is still what this person is waiting for,
    but nobody else is given it."""
    pedido = _leer(tarea.datos)
    tarea.avanzar("Leyendo los programas de las regiones", 1, 10)
    antes = pedido.clave()
    papel = pedido.documento()
    if {antes, pedido.clave()} != {tarea.trabajo.clave}:
        tarea.sin_clave()
    try:
        with _contando_paginas(tarea):
            contenido = pedido.escribir(papel)
    except pdf.PdfNoDisponible as falta:
        raise Imposible(str(falta)) from None
    tarea.destino.write_bytes(contenido)


def puede(cargo, datos):
    """Whoever may open the service's national page."""
    if cargo is None or cargo.rol not in (Rol.REVISOR, Rol.ADMINISTRADOR, Rol.OBSERVADOR):
        return False
    return cargo.servicio_id in (None, datos["servicio"])


def _leer(datos):
    servicio, periodo = Servicio.objects.filter(pk=datos["servicio"]), Periodo.objects.filter(pk=datos["periodo"])
    try:
        return Pedido(
            servicio.get(),
            periodo.get(),
            catalogo.formulario(datos["formulario"]).codigo,
            datos["extension"],
            datos["formato"],
            Publicacion.objects.get(pk=datos["publicacion"]) if datos["publicacion"] else None,
        )
    except (Servicio.DoesNotExist, Periodo.DoesNotExist, Publicacion.DoesNotExist, catalogo.FormularioDesconocido):
        raise Imposible("Lo que se pidió ya no existe.") from None


@contextmanager
def _contando_paginas(tarea):
    """WeasyPrint tells its log of each page it lays out: the only news there is of how far it came."""
    bitacora = logging.getLogger("weasyprint.progress")
    oido = _Paginas(tarea)
    nivel, sube = bitacora.level, bitacora.propagate
    bitacora.addHandler(oido)
    bitacora.setLevel(logging.INFO)
    bitacora.propagate = False
    tarea.avanzar("Escribiendo el documento", 3, 10)
    try:
        yield
    finally:
        bitacora.removeHandler(oido)
        bitacora.setLevel(nivel)
        bitacora.propagate = sube


class _Paginas(logging.Handler):
    def __init__(self, tarea):
        super().__init__()
        self.tarea = tarea

    def emit(self, record):
        if PASO_DE_PAGINA in str(record.msg) and record.args:
            self.tarea.avanzar(f"Dibujando la página {record.args[0]}", 6, 10)


@cache
def huella_del_codigo():
    """One hash of what draws documents: after an upgrade the kept ones are made again."""
    raiz = settings.BASE_DIR
    propias = [Path(app.path) for app in apps.get_app_configs()]
    lugares = [lugar for lugar in propias if lugar.is_relative_to(raiz) and "site-packages" not in lugar.parts]
    lugares += [raiz / lugar for lugar in ("gestion_territorial/puntaje", "templates/documentos", "static/documentos")]
    archivos = sorted(a for lugar in lugares for a in lugar.rglob("*") if a.suffix in (".py", ".html", ".css", ".svg"))
    return sha256("\n".join(sha256(a.read_text(encoding="utf-8")) for a in archivos))


NACIONAL = Tipo("documento-nacional", hacer=hacer, puede=puede, titulo="Documento nacional")
