"""Proof of what was published: each publication's hash, chain, recomputation, versions and entry in the register."""

import json

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.faltas import Falta
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos.models import Version
from gestion_territorial.puntaje import EntradaInvalida, evaluar

from .models import Publicacion
from .publicacion import ACCION, cadena

REPETIDAS = ("numero", "motivo", "anterior", "marca")


def faltas():
    """Yield a Falta for each published verdict that no longer proves itself."""
    publicaciones = Publicacion.objects.select_related("servicio", "periodo")
    anteriores = {}
    registradas = _registradas()
    for publicacion in publicaciones.order_by("servicio", "periodo", "formulario", "numero").iterator(20):
        clave = (publicacion.servicio_id, publicacion.periodo_id, publicacion.formulario)
        for que, esperado, leido in _de_una(publicacion, anteriores.get(clave), registradas):
            yield Falta(que, _donde(publicacion), str(esperado), str(leido))
        anteriores[clave] = publicacion
    for cadena_, formulario, numero in sorted(registradas):  # what is left was registered and is not there
        yield Falta(f"publicación {numero}", f"{formulario} {cadena_}", "guardada", "ausente")


def _donde(p):
    return f"{p.formulario} {p.servicio.codigo} {p.periodo.anio}, publicación {p.numero}"


def _registradas():
    """{(chain, form, number): SHA-256} as the register noted them."""
    registradas = {}
    for entrada in Registro.objects.filter(accion=ACCION).order_by("pk").iterator(500):
        try:
            datos = leer_registro(entrada)["datos"]
            registradas[entrada.cadena, datos["formulario"], datos["publicacion"]] = datos["sha256"]
        except (ValueError, KeyError, TypeError):
            continue  # its own hash has told so
    return registradas


def _de_una(publicacion, anterior, registradas):
    leido = sha256(publicacion.contenido)
    if leido != publicacion.sha256:
        yield "SHA-256 del veredicto publicado", publicacion.sha256[:12], leido[:12]
    numero, previo = (anterior.numero + 1, anterior.sha256) if anterior else (1, "")
    if publicacion.numero != numero:
        yield "número de publicación", numero, publicacion.numero
    elif publicacion.anterior != previo:
        yield "hash anterior del veredicto publicado", previo[:12], publicacion.anterior[:12]
    clave = (cadena(publicacion.servicio, publicacion.periodo), publicacion.formulario, publicacion.numero)
    anotado = registradas.pop(clave, "")
    if anotado != publicacion.sha256:
        yield "SHA-256 registrado del veredicto publicado", anotado[:12], publicacion.sha256[:12]
    try:
        datos = json.loads(publicacion.contenido)
        yield from _contenido(publicacion, datos)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield "contenido del veredicto publicado", "JSON de una publicación", publicacion.contenido[:40]


def _contenido(publicacion, datos):
    """The columns against the frozen data, the figures against the scoring package, the versions against their rows."""
    for campo in REPETIDAS:
        if datos[campo] != getattr(publicacion, campo):
            yield f"columna «{campo}» del veredicto publicado", datos[campo], getattr(publicacion, campo)
    resultado = datos["resultado"]
    if resultado["veredicto"] != publicacion.veredicto:
        yield "columna «veredicto» del veredicto publicado", resultado["veredicto"], publicacion.veredicto
    try:
        calculado = evaluar(resultado["entrada"])
    except EntradaInvalida as error:
        yield "recálculo del veredicto publicado", "una entrada que se puede puntuar", error
        return
    dicho = (resultado["veredicto"], resultado["definitivo"])
    if (calculado["veredicto"], calculado["definitivo"]) != dicho:
        yield "recálculo del veredicto publicado", calculado["veredicto"], resultado["veredicto"]
    elif canonico(calculado) != canonico(resultado["informe"]):
        yield "recálculo del veredicto publicado", "las mismas cifras por región", "otras cifras"
    usadas = {(r["programa"], r["version"]["numero"]): r for r in resultado["regiones"] if r["version"]}
    guardadas = Version.objects.filter(programa__in=[programa for programa, _ in usadas])
    huellas = {(p, n): sha for p, n, sha in guardadas.values_list("programa_id", "numero", "sha256")}
    for clave, region in usadas.items():
        if huellas.get(clave) != region["version"]["sha256"]:
            que = f"versión {clave[1]} de {region['nombre']} en el veredicto publicado"
            yield que, region["version"]["sha256"][:12], (huellas.get(clave) or "ausente")[:12]
