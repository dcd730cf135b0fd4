"""What people and scripts send that nobody expects: a clear sentence or the exact text back, never a lost word."""

import io
import uuid

import pytest
from django.test import Client

from gestion_territorial.auditoria.registro import faltas
from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia, Indicador, Objetivo
from gestion_territorial.flujo import observaciones

from ..escenas import foto, llevar
from .apoyo import Pagina, distintas, es_pagina_en_castellano, foto_total, leer
from .pais import cliente_de

BASE = "/iii-1/SERNAM/2009/02/"
POR_GUION = {"accept": "application/json"}
PESO, META, UNIDAD = "compromiso.ponderacion_texto", "compromiso.texto", "compromiso.unidad"
GUION = "<script>alert(1)</script>"
# As typed: the thousandths it reads as, or None where it does not read as a weight and the words stay beside the cell.
PESOS = {
    "8,5 %": 8500,
    "0,25": 250,
    "0.250": 250,
    "100": 100_000,
    "": None,
    "NaN": None,
    "nan": None,
    "Infinity": None,
    "1e999": None,
    "1e1": None,
    "-5": None,
    "1.000,5": None,
    "33,3333": None,
    "100,001": None,
    "1,2,3": None,
    "0x10": None,
    "1_0": None,
    "½": None,
    "por definir": None,
    "=1+1": None,
    "'; DROP TABLE compromisos_compromiso; --": None,
    GUION: None,
    "9" * 60: None,
}
CONSERVABLES = {
    "emoji": "Taller 👩🏽‍🌾 de huertos 🍅",
    "guion": GUION,
    "formula": "=1+1",
    "lista": "- una\n- otra\n\n  con sangría",
    "comillas": "\"'`><img src=x onerror=alert(1)>",
    "plantilla": "{{ programa.pk }}{% debug %}",
    "cierra la caja": "</textarea><b>fuera</b>",
    "entidades": "&lt;b&gt; &amp; &#0;",
    "arábigo": "مرحبا ‏abc",
    "combinadas": "n\u0303 a\u0301 \u00a0 \u200b \ufeff",
    "salto al inicio": "\nempieza en la segunda línea",
    "largo": "palabra " * 1800,
}
INCONSERVABLES = {
    "NUL": ("antes\x00después", "U+0000, posición 6"),
    "tabulación vertical": ("antes\x0bdespués", "U+000B, posición 6"),
    "escape": ("\x1b[31mrojo", "U+001B, posición 1"),
    "suprimir": ("a\x7f", "U+007F, posición 2"),
    "de 40.000": ("x" * 40_000, "40000 caracteres y el máximo es 15000"),
    "de emojis": ("🍅" * 8_000, "16000 caracteres y el máximo es 15000"),
}


@pytest.fixture
def filas(mundo):
    return mundo.escribir()


@pytest.fixture
def ana(filas, entrar):
    return entrar("ana")


def editor(cliente, fila, base=BASE):
    """The fields of a line's editor as the browser of somebody without JavaScript would post them."""
    return leer(cliente.get(f"{base}?editar={fila}")).formulario(f"/fila/{fila}/").campos


def guardar(cliente, fila, base=BASE, **opciones):
    datos = opciones.pop("datos")
    return cliente.post(f"{base}fila/{fila}/", editor(cliente, fila, base) | datos, **opciones)


def cruda(cliente, donde, cuerpo, tipo="application/x-www-form-urlencoded", **cabeceras):
    return cliente.generic("POST", donde, cuerpo, tipo, headers=cabeceras)


# ---- Weights and texts ----


def test_un_peso_como_se_escriba_se_conserva_y_se_dice_si_no_se_lee(ana, filas):
    for peso, milesimas in PESOS.items():
        ilegible = bool(peso) and milesimas is None
        assert guardar(ana, filas[0], datos={PESO: peso}).status_code == 302
        fila = Compromiso.objects.get(pk=filas[0])
        assert (fila.ponderacion_texto, fila.ponderacion_milesimas) == (peso, milesimas)
        html = ana.get(f"{BASE}?editar={filas[0]}").content.decode()
        assert GUION not in html
        assert ("Ponderación ilegible" in leer(ana.get(BASE)).texto) == ilegible, peso
        campos = Pagina(html).formulario(f"/fila/{filas[0]}/").campos
        assert campos[PESO] == peso
        frases = ana.post(f"{BASE}fila/{filas[0]}/", campos, headers=POR_GUION).json()["hallazgos"][PESO]
        assert any("tres decimales" in frase and bloquea for frase, bloquea in frases) == ilegible, peso


