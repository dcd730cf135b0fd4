"""The freeze: who holds the review, and the region that asks for its text back while somebody does."""

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import faltas, leer
from gestion_territorial.compromisos.models import Estado
from gestion_territorial.flujo import cambios, errores
from gestion_territorial.flujo.pasos import posibles

from ..escenas import foto, llevar


@pytest.fixture
def abierta(mundo):
    llevar(mundo, Estado.ENVIADO)
    mundo.dar("abrir-revision", "rosa")
    return mundo


def pedir(mundo, motivo="La meta 3 lleva la cifra del año pasado"):
    return mundo.dar("pedir-devolucion", "diego", motivo=motivo)


def nombres(mundo, quien):
    return {p.nombre for p in posibles(mundo.programa(), mundo.cargo(quien))}


def test_se_pide_con_motivo_y_solo_mientras_alguien_revisa(mundo):
    llevar(mundo, Estado.ENVIADO)
    antes = foto()
    with pytest.raises(errores.EstadoIncorrecto, match="puede retirar el envío"):
        pedir(mundo)
    assert foto() == antes
    mundo.dar("abrir-revision", "rosa")
    for vacio in ("", " \n"):
        with pytest.raises(errores.DatoInvalido, match="motivo"):
            pedir(mundo, vacio)
    with pytest.raises(errores.NoAutorizado):
        mundo.dar("pedir-devolucion", "ana", motivo="Yo")
    pedir(mundo)
    with pytest.raises(errores.EstadoIncorrecto, match="espera respuesta"):
        pedir(mundo)
    entrada = cambios.peticion_de_devolucion(mundo.programa())
    assert (entrada.actor_nombre, cambios.motivo_de(entrada)) == (
        "Diego",
        "La meta 3 lleva la cifra del año pasado",
    )


def test_mientras_se_pide_no_se_aprueba_y_devolver_la_cumple(abierta):
    pedir(abierta)
    assert "aprobar" not in nombres(abierta, "rosa")
    with pytest.raises(errores.EstadoIncorrecto, match="pidió la devolución"):
        abierta.dar("aprobar", "rosa")
    abierta.dar("devolver", "rosa", motivo="Aquí lo tiene")
    assert abierta.programa().devolucion_pedida_en is None
    assert cambios.peticion_de_devolucion(abierta.programa()) is None


def test_declinar_pide_una_frase_queda_en_el_registro_y_la_revision_sigue(abierta):
    with pytest.raises(errores.EstadoIncorrecto, match="no ha pedido"):
        abierta.dar("declinar-devolucion", "rosa", motivo="No")
    pedir(abierta)
    with pytest.raises(errores.DatoInvalido):
        abierta.dar("declinar-devolucion", "rosa")
    with pytest.raises(errores.EstadoIncorrecto):
        abierta.dar("declinar-devolucion", "rita", motivo="No la tengo yo")
    abierta.dar("declinar-devolucion", "rosa", motivo="Termino hoy: se la observo en la celda")
    programa = abierta.programa()
    assert (programa.revisor.nombre, programa.devolucion_pedida_en) == ("Rosa", None)
    assert cambios.motivo_de(cambios.devolucion_declinada(programa)).startswith("Termino hoy")
    assert {"aprobar", "devolver"} <= nombres(abierta, "rosa")
    pedir(abierta, "Insisto")  # it may be asked again, and then the earlier answer is no longer the last word
    assert cambios.devolucion_declinada(abierta.programa()) is None
    assert list(faltas()) == []


def test_la_peticion_sigue_a_la_revision_de_mano_en_mano(abierta):
    """Handed over, dropped or taken, whoever comes next finds it; the region withdraws what nobody holds."""
    pedir(abierta)
    abierta.dar("traspasar-revision", "rosa", destino=abierta.usuario("rita").pk)
    assert "declinar-devolucion" in nombres(abierta, "rita")
    abierta.dar("tomar-revision", "rosa", motivo="Rita está con licencia")
    abierta.dar("soltar-revision", "rosa")
    assert abierta.programa().devolucion_pedida_en
    abierta.dar("retirar", "diego")
    programa = abierta.programa()
    assert (programa.estado, programa.devolucion_pedida_en) == (Estado.BORRADOR, None)


def test_el_registro_dice_de_quien_a_quien_paso_la_revision(abierta):
    abierta.dar("traspasar-revision", "rosa", destino=abierta.usuario("rita").pk)
    abierta.dar("tomar-revision", "rosa", motivo="Rita está con licencia")
    entradas = Registro.objects.filter(programa_id=abierta.programa().pk).order_by("-pk")[:2]
    dichos = [(e.accion, leer(e)["datos"]["revisaba"], leer(e)["datos"]["revisa"]) for e in entradas]
    assert dichos == [("tomar-revision", "Rita", "Rosa"), ("traspasar-revision", "Rosa", "Rita")]


def test_de_los_resultados_tambien(mundo):
    llevar(mundo, Estado.RESULTADOS_ENVIADOS)
    mundo.dar("abrir-revision", "rosa")
    pedir(mundo)
    with pytest.raises(errores.EstadoIncorrecto):
        mundo.dar("validar", "rosa")
    mundo.dar("devolver-resultados", "rosa", motivo="Aquí los tiene")
    assert mundo.programa().devolucion_pedida_en is None
