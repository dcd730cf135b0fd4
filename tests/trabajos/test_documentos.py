"""The country's big documents: asked for, waited for, downloaded; made once per content; nobody else's."""

import io

import pytest
from openpyxl import load_workbook

from gestion_territorial.documentos import trabajos
from gestion_territorial.flujo import edicion
from gestion_territorial.trabajos import archivos
from gestion_territorial.trabajos.models import Trabajo
from gestion_territorial.trabajos.obrero import Obrero

BASE = "/iii-1/SERNAM/2009/"


@pytest.fixture(autouse=True)
def _grandes(monkeypatch, carpeta):
    """Every document is a big one."""
    monkeypatch.setattr(trabajos, "AL_INSTANTE", {"xlsx": -1, "pdf": -1})


@pytest.fixture
def rosa(entrar):
    return entrar("rosa")


def trabajar():
    obrero = Obrero()
    while obrero.vuelta():
        pass


def bytes_de(respuesta):
    return b"".join(respuesta.streaming_content)


def estado_de(cliente, donde):
    """The status of a download, read to its end as a browser does."""
    respuesta = cliente.get(donde)
    if respuesta.streaming:
        assert bytes_de(respuesta)
    return respuesta.status_code


def test_se_pide_se_espera_y_se_descarga(mundo, rosa):
    mundo.escribir()
    pedido = rosa.get(f"{BASE}nacional.xlsx")
    assert pedido.status_code == 302
    espera = pedido["Location"]
    pagina = rosa.get(espera).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in pagina
    assert "En espera: comenzará en unos momentos." in pagina
    assert f'hx-get="{espera}"' in pagina
    assert f'<a href="{BASE}">Volver a III.1' in pagina
    assert rosa.get(espera, headers={"hx-request": "true"}).status_code == 200
    trabajar()
    por_htmx = rosa.get(espera, headers={"hx-request": "true"})
    assert (por_htmx.status_code, por_htmx["HX-Redirect"]) == (286, espera)
    archivo = f"{espera.split('?')[0]}archivo/"
    assert f'content="0; url={archivo}"' in rosa.get(espera).content.decode()
    assert "http-equiv" not in rosa.get(espera.split("?")[0]).content.decode()  # later, only on a press
    bajado = rosa.get(archivo)
    assert bajado["Content-Disposition"] == 'attachment; filename="III.1_SERNAM_2009_nacional.xlsx"'
    assert (bajado["Content-Type"], bajado["X-Content-Type-Options"]) == (trabajos.TIPO_EXCEL, "nosniff")
    libro = load_workbook(io.BytesIO(bytes_de(bajado)))
    assert libro.sheetnames[-1] == "Veredicto"


def test_el_mismo_contenido_es_el_mismo_documento_y_otro_es_otro(mundo, rosa, entrar):
    (fila, *_) = mundo.escribir()
    rosa.get(f"{BASE}nacional.xlsx")
    entrar("olga").get(f"{BASE}nacional.xlsx")
    assert Trabajo.objects.count() == 1
    trabajar()
    for quien in ("rosa", "olga", "hugo"):
        assert estado_de(entrar(quien), f"{BASE}nacional.xlsx") == 200
    edicion.duplicar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), compromiso_id=fila)
    assert rosa.get(f"{BASE}nacional.xlsx").status_code == 302
    assert Trabajo.objects.count() == 2


def test_lo_que_cambia_antes_de_hacerse_no_se_da_a_nadie_mas(mundo, rosa):
    """Whoever waits gets the country as it stands; nobody is given it for what it was."""
    (fila, *_) = mundo.escribir()
    espera = rosa.get(f"{BASE}nacional.xlsx")["Location"]
    clave = Trabajo.objects.get().clave
    edicion.duplicar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), compromiso_id=fila)
    trabajar()
    trabajo = Trabajo.objects.get()
    assert (trabajo.estado, trabajo.clave) == ("hecho", "")
    assert clave
    assert estado_de(rosa, f"{espera.split('?')[0]}archivo/") == 200


def test_los_formatos_y_las_clases_de_archivo_no_se_confunden(mundo, rosa, monkeypatch):
    monkeypatch.setattr("gestion_territorial.documentos.pdf.documento_pdf", lambda papel: b"%PDF-1.7")
    for camino in ("iii-1/SERNAM/2009/nacional.xlsx", "iii-1/SERNAM/2009/nacional.pdf"):
        assert rosa.get(f"/{camino}").status_code == 302
    for formato in ("planificacion", "control"):
        assert rosa.get(f"/iii-3/SERNAM/2009/nacional.xlsx?formato={formato}").status_code == 302
    assert rosa.get("/iii-3/SERNAM/2009/nacional.xlsx?formato=otro").status_code == 404
    assert rosa.get(f"{BASE}nacional.xlsx?publicacion=7").status_code == 404
    assert Trabajo.objects.values("clave").distinct().count() == 4
    trabajar()
    bajado = rosa.get(f"{BASE}nacional.pdf")
    assert (bajado["Content-Type"], bytes_de(bajado)) == ("application/pdf", b"%PDF-1.7")


