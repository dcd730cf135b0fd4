"""One contract for every form: what its declaration says is what screen, Excel, PDF, findings and permissions show.

Each installed form is walked through its whole year by the people, in the browser. So is a form declared here in a few
lines, of which no other file knows: what it needs besides its declaration would be missing.
"""

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pypdf
import pytest

from gestion_territorial.compromisos.models import Compromiso, Estado
from gestion_territorial.documentos.pdf import pdf_disponible
from gestion_territorial.flujo import periodos
from gestion_territorial.formularios import catalogo, reglas
from gestion_territorial.formularios.declaracion import Fase, Formulario, Tipo
from gestion_territorial.formularios.hallazgos import CONDUCTA
from gestion_territorial.formularios.tablas import control
from gestion_territorial.formularios.textos_hallazgos import CATALOGO

from .mundo import Mundo
from .web.apoyo import es_pagina_en_castellano, leer
from .web.pais import cliente_de

# ---- A form of which nothing else knows ----

ETIQUETAS = {
    1: "TERRITORIO",
    2: "Propósito",
    3: "Medida del propósito",
    4: "Lo alcanzado",
    5: "Lo comprometido en {anio}",
    6: "Quién responde",
    7: "Con qué se comprueba",
    8: "Peso (%)",
    9: "¿Se cumplió?",
    10: "Peso ganado",
    11: "Desempeño {anio} del territorio (%)",
    12: "Desempeño {anio} del Servicio (CUMPLE/NO CUMPLE)",
}
SINTETICO = Formulario(
    codigo="IX.9",
    ruta="ix-9",
    actividad="Actividad IX. 9.",
    titulo="Programa de Trabajo Sintético {anio}",
    region=(1, ETIQUETAS[1]),
    desempeno=(11, ETIQUETAS[11]),
    veredicto=(12, ETIQUETAS[12]),
    tablas=(
        control(
            primera=2,
            etiquetas=ETIQUETAS,
            notas={2: "El propósito de la prueba, que alcanza {umbral} %."},
            ayudas={2: "Escriba el propósito."},
            grupos=("Primera parte", "Segunda parte"),
        ),
    ),
    notas={2: "El propósito de la prueba, que alcanza {umbral} %."},
    reglas=reglas.COMUNES,
)
# The same without weights, answers or verdict, as the progress report will be.
SIN_PUNTAJE = replace(
    SINTETICO,
    codigo="IX.10",
    ruta="ix-10",
    puntua=False,
    desempeno=None,
    veredicto=None,
    tablas=(replace(SINTETICO.tablas[0], columnas=SINTETICO.tablas[0].columnas[:6]),),
    reglas=(reglas.vacio, reglas.textos_que_faltan),
)
FORMULARIOS = {f.codigo: f for f in (*catalogo.instalados(), SINTETICO, SIN_PUNTAJE)}


class MundoDe(Mundo):
    """The world where people work on that form, with a browser for each."""

    def __init__(self, formulario):
        self.formulario = formulario
        super().__init__()
        self.base = f"/{formulario.ruta}/SERNAM/2009/02/"
        self.pais = f"/{formulario.ruta}/SERNAM/2009/"
        self.navegadores = {}

    def programa(self, region="02", servicio="SERNAM", formulario=None):
        return super().programa(region, servicio, formulario or self.formulario.codigo)

    def como(self, nombre):
        if nombre not in self.navegadores:
            self.navegadores[nombre] = cliente_de(self.usuario(nombre))
        return self.navegadores[nombre]

    def dice(self, campo):
        """A text of the form with this world's year and threshold."""
        return self.formulario.con_periodo(campo, self.periodo)


@pytest.fixture(params=FORMULARIOS, ids=list(FORMULARIOS))
def formulario(request):
    declarado = FORMULARIOS[request.param]
    nuevo = declarado not in catalogo.instalados()
    if nuevo:
        catalogo.registrar(declarado)
    yield declarado
    if nuevo:
        catalogo.retirar(declarado)


@pytest.fixture
def mundo_de(db, paginas, formulario):
    return MundoDe(formulario)


def columnas(formulario):
    return [c for tabla in formulario.tablas for c in tabla.columnas]


def rotulos(mundo):
    """{number: label as this year reads it} of the columns."""
    return {c.numero: mundo.dice(c.etiqueta) for c in columnas(mundo.formulario)}


