"""The screen of a new year: Ana's empty 2010 offers 2009, shows what to confirm, and says what was left behind."""

import pytest

from gestion_territorial.compromisos.contenido import leer
from gestion_territorial.compromisos.models import Compromiso

from ..escenas import foto
from ..web.apoyo import distintas, foto_total
from ..web.apoyo import leer as leer_pagina

BASE = "/iii-1/SERNAM/2010/02/"


@pytest.fixture
def ana(aprobado, entrar):
    return entrar("ana")


def test_ana_copia_lee_y_confirma(ana, aprobado):
    pagina = leer_pagina(ana.get(BASE))
    assert "Empezar desde 2009" in pagina.texto
    boton = pagina.formulario("copiar/")
    respuesta = ana.post(boton.accion, boton.campos, follow=True)
    pagina = leer_pagina(respuesta)
    assert "Se copiaron 3 filas de 2009" in pagina.texto
    assert "Quedan 3 filas por confirmar" in pagina.texto
    assert "Fila copiada por confirmar" in pagina.texto
    assert "Empezar desde" not in pagina.texto
    assert ana.post(boton.accion, boton.campos).status_code == 302  # the same press: the first answer

    primera = leer(aprobado.programa()).filas[0].id
    viejo = pagina.formulario("confirmar-todas/")
    ana.post(f"{BASE}fila/{primera}/confirmar/", {"operacion": ""})
    respuesta = ana.post(viejo.accion, viejo.campos)  # the page that was read has changed since
    assert respuesta.status_code == 409
    nuevo = leer_pagina(ana.get(BASE)).formulario("confirmar-todas/")
    assert "2 filas confirmadas" in leer_pagina(ana.post(nuevo.accion, nuevo.campos, follow=True)).texto
    assert not Compromiso.objects.filter(programa=aprobado.programa(), por_confirmar=True).exists()
    assert "por confirmar" not in leer_pagina(ana.get(BASE)).texto
    assert "Empezó desde el programa del año anterior" in leer_pagina(ana.get(f"{BASE}historia/")).texto


def test_lo_que_no_vino_se_lee_en_la_pagina(ana, aprobado, monkeypatch):
    Compromiso.objects.filter(pk=aprobado.ids[2]).update(por_confirmar=False)
    version = aprobado.programa(anio=2009).vigente
    texto = version.contenido.replace('"modalidad":"METAS"', '"modalidad":"SIESTA"')
    type(version)._base_manager.filter(pk=version.pk)
    monkeypatch.setattr(type(version), "contenido", texto, raising=False)
    ana.post(f"{BASE}copiar/")
    assert "El formulario ya no admite la modalidad SIESTA" in leer_pagina(ana.get(BASE)).texto


def test_copiar_otra_vez_es_un_409_y_mirar_no_escribe(ana, aprobado):
    antes = foto_total()
    ana.get(BASE)
    assert distintas(antes, foto_total()) == []
    assert ana.post(f"{BASE}copiar/").status_code == 302
    antes = foto()
    respuesta = ana.post(f"{BASE}copiar/")
    assert respuesta.status_code == 409
    assert "ya tiene filas" in leer_pagina(respuesta).texto
    assert ana.get(f"{BASE}copiar/").status_code == 405
    assert foto() == antes


@pytest.mark.parametrize(("quien", "estado"), [("luis", 404), ("rosa", 403), ("olga", 403), ("hugo", 403)])
def test_quien_no_copia_ni_confirma(aprobado, entrar, quien, estado):
    antes, cliente = foto(), entrar(quien)
    for parte in ("copiar/", "confirmar-todas/"):
        assert cliente.post(f"{BASE}{parte}").status_code == estado
    assert foto() == antes


def test_sin_version_no_se_ofrece(anios, entrar):
    pagina = leer_pagina(entrar("ana").get(BASE))
    assert "Empezar desde" not in pagina.texto
    respuesta = entrar("ana").post(f"{BASE}copiar/")
    assert respuesta.status_code == 409
    assert "no tiene una versión aprobada" in leer_pagina(respuesta).texto


def test_las_consultas_no_crecen_con_las_filas(ana, aprobado, django_assert_max_num_queries):
    ana.post(f"{BASE}copiar/")
    with django_assert_max_num_queries(16):
        ana.get(BASE)
