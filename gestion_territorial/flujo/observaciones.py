"""The dialogue of review: the reviewer observes a form, a row or a cell; the region answers; the reviewer decides."""

from django.utils import timezone

from gestion_territorial.compromisos.texto import limpiar
from gestion_territorial.revision.models import Aceptacion, EstadoObservacion, Observacion

from .acciones import en_programa, exigir, quienes_enviaron
from .errores import DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste
from .frases import con_frase
from .lugares import TODO, mirar
from .pasos import PASOS

FILA_FALTANTE = "fila-faltante"  # the usual phrase of a row that is asked for


def observar(*, programa_id, cargo, texto="", lugar=TODO, frase="", pide_fila=False, operacion=None):
    """A new observation, open: a usual phrase, free text, or both. `pide_fila` asks for a row missing in that table.

    A row that was accepted is so no longer.
    """

    def hacer(escritura):
        programa = escritura.programa
        numero, cita = mirar(programa, lugar)
        if pide_fila and (not lugar.tabla or lugar.fila_id is not None):
            raise DatoInvalido("Elija la tabla en que falta la fila.", "tabla")
        usual = frase or (FILA_FALTANTE if pide_fila and not (texto or "").strip() else "")
        observacion = Observacion.objects.create(
            programa=programa,
            tabla=lugar.tabla,
            fila_id=lugar.fila_id,
            columna=lugar.columna,
            pide_fila=pide_fila,
            numero=numero,
            cita=cita,
            edicion=programa.edicion + 1,  # the one that this writing leaves
            frase=usual,
            texto=_texto(con_frase(usual, texto), "Escriba la observación, o elija una frase de uso."),
            autor_id=cargo.usuario_id,
            autor_nombre=cargo.usuario.nombre,
        )
        if lugar.fila_id:
            Aceptacion.objects.filter(programa=programa, tabla=lugar.tabla, fila_id=lugar.fila_id).delete()
        escritura.asentar("observar", observacion=observacion.pk, texto=observacion.texto, **_donde(observacion))
        return observacion

    return _con_derecho("observar", programa_id, cargo, operacion, hacer)


def responder(*, programa_id, cargo, observacion_id, texto, antes=None, operacion=None):
    """The region's reply; the observation waits for the reviewer.

    `antes` is the reply that the page showed, empty for none: somebody else's, given meanwhile, is not written over.
    """

    def hacer(escritura):
        observacion = _buscar(escritura, observacion_id)
        if observacion.estado == EstadoObservacion.CERRADA:
            raise EstadoIncorrecto("Esta observación ya está cerrada.")
        if antes is not None and limpiar(antes).strip() != observacion.respuesta:
            raise EstadoIncorrecto(
                f"{observacion.respondida_por} respondió esta observación mientras usted escribía. "
                "Lea su respuesta y, si hace falta, corríjala."
            )
        observacion.respuesta = _texto(texto, "Escriba la respuesta.")
        observacion.respondida_por, observacion.respondida_en = cargo.usuario.nombre, timezone.now()
        return _cambiar(escritura, observacion, EstadoObservacion.RESPONDIDA, "responder observación")

    return _con_derecho("responder", programa_id, cargo, operacion, hacer)


def resolver(*, programa_id, cargo, observacion_id, cerrar, texto="", operacion=None):
    """The reviewer closes an observation, or opens it again and may say why."""

    def hacer(escritura):
        observacion = _buscar(escritura, observacion_id)
        if cerrar:
            return _cambiar(escritura, observacion, EstadoObservacion.CERRADA, "cerrar observación")
        observacion.reapertura = limpiar(texto or "").strip()
        return _cambiar(escritura, observacion, EstadoObservacion.ABIERTA, "reabrir observación")

    return _con_derecho("observar", programa_id, cargo, operacion, hacer)


def con_derecho_a_revisar(derecho, escritura, cargo):
    """The right to one side of the dialogue, and four eyes where the table asks for them."""
    paso = PASOS[derecho]
    exigir(paso, escritura.programa, cargo)
    if paso.cuatro_ojos and cargo.usuario_id in quienes_enviaron(escritura.programa):
        raise NoAutorizado("Quien envía un programa no lo revisa: debe hacerlo otra persona.")


def _con_derecho(derecho, programa_id, cargo, operacion, hacer):
    def con_derecho(escritura):
        con_derecho_a_revisar(derecho, escritura, cargo)
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
        observacion.save(update_fields=["estado", "respuesta", "respondida_por", "respondida_en", "reapertura"])
        dicho = {"respuesta": observacion.respuesta}
        if accion == "reabrir observación" and observacion.reapertura:
            dicho["motivo"] = observacion.reapertura
        cambios = {"estado": [antes, estado]}
        escritura.asentar(accion, cambios=cambios, observacion=observacion.pk, **_donde(observacion), **dicho)
    return observacion


def _donde(observacion):
    """The place of an observation, as the register keeps it; nothing for the whole form."""
    if not observacion.tabla:
        return {}
    return {"tabla": observacion.tabla, "fila": observacion.fila_id, "columna": observacion.columna}


def _texto(texto, si_falta):
    limpio = limpiar(texto or "").strip()
    if not limpio:
        raise DatoInvalido(si_falta, "texto")
    return limpio
