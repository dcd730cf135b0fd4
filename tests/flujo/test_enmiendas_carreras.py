"""Races about amendments, with real processes: of two that exclude each other one happens, and the other reads why."""

import pytest

from .test_carreras import APROBADO, EN_CARGA, OBREROS, trabajo

pytestmark = pytest.mark.lento

REGIONES = ["02", "03", "04"]
ENVIADA = (("enviar", "diego"),)
EN_REVISION = (*ENVIADA, ("abrir-revision", "rosa"))


@pytest.fixture
def preparar(base):
    """A function: in a region, the programme by these steps, and an amendment by those (None: none yet)."""

    def _preparar(region, camino, enmienda=None):
        vista = base.una(f"{OBREROS}llevar", region=region, pasos=camino)
        if enmienda is not None:
            base.una(f"{OBREROS}enmendar", region=region, pasos=enmienda)
        return vista

    return _preparar


def _uno_gana(base, region, *trabajos):
    """The places of those that won; the losers were refused with a sentence."""
    resultados = base.correr(*trabajos)
    perdedores = [r for r in resultados if not r.bien]
    assert len(perdedores) == len(trabajos) - 1, resultados
    assert all(r.estado in (404, 409, 422) and r.mensaje.endswith(".") for r in perdedores), perdedores
    despues = base.una(f"{OBREROS}mirar_enmienda", region=region)
    assert despues["faltas"] == []
    return next(n for n, r in enumerate(resultados) if r.bien), despues


def test_pedir_una_enmienda_y_enviar_los_resultados(base, preparar):
    for region in REGIONES:
        vista = preparar(region, EN_CARGA)
        gana, despues = _uno_gana(
            base,
            region,
            trabajo("enmendar", region=region),
            trabajo("dar", region=region, paso="enviar-resultados", quien="diego", edicion=vista["edicion"]),
        )
        esperado = ("resultados", ["borrador"]) if gana == 0 else ("resultados_enviados", [])
        assert (despues["programa"], despues["enmiendas"]) == esperado


def test_aprobar_la_enmienda_y_enviar_los_resultados(base, preparar):
    for region in REGIONES:
        vista = preparar(region, EN_CARGA, EN_REVISION)
        gana, despues = _uno_gana(
            base,
            region,
            trabajo("dar_en_enmienda", region=region, paso="aprobar-enmienda", quien="rosa"),
            trabajo("dar", region=region, paso="enviar-resultados", quien="diego", edicion=vista["edicion"]),
        )
        assert gana == 0  # while it is open the results wait, and afterwards what was shown is another
        assert (despues["programa"], despues["enmiendas"], despues["unidad"]) == (
            "resultados",
            ["aprobado"],
            "Unidad enmendada",
        )
        assert despues["versiones"][-1] == "enmienda"


@pytest.mark.parametrize(("otro", "final"), [("retirar-enmienda", "retirado"), ("rechazar-enmienda", "rechazado")])
def test_aprobar_y_retirar_o_rechazar(base, preparar, otro, final):
    quien = "diego" if otro == "retirar-enmienda" else "rosa"
    for region in REGIONES:
        preparar(region, APROBADO, EN_REVISION)
        gana, despues = _uno_gana(
            base,
            region,
            trabajo("dar_en_enmienda", region=region, paso="aprobar-enmienda", quien="rosa"),
            trabajo("dar_en_enmienda", region=region, paso=otro, quien=quien),
        )
        assert despues["enmiendas"] == [["aprobado"], [final]][gana]
        assert (despues["versiones"][-1] == "enmienda") == (gana == 0)
        assert (despues["unidad"] == "Unidad enmendada") == (gana == 0)


def test_dos_piden_a_la_vez_y_se_abre_una(base, preparar):
    for region in REGIONES:
        preparar(region, APROBADO)
        _, despues = _uno_gana(base, region, *[trabajo("enmendar", region=region)] * 2)
        assert despues["enmiendas"] == ["borrador"]


def test_aprobar_apretado_diez_veces_ocurre_una(base, preparar):
    preparar("02", APROBADO, EN_REVISION)
    apretar = trabajo("dar_en_enmienda", region="02", paso="aprobar-enmienda", quien="rosa")
    _, despues = _uno_gana(base, "02", *[apretar] * 10)
    assert despues["versiones"].count("enmienda") == 1
