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

from gestion_territorial.documentos.pdf import pdf_disponible
from gestion_territorial.flujo import periodos
from gestion_territorial.formularios import catalogo, reglas
from gestion_territorial.formularios.declaracion import Fase, Formulario, Nivel, Tipo
from gestion_territorial.formularios.hallazgos import CONDUCTA
from gestion_territorial.formularios.tablas import control
from gestion_territorial.formularios.textos_hallazgos import CATALOGO

from .escenas import DEL_PROGRAMA, foto
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
        self.formulario = next(f for f in catalogo.instalados() if f is not formulario)
        super().__init__()
        self.escribir()  # another form's rows: what this one may have to choose from
        self.formulario = formulario
        self.base = f"/{formulario.ruta}/SERNAM/2009/02/"
        self.pais = f"/{formulario.ruta}/SERNAM/2009/"
        self.navegadores = {}

    @property
    def que_es(self):
        return f"{super().que_es} {self.formulario.codigo}"

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


def no_pide(mundo):
    """The fields that only a programme of weighted goals asks for, where the form admits none."""
    return set() if "METAS" in mundo.formulario.modalidades else {"actividades", "ponderacion_texto"}


def rotulos(mundo, tablas=None):
    """The labels of the columns as this year reads them, with their numbers where the format numbers them."""
    cuales = [c for tabla in tablas or mundo.formulario.tablas for c in tabla.columnas]
    return [f"{mundo.dice(c.etiqueta)} ({c.numero})" if c.numero else mundo.dice(c.etiqueta) for c in cuales]


def sin_blancos(texto):
    return re.sub(r"[\s\u00ad\u200b]+", "", texto)


# ---- The declaration by itself ----


def test_las_columnas_se_numeran_seguidas(formulario):
    """From (1), the region, to the verdict, with no number left out: one that no column has belongs to a note.

    What the product adds to the format has none.
    """
    numeros = [formulario.region[0], *(c.numero for c in columnas(formulario))]
    numeros += [par[0] for par in (formulario.desempeno, formulario.veredicto) if par]
    numerados = [numero for numero in numeros if numero is not None]
    assert numerados == sorted(numerados)
    assert {*numerados, *formulario.notas} == {*range(1, numerados[-1] + 1)}


def test_cada_columna_dice_de_que_campo_es_y_cuando_se_escribe(formulario):
    for tabla in formulario.tablas:
        de_extras = {extra.clave for extra in tabla.extras}
        for c in tabla.columnas:
            assert c.etiqueta.strip() == c.etiqueta != ""
            se_escribe = bool(c.campos) or c.clave in de_extras
            assert se_escribe == (c.fase != Fase.DERIVADA), c.clave
        escritos = [(c.nivel, campo) for c in tabla.columnas for campo in c.campos]
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


def direccion_de(tabla, fila=""):
    """Where the lines of a table are written, under the programme's address."""
    return f"propia/{tabla.clave}/{fila}" if tabla.modelo else f"fila/{fila}"


def lineas_en_blanco(mundo):
    """Ana adds lines by the buttons, two to commit and one to each other table: {key of the line: its table}."""
    lineas = {}
    for tabla in (t for t in mundo.formulario.tablas for _ in range(1 if t.modelo else 2)):
        respuesta = mundo.como("ana").post(f"{mundo.base}{direccion_de(tabla)}nueva/")
        assert respuesta.status_code == 302
        lineas[re.search(r"editar=([\w-]+)#", respuesta["Location"])[1]] = tabla
    return lineas


def ancla(llave):
    return f"#fila-{llave}" if llave.isdigit() else f"#{llave}"


def abrir(mundo, llave, tabla, quien="ana"):
    """The open line's form, as the browser has it."""
    pagina = leer(mundo.como(quien).get(f"{mundo.base}?editar={llave}"))
    return pagina.formulario(f"/{direccion_de(tabla, llave.rpartition('-')[2])}/")


def admisible(mundo, tabla, nombre, opciones, texto):
    """Something that may be written there, by what the declaration says of the column."""
    nivel, _, campo = nombre.partition(".")
    fijos = {"ponderacion_texto": "50", "cumple": "si"}
    if nivel == "extra":
        return next(filter(None, opciones.get(nombre, ["50"])), "")
    columna = next(c for c in tabla.columnas if campo in c.campos)
    posibles = {
        Tipo.OPCIONES: next(filter(None, opciones.get(nombre, ())), ""),
        Tipo.FECHA: f"01-06-{mundo.periodo.anio}",
        Tipo.MARCAS: next((clave for clave, _ in columna.opciones), ""),
        Tipo.CORTO: "50",
        Tipo.TERRITORIO: "02" if campo == columna.campos[0] else texto,
    }
    return fijos.get(campo) or posibles.get(columna.tipo, f"{texto}: {nombre}")


