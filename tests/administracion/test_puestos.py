"""Dated posts: before a first sign-in, handed over, overlapping, ended; and somebody always administers."""

from datetime import date, timedelta

import pytest

from gestion_territorial.auditoria.registro import faltas
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.flujo import personas, puestos
from gestion_territorial.flujo.errores import DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste

from .conftest import HOY, entradas, foto_administrativa, operacion

AYER, MANANA = HOY - timedelta(1), HOY + timedelta(1)
SIN_FIN = date(2009, 1, 1)


@pytest.fixture
def eva(mundo):
    """An account whose owner has not come in yet."""
    return personas.crear(correo="eva@ejemplo.cl", nombre="Eva", cargo=mundo.cargo("hugo"))


def asignar(mundo, usuario, rol=Rol.FORMULADOR, region="02", *, cargo=None, **mas):
    datos = {"servicio_id": mundo.servicio.pk, "region_id": region, "desde": HOY, "documento": "Resolución 1"} | mas
    return puestos.asignar(usuario_id=usuario.pk, rol=rol, cargo=cargo or mundo.cargo("hugo"), **datos)


def nacional(mundo, usuario, rol, **mas):
    return asignar(mundo, usuario, rol, None, **mas)


def administrador(mundo, usuario, **mas):
    return nacional(mundo, usuario, Rol.ADMINISTRADOR, servicio_id=None, **mas)


def test_un_puesto_antes_de_la_primera_entrada(mundo, eva):
    puesto = asignar(mundo, eva, desde=MANANA, hasta=date(2026, 12, 31))
    assert eva.last_login is None
    assert list(Asignacion.objects.en_vigor(MANANA).filter(usuario=eva)) == [puesto]
    assert not Asignacion.objects.en_vigor(HOY).filter(usuario=eva).exists()
    datos = entradas("asignar puesto")[-1]["datos"]
    assert (datos["persona"], datos["puesto"]) == ("Eva", "Formulador/a regional · SERNAM · Antofagasta")
    assert (datos["desde"], datos["hasta"], datos["documento"]) == ("2026-06-16", "2026-12-31", "Resolución 1")
    assert list(faltas()) == []


def test_dos_regiones_y_dos_roles_a_la_vez(mundo, eva):
    asignar(mundo, eva)
    asignar(mundo, eva, region="07")
    nacional(mundo, eva, Rol.OBSERVADOR)
    nacional(mundo, eva, Rol.OBSERVADOR, servicio_id=None)
    assert Asignacion.objects.en_vigor().filter(usuario=eva).count() == 4


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"hasta": AYER}, "hasta"),
        ({"desde": date(2, 1, 1)}, "desde"),
        ({"desde": date(9999, 1, 1)}, "desde"),
        ({"desde": None}, "desde"),
        ({"hasta": date(9999, 12, 31)}, "hasta"),
        ({"region_id": "99"}, "region"),
        ({"region_id": None}, "region"),
        ({"servicio_id": 999_999}, "servicio"),
        ({"servicio_id": None}, "servicio"),
        ({"region_id": "16", "desde": date(2018, 9, 5)}, "desde"),
        ({"rol": "ministro"}, "region"),
        ({"rol": "ministro", "region_id": None}, "rol"),
        ({"rol": Rol.REVISOR}, "region"),
        ({"rol": Rol.REVISOR, "region_id": None, "servicio_id": None}, "servicio"),
        ({"rol": Rol.ADMINISTRADOR, "region_id": None}, "servicio"),
        ({"documento": " "}, "documento"),
        ({"documento": "R\x00"}, "documento"),
        ({"documento": "R" * 201}, "documento"),
        ({"usuario_id": 999_999}, "usuario"),
    ],
)
def test_lo_que_no_sirve_se_dice_en_su_campo_y_nada_queda(mundo, eva, cambio, campo):
    antes = foto_administrativa()
    datos = {
        "usuario_id": eva.pk,
        "rol": Rol.FORMULADOR,
        "servicio_id": mundo.servicio.pk,
        "region_id": "02",
        "desde": HOY,
        "documento": "Resolución 1",
    }
    with pytest.raises(DatoInvalido) as rechazo:
        puestos.asignar(cargo=mundo.cargo("hugo"), **datos | cambio)
    assert rechazo.value.campo == campo, rechazo.value.mensaje
    assert foto_administrativa() == antes


def test_nuble_desde_que_existe(mundo, eva):
    assert asignar(mundo, eva, region="16", desde=date(2018, 9, 6)).region_id == "16"


