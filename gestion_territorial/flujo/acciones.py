"""Taking a step: lock the programme → may you? → is it complete? → write → version → register, in one transaction.

    flujo.dar("enviar", programa_id=7, cargo=cargo, edicion=12, operacion=op)

Twice is once: a repeated operation id gets the first answer; a second press with another id finds the state changed.
"""

from django.db import IntegrityError
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import FilaInexistente, OperacionAjena, OperacionRepetida, escribiendo
from gestion_territorial.compromisos.models import EN_REVISION, Estado, ProgramaRegional, actor_de
from gestion_territorial.compromisos.texto import TextoInvalido, limpiar
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import Momento, bloqueantes, hallazgos
from gestion_territorial.territorio.models import Periodo

from . import actos, dispensas, propuesta
from .anuncios import anunciar
from .efectos import EFECTOS, Pedido
from .errores import ContenidoCambiado, DatoInvalido, EstadoIncorrecto, Incompleto, NoAutorizado, NoExiste
from .pasos import DEVUELVEN, ENVIOS, PASOS, impedimento

SIN_APROBAR = " sin aprobar"  # what is closed *de oficio* as a draft never comes into force


def exigir(paso, programa, cargo):
    """Raise the Rechazo that says why not, or nothing."""
    razon = impedimento(paso, programa, cargo)
    if razon:
        raise (NoAutorizado if razon[0] == 403 else EstadoIncorrecto)(razon[1])


def exigir_visible(programa_id, cargo):
    """R10: what is not of one's region or service does not exist."""
    if not ProgramaRegional.todos.filter(pk=programa_id).visibles_para(cargo).exists():
        raise NoExiste("No hay un programa en esa dirección.")


def dar(nombre, *, programa_id, cargo, edicion=None, motivo="", operacion=None, **pedido):
    """Take a step; returns {"paso", "estado", "version"}. Raises a Rechazo, and then nothing was done.

    `edicion` is the programme's as the page showed it: if the content has changed since, the step is refused with
    what changed. The rest is the step's `Pedido`: formal act, who receives a handed-over review, waivers asked for…
    """
    paso = PASOS.get(nombre)
    if paso is None or paso.escritura:  # the rights to write are rows of the table too, but nobody presses them
        raise NoExiste("Ese paso no existe.")

    pedido = Pedido(**pedido)
    enmendado = propuesta.enmendado_por(programa_id) if nombre == propuesta.APROBAR else None

    def hacer(escritura):
        propia = escritura.tambien(programa_id) if enmendado else escritura
        programa = propia.programa
        exigir(paso, programa, cargo)
        exigir_lo_mostrado(programa, edicion)
        if paso.cuatro_ojos:
            exigir_otros_ojos(programa, cargo)
        razon = _motivo(paso, motivo)
        acto = documento.leer(programa.servicio, propia.actor, obligatorio=paso.acto == "obligatorio")
        propuesta.exigir(paso, programa, cargo, razon)
        contenido = _completo(paso, propia, pedido)
        if enmendado:
            propuesta.aprobar(escritura, programa, contenido)
        return _hacer(paso, propia, contenido, razon, acto, cargo, pedido)

    with actos.recibiendo(pedido.acto if paso.acto else None) as documento:
        return en_programa(enmendado or programa_id, cargo, operacion, hacer)


def en_programa(programa_id, cargo, operacion, hacer, vecinos=()):
    """Run `hacer(escritura)` under the programme's lock and record it; every failure below becomes a Rechazo.

    What `hacer` returns is kept as the operation's answer, and given again when the same operation comes twice.
    `vecinos` are other programmes to lock along (see `escribiendo`).
    """
    exigir_visible(programa_id, cargo)  # first: a stranger neither waits for the lock nor makes others wait
    try:
        with escribiendo(programa_id, actor=actor_de(cargo), operacion=operacion, vecinos=vecinos) as escritura:
            escritura.respuesta = hacer(escritura)
            # One more than stored when something was written: what the page carries from now on.
            escritura.respuesta["edicion"] = escritura.programa.edicion + bool(escritura.asientos)
            anunciar(escritura, cargo)
    except OperacionRepetida as repetida:
        return repetida.respuesta
    except OperacionAjena:
        raise EstadoIncorrecto("Esta operación ya se usó en otra parte. Vuelva a cargar la página.") from None
    except TextoInvalido as error:
        raise DatoInvalido(str(error)) from None
    except IntegrityError as error:  # what two programmes' locks do not keep apart, the database does
        frase = restriccion_violada(error)
        if frase is None:
            raise
        raise DatoInvalido(frase) from None
    except FilaInexistente:
        raise NoExiste("Esa fila no existe o fue eliminada. Vuelva a cargar la página.") from None
    except ProgramaRegional.DoesNotExist:
        raise NoExiste("No hay un programa en esa dirección.") from None
    return escritura.respuesta


