"""R10 for every address × method × person, read from `rutas`, and against a list of who may what written by hand.

The list by hand is the second opinion: a new address is not let in until somebody writes down there who may use it.
"""

import json
import re
from collections import Counter
from contextlib import contextmanager, nullcontext
from http.cookies import SimpleCookie
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.urls import get_resolver, path, reverse

from gestion_territorial.flujo.pasos import PASOS
from gestion_territorial.web.management.commands.rutas import rutas
from gestion_territorial.web.politica import ruta

from .apoyo import cuerpo, distintas, es_html, es_pagina_en_castellano, foto_total, leer
from .conftest import deshecho
from .pais import GENTE
from .protegidas import revisar, revisar_html

OTROS_METODOS = ("PUT", "DELETE", "HEAD", "OPTIONS")
DE_CADA_CLASE = ("anónimo", "ana", "luis", "rosa")
FORMULA, DIRIGE, REVISA, ADMINISTRA, OBSERVA = "formulador", "director", "revisor", "administrador", "observador"
TODOS = {FORMULA, DIRIGE, REVISA, ADMINISTRA, OBSERVA}
REGION, NACIONAL = {FORMULA, DIRIGE}, {REVISA, ADMINISTRA, OBSERVA}
ROL = {"ana": FORMULA, "diego": DIRIGE, "rosa": REVISA, "hugo": ADMINISTRA, "olga": OBSERVA}
SIN_CARGO = ("nadie", "pedro", "fabia")  # no post; one that ended yesterday; one that begins tomorrow
DE_OTRO_SERVICIO = ("rufo", "oscar")

PUBLICAS = {
    "salud": "GET",
    "account_login": "GET POST",
    "account_inactive": "GET",
    "account_signup": "GET",
    "account_reset_password": "GET POST",
    "account_reset_password_done": "GET",
    "account_reset_password_from_key": "GET POST",
    "account_reset_password_from_key_done": "GET",
}
PERSONALES = {
    "inicio": "GET",
    "cargo": "POST",
    "buscar": "GET",
    "ayuda": "GET",
    "account_logout": "GET POST",
    "account_reauthenticate": "GET POST",
    "account_change_password": "GET POST",
    "account_set_password": "GET POST",
    # Each one's own, and works whose kind says who may have them: the rest is a 404 (tests/avisos, tests/trabajos).
    "avisos": "GET",
    "avisos-leidos": "POST",
    "avisos-preferencias": "GET POST",
    "aviso-leido": "POST",
    "trabajo": "GET",
    "trabajo-archivo": "GET",
}

ADMINISTRATIVAS = {"periodos": "GET", "periodo-nuevo": "GET POST", "periodo": "GET POST"}


def cada(nombres, metodos=None, **quienes):
    """Each of these addresses: its methods, and who may use them."""
    return dict.fromkeys(nombres.split(), metodos or quienes)


