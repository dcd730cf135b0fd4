"""Marked words: what is written in one region or service never comes out on a page, a file or an error of another."""

import io
import json
import re
import uuid
import zipfile

import pytest

from gestion_territorial.compromisos.models import Compromiso, Evidencia
from gestion_territorial.cuentas.models import Usuario
from gestion_territorial.flujo import acciones, edicion, observaciones

from .apoyo import cuerpo, leer
from .test_permisos import pedir

DE_MAULE, DE_OTRO = "xilófono7391", "quirquincho8264"


@pytest.fixture
def marcado(pais):
    """Maule and the other service, each full of its own word, in the same year as Antofagasta's results."""
    mundo = pais.mundos["resultados"]
    oscar = mundo.cargo("oscar")
    Usuario.objects.filter(pk=mundo.usuario("oscar").pk).update(nombre=f"Oscar {DE_OTRO}")
    Usuario.objects.filter(pk=mundo.usuario("luis").pk).update(nombre=f"Luis {DE_MAULE}")
    for region, servicio, palabra, cargo, director, revisa in (
        ("07", "SERNAM", DE_MAULE, mundo.cargo("luis"), mundo.cargo("dora"), mundo.cargo("rosa")),
        ("02", "OTRO", DE_OTRO, oscar, oscar, mundo.cargo("rufo")),
    ):
        pk = mundo.programa(region, servicio).pk
        edicion.guardar_cabecera(programa_id=pk, cargo=cargo, cambios={"autoridad": ("", palabra)})
        fila = edicion.agregar(programa_id=pk, cargo=cargo)["compromiso"]
        escrito = {("objetivo", "texto"), ("indicador", "texto")}
        escrito |= {("compromiso", c) for c in ("texto", "actividades", "unidad", "verificacion")}
        cambios = dict.fromkeys(escrito, ("", palabra)) | {("compromiso", "ponderacion_texto"): ("", "100")}
        edicion.guardar_linea(programa_id=pk, cargo=cargo, compromiso_id=fila, cambios=cambios, ediciones={})

        def dar(paso, quien, pk=pk, palabra=palabra):
            acciones.dar(paso, programa_id=pk, cargo=quien, motivo=palabra)

        dar("enviar", director)
        dar("abrir-revision", revisa)
        observaciones.observar(programa_id=pk, cargo=revisa, texto=palabra)
        dar("devolver", revisa)
    return pais


def textos(respuesta):
    """Whatever an answer holds that somebody could read: its headers, its page, and the inside of a workbook or ZIP."""
    yield str(respuesta.headers)
    contenido = cuerpo(respuesta)
    if contenido.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(contenido)) as libro:
            yield from libro.namelist()
            yield from (libro.read(nombre).decode("utf-8", "replace") for nombre in libro.namelist())
    else:
        yield contenido.decode("utf-8", "replace")


def prohibidas(quien):
    """The words this person must never read."""
    de = {"luis": {DE_OTRO}, "dora": {DE_OTRO}, "oscar": {DE_MAULE}, "rufo": {DE_MAULE}, "hugo": set()}
    return de.get(quien, {DE_OTRO} if quien in ("rosa", "olga") else {DE_MAULE, DE_OTRO})


