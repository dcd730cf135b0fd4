"""Amendments by HTTP: the same pages under `02/enmienda/1/`, what they say, and who they do not exist for."""

import re

import pytest

from gestion_territorial.compromisos.models import Compromiso, Estado
from gestion_territorial.flujo import edicion
from gestion_territorial.flujo.models import Enmienda
from gestion_territorial.web.management.commands.rutas import rutas

from ..escenas import foto, llevar
from ..flujo.test_enmiendas import anular_una, aprobar, clones, dar, la_enmienda, pedir, proponer
from ..mundo import FILAS
from .apoyo import es_pagina_en_castellano, leer

BASE = "/iii-1/SERNAM/2009/02/"
LISTA, UNA = f"{BASE}enmienda/", f"{BASE}enmienda/1/"
NACIONAL = "/iii-1/SERNAM/2009/"
FORMULARIO = {
    "motivo": "Se recortó el presupuesto",
    "acto.tipo": "oficio",
    "acto.numero": "123",
    "acto.fecha": "03-07-2009",
}
DE_PROGRAMA = sorted(r["nombre"] for r in rutas() if r["ambito"] == "programa")


@pytest.fixture
def ids(mundo):
    return llevar(mundo, Estado.APROBADO, filas=FILAS)


def test_se_pide_desde_la_pagina_del_programa(mundo, ids, entrar):
    ana = entrar("ana")
    assert f"{BASE}enmienda/" in leer(ana.get(BASE)).enlaces
    pagina = leer(ana.get(LISTA))
    assert "no tiene enmiendas" in pagina.texto
    respuesta = ana.post(LISTA, pagina.formulario().campos | FORMULARIO, follow=True)
    assert respuesta.redirect_chain == [(UNA, 302)]
    pagina = leer(respuesta)
    assert "Enmienda n.º 1" in pagina.texto
    assert "Oficio 123, del 03-07-2009" in pagina.texto
    assert FORMULARIO["motivo"] in pagina.texto
    assert "Todavía no cambia nada" in pagina.texto
    assert "Qué cambia (0)" not in pagina.texto
    aviso = leer(entrar("rosa").get(BASE))
    assert "Hay una enmienda abierta" in aviso.texto
    assert UNA in aviso.enlaces
    assert "Enmienda en borrador" in leer(ana.get(LISTA)).texto
    assert not any(f.accion == "" and "acto.tipo" in f.campos for f in leer(ana.get(LISTA)).formularios)


@pytest.mark.parametrize(
    ("campo", "valor", "frase"),
    [
        ("motivo", "", "Escriba el motivo"),
        ("acto.tipo", " ", "Elija el tipo"),
        ("acto.numero", "", "Escriba el número"),
        ("acto.fecha", "31-02-2009", "no es una fecha"),
        ("acto.fecha", "01-01-2999", "posterior a hoy"),
        ("motivo", "a\x00b", "no se puede guardar"),
        ("acto.numero", "9" * 61, "como máximo 60 caracteres"),
    ],
)
def test_lo_que_falta_se_dice_y_lo_escrito_vuelve(mundo, ids, entrar, campo, valor, frase):
    ana = entrar("ana")
    campos = leer(ana.get(LISTA)).formulario().campos | FORMULARIO | {campo: valor}
    antes = foto()
    respuesta = ana.post(LISTA, campos)
    assert respuesta.status_code == 422
    assert es_pagina_en_castellano(respuesta)
    pagina = leer(respuesta)
    assert frase in pagina.texto
    vuelve = pagina.formulario().campos
    assert all(vuelve[c] == v for c, v in FORMULARIO.items() if c != campo)
    assert foto() == antes


