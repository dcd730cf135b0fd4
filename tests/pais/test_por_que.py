"""The explanation, and that an auditor recomputes it with nothing but the scoring package."""

import json
import subprocess
import sys
from io import StringIO

from django.conf import settings
from django.core.management import call_command

from gestion_territorial.flujo import publicacion
from gestion_territorial.flujo.verificacion import verificar

from ..flujo.test_cierre import ACTO, vencer
from ..web.apoyo import leer
from .conftest import BASE


def recalcular(entrada):
    hecho = subprocess.run(
        [sys.executable, "-m", "gestion_territorial.puntaje"],
        input=entrada,
        capture_output=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    return json.loads(hecho.stdout)


def informe_de_la_orden():
    salida = StringIO()
    call_command("veredicto", servicio="SERNAM", anio=2009, formulario="III.1", json=True, stdout=salida)
    return json.loads(salida.getvalue())["III.1"]


def test_el_json_se_recalcula_y_dice_lo_mismo_que_la_pagina_y_la_orden(mundo, entrar):
    """Antofagasta closed a hair under the line, Maule a draft that nobody approved."""
    base = {"objetivo": "O", "meta": "M"}
    filas = [base | {"indicador": "A", "ponderacion": "89,995"}, base | {"indicador": "B", "ponderacion": "10,005"}]
    mundo.cerrar("02", ("si", "no"), filas)
    mundo.escribir("07", quien="luis")
    olga = entrar("olga")
    salida = recalcular(olga.get(f"{BASE}por-que.json").content)
    assert salida == informe_de_la_orden()
    antofagasta, maule = salida["programas"]
    assert (antofagasta["desempeno"], antofagasta["mostrado"]) == ("17999/200", "89,99")
    assert (maule["resultado"], maule["minimo"], salida["definitivo"]) == ("PENDIENTE", None, False)
    texto = leer(olga.get(f"{BASE}por-que/")).texto
    for dato in ("17999/200", "89,99", "90,00", "Ana", "Diego envió los resultados", "Rosa validó", "Lo deciden:"):
        assert dato in texto
    assert mundo.programa().vigente.sha256[:12] in texto


def test_lo_publicado_se_recalcula_anos_despues(mundo, entrar):
    mundo.cerrar_todo()
    mundo.publicar()
    antes = informe_de_la_orden()
    assert recalcular(entrar("olga").get(f"{BASE}por-que.json?publicacion=1").content) == antes


def test_un_rango_nunca_es_una_cifra(mundo, entrar):
    ids = mundo.escribir()
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", None, None])
    pagina = entrar("rosa").get(f"{BASE}por-que/")
    assert "entre 40,00 y 100,00" in leer(pagina).texto
    assert recalcular(entrar("rosa").get(f"{BASE}por-que.json").content) == informe_de_la_orden()


def test_lo_que_no_se_puntua_no_tiene_por_que(mundo, entrar):
    assert entrar("rosa").get("/iii-4/SERNAM/2009/por-que/").status_code == 404
    assert entrar("rosa").get("/iii-4/SERNAM/2009/publicar/").status_code == 404
    assert entrar("ana").get(f"{BASE}por-que/").status_code == 403


def test_quien_cerro_de_oficio_y_quien_resolvio_la_reposicion_tambien_firman(mundo, entrar):
    """In the order in which they did; what was published before one of them signed still proves itself."""
    mundo.cerrar("02")
    mundo.escribir("07", quien="luis")
    mundo.aprobar("07", "dora")
    vencer(mundo)
    mundo.dar("cerrar-de-oficio", "rosa", "07", motivo="No respondió", acto=ACTO)
    publicada = mundo.publicar()
    mundo.dar("reponer", "dora", "07", motivo="La carpeta estaba", acto=ACTO)
    mundo.dar("rechazar-reposicion", "rosa", "07", motivo="No estaba")
    rosa = entrar("rosa")
    texto = leer(rosa.get(f"{BASE}por-que/")).texto
    dichos = ["Rosa cerró de oficio", "Dora repuso", "Rosa rechazó la reposición"]
    assert sorted(dichos, key=texto.index) == dichos
    de_entonces = leer(rosa.get(f"{BASE}por-que/?publicacion=1")).texto
    assert [dicho in de_entonces for dicho in dichos] == [True, False, False]
    assert publicacion.resultado_de(publicada)["veredicto"] == "NO CUMPLE"
    assert verificar().faltas == []
    mundo.dar("reabrir", "rosa", "07", motivo="Se acoge")
    assert "Rosa reabrió" in leer(rosa.get(f"{BASE}por-que/")).texto
