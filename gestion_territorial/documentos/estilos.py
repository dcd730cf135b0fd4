"""The looks of the workbook: one named style per kind of cell, made once and shared by every cell of that kind."""

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from .medidas import CUERPO, NEGRITA

LETRA = "Arial"
AZUL, NOCHE, TINTE, CELESTE, GRIS, ROJO = "0F69B4", "001C41", "E3EEF8", "F3F8FC", "5A6570", "C81E1E"
PESO, DESEMPENO, GENERAL = "0.00#", "0.00", "General"

_LINEA = Side(style="thin", color="9FB4C8")
_MARCO = Border(left=_LINEA, right=_LINEA, top=_LINEA, bottom=_LINEA)

# kind → (font, fill, horizontal alignment, border, number format)
_CLASES = {
    "titulo": ({"size": 13, "bold": True, "color": NOCHE}, None, "left", False, GENERAL),
    "subtitulo": ({"color": GRIS}, None, "left", False, GENERAL),
    "borrador": ({"size": 11, "bold": True, "color": ROJO}, None, "left", False, GENERAL),
    "aviso": ({"color": ROJO}, None, "left", False, GENERAL),
    "seccion": ({"size": 11, "bold": True, "color": NOCHE}, None, "left", False, GENERAL),
    "nota": ({}, None, "left", False, GENERAL),
    "pie": ({"size": 8, "color": GRIS}, None, "left", False, GENERAL),
    "rotulo": ({"bold": True, "color": NOCHE}, TINTE, "left", True, GENERAL),
    "region": ({"size": 11, "bold": True, "color": NOCHE}, None, "left", True, GENERAL),
    "grupo": ({"bold": True, "color": "FFFFFF"}, AZUL, "center", True, GENERAL),
    "columna": ({"bold": True, "color": NOCHE}, TINTE, "center", True, GENERAL),
    "texto": ({}, None, "left", True, GENERAL),
    "respuesta": ({}, None, "center", True, GENERAL),
    "numero": ({}, None, "right", True, PESO),
    "anulado": ({"strike": True, "color": GRIS}, None, "left", True, GENERAL),
    "vacia": ({"italic": True, "color": GRIS}, None, "center", True, GENERAL),
    "total": ({"bold": True, "color": NOCHE}, CELESTE, "right", True, PESO),
    "total_rotulo": ({"bold": True, "color": NOCHE}, CELESTE, "right", True, GENERAL),
    "final_rotulo": ({"bold": True, "color": NOCHE}, TINTE, "left", True, GENERAL),
    "final_detalle": ({"color": NOCHE}, TINTE, "left", True, GENERAL),
    "final_numero": ({"size": 11, "bold": True, "color": NOCHE}, TINTE, "right", True, DESEMPENO),
    "final_valor": ({"size": 11, "bold": True, "color": NOCHE}, TINTE, "center", True, GENERAL),
    "resultado": ({"bold": True, "color": NOCHE}, None, "left", True, GENERAL),
    "desempeno": ({}, None, "right", True, DESEMPENO),
}


def registrar(libro):
    """Give the workbook its styles; cells take them by name. The standard font is what column widths count in."""
    libro._named_styles["Normal"].font = Font(name=LETRA, size=10)
    for clase, (letra, fondo, horizontal, marco, formato) in _CLASES.items():
        estilo = NamedStyle(name=clase_de(clase), number_format=formato)
        estilo.font = Font(**{"name": LETRA, "size": CUERPO, **letra})
        estilo.alignment = Alignment(horizontal=horizontal, vertical="top", wrap_text=True)
        if fondo:
            estilo.fill = PatternFill("solid", start_color=fondo)
        if marco:
            estilo.border = _MARCO
        libro.add_named_style(estilo)


def clase_de(clase):
    """The style's name in the workbook, out of the way of the reader's own."""
    return f"gt_{clase}"


def cuerpo(clase):
    """The letters' size of a kind, in points; a bold one counts as larger, because it is wider."""
    letra = _CLASES[clase][0]
    return letra.get("size", CUERPO) * (NEGRITA if letra.get("bold") else 1)