def test_se_edita_en_las_mismas_pantallas_y_se_anula(mundo, ids, entrar):
    enmienda, diego = pedir(mundo), entrar("diego")
    filas = clones(enmienda)
    editor = leer(diego.get(f"{UNA}?editar={filas[ids[2]]}"))
    assert "Anular el compromiso" in editor.texto
    assert "Eliminar" not in editor.texto
    campos = editor.formulario(f"fila/{filas[ids[2]]}/").campos
    diego.post(f"{UNA}fila/{filas[ids[2]]}/anular/", campos)
    pagina = leer(diego.get(UNA))
    assert "anulado por enmienda" in pagina.texto
    assert "impide el envío" in pagina.texto  # the sum is 70
    respuesta = diego.post(f"{UNA}paso/enviar/", leer(diego.get(f"{UNA}paso/enviar/")).formulario().campos)
    assert respuesta.status_code == 422
    editor = leer(diego.get(f"{UNA}?editar={filas[ids[2]]}"))
    campos = editor.formulario(f"fila/{filas[ids[2]]}/").campos
    assert "Dejar sin anular" in editor.texto
    diego.post(f"{UNA}fila/{filas[ids[2]]}/dejar-sin-anular/", campos)
    assert not Compromiso.objects.get(pk=filas[ids[2]]).anulado
    respuesta = diego.post(f"{UNA}fila/{filas[ids[2]]}/eliminar/", campos)
    assert respuesta.status_code == 409
    assert "se anula, no se elimina" in leer(respuesta).texto


def test_quien_revisa_ve_que_cambia_y_que_haria(mundo, entrar):
    ids = llevar(mundo, Estado.RESULTADOS, filas=FILAS)
    edicion.guardar_linea(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("ana"),
        compromiso_id=ids[2],
        cambios={("compromiso", "cumple"): ("si", "no")},
        ediciones={},
        derecho="escribir-resultados",
    )
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    assert "Otro documento (opcional)" in leer(entrar("diego").get(f"{UNA}paso/enviar/")).texto
    dar(mundo, "enviar", "diego", enmienda)
    rosa = entrar("rosa")
    assert "Enmienda por revisar" in leer(rosa.get("/")).texto
    pagina = leer(rosa.get(UNA))
    for frase in ("Compromisos vigentes 3 2", "Suma 100,00 100,00", "Alcanza 70,00 100,00"):
        assert frase in pagina.texto
    assert re.search(r"Resultado \S NO CUMPLE \S CUMPLE", pagina.texto)
    assert "Se anula [se quitó: 40 talleres]" in pagina.texto
    assert "Qué haría en el puntaje" in pagina.texto
    rosa.post(f"{UNA}paso/abrir-revision/", leer(rosa.get(f"{UNA}paso/abrir-revision/")).formulario().campos)
    preguntar = leer(rosa.get(f"{UNA}paso/aprobar-enmienda/"))
    assert "Compromisos vigentes 3 2" in preguntar.texto
    respuesta = rosa.post(f"{UNA}paso/aprobar-enmienda/", preguntar.formulario().campos, follow=True)
    pagina = leer(respuesta)
    assert "dejó vigente la versión 3" in pagina.texto
    assert "Qué hizo en el puntaje" in pagina.texto
    assert "mientras no se apruebe" not in pagina.texto
    assert f"{BASE}diferencia/?a=2&b=3" in pagina.enlaces
    comparadas = leer(rosa.get(f"{BASE}diferencia/?a=2&b=3")).texto
    assert "Se anula [se quitó: 40 talleres]" in comparadas
    assert "anulado por enmienda" in leer(rosa.get(BASE)).texto
    assert "Hay una enmienda abierta" not in leer(rosa.get(BASE)).texto
    historia = leer(rosa.get(f"{BASE}historia/")).texto
    assert "Aprobó una enmienda" in historia
    assert "Enmienda vigente" in historia  # the list of versions
    assert leer(rosa.get(f"{BASE}versiones/2/")).texto.count("anulado por enmienda") == 0


def test_se_avisa_que_una_respuesta_se_borraria(mundo, entrar):
    ids = llevar(mundo, Estado.RESULTADOS, filas=FILAS)
    proponer(mundo, ids[:1], que="texto", texto="4 redes")
    diego = entrar("diego")
    assert "Enmienda por responder" in leer(diego.get("/")).texto
    pagina = leer(diego.get(UNA))
    assert "Cambia lo que ya se respondió en la fila 1" in pagina.texto
    assert "de oficio" in pagina.texto


