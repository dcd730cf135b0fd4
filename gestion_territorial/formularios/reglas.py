"""The rules of commitments that the forms share, one generator each. Codes as in the catalogue of findings."""

import unicodedata
from collections import defaultdict

from gestion_territorial.compromisos.models import Modalidad
from gestion_territorial.puntaje import mostrar_ponderacion

from .hallazgos import Hallazgo

CIEN = 100
SIN_INDICADOR = "planificacion"  # the planning version of III.3 has no column for it
SIN_DEFINIR = ("por definir", "pendiente", "s/i")
VINETAS = "-–—•▪*·([«\"' "  # what people type before the first word of a cell


def normalizado(texto):
    """Lower case, without accents, single blanks: how two texts are compared as people would."""
    plano = unicodedata.normalize("NFD", texto.casefold())
    return " ".join("".join(c for c in plano if not unicodedata.combining(c)).split())


def verificacion_por_definir(texto):
    return normalizado(texto).lstrip(VINETAS).startswith(SIN_DEFINIR)


def huerfana(fila):
    """A row that hangs from no objective, or from one without words."""
    return fila.objetivo is None or not fila.objetivo.texto.strip()


def _vigentes(contenido):
    return [f for f in contenido.filas if not f.compromiso.anulado]


def _indicadores(contenido):
    """The first line in force of each indicator: what belongs to the indicator is said once."""
    primeras = {}
    for fila in _vigentes(contenido):
        primeras.setdefault(fila.indicador.id, fila)
    return primeras.values()


def _citada(texto, largo=80):
    """What was typed, on one line and between quotation marks."""
    return f"«{' '.join(texto.split())[:largo]}»"


def _en(codigo, fila, clave, leido, **valores):
    c = fila.compromiso
    return Hallazgo(codigo, leido, clave, fila.numero, c.id, tuple(valores.items()), c.cumple_validado or c.cumple)


def vacio(contenido):
    if not contenido.cabecera.no_compromete and not _vigentes(contenido):
        yield Hallazgo("EMPTY", "un programa sin filas")


def suma(contenido):
    if contenido.modalidad == Modalidad.METAS and _vigentes(contenido) and contenido.agregado.suma != CIEN:
        total = contenido.agregado.suma
        cuanto = mostrar_ponderacion(abs(CIEN - total))
        diferencia = f"faltan {cuanto}" if total < CIEN else f"sobran {cuanto}"
        yield Hallazgo(
            "W-SUM",
            f"que las ponderaciones suman {mostrar_ponderacion(total)}",
            "ponderacion",
            valores=(("diferencia", diferencia),),
        )


def ponderaciones(contenido):
    """W-MISSING, W-ZERO and W-BAD: one cell, one thing wrong with it."""
    if contenido.modalidad != Modalidad.METAS:
        return
    for fila in _vigentes(contenido):
        escrita = fila.compromiso.ponderacion_texto
        if not escrita:
            if not huerfana(fila):
                yield _en("W-MISSING", fila, "ponderacion", "una ponderación en blanco")
        elif fila.compromiso.ponderacion_milesimas is None:
            yield _en("W-BAD", fila, "ponderacion", _citada(escrita))
        elif fila.compromiso.ponderacion_milesimas == 0:
            yield _en("W-ZERO", fila, "ponderacion", _citada(escrita))


def mezcla(contenido):
    """M-MIX: weights or answers where the modality has none."""
    por_indicador = defaultdict(list)
    for fila in _vigentes(contenido):
        por_indicador[fila.indicador.id].append(fila)
    for filas in por_indicador.values():
        for fila in filas:
            c = fila.compromiso
            if contenido.modalidad == Modalidad.ACTIVIDADES:
                if c.ponderacion_texto:
                    leido = f"la ponderación {_citada(c.ponderacion_texto)}"
                    yield _en("M-MIX", fila, "ponderacion", leido, modalidad="ACTIVIDADES")
            elif len(filas) > 1 and (c.ponderacion_texto or c.cumple):
                yield _en(
                    "M-MIX", fila, "compromiso", "una ponderación o respuesta en una sola actividad", modalidad="METAS"
                )


