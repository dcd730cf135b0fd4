"""The dialogue of review on the screens: marks beside the cell, the list to work down, accepted rows, what changed."""

import re

import pytest
from django.utils import timezone

from gestion_territorial.auditoria.registro import Actor
from gestion_territorial.compromisos.escritura import escribiendo
from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.flujo import edicion, observaciones, propias
from gestion_territorial.flujo.lugares import Lugar

from ..escenas import llevar
from ..mundo import FILAS
from .apoyo import leer, marcado

BASE = "/iii-1/SERNAM/2009/02/"


@pytest.fixture
def ids(mundo):
    """Three rows, sent, and Rosa holds the review."""
    hechas = mundo.escribir()
    mundo.dar("enviar", "diego")
    mundo.dar("abrir-revision", "rosa")
    return hechas


def publicar(cliente, camino, **datos):
    return cliente.post(f"{BASE}{camino}", datos)


def guardar(mundo, fila, campo, antes, despues):
    cambios = {("compromiso", campo): (antes, despues)}
    edicion.guardar_linea(
        programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), compromiso_id=fila, cambios=cambios, ediciones={}
    )


def celda(respuesta, fila, columna):
    """The HTML of a cell."""
    linea = respuesta.content.decode().split(f'id="fila-{fila}"')[1].split("</tr>")[0]
    return re.search(rf'<td class="c-{columna}.*?</td>', linea, re.DOTALL)[0]


def test_la_revisora_observa_una_celda_sin_javascript(mundo, entrar, ids):
    """From the row's link: where, which phrase, which words; it lands on the row, and the cell says it."""
    rosa = entrar("rosa")
    pagina = leer(rosa.get(BASE))
    assert f"{BASE}?observar={ids[1]}#fila-{ids[1]}" in pagina.enlaces
    caja = leer(rosa.get(f"{BASE}?observar={ids[1]}&columna=verificacion"))
    formulario = next(f for f in caja.formularios if f.campos.get("lugar") == str(ids[1]))
    assert formulario.campos["columna"] == "verificacion"
    assert {"", "objetivo", "ganada"} <= set(formulario.opciones["columna"])
    enviado = formulario.campos | {"frase": "verificacion-no-medible", "texto": "Por ejemplo, la nómina."}
    hecho = rosa.post(formulario.accion, enviado)
    assert (hecho.status_code, hecho["Location"]) == (302, f"{BASE}#fila-{ids[1]}")
    vista = celda(rosa.get(BASE), ids[1], "verificacion")
    assert "observación abierta" in vista
    assert "con-observacion" in vista
    assert "con-observacion" not in celda(rosa.get(BASE), ids[0], "verificacion")


def test_la_region_la_ve_en_la_celda_en_el_editor_y_en_la_lista(mundo, entrar, ids):
    rosa, ana = entrar("rosa"), entrar("ana")
    publicar(rosa, "observaciones/", lugar=ids[2], columna="unidad", texto="¿Qué unidad?")
    publicar(rosa, "observaciones/", lugar=ids[0], columna="compromiso", texto="¿Cuántas redes?")
    publicar(rosa, "observaciones/", lugar="control", pide_fila="1")
    publicar(rosa, "observaciones/", texto="Falta la firma")
    mundo.dar("devolver", "rosa", motivo="Precise")
    pagina = ana.get(BASE)
    assert "¿Cuántas redes?" in celda(pagina, ids[0], "compromiso")
    lista = re.findall(r'<h3 id="donde-\d+"><a href="[^"]*">([^<]*)</a>', pagina.content.decode())
    assert lista == [
        "Todo el formulario",
        "Una fila que falta",
        "Fila 1, Meta anual o actividades comprometidas (5)",
        "Fila 3, Unidad Responsable (6)",
    ]
    editor = ana.get(f"{BASE}?editar={ids[0]}").content.decode()
    assert "¿Cuántas redes?" in editor.split('class="editor-campos"')[0].rsplit('class="editor-observacion', 1)[1]