@pytest.mark.parametrize("quien", ["anónimo", "ana", "diego", "luis", "rosa", "rufo", "oscar"])
def test_ninguna_palabra_ajena_en_ninguna_respuesta(marcado, quien):
    """The pages of the three programmes and those that gather several, with good ids and with the neighbours'.

    That no other address says them is walked, with a longer conversation, in `test_secretos_de_la_conversacion.py`.
    """
    pais, mundo = marcado, marcado.mundos["resultados"]
    anio = mundo.periodo.anio
    ajena = Compromiso.objects.filter(programa=mundo.programa("07")).first().pk
    de_otro = Compromiso.objects.filter(programa=mundo.programa("02", "OTRO")).first().pk
    caminos = {f"/?anio={anio}", f"/iii-1/SERNAM/{anio}/", f"/iii-1/SERNAM/{anio}/nacional.xlsx", "/equipo/"}
    for servicio, region in (("SERNAM", "02"), ("SERNAM", "07"), ("OTRO", "02")):
        base = f"/iii-1/{servicio}/{anio}/{region}/"
        caminos |= {base + c for c in ("", "historia/", "versiones/1/", "diferencia/", "oficial.xlsx", "paso/enviar/")}
        caminos |= {f"{base}fila/{f}/" for f in (ajena, de_otro)} | {f"{base}?editar={f}" for f in (ajena, de_otro)}
    caminos |= {f"/buscar/?q={q}" for q in ("informe", "a", "Maule", DE_MAULE[:5], DE_OTRO[:5])}
    no = prohibidas(quien)
    for camino in sorted(caminos):
        for metodo in ("GET", "POST") if "/fila/" in camino or "/paso/" in camino else ("GET",):
            respuesta = pedir(pais, quien, metodo, camino)
            for palabra in no:
                assert not any(palabra in t for t in textos(respuesta)), (metodo, camino, palabra)


def test_cada_quien_si_lee_lo_suyo(marcado):
    """The words are there to be found: whoever may read them does, on the very pages walked above."""
    pais, anio = marcado, marcado.mundos["resultados"].periodo.anio
    maule = f"/iii-1/SERNAM/{anio}/07/"
    for camino in (maule, f"{maule}historia/", f"{maule}versiones/1/", f"/buscar/?q={DE_MAULE[:5]}"):
        assert DE_MAULE in pais.de("luis").get(camino).content.decode(), camino
        assert DE_MAULE in pais.de("rosa").get(camino).content.decode(), camino
    excel = pais.de("rosa").get(f"/iii-1/SERNAM/{anio}/nacional.xlsx")
    assert any(DE_MAULE in t for t in textos(excel))
    assert DE_OTRO in pais.de("rufo").get(f"/iii-1/OTRO/{anio}/02/").content.decode()


def test_los_choques_y_rechazos_de_ana_no_traen_lo_de_maule(marcado):
    """Her own programme with the neighbour's ids, stale texts and operations: refusals speak of hers alone."""
    pais, mundo = marcado, marcado.mundos["resultados"]
    base, ana = f"/iii-1/SERNAM/{mundo.periodo.anio}/02/", marcado.de("ana")
    ajena = Compromiso.objects.filter(programa=mundo.programa("07")).first().pk
    evidencia = Evidencia.objects.filter(programa=mundo.programa("02")).first().pk
    observacion = mundo.programa("07").observaciones.first().pk
    intentos = [
        (f"fila/{ajena}/", {"indicador.resultado_anual": "x", "antes.indicador.resultado_anual": "nunca"}),
        (f"fila/{ajena}/eliminar/", {}),
        (f"fila/{ajena}/anticipado-a-resultado/", {}),
        (f"observaciones/{observacion}/responder/", {"texto": "Yo respondo"}),
        (f"fila/{pais.ids['resultados'][0]}/", {"compromiso.cumple": "no", "antes.compromiso.cumple": "zz"}),
        (f"evidencia/{evidencia}/quitar/", {"operacion": uuid.uuid4()}),
        ("paso/enviar-resultados/", {"edicion": 0}),
    ]
    for camino, datos in intentos:
        for cabeceras in ({}, {"accept": "application/json"}, {"hx-request": "true"}):
            respuesta = ana.post(base + camino, datos, headers=cabeceras)
            assert not any(DE_MAULE in t for t in textos(respuesta)), camino
            if respuesta["Content-Type"] == "application/json":
                assert DE_MAULE not in json.dumps(respuesta.json(), ensure_ascii=False)


def test_el_no_encontrado_no_repite_lo_que_se_pidio(marcado):
    texto = leer(marcado.de("ana").get("/iii-1/SERNAM/2009/07/")).texto
    assert not re.search(r"07|Maule", texto)
