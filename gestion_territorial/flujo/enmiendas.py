"""Beginning an amendment, by the region or *de oficio*, and what only its rows know: being annulled.

Its other steps (send, accept, object, approve, reject, withdraw) are rows of the table, taken by `acciones.dar`.
"""

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso, Estado, Indicador, Modalidad
from gestion_territorial.compromisos.texto import limpiar
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import Momento, bloqueantes
from gestion_territorial.territorio.models import Etapa

from . import actos, propuesta
from .acciones import en_programa, exigir, quienes_enviaron
from .errores import DatoInvalido, EstadoIncorrecto, Incompleto, NoAutorizado
from .pasos import PASOS
from .plazos import exigir_abierta
from .reparto import previa

ANULAR = "anular"
# What a common text may be written in, several regions at once: (table, field, its name).
CAMBIABLES = {
    "texto": (Compromiso, "la meta o actividad"),
    "actividades": (Compromiso, "las actividades descriptivas"),
    "indicador": (Indicador, "el indicador"),
    "unidad": (Compromiso, "la unidad responsable"),
    "verificacion": (Compromiso, "el medio de verificación"),
}


def pedir(*, programa_id, cargo, motivo, acto, operacion=None):
    """The region begins an amendment: a proposal like the programme in force, to be edited and sent.

    `acto` is as `actos.recibiendo` takes it.
    """

    def hacer(escritura):
        programa = _exigir_que_se_pueda(escritura, "enmendar", cargo)
        fundamento = propuesta.fundamento(escritura, motivo, documento)
        propia, enmienda = propuesta.clonar(escritura, fundamento=fundamento)
        _asentar(propia, enmienda, "enmendar", Estado.BORRADOR)
        escritura.asentar("abrir enmienda", enmienda=propia.programa.enmienda_numero, motivo=enmienda.motivo)
        return {"enmienda": propia.programa.enmienda_numero, "programa": programa.pk}

    with actos.recibiendo(acto) as documento:
        return en_programa(programa_id, cargo, operacion, hacer)


def proponer(*, programa_id, cargo, filas, que, motivo, acto, texto="", repartir=True, operacion=None):
    """The national level begins one *de oficio* in one region: these rows annulled, or changed by a common text.

    `que` is ANULAR or a key of CAMBIABLES. With `repartir`, weights (METAS) go back to 100 in proportion. `acto` is as
    in `pedir`. Raises Incompleto when the result could not be sent, and then nothing was begun.
    """
    if que != ANULAR and que not in CAMBIABLES:
        raise DatoInvalido("Elija qué se hace con las filas.", "que")

    def hacer(escritura):
        programa = _exigir_que_se_pueda(escritura, "proponer-enmienda", cargo)
        fundamento = propuesta.fundamento(escritura, motivo, documento)
        elegidas = _elegidas(programa, filas)
        propia, enmienda = propuesta.clonar(escritura, fundamento=fundamento, de_oficio=True)
        _cambiar(propia, enmienda, elegidas, que, texto)
        if que == ANULAR and repartir and propia.programa.modalidad == Modalidad.METAS:
            _repartir(propia)
        contenido = datos.leer(propia.programa)
        formulario = catalogo.formulario(programa.formulario)
        if faltas := bloqueantes(formulario, contenido, Momento.ENVIO):
            frases = " ".join(h.frase(formulario) for h in faltas[:2])
            raise Incompleto(f"La enmienda dejaría el programa con algo que impide enviarlo: {frases}", faltas)
        version = propia.cortar_version("propuesta de oficio", contenido)
        _asentar(
            propia, enmienda, propuesta.PROPONER, Estado.POR_RESPONDER, version=version.numero, sha256=version.sha256
        )
        escritura.asentar("abrir enmienda", enmienda=propia.programa.enmienda_numero, motivo=enmienda.motivo)
        return {"enmienda": propia.programa.enmienda_numero, "programa": programa.pk}

    with actos.recibiendo(acto) as documento:
        return en_programa(programa_id, cargo, operacion, hacer)


