"""Evidence and real processes: who wins, what is left on the disk, and what survives a sudden end."""

import signal
import uuid

import pytest

from .test_carreras import CARGADO_ABIERTO, EN_CARGA, _balance_cuadra, trabajo

pytestmark = pytest.mark.lento

OBREROS = "tests.flujo.obreros_de_evidencia:"
REGIONES = ["02", "03", "04", "05"]


@pytest.fixture
def hacer(base, tmp_path):
    """A function: the job of that name on this test's own store."""
    carpeta = str(tmp_path / "datos")

    def _hacer(nombre, **datos):
        return (f"{OBREROS}{nombre}", {"carpeta": carpeta, **datos})

    return _hacer


@pytest.fixture
def una(base, hacer):
    def _una(nombre, **datos):
        ruta, todo = hacer(nombre, **datos)
        return base.una(ruta, **todo)

    return _una


def preparar(base, region, pasos=EN_CARGA):
    return base.una("tests.flujo.obreros:llevar", region=region, pasos=pasos)


def entero(una):
    """The store and the rows agree, and every live file can be read."""
    visto = una("mirar_almacen")
    assert visto["faltas"] == []
    assert visto["en_disco"] == visto["archivos"]
    if not visto["retirados"]:
        assert visto["legibles"] == visto["vivas"]
    return visto


def test_retirar_o_validar_ocurre_uno(base, hacer, una):
    for region in REGIONES:
        fila = preparar(base, region)["fila"]
        evidencia = una("subir", region=region, fila=fila, texto=region)
        vista = base.una("tests.flujo.obreros:llevar", region=region, pasos=CARGADO_ABIERTO[len(EN_CARGA) :])
        retira, valida = base.correr(
            hacer("retirar", region=region, evidencia=evidencia, edicion=vista["edicion"]),
            trabajo("dar", region=region, paso="validar", quien="rosa", edicion=vista["edicion"]),
        )
        assert [retira.bien, valida.bien].count(True) == 1, (retira, valida)
        perdedor = valida if retira.bien else retira
        assert perdedor.estado == 409
        assert "cambió" in perdedor.mensaje
        despues = base.una("tests.flujo.obreros:mirar", region=region)
        assert despues["estado"] == ("resultados_enviados" if retira.bien else "validado")
        assert despues["edicion"] == vista["edicion"] + 1
        assert despues["versiones"] == vista["versiones"] + valida.bien
        assert despues["acciones"][0] == ("retirar-evidencia" if retira.bien else "validar")
        _balance_cuadra(base, region)
    entero(una)


def test_subir_a_una_fila_que_se_elimina(base, hacer, una):
    for region in REGIONES:
        fila = preparar(base, region)["fila"]
        sube, elimina = base.correr(
            hacer("subir", region=region, fila=fila, texto=region), hacer("eliminar_fila", region=region, fila=fila)
        )
        assert elimina.bien
        assert sube.bien or sube.estado == 404, sube
        visto = una("mirar_almacen")  # the rest of it misses the row, as it should: no step takes one out here
        assert visto["del_almacen"] == []
        assert visto["en_disco"] == visto["archivos"] == len(visto["vivas"])


def test_subir_o_enviar_los_resultados(base, hacer, una):
    for region in REGIONES:
        vista = preparar(base, region)
        sube, envia = base.correr(
            hacer("subir", region=region, fila=vista["fila"], texto=region),
            trabajo("dar", region=region, paso="enviar-resultados", quien="diego", edicion=vista["edicion"]),
        )
        assert [sube.bien, envia.bien].count(True) == 1, (sube, envia)
        _balance_cuadra(base, region)
    entero(una)


def test_el_mismo_contenido_en_cuatro_programas_a_la_vez(base, hacer, una):
    filas = {region: preparar(base, region)["fila"] for region in REGIONES}
    resultados = base.correr(*[hacer("subir", region=r, fila=f, texto="igual") for r, f in filas.items()])
    assert all(r.bien for r in resultados), resultados
    visto = entero(una)
    assert (visto["archivos"], len(visto["vivas"])) == (1, 4)


def test_la_misma_subida_diez_veces_es_una(base, hacer, una):
    fila, op = preparar(base, "02")["fila"], str(uuid.uuid4())
    subida = hacer("subir", region="02", fila=fila, operacion=op)
    resultados = base.correr(*[subida] * 10)
    assert {r.valor for r in resultados} == {resultados[0].valor}, resultados
    assert len(entero(una)["vivas"]) == 1


def test_quitar_el_ultimo_uso_mientras_otro_lo_sube(base, hacer, una):
    """Whoever comes first, the one who uploaded finds their bytes; and nobody's are left behind."""
    filas = {region: preparar(base, region)["fila"] for region in REGIONES[:2]}
    (aqui, fila), (alla, otra) = filas.items()
    for vuelta in range(8):
        texto = f"vuelta {vuelta}"
        evidencia = una("subir", region=aqui, fila=fila, texto=texto)
        quita, sube = base.correr(
            hacer("quitar", region=aqui, evidencia=evidencia),
            hacer("subir", region=alla, fila=otra, texto=texto),
        )
        assert quita.bien, quita
        assert sube.bien, sube
        assert sube.valor in entero(una)["legibles"]


def test_barrer_no_se_lleva_lo_que_se_esta_subiendo(base, hacer, una):
    filas = {region: preparar(base, region)["fila"] for region in REGIONES}
    ruta, datos = hacer("barrer_sin_fin")
    barre = base.lanzar(ruta, **datos)
    try:
        barre.stdout.readline()
        for vuelta in range(3):
            resultados = base.correr(
                *[hacer("subir", region=r, fila=f, texto=f"{r} {vuelta}") for r, f in filas.items()]
            )
            assert all(r.bien for r in resultados), resultados
    finally:
        barre.kill()
        barre.communicate()
    assert len(entero(una)["vivas"]) == 12


def test_muerte_subita_al_subir(base, hacer, una):
    """kill -9 in the middle of uploads, again and again: after a start all is clean and what was told is there."""
    fila, reconocidas = preparar(base, "02")["fila"], []
    for espera in range(1, 6):
        ruta, datos = hacer("subir_sin_fin", region="02", fila=fila)
        proceso = base.lanzar(ruta, **datos)
        for _ in range(espera):
            reconocidas.append(int(proceso.stdout.readline()))
        proceso.send_signal(signal.SIGKILL)
        resto, _ = proceso.communicate()
        reconocidas += [int(linea) for linea in resto.splitlines()]
        visto = una("mirar_almacen", arrancar=True)
        assert visto["faltas"] == []
        assert visto["en_disco"] == visto["archivos"]
        assert set(reconocidas) <= set(visto["legibles"])
    _balance_cuadra(base)
