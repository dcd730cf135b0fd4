"""Coming in and going out: sign-in, passwords, and the post one acts in. All that a person reads is Spanish."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario

from ..mundo import CLAVE
from .apoyo import es_pagina_en_castellano, foto_total, leer

BASE = "/iii-1/SERNAM/2009/02/"
NUEVA = "otra clave bien larga 77"
EN_INGLES = re.compile(r"\b(password|e-?mail address|sign ?in|log ?in|sign ?out|please|your|too many|invalid)\b", re.I)


@pytest.fixture(autouse=True)
def _sin_contadores(db):
    cache.clear()


def entrada(cliente, correo, clave, **mas):
    return cliente.post("/entrar/", {"login": correo, "password": clave, **mas})


def entro(cliente):
    return cliente.get("/").status_code == 200


# ---- Sign-in ----


@pytest.mark.parametrize("correo", ["ana@ejemplo.cl", "ANA@EJEMPLO.CL", "Ana@Ejemplo.cl", "  ana@ejemplo.cl  "])
def test_se_entra_con_el_correo_como_se_escriba(mundo, correo):
    cliente = Client()
    respuesta = entrada(cliente, correo, CLAVE)
    assert (respuesta.status_code, respuesta["Location"]) == (302, "/")
    assert "Qué espera por usted" in leer(cliente.get("/")).texto


def test_una_cuenta_guardada_con_mayusculas_entra_igual(mundo):
    usuario = Usuario.objects.create_user("Eva.Rojas@Ejemplo.cl", CLAVE, nombre="Eva")
    for correo in ("eva.rojas@ejemplo.cl", "EVA.ROJAS@EJEMPLO.CL"):
        cliente = Client()
        assert entrada(cliente, correo, CLAVE).status_code == 302
        assert cliente.session["_auth_user_id"] == str(usuario.pk)


@pytest.mark.parametrize(
    ("correo", "clave"),
    [
        ("ana@ejemplo.cl", "otra"),
        ("ana@ejemplo.cl", CLAVE.upper()),
        ("nadie-con-ese@ejemplo.cl", CLAVE),
        ("ana@ejemplo.cl' OR '1'='1", CLAVE),
        ("ana", CLAVE),
        ("", CLAVE),
        ("ana@ejemplo.cl", ""),
        ("a\x00na@ejemplo.cl", CLAVE),
        ("ana@ejemplo.cl", "\x00"),
        ("ana@ejemplo.cl", "x" * 10_000),
        ("ñandú@ejemplo.cl", CLAVE),
    ],
)
def test_lo_que_no_entra_dice_por_que_en_castellano(mundo, correo, clave):
    cliente = Client()
    respuesta = entrada(cliente, correo, clave)
    assert respuesta.status_code == 200
    assert es_pagina_en_castellano(respuesta)
    assert not EN_INGLES.search(leer(respuesta).texto), leer(respuesta).texto
    assert not entro(cliente)


def test_la_frase_no_dice_si_la_cuenta_existe(mundo):
    existe, no_existe = (leer(entrada(Client(), c, "otra")).texto for c in ("ana@ejemplo.cl", "nunca@ejemplo.cl"))
    assert existe == no_existe
    assert "no son correct" in existe, existe


def test_tras_muchos_intentos_hay_que_esperar_y_se_dice(mundo):
    """Neither the right password passes then; another person does, from another address."""
    for _ in range(6):
        respuesta = entrada(Client(), "ana@ejemplo.cl", "otra")
    frase = leer(respuesta).texto
    assert respuesta.status_code in (200, 429)
    assert "intentos" in frase
    assert not EN_INGLES.search(frase), frase
    cliente = Client()
    assert "intentos" in leer(entrada(cliente, "ana@ejemplo.cl", CLAVE)).texto
    assert not entro(cliente)
    otro = Client(REMOTE_ADDR="10.1.2.3")
    assert entrada(otro, "diego@ejemplo.cl", CLAVE).status_code == 302


def test_desde_una_misma_direccion_tampoco_se_prueban_mil_cuentas(mundo):
    for n in range(40):
        respuesta = entrada(Client(), f"cuenta{n}@ejemplo.cl", "otra")
        if respuesta.status_code == 429:
            break
    assert respuesta.status_code == 429
    assert es_pagina_en_castellano(respuesta)
    assert "hay que esperar unos minutos" in leer(respuesta).texto


def test_una_cuenta_inactiva_no_entra_y_se_le_dice(mundo):
    Usuario.objects.filter(correo="ana@ejemplo.cl").update(is_active=False)
    cliente = Client()
    respuesta = cliente.post("/entrar/", {"login": "ana@ejemplo.cl", "password": CLAVE}, follow=True)
    assert "inactiva" in leer(respuesta).texto
    assert not entro(cliente)


def test_quien_se_desactiva_sale_en_el_siguiente_pedido(mundo, entrar):
    ana = entrar("ana")
    assert ana.get(BASE).status_code == 200
    Usuario.objects.filter(correo="ana@ejemplo.cl").update(is_active=False)
    assert ana.get(BASE)["Location"].startswith("/entrar/")


@pytest.mark.parametrize("destino", ["https://malo.ejemplo/", "//malo.ejemplo", "javascript:alert(1)", "/\\malo"])
def test_al_entrar_no_se_sale_a_otro_sitio(mundo, destino):
    assert entrada(Client(), "ana@ejemplo.cl", CLAVE, next=destino)["Location"] == "/"


def test_al_entrar_se_vuelve_a_donde_se_iba(mundo):
    cliente = Client()
    pedido = cliente.get(f"{BASE}historia/?pagina=2")["Location"]
    formulario = leer(cliente.get(pedido)).formularios[-1].campos
    respuesta = cliente.post(pedido, formulario | {"login": "ana@ejemplo.cl", "password": CLAVE})
    assert respuesta["Location"] == f"{BASE}historia/?pagina=2"


def test_salir(mundo, entrar):
    ana = entrar("ana")
    assert ana.get("/salir/").status_code == 200  # asks: a link from another site must not sign anybody out
    assert entro(ana)
    assert ana.post("/salir/")["Location"] == "/entrar/"
    assert not entro(ana)
    assert not EN_INGLES.search(leer(ana.get("/entrar/")).texto)


def test_nadie_crea_su_cuenta(mundo):
    antes = Usuario.objects.count()
    for camino in ("/registro/", "/accounts/signup/", "/signup/"):
        respuesta = Client().get(camino)
        assert respuesta.status_code == 404
        assert es_pagina_en_castellano(respuesta)
    datos = {"email": "nueva@ejemplo.cl", "password1": NUEVA, "password2": NUEVA}
    assert Client().post("/registro/", datos).status_code == 405
    assert Usuario.objects.count() == antes


# ---- Passwords ----


def test_cambiar_la_contrasena(mundo, entrar):
    ana = entrar("ana")
    datos = {"oldpassword": CLAVE, "password1": NUEVA, "password2": NUEVA}
    respuesta = ana.post("/clave/", datos)
    assert respuesta.status_code == 302
    pagina = leer(ana.get("/"))
    assert not EN_INGLES.search(pagina.texto)
    assert "contraseña" in pagina.texto.lower()
    assert check_password(NUEVA, mundo.usuario("ana").password)
    assert entrada(Client(), "ana@ejemplo.cl", NUEVA).status_code == 302
    assert entrada(Client(), "ana@ejemplo.cl", CLAVE).status_code == 200


@pytest.mark.parametrize(
    "cambio",
    [
        {"oldpassword": "otra"},
        {"password2": "distinta de la otra 1"},
        {"password1": "corta", "password2": "corta"},
        {"password1": "1234567890123", "password2": "1234567890123"},
        {"password1": "password123", "password2": "password123"},
        {"password1": "ana@ejemplo.cl", "password2": "ana@ejemplo.cl"},
        {"password1": "", "password2": ""},
        {"password1": "con\x00nulo largo", "password2": "con\x00nulo largo"},
    ],
)
def test_una_contrasena_que_no_vale_dice_por_que(mundo, entrar, cambio):
    ana = entrar("ana")
    datos = {"oldpassword": CLAVE, "password1": NUEVA, "password2": NUEVA} | cambio
    respuesta = ana.post("/clave/", datos)
    assert respuesta.status_code == 200
    texto = leer(respuesta).texto
    assert not EN_INGLES.search(texto), texto
    assert b"is-invalid" in respuesta.content or b"alert" in respuesta.content
    assert check_password(CLAVE, mundo.usuario("ana").password)


def test_cambiar_la_contrasena_saca_a_las_otras_sesiones(mundo, entrar):
    """Somebody else had the old one: their session ends; one's own goes on."""
    ana, intrusa = entrar("ana"), entrar("ana")
    ana.post("/clave/", {"oldpassword": CLAVE, "password1": NUEVA, "password2": NUEVA})
    assert entro(ana)
    assert not entro(intrusa)


