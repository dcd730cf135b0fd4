"""Numbered measurements: their days, their addresses, who opens one, and their steps up to «aceptado»."""

import json
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.flujo import acciones, verificacion
from gestion_territorial.flujo.errores import DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste
from gestion_territorial.flujo.pasos import PASOS, impedimento, posibles, turno
from gestion_territorial.web.contexto import esperan_a
from seguimiento import mediciones
from seguimiento.models import Medicion

BASE = "/iii-4/SERNAM/2009/02/"
SEGUNDA = "/iii-4/SERNAM/2009/02-2/"


@pytest.fixture
def dos(seguimiento, tres):
    """Two measurements, the first of 30 June."""
    seguimiento.traer()
    seguimiento.fechar("30-06-2009")
    seguimiento.nueva(con_textos=True)
    return seguimiento


def test_dos_mediciones_no_son_del_mismo_dia(dos):
    with pytest.raises(DatoInvalido, match="ya tiene una medición de esa fecha"):
        dos.fechar("30-06-2009", numero=2)
    dos.fechar("30-11-2009", numero=2)
    with pytest.raises(DatoInvalido, match="ya tiene una medición de esa fecha"):
        dos.fechar("30-11-2009", numero=1)


def test_la_base_tampoco_lo_admite_y_lo_dice_en_castellano(dos, monkeypatch):
    """Two people at once: each passes the check, and the database refuses the second."""
    ciega = SimpleNamespace(objects=SimpleNamespace(vivas=Medicion.objects.none))
    monkeypatch.setattr("seguimiento.tablas.Medicion", ciega)
    with pytest.raises(DatoInvalido, match="ya tiene una medición de esa fecha"):
        dos.fechar("30-06-2009", numero=2)


def test_de_otra_restriccion_no_se_dice_nada(dos):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Medicion(programa=dos.programa(), lugar="").save()
    assert acciones.restriccion_violada(error.value)
    assert acciones.restriccion_violada(IntegrityError("otra cosa")) is None


@pytest.mark.parametrize(
    ("fecha", "frase"),
    [("31-12-2008", "no es del año 2009"), ("01-01-2010", "no es del año 2009"), ("31-02-2009", "no es una fecha")],
)
def test_una_fecha_imposible_se_rechaza(seguimiento, tres, fecha, frase):
    seguimiento.traer()
    with pytest.raises(DatoInvalido, match=frase):
        seguimiento.fechar(fecha)
    assert Medicion.objects.get().fecha is None


def test_otra_region_puede_medir_el_mismo_dia(seguimiento, tres):
    seguimiento.traer()
    seguimiento.fechar("30-06-2009")
    maule, cargo = seguimiento.programa(region="07"), seguimiento.mundo.cargo("luis")
    mediciones.traer_objetivos(programa_id=maule.pk, cargo=cargo)
    assert Medicion.objects.count() == 2


def test_la_siguiente_parte_de_los_textos_de_la_anterior(seguimiento, tres):
    seguimiento.traer()
    primera = seguimiento.avances()[0]
    seguimiento.escribir(primera, avance="Dos talleres", avance_numerico="0")
    seguimiento.anular(tres["III.2"][1])
    seguimiento.nueva(con_textos=True)
    copiadas = seguimiento.avances(2)
    assert [a.objetivo_texto for a in copiadas] == [
        "Prevenir la violencia",
        "Difundir derechos",
        "Provisión de información",  # the annulled one stays in the measurement that saw it
    ]
    assert (copiadas[0].avance, copiadas[0].avance_numerico) == ("Dos talleres", 0)
    assert len(seguimiento.avances()) == 4
    assert verificacion.verificar().faltas == []


def test_en_blanco_y_de_a_una(seguimiento, tres):
    with pytest.raises(EstadoIncorrecto, match="aún no tiene filas"):
        seguimiento.nueva()
    seguimiento.traer()
    seguimiento.nueva()
    assert seguimiento.avances(2) == []
    with pytest.raises(EstadoIncorrecto, match="La medición 2 aún no tiene filas"):
        seguimiento.nueva()


