"""The document as a workbook.

A region's document is one sheet per table of the form (III.1 has one). The country's has one sheet per region and
table, north to south, each complete in itself and laid out like the regional one, and a last sheet «Veredicto» with
the regions' results, the verdict and the versions used («Versiones», with these alone, where no verdict is printed):
a ministry's reader finds a region by its tab, and an import reads every sheet the same way. Custom
properties (formulario, servicio, anio, region, version, sha256; of the country hoja.NN, version.NN and sha256.NN) say
what the workbook is.

A line may take several sheet rows, merged, when its text is higher than a row can be.
"""

import re
import zipfile
from datetime import UTC
from io import BytesIO

from openpyxl import Workbook
from openpyxl.packaging.custom import IntProperty, StringProperty
from openpyxl.writer.excel import ExcelWriter

from . import estilos, medidas
from .hoja import Hoja
from .partes import BORRADOR, EVIDENCIAS, SIN_FILAS

ANCHOS_VEREDICTO = (20, 26, 17, 36, 16, 17)
_PROHIBIDOS = re.compile(r"[\[\]:*?/\\]")


def libro(documento):
    """The bytes of the workbook. The same document gives the same bytes."""
    wb = Workbook()
    wb.remove(wb.active)
    estilos.registrar(wb)
    hojas = {}
    for bloque in documento.bloques:
        for n, tabla in enumerate(bloque.tablas):
            base = f"{bloque.codigo} {bloque.region}" if documento.es_nacional else documento.formulario
            sheet = wb.create_sheet(_titulo(base, wb.sheetnames))
            hojas.setdefault(bloque.codigo, sheet.title)
            _hoja_de_tabla(sheet, documento, bloque, tabla, ultima=n == len(bloque.tablas) - 1)
    if documento.es_nacional:
        ultima = "Veredicto" if documento.veredicto else "Versiones"
        _hoja_nacional(wb.create_sheet(_titulo(ultima, wb.sheetnames)), documento)
    _propiedades(wb, documento, hojas)
    return _bytes(wb, documento)


def _titulo(base, usados):
    """A sheet name that Excel takes: at most 31 characters, none forbidden, none repeated."""
    base = _PROHIBIDOS.sub("-", base).replace("'", "’")
    for n in range(1, len(usados) + 2):
        sufijo = f" ({n})" if n > 1 else ""
        titulo = base[: 31 - len(sufijo)].strip() + sufijo
        if titulo.casefold() not in {u.casefold() for u in usados}:
            return titulo


def _hoja_de_tabla(sheet, documento, bloque, tabla, *, ultima):
    hoja = Hoja(sheet, medidas.anchos([(c.ancho, c.etiqueta) for c in tabla.columnas]))
    n = len(hoja.anchos)
    _cabecera(hoja, documento, bloque.uso.borrador, bloque.uso.avisos)
    primera = hoja.fila
    for etiqueta, texto in ((bloque.etiqueta, bloque.identificacion), *bloque.encabezados):
        hoja.linea((etiqueta, "rotulo", 1), (texto, "region", n - 1))
    for aviso in bloque.avisos:
        hoja.ancha(aviso, "aviso")
    if tabla.con_grupos:
        hoja.linea(*((grupo, "grupo", cuantas) for grupo, cuantas in tabla.grupos))
    hoja.linea(*((columna.etiqueta, "columna", 1) for columna in tabla.columnas))
    sheet.print_title_rows = f"{primera}:{hoja.fila - 1}"
    sheet.freeze_panes = f"A{hoja.fila}"
    if tabla.filas:
        hoja.cuerpo_de_tabla(tabla.filas, lambda celda, k: _clase(celda, tabla.columnas[k]))
    else:
        hoja.ancha(SIN_FILAS, "vacia")
    if tabla.totales:
        hoja.linea(
            ("Total", "total_rotulo", tabla.antes_de_totales),
            *(
                (c.texto, "total" if c.es_numero else "total_rotulo", 1, {"numero": c.es_numero})
                for c in tabla.totales_impresos
            ),
        )
    if ultima:
        for n, texto in enumerate((EVIDENCIAS, *bloque.evidencias) if bloque.evidencias else ()):
            hoja.ancha(texto, "nota" if n else "seccion")
        for linea in (bloque.desempeno, None if documento.es_nacional else documento.veredicto):
            if linea:
                _linea_final(hoja, linea)
        if not documento.es_nacional:
            _notas(hoja, documento)
    hoja.separar()
    hoja.ancha(f"{bloque.uso.pie} · {bloque.estado}", "pie")
    hoja.ancha(f"SHA-256: {bloque.uso.sha256}", "pie")
    _cerrar(hoja, bloque.uso.borrador, f"{bloque.uso.pie} · SHA-256 {bloque.uso.sha256[:16]}…")


def _clase(celda, columna):
    if celda.anulada:
        return "anulado"
    if columna.clase == "numero":
        return "numero" if celda.es_numero else "texto"
    return columna.clase