def test_el_mismo_puesto_dos_veces_en_un_dia_se_dice_con_una_frase(mundo, eva):
    asignar(mundo, eva, desde=HOY, hasta=HOY + timedelta(30))
    antes = foto_administrativa()
    for desde, hasta in (
        (HOY + timedelta(30), None),
        (AYER, HOY),
        (AYER, None),
        (HOY + timedelta(5), HOY + timedelta(6)),
    ):
        with pytest.raises(DatoInvalido, match="ya tiene ese mismo puesto desde el 15-06-2026 hasta el 15-07-2026"):
            asignar(mundo, eva, desde=desde, hasta=hasta)
    assert foto_administrativa() == antes
    asignar(mundo, eva, desde=HOY + timedelta(31))
    asignar(mundo, eva, desde=HOY - timedelta(9), hasta=AYER)


def test_dos_direcciones_a_la_vez_solo_como_subrogancia(mundo, eva):
    with pytest.raises(
        DatoInvalido, match="Diego ya dirige esa región desde el 01-01-2009, sin fecha de término"
    ) as no:
        asignar(mundo, eva, Rol.DIRECTOR)
    assert no.value.campo == "subroga"
    puesto = asignar(mundo, eva, Rol.DIRECTOR, subroga=True, hasta=HOY + timedelta(20))
    assert entradas("asignar puesto")[-1]["datos"]["subroga"] is True
    assert puesto in Asignacion.objects.en_vigor()
    assert asignar(mundo, mundo.usuario("luis"), Rol.FORMULADOR) is not None  # a team of two who fill is daily life


def test_un_servicio_cerrado_y_una_cuenta_inactiva_no_reciben_puestos(mundo, eva):
    personas.desactivar(usuario_id=eva.pk, motivo="Error", cargo=mundo.cargo("hugo"))
    with pytest.raises(DatoInvalido, match="inactiva"):
        asignar(mundo, eva)
    mundo.servicio.vigente = False
    mundo.servicio.save()
    with pytest.raises(DatoInvalido, match="está cerrado"):
        asignar(mundo, mundo.usuario("nadie"))


def test_el_relevo_termina_un_puesto_y_empieza_otro_en_un_acto(mundo, eva):
    viejo, hugo, op = mundo.cargo("diego"), mundo.cargo("hugo"), operacion()
    datos = {"puesto_id": viejo.pk, "usuario_id": eva.pk, "desde": MANANA, "documento": "Resolución 2", "cargo": hugo}
    nuevo = puestos.relevar(**datos, operacion=op)
    assert puestos.relevar(**datos, operacion=op) == nuevo
    viejo.refresh_from_db()
    assert (viejo.hasta, nuevo.desde, nuevo.hasta) == (HOY, MANANA, None)
    assert (nuevo.rol, nuevo.servicio, nuevo.region) == (viejo.rol, viejo.servicio, viejo.region)
    termino, comienzo = entradas()[-2:]
    assert (termino["accion"], termino["cambios"]) == ("terminar puesto", {"hasta": [None, "2026-06-15"]})
    assert (comienzo["accion"], comienzo["datos"]["persona"]) == ("asignar puesto", "Eva")
    de_antofagasta = Asignacion.objects.filter(rol=Rol.DIRECTOR, region="02")
    assert [p.usuario for p in de_antofagasta.en_vigor(HOY)] == [mundo.usuario("diego")]
    assert [p.usuario for p in de_antofagasta.en_vigor(MANANA)] == [eva]


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"desde": SIN_FIN}, "desde"),
        ({"desde": None}, "desde"),
        ({"usuario": "diego"}, "usuario"),
        ({"hasta": AYER}, "hasta"),
        ({"documento": ""}, "documento"),
    ],
)
def test_un_relevo_imposible_no_deja_el_puesto_a_medias(mundo, eva, cambio, campo):
    antes = foto_administrativa()
    quien = mundo.usuario(cambio.pop("usuario")) if "usuario" in cambio else eva
    datos = {"desde": MANANA, "documento": "Resolución 2", "hasta": None} | cambio
    with pytest.raises(DatoInvalido) as rechazo:
        puestos.relevar(puesto_id=mundo.cargo("diego").pk, usuario_id=quien.pk, cargo=mundo.cargo("hugo"), **datos)
    assert rechazo.value.campo == campo
    assert foto_administrativa() == antes


