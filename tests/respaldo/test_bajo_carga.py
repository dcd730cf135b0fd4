"""Backups taken while people write, and while somebody kills them: real processes, on the engine in force."""

import signal

import pytest

from .apoyo import DE_CARRERAS, EN_CARGA, OBREROS, escribiendo, lo_mismo, mandar, respaldar

pytestmark = pytest.mark.lento


def _escritores(base):
    """Two who save their line without end, and one who stores files and takes some of them out."""
    base.una(f"{DE_CARRERAS}llevar", region="02", pasos=EN_CARGA)
    filas = {region: base.una(f"{DE_CARRERAS}mirar", region=region)["fila"] for region in ("03", "04")}
    guardan = [(f"{DE_CARRERAS}guardar_sin_fin", {"region": r, "fila": fila}) for r, fila in filas.items()]
    return filas, [*guardan, (f"{OBREROS}subir_sin_fin", {"region": "02"})]


def test_un_respaldo_mientras_se_escribe_vuelve_igual_y_con_todo_lo_confirmado(base, vacia, tmp_path):
    filas, trabajos = _escritores(base)
    respaldos = []
    with escribiendo(base, *trabajos) as confirmados:
        for n in range(3):
            antes = confirmados(al_menos=3 * (n + 1))
            respaldos.append((tmp_path / f"respaldo-{n}", antes, respaldar(base, tmp_path / f"respaldo-{n}")))
    destino, antes, dicho = respaldos[-1]
    assert [n for n in dicho["archivos"] if n.startswith("archivos/evidencias/")]
    estado, salida = mandar(vacia, "restaurar", destino, "--verificar")
    assert estado == 0, salida
    assert "igual a su manifiesto y verificado" in salida
    for fila, confirmado in zip(filas.values(), antes, strict=False):
        leida = vacia.una(f"{DE_CARRERAS}leer_fila", fila=fila)
        assert int(leida["unidad"]) >= confirmado
        assert leida["indicador"] == f"I{leida['unidad']}"  # a save is there whole or not at all
    assert lo_mismo(respaldar(vacia, tmp_path / "otra vez"), dicho)
    assert mandar(base, "verificar", "--manifiesto", destino / "manifiesto.json")[0] == 0
    assert vacia.una(f"{OBREROS}siguiente_evidencia", region="02")  # life goes on, and no id is used twice
    assert vacia.una(f"{DE_CARRERAS}balance", region="02")["faltas"] == []


def test_matar_un_respaldo_no_deja_nada_que_pase_por_uno(base, vacia, tmp_path):
    """Killed while it looks, while it copies, before the manifest and before it gets its name."""
    filas, trabajos = _escritores(base)
    destino = tmp_path / "respaldo"
    with escribiendo(base, *trabajos) as confirmados:
        for n, donde in enumerate(("foto", "archivos", "manifiesto", "asegurar")):
            proceso = base.lanzar(f"{OBREROS}respaldar_y_quedarse", destino=str(destino), donde=donde)
            assert proceso.stdout.readline() == "aquí\n"
            oidos = confirmados(al_menos=3 * n + 3)  # nobody waits for a backup
            proceso.send_signal(signal.SIGKILL)
            proceso.wait()
            proceso.stdout.close()
            assert not destino.exists()
    restos = sorted(tmp_path.glob("respaldo.parcial-*"))
    assert len(restos) == 4
    sin_manifiesto = [resto for resto in restos if not (resto / "manifiesto.json").exists()]
    assert len(sin_manifiesto) == 3  # the fourth is whole, and lacks only its name
    for resto in sin_manifiesto:
        estado, salida = mandar(vacia, "restaurar", resto)
        assert (estado, "no es un respaldo terminado" in salida) == (2, True)
    estado, salida = mandar(base, "verificar")
    assert estado == 0, salida
    for fila, oido in zip(filas.values(), oidos, strict=False):
        assert int(base.una(f"{DE_CARRERAS}leer_fila", fila=fila)["unidad"]) >= oido
    respaldar(base, destino)
    estado, salida = mandar(vacia, "restaurar", destino, "--verificar")
    assert estado == 0, salida


def test_dos_respaldos_del_mismo_nombre_a_la_vez_dejan_uno_entero(base, vacia, tmp_path):
    destino = tmp_path / "respaldo"
    procesos = [base.lanzar(f"{OBREROS}mandar_suelta", nombre="respaldar", argumentos=[str(destino)]) for _ in range(3)]
    salidas = [p.communicate(timeout=120)[0] for p in procesos]
    assert [p.returncode for p in procesos].count(0) == 1, salidas
    assert list(tmp_path.glob("respaldo.parcial-*")) == []
    assert mandar(vacia, "restaurar", destino, "--verificar")[0] == 0
