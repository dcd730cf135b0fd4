"""A verdict explained, recomputable and published."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gestion_territorial.compromisos.escritura import nueva_operacion
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.flujo import actos
from gestion_territorial.flujo import por_que as razones
from gestion_territorial.flujo import publicacion as publicar_
from gestion_territorial.flujo.errores import ContenidoCambiado, DatoInvalido, NoExiste
from gestion_territorial.flujo.lectura import lectura_unica
from gestion_territorial.flujo.pasos import PASOS
from gestion_territorial.flujo.retiros import RETIRAR

from ..descarga import descarga_guardada
from ..direcciones import direccion_nacional
from ..escrito import acto_escrito, campos_del_acto, visible
from ..pagina import entero, operacion
from ..por_que import PorQue


def por_que(request, servicio, periodo, formulario):
    """Regions, exact figures, threshold, versions and people; with `?publicacion=N`, as that one froze them."""
    estudio, publicacion, publicaciones = _leer(request, servicio, periodo, formulario)
    ultima = publicaciones[-1] if publicaciones else None
    con_acto = _con_su_acto(publicaciones, servicio, periodo, formulario)
    contexto = _contexto(servicio, periodo, formulario) | {
        "explicacion": PorQue(publicar_.resultado_de(publicacion) if publicacion else estudio.resultado),
        "publicacion": publicacion,
        "acto": next((acto for otra, acto in con_acto if otra == publicacion), None),
        "publicaciones": con_acto,
        "retira_archivos": request.cargo.rol in PASOS[RETIRAR].roles,
        "cambio": bool(ultima) and not publicacion and ultima.marca != estudio.marca,
        "se_publica": request.cargo.rol == Rol.REVISOR and not publicacion and _se_publica(estudio, ultima),
    }
    return render(request, "pais/por_que.html", contexto)


def por_que_json(request, servicio, periodo, formulario):
    """The input of `python -m gestion_territorial.puntaje`."""
    estudio, publicacion, _ = _leer(request, servicio, periodo, formulario)
    entrada = publicar_.resultado_de(publicacion)["entrada"] if publicacion else estudio.resultado["entrada"]
    return HttpResponse(json.dumps(entrada, ensure_ascii=False, indent=1), content_type="application/json")


def publicar(request, servicio, periodo, formulario):
    """Ask, then publish what was shown."""
    if request.method == "GET":
        return _preguntar(request, servicio, periodo, formulario)
    try:
        publicacion = publicar_.publicar(
            servicio=servicio,
            periodo=periodo,
            formulario=formulario,
            cargo=request.cargo,
            huella=request.POST.get("huella", ""),
            motivo=request.POST.get("motivo", ""),
            acto=acto_escrito(request),
            operacion=operacion(request),
        )
    except (ContenidoCambiado, DatoInvalido) as rechazo:
        return _preguntar(request, servicio, periodo, formulario, rechazo)
    messages.success(request, f"Se publicó el veredicto (publicación n.º {publicacion.numero}).")
    return redirect(f"{direccion_nacional(servicio, periodo, formulario, 'por-que')}?publicacion={publicacion.numero}")


def documento(request, servicio, periodo, formulario, numero):
    """The file of the formal act behind a publication, always as a download."""
    publicacion = publicar_.una(servicio, periodo, formulario, numero)
    nombre, tipo, contenido = actos.abrir(publicar_.acto_de(publicacion), servicio.pk)
    return descarga_guardada(contenido, nombre, tipo)


def _preguntar(request, servicio, periodo, formulario, rechazo=None):
    with lectura_unica():
        estudio, ultima = publicar_.preparar(
            servicio=servicio, periodo=periodo, formulario=formulario, cargo=request.cargo
        )
    contexto = _contexto(servicio, periodo, formulario) | {
        "explicacion": PorQue(estudio.resultado),
        "huella": estudio.huella,
        "ultima": ultima,
        "rechazo": rechazo,
        "motivo": visible(request.POST.get("motivo", "")),
        **campos_del_acto(request),
        "operacion": nueva_operacion(),
    }
    return render(request, "pais/publicar.html", contexto, status=rechazo.estado if rechazo else 200)


def _leer(request, servicio, periodo, formulario):
    """(study or None, the publication asked for or None, all of them), as of one moment."""
    if not formulario.puntua:
        raise NoExiste(f"El formulario {formulario.codigo} no se puntúa: no tiene veredicto.")
    pedida = request.GET.get("publicacion")
    with lectura_unica():
        publicaciones = list(publicar_.publicaciones(servicio, periodo, formulario).order_by("numero"))
        if pedida:
            return None, publicar_.una(servicio, periodo, formulario, entero(pedida)), publicaciones
        estudio = razones.estudiar(servicio=servicio, periodo=periodo, formulario=formulario)
    if not estudio.pais.regiones:
        raise NoExiste("Ese servicio no tiene programas de este formulario en ese año.")
    return estudio, None, publicaciones


def _con_su_acto(publicaciones, servicio, periodo, formulario):
    """[(publication, the formal act behind it as a page shows it, or None)]."""
    suyos = publicar_.actos_de(servicio, periodo, formulario) if publicaciones else {}
    legibles = actos.legibles((servicio.codigo, suyos.get(p.numero)) for p in publicaciones)
    return list(zip(publicaciones, legibles, strict=True))


def _se_publica(estudio, ultima):
    return estudio.pais.veredicto.definitivo and (ultima is None or ultima.marca != estudio.marca)


def _contexto(servicio, periodo, formulario):
    return {
        "servicio": servicio,
        "periodo": periodo,
        "formulario": formulario,
        "titulo": formulario.con_periodo(formulario.titulo, periodo),
        "base": direccion_nacional(servicio, periodo, formulario),
    }