def escribir(mundo, llave, tabla, texto="Lo que se compromete", quien="ana"):
    """Fill in every field that the open line offers, whatever the form calls it; returns {field: what was written}."""
    formulario = abrir(mundo, llave, tabla, quien)
    campos = dict(formulario.campos)
    campos.pop("casillas", None)  # as the page's script does, which keeps what is ticked in the field itself
    escritos = {c: admisible(mundo, tabla, c, formulario.opciones, texto) for c in campos if f"antes.{c}" in campos}
    campos |= escritos
    if "referencia" in campos:
        campos["referencia"] = "Carpeta 1"
    respuesta = mundo.como(quien).post(formulario.accion, campos)
    assert respuesta.status_code == 302, leer(respuesta).texto[:600]
    return escritos


def escribir_todo(mundo, lineas, texto="Lo que se compromete", quien="ana"):
    return {llave: escribir(mundo, llave, tabla, texto, quien) for llave, tabla in lineas.items()}


def dar(mundo, paso, quien, **datos):
    donde = f"{mundo.base}paso/{paso}/"
    pregunta = mundo.como(quien).get(donde)
    assert pregunta.status_code == 200, paso
    hecho = mundo.como(quien).post(donde, leer(pregunta).formularios[-1].campos | datos)
    assert (hecho.status_code, hecho["Location"]) == (302, mundo.base), (paso, leer(hecho).texto[:300])


def test_la_pagina_lleva_los_rotulos_y_los_numeros_del_formato(mundo_de):
    lineas = lineas_en_blanco(mundo_de)
    pagina = leer(mundo_de.como("ana").get(mundo_de.base))
    for rotulo in rotulos(mundo_de):
        assert rotulo in pagina.texto
    assert f"{mundo_de.formulario.actividad} {mundo_de.dice(mundo_de.formulario.titulo)}" in pagina.texto
    for texto in mundo_de.formulario.notas.values():
        if any(c.nota == texto for c in columnas(mundo_de.formulario)):
            assert mundo_de.dice(texto) in pagina.texto
    for llave, tabla in lineas.items():
        editor = leer(mundo_de.como("ana").get(f"{mundo_de.base}?editar={llave}")).texto
        for c in tabla.columnas:
            if c.ayuda and c.fase == Fase.COMPROMISO and set(c.campos) - no_pide(mundo_de):
                assert mundo_de.dice(c.ayuda) in editor


def test_todo_lo_que_se_declara_se_escribe_y_se_vuelve_a_leer(mundo_de):
    for llave, tabla in lineas_en_blanco(mundo_de).items():
        escritos = escribir(mundo_de, llave, tabla)
        declarados = {
            f"{c.nivel if c.nivel != Nivel.PROPIA else 'fila'}.{campo}"
            for c in tabla.columnas
            if c.fase == Fase.COMPROMISO
            for campo in c.campos
            if c.nivel == Nivel.PROPIA or campo not in no_pide(mundo_de)
        }
        assert set(escritos) == declarados | {f"extra.{extra.clave}" for extra in tabla.extras}
        guardado = abrir(mundo_de, llave, tabla).campos
        for campo in set(escritos) - {"compromiso.ponderacion_texto"}:
            assert guardado[campo] == escritos[campo] != "", campo


def test_cada_hallazgo_lleva_a_su_celda(mundo_de):
    """Blank lines: each finding names a column of the form, and its link opens the line that has the fault."""
    lineas = lineas_en_blanco(mundo_de)
    anclas = tuple(ancla(llave) for llave in lineas)
    enlaces = [
        e for e in leer(mundo_de.como("ana").get(mundo_de.base)).enlaces if e.endswith(anclas) and "&columna=" in e
    ]
    assert enlaces
    claves = set(mundo_de.formulario.columnas)
    for enlace in enlaces:
        assert re.search(r"columna=(\w+)", enlace)[1] in claves
        assert mundo_de.como("ana").get(enlace.split("#")[0]).status_code == 200
    negado = mundo_de.como("diego").post(f"{mundo_de.base}paso/enviar/", {"edicion": mundo_de.programa().edicion})
    assert negado.status_code == 422
    assert any(e.endswith(anclas) for e in leer(negado).enlaces)