def sin_blancos(texto):
    return re.sub(r"[\s\u00ad\u200b]+", "", texto)


# ---- The declaration by itself ----


def test_las_columnas_se_numeran_seguidas(formulario):
    """From (1), the region, to the verdict, with no number left out or said twice."""
    numeros = [formulario.region[0], *(c.numero for c in columnas(formulario))]
    numeros += [par[0] for par in (formulario.desempeno, formulario.veredicto) if par]
    assert numeros == list(range(1, len(numeros) + 1))
    assert set(formulario.notas) <= set(numeros)


def test_cada_columna_dice_de_que_campo_es_y_cuando_se_escribe(formulario):
    for c in columnas(formulario):
        assert c.etiqueta.strip() == c.etiqueta != ""
        assert (c.fase == Fase.DERIVADA) == (c.campos == ()), c.clave
    escritos = [(c.nivel, campo) for c in columnas(formulario) for campo in c.campos]
    assert len(escritos) == len(set(escritos))


def test_solo_lo_que_puntua_lleva_desempeno_y_veredicto(formulario):
    assert bool(formulario.desempeno) == bool(formulario.veredicto) == formulario.puntua
    assert any(c.tipo == Tipo.PONDERACION for c in columnas(formulario)) == formulario.puntua


def test_no_hay_dos_formularios_con_la_misma_direccion():
    rutas = [f.ruta for f in FORMULARIOS.values()]
    assert len(rutas) == len(set(rutas))
    nombres = [n for f in FORMULARIOS.values() for n in (f.codigo, *f.alias)]
    assert len(nombres) == len(set(nombres))


def test_cada_hallazgo_tiene_su_frase_y_su_conducta():
    assert set(CONDUCTA) == set(CATALOGO)


# ---- On the screens ----


def fila_en_blanco(mundo):
    """Ana adds a line by the button; returns its id."""
    respuesta = mundo.como("ana").post(f"{mundo.base}fila/nueva/")
    assert respuesta.status_code == 302
    return int(respuesta["Location"].split("#fila-")[1])


def abrir(mundo, fila, quien="ana"):
    return leer(mundo.como(quien).get(f"{mundo.base}?editar={fila}")).formulario(f"/fila/{fila}/").campos


def escribir(mundo, fila, texto="Lo que se compromete", quien="ana"):
    """Fill in every field that the open line offers, whatever the form calls it."""
    campos = abrir(mundo, fila, quien)
    propios = [c for c in campos if f"antes.{c}" in campos]
    valores = {"ponderacion_texto": "100", "cumple": "si"}
    campos |= {c: valores.get(c.split(".")[1], f"{texto}: {c}") for c in propios}
    if "referencia" in campos:
        campos["referencia"] = "Carpeta 1"
    assert mundo.como(quien).post(f"{mundo.base}fila/{fila}/", campos).status_code == 302
    return propios


def dar(mundo, paso, quien, **datos):
    donde = f"{mundo.base}paso/{paso}/"
    pregunta = mundo.como(quien).get(donde)
    assert pregunta.status_code == 200, paso
    hecho = mundo.como(quien).post(donde, leer(pregunta).formularios[-1].campos | datos)
    assert (hecho.status_code, hecho["Location"]) == (302, mundo.base), (paso, leer(hecho).texto[:300])


def test_la_pagina_lleva_los_rotulos_y_los_numeros_del_formato(mundo_de):
    fila = fila_en_blanco(mundo_de)
    pagina = leer(mundo_de.como("ana").get(mundo_de.base))
    for numero, rotulo in rotulos(mundo_de).items():
        assert f"{rotulo} ({numero})" in pagina.texto
    assert f"{mundo_de.formulario.actividad} {mundo_de.dice(mundo_de.formulario.titulo)}" in pagina.texto
    for texto in mundo_de.formulario.notas.values():
        if any(c.nota == texto for c in columnas(mundo_de.formulario)):
            assert mundo_de.dice(texto) in pagina.texto
    editor = leer(mundo_de.como("ana").get(f"{mundo_de.base}?editar={fila}")).texto
    for c in columnas(mundo_de.formulario):
        if c.fase == Fase.COMPROMISO and c.ayuda:
            assert mundo_de.dice(c.ayuda) in editor


