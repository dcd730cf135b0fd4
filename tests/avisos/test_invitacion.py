"""An invitation: queued with its entry of the register or not at all, made and looked at when it leaves, told on the
person's page whatever became of it."""

import re
import uuid
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.avisos.invitacion import TRABAJO
from gestion_territorial.cuentas.models import Usuario
from gestion_territorial.flujo import administracion, personas
from gestion_territorial.flujo.errores import NoAutorizado
from gestion_territorial.trabajos import cola
from gestion_territorial.trabajos.models import Trabajo

from ..trabajos.buzon import un_buzon
from ..web.apoyo import foto_total, leer

CLAVE_NUEVA = "otra clave bien larga 77"
ENLACE = re.compile(r"https://gestion\.example\.cl(/clave/[^-\s]+-(\S+)/)")


@pytest.fixture(autouse=True)
def _sitio(settings):
    settings.SITIO = "https://gestion.example.cl"


@pytest.fixture
def eva(mundo):
    """Eva, whose account Hugo has just made: her invitation waits."""
    return personas.crear(correo="eva@ejemplo.cl", nombre="Eva", cargo=mundo.cargo("hugo"))


@pytest.fixture
def pagina(entrar):
    """A function: what Hugo reads on the page of that person."""
    hugo = entrar("hugo")
    return lambda persona: leer(hugo.get(f"/administracion/personas/{persona.pk}/")).texto


@pytest.fixture
def sin_servidor(monkeypatch):
    """A function: from now on the mail server refuses everything; what it gives back mends it."""

    def caido(*_):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", caido)
    return monkeypatch.undo


def invitar(mundo, persona, **mas):
    return personas.invitar(usuario_id=persona.pk, cargo=mundo.cargo("hugo"), **mas)


def invitaciones():
    return Trabajo.objects.filter(tipo=personas.INVITACION)


def insistir(trabajar, veces):
    """As many attempts, without the waits between them."""
    for _ in range(veces):
        invitaciones().filter(estado="en_cola").update(listo_desde=timezone.now())
        trabajar()


def test_el_enlace_que_llega_deja_crear_la_contrasena_y_entrar(eva, mailoutbox, trabajar, paginas):
    assert mailoutbox == []  # nothing leaves with the request
    trabajar()
    (carta,) = mailoutbox
    assert (carta.to, carta.subject) == (["eva@ejemplo.cl"], "Su cuenta de Gestión Territorial")
    assert "https://gestion.example.cl/clave/olvidada/" in carta.body
    navegador = Client()
    donde = navegador.get(ENLACE.search(carta.body)[1], follow=True).redirect_chain[-1][0]
    navegador.post(donde, {"password1": CLAVE_NUEVA, "password2": CLAVE_NUEVA})
    navegador.post("/entrar/", {"login": "eva@ejemplo.cl", "password": CLAVE_NUEVA})
    assert navegador.get("/").status_code == 200
    assert Usuario.objects.get(pk=eva.pk).last_login
    trabajar()
    assert len(mailoutbox) == 1


def test_el_enlace_no_queda_escrito_en_ninguna_tabla(eva, mailoutbox, trabajar):
    assert invitaciones().get().datos == {"usuario": eva.pk}
    trabajar()
    secreto = ENLACE.search(mailoutbox[0].body)[2]
    assert len(secreto) > 30
    assert [tabla for tabla, filas in foto_total().items() if any(secreto in fila for fila in filas)] == []


@pytest.mark.parametrize("falla", [(personas, "encolar"), (administracion, "registrar")])
@pytest.mark.parametrize("acto", ["crear cuenta", "enviar invitación"])
def test_ni_lo_registrado_sin_su_invitacion_ni_al_reves(mundo, eva, monkeypatch, acto, falla):
    def sin_disco(*_, **__):
        raise OSError("no space left")

    actos = {
        "crear cuenta": partial(personas.crear, correo="otra@ejemplo.cl", nombre="Otra"),
        "enviar invitación": partial(personas.invitar, usuario_id=eva.pk),
    }
    antes, hugo = foto_total(), mundo.cargo("hugo")
    monkeypatch.setattr(*falla, sin_disco)
    with pytest.raises(OSError, match="no space left"):
        actos[acto](cargo=hugo)
    assert foto_total() == antes


