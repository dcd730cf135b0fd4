"""Publishing a verdict: only a reviewer, only when it is final, once; a correction is another one, with its reason."""

import json
from datetime import UTC

from django.db import connection, transaction
from django.utils import timezone

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import Asiento, registrar
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos.models import ProgramaRegional, actor_de
from gestion_territorial.compromisos.texto import TextoInvalido, limpiar
from gestion_territorial.cuentas.models import Rol

from . import actos, por_que
from .errores import ContenidoCambiado, DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste
from .models import Publicacion
from .pasos import ENVIOS

ESQUEMA = 1
ACCION = "publicar veredicto"


def cadena(servicio, periodo):
    """The register chain of a service's national acts of a year, beside those of its regions."""
    return f"{servicio.codigo}/{periodo.anio}/nacional"


def publicaciones(servicio, periodo, formulario):
    """What was published of one form, first to last, without its long content."""
    return Publicacion.objects.filter(servicio=servicio, periodo=periodo, formulario=formulario.codigo).sin_contenido()


def una(servicio, periodo, formulario, numero):
    """The publication with that number, whole. Raises NoExiste."""
    publicacion = publicaciones(servicio, periodo, formulario).defer(None).filter(numero=numero).first()
    if publicacion is None:
        raise NoExiste("No hay una publicación con ese número.")
    return publicacion


def resultado_de(publicacion):
    """The plain data that a publication froze."""
    return json.loads(publicacion.contenido)["resultado"]


def acto_de(publicacion):
    """The formal act behind a publication, or None."""
    return json.loads(publicacion.contenido).get("acto")


def con_documento(servicio, sha256):
    """The publications of a service whose formal act has this file."""
    con_ese_hash = Publicacion.objects.filter(servicio=servicio, contenido__contains=sha256).order_by("pk")
    return [p for p in con_ese_hash if actos.es_de(acto_de(p), sha256)]


def actos_de(servicio, periodo, formulario):
    """{publication number: its formal act}, of those that have one; from the register, which is short."""
    entradas = Registro.objects.filter(cadena=cadena(servicio, periodo), accion=ACCION)
    datos = (leer_registro(entrada)["datos"] for entrada in entradas.order_by("secuencia"))
    return {d["publicacion"]: d["acto"] for d in datos if d["formulario"] == formulario.codigo and d.get("acto")}


def impedimento(estudio, ultima, cargo):
    """Why this verdict cannot be published now by someone in this post, as the Rechazo that says it; None if it can."""
    if cargo is None or cargo.rol != Rol.REVISOR or cargo.servicio_id != estudio.servicio.pk:
        return NoAutorizado("El veredicto lo publica quien revisa para este servicio.")
    if not estudio.formulario.puntua or not estudio.pais.regiones:
        return NoExiste("Este formulario no tiene un veredicto que publicar.")
    if not estudio.pais.veredicto.definitivo:
        faltan = [r.programa.region.nombre for r in estudio.pais.regiones if r.programa.compromete and not r.cerrado]
        cuales = f" Faltan por cerrar: {', '.join(faltan)}." if faltan else ""
        return EstadoIncorrecto(f"El veredicto todavía no es definitivo: no se puede publicar.{cuales}")
    if distintas := estudio.sin_version:
        nombres = ", ".join(region.nombre for region in distintas)
        return EstadoIncorrecto(
            f"Lo guardado no es lo que dice la versión vigente de {nombres}: no se puede publicar hasta aclararlo."
        )
    if ultima and sha256(canonico(resultado_de(ultima))) == estudio.huella:
        return EstadoIncorrecto(f"La publicación n.º {ultima.numero} ya dice esto mismo: no hay nada que corregir.")
    return None


def preparar(*, servicio, periodo, formulario, cargo):
    """(study, last publication or None), or the Rechazo that says why it cannot be published now."""
    estudio = por_que.estudiar(servicio=servicio, periodo=periodo, formulario=formulario)
    ultima = publicaciones(servicio, periodo, formulario).defer(None).order_by("-numero").first()
    if rechazo := impedimento(estudio, ultima, cargo):
        raise rechazo
    return estudio, ultima