def test_todo_lo_que_se_declara_se_escribe_y_se_vuelve_a_leer(mundo_de):
    fila = fila_en_blanco(mundo_de)
    propios = escribir(mundo_de, fila)
    declarados = {
        f"{c.nivel}.{campo}" for c in columnas(mundo_de.formulario) if c.fase == Fase.COMPROMISO for campo in c.campos
    }
    assert set(propios) == declarados
    guardado = abrir(mundo_de, fila)
    for campo in declarados - {"compromiso.ponderacion_texto"}:
        assert guardado[campo] == f"Lo que se compromete: {campo}"


def test_cada_hallazgo_lleva_a_su_celda(mundo_de):
    """A blank line: each finding names a column of the form, and its link opens the line that has the fault."""
    fila = fila_en_blanco(mundo_de)
    enlaces = [
        e for e in leer(mundo_de.como("ana").get(mundo_de.base)).enlaces if e.endswith(f"#fila-{fila}") and "&" in e
    ]
    assert enlaces
    claves = set(mundo_de.formulario.columnas)
    for enlace in enlaces:
        assert re.search(r"columna=(\w+)", enlace)[1] in claves
        assert mundo_de.como("ana").get(enlace.split("#")[0]).status_code == 200
    negado = mundo_de.como("diego").post(f"{mundo_de.base}paso/enviar/", {"edicion": mundo_de.programa().edicion})
    assert negado.status_code == 422
    assert any(e.endswith(f"#fila-{fila}") for e in leer(negado).enlaces)


def test_el_anio_entero_en_el_navegador(mundo_de):
    """From the first line to the closing, by the buttons; in each state everybody who may look sees a whole page."""
    vistos = []

    def mirar():
        vistos.append(mundo_de.programa().estado)
        for quien in ("ana", "diego", "rosa", "hugo", "olga"):
            for camino in ("", "historia/", "diferencia/"):
                respuesta = mundo_de.como(quien).get(f"{mundo_de.base}{camino}")
                assert respuesta.status_code == 200, (vistos[-1], quien, camino)
                assert es_pagina_en_castellano(respuesta)
        assert mundo_de.como("luis").get(mundo_de.base).status_code == 404
        assert mundo_de.como("rufo").get(mundo_de.base).status_code == 404

    fila = fila_en_blanco(mundo_de)
    escribir(mundo_de, fila)
    mirar()
    dar(mundo_de, "enviar", "diego")
    mirar()
    dar(mundo_de, "abrir-revision", "rosa")
    dar(mundo_de, "devolver", "rosa", motivo="Precise la medida")
    mirar()
    dar(mundo_de, "enviar", "diego")
    dar(mundo_de, "abrir-revision", "rosa")
    dar(mundo_de, "aprobar", "rosa")
    mirar()
    if not mundo_de.formulario.puntua:
        return
    dar(mundo_de, "abrir-resultados", "rosa")
    mirar()
    escribir(mundo_de, fila, "Lo alcanzado")
    dar(mundo_de, "enviar-resultados", "diego")
    mirar()
    dar(mundo_de, "abrir-revision", "rosa")
    dar(mundo_de, "devolver-resultados", "rosa", motivo="Falta la firma")
    mirar()
    dar(mundo_de, "enviar-resultados", "diego")
    dar(mundo_de, "abrir-revision", "rosa")
    dar(mundo_de, "validar", "rosa")
    mirar()
    dar(mundo_de, "cerrar", "rosa")
    mirar()
    assert set(vistos) == set(Estado)
    pagina = leer(mundo_de.como("ana").get(mundo_de.base)).texto
    assert "CUMPLE 100,00" in pagina
    tablero = leer(mundo_de.como("rosa").get(mundo_de.pais)).texto
    assert "CUMPLE 100,00" in tablero
    assert "Todavía no es definitivo" in tablero
    for numero in range(1, mundo_de.programa().versiones.count() + 1):
        assert mundo_de.como("olga").get(f"{mundo_de.base}versiones/{numero}/").status_code == 200
        assert mundo_de.como("olga").get(f"{mundo_de.base}oficial.xlsx?version={numero}").status_code == 200