def test_dos_veces_la_misma_pulsacion_es_una_invitacion(mundo, mailoutbox, trabajar):
    datos = {"correo": "eva@ejemplo.cl", "nombre": "Eva", "cargo": mundo.cargo("hugo"), "operacion": uuid.uuid4()}
    eva, otra_vez = (personas.crear(**datos) for _ in range(2))
    assert (eva, invitaciones().count()) == (otra_vez, 1)
    trabajar()
    operacion = uuid.uuid4()
    for _ in range(2):
        assert invitar(mundo, eva, operacion=operacion) == eva
    assert invitaciones().count() == 2
    assert Registro.objects.filter(accion="enviar invitación").count() == 1
    trabajar()
    assert [carta.to for carta in mailoutbox] == [["eva@ejemplo.cl"]] * 2


@pytest.mark.parametrize("quien", ["ana", "diego", "rosa", "olga"])
def test_solo_la_administracion_encola(mundo, eva, quien):
    with pytest.raises(NoAutorizado):
        personas.crear(correo="x@ejemplo.cl", nombre="X", cargo=mundo.cargo(quien))
    with pytest.raises(NoAutorizado):
        personas.invitar(usuario_id=eva.pk, cargo=mundo.cargo(quien))
    assert invitaciones().count() == 1


def test_si_la_cuenta_se_desactiva_entretanto_no_sale_nada(mundo, eva, mailoutbox, trabajar, pagina):
    hugo = mundo.cargo("hugo")
    personas.desactivar(usuario_id=eva.pk, motivo="Se equivocaron de persona", cargo=hugo)
    trabajar()
    assert mailoutbox == []
    assert "La invitación no pudo salir: la cuenta estaba inactiva." in pagina(eva)
    assert "Puede enviarla otra vez" not in pagina(eva)
    personas.reactivar(usuario_id=eva.pk, cargo=hugo)
    trabajar()
    assert mailoutbox == []  # coming back does not send what was left out
    assert "Puede enviarla otra vez" in pagina(eva)


@pytest.mark.parametrize("ya", ["tiene contraseña", "entró"])
def test_a_quien_ya_tiene_su_contrasena_no_se_le_escribe(eva, mailoutbox, trabajar, pagina, ya):
    if ya == "entró":
        eva.last_login = timezone.now()
    else:
        eva.set_password(CLAVE_NUEVA)
    eva.save()
    trabajar()
    assert mailoutbox == []
    assert (invitaciones().get().estado, invitaciones().get().intentos) == ("fallido", 1)
    assert ("La invitación no pudo salir: la cuenta ya tenía contraseña." in pagina(eva)) == (ya != "entró")
    assert "Enviar la invitación otra vez" not in pagina(eva)


def test_sale_a_la_direccion_que_tiene_la_cuenta_cuando_sale(mundo, eva, mailoutbox, trabajar, paginas):
    personas.corregir(usuario_id=eva.pk, nombre="Eva", correo="eva.rojas@ejemplo.cl", cargo=mundo.cargo("hugo"))
    trabajar()
    (carta,) = mailoutbox
    assert carta.to == ["eva.rojas@ejemplo.cl"]
    assert "El enlace ya no sirve" not in leer(Client().get(ENLACE.search(carta.body)[1], follow=True)).texto


