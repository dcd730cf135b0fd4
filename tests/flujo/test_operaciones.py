"""What was shown must still be what is stored, and the same press twice is once."""

import uuid

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer
from gestion_territorial.compromisos.escritura import nueva_operacion
from gestion_territorial.compromisos.models import Compromiso, Estado, Operacion
from gestion_territorial.flujo import acciones, edicion, errores, observaciones

from ..escenas import foto, llevar


def _guardar(mundo, fila, unidad, quien="ana", region="02", **datos):
    return edicion.guardar_linea(
        programa_id=mundo.programa(region).pk,
        cargo=mundo.cargo(quien),
        compromiso_id=fila,
        cambios={("compromiso", "unidad"): (Compromiso.objects.get(pk=fila).unidad, unidad)},
        ediciones={"compromiso": 0},
        **datos,
    )


def test_un_paso_con_lo_que_ya_no_es_se_rechaza_y_muestra_que_cambio(mundo):
    ids = mundo.escribir()
    vista = mundo.programa().edicion
    _guardar(mundo, ids[0], "Unidad de género")
    _guardar(mundo, ids[1], "Gabinete")
    antes = foto()
    with pytest.raises(errores.ContenidoCambiado) as rechazo:
        mundo.dar("enviar", "diego", edicion=vista)
    assert rechazo.value.estado == 409
    assert [leer(e)["cambios"]["unidad"][1] for e in rechazo.value.entradas] == ["Unidad de género", "Gabinete"]
    assert {e.actor_nombre for e in rechazo.value.entradas} == {"Ana"}
    assert foto() == antes
    mundo.dar("enviar", "diego", edicion=vista + 2)
    assert mundo.programa().estado == Estado.ENVIADO


@pytest.mark.parametrize("edicion_vista", [0, 10**6])
def test_una_edicion_que_no_es_la_guardada_no_pasa(mundo, edicion_vista):
    mundo.escribir()
    with pytest.raises(errores.ContenidoCambiado):
        mundo.dar("enviar", "diego", edicion=edicion_vista)


def test_la_respuesta_lleva_la_edicion_con_que_se_sigue(mundo):
    ids = mundo.escribir()
    respuesta = _guardar(mundo, ids[0], "Gabinete")
    assert respuesta["edicion"] == mundo.programa().edicion
    assert respuesta["ediciones"]["compromiso"] == Compromiso.objects.get(pk=ids[0]).edicion
    sin_cambio = _guardar(mundo, ids[0], "Gabinete")
    assert sin_cambio["edicion"] == respuesta["edicion"] == mundo.programa().edicion
    assert mundo.dar("enviar", "diego", edicion=respuesta["edicion"])["edicion"] == mundo.programa().edicion


def test_la_misma_operacion_dos_veces_es_una_con_la_misma_respuesta(mundo):
    ids = mundo.escribir()
    op = nueva_operacion()
    primera = _guardar(mundo, ids[0], "Gabinete", operacion=op)
    antes = foto()
    assert _guardar(mundo, ids[0], "Gabinete", operacion=op) == primera
    assert _guardar(mundo, ids[0], "Otra cosa", operacion=op) == primera
    assert foto() == antes
    op = uuid.uuid4()
    agregada = edicion.agregar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), operacion=op)
    assert edicion.agregar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), operacion=op) == agregada
    assert Compromiso.objects.filter(programa=mundo.programa()).count() == len(ids) + 1


def test_el_mismo_envio_dos_veces_es_uno(mundo):
    mundo.escribir()
    op, vista = nueva_operacion(), mundo.programa().edicion
    primera = mundo.dar("enviar", "diego", operacion=op, edicion=vista)
    assert mundo.dar("enviar", "diego", operacion=op, edicion=vista) == primera
    assert mundo.programa().versiones.count() == 1
    assert Registro.objects.filter(programa_id=mundo.programa().pk, accion="enviar").count() == 1


def test_la_operacion_de_otra_persona_o_de_otro_programa_no_vale(mundo):
    ids, op = mundo.escribir(), nueva_operacion()
    _guardar(mundo, ids[0], "Gabinete", operacion=op)
    ajenas = mundo.escribir("07", quien="luis")
    antes = foto()
    with pytest.raises(errores.EstadoIncorrecto):
        _guardar(mundo, ids[0], "Gabinete de Diego", quien="diego", operacion=op)
    with pytest.raises(errores.EstadoIncorrecto):
        _guardar(mundo, ajenas[0], "Gabinete de Luis", quien="luis", region="07", operacion=op)
    assert foto() == antes