ADMINISTRATIVAS |= (
    cada("adm-servicios adm-personas adm-persona adm-equipos", "GET")
    | cada("adm-persona-invitar adm-persona-reactivar adm-puesto-anular", "POST")
    | cada("adm-servicio adm-servicio-nuevo adm-servicio-cerrar adm-servicio-reabrir", "GET POST")
    | cada("adm-persona-nueva adm-persona-corregir adm-persona-desactivar", "GET POST")
    | cada("adm-puesto-nuevo adm-puesto-vacante adm-puesto-termino adm-puesto-relevo", "GET POST")
)
DE_PROGRAMA = (
    cada("programa historia version diferencia excel pdf", GET=TODOS)
    | cada("fila ponderaciones-repartir ponderaciones-proporcional", GET=REGION, POST=REGION)
    | cada("cabecera fila-nueva evidencia-quitar ponderaciones-quitar responder", POST=REGION)
    | cada("evidencia-subir evidencia-adjuntar", POST=REGION)
    | cada("evidencia-archivo evidencias-zip", GET=TODOS)
    | cada("retirar-evidencia retirar-documento", GET={ADMINISTRA}, POST={ADMINISTRA})
    | cada("fila-arriba fila-abajo fila-duplicar fila-subir fila-bajar fila-eliminar fila-restaurar", POST=REGION)
    | cada("fila-unir fila-mismo-objetivo fila-objetivo-propio fila-actividad fila-separar", POST=REGION)
    | cada("copiar confirmar-todas", POST=REGION)
    | cada("fila-confirmar fila-anticipado-a-meta fila-anticipado-a-resultado", POST=REGION)
    | cada("propia", GET=REGION, POST=REGION)
    | cada("accion propia-nueva propia-subir propia-bajar propia-eliminar propia-restaurar", POST=REGION)
    | cada("observar observacion-cerrar observacion-reabrir", POST={REVISA})
    | cada("paso-enviar paso-no-compromete paso-retirar", GET={DIRIGE}, POST={DIRIGE})
    | cada("paso-enviar-resultados paso-retirar-resultados", GET={DIRIGE}, POST={DIRIGE})
    | cada("paso-abrir-revision paso-soltar-revision paso-traspasar-revision", GET={REVISA}, POST={REVISA})
    | cada("paso-tomar-revision paso-devolver paso-aprobar paso-abrir-resultados", GET={REVISA}, POST={REVISA})
    | cada("paso-devolver-resultados paso-validar paso-cerrar", GET={REVISA}, POST={REVISA})
    | cada("paso-cerrar-de-oficio paso-rechazar-reposicion paso-reabrir", GET={REVISA}, POST={REVISA})
    | cada("paso-reponer", GET={DIRIGE}, POST={DIRIGE})
    | cada("paso-prorrogar", GET={ADMINISTRA}, POST={ADMINISTRA})
    | cada("dispensa-otorgar", POST={REVISA})
    | cada("comprobante documento", GET=TODOS)
    | cada("observacion", GET=TODOS)
    | cada("aceptar anotar", POST={REVISA})
    | cada("paso-pedir-devolucion", GET={DIRIGE}, POST={DIRIGE})
    | cada("paso-declinar-devolucion", GET={REVISA}, POST={REVISA})
    # Amendments.
    | cada("enmendar", GET=TODOS, POST=REGION)
    | cada("fila-anular fila-dejar-sin-anular", POST=REGION)
    | cada("paso-aceptar-enmienda paso-objetar-enmienda paso-retirar-enmienda", GET={DIRIGE}, POST={DIRIGE})
    | cada("paso-aprobar-enmienda paso-rechazar-enmienda paso-desistir-enmienda", GET={REVISA}, POST={REVISA})
)
DE_SERVICIO = (
    cada("nacional nacional-excel nacional-pdf tablero por-que por-que-json publicacion-documento", GET=NACIONAL)
    | cada("nacional-abrir-resultados", POST={REVISA})
    | cada("publicar", GET={REVISA}, POST={REVISA})
    | cada("retirar-publicado", GET={ADMINISTRA}, POST={ADMINISTRA})
    | cada("proponer-enmienda", GET={REVISA}, POST={REVISA})
)
DE_REGION = cada("expediente expediente-zip", GET=TODOS)
DE_PAIS = cada("servicios", GET={ADMINISTRA, OBSERVA})
# Of no programme, but not for every post.
DE_SESION = cada("quien quien-entrada quien-archivo", GET={ADMINISTRA, OBSERVA}) | cada(
    "mi-equipo", GET={FORMULA, DIRIGE, REVISA}
)
DE_CARGO = DE_PROGRAMA | DE_SERVICIO | DE_REGION | DE_PAIS | DE_SESION
# Where each address finds something to do.
LUGAR = {
    "version": "cerrado",
    "paso-retirar": "enviado",
    "paso-abrir-revision": "enviado",
    "paso-soltar-revision": "en revisión",
    "paso-traspasar-revision": "en revisión",
    "paso-tomar-revision": "en otra revisión",
    "paso-devolver": "en revisión",
    "paso-aprobar": "en revisión",
    "paso-abrir-resultados": "aprobado",
    "paso-enviar-resultados": "resultados",
    "paso-retirar-resultados": "resultados enviados",
    "paso-devolver-resultados": "resultados en revisión",
    "paso-validar": "resultados en revisión",
    "paso-cerrar": "validado",
    "paso-reponer": "validado",
    "paso-reabrir": "validado",
    "comprobante": "enviado",
    "documento": "no compromete",
    "retirar-documento": "no compromete",
    "observar": "en revisión",
    "observacion-cerrar": "observado",
    "observacion-reabrir": "observado",
    "responder": "observado",
    "observacion": "observado",
    "aceptar": "en revisión",
    "paso-pedir-devolucion": "en revisión",
    "paso-declinar-devolucion": "devolución pedida",
    "evidencia-quitar": "resultados",
    "evidencia-subir": "resultados",
    "evidencia-adjuntar": "resultados",
    "evidencia-archivo": "resultados",
    "retirar-evidencia": "resultados",
    "evidencias-zip": "resultados",
    "expediente-zip": "resultados",
    "fila-anticipado-a-resultado": "resultados",
    "nacional-abrir-resultados": "aprobado",
    "enmendar": "aprobado",
    "proponer-enmienda": "aprobado",
}
RUTAS = {r["nombre"]: r for r in rutas()}
# Reading these writes by design: the sign-in's rate limits count, and a reset link counts its visits (allauth).
CUENTAN = {"account_login", "account_reset_password", "account_reset_password_from_key"}
CUENTAN |= {"account_change_password", "account_reauthenticate", "account_set_password"}
# Pages that turn back whoever has no business there, by the tools they are made with: a 404 that is their answer.
RESPONDE_404 = {"account_signup", "cargo", "aviso-leido", "trabajo", "trabajo-archivo", "publicacion-documento"}
RESPONDE_404 |= {"retirar-publicado"}  # nothing is published in this country: tests/pais/test_documento_publicado.py


