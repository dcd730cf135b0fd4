"""Every pair of steps that two people may press on the same page, pressed at the same instant by two processes.

The pairs are read from the table of steps: in each place of a programme's life, whatever is possible there against
whatever else is. One wins and the other reads why; where both may have it, CONVIVEN says so and says why.
"""

import os
from collections import Counter
from itertools import combinations_with_replacement

import pytest
from django.db import connection  # noqa: F401 - read by the mark below

from gestion_territorial.flujo.pasos import LISTA, PASOS

from ..procesos import Resultado
from .obreros_de_parejas import NO_MIRAN

pytestmark = pytest.mark.lento

OBREROS = "tests.flujo.obreros_de_parejas:"
ENVIADO = (("enviar", "diego"),)
ABIERTA = (*ENVIADO, ("abrir-revision", "rosa"))
APROBADO = (*ABIERTA, ("aprobar", "rosa"))
RESULTADOS = (*APROBADO, ("abrir-resultados", "rosa"), ("escribir-resultados", "ana"), ("subir", "ana"))
CARGADO = (*RESULTADOS, ("enviar-resultados", "diego"))
CARGADO_ABIERTO = (*CARGADO, ("abrir-revision", "rosa"))
VALIDADO = (*CARGADO_ABIERTO, ("validar", "rosa"))
OBSERVADOS = (*CARGADO_ABIERTO, ("observar", "rosa"), ("devolver-resultados", "rosa"))
ENMIENDA = (*APROBADO, ("enmendar", "ana"), ("escribir", "ana"))
PROPUESTA = (*APROBADO, ("proponer-enmienda", "rosa"))
# place: (the presses that lead there; whether the term of results is over; of which steps, every pair: None, of all).
# Where a place differs from one above it in what a few steps may do, only their pairs are run there.
CIERRE, OFICIO = {"cerrar", "reponer", "reabrir", "rechazar-reposicion"}, {"cerrar-de-oficio"}
DECISION = {"aprobar-enmienda", "rechazar-enmienda", "retirar-enmienda"}
ACEPTADA = (*PROPUESTA, ("aceptar-enmienda", "diego"), ("abrir-revision", "rosa"))
LUGARES = {
    "borrador": ((), False, None),
    "enviado": (ENVIADO, False, None),
    "en revisión": (ABIERTA, False, None),
    "devolución pedida": ((*ABIERTA, ("pedir-devolucion", "diego")), False, {"declinar-devolucion"}),
    "observado": ((*ABIERTA, ("observar", "rosa"), ("devolver", "rosa")), False, None),
    "aprobado": (APROBADO, False, None),
    "resultados": (RESULTADOS, False, None),
    "resultados enviados": (CARGADO, False, None),
    "resultados en revisión": (CARGADO_ABIERTO, False, {"validar", "devolver-resultados", "retirar-evidencia"}),
    "resultados observados": (OBSERVADOS, False, None),
    "validado": (VALIDADO, False, None),
    "repuesto": ((*VALIDADO, ("reponer", "diego")), False, CIERRE),
    "cerrado": ((*VALIDADO, ("cerrar", "rosa")), False, CIERRE),
    "borrador vencido": ((), True, OFICIO),
    "resultados vencidos": (RESULTADOS, True, OFICIO),
    "resultados en revisión, vencidos": (CARGADO_ABIERTO, True, OFICIO),
    "enmienda en borrador": (ENMIENDA, False, None),
    "enmienda enviada": ((*ENMIENDA, *ENVIADO), False, DECISION),
    "enmienda en revisión": ((*ENMIENDA, *ABIERTA), False, DECISION),
    "enmienda por responder": (PROPUESTA, False, None),
    "enmienda aceptada, en revisión": (ACEPTADA, False, {"aprobar-enmienda"}),
}
CON_NOTAS = ("en revisión", "validado")  # a note goes with everything: two places tell
# What may happen beside another without undoing what that one decided, and why. All else excludes each other.
DIALOGO = {"observar", "aceptar", "pedir-devolucion", "declinar-devolucion"}
DE_OTRA_COSA = {"prorrogar", "retirar-evidencia"}
REVISION = DIALOGO | {"retirar-evidencia"}
CONVIVEN = {
    # An internal note changes nothing that the page shows, and the region must not learn of it by a refusal.
    "anotar": set(PASOS),
    # Observing and accepting add to the review; a request to have it back, or its answer, neither opens nor ends one,
    # and a withdrawn file keeps its name, its hash and the answer it proved, as they were read.
    "observar": REVISION,
    "aceptar": REVISION,
    # A later last day, or a file that is withdrawn, leaves the row as it was read: what is written of it still holds.
    "escribir": DE_OTRA_COSA | {"responder"},
    "escribir-resultados": DE_OTRA_COSA | {"responder", "enmendar", "proponer-enmienda"},
    "responder": DE_OTRA_COSA,
    # An amendment begins from what is in force, which opening results, more days or a withdrawn file do not change.
    "enmendar": DE_OTRA_COSA | {"abrir-resultados"},
    "proponer-enmienda": DE_OTRA_COSA | {"abrir-resultados"},
}
ORIGEN = {"retirar": "borrador", "retirar-resultados": "resultados"}


