"""The steps of an amendment, against R9 and part 5 written by hand: every step × state × person × who began it."""

import pytest
from django.db import transaction

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.flujo import acciones, errores
from gestion_territorial.flujo.pasos import DE_ENMIENDAS, PASOS, posibles, puede_escribir, turno
from gestion_territorial.formularios.catalogo import palabra_de_estado

from ..escenas import foto, llevar
from ..mundo import FILAS
from .test_enmiendas import cambiar, clones, dar, la_enmienda, pedir, proponer

B, PR, E, OB, A = Estado.BORRADOR, Estado.POR_RESPONDER, Estado.ENVIADO, Estado.OBSERVADO, Estado.APROBADO
RZ, RT = Estado.RECHAZADO, Estado.RETIRADO
FORMULA, DIRIGE, REVISA = Rol.FORMULADOR, Rol.DIRECTOR, Rol.REVISOR
NADIE, LA_TIENE, OTRA, DA_IGUAL = "nadie", "rosa", "rita", None
ORIGEN = "origen"

# step: (who, {from: to}, who must hold the review). What is not here an amendment does not have.
DOMINIO = {
    "enviar": (DIRIGE, {B: E, OB: E}, DA_IGUAL),
    "retirar": (DIRIGE, {E: ORIGEN}, NADIE),
    "abrir-revision": (REVISA, {E: E}, NADIE),
    "soltar-revision": (REVISA, {E: E}, LA_TIENE),
    "traspasar-revision": (REVISA, {E: E}, LA_TIENE),
    "tomar-revision": (REVISA, {E: E}, OTRA),
    "devolver": (REVISA, {E: OB}, LA_TIENE),
    "aceptar-enmienda": (DIRIGE, {PR: E}, DA_IGUAL),
    "objetar-enmienda": (DIRIGE, {PR: E}, DA_IGUAL),
    "aprobar-enmienda": (REVISA, {E: A}, LA_TIENE),
    "rechazar-enmienda": (REVISA, {E: RZ}, LA_TIENE),
    "retirar-enmienda": (DIRIGE, {B: RT, E: RT, OB: RT}, DA_IGUAL),
    "desistir-enmienda": (REVISA, {PR: RT}, DA_IGUAL),
}
PERSONAS = ("ana", "diego", "rosa", "rita", "hugo", "olga")
AJENAS = ("luis", "dora", "rufo")
CASOS = [(False, e) for e in (B, E, OB, A, RZ, RT)] + [(True, e) for e in (PR, E, A, RZ, RT)]


def hasta(mundo, de_oficio, estado):
    """An amendment in that state, by its own steps."""
    ids = llevar(mundo, A, filas=FILAS)
    if de_oficio:
        enmienda = proponer(mundo, ids[2:])
        pasos = {PR: (), RT: (("desistir-enmienda", "rosa"),)}.get(estado, (("aceptar-enmienda", "diego"),))
    else:
        enmienda = pedir(mundo)
        cambiar(mundo, enmienda, clones(enmienda)[ids[0]], unidad="Gabinete")
        pasos = {B: (), RT: (("retirar-enmienda", "diego"),)}.get(estado, (("enviar", "diego"),))
    final = {OB: "devolver", A: "aprobar-enmienda", RZ: "rechazar-enmienda"}.get(estado)
    if final:
        pasos = (*pasos, ("abrir-revision", "rosa"), (final, "rosa"))
    for paso, quien in pasos:
        dar(mundo, paso, quien, enmienda, motivo="Porque sí")
    assert la_enmienda(mundo).estado == estado
    return la_enmienda(mundo)


@pytest.mark.parametrize(("de_oficio", "estado"), CASOS, ids=lambda v: str(v))
def test_cada_paso_de_cada_persona_en_cada_estado(mundo, de_oficio, estado):
    enmienda = hasta(mundo, de_oficio, estado)
    cargos = {nombre: mundo.cargo(nombre) for nombre in (*PERSONAS, *AJENAS)}
    for revisa in (None, "rosa", "rita") if estado == E else (None,):
        _poner_revisor(mundo, enmienda, revisa)
        antes = foto()
        for nombre, paso in PASOS.items():
            if paso.escritura:
                continue
            for persona, cargo in cargos.items():
                esperado = _esperado(nombre, paso, de_oficio, estado, persona, cargo, revisa)
                guarda = transaction.savepoint()
                assert _obtenido(mundo, nombre, enmienda, cargo) == esperado, (nombre, persona, revisa)
                transaction.savepoint_rollback(guarda)
        assert foto() == antes


def _esperado(nombre, paso, de_oficio, estado, persona, cargo, revisa):
    if persona in AJENAS:
        return 404
    if cargo.rol not in paso.roles:
        return 403
    rol, destinos, revision = DOMINIO.get(nombre, (None, {}, DA_IGUAL))
    if estado not in destinos or (de_oficio and nombre == "retirar-enmienda"):
        return 409
    assert cargo.rol == rol
    tiene = {None: NADIE, persona: LA_TIENE}.get(revisa, OTRA)
    if revision not in (DA_IGUAL, tiene):
        return 409
    destino = destinos[estado]
    return (PR if de_oficio else B) if destino == ORIGEN else destino


def _obtenido(mundo, nombre, enmienda, cargo):
    """The state after the step, or the status of its refusal."""
    otra = mundo.usuario("rita" if cargo.usuario_id == mundo.usuario("rosa").pk else "rosa").pk
    try:
        return acciones.dar(nombre, programa_id=enmienda.pk, cargo=cargo, motivo="Porque sí", destino=otra)["estado"]
    except errores.Rechazo as rechazo:
        return rechazo.estado if rechazo.mensaje.endswith(".") else rechazo.mensaje


def _poner_revisor(mundo, enmienda, quien):
    actual = la_enmienda(mundo, enmienda.enmienda_numero).revisor
    if actual:
        dar(mundo, "soltar-revision", actual.nombre.lower(), enmienda)
    if quien:
        dar(mundo, "abrir-revision", quien, enmienda)


def test_todo_paso_nuevo_tiene_su_lugar():
    propios = {nombre for nombre in DE_ENMIENDAS if not PASOS[nombre].escritura}
    assert propios <= DOMINIO.keys()
    assert {n: PASOS[n].motivo for n in propios if PASOS[n].motivo} == dict.fromkeys(
        ("objetar-enmienda", "rechazar-enmienda", "retirar-enmienda", "desistir-enmienda"), True
    )
    assert {n for n in propios if PASOS[n].cuatro_ojos} == {"aprobar-enmienda", "rechazar-enmienda"}
    assert all(PASOS[n].pregunta.endswith(".") for n in propios)


@pytest.mark.parametrize(("de_oficio", "estado"), CASOS, ids=lambda v: str(v))
def test_de_quien_es_el_turno_y_que_se_ofrece(mundo, de_oficio, estado):
    enmienda = hasta(mundo, de_oficio, estado)
    assert turno(enmienda) == {B: "region", PR: "region", OB: "region", E: "nacional"}.get(estado)
    ofrecidos = {p.nombre for n in PERSONAS for p in posibles(enmienda, mundo.cargo(n))}
    assert ofrecidos == {
        nombre
        for nombre, (_, destinos, revision) in DOMINIO.items()
        if estado in destinos and revision in (DA_IGUAL, NADIE) and not (de_oficio and nombre == "retirar-enmienda")
    }
    assert puede_escribir(enmienda, mundo.cargo("ana")) == ("escribir" if estado in (B, OB) else None)
    assert palabra_de_estado(enmienda).startswith("Enmienda")