def test_de_oficio_para_varias_regiones_a_la_vez(mundo, ids, entrar):
    mundo.escribir("07", FILAS, "luis")
    mundo.aprobar("07", "dora")
    rosa = entrar("rosa")
    assert f"{NACIONAL}enmienda/" in leer(rosa.get(NACIONAL)).enlaces
    primera = leer(rosa.get(f"{NACIONAL}enmienda/"))
    assert "Antofagasta" in primera.texto
    assert "Maule" in primera.texto
    segunda = leer(rosa.get(f"{NACIONAL}enmienda/?region=02&region=07"))
    campos = segunda.formulario().campos
    valores = [dict(a)["value"] for t, a in segunda.etiquetas if t == "input" and dict(a).get("name") == "filas"]
    assert len(valores) == 3  # equal rows of both regions go together
    assert "(Antofagasta, fila 1, ponderación 40,00; Maule, fila 1, ponderación 40,00)" in segunda.texto
    assert "No aparecen las regiones que no tienen el programa aprobado" in primera.texto
    envio = {**campos, **FORMULARIO, "filas": valores[2], "que": "anular", "repartir": "1", "region": ["02", "07"]}
    pagina = leer(rosa.post(f"{NACIONAL}enmienda/", envio, follow=True))
    assert "Se propuso la enmienda a Antofagasta y Maule: " in pagina.texto
    assert Enmienda.objects.count() == 2
    rosa.post(f"{NACIONAL}enmienda/", envio)
    assert Enmienda.objects.count() == 2  # pressed twice
    assert "Ninguna región tiene" in leer(rosa.get(f"{NACIONAL}enmienda/")).texto
    diego = entrar("diego")
    respuesta = diego.post(
        f"{UNA}paso/objetar-enmienda/",
        leer(diego.get(f"{UNA}paso/objetar-enmienda/")).formulario().campos | {"motivo": "Ya está en marcha"},
        follow=True,
    )
    assert "Objeta, Diego" in leer(respuesta).texto.replace(" ,", ",")
    assert "Ya está en marcha" in leer(rosa.get(UNA)).texto


@pytest.mark.parametrize(
    ("cambios", "estado", "frase"),
    [
        ({"region": []}, 422, "Elija al menos una región"),
        ({"region": ["13"]}, 422, "Elija al menos una región"),
        ({"region": ["zz"]}, 422, "Elija al menos una región"),
        ({"filas": []}, 422, "al menos una fila"),
        ({"filas": ["x", "1e9", "-4", "9" * 30]}, 422, "al menos una fila"),
        ({"que": "otra"}, 422, "Elija qué se hace"),
        ({"que": "unidad", "texto": ""}, 422, "texto común"),
        ({"motivo": ""}, 422, "Escriba el motivo"),
        ({"repartir": ""}, 422, "suman 70"),
    ],
)
def test_de_oficio_con_datos_malos(mundo, ids, entrar, cambios, estado, frase):
    rosa = entrar("rosa")
    antes = foto()
    envio = {**FORMULARIO, "region": ["02"], "filas": str(ids[2]), "que": "anular", "repartir": "1"} | cambios
    respuesta = rosa.post(f"{NACIONAL}enmienda/", envio)
    assert respuesta.status_code == estado
    assert es_pagina_en_castellano(respuesta)
    assert frase in leer(respuesta).texto
    assert foto() == antes


