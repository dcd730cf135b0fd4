"""What goes with every answer: a strict policy, no cache for what is somebody's, and reading that writes nothing."""

import re

import pytest
from django.test import Client

from .apoyo import cuerpo, distintas, es_html, foto_total
from .pais import LUGARES, cliente_de
from .protegidas import revisar, revisar_html
from .test_permisos import direccion, pedir

CONTADORES = ("cache_compartida",)  # the sign-in's rate limits count a HEAD too
RARAS = ["/nada/", "/iii-1/SERNAM/2009/07/", "/iii-1/NADA/2009/02/", "/registro/"]


@pytest.mark.parametrize("quien", ["anónimo", "diego", "rosa"])
def test_leer_no_escribe_y_cada_respuesta_va_protegida(pais, quien):
    """The pages of a programme in every place, and what is not there: the database is the same afterwards, byte by
    byte. Every address, as each person: test_permisos.
    """
    direcciones = list(RARAS)
    for lugar in LUGARES:
        base = pais.base(lugar)
        direcciones += [base, f"{base}?editar={pais.ids[lugar][0]}", f"{base}historia/"]
    antes = foto_total(sin=CONTADORES)
    vistas = 0
    for donde in direcciones:
        respuesta = pedir(pais, quien, "GET", donde)
        revisar(respuesta, donde, con_sesion=quien != "anónimo")
        if es_html(respuesta) and cuerpo(respuesta):
            revisar_html(respuesta.content.decode(), (quien, donde))
            vistas += 1
        cabeza = pedir(pais, quien, "HEAD", donde)
        assert (cabeza.status_code, cuerpo(cabeza)) == (respuesta.status_code, b""), donde
    assert vistas >= (1 if quien == "anónimo" else len(direcciones))
    assert distintas(antes, foto_total(sin=CONTADORES)) == []


def test_las_descargas_no_quedan_en_ningun_cache(pais, monkeypatch):
    monkeypatch.setattr("gestion_territorial.documentos.pdf.documento_pdf", lambda documento: b"%PDF")
    for quien, nombre in (("ana", "excel"), ("ana", "pdf"), ("rosa", "nacional-excel"), ("rosa", "nacional-pdf")):
        respuesta = pedir(pais, quien, "GET", direccion(pais, nombre))
        revisar(respuesta, nombre, con_sesion=True)
        assert re.fullmatch(r'attachment; filename="[\w.-]+\.(xlsx|pdf)"', respuesta["Content-Disposition"])
        assert respuesta["Content-Type"] in (
            "application/pdf",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )


def test_tambien_las_negativas_y_los_errores_van_protegidos(pais):
    """405, 409, 415, 422, CSRF, 400 and 500 are answers like any other."""
    base, fila = pais.base(), pais.ids["borrador"][0]
    ana = pais.de("ana")
    con_csrf = cliente_de(pais.mundo.usuario("ana"), enforce_csrf_checks=True)
    respuestas = {
        405: ana.put(base),
        409: ana.post(f"{pais.base('cerrado')}fila/nueva/"),
        415: ana.post(base + f"fila/{fila}/", b"{}", content_type="application/json"),
        422: ana.post(base + f"fila/{fila}/", {"compromiso.texto": "\x00"}),
        403: con_csrf.post(f"{base}fila/nueva/"),
        400: ana.get(base, headers={"host": "otro.ejemplo"}),
    }
    for estado, respuesta in respuestas.items():
        assert respuesta.status_code == estado
        revisar(respuesta, estado, con_sesion=estado != 400)
        revisar_html(respuesta.content.decode(), estado)


def test_una_falla_nuestra_se_cuenta_en_castellano_y_sin_la_base(pais, monkeypatch):
    """The page of a 500 asks nobody anything: it is drawn even when the database is what failed."""

    def fallar(*_, **__):
        raise RuntimeError("secreto del servidor")

    ana = cliente_de(pais.mundo.usuario("ana"), raise_request_exception=False)
    monkeypatch.setattr("gestion_territorial.web.pagina.datos.leer", fallar)
    monkeypatch.setattr("gestion_territorial.web.contexto.marco", fallar)
    respuesta = ana.get(pais.base())
    assert respuesta.status_code == 500
    html = respuesta.content.decode()
    assert "Lo ya guardado no se perdió" in html
    assert "secreto" not in html
    revisar_html(html, 500)
    por_guion = ana.get(pais.base(), headers={"accept": "application/json"})
    assert (por_guion.status_code, set(por_guion.json())) == (500, {"error"})


def test_sin_https_se_pasa_a_https_menos_la_salud(pais, settings):
    """As deployed: everything goes to https, and the machine's health is asked on the inside."""
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    cliente = Client()
    respuesta = cliente.get("/entrar/")
    assert (respuesta.status_code, respuesta["Location"]) == (301, "https://testserver/entrar/")
    assert cliente.get("/salud").status_code == 200
    segura = Client().get("/entrar/", secure=True)
    assert segura.status_code == 200
    assert "max-age=31536000" in segura["Strict-Transport-Security"]


def test_las_galletas_no_las_lee_ningun_guion(pais, settings):
    cliente = Client()
    cliente.post("/entrar/", {"login": "ana@ejemplo.cl", "password": "una clave de prueba"})
    sesion = cliente.cookies["sessionid"]
    assert sesion["httponly"]
    assert sesion["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.HTTPS
