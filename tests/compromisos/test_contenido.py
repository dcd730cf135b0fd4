"""The content of a programme: live rows and versions give the same, and any two can be compared."""

import json

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.contenido import de_instantanea, instantanea, leer
from gestion_territorial.compromisos.diferencia import ALTA, BAJA, CAMBIO, comparar_palabras, diff
from gestion_territorial.compromisos.models import Compromiso, Estado, Objetivo, Version
from gestion_territorial.flujo import edicion
from gestion_territorial.puntaje import Agregado

from ..escenas import FILA, llevar


def _foto(mundo):
    return instantanea(leer(mundo.programa()))


def test_una_version_dice_lo_mismo_que_las_filas_de_donde_se_corto(mundo):
    llevar(mundo, Estado.CERRADO, filas=[FILA | {"ponderacion": "40"}, FILA | {"ponderacion": "60"}])
    ultima = Version.objects.order_by("numero").last()
    assert sha256(ultima.contenido) == ultima.sha256
    guardada, viva = de_instantanea(json.loads(ultima.contenido)), leer(mundo.programa())
    assert canonico(instantanea(guardada)) == canonico(instantanea(viva)) == ultima.contenido
    assert guardada.agregado == viva.agregado
    assert [(f.numero, f.abre_objetivo, f.abre_indicador) for f in guardada.filas] == [
        (f.numero, f.abre_objetivo, f.abre_indicador) for f in viva.filas
    ]
    assert guardada.identidad == {
        "id": mundo.programa().pk,
        "servicio": "SERNAM",
        "anio": 2009,
        "region": "02",
        "formulario": "III.1",
        "numero": 1,
        "formato": "",
    }


def test_lo_eliminado_se_lleva_su_objetivo_y_su_indicador(mundo):
    ids = mundo.escribir()
    objetivos = {o.id for o in leer(mundo.programa()).tabla(Objetivo)}
    edicion.eliminar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), compromiso_id=ids[2])
    despues = leer(mundo.programa())
    assert [f.compromiso.id for f in despues.filas] == ids[:2]
    assert {o.id for o in despues.tabla(Objetivo)} < objetivos
    assert [f.abre_objetivo for f in despues.filas] == [2, 0]


def test_un_objetivo_cubre_sus_indicadores_seguidos(mundo):
    ids = mundo.escribir()
    mover = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana"), "compromiso_id": ids[2], "abajo": False}
    assert [f.abre_objetivo for f in leer(mundo.programa()).filas] == [2, 0, 1]
    edicion.mover(**mover)
    assert [f.abre_objetivo for f in leer(mundo.programa()).filas] == [1, 1, 1]
    edicion.mover(**mover)
    assert [f.abre_objetivo for f in leer(mundo.programa()).filas] == [1, 2, 0]


def test_un_programa_sin_filas():
    vacio = datos.Contenido({}, None, {})
    assert vacio.filas == []
    assert vacio.agregado == Agregado(0, 0, 0, 0, 0, 0, 0)


def test_la_diferencia_entre_lo_enviado_y_lo_que_hay(mundo):
    ids = mundo.escribir()
    antes = _foto(mundo)
    assert diff(antes, antes) == []
    escribe = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    edicion.guardar_linea(
        compromiso_id=ids[0],
        cambios={("compromiso", "unidad"): ("Dirección Regional", "Gabinete de la Dirección")},
        ediciones={},
        **escribe,
    )
    edicion.guardar_cabecera(cambios={"autoridad": ("", "Directora Regional")}, **escribe)
    edicion.eliminar(compromiso_id=ids[2], **escribe)
    nueva = edicion.agregar(**escribe)["compromiso"]
    edicion.guardar_linea(
        compromiso_id=nueva, cambios={("compromiso", "texto"): ("", "Otra meta")}, ediciones={}, **escribe
    )
    hallada = diff(antes, _foto(mundo))
    de_texto = [
        (d.tipo, d.fila_id, d.campo, d.antes, d.despues)
        for d in hallada
        if d.campo not in ("orden", "indicador_id", "objetivo_id") and d.tabla in ("", "compromisos.compromiso")
    ]
    assert (CAMBIO, None, "autoridad", "", "Directora Regional") in de_texto
    assert (CAMBIO, ids[0], "unidad", "Dirección Regional", "Gabinete de la Dirección") in de_texto
    assert (ALTA, nueva, "texto", None, "Otra meta") in de_texto
    assert (BAJA, ids[2], "texto", "40 talleres", None) in de_texto
    assert {d.etiqueta for d in hallada} >= {"unidad responsable", "meta o actividad", "autoridad"}
    al_reves = diff(_foto(mundo), antes)
    assert {(d.fila_id, d.campo, d.despues, d.antes) for d in al_reves} == {
        (d.fila_id, d.campo, d.antes, d.despues) for d in hallada
    }


def test_las_palabras_que_cambiaron():
    assert comparar_palabras("tres redes activas", "cuatro redes activas") == [
        ("quitado", "tres"),
        ("agregado", "cuatro"),
        ("igual", " redes activas"),
    ]
    for uno, otro in (("", ""), ("a", ""), ("", "<b>x</b>"), ("á é\n í", "a e\n i"), ("x " * 900, "x y " * 900)):
        tramos = comparar_palabras(uno, otro)
        assert "".join(t for tipo, t in tramos if tipo != "agregado") == uno
        assert "".join(t for tipo, t in tramos if tipo != "quitado") == otro


def test_un_numero_cambia_entero():
    assert comparar_palabras("0,25", "7,14") == [("quitado", "0,25"), ("agregado", "7,14")]
    assert comparar_palabras("1.234,5 m2.", "12 m2.") == [
        ("quitado", "1.234,5"),
        ("agregado", "12"),
        ("igual", " m2."),
    ]


def test_el_contenido_se_lee_en_dos_consultas_cuantas_sean_las_tablas(mundo, django_assert_num_queries):
    mundo.escribir()
    programa = mundo.programa()
    with django_assert_num_queries(2):
        leer(programa)
    mundo.escribir("07", quien="luis")
    programas = [programa, mundo.programa("07")]
    with django_assert_num_queries(2):
        varios = datos.leer_varios(programas)
    assert canonico(instantanea(varios[programa.pk])) == canonico(instantanea(leer(programa)))
    assert not {f.compromiso.id for f in varios[programas[1].pk].filas} & {
        f.compromiso.id for f in varios[programa.pk].filas
    }
    assert Compromiso.objects.count() == 6
