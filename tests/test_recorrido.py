"""One programme's whole year through the actions, from empty to the country's verdict."""

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import faltas
from gestion_territorial.flujo import errores
from gestion_territorial.flujo.veredicto import nacional
from gestion_territorial.formularios import catalogo


def test_de_la_pagina_vacia_al_veredicto(mundo):
    ids = mundo.escribir()
    assert mundo.dar("enviar", "diego")["version"] == 1
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("devolver", "rosa", motivo="Precise el segundo indicador.")
    mundo.dar("enviar", "diego")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("aprobar", "rosa")
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", "si", "si"])
    mundo.dar("enviar-resultados", "diego")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("validar", "rosa")
    mundo.dar("cerrar", "rosa")

    pais = nacional(servicio=mundo.servicio, periodo=mundo.periodo, formulario=catalogo.formulario("III.1"))
    antofagasta = next(r for r in pais.regiones if r.programa.region_id == "02")
    assert (antofagasta.puntaje.resultado, antofagasta.puntaje.mostrado) == ("CUMPLE", "100,00")
    assert (pais.veredicto.veredicto, pais.veredicto.definitivo) == ("PENDIENTE", False)
    assert mundo.programa().versiones.count() == 6
    assert list(faltas()) == []
    assert Registro.objects.filter(programa_id=mundo.programa().pk, accion="enviar").count() == 2


def test_sin_cien_no_se_envia(mundo):
    mundo.escribir(filas=[{"objetivo": "O", "indicador": "I", "meta": "M", "ponderacion": "3,50"}])
    with pytest.raises(errores.Incompleto) as rechazo:
        mundo.dar("enviar", "diego")
    assert [h.codigo for h in rechazo.value.hallazgos] == ["W-SUM"]
    assert mundo.programa().estado == "borrador"