def test_recuperar_la_contrasena_por_correo(mundo):
    cliente = Client()
    pedida = cliente.post("/clave/olvidada/", {"email": "ANA@ejemplo.cl"})
    assert pedida["Location"] == "/clave/enviada/"
    assert len(mail.outbox) == 1
    carta = mail.outbox[0]
    assert carta.to == ["ana@ejemplo.cl"]
    assert carta.subject == "Cree otra contraseña para Gestión Territorial"
    assert carta.body.startswith("Estimado/a Ana:")
    assert not EN_INGLES.search(carta.subject + carta.body)
    enlace = re.search(r"https?://[^/]+(/\S+)", carta.body)[1]
    formulario = cliente.get(enlace, follow=True)
    assert formulario.status_code == 200
    donde = formulario.redirect_chain[-1][0]
    assert "Crear otra contraseña" in leer(formulario).texto
    assert cliente.post(donde, {"password1": "corta", "password2": "corta"}).status_code == 200
    hecha = cliente.post(donde, {"password1": NUEVA, "password2": NUEVA}, follow=True)
    assert "Contraseña guardada" in leer(hecha).texto
    assert entrada(Client(), "ana@ejemplo.cl", NUEVA).status_code == 302
    assert "El enlace ya no sirve" in leer(Client().get(enlace, follow=True)).texto