def test_un_peso_de_mas_de_sesenta_letras_vuelve_entero(ana, filas):
    antes = foto()
    respuesta = guardar(ana, filas[0], datos={PESO: "9" * 61})
    assert respuesta.status_code == 422
    assert leer(respuesta).formulario(f"/fila/{filas[0]}/").campos[PESO] == "9" * 61
    assert foto() == antes


@pytest.mark.parametrize("campo", [META, "objetivo.texto", "indicador.texto", "compromiso.verificacion"])
def test_un_texto_raro_vuelve_tal_cual(ana, filas, campo):
    """Saved twice: as a browser sends it (CRLF), and again untouched from the page that showed it: no third text."""
    for nombre, texto in CONSERVABLES.items():
        assert guardar(ana, filas[0], datos={campo: texto.replace("\n", "\r\n")}).status_code == 302, nombre
        assert editor(ana, filas[0])[campo] == texto, nombre
        antes = foto()
        assert guardar(ana, filas[0], datos={"operacion": ""}).status_code == 302
        assert foto() == antes, nombre


@pytest.mark.parametrize("nombre", INCONSERVABLES)
def test_lo_que_no_se_puede_guardar_se_dice_y_vuelve_con_lo_demas(ana, filas, nombre):
    texto, dicho = INCONSERVABLES[nombre]
    antes = foto()
    datos = {META: texto, UNIDAD: "Una unidad recién escrita"}
    respuesta = guardar(ana, filas[0], datos=datos)
    assert respuesta.status_code == 422
    pagina = leer(respuesta)
    assert dicho in pagina.texto
    vuelve = pagina.formulario(f"/fila/{filas[0]}/").campos
    assert vuelve[UNIDAD] == "Una unidad recién escrita"
    assert vuelve[META].replace("\ufffd", "") == "".join(c for c in texto if c.isprintable())
    assert foto() == antes
    por_guion = guardar(ana, filas[0], datos=datos, headers=POR_GUION)
    assert (por_guion.status_code, dicho in por_guion.json()["error"]) == (422, True)
    corregido = vuelve | {META: "Ahora sí"}
    assert ana.post(f"{BASE}fila/{filas[0]}/", corregido).status_code == 302
    fila = Compromiso.objects.get(pk=filas[0])
    assert (fila.texto, fila.unidad) == ("Ahora sí", "Una unidad recién escrita")


@pytest.mark.parametrize(
    "cuerpo",
    [
        b"compromiso.texto=ma%F1ana&antes.compromiso.texto=3 redes",
        b"compromiso.texto=ma%ED%A0%80ana&antes.compromiso.texto=3 redes",
        b"compromiso.texto=%FF%FE%00&antes.compromiso.texto=3 redes",
    ],
)
def test_los_bytes_que_no_son_utf8_no_se_guardan_cambiados(ana, filas, cuerpo):
    """Django would read them as «�» without a word: the letter would be lost."""
    antes = foto()
    respuesta = cruda(ana, f"{BASE}fila/{filas[0]}/", cuerpo)
    assert respuesta.status_code == 422
    assert "U+FFFD" in leer(respuesta).texto
    assert foto() == antes


def test_las_letras_en_otra_codificacion_no_se_guardan_cambiadas(ana, filas):
    antes = foto()
    for tipo in ("application/x-www-form-urlencoded; charset=latin-1", "application/x-www-form-urlencoded; charset=??"):
        respuesta = cruda(ana, f"{BASE}fila/{filas[0]}/", b"compromiso.texto=ma%F1ana", tipo)
        assert respuesta.status_code in (400, 422), tipo
        assert es_pagina_en_castellano(respuesta)
    assert foto() == antes


