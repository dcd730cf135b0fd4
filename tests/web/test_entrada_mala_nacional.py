"""What nobody expects where a year is opened and a verdict published: a sentence in its place, nothing half done."""

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.flujo.models import Publicacion
from gestion_territorial.territorio.models import Periodo

from ..escenas import foto, llevar
from ..pais.conftest import BASE, DosRegiones
from ..pais.test_publicacion import alterar
from .apoyo import es_pagina_en_castellano, leer
from .pais import cliente_de
from .test_entrada_mala import GUION

ETAPAS = ("compromiso", "avance", "enmienda", "resultados")
NUEVO = {"anio": "2010", "umbral": "90", "dias_reposicion": "5", "regiones": ["02", "07"], "formato_III.3": "control"}
RAROS = ("\x00", "\x0b", "x" * 40_000, GUION, "\u202e0102", "⑨", "💥", "=1+1")


def negado(cliente, donde, campos, *frases, estado=422):
    antes = foto()
    respuesta = cliente.post(donde, campos)
    assert respuesta.status_code == estado, campos
    assert es_pagina_en_castellano(respuesta)
    texto = leer(respuesta).texto
    for frase in frases:
        assert frase in texto, frase
    assert GUION not in respuesta.content.decode()
    assert foto() == antes
    return respuesta


# ---- The years ----


@pytest.mark.parametrize("campo", ["anio", "umbral", "compromiso_desde", "formato_III.3"])
def test_un_valor_raro_al_abrir_un_anio(entrar, campo):
    hugo = entrar("hugo")
    for valor in RAROS:
        respuesta = negado(hugo, "/periodos/nuevo/", NUEVO | {"compromiso_hasta": "31-01-2010", campo: valor})
        assert f"error_1_id_{campo}" in respuesta.content.decode(), valor


@pytest.mark.parametrize("regiones", [["02", "\x00"], ["02", "x" * 300], ["2"], ["٠٢"], [GUION], ["02", "07", "99"]])
def test_una_region_que_no_hay(entrar, regiones):
    respuesta = negado(entrar("hugo"), "/periodos/nuevo/", NUEVO | {"regiones": regiones})
    assert "error_1_id_regiones" in respuesta.content.decode()


def test_sin_regiones_no_se_abre_ni_se_vacia_un_anio(entrar, mundo):
    hugo = entrar("hugo")
    sin = {c: v for c, v in NUEVO.items() if c != "regiones"}
    negado(hugo, "/periodos/nuevo/", sin, "Elija al menos una región.")
    negado(hugo, "/periodos/2009/", sin, "Elija al menos una región.")
    assert mundo.periodo.regiones.count() == 15


def test_la_misma_region_dos_veces_es_una(entrar):
    assert entrar("hugo").post("/periodos/nuevo/", NUEVO | {"regiones": ["02", "02", "07"]}).status_code == 302
    assert Periodo.objects.get(anio=2010).regiones.count() == 2


@pytest.mark.parametrize("etapa", ETAPAS)
def test_un_plazo_al_reves_o_a_medias(entrar, etapa):
    hugo, desde, hasta = entrar("hugo"), f"{etapa}_desde", f"{etapa}_hasta"
    for donde in ("/periodos/nuevo/", "/periodos/2009/"):
        negado(hugo, donde, NUEVO | {desde: "02-02-2010", hasta: "01-02-2010"}, "anterior a la fecha de inicio")
        negado(hugo, donde, NUEVO | {desde: "02-02-2010"}, "Escriba también esta fecha")
        negado(hugo, donde, NUEVO | {hasta: "02-02-2010"}, "Escriba también esta fecha")
        negado(hugo, donde, NUEVO | {desde: "31-02-2010", hasta: "01-03-2010"}, "Escriba la fecha así")


@pytest.mark.parametrize("anio", ["1999", "2101", "-2010", "2010.5", "2e3", "99999999999999999999", "", "0x7da"])
def test_un_anio_que_no_es(entrar, anio):
    negado(entrar("hugo"), "/periodos/nuevo/", NUEVO | {"anio": anio})
    assert Periodo.objects.count() == 1


def test_los_numeros_de_otra_escritura_se_leen_bien_o_se_rechazan(entrar):
    """Never another year nor another threshold than the one that was typed."""
    hugo = entrar("hugo")
    negado(hugo, "/periodos/nuevo/", NUEVO | {"umbral": "٩٠"}, "Escriba un número de 0 a 100")
    hugo.post("/periodos/nuevo/", NUEVO | {"anio": "٢٠١٠"})
    assert {p.anio for p in Periodo.objects.all()} <= {2009, 2010}


@pytest.mark.parametrize(
    ("motivo", "frase"), [("", "escriba el motivo"), ("   ", "escriba el motivo"), ("a\x0bb", "U+000B")]
)
def test_un_cambio_con_envios_y_sin_motivo_legible(entrar, mundo, motivo, frase):
    llevar(mundo, "enviado")
    hugo = entrar("hugo")
    mostrado = leer(hugo.get("/periodos/2009/")).formulario("").campos["mostrado"]
    cambio = {
        "umbral": "80",
        "dias_reposicion": "5",
        "regiones": [r.pk for r in mundo.periodo.regiones.all()],
        "formato_III.3": "",
    }
    negado(hugo, "/periodos/2009/", cambio | {"mostrado": mostrado, "motivo": motivo}, frase)
    assert Periodo.objects.get(anio=2009).umbral_milesimas == 90_000


