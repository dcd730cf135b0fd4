"""What the writer keeps out: rows of another programme, columns of another stage, fields that nobody writes."""

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import FilaInexistente, escribiendo
from gestion_territorial.compromisos.models import Compromiso, Evidencia, Indicador, actor_de
from gestion_territorial.flujo import copia, edicion, errores, evidencias

from ..escenas import FILA, foto, llevar


@pytest.fixture
def fila(mundo):
    (fila,) = mundo.escribir(filas=[FILA])
    return fila


def test_nada_se_escribe_en_filas_de_otro_programa(mundo, fila):
    """Forged ids: Luis's line, his objective, his indicator and his evidence, asked for through Ana's programme."""
    (ajena,) = mundo.escribir("07", filas=[FILA], quien="luis")
    de_luis = Compromiso.objects.select_related("indicador").get(pk=ajena)
    mundo.aprobar("07", director="dora")
    mundo.dar("abrir-resultados", "rosa", "07")
    mundo.responder([ajena], ["si"], "07", quien="luis")
    evidencia = Evidencia.objects.get(compromiso=ajena)
    ana = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    antes = foto()
    por_fila = (
        edicion.duplicar,
        edicion.eliminar,
        edicion.restaurar,
        edicion.mismo_objetivo,
        edicion.objetivo_propio,
        edicion.unir_con_siguiente,
        edicion.separar_actividades,
        edicion.agregar_actividad,
        copia.confirmar,
        lambda **k: edicion.mover(abajo=True, **k),
        lambda **k: edicion.mover_anticipado(destino="meta", **k),
        lambda **k: edicion.guardar_linea(cambios={("compromiso", "texto"): ("", "X")}, ediciones={}, **k),
    )
    for verbo in por_fila:
        for forjado in (ajena, 10**9, 10**30, -1):
            with pytest.raises(errores.NoExiste):
                verbo(compromiso_id=forjado, **ana)
    with pytest.raises(errores.NoExiste):
        edicion.agregar(junto_a=ajena, **ana)
    assert foto() == antes
    llevar(mundo, "resultados", ids=[fila])
    antes = foto()
    with pytest.raises(errores.NoExiste):
        edicion.agregar_evidencia(compromiso_id=ajena, referencia="Carpeta", **ana)
    with pytest.raises(errores.NoExiste):
        evidencias.quitar(evidencia_id=evidencia.pk, **ana)
    padres = [
        (Indicador, {"objetivo_id": de_luis.indicador.objetivo_id}),
        (Compromiso, {"indicador_id": de_luis.indicador_id}),
        (Evidencia, {"compromiso_id": ajena}),
    ]
    propias = {
        Indicador: Compromiso.objects.get(pk=fila).indicador_id,
        Compromiso: fila,
        Evidencia: Evidencia.objects.get(compromiso=fila).pk,
    }
    for modelo, valores in padres:
        with (
            pytest.raises(FilaInexistente),
            escribiendo(ana["programa_id"], actor=actor_de(ana["cargo"])) as escritura,
        ):
            escritura.guardar_fila(modelo, propias[modelo], cambios={c: (None, v) for c, v in valores.items()})
        with (
            pytest.raises(FilaInexistente),
            escribiendo(ana["programa_id"], actor=actor_de(ana["cargo"])) as escritura,
        ):
            escritura.crear_fila(modelo, valores)
    assert foto() == antes


@pytest.mark.parametrize("campo", ["programa_id", "id", "edicion", "programa"])
def test_el_escritor_no_muda_filas_de_programa(mundo, fila, campo):
    antes = foto()
    with (
        pytest.raises(ValueError, match="not fields"),
        escribiendo(mundo.programa().pk, actor=actor_de(mundo.cargo("ana"))) as escritura,
    ):
        escritura.guardar_fila(Compromiso, fila, cambios={campo: (None, 7)})
    assert foto() == antes


def test_las_palabras_para_una_columna_de_otra_etapa_se_rechazan(mundo, fila):
    """Dropping them in silence would answer «guardado» to somebody whose words are nowhere."""
    antes = foto()
    for nivel, campo, texto in (("indicador", "resultado_anual", "40 talleres"), ("compromiso", "cumple", "si")):
        with pytest.raises(errores.EstadoIncorrecto, match="no se escribe ahora"):
            edicion.guardar_linea(
                programa_id=mundo.programa().pk,
                cargo=mundo.cargo("ana"),
                compromiso_id=fila,
                cambios={(nivel, campo): ("", texto), ("compromiso", "unidad"): ("Dirección Regional", "Gabinete")},
                ediciones={},
            )
    assert foto() == antes


def test_lo_que_ninguna_columna_escribe_no_se_escribe(mundo, fila):
    antes = foto()
    forjados = {
        ("compromiso", "anulado"): ("", "1"),
        ("compromiso", "cumple_validado"): ("", "si"),
        ("compromiso", "ponderacion_milesimas"): ("", "100000"),
        ("compromiso", "programa_id"): ("", "1"),
        ("indicador", "objetivo_id"): ("", "1"),
        ("objetivo", "estado"): ("", "aprobado"),
        ("programa", "estado"): ("", "aprobado"),
        ("compromiso", "ganada"): ("", "100"),
    }
    edicion.guardar_linea(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("ana"),
        compromiso_id=fila,
        cambios=forjados,
        ediciones={},
    )
    edicion.guardar_cabecera(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("ana"),
        cambios={"estado": ("borrador", "aprobado"), "region": ("02", "07"), "no_compromete": (False, True)},
    )
    assert foto() == antes


def test_deshacer_la_eliminacion_conserva_id_y_evidencia(mundo):
    (fila,) = llevar(mundo, "resultados")
    evidencia = Evidencia.objects.get(compromiso=fila)
    with escribiendo(mundo.programa().pk, actor=actor_de(mundo.cargo("ana"))) as escritura:
        escritura.eliminar_fila(Compromiso, fila)
    assert datos.leer(mundo.programa()).tabla(Evidencia) == []
    with pytest.raises(errores.NoExiste):
        evidencias.quitar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), evidencia_id=evidencia.pk)
    with escribiendo(mundo.programa().pk, actor=actor_de(mundo.cargo("ana"))) as escritura:
        escritura.restaurar_fila(Compromiso, fila)
        assert escritura.restaurar_fila(Compromiso, fila).eliminada_en is None  # twice is once
    (linea,) = datos.leer(mundo.programa()).filas
    assert (linea.compromiso.id, [e.id for e in linea.evidencias]) == (fila, [evidencia.pk])
    acciones = Registro.objects.filter(fila_id=fila, accion__in=("eliminar", "restaurar")).order_by("pk")
    assert list(acciones.values_list("accion", flat=True)) == ["eliminar", "restaurar"]


def test_eliminar_y_recuperar_por_la_pantalla(mundo, fila):
    datos_ = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana"), "compromiso_id": fila}
    edicion.eliminar(**datos_)
    antes = foto()
    for verbo in (edicion.eliminar, edicion.duplicar, edicion.objetivo_propio, edicion.agregar_actividad):
        with pytest.raises(errores.NoExiste):
            verbo(**datos_)
    assert foto() == antes
    edicion.restaurar(**datos_)
    assert [f.compromiso.id for f in datos.leer(mundo.programa()).filas] == [fila]
