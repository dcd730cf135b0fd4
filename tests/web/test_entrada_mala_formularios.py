"""What nobody expects in the fields that are only of III.2, III.3 and III.4: a sentence with place and mend."""

import json

import pytest

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso, Objetivo
from gestion_territorial.flujo import edicion, propias
from gestion_territorial.flujo.columnas import etiqueta_de
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Tipo
from informacion_gore import textos as textos_iii_3

from ..escenas import foto
from ..mundo import Mundo
from .apoyo import es_pagina_en_castellano, leer
from .test_entrada_mala import CONSERVABLES, GUION, INCONSERVABLES, POR_GUION

REVES = "\u202egpj.exe"  # read from right to left: kept in free words, no code nor number
TABLAS = [(f, t) for f in catalogo.instalados() for t in f.tablas if t.modelo]
CAMPOS = [(f.codigo, t.clave, campo) for f, t in TABLAS for c in t.columnas for campo in c.campos]
CERRADOS = {"territorios", "tipo", "fecha", "interes", "ponderacion_texto", "formulario", "objetivo_id"}
CERRADOS |= {"avance_numerico"}
LIBRES = [lugar for lugar in CAMPOS if lugar[2] not in CERRADOS]


@pytest.fixture
def ana(mundo, entrar):
    return entrar("ana")


@pytest.fixture
def abierta(mundo, ana):
    """A function: (address, row) of a new row of a form's own table."""

    def _abrir(codigo, tabla, region="02", quien="ana", en=None):
        programa = (en or mundo).programa(region, formulario=codigo)
        hecha = propias.agregar(programa_id=programa.pk, cargo=mundo.cargo(quien), tabla=tabla)["fila"]
        modelo = datos.modelo(catalogo.formulario(codigo).tabla(tabla).modelo)
        return f"{base(codigo)}propia/{tabla}/{hecha}/", modelo.objects.get(pk=hecha)

    return _abrir


@pytest.fixture
def linea(mundo):
    """A function: (address, commitment id) of a new line with an objective, in the form's control table."""

    def _linea(codigo, region="02", quien="ana"):
        programa, cargo = mundo.programa(region, formulario=codigo), mundo.cargo(quien)
        nueva = edicion.agregar(programa_id=programa.pk, cargo=cargo)["compromiso"]
        fijo = textos_iii_3.ETIQUETAS[textos_iii_3.OBJETIVOS[0]]
        cambios = {("extra", "objetivo"): ("", fijo)} if codigo == "III.3" else {("objetivo", "texto"): ("", "Uno")}
        edicion.guardar_linea(programa_id=programa.pk, cargo=cargo, compromiso_id=nueva, cambios=cambios, ediciones={})
        return f"{base(codigo)}fila/{nueva}/", nueva

    return _linea


def base(codigo):
    return f"/{catalogo.formulario(codigo).ruta}/SERNAM/2009/02/"


def otro_campo(codigo, tabla, campo):
    """A field of free words in the same row, which must come back with the refusal."""
    return next((c for f, t, c in LIBRES if (f, t) == (codigo, tabla) and c != campo), None)


def negado(cliente, donde, cambios, frase="", estado=422):
    """Refused as a page and as JSON, with the sentence, and nothing at all written."""
    antes = foto()
    respuesta = cliente.post(donde, cambios)
    assert respuesta.status_code == estado, (donde, cambios)
    assert es_pagina_en_castellano(respuesta)
    pagina = leer(respuesta)
    assert frase in pagina.texto, (frase, pagina.texto)
    por_guion = cliente.post(donde, cambios, headers=POR_GUION)
    assert (por_guion.status_code, frase in json.loads(por_guion.content)["error"]) == (estado, True)
    assert foto() == antes
    return pagina


def test_todos_los_campos_propios_estan_aqui():
    """A new column of a form must be put among the free ones or the closed ones, on purpose."""
    de_columna = {c.campos[0]: c for _, t in TABLAS for c in t.columnas}
    for _, _, campo in LIBRES:
        assert campo == "territorio_texto" or de_columna[campo].tipo in (Tipo.TEXTO, Tipo.LISTA), campo
    assert {campo for _, _, campo in CAMPOS} >= CERRADOS


