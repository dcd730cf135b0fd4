"""The value of a cell: one reading for screen, Excel and PDF, so that all three say the same digits."""

from dataclasses import dataclass
from fractions import Fraction

from gestion_territorial.compromisos.contenido import ponderacion
from gestion_territorial.compromisos.models import Modalidad
from gestion_territorial.puntaje import Resultado, mostrar_ponderacion

from .declaracion import Nivel, Tipo

PALABRA = {"si": "sí", "no": "no", "": ""}
# The cell that a waiver speaks of.
CELDA_DISPENSABLE = {"A-MIN2": "compromiso", "V-MISSING": "verificacion", "V-TBD": "verificacion"}
# The sign that goes with each verdict's word, on screen and on paper: colour never stands alone.
SIGNOS = {
    Resultado.CUMPLE: "✓",
    Resultado.NO_CUMPLE: "✕",
    Resultado.PENDIENTE: "◔",
    Resultado.NO_EVALUABLE: "?",
    Resultado.VACIO: "○",
    Resultado.SIN_COMPROMISO: "–",
}


@dataclass(frozen=True, slots=True)
class Valor:
    """What a cell says: its text, the exact number behind it where it is one, and a remark on it.

    `motivo` goes with the remark where there is room for it, on screen; `provisional` tells that the text itself is not
    the last word, and the remark why.
    """

    texto: str
    numero: Fraction | None = None
    nota: str = ""
    motivo: str = ""
    provisional: bool = False


VACIO = Valor("")


def valor(columna, fila, contenido):
    """The cell of a column in a line of one of the form's tables."""
    if columna.lee:
        return Valor(columna.lee(fila, contenido))
    if columna.nivel == Nivel.PROPIA:
        return Valor(_de_la_fila(columna, fila.datos))
    c = fila.compromiso
    if columna.tipo == Tipo.PONDERACION:
        return _numero(peso(fila, contenido), contenido, si_no=c.ponderacion_texto)
    if columna.tipo == Tipo.RESPUESTA:
        return respuesta(c)
    if columna.tipo == Tipo.GANADA:
        return _numero(ganada(fila, contenido), contenido)
    if columna.tipo == Tipo.COMPROMISO:
        texto = "\n".join(filter(None, [c.texto, *(f"- {linea}" for linea in en_lineas(c.actividades))]))
        return Valor(texto, nota=_dispensa(columna, c, contenido))
    if columna.clave == "resultado":
        return _resultado(fila)
    if columna.clave == "objetivo":
        return Valor(fila.objetivo.texto if fila.objetivo else "")
    de = {Nivel.OBJETIVO: fila.objetivo, Nivel.INDICADOR: fila.indicador, Nivel.COMPROMISO: c}[columna.nivel]
    texto = "\n".join(str(getattr(de, campo)) for campo in columna.campos) if de else ""
    return Valor(texto, nota=_dispensa(columna, c, contenido))


def cambiada(compromiso):
    """Whether it was validated as something else than what the region answered."""
    return compromiso.cumple_validado not in ("", compromiso.cumple)


def respuesta(compromiso):
    """The answer that counts; where the national level said another, what the region had said and why it does not."""
    texto = PALABRA[compromiso.cumple_validado or compromiso.cumple]
    if not cambiada(compromiso):
        return Valor(texto)
    declarado = f"la región respondió «{PALABRA[compromiso.cumple]}»" if compromiso.cumple else "la región no respondió"
    motivo = compromiso.motivo_validacion
    return Valor(texto, nota=declarado, motivo=f"Validado «{texto}»: {motivo}" if motivo else "")


def _dispensa(columna, compromiso, contenido):
    """The waiver of a cell, in words: from what, and why it was granted or asked for."""
    codigos = (codigo for codigo, clave in CELDA_DISPENSABLE.items() if clave == columna.clave)
    d = next((d for codigo in codigos if (d := contenido.dispensas.get((codigo, compromiso.id)))), None)
    if d is None:
        return ""
    if d.otorgada:
        return f"dispensa otorgada el {'-'.join(reversed(d.fecha.split('-')))}: {d.motivo_otorgada}"
    return f"dispensa pedida: {d.motivo}"


def _de_la_fila(columna, datos):
    textos = [str(getattr(datos, campo) or "") for campo in columna.campos]
    if columna.tipo == Tipo.LISTA:
        return "\n".join(f"- {linea}" for texto in textos for linea in en_lineas(texto))
    if columna.tipo == Tipo.MARCAS:
        opciones = dict(columna.opciones)
        return "\n".join(f"- {opciones.get(clave, clave)}" for texto in textos for clave in en_lineas(texto))
    if columna.tipo == Tipo.OPCIONES:
        return ", ".join(dict(columna.opciones).get(texto, texto) for texto in textos if texto)
    if columna.tipo == Tipo.FECHA:
        return ", ".join("-".join(reversed(texto.split("-"))) for texto in textos if texto)
    return "\n".join(filter(None, textos))


def en_lineas(texto):
    """The activities of a text, one a line, without the dash or bullet people type before them."""
    lineas = (linea.strip().lstrip("-–•▪").strip() for linea in texto.splitlines())
    return [linea for linea in lineas if linea]


def peso(fila, contenido):
    """The exact weight of a line in points: as written, or 100/N when activities weigh the same; None without one."""
    if fila.compromiso.anulado:
        return None
    if contenido.modalidad == Modalidad.ACTIVIDADES:
        return Fraction(100, contenido.agregado.unidades)
    return ponderacion(fila.compromiso)


def ganada(fila, contenido):
    """The earned weight: the weight if *sí*, 0 if *no*, None while unanswered."""
    respuesta = fila.compromiso.cumple_validado or fila.compromiso.cumple
    if fila.compromiso.anulado or not respuesta:
        return None
    return peso(fila, contenido) if respuesta == "si" else Fraction(0)


def _numero(numero, contenido, si_no=""):
    if numero is None:
        return Valor(si_no)
    return Valor(mostrar_ponderacion(numero, uniforme=contenido.modalidad == Modalidad.ACTIVIDADES), numero)


def _resultado(fila):
    i = fila.indicador
    if i.resultado_anticipado and not i.resultado_anual:
        return Valor(i.resultado_anticipado, nota="resultado anticipado", provisional=True)
    return Valor(i.resultado_anual)