def restriccion_violada(error):
    """The Spanish sentence of the constraint that refused a row (or a programme), or None when it is another's.

    PostgreSQL names the constraint; SQLite, of a unique one, the columns.
    """
    texto = str(error)
    for modelo in (*datos.modelos(), ProgramaRegional):
        for restriccion in modelo._meta.constraints:
            campos = [modelo._meta.get_field(c).column for c in getattr(restriccion, "fields", ())]
            columnas = ", ".join(f"{modelo._meta.db_table}.{c}" for c in campos)
            if restriccion.name in texto or (columnas and texto.endswith(f": {columnas}")):
                return restriccion.violation_error_message
    return None


def quienes_enviaron(programa):
    """Account ids of everyone who ever submitted this programme, in whichever post; also the one it amends."""
    suyos = [pk for pk in (programa.pk, programa.enmienda_de_id) if pk]
    entradas = Registro.objects.filter(programa_id__in=suyos, accion__in=ENVIOS)
    return set(entradas.values_list("actor_id", flat=True))


def cambios_desde(programa, edicion):
    """The register's entries of this programme after an edicion."""
    return Registro.objects.filter(programa_id=programa.pk, edicion__gt=edicion).order_by("pk")


def exigir_lo_mostrado(programa, edicion):
    if edicion is not None and edicion != programa.edicion:
        entradas = list(cambios_desde(programa, edicion)[:200])
        raise ContenidoCambiado(
            "El programa cambió después de que usted abrió esta página. Revise los cambios y vuelva a decidir.",
            entradas,
        )


def exigir_otros_ojos(programa, cargo):
    """R10: persons are compared, whatever post they act in."""
    if cargo.usuario_id in quienes_enviaron(programa):
        raise NoAutorizado("Quien envía un programa no lo revisa ni lo aprueba: debe hacerlo otra persona.")


def _motivo(paso, motivo):
    motivo = limpiar(motivo or "").strip()
    if paso.motivo and not motivo:
        raise DatoInvalido(f"Escriba el motivo para {paso.etiqueta.lower()}.", "motivo")
    return motivo


def _completo(paso, escritura, pedido):
    """The content, once nothing keeps the step from being taken; on sending, with the waivers that were asked for."""
    programa = escritura.programa
    contenido = datos.leer(programa)
    momento = {"enviar": Momento.ENVIO, "enviar-resultados": Momento.RESULTADOS}.get(paso.nombre)
    if momento:
        formulario = catalogo.formulario(programa.formulario)
        if pedido.dispensas:
            dispensas.pedir(escritura, pedido.dispensas, hallazgos(formulario, contenido, momento), momento)
            contenido = datos.leer(programa)
        faltas = bloqueantes(formulario, contenido, momento)
        if faltas:
            cuantas = "1 hallazgo que lo impide" if len(faltas) == 1 else f"{len(faltas)} hallazgos que lo impiden"
            raise Incompleto(f"El programa no se envió: tiene {cuantas}.", faltas)
    if paso.nombre in ("aprobar", "validar", propuesta.APROBAR):
        abiertas = programa.observaciones.sin_cerrar().count()
        if abiertas:
            cuantas = "1 observación sin cerrar" if abiertas == 1 else f"{abiertas} observaciones sin cerrar"
            raise Incompleto(
                f"Queda {cuantas}: ciérrela antes." if abiertas == 1 else f"Quedan {cuantas}: ciérrelas antes."
            )
        pedidas = dispensas.por_otorgar(programa).count()
        if pedidas:
            raise Incompleto(
                "Queda 1 dispensa pedida: otórguela o devuelva el programa."
                if pedidas == 1
                else f"Quedan {pedidas} dispensas pedidas: otórguelas o devuelva el programa."
            )
    if paso.nombre in DEVUELVEN:
        dispensas.retirar_las_pedidas(escritura)
    return contenido


