"""An amendment as data: the proposal's rows, what the programme would be with them, and writing it.

A proposal is a programme of its own (`enmienda_de`), so the same screens and findings serve it. Its rows remember
which row they come from (`Enmienda.origenes`); `proyectar` gives the programme as it would be, which the preview
shows and the approval writes, so that both are the same.
"""

from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import Max
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import (
    ENMIENDA_ABIERTA,
    Compromiso,
    Estado,
    Evidencia,
    Indicador,
    Objetivo,
    ProgramaRegional,
)
from gestion_territorial.compromisos.parentesco import de_padres_a_hijos, padre_de
from gestion_territorial.compromisos.texto import limpiar
from gestion_territorial.formularios import catalogo

from . import dispensas
from .errores import DatoInvalido, EstadoIncorrecto, NoAutorizado
from .models import Enmienda
from .pasos import PASOS, RESPUESTAS_DE_LA_REGION

APROBAR = "aprobar-enmienda"
CLONAR, APLICAR, APLICADA, PROPONER = "copiar a la enmienda", "enmendar fila", "aplicar enmienda", "proponer-enmienda"
ENMENDABLES = PASOS["enmendar"].desde
# An answer speaks of these: when one of them is another, it no longer answers what is committed.
DE_LA_RESPUESTA = ("texto", "actividades", "verificacion")
CABECERA = ("autoridad", "modalidad")
DERIVADO = "ponderacion_milesimas"


@dataclass(frozen=True)
class Proyeccion:
    """The programme as the amendment would leave it. New rows have negative ids (those of the proposal's, negated).

    `borradas` are the ids of the commitments whose answer and evidence are cleared, because what they answer changed.
    """

    contenido: datos.Contenido
    borradas: tuple[int, ...]


def campos_de(modelo):
    """What an amendment may change of a row: its content, not what is told of the year (results, answers)."""
    return tuple(c for c in modelo.CAMPOS if c not in modelo.DEL_ANIO or c == "anulado")


def tablas_de(formulario):
    """The tables that an amendment carries, from parents to children."""
    return [m for m in de_padres_a_hijos(datos.modelos_de(formulario)) if set(campos_de(m)) - {"orden"}]


def abierta(programa):
    """The open amendment of a programme, or None."""
    return de_programa(programa).filter(estado__in=ENMIENDA_ABIERTA).first()


def de_programa(programa):
    """All the amendments of a programme, the last one first."""
    suyas = ProgramaRegional.todos.filter(enmienda_de=programa.pk).con_contexto().select_related("enmienda")
    return suyas.order_by("-enmienda_numero")


def enmendado_por(programa_id):
    """The id of the programme that an amendment changes, or None."""
    return ProgramaRegional.todos.filter(pk=programa_id).values_list("enmienda_de_id", flat=True).first()


def respuesta(programa):
    """The register's entry of the region's answer to an amendment *de oficio*, or None."""
    respuestas = Registro.objects.filter(programa_id=programa.pk, accion__in=RESPUESTAS_DE_LA_REGION)
    return respuestas.order_by("-pk").first()


def exigir(paso, programa, cargo, motivo):
    """What a step asks where amendments are concerned, beyond its row of the table. Raises a Rechazo."""
    if paso.nombre == "enviar-resultados" and (otra := abierta(programa)):
        raise EstadoIncorrecto(
            f"La enmienda n.º {otra.enmienda_numero} está abierta y cambiaría lo comprometido: "
            "antes de enviar los resultados debe aprobarse, rechazarse o retirarse."
        )
    if not programa.es_enmienda:
        return
    if paso.nombre in ("enviar", APROBAR):
        _exigir_enmendable(ProgramaRegional.todos.get(pk=programa.enmienda_de_id))
    if paso.nombre == APROBAR:
        _exigir_dos_personas(programa, cargo, motivo)


def _exigir_enmendable(original):
    if original.estado not in ENMENDABLES:
        raise EstadoIncorrecto(
            f"El programa está «{catalogo.palabra_de_estado(original).lower()}» y ya no se enmienda. "
            "La enmienda solo puede rechazarse o retirarse."
        )


def _exigir_dos_personas(programa, cargo, motivo):
    """What one person proposed and the region objected needs another reviewer, who says why."""
    contestada = respuesta(programa) if programa.de_oficio else None
    if contestada is None or contestada.accion != "objetar-enmienda":
        return
    propuso = Registro.objects.filter(programa_id=programa.pk, accion=PROPONER, actor_id=cargo.usuario_id)
    if propuso.exists():
        raise NoAutorizado("La región objetó esta enmienda: no puede aprobarla quien la propuso, sino otra persona.")
    if not motivo:
        raise DatoInvalido("La región objetó esta enmienda: escriba por qué la aprueba.", "motivo")