def test_la_misma_persona_no_usa_una_operacion_en_dos_programas(mundo):
    for region, escribe, dirige in (("02", "ana", "diego"), ("07", "luis", "dora")):
        mundo.escribir(region, quien=escribe)
        mundo.dar("enviar", dirige, region)
    op = nueva_operacion()
    mundo.dar("abrir-revision", "rosa", "02", operacion=op)
    antes = foto()
    with pytest.raises(errores.EstadoIncorrecto):
        mundo.dar("abrir-revision", "rosa", "07", operacion=op)
    assert foto() == antes


def test_lo_ajeno_no_existe_aunque_se_adivine_la_operacion(mundo):
    ids, op = mundo.escribir(), nueva_operacion()
    _guardar(mundo, ids[0], "Gabinete", operacion=op)
    with pytest.raises(errores.NoExiste):
        _guardar(mundo, ids[0], "Intruso", quien="luis", operacion=op)
    with pytest.raises(errores.NoExiste):
        acciones.dar("enviar", programa_id=10**30, cargo=mundo.cargo("diego"), operacion=op)


def test_una_operacion_rechazada_se_puede_repetir(mundo):
    mundo.escribir()
    op = nueva_operacion()
    with pytest.raises(errores.DatoInvalido):
        mundo.dar("no-compromete", "diego", operacion=op)
    assert not Operacion.objects.filter(pk=op).exists()
    mundo.dar("no-compromete", "diego", operacion=op, motivo="Este año no")


def test_las_observaciones_abiertas_impiden_aprobar(mundo):
    llevar(mundo, Estado.ENVIADO)
    mundo.dar("abrir-revision", "rosa")
    pk, rosa = mundo.programa().pk, mundo.cargo("rosa")
    observada = observaciones.observar(programa_id=pk, cargo=rosa, texto="¿Cuántas personas?")["observacion"]
    observaciones.observar(programa_id=pk, cargo=rosa, texto="¿Desde cuándo?")
    with pytest.raises(errores.Incompleto, match="Quedan 2 observaciones"):
        mundo.dar("aprobar", "rosa")
    observaciones.resolver(programa_id=pk, cargo=rosa, observacion_id=observada, cerrar=True)
    with pytest.raises(errores.Incompleto, match="Queda 1 observación sin cerrar: ciérrela"):
        mundo.dar("aprobar", "rosa")
    mundo.dar("devolver", "rosa", motivo="Responda")
    with pytest.raises(errores.EstadoIncorrecto):
        observaciones.responder(programa_id=pk, cargo=mundo.cargo("ana"), observacion_id=observada, texto="200")


def test_el_dialogo_de_una_observacion(mundo):
    llevar(mundo, Estado.ENVIADO)
    mundo.dar("abrir-revision", "rosa")
    pk, rosa, ana = mundo.programa().pk, mundo.cargo("rosa"), mundo.cargo("ana")
    for vacio in ("", "   \n"):
        with pytest.raises(errores.DatoInvalido):
            observaciones.observar(programa_id=pk, cargo=rosa, texto=vacio)
    op = nueva_operacion()
    hecha = observaciones.observar(programa_id=pk, cargo=rosa, texto=" ¿Cuántas? ", operacion=op)
    assert observaciones.observar(programa_id=pk, cargo=rosa, texto="¿Cuántas?", operacion=op) == hecha
    mundo.dar("devolver", "rosa", motivo="Responda")
    respondida = observaciones.responder(
        programa_id=pk, cargo=ana, observacion_id=hecha["observacion"], texto="<b>200</b>"
    )
    assert respondida["estado"] == "respondida"
    with pytest.raises(errores.NoExiste):
        observaciones.responder(programa_id=pk, cargo=ana, observacion_id=10**9, texto="Nada")
    with pytest.raises(errores.DatoInvalido, match=r"U\+0000"):
        observaciones.responder(programa_id=pk, cargo=ana, observacion_id=hecha["observacion"], texto="a\x00b")
    mundo.dar("enviar", "diego")
    mundo.dar("abrir-revision", "rosa")
    for cerrar, estado in ((True, "cerrada"), (False, "abierta"), (True, "cerrada")):
        resuelta = observaciones.resolver(
            programa_id=pk, cargo=rosa, observacion_id=hecha["observacion"], cerrar=cerrar
        )
        assert resuelta["estado"] == estado
    sin_cambio = foto()
    observaciones.resolver(programa_id=pk, cargo=rosa, observacion_id=hecha["observacion"], cerrar=True)
    assert foto() == sin_cambio
    observacion = mundo.programa().observaciones.get()
    assert (observacion.texto, observacion.respuesta, observacion.autor_nombre) == ("¿Cuántas?", "<b>200</b>", "Rosa")
    acciones_hechas = Registro.objects.filter(programa_id=pk, accion__contains="observa").order_by("pk")
    assert list(acciones_hechas.values_list("accion", flat=True)) == [
        "observar",
        "responder observación",
        "cerrar observación",
        "reabrir observación",
        "cerrar observación",
    ]
