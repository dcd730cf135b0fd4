"""Which row an entry of the register speaks of, by the number it has today: «Fila 3», «Filas 2 a 5», «Instancia 1».

What a review says of a cell names its column too: «Fila 3, columna 5».
"""

from dataclasses import dataclass

from gestion_territorial.auditoria.registro import leer
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso, ProgramaRegional
from gestion_territorial.flujo.lugares import partes
from gestion_territorial.formularios import catalogo

YA_NO_ESTA = "Una fila que ya no está"


@dataclass(frozen=True, slots=True)
class Nombrada:
    """A row as an entry names it: the label of its table, or that table's key in the form; its id; a column's key."""

    tabla: str
    fila_id: int
    columna: str = ""


def renglones(entradas):
    """Of each entry, its row in words; empty where it speaks of none. A constant number of queries, or none."""
    nombradas = [(entrada.programa_id, _nombrada(entrada)) for entrada in entradas]
    ids = {programa_id for programa_id, fila in nombradas if fila}
    if not ids:
        return [""] * len(nombradas)
    programas = list(ProgramaRegional.todos.filter(pk__in=ids).con_contexto())
    contenidos = datos.leer_varios(programas)
    formularios = {p.pk: catalogo.formulario(p.formulario) for p in programas}
    numeros = {pk: _numeros(formulario, contenidos[pk]) for pk, formulario in formularios.items()}
    compromisos = _compromisos_de([fila for _, fila in nombradas if fila])
    return [
        _en_palabras(numeros.get(pk, {}), compromisos, fila) + _columna(formularios.get(pk), fila) if fila else ""
        for pk, fila in nombradas
    ]


def _nombrada(entrada):
    if entrada.fila_id:
        return Nombrada(entrada.tabla, entrada.fila_id) if entrada.tabla in _etiquetas() else None
    dicho = leer(entrada)["datos"]
    if not (dicho.get("tabla") and isinstance(dicho.get("fila"), int)):
        return None
    return Nombrada(dicho["tabla"], dicho["fila"], dicho.get("columna") or "")


def _etiquetas():
    return {modelo._meta.label_lower for modelo in datos.modelos()}


def _numeros(formulario, contenido):
    """{(label, or key of a table of the form, row id): (what such a row is called, [its numbers])}."""
    numeros = {}
    for tabla in formulario.tablas:
        for linea in tabla.filas(contenido):
            llaves = {(modelo._meta.label_lower, fila.id) for modelo, fila in partes(tabla, linea)}
            for llave in llaves | {(tabla.clave, linea.id)}:
                numeros.setdefault(llave, (tabla.nombre, []))[1].append(linea.numero)
    return numeros


def _compromisos_de(filas):
    """{(label, id): the commitment it hangs from}, also of rows that were taken out (evidence, waivers)."""
    ids = {}
    for nombrada in filas:
        ids.setdefault(nombrada.tabla, set()).add(nombrada.fila_id)
    return {
        (etiqueta, pk): (Compromiso._meta.label_lower, compromiso_id)
        for etiqueta in _etiquetas() & set(ids)
        if "compromiso_id" in datos.modelo(etiqueta).CAMPOS
        for pk, compromiso_id in datos.modelo(etiqueta)
        .objects.filter(pk__in=ids[etiqueta])
        .values_list("pk", "compromiso_id")
    }


def _en_palabras(numeros, compromisos, fila):
    llave = fila.tabla, fila.fila_id
    nombre, suyos = numeros.get(compromisos.get(llave, llave), ("", []))
    if not suyos:
        return YA_NO_ESTA
    if len(suyos) == 1:
        return f"{nombre.capitalize()} {suyos[0]}"
    seguidos = suyos == list(range(suyos[0], suyos[-1] + 1)) and len(suyos) > 2
    cuales = f"{suyos[0]} a {suyos[-1]}" if seguidos else f"{', '.join(map(str, suyos[:-1]))} y {suyos[-1]}"
    return f"{nombre.capitalize()}s {cuales}"


def _columna(formulario, fila):
    columna = formulario.columna(fila.columna) if formulario and fila.columna else None
    if columna is None:
        return ""
    return f", columna {columna.numero}" if columna.numero else f", {columna.etiqueta}"