def test_la_de_otra_region_no_existe(mundo, ids, entrar):
    enmienda = pedir(mundo)
    otros = dict.fromkeys(("numero", "secuencia", "evidencia", "observacion", "dispensa"), 1)
    partes = {"fila": clones(enmienda)[ids[0]], "tabla": "instancias"} | otros
    antes = foto()
    for quien in ("luis", "dora", "rufo"):
        cliente = entrar(quien)
        for ruta in (r for r in rutas() if r["ambito"] == "programa"):
            donde = ruta["ruta"].split("<region:region>/")[1]
            for nombre, valor in partes.items():
                for tipo in ("int", "slug"):
                    donde = donde.replace(f"<{tipo}:{nombre}>", str(valor))
            donde = donde.replace("<slug:accion>", "x").replace("<sha256:sha256>", "0" * 64)
            donde = f"{UNA}{donde}"
            assert "<" not in donde
            for metodo in ruta["metodos"]:
                assert cliente.generic(metodo, donde).status_code == 404, (quien, metodo, donde)
    assert foto() == antes


def test_lo_que_no_hay_no_existe(mundo, ids, entrar):
    pedir(mundo)
    ana = entrar("ana")
    for donde in (
        f"{BASE}enmienda/2/",
        f"{BASE}enmienda/0/",
        f"{BASE}enmienda/x/",
        f"{UNA}enmienda/",
        f"{UNA}enmienda/1/",
    ):
        assert ana.get(donde).status_code == 404, donde
    assert ana.get("/expediente/SERNAM/2009/02/enmienda/1/").status_code == 404
    assert entrar("rosa").get("/iii-4/SERNAM/2009/02/enmienda/1/").status_code == 404


def test_nadie_mas_la_cuenta_ni_la_encuentra(mundo, ids, entrar):
    ana, rosa = entrar("ana"), entrar("rosa")
    paginas = (
        NACIONAL,
        "/pais/SERNAM/2009/",
        "/expediente/SERNAM/2009/02/",
        "/buscar/?q=ornitorrinco",
        "/iii-1/SERNAM/2009/por-que/",
    )
    antes = {p: leer(rosa.get(p)).texto for p in paginas}
    excel = len(rosa.get(f"{NACIONAL}nacional.xlsx").content)
    enmienda = pedir(mundo)
    fila = clones(enmienda)[ids[0]]
    edicion.guardar_linea(
        programa_id=enmienda.pk,
        cargo=mundo.cargo("ana"),
        compromiso_id=fila,
        cambios={("compromiso", "unidad"): ("Dirección Regional", "ornitorrinco")},
        ediciones={},
    )
    assert {p: leer(rosa.get(p)).texto for p in paginas} == antes
    assert abs(len(rosa.get(f"{NACIONAL}nacional.xlsx").content) - excel) < 20
    assert "ornitorrinco" in leer(ana.get(UNA)).texto


def test_los_papeles_y_la_historia_de_una_enmienda(mundo, ids, entrar):
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    dar(mundo, "enviar", "diego", enmienda)
    olga = entrar("olga")
    for donde in (f"{UNA}historia/", f"{UNA}versiones/1/", f"{UNA}diferencia/", f"{UNA}"):
        assert es_pagina_en_castellano(olga.get(donde)), donde
    respuesta = olga.get(f"{UNA}oficial.xlsx")
    assert respuesta["Content-Disposition"] == 'attachment; filename="III.1_SERNAM_2009_region-02-enmienda-1.xlsx"'


def test_la_pagina_de_una_enmienda_aprobada_y_de_una_rechazada(mundo, ids, entrar):
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    dar(mundo, "enviar", "diego", enmienda)
    dar(mundo, "abrir-revision", "rosa", enmienda)
    dar(mundo, "rechazar-enmienda", "rosa", enmienda, motivo="No")
    otra = pedir(mundo)
    anular_una(mundo, otra, ids)
    dar(mundo, "enviar", "diego", otra)
    aprobar(mundo, otra)
    ana = entrar("ana")
    rechazada = leer(ana.get(UNA)).texto
    assert "Enmienda rechazada" in rechazada
    assert "Compromisos vigentes 3 2" in rechazada  # what it would have done then, whatever came after
    assert "Qué habría hecho en el puntaje" in rechazada
    assert "sigue como estaba" in rechazada
    assert "Enmienda aprobada" in leer(ana.get(f"{BASE}enmienda/2/")).texto
    assert la_enmienda(mundo, 2).vigente.motivo == "enmienda"
