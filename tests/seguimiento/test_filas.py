"""The rows of a measurement: brought in from the objectives in force, added by hand, and true to what they saw."""

import pytest

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Objetivo
from gestion_territorial.flujo import edicion
from gestion_territorial.flujo.errores import DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import bloqueantes, hallazgos
from seguimiento import mediciones
from seguimiento.models import Avance
from tests.mundo import Mundo

FORMULARIO = catalogo.formulario("III.4")


def de(seguimiento, cuales=hallazgos):
    return [h.codigo for h in cuales(FORMULARIO, datos.leer(seguimiento.programa()))]


def test_un_clic_trae_los_objetivos_de_los_tres_programas_con_su_texto(seguimiento, tres):
    assert seguimiento.traer()["filas"] == 4
    assert [(a.formulario, a.objetivo_texto) for a in seguimiento.avances()] == [
        ("III.1", "Prevenir la violencia"),
        ("III.1", "Difundir derechos"),
        ("III.2", "Coordinar las mesas"),
        ("III.3", "Provisión de información"),
    ]


def test_otro_clic_solo_trae_lo_que_falta(seguimiento, tres):
    seguimiento.traer()
    assert seguimiento.traer()["filas"] == 0
    seguimiento.objetivo("III.2", "Otra mesa")
    assert seguimiento.traer()["filas"] == 1
    assert len(seguimiento.avances()) == 5


def test_donde_hay_version_vigente_manda_la_version(seguimiento):
    mundo = seguimiento.mundo
    mundo.escribir()
    mundo.aprobar()
    Objetivo.objects.filter(texto="Difundir derechos").update(texto="Escrito después, sin aprobar")
    seguimiento.traer()
    assert [a.objetivo_texto for a in seguimiento.avances()] == ["Prevenir la violencia", "Difundir derechos"]


def test_no_trae_los_de_otra_region_ni_los_que_nadie_compromete(seguimiento, tres):
    seguimiento.mundo.escribir("07", quien="luis")
    seguimiento.mundo.dar("no-compromete", "diego", motivo="Este año no")
    seguimiento.mundo.dar("abrir-revision", "rosa")
    seguimiento.mundo.dar("aprobar", "rosa")
    seguimiento.traer()
    assert [a.formulario for a in seguimiento.avances()] == ["III.2", "III.3"]


@pytest.mark.parametrize(("quien", "error"), [("rosa", NoAutorizado), ("luis", NoExiste), ("rufo", NoExiste)])
def test_traer_es_de_la_region(seguimiento, tres, quien, error):
    with pytest.raises(error):
        seguimiento.traer(quien=quien)
    assert seguimiento.avances() == []


def test_traer_objetivos_a_otro_formulario_no_existe(seguimiento):
    programa, cargo = seguimiento.mundo.programa(), seguimiento.mundo.cargo("ana")
    with pytest.raises(NoExiste):
        mediciones.traer_objetivos(programa_id=programa.pk, cargo=cargo)


def test_lo_enviado_no_se_toca(seguimiento, tres):
    seguimiento.traer()
    seguimiento.fechar("30-06-2009")
    seguimiento.dar("enviar", "diego")
    with pytest.raises(EstadoIncorrecto):
        seguimiento.traer()


def test_el_texto_queda_como_estaba_y_lo_anulado_se_marca(seguimiento, tres, django_assert_num_queries):
    seguimiento.traer()
    objetivo, compromiso = tres["III.2"]
    Objetivo.objects.filter(pk=objetivo.pk).update(texto="Cambió")
    assert "OBJ-ANULADO" not in de(seguimiento)
    seguimiento.anular(compromiso)
    assert de(seguimiento).count("OBJ-ANULADO") == 1
    seguimiento.quitar("III.3", tres["III.3"][1])
    assert de(seguimiento).count("OBJ-ANULADO") == 2
    fila = seguimiento.avances()[2]
    assert fila.objetivo_texto == "Coordinar las mesas"
    seguimiento.escribir(fila, avance="La mesa sesionó dos veces")  # a row whose objective is gone can still be written
    assert Avance.objects.get(pk=fila.pk).avance == "La mesa sesionó dos veces"


