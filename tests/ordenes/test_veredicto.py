"""The verdict on the command line: a table to read, and the JSON that the scoring package writes."""

import json
import subprocess
import sys
from dataclasses import replace
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from gestion_territorial.compromisos.models import Compromiso, Estado, ProgramaRegional
from gestion_territorial.flujo import periodos
from gestion_territorial.formularios import catalogo
from programas.formulario import FORMULARIO

pytestmark = pytest.mark.django_db
PUNTUADOS = ["III.1", "III.2", "III.3"]


def veredicto(**opciones):
    salida = StringIO()
    call_command("veredicto", stdout=salida, **opciones)
    return salida.getvalue()


def programa_de_puntaje(entrada):
    """The output of `python -m gestion_territorial.puntaje`, which knows no database."""
    hecho = subprocess.run(
        [sys.executable, "-m", "gestion_territorial.puntaje"],
        input=json.dumps(entrada),
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    return hecho.stdout


def como_entrada(programas):
    """What an auditor would copy from the official tables: texts as typed and final answers."""
    return [
        {
            "region": p.region_id,
            "compromete": not p.no_compromete,
            "aprobado": p.aprobado,
            "cerrado": p.estado == Estado.CERRADO,
            "modalidad": p.modalidad,
            "unidades": [
                {"ponderacion": c.ponderacion_texto or None, "cumple": c.cumple_validado or c.cumple or None}
                for c in Compromiso.objects.vivas().filter(programa=p)
            ],
        }
        for p in programas
    ]


def test_el_json_es_el_del_paquete_de_puntaje():
    call_command("sembrar", servicios=6, regiones=4, anios=1, filas=7, aunque_sea_produccion=True, stdout=StringIO())
    for codigo in ("S001", "S002", "S003", "S004", "S005", "S006"):
        programas = ProgramaRegional.objects.filter(servicio__codigo=codigo, formulario="III.1").de_norte_a_sur()
        esperado = programa_de_puntaje({"umbral": "90", "programas": como_entrada(programas)})
        texto = veredicto(servicio=codigo, anio=2009, formulario="III.1", json=True)
        assert json.dumps({"III.1": json.loads(esperado)}, indent=2) + "\n" == texto


def test_lo_pendiente_es_un_rango_y_el_borrador_no_se_simula(mundo):
    ids = mundo.escribir()
    assert "Antofagasta" in (borrador := veredicto(servicio="SERNAM", anio=2009))
    assert linea(borrador, "Antofagasta").split() == ["Antofagasta", "Borrador", "PENDIENTE", "—"]
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", None, None])
    tabla = veredicto(servicio="SERNAM", anio=2009, formulario="III.1")
    assert linea(tabla, "Antofagasta").endswith("entre 40,00 y 100,00")
    mundo.responder(ids, [None, "no", None])
    tabla = veredicto(servicio="SERNAM", anio=2009)
    assert linea(tabla, "Antofagasta").endswith("entre 40,00 y 70,00 (ya no alcanza el umbral)")
    assert "Veredicto nacional: NO CUMPLE (no definitivo)\nDepende de: Antofagasta\n" in tabla


def test_de_norte_a_sur_y_con_el_umbral(mundo):
    tabla = veredicto(servicio="SERNAM", anio=2009)
    assert tabla.index("Arica") < tabla.index("Metropolitana") < tabla.index("Maule") < tabla.index("Magallanes")
    assert "umbral 90,00" in tabla
    assert "Veredicto nacional: PENDIENTE (no definitivo)" in tabla


@pytest.mark.parametrize(
    ("opciones", "frase"),
    [
        ({"servicio": "NADIE"}, "No hay un servicio con el código «NADIE»."),
        ({"anio": 1999}, "No hay un período abierto para el año 1999."),
        ({"formulario": "IX"}, "No hay un formulario «IX»"),
        ({"servicio": "TARDE"}, "El servicio TARDE no tiene programas que se puntúen en el año 2009."),
    ],
)
def test_lo_desconocido_se_dice(mundo, opciones, frase):
    type(mundo.servicio).objects.create(codigo="TARDE", nombre="Servicio que llegó tarde")
    with pytest.raises(CommandError) as error:
        veredicto(**{"servicio": "SERNAM", "anio": 2009} | opciones)
    assert str(error.value).startswith(frase)
    assert error.value.returncode == 1


@pytest.fixture
def otro_formulario(mundo):
    """A form declared only for the test: III.9, which also answers to III.8."""

    def declarar(**cambios):
        formulario = replace(FORMULARIO, codigo="III.9", ruta="iii-9", alias=("III.8",), **cambios)
        catalogo.registrar(formulario)
        declarados.append(formulario)
        periodos.abrir(anio=2009, regiones=[], ventanas={}, servicios=[mundo.servicio])

    declarados = []
    yield declarar
    for formulario in declarados:
        catalogo.retirar(formulario)


def test_un_formulario_responde_tambien_a_su_otro_nombre(otro_formulario):
    otro_formulario()
    assert list(json.loads(veredicto(servicio="SERNAM", anio=2009, formulario="III.8", json=True))) == ["III.9"]
    assert list(json.loads(veredicto(servicio="SERNAM", anio=2009, json=True))) == [*PUNTUADOS, "III.9"]


def test_lo_que_no_se_puntua_no_tiene_veredicto(otro_formulario):
    otro_formulario(puntua=False)
    with pytest.raises(CommandError, match=r"El formulario III\.9 no se puntúa"):
        veredicto(servicio="SERNAM", anio=2009, formulario="III.9")
    assert list(json.loads(veredicto(servicio="SERNAM", anio=2009, json=True))) == PUNTUADOS


def linea(tabla, inicio):
    return next(li for li in tabla.splitlines() if li.startswith(inicio))