def test_lo_que_fue_de_ella_se_lee_en_la_pagina_y_sigue_alli(eva, trabajar, pagina):
    with time_machine.travel("2009-03-12T13:15:00Z", tick=False):
        assert "La invitación espera su turno." in pagina(eva)
        Trabajo.objects.update(listo_desde=timezone.now())
        en_curso = cola.tomar("obrero")
        assert "La invitación está saliendo." in pagina(eva)
        cola.soltar(en_curso, "obrero")
        trabajar()
    salio = "La invitación salió el 12-03-2009 a las 10:15."
    assert salio in pagina(eva)
    cola.limpiar()  # years of finished work later
    assert salio in pagina(eva)


def test_un_servidor_de_correo_que_rechaza_no_detiene_la_pagina_y_se_insiste(
    mundo, entrar, mailoutbox, trabajar, pagina, sin_servidor
):
    hugo = entrar("hugo")
    nueva = hugo.post("/administracion/personas/nueva/", {"correo": "eva@ejemplo.cl", "nombre": "Eva"}, follow=True)
    assert "La cuenta está creada, y la invitación va en camino a eva@ejemplo.cl." in leer(nueva).texto
    eva = Usuario.objects.get(correo="eva@ejemplo.cl")
    trabajar()
    assert "La invitación todavía no pudo salir. Se intenta otra vez desde el" in pagina(eva)
    sin_servidor()
    insistir(trabajar, 1)
    assert [carta.to for carta in mailoutbox] == [["eva@ejemplo.cl"]]
    assert "La invitación salió el" in pagina(eva)


def test_si_nunca_pudo_salir_se_dice_y_se_puede_enviar_otra_vez(
    eva, entrar, mailoutbox, trabajar, pagina, sin_servidor
):
    insistir(trabajar, TRABAJO.intentos - 1)
    assert "todavía no pudo salir" in pagina(eva)
    insistir(trabajar, 1)
    dicho = "La invitación no pudo salir: el servidor de correo no la recibió después de varios intentos."
    assert dicho in pagina(eva)
    invitaciones().update(terminado_en=timezone.now() - timedelta(days=30))
    cola.limpiar()
    assert dicho in pagina(eva)
    sin_servidor()
    hugo = entrar("hugo")
    formulario = leer(hugo.get(f"/administracion/personas/{eva.pk}/")).formulario("/invitar/")
    enviada = leer(hugo.post(formulario.accion, formulario.campos, follow=True)).texto
    assert "La invitación va en camino a eva@ejemplo.cl." in enviada
    assert "La invitación espera su turno." in enviada
    trabajar()
    assert len(mailoutbox) == 1
    assert "La invitación salió el" in pagina(eva)


def test_de_varias_que_esperan_sale_la_ultima(mundo, eva, mailoutbox, trabajar, pagina, sin_servidor):
    for _ in range(3):
        trabajar()
        invitar(mundo, eva)
    sin_servidor()
    insistir(trabajar, 1)
    assert [carta.to for carta in mailoutbox] == [["eva@ejemplo.cl"]]
    assert sorted(invitaciones().values_list("estado", flat=True)) == ["fallido"] * 3 + ["hecho"]
    assert "La invitación salió el" in pagina(eva)


def test_muerta_entre_salir_y_anotarse_sale_con_la_misma_identidad_y_otra_con_otra(mundo, eva, mailoutbox, trabajar):
    trabajar()
    invitaciones().update(estado="en_cola")
    trabajar()
    invitar(mundo, eva)
    trabajar()
    primera, repetida, otra = (carta.message()["Message-ID"] for carta in mailoutbox)
    assert primera == repetida != otra
    assert primera.endswith("@gestion.example.cl>")


def test_por_un_servidor_de_verdad(eva, trabajar, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with un_buzon() as buzon:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", buzon.server_address[1]
        trabajar()
        ((para, mensaje),) = buzon.mensajes
    assert para == "eva"
    assert f"Message-ID: <invitacion-{invitaciones().get().pk}-" in mensaje
    assert "Auto-Submitted: auto-generated" in mensaje
