"""Hugo before the administration's pages: a person who never came in, a team, a service; mistakes by their field."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.territorio.models import Servicio

from ..escenas import llevar
from .apoyo import distintas, foto_total, leer

CLAVE_NUEVA = "otra clave bien larga 77"
A = "/administracion/"
PUESTO = {"rol": "formulador", "region": "02", "desde": "01-03-2026", "hasta": "", "documento": "Resolución 1"}


def frase(respuesta):
    return leer(respuesta).texto


def campos(cliente, donde):
    """What a browser would post from that page without touching it."""
    return leer(cliente.get(donde)).formulario("").campos


def mandar(cliente, donde, **cambios):
    return cliente.post(donde, campos(cliente, donde) | cambios)


def en_el_campo(respuesta, campo):
    return f'id="error_1_id_{campo}"' in respuesta.content.decode()


# ---- People ----


def test_de_la_invitacion_al_primer_programa(mundo, entrar):
    """An account, its post, the mail, the password, and the programme of her region: before, nothing; then, all."""
    cache.clear()
    hugo = entrar("hugo")
    creada = mandar(hugo, f"{A}personas/nueva/", correo=" Eva@Ejemplo.cl ", nombre="Eva Rojas")
    eva = Usuario.objects.get(correo="eva@ejemplo.cl")
    assert creada["Location"] == f"{A}personas/{eva.pk}/puestos/nuevo/"
    asignado = mandar(hugo, creada["Location"], **PUESTO, servicio=mundo.servicio.pk)
    assert asignado["Location"] == f"{A}personas/{eva.pk}/"
    assert "todavía no entra" in frase(hugo.get(asignado["Location"]))
    assert mail.outbox == []  # no page waits for a mail server
    call_command("trabajar", hasta_vaciar=True)
    (carta,) = mail.outbox
    assert (carta.to, carta.subject) == (["eva@ejemplo.cl"], "Su cuenta de Gestión Territorial")
    assert carta.body.startswith("Estimado/a Eva Rojas:")
    enlace = re.search(r"https?://[^/]+(/clave/\S+)", carta.body)[1]
    navegador = Client()
    donde = navegador.get(enlace, follow=True).redirect_chain[-1][0]
    navegador.post(donde, {"password1": CLAVE_NUEVA, "password2": CLAVE_NUEVA})
    navegador.post("/entrar/", {"login": "eva@ejemplo.cl", "password": CLAVE_NUEVA})
    assert navegador.get("/iii-1/SERNAM/2009/02/").status_code == 200
    assert navegador.get("/iii-1/SERNAM/2009/07/").status_code == 404
    assert "Última entrada" in frase(hugo.get(f"{A}personas/?quien=eva"))


def test_dos_pulsaciones_iguales_hacen_una_cuenta_y_mandan_una_frase(mundo, entrar):
    hugo = entrar("hugo")
    enviado = campos(hugo, f"{A}personas/nueva/") | {"correo": "eva@ejemplo.cl", "nombre": "Eva"}
    primera, segunda = (hugo.post(f"{A}personas/nueva/", enviado) for _ in range(2))
    assert primera["Location"] == segunda["Location"]
    eva = Usuario.objects.get(correo="eva@ejemplo.cl")
    call_command("trabajar", hasta_vaciar=True)
    assert len(mail.outbox) == 1
    invitar = leer(hugo.get(f"{A}personas/{eva.pk}/")).formulario("/invitar/")
    for _ in range(2):
        assert hugo.post(invitar.accion, invitar.campos)["Location"] == f"{A}personas/{eva.pk}/"
    call_command("trabajar", hasta_vaciar=True)
    assert len(mail.outbox) == 2


def test_si_el_correo_no_sale_la_cuenta_queda_y_se_dice(mundo, entrar, monkeypatch, caplog):
    def caido(*_):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", caido)
    hugo = entrar("hugo")
    respuesta = mandar(hugo, f"{A}personas/nueva/", correo="eva@ejemplo.cl", nombre="Eva")
    assert respuesta.status_code == 302
    assert "la invitación va en camino" in frase(hugo.get(respuesta["Location"]))
    call_command("trabajar", hasta_vaciar=True)
    assert "(invitacion) failed" in caplog.text
    monkeypatch.undo()
    eva = Usuario.objects.get(correo="eva@ejemplo.cl")
    pagina = leer(hugo.get(f"{A}personas/{eva.pk}/"))
    assert "La invitación todavía no pudo salir." in pagina.texto
    hugo.post(f"{A}personas/{eva.pk}/invitar/", pagina.formulario("/invitar/").campos)
    call_command("trabajar", hasta_vaciar=True)
    assert len(mail.outbox) == 1


def test_invitar_a_quien_ya_tiene_contrasena_no_se_ofrece_ni_se_hace(mundo, entrar):
    hugo, ana = entrar("hugo"), mundo.usuario("ana")
    texto = frase(hugo.get(f"{A}personas/{ana.pk}/"))
    assert "todavía no entra por primera vez, aunque ya tiene contraseña" in texto
    assert "Enviar la invitación" not in texto
    assert "La invitación" not in texto  # she never got one
    respuesta = hugo.post(f"{A}personas/{ana.pk}/invitar/")
    assert respuesta.status_code == 409
    assert "Ana ya tiene contraseña: si la olvidó, puede pedir otra al entrar." in frase(respuesta)
    call_command("trabajar", hasta_vaciar=True)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"correo": "ANA@ejemplo.cl"}, "Ya hay una cuenta con ese correo electrónico: la de Ana."),
        ({"correo": "ana maria@ejemplo.cl"}, "sin espacios"),
        ({"correo": "ana@"}, "Escriba un correo electrónico válido"),
        ({"correo": ""}, "Escriba el correo electrónico."),
        ({"correo": "a\x00@ejemplo.cl"}, "nulos"),
        ({"correo": "a" * 300 + "@ejemplo.cl"}, "el máximo es 254"),
        ({"nombre": " "}, "Escriba el nombre de la persona."),
        ({"nombre": "E\x0bva"}, "U+000B"),
        ({"nombre": "E" * 200_000}, "el máximo es 150"),
    ],
)
def test_una_cuenta_mal_escrita(mundo, entrar, cambio, dice):
    hugo, cuantas = entrar("hugo"), Usuario.objects.count()
    bueno = {"correo": "eva@ejemplo.cl", "nombre": "Eva"}
    respuesta = hugo.post(f"{A}personas/nueva/", bueno | cambio)
    assert respuesta.status_code == 422
    assert dice in frase(respuesta)
    assert en_el_campo(respuesta, next(iter(cambio)))
    assert (Usuario.objects.count(), mail.outbox) == (cuantas, [])


def test_quien_se_desactiva_sale_ahora_y_al_volver_no_recupera_la_sesion(mundo, entrar):
    hugo, ana = entrar("hugo"), entrar("ana")
    pk, clave = mundo.usuario("ana").pk, mundo.usuario("ana").password
    assert ana.get("/").status_code == 200
    assert mandar(hugo, f"{A}personas/{pk}/desactivar/", motivo="Licencia").status_code == 302
    assert ana.get("/")["Location"].startswith("/entrar/")
    pagina = leer(hugo.get(f"{A}personas/{pk}/"))
    assert "cuenta inactiva" in pagina.texto
    assert "Licencia" in pagina.texto
    hugo.post(f"{A}personas/{pk}/reactivar/", pagina.formulario("/reactivar/").campos)
    assert mundo.usuario("ana").is_active
    assert mundo.usuario("ana").password == clave
    assert ana.get("/")["Location"].startswith("/entrar/")
    assert entrar("ana").get("/iii-1/SERNAM/2009/02/").status_code == 200


def test_la_propia_cuenta_no_se_desactiva_ni_se_ofrece(mundo, entrar):
    hugo, pk = entrar("hugo"), mundo.usuario("hugo").pk
    assert "Desactivar la cuenta" not in frase(hugo.get(f"{A}personas/{pk}/"))
    respuesta = mandar(hugo, f"{A}personas/{pk}/desactivar/", motivo="Me voy")
    assert respuesta.status_code == 409
    assert "No puede desactivar su propia cuenta" in frase(respuesta)
    assert mundo.usuario("hugo").is_active


def test_corregir_el_nombre_y_que_otro_lo_cambie_entretanto(mundo, entrar):
    hugo, pk = entrar("hugo"), mundo.usuario("ana").pk
    assert "correo" in campos(hugo, f"{A}personas/{pk}/corregir/")
    entrar("ana")
    viejo = campos(hugo, f"{A}personas/{pk}/corregir/")
    assert "correo" not in viejo  # she has come in already
    mandar(hugo, f"{A}personas/{pk}/corregir/", nombre="Ana María")
    respuesta = hugo.post(f"{A}personas/{pk}/corregir/", viejo | {"nombre": "Anita"})
    assert respuesta.status_code == 409
    assert "Otra persona cambió esto" in frase(respuesta)
    assert mundo.usuario("ana").nombre == "Ana María"


def test_lo_que_tiene_en_mano_se_lee_antes_de_terminar(mundo, entrar):
    llevar(mundo, "enviado")
    mundo.dar("abrir-revision", "rosa")
    hugo, rosa, puesto = entrar("hugo"), mundo.usuario("rosa").pk, mundo.cargo("rosa").pk
    donde = (f"{A}personas/{rosa}/desactivar/", f"{A}puestos/{puesto}/termino/", f"{A}puestos/{puesto}/relevo/")
    for pagina in donde:
        assert "Rosa tiene 1 revisión abierta: III.1 Antofagasta 2009." in frase(hugo.get(pagina)), pagina
    ayer = (timezone.localdate() - timedelta(1)).strftime("%d-%m-%Y")
    assert mandar(hugo, donde[1], hasta=ayer, documento="Resolución 2").status_code == 302
    programa = mundo.programa()
    assert (programa.estado, programa.revisor) == ("enviado", mundo.usuario("rosa"))
    tomar = "/iii-1/SERNAM/2009/02/paso/tomar-revision/"
    assert mandar(entrar("rita"), tomar, motivo="Rosa dejó el puesto").status_code == 302
    assert mundo.programa().revisor == mundo.usuario("rita")


# ---- Posts ----


@pytest.mark.parametrize(
    ("cambio", "campo", "dice"),
    [
        ({"rol": ""}, "rol", "obligatorio"),
        ({"rol": "ministro"}, "rol", "ministro"),
        ({"servicio": ""}, "servicio", "elija el servicio"),
        ({"servicio": "999999"}, "servicio", "Escoja una opción válida"),
        ({"servicio": "9" * 40}, "servicio", "Escoja una opción válida"),
        ({"servicio": "x\x00"}, "servicio", "nulos"),
        ({"region": ""}, "region", "elija la región"),
        ({"region": "99"}, "region", "Escoja una opción válida"),
        ({"region": "\x00"}, "region", "nulos"),
        ({"rol": "revisor"}, "region", "déjela en blanco"),
        ({"rol": "administrador", "region": ""}, "servicio", "de todo el país"),
        ({"desde": "31-02-2026"}, "desde", "Escriba la fecha así"),
        ({"desde": ""}, "desde", "Escriba la fecha."),
        ({"desde": "01-01-9999"}, "desde", "entre 1990 y 2100"),
        ({"hasta": "28-02-2026"}, "hasta", "no puede terminar antes"),
        ({"hasta": "mañana"}, "hasta", "Escriba la fecha así"),
        ({"documento": ""}, "documento", "Escriba el documento"),
        ({"documento": "R" * 100_000}, "documento", "el máximo es 200"),
        ({"documento": "R\x00"}, "documento", "nulos"),
        ({"rol": "director"}, "subroga", "Diego ya dirige esa región"),
        ({"region": "16", "desde": "01-01-2018"}, "desde", "existe desde el 06-09-2018"),
    ],
)
def test_un_puesto_mal_escrito(mundo, entrar, cambio, campo, dice):
    hugo, cuantos = entrar("hugo"), Asignacion.objects.count()
    datos = PUESTO | {"servicio": mundo.servicio.pk} | cambio
    respuesta = hugo.post(f"{A}personas/{mundo.usuario('nadie').pk}/puestos/nuevo/", datos)
    assert respuesta.status_code == 422
    assert dice in frase(respuesta)
    assert en_el_campo(respuesta, campo)
    assert Asignacion.objects.count() == cuantos


def test_el_mismo_puesto_otra_vez_lo_dice(mundo, entrar):
    datos = PUESTO | {"servicio": mundo.servicio.pk}
    respuesta = entrar("hugo").post(f"{A}personas/{mundo.usuario('ana').pk}/puestos/nuevo/", datos)
    assert "Ana ya tiene ese mismo puesto desde el 01-01-2009, sin fecha de término." in frase(respuesta)


def test_una_vacante_se_llena_desde_el_equipo(mundo, entrar):
    hugo = entrar("hugo")
    pagina = leer(hugo.get(f"{A}equipos/?servicio=SERNAM"))
    vacante = next(e for e in pagina.enlaces if "rol=director" in e and "region=13" in e)
    propuesto = campos(hugo, vacante)
    assert (propuesto["rol"], propuesto["region"]) == ("director", "13")
    assert int(propuesto["servicio"]) == mundo.servicio.pk
    respuesta = mandar(hugo, vacante, usuario=mundo.usuario("nadie").pk, documento="Resolución 3")
    assert respuesta.status_code == 302
    assert Asignacion.objects.en_vigor().filter(usuario=mundo.usuario("nadie"), region="13").exists()
    for raro in ("rol=x&servicio=x&region=x", "rol=%00&servicio=%00&region=%00", "servicio=" + "9" * 60):
        assert hugo.get(f"{A}puestos/nuevo/?{raro}").status_code == 200


def test_cambiar_de_responsable(mundo, entrar):
    hugo, viejo = entrar("hugo"), mundo.cargo("diego")
    manana = timezone.localdate() + timedelta(1)
    respuesta = mandar(
        hugo,
        f"{A}puestos/{viejo.pk}/relevo/",
        usuario=mundo.usuario("nadie").pk,
        desde=manana.strftime("%d-%m-%Y"),
        documento="Resolución 4",
    )
    assert respuesta["Location"] == f"{A}personas/{mundo.usuario('nadie').pk}/"
    viejo.refresh_from_db()
    assert viejo.hasta == timezone.localdate()
    nuevo = Asignacion.objects.get(usuario=mundo.usuario("nadie"))
    assert (nuevo.rol, nuevo.region_id, nuevo.desde) == (Rol.DIRECTOR, "02", manana)
    pagina = leer(hugo.get(respuesta["Location"]))
    assert "por comenzar" in pagina.texto
    hugo.post(f"{A}puestos/{nuevo.pk}/anular/", pagina.formulario("/anular/").campos)
    assert not Asignacion.objects.filter(pk=nuevo.pk).exists()
    inexistentes = (f"{A}puestos/999999/relevo/", f"{A}puestos/{10**30}/termino/", f"{A}personas/{10**30}/")
    for donde in (*inexistentes, f"{A}personas/999999/puestos/nuevo/", f"{A}servicios/NADA/"):
        assert hugo.get(donde).status_code == 404, donde


def test_el_ultimo_administrador_lo_lee_y_se_queda(mundo, entrar):
    hugo, puesto = entrar("hugo"), mundo.cargo("hugo")
    hoy = timezone.localdate().strftime("%d-%m-%Y")
    respuesta = mandar(hugo, f"{A}puestos/{puesto.pk}/termino/", hasta=hoy, documento="Resolución 5")
    assert respuesta.status_code == 409
    assert "no quedaría ningún administrador/a" in frase(respuesta)
    assert hugo.get(f"{A}personas/").status_code == 200


# ---- Services ----


def test_un_servicio_de_punta_a_punta(mundo, entrar):
    hugo = entrar("hugo")
    enviado = campos(hugo, f"{A}servicios/nuevo/")
    assert enviado["periodos"] == "2009"  # its windows are not over: proposed
    respuesta = hugo.post(f"{A}servicios/nuevo/", enviado | {"codigo": "indap", "nombre": "Desarrollo Agropecuario"})
    assert respuesta["Location"] == f"{A}servicios/INDAP/"
    nuevo = Servicio.objects.get(codigo="INDAP")
    assert nuevo.programas.count() > 0
    assert mandar(hugo, f"{A}servicios/INDAP/", nombre="Instituto Agropecuario").status_code == 302
    assert "Quedan" in frase(hugo.get(f"{A}servicios/INDAP/cerrar/"))
    assert mandar(hugo, f"{A}servicios/INDAP/cerrar/", motivo="").status_code == 422
    assert mandar(hugo, f"{A}servicios/INDAP/cerrar/", motivo="Ley 20").status_code == 302
    assert "cerrado" in frase(hugo.get(f"{A}servicios/INDAP/"))
    assert mandar(hugo, f"{A}servicios/INDAP/reabrir/", motivo="Ley 21").status_code == 302
    nuevo.refresh_from_db()
    assert (nuevo.vigente, nuevo.nombre) == (True, "Instituto Agropecuario")


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"codigo": "sernam"}, "Ya hay un servicio con el código SERNAM."),
        ({"codigo": "../x"}, "Use letras mayúsculas, números y guiones."),
        ({"codigo": ""}, "Escriba el código del servicio."),
        ({"codigo": "X" * 500}, "el máximo es 20"),
        ({"codigo": "X\x00"}, "nulos"),
        ({"nombre": ""}, "Escriba el nombre del servicio."),
        ({"periodos": "2055"}, "2055"),
        ({"periodos": "dos mil"}, "dos mil"),
        ({"periodos": "\x00"}, "Escoja una opción válida"),
        ({"periodos": "9" * 40}, "Escoja una opción válida"),
    ],
)
def test_un_servicio_mal_escrito(mundo, entrar, cambio, dice):
    bueno = {"codigo": "NUEVO", "nombre": "Nuevo", "periodos": "2009", "mostrado": "2009"}
    respuesta = entrar("hugo").post(f"{A}servicios/nuevo/", bueno | cambio)
    assert respuesta.status_code == 422
    assert dice in frase(respuesta)
    assert en_el_campo(respuesta, next(iter(cambio)))
    assert Servicio.objects.count() == 2


# ---- Teams, and what no page may do ----


def test_cada_uno_ve_su_equipo_y_no_otro(mundo, entrar):
    de_ana, de_diego, de_luis, de_rosa = (frase(entrar(q).get("/equipo/")) for q in ("ana", "diego", "luis", "rosa"))
    for suyo in (de_ana, de_diego):
        assert all(quien in suyo for quien in ("Ana", "Diego", "Rosa", "01-01-2009"))
        assert not any(ajeno in suyo for ajeno in ("Luis", "Dora", "Maule", "Rufo", "Hugo"))
    assert "Luis" in de_luis
    assert "Diego" not in de_luis
    assert all(quien in de_rosa for quien in ("Ana", "Luis", "Rita", "Antofagasta", "Maule"))
    assert "Rufo" not in de_rosa
    assert "Cambiar responsable" not in de_rosa


def test_mirar_no_escribe(mundo, entrar):
    hugo, ana, puesto = entrar("hugo"), mundo.usuario("ana").pk, mundo.cargo("ana").pk
    paginas = [f"{A}servicios/", f"{A}servicios/nuevo/", f"{A}servicios/SERNAM/", f"{A}servicios/SERNAM/cerrar/"]
    paginas += [f"{A}personas/", f"{A}personas/nueva/", f"{A}personas/{ana}/", f"{A}personas/{ana}/desactivar/"]
    paginas += [f"{A}personas/{ana}/corregir/", f"{A}personas/{ana}/puestos/nuevo/", f"{A}puestos/nuevo/"]
    paginas += [
        f"{A}puestos/{puesto}/termino/",
        f"{A}puestos/{puesto}/relevo/",
        f"{A}equipos/",
        f"{A}personas/?pagina=x",
    ]
    antes = foto_total()
    for pagina in paginas:
        assert hugo.get(pagina).status_code == 200, pagina
    assert distintas(antes, foto_total()) == []


def consultas(cliente, donde):
    cliente.get(donde)
    with CaptureQueriesContext(connection) as captura:
        assert cliente.get(donde).status_code == 200
    return len(captura)


def test_las_consultas_no_crecen_con_la_gente(mundo, entrar):
    hugo, rosa = entrar("hugo"), entrar("rosa")
    hugo_ve = [f"{A}{p}/" for p in ("equipos", "personas", "servicios")] + [f"{A}personas/{mundo.usuario('ana').pk}/"]
    hugo_ve += [f"{A}puestos/{mundo.cargo('ana').pk}/relevo/", f"{A}puestos/nuevo/"]
    antes = [consultas(hugo, d) for d in hugo_ve] + [consultas(rosa, "/equipo/")]
    for n in range(40):
        persona = Usuario.objects.create_user(f"gente{n}@ejemplo.cl", nombre=f"Gente {n}")
        Asignacion.objects.create(
            usuario=persona, rol=Rol.FORMULADOR, servicio=mundo.servicio, region_id="02", desde="2010-01-01"
        )
        Asignacion.objects.create(
            usuario=mundo.usuario("ana"), rol=Rol.OBSERVADOR, servicio=mundo.otro, desde=f"20{10 + n}-01-01"
        )
        Servicio.objects.create(codigo=f"S{n}", nombre=f"Servicio {n}")
    despues = [consultas(hugo, d) for d in hugo_ve] + [consultas(rosa, "/equipo/")]
    assert despues == antes
    assert max(despues) <= 12