@pytest.mark.parametrize(("codigo", "tabla", "campo"), LIBRES)
def test_un_texto_raro_vuelve_tal_cual(ana, abierta, codigo, tabla, campo):
    donde, fila = abierta(codigo, tabla)
    nombre, leido = f"fila.{campo}", ""
    for texto in (CONSERVABLES["comillas"], CONSERVABLES["salto al inicio"], CONSERVABLES["plantilla"], GUION, REVES):
        enviado = {nombre: texto.replace("\n", "\r\n"), f"antes.{nombre}": leido, "fila.edicion": fila.edicion}
        assert ana.post(donde, enviado).status_code == 302
        fila.refresh_from_db()
        leido = getattr(fila, campo)
        assert leido == texto
        html = ana.get(f"{base(codigo)}?editar={tabla}-{fila.pk}")
        assert leer(html).formulario(f"/{fila.pk}/").campos[nombre] == texto
        assert GUION not in html.content.decode()
        antes = foto()
        assert (
            ana.post(donde, {nombre: texto, f"antes.{nombre}": texto, "fila.edicion": fila.edicion}).status_code == 302
        )
        assert foto() == antes


@pytest.mark.parametrize(("codigo", "tabla", "campo"), CAMPOS)
def test_lo_que_no_se_puede_guardar_dice_de_que_campo_y_vuelve(ana, abierta, codigo, tabla, campo):
    donde, _ = abierta(codigo, tabla)
    otro = otro_campo(codigo, tabla, campo)
    for texto, _dicho in INCONSERVABLES.values():
        cambios = {f"fila.{campo}": texto} | ({f"fila.{otro}": "Recién escrito"} if otro else {})
        pagina = negado(ana, donde, cambios, etiqueta_de(catalogo.formulario(codigo).tabla(tabla), campo))
        if otro:
            assert pagina.formulario(donde).campos[f"fila.{otro}"] == "Recién escrito"
    sueltas = f"fila.{campo}=ma%ED%A0%80ana".encode()  # a lone surrogate, as bytes
    antes = foto()
    assert ana.generic("POST", donde, sueltas, "application/x-www-form-urlencoded").status_code == 422
    assert foto() == antes


FECHAS = ("31-02-2009", "30-06-09", "٣٠-٠٦-٢٠٠٩", "2009-13-01", "mañana", "1" * 40, "0000-00-00", "30.06.2009", REVES)
PESOS = ("NaN", "101", "-1", "1e1", "٣", "1,2345", "½", "9" * 61, "=1+1", GUION)
CODIGOS = ("99999", "07", "07101", "2", "٠٢", "02, 021", REVES, "x" * 300, GUION)
MALOS = [
    *(("III.2", "instancias", "territorios", v, "No son territorios de Antofagasta") for v in CODIGOS),
    ("III.2", "instancias", "territorios", "02\n021\n02", "tiene más de una vez 02"),
    *(("III.3", "origen", "fecha", v, "no es una fecha: escríbala así") for v in FECHAS),
    *(("III.3", "origen", "tipo", v, "Elija una de las opciones de «Origen»") for v in ("ACUERDO", "x" * 99, REVES)),
    *(
        ("III.3", "origen", "interes", v, "Elija una de las opciones")
        for v in ("nada", "oferta\nnada", "OFERTA", REVES)
    ),
    ("III.3", "origen", "interes", "gastos\noferta\ngastos", "más de una vez Programa anual de gastos"),
    *(("III.3", "origen", "ponderacion_texto", v, "onderación") for v in PESOS),
    *(("III.4", "medicion", "fecha", v, "no es una fecha: escríbala así") for v in FECHAS),
    *(("III.4", "medicion", "fecha", v, "no es del año 2009") for v in ("31-12-2008", "01-01-2010", "2010-06-30")),
    *(("III.4", "avances", "formulario", v, "Elija una de las opciones") for v in ("III.4", "iii-1", "III.2.1", REVES)),
    *(
        ("III.4", "avances", "objetivo_id", v, "Elija uno de los objetivos")
        for v in ("x", "-1", "1" * 30, "²", "١", "1.0")
    ),
    ("III.4", "avances", "objetivo_id", "999999", "no es de los programas de esta región"),
    *(
        ("III.4", "avances", "avance_numerico", v, "escriba un número entero de 0 a 100")
        for v in ("101", "-1", "١٠", "1e2", "½", "5.5", "NaN", "1" * 400, REVES)
    ),
]


