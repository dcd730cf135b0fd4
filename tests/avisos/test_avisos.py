"""Each hand-over is told to the other side, on the page and once by mail; what was undone, or is not theirs, is not."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from gestion_territorial.avisos import correo, oyente, reglas
from gestion_territorial.avisos.models import Aviso, Modo, PorCorreo, Preferencia
from gestion_territorial.compromisos.models import Estado
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.flujo import acciones, anuncios, observaciones
from gestion_territorial.flujo.errores import Rechazo
from gestion_territorial.flujo.pasos import PASOS
from gestion_territorial.trabajos.models import Trabajo

from ..escenas import FILA, llevar
from ..mundo import correo as direccion_de

SECRETO = "axolote4417"


def recibieron(buzon):
    return sorted(para.split("@")[0] for mensaje in buzon for para in mensaje.to)


def gente(accion):
    return sorted(Aviso.objects.filter(clase=accion).values_list("usuario__nombre", flat=True))


def test_lo_que_hace_la_region_se_avisa_a_quienes_revisan_y_al_reves(mundo):
    llevar(mundo, Estado.CERRADO)
    assert gente("enviar") == ["Rita", "Rosa"]
    assert gente("aprobar") == gente("abrir-resultados") == gente("validar") == gente("cerrar") == ["Ana", "Diego"]
    assert gente("enviar-resultados") == ["Rita", "Rosa"]
    assert not Aviso.objects.filter(clase__in=["abrir-revision", "agregar", "guardar"]).exists()


def test_devuelto_y_respondido(mundo):
    llevar(mundo, Estado.ENVIADO)
    mundo.dar("abrir-revision", "rosa")
    datos = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("rosa")}
    for n in range(3):
        observaciones.observar(texto=f"{SECRETO} {n}", **datos)
    mundo.dar("devolver", "rosa", motivo=SECRETO)
    assert gente("devolver") == ["Ana", "Diego"]
    for observacion in mundo.programa().observaciones.all():
        observaciones.responder(
            programa_id=mundo.programa().pk,
            cargo=mundo.cargo("ana"),
            observacion_id=observacion.pk,
            texto=SECRETO,
        )
    assert gente("responder observación") == ["Rita", "Rosa"]  # three answers, one notice each


def test_traspasar_y_tomar_avisan_a_quien_recibe_y_a_quien_tenia(mundo):
    llevar(mundo, Estado.ENVIADO)
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("traspasar-revision", "rosa", destino=mundo.usuario("rita").pk)
    assert gente("traspasar-revision") == ["Rita"]
    mundo.dar("tomar-revision", "rosa", motivo="Ausencia")
    assert gente("tomar-revision") == ["Rita"]


@pytest.mark.parametrize("paso", [p.nombre for p in PASOS.values() if not p.escritura])
def test_todo_paso_que_mueve_el_programa_avisa_a_alguien(mundo, paso):
    """A step added to the table tells the other side by itself; whoever wants one silent says so in `CALLADOS`."""
    cargo = mundo.cargo("ana" if PASOS[paso].roles[0] in (Rol.DIRECTOR, Rol.FORMULADOR) else "rosa")
    programa = mundo.programa()
    programa.revisor = mundo.usuario("rita") if paso == "traspasar-revision" else None
    hecho = anuncios.Hecho(
        programa, paso, Estado.BORRADOR, Estado.ENVIADO, cargo, {"revisor": [mundo.usuario("rita").pk, None]}, {}
    )
    assert reglas.importa(hecho) == (paso not in reglas.CALLADOS)
    if reglas.importa(hecho):
        assert reglas.destinatarios(hecho)
        assert paso in reglas.FRASES  # said of the programme, not by the name of its button
        assert reglas.frase(paso)[0].islower()


def test_un_paso_rechazado_no_avisa_y_un_aviso_que_falla_no_deja_el_paso(mundo, monkeypatch):
    mundo.escribir(filas=[FILA])
    with pytest.raises(Rechazo):
        mundo.dar("aprobar", "rosa")
    assert not Aviso.objects.exists()

    def falla(hecho):
        oyente.oir(hecho)
        raise DatabaseError("no space left")

    monkeypatch.setattr(anuncios, "_OYENTES", [falla])
    with pytest.raises(DatabaseError):
        mundo.dar("enviar", "diego")
    assert mundo.programa().estado == Estado.BORRADOR
    assert not Aviso.objects.exists()


def test_dos_veces_la_misma_operacion_avisa_una_vez(mundo):
    mundo.escribir(filas=[FILA])
    for _ in range(2):
        mundo.dar("enviar", "diego", operacion="7d2f0c5e-2b0a-4f0e-9a53-1f8e8a3d2c11")
    assert gente("enviar") == ["Rita", "Rosa"]


def test_un_mensaje_por_persona_con_la_direccion_y_sin_palabras_de_nadie(mundo, mailoutbox, trabajar, settings):
    settings.SITIO = "https://gestion.example.cl"
    fila = FILA | {"objetivo": SECRETO, "meta": SECRETO}
    mundo.escribir(filas=[fila])
    mundo.escribir("07", filas=[fila], quien="luis")
    mundo.dar("enviar", "diego")
    mundo.dar("enviar", "dora", "07")
    trabajar()
    assert recibieron(mailoutbox) == ["rita", "rosa"]  # two regions, one message each
    (rosa,) = (m for m in mailoutbox if m.to == [direccion_de("rosa")])
    assert rosa.subject == "Gestión Territorial: 2 avisos"
    assert "III.1 · SERNAM · Antofagasta · 2009: la región lo envió a revisión" in rosa.body
    assert "https://gestion.example.cl/iii-1/SERNAM/2009/02/" in rosa.body
    assert "https://gestion.example.cl/iii-1/SERNAM/2009/07/" in rosa.body
    assert "https://gestion.example.cl/avisos/preferencias/" in rosa.body
    assert all(SECRETO not in f"{m.subject}{m.body}" for m in mailoutbox)
    trabajar()
    assert len(mailoutbox) == 2


def test_varias_regiones_abiertas_a_la_vez_son_un_mensaje(mundo, mailoutbox, trabajar, settings):
    """Diego also directs Maule: two regions opened in one press reach him as one message."""
    Asignacion.objects.create(
        usuario=mundo.usuario("diego"),
        rol=Rol.DIRECTOR,
        servicio=mundo.servicio,
        region_id="07",
        desde=timezone.localdate(),
    )
    for region, quien, dirige in (("02", "ana", "diego"), ("07", "luis", "dora")):
        mundo.escribir(region, filas=[FILA], quien=quien)
        mundo.aprobar(region, dirige)
    Aviso.objects.all().delete()
    settings.AVISOS_ESPERA = 3600
    for region in ("02", "07"):
        mundo.dar("abrir-resultados", "rosa", region)
        trabajar()  # a worker that looks in between finds nothing due yet
    Aviso.objects.update(creado_en=timezone.now() - timedelta(hours=2))
    trabajar()
    assert recibieron(mailoutbox) == ["ana", "diego", "dora", "luis"]
    (de_diego,) = (m for m in mailoutbox if m.to == [direccion_de("diego")])
    assert de_diego.body.count("se abrieron los resultados") == 2
    (de_ana,) = (m for m in mailoutbox if m.to == [direccion_de("ana")])
    assert "Maule" not in de_ana.body


def test_un_paso_deshecho_antes_de_enviarse_no_manda_nada(mundo, mailoutbox, trabajar):
    mundo.escribir(filas=[FILA])
    mundo.dar("enviar", "diego")
    mundo.dar("retirar", "diego")
    trabajar()
    assert mailoutbox == []
    assert set(Aviso.objects.values_list("por_correo", flat=True)) == {PorCorreo.OMITIDO}
    mundo.dar("enviar", "diego")
    trabajar()
    assert recibieron(mailoutbox) == ["rita", "rosa"]
    mundo.dar("retirar", "diego")  # now they know of it, and are told that it is no longer so
    trabajar()
    assert [m.subject for m in mailoutbox[2:]] == ["III.1 · SERNAM · Antofagasta · 2009: la región retiró su envío"] * 2


def test_un_paso_deshecho_entre_tomar_y_enviar_tampoco(mundo, mailoutbox, trabajar):
    mundo.escribir(filas=[FILA])
    mundo.dar("enviar", "diego")
    correo.repartir()
    assert Trabajo.objects.count() == 2
    mundo.dar("retirar", "diego")
    trabajar()
    assert [m.subject for m in mailoutbox if "envió" in m.subject] == []


@pytest.mark.parametrize("fin", ["cargo", "cuenta"])
def test_un_cargo_que_termino_no_recibe_nada(mundo, mailoutbox, trabajar, fin):
    mundo.escribir(filas=[FILA])
    mundo.dar("enviar", "diego")
    if fin == "cargo":
        ayer = timezone.localdate() - timedelta(days=1)
        Asignacion.objects.filter(usuario=mundo.usuario("rita")).update(hasta=ayer)
    else:
        rita = mundo.usuario("rita")
        rita.is_active = False
        rita.save()
    trabajar()
    assert recibieron(mailoutbox) == ["rosa"]


def test_quien_prefiere_el_resumen_lo_recibe_una_vez_por_la_manana(mundo, mailoutbox, trabajar):
    Preferencia.objects.create(usuario=mundo.usuario("rita"), modo=Modo.DIARIO)
    mundo.escribir(filas=[FILA])
    mundo.dar("enviar", "diego")
    trabajar()
    assert recibieron(mailoutbox) == ["rosa"]
    resumen = correo._ultimo_resumen(timezone.now())
    Aviso.objects.update(creado_en=resumen)  # at the very hour: for tomorrow's
    assert correo.debidos().count() == 0
    assert correo.debidos(resumen + timedelta(days=1)).count() == 1
    assert correo.debidos(resumen + timedelta(days=1, seconds=-1)).count() == 0
    Aviso.objects.update(creado_en=resumen - timedelta(seconds=1))
    trabajar()
    assert recibieron(mailoutbox) == ["rita", "rosa"]


def test_si_el_correo_falla_se_intenta_de_nuevo_y_llega_una_vez(mundo, mailoutbox, trabajar, monkeypatch):
    mundo.escribir(filas=[FILA])
    mundo.dar("enviar", "diego")
    bueno = correo.EmailMessage.send
    monkeypatch.setattr(correo.EmailMessage, "send", lambda self: 1 / 0)
    trabajar()
    assert set(Trabajo.objects.values_list("estado", "intentos")) == {("en_cola", 1)}
    monkeypatch.setattr(correo.EmailMessage, "send", bueno)
    Trabajo.objects.update(listo_desde=timezone.now())
    trabajar()
    assert recibieron(mailoutbox) == ["rita", "rosa"]
    assert set(Aviso.objects.values_list("por_correo", flat=True)) == {PorCorreo.ENVIADO}


def test_el_mensaje_tiene_la_misma_identidad_en_cada_intento(mundo, mailoutbox, trabajar):
    """Killed between sending and marking, it goes twice: a mailbox tells the two for one by this."""
    mundo.escribir(filas=[FILA])
    mundo.dar("enviar", "diego")
    trabajar()
    Aviso.objects.update(por_correo=PorCorreo.TOMADO)
    Trabajo.objects.update(estado="en_cola")
    trabajar()
    identidades = [m.message()["Message-ID"] for m in mailoutbox]
    assert len(identidades) == 4
    assert len(set(identidades)) == 2


def test_lo_del_ejemplo_se_ve_y_no_se_manda(mundo, mailoutbox, trabajar):
    mundo.escribir(filas=[FILA])
    with anuncios.sin_correo():
        mundo.dar("enviar", "diego")
    trabajar()
    assert gente("enviar") == ["Rita", "Rosa"]
    assert mailoutbox == []


def test_el_sistema_y_la_administracion_avisan_a_los_dos_lados(mundo):
    programa = mundo.programa()
    for cargo in (None, mundo.cargo("hugo")):
        hecho = anuncios.Hecho(programa, "cerrar", Estado.VALIDADO, Estado.CERRADO, cargo, {}, {})
        nombres = {mundo.usuario(n).pk: n for n in ("ana", "diego", "luis", "rosa", "rita", "rufo", "olga", "hugo")}
        assert sorted(nombres[u] for u in reglas.destinatarios(hecho)) == ["ana", "diego", "rita", "rosa"]


def test_otra_sala_puede_oir_lo_que_pasa(mundo, monkeypatch):
    oidos = []
    monkeypatch.setattr(anuncios, "_OYENTES", [])
    anuncios.escuchar(oidos.append)
    mundo.escribir(filas=[FILA])
    acciones.dar("enviar", programa_id=mundo.programa().pk, cargo=mundo.cargo("diego"))
    assert [(h.accion, h.de, h.a, h.movio) for h in oidos] == [("enviar", "borrador", "enviado", True)]
