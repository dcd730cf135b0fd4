"""Amendments (R9): what was approved changes only by a proposal that somebody else approves, row by stable id."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import SISTEMA
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import (
    SOLO_DE_ENMIENDA,
    Compromiso,
    Estado,
    Evidencia,
    Indicador,
    ProgramaRegional,
)
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.flujo import acciones, edicion, enmiendas, errores, periodos, propuesta
from gestion_territorial.flujo.models import Enmienda
from gestion_territorial.flujo.otorgamiento import otorgar
from gestion_territorial.flujo.veredicto import agregados, nacional
from gestion_territorial.flujo.verificacion import verificar
from gestion_territorial.formularios import catalogo

from ..escenas import DEL_PROGRAMA, foto, llevar
from ..mundo import FILAS

DOCUMENTO = {"tipo": "oficio", "numero": "123", "fecha": "03-07-2009"}
ACTO = {"motivo": "Se recortó el presupuesto", "acto": DOCUMENTO}


def pedir(mundo, quien="ana", region="02", **cambios):
    hecho = enmiendas.pedir(programa_id=mundo.programa(region).pk, cargo=mundo.cargo(quien), **ACTO | cambios)
    return la_enmienda(mundo, hecho["enmienda"], region)


def la_enmienda(mundo, numero=1, region="02"):
    return ProgramaRegional.todos.con_contexto().get(enmienda_de=mundo.programa(region).pk, enmienda_numero=numero)


def abierta(mundo, desde, hasta):
    """The window of amendments, as an administrator sets it."""
    periodos.modificar(
        anio=mundo.periodo.anio, actor=SISTEMA, motivo="La prueba lo pide", ventanas={"enmienda": (desde, hasta)}
    )


def clones(enmienda):
    """{id of the approved commitment: id of its row in the proposal}."""
    pares = Enmienda.objects.get(programa=enmienda).origenes[Compromiso._meta.label_lower]
    return {vieja: int(nueva) for nueva, vieja in pares.items()}


def dar(mundo, paso, quien, enmienda, **extra):
    return acciones.dar(paso, programa_id=enmienda.pk, cargo=mundo.cargo(quien), **extra)


def cambiar(mundo, enmienda, fila, quien="ana", **campos):
    guardado = Compromiso.objects.get(pk=fila)
    cambios = {("compromiso", c): (getattr(guardado, c), v) for c, v in campos.items()}
    edicion.guardar_linea(
        programa_id=enmienda.pk, cargo=mundo.cargo(quien), compromiso_id=fila, cambios=cambios, ediciones={}
    )


def aprobar(mundo, enmienda, quien="rosa"):
    dar(mundo, "abrir-revision", quien, enmienda)
    return dar(mundo, "aprobar-enmienda", quien, enmienda)


def anular_una(mundo, enmienda, ids):
    """Annul the third approved commitment; the first takes its weight."""
    filas = clones(enmienda)
    enmiendas.anular(programa_id=enmienda.pk, cargo=mundo.cargo("ana"), compromiso_id=filas[ids[2]])
    cambiar(mundo, enmienda, filas[ids[0]], ponderacion_texto="70")


@pytest.fixture
def sano(mundo):
    """At the end all that is stored is what the register tells."""
    yield
    assert [f.linea for f in verificar().faltas] == []


pytestmark = pytest.mark.usefixtures("sano")


def test_la_propuesta_es_una_copia_que_nadie_cuenta(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    antes = nacional(servicio=mundo.servicio, periodo=mundo.periodo, formulario=catalogo.formulario("III.1"))
    enmienda = pedir(mundo)
    assert (enmienda.estado, enmienda.enmienda_numero, enmienda.de_oficio) == ("borrador", 1, False)
    uno, otro = datos.leer(mundo.programa()), datos.leer(enmienda)
    assert [f.compromiso.texto for f in otro.filas] == [f.compromiso.texto for f in uno.filas]
    assert [f.objetivo.texto for f in otro.filas] == [f.objetivo.texto for f in uno.filas]
    assert [f.abre_objetivo for f in otro.filas] == [f.abre_objetivo for f in uno.filas]
    assert clones(enmienda).keys() == set(ids)
    assert not ProgramaRegional.objects.filter(pk=enmienda.pk).exists()
    ahora = nacional(servicio=mundo.servicio, periodo=mundo.periodo, formulario=catalogo.formulario("III.1"))
    assert [r.puntaje for r in ahora.regiones] == [r.puntaje for r in antes.regiones]


def test_aprobada_cambia_las_filas_vivas_por_su_id(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    filas = clones(enmienda)
    cambiar(mundo, enmienda, filas[ids[1]], texto="5 centros")
    nueva = edicion.agregar(programa_id=enmienda.pk, cargo=mundo.cargo("ana"), junto_a=filas[ids[1]])["compromiso"]
    cambiar(mundo, enmienda, nueva, texto="Feria", unidad="Dirección", verificacion="Acta", ponderacion_texto="0")
    indicador = Compromiso.objects.get(pk=nueva).indicador
    edicion.guardar_linea(
        programa_id=enmienda.pk,
        cargo=mundo.cargo("ana"),
        compromiso_id=nueva,
        cambios={("indicador", "texto"): (indicador.texto, "Ferias")},
        ediciones={},
    )
    antes = mundo.programa()
    dar(mundo, "enviar", "diego", enmienda)
    assert datos.leer(mundo.programa()).filas[1].compromiso.texto == "3 centros"  # nothing yet
    hecho = aprobar(mundo, enmienda)
    assert hecho["estado"] == "aprobado"
    programa, contenido = mundo.programa(), datos.leer(mundo.programa())
    assert [f.compromiso.texto for f in contenido.filas] == ["3 redes", "5 centros", "Feria", "40 talleres"]
    assert [f.compromiso.id for f in contenido.filas if f.compromiso.id in ids] == ids
    assert [f.compromiso.anulado for f in contenido.filas] == [False, False, False, True]
    assert (contenido.agregado.unidades, contenido.agregado.suma) == (3, 100)
    assert agregados([programa.pk])[programa.pk] == contenido.agregado
    assert (programa.estado, programa.vigente.motivo, programa.vigente.numero) == ("aprobado", "enmienda", 3)
    assert (la_enmienda(mundo).estado, Enmienda.objects.get().resultado_id) == ("aprobado", programa.vigente_id)
    assert Enmienda.objects.get().base_id == antes.vigente_id
    vieja = datos.de_instantanea(json.loads(antes.vigente.contenido))
    assert [f.compromiso.texto for f in vieja.filas] == ["3 redes", "3 centros", "40 talleres"]  # readable ever after
    entrada = Registro.objects.get(programa_id=programa.pk, accion=propuesta.APLICADA)
    assert leer_registro(entrada)["datos"]["acto"] == DOCUMENTO | {"fecha": "2009-07-03"}
    assert leer_registro(entrada)["datos"]["motivo"] == ACTO["motivo"]


def test_lo_que_se_previo_es_lo_que_queda(mundo):
    ids = llevar(mundo, Estado.RESULTADOS, filas=FILAS)
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    cambiar(mundo, enmienda, clones(enmienda)[ids[1]], verificacion="Acta notarial")
    previsto = propuesta.proyectar(datos.leer(mundo.programa()), datos.leer(enmienda), Enmienda.objects.get().origenes)
    dar(mundo, "enviar", "diego", enmienda)
    aprobar(mundo, enmienda)
    assert datos.instantanea(datos.leer(mundo.programa())) == datos.instantanea(previsto.contenido)


def test_las_respuestas_siguen_a_su_compromiso(mundo):
    """Those of an unchanged row survive with their evidence, also when only its weight is another; the rest clear."""
    ids = llevar(mundo, Estado.RESULTADOS, filas=FILAS)
    enmienda = pedir(mundo)
    filas = clones(enmienda)
    assert {f.compromiso.cumple for f in datos.leer(enmienda).filas} == {""}
    cambiar(mundo, enmienda, filas[ids[0]], ponderacion_texto="30", unidad="Gabinete")
    cambiar(mundo, enmienda, filas[ids[1]], ponderacion_texto="40", texto="2 centros")
    dar(mundo, "enviar", "diego", enmienda)
    edicion.guardar_linea(  # meanwhile the year goes on
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("ana"),
        compromiso_id=ids[2],
        cambios={("compromiso", "cumple"): ("si", "no")},
        ediciones={},
        derecho="escribir-resultados",
    )
    aprobar(mundo, enmienda)
    programa = mundo.programa()
    assert programa.estado == "resultados"
    respuestas = [f.compromiso.cumple for f in datos.leer(programa).filas]
    assert respuestas == ["si", "", "no"]
    assert Evidencia.objects.vivas().filter(compromiso=ids[0]).exists()
    assert not Evidencia.objects.vivas().filter(compromiso=ids[1]).exists()
    assert Evidencia.objects.filter(compromiso=ids[1]).exists()  # taken out, not lost
    entrada = Registro.objects.get(programa_id=programa.pk, accion=propuesta.APLICADA)
    assert leer_registro(entrada)["datos"]["respuestas_borradas"] == [ids[1]]


def test_anular_dos_de_catorce_mueve_el_veredicto(mundo):
    """R9's own example: 12 sí and 2 no of 14 are 85,7 %; without the two that the country cut, 100."""
    filas = [
        {"objetivo": f"O{n // 2}", "indicador": f"I{n}", "meta": f"M{n}", "ponderacion": "7.143"} for n in range(13)
    ] + [{"objetivo": "O6", "indicador": "I13", "meta": "M13", "ponderacion": "7.141"}]
    ids = mundo.escribir(filas=filas)
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si"] * 12 + ["no"] * 2)
    todas = nacional(servicio=mundo.servicio, periodo=mundo.periodo, formulario=catalogo.formulario("III.1"))
    assert next(r for r in todas.regiones if r.programa.region_id == "02").puntaje.resultado == "NO CUMPLE"
    enmiendas.proponer(programa_id=mundo.programa().pk, cargo=mundo.cargo("rosa"), filas=ids[12:], que="anular", **ACTO)
    enmienda = la_enmienda(mundo)
    dar(mundo, "aceptar-enmienda", "diego", enmienda)
    aprobar(mundo, enmienda)
    todas = nacional(servicio=mundo.servicio, periodo=mundo.periodo, formulario=catalogo.formulario("III.1"))
    region = next(r for r in todas.regiones if r.programa.region_id == "02")
    assert (region.puntaje.resultado, region.puntaje.mostrado, region.puntaje.suma_mostrada) == (
        "CUMPLE",
        "100,00",
        "100,00",
    )


