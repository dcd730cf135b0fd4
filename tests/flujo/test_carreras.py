"""Races with real processes: what was acknowledged is there, and of two contrary steps exactly one happened.

Every job is a process with its own connection to a database made for the test, on the engine in force.
"""

import signal
import uuid

import pytest

from gestion_territorial.flujo.pasos import PASOS

pytestmark = pytest.mark.lento

OBREROS = "tests.flujo.obreros:"
NORTE = ["02", "03", "04", "05", "06", "07"]

ABIERTA = (("enviar", "diego"), ("abrir-revision", "rosa"))
APROBADO = (*ABIERTA, ("aprobar", "rosa"))
EN_CARGA = (*APROBADO, ("abrir-resultados", "rosa"), ("responder", "ana"))
CARGADO = (*EN_CARGA, ("enviar-resultados", "diego"))
CARGADO_ABIERTO = (*CARGADO, ("abrir-revision", "rosa"))
VALIDADO = (*CARGADO_ABIERTO, ("validar", "rosa"))

# from there, two steps that exclude each other: (step, who), each a job of `obreros.dar` or of a right to write.
CONTRARIOS = [
    ((), ("enviar", "diego"), ("no-compromete", "diego")),
    ((), ("escribir", "ana"), ("enviar", "diego")),
    ((("enviar", "diego"),), ("retirar", "diego"), ("abrir-revision", "rosa")),
    ((("enviar", "diego"),), ("abrir-revision", "rosa"), ("abrir-revision", "rita")),
    (ABIERTA, ("aprobar", "rosa"), ("devolver", "rosa")),
    (ABIERTA, ("aprobar", "rosa"), ("tomar-revision", "rita")),
    (ABIERTA, ("aprobar", "rosa"), ("observar", "rosa")),
    (ABIERTA, ("soltar-revision", "rosa"), ("devolver", "rosa")),
    (ABIERTA, ("traspasar-revision", "rosa"), ("aprobar", "rosa")),
    (APROBADO, ("abrir-resultados", "rosa"), ("abrir-resultados", "rita")),
    (EN_CARGA, ("escribir-resultados", "ana"), ("enviar-resultados", "diego")),
    (CARGADO, ("retirar-resultados", "diego"), ("abrir-revision", "rosa")),
    (CARGADO_ABIERTO, ("validar", "rosa"), ("devolver-resultados", "rosa")),
    (VALIDADO, ("cerrar", "rosa"), ("cerrar", "rita")),
    ((*EN_CARGA, ("vencer", None)), ("prorrogar", "hugo"), ("cerrar-de-oficio", "rosa")),
    ((*VALIDADO, ("reponer", "diego")), ("rechazar-reposicion", "rosa"), ("reabrir", "rita")),
    ((*VALIDADO, ("reponer", "diego")), ("rechazar-reposicion", "rosa"), ("rechazar-reposicion", "rita")),
    (ABIERTA, ("pedir-devolucion", "diego"), ("aprobar", "rosa")),
    (ABIERTA, ("pedir-devolucion", "diego"), ("pedir-devolucion", "diego")),
    (CARGADO_ABIERTO, ("pedir-devolucion", "diego"), ("validar", "rosa")),
]
CON_LO_MOSTRADO = ("enviar", "enviar-resultados", "aprobar", "validar", "rechazar-reposicion", "reabrir")
ORIGEN = {"retirar": "borrador", "retirar-resultados": "resultados", "reabrir": "resultados_observados"}


def trabajo(nombre, **datos):
    return (f"{OBREROS}{nombre}", datos)


def _paso(region, paso, quien, vista):
    """The job of one press, on the page that showed `vista`. Sending carries the edicion it showed; others need not."""
    if paso == "escribir":
        return trabajo("guardar", region=region, fila=vista["fila"], unidad="Gabinete")
    if paso == "escribir-resultados":
        return trabajo("responder", region=region, antes="si", respuesta="no")
    if paso == "observar":
        return trabajo("observar", region=region, quien=quien)
    edicion = vista["edicion"] if paso in CON_LO_MOSTRADO else None
    destino = "rita" if paso == "traspasar-revision" else None
    return trabajo("dar", region=region, paso=paso, quien=quien, edicion=edicion, destino=destino)


def _balance_cuadra(base, region="02", numero=1):
    balance = base.una(f"{OBREROS}balance", region=region, numero=numero)
    assert balance["faltas"] == []
    for modelo, (ediciones, entradas) in balance["filas"].items():
        assert ediciones == entradas, modelo
    assert balance["programa"][0] == balance["programa"][1]
    return balance


