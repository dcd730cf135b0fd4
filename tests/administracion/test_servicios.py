"""Services: a new one gets its programmes of the years one chooses; a closed one keeps all that it has."""

import pytest

from gestion_territorial.auditoria.registro import faltas
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo import periodos, servicios
from gestion_territorial.flujo.errores import DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Region, Servicio

from .conftest import entradas, foto_administrativa, operacion


def crear(mundo, codigo="NUEVO", nombre="Servicio nuevo", periodos=(2009,), **mas):
    return servicios.crear(codigo=codigo, nombre=nombre, periodos=periodos, cargo=mundo.cargo("hugo"), **mas)


def test_un_servicio_nuevo_tiene_un_programa_por_region_y_formato(mundo):
    op = operacion()
    nuevo = crear(mundo, " nuevo ", operacion=op)
    assert crear(mundo, " nuevo ", operacion=op) == nuevo
    programas = ProgramaRegional.objects.filter(servicio=nuevo)
    assert programas.count() == 15 * len(catalogo.instalados())
    assert set(programas.values_list("periodo__anio", "estado")) == {(2009, "borrador")}
    (entrada,) = entradas("crear servicio")
    assert entrada["datos"]["programas"] == {"2009": programas.count()}
    assert (nuevo.codigo, entrada["datos"]["servicio"]) == ("NUEVO", "NUEVO")
    assert list(faltas()) == []


def test_sin_periodos_no_tiene_programas_y_el_proximo_anio_si(mundo):
    nuevo = crear(mundo, periodos=())
    assert not ProgramaRegional.objects.filter(servicio=nuevo).exists()
    periodos.abrir(anio=2010, regiones=Region.objects.filter(pk="02"), ventanas={})
    assert ProgramaRegional.objects.filter(servicio=nuevo, periodo__anio=2010).exists()


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"codigo": "sernam"}, "codigo"),
        ({"codigo": "SER NAM"}, "codigo"),
        ({"codigo": "SEÑAL"}, "codigo"),
        ({"codigo": "../X"}, "codigo"),
        ({"codigo": ""}, "codigo"),
        ({"codigo": "A" * 21}, "codigo"),
        ({"codigo": "A\x00"}, "codigo"),
        ({"nombre": " "}, "nombre"),
        ({"nombre": "S" * 201}, "nombre"),
        ({"nombre": "S\x00"}, "nombre"),
        ({"periodos": (2009, 2055)}, "periodos"),
    ],
)
def test_lo_que_no_sirve_se_dice_en_su_campo_y_nada_queda(mundo, cambio, campo):
    antes = foto_administrativa()
    with pytest.raises(DatoInvalido) as rechazo:
        crear(mundo, **cambio)
    assert rechazo.value.campo == campo
    assert foto_administrativa() == antes


def test_un_anio_abierto_mientras_tanto_no_se_pasa_por_alto(mundo):
    mostrado = servicios.anios_abiertos()
    periodos.abrir(anio=2010, regiones=Region.objects.filter(pk="02"), ventanas={})
    with pytest.raises(EstadoIncorrecto, match="Otra persona cambió"):
        crear(mundo, mostrado=mostrado)
    assert crear(mundo, mostrado=servicios.anios_abiertos())


def test_cambiar_el_nombre(mundo):
    hugo = mundo.cargo("hugo")
    servicios.renombrar(codigo="SERNAM", nombre="Servicio de la Mujer", cargo=hugo, mostrado="Servicio de prueba")
    assert entradas("renombrar servicio")[-1]["cambios"] == {"nombre": ["Servicio de prueba", "Servicio de la Mujer"]}
    with pytest.raises(EstadoIncorrecto, match="Otra persona cambió"):
        servicios.renombrar(codigo="SERNAM", nombre="Otro", cargo=hugo, mostrado="Servicio de prueba")
    with pytest.raises(NoExiste):
        servicios.renombrar(codigo="NADA", nombre="Otro", cargo=hugo)


def test_cerrar_conserva_todo_y_reabrir_completa_lo_que_falta(mundo):
    hugo = mundo.cargo("hugo")
    mundo.escribir()
    programas = list(ProgramaRegional.objects.order_by("pk").values())
    with pytest.raises(DatoInvalido, match="motivo"):
        servicios.cerrar(codigo="SERNAM", motivo=" ", cargo=hugo)
    servicios.cerrar(codigo="SERNAM", motivo="Ley 1", cargo=hugo)
    assert list(ProgramaRegional.objects.order_by("pk").values()) == programas
    with pytest.raises(EstadoIncorrecto, match="ya está cerrado"):
        servicios.cerrar(codigo="SERNAM", motivo="Ley 1", cargo=hugo)
    mundo.dar("enviar", "diego")  # what is under way can be finished
    periodos.abrir(anio=2010, regiones=Region.objects.filter(pk="02"), ventanas={})
    del_siguiente = ProgramaRegional.objects.filter(servicio=mundo.servicio, periodo__anio=2010)
    assert not del_siguiente.exists()
    servicios.reabrir(codigo="SERNAM", motivo="Ley 2", periodos=[2009, 2010], cargo=hugo)
    assert del_siguiente.count() == len(catalogo.instalados())
    assert entradas("reabrir servicio")[-1]["datos"]["programas"] == {"2009": 0, "2010": del_siguiente.count()}
    with pytest.raises(EstadoIncorrecto, match="no está cerrado"):
        servicios.reabrir(codigo="SERNAM", motivo="Ley 2", periodos=[], cargo=hugo)


@pytest.mark.parametrize("quien", ["diego", "rosa", "olga"])
def test_solo_la_administracion(mundo, quien):
    antes, cargo = foto_administrativa(), mundo.cargo(quien)
    for hacer in (
        lambda: servicios.crear(codigo="X", nombre="X", periodos=[], cargo=cargo),
        lambda: servicios.renombrar(codigo="SERNAM", nombre="X", cargo=cargo),
        lambda: servicios.cerrar(codigo="SERNAM", motivo="X", cargo=cargo),
        lambda: servicios.reabrir(codigo="SERNAM", motivo="X", periodos=[], cargo=cargo),
    ):
        with pytest.raises(NoAutorizado):
            hacer()
    assert foto_administrativa() == antes
    assert Servicio.objects.count() == 2