def direccion(pais, nombre):
    """The address with the parts of the country's place where it has something to do."""
    partes = pais.partes(LUGAR.get(nombre, "borrador"))
    if nombre == "fila-restaurar":
        partes["fila"] = partes["fila eliminada"]
    if nombre in ("evidencia-archivo", "retirar-evidencia"):
        partes["evidencia"] = pais.archivo
    if nombre.startswith("propia"):
        partes |= {"formulario": "iii-2", "tabla": "instancias", "fila": pais.instancia}
    if nombre == "accion":
        partes |= {"formulario": "iii-4", "accion": "traer-objetivos"}
    partes |= {"aviso": 999_999, "trabajo": 999_999}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(partes[m[1]]), RUTAS[nombre]["ruta"])


def pedir(pais, quien, metodo, donde, **cabeceras):
    respuesta = pais.de(quien).generic(
        metodo, donde, b"", "application/x-www-form-urlencoded", headers=cabeceras or {"accept": "text/html"}
    )
    if respuesta.streaming:  # read to its end, which closes it, as a server does
        leido = cuerpo(respuesta)
        respuesta.streaming_content = [leido]
    return respuesta


@contextmanager
def mismas_galletas(cliente):
    """Signing out and the like change the browser too: give it back as it was."""
    antes = {nombre: galleta.value for nombre, galleta in cliente.cookies.items()}
    try:
        yield
    finally:
        cliente.cookies = SimpleCookie(antes)


def esperado(nombre, quien, metodo):
    """What R10 says, as a status or a word: «entrar», «bien»."""
    pedido = "GET" if metodo == "HEAD" else metodo
    if nombre in PUBLICAS:
        return "bien" if pedido in PUBLICAS[nombre].split() else 405
    if quien == "anónimo":
        return "entrar"
    if nombre in PERSONALES:
        return "bien" if pedido in PERSONALES[nombre].split() else 405
    if nombre in ADMINISTRATIVAS:
        if pedido not in ADMINISTRATIVAS[nombre].split():
            return 405
        return "bien" if quien == "hugo" else 403
    if nombre in DE_SESION and quien in SIN_CARGO:
        return 403 if pedido == "GET" else 405
    if nombre not in DE_SESION and (quien in SIN_CARGO or (quien in DE_OTRO_SERVICIO and nombre not in DE_PAIS)):
        return 404
    if nombre in DE_PROGRAMA | DE_REGION and quien in ("luis", "dora"):
        return 404
    quienes = DE_CARGO[nombre]
    if pedido not in quienes:
        return 405
    rol = ROL.get(quien) or {"luis": FORMULA, "dora": DIRIGE, "rufo": REVISA, "oscar": DIRIGE}[quien]
    return "bien" if rol in quienes[pedido] else 403