def test_la_region_recorre_la_lista_de_una_en_una_y_responde(mundo, entrar, ids):
    rosa, ana = entrar("rosa"), entrar("ana")
    for fila in ids:
        publicar(rosa, "observaciones/", lugar=fila, columna="verificacion", texto=f"Precise la {fila}")
    mundo.dar("devolver", "rosa", motivo="Precise")
    guardar(mundo, ids[0], "verificacion", "Informe anual", "Nómina firmada")
    guardar(mundo, ids[1], "verificacion", "Informe anual", "Otra cosa")
    una, dos, tres = [f"{BASE}observaciones/{o.pk}/" for o in mundo.programa().observaciones.all()]
    vista = ana.get(dos)
    pagina = leer(vista)
    assert "2 de 3 sin cerrar" in pagina.texto
    assert {una, tres, f"{BASE}?editar={ids[1]}&columna=verificacion#fila-{ids[1]}"} <= set(pagina.enlaces)
    assert "Lo que decía al observarse Informe anual" in pagina.texto
    assert "<del>Informe</del><ins>Otra</ins> <del>anual</del><ins>cosa</ins>" in marcado(vista)
    assert "Nómina firmada" not in pagina.texto
    donde = tres
    for _ in range(3):  # answering leads to the next one that waits, round to the first, and then to the list
        formulario = leer(ana.get(donde)).formulario("/responder/")
        hecho = ana.post(formulario.accion, formulario.campos | {"texto": "Precisado"})
        assert hecho.status_code == 302
        donde = hecho["Location"]
    assert donde == f"{BASE}#observaciones"
    assert not mundo.programa().observaciones.filter(respuesta="").exists()
    assert leer(ana.get(una)).texto.count("Respuesta de la región (Ana") == 1


def test_la_fila_eliminada_conserva_su_observacion_en_la_lista(mundo, entrar, ids):
    publicar(entrar("rosa"), "observaciones/", lugar=ids[1], columna="unidad", texto="¿Qué unidad?")
    mundo.dar("devolver", "rosa", motivo="Precise")
    edicion.eliminar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), compromiso_id=ids[1])
    pk = mundo.programa().observaciones.get().pk
    for quien in ("ana", "rosa", "olga"):
        assert "la fila fue eliminada" in leer(entrar(quien).get(BASE)).texto
        una = leer(entrar(quien).get(f"{BASE}observaciones/{pk}/")).texto
        assert "Eliminó una fila" in una
        assert "Dirección Regional" in una
    edicion.restaurar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), compromiso_id=ids[1])
    assert "¿Qué unidad?" in celda(entrar("ana").get(BASE), ids[1], "unidad")


def test_varias_filas_se_aceptan_marcandolas(mundo, entrar, ids):
    rosa = entrar("rosa")
    casillas = re.findall(r'name="fila" form="aceptar" value="([^"]+)"', rosa.get(BASE).content.decode())
    assert [c.split(":")[0] for c in casillas] == [str(pk) for pk in ids]
    hecho = publicar(rosa, "aceptar/", fila=casillas[:2], hacer="aceptar")
    assert (hecho.status_code, hecho["Location"]) == (302, f"{BASE}#tabla")
    assert "2 de 3 filas aceptadas" in leer(rosa.get(BASE)).texto
    assert "aceptada" in celda(entrar("ana").get(BASE), ids[0], "objetivo")
    publicar(rosa, "aceptar/", fila=casillas[1:2], hacer="quitar")
    assert "1 de 3 filas aceptadas" in leer(rosa.get(BASE)).texto
    mundo.dar("devolver", "rosa", motivo="Precise")
    guardar(mundo, ids[0], "unidad", "Dirección Regional", "Gabinete")
    assert "cambió después de aceptada" in celda(entrar("ana").get(BASE), ids[0], "objetivo")