def _mediciones(seguimiento):
    return ProgramaRegional.objects.filter(
        servicio=seguimiento.mundo.servicio, region="02", formulario="III.4"
    ).order_by("numero")


@pytest.mark.parametrize(("quien", "error"), [("rosa", NoAutorizado), ("olga", NoAutorizado), ("luis", NoExiste)])
def test_abrir_otra_es_de_la_region(seguimiento, tres, quien, error):
    seguimiento.traer()
    with pytest.raises(error):
        seguimiento.nueva(quien)
    assert [p.numero for p in _mediciones(seguimiento)] == [1]


def test_la_misma_operacion_dos_veces_abre_una(seguimiento, tres):
    seguimiento.traer()
    operacion = "8c1a3f0e-3f60-4f63-9c3f-2a9a2b7d8e11"
    uno, otro = (seguimiento.nueva(operacion=operacion) for _ in range(2))
    assert uno["programa"] == otro["programa"]
    assert [p.numero for p in _mediciones(seguimiento)] == [1, 2]


def test_cada_medicion_tiene_su_direccion(dos, entrar):
    ana = entrar("ana")
    primera, segunda = ana.get(BASE).content.decode(), ana.get(SEGUNDA).content.decode()
    for html in (primera, segunda):
        assert f'href="{BASE}"' in html
        assert f'href="{SEGUNDA}"' in html
    assert "30-06-2009" in primera
    assert "30-06-2009" not in segunda


@pytest.mark.parametrize("region", ["02-1", "02-0", "02-3", "02-02", "02-1000", "07-2", "2"])
def test_una_direccion_sin_medicion_no_existe(dos, entrar, region):
    assert entrar("rosa").get(f"/iii-4/SERNAM/2009/{region}/").status_code == 404


def test_otros_formularios_tienen_una_sola(dos, entrar):
    assert entrar("ana").get("/iii-1/SERNAM/2009/02-2/").status_code == 404


@pytest.mark.parametrize(("quien", "estado"), [("luis", 404), ("rufo", 404), ("olga", 200), ("diego", 200)])
def test_quien_ve_la_segunda(dos, entrar, quien, estado):
    assert entrar(quien).get(SEGUNDA).status_code == estado


@pytest.mark.parametrize("accion", ["traer-objetivos", "nueva-medicion", "nueva-con-textos"])
@pytest.mark.parametrize(("quien", "estado"), [("luis", 404), ("rosa", 403), ("ana", 302)])
def test_los_botones_son_de_la_region(seguimiento, tres, entrar, accion, quien, estado):
    seguimiento.traer()
    respuesta = entrar(quien).post(f"{BASE}accion/{accion}/")
    assert respuesta.status_code == estado
    if quien == "ana" and accion != "traer-objetivos":
        assert respuesta["Location"] == SEGUNDA


def test_una_accion_que_no_hay(seguimiento, entrar):
    assert entrar("ana").post(f"{BASE}accion/otra/").status_code == 404
    assert entrar("ana").post("/iii-1/SERNAM/2009/02/accion/traer-objetivos/").status_code == 404
    assert entrar("ana").get(f"{BASE}accion/traer-objetivos/").status_code == 405


def test_por_la_pagina_se_escribe_la_fecha(seguimiento, tres, entrar):
    ana = entrar("ana")
    ana.post(f"{BASE}propia/medicion/nueva/")
    fila = Medicion.objects.get()
    donde = f"{BASE}propia/medicion/{fila.pk}/"
    mala = ana.post(donde, {"fila.fecha": "01-01-2008", "fila.edicion": 1}, headers={"accept": "application/json"})
    assert (mala.status_code, "2009" in json.loads(mala.content)["error"]) == (422, True)
    assert ana.post(donde, {"fila.fecha": "30-06-2009", "fila.edicion": 1}).status_code == 302
    assert ana.post(f"{BASE}propia/medicion/nueva/").status_code == 409