def test_el_guion_vuelve_escrito_y_nunca_suelto_en_ninguna_pagina(mundo, entrar):
    """Every place a person's words come out: form, editor, history, difference, version, search, board, refusals."""
    fila = dict.fromkeys(("objetivo", "indicador", "meta", "actividades", "unidad", "verificacion"), GUION)
    ids = mundo.escribir(filas=[fila | {"ponderacion": "100"}])
    diego, ana, rosa = entrar("diego"), entrar("ana"), entrar("rosa")
    mundo.usuario("diego").__class__.objects.filter(correo__startswith="diego").update(nombre=GUION)
    autoridad = {"autoridad": GUION, "antes.autoridad": "", "modalidad": "METAS", "antes.modalidad": "METAS"}
    assert ana.post(f"{BASE}cabecera/", autoridad).status_code == 302
    mundo.dar("enviar", "diego", motivo=GUION)
    mundo.dar("abrir-revision", "rosa")
    hecha = observaciones.observar(programa_id=mundo.programa().pk, cargo=mundo.cargo("rosa"), texto=GUION)
    mundo.dar("devolver", "rosa", motivo=GUION)
    observaciones.responder(
        programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), observacion_id=hecha["observacion"], texto=GUION
    )
    ana.post(f"{BASE}fila/{ids[0]}/", {META: f"Otra {GUION}", f"antes.{META}": GUION})
    caminos = ["", f"?editar={ids[0]}", "historia/", "versiones/1/", "diferencia/", "diferencia/?a=1&b=actual"]
    vistas = 0
    for cliente in (ana, diego, rosa):
        for camino in [f"{BASE}{c}" for c in caminos] + ["/", f"/buscar/?q={GUION}", "/buscar/?q=alert"]:
            html = cliente.get(camino).content.decode()
            assert GUION not in html, camino
            vistas += "&lt;script&gt;alert(1)" in html
    assert vistas >= 20
    pais = rosa.get("/iii-1/SERNAM/2009/").content.decode()
    assert GUION not in pais
    stale = ana.post(f"{BASE}fila/{ids[0]}/", {META: f"Mío {GUION}", f"antes.{META}": "nunca"})
    assert (stale.status_code, GUION in stale.content.decode()) == (409, False)
    assert "&lt;script&gt;" in stale.content.decode()
    negado = diego.post(f"{BASE}fila/{ids[0]}/", {META: f"{GUION}\x0b", f"antes.{META}": "nunca"})
    assert (negado.status_code, GUION in negado.content.decode()) == (422, False)


@pytest.mark.parametrize("texto", ["a\x00b", "a\x0bb", "x" * 40_000, "   ", ""])
def test_ningun_campo_de_texto_guarda_lo_que_no_debe(mundo, entrar, texto):
    """The other fields where one writes: authority, reference, observation, answer, reasons. Nothing half written."""
    ids = llevar(mundo, Estado.RESULTADOS)
    pk, rosa, ana, diego = mundo.programa().pk, entrar("rosa"), entrar("ana"), entrar("diego")
    evidencias = Evidencia.objects.count()
    respuesta = ana.post(f"{BASE}fila/{ids[0]}/", {"referencia": texto})
    assert respuesta.status_code == (302 if not texto.strip() else 422)
    assert Evidencia.objects.count() == evidencias
    mundo.dar("enviar-resultados", "diego")
    mundo.dar("abrir-revision", "rosa")
    for donde, datos in (("observaciones/", {"texto": texto}), ("paso/devolver-resultados/", {"motivo": texto})):
        edicion = {"edicion": mundo.programa().edicion}
        antes = foto()
        respuesta = rosa.post(f"{BASE}{donde}", datos | edicion)
        assert respuesta.status_code == 422, donde
        assert es_pagina_en_castellano(respuesta)
        assert foto() == antes
    hecha = observaciones.observar(programa_id=pk, cargo=mundo.cargo("rosa"), texto="¿Y la cifra?")["observacion"]
    mundo.dar("devolver-resultados", "rosa", motivo="Precise")
    antes = foto()
    assert ana.post(f"{BASE}observaciones/{hecha}/responder/", {"texto": texto}).status_code == 422
    assert foto() == antes
    nuevo = "/iii-1/SERNAM/2009/07/"
    assert diego.post(f"{nuevo}cabecera/", {"autoridad": texto}).status_code == 404


@pytest.mark.parametrize(("autoridad", "estado"), [("x" * 200, 302), ("x" * 201, 422), ("a\x00", 422), ("", 302)])
def test_la_autoridad(ana, mundo, autoridad, estado):
    respuesta = ana.post(f"{BASE}cabecera/", {"autoridad": autoridad, "antes.autoridad": ""})
    assert respuesta.status_code == estado
    assert mundo.programa().autoridad == (autoridad if estado == 302 else "")
    if estado == 422:
        assert leer(respuesta).formulario("/cabecera/").campos["autoridad"].startswith(autoridad[:1])


@pytest.mark.parametrize("modalidad", ["", "metas", "OTRA", "METAS\x00", "A" * 300, "💥"])
def test_una_modalidad_que_no_hay_se_rechaza(ana, mundo, modalidad):
    antes = foto()
    respuesta = ana.post(f"{BASE}cabecera/", {"modalidad": modalidad, "antes.modalidad": "METAS"})
    assert respuesta.status_code == 422
    assert "Elija la modalidad del formulario: metas ponderadas o actividades uniformes." in leer(respuesta).texto
    assert foto() == antes


