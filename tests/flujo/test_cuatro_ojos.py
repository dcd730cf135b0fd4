"""Who submits never approves (R10): persons are compared, across changes of role."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.flujo import acciones, errores, observaciones
from gestion_territorial.flujo.veredicto import nacional, resultados
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import Resultado

from ..escenas import foto, llevar


@pytest.fixture
def diego_revisor(mundo):
    """Diego's later post: he is called to review for the same service."""
    return _cargo_de_revisor(mundo, "diego")


def _cargo_de_revisor(mundo, nombre):
    cargo = Asignacion.objects.create(
        usuario=mundo.usuario(nombre), rol=Rol.REVISOR, servicio=mundo.servicio, desde=date(2009, 6, 1)
    )
    return Asignacion.objects.select_related("servicio", "region", "usuario").get(pk=cargo.pk)


def _dar(mundo, paso, cargo, **datos):
    return acciones.dar(paso, programa_id=mundo.programa().pk, cargo=cargo, motivo="Porque sí", **datos)


def _refuse(mundo, cargo, *pasos):
    antes = foto()
    for paso in pasos:
        with pytest.raises(errores.NoAutorizado, match="otra persona"):
            _dar(mundo, paso, cargo)
    assert foto() == antes


def test_diego_envio_y_ya_no_revisa_ese_programa(mundo, diego_revisor):
    llevar(mundo, Estado.ENVIADO)
    _refuse(mundo, diego_revisor, "abrir-revision")
    mundo.dar("abrir-revision", "rosa")
    _refuse(mundo, diego_revisor, "tomar-revision")
    antes = foto()
    with pytest.raises(errores.DatoInvalido, match="envió el programa"):
        mundo.dar("traspasar-revision", "rosa", destino=diego_revisor.usuario_id)
    assert foto() == antes


def test_aunque_la_revision_le_llegara_por_otro_camino_no_decide(mundo, diego_revisor):
    """The check is at the step, not only at the door: should he ever hold the review, he still cannot decide."""
    llevar(mundo, Estado.ENVIADO)
    programa = mundo.programa()
    programa.revisor, programa.en_revision_desde = diego_revisor.usuario, timezone.now()
    programa.save()
    _refuse(mundo, diego_revisor, "devolver", "aprobar")
    with pytest.raises(errores.NoAutorizado):
        observaciones.observar(programa_id=programa.pk, cargo=diego_revisor, texto="Me observo")
    _dar(mundo, "soltar-revision", diego_revisor)  # letting go is no decision
    assert mundo.programa().revisor is None


def test_tampoco_valida_ni_cierra_lo_que_envio_el_anio_entero(mundo, diego_revisor):
    llevar(mundo, Estado.RESULTADOS_ENVIADOS)
    _refuse(mundo, diego_revisor, "abrir-revision")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("validar", "rosa")
    _refuse(mundo, diego_revisor, "cerrar")
    mundo.dar("cerrar", "rosa")


def test_lo_retirado_y_lo_declarado_tambien_cuentan_como_envio(mundo, diego_revisor):
    mundo.escribir()
    mundo.dar("no-compromete", "diego", motivo="Este año no")
    mundo.dar("retirar", "diego")
    otro = Asignacion.objects.create(
        usuario=mundo.usuario("dora"),
        rol=Rol.DIRECTOR,
        servicio=mundo.servicio,
        region_id="02",
        desde=timezone.localdate() - timedelta(1),
    )
    acciones.dar("enviar", programa_id=mundo.programa().pk, cargo=otro)
    _refuse(mundo, diego_revisor, "abrir-revision")
    _refuse(mundo, _cargo_de_revisor(mundo, "dora"), "abrir-revision")


def test_quien_solo_escribio_puede_revisar_y_diego_revisa_otra_region(mundo, diego_revisor):
    llevar(mundo, Estado.ENVIADO)
    _dar(mundo, "abrir-revision", _cargo_de_revisor(mundo, "ana"))
    mundo.escribir("07", quien="luis")
    mundo.dar("enviar", "dora", "07")
    acciones.dar("abrir-revision", programa_id=mundo.programa("07").pk, cargo=diego_revisor)
    assert mundo.programa("07").revisor.nombre == "Diego"


def test_el_codigo_del_servicio_cambia_y_la_historia_sigue_siendo_una(mundo, diego_revisor):
    """A renamed service opens another chain, whose numbers start again: who sent, and from where, is not forgotten."""
    llevar(mundo, Estado.OBSERVADO)
    mundo.servicio.codigo = "SERNAMEG"
    mundo.servicio.save()
    acciones.dar("enviar", programa_id=mundo.programa(servicio="SERNAMEG").pk, cargo=mundo.cargo("diego"))
    with pytest.raises(errores.NoAutorizado):
        acciones.dar("abrir-revision", programa_id=mundo.programa(servicio="SERNAMEG").pk, cargo=diego_revisor)
    acciones.dar("retirar", programa_id=mundo.programa(servicio="SERNAMEG").pk, cargo=mundo.cargo("diego"))
    assert mundo.programa(servicio="SERNAMEG").estado == Estado.OBSERVADO


def test_no_compromete_conserva_las_filas_y_aprobado_sale_del_veredicto(mundo):
    ids = mundo.escribir()
    mundo.dar("no-compromete", "diego", motivo="El Intendente lo pidió")
    programa = mundo.programa()
    assert (programa.estado, programa.no_compromete, programa.compromete) == (Estado.ENVIADO, True, True)
    assert _puntaje(mundo).resultado == Resultado.PENDIENTE  # until the national level approves, it counts
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("aprobar", "rosa")
    programa = mundo.programa()
    assert (programa.estado, programa.no_compromete, programa.compromete) == (Estado.APROBADO, True, False)
    assert _puntaje(mundo).resultado == Resultado.SIN_COMPROMISO
    assert programa.compromisos.filter(eliminada_en__isnull=True).count() == len(ids)
    with pytest.raises(errores.EstadoIncorrecto, match="no compromete"):
        mundo.dar("abrir-resultados", "rosa")
    iii1 = catalogo.formulario("III.1")
    pais = nacional(servicio=mundo.servicio, periodo=mundo.periodo, formulario=iii1)
    antofagasta = next(r for r in pais.regiones if r.programa.region_id == "02")
    assert antofagasta not in pais.de_que_depende


def test_devolver_la_declaracion_la_deja_sin_efecto(mundo):
    mundo.escribir()
    mundo.dar("no-compromete", "diego", motivo="Este año no")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("devolver", "rosa", motivo="Sí debe comprometer")
    programa = mundo.programa()
    assert (programa.estado, programa.no_compromete) == (Estado.OBSERVADO, False)
    mundo.dar("enviar", "diego")
    assert mundo.programa().no_compromete is False


def _puntaje(mundo):
    (resultado,) = resultados(type(mundo.programa()).objects.filter(pk=mundo.programa().pk))
    return resultado.puntaje
