"""What was: the history in words, a version as it stood then, and the difference between any two."""

import io
import re
from urllib.parse import quote

import openpyxl
import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Compromiso, Estado
from gestion_territorial.flujo import edicion, observaciones
from gestion_territorial.flujo.lugares import Lugar
from gestion_territorial.flujo.otorgamiento import otorgar
from gestion_territorial.flujo.pasos import PASOS
from gestion_territorial.flujo.propuesta import CLONAR
from gestion_territorial.formularios.textos_hallazgos import CATALOGO
from gestion_territorial.web.registro import ACCIONES
from gestion_territorial.web.renglones import renglones

from ..escenas import llevar
from ..flujo.test_enmiendas import anular_una, aprobar, dar, pedir
from ..mundo import FILAS
from .apoyo import leer, marcado

BASE = "/iii-1/SERNAM/2009/02/"


def editar(mundo, verbo, quien="ana", **datos):
    return getattr(edicion, verbo)(programa_id=mundo.programa().pk, cargo=mundo.cargo(quien), **datos)


def filas_de_cambios(respuesta):
    """The rows of a difference as text."""
    html = respuesta.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [leer_html(fila) for fila in html.split("</tr>")[:-1]]


def leer_html(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_una_version_se_ve_como_era_aunque_despues_cambie_la_modalidad(mundo, entrar):
    """Submitted as goals that sum to 100; returned, and turned into activities: version 1 is still of goals."""
    mundo.escribir()
    mundo.dar("enviar", "diego")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("devolver", "rosa", motivo="Use actividades")
    editar(mundo, "guardar_cabecera", cambios={"modalidad": ("METAS", "ACTIVIDADES"), "autoridad": ("", "Seremi")})
    vieja = leer(entrar("ana").get(f"{BASE}versiones/1/")).texto
    assert "Ponderaciones 100,00 de 100" in vieja
    assert "PENDIENTE" in vieja
    assert "entre 0,00 y 100,00" in vieja
    assert "Seremi" not in vieja
    actual = leer(entrar("ana").get(BASE)).texto
    assert "3, todas pesan lo mismo" in actual


def test_una_version_de_antes_de_aprobar_sigue_siendo_una_simulacion(mundo, entrar):
    ids = llevar(mundo, Estado.CERRADO)
    primera = leer(entrar("rosa").get(f"{BASE}versiones/1/")).texto
    assert "Simulación (se aprueba con 90 %)" in primera
    assert "Sin hallazgos" not in primera
    ultima = mundo.programa().versiones.latest("numero").numero
    cierre = leer(entrar("rosa").get(f"{BASE}versiones/{ultima}/")).texto
    assert "Desempeño de la región" in cierre
    assert "CUMPLE 100,00" in cierre
    assert Compromiso.objects.filter(pk__in=ids).count() == len(ids)


def test_el_excel_de_una_version_es_el_de_esa_version(mundo, entrar):
    ids = mundo.escribir()
    mundo.dar("enviar", "diego")
    mundo.dar("retirar", "diego")
    editar(
        mundo,
        "guardar_linea",
        compromiso_id=ids[0],
        cambios={("compromiso", "unidad"): ("Dirección Regional", "Gabinete")},
        ediciones={},
    )

    def palabras(consulta):
        respuesta = entrar("ana").get(f"{BASE}oficial.xlsx{consulta}")
        libro = openpyxl.load_workbook(io.BytesIO(respuesta.content))
        return " ".join(str(c.value) for hoja in libro for linea in hoja.iter_rows() for c in linea if c.value)

    assert ("Gabinete" in palabras(""), "Gabinete" in palabras("?version=1")) == (True, False)
    for mala in ("?version=0", "?version=x", "?version=2"):
        assert entrar("ana").get(f"{BASE}oficial.xlsx{mala}").status_code == 404


def test_la_diferencia_dice_palabras_y_no_numeros_internos(mundo, entrar):
    """A line that hangs from another objective, one taken out, one added: what was written, not the database's ids."""
    ids = mundo.escribir()
    mundo.dar("enviar", "diego")
    mundo.dar("retirar", "diego")
    editar(mundo, "mismo_objetivo", compromiso_id=ids[2])
    editar(mundo, "eliminar", compromiso_id=ids[0])
    editar(
        mundo,
        "guardar_linea",
        compromiso_id=ids[1],
        cambios={("compromiso", "texto"): ("3 centros", "4 centros")},
        ediciones={},
    )
    respuesta = entrar("ana").get(f"{BASE}diferencia/?a=1&b=actual")
    cambios = filas_de_cambios(respuesta)
    assert any({"Difundir", "derechos", "Prevenir", "violencia"} <= set(c.split()) for c in cambios)
    assert "<del>3</del><ins>4</ins> centros" in marcado(respuesta)
    assert any("(fila eliminada)" in c and "Redes asesoradas" in c for c in cambios)
    for cambio in cambios:
        assert not re.search(r"\b(True|False|None)\b", cambio)
        assert not re.search(r"Objetivo.* \d+ \d+$", cambio), cambio
    assert leer(entrar("ana").get(f"{BASE}diferencia/?a=1&b=1")).texto.count("No hay diferencias") == 1


def test_la_declaracion_de_no_comprometer_se_lee_si_o_no(mundo, entrar):
    mundo.escribir()
    mundo.dar("no-compromete", "diego", motivo="No hay presupuesto")
    mundo.dar("retirar", "diego")
    respuesta = entrar("ana").get(f"{BASE}diferencia/?a=1&b=actual")
    assert "<del>sí</del><ins>no</ins>" in marcado(respuesta)


def test_cada_accion_del_registro_tiene_su_frase(mundo, entrar):
    """Nothing in the history is the name of a function: each action is said in words."""
    ids = mundo.escribir()
    for verbo in ("duplicar", "eliminar"):
        editar(mundo, verbo, compromiso_id=ids[0])
    editar(mundo, "restaurar", compromiso_id=ids[0])
    editar(mundo, "mover", compromiso_id=ids[0], abajo=True)
    editar(mundo, "mismo_objetivo", compromiso_id=ids[2])
    pagina = leer(entrar("ana").get(f"{BASE}historia/")).texto
    for frase in ("Duplicó una fila", "Eliminó una fila", "Recuperó una fila", "Movió una fila", "Guardó", "Agregó"):
        assert frase in pagina
    conocidas = set(ACCIONES) | set(PASOS)
    assert set(Registro.objects.filter(programa_id__isnull=False).values_list("accion", flat=True)) <= conocidas


def test_cada_entrada_dice_de_que_fila_habla_con_el_numero_de_hoy(mundo, entrar):
    """Three rows, two of one objective; the first goes away; a cell is observed; evidence is noted down."""
    ids = mundo.escribir()
    mundo.dar("enviar", "diego")
    mundo.dar("abrir-revision", "rosa")
    celda = Lugar("control", ids[2], "unidad")
    observaciones.observar(
        programa_id=mundo.programa().pk, cargo=mundo.cargo("rosa"), texto="¿Quién responde?", lugar=celda
    )
    mundo.dar("devolver", "rosa", motivo="Falta precisar")
    editar(mundo, "mismo_objetivo", compromiso_id=ids[2])
    editar(mundo, "eliminar", compromiso_id=ids[0])
    por_accion = {
        accion: [
            renglon
            for entrada in Registro.objects.filter(programa_id=mundo.programa().pk, accion=accion).order_by("pk")
            for renglon in renglones([entrada])
        ]
        for accion in ("eliminar", "observar", "enviar", "compartir objetivo")
    }
    assert por_accion["eliminar"][0] == "Una fila que ya no está"
    assert por_accion["observar"] == ["Fila 2, columna 6"]
    assert por_accion["enviar"] == [""]
    assert por_accion["compartir objetivo"] == ["Fila 2"]
    de_objetivo = Registro.objects.filter(
        tabla="compromisos.objetivo", fila_id=Compromiso.objects.get(pk=ids[1]).indicador.objetivo_id
    )
    assert set(renglones(de_objetivo)) == {"Filas 1 y 2"}
    historia = leer(entrar("ana").get(f"{BASE}historia/")).texto
    assert "Observó Fila 2, columna 6" in historia
    hugo = entrar("hugo")
    observada = Registro.objects.get(accion="observar")
    assert "Fila 2, columna 6 (con el número que tiene hoy)" in leer(hugo.get(f"/quien-hizo-que/{observada.pk}/")).texto
    assert ", Fila 2, columna 6" in hugo.get("/quien-hizo-que.csv").content.decode()


def test_lo_que_una_enmienda_copia_no_se_lista_fila_por_fila_hasta_que_se_pide(mundo, entrar):
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    copiadas = Registro.objects.filter(programa_id=enmienda.pk, accion=CLONAR).count()
    assert copiadas > len(FILAS)
    ana, hugo, frase = entrar("ana"), entrar("hugo"), ACCIONES[CLONAR]
    historia = leer(ana.get(f"{BASE}enmienda/1/historia/"))
    assert frase not in historia.texto
    assert f"Ver lo que se copió al empezar ({copiadas})" in historia.texto
    assert leer(ana.get(f"{BASE}enmienda/1/historia/?solo=copias")).texto.count(frase) == copiadas
    pedidas = [
        hugo.get(f"/quien-hizo-que/{q}").content.decode() for q in ("", "?copias=on", f"?accion={quote(CLONAR)}")
    ]
    assert [f"<strong>{frase}</strong>" in p for p in pedidas] == [False, True, True]


def test_ni_la_historia_ni_el_registro_dicen_claves_de_la_base(mundo, entrar):
    """A waiver names its finding; an amendment that came into force, its version, and not the numbers of rows."""
    ids = mundo.escribir(filas=[FILAS[0] | {"verificacion": "Por definir"}, *FILAS[1:]])
    mundo.dar("enviar", "diego", dispensas={("V-TBD", ids[0]): "El convenio lo fija"})
    otorgar(
        programa_id=mundo.programa().pk,
        cargo=mundo.dar("abrir-revision", "rosa") and mundo.cargo("rosa"),
        dispensa_id=mundo.programa().dispensas.get().pk,
        motivo="Se acepta",
    )
    mundo.dar("aprobar", "rosa")
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    dar(mundo, "enviar", "diego", enmienda)
    aprobar(mundo, enmienda)
    hugo = entrar("hugo")
    aplicada, pedida = (Registro.objects.filter(accion=a)[0] for a in ("aplicar enmienda", "pedir dispensa"))
    historia = leer(hugo.get(f"{BASE}historia/")).texto
    una, otra = (leer(hugo.get(f"/quien-hizo-que/{e.pk}/")).texto for e in (aplicada, pedida))
    assert "Aprobó una enmienda versión 3" in historia
    assert "Enmienda n.º 1" in una
    for texto in (historia, una, otra):
        assert "V-TBD" not in texto
        assert "Vigente:" not in texto
        assert "origenes" not in texto.lower()
    for texto in (historia, otra):
        assert all(palabra in texto for palabra in CATALOGO["V-TBD"]["nombre"].split())
    cambios = leer(hugo.get(f"{BASE}diferencia/?a=1&b=3")).texto
    assert "V-TBD" not in cambios


def test_la_historia_va_por_paginas_y_solo_pasos(mundo, entrar):
    ids = llevar(mundo, Estado.ENVIADO)
    mundo.dar("retirar", "diego")
    editar(mundo, "guardar_cabecera", cambios={"autoridad": ("", "Seremi")})
    for n in range(55):
        editar(
            mundo,
            "guardar_linea",
            compromiso_id=ids[0],
            cambios={("compromiso", "unidad"): (f"Unidad {n - 1}" if n else "Dirección Regional", f"Unidad {n}")},
            ediciones={},
        )
    ana = entrar("ana")
    primera, segunda = (leer(ana.get(f"{BASE}historia/?pagina={n}")) for n in (1, 2))
    assert "Página 1 de 2" in primera.texto
    assert "?pagina=2" in primera.enlaces
    assert "Se envió a revisión" in segunda.texto
    assert "Se envió a revisión" not in primera.texto.split("Cambios, del")[1]
    pasos = leer(ana.get(f"{BASE}historia/?solo=pasos")).texto
    assert "Se retiró el envío" in pasos
    assert "Unidad 54" not in pasos
    assert "Autoridad" not in pasos


def test_quien_y_en_que_cargo_queda_escrito_en_cada_version(mundo, entrar):
    llevar(mundo, Estado.APROBADO)
    pagina = leer(entrar("olga").get(f"{BASE}historia/")).texto
    assert "Diego (Director/a regional · SERNAM · Antofagasta)" in pagina
    assert "Rosa (Revisor/a nacional · SERNAM)" in pagina
    assert "vigente" in pagina


@pytest.mark.parametrize("quien", ["ana", "rosa", "olga"])
def test_la_autoridad_que_compromete_la_ven_todos(mundo, entrar, quien):
    """Column (1) is the region and its authority: it must not live only in a field of whoever writes."""
    mundo.escribir()
    editar(mundo, "guardar_cabecera", cambios={"autoridad": ("", "Seremi de Desarrollo")})
    mundo.dar("enviar", "diego")
    for camino in ("", "versiones/1/"):
        assert "Seremi de Desarrollo" in leer(entrar(quien).get(f"{BASE}{camino}")).texto
