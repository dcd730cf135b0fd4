"""The register told again: replaying each programme's entries must end in the rows that are stored.

Rows written through `Escritura` have an entry for each save; those of `sembrar` have none, and its entry says so.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from gestion_territorial.auditoria.faltas import Falta
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.contenido import modelos
from gestion_territorial.compromisos.models import Compromiso, ProgramaRegional
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import PonderacionIlegible, leer_ponderacion, milesimas

from .faltas import de_programa
from .siembra import ACCION as SEMBRAR

DEL_PROGRAMA = ("autoridad", "modalidad", "no_compromete", "estado", "revisor", "vigente")
DERIVADOS = ("ponderacion_milesimas",)  # told again from the text as typed
CREADA = 1  # a row's first edicion


@dataclass
class _Fila:
    """What the register says of one row: its counter, its last values, and whether its beginning is told."""

    edicion: int = 0
    desde_el_comienzo: bool = False
    campos: dict = field(default_factory=dict)


@dataclass
class Historia:
    """What the register says of one programme."""

    edicion: int = 0
    sembrado: bool = False
    ajenas: set = field(default_factory=set)  # entries that another chain holds
    cabecera: dict = field(default_factory=dict)
    filas: dict = field(default_factory=lambda: defaultdict(_Fila))
    versiones: dict = field(default_factory=dict)  # number → SHA-256


def historias(lote):
    """{programme id: Historia}, from one query."""
    todas, cadenas = {p.pk: Historia() for p in lote}, {p.pk: p.cadena for p in lote}
    entradas = Registro.objects.filter(programa_id__in=todas).order_by("programa_id", "pk")
    campos = ("cadena", "secuencia", "accion", "edicion", "tabla", "fila_id", "contenido", "programa_id")
    for entrada in entradas.only(*campos).iterator():
        historia = todas[entrada.programa_id]
        if entrada.cadena != cadenas[entrada.programa_id]:
            historia.ajenas.add(f"{entrada.cadena} n.º {entrada.secuencia}")
        cambios, datos = _leer(entrada)
        historia.edicion = max(historia.edicion, entrada.edicion or 0)
        if entrada.tabla:
            fila = historia.filas[entrada.tabla, entrada.fila_id]
            fila.desde_el_comienzo = fila.desde_el_comienzo or datos.get("edicion") == CREADA
            fila.edicion = datos.get("edicion", fila.edicion)
            fila.campos |= cambios
        elif "observacion" not in datos:  # an observation has a state of its own
            historia.cabecera |= cambios
            historia.sembrado = historia.sembrado or entrada.accion == SEMBRAR
            if datos.get("version"):
                historia.versiones[datos["version"]] = datos["sha256"]
    return todas


def _leer(entrada):
    """({field: value after}, other data) of an entry; nothing of one that no longer reads: its hash has told so."""
    try:
        contenido = json.loads(entrada.contenido)
        return {campo: despues for campo, (_, despues) in contenido["cambios"].items()}, dict(contenido["datos"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}, {}


def repasar(lote, historias):
    """Faults of the programmes' own fields and of every row of every table, deleted ones included."""
    programas = {p.pk: p for p in lote}
    for programa in lote:
        yield from _cabecera(programa, historias[programa.pk])
        for ajena in sorted(historias[programa.pk].ajenas):
            yield de_programa(programa, "entrada en otra cadena", programa.cadena, ajena)
    for modelo in modelos():
        filas = modelo.objects.filter(programa__in=programas).order_by("programa", "pk")
        for fila in filas.values("id", "programa_id", "edicion", "eliminada_en", *modelo.CAMPOS).iterator():
            historia = historias[fila["programa_id"]]
            contada = historia.filas.pop((modelo._meta.label_lower, fila["id"]), None)
            donde = f"{modelo._meta.label_lower} {fila['id']}"
            for que, esperado, leido, campo in _fila(modelo, fila, contada, historia.sembrado):
                yield de_programa(programas[fila["programa_id"]], que, esperado, leido, f"{donde}{campo}")
    for programa in lote:
        for tabla, fila_id in historias[programa.pk].filas:
            yield de_programa(programa, "fila", "guardada", "ausente", f"{tabla} {fila_id}")


def programas_borrados():
    """Programmes that the register knows and are not there."""
    existentes = ProgramaRegional.todos.values("pk")
    perdidos = Registro.objects.filter(programa_id__isnull=False).exclude(programa_id__in=existentes)
    for programa_id in perdidos.order_by("programa_id").values_list("programa_id", flat=True).distinct():
        yield Falta("programa", f"id {programa_id}", "guardado", "ausente")


def _cabecera(programa, historia):
    if programa.edicion != historia.edicion:
        yield de_programa(programa, "edición del programa", str(historia.edicion), str(programa.edicion))
    iniciales = {"modalidad": catalogo.formulario(programa.formulario).modalidades[0]}
    for campo in DEL_PROGRAMA:
        definicion = ProgramaRegional._meta.get_field(campo)
        esperado = historia.cabecera.get(campo, iniciales.get(campo, definicion.get_default()))
        leido = getattr(programa, definicion.attname)
        if leido != esperado:
            yield de_programa(programa, "dato distinto de lo registrado", str(esperado), str(leido), campo)


def _fila(modelo, fila, contada, sembrada):
    """(what, expected, read, field) for each thing of a row that the register tells otherwise."""
    if modelo is Compromiso and fila["ponderacion_milesimas"] != _milesimas(fila["ponderacion_texto"]):
        esperado, leido = _milesimas(fila["ponderacion_texto"]), fila["ponderacion_milesimas"]
        yield "ponderación distinta de su texto", str(esperado), str(leido), ", ponderacion_milesimas"
    if contada is None:
        if not sembrada:
            yield "fila sin registro", "una entrada", "ninguna", ""
        return
    if fila["edicion"] != contada.edicion:
        yield "edición de la fila", str(contada.edicion), str(fila["edicion"]), ""
    if bool(fila["eliminada_en"]) != bool(contada.campos.get("eliminada_en")):
        estados = {True: "eliminada", False: "viva"}
        contado = estados[bool(contada.campos.get("eliminada_en"))]
        yield "fila distinta de lo registrado", contado, estados[bool(fila["eliminada_en"])], ""
    for campo in modelo.CAMPOS:
        if campo in DERIVADOS or (campo not in contada.campos and not contada.desde_el_comienzo):
            continue
        esperado = contada.campos.get(campo, modelo._meta.get_field(campo).get_default())
        leido = fila[campo].isoformat() if hasattr(fila[campo], "isoformat") else fila[campo]
        if leido != esperado:
            yield "dato distinto de lo registrado", str(esperado), str(leido), f", {campo}"


def _milesimas(texto):
    try:
        return milesimas(leer_ponderacion(texto)) if texto else None
    except PonderacionIlegible:
        return None