def clonar(escritura, *, fundamento, de_oficio=False):
    """A proposal with the rows of the locked programme: (its writing, its Enmienda)."""
    original = escritura.programa
    numero = ProgramaRegional.todos.filter(enmienda_de=original).aggregate(n=Max("enmienda_numero"))["n"] or 0
    iguales = {c: getattr(original, c) for c in ("servicio", "periodo", "region", "formulario", "numero")}
    clon = ProgramaRegional.todos.create(
        **iguales,
        modalidad=catalogo.formulario(original.formulario).modalidades[0],
        enmienda_de=original,
        enmienda_numero=numero + 1,
        de_oficio=de_oficio,
    )
    propia = escritura.en_nuevo(clon)
    pares = {campo: (getattr(clon, campo), getattr(original, campo)) for campo in CABECERA}
    propia.guardar_cabecera(pares, accion=CLONAR)
    contenido = datos.leer(original)
    nuevas = _copiar(propia, contenido)
    dispensas.copiar(propia, contenido, nuevas[Compromiso._meta.label_lower], accion=CLONAR)
    origenes = {tabla: {str(nueva): vieja for vieja, nueva in pares.items()} for tabla, pares in nuevas.items()}
    enmienda = Enmienda.objects.create(programa=clon, base=original.vigente, origenes=origenes, **fundamento)
    return propia, enmienda


def _copiar(propia, contenido):
    """Write the rows again under the proposal; returns {table: {old id: new id}}."""
    nuevas = {}
    for modelo in tablas_de(propia.programa.formulario):
        suyas = nuevas.setdefault(modelo._meta.label_lower, {})
        for fila in contenido.tabla(modelo):
            valores = _traducidos(modelo, fila, lambda tabla, pk: nuevas.get(tabla, {}).get(pk))
            if valores is not None:
                suyas[fila.id] = propia.crear_fila(modelo, valores, accion=CLONAR).pk
    return nuevas


def _traducidos(modelo, fila, traducir):
    """The amendable fields of a row, its links led to other rows by `traducir(table, id)`; None if it must have one
    that leads nowhere (it hung from a row that is no longer there)."""
    valores = {}
    for campo in campos_de(modelo):
        valor = getattr(fila, campo)
        padre = padre_de(modelo, campo)
        if padre and valor is not None:
            valor = traducir(padre._meta.label_lower, valor)
            if valor is None and not modelo._meta.get_field(campo).null:
                return None
        valores[campo] = valor
    return valores


def proyectar(actual, propuesta, origenes):
    """The programme's content (`actual`) as the proposal's would leave it: a Proyeccion."""
    de_origen = {tabla: {int(nueva): vieja for nueva, vieja in pares.items()} for tabla, pares in origenes.items()}

    def traducir(tabla, pk):
        return de_origen.get(tabla, {}).get(pk, -pk)

    cabecera = copy(actual.cabecera)
    for campo in CABECERA:
        setattr(cabecera, campo, getattr(propuesta.cabecera, campo))
    tablas = dict(actual.tablas)
    for modelo in tablas_de(actual.identidad["formulario"]):
        tablas[modelo._meta.label_lower] = _filas(modelo, actual, propuesta, traducir, de_origen)
    tablas[dispensas.TABLA] = dispensas.de_los_dos(actual, propuesta, traducir)
    proyectado = datos.Contenido(actual.identidad, cabecera, tablas)
    borradas = _borrar_respuestas(actual, proyectado)
    return Proyeccion(proyectado, borradas)


def _filas(modelo, actual, propuesta, traducir, de_origen):
    etiqueta = modelo._meta.label_lower
    filas = {fila.id: copy(fila) for fila in actual.tabla(modelo)}
    vistas = set()
    for fila in propuesta.tabla(modelo):
        pk = traducir(etiqueta, fila.id)
        vistas.add(pk)
        if pk > 0 and pk not in filas:
            continue
        valores = _traducidos(modelo, fila, traducir)
        destino = filas.setdefault(pk, _en_blanco(modelo, pk))
        vars(destino).update(valores)
    for pk in set(de_origen.get(etiqueta, {}).values()) & filas.keys() - vistas:
        if modelo is Compromiso:
            filas[pk].anulado = True  # what was approved never disappears
        elif modelo not in (Indicador, Objetivo):  # those live while a commitment of theirs does
            del filas[pk]
    return sorted(filas.values(), key=lambda fila: (getattr(fila, "orden", 0), abs(fila.id)))


def _en_blanco(modelo, pk):
    valores = {c: modelo._meta.get_field(c).get_default() for c in modelo.CAMPOS}
    return SimpleNamespace(id=pk, edicion=None, **valores)


