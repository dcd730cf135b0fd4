"""Hugo opens 2010 in the browser, and changes its rules; nobody else does."""

import pytest
from django.urls import reverse

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import ADMINISTRATIVA, leer
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Periodo

from ..escenas import foto, llevar
from ..web.apoyo import distintas, foto_total
from ..web.apoyo import leer as leer_pagina

NUEVO = {
    "anio": "2010",
    "umbral": "87,125",
    "dias_reposicion": "5",
    "regiones": ["02", "07"],
    "compromiso_desde": "04-01-2010",
    "compromiso_hasta": "31-01-2010",
    "formato_III.3": "control",
}


def administrativo():
    return leer(Registro.objects.filter(cadena=ADMINISTRATIVA).order_by("-secuencia").first())


def cambiado(cliente, **cambios):
    """Post 2009's own form with those fields changed, as a browser would."""
    pagina = cliente.get("/periodos/2009/").content.decode()
    campos = dict(leer_pagina(cliente.get("/periodos/2009/")).formulario("").campos)
    campos["regiones"] = [r.pk for r in Periodo.objects.get(anio=2009).regiones.all()]
    assert "csrfmiddlewaretoken" in pagina
    return cliente.post("/periodos/2009/", campos | cambios)


def test_hugo_abre_2010(entrar, mundo):
    hugo = entrar("hugo")
    assert reverse("periodos") in hugo.get("/").content.decode()
    respuesta = hugo.post("/periodos/nuevo/", NUEVO, follow=True)
    assert "Se abrió el período 2010" in leer_pagina(respuesta).texto
    periodo = Periodo.objects.get(anio=2010)
    assert (periodo.umbral_milesimas, periodo.formatos) == (87_125, {"III.3": "control"})
    assert [str(r) for r in periodo.regiones.all()] == ["Antofagasta", "Maule"]
    (ventana,) = periodo.ventanas.all()
    assert (ventana.etapa, str(ventana.desde), str(ventana.hasta)) == ("compromiso", "2010-01-04", "2010-01-31")
    assert ProgramaRegional.objects.filter(periodo=periodo).count() == 2 * 2 * len(catalogo.instalados())
    datos = administrativo()["datos"]
    assert datos["ventanas"] == {"compromiso": ["2010-01-04", "2010-01-31"]}
    assert datos["formatos"] == {"III.3": "control"}


def test_las_regiones_propuestas_son_las_de_ese_primero_de_enero(entrar):
    hugo = entrar("hugo")
    for anio, hay in (("2018", False), ("2019", True), ("99999", False), ("dos mil", False)):
        html = hugo.get("/periodos/nuevo/", {"anio": anio}).content.decode()
        (nuble,) = [e for e in html.split("<input") if 'value="16"' in e]
        assert ("checked" in nuble) == hay, anio


@pytest.mark.parametrize(
    ("cambios", "frase"),
    [
        ({"anio": "2009"}, "El período 2009 ya está abierto."),
        ({"anio": "1850"}, "mayor o igual a 2000"),
        ({"anio": "dos mil"}, "Introduzca un número entero"),
        ({"umbral": "100,5"}, "Escriba un número de 0 a 100"),
        ({"umbral": "90,0001"}, "Escriba un número de 0 a 100"),
        ({"umbral": "1e2"}, "Escriba un número de 0 a 100"),
        ({"umbral": "NaN"}, "Escriba un número de 0 a 100"),
        ({"umbral": ""}, "Este campo es obligatorio."),
        ({"regiones": []}, "Elija al menos una región."),
        ({"regiones": ["02", "16"]}, "No existía el 1 de enero de 2010: Ñuble."),
        ({"regiones": ["02", "99"]}, "99"),
        ({"compromiso_desde": "31-02-2010"}, "Escriba la fecha así: 31-12-2010."),
        ({"compromiso_hasta": ""}, "Escriba también esta fecha"),
        ({"compromiso_hasta": "03-01-2010"}, "No puede ser anterior a la fecha de inicio."),
        ({"formato_III.3": "otro"}, "otro"),
    ],
)
def test_cada_error_en_su_lugar_y_nada_se_abre(entrar, cambios, frase):
    hugo, antes = entrar("hugo"), foto()
    respuesta = hugo.post("/periodos/nuevo/", NUEVO | cambios)
    html = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert frase in leer_pagina(respuesta).texto
    campo = next(iter(cambios))
    assert f'id="error_1_id_{campo}"' in html or f"error_1_id_{campo}" in html
    assert Periodo.objects.count() == 1
    assert foto() == antes


