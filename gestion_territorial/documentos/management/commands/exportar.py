"""`manage.py exportar`: the official paper of a region or of the country, or a region's evidence, into a file."""

import io
import os
import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.documentos import documento, excel, paquete, pdf
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import FormatoDesconocido
from gestion_territorial.territorio.models import Periodo, Region, Servicio

PAQUETE = ".zip"
FORMATOS = {".xlsx": excel.libro, ".pdf": pdf.documento_pdf}


class Command(BaseCommand):
    help = "Escribe el documento oficial de una región o del país en Excel o PDF; en ZIP, las evidencias de una región."

    def add_arguments(self, parser):
        parser.add_argument("--servicio", required=True, help="código del servicio, por ejemplo SERNAM")
        parser.add_argument("--anio", required=True, help="año del período, por ejemplo 2009")
        parser.add_argument("--region", help="código de la región, por ejemplo 02; sin él, el documento nacional")
        parser.add_argument("--formulario", help="código del formulario, por ejemplo III.1; en ZIP, sin él, todos")
        parser.add_argument("--formato", help="versión del formato donde hay más de una, por ejemplo planificacion")
        parser.add_argument("--numero", type=int, help="número de la medición, por ejemplo 2; sin él, la última")
        parser.add_argument("--salida", required=True, help="archivo por escribir, .xlsx, .pdf o .zip")

    def handle(self, *, servicio, anio, region, formulario, salida, formato=None, numero=None, **opciones):
        salida = Path(salida)
        extension = _extension(salida)
        formularios = [_formulario(formulario)] if formulario or extension != PAQUETE else catalogo.instalados()
        servicio = _uno(Servicio, "el servicio", "codigo", servicio)
        periodo = _uno(Periodo, "el período", "anio", anio)
        programas = [_programa(servicio, periodo, f, region, numero) for f in formularios] if region else []
        if extension == PAQUETE:
            if not programas:
                raise CommandError("Las evidencias se exportan de a una región: agregue --region, por ejemplo 02.")
            hecho = paquete.de_programas(programas)
        else:
            hecho = _papel(extension, programas, servicio, periodo, formularios[0], formato)
        with hecho:
            _guardar(salida, hecho)
        self.stdout.write(f"Se escribió {salida} ({salida.stat().st_size} bytes).")


def _extension(salida):
    extension = salida.suffix.lower()
    if extension not in (*FORMATOS, PAQUETE):
        raise CommandError(f"La salida «{salida.name}» no termina en .xlsx, .pdf ni .zip: escriba una de las tres.")
    if not salida.parent.is_dir():
        raise CommandError(f"No existe la carpeta «{salida.parent}»: créela o elija otra.")
    return extension


def _papel(extension, programas, servicio, periodo, formulario, formato):
    """The official paper of that programme, or of the country where there is none, as a file at its beginning."""
    try:
        if programas:
            papel = documento.regional(programas[0], formato=formato)
        else:
            papel = documento.nacional(servicio, periodo, formulario, formato)
        return io.BytesIO(FORMATOS[extension](papel))
    except (pdf.PdfNoDisponible, FormatoDesconocido) as error:
        raise CommandError(str(error)) from None


def _formulario(codigo):
    instalados = catalogo.instalados()
    if codigo is None:
        return instalados[0]
    nombres = ", ".join(f.codigo for f in instalados)
    try:
        return catalogo.formulario(codigo)
    except catalogo.FormularioDesconocido:
        raise CommandError(f"No existe el formulario «{codigo}». Los que hay: {nombres}.") from None


def _uno(modelo, nombre, campo, valor):
    """The row whose code is that one, or a sentence with those that exist."""
    existentes = {str(getattr(fila, campo)): fila for fila in modelo.objects.all()}
    if str(valor) not in existentes:
        raise CommandError(f"No existe {nombre} «{valor}». Los que hay: {', '.join(existentes) or 'ninguno'}.")
    return existentes[str(valor)]


def _programa(servicio, periodo, formulario, codigo, numero=None):
    region = _uno(Region, "la región", "codigo", codigo)
    programas = ProgramaRegional.objects.filter(
        servicio=servicio, periodo=periodo, formulario=formulario.codigo, region=region
    ).order_by("numero")
    programa = programas.last() if numero is None else programas.filter(numero=numero).first()
    if programa is None and programas:
        hay = ", ".join(str(p.numero) for p in programas)
        raise CommandError(f"No existe el número {numero} de {formulario.codigo} de {region} en {periodo}. Hay: {hay}.")
    if programa is None:
        raise CommandError(
            f"El servicio {servicio} no tiene un programa {formulario.codigo} de {region} en {periodo}: "
            "esa región no es parte del período."
        )
    return programa


def _guardar(salida, hecho):
    """Write the file whole or not at all: beside its place first, then into it."""
    borrador = salida.with_name(f".{salida.name}.{os.getpid()}")
    try:
        with borrador.open("wb") as destino:
            shutil.copyfileobj(hecho, destino)
        borrador.replace(salida)
    except OSError as error:
        borrador.unlink(missing_ok=True)
        raise CommandError(f"No se pudo escribir «{salida}»: {error.strerror}.") from None
