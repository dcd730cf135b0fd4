"""Proof that what is stored is what was done: scores, register, versions and rows told against each other.

It only reads, in batches of programmes, and sees all tables as of one moment, so that it can run while people work.
"""

import json
from dataclasses import dataclass

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria import inmutables
from gestion_territorial.auditoria import registro as registro_auditoria
from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.contenido import ESQUEMA, instantanea, leer_varios
from gestion_territorial.compromisos.diferencia import diff
from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia, Indicador, ProgramaRegional, Version
from gestion_territorial.puntaje import agregar

from . import archivos, publicado, repaso
from .faltas import Falta, de_programa
from .lectura import lectura_unica
from .pasos import VIGENTES
from .veredicto import agregados

LOTE = 50
# Between a submission and what answers it, and once validated, nothing at all may change; while results are being
# written only these may. A draft, or one sent back, changes freely: there the register alone tells.
CONGELADOS = (Estado.ENVIADO, Estado.APROBADO, Estado.RESULTADOS_ENVIADOS, Estado.VALIDADO, Estado.CERRADO)
EN_RESULTADOS = (Estado.RESULTADOS, Estado.RESULTADOS_OBSERVADOS)
DE_RESULTADOS = {
    *((Indicador._meta.label_lower, campo) for campo in ("resultado_anual", "resultado_anticipado")),
    *((Compromiso._meta.label_lower, campo) for campo in ("cumple", "cumple_validado", "motivo_validacion")),
    *((Evidencia._meta.label_lower, campo) for campo in Evidencia.CAMPOS),
}
IDENTIDAD = ("id", "anio", "region", "formulario", "numero")


@dataclass(frozen=True, slots=True)
class Informe:
    """How much was looked at, and what is not as it should be."""

    programas: int
    registros: int
    archivos: int
    faltas: list[Falta]


def verificar():
    with lectura_unica():
        faltas = [Falta("disparador", nombre, "presente", "ausente") for nombre in inmutables.faltantes()]
        faltas += [Falta(*partes) for partes in registro_auditoria.faltas()]
        programas = 0
        for lote in _lotes():
            programas += len(lote)
            faltas += _de_un_lote(lote)
        faltas += repaso.programas_borrados()
        faltas += publicado.faltas()
        registros = Registro.objects.count()
    # Outside that moment: reading every file takes long, and what is uploaded meanwhile must not look like an orphan.
    faltas += archivos.faltas()
    return Informe(programas, registros, Archivo.objects.count(), faltas)


def _lotes():
    programas, ultimo = ProgramaRegional.todos.select_related("servicio", "periodo", "region").order_by("pk"), 0
    while lote := list(programas.filter(pk__gt=ultimo)[:LOTE]):
        yield lote
        ultimo = lote[-1].pk


def _de_un_lote(lote):
    contenidos, sumas = leer_varios(lote), agregados([p.pk for p in lote])
    historias = repaso.historias(lote)
    ultimas, vigentes = {}, {}
    for programa in lote:
        yield from _puntaje(programa, contenidos[programa.pk], sumas.get(programa.pk) or agregar([]))
    yield from _versiones(lote, historias, ultimas, vigentes)
    for programa in lote:
        yield from _vigente(programa, ultimas.get(programa.pk), vigentes.get(programa.pk))
        yield from _contra_la_version(programa, contenidos[programa.pk], ultimas.get(programa.pk))
    yield from repaso.repasar(lote, historias)


def _puntaje(programa, contenido, suma):
    """The score as the database adds it up and as the scoring package does from the content."""
    indicadores = {i.id for i in contenido.tabla(Indicador)}
    sueltos = [c.id for c in contenido.tabla(Compromiso) if c.indicador_id not in indicadores]
    if sueltos:
        yield de_programa(programa, "compromiso sin indicador", "ninguno", f"ids {', '.join(map(str, sueltos))}")
    elif contenido.agregado != suma:
        yield de_programa(programa, "puntaje", _en_palabras(contenido.agregado), _en_palabras(suma))


def _en_palabras(agregado):
    return (
        f"{agregado.unidades} compromisos, {agregado.cumplidas} cumplidos, {agregado.pendientes} sin respuesta, "
        f"suma {agregado.suma}, ganado {agregado.ganada}"
    )


def _versiones(lote, historias, ultimas, vigentes):
    """Each version's hash, the chain from one to the next, and what the register noted of it.

    Fills in `ultimas`, the last version of each programme, and `vigentes`, the last that came into force.
    """
    programas = {p.pk: p for p in lote}
    for version in Version.objects.filter(programa__in=programas).order_by("programa", "numero").iterator(50):
        programa, anterior = programas[version.programa_id], ultimas.get(version.programa_id)
        cual = f"versión {version.numero}"
        numero, previo = (anterior.numero + 1, anterior.sha256) if anterior else (1, "")
        if version.numero != numero:
            yield de_programa(programa, "número de versión", str(numero), str(version.numero))
        elif version.anterior != previo:
            yield de_programa(programa, f"hash anterior de la {cual}", previo[:12], version.anterior[:12])
        leido = sha256(version.contenido)
        if leido != version.sha256:
            yield de_programa(programa, f"SHA-256 de la {cual}", version.sha256[:12], leido[:12])
        anotado = historias[programa.pk].versiones.pop(version.numero, version.sha256)
        if anotado != version.sha256:
            yield de_programa(programa, f"SHA-256 registrado de la {cual}", anotado[:12], version.sha256[:12])
        ultimas[programa.pk] = version
        if version.motivo in VIGENTES:
            vigentes[programa.pk] = version
    for programa in lote:
        for numero in historias[programa.pk].versiones:
            yield de_programa(programa, f"versión {numero}", "guardada", "ausente")


def _vigente(programa, ultima, vigente):
    """What was submitted has a version; what was approved, the last one that a national step put in force."""
    if ultima is None and programa.estado != Estado.BORRADOR:
        yield de_programa(programa, "versión de lo enviado", "al menos una", "ninguna")
    if programa.vigente_id != (vigente and vigente.pk):
        esperada = f"la versión {vigente.numero}" if vigente else "ninguna"
        yield de_programa(programa, "versión vigente", esperada, f"la de id {programa.vigente_id}")


def _contra_la_version(programa, contenido, version):
    """The live content against its last version, as far as the state has frozen it."""
    exacto = programa.estado in CONGELADOS
    if version is None or version.esquema != ESQUEMA or not (exacto or programa.estado in EN_RESULTADOS):
        return
    vivo = instantanea(contenido)
    if sha256(canonico(vivo)) == version.sha256:
        return
    try:
        guardado = json.loads(version.contenido)
        diferencias = diff(guardado, vivo)
    except (ValueError, KeyError, TypeError):
        yield de_programa(programa, f"contenido de la versión {version.numero}", "JSON de una versión", "otra cosa")
        return
    que = f"contenido distinto de la versión {version.numero}"
    for clave in IDENTIDAD:
        if guardado["programa"].get(clave) != vivo["programa"][clave]:
            yield de_programa(programa, que, str(guardado["programa"].get(clave)), str(vivo["programa"][clave]), clave)
    for d in diferencias:
        if exacto or (d.tabla, d.campo) not in DE_RESULTADOS:
            donde = f"{d.tabla} {d.fila_id}, {d.etiqueta}" if d.tabla else d.etiqueta
            yield de_programa(programa, que, str(d.antes), str(d.despues), donde)