def test_las_reglas_cambian_libremente_hasta_el_primer_envio(entrar, mundo):
    hugo = entrar("hugo")
    assert cambiado(hugo, umbral="85").status_code == 302
    assert Periodo.objects.get(anio=2009).umbral_milesimas == 85_000
    assert administrativo()["cambios"] == {"umbral_milesimas": [90_000, 85_000]}
    assert cambiado(hugo, compromiso_desde="", compromiso_hasta="").status_code == 302
    assert not mundo.periodo.ventanas.filter(etapa="compromiso").exists()
    assert administrativo()["cambios"]["ventana de compromiso"][1] is None
    assert cambiado(hugo, **{"formato_III.3": "planificacion"}).status_code == 302
    assert administrativo()["cambios"] == {"formatos": [{}, {"III.3": "planificacion"}]}


def test_despues_del_primer_envio_solo_con_motivo(entrar, mundo):
    llevar(mundo, "enviado")
    hugo = entrar("hugo")
    respuesta = cambiado(hugo, umbral="85", motivo=" ")
    assert respuesta.status_code == 422
    assert "escriba el motivo del cambio" in leer_pagina(respuesta).texto
    assert Periodo.objects.get(anio=2009).umbral_milesimas == 90_000
    assert cambiado(hugo, umbral="85", motivo="Resolución exenta 12").status_code == 302
    assert administrativo()["datos"] == {"anio": 2009, "motivo": "Resolución exenta 12"}


def test_guardar_sin_cambiar_no_registra_nada(entrar):
    hugo = entrar("hugo")
    antes = foto()
    assert cambiado(hugo).status_code == 302
    assert foto() == antes


def test_lo_que_otro_cambio_mientras_tanto_no_se_pisa(entrar, mundo):
    hugo = entrar("hugo")
    viejo = leer_pagina(hugo.get("/periodos/2009/")).formulario("").campos["mostrado"]
    cambiado(hugo, umbral="85")
    respuesta = cambiado(hugo, umbral="95", mostrado=viejo)
    assert respuesta.status_code == 409
    assert "Otra persona cambió este período" in leer_pagina(respuesta).texto
    assert Periodo.objects.get(anio=2009).umbral_milesimas == 85_000


def test_una_region_donde_se_escribio_no_sale(entrar, mundo):
    mundo.escribir()
    respuesta = cambiado(entrar("hugo"), regiones=["07"])
    assert respuesta.status_code == 422
    assert "Ya se escribió en los programas de Antofagasta" in leer_pagina(respuesta).texto


def test_mirar_no_escribe_y_un_anio_que_no_hay_no_esta(entrar):
    hugo = entrar("hugo")
    antes = foto_total()
    for donde in ("/periodos/", "/periodos/nuevo/", "/periodos/2009/", "/periodos/nuevo/?anio=2019"):
        assert hugo.get(donde).status_code == 200
    assert hugo.get("/periodos/2055/").status_code == 404
    assert distintas(antes, foto_total()) == []


@pytest.mark.parametrize("quien", ["ana", "diego", "rosa", "olga", "nadie"])
def test_nadie_mas_que_la_administracion(entrar, quien):
    cliente, antes = entrar(quien), foto()
    for donde in ("/periodos/", "/periodos/nuevo/", "/periodos/2009/"):
        assert cliente.get(donde).status_code == 403
    for donde in ("/periodos/nuevo/", "/periodos/2009/"):
        assert cliente.post(donde, NUEVO).status_code == 403
    assert foto() == antes
    assert reverse("periodos") not in cliente.get("/").content.decode()


def test_la_lista_no_pregunta_mas_por_mas_anios(entrar, mundo, django_assert_max_num_queries):
    hugo = entrar("hugo")
    for anio in range(2010, 2014):
        hugo.post("/periodos/nuevo/", NUEVO | {"anio": str(anio)})
    with django_assert_max_num_queries(8):
        assert leer_pagina(hugo.get("/periodos/")).texto.count("87,125") == 4