def conviven(uno, otro):
    return otro in CONVIVEN.get(uno, ()) or uno in CONVIVEN.get(otro, ())


def parejas(lugar, posibles):
    """Pairs of presses, [(step, person), (step, person)]: one for each pair of steps, by two people where two can."""
    por_paso, suyos = {}, LUGARES[lugar][2]
    for paso, quien in posibles:
        if paso != "anotar" or lugar in CON_NOTAS:
            por_paso.setdefault(paso, []).append(quien)
    for uno, otro in combinations_with_replacement(por_paso, 2):
        if suyos is None or suyos & {uno, otro}:
            dos = [(q, r) for q in por_paso[uno] for r in por_paso[otro]]
            quien, quien_otro = next((d for d in dos if d[0] != d[1]), dos[0])
            yield [(uno, quien), (otro, quien_otro)]


def faltas_de(dos, resultados, antes, despues):
    """What is wrong after two presses at once, in words; nothing when exactly what must have happened did."""
    ganan = [paso for paso, r in zip(dos, resultados, strict=True) if r.bien]
    if len(ganan) != 1 and not (len(ganan) == 2 and conviven(*dos)):
        yield f"{len(ganan)} won: {resultados}"
    for r in resultados:
        if not (r.bien or r.error == "Choque" or (r.estado in (409, 422) and se_entiende(r.mensaje))):
            yield f"the other reads {r.error} {r.estado}: {r.mensaje}"
    pasos = [p for p in ganan if p not in NO_MIRAN]
    dados = despues["pasos"][len(antes["pasos"]) :]
    if [accion for accion, _ in dados] != pasos and [accion for accion, _ in dados] != pasos[::-1]:
        yield f"the register tells {dados}"
    movidos = [PASOS[p] for p in pasos if PASOS[p].hasta]
    if despues["estado"] != (_a_donde(movidos[0], dados) if movidos else antes["estado"]):
        yield f"the state is {despues['estado']}, the register tells {dados}"
    if despues["versiones"] - antes["versiones"] != sum(bool(PASOS[p].version) for p in pasos):
        yield f"{despues['versiones'] - antes['versiones']} versions cut"
    pasan = len([p for p in ganan if p != "anotar"])
    if [despues[c] - antes[c] for c in ("edicion", "ediciones")] != [pasan, pasan]:
        yield f"edicion {antes['edicion']} became {despues['edicion']}, in the register {despues['ediciones']}"