def test_un_correo_que_no_se_conoce_recibe_la_misma_respuesta_y_ningun_correo(mundo):
    conocido, desconocido = (
        Client().post("/clave/olvidada/", {"email": correo}, follow=True)
        for correo in ("ana@ejemplo.cl", "nunca@ejemplo.cl")
    )
    assert leer(conocido).texto == leer(desconocido).texto
    assert conocido.redirect_chain == desconocido.redirect_chain
    assert [carta.to for carta in mail.outbox] == [["ana@ejemplo.cl"]]


def test_una_cuenta_inactiva_no_recibe_enlace(mundo):
    Usuario.objects.filter(correo="ana@ejemplo.cl").update(is_active=False)
    Client().post("/clave/olvidada/", {"email": "ana@ejemplo.cl"})
    assert mail.outbox == []


@pytest.mark.parametrize("correo", ["", "no es un correo", "a\x00@b.cl", "x" * 400 + "@b.cl"])
def test_pedir_otra_contrasena_con_un_correo_que_no_se_lee(mundo, correo):
    respuesta = Client().post("/clave/olvidada/", {"email": correo})
    assert respuesta.status_code == 200
    assert not EN_INGLES.search(leer(respuesta).texto), leer(respuesta).texto
    assert mail.outbox == []


def test_pedir_muchas_veces_otra_contrasena_tiene_un_tope(mundo):
    for _ in range(8):
        respuesta = Client().post("/clave/olvidada/", {"email": "ana@ejemplo.cl"})
    assert respuesta.status_code == 429
    assert "hay que esperar" in leer(respuesta).texto
    assert len(mail.outbox) <= 5


def test_un_enlace_inventado_no_sirve(mundo):
    ana = mundo.usuario("ana")
    for camino in (f"/clave/{ana.pk}-abc123-0123456789abcdef/", "/clave/zzzz-x/", f"/clave/{ana.pk}-set-password/"):
        respuesta = Client().get(camino, follow=True)
        assert "El enlace ya no sirve" in leer(respuesta).texto, camino
        negada = Client().post(camino, {"password1": NUEVA, "password2": NUEVA}, follow=True)
        assert "El enlace ya no sirve" in leer(negada).texto, camino
    assert check_password(CLAVE, mundo.usuario("ana").password)