def test_los_mismos_hallazgos_impiden_enviarla(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    enmiendas.anular(programa_id=enmienda.pk, cargo=mundo.cargo("ana"), compromiso_id=clones(enmienda)[ids[2]])
    with pytest.raises(errores.Incompleto) as rechazo:
        dar(mundo, "enviar", "diego", enmienda)
    assert [h.codigo for h in rechazo.value.hallazgos] == ["W-SUM"]


def test_una_fila_aprobada_no_se_elimina_y_una_nueva_no_se_anula(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    fila, cargo = clones(enmienda)[ids[0]], mundo.cargo("ana")
    with pytest.raises(errores.EstadoIncorrecto, match="se anula, no se elimina"):
        edicion.eliminar(programa_id=enmienda.pk, cargo=cargo, compromiso_id=fila)
    nueva = edicion.agregar(programa_id=enmienda.pk, cargo=cargo)["compromiso"]
    with pytest.raises(errores.EstadoIncorrecto, match="es nueva"):
        enmiendas.anular(programa_id=enmienda.pk, cargo=cargo, compromiso_id=nueva)
    edicion.eliminar(programa_id=enmienda.pk, cargo=cargo, compromiso_id=nueva)
    enmiendas.anular(programa_id=enmienda.pk, cargo=cargo, compromiso_id=fila)
    with pytest.raises(errores.EstadoIncorrecto, match="anulado no se edita"):
        cambiar(mundo, enmienda, fila, unidad="Otra")
    enmiendas.dejar_sin_anular(programa_id=enmienda.pk, cargo=cargo, compromiso_id=fila)
    cambiar(mundo, enmienda, fila, unidad="Otra")


def test_en_un_borrador_no_se_anula(mundo):
    ids = mundo.escribir()
    with pytest.raises(errores.EstadoIncorrecto, match="solo se anula en una enmienda"):
        enmiendas.anular(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), compromiso_id=ids[0])


def test_lo_anulado_por_una_enmienda_se_conserva_en_la_siguiente(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    dar(mundo, "enviar", "diego", enmienda)
    aprobar(mundo, enmienda)
    otra = pedir(mundo)
    assert otra.enmienda_numero == 2
    with pytest.raises(errores.EstadoIncorrecto, match="Una enmienda anterior"):
        enmiendas.dejar_sin_anular(programa_id=otra.pk, cargo=mundo.cargo("ana"), compromiso_id=clones(otra)[ids[2]])
    cambiar(mundo, otra, clones(otra)[ids[1]], unidad="Gabinete")
    dar(mundo, "enviar", "diego", otra)
    aprobar(mundo, otra)
    assert Compromiso.objects.get(pk=ids[2]).anulado
    assert Compromiso.objects.get(pk=ids[1]).unidad == "Gabinete"
    assert [v.motivo for v in mundo.programa().versiones.order_by("numero")] == [
        "envío",
        "aprobación",
        "enmienda",
        "enmienda",
    ]


def test_una_abierta_a_la_vez_tambien_para_la_base(mundo):
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    with pytest.raises(errores.EstadoIncorrecto, match="está abierta"):
        pedir(mundo, "diego")
    with pytest.raises(errores.EstadoIncorrecto, match="está abierta"):
        proponer(mundo)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramaRegional.todos.create(
            **{c: getattr(enmienda, c) for c in ("servicio", "periodo", "region", "formulario", "enmienda_de")},
            enmienda_numero=2,
        )
    dar(mundo, "retirar-enmienda", "diego", enmienda, motivo="Ya no hace falta")
    assert pedir(mundo).enmienda_numero == 2


@pytest.mark.parametrize("estado", SOLO_DE_ENMIENDA)
def test_un_programa_no_toma_los_estados_de_una_enmienda(mundo, estado):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramaRegional.todos.filter(pk=mundo.programa().pk).update(estado=estado)


@pytest.mark.parametrize("estado", [Estado.RESULTADOS, Estado.VALIDADO, Estado.CERRADO])
def test_una_enmienda_no_toma_los_del_programa(mundo, estado):
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramaRegional.todos.filter(pk=enmienda.pk).update(estado=estado, vigente=mundo.programa().vigente)


@pytest.mark.parametrize(
    "estado",
    [e for e in DEL_PROGRAMA if e not in (Estado.APROBADO, Estado.RESULTADOS)],
)
def test_solo_se_enmienda_lo_aprobado_y_hasta_enviar_los_resultados(mundo, estado):
    ids = llevar(mundo, estado, filas=FILAS)
    antes = foto()
    with pytest.raises(errores.EstadoIncorrecto):
        pedir(mundo)
    with pytest.raises(errores.EstadoIncorrecto):
        proponer(mundo, ids[2:])
    assert foto() == antes


def test_quien_puede_pedirla(mundo):
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    for quien, error in (
        ("luis", errores.NoExiste),
        ("rufo", errores.NoExiste),
        ("rosa", errores.NoAutorizado),
        ("hugo", errores.NoAutorizado),
        ("olga", errores.NoAutorizado),
    ):
        with pytest.raises(error):
            pedir(mundo, quien)
    for quien, error in (("ana", errores.NoAutorizado), ("rufo", errores.NoExiste), ("olga", errores.NoAutorizado)):
        with pytest.raises(error):
            proponer(mundo, quien=quien)
    assert not Enmienda.objects.exists()


@pytest.mark.parametrize(
    ("dato", "campo"),
    [
        ({"motivo": "  "}, "motivo"),
        ({"tipo": ""}, "acto.tipo"),
        ({"numero": " "}, "acto.numero"),
        ({"fecha": ""}, "acto.fecha"),
        ({"fecha": "31-02-2009"}, "acto"),
        ({"fecha": "ayer"}, "acto"),
        ({"fecha": "01-01-2999"}, "acto.fecha"),
        ({"motivo": "con \x00"}, ""),
        ({"tipo": "bando"}, "acto.tipo"),
    ],
)
def test_motivo_y_documento_son_obligatorios(mundo, dato, campo):
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    antes = foto()
    with pytest.raises(errores.DatoInvalido) as rechazo:
        pedir(mundo, **{k: v for k, v in dato.items() if k == "motivo"}, acto=DOCUMENTO | dato)
    assert rechazo.value.campo == campo
    assert rechazo.value.mensaje.endswith(".")
    assert foto() == antes


def test_fuera_de_la_ventana_se_dice_la_fecha(mundo):
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    hoy = timezone.localdate()
    abierta(mundo, date(2009, 5, 1), date(2009, 9, 30))
    with pytest.raises(errores.EstadoIncorrecto, match="30-09-2009"):
        pedir(mundo)
    with pytest.raises(errores.EstadoIncorrecto, match="30-09-2009"):
        proponer(mundo)
    abierta(mundo, hoy + timedelta(3), hoy + timedelta(9))
    with pytest.raises(errores.EstadoIncorrecto, match=f"{hoy + timedelta(3):%d-%m-%Y}"):
        pedir(mundo)
    abierta(mundo, hoy, hoy + timedelta(9))
    enmienda = pedir(mundo)
    abierta(mundo, hoy - timedelta(9), hoy - timedelta(1))
    with pytest.raises(errores.EstadoIncorrecto, match=f"{hoy - timedelta(1):%d-%m-%Y}"):
        dar(mundo, "enviar", "diego", enmienda)


def test_con_una_enmienda_abierta_no_se_envian_los_resultados(mundo):
    llevar(mundo, Estado.RESULTADOS, filas=FILAS)
    enmienda = pedir(mundo)
    with pytest.raises(errores.EstadoIncorrecto, match="está abierta"):
        mundo.dar("enviar-resultados", "diego")
    dar(mundo, "retirar-enmienda", "diego", enmienda, motivo="Ya no hace falta")
    mundo.dar("enviar-resultados", "diego")
    assert mundo.programa().estado == "resultados_enviados"


def test_rechazada_deja_el_programa_como_estaba(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    dar(mundo, "enviar", "diego", enmienda)
    antes = datos.instantanea(datos.leer(mundo.programa())), mundo.programa().vigente_id
    dar(mundo, "abrir-revision", "rosa", enmienda)
    with pytest.raises(errores.DatoInvalido):
        dar(mundo, "rechazar-enmienda", "rosa", enmienda)
    dar(mundo, "rechazar-enmienda", "rosa", enmienda, motivo="No hay presupuesto")
    assert (datos.instantanea(datos.leer(mundo.programa())), mundo.programa().vigente_id) == antes
    rechazada = la_enmienda(mundo)
    assert (rechazada.estado, rechazada.revisor_id) == ("rechazado", None)
    with pytest.raises(errores.EstadoIncorrecto):
        cambiar(mundo, rechazada, clones(rechazada)[ids[0]], unidad="Otra")


def test_devuelta_se_corrige_y_se_envia_de_nuevo(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    anular_una(mundo, enmienda, ids)
    dar(mundo, "enviar", "diego", enmienda)
    dar(mundo, "abrir-revision", "rosa", enmienda)
    dar(mundo, "devolver", "rosa", enmienda, motivo="Falta justificar")
    cambiar(mundo, enmienda, clones(enmienda)[ids[1]], unidad="Gabinete")
    dar(mundo, "enviar", "diego", enmienda)
    aprobar(mundo, enmienda)
    assert Compromiso.objects.get(pk=ids[1]).unidad == "Gabinete"


def test_cuatro_ojos_alcanza_a_quien_envio_el_programa(mundo):
    """Diego directs, then reviews: neither the amendment of what he sent nor the one he sent is his to approve."""
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    cambiar(mundo, enmienda, next(iter(clones(enmienda).values())), unidad="Gabinete")
    dar(mundo, "enviar", "diego", enmienda)
    puesto = Asignacion.objects.create(
        usuario=mundo.usuario("diego"), rol=Rol.REVISOR, servicio=mundo.servicio, desde=date(2009, 1, 1)
    )
    with pytest.raises(errores.NoAutorizado):
        acciones.dar("abrir-revision", programa_id=enmienda.pk, cargo=puesto)
    with pytest.raises(errores.NoAutorizado):
        enmiendas.proponer(programa_id=mundo.programa().pk, cargo=puesto, filas=[1], que="anular", **ACTO)


# De oficio


def proponer(mundo, filas=(), quien="rosa", region="02", que="anular", **mas):
    hecho = enmiendas.proponer(
        programa_id=mundo.programa(region).pk, cargo=mundo.cargo(quien), filas=list(filas), que=que, **ACTO | mas
    )
    return la_enmienda(mundo, hecho["enmienda"], region)


def test_de_oficio_reparte_las_ponderaciones_y_espera_a_la_direccion(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = proponer(mundo, ids[2:])
    assert (enmienda.estado, enmienda.de_oficio) == ("por_responder", True)
    assert [(f.compromiso.anulado, f.compromiso.ponderacion_texto) for f in datos.leer(enmienda).filas] == [
        (False, "57,14"),
        (False, "42,86"),
        (True, "30"),
    ]
    for paso, quien in (("enviar", "diego"), ("retirar-enmienda", "diego"), ("abrir-revision", "rosa")):
        with pytest.raises(errores.EstadoIncorrecto):
            dar(mundo, paso, quien, enmienda, motivo="x")
    with pytest.raises(errores.NoAutorizado):
        dar(mundo, "aceptar-enmienda", "ana", enmienda)
    dar(mundo, "aceptar-enmienda", "diego", enmienda)
    with pytest.raises(errores.EstadoIncorrecto, match="de oficio"):
        dar(mundo, "retirar-enmienda", "diego", enmienda, motivo="x")
    aprobar(mundo, enmienda)
    assert datos.leer(mundo.programa()).agregado.suma == 100


def test_de_oficio_sin_restablecer_cien_no_empieza(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    antes = foto()
    with pytest.raises(errores.Incompleto, match="suman 70"):
        proponer(mundo, ids[2:], repartir=False)
    assert foto() == antes


@pytest.mark.parametrize("que", ["texto", "actividades", "indicador", "unidad", "verificacion"])
def test_de_oficio_con_un_texto_comun(mundo, que):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = proponer(mundo, ids[:2], que=que, texto="Lo mismo en todo el país")
    dar(mundo, "aceptar-enmienda", "diego", enmienda)
    aprobar(mundo, enmienda)
    for fila in datos.leer(mundo.programa()).filas:
        leido = fila.indicador.texto if que == "indicador" else getattr(fila.compromiso, que)
        assert (leido == "Lo mismo en todo el país") == (fila.id in ids[:2])


@pytest.mark.parametrize(
    ("cambios", "frase"),
    [
        ({"filas": []}, "al menos una fila"),
        ({"filas": [999_999]}, "al menos una fila"),
        ({"que": "borrar"}, "Elija qué se hace"),
        ({"que": "unidad", "texto": "  "}, "texto común"),
        ({"que": "unidad", "texto": "a\x00"}, "U+0000"),
    ],
)
def test_de_oficio_con_datos_malos(mundo, cambios, frase):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    antes = foto()
    with pytest.raises(errores.DatoInvalido) as rechazo:
        proponer(mundo, **{"filas": ids[:1], **cambios})
    assert frase in rechazo.value.mensaje
    assert foto() == antes


def test_objetada_la_aprueba_otra_persona_y_dice_por_que(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = proponer(mundo, ids[2:])
    with pytest.raises(errores.DatoInvalido):
        dar(mundo, "objetar-enmienda", "diego", enmienda)
    dar(mundo, "objetar-enmienda", "diego", enmienda, motivo="Ya está en marcha")
    dar(mundo, "abrir-revision", "rosa", enmienda)
    with pytest.raises(errores.NoAutorizado, match="objetó"):
        dar(mundo, "aprobar-enmienda", "rosa", enmienda, motivo="Igual")
    dar(mundo, "tomar-revision", "rita", enmienda, motivo="Decido yo")
    with pytest.raises(errores.DatoInvalido, match="por qué"):
        dar(mundo, "aprobar-enmienda", "rita", enmienda)
    dar(mundo, "aprobar-enmienda", "rita", enmienda, motivo="Se cortó el presupuesto en todo el país")
    assert Compromiso.objects.get(pk=ids[2]).anulado


def test_lo_de_oficio_se_deja_sin_efecto_por_quien_revisa(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = proponer(mundo, ids[2:])
    dar(mundo, "desistir-enmienda", "rosa", enmienda, motivo="Hubo presupuesto")
    assert la_enmienda(mundo).estado == "retirado"
    assert not Compromiso.objects.get(pk=ids[2]).anulado


def test_la_misma_operacion_dos_veces_abre_una(mundo):
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    op = "11111111-1111-4111-8111-111111111111"
    datos_ = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana"), "operacion": op, **ACTO}
    assert enmiendas.pedir(**datos_) == enmiendas.pedir(**datos_)
    assert Enmienda.objects.count() == 1


def test_una_enmienda_no_tiene_los_pasos_de_un_programa(mundo):
    llevar(mundo, Estado.APROBADO, filas=FILAS)
    enmienda = pedir(mundo)
    for paso, quien in (
        ("no-compromete", "diego"),
        ("abrir-resultados", "rosa"),
        ("aprobar", "rosa"),
        ("cerrar", "rosa"),
    ):
        with pytest.raises(errores.EstadoIncorrecto):
            dar(mundo, paso, quien, enmienda, motivo="x")
    with pytest.raises(errores.EstadoIncorrecto):
        enmiendas.pedir(programa_id=enmienda.pk, cargo=mundo.cargo("ana"), **ACTO)
    for paso, quien in (("aprobar-enmienda", "rosa"), ("aceptar-enmienda", "diego")):
        with pytest.raises(errores.EstadoIncorrecto):
            mundo.dar(paso, quien)


def test_el_indicador_cambiado_borra_la_respuesta(mundo):
    ids = llevar(mundo, Estado.RESULTADOS, filas=FILAS)
    enmienda = proponer(mundo, ids[:1], que="indicador", texto="Redes con convenio")
    dar(mundo, "aceptar-enmienda", "diego", enmienda)
    aprobar(mundo, enmienda)
    fila = datos.leer(mundo.programa()).filas[0]
    assert (fila.indicador.texto, fila.compromiso.cumple, fila.evidencias) == ("Redes con convenio", "", ())
    assert Indicador.objects.get(pk=fila.indicador.id).resultado_anual == "Hecho"  # nobody's words are lost


def test_lo_dispensado_sigue_dispensado_y_lo_que_se_dispensa_en_la_enmienda_pasa_al_programa(mundo, sano):
    ids = mundo.escribir(filas=[FILAS[0] | {"verificacion": "Por definir"}, *FILAS[1:]])
    mundo.dar("enviar", "diego", dispensas={("V-TBD", ids[0]): "Lo fija el convenio"})
    mundo.dar("abrir-revision", "rosa")
    suya = mundo.programa().dispensas.get()
    otorgar(programa_id=mundo.programa().pk, cargo=mundo.cargo("rosa"), dispensa_id=suya.pk, motivo="Conforme")
    mundo.dar("aprobar", "rosa")
    enmienda = pedir(mundo)
    filas = clones(enmienda)
    cambiar(mundo, enmienda, filas[ids[1]], verificacion="")
    with pytest.raises(errores.Incompleto) as rechazo:  # only what the amendment brought
        dar(mundo, "enviar", "diego", enmienda)
    assert [(h.codigo, h.fila_id) for h in rechazo.value.hallazgos] == [("V-MISSING", filas[ids[1]])]
    dar(mundo, "enviar", "diego", enmienda, dispensas={("V-MISSING", filas[ids[1]]): "No habrá documento"})
    dar(mundo, "abrir-revision", "rosa", enmienda)
    nueva = enmienda.dispensas.vivas().get(otorgada=False)
    with pytest.raises(errores.Incompleto, match="1 dispensa pedida"):
        dar(mundo, "aprobar-enmienda", "rosa", enmienda)
    otorgar(programa_id=enmienda.pk, cargo=mundo.cargo("rosa"), dispensa_id=nueva.pk, motivo="Conforme")
    dar(mundo, "aprobar-enmienda", "rosa", enmienda)
    vivas = mundo.programa().dispensas.vivas().order_by("pk")
    assert [(d.codigo, d.compromiso_id, d.otorgada) for d in vivas] == [
        ("V-TBD", ids[0], True),
        ("V-MISSING", ids[1], True),
    ]
