"""Taking a step: a page that asks, says what is missing, and then does it."""

from datetime import UTC

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.html import format_html

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer
from gestion_territorial.compromisos.models import Estado
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.flujo import acciones, actos
from gestion_territorial.flujo.efectos import etapas_prorrogables, fue_devuelto, reapertura
from gestion_territorial.flujo.errores import ContenidoCambiado, DatoInvalido, Incompleto, NoExiste
from gestion_territorial.flujo.otorgamiento import otorgar
from gestion_territorial.flujo.pasos import ENVIOS, PASOS, impedimento
from gestion_territorial.flujo.plazos import plazo, zona
from gestion_territorial.territorio.models import Etapa

from .. import errores
from ..descarga import descarga_guardada
from ..direcciones import direccion
from ..enmienda import EnmiendaPagina
from ..escrito import acto_escrito, campos_del_acto
from ..pagina import DEVOLVER, Pagina, entero, operacion
from ..registro import entradas_legibles

HORA = "%d-%m-%Y %H:%M:%S"


def dar(paso):
    """The view of one step."""

    def vista(request, programa, formulario):
        if request.method == "POST":
            return _dar(request, programa, paso)
        razon = impedimento(paso, programa, request.cargo)
        if razon:
            return errores.responder(request, razon[0], razon[1], volver=direccion(programa))
        return _preguntar(request, programa, paso)

    vista.__name__ = f"paso_{paso.nombre}"
    return vista


def _dar(request, programa, paso):
    try:
        acciones.dar(
            paso.nombre,
            programa_id=programa.pk,
            cargo=request.cargo,
            edicion=entero(request.POST.get("edicion")) or 0,
            motivo=request.POST.get("motivo", ""),
            operacion=operacion(request),
            **_pedido(request),
        )
    except (Incompleto, ContenidoCambiado, DatoInvalido) as rechazo:
        programa.refresh_from_db()
        return _preguntar(request, programa, paso, rechazo)
    messages.success(request, _hecho(programa, paso))
    return redirect(direccion(programa))


def _hecho(programa, paso):
    """What was done, and the way to its receipt where it has one."""
    if paso.nombre == "aprobar" and programa.no_compromete:
        return "Se aceptó que la región no compromete este programa."
    if paso.nombre not in ENVIOS:
        return f"{paso.hecho}."
    envio = Registro.objects.filter(programa_id=programa.pk, accion=paso.nombre).latest("secuencia")
    donde = direccion(programa, "comprobante", secuencia=envio.secuencia)
    return format_html('{}. <a href="{}">Ver el comprobante</a>', paso.hecho, donde)


def _pedido(request):
    """What a step's page asks for besides the reason, as `flujo.efectos.Pedido` has it."""
    post = request.POST
    dispensas, rechazos = {}, {}
    for nombre, escrito in post.items():
        que, _, resto = nombre.partition(".")
        codigo, _, numero = resto.rpartition(".")
        fila = entero(numero)
        if que == "dispensa" and codigo and fila:
            dispensas[codigo, fila] = escrito
        elif que == "rechazar" and fila:
            rechazos[fila] = post.get(f"rechazo.{fila}", "")
    return {
        "acto": acto_escrito(request),
        "destino": entero(post.get("destino")),
        "dispensas": dispensas,
        "rechazos": rechazos,
        "etapa": post.get("etapa", ""),
        "hasta": post.get("hasta", ""),
    }


def otorgar_dispensa(request, programa, formulario, dispensa):
    """The reviewer grants one waiver."""
    otorgar(
        programa_id=programa.pk,
        cargo=request.cargo,
        dispensa_id=dispensa,
        motivo=request.POST.get("motivo", ""),
        operacion=operacion(request),
    )
    messages.success(request, "Se otorgó la dispensa.")
    return redirect(f"{direccion(programa)}#dispensas")


def documento(request, programa, formulario, sha256):
    """The file of a formal act of this programme, always as a download."""
    nombre, tipo, contenido = actos.abrir(actos.del_programa(programa, sha256), programa.servicio_id)
    return descarga_guardada(contenido, nombre, tipo)