def _borrar_respuestas(actual, proyectado):
    """Clear, in the projected rows, the answers to what changed; returns whose."""
    antes, borradas = {f.id: f for f in actual.filas}, []
    for fila in proyectado.filas:
        vieja = antes.get(fila.id)
        if vieja is None or fila.compromiso.anulado or _contestado(vieja) == _contestado(fila):
            continue
        if vieja.evidencias or vieja.compromiso.cumple or vieja.compromiso.cumple_validado:
            borradas.append(fila.id)
            for campo in ("cumple", "cumple_validado", "motivo_validacion"):
                setattr(fila.compromiso, campo, "")
    evidencias = Evidencia._meta.label_lower
    proyectado.tablas[evidencias] = [e for e in proyectado.tablas[evidencias] if e.compromiso_id not in borradas]
    vars(proyectado).pop("filas", None)  # worked out anew: the evidence hangs on them
    return tuple(borradas)


def _contestado(fila):
    textos = [getattr(fila.compromiso, campo) for campo in DE_LA_RESPUESTA]
    return [texto.split() for texto in (*textos, fila.indicador.texto)]


def aprobar(escritura, propuesta, contenido):
    """Write an approved proposal into the programme of `escritura` and put a new version of it in force."""
    original = escritura.programa
    _exigir_enmendable(original)
    enmienda = Enmienda.objects.get(programa=propuesta)
    actual = datos.leer(original)
    proyeccion = proyectar(actual, contenido, enmienda.origenes)
    _escribir(escritura, actual, proyeccion.contenido)
    anterior, version = original.vigente_id, escritura.cortar_version("enmienda")
    original.vigente = version
    original.save(update_fields=["vigente"])
    escritura.asentar(
        APLICADA,
        cambios={"vigente": [anterior, version.pk]},
        motivo=enmienda.motivo,
        acto=enmienda.acto,
        enmienda=propuesta.enmienda_numero,
        respuestas_borradas=list(proyeccion.borradas),
        version=version.numero,
        sha256=version.sha256,
    )
    enmienda.resultado = version
    enmienda.save(update_fields=["resultado"])


def _escribir(escritura, actual, proyectado):
    """By stable id, through the one writer: what leaves (children first), then what is new or another."""
    pares = {c: (getattr(actual.cabecera, c), getattr(proyectado.cabecera, c)) for c in CABECERA}
    escritura.guardar_cabecera(pares, accion=APLICAR)
    modelos, nuevas = de_padres_a_hijos(datos.modelos_de(escritura.programa.formulario)), {}
    for modelo in reversed(modelos):
        quedan = {fila.id for fila in proyectado.tabla(modelo)}
        for fila in actual.tabla(modelo):
            if fila.id not in quedan:
                cambios = {"eliminada_en": (None, timezone.now())}
                escritura.guardar_fila(modelo, fila.id, cambios=cambios, accion=APLICAR)
    for modelo in modelos:
        antes = {fila.id: fila for fila in actual.tabla(modelo)}
        for fila in proyectado.tabla(modelo):
            valores = _reales(modelo, fila, nuevas)
            if fila.id < 0:
                nuevas[modelo._meta.label_lower, fila.id] = escritura.crear_fila(modelo, valores, accion=APLICAR).pk
                continue
            vieja = antes[fila.id]
            cambios = {c: (None, v) for c, v in valores.items() if v != getattr(vieja, c)}
            if cambios:
                escritura.guardar_fila(modelo, fila.id, cambios=cambios, accion=APLICAR)


def _reales(modelo, fila, nuevas):
    """The row's values as they are stored: links to new rows by their new ids; what follows from a text left out."""
    valores = {campo: getattr(fila, campo) for campo in modelo.CAMPOS if campo != DERIVADO}
    for campo, valor in valores.items():
        padre = padre_de(modelo, campo)
        if padre and valor is not None and valor < 0:
            valores[campo] = nuevas[padre._meta.label_lower, valor]
    return valores


def fundamento(escritura, motivo, documento):
    """The reason and the formal act, cleaned: what `clonar` takes. Raises DatoInvalido naming the field."""
    leido = limpiar(motivo or "").strip()
    if not leido:
        raise DatoInvalido("Escriba el motivo de la enmienda.", "motivo")
    return {"motivo": leido, "acto": documento.leer(escritura.programa.servicio, escritura.actor, obligatorio=True)}


def origen_de(programa, compromiso_id):
    """The id of the approved commitment that a row of a proposal comes from, or None when the row is new."""
    origenes = Enmienda.objects.values_list("origenes", flat=True).get(programa=programa)
    return origenes.get(Compromiso._meta.label_lower, {}).get(str(compromiso_id))


def exigir_eliminable(programa, compromiso_id):
    """What was approved never leaves: an amendment annuls it."""
    if programa.es_enmienda and origen_de(programa, compromiso_id):
        raise EstadoIncorrecto("Este compromiso está aprobado: en una enmienda se anula, no se elimina.")


def estado_inicial(escritura, *, estado, accion, **informacion):
    """Record how a proposal begins."""
    programa, cambios = escritura.programa, {}
    if estado != Estado.BORRADOR:
        cambios = {"estado": [programa.estado, estado]}
        programa.estado, programa.enviado_en = estado, timezone.now()
        programa.save(update_fields=["estado", "enviado_en"])
    escritura.asentar(accion, cambios=cambios, **informacion)
