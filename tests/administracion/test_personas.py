"""Accounts: made before a first sign-in, corrected, closed and opened again; nothing of what a person did is lost."""

import pytest

from gestion_territorial.auditoria.registro import faltas
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.flujo import en_mano, personas, puestos
from gestion_territorial.flujo.errores import DatoInvalido, EstadoIncorrecto, NoAutorizado, NoExiste
from gestion_territorial.trabajos.models import Trabajo

from ..escenas import llevar
from .conftest import HOY, entradas, foto_administrativa, operacion


def crear(mundo, correo="eva@ejemplo.cl", nombre="Eva", **mas):
    return personas.crear(correo=correo, nombre=nombre, cargo=mundo.cargo("hugo"), **mas)


def test_una_cuenta_nueva_no_tiene_contrasena_ni_puestos_y_queda_registrada(mundo):
    eva = crear(mundo, " Eva.Rojas@Ejemplo.CL ", "  Eva   Rojas ")
    guardada = Usuario.objects.get(pk=eva.pk)
    assert (guardada.correo, guardada.nombre, guardada.is_active) == ("eva.rojas@ejemplo.cl", "Eva Rojas", True)
    assert not guardada.has_usable_password()
    entrada = entradas("crear cuenta")[-1]
    assert (entrada["fila"], entrada["tabla"], entrada["actor"]["nombre"]) == (eva.pk, "cuentas.usuario", "Hugo")
    assert entrada["datos"] == {"persona": "Eva Rojas", "correo": "eva.rojas@ejemplo.cl"}
    assert list(faltas()) == []


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"correo": "ANA@Ejemplo.cl"}, "correo"),
        ({"correo": ""}, "correo"),
        ({"correo": "eva rojas@ejemplo.cl"}, "correo"),
        ({"correo": "eva@ejemplo.cl, otra@ejemplo.cl"}, "correo"),
        ({"correo": "eva"}, "correo"),
        ({"correo": "eva@ejemplo.cl\x00"}, "correo"),
        ({"correo": "e" * 300 + "@ejemplo.cl"}, "correo"),
        ({"correo": "eva\u202e@ejemplo.cl"}, "correo"),
        ({"nombre": "   "}, "nombre"),
        ({"nombre": "E\x0bva"}, "nombre"),
        ({"nombre": "E" * 151}, "nombre"),
        ({"nombre": "Eva\u202eana"}, "nombre"),
    ],
)
def test_lo_que_no_sirve_se_dice_en_su_campo_y_nada_queda(mundo, cambio, campo):
    antes = foto_administrativa()
    with pytest.raises(DatoInvalido) as rechazo:
        crear(mundo, **cambio)
    assert (rechazo.value.campo, rechazo.value.mensaje[-1]) == (campo, ".")
    assert foto_administrativa() == antes


def test_dos_veces_es_una_y_la_operacion_de_otra_persona_no_vale(mundo):
    op = operacion()
    primera, cuantas = crear(mundo, operacion=op), Usuario.objects.count()
    assert crear(mundo, operacion=op) == primera
    assert (Usuario.objects.count(), len(entradas("crear cuenta"))) == (cuantas, 1)
    rita = mundo.usuario("rita")
    otra = puestos.asignar(
        usuario_id=rita.pk, rol=Rol.ADMINISTRADOR, desde=HOY, documento="R. 1", cargo=mundo.cargo("hugo")
    )
    with pytest.raises(EstadoIncorrecto, match="ya se usó"):
        personas.crear(correo="otra@ejemplo.cl", nombre="Otra", cargo=otra, operacion=op)


@pytest.mark.parametrize("quien", ["ana", "diego", "rosa", "olga"])
def test_solo_la_administracion(mundo, quien):
    antes, ana = foto_administrativa(), mundo.usuario("ana")
    cargo = mundo.cargo(quien)
    for hacer in (
        lambda: personas.crear(correo="x@ejemplo.cl", nombre="X", cargo=cargo),
        lambda: personas.corregir(usuario_id=ana.pk, nombre="X", cargo=cargo),
        lambda: personas.desactivar(usuario_id=ana.pk, motivo="x", cargo=cargo),
        lambda: personas.reactivar(usuario_id=ana.pk, cargo=cargo),
        lambda: personas.invitar(usuario_id=ana.pk, cargo=cargo),
    ):
        with pytest.raises(NoAutorizado):
            hacer()
    assert foto_administrativa() == antes


def test_corregir_deja_antes_y_despues_y_lo_ya_registrado_no_cambia(mundo):
    ids = mundo.escribir()
    assert ids
    ana = mundo.usuario("ana")
    personas.corregir(usuario_id=ana.pk, nombre="Ana María", cargo=mundo.cargo("hugo"), mostrado="Ana")
    assert mundo.usuario("ana").nombre == "Ana María"
    assert entradas("corregir cuenta")[-1]["cambios"] == {"nombre": ["Ana", "Ana María"]}
    assert list(faltas()) == []
    with pytest.raises(EstadoIncorrecto, match="Otra persona cambió"):
        personas.corregir(usuario_id=ana.pk, nombre="Anita", cargo=mundo.cargo("hugo"), mostrado="Ana")


