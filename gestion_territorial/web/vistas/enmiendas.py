"""Amendments: asked by a region, or made *de oficio* for several at once."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list

from gestion_territorial.compromisos.contenido import leer_varios
from gestion_territorial.compromisos.escritura import nueva_operacion
from gestion_territorial.compromisos.models import ENMIENDA_ABIERTA, Modalidad, ProgramaRegional
from gestion_territorial.flujo import enmiendas
from gestion_territorial.flujo.errores import DatoInvalido, NoExiste, Rechazo
from gestion_territorial.flujo.pasos import PASOS, impedimento
from gestion_territorial.formularios.valores import peso
from gestion_territorial.puntaje import mostrar_ponderacion

from ..direcciones import direccion_nacional, partes
from ..enmienda import EnmiendaPagina
from ..escrito import acto_escrito, campos_del_acto
from ..pagina import Pagina, entero, operacion


def pedir(request, programa, formulario):
    """The amendments of a programme, and the form that begins one."""
    if programa.es_enmienda:
        raise NoExiste("Una enmienda no se enmienda: abra el programa que cambia.")
    if request.method != "POST":
        return _pagina(request, programa)
    try:
        hecho = enmiendas.pedir(
            programa_id=programa.pk,
            cargo=request.cargo,
            operacion=operacion(request),
            motivo=request.POST.get("motivo", ""),
            acto=acto_escrito(request),
        )
    except DatoInvalido as rechazo:
        return _pagina(request, programa, rechazo)
    messages.success(request, "La enmienda está abierta. Cambie lo que haga falta y envíela.")
    region = f"{partes(programa)['region']}/enmienda/{hecho['enmienda']}"
    return redirect(reverse("programa", kwargs=partes(programa) | {"region": region}))


def _pagina(request, programa, rechazo=None):
    pagina = Pagina(programa, request.cargo)
    contexto = {
        "pagina": pagina,
        "programa": programa,
        "enmienda": EnmiendaPagina(pagina),
        "operacion": pagina.operacion,
        "rechazo": rechazo,
        "motivo": request.POST.get("motivo", ""),
        **campos_del_acto(request),
        "razon": impedimento(PASOS["enmendar"], programa, request.cargo),
    }
    return render(request, "enmienda/lista.html", contexto, status=rechazo.estado if rechazo else 200)


def proponer(request, servicio, periodo, formulario):
    """Choose regions, then rows; each region is an amendment of its own, and says so if it could not begin."""
    enmendables = _enmendables(request, servicio, periodo, formulario)
    elegidas = [p for p in enmendables if p.region_id in (request.POST or request.GET).getlist("region")]
    if request.method != "POST":
        return _elegir(request, servicio, periodo, formulario, enmendables, elegidas)
    if not elegidas:
        rechazo = DatoInvalido("Elija al menos una región que tenga el programa aprobado y sin enmienda abierta.")
        return _elegir(request, servicio, periodo, formulario, enmendables, elegidas, rechazo)
    abiertas, fallidas = [], []
    for programa in elegidas:
        try:
            _proponer(request, programa)
            abiertas.append(programa)
        except Rechazo as rechazo:
            fallidas.append((programa, rechazo))
    if not abiertas:
        frase = " ".join(dict.fromkeys(_dicho(p, r, len(fallidas) > 1) for p, r in fallidas))
        rechazo = DatoInvalido(frase, getattr(fallidas[0][1], "campo", ""))
        rechazo.estado = fallidas[0][1].estado
        return _elegir(request, servicio, periodo, formulario, enmendables, elegidas, rechazo)
    nombres = get_text_list([p.region.nombre for p in abiertas], "y")
    messages.success(request, f"Se propuso la enmienda a {nombres}: responde quien dirige cada región.")
    for programa, rechazo in fallidas:
        messages.warning(request, _dicho(programa, rechazo, True))
    return redirect(direccion_nacional(servicio, periodo, formulario))


def _dicho(programa, rechazo, con_region):
    return f"{programa.region}: {rechazo.mensaje}" if con_region else rechazo.mensaje


def _proponer(request, programa):
    """One region's press: the page's operation, told apart by the region."""
    hecha = operacion(request)
    filas = [n for texto in request.POST.getlist("filas") for n in map(entero, texto.split(",")) if n]
    return enmiendas.proponer(
        programa_id=programa.pk,
        cargo=request.cargo,
        filas=filas,
        que=request.POST.get("que", ""),
        texto=request.POST.get("texto", ""),
        repartir=bool(request.POST.get("repartir")),
        operacion=uuid.uuid5(hecha, str(programa.pk)) if hecha else None,
        motivo=request.POST.get("motivo", ""),
        acto=acto_escrito(request),
    )


def _enmendables(request, servicio, periodo, formulario):
    """The programmes that may be amended now, north to south."""
    programas = ProgramaRegional.objects.filter(servicio=servicio, periodo=periodo, formulario=formulario.codigo)
    abiertas = ProgramaRegional.todos.filter(enmienda_de__isnull=False, estado__in=ENMIENDA_ABIERTA)
    libres = programas.exclude(pk__in=abiertas.values("enmienda_de")).con_contexto().de_norte_a_sur()
    return [p for p in libres if impedimento(PASOS["proponer-enmienda"], p, request.cargo) is None]


def _elegir(request, servicio, periodo, formulario, enmendables, elegidas, rechazo=None):
    """Step one: the regions. Step two, with some chosen: their rows, equal ones together, and the act."""
    contexto = {
        "servicio": servicio,
        "periodo": periodo,
        "formulario": formulario,
        "titulo": formulario.con_periodo(formulario.titulo, periodo),
        "base": direccion_nacional(servicio, periodo, formulario),
        "enmendables": enmendables,
        "elegidas": {p.region_id for p in elegidas},
        "grupos": _grupos(elegidas),
        "con_metas": any(p.modalidad == Modalidad.METAS for p in elegidas),
        "marcadas": set(request.POST.getlist("filas")),
        "que": request.POST.get("que", enmiendas.ANULAR),
        "cambiables": {clave: nombre for clave, (_, nombre) in enmiendas.CAMBIABLES.items()},
        "texto": request.POST.get("texto", ""),
        "repartir": request.method != "POST" or bool(request.POST.get("repartir")),
        "motivo": request.POST.get("motivo", ""),
        **campos_del_acto(request),
        "rechazo": rechazo,
        "operacion": nueva_operacion(),
    }
    return render(request, "enmienda/de_oficio.html", contexto, status=rechazo.estado if rechazo else 200)


def _grupos(elegidas):
    """The commitments in force of the regions chosen, those of equal words together: most services commit the same."""
    grupos = {}
    contenidos = leer_varios(elegidas)
    for programa in elegidas:
        contenido = contenidos[programa.pk]
        for fila in contenido.filas:
            if fila.compromiso.anulado:
                continue
            textos = (fila.indicador.texto, fila.compromiso.texto or fila.compromiso.actividades)
            grupo = grupos.setdefault(tuple(" ".join(t.casefold().split()) for t in textos), {"filas": []})
            grupo.setdefault("indicador", textos[0])
            grupo.setdefault("meta", textos[1])
            grupo["filas"].append((programa.region, fila, _peso(fila, contenido)))
    for grupo in grupos.values():
        grupo["valor"] = ",".join(str(fila.id) for _, fila, _ in grupo["filas"])
    return list(grupos.values())


def _peso(fila, contenido):
    """The weight as the table of the programme shows it."""
    suyo = peso(fila, contenido)
    return "" if suyo is None else mostrar_ponderacion(suyo, uniforme=contenido.modalidad == Modalidad.ACTIVIDADES)