def _hoja_nacional(sheet, documento):
    hoja = Hoja(sheet, medidas.anchos([(ancho, "") for ancho in ANCHOS_VEREDICTO]))
    _cabecera(hoja, documento, documento.borrador, documento.avisos)
    if documento.etiqueta_desempeno:
        primera = hoja.fila
        etiquetas = ("Región", "Autoridad regional", "Estado", "Detalle", documento.etiqueta_desempeno, "Resultado")
        hoja.linea(*((etiqueta, "columna", 1) for etiqueta in etiquetas))
        sheet.print_title_rows = f"{primera}:{primera}"
        for bloque in documento.bloques:
            _resultado(hoja, bloque)
    if documento.veredicto:
        _linea_final(hoja, documento.veredicto)
    hoja.separar()
    hoja.ancha("Versiones usadas", "seccion")
    hoja.linea(("Región", "columna", 1), ("Versión", "columna", 1), ("Fecha", "columna", 1), ("SHA-256", "columna", 3))
    for bloque in documento.bloques:
        uso = bloque.uso
        hoja.linea(
            (bloque.region, "texto", 1), (uso.nombre, "texto", 1), (uso.fecha, "texto", 1), (uso.sha256, "texto", 3)
        )
    _notas(hoja, documento)
    _cerrar(hoja, documento.borrador, f"{documento.nombre} · versiones usadas en la hoja {sheet.title}")


def _resultado(hoja, bloque):
    linea = bloque.desempeno
    hoja.linea(
        (bloque.region, "texto", 1),
        (bloque.autoridad, "texto", 1),
        (bloque.estado, "texto", 1),
        (linea.detalle, "texto", 1),
        (linea.valor, "desempeno" if linea.es_numero else "respuesta", 1, {"numero": linea.es_numero}),
        (linea.resultado, "resultado", 1, {"formato": _con_signo(linea)}),
    )


def _cabecera(hoja, documento, borrador, avisos):
    hoja.ancha(documento.titulo, "titulo")
    hoja.ancha(documento.encabezado, "subtitulo")
    if borrador:
        hoja.ancha(BORRADOR, "borrador")
    for aviso in avisos:
        hoja.ancha(aviso, "aviso")


def _linea_final(hoja, linea):
    """Label, reason and figure. Without a reason the figure takes its place too."""
    primera, segunda = medidas.zonas(hoja.anchos)
    if linea.es_numero:
        valor = (linea.valor, "final_numero", len(hoja.anchos) - segunda, {"numero": True})
    else:
        formato = {"formato": _con_signo(linea)} if linea.resultado == linea.valor else {}
        valor = (linea.valor, "final_valor", len(hoja.anchos) - segunda, formato)
    hoja.linea((linea.etiqueta, "final_rotulo", primera), (linea.detalle, "final_detalle", segunda - primera), valor)


def _con_signo(linea):
    """A number format that shows the sign before the word and leaves the cell's value the plain word."""
    return f'"{linea.signo} "@' if linea.signo else None


def _notas(hoja, documento):
    if documento.notas:
        hoja.separar()
        hoja.ancha("Notas", "seccion")
        for numero, texto in documento.notas:
            hoja.ancha(f"({numero}) {texto}" if numero else texto, "nota")


def _cerrar(hoja, borrador, pie):
    hoja.sheet.print_area = f"A1:{hoja.sheet.cell(hoja.fila - 1, len(hoja.anchos)).coordinate}"
    hoja.encabezado_y_pie(BORRADOR if borrador else "", pie)


def _propiedades(wb, documento, hojas):
    """What a later import recognises the workbook by. Empty ones are left out: readers stumble over them."""
    momento = documento.momento.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    wb.properties.title = documento.titulo
    wb.properties.creator = documento.servicio_nombre
    wb.properties.created = wb.properties.modified = momento
    wb.properties.language = "es-CL"
    propias = {"formulario": documento.formulario, "servicio": documento.servicio, "region": documento.region}
    if documento.formato:
        propias["formato"] = documento.formato
    for bloque in documento.bloques:
        sufijo = f".{bloque.codigo}" if documento.es_nacional else ""
        propias[f"hoja{sufijo}"] = hojas[bloque.codigo]
        propias[f"version{sufijo}"] = str(bloque.uso.numero or "")
        propias[f"sha256{sufijo}"] = bloque.uso.sha256
    wb.custom_doc_props.append(IntProperty(name="anio", value=documento.anio))
    for nombre, valor in propias.items():
        if valor:
            wb.custom_doc_props.append(StringProperty(name=nombre, value=valor))


def _bytes(wb, documento):
    """Write the workbook with the document's own date in it and in the zip: openpyxl would put the present one."""
    crudo, salida = BytesIO(), BytesIO()
    ExcelWriter(wb, zipfile.ZipFile(crudo, "w", zipfile.ZIP_STORED)).save()
    with zipfile.ZipFile(crudo) as de, zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as a:
        for nombre in de.namelist():
            entrada = zipfile.ZipInfo(nombre, (documento.anio, 1, 1, 0, 0, 0))
            entrada.compress_type = zipfile.ZIP_DEFLATED
            a.writestr(entrada, de.read(nombre))
    return salida.getvalue()