def anular(*, programa_id, cargo, compromiso_id, operacion=None):
    """In a proposal: the approved commitment will stay, struck through, outside N and the sum."""

    def hacer(escritura):
        _exigir_edicion(escritura, cargo)
        if propuesta.origen_de(escritura.programa, compromiso_id) is None:
            raise EstadoIncorrecto("Esta fila es nueva y aún no está aprobada: elimínela.")
        cambios = {"anulado": (None, True)}
        escritura.guardar_fila(Compromiso, compromiso_id, cambios=cambios, accion="anular")
        return {"compromiso": compromiso_id}

    return en_programa(programa_id, cargo, operacion, hacer)


def dejar_sin_anular(*, programa_id, cargo, compromiso_id, operacion=None):
    """Undo `anular` while the proposal is written. What an earlier amendment annulled stays so."""

    def hacer(escritura):
        _exigir_edicion(escritura, cargo)
        origen = propuesta.origen_de(escritura.programa, compromiso_id)
        if Compromiso.objects.filter(pk=origen, anulado=True).exists():
            raise EstadoIncorrecto("Una enmienda anterior anuló este compromiso: se conserva anulado.")
        cambios = {"anulado": (None, False)}
        escritura.guardar_fila(Compromiso, compromiso_id, cambios=cambios, accion="dejar sin anular")
        return {"compromiso": compromiso_id}

    return en_programa(programa_id, cargo, operacion, hacer)


def _exigir_que_se_pueda(escritura, paso, cargo):
    programa = escritura.programa
    exigir(PASOS[paso], programa, cargo)
    if PASOS[paso].cuatro_ojos and cargo.usuario_id in quienes_enviaron(programa):
        raise NoAutorizado("Quien envió un programa no lo enmienda de oficio: debe hacerlo otra persona.")
    exigir_abierta(Etapa.ENMIENDA, programa)
    if otra := propuesta.abierta(programa):
        raise EstadoIncorrecto(
            f"La enmienda n.º {otra.enmienda_numero} está abierta: termine esa antes de empezar otra."
        )
    return programa


def _exigir_edicion(escritura, cargo):
    exigir(PASOS["escribir"], escritura.programa, cargo)
    if not escritura.programa.es_enmienda:
        raise EstadoIncorrecto("Un compromiso solo se anula en una enmienda; en un borrador se elimina.")


def _asentar(propia, enmienda, accion, estado, **mas):
    propuesta.estado_inicial(
        propia,
        estado=estado,
        accion=accion,
        de=propia.programa.estado,
        a=estado,
        motivo=enmienda.motivo,
        acto=enmienda.acto,
        base=enmienda.base.numero,
        origenes=enmienda.origenes,
        **mas,
    )


def _elegidas(programa, filas):
    """The commitments of this programme among those chosen; each must still be in force."""
    elegidas = [c for c in datos.leer(programa).tabla(Compromiso) if c.id in set(filas)]
    if not elegidas:
        raise DatoInvalido("Elija al menos una fila de la región.", "filas")
    if any(c.anulado for c in elegidas):
        raise EstadoIncorrecto("Una de las filas elegidas ya está anulada. Vuelva a cargar la página.")
    return elegidas


def _cambiar(propia, enmienda, elegidas, que, texto):
    nuevas = {vieja: int(n) for n, vieja in enmienda.origenes[Compromiso._meta.label_lower].items()}
    texto = limpiar(texto or "").strip()
    if que != ANULAR and not texto:
        raise DatoInvalido("Escriba el texto común.", "texto")
    for compromiso in elegidas:
        fila_id = nuevas[compromiso.id]
        if que == ANULAR:
            propia.guardar_fila(Compromiso, fila_id, cambios={"anulado": (None, True)}, accion="anular")
            continue
        modelo, _ = CAMBIABLES[que]
        if modelo is Indicador:
            fila_id = propia.fila(Compromiso, fila_id).indicador_id
        campo = "texto" if modelo is Indicador else que
        propia.guardar_fila(modelo, fila_id, cambios={campo: (None, texto)}, accion="enmendar")


def _repartir(propia):
    lineas, _ = previa(datos.leer(propia.programa), "proporcional", propia.programa.periodo.umbral)
    for fila, _, despues, _ in lineas:
        cambios = {"ponderacion_texto": (None, despues)}
        propia.guardar_fila(Compromiso, fila.compromiso.id, cambios=cambios, accion="proporcional")
