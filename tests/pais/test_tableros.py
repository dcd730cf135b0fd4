"""The board, the overview and the dossier: what they say, and what they cost."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.territorio.models import Periodo

from ..mundo import FILAS
from ..web.apoyo import Pagina, leer
from .conftest import BASE
from .test_publicacion import alterar

MAXIMO = 12
TABLERO, DE_ANTOFAGASTA = "/pais/SERNAM/2009/", "/expediente/SERNAM/2009/02/"


def consultas(cliente, donde):
    cliente.get(donde)  # what is asked once a process is not of the page
    with CaptureQueriesContext(
        connection,
    ) as capturadas:
        assert cliente.get(donde).status_code == 200
    return len(capturadas)


@pytest.mark.parametrize(("quien", "donde"), [("rosa", TABLERO), ("olga", "/pais/2009/"), ("ana", DE_ANTOFAGASTA)])
def test_pocas_consultas_y_siempre_las_mismas(mundo, entrar, quien, donde):
    cliente = entrar(quien)
    vacio = consultas(cliente, donde)
    mundo.escribir("02", FILAS * 4)
    mundo.escribir("07", FILAS * 6, "luis")
    assert consultas(cliente, donde) <= MAXIMO
    assert vacio <= MAXIMO


def test_el_panorama_cuesta_lo_mismo_con_muchos_servicios(mundo, entrar):
    hugo = entrar("hugo")
    pocos = consultas(hugo, "/pais/2009/")
    call_command("sembrar", servicios=8, regiones=3, anios=1, filas=3, aunque_sea_produccion=True, stdout=StringIO())
    assert consultas(hugo, "/pais/2009/") == pocos <= MAXIMO
    texto = leer(hugo.get("/pais/2009/")).texto
    assert all(f"S00{n}" in texto for n in range(1, 9))


def test_el_tablero_se_lee_de_un_vistazo(mundo, entrar):
    mundo.cerrar("02")
    mundo.escribir("07", quien="luis")
    pagina = leer(entrar("rosa").get(TABLERO))
    assert "Resumen, no oficial" in pagina.texto
    assert "Depende de: Maule" in pagina.texto
    assert "✓ CUMPLE 100,00" in pagina.texto
    assert pagina.texto.index("Antofagasta") < pagina.texto.index("Maule")
    assert DE_ANTOFAGASTA in pagina.enlaces
    assert f"{BASE}por-que/" in pagina.enlaces
    assert f"{BASE}publicar/" not in pagina.enlaces  # not final yet


def test_quien_revisa_ve_que_puede_publicar_y_quien_observa_no(mundo, entrar):
    mundo.cerrar_todo()
    assert f"{BASE}publicar/" in leer(entrar("rosa").get(TABLERO)).enlaces
    assert f"{BASE}publicar/" not in leer(entrar("olga").get(TABLERO)).enlaces


def test_los_filtros_dejan_lo_que_dicen(mundo, entrar):
    mundo.escribir("02")
    mundo.escribir("07", quien="luis")
    mundo.dar("enviar", "dora", "07")
    rosa = entrar("rosa")
    enviados = leer(rosa.get(f"{TABLERO}?ver=enviado"))
    assert "/expediente/SERNAM/2009/07/" in enviados.enlaces
    assert DE_ANTOFAGASTA not in enviados.enlaces
    completos = leer(rosa.get(f"{TABLERO}?ver=completos"))
    assert DE_ANTOFAGASTA in completos.enlaces
    assert "/expediente/SERNAM/2009/07/" not in completos.enlaces
    assert "Completos sin enviar 1" in completos.texto
    assert "Ninguna región en este filtro" in leer(rosa.get(f"{TABLERO}?ver=cerrado")).texto


def test_quien_ve_todos_los_servicios_y_quien_el_suyo(mundo, entrar):
    assert "OTRO" in leer(entrar("hugo").get("/pais/2009/")).texto
    de_olga = leer(entrar("olga").get("/pais/2009/")).texto
    assert "SERNAM" in de_olga
    assert "OTRO" not in de_olga
    assert entrar("hugo").get("/pais/1999/").status_code == 404
    assert entrar("rosa").get("/pais/2009/").status_code == 403
    Periodo.objects.create(anio=2031)
    assert entrar("rosa").get("/pais/SERNAM/2031/").status_code == 404


def test_el_expediente_dice_que_falta_y_a_quien_le_toca(mundo, entrar):
    ana = entrar("ana")
    texto = leer(ana.get(DE_ANTOFAGASTA)).texto
    assert "No se ha escrito ninguna fila" in texto
    assert "quedan 12 días" in texto
    ids = mundo.escribir(filas=[FILAS[0]])
    pagina = leer(ana.get(DE_ANTOFAGASTA))
    assert "Falta por corregir 1 hallazgo que impide el envío" in pagina.texto
    for parte in ("", "oficial.xlsx", "historia/"):
        assert f"{BASE}02/{parte}" in pagina.enlaces
    mundo.escribir("07", quien="luis")
    mundo.dar("enviar", "dora", "07")
    assert "Falta que el nivel nacional lo apruebe" in leer(entrar("luis").get("/expediente/SERNAM/2009/07/")).texto
    assert len(ids) == 1


def test_el_expediente_en_resultados(mundo, entrar):
    ids = mundo.escribir()
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", None, None])
    texto = leer(entrar("diego").get(DE_ANTOFAGASTA)).texto
    assert "Faltan 2 respuestas" in texto
    assert "entre 40,00 y 100,00" in texto


@pytest.mark.parametrize(
    "donde", ["/expediente/SERNAM/2009/07/", "/expediente/SERNAM/2009/01/", "/expediente/OTRO/2009/02/"]
)
def test_la_region_de_otros_no_existe(mundo, entrar, donde):
    assert entrar("ana").get(donde).status_code == 404


def test_se_llega_al_expediente_desde_el_inicio_y_desde_cada_formulario(mundo, entrar):
    for quien in ("ana", "diego"):
        assert DE_ANTOFAGASTA in leer(entrar(quien).get("/")).enlaces
        for programa in ProgramaRegional.objects.filter(servicio=mundo.servicio, region="02"):
            ruta = {"III.1": "iii-1", "III.2": "iii-2", "III.3": "iii-3", "III.4": "iii-4"}[programa.formulario]
            assert DE_ANTOFAGASTA in leer(entrar(quien).get(f"/{ruta}/SERNAM/2009/02/")).enlaces
    assert TABLERO in leer(entrar("rosa").get("/")).enlaces
    assert "/pais/2009/" in leer(entrar("hugo").get("/")).enlaces


def test_la_pagina_de_un_formulario_lleva_a_publicar_y_dice_lo_publicado(mundo, entrar):
    ids = mundo.cerrar_todo()
    assert f"{BASE}publicar/" in leer(entrar("rosa").get(BASE)).enlaces
    assert f"{BASE}publicar/" not in leer(entrar("olga").get(BASE)).enlaces
    mundo.publicar()
    assert "(n.º 1): ✓ CUMPLE" in leer(entrar("olga").get(BASE)).texto
    alterar(mundo, ids["02"][0])
    assert "cambió después de publicado" in leer(entrar("olga").get(BASE)).texto


def test_los_filtros_de_un_formulario_cuentan_lo_que_dejan(mundo, entrar):
    mundo.escribir("02")
    mundo.escribir("07", quien="luis")
    mundo.dar("enviar", "dora", "07")
    html = entrar("rosa").get(f"{BASE}?ver=en el nivel nacional").content.decode()
    lista = Pagina(html[html.index('<nav class="periodos" aria-label="Filtros"') :])
    assert "Todas 2 En la región 1 En el nivel nacional 1 Cerradas 0" in lista.texto
    assert f"{BASE}07/" in lista.enlaces
    assert f"{BASE}02/" not in lista.enlaces
