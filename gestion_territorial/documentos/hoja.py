"""One sheet being written from top to bottom: widths known, heights estimated, every text a text."""

import re
from itertools import accumulate

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties

from . import medidas
from .estilos import clase_de, cuerpo
from .texto import imprimible, recortar

LARGO_MAXIMO = 32_767  # UTF-16 units that a cell holds; Excel repairs, that is spoils, a file with more
RECORTE = " […] (texto completo en el sistema)"
PARECE_FORMULA = ("=", "+", "-", "@", "\t")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # a workbook reads _x0041_ as «A»: the line itself is escaped


class Hoja:
    """A sheet, its column widths and the row that comes next."""

    def __init__(self, sheet, anchos):
        self.sheet = sheet
        self.anchos = anchos
        self.fila = 1
        for n, ancho in enumerate(anchos, start=1):
            sheet.column_dimensions[get_column_letter(n)].width = ancho
        sheet.sheet_view.showGridLines = False
        self._pagina()

    def _pagina(self):
        """Letter, landscape, one page wide and as many high as it takes."""
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        margenes = sheet.page_margins
        margenes.left = margenes.right = 0.4
        margenes.top, margenes.bottom = 0.6, 0.7
        margenes.header = margenes.footer = 0.3

    def encabezado_y_pie(self, encabezado, pie):
        """The line above and below every printed page; the number of the page goes at the right."""
        sheet = self.sheet
        sheet.oddHeader.center.text = encabezado.replace("&", "&&") or None
        sheet.oddHeader.center.size = 9
        sheet.oddFooter.left.text = pie.replace("&", "&&")
        sheet.oddFooter.left.size = 7
        sheet.oddFooter.right.text = "Página &P de &N"
        sheet.oddFooter.right.size = 7

    def poner(self, fila, columna, texto, clase, *, numero=False, filas=1, columnas=1, formato=None):
        """Write one cell, merged over so many rows and columns. A figure is written as the number its digits say."""
        celda = self.sheet.cell(fila, columna)
        if numero:
            celda.value = float(texto.replace(",", "."))
        elif texto:
            texto = recortar(_ESCAPE.sub("_x005F_", imprimible(texto)), LARGO_MAXIMO, RECORTE)
            celda.value = texto
            celda.data_type = "s"  # never a formula, never an error value, whatever it begins with
        if filas > 1 or columnas > 1:
            self._unir(fila, columna, fila + filas - 1, columna + columnas - 1, clase)
        celda.style = clase_de(clase)
        if not numero and texto.startswith(PARECE_FORMULA):
            celda.quotePrefix = True  # stays a text when someone edits it
        if formato:
            celda.number_format = formato

    def _unir(self, fila, columna, hasta_fila, hasta_columna, clase):
        """Merge cells that all wear the same style: `merge_cells` would work out each border anew, ten times slower."""
        for f in range(fila, hasta_fila + 1):
            for c in range(columna, hasta_columna + 1):
                self.sheet.cell(f, c).style = clase_de(clase)
        rango = CellRange(min_row=fila, min_col=columna, max_row=hasta_fila, max_col=hasta_columna)
        self.sheet.merged_cells.add(rango)

    def ancho(self, columna, columnas=1):
        return sum(self.anchos[columna - 1 : columna - 1 + columnas])

    def linea(self, *celdas):
        """One row of (text, kind, columns[, options]) from left to right, as high as its tallest text."""
        altura, columna = 0, 1
        for texto, clase, columnas, *opciones in celdas:
            self.poner(self.fila, columna, texto, clase, columnas=columnas, **(opciones[0] if opciones else {}))
            altura = max(altura, medidas.alto(texto, self.ancho(columna, columnas), cuerpo=cuerpo(clase)))
            columna += columnas
        self.sheet.row_dimensions[self.fila].height = min(altura, 409)
        self.fila += 1

    def ancha(self, texto, clase):
        """One row over the whole width."""
        self.linea((texto, clase, len(self.anchos)))

    def separar(self, puntos=8):
        self.sheet.row_dimensions[self.fila].height = puntos
        self.fila += 1

    def cuerpo_de_tabla(self, filas, clase_de_celda):
        """The lines of a table. A line too high for one row takes several, merged, so that no text is cut off."""
        altos = medidas.repartir(
            [
                max(
                    [medidas.alto(c.impreso, self.anchos[k]) for k, c in enumerate(fila) if c and c.filas == 1],
                    default=medidas.alto("", 10),
                )
                for fila in filas
            ],
            [
                (n, c.filas, medidas.alto(c.impreso, self.anchos[k]))
                for n, fila in enumerate(filas)
                for k, c in enumerate(fila)
                if c and c.filas > 1
            ],
        )
        partes = [medidas.trozos(alto) for alto in altos]
        inicios = [self.fila + antes for antes in accumulate(partes, initial=0)]
        for n, (alto, cuantas) in enumerate(zip(altos, partes, strict=True)):
            for fila in range(inicios[n], inicios[n + 1]):
                self.sheet.row_dimensions[fila].height = alto / cuantas
        for n, fila in enumerate(filas):
            for k, celda in enumerate(fila, start=1):
                if celda:
                    self.poner(
                        inicios[n],
                        k,
                        celda.texto if celda.es_numero else celda.impreso,
                        clase_de_celda(celda, k - 1),
                        numero=celda.es_numero,
                        filas=inicios[n + celda.filas] - inicios[n],
                    )
        self.fila = inicios[-1]