def test_una_fila_a_mano_toma_el_texto_y_el_programa_del_objetivo_elegido(seguimiento, tres):
    objetivo = tres["III.2"][0]
    fila = seguimiento.a_mano(objetivo_id=objetivo.pk)
    assert (fila.formulario, fila.objetivo_id, fila.objetivo_texto) == ("III.2", objetivo.pk, "Coordinar las mesas")
    seguimiento.escribir(fila, objetivo_id=tres["III.3"][0].pk)
    fila.refresh_from_db()
    assert (fila.formulario, fila.objetivo_texto) == ("III.2", "Provisión de información")
    assert "M-PROG" in de(seguimiento)
    assert "M-PROG" not in de(seguimiento, bloqueantes)
    seguimiento.escribir(fila, objetivo_id="")
    fila.refresh_from_db()
    assert (fila.objetivo_id, fila.objetivo_texto) == (None, "")


@pytest.mark.parametrize("region", ["07", "02"])
def test_un_objetivo_de_otra_region_o_periodo_se_rechaza(seguimiento, region):
    ajeno = Mundo(2010) if region == "02" else seguimiento.mundo
    ajeno.escribir(region, quien="ana" if region == "02" else "luis")
    objetivo = Objetivo.objects.filter(programa=ajeno.programa(region)).first()
    with pytest.raises(DatoInvalido, match="no es de los programas de esta región"):
        seguimiento.a_mano(objetivo_id=objetivo.pk)
    assert not Avance.objects.filter(objetivo__isnull=False).exists()


@pytest.mark.parametrize("texto", ["x", "-1", "1" * 30, "²"])
def test_un_objetivo_que_no_es_de_la_lista_se_rechaza(seguimiento, texto):
    with pytest.raises(DatoInvalido, match="lista"):
        seguimiento.a_mano(objetivo_id=texto)


@pytest.mark.parametrize(("campo", "texto"), [("formulario", "III.4"), ("avance_numerico", "101")])
def test_un_valor_imposible_se_rechaza(seguimiento, campo, texto):
    with pytest.raises(DatoInvalido):
        seguimiento.a_mano(**{campo: texto})


def test_los_bloques_van_en_el_orden_del_formato(seguimiento, tres):
    seguimiento.traer()
    seguimiento.a_mano(formulario="III.1")
    lineas = FORMULARIO.tabla("avances").filas(datos.leer(seguimiento.programa()))
    assert [linea.datos.formulario for linea in lineas] == ["III.1", "III.1", "III.1", "III.2", "III.3"]
    assert [linea.numero for linea in lineas] == [1, 2, 3, 4, 5]


def test_que_impide_enviar(seguimiento, tres):
    assert de(seguimiento, bloqueantes) == ["III4-DATE", "III4-EMPTY"]
    seguimiento.traer()
    seguimiento.fechar("30-06-2009")
    assert de(seguimiento, bloqueantes) == []
    primera = seguimiento.avances()[0]
    seguimiento.escribir(primera, recomendaciones="Reunirse antes")
    assert de(seguimiento, bloqueantes) == ["III4-RESP"]
    primera.refresh_from_db()
    seguimiento.escribir(primera, responsable="Dirección Regional")
    seguimiento.a_mano()
    assert de(seguimiento, bloqueantes) == ["III4-OBJ", "III4-OBJ"]


def test_las_consultas_no_crecen_con_las_filas(seguimiento, tres, django_assert_num_queries):
    seguimiento.traer()

    def leer():
        contenido = datos.leer(seguimiento.programa())
        return hallazgos(FORMULARIO, contenido)

    with django_assert_num_queries(3):  # the programme, its commitments, its own rows
        leer()
    for n in range(5):
        seguimiento.objetivo("III.2", f"Otra mesa {n}")
    seguimiento.traer()
    seguimiento.anular(tres["III.2"][1])
    with django_assert_num_queries(3):
        assert "OBJ-ANULADO" in [h.codigo for h in leer()]


def test_el_programa_de_origen_se_sigue_escribiendo(seguimiento, tres):
    """A measurement's link holds nobody back: the objective's own region mends its text as before."""
    seguimiento.traer()
    programa, cargo = seguimiento.mundo.programa(formulario="III.2"), seguimiento.mundo.cargo("ana")
    edicion.guardar_linea(
        programa_id=programa.pk,
        cargo=cargo,
        compromiso_id=tres["III.2"][1],
        cambios={("objetivo", "texto"): ("Coordinar las mesas", "Coordinar tres mesas")},
        ediciones={"objetivo": 1},
    )
    assert seguimiento.avances()[2].objetivo_texto == "Coordinar las mesas"