def se_entiende(frase):
    """A sentence for a person. A collision in a cell is told by its page, with both texts (tests/web/test_choques)."""
    return frase[:1].isupper() and frase.endswith(".") and "None" not in frase


def _a_donde(paso, dados):
    """Where a step leads: what the table says, or, where it depends on the past, what the place knows."""
    if paso.hasta == "origen":
        return ORIGEN[paso.nombre]
    if paso.hasta == "reapertura":
        return "resultados_observados"
    return paso.hasta


@pytest.fixture
def hacer(base, tmp_path):
    """A function: what the job of that name answers, on this test's own store."""
    carpeta = str(tmp_path / "datos")

    def _hacer(nombre, **datos):
        return base.una(f"{OBREROS}{nombre}", carpeta=carpeta, **datos)

    _hacer.carpeta = carpeta
    return _hacer


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the pairs are PostgreSQL's: it locks by row")
@pytest.mark.parametrize("lugar", LUGARES)
def test_de_cada_pareja_gana_uno_y_el_otro_lee_por_que(base, hacer, tmp_path, lugar):
    """Each pair on a programme of its own; the same two processes press them all, and wait for each other before."""
    camino, vence, _ = LUGARES[lugar]
    (muestra,) = hacer("preparar", camino=camino, vence=vence)
    todas = list(parejas(lugar, base.una(f"{OBREROS}posibles", vista=muestra)))
    vistas = hacer("preparar", camino=camino, cuantos=len(todas), vence=vence)
    una, otra = tubos = [str(tmp_path / nombre) for nombre in ("una", "otra")]
    for tubo in tubos:
        os.mkfifo(tubo)
    de_cada_uno = [
        [(vista, *presiones[quien]) for vista, presiones in zip(vistas, todas, strict=True)] for quien in (0, 1)
    ]
    uno, otro = base.correr(
        *(
            (f"{OBREROS}apretar_todas", {"carpeta": hacer.carpeta, "presiones": suyas, "mia": mia, "otra": ajena})
            for suyas, mia, ajena in zip(de_cada_uno, (una, otra), (otra, una), strict=True)
        )
    )
    assert (uno.traza, otro.traza) == ("", "")
    despues = base.una(f"{OBREROS}mirar_todas", pks=[vista["pk"] for vista in vistas])
    fallas = []
    for presiones, vista, mirada, *respuestas in zip(todas, vistas, despues, uno.valor, otro.valor, strict=True):
        dos = [paso for paso, _ in presiones]
        fallas += [f"{presiones}: {f}" for f in faltas_de(dos, [Resultado(**r) for r in respuestas], vista, mirada)]
    assert fallas == []
    assert hacer("faltas") == []


@pytest.mark.un_motor
def test_conviven_las_parejas_que_la_tabla_dice_y_ninguna_mas(base, hacer):
    """One after the other, in either order, from the same page: the second wins too only where CONVIVEN says so.

    And of the table's steps none is left out: a new one needs a place where it may be pressed.
    """
    corridas, distintas = Counter(), {}
    for lugar, (camino, vence, _) in LUGARES.items():
        (vista,) = hacer("preparar", camino=camino, vence=vence)
        parejas_ = list(parejas(lugar, base.una(f"{OBREROS}posibles", vista=vista)))
        corridas.update(paso for pareja in parejas_ for paso, _ in pareja)
        en_orden = [p for pareja in parejas_ for p in (pareja, pareja[::-1])]
        ganan = hacer("de_a_una", vista=vista, parejas=en_orden)
        assert all(ganan)
        dos = {frozenset(g) for g in ganan if len(g) == 2}
        dichas = {frozenset((uno, otro)) for (uno, _), (otro, _) in en_orden if conviven(uno, otro)}
        distintas |= {lugar: sorted(map(sorted, dos ^ dichas))} if dos != dichas else {}
    assert distintas == {}
    assert {p.nombre: corridas[p.nombre] for p in LISTA if corridas[p.nombre] < 2} == {}