@pytest.mark.parametrize("respuesta", ["sí", "SI", "true", "1", "quizás", "si\x00", "s" * 300])
def test_una_respuesta_que_no_es_si_ni_no_se_rechaza(mundo, entrar, respuesta):
    ids = llevar(mundo, Estado.RESULTADOS)
    antes = foto()
    negada = guardar(entrar("ana"), ids[0], datos={"compromiso.cumple": respuesta})
    assert negada.status_code == 422
    assert "sí, no o deje sin respuesta" in leer(negada).texto
    assert foto() == antes


# ---- What was not asked for ----

FORJADO = {
    "estado": "cerrado",
    "compromiso.estado": "cerrado",
    "ponderacion_milesimas": "100000",
    "compromiso.ponderacion_milesimas": "100000",
    "compromiso.ganada": "100",
    "ganada": "100",
    "region": "07",
    "servicio": "OTRO",
    "programa": "2",
    "programa_id": "2",
    "compromiso.programa_id": "2",
    "compromiso.programa": "2",
    "compromiso.indicador": "1",
    "compromiso.indicador_id": "1",
    "indicador.objetivo_id": "1",
    "compromiso.orden": "-5",
    "indicador.orden": "-5",
    "orden": "-5",
    "compromiso.anulado": "on",
    "compromiso.por_confirmar": "on",
    "compromiso.eliminada_en": "2009-01-01",
    "compromiso.cumple_validado": "si",
    "compromiso.motivo_validacion": "porque sí",
    "indicador.resultado_anticipado": "ya está",
    "vigente": "1",
    "vigente_id": "1",
    "no_compromete": "on",
    "revisor": "1",
    "edicion": "999",
    "compromiso.edicion": "999",
    "compromiso.id": "1",
    "id": "1",
    "pk": "1",
    "actor": "Rosa",
    "numero": "9",
    "antes.estado": "borrador",
    "objetivo.": "x",
    "compromiso.": "x",
    ".texto": "x",
    "compromiso.texto.texto": "x",
    "compromiso.__class__": "x",
}


@pytest.mark.parametrize("estado", [Estado.BORRADOR, Estado.RESULTADOS])
def test_lo_que_no_esta_en_la_pagina_no_cambia_nada(mundo, entrar, estado):
    ids = llevar(mundo, estado)
    otra = mundo.escribir("07", quien="luis")
    ana = entrar("ana")
    antes = foto_total()
    assert ana.post(f"{BASE}fila/{ids[0]}/", FORJADO).status_code == 302
    ana.post(f"{BASE}fila/{ids[0]}/", FORJADO | {"fila": otra[0], "compromiso_id": otra[0]})
    assert ana.post(f"{BASE}fila/{ids[0]}/", FORJADO, headers=POR_GUION).status_code == 200
    if estado == Estado.BORRADOR:
        assert ana.post(f"{BASE}cabecera/", FORJADO).status_code == 302
    assert distintas(antes, foto_total()) == []


@pytest.mark.parametrize("campo", ["compromiso.cumple", "indicador.resultado_anual"])
def test_un_resultado_mientras_se_formula_se_rechaza_y_no_se_pierde(ana, filas, campo):
    antes = foto()
    valor = {"compromiso.cumple": "si"}.get(campo, "40 talleres hechos")
    respuesta = ana.post(f"{BASE}fila/{filas[0]}/", {campo: valor, UNIDAD: "Gabinete"})
    assert respuesta.status_code == 409
    assert valor in respuesta.content.decode()
    assert "Gabinete" in respuesta.content.decode()
    assert foto() == antes


@pytest.mark.parametrize("campo", [META, PESO, "objetivo.texto", "compromiso.verificacion"])
def test_un_compromiso_mientras_se_responde_se_rechaza(mundo, entrar, campo):
    ids = llevar(mundo, Estado.RESULTADOS)
    antes = foto()
    respuesta = entrar("ana").post(f"{BASE}fila/{ids[0]}/", {campo: "otra cosa", f"antes.{campo}": "x"})
    assert respuesta.status_code == 409
    assert "otra cosa" in respuesta.content.decode()
    assert foto() == antes


