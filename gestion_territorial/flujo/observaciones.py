"""The dialogue on the whole form: the reviewer observes, the region answers, the reviewer closes or reopens."""

from gestion_territorial.compromisos.texto import limpiar
from gestion_territorial.revision.models import EstadoObservacion, Observacion

from .acciones import en_programa, exigir, quienes_enviaron
from .errores import DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste
from .pasos import PASOS


def observar(*, programa_id, cargo, texto, operacion=None):
    """A new observation, open."""

    def hacer(escritura):
        observacion = Observacion.objects.create(
            programa=escritura.programa,
            texto=_texto(texto, "Escriba la observación."),
            autor_id=cargo.usuario_id,
            autor_nombre=cargo.usuario.nombre,
        )
        escritura.asentar("observar", observacion=observacion.pk, texto=observacion.texto)
        return observacion

    return _con_derecho("observar", programa_id, cargo, operacion, hacer)


def responder(*, programa_id, cargo, observacion_id, texto, operacion=None):
    """The region's reply; the observation waits for the reviewer."""

    def hacer(escritura):
        observacion = _buscar(escritura, observacion_id)
        if observacion.estado == EstadoObservacion.CERRADA:
            raise EstadoIncorrecto("Esta observación ya está cerrada.")
        observacion.respuesta = _texto(texto, "Escriba la respuesta.")
        return _cambiar(escritura, observacion, EstadoObservacion.RESPONDIDA, "responder observación")

    return _con_derecho("responder", programa_id, cargo, operacion, hacer)


def resolver(*, programa_id, cargo, observacion_id, cerrar, operacion=None):
    """The reviewer closes an observation, or opens it again."""

    def hacer(escritura):
        observacion = _buscar(escritura, observacion_id)
        estado = EstadoObservacion.CERRADA if cerrar else EstadoObservacion.ABIERTA
        return _cambiar(escritura, observacion, estado, "cerrar observación" if cerrar else "reabrir observación")

    return _con_derecho("observar", programa_id, cargo, operacion, hacer)


def _con_derecho(derecho, programa_id, cargo, operacion, hacer):
    paso = PASOS[derecho]

    def con_derecho(escritura):
        exigir(paso, escritura.programa, cargo)
        if paso.cuatro_ojos and cargo.usuario_id in quienes_enviaron(escritura.programa):
            raise NoAutorizado("Quien envía un programa no lo revisa: debe hacerlo otra persona.")
        observacion = hacer(escritura)
        return {"observacion": observacion.pk, "estado": observacion.estado}

    return en_programa(programa_id, cargo, operacion, con_derecho)


def _buscar(escritura, observacion_id):
    observacion = Observacion.objects.filter(programa=escritura.programa, pk=observacion_id).first()
    if observacion is None:
        raise NoExiste("Esa observación no existe.")
    return observacion


def _cambiar(escritura, observacion, estado, accion):
    antes, observacion.estado = observacion.estado, estado
    if antes != estado or accion == "responder observación":
        observacion.save(update_fields=["estado", "respuesta"])
        escritura.asentar(
            accion, cambios={"estado": [antes, estado]}, observacion=observacion.pk, respuesta=observacion.respuesta
        )
    return observacion


def _texto(texto, si_falta):
    limpio = limpiar(texto or "").strip()
    if not limpio:
        raise DatoInvalido(si_falta, "texto")
    return limpio