def dos_actividades(contenido):
    if contenido.modalidad != Modalidad.ACTIVIDADES:
        return
    por_objetivo = defaultdict(list)
    for fila in _vigentes(contenido):
        if not huerfana(fila):
            por_objetivo[fila.objetivo.id].append(fila)
    for filas in por_objetivo.values():
        escritas = sum(1 for f in filas if f.compromiso.texto.strip())
        if escritas < 2:
            cuantas = "ninguna actividad" if not escritas else "1 actividad"
            yield _en("A-MIN2", filas[0], "compromiso", f"{cuantas} para el objetivo")


def textos_que_faltan(contenido):
    """O-ORPHAN (which silences I-MISSING), I-MISSING, G-MISSING and U-MISSING."""
    for fila in _indicadores(contenido):
        if not huerfana(fila) and not fila.indicador.texto.strip() and contenido.formato != SIN_INDICADOR:
            yield _en("I-MISSING", fila, "indicador", "un indicador en blanco")
    for fila in _vigentes(contenido):
        c = fila.compromiso
        if huerfana(fila):
            yield _en("O-ORPHAN", fila, "objetivo", "una fila sin objetivo")
        if contenido.modalidad == Modalidad.METAS:
            if not c.texto.strip() and not c.actividades.strip():
                yield _en("G-MISSING", fila, "compromiso", "una fila sin meta ni actividades")
        elif not c.texto.strip():
            leido = "actividades escritas en una sola fila" if c.actividades.strip() else "una fila sin actividad"
            yield _en("G-MISSING", fila, "compromiso", leido)
        if not c.unidad.strip():
            yield _en("U-MISSING", fila, "unidad", "una unidad en blanco")


def verificaciones(contenido):
    """V-MISSING and V-TBD: at submission for every row; at results they block a «sí»."""
    for fila in _vigentes(contenido):
        escrita = fila.compromiso.verificacion.strip()
        if not escrita:
            yield _en("V-MISSING", fila, "verificacion", "un medio de verificación en blanco")
        elif verificacion_por_definir(escrita):
            yield _en("V-TBD", fila, "verificacion", _citada(escrita.splitlines()[0]))


def copiadas(contenido):
    for fila in _vigentes(contenido):
        if fila.compromiso.por_confirmar:
            yield _en("W-COPY", fila, "compromiso", "la marca «por confirmar»")


def anticipados(contenido):
    for fila in _indicadores(contenido):
        if fila.indicador.resultado_anticipado.strip():
            yield _en("R-EARLY", fila, "resultado", "un resultado escrito antes del cierre")


def sirve(evidencia):
    """Whether a piece of evidence proves anything: a withdrawn file is given to nobody."""
    return not getattr(evidencia, "retirado", 0)


def repetidas(contenido):
    vistas = {}
    for fila in _indicadores(contenido):
        if huerfana(fila) or not fila.indicador.texto.strip():
            continue
        clave = (normalizado(fila.objetivo.texto), normalizado(fila.indicador.texto))
        if clave in vistas:
            yield _en("D-DUP", fila, "indicador", "el mismo objetivo con el mismo indicador", fila_igual=vistas[clave])
        vistas.setdefault(clave, fila.numero)


def respuestas(contenido):
    """R-MISSING, C-PENDING and E-MISSING: what closing needs of every commitment."""
    for fila in _indicadores(contenido):
        if not fila.indicador.resultado_anual.strip():
            yield _en("R-MISSING", fila, "resultado", "un resultado en blanco")
    for fila in _vigentes(contenido):
        if not fila.compromiso.cumple:
            yield _en("C-PENDING", fila, "cumple", "un compromiso sin respuesta")
        elif fila.compromiso.cumple == "si" and not any(sirve(e) for e in fila.evidencias):
            yield _en("E-MISSING", fila, "cumple", "un «sí» sin evidencia")


COMUNES = (
    vacio,
    suma,
    ponderaciones,
    mezcla,
    dos_actividades,
    textos_que_faltan,
    verificaciones,
    copiadas,
    anticipados,
    repetidas,
    respuestas,
)