@pytest.mark.parametrize(
    ("camino", "datos", "estado"),
    [
        ("observaciones/", {"lugar": "9" * 40, "texto": "x"}, 404),
        ("observaciones/", {"lugar": "control-", "texto": "x"}, 404),
        ("observaciones/", {"lugar": "instancias-1", "texto": "x"}, 404),
        ("observaciones/", {"lugar": "²", "texto": "x"}, 404),
        ("observaciones/", {"columna": "unidad", "texto": "x"}, 404),
        ("observaciones/", {"lugar": "UNA", "columna": "'; --", "texto": "x"}, 404),
        ("observaciones/", {"lugar": "UNA", "frase": "inventada"}, 422),
        ("observaciones/", {"lugar": "UNA"}, 422),
        ("observaciones/", {"lugar": "UNA", "pide_fila": "1", "texto": "x"}, 422),
        ("observaciones/", {"lugar": "UNA", "texto": "a\x00b"}, 422),
        ("notas/", {"lugar": "UNA", "texto": " "}, 422),
        ("notas/", {"lugar": "nada", "texto": "x"}, 404),
        ("aceptar/", {}, 422),
        ("aceptar/", {"fila": ["UNA"]}, 409),
        ("aceptar/", {"fila": ["UNA:0000000000000000"]}, 409),
        ("aceptar/", {"fila": [":"]}, 404),
        ("aceptar/", {"fila": ["control:x"]}, 404),
        ("aceptar/", {"fila": ["99999999:x", "UNA:x"]}, 404),
    ],
)
def test_lo_que_no_se_puede_leer_se_dice_y_no_deja_nada(mundo, entrar, ids, camino, datos, estado):
    con_fila = {
        n: [x.replace("UNA", str(ids[0])) for x in v] if isinstance(v, list) else v.replace("UNA", str(ids[0]))
        for n, v in datos.items()
    }
    antes = mundo.programa().edicion
    respuesta = publicar(entrar("rosa"), camino, **con_fila)
    assert respuesta.status_code == estado
    assert len(leer(respuesta).texto) > 60
    programa = mundo.programa()
    assert (programa.edicion, programa.observaciones.count(), programa.notas_internas.count()) == (antes, 0, 0)


def test_una_observacion_de_otra_region_no_existe(mundo, entrar, ids):
    ajena = mundo.programa("07").observaciones.create(texto="Maule", autor_id=1, autor_nombre="Rosa").pk
    for numero in (ajena, 0, 10**30):
        assert entrar("ana").get(f"{BASE}observaciones/{numero}/").status_code == 404
    assert entrar("luis").get(f"{BASE}observaciones/{ajena}/").status_code == 404


# ---- The freeze ----


def test_la_peticion_de_devolucion_se_ve_y_se_responde(mundo, entrar, ids):
    rosa, diego = entrar("rosa"), entrar("diego")
    assert "paso/pedir-devolucion/" in "".join(leer(diego.get(BASE)).enlaces)
    formulario = leer(diego.get(f"{BASE}paso/pedir-devolucion/")).formularios[-1]
    diego.post(f"{BASE}paso/pedir-devolucion/", formulario.campos | {"motivo": "La meta 3 lleva otra cifra"})
    vista = leer(rosa.get(BASE))
    assert "Diego pide la devolución" in vista.texto
    assert "La meta 3 lleva otra cifra" in vista.texto
    assert {f"{BASE}paso/devolver/", f"{BASE}paso/declinar-devolucion/"} <= set(vista.enlaces)
    assert f"{BASE}paso/aprobar/" not in vista.enlaces
    assert "pide devolución" in leer(rosa.get("/")).texto
    assert "Espera la respuesta de Rosa" in leer(diego.get(BASE)).texto
    formulario = leer(rosa.get(f"{BASE}paso/declinar-devolucion/")).formularios[-1]
    rosa.post(f"{BASE}paso/declinar-devolucion/", formulario.campos | {"motivo": "Termino hoy mismo"})
    assert "Rosa declinó la devolución" in leer(diego.get(BASE)).texto
    historia = leer(diego.get(f"{BASE}historia/")).texto
    assert "Termino hoy mismo" in historia
    assert "La meta 3 lleva otra cifra" in historia


def test_quien_revisa_y_desde_cuando_y_de_mano_en_mano(mundo, entrar, ids):
    assert re.search(r"En revisión por Rosa desde el \d\d-\d\d-\d{4} \d\d:\d\d", leer(entrar("ana").get(BASE)).texto)
    mundo.dar("traspasar-revision", "rosa", destino=mundo.usuario("rita").pk)
    assert "En revisión por Rita" in leer(entrar("ana").get(BASE)).texto
    assert "Se traspasó la revisión, de Rosa a Rita" in leer(entrar("ana").get(f"{BASE}historia/")).texto