def test_para_los_demas_no_existe(mundo, rosa, entrar):
    espera = rosa.get(f"{BASE}nacional.xlsx")["Location"].split("?")[0]
    trabajar()
    for quien in ("ana", "diego", "luis", "rufo", "nadie"):
        for donde in (espera, f"{espera}archivo/"):
            assert entrar(quien).get(donde).status_code == 404, (quien, donde)
    for quien in ("rita", "olga", "hugo"):
        assert estado_de(entrar(quien), f"{espera}archivo/") == 200


def test_el_derecho_se_mira_en_cada_descarga(mundo, rosa):
    espera = rosa.get(f"{BASE}nacional.xlsx")["Location"].split("?")[0]
    trabajar()
    assert estado_de(rosa, f"{espera}archivo/") == 200
    mundo.usuario("rosa").asignaciones.update(hasta="2010-01-01")
    assert rosa.get(f"{espera}archivo/").status_code == 404


def test_mirar_la_cabecera_no_encola_nada(mundo, rosa):
    assert rosa.head(f"{BASE}nacional.xlsx").status_code == 202
    assert not Trabajo.objects.exists()


def test_sin_lo_que_dibuja_pdf_se_dice_antes_de_encolar(mundo, rosa, monkeypatch):
    monkeypatch.setattr("gestion_territorial.web.vistas.nacional.pdf_disponible", lambda: False)
    respuesta = rosa.get(f"{BASE}nacional.pdf")
    assert respuesta.status_code == 422
    assert "no puede crear documentos PDF" in respuesta.content.decode()
    assert not Trabajo.objects.exists()


def test_lo_que_no_se_pudo_lo_dice_y_se_puede_pedir_de_nuevo(mundo, rosa):
    espera = rosa.get(f"{BASE}nacional.xlsx")["Location"]
    Trabajo.objects.update(estado="fallido", falla="No se pudo terminar.")
    assert "No se pudo terminar." in rosa.get(espera).content.decode()
    assert rosa.get(f"{espera.split('?')[0]}archivo/").status_code == 404
    rosa.get(f"{BASE}nacional.xlsx")
    assert Trabajo.objects.get().estado == "en_cola"


def test_lo_que_ya_se_limpio_lo_dice(mundo, rosa):
    espera = rosa.get(f"{BASE}nacional.xlsx")["Location"]
    trabajar()
    archivos.ruta(Trabajo.objects.get()).unlink()
    assert "ya no se guarda" in rosa.get(espera).content.decode()
    assert rosa.get(f"{espera.split('?')[0]}archivo/").status_code == 404


def test_el_avance_del_pdf_cuenta_sus_paginas(mundo, rosa, monkeypatch):
    """The words come from WeasyPrint's own log: if it stops saying them, this is where one sees it."""
    mundo.escribir()
    dichos = []
    monkeypatch.setattr("gestion_territorial.trabajos.obrero.MINIMO_ENTRE_AVANCES", 0)
    monkeypatch.setattr(
        "gestion_territorial.trabajos.obrero.cola.latir", lambda *_, detalle="", **__: dichos.append(detalle)
    )
    rosa.get(f"{BASE}nacional.pdf")
    trabajar()
    assert Trabajo.objects.get().hecho
    assert any(d.startswith("Dibujando la página ") for d in dichos)


@pytest.mark.parametrize("que", ["nada", "umbral", "nombre", "vecino"])
def test_la_clave_dice_si_el_documento_seria_otro(mundo, que):
    """«vecino»: another form of the same year, whose words a form may show."""
    antes = trabajos.Pedido(mundo.servicio, mundo.periodo, "III.1", "xlsx").clave()
    if que == "umbral":
        type(mundo.periodo).objects.update(umbral_milesimas=80_000)
    elif que == "nombre":
        mundo.servicio.nombre = "Otro nombre"
    elif que == "vecino":
        edicion.agregar(programa_id=mundo.programa(formulario="III.2").pk, cargo=mundo.cargo("ana"))
    assert (trabajos.Pedido(mundo.servicio, mundo.periodo, "III.1", "xlsx").clave() == antes) == (que == "nada")
