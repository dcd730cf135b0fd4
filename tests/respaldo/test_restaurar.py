"""What a damaged backup lacks is named before anything is written; where something is stored nothing is restored."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from gestion_territorial.auditoria.verificadores import huella

from .apoyo import DE_CARRERAS, EN_CARGA, OBREROS, escribir_manifiesto, lo_mismo, mandar, manifiesto, respaldar

pytestmark = pytest.mark.lento
REGISTRO, EVIDENCIA = "auditoria_registro", "compromisos_evidencia"


@pytest.fixture
def respaldo(base, tmp_path):
    """A backup with three files; Antofagasta writes its results."""
    base.una(f"{DE_CARRERAS}llevar", region="02", pasos=EN_CARGA)
    base.una(f"{OBREROS}abrir_sesion", llave="una-llave-de-sesion-abierta")
    base.una(f"{OBREROS}subir", region="02", contenidos=["uno", "dos", "tres"])
    respaldar(base, tmp_path / "respaldo")
    return tmp_path / "respaldo"


def _un_archivo(respaldo):
    return next(n for n in sorted(manifiesto(respaldo)["archivos"]) if n.startswith("archivos/"))


def _quitar_fila(respaldo, tabla):
    """One row less in the copy of the database, whatever the engine; returns the file that changed."""
    if (respaldo / "base" / "base.sqlite3").exists():
        base = sqlite3.connect(respaldo / "base" / "base.sqlite3")
        base.execute(f"DROP TRIGGER IF EXISTS {tabla}_sin_delete")
        base.execute(f"DELETE FROM {tabla} WHERE id = (SELECT max(id) FROM {tabla})")
        base.commit()
        base.close()
        return "base/base.sqlite3"
    ruta = respaldo / "base" / f"{tabla}.copia"
    lineas = ruta.read_bytes().splitlines(keepends=True)
    ruta.write_bytes(b"".join(lineas[:-1]))
    return f"base/{tabla}.copia"


def _volver_a_firmar(respaldo, nombre):
    datos = manifiesto(respaldo)
    datos["archivos"][nombre] = [(respaldo / nombre).stat().st_size, huella(respaldo / nombre)]
    escribir_manifiesto(respaldo, datos)
    return datos


def _enlazar(ruta):
    ruta.unlink()
    ruta.symlink_to("/dev/null")


def test_un_archivo_menos_cambiado_o_de_mas_se_nombra_y_no_se_escribe_nada(vacia, respaldo):
    cual = _un_archivo(respaldo)
    ruta = respaldo / cual
    entero = ruta.read_bytes()
    for toque in (lambda: ruta.unlink(), lambda: ruta.write_bytes(entero + b"."), lambda: _enlazar(ruta)):
        toque()
        estado, salida = mandar(vacia, "restaurar", respaldo, "--verificar")
        assert (estado, len(salida.splitlines())) == (1, 1), salida
        assert f"archivo del respaldo · {cual} · " in salida
        ruta.unlink(missing_ok=True)
        ruta.write_bytes(entero)
    (respaldo / "archivos" / "de-mas").write_text("x")
    estado, salida = mandar(vacia, "restaurar", respaldo, "--verificar")
    assert (estado, "archivos/de-mas" in salida) == (1, True)
    (respaldo / "archivos" / "de-mas").unlink()
    estado, salida = mandar(vacia, "restaurar", respaldo, "--verificar")  # so far nothing had been written
    assert estado == 0, salida


def test_una_fila_menos_en_la_copia_se_nombra_por_su_tabla(vacia, respaldo):
    archivo = _quitar_fila(respaldo, EVIDENCIA)
    estado, salida = mandar(vacia, "restaurar", respaldo, "--verificar")
    assert estado == 1
    assert f"archivo del respaldo · {archivo}" in salida
    assert f"filas de la tabla · {EVIDENCIA} · se esperaba: 3 · se leyó: 2" in salida


def test_una_fila_menos_con_el_archivo_vuelto_a_firmar_se_nombra_al_restaurar(vacia, respaldo):
    _volver_a_firmar(respaldo, _quitar_fila(respaldo, EVIDENCIA))
    estado, salida = mandar(vacia, "restaurar", respaldo, "--verificar")
    assert (estado, len(salida.splitlines())) == (1, 1), salida
    assert f"filas de la tabla · {EVIDENCIA} · se esperaba: 3 · se leyó: 2" in salida


def test_una_entrada_menos_con_todo_vuelto_a_firmar_la_nombra_verificar(vacia, respaldo):
    datos = _volver_a_firmar(respaldo, _quitar_fila(respaldo, REGISTRO))
    datos["tablas"][REGISTRO] -= 1
    escribir_manifiesto(respaldo, datos)
    estado, salida = mandar(vacia, "restaurar", respaldo)
    assert estado == 0, salida
    estado, salida = mandar(vacia, "verificar")
    assert estado == 1
    assert "fin de la cadena" in salida


def test_solo_se_restaura_donde_no_hay_nada(base, vacia, respaldo, tmp_path):
    estado, salida = mandar(base, "restaurar", respaldo, "--verificar")
    assert (estado, "solo se restaura donde no hay nada" in salida) == (2, True), salida
    (vacia.carpeta / "evidencias").mkdir()
    (vacia.carpeta / "evidencias" / "ajeno").write_text("x")
    estado, salida = mandar(vacia, "restaurar", respaldo)
    assert (estado, "evidencias no está vacía" in salida) == (2, True), salida
    (vacia.carpeta / "evidencias" / "ajeno").unlink()
    assert mandar(vacia, "restaurar", respaldo)[0] == 0
    estado, salida = mandar(vacia, "restaurar", respaldo)
    assert (estado, "solo se restaura donde no hay nada" in salida) == (2, True), salida
    assert lo_mismo(respaldar(vacia, tmp_path / "otra vez"), manifiesto(respaldo))


NO_SIRVE = {
    "de otro motor": (lambda d: d.update(motor="otro"), "DATABASE_URL"),
    "de otra versión": (lambda d: d["migraciones"].append("web.0007_nueva"), "difieren las migraciones web.0007_nueva"),
    "de otro formato": (lambda d: d.update(esquema=9), "es de otro formato"),
    "con una ruta de fuera": (lambda d: d["archivos"].update({"archivos/../../x": [0, ""]}), "está dañado"),
    "con otra carpeta": (lambda d: d["archivos"].update({"archivos/otra/x": [0, ""]}), "no conoce la carpeta «otra»"),
    "sin tablas": (lambda d: d.pop("tablas"), "está dañado"),
}


def test_lo_que_no_sirve_se_dice_con_una_frase_y_no_toca_nada(vacia, respaldo, tmp_path):
    bueno = manifiesto(respaldo)
    for cambiar, frase in NO_SIRVE.values():
        datos = manifiesto(respaldo)
        cambiar(datos)
        escribir_manifiesto(respaldo, datos)
        estado, salida = mandar(vacia, "restaurar", respaldo)
        assert (estado, frase in salida) == (2, True), salida
        escribir_manifiesto(respaldo, bueno)
    (respaldo / "manifiesto.json").write_text("{")
    assert "está dañado" in mandar(vacia, "restaurar", respaldo)[1]
    estado, salida = mandar(vacia, "restaurar", tmp_path / "no hay")
    assert (estado, "no es un respaldo terminado" in salida) == (2, True)
    escribir_manifiesto(respaldo, bueno)
    estado, salida = mandar(vacia, "restaurar", respaldo, "--verificar")
    assert estado == 0, salida


def test_las_sesiones_abiertas_y_la_llave_no_se_respaldan(base, respaldo):
    assert manifiesto(respaldo)["tablas"]["django_session"] == 0
    assert not any(b"una-llave-de-sesion-abierta" in ruta.read_bytes() for ruta in (respaldo / "base").iterdir())
    assert not any("secret_key" in ruta.name for ruta in respaldo.rglob("*"))
    assert respaldo.stat().st_mode & 0o077 == 0


def test_un_respaldo_no_se_escribe_sobre_nada(base, respaldo, tmp_path):
    antes = manifiesto(respaldo)
    for destino, frase in (
        (respaldo, "un respaldo no se escribe sobre otro"),
        (tmp_path / "no hay" / "x", "no existe: créela antes"),
        (base.carpeta / "evidencias" / "x", "no puede quedar dentro de"),
    ):
        estado, salida = mandar(base, "respaldar", destino)
        assert (estado, frase in salida) == (1, True), salida
    assert manifiesto(respaldo) == antes
    assert list(tmp_path.glob("*.parcial-*")) == []


def test_lo_que_ya_faltaba_no_impide_respaldar_y_se_sigue_nombrando(base, vacia, respaldo, tmp_path):
    perdido = _un_archivo(respaldo).removeprefix("archivos/evidencias/")
    (base.carpeta / "evidencias" / perdido).unlink()
    respaldar(base, tmp_path / "con falta")
    estado, salida = mandar(vacia, "restaurar", tmp_path / "con falta", "--verificar")
    assert estado == 1
    assert f"archivo ausente · SERNAM, archivo {Path(perdido).name[:12]}" in salida
    shutil.copyfile(respaldo / "archivos" / "evidencias" / perdido, vacia.carpeta / "evidencias" / perdido)
    estado, salida = mandar(vacia, "verificar")
    assert estado == 0, salida