def _hacer(paso, escritura, contenido, motivo, acto, cargo, pedido):
    programa, ahora = escritura.programa, timezone.now()
    antes, entregaba = programa.estado, programa.revisor
    cambios = {}

    def poner(campo, valor):
        viejo = getattr(programa, campo)
        if viejo != valor:
            cambios[campo] = [_simple(viejo), _simple(valor)]
            setattr(programa, campo, valor)

    if paso.hasta == "origen":
        poner("estado", _origen(programa))
    elif paso.hasta and paso.hasta != "reapertura":
        poner("estado", paso.hasta)
    if paso.nombre in ENVIOS:
        poner("enviado_en", ahora)
        poner("no_compromete", paso.nombre == "no-compromete")
        _bloquear_periodo(programa.periodo, ahora)
    if paso.nombre in ("retirar", "devolver"):
        poner("no_compromete", False)
    if paso.nombre in ("abrir-revision", "tomar-revision"):
        poner("revisor", cargo.usuario)
        poner("en_revision_desde", ahora)
    elif paso.nombre == "traspasar-revision":
        poner("revisor", _receptor(programa, pedido.destino, cargo))
        poner("en_revision_desde", ahora)
    elif _deja_la_revision(paso) or programa.estado not in EN_REVISION:
        poner("revisor", None)
        poner("en_revision_desde", None)
    if paso.nombre in EFECTOS:
        for campo, valor in EFECTOS[paso.nombre](escritura, pedido, contenido).items():
            poner(campo, valor)
        contenido = datos.leer(programa)
    if programa.estado != antes:
        poner("devolucion_pedida_en", None)
    version = None
    if paso.version:
        contenido.cabecera.no_compromete = programa.no_compromete
        nunca_aprobado = paso.nombre == "cerrar-de-oficio" and not programa.vigente_id
        version = escritura.cortar_version(f"{paso.version}{SIN_APROBAR if nunca_aprobado else ''}", contenido)
        if paso.vigente and not nunca_aprobado:
            poner("vigente", version)
    programa.save(update_fields=list(cambios))
    escritura.asentar(
        paso.nombre,
        cambios=cambios,
        de=antes,
        a=programa.estado,
        motivo=motivo,
        **({"acto": acto} if acto else {}),
        version=version.numero if version else None,
        sha256=version.sha256 if version else None,
        **_manos(paso, entregaba, programa),
    )
    return {"paso": paso.nombre, "estado": programa.estado, "version": version.numero if version else None}


def _manos(paso, entregaba, programa):
    """From whom to whom a review goes, by name: what the history says of it."""
    if paso.nombre not in ("traspasar-revision", "tomar-revision"):
        return {}
    return {"revisaba": entregaba.nombre, "revisa": programa.revisor.nombre}


def _deja_la_revision(paso):
    """Whether whoever reviews is done with it: they decided, or let it go."""
    return paso.revision == "propia" and bool(paso.hasta or paso.nombre == "soltar-revision")


def _simple(valor):
    return getattr(valor, "pk", valor)


def _origen(programa):
    """The state the last submission came from."""
    ultimo = Registro.objects.filter(programa_id=programa.pk, accion__in=ENVIOS).order_by("-pk").first()
    return leer_registro(ultimo)["datos"]["de"] if ultimo else Estado.BORRADOR


def _receptor(programa, destino, cargo):
    puesto = (
        Asignacion.objects.en_vigor()
        .filter(rol=Rol.REVISOR, servicio=programa.servicio_id, usuario=destino)
        .exclude(usuario=cargo.usuario_id)
        .select_related("usuario")
        .first()
        if destino
        else None
    )
    if puesto is None:
        raise DatoInvalido("Elija a otra persona que revise para este servicio.", "destino")
    if puesto.usuario_id in quienes_enviaron(programa):
        raise DatoInvalido("Esa persona envió el programa: no puede revisarlo.", "destino")
    return puesto.usuario


def _bloquear_periodo(periodo, ahora):
    """The period's rules are locked at its first submission."""
    Periodo.objects.filter(pk=periodo.pk, bloqueado_en__isnull=True).update(bloqueado_en=ahora)