def test_el_anio_entero_en_el_navegador(mundo_de):
    """From the first line to the closing, by the buttons; in each state everybody who may look sees a whole page."""
    vistos = []

    def mirar():
        vistos.append(mundo_de.programa().estado)
        for quien in ("ana", "diego", "rosa", "hugo", "olga"):
            for camino in ("", "historia/", "diferencia/") if quien in ("ana", "rosa") else ("",):
                respuesta = mundo_de.como(quien).get(f"{mundo_de.base}{camino}")
                assert respuesta.status_code == 200, (vistos[-1], quien, camino)
                assert es_pagina_en_castellano(respuesta)
        assert mundo_de.como("luis").get(mundo_de.base).status_code == 404
        assert mundo_de.como("rufo").get(mundo_de.base).status_code == 404

    lineas = lineas_en_blanco(mundo_de)
    escribir_todo(mundo_de, lineas)
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
    escribir_todo(mundo_de, {llave: tabla for llave, tabla in lineas.items() if not tabla.modelo}, "Lo alcanzado")
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
    assert set(vistos) == set(DEL_PROGRAMA)
    pagina = leer(mundo_de.como("ana").get(mundo_de.base)).texto
    assert "CUMPLE 100,00" in pagina
    tablero = leer(mundo_de.como("rosa").get(mundo_de.pais)).texto
    assert "CUMPLE 100,00" in tablero
    assert "Todavía no es definitivo" in tablero
    for numero in range(1, mundo_de.programa().versiones.count() + 1):
        assert mundo_de.como("olga").get(f"{mundo_de.base}versiones/{numero}/").status_code == 200
        assert mundo_de.como("olga").get(f"{mundo_de.base}oficial.xlsx?version={numero}").status_code == 200


def test_cada_celda_se_observa_y_cada_fila_se_acepta(mundo_de):
    """The dialogue of review speaks of whatever table, row and column the form declares."""
    lineas = lineas_en_blanco(mundo_de)
    escribir_todo(mundo_de, lineas)
    dar(mundo_de, "enviar", "diego")
    dar(mundo_de, "abrir-revision", "rosa")
    rosa, base = mundo_de.como("rosa"), mundo_de.base
    casillas = re.findall(r'form="aceptar" value="([^"]+)"', rosa.get(base).content.decode())
    con_casilla = {casilla.split(":")[0] for casilla in casillas}
    assert all((llave in con_casilla) != tabla.unica for llave, tabla in lineas.items())  # a lone row is no list
    assert rosa.post(f"{base}aceptar/", {"fila": casillas}).status_code == 302
    assert f"{len(casillas)} de {len(casillas)} filas aceptadas" in leer(rosa.get(base)).texto
    primeras = {tabla.clave: (llave, tabla) for llave, tabla in reversed(lineas.items())}
    dichos = {}
    for llave, tabla in primeras.values():
        for columna in tabla.columnas:
            dichos[llave, columna.clave] = f"¿Y {columna.clave} de {tabla.clave}?"
            datos = {"lugar": llave, "columna": columna.clave, "texto": dichos[llave, columna.clave]}
            hecho = rosa.post(f"{base}observaciones/", datos)
            assert (hecho.status_code, hecho["Location"]) == (302, f"{base}{ancla(llave)}")
        assert rosa.post(f"{base}observaciones/", {"lugar": tabla.clave, "pide_fila": "1"}).status_code == 302
    dar(mundo_de, "devolver", "rosa", motivo="Precise")
    ana, vista = mundo_de.como("ana"), leer(mundo_de.como("ana").get(base))
    assert all(vista.texto.count(dicho) == 2 for dicho in dichos.values())  # beside the cell, and in the list
    for observacion in mundo_de.programa().observaciones.all():
        una = leer(ana.get(f"{base}observaciones/{observacion.pk}/"))
        assert observacion.texto in una.texto
        formulario = una.formulario("/responder/")
        assert ana.post(formulario.accion, formulario.campos | {"texto": "Precisado"}).status_code == 302
    assert mundo_de.programa().observaciones.filter(estado="respondida").count() == len(dichos) + len(primeras)