@pytest.mark.parametrize(("codigo", "tabla", "campo"), dict.fromkeys(lugar[:3] for lugar in MALOS))
def test_un_valor_que_no_es_se_rechaza_con_su_frase(ana, abierta, codigo, tabla, campo):
    donde, _ = abierta(codigo, tabla)
    for *lugar, valor, frase in MALOS:
        if lugar == [codigo, tabla, campo]:
            negado(ana, donde, {f"fila.{campo}": valor}, frase)


@pytest.mark.parametrize(("codigo", "tabla", "campo"), [c for c in CAMPOS if c[2] in ("territorios", "interes")])
def test_las_casillas_repetidas_o_ajenas_tampoco(ana, abierta, codigo, tabla, campo):
    """As a browser without JavaScript posts them: one by one, beside the name of what they fill."""
    donde, fila = abierta(codigo, tabla)
    buenas = {"territorios": ["02", "021"], "interes": ["oferta", "gastos"]}[campo]
    cajas = {"casillas": f"fila.{campo}", f"fila.{campo}": ""}
    negado(ana, donde, cajas | {f"casilla.fila.{campo}": [*buenas, buenas[0]]}, "más de una vez")
    pagina = negado(ana, donde, cajas | {f"casilla.fila.{campo}": [*buenas, "nada"]})
    assert pagina.formularios  # the words come back to be sent again
    assert ana.post(donde, cajas | {f"casilla.fila.{campo}": buenas}).status_code == 302
    fila.refresh_from_db()
    assert getattr(fila, campo) == "\n".join(buenas)


def test_un_objetivo_de_otra_region_o_de_otro_periodo(ana, abierta, mundo):
    donde, _ = abierta("III.4", "avances")
    mundo.escribir("07", quien="luis")
    otro = Mundo(2010)
    otro.escribir()
    ajenos = [Objetivo.objects.filter(programa=p).first().pk for p in (mundo.programa("07"), otro.programa())]
    for ajeno in ajenos:
        negado(ana, donde, {"fila.objetivo_id": ajeno, "fila.avance": "Mis palabras"}, "elija uno de la lista")


def test_dos_mediciones_el_mismo_dia(ana, abierta, mundo):
    """The second is refused with the sentence, whatever else was typed with it."""
    primera, fila = abierta("III.4", "medicion")
    assert ana.post(primera, {"fila.fecha": "30-06-2009", "fila.edicion": fila.edicion}).status_code == 302
    abierta("III.4", "avances")
    assert ana.post(f"{base('III.4')}accion/nueva-medicion/").status_code == 302
    segunda = mundo.programa(formulario="III.4", numero=2)
    otra = datos.modelo("seguimiento.medicion").objects.get(programa=segunda)
    donde = f"/iii-4/SERNAM/2009/02-2/propia/medicion/{otra.pk}/"
    for escrita in ("30-06-2009", "2009-06-30", "30/6/2009"):
        negado(ana, donde, {"fila.fecha": escrita}, "La región ya tiene una medición de esa fecha. Escriba otra fecha.")
    assert ana.post(donde, {"fila.fecha": "30-11-2009"}).status_code == 302


def test_una_instancia_que_no_es_de_este_programa(ana, abierta, linea, mundo):
    donde, compromiso = linea("III.2")
    _, de_maule = abierta("III.2", "instancias", "07", "luis")
    _, de_2010 = abierta("III.2", "instancias", en=Mundo(2010))
    propia, fila = abierta("III.2", "instancias")
    assert ana.post(f"{propia}eliminar/").status_code == 302
    ids = (de_maule.pk, de_2010.pk, fila.pk, "²", "١", "-1", "1" * 30, "abc", REVES, "9999999")
    for ajena in ids:
        cambios = {"extra.instancia": ajena, "compromiso.texto": "Tres mesas"}
        pagina = negado(ana, donde, cambios, "elija una de las instancias de la lista")
        assert pagina.formulario(donde).campos["compromiso.texto"] == "Tres mesas"
    assert not datos.modelo("complementariedad.objetivoinstancia").objects.exists()
    assert ana.post(f"{propia}restaurar/").status_code == 302
    assert ana.post(donde, {"extra.instancia": fila.pk, "compromiso.texto": "Tres mesas"}).status_code == 302
    assert Compromiso.objects.get(pk=compromiso).texto == "Tres mesas"


