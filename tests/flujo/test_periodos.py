"""Opening a year, its rules, and how they are locked and changed."""

from datetime import date, timedelta

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import ADMINISTRATIVA, SISTEMA, Actor, faltas, leer
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo import periodos
from gestion_territorial.flujo.errores import DatoInvalido
from gestion_territorial.flujo.veredicto import nacional
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Periodo, Region, Servicio

from ..escenas import foto, llevar

HUGO = Actor(5, "Hugo", "Administrador/a")
INICIO = date(2019, 1, 1)
VENTANAS = {"compromiso": (INICIO, INICIO + timedelta(30)), "resultados": (INICIO + timedelta(300), date(2020, 1, 31))}


def _abrir(anio=2019, **cambios):
    datos = {"regiones": Region.objects.vigentes_en(date(anio, 1, 1)), "ventanas": VENTANAS, "actor": HUGO}
    return periodos.abrir(anio=anio, **datos | cambios)


def _administrativas():
    return list(Registro.objects.filter(cadena=ADMINISTRATIVA).order_by("secuencia"))


def _fuera_de_2009():
    return [f for f in _administrativas() if leer(f)["datos"]["anio"] != 2009]


def test_abrir_crea_cada_servicio_por_region_por_formulario(mundo):
    periodo = _abrir()
    programas = ProgramaRegional.objects.filter(periodo=periodo)
    formularios = len(catalogo.instalados())
    assert programas.count() == 2 * 16 * formularios
    assert ProgramaRegional.objects.filter(periodo=mundo.periodo).count() == 2 * 15 * formularios
    assert not ProgramaRegional.objects.filter(periodo=mundo.periodo, region="16").exists()
    assert set(programas.values_list("estado", "edicion", "numero")) == {("borrador", 0, 1)}
    assert {v.etapa: (v.desde, v.hasta) for v in periodo.ventanas.all()} == VENTANAS
    (entrada,) = _fuera_de_2009()
    assert (entrada.accion, entrada.actor_nombre) == ("abrir período", "Hugo")
    assert leer(entrada)["datos"]["programas"] == 2 * 16 * formularios


def test_abrir_dos_veces_es_una_y_no_toca_lo_que_hay(mundo):
    _abrir()
    antes = foto()
    _abrir(umbral_milesimas=50_000, ventanas={}, regiones=Region.objects.filter(pk="02"))
    assert foto() == antes
    assert Periodo.objects.get(anio=2019).umbral_milesimas == 90_000


def test_un_servicio_nuevo_entra_al_anio_ya_abierto_y_uno_no_vigente_no(mundo):
    periodo = _abrir()
    Servicio.objects.create(codigo="NUEVO", nombre="Servicio nuevo")
    Servicio.objects.create(codigo="VIEJO", nombre="Servicio viejo", vigente=False)
    _abrir()
    codigos = set(ProgramaRegional.objects.filter(periodo=periodo).values_list("servicio__codigo", flat=True))
    assert codigos == {"SERNAM", "OTRO", "NUEVO"}
    assert len(_fuera_de_2009()) == 2


@pytest.mark.parametrize(
    ("cambios", "campo"),
    [
        ({"umbral_milesimas": 100_001}, ""),
        ({"umbral_milesimas": -1}, "umbral_milesimas"),
        ({"anio": 1999}, "anio"),
        ({"ventanas": {"compromiso": (INICIO, INICIO - timedelta(1))}}, ""),
        ({"ventanas": {"siesta": (INICIO, INICIO)}}, "etapa"),
    ],
)
def test_un_anio_con_reglas_imposibles_no_se_abre(mundo, cambios, campo):
    antes = foto()
    with pytest.raises(DatoInvalido) as rechazo:
        _abrir(**{"anio": 2019} | cambios)
    assert rechazo.value.mensaje
    assert rechazo.value.campo == (campo or "__all__")
    assert foto() == antes
    assert Periodo.objects.count() == 1


def test_el_primer_envio_bloquea_y_los_siguientes_no_mueven_la_fecha(mundo):
    assert mundo.periodo.bloqueado_en is None
    mundo.escribir()
    mundo.dar("enviar", "diego")
    primera = mundo.programa().periodo.bloqueado_en
    assert primera is not None
    mundo.escribir("07", quien="luis")
    mundo.dar("enviar", "dora", "07")
    mundo.dar("retirar", "diego")
    assert mundo.programa().periodo.bloqueado_en == primera


def test_declarar_que_no_compromete_tambien_bloquea(mundo):
    mundo.dar("no-compromete", "diego", motivo="Este año no")
    assert mundo.programa().periodo.bloqueado_en is not None