@pytest.mark.parametrize("estado", [Estado.ENVIADO, Estado.APROBADO, Estado.RESULTADOS_ENVIADOS, Estado.CERRADO])
def test_lo_escrito_cuando_ya_no_se_puede_escribir_no_se_pierde(mundo, entrar, estado):
    """Ana's page was open while Diego submitted: her words come back in the refusal, to be copied."""
    ids = llevar(mundo, estado)
    antes = foto()
    for donde in (f"fila/{ids[0]}/", f"fila/{ids[0]}/subir/"):
        respuesta = entrar("ana").post(f"{BASE}{donde}", {META: "Mi frase larga y pensada", f"antes.{META}": "x"})
        assert respuesta.status_code == 409
        assert "Mi frase larga y pensada" in leer(respuesta).texto
        assert BASE in leer(respuesta).enlaces
    assert foto() == antes


# ---- Ids and operations ----

IDS = ("0", "1" * 30, "999999", "18446744073709551616")


def test_los_numeros_de_otra_region_y_los_imposibles_no_existen(mundo, entrar, filas):
    ajenas = mundo.escribir("07", quien="luis")
    ana = entrar("ana")
    antes = foto()
    acciones = "arriba abajo duplicar subir bajar eliminar restaurar unir mismo-objetivo objetivo-propio confirmar"
    for fila in (*IDS, ajenas[0]):
        donde = f"{BASE}fila/{fila}/"
        for camino in ("", *(f"{a}/" for a in [*acciones.split(), "anticipado-a-meta"])):
            negada = ana.post(f"{donde}{camino}", {META: "intruso", f"antes.{META}": "3 redes"})
            assert negada.status_code == 404, (fila, camino)
            assert "intruso" in leer(negada).texto
        assert ana.get(donde, headers={"hx-request": "true"}).status_code == 404
        assert ana.get(f"{BASE}?editar={fila}").status_code == 200
    for camino in ("fila/-1/", "fila/abc/", "fila/1.5/", "fila/ 1/", "fila/١/", f"fila/{filas[0]}/volar/", "fila/"):
        assert ana.post(f"{BASE}{camino}").status_code == 404, camino
    assert foto() == antes


@pytest.mark.parametrize("numero", IDS)
def test_observaciones_y_evidencias_imposibles(mundo, entrar, numero):
    llevar(mundo, Estado.RESULTADOS_OBSERVADOS)
    ana, rosa = entrar("ana"), entrar("rosa")
    antes = foto()
    assert ana.post(f"{BASE}evidencia/{numero}/quitar/").status_code == 404
    assert ana.post(f"{BASE}observaciones/{numero}/responder/", {"texto": "Mi respuesta"}).status_code == 404
    assert rosa.post(f"{BASE}observaciones/{numero}/cerrar/").status_code == 409
    assert ana.get(f"{BASE}versiones/{numero}/").status_code == 404
    assert foto() == antes


def test_la_evidencia_de_otra_region_no_se_quita(mundo, entrar):
    llevar(mundo, Estado.RESULTADOS)
    ids = mundo.escribir("07", quien="luis")
    mundo.aprobar("07", director="dora")
    mundo.dar("abrir-resultados", "rosa", "07")
    mundo.responder(ids, ["si"] * len(ids), "07", "luis")
    ajena = Evidencia.objects.filter(programa=mundo.programa("07")).first()
    antes = foto()
    assert entrar("ana").post(f"{BASE}evidencia/{ajena.pk}/quitar/").status_code == 404
    assert foto() == antes


@pytest.mark.parametrize("operacion", ["", "no-es-uuid", "0", "\x00", "9" * 400, "{}"])
def test_una_operacion_que_no_se_lee_no_impide_guardar(ana, filas, operacion):
    respuesta = guardar(ana, filas[0], datos={UNIDAD: "Gabinete", "operacion": operacion})
    assert respuesta.status_code == 302
    assert Compromiso.objects.get(pk=filas[0]).unidad == "Gabinete"


def test_la_operacion_de_otra_persona_no_se_repite_ni_se_apropia(ana, filas, entrar):
    op, datos = str(uuid.uuid4()), {UNIDAD: "Gabinete", f"antes.{UNIDAD}": "Dirección Regional"}
    assert ana.post(f"{BASE}fila/{filas[0]}/", datos | {"operacion": op}).status_code == 302
    antes = foto()
    negada = entrar("diego").post(f"{BASE}fila/{filas[0]}/", datos | {"operacion": op})
    assert negada.status_code == 409
    assert "Gabinete" in negada.content.decode()
    assert foto() == antes