# ---- What changed ----


def test_quien_revisa_lo_reenviado_llega_a_los_cambios_desde_su_ultima_revision(mundo, entrar, ids):
    mundo.dar("devolver", "rosa", motivo="Precise")
    guardar(mundo, ids[0], "texto", FILAS[0]["meta"], "5 redes")
    mundo.dar("enviar", "diego")
    for quien, titulo in (("rosa", "Cambios desde mi última revisión"), ("rita", "la última revisión, de Rosa")):
        respuesta = entrar(quien).get(BASE)
        assert titulo in leer(respuesta).texto
        cambios = marcado(respuesta).split('id="cambios"')[1].split("</section>")[0]
        assert "<del>3</del><ins>5</ins> redes" in cambios
        assert f"#fila-{ids[0]}" in cambios
        assert "cambió" in celda(respuesta, ids[0], "compromiso")
        assert "cambió" not in celda(respuesta, ids[1], "compromiso")
    assert "[se quitó: 3]" in leer(entrar("rosa").get(BASE)).texto  # for who does not see the strike
    for quien in ("ana", "diego", "olga", "hugo"):
        assert "última revisión" not in leer(entrar(quien).get(BASE)).texto


def test_reenviado_sin_cambios_lo_dice_y_la_primera_vez_no_hay_con_que_comparar(mundo, entrar, ids):
    assert "última revisión" not in leer(entrar("rosa").get(BASE)).texto
    mundo.dar("devolver", "rosa", motivo="Precise")
    mundo.dar("enviar", "diego")
    assert "El texto es el mismo que se revisó entonces" in leer(entrar("rosa").get(BASE)).texto


def test_dos_versiones_cualesquiera_con_las_tablas_propias(mundo, entrar):
    """III.2: the difference names row and column of its own table too."""
    pk, ana, base = mundo.programa(formulario="III.2").pk, mundo.cargo("ana"), "/iii-2/SERNAM/2009/02/"
    fila = propias.agregar(programa_id=pk, cargo=ana, tabla="instancias")["fila"]
    with escribiendo(pk, actor=Actor(1, "Ana", "Formuladora")) as escritura:
        escritura.cortar_version("envío")
    propias.guardar(
        programa_id=pk, cargo=ana, tabla="instancias", fila_id=fila, cambios={"problema": ("", "Trata")}, edicion=None
    )
    respuesta = entrar("ana").get(f"{base}diferencia/?a=1&b=actual")
    texto = leer(respuesta).texto
    assert "<ins>Trata</ins>" in marcado(respuesta)
    assert "Principal problema" in texto
    assert f"{base}#instancias-{fila}" in leer(respuesta).enlaces


def test_las_tablas_propias_se_observan_igual(mundo, entrar):
    """The place of an observation is a table, a row and a column of whatever form."""
    programa = mundo.programa(formulario="III.2")
    fila = propias.agregar(programa_id=programa.pk, cargo=mundo.cargo("ana"), tabla="instancias")["fila"]
    ProgramaRegional.objects.filter(pk=programa.pk).update(
        estado=Estado.ENVIADO, revisor=mundo.usuario("rosa"), en_revision_desde=timezone.now()
    )
    observaciones.observar(
        programa_id=programa.pk,
        cargo=mundo.cargo("rosa"),
        texto="¿Qué problema?",
        lugar=Lugar("instancias", fila, "problema"),
    )
    texto = leer(entrar("ana").get("/iii-2/SERNAM/2009/02/")).texto
    assert "¿Qué problema?" in texto


def test_los_pasos_dicen_lo_que_queda_del_dialogo(mundo, entrar, ids):
    publicar(entrar("rosa"), "observaciones/", lugar=ids[0], columna="unidad", texto="¿Qué unidad?")
    aprobar = leer(entrar("rosa").get(f"{BASE}paso/aprobar/"))
    assert "¿Qué unidad?" in aprobar.texto
    mundo.dar("devolver", "rosa", motivo="Precise")
    assert "Queda 1 observación sin responder" in leer(entrar("diego").get(f"{BASE}paso/enviar/")).texto