# ---- The post one acts in ----


@pytest.fixture
def dos_cargos(mundo):
    """Ana also fills in Maule, as an acting replacement."""
    return Asignacion.objects.create(
        usuario=mundo.usuario("ana"),
        rol=Rol.FORMULADOR,
        servicio=mundo.servicio,
        region_id="07",
        desde=date(2009, 6, 1),
        documento="Resolución 12",
    )


def test_se_actua_en_un_cargo_a_la_vez_y_se_cambia(mundo, entrar, dos_cargos):
    ana, maule = entrar("ana"), "/iii-1/SERNAM/2009/07/"
    assert (ana.get(BASE).status_code, ana.get(maule).status_code) == (200, 404)
    menu = leer(ana.get("/")).formulario("/cargo/")
    assert menu.campos["asignacion"] == str(mundo.usuario("ana").asignaciones.get(region="02").pk)
    respuesta = ana.post("/cargo/", {"asignacion": dos_cargos.pk}, follow=True)
    assert "Ahora actúa como Formulador/a regional · SERNAM · Maule" in leer(respuesta).texto
    assert (ana.get(BASE).status_code, ana.get(maule).status_code) == (404, 200)
    assert entrar("ana").get(maule).status_code == 404  # another browser begins in the first post


def test_el_registro_dice_en_que_cargo_se_actuo(mundo, entrar, dos_cargos):
    ana = entrar("ana")
    ana.post("/cargo/", {"asignacion": dos_cargos.pk})
    assert ana.post("/iii-1/SERNAM/2009/07/fila/nueva/").status_code == 302
    historia = leer(ana.get("/iii-1/SERNAM/2009/07/historia/")).texto
    assert "Ana (Formulador/a regional · SERNAM · Maule)" in historia


@pytest.mark.parametrize("cual", ["de otra persona", "0", "-1", "abc", "9" * 30, "", "\x00", None])
def test_el_cargo_de_otra_persona_no_se_toma(mundo, entrar, cual):
    if cual == "de otra persona":
        cual = Asignacion.objects.get(usuario=mundo.usuario("rosa")).pk
    ana = entrar("ana")
    antes = foto_total()
    respuesta = ana.post("/cargo/", {} if cual is None else {"asignacion": cual})
    assert respuesta.status_code == 404
    assert "no es suyo" in leer(respuesta).texto
    assert foto_total() == antes
    assert ana.get("/iii-1/SERNAM/2009/").status_code == 403


def test_un_cargo_que_termina_sale_en_el_siguiente_pedido(mundo, entrar, dos_cargos):
    """The session still remembers Maule; the post ended yesterday, so the next click finds nothing there."""
    ana, maule = entrar("ana"), "/iii-1/SERNAM/2009/07/"
    ana.post("/cargo/", {"asignacion": dos_cargos.pk})
    assert ana.get(maule).status_code == 200
    hoy = timezone.localdate()
    Asignacion.objects.filter(pk=dos_cargos.pk).update(hasta=hoy)
    assert ana.get(maule).status_code == 200  # the last day is included
    Asignacion.objects.filter(pk=dos_cargos.pk).update(hasta=hoy - timedelta(1))
    assert ana.get(maule).status_code == 404
    assert ana.post(f"{maule}fila/nueva/").status_code == 404
    assert ana.post("/cargo/", {"asignacion": dos_cargos.pk}).status_code == 404
    assert ana.get(BASE).status_code == 200
    Asignacion.objects.filter(usuario=mundo.usuario("ana")).update(hasta=hoy - timedelta(1))
    assert "no tiene un cargo vigente" in leer(ana.get("/")).texto
    assert ana.get(BASE).status_code == 404


def test_sin_cargo_se_lo_dice_y_no_hay_nada_mas(mundo, entrar):
    nadie = entrar("nadie")
    pagina = leer(nadie.get("/"))
    assert "Su cuenta no tiene un cargo vigente" in pagina.texto
    assert nadie.get("/ayuda/").status_code == 200
    assert "0 resultados" in leer(nadie.get("/buscar/?q=a")).texto
    assert nadie.get(BASE).status_code == 404