def comprobante(request, programa, formulario, secuencia):
    """The receipt of one submission: when, what version, its hash and the head of the register's chain."""
    entrada = Registro.objects.filter(
        cadena=programa.cadena, secuencia=secuencia, programa_id=programa.pk, accion__in=ENVIOS
    ).first()
    if entrada is None:
        raise NoExiste("Este programa no tiene un envío con ese número.")
    datos = leer(entrada)["datos"]
    contexto = {
        "programa": programa,
        "formulario": formulario,
        "base": direccion(programa),
        "entrada": entrada,
        "paso": PASOS[entrada.accion],
        "datos": datos,
        "acto": actos.legible(datos.get("acto"), programa.servicio.codigo),
        "local": entrada.momento.astimezone(zona(programa)).strftime(HORA),
        "zona": zona(programa).key,
        "utc": entrada.momento.astimezone(UTC).strftime(HORA),
    }
    return render(request, "programa/comprobante.html", contexto)


def _preguntar(request, programa, paso, rechazo=None):
    pagina = Pagina(programa, request.cargo)
    momento = paso.nombre in ("enviar", "enviar-resultados")
    contexto = {
        "pagina": pagina,
        "programa": programa,
        "paso": paso,
        "pregunta": _pregunta(programa, paso),
        "impide": _impide(pagina, paso),
        "operacion": pagina.operacion,
        "rechazo": rechazo,
        "hallazgos": [pagina.hallazgo(h) for h in getattr(rechazo, "hallazgos", ())],
        "entradas": entradas_legibles(getattr(rechazo, "entradas", ())),
        "motivo": request.POST.get("motivo", ""),
        **campos_del_acto(request),
        "etapa_pedida": request.POST.get("etapa", ""),
        "hasta_pedido": request.POST.get("hasta", ""),
        "dispensables": _dispensables(pagina, request.POST) if momento else (),
        "rechazables": _rechazables(pagina, request.POST) if paso.nombre == "validar" else (),
        "etapas": _etapas(programa) if paso.nombre == "prorrogar" else (),
        "enmienda": EnmiendaPagina(pagina),
        "receptores": _receptores(programa, request.cargo) if paso.nombre == "traspasar-revision" else (),
    }
    return render(request, "programa/paso.html", contexto, status=rechazo.estado if rechazo else 200)


def _pregunta(programa, paso):
    """What taking it means, for this programme."""
    if paso.nombre == "aprobar" and programa.no_compromete:
        return "Se acepta que la región no compromete este programa: deja de contar en el veredicto del servicio."
    if paso.nombre == "reabrir" and reapertura(programa) == Estado.OBSERVADO:
        return "El programa vuelve a la región, que lo completa y lo envía a revisión. Lo ya publicado queda como está."
    return paso.pregunta


def _impide(pagina, paso):
    """Why the decision asked about cannot be pressed yet, or empty."""
    if paso.nombre in DEVOLVER and pagina.dialogo.sin_cerrar:
        return "Primero cierre las observaciones que quedan, o devuelva el programa a la región."
    return ""


def _dispensables(pagina, post):
    """The findings that keep it from being sent and may be waived, with the reason written so far."""
    lista = [h for h in pagina.hallazgos if h["dispensable"]]
    return [h | {"pedido": post.get(f"dispensa.{h['codigo']}.{h['fila_id']}", "")} for h in lista]


def _rechazables(pagina, post):
    """The lines answered *sí*, once the results went back to the region: (line, ticked?, reason written)."""
    if not fue_devuelto(pagina.programa):
        return []
    lineas = [f for f in pagina.contenido.filas if f.compromiso.cumple == "si" and not f.compromiso.anulado]
    return [(f, f"rechazar.{f.compromiso.id}" in post, post.get(f"rechazo.{f.compromiso.id}", "")) for f in lineas]


def _etapas(programa):
    """The windows that may be lengthened: (key, name, last day now)."""
    return [(e, Etapa(e).label, plazo(programa, e).hasta) for e in etapas_prorrogables(programa)]


def _receptores(programa, cargo):
    puestos = Asignacion.objects.en_vigor().filter(rol=Rol.REVISOR, servicio=programa.servicio_id)
    return puestos.exclude(usuario=cargo.usuario_id).select_related("usuario").order_by("usuario__nombre")