def obtenido(nombre, respuesta, debe):
    estado = respuesta.status_code
    if estado == 401 or (estado == 302 and respuesta["Location"].startswith(f"{reverse('account_login')}?next=")):
        return "entrar"
    if estado in (200, 302, 409, 422) or (estado == 404 and nombre in RESPONDE_404 and debe == "bien"):
        return "bien"
    return estado


def test_toda_direccion_tiene_su_politica_y_alguien_escribio_quien_la_usa():
    assert [r["ruta"] for r in rutas() if r["ambito"] is None] == []
    assert set(RUTAS) == {*PUBLICAS, *PERSONALES, *ADMINISTRATIVAS, *DE_CARGO}
    assert len(RUTAS) == len(list(rutas())), "two addresses have the same name"


@pytest.mark.parametrize("nombre", sorted(RUTAS))
def test_la_politica_dice_lo_que_esta_escrito_a_mano(nombre):
    por_metodo = {m: set(roles) for m, roles in RUTAS[nombre]["por_metodo"].items()}
    if nombre in PUBLICAS:
        assert por_metodo == {m: {"anonimo", *TODOS} for m in PUBLICAS[nombre].split()}
    elif nombre in PERSONALES:
        assert por_metodo == dict.fromkeys(PERSONALES[nombre].split(), TODOS)
    elif nombre in ADMINISTRATIVAS:
        assert por_metodo == {key: {ADMINISTRA} for key in ADMINISTRATIVAS[nombre].split()}
    else:
        assert por_metodo == DE_CARGO[nombre]


def test_cada_paso_tiene_su_direccion_con_los_mismos_roles():
    for paso in PASOS.values():
        roles = {str(r) for r in paso.roles}
        if paso.nombre in ("escribir", "escribir-resultados"):
            assert roles == set(RUTAS["fila"]["por_metodo"]["POST"])
        elif paso.escritura:
            assert roles == set(RUTAS[paso.nombre]["por_metodo"]["POST"])
        else:
            assert RUTAS[f"paso-{paso.nombre}"]["por_metodo"] == {m: sorted(roles) for m in ("GET", "POST")}


@pytest.mark.parametrize("nombre", sorted(RUTAS))
def test_quien_entra_y_quien_no(pais, nombre, monkeypatch):
    """Everybody reads and posts; one of each kind tries the other methods, as a script would (JSON draws no page).

    Whatever an allowed press writes is taken back; what is read or refused must write nothing by itself. Every answer
    goes protected, and every page has nothing that its policy would stop.
    """
    monkeypatch.setattr("gestion_territorial.documentos.pdf.documento_pdf", lambda documento: b"%PDF")  # slow to draw
    donde, fallas = direccion(pais, nombre), []
    antes = foto_total()
    for quien, metodo in (*product(("anónimo", *GENTE), ("GET", "POST")), *product(DE_CADA_CLASE, OTROS_METODOS)):
        debe = esperado(nombre, quien, metodo)
        de_pagina = metodo in ("GET", "POST") and (debe == "bien" or quien in DE_CADA_CLASE)
        acepta = "text/html" if de_pagina else "application/json"
        se_deshace = debe == "bien" and (metodo not in ("GET", "HEAD") or nombre in CUENTAN)
        with deshecho() if se_deshace else nullcontext(), mismas_galletas(pais.de(quien)):
            respuesta = pedir(pais, quien, metodo, donde, accept=acepta)
        revisar(respuesta, (quien, metodo, donde), con_sesion=quien != "anónimo" and nombre != "salud")
        if acepta == "text/html" and es_html(respuesta) and cuerpo(respuesta):
            revisar_html(respuesta.content.decode(), (quien, metodo, donde))
        if metodo == "HEAD":
            assert cuerpo(respuesta) == b"", (quien, donde)
        if debe == 405:
            assert set(respuesta["Allow"].split(", ")) == set(RUTAS[nombre]["metodos"])
        if debe in (403, 404, 405) and acepta == "text/html":
            assert es_pagina_en_castellano(respuesta), (quien, metodo, donde)
        if obtenido(nombre, respuesta, debe) != debe:
            fallas.append(f"{quien} {metodo} {donde}: {respuesta.status_code}, must be {debe}")
    assert fallas == []
    assert distintas(antes, foto_total()) == []