def test_los_permisos_vienen_solos(mundo_de):
    lineas = lineas_en_blanco(mundo_de)
    base, pais, antes = mundo_de.base, mundo_de.pais, foto()
    for llave, tabla in lineas.items():
        linea = f"{base}{direccion_de(tabla, llave.rpartition('-')[2])}/"
        for quien, camino, estado in (
            ("luis", linea, 404),
            ("luis", f"{linea}eliminar/", 404),
            ("olga", linea, 403),
            ("rosa", f"{linea}eliminar/", 403),
            ("hugo", f"{base}{direccion_de(tabla)}nueva/", 403),
        ):
            assert mundo_de.como(quien).post(camino).status_code == estado, (quien, camino)
    for quien, camino, metodo, estado in (
        ("luis", pais, "get", 403),
        ("rufo", pais, "get", 404),
        ("ana", f"{base}paso/enviar/", "post", 403),
        ("rosa", f"{base}paso/enviar/", "get", 403),
        ("diego", f"{base}paso/aprobar/", "get", 403),
        ("rosa", f"{base}paso/aprobar/", "get", 409),
        ("ana", f"{base}oficial.xlsx", "post", 405),
        ("ana", f"{pais}nacional.xlsx", "get", 403),
        ("rosa", f"{pais}nacional.xlsx", "get", 200),
    ):
        assert getattr(mundo_de.como(quien), metodo)(camino).status_code == estado, (quien, camino)
    assert foto() == antes


def test_esta_en_la_portada_y_en_la_busqueda(mundo_de):
    """Home lists it, and the words of each of its tables are found."""
    lineas = lineas_en_blanco(mundo_de)
    escritos = escribir_todo(mundo_de, lineas, "Palabrarara")
    con_palabras = [llave for llave, campos in escritos.items() if any("Palabrarara" in t for t in campos.values())]
    assert con_palabras
    for quien in ("ana", "rosa"):
        portada = leer(mundo_de.como(quien).get("/"))
        assert mundo_de.base in portada.enlaces
        hallados = leer(mundo_de.como(quien).get("/buscar/?q=palabrarara")).enlaces
        assert {f"{mundo_de.base}{ancla(llave)}" for llave in con_palabras} <= set(hallados)
    if mundo_de.formulario.puntua:
        assert mundo_de.pais in leer(mundo_de.como("rosa").get("/")).enlaces
    assert not any("palabrarara" in e for e in leer(mundo_de.como("luis").get("/buscar/?q=palabrarara")).enlaces)


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
    escribir_todo(mundo_de, lineas_en_blanco(mundo_de))
    for quien, camino in (("ana", f"{mundo_de.base}oficial.xlsx"), ("rosa", f"{mundo_de.pais}nacional.xlsx")):
        respuesta = mundo_de.como(quien).get(camino)
        assert respuesta.status_code == 200
        leidas = celdas(respuesta)
        for rotulo in rotulos(mundo_de, mundo_de.formulario.formato().tablas):
            assert sin_blancos(rotulo) in leidas, camino
        assert any("Loquesecompromete" in c for c in leidas)
        titulo = sin_blancos(f"{mundo_de.formulario.actividad} {mundo_de.dice(mundo_de.formulario.titulo)}")
        assert any(titulo in c for c in leidas)


@pytest.mark.skipif(not pdf_disponible(), reason="this machine has no Pango")
def test_el_pdf_lleva_los_mismos_rotulos(mundo_de):
    escribir_todo(mundo_de, lineas_en_blanco(mundo_de))
    respuesta = mundo_de.como("ana").get(f"{mundo_de.base}oficial.pdf")
    assert (respuesta.status_code, respuesta["Content-Type"]) == (200, "application/pdf")
    lector = pypdf.PdfReader(io.BytesIO(respuesta.content))
    texto = sin_blancos("".join(pagina.extract_text() for pagina in lector.pages))
    for rotulo in rotulos(mundo_de, mundo_de.formulario.formato().tablas):
        assert sin_blancos(rotulo) in texto
    assert "Loquesecompromete" in texto


def test_el_sintetico_de_verdad_no_esta_instalado():
    """It comes and goes with each test: nothing of the product knows it."""
    assert SINTETICO not in catalogo.instalados()
    with pytest.raises(catalogo.FormularioDesconocido):
        catalogo.formulario("IX.9")