def test_despues_de_la_revision_el_dialogo_se_lee(mundo, entrar):
    llevar(mundo, Estado.CERRADO)
    mundo.programa().observaciones.create(texto="Ya cerrada", estado="cerrada", autor_id=1, autor_nombre="Rosa")
    for quien in ("ana", "rosa", "olga"):
        assert "Ya cerrada" in leer(entrar(quien).get(BASE)).texto


def test_con_algo_sin_responder_el_boton_es_devolver(mundo, entrar):
    """What the region has yet to answer keeps it from being approved, so the button does not offer that."""
    llevar(mundo, Estado.ENVIADO)
    mundo.dar("abrir-revision", "rosa")
    rosa = entrar("rosa")
    assert f"{BASE}paso/aprobar/" == _boton(rosa)
    observaciones.observar(programa_id=mundo.programa().pk, cargo=mundo.cargo("rosa"), texto="¿Cuántas personas?")
    assert f"{BASE}paso/devolver/" == _boton(rosa)
    assert f"{BASE}paso/aprobar/" in leer(rosa.get(BASE)).enlaces  # the other stays in the menu


def _boton(cliente):
    return re.search(r'class="btn btn-primary" href="([^"]*/paso/[^"]*)"', cliente.get(BASE).content.decode())[1]


def test_lo_que_decide_se_da_en_la_pagina_y_con_algo_sin_cerrar_no_se_ofrece(mundo, entrar, ids):
    """Neither home nor the list of regions offers to approve unread; the page that asks says what comes first."""
    rosa, paso = entrar("rosa"), f"{BASE}paso/aprobar/"
    for lista in ("/", "/iii-1/SERNAM/2009/"):
        enlaces = leer(rosa.get(lista)).enlaces
        assert BASE in enlaces
        assert paso not in enlaces
    assert 'type="submit">Aprobar</button>' in rosa.get(paso).content.decode()
    publicar(rosa, "observaciones/", lugar=ids[0], columna="unidad", texto="¿Qué unidad?")
    pagina = rosa.get(paso).content.decode()
    assert 'type="submit">Aprobar</button>' not in pagina
    assert "Primero cierre las observaciones que quedan" in pagina


def test_las_filas_observadas_no_se_aceptan_y_se_dicen_todas(mundo, entrar, ids):
    rosa = entrar("rosa")
    for fila in ids[1:]:
        publicar(rosa, "observaciones/", lugar=fila, columna="unidad", texto="¿Qué unidad?")
    html = rosa.get(BASE).content.decode()
    casillas = re.findall(r'name="fila" form="aceptar" value="([^"]+)" (data-\w+)?', html)
    assert [marca for _, marca in casillas] == ["", "data-observada", "data-observada"]
    negado = publicar(rosa, "aceptar/", fila=[valor for valor, _ in casillas], hacer="aceptar")
    assert negado.status_code == 409
    assert "Las filas 2 y 3 tienen observaciones sin cerrar" in leer(negado).texto
    assert "0 de 3 filas aceptadas" in leer(rosa.get(BASE)).texto


def test_quien_aprueba_una_declaracion_lee_por_que_y_que_significa(mundo, entrar):
    acto = {"tipo": "oficio", "numero": "12", "fecha": "01-06-2009"}
    mundo.dar("no-compromete", "diego", motivo="La Dirección se traslada de sede", acto=acto)
    rosa = entrar("rosa")
    for camino in ("", "paso/abrir-revision/"):
        texto = leer(rosa.get(f"{BASE}{camino}")).texto
        assert "La región declaró que no compromete este programa" in texto
        assert "La Dirección se traslada de sede" in texto
        assert "Oficio 12" in texto
    mundo.dar("abrir-revision", "rosa")
    aprobar = leer(rosa.get(f"{BASE}paso/aprobar/"))
    assert "deja de contar en el veredicto del servicio" in aprobar.texto
    assert "La Dirección se traslada de sede" in aprobar.texto
    assert "filas aceptadas" not in leer(rosa.get(BASE)).texto
    hecho = rosa.post(f"{BASE}paso/aprobar/", aprobar.formularios[-1].campos, follow=True)
    assert "Se aceptó que la región no compromete este programa." in leer(hecho).texto
    assert "no cuenta en el veredicto del servicio" in leer(hecho).texto
