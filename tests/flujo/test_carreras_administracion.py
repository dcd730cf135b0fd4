"""Two administrators at the same instant: of contrary acts one wins, the other reads why, and somebody administers."""

import uuid

import pytest

pytestmark = pytest.mark.lento

VECES = 4


def trabajo(nombre, **datos):
    return (f"tests.flujo.obreros_administracion:{nombre}", datos)


@pytest.fixture
def dos(base):
    """Rita administers too."""
    base.una("tests.flujo.obreros_administracion:administra", nombre="rita")
    return base


def balance(base):
    que = base.una("tests.flujo.obreros_administracion:balance")
    assert que["faltas"] == []
    assert not que["sin administración"]
    return que


@pytest.mark.parametrize(
    ("uno", "otro"), [("quitar", "quitar"), ("desactivar", "desactivar"), ("quitar", "desactivar")]
)
def test_dos_administradores_que_se_quitan_el_cargo(dos, uno, otro):
    resultados = dos.correr(trabajo(uno, quien="hugo", a="rita"), trabajo(otro, quien="rita", a="hugo"))
    assert sorted(r.bien for r in resultados) == [False, True]
    (perdio,) = (r for r in resultados if not r.bien)
    assert (perdio.estado, "ya terminó" in perdio.mensaje) == (403, True), perdio.traza
    balance(dos)


def test_el_mismo_correo_a_la_vez_es_una_cuenta(dos):
    direcciones = ("eva@ejemplo.cl", "EVA@ejemplo.cl", "Eva@Ejemplo.CL", " eva@ejemplo.cl ")
    resultados = dos.correr(
        *(trabajo("crear_cuenta", quien=q, direccion=d) for q, d in zip(("hugo", "rita") * 2, direcciones, strict=True))
    )
    assert sum(r.bien for r in resultados) == 1
    assert all(r.estado == 422 and "Ya hay una cuenta" in r.mensaje for r in resultados if not r.bien)
    assert balance(dos)["cuentas"] == 1


def test_la_misma_pulsacion_a_la_vez_es_una_y_todas_reciben_la_misma_respuesta(dos):
    dato = {"quien": "hugo", "direccion": "eva@ejemplo.cl", "operacion": str(uuid.uuid4())}
    resultados = dos.correr(*[trabajo("crear_cuenta", **dato)] * VECES)
    assert all(r.bien for r in resultados), [r.mensaje for r in resultados]
    assert len({r.valor for r in resultados}) == 1
    que = balance(dos)
    assert (que["cuentas"], que["acciones"].count("crear cuenta")) == (1, 1)


def test_dos_personas_para_la_misma_direccion(dos):
    resultados = dos.correr(trabajo("dirigir", quien="hugo", a="nadie"), trabajo("dirigir", quien="rita", a="luis"))
    assert sorted(r.bien for r in resultados) == [False, True]
    assert next(r for r in resultados if not r.bien).estado == 422
    assert balance(dos)["direcciones"] == 1


@pytest.mark.parametrize("vez", range(VECES))
def test_un_servicio_nuevo_y_un_anio_nuevo_a_la_vez(dos, vez):
    """Whoever is first, a service that was made is in every year; if a year came meanwhile, it is refused whole."""
    servicio, anio = dos.correr(
        trabajo("crear_servicio", quien="hugo", codigo="NUEVO"), trabajo("abrir_anio", anio=2010)
    )
    assert anio.bien, anio.traza
    assert servicio.bien or servicio.estado == 409, servicio.traza
    programas = balance(dos)["programas"]
    assert servicio.bien == ("NUEVO 2009" in programas)
    assert all(programas.values()), programas


@pytest.mark.parametrize(("como", "espera"), [("crear_servicio", 0), ("crear_servicio_despacio", 0.3)])
def test_un_servicio_nuevo_y_las_reglas_de_un_anio_a_la_vez(dos, como, espera):
    """No deadlock: both wait for the periods before the head of the chain. Nobody keeps a region that was taken out."""
    dos.una("tests.flujo.obreros_administracion:abrir_anio", anio=2010)
    resultados = dos.correr(
        trabajo(como, quien="hugo", codigo="NUEVO"),
        trabajo("sacar_region", anio=2010, espera=espera),
        trabajo("crear_servicio", quien="rita", codigo="OTRO-MAS"),
        trabajo("cerrar_servicio", quien="rita", codigo="OTRO"),
    )
    assert all(r.bien for r in resultados), [r.traza for r in resultados]
    programas = balance(dos)["programas"]
    assert {programas[f"{s} 2010"] for s in ("SERNAM", "NUEVO", "OTRO-MAS")} == {4}
    assert "OTRO 2010" not in programas