@pytest.mark.parametrize("mostrado", ["", "x", "\x00", "x" * 40_000])
def test_la_marca_de_lo_mostrado_forjada_no_deja_pasar(entrar, mostrado):
    campos = {"umbral": "80", "regiones": ["02"], "formato_III.3": "", "mostrado": mostrado}
    respuesta = entrar("hugo").post("/periodos/2009/", campos)
    assert respuesta.status_code in (409, 422)
    assert es_pagina_en_castellano(respuesta)
    assert Periodo.objects.get(anio=2009).umbral_milesimas == 90_000


@pytest.mark.parametrize("parte", ["0000", "9999", "20090", "٢٠٠٩", "2009%00", "nuevo%0A", "-1"])
def test_las_direcciones_raras_de_los_anios(entrar, parte):
    hugo = entrar("hugo")
    for respuesta in (hugo.get(f"/periodos/{parte}/"), hugo.post(f"/periodos/{parte}/", NUEVO)):
        assert respuesta.status_code == 404
        assert es_pagina_en_castellano(respuesta)


# ---- The verdict ----


@pytest.fixture
def cerrado(db):
    """Two regions closed; returns (world, ids by region)."""
    mundo = DosRegiones()
    return mundo, mundo.cerrar_todo()


@pytest.fixture
def rosa(cerrado, paginas):
    return cliente_de(cerrado[0].usuario("rosa"))


def campos_de(rosa):
    return leer(rosa.get(f"{BASE}publicar/")).formularios[-1].campos


@pytest.mark.parametrize("motivo", ["", "   ", "\n", "a\x00b", "a\x0bb", "x" * 40_000])
def test_una_correccion_sin_motivo_o_con_uno_ilegible(cerrado, rosa, motivo):
    mundo, ids = cerrado
    mundo.publicar()
    alterar(mundo, ids["02"][0])
    campos = campos_de(rosa)
    frase = "escriba el motivo de la corrección" if not motivo.strip() else "El texto tiene"
    respuesta = negado(rosa, f"{BASE}publicar/", campos | {"motivo": motivo}, frase)
    if motivo.strip():
        vuelve = "".join("\ufffd" if c in "\x00\x0b" else c for c in motivo)
        assert leer(respuesta).formularios[-1].campos["motivo"] == vuelve
    assert Publicacion.objects.count() == 1
    assert rosa.post(f"{BASE}publicar/", campos | {"motivo": "Oficio 12"}).status_code == 302
    assert Publicacion.objects.latest("numero").motivo == "Oficio 12"


@pytest.mark.parametrize("huella", ["", "x", "\x00", "x" * 40_000, GUION])
def test_una_huella_forjada_no_publica(cerrado, rosa, huella):
    negado(rosa, f"{BASE}publicar/", {"huella": huella, "motivo": GUION}, "Algo cambió", estado=409)
    assert not Publicacion.objects.exists()


@pytest.mark.parametrize("operacion", ["", "no-es-uuid", "\x00", "9" * 400])
def test_una_operacion_que_no_se_lee_no_impide_publicar(cerrado, rosa, operacion):
    assert rosa.post(f"{BASE}publicar/", campos_de(rosa) | {"operacion": operacion}).status_code == 302
    assert Publicacion.objects.count() == 1


def test_el_guion_de_un_motivo_nunca_sale_suelto(cerrado, rosa):
    mundo, ids = cerrado
    mundo.publicar()
    alterar(mundo, ids["02"][0])
    assert rosa.post(f"{BASE}publicar/", campos_de(rosa) | {"motivo": GUION}).status_code == 302
    vistas = 0
    for donde in ("por-que/", "por-que/?publicacion=2", "02/", ""):
        html = rosa.get(f"{BASE}{donde}").content.decode()
        assert GUION not in html
        vistas += "&lt;script&gt;alert(1)" in html
    assert vistas >= 1
    assert Registro.objects.filter(accion="publicar veredicto").count() == 2


PREGUNTAS = ["?publicacion=0", "?publicacion=-1", "?publicacion=x", "?publicacion=٢", "?publicacion=" + "9" * 30]
PREGUNTAS += ["?publicacion=%00", "?publicacion=1.0", "?publicacion=2"]


def test_una_publicacion_que_no_hay(cerrado, rosa):
    mundo, _ = cerrado
    mundo.publicar()
    antes = foto()
    for pregunta in PREGUNTAS:
        for donde in ("por-que/", "por-que.json", "nacional.xlsx"):
            respuesta = rosa.get(f"{BASE}{donde}{pregunta}")
            assert (respuesta.status_code, es_pagina_en_castellano(respuesta)) == (404, True), (donde, pregunta)
    assert foto() == antes


def test_los_tableros_con_cualquier_filtro(rosa):
    for filtro in ("nada", "%00", "x" * 5000, "%FF", GUION):
        respuesta = rosa.get(f"/pais/SERNAM/2009/?ver={filtro}")
        assert respuesta.status_code == 200
        assert GUION not in respuesta.content.decode()
    for donde in ("/pais/SERNAM/0000/", "/pais/NADIE/2009/", "/pais/2009/%00/", "/expediente/SERNAM/2009/99/"):
        assert rosa.get(donde).status_code == 404, donde