def test_el_editor_ofrece_los_objetivos_de_la_region(seguimiento, tres, entrar):
    seguimiento.traer()
    seguimiento.quitar("III.3", tres["III.3"][1])
    fila = seguimiento.avances()[3]
    html = entrar("ana").get(f"{BASE}?editar=avances-{fila.pk}").content.decode()
    assert "Diseño, Acceso y Distribución: Difundir derechos" in html
    assert "Provisión de información (ya no está vigente)" in html


def test_lo_anulado_se_ve_aunque_ya_este_aceptado(seguimiento, tres, entrar):
    seguimiento.traer()
    seguimiento.fechar("30-06-2009")
    aceptar(seguimiento)
    seguimiento.anular(tres["III.2"][1])
    assert entrar("rosa").get(BASE).content.decode().count("Objetivo anulado después de esta medición") == 1


def aceptar(seguimiento):
    seguimiento.dar("enviar", "diego")
    seguimiento.dar("abrir-revision", "rosa")
    seguimiento.dar("aprobar", "rosa")


def test_los_pasos_hasta_aceptado(seguimiento, tres, entrar):
    seguimiento.traer()
    seguimiento.fechar("30-06-2009")
    seguimiento.dar("enviar", "diego")
    seguimiento.dar("retirar", "diego")
    seguimiento.dar("enviar", "diego")
    seguimiento.dar("abrir-revision", "rosa")
    seguimiento.dar("devolver", "rosa", motivo="Falta el avance")
    aceptar(seguimiento)
    programa = seguimiento.programa()
    assert (programa.estado, programa.vigente.motivo, turno(programa)) == (Estado.APROBADO, "aprobación", None)
    html = entrar("diego").get(BASE).content.decode()
    assert "Aceptado" in html
    assert "No queda nada pendiente" in html
    for quien in ("diego", "rosa"):
        assert posibles(programa, seguimiento.mundo.cargo(quien)) == []
        cargo = seguimiento.mundo.cargo(quien)
        assert programa not in ProgramaRegional.objects.visibles_para(cargo).filter(esperan_a(cargo))
    assert verificacion.verificar().faltas == []


def test_no_tiene_resultados_ni_se_declara_que_no_compromete(seguimiento, tres):
    programa, rosa, diego = seguimiento.programa(), *map(seguimiento.mundo.cargo, ("rosa", "diego"))
    assert "no compromete nada" in impedimento(PASOS["no-compromete"], programa, diego)[1]
    assert "no-compromete" not in [p.nombre for p in posibles(programa, diego)]
    assert "no tiene resultados" in impedimento(PASOS["abrir-resultados"], programa, rosa)[1]


def test_la_pagina_no_habla_de_puntajes(seguimiento, tres, entrar):
    seguimiento.traer()
    html = entrar("diego").get(BASE).content.decode()
    for palabra in ("Simulación", "Desempeño", "VACÍO", "Ponderaciones", "no compromete"):
        assert palabra not in html
    assert "Traer los objetivos vigentes" in html
    pais = entrar("rosa").get("/iii-4/SERNAM/2009/").content.decode()
    assert "no se puntúa" in pais
    assert "Veredicto del servicio" not in pais


def test_las_consultas_de_la_pagina_no_crecen(seguimiento, tres, entrar, django_assert_max_num_queries):
    seguimiento.traer()
    ana = entrar("ana")
    with django_assert_max_num_queries(100) as pocas:
        ana.get(BASE)
    for n in range(6):
        seguimiento.objetivo("III.2", f"Otra mesa {n}")
    seguimiento.traer()
    with django_assert_max_num_queries(len(pocas)):
        ana.get(BASE)
