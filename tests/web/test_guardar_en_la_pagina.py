"""What the page renews around a line that was saved or closed: the same figures everywhere on one screen."""

import re

from gestion_territorial.compromisos.models import Compromiso, Estado, Indicador
from gestion_territorial.flujo import evidencias

from ..archivos import fabrica
from ..escenas import llevar
from ..mundo import FILAS
from .apoyo import Pagina

BASE = "/iii-1/SERNAM/2009/02/"
JSON, HTMX = {"accept": "application/json"}, {"hx-request": "true"}


def pieza(html, identificador):
    """The words of the element with that id."""
    abre = re.search(rf'<(\w+)[^>]*\bid="{identificador}"', html)
    return Pagina(html[abre.start() : html.index(f"</{abre[1]}>", abre.end())]).texto


def test_lo_que_rodea_a_la_fila_dice_lo_mismo_que_la_pagina(mundo, entrar):
    """A commitment that stops being met moves the strip, the totals, the list of findings and the footer at once."""
    ids, ana = llevar(mundo, Estado.RESULTADOS, filas=FILAS), entrar("ana")
    antes = ana.get(BASE).content.decode()
    cambio = {"compromiso.cumple": "no", "antes.compromiso.cumple": "si", "compromiso.edicion": "1"}
    respuesta = ana.post(f"{BASE}fila/{ids[0]}/", cambio, headers=JSON)
    assert respuesta.status_code == 200
    alrededor, pagina = "".join(respuesta.json()["alrededor"]), ana.get(BASE).content.decode()
    for cual in ("total", "hallazgos", "pie-formato"):
        assert pieza(alrededor, cual) == pieza(pagina, cual)
    assert pieza(antes, "pie-formato") != pieza(alrededor, "pie-formato")
    assert pieza(antes, "total") != pieza(alrededor, "total")


def test_al_cerrar_vienen_las_filas_del_mismo_objetivo(mundo, entrar):
    """Its text stands in the first of them, wherever it was written."""
    ids, ana = mundo.escribir(), entrar("ana")
    escrito = {
        "objetivo.texto": "Prevenir mejor",
        "antes.objetivo.texto": FILAS[1]["objetivo"],
        "objetivo.edicion": "1",
    }
    assert ana.post(f"{BASE}fila/{ids[1]}/", escrito, headers=JSON).status_code == 200
    cerrada = ana.get(f"{BASE}fila/{ids[1]}/?cerrar=1", headers=HTMX).content.decode()
    assert re.findall(r'<tr class="fila" id="fila-(\d+)"( hx-swap-oob="true")?', cerrada) == [
        (str(ids[1]), ""),
        (str(ids[0]), ' hx-swap-oob="true"'),
    ]
    assert "Prevenir mejor" in cerrada
    siguiente = ana.get(f"{BASE}fila/{ids[2]}/?cierra={ids[1]}", headers=HTMX).content.decode()
    assert re.findall(r'<tr class="fila" id="fila-(\d+)" hx', siguiente) == [str(ids[0]), str(ids[1])]


def test_lo_anulado_no_se_ofrece_para_responder(mundo, entrar):
    ids = llevar(mundo, Estado.RESULTADOS, filas=FILAS)
    Compromiso.objects.filter(pk=ids[2]).update(anulado=True)
    pagina = Pagina(entrar("ana").get(BASE).content.decode())
    assert f"?editar={ids[1]}#fila-{ids[1]}" in pagina.enlaces
    assert f"?editar={ids[2]}#fila-{ids[2]}" not in pagina.enlaces


def test_el_indice_dice_quien_lo_subio_a_esta_region(mundo, almacen, entrar):
    """The same file, first in Maule: the store keeps it once, and Antofagasta's index names who brought it there."""
    (suyo,) = mundo.escribir("07", filas=[FILAS[0] | {"ponderacion": "100"}], quien="luis")
    mundo.aprobar("07", "dora")
    mundo.dar("abrir-resultados", "rosa", "07")
    propio = llevar(mundo, Estado.RESULTADOS, filas=FILAS)[0]
    for region, quien, fila in (("07", "luis", suyo), ("02", "ana", propio)):
        evidencias.subir(
            programa_id=mundo.programa(region).pk,
            cargo=mundo.cargo(quien),
            compromiso_id=fila,
            recibidos=[fabrica.recibido(fabrica.pdf(b"la misma"), "nomina.pdf")],
        )
    indice = b"".join(entrar("ana").get(f"{BASE}evidencias.zip").streaming_content).decode("utf-8", "replace")
    assert "nomina.pdf" in indice
    assert "Ana, Formulador/a regional · SERNAM · Antofagasta" in indice
    assert "Luis" not in indice


def test_una_fila_sin_objetivo_no_arrastra_a_las_demas(mundo, entrar):
    """As those of a form whose objectives are chosen, while none is."""
    ids, ana = mundo.escribir(), entrar("ana")
    Indicador.objects.filter(compromisos=ids[2]).update(objetivo=None)
    for abre, cierra in ((ids[0], ids[1]), (ids[1], ids[2]), (ids[2], ids[1])):
        respuesta = ana.get(f"{BASE}fila/{abre}/?cierra={cierra}", headers=HTMX)
        assert respuesta.status_code == 200
        aparte = {int(pk) for pk in re.findall(r'id="fila-(\d+)" hx-swap-oob', respuesta.content.decode())}
        assert aparte == {cierra, *(ids[:2] if cierra in ids[:2] else ())} - {abre}