@pytest.mark.parametrize("nombre", sorted(RUTAS.keys() - PUBLICAS.keys()))
def test_el_guion_de_la_pagina_recibe_lo_mismo_en_su_forma(pais, nombre):
    """JSON for the autosave, HX-Redirect for htmx: a sign-in page must not land inside a table."""
    donde = direccion(pais, nombre)
    metodo = RUTAS[nombre]["metodos"][-1]
    respuesta = pedir(pais, "anónimo", metodo, donde, accept="application/json")
    assert respuesta.status_code == 401
    assert "sesión" in respuesta.json()["error"]
    respuesta = pedir(pais, "anónimo", metodo, donde, **{"hx-request": "true"})
    assert (respuesta.status_code, respuesta["HX-Redirect"]) == (401, reverse("account_login"))
    if nombre in DE_PROGRAMA:
        respuesta = pedir(pais, "luis", metodo, donde, accept="application/json")
        assert (respuesta.status_code, set(respuesta.json())) == (404, {"error"})
        ajeno = next(q for q in ("olga", "ana", "rosa") if esperado(nombre, q, metodo) in (403, "bien"))
        if esperado(nombre, ajeno, metodo) == 403:
            respuesta = pedir(pais, ajeno, metodo, donde, accept="application/json")
            assert (respuesta.status_code, "cargo" in respuesta.json()["error"]) == (403, True)


def test_quien_entra_de_nuevo_llega_a_una_pagina_que_existe(pais):
    """A press after the session ended: signing in leads back to a page, not to an address that only takes POST."""
    base = pais.base()
    for metodo, donde, vuelve in (
        ("GET", f"{base}historia/?pagina=2", f"{base}historia/?pagina=2"),
        ("POST", f"{base}fila/nueva/", base),
        ("POST", f"{base}paso/enviar/", base),
        ("POST", reverse("cargo"), "/"),
        ("POST", "/iii-1/SERNAM/2009/abrir-resultados/", "/iii-1/SERNAM/2009/"),
    ):
        respuesta = pedir(pais, "anónimo", metodo, donde)
        assert respuesta.status_code == 302
        assert parse_qs(urlsplit(respuesta["Location"]).query).get("next", ["/"]) == [vuelve]


def test_lo_que_no_existe_y_lo_ajeno_dicen_lo_mismo(pais):
    """A stranger cannot tell an empty address from somebody else's."""
    ajena, inventada = (pedir(pais, "luis", "GET", d) for d in (pais.base(), "/iii-1/NADA/2009/02/"))
    assert ajena.status_code == inventada.status_code == 404
    assert leer(ajena).texto == leer(inventada).texto


def test_una_direccion_sin_politica_se_ve(monkeypatch):
    """The check must be able to fail: an address made with `path`, and not with `ruta`, is one without policy."""
    monkeypatch.setattr(get_resolver(), "url_patterns", [path("suelta/", lambda r: None, name="suelta")])
    assert [(r["ruta"], r["ambito"], r["metodos"]) for r in rutas()] == [("/suelta/", None, [])]


def test_la_orden_rutas_lista_todo_y_falla_si_una_no_tiene_politica(monkeypatch, capsys):
    call_command("rutas", "--json")
    lista = json.loads(capsys.readouterr().out)
    assert Counter(r["nombre"] for r in lista) == Counter(RUTAS.keys())
    assert all({"ruta", "metodos", "roles"} <= r.keys() for r in lista)
    call_command("rutas")
    assert "/salud" in capsys.readouterr().out
    monkeypatch.setattr(get_resolver(), "url_patterns", [path("suelta/", lambda r: None, name="suelta")])
    with pytest.raises(CommandError, match="/suelta/"):
        call_command("rutas")


def test_ruta_no_deja_declarar_sin_politica():
    with pytest.raises(TypeError):
        ruta("x/", lambda r: None, "x")