def test_antes_del_primer_envio_se_cambia_sin_motivo_y_queda_escrito(mundo):
    periodos.modificar(anio=2009, actor=HUGO, umbral_milesimas=85_500)
    assert mundo.programa().periodo.umbral_milesimas == 85_500
    ultima = leer(_administrativas()[-1])
    assert ultima["accion"] == "modificar período"
    assert ultima["cambios"] == {"umbral_milesimas": [90_000, 85_500]}
    antes = foto()
    periodos.modificar(anio=2009, actor=HUGO, umbral_milesimas=85_500)
    assert foto() == antes


@pytest.mark.parametrize("motivo", ["", "  \n"])
def test_despues_solo_con_motivo(mundo, motivo):
    llevar(mundo, "enviado")
    antes = foto()
    with pytest.raises(DatoInvalido) as rechazo:
        periodos.modificar(anio=2009, actor=HUGO, umbral_milesimas=80_000, motivo=motivo)
    assert rechazo.value.campo == "motivo"
    assert foto() == antes
    assert mundo.programa().periodo.umbral_milesimas == 90_000
    periodos.modificar(anio=2009, actor=HUGO, umbral_milesimas=80_000, motivo="Resolución exenta 12")
    assert leer(_administrativas()[-1])["datos"] == {"anio": 2009, "motivo": "Resolución exenta 12"}
    assert mundo.programa().periodo.umbral_milesimas == 80_000
    assert list(faltas()) == []


def test_las_ventanas_tambien_son_reglas(mundo):
    llevar(mundo, "enviado")
    antes = mundo.periodo.ventanas.get(etapa="compromiso")
    nuevas = {"compromiso": (antes.desde, antes.hasta + timedelta(5)), "avance": (antes.desde, antes.hasta)}
    with pytest.raises(DatoInvalido):
        periodos.modificar(anio=2009, actor=HUGO, ventanas=nuevas)
    periodos.modificar(anio=2009, actor=HUGO, ventanas=nuevas, motivo="Se amplía el plazo")
    assert mundo.periodo.ventanas.get(etapa="compromiso").hasta == antes.hasta + timedelta(5)
    assert mundo.periodo.ventanas.count() == 3
    assert leer(_administrativas()[-1])["cambios"] == {
        "ventana de compromiso": [
            [antes.desde.isoformat(), antes.hasta.isoformat()],
            [antes.desde.isoformat(), (antes.hasta + timedelta(5)).isoformat()],
        ],
        "ventana de avance": [None, [antes.desde.isoformat(), antes.hasta.isoformat()]],
    }


@pytest.mark.parametrize("umbral", [-1, 100_001])
def test_un_umbral_imposible_no_se_guarda(mundo, umbral):
    antes = foto()
    with pytest.raises(DatoInvalido):
        periodos.modificar(anio=2009, actor=HUGO, umbral_milesimas=umbral)
    assert foto() == antes


def test_una_region_entra_con_sus_programas_y_sale_si_nadie_los_toco(mundo):
    """Ñuble let in by mistake would keep 2009 without a verdict for ever: untouched, its programmes leave with it."""
    todas = [r.pk for r in Region.objects.all()]
    sin_nuble = [c for c in todas if c != "16"]
    periodos.modificar(anio=2009, actor=HUGO, regiones=todas)
    assert ProgramaRegional.objects.filter(periodo=mundo.periodo, region="16").count() == 2 * len(catalogo.instalados())
    periodos.modificar(anio=2009, actor=HUGO, regiones=Region.objects.filter(pk__in=sin_nuble))
    assert not ProgramaRegional.objects.filter(periodo=mundo.periodo, region="16").exists()
    assert mundo.periodo.regiones.count() == 15
    pais = nacional(servicio=mundo.servicio, periodo=mundo.periodo, formulario=catalogo.formulario("III.1"))
    assert "16" not in {r.programa.region_id for r in pais.regiones}
    assert leer(_administrativas()[-1])["cambios"]["regiones"] == [sorted(todas), sorted(sin_nuble)]


def test_una_region_donde_ya_se_escribio_no_sale(mundo):
    mundo.escribir()
    antes = foto()
    with pytest.raises(DatoInvalido, match="Antofagasta") as rechazo:
        periodos.modificar(anio=2009, actor=HUGO, regiones=["07"])
    assert rechazo.value.campo == "regiones"
    assert foto() == antes
    assert mundo.periodo.regiones.count() == 15


def test_el_sistema_firma_lo_que_nadie_firma(mundo):
    assert _administrativas()[0].actor_nombre == SISTEMA.nombre