def test_la_misma_operacion_en_otra_direccion_es_otra(ana, filas):
    """One page's id serves each of its buttons: the second button must not answer what the first did."""
    op = {"operacion": str(uuid.uuid4())}
    for fila in filas[:2]:
        assert ana.post(f"{BASE}fila/{fila}/", op | {UNIDAD: "Gabinete"}).status_code == 409  # read as ""
        datos = op | {UNIDAD: "Gabinete", f"antes.{UNIDAD}": "Dirección Regional"}
        assert ana.post(f"{BASE}fila/{fila}/", datos).status_code == 302
    assert set(Compromiso.objects.filter(pk__in=filas[:2]).values_list("unidad", flat=True)) == {"Gabinete"}
    assert ana.post(f"{BASE}fila/nueva/", op).status_code == 302
    assert ana.post(f"{BASE}fila/nueva/", op).status_code == 302
    assert Compromiso.objects.vivas().count() == len(filas) + 1


def test_la_pagina_que_vuelve_de_la_memoria_del_navegador_guarda_lo_nuevo(ana, filas):
    """Save, go back, write more, save: the page's operation id is the same and its words are not. None is lost."""
    campos = editor(ana, filas[0])
    assert ana.post(f"{BASE}fila/{filas[0]}/", campos | {META: "Primera"}).status_code == 302
    segunda = ana.post(f"{BASE}fila/{filas[0]}/", campos | {META: "Primera y segunda"})
    assert segunda.status_code == 409
    assert "Primera y segunda" in segunda.content.decode()
    assert ana.post(f"{BASE}fila/{filas[0]}/", campos | {UNIDAD: "Gabinete"}).status_code == 302
    fila = Compromiso.objects.get(pk=filas[0])
    assert (fila.texto, fila.unidad) == ("Primera", "Gabinete")


def test_repetir_un_guardado_de_una_fila_que_otra_persona_quito(ana, filas, entrar):
    """The answer was lost on the way, the line was deleted meanwhile, and the page tries again."""
    datos = {UNIDAD: "Gabinete", f"antes.{UNIDAD}": "Dirección Regional", "operacion": str(uuid.uuid4())}
    donde = f"{BASE}fila/{filas[0]}/"
    assert ana.post(donde, datos, headers=POR_GUION).status_code == 200
    assert entrar("diego").post(f"{donde}eliminar/").status_code == 302
    repetido = ana.post(donde, datos, headers=POR_GUION)
    assert (repetido.status_code, "fue eliminada" in repetido.json()["error"]) == (404, True)
    assert ana.post(donde, datos).status_code == 302


# ---- What arrives broken ----


def test_demasiados_campos_y_demasiado_grande(ana, filas, mundo):
    con_csrf = cliente_de(mundo.usuario("ana"), enforce_csrf_checks=True)
    antes = foto()
    muchos = "&".join(f"compromiso.texto{n}=x" for n in range(1001)).encode()
    grande = b"compromiso.texto=" + b"x" * (3 * 1024 * 1024)
    for cuerpo, dicho in ((muchos, "más de 1.000 campos"), (grande, "demasiado grande")):
        for cliente in (ana, con_csrf):
            respuesta = cruda(cliente, f"{BASE}fila/{filas[0]}/", cuerpo)
            assert respuesta.status_code == 400
            assert es_pagina_en_castellano(respuesta)
            assert dicho in leer(respuesta).texto
            por_guion = cruda(cliente, f"{BASE}fila/{filas[0]}/", cuerpo, accept="application/json")
            assert dicho in por_guion.json()["error"]
    assert foto() == antes


@pytest.mark.parametrize(
    ("tipo", "cuerpo"),
    [
        ("application/json", b'{"compromiso.texto": "palabras que nadie lee"}'),
        ("text/plain", b"compromiso.texto=palabras"),
        ("application/xml", b"<a/>"),
        ("loquesea", b"x"),
    ],
)
def test_lo_que_no_viene_de_un_formulario_se_rechaza_y_no_pasa_por_guardado(ana, filas, tipo, cuerpo):
    antes = foto()
    respuesta = cruda(ana, f"{BASE}fila/{filas[0]}/", cuerpo, tipo)
    assert respuesta.status_code == 415
    assert es_pagina_en_castellano(respuesta)
    assert cruda(ana, f"{BASE}fila/{filas[0]}/", cuerpo, tipo, accept="application/json").status_code == 415
    assert foto() == antes