def test_el_correo_se_corrige_solo_antes_de_la_primera_entrada(mundo):
    hugo, eva = mundo.cargo("hugo"), crear(mundo, "eba@ejemplo.cl")
    personas.corregir(usuario_id=eva.pk, nombre="Eva", correo="EVA@ejemplo.cl", cargo=hugo)
    assert Usuario.objects.get(pk=eva.pk).correo == "eva@ejemplo.cl"
    with pytest.raises(DatoInvalido, match="Ya hay una cuenta"):
        personas.corregir(usuario_id=eva.pk, nombre="Eva", correo="Ana@ejemplo.cl", cargo=hugo)
    Usuario.objects.filter(pk=eva.pk).update(last_login="2026-06-01T12:00Z")
    with pytest.raises(DatoInvalido, match="ya entró"):
        personas.corregir(usuario_id=eva.pk, nombre="Eva", correo="mia@ejemplo.cl", cargo=hugo)


def test_desactivar_y_reactivar_no_pierde_nada(mundo):
    mundo.escribir()
    ana, hugo = mundo.usuario("ana"), mundo.cargo("hugo")
    puestos_antes, clave = list(Asignacion.objects.order_by("pk").values()), ana.password
    personas.desactivar(usuario_id=ana.pk, motivo="Licencia", cargo=hugo)
    inactiva = mundo.usuario("ana")
    assert not inactiva.is_active
    assert inactiva.get_session_auth_hash() != ana.get_session_auth_hash()
    assert entradas("desactivar cuenta")[-1]["datos"]["motivo"] == "Licencia"
    with pytest.raises(EstadoIncorrecto, match="ya está inactiva"):
        personas.desactivar(usuario_id=ana.pk, motivo="otra vez", cargo=hugo)
    personas.reactivar(usuario_id=ana.pk, cargo=hugo)
    personas.reactivar(usuario_id=ana.pk, cargo=hugo)
    activa = mundo.usuario("ana")
    assert (activa.is_active, activa.password) == (True, clave)
    assert activa.get_session_auth_hash() == inactiva.get_session_auth_hash()
    assert list(Asignacion.objects.order_by("pk").values()) == puestos_antes
    assert len(entradas("reactivar cuenta")) == 1


def test_nadie_se_desactiva_a_si_mismo_ni_sin_motivo_ni_a_quien_no_hay(mundo):
    hugo, antes = mundo.cargo("hugo"), foto_administrativa()
    with pytest.raises(EstadoIncorrecto, match="su propia cuenta"):
        personas.desactivar(usuario_id=hugo.usuario_id, motivo="Me voy", cargo=hugo)
    with pytest.raises(DatoInvalido, match="motivo"):
        personas.desactivar(usuario_id=mundo.usuario("ana").pk, motivo=" ", cargo=hugo)
    with pytest.raises(NoExiste):
        personas.desactivar(usuario_id=999_999, motivo="x", cargo=hugo)
    assert foto_administrativa() == antes


def test_quien_perdio_el_cargo_mientras_miraba_la_pagina_ya_no_administra(mundo):
    hugo, rita = mundo.cargo("hugo"), mundo.usuario("rita")
    otra = puestos.asignar(usuario_id=rita.pk, rol=Rol.ADMINISTRADOR, desde=HOY, documento="R. 1", cargo=hugo)
    personas.desactivar(usuario_id=hugo.usuario_id, motivo="Cambio de funciones", cargo=otra)
    with pytest.raises(NoAutorizado, match="ya terminó"):
        crear(mundo)


def test_a_quien_ya_entro_no_se_le_invita(mundo):
    hugo, eva = mundo.cargo("hugo"), crear(mundo)
    op = operacion()
    for _ in range(2):
        assert personas.invitar(usuario_id=eva.pk, cargo=hugo, operacion=op) == eva
    assert len(entradas("enviar invitación")) == 1
    Usuario.objects.filter(pk=eva.pk).update(last_login="2026-06-01T12:00Z")
    with pytest.raises(EstadoIncorrecto, match="ya entró"):
        personas.invitar(usuario_id=eva.pk, cargo=hugo)
    Usuario.objects.filter(pk=eva.pk).update(last_login=None, is_active=False)
    with pytest.raises(EstadoIncorrecto, match="inactiva"):
        personas.invitar(usuario_id=eva.pk, cargo=hugo)
    eva.set_password("una clave suya 77")
    eva.save()
    with pytest.raises(EstadoIncorrecto, match="ya tiene contraseña"):
        personas.invitar(usuario_id=eva.pk, cargo=hugo)
    assert Trabajo.objects.count() == 2  # of her account, and of the one press


def test_lo_que_tiene_en_mano_se_dice_y_otra_persona_lo_toma(mundo):
    """Rosa leaves with a review open: the administrator reads it, and Rita takes it by the step that exists."""
    llevar(mundo, "enviado")
    mundo.dar("abrir-revision", "rosa")
    rosa, hugo = mundo.usuario("rosa"), mundo.cargo("hugo")
    (frase,) = en_mano.frases_al_terminar(en_mano.en_vigor_o_por_venir(rosa.pk), rosa)
    assert "1 revisión abierta: III.1 Antofagasta 2009" in frase
    assert "Tomar la revisión" in frase
    edicion = mundo.programa().edicion
    personas.desactivar(usuario_id=rosa.pk, motivo="Dejó el servicio", cargo=hugo)
    assert (mundo.programa().revisor, mundo.programa().edicion) == (rosa, edicion)
    mundo.dar("tomar-revision", "rita", motivo="Rosa dejó el servicio")
    assert mundo.programa().revisor == mundo.usuario("rita")


def test_un_puesto_que_queda_vacante_se_dice(mundo):
    diego = mundo.usuario("diego")
    (frase,) = en_mano.frases_al_terminar(en_mano.en_vigor_o_por_venir(diego.pk), diego)
    assert frase == "Nadie más tiene hoy el puesto «Director/a regional · SERNAM · Antofagasta»: queda vacante."