@pytest.mark.un_motor  # on PostgreSQL test_carreras_de_parejas.py presses these pairs, and every other
@pytest.mark.parametrize(("camino", "uno", "otro"), CONTRARIOS, ids=lambda v: v[0] if len(v) == 2 and v[1:] else None)
def test_de_dos_pasos_contrarios_ocurre_uno(base, camino, uno, otro):
    for region in NORTE[:3]:
        vista = base.una(f"{OBREROS}llevar", region=region, pasos=camino)
        resultados = base.correr(_paso(region, *uno, vista), _paso(region, *otro, vista))
        ganan = [paso for (paso, _), r in zip((uno, otro), resultados, strict=True) if r.bien]
        assert len(ganan) == 1, resultados
        (perdedor,) = [r for r in resultados if not r.bien]
        assert perdedor.estado in (409, 422), perdedor
        assert "None" not in perdedor.mensaje  # who holds the review is read after the lock, with the rest
        despues, paso = base.una(f"{OBREROS}mirar", region=region), PASOS[ganan[0]]
        assert despues["estado"] == ORIGEN.get(paso.nombre, paso.hasta or vista["estado"])
        assert despues["edicion"] == vista["edicion"] + 1
        assert despues["versiones"] == vista["versiones"] + bool(paso.version)
        if not paso.escritura:
            assert despues["acciones"][0] == paso.nombre
            assert despues["acciones"][1:] == vista["acciones"][:2]
        _balance_cuadra(base, region)


def test_el_mismo_paso_apretado_veinte_veces_ocurre_una(base):
    vista = base.una(f"{OBREROS}mirar", region="02")
    apretar = trabajo("dar", region="02", paso="enviar", quien="diego", edicion=vista["edicion"])
    resultados = base.correr(*[apretar] * 20)
    assert [r.estado for r in resultados if not r.bien] == [409] * 19
    despues = base.una(f"{OBREROS}mirar", region="02")
    assert (despues["estado"], despues["versiones"], despues["edicion"]) == ("enviado", 1, vista["edicion"] + 1)
    assert despues["acciones"].count("enviar") == 1
    _balance_cuadra(base)


def test_la_misma_operacion_veinte_veces_es_una_con_la_misma_respuesta(base):
    vista, op = base.una(f"{OBREROS}mirar", region="02"), str(uuid.uuid4())
    guardar = trabajo("guardar", region="02", fila=vista["fila"], unidad="Gabinete", operacion=op)
    resultados = base.correr(*[guardar] * 20)
    assert all(r.bien for r in resultados), resultados
    assert all(r.valor == resultados[0].valor for r in resultados)
    assert base.una(f"{OBREROS}mirar", region="02")["edicion"] == vista["edicion"] + 1
    _balance_cuadra(base)


def test_la_misma_operacion_en_dos_programas_vale_en_uno(base):
    """Neither sees the other's id before writing its own: the database decides, and the loser gets a sentence."""
    for region, otra in zip(NORTE[:3], NORTE[3:], strict=True):
        op = str(uuid.uuid4())
        filas = {r: base.una(f"{OBREROS}mirar", region=r) for r in (region, otra)}
        resultados = base.correr(
            *[
                trabajo("guardar", region=r, fila=vista["fila"], unidad="Gabinete", operacion=op)
                for r, vista in filas.items()
            ]
        )
        assert sorted(r.estado or 200 for r in resultados) == [200, 409], resultados
        ediciones = [base.una(f"{OBREROS}mirar", region=r)["edicion"] - v["edicion"] for r, v in filas.items()]
        assert sorted(ediciones) == [0, 1]


def test_diez_personas_en_la_misma_fila_no_se_pierden_una_letra(base):
    """Ten read, add a line and save, three times each: every acknowledged line is in the text, each exactly once."""
    vista = base.una(f"{OBREROS}mirar", region="02")
    antes = base.una(f"{OBREROS}leer_fila", fila=vista["fila"])
    resultados = base.correr(
        *[trabajo("insistir", region="02", fila=vista["fila"], marca=f"p{n}-", veces=3) for n in range(10)]
    )
    assert all(r.bien for r in resultados), resultados
    despues = base.una(f"{OBREROS}leer_fila", fila=vista["fila"])
    assert sorted(despues["actividades"].split()) == sorted(f"p{n}-{v}" for n in range(10) for v in range(3))
    assert despues["edicion"] == antes["edicion"] + 30
    assert base.una(f"{OBREROS}mirar", region="02")["edicion"] == vista["edicion"] + 30
    _balance_cuadra(base)


def test_diez_personas_en_diez_filas_no_se_estorban(base):
    filas = [base.una(f"{OBREROS}escribir", region="02") for _ in range(10)]
    vista = base.una(f"{OBREROS}mirar", region="02")
    resultados = base.correr(
        *[trabajo("insistir", region="02", fila=fila, marca="m", veces=4) for fila in filas],
        trabajo("revisar", veces=10),
    )
    assert all(r.bien for r in resultados), resultados
    assert [r.valor for r in resultados[:10]] == [4] * 10  # nobody had to try twice
    assert resultados[10].valor == []  # a walk along a chain that grows finds it whole
    for fila in filas:
        assert base.una(f"{OBREROS}leer_fila", fila=fila)["actividades"].split() == ["m0", "m1", "m2", "m3"]
    assert base.una(f"{OBREROS}mirar", region="02")["edicion"] == vista["edicion"] + 40
    _balance_cuadra(base)