@pytest.mark.parametrize(
    ("tipo", "cuerpo"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=a", b'--a\r\nContent-Disposition: form-data; name="compromiso.texto"\r\n\r\nx'),
        ("multipart/form-data; boundary=\xff", b"x"),
    ],
)
def test_un_formulario_a_medio_llegar(ana, filas, tipo, cuerpo):
    antes = foto()
    respuesta = cruda(ana, f"{BASE}fila/{filas[0]}/", cuerpo, tipo)
    assert respuesta.status_code in (302, 400, 409)
    assert respuesta.status_code == 302 or es_pagina_en_castellano(respuesta)
    assert foto() == antes


def test_un_archivo_donde_iba_un_texto_no_es_un_texto(ana, filas):
    antes = foto()
    archivo = io.BytesIO(b"MZ")
    archivo.name = "virus.exe"
    ana.post(f"{BASE}fila/{filas[0]}/", {META: archivo})
    assert foto() == antes


def test_sin_la_ficha_de_la_pagina_no_se_escribe(mundo, filas, paginas):
    """CSRF: in Spanish, with the words given back to whoever is signed in, and to nobody else."""
    ana = cliente_de(mundo.usuario("ana"), enforce_csrf_checks=True)
    antes = foto()
    respuesta = ana.post(f"{BASE}fila/{filas[0]}/", {META: "Mi frase larga", f"antes.{META}": "x"})
    assert respuesta.status_code == 403
    assert es_pagina_en_castellano(respuesta)
    assert "abierta demasiado tiempo" in leer(respuesta).texto
    assert "Mi frase larga" in leer(respuesta).texto
    por_guion = ana.post(f"{BASE}fila/{filas[0]}/", {META: "x"}, headers=POR_GUION)
    assert (por_guion.status_code, "demasiado tiempo" in por_guion.json()["error"]) == (403, True)
    ajeno = Client(enforce_csrf_checks=True).post(f"{BASE}fila/{filas[0]}/", {META: "Frase de otro sitio"})
    assert (ajeno.status_code, b"otro sitio</textarea>" in ajeno.content) == (403, False)
    clave = ana.post("/clave/", {"oldpassword": "una clave secreta", "password1": "x", "password2": "x"})
    assert (clave.status_code, b"una clave secreta" in clave.content) == (403, False)
    assert foto() == antes
    ana.get(BASE)
    ficha = ana.cookies["csrftoken"].value
    bien = ana.post(f"{BASE}fila/nueva/", headers={"x-csrftoken": ficha})
    assert bien.status_code == 302


# ---- Addresses ----

CONSULTAS = {
    200: [
        "?editar=abc",
        "?editar=" + "9" * 17,
        "?editar=" + "9" * 5000,
        "?editar=-1",
        "?editar=",
        "?editar=1&editar=2",
        "?editar=%00",
        "?editar=%FF",
        "?deshacer=abc",
        "?deshacer=99999999",
        "?columna=%3Cscript%3E",
        "historia/?pagina=0",
        "historia/?pagina=-1",
        "historia/?pagina=abc",
        "historia/?pagina=" + "9" * 5000,
        "historia/?pagina=%00",
        "historia/?solo=nada",
        "diferencia/",
        "diferencia/?a=actual&b=actual",
        "diferencia/?a=1&b=",
        "diferencia/?a=1&b=1",
    ],
    404: [
        "oficial.xlsx?version=-1",
        "oficial.xlsx?version=0",
        "oficial.xlsx?version=abc",
        "oficial.xlsx?version=99",
        "oficial.xlsx?version=" + "9" * 30,
        "oficial.xlsx?version=1.0",
        "oficial.pdf?version=0",
        "oficial.pdf?version=-1",
        "versiones/0/",
        "versiones/99/",
        "versiones/" + "9" * 30 + "/",
        "versiones/-1/",
        "versiones/abc/",
        "diferencia/?a=x&b=y",
        "diferencia/?a=1&b=99",
        "diferencia/?a=-1",
        "diferencia/?a=" + "9" * 5000,
        "diferencia/?a=%00",
        "historia/%00",
        "historia/%0A",
        "paso/",
        "paso/volar/",
        "paso/escribir/",
        "paso/observar/",
        "ponderaciones/",
        "ponderaciones/otra/",
        "ponderaciones/quitar",
        "oficial.doc",
        "../07/",
        "..%2f07/",
        "%2e%2e/07/",
    ],
}


