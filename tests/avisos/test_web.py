"""The list in the frame, marking as read, the choice of mail, and a home that is whole for every role."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from gestion_territorial.avisos.models import Aviso, Modo, Preferencia
from gestion_territorial.compromisos.models import Estado
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.flujo import observaciones

from ..escenas import FILA, llevar
from ..flujo.test_enmiendas import anular_una, dar, pedir, proponer
from ..mundo import FILAS
from ..mundo import correo as direccion_de
from ..web.apoyo import leer
from ..web.test_consultas import consultas

SECRETO = "axolote4417"


def cuenta(pagina):
    """What the frame says beside «Avisos»."""
    hallado = re.search(r"Avisos (\d+) sin leer", leer(pagina).texto)
    return int(hallado[1]) if hallado else 0


def test_la_cuenta_la_lista_y_marcar_como_leido(mundo, entrar):
    llevar(mundo, Estado.RESULTADOS)  # approved, then its results opened: two for the region
    ana = entrar("ana")
    assert cuenta(ana.get("/")) == 2
    pagina = leer(ana.get("/avisos/"))
    assert "III.1 · SERNAM · Antofagasta · 2009: se abrieron los resultados" in pagina.texto
    assert pagina.texto.count("Después de esto el programa cambió.") == 1
    assert pagina.texto.index("se abrieron") < pagina.texto.index("lo aprobó")  # newest first
    uno = Aviso.objects.filter(usuario=mundo.usuario("ana"))[0]
    assert ana.post(f"/avisos/{uno.pk}/leido/").status_code == 302
    assert cuenta(ana.get("/")) == 1
    assert ana.post("/avisos/leidos/", {"ultimo": uno.pk}).status_code == 302
    assert cuenta(ana.get("/")) == 0
    assert cuenta(entrar("diego").get("/")) == 2  # each one's own


def test_lo_que_llega_mientras_se_mira_sigue_sin_leer(mundo, entrar):
    llevar(mundo, Estado.APROBADO)
    ana = entrar("ana")
    formulario = leer(ana.get("/avisos/")).formulario("leidos/")
    mundo.dar("abrir-resultados", "rosa")
    ana.post("/avisos/leidos/", {"ultimo": formulario.campos["ultimo"]})
    assert cuenta(ana.get("/")) == 1


@pytest.mark.parametrize("ultimo", ["", "x", "-1", "9" * 30, "١", "1; DROP"])
def test_una_marca_que_no_se_entiende(mundo, entrar, ultimo):
    respuesta = entrar("ana").post("/avisos/leidos/", {"ultimo": ultimo})
    assert respuesta.status_code == 422
    assert "Vuelva a cargar" in respuesta.content.decode()


def test_los_avisos_de_otra_persona_no_existen(mundo, entrar):
    llevar(mundo, Estado.APROBADO)
    de_diego = Aviso.objects.filter(usuario=mundo.usuario("diego")).first()
    for quien in ("ana", "luis", "rosa", "nadie"):
        assert entrar(quien).post(f"/avisos/{de_diego.pk}/leido/").status_code == 404
    de_diego.refresh_from_db()
    assert de_diego.leido_en is None


def test_cada_cargo_ve_lo_suyo_y_el_que_termino_no_ve_nada(mundo, entrar):
    """Ana also formulates Maule: acting there she sees Maule's, and the other post's stay with the other post."""
    hoy = timezone.localdate()
    maule = Asignacion.objects.create(
        usuario=mundo.usuario("ana"), rol=Rol.FORMULADOR, servicio=mundo.servicio, region_id="07", desde=hoy
    )
    for region, quien, dirige in (("02", "ana", "diego"), ("07", "luis", "dora")):
        mundo.escribir(region, filas=[FILA], quien=quien)
        mundo.aprobar(region, dirige)
    ana = entrar("ana")
    assert (cuenta(ana.get("/")), "Maule" in leer(ana.get("/avisos/")).texto.split("Marcar")[1]) == (1, False)
    ana.post("/cargo/", {"asignacion": maule.pk})
    pagina = leer(ana.get("/avisos/")).texto
    assert "SERNAM · Maule · 2009: el nivel nacional lo aprobó" in pagina
    assert "SERNAM · Antofagasta · 2009:" not in pagina
    Asignacion.objects.filter(pk=maule.pk).update(desde="2009-01-01", hasta=hoy - timedelta(days=1))
    assert "Maule" not in leer(ana.get("/avisos/")).texto


def test_ninguna_palabra_de_nadie_sale_en_los_avisos(mundo, entrar, mailoutbox, trabajar):
    fila = FILA | {"objetivo": SECRETO, "indicador": SECRETO, "meta": SECRETO}
    mundo.escribir(filas=[fila])
    mundo.dar("enviar", "diego", motivo=SECRETO)
    trabajar()
    mundo.dar("abrir-revision", "rosa")
    observaciones.observar(programa_id=mundo.programa().pk, cargo=mundo.cargo("rosa"), texto=SECRETO)
    mundo.dar("devolver", "rosa", motivo=SECRETO)
    trabajar()
    assert len(mailoutbox) == 4
    assert [m for m in mailoutbox if SECRETO in str(m.message())] == []
    for quien in ("ana", "diego", "rosa", "rita"):
        assert SECRETO not in entrar(quien).get("/avisos/").content.decode()
    for quien in ("luis", "dora", "hugo", "olga", "rufo", "nadie"):
        assert "No tiene avisos." in entrar(quien).get("/avisos/").content.decode()


def test_lo_de_una_enmienda_se_llama_asi_y_lleva_a_ella(mundo, entrar, mailoutbox, trabajar, settings):
    settings.SITIO = "https://gestion.example.cl"
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    trabajar()
    mailoutbox.clear()
    dar(mundo, "enviar", "diego", enmienda)
    trabajar()
    nombre, donde = "III.1 · SERNAM · Antofagasta · 2009 · Enmienda n.º 1", "/iii-1/SERNAM/2009/02/enmienda/1/"
    pagina = leer(entrar("rosa").get("/avisos/"))
    assert f"{nombre} : la región lo envió a revisión" in pagina.texto.replace("1:", "1 :")
    assert donde in pagina.enlaces
    (mensaje,) = (m for m in mailoutbox if m.to == [direccion_de("rosa")])
    assert mensaje.subject == f"{nombre}: la región lo envió a revisión"
    assert f"https://gestion.example.cl{donde}\n" in mensaje.body
    registro = leer(entrar("hugo").get("/quien-hizo-que/", {"accion": "enviar"}))
    assert nombre in registro.texto
    assert donde in registro.enlaces


def test_la_preferencia_se_elige_se_guarda_y_rechaza_lo_que_no_es(mundo, entrar):
    ana = entrar("ana")
    assert leer(ana.get("/avisos/preferencias/")).formulario().campos["modo"] == "al_momento"
    assert ana.post("/avisos/preferencias/", {"modo": "diario"}).status_code == 302
    assert leer(ana.get("/avisos/preferencias/")).formulario().campos["modo"] == "diario"
    for malo in ("", "nunca", "diario\x00"):
        respuesta = ana.post("/avisos/preferencias/", {"modo": malo})
        assert respuesta.status_code == 422
        assert "Elija una de las dos maneras" in respuesta.content.decode()
    assert list(Preferencia.objects.values_list("usuario__nombre", "modo")) == [("Ana", Modo.DIARIO)]


def test_las_consultas_no_crecen_con_los_avisos(mundo, entrar):
    cuentas, rosa = [], mundo.usuario("rosa")
    for cuantos in (5, 45):
        for n, region in zip(range(cuantos), ("02", "07", "13") * 20, strict=False):
            Aviso.objects.create(
                usuario=rosa, programa=mundo.programa(region), lado="nacional", clase=f"enviar {n}", estado="enviado"
            )
        cuentas.append([consultas(entrar("rosa"), donde) for donde in ("/avisos/", "/")])
    assert cuentas[0] == cuentas[1]
    assert max(cuentas[1]) <= 12


def esperando(cliente):
    """What home says waits: the lines under its heading, as «form · region · year … since»."""
    html = cliente.get("/").content.decode()
    lista = re.search(r'<ol class="lista-pendientes">(.*?)</ol>', html, re.S)
    renglones = re.findall(r'pendiente-titulo" href="[^"]*">([^<]*)<', lista[1]) if lista else []
    return [r.split(" · 20")[0] for r in renglones]


def test_el_inicio_lista_lo_que_espera_de_lo_mas_antiguo_a_lo_mas_nuevo(mundo, entrar, monkeypatch):
    for dias, region, quien, dirige in ((3, "07", "luis", "dora"), (1, "02", "ana", "diego")):
        antes = timezone.now() - timedelta(days=dias)
        with monkeypatch.context() as reloj:
            reloj.setattr(timezone, "now", lambda antes=antes: antes)
            mundo.escribir(region, filas=[FILA], quien=quien)
            mundo.dar("enviar", dirige, region)
    assert esperando(entrar("rosa")) == ["III.1 · Maule", "III.1 · Antofagasta"]
    mundo.dar("abrir-revision", "rosa", "07")
    mundo.dar("aprobar", "rosa", "07")  # its results are now to be opened: it waits since a moment ago
    assert esperando(entrar("rosa")) == ["III.1 · Antofagasta", "III.1 · Maule"]
    texto = leer(entrar("rosa").get("/")).texto
    assert texto.count("espera desde el") == 2
    de_ana = esperando(entrar("ana"))
    assert de_ana == [f"III.{n} · Antofagasta" for n in (2, 3, 4)]
    assert "quedan 12 días, hasta el" in leer(entrar("ana").get("/")).texto
    for quien in ("hugo", "olga"):
        assert esperando(entrar(quien)) == []


def test_lo_propuesto_de_oficio_se_avisa_a_la_region_que_responde(mundo, entrar, mailoutbox, trabajar):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    proponer(mundo, ids[2:])
    trabajar()
    dicho = "Enmienda n.º 1: el nivel nacional la propuso de oficio: responde quien dirige la región"
    assert sorted(para for mensaje in mailoutbox for para in mensaje.to if dicho in mensaje.body) == [
        "ana@ejemplo.cl",
        "diego@ejemplo.cl",
    ]
    assert dicho in leer(entrar("diego").get("/avisos/")).texto
    assert dicho not in leer(entrar("luis").get("/avisos/")).texto