def test_dos_programas_que_comparten_la_cadena_del_registro(base):
    uno, dos = base.una(f"{OBREROS}mirar", region="02")["fila"], base.una(f"{OBREROS}segundo_programa", region="02")
    resultados = base.correr(
        *[trabajo("insistir", region="02", fila=uno, marca=f"a{n}-", veces=5) for n in range(4)],
        *[trabajo("insistir", region="02", fila=dos, marca=f"b{n}-", veces=5, numero=2) for n in range(4)],
    )
    assert all(r.bien for r in resultados), resultados
    for fila in (uno, dos):
        assert len(base.una(f"{OBREROS}leer_fila", fila=fila)["actividades"].split()) == 20
    _balance_cuadra(base)
    _balance_cuadra(base, numero=2)


def test_los_primeros_envios_y_el_cambio_de_reglas_no_se_traban(base):
    """Submissions lock their programme and then the period; changing the rules takes them in the same order."""
    resultados = base.correr(
        *[trabajo("dar", region=region, paso="enviar", quien="diego") for region in NORTE],
        trabajo("modificar_periodo", umbral_milesimas=80_000),
        trabajo("modificar_periodo", regiones=["02", "03"]),  # written in already: refused, after locking them all
        trabajo("modificar_periodo", umbral_milesimas=85_000),
    )
    assert [r.bien for r in resultados] == [True] * 7 + [False, True], resultados
    assert (resultados[7].error, resultados[7].estado) == ("DatoInvalido", 422)
    for region in NORTE:
        assert base.una(f"{OBREROS}mirar", region=region)["estado"] == "enviado"
    _balance_cuadra(base)


def test_abrir_el_mismo_anio_a_la_vez_es_abrirlo_una(base):
    resultados = base.correr(*[trabajo("abrir_periodo", anio=2019)] * 6)
    assert all(r.bien for r in resultados), resultados
    assert len({r.valor for r in resultados}) == 1
    base.una(f"{OBREROS}nuevo_servicio", codigo="NUEVO")
    resultados = base.correr(*[trabajo("abrir_periodo", anio=2019)] * 6)  # and completing it at once, the same
    assert all(r.bien for r in resultados), resultados
    assert base.una(f"{OBREROS}revisar", veces=1) == []


@pytest.mark.parametrize("tras", [1, 7, 20])
def test_matar_un_proceso_que_guarda_no_pierde_lo_confirmado(base, tras):
    """kill -9 in the middle of a loop of saves: all that had been answered is there, whole, and nothing by halves."""
    fila = base.una(f"{OBREROS}mirar", region="02")["fila"]
    proceso = base.lanzar(f"{OBREROS}guardar_sin_fin", region="02", fila=fila)
    confirmados = [int(proceso.stdout.readline()) for _ in range(tras)]
    proceso.send_signal(signal.SIGKILL)
    confirmados += [int(n) for n in proceso.stdout.read().split()]
    assert proceso.wait() == -signal.SIGKILL
    proceso.stdout.close()
    leida = base.una(f"{OBREROS}leer_fila", fila=fila)
    ultimo = int(leida["unidad"])
    assert ultimo in (confirmados[-1], confirmados[-1] + 1)  # the last may have been stored and not yet told
    assert leida["indicador"] == f"I{ultimo}"
    _balance_cuadra(base)
    assert base.una(f"{OBREROS}guardar", region="02", fila=fila, unidad="Sigue", leido=leida["unidad"])


@pytest.mark.parametrize("tras", [1, 9, 18])
def test_matar_un_proceso_que_envia_y_aprueba_no_deja_un_paso_a_medias(base, tras):
    """kill -9 while submissions and approvals go by: what was told is whole, and the one under way is or is not."""
    proceso = base.lanzar(f"{OBREROS}andar_el_anio", regiones=NORTE, pasos=CARGADO_ABIERTO)
    confirmados = [proceso.stdout.readline().split() for _ in range(tras)]
    proceso.send_signal(signal.SIGKILL)
    confirmados += [linea.split() for linea in proceso.stdout.read().splitlines() if " " in linea]
    assert proceso.wait() == -signal.SIGKILL
    proceso.stdout.close()
    andados, nombres = {}, [paso for paso, _ in CARGADO_ABIERTO]
    for region, _ in confirmados:
        andados[region] = andados.get(region, 0) + 1
    for region in NORTE:
        visto, dados = base.una(f"{OBREROS}mirar", region=region), andados.get(region, 0)
        # The last step may have been written and not yet told.
        assert (visto["estado"], visto["versiones"]) in [_tras(nombres[: dados + n]) for n in (0, 1)], region
        _balance_cuadra(base, region)


def _tras(nombres):
    """(state, versions) after those steps of the year."""
    pasos = [PASOS[n] for n in nombres if n in PASOS]
    return next((p.hasta for p in reversed(pasos) if p.hasta), "borrador"), sum(bool(p.version) for p in pasos)