def test_un_objetivo_que_el_formato_de_este_anio_no_fija(ana, linea):
    """2009 is ruled by the control version: the planning version's objectives are another year's."""
    donde, _ = linea("III.3")
    antes = textos_iii_3.ETIQUETAS[textos_iii_3.OBJETIVOS[0]]
    for ajeno in (*textos_iii_3.OBJETIVOS_PLANIFICACION, "Mi objetivo", antes.upper(), "1", REVES, GUION):
        negado(ana, donde, {"extra.objetivo": ajeno, "antes.extra.objetivo": antes}, "elija uno de la lista")


def test_una_ponderacion_declarada_que_no_se_lee(ana, linea):
    donde, _ = linea("III.3")
    for peso in PESOS:
        negado(ana, donde, {"extra.declarada": peso}, "onderación")


def test_lo_que_pregunta_el_formulario_tampoco_se_pisa(ana, abierta, linea, entrar):
    """Both chose the objective's instancia: the second is asked, in the words of the list, and then decides."""
    donde, _ = linea("III.2")
    una, otra = (abierta("III.2", "instancias")[1].pk for _ in range(2))
    assert entrar("diego").post(donde, {"extra.instancia": una}).status_code == 302
    antes = foto()
    mio = {"extra.instancia": otra, "antes.extra.instancia": "", "compromiso.texto": "Tres mesas"}
    assert ana.post(donde, mio, headers=POR_GUION).json()["nivel"] == "extra"
    choque = ana.post(donde, mio)
    assert choque.status_code == 409
    assert "1. Sin nombre" in leer(choque).texto
    assert foto() == antes
    formulario = leer(choque).formularios[-1]
    assert (formulario.campos["extra.instancia"], formulario.campos["compromiso.texto"]) == (str(otra), "Tres mesas")
    assert ana.post(donde, formulario.campos).status_code == 302
    assert datos.modelo("complementariedad.objetivoinstancia").objects.get().instancia_id == otra


CHOCAN = [
    ("III.2", "instancias", "problema", "De Diego", "De Ana"),
    ("III.2", "instancias", "territorios", "02", "021"),
    ("III.3", "origen", "fecha", "01-03-2009", "02-03-2009"),
    ("III.3", "origen", "tipo", "acuerdo", "instruccion"),
    ("III.4", "avances", "avance_numerico", "10", "20"),
]


@pytest.mark.parametrize(("codigo", "tabla", "campo", "suyo", "mio"), CHOCAN)
def test_el_choque_en_una_tabla_propia_se_resuelve(ana, abierta, entrar, codigo, tabla, campo, suyo, mio):
    """The page that asks can be posted as it comes: dates, lists, boxes and numbers included."""
    donde, fila = abierta(codigo, tabla)
    nombre = f"fila.{campo}"
    leida = {f"antes.{nombre}": "", "fila.edicion": fila.edicion}
    assert entrar("diego").post(donde, leida | {nombre: suyo}).status_code == 302
    de_ana = leida | {nombre: mio}
    if campo == "territorios":
        de_ana |= {"casillas": nombre, f"casilla.{nombre}": [mio]}
    antes = foto()
    cuerpo = ana.post(donde, de_ana, headers=POR_GUION).json()
    assert cuerpo["colisiones"] == [{"campo": campo, "antes": "", "mio": mio, "guardado": suyo}]
    assert (cuerpo["nivel"], cuerpo["quien"]) == ("fila", "Diego")
    choque = ana.post(donde, de_ana)
    assert (choque.status_code, foto() == antes) == (409, True)
    formulario = leer(choque).formularios[-1]
    assert formulario.campos[nombre] == mio
    assert ana.post(donde, formulario.campos).status_code == 302
    fila.refresh_from_db()
    assert f"{getattr(fila, campo):%d-%m-%Y}" == mio if campo == "fecha" else str(getattr(fila, campo)) == mio


FORJADO = {
    "fila.orden": "-5",
    "fila.programa_id": "1",
    "fila.programa": "1",
    "fila.objetivo_texto": "otro",
    "fila.lugar": "OTRO/2009/07",
    "fila.eliminada_en": "2009-01-01",
    "fila.ponderacion_milesimas": "1",
    "fila.id": "1",
    "fila.": "x",
    "fila.__class__": "x",
    "casillas": "fila.orden",
    "casilla.fila.orden": "7",
    "compromiso.texto": "x",
    "orden": "1",
    "operacion": "\x00",
}