@pytest.mark.parametrize("estado", CONSULTAS)
def test_las_direcciones_raras_de_un_programa(mundo, entrar, estado):
    llevar(mundo, Estado.OBSERVADO)
    antes = foto_total()
    for quien in ("diego", "rosa"):
        cliente = entrar(quien)
        for consulta in CONSULTAS[estado]:
            if quien == "rosa" and consulta.endswith("07/"):
                continue  # hers too
            respuesta = cliente.get(f"{BASE}{consulta}")
            if consulta == "ponderaciones/quitar":
                respuesta = cliente.get(f"{BASE}{consulta}/nada")
            assert respuesta.status_code == estado, (quien, consulta[:60])
            assert es_pagina_en_castellano(respuesta)
    assert distintas(antes, foto_total()) == ["cuentas_usuario", "django_session"]  # the two sign-ins


CAMINOS = [
    "/iii-1/sernam/2009/02/",
    "/III-1/SERNAM/2009/02/",
    "/iii-9/SERNAM/2009/02/",
    "/iii-2-1/SERNAM/2009/02/",
    "/iii-1/SERNAM/2009/2/",
    "/iii-1/SERNAM/2009/002/",
    "/iii-1/SERNAM/2009/99/",
    "/iii-1/SERNAM/2009/٠٢/",
    "/iii-1/SERNAM/٢٠٠٩/02/",
    "/iii-1/SERNAM/0000/02/",
    "/iii-1/SERNAM/9999/02/",
    "/iii-1/SERNAM/20090/02/",
    "/iii-1/SERNAM/2009/%00/",
    "/iii-1/SERNAM%00/2009/02/",
    "/iii-1/SERNAM%0A/2009/02/",
    "/iii-1/SERNAM' OR 1=1/2009/02/",
    "/iii-1/" + "S" * 21 + "/2009/02/",
    "/iii-1/SERNAM/2009/02/%FF/",
    "/%FF%FE/",
    "/%00",
    "/..",
    "/../../etc/passwd",
    "/iii-1/",
    "/iii-1/SERNAM/",
    "/admin/",
    "/nada/de/nada",
    "/clave/1-%00/",
    "/clave/%FF-x/",
    "/clave/" + "z" * 13 + "-x/",
    "/clave/0-x/",
]


@pytest.mark.parametrize("quien", ["ana", "hugo", None])
def test_los_caminos_raros(mundo, entrar, quien):
    cliente = entrar(quien) if quien else Client()
    for camino in CAMINOS:
        respuesta = cliente.get(camino)
        if camino.startswith("/clave/") and respuesta.status_code == 200:
            assert "El enlace ya no sirve" in leer(respuesta).texto
        elif quien or respuesta.status_code != 302:
            assert respuesta.status_code == 404, camino
            assert es_pagina_en_castellano(respuesta)


def test_la_busqueda_con_cualquier_cosa(ana, filas):
    for q in ("%00", "%25", "_", "%5C", "x" * 5000, "%FF%FE", "%27%22", "a&q=b", "%0A", ""):
        respuesta = ana.get(f"/buscar/?q={q}")
        assert respuesta.status_code == 200
        assert es_pagina_en_castellano(respuesta)
        if q in ("%25", "_", "%5C"):
            assert "0 resultados" in leer(respuesta).texto, "a wildcard is a letter like any other"
    assert "3 resultados" in leer(ana.get("/buscar/?q=informe anual")).texto


def test_la_portada_con_un_anio_que_no_hay(ana):
    for anio in ("abc", "9999", "-1", "%00", "9" * 5000, ""):
        respuesta = ana.get(f"/?anio={anio}")
        assert respuesta.status_code == 200
        assert "Antofagasta" in leer(respuesta).texto


def test_el_tablero_con_un_filtro_que_no_hay_muestra_todo(entrar):
    rosa = entrar("rosa")
    for filtro in ("nada", "", "%00", "x" * 5000):
        respuesta = rosa.get(f"/iii-1/SERNAM/2009/?ver={filtro}")
        assert respuesta.status_code == 200
        assert "Magallanes" in leer(respuesta).texto


def test_otro_sitio_en_la_cabecera_host(ana):
    respuesta = ana.get(BASE, headers={"host": "otro.ejemplo"})
    assert respuesta.status_code == 400
    assert es_pagina_en_castellano(respuesta)


def test_despues_de_todo_la_cadena_del_registro_sigue_entera(ana, filas):
    for datos in ({META: "\x00"}, {META: "bien"}, FORJADO, {PESO: "1e999"}):
        ana.post(f"{BASE}fila/{filas[0]}/", {f"antes.{META}": "3 redes", f"antes.{PESO}": "40"} | datos)
    assert list(faltas()) == []
    assert {m.objects.count() for m in (Objetivo, Indicador, Compromiso)} == {2, 3}
