"""A synthetic country: the size that was asked for, the same for the same seed, and whole."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Sum

from gestion_territorial.compromisos.models import Compromiso, Estado, Modalidad, ProgramaRegional
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Periodo, Region

pytestmark = pytest.mark.django_db
FORMULARIOS = len(catalogo.instalados())
PUNTUADOS = sum(f.puntua for f in catalogo.instalados())


def sembrar(**medidas):
    salida = StringIO()
    medidas = {"servicios": 2, "regiones": 5, "anios": 2, "filas": 6, "semilla": 1} | medidas
    call_command("sembrar", aunque_sea_produccion=True, stdout=salida, **medidas)
    return salida.getvalue()


def huella():
    """What was sown, without ids: programmes with their state and every row's weight and answer."""
    programas = ProgramaRegional.objects.de_norte_a_sur().values_list("estado", "modalidad", "no_compromete")
    filas = Compromiso.objects.order_by("pk").values_list("texto", "ponderacion_texto", "cumple", "cumple_validado")
    return list(programas), list(filas)


def test_el_tamano_pedido():
    assert f" {20 * PUNTUADOS} programas con {120 * PUNTUADOS} compromisos" in sembrar()
    por_servicio = ProgramaRegional.objects.values_list("servicio__codigo").annotate(n=Count("pk"))
    assert sorted(por_servicio) == [("S001", 10 * FORMULARIOS), ("S002", 10 * FORMULARIOS)]
    assert sorted(Periodo.objects.values_list("anio", flat=True)) == [2009, 2010]
    assert set(Compromiso.objects.values("programa").annotate(n=Count("pk")).values_list("n", flat=True)) == {6}


def test_las_ponderaciones_suman_cien():
    sembrar(servicios=3)
    metas = ProgramaRegional.objects.filter(modalidad=Modalidad.METAS).exclude(estado=Estado.BORRADOR)
    sumas = metas.annotate(suma=Sum("compromisos__ponderacion_milesimas")).values_list("suma", flat=True)
    assert set(sumas) == {100_000}
    assert ProgramaRegional.objects.filter(modalidad=Modalidad.ACTIVIDADES).exists()
    cerrados = ProgramaRegional.objects.filter(estado=Estado.CERRADO)
    assert cerrados.count() > ProgramaRegional.objects.count() / 3
    assert not Compromiso.objects.filter(programa__in=cerrados, cumple="").exists()


def test_verificar_lo_encuentra_entero():
    sembrar(servicios=3, regiones=16)
    salida = StringIO()
    call_command("verificar", stdout=salida)
    assert salida.getvalue().startswith(f"Todo en orden: {96 * FORMULARIOS} programas ")


def test_la_misma_semilla_da_el_mismo_pais():
    huellas = []
    for semilla in (7, 7, 8):
        with transaction.atomic():
            sembrar(semilla=semilla)
            huellas.append(huella())
            transaction.set_rollback(True)
    assert huellas[0] == huellas[1] != huellas[2]


def test_otra_vez_no_toca_lo_que_hay():
    sembrar()
    antes = huella()
    assert "0 programas" in sembrar(semilla=9, filas=3)
    assert huella() == antes


def test_no_cambia_un_periodo_que_ya_existe(mundo):
    assert f" {15 * PUNTUADOS} programas" in sembrar(servicios=1, anios=1, regiones=16)
    assert mundo.periodo.regiones.count() == 15 < Region.objects.count()


@pytest.mark.parametrize(("medida", "valor"), [("regiones", 17), ("servicios", 0), ("filas", 0), ("anios", 91)])
def test_una_medida_imposible_se_dice(medida, valor):
    with pytest.raises(CommandError, match=f"--{medida} va de 1 a"):
        sembrar(**{medida: valor})