@pytest.mark.parametrize(("codigo", "tabla"), [(f.codigo, t.clave) for f, t in TABLAS])
def test_lo_que_no_esta_en_la_pagina_no_cambia_nada(ana, abierta, codigo, tabla):
    donde, _ = abierta(codigo, tabla)
    antes = foto()
    assert ana.post(donde, FORJADO).status_code == 302
    assert ana.post(donde, FORJADO, headers=POR_GUION).status_code == 200
    assert foto() == antes


@pytest.mark.parametrize(("codigo", "tabla"), [(f.codigo, t.clave) for f, t in TABLAS])
def test_las_filas_de_otros_y_las_imposibles_no_existen(ana, abierta, linea, mundo, codigo, tabla):
    _, ajena = abierta(codigo, tabla, "07", "luis")
    compromiso, modelo = linea("III.2")[1], type(ajena)
    while modelo.objects.filter(pk=compromiso).exists():  # a row's id of another table
        compromiso = linea("III.2")[1]
    campo = next(c for f, t, c in CAMPOS if (f, t) == (codigo, tabla))
    antes = foto()
    for fila in ("0", "1" * 30, "999999", "18446744073709551616", ajena.pk, compromiso):
        for camino in ("", "subir/", "bajar/", "eliminar/", "restaurar/"):
            donde = f"{base(codigo)}propia/{tabla}/{fila}/{camino}"
            respuesta = ana.post(donde, {f"fila.{campo}": ""})
            assert respuesta.status_code == 404, donde
            assert es_pagina_en_castellano(respuesta)
        assert ana.get(f"{base(codigo)}propia/{tabla}/{fila}/", headers={"hx-request": "true"}).status_code == 404
    for camino in ("-1", "abc", "1.5", "١", f"{ajena.pk}/volar", ""):
        assert ana.post(f"{base(codigo)}propia/{tabla}/{camino}/").status_code == 404, camino
    for otra in ("control", "nada", "instancias" if codigo != "III.2" else "avances", "x" * 300):
        assert ana.post(f"{base(codigo)}propia/{otra}/nueva/").status_code == 404, otra
        assert ana.post(f"{base(codigo)}propia/{otra}/{ajena.pk}/").status_code == 404, otra
    assert foto() == antes


@pytest.mark.parametrize(("codigo", "tabla"), [(f.codigo, t.clave) for f, t in TABLAS if t.unica])
def test_de_lo_unico_no_hay_dos_ni_restaurando(ana, abierta, codigo, tabla):
    donde, _ = abierta(codigo, tabla)
    nueva = f"{base(codigo)}propia/{tabla}/nueva/"
    negado(ana, nueva, {}, "una sola fila", estado=409)
    assert ana.post(f"{donde}eliminar/").status_code == 302
    assert ana.post(nueva).status_code == 302
    antes = foto()
    respuesta = ana.post(f"{donde}restaurar/")
    assert respuesta.status_code == 422
    assert es_pagina_en_castellano(respuesta)
    assert foto() == antes


ACCIONES = [(f.codigo, a.clave) for f in catalogo.instalados() for a in f.acciones]


@pytest.mark.parametrize(("codigo", "accion"), ACCIONES)
def test_las_acciones_con_una_operacion_que_no_se_lee(ana, abierta, codigo, accion):
    abierta(codigo, "avances")
    respuesta = ana.post(f"{base(codigo)}accion/{accion}/", {"operacion": "\x00", "numero": "9", "programa": "1"})
    assert respuesta.status_code == 302


def test_las_acciones_que_no_hay(ana, mundo, entrar):
    antes = foto()
    for codigo in ("III.1", "III.2", "III.3", "III.4"):
        for accion in ("nada", "x" * 300, "traer-objetivos" if codigo != "III.4" else "TRAER-OBJETIVOS", "%00", "١"):
            respuesta = ana.post(f"{base(codigo)}accion/{accion}/")
            assert (respuesta.status_code, es_pagina_en_castellano(respuesta)) == (404, True), (codigo, accion)
    assert ana.get(f"{base('III.4')}accion/traer-objetivos/").status_code == 405
    for accion in ("traer-objetivos", "nueva-medicion", "nueva-con-textos"):
        assert ana.post(f"/iii-4/SERNAM/2009/07/accion/{accion}/").status_code == 404
        assert entrar("olga").post(f"{base('III.4')}accion/{accion}/").status_code == 403
    assert foto() == antes