def publicar(*, servicio, periodo, formulario, cargo, huella, motivo="", acto=None, operacion=None):
    """Publish what was shown; returns the Publicacion. Raises a Rechazo, and then nothing was done.

    `huella` is the study's as the confirmation page showed it. A repeated `operacion` gets the first publication.
    """
    with actos.recibiendo(acto) as documento, transaction.atomic(durable=True):
        programas = _bloquear(servicio, periodo, formulario)
        if operacion and (hecha := Publicacion.objects.filter(operacion=operacion).first()):
            if (hecha.servicio_id, hecha.actor_id) != (servicio.pk, cargo.usuario_id):
                raise EstadoIncorrecto("Esta operación ya se usó en otra parte. Vuelva a cargar la página.")
            return hecha
        estudio, ultima = preparar(servicio=servicio, periodo=periodo, formulario=formulario, cargo=cargo)
        if huella != estudio.huella:
            raise ContenidoCambiado(
                "Algo cambió después de que usted abrió esta página. Revise y vuelva a decidir.", ()
            )
        enviaron = Registro.objects.filter(programa_id__in=programas, accion__in=ENVIOS, actor_id=cargo.usuario_id)
        if enviaron.exists():
            raise NoAutorizado(
                "Quien envió el programa de una región no publica el veredicto: debe hacerlo otra persona."
            )
        return _guardar(estudio, ultima, cargo, _motivo(motivo, ultima), documento, operacion)


def _bloquear(servicio, periodo, formulario):
    """Lock every region's programme, in the order of every transaction; what is published is of one moment."""
    programas = ProgramaRegional.objects.filter(servicio=servicio, periodo=periodo, formulario=formulario.codigo)
    if connection.features.has_select_for_no_key_update:
        programas = programas.select_for_update(no_key=True)
    return list(programas.order_by("pk").values_list("pk", flat=True))


def _motivo(motivo, ultima):
    try:
        motivo = limpiar(motivo or "").strip()
    except TextoInvalido as error:
        raise DatoInvalido(str(error), "motivo") from None
    if ultima and not motivo:
        raise DatoInvalido("Ya hay una publicación: escriba el motivo de la corrección.", "motivo")
    return motivo


def _guardar(estudio, ultima, cargo, motivo, documento, operacion):
    actor, momento = actor_de(cargo), timezone.now()
    acto = documento.leer(estudio.servicio, actor)
    numero = ultima.numero + 1 if ultima else 1
    datos = {
        "esquema": ESQUEMA,
        "numero": numero,
        "motivo": motivo,
        "acto": acto,
        "anterior": ultima.sha256 if ultima else "",
        "actor": {"id": actor.id, "nombre": actor.nombre, "cargo": actor.cargo},
        "momento": momento.astimezone(UTC).isoformat(timespec="microseconds"),
        "marca": estudio.marca,
        "resultado": estudio.resultado,
    }
    contenido = canonico(datos)
    publicacion = Publicacion.objects.create(
        servicio=estudio.servicio,
        periodo=estudio.periodo,
        formulario=estudio.formulario.codigo,
        numero=numero,
        veredicto=estudio.resultado["veredicto"],
        marca=estudio.marca,
        motivo=motivo,
        contenido=contenido,
        sha256=sha256(contenido),
        anterior=datos["anterior"],
        operacion=operacion,
        actor_id=actor.id,
        actor_nombre=actor.nombre,
        actor_cargo=actor.cargo,
        creada_en=momento,
    )
    que = {
        "formulario": publicacion.formulario,
        "publicacion": numero,
        "veredicto": publicacion.veredicto,
        "sha256": publicacion.sha256,
        "motivo": motivo,
        **({"acto": acto} if acto else {}),
    }
    registrar(cadena=cadena(estudio.servicio, estudio.periodo), actor=actor, asientos=[Asiento(ACCION, datos=que)])
    return publicacion
