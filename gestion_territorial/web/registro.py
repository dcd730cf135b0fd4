"""The register in words: what each entry says, for history pages and refusals."""

from dataclasses import dataclass

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer
from gestion_territorial.compromisos.diferencia import comparar_palabras, en_palabras, etiqueta
from gestion_territorial.flujo.actos import legibles
from gestion_territorial.flujo.pasos import DE_ENMIENDAS, ENVIOS, PASOS
from gestion_territorial.flujo.propuesta import CLONAR
from gestion_territorial.formularios.textos_hallazgos import CATALOGO

from .renglones import renglones

INTERNOS = {"ponderacion_milesimas", "orden", "eliminada_en", "lugar", "vigente"}
HALLAZGO = ("compromisos.dispensa", "codigo")
ACCIONES = {
    "guardar": "Guardó",
    "agregar": "Agregó una fila",
    "importar": "Importó",
    "duplicar": "Duplicó una fila",
    "eliminar": "Eliminó una fila",
    "restaurar": "Recuperó una fila",
    "mover": "Movió una fila",
    "unir": "Unió dos filas",
    "separar": "Separó actividades",
    "objetivo": "Asignó un objetivo",
    "compartir objetivo": "Usó el objetivo de la fila anterior",
    "renumerar": "Reordenó las filas",
    "proporcional": "Llevó las ponderaciones a 100",
    "repartir": "Repartió las ponderaciones",
    "quitar ponderación": "Quitó una ponderación",
    "anticipado": "Trasladó un resultado anticipado",
    "confirmar": "Confirmó una fila copiada",
    "copiar": "Copió del año anterior",
    "copiar del año anterior": "Empezó desde el programa del año anterior",
    "traer objetivo": "Trajo un objetivo vigente",
    "nueva medición": "Abrió una medición nueva",
    "copiar texto": "Tomó los textos de la medición anterior",
    "observar": "Observó",
    "validar respuesta": "Validó una respuesta",
    "pedir dispensa": "Pidió una dispensa",
    "otorgar dispensa": "Otorgó una dispensa",
    "responder observación": "Respondió una observación",
    "cerrar observación": "Cerró una observación",
    "reabrir observación": "Reabrió una observación",
    "aceptar filas": "Aceptó filas",
    "quitar aceptación": "Quitó la aceptación de filas",
    "nota interna": "Escribió una nota interna",
    "abrir enmienda": "Se abrió una enmienda",
    "enmendar": "Pidió la enmienda",
    "proponer-enmienda": "Propuso la enmienda de oficio",
    "copiar a la enmienda": "Copió una fila del programa vigente",
    "anular": "Anuló un compromiso",
    "dejar sin anular": "Dejó un compromiso sin anular",
    "enmendar fila": "Cambió por la enmienda",
    "aplicar enmienda": "Aprobó una enmienda",
    "publicar veredicto": "Publicó el veredicto",
    "abrir período": "Abrió un período",
    "modificar período": "Cambió las reglas de un período",
    "crear servicio": "Creó un servicio",
    "renombrar servicio": "Cambió el nombre de un servicio",
    "cerrar servicio": "Cerró un servicio",
    "reabrir servicio": "Reabrió un servicio",
    "crear cuenta": "Creó una cuenta",
    "corregir cuenta": "Corrigió una cuenta",
    "desactivar cuenta": "Desactivó una cuenta",
    "reactivar cuenta": "Reactivó una cuenta",
    "enviar invitación": "Pidió enviar una invitación",
    "asignar puesto": "Asignó un puesto",
    "terminar puesto": "Fijó el término de un puesto",
    "anular puesto": "Anuló un puesto que no había comenzado",
    "sembrar": "Sembró datos de prueba",
}


# The entries that tell of a step, among all that tell of what was written.
DE_PASOS = (
    frozenset(p.nombre for p in PASOS.values() if p.hecho) | DE_ENMIENDAS | {"abrir enmienda", "aplicar enmienda"}
)
# What a copy writes row by row, when the entry of the copy itself has told of it: left out of lists until asked for.
DE_COPIA = ("copiar", CLONAR)
DE_EVIDENCIA = {"agregar": "Agregó una evidencia", "eliminar": "Quitó una evidencia"}


@dataclass(frozen=True, slots=True, repr=False)
class Entrada:
    """One entry of the register as a person reads it. `fila`: of which row, by today's number; empty, of none."""

    secuencia: int
    momento: object
    quien: str
    cargo: str
    que: str
    motivo: str
    version: int | None
    cambios: tuple
    es_paso: bool
    fila: str = ""
    acto: dict | None = None
    envio: bool = False


def entradas_legibles(filas):
    """Entries of the register in words, in their order; a few queries, whatever their number."""
    filas = list(filas)
    contenidos = [leer(fila) for fila in filas]
    actos = legibles((_servicio(f), c["datos"].get("acto")) for f, c in zip(filas, contenidos, strict=True))
    return [_legible(*partes) for partes in zip(filas, contenidos, renglones(filas), actos, strict=True)]


def _servicio(fila):
    """The code of the service whose chain an entry is in."""
    return fila.cadena.partition("/")[0]


def ultimas_legibles(programa, acciones):
    """{action: its last entry in this programme, in words}, of those that it has."""
    filas = list(Registro.objects.filter(programa_id=programa.pk, accion__in=acciones).order_by("secuencia"))
    return {fila.accion: dicha for fila, dicha in zip(filas, entradas_legibles(filas), strict=True)}


def _legible(fila, contenido, renglon, acto):
    datos = contenido["datos"]
    paso = PASOS.get(fila.accion)
    cambios = () if paso else tuple(_cambios(fila.tabla, contenido["cambios"]))
    return Entrada(
        secuencia=fila.secuencia,
        momento=fila.momento,
        quien=fila.actor_nombre,
        cargo=fila.actor_cargo,
        que=_que(fila, paso) + _de_mano_en_mano(datos),
        motivo=datos.get("motivo") or datos.get("texto") or datos.get("respuesta") or "",
        version=datos.get("version"),
        cambios=cambios,
        es_paso=fila.accion in DE_PASOS,
        fila=renglon,
        acto=acto,
        envio=fila.accion in ENVIOS,
    )


def _de_mano_en_mano(datos):
    """«, de Rosa a Rita»: a review that changed hands."""
    return f", de {datos['revisaba']} a {datos['revisa']}" if "revisaba" in datos else ""


def _que(fila, paso):
    if fila.tabla == "compromisos.evidencia" and fila.accion in DE_EVIDENCIA:
        return DE_EVIDENCIA[fila.accion]
    return ACCIONES.get(fila.accion) or (paso.hecho if paso else "") or fila.accion.capitalize()


def _cambios(tabla, cambios):
    for campo, (antes, despues) in cambios.items():
        if se_dice(campo):
            palabras = comparar_palabras(dicho(antes, tabla, campo), dicho(despues, tabla, campo))
            yield {"etiqueta": etiqueta(tabla, campo), "palabras": palabras}


def se_dice(campo):
    """Whether a field holds words for people: the numbers by which rows are stored are nobody's."""
    return campo not in INTERNOS and not campo.endswith("_id")


def dicho(valor, tabla="", campo=""):
    """A stored value as people read it; a finding, by its name."""
    if (tabla, campo) == HALLAZGO and valor in CATALOGO:
        return CATALOGO[valor]["nombre"]
    return en_palabras(valor, tabla, campo)