def test_el_termino_se_fija_se_alarga_y_no_pisa_lo_que_otro_cambio(mundo):
    puesto, hugo = mundo.cargo("ana"), mundo.cargo("hugo")

    def fijar(hasta, mostrado=None):
        return puestos.fijar_termino(puesto_id=puesto.pk, hasta=hasta, documento="R. 3", cargo=hugo, mostrado=mostrado)

    fijar(HOY, mostrado="")
    assert puesto in Asignacion.objects.en_vigor(HOY)
    assert puesto not in Asignacion.objects.en_vigor(MANANA)
    with pytest.raises(EstadoIncorrecto, match="Otra persona cambió"):
        fijar(MANANA, mostrado="")
    fijar(None, mostrado=HOY.isoformat())
    cuantas = len(entradas())
    fijar(None)
    assert len(entradas()) == cuantas  # nothing changed, nothing to tell
    with pytest.raises(DatoInvalido, match="no puede terminar antes") as no:
        fijar(date(2008, 12, 31))
    assert no.value.campo == "hasta"
    with pytest.raises(NoExiste):
        puestos.fijar_termino(puesto_id=999_999, hasta=None, documento="R", cargo=hugo)


def test_alargar_un_puesto_no_lo_monta_sobre_el_siguiente(mundo, eva):
    corto = asignar(mundo, eva, hasta=HOY + timedelta(5))
    asignar(mundo, eva, desde=HOY + timedelta(10))
    with pytest.raises(DatoInvalido, match="ya tiene ese mismo puesto"):
        puestos.fijar_termino(puesto_id=corto.pk, hasta=None, documento="R", cargo=mundo.cargo("hugo"))


def test_solo_lo_que_no_ha_comenzado_se_anula(mundo, eva):
    hugo, op = mundo.cargo("hugo"), operacion()
    futuro = asignar(mundo, eva, desde=MANANA)
    puestos.anular(puesto_id=futuro.pk, cargo=hugo, operacion=op)
    puestos.anular(puesto_id=futuro.pk, cargo=hugo, operacion=op)
    assert not Asignacion.objects.filter(usuario=eva).exists()
    assert [e["datos"]["desde"] for e in entradas("anular puesto")] == ["2026-06-16"]
    with pytest.raises(EstadoIncorrecto, match="ya empezó"):
        puestos.anular(puesto_id=asignar(mundo, eva).pk, cargo=hugo)


# ---- Somebody always administers ----


def test_el_ultimo_administrador_no_se_puede_quitar(mundo, eva):
    hugo, antes = mundo.cargo("hugo"), foto_administrativa()
    for hacer in (
        lambda: puestos.fijar_termino(puesto_id=hugo.pk, hasta=HOY, documento="R", cargo=hugo),
        lambda: puestos.fijar_termino(puesto_id=hugo.pk, hasta=date(2027, 1, 1), documento="R", cargo=hugo),
        lambda: puestos.relevar(puesto_id=hugo.pk, usuario_id=eva.pk, desde=MANANA, documento="R", cargo=hugo),
    ):
        with pytest.raises(EstadoIncorrecto, match="no quedaría ningún administrador/a"):
            hacer()
    assert foto_administrativa() == antes


def test_quien_aun_no_crea_su_contrasena_no_cuenta_como_relevo(mundo, eva):
    hugo = mundo.cargo("hugo")
    administrador(mundo, eva)
    with pytest.raises(EstadoIncorrecto, match="Desde el 16-06-2026"):
        puestos.fijar_termino(puesto_id=hugo.pk, hasta=HOY, documento="R", cargo=hugo)
    eva.set_password("una clave de prueba")
    eva.save()
    puestos.fijar_termino(puesto_id=hugo.pk, hasta=HOY, documento="R", cargo=hugo)


def test_un_hueco_entre_dos_administraciones_tampoco(mundo):
    hugo, rita = mundo.cargo("hugo"), mundo.usuario("rita")
    de_rita = administrador(mundo, rita, desde=HOY + timedelta(10))
    with pytest.raises(EstadoIncorrecto, match="Desde el 24-06-2026"):
        puestos.fijar_termino(puesto_id=hugo.pk, hasta=HOY + timedelta(8), documento="R", cargo=hugo)
    puestos.fijar_termino(puesto_id=hugo.pk, hasta=HOY + timedelta(9), documento="R", cargo=hugo)
    with pytest.raises(EstadoIncorrecto, match="Desde el 25-06-2026"):
        puestos.anular(puesto_id=de_rita.pk, cargo=hugo)
    with pytest.raises(EstadoIncorrecto, match="Desde el 25-06-2026"):
        personas.desactivar(usuario_id=rita.pk, motivo="x", cargo=hugo)


def test_el_relevo_de_la_administracion(mundo):
    hugo, rita = mundo.cargo("hugo"), mundo.usuario("rita")
    nuevo = puestos.relevar(puesto_id=hugo.pk, usuario_id=rita.pk, desde=HOY, documento="R", cargo=hugo)
    with pytest.raises(NoAutorizado):
        puestos.fijar_termino(puesto_id=nuevo.pk, hasta=HOY, documento="R", cargo=hugo)
