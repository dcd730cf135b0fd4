"""A marked word in the internal notes of a programme in each state: nobody but the service's reviewers reads it.

Every address of the product, with such a word among others, is walked in `test_secretos_de_la_conversacion.py`.
"""

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.flujo import notas
from gestion_territorial.flujo.lugares import TODO, Lugar
from gestion_territorial.revision.models import NotaInterna

from .pais import LUGARES
from .test_permisos import pedir
from .test_secretos import textos

MARCA = "murciélago5820"
PARTES = ("", "historia/", "historia/?solo=pasos", "diferencia/", "versiones/1/", "oficial.xlsx")


@pytest.fixture
def anotado(pais):
    """Rosa has noted the word on the form, a row and a cell of Antofagasta's programme of every year."""
    rosa = pais.mundo.cargo("rosa")
    for lugar in LUGARES:
        fila = pais.ids[lugar][0]
        for donde in (TODO, Lugar("control", fila), Lugar("control", fila, "unidad")):
            notas.anotar(programa_id=pais.programa(lugar).pk, cargo=rosa, texto=f"{MARCA} ojo", lugar=donde)
    assert NotaInterna.objects.count() == 3 * len(LUGARES)
    return pais


def caminos(pais):
    """(method, address) of every year's pages, of what gathers several, and of a step that is refused."""
    for lugar in LUGARES:
        base, fila = pais.base(lugar), pais.ids[lugar][0]
        for parte in PARTES if lugar in ("en revisión", "observado") else ("", "historia/"):
            yield "GET", f"{base}{parte}"
        yield "GET", f"{base}?editar={fila}"
        yield "GET", f"{base}?observar={fila}"
        yield "GET", f"/iii-1/SERNAM/{pais.mundos[lugar].periodo.anio}/"
    for consulta in (MARCA, "ojo", "nota interna"):
        yield "GET", f"/buscar/?q={consulta}"
    yield "POST", f"{pais.base('en revisión')}paso/pedir-devolucion/"  # refused: it tells what changed since


@pytest.mark.parametrize("quien", ["anónimo", "ana", "diego", "olga", "hugo", "luis", "rufo"])
def test_nadie_mas_la_lee(anotado, quien):
    for metodo, camino in sorted(set(caminos(anotado))):
        respuesta = pedir(anotado, quien, metodo, camino)
        if camino.startswith("/buscar/") and "q=nota" not in camino:
            continue  # the page repeats what was looked for; that it finds nothing is tested below
        dicho = list(textos(respuesta))
        assert not any(MARCA in t for t in dicho), (metodo, camino)
        if "/buscar/" not in camino:
            assert not any("nota interna" in t.lower() for t in dicho), (metodo, camino)


def test_la_busqueda_no_la_encuentra(anotado):
    for quien in ("ana", "diego", "olga", "hugo", "rosa"):
        assert "0 resultados" in anotado.de(quien).get(f"/buscar/?q={MARCA}").content.decode()


def test_quien_revisa_si_la_lee_y_sabe_quien_la_escribio(anotado):
    """The word is there to be found: on the very pages walked above, by either reviewer."""
    for quien in ("rosa", "rita"):
        for lugar in LUGARES:
            texto = anotado.de(quien).get(anotado.base(lugar)).content.decode()
            assert texto.count(f"{MARCA} ojo</p>") == 3, (quien, lugar)
            assert "Fila 1, Unidad Responsable" in texto
        historia = anotado.de(quien).get(f"{anotado.base('cerrado')}historia/").content.decode()
        assert "Escribió una nota interna" in historia
        assert MARCA not in historia  # the register keeps its hash


def test_en_el_registro_no_hay_ni_una_palabra_y_lo_rechazado_tampoco_la_dice(anotado):
    assert not Registro.objects.filter(contenido__contains=MARCA).exists()
    for camino in ("notas/", "observaciones/"):
        for cabeceras in ({}, {"accept": "application/json"}, {"hx-request": "true"}):
            respuesta = anotado.de("ana").post(f"{anotado.base('cerrado')}{camino}", {}, headers=cabeceras)
            assert respuesta.status_code == 403
            assert MARCA not in respuesta.content.decode()


def test_una_nota_no_hace_viejo_lo_que_la_region_tiene_abierto(anotado):
    """What Diego's page showed is still what is stored: his step is not refused for a note he may not know of."""
    antes = anotado.programa("borrador").edicion
    notas.anotar(programa_id=anotado.programa("borrador").pk, cargo=anotado.mundo.cargo("rosa"), texto=MARCA)
    assert anotado.programa("borrador").edicion == antes