def test_los_permisos_vienen_solos(mundo_de):
    fila = fila_en_blanco(mundo_de)
    base, pais = mundo_de.base, mundo_de.pais
    for quien, camino, metodo, estado in (
        ("luis", f"{base}fila/{fila}/", "post", 404),
        ("luis", pais, "get", 403),
        ("rufo", pais, "get", 404),
        ("olga", f"{base}fila/{fila}/", "post", 403),
        ("hugo", f"{base}fila/nueva/", "post", 403),
        ("ana", f"{base}paso/enviar/", "post", 403),
        ("rosa", f"{base}paso/enviar/", "get", 403),
        ("diego", f"{base}paso/aprobar/", "get", 403),
        ("rosa", f"{base}paso/aprobar/", "get", 409),
        ("ana", f"{base}oficial.xlsx", "post", 405),
        ("ana", f"{pais}nacional.xlsx", "get", 403),
        ("rosa", f"{pais}nacional.xlsx", "get", 200),
    ):
        assert getattr(mundo_de.como(quien), metodo)(camino).status_code == estado, (quien, camino)
    assert Compromiso.objects.count() == 1


def test_esta_en_la_portada_y_en_la_busqueda(mundo_de):
    fila = fila_en_blanco(mundo_de)
    escribir(mundo_de, fila, "Palabrarara")
    for quien in ("ana", "rosa"):
        portada = leer(mundo_de.como(quien).get("/"))
        assert mundo_de.base in portada.enlaces
        assert f"{mundo_de.base}#fila-{fila}" in leer(mundo_de.como(quien).get("/buscar/?q=palabrarara")).enlaces
    assert mundo_de.pais in leer(mundo_de.como("rosa").get("/")).enlaces


def test_abrir_un_periodo_le_crea_un_programa_por_region(mundo_de):
    assert mundo_de.periodo.regiones.count() == 15
    codigo = mundo_de.formulario.codigo
    assert mundo_de.servicio.programas.filter(formulario=codigo, periodo=mundo_de.periodo).count() == 15
    periodos.abrir(anio=2009, regiones=[], ventanas={})
    assert mundo_de.servicio.programas.filter(formulario=codigo).count() == 15
    assert mundo_de.periodo.regiones.filter(vigente_desde__gt=date(2009, 1, 1)).count() == 0


# ---- On paper ----


def celdas(respuesta):
    libro = openpyxl.load_workbook(io.BytesIO(respuesta.content))
    return {sin_blancos(str(c.value)) for hoja in libro for linea in hoja.iter_rows() for c in linea if c.value}


def test_el_excel_lleva_los_mismos_rotulos(mundo_de):
    escribir(mundo_de, fila_en_blanco(mundo_de))
    for quien, camino in (("ana", f"{mundo_de.base}oficial.xlsx"), ("rosa", f"{mundo_de.pais}nacional.xlsx")):
        respuesta = mundo_de.como(quien).get(camino)
        assert respuesta.status_code == 200
        leidas = celdas(respuesta)
        for numero, rotulo in rotulos(mundo_de).items():
            assert sin_blancos(f"{rotulo} ({numero})") in leidas, (camino, numero)
        assert any("Loquesecompromete" in c for c in leidas)
        titulo = sin_blancos(f"{mundo_de.formulario.actividad} {mundo_de.dice(mundo_de.formulario.titulo)}")
        assert any(titulo in c for c in leidas)


@pytest.mark.skipif(not pdf_disponible(), reason="this machine has no Pango")
def test_el_pdf_lleva_los_mismos_rotulos(mundo_de):
    escribir(mundo_de, fila_en_blanco(mundo_de))
    respuesta = mundo_de.como("ana").get(f"{mundo_de.base}oficial.pdf")
    assert (respuesta.status_code, respuesta["Content-Type"]) == (200, "application/pdf")
    lector = pypdf.PdfReader(io.BytesIO(respuesta.content))
    texto = sin_blancos("".join(pagina.extract_text() for pagina in lector.pages))
    for numero, rotulo in rotulos(mundo_de).items():
        assert sin_blancos(f"{rotulo} ({numero})") in texto, numero
    assert "Loquesecompromete" in texto


def test_el_sintetico_de_verdad_no_esta_instalado():
    """It comes and goes with each test: nothing of the product knows it."""
    assert SINTETICO not in catalogo.instalados()
    with pytest.raises(catalogo.FormularioDesconocido):
        catalogo.formulario("IX.9")
