"""The proofs that rooms add, and the folders of files that never change: tried with a folder of our own."""

import hashlib
import os
import time
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from gestion_territorial.auditoria import verificadores
from gestion_territorial.auditoria.faltas import REMEDIOS, Falta
from gestion_territorial.flujo.verificacion import verificar


@pytest.fixture
def carpeta(settings, tmp_path, monkeypatch):
    """A store of three files named by their SHA-256, its owner's list, and nothing else registered."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(verificadores, "ESPERA", 0)
    monkeypatch.setattr(verificadores, "_VERIFICADORES", {})
    esperados = {}
    for contenido in (b"uno", b"dos" * 500_000, b""):
        sha = hashlib.sha256(contenido).hexdigest()
        esperados[f"{sha[:2]}/{sha[2:]}"] = sha
        (tmp_path / "pruebas" / sha[:2]).mkdir(parents=True, exist_ok=True)
        (tmp_path / "pruebas" / sha[:2] / sha[2:]).write_bytes(contenido)
    monkeypatch.setattr(
        verificadores, "_CARPETAS", {"pruebas": verificadores.Carpeta("pruebas", lambda: dict(esperados))}
    )
    return tmp_path / "pruebas", esperados


def _faltas():
    return [(f.que, f.donde) for f in verificadores.faltas(Counter())]


def test_una_carpeta_entera_no_tiene_faltas_y_se_cuenta(carpeta):
    cuenta = Counter()
    assert list(verificadores.faltas(cuenta)) == []
    assert cuenta["archivos"] == 3


@pytest.mark.parametrize(
    ("toque", "que"),
    [
        (lambda r: r.write_bytes(b"otro"), "archivo cambiado"),
        (lambda r: r.write_bytes(r.read_bytes() + b"\n"), "archivo cambiado"),
        (lambda r: r.unlink(), "archivo ausente"),
        (lambda r: (r.unlink(), r.mkdir()), "archivo ausente"),
        (
            lambda r: (
                r.rename(r.parent / "real"),
                r.symlink_to("real"),
                os.rename(r.parent / "real", r.parents[2] / "x"),
            ),
            "archivo ausente",
        ),
    ],
)
def test_un_archivo_tocado_se_nombra(carpeta, toque, que):
    raiz, esperados = carpeta
    cual = sorted(esperados)[0]
    toque(raiz / cual)
    assert (que, f"pruebas/{cual}") in _faltas()


def test_un_archivo_sin_duenio_se_nombra(carpeta):
    raiz, _ = carpeta
    (raiz / "ab").mkdir(exist_ok=True)
    (raiz / "ab" / "suelto").write_bytes(b"")
    (raiz / "enlace").symlink_to(raiz / "ab")
    assert _faltas() == [("archivo sin dueño", "pruebas/ab/suelto"), ("archivo sin dueño", "pruebas/enlace")]


def test_lo_que_se_esta_subiendo_no_es_una_falta_y_lo_abandonado_si(carpeta):
    raiz, _ = carpeta
    (raiz / ".subida").write_bytes(b"a medias")
    assert _faltas() == []
    ayer = time.time() - 2 * verificadores.A_MEDIAS
    os.utime(raiz / ".subida", (ayer, ayer))
    assert _faltas() == [("archivo sin dueño", "pruebas/.subida")]


def test_lo_que_llega_o_se_va_mientras_se_mira_no_es_una_falta(carpeta, monkeypatch):
    """The list is asked again before telling: a row committed, or taken out, in between explains what was seen."""
    raiz, esperados = carpeta
    fuera = sorted(esperados)[0]
    (raiz / fuera).unlink()
    (raiz / "nuevo").write_bytes(b"nuevo")
    despues = {n: s for n, s in esperados.items() if n != fuera} | {"nuevo": hashlib.sha256(b"nuevo").hexdigest()}
    respuestas = iter([esperados, despues])
    monkeypatch.setattr(
        verificadores, "_CARPETAS", {"pruebas": verificadores.Carpeta("pruebas", lambda: next(respuestas))}
    )
    assert _faltas() == []


def test_sin_carpeta_todo_lo_esperado_esta_ausente(carpeta):
    raiz, esperados = carpeta
    raiz.rename(raiz.with_name("otra"))
    assert {que for que, _ in _faltas()} == {"archivo ausente"}
    assert len(_faltas()) == len(esperados)


@pytest.mark.django_db
def test_verificar_incluye_las_salas_y_sale_con_1(carpeta):
    raiz, esperados = carpeta
    verificadores.registrar("sala", lambda cuenta: [Falta("plantilla", "una sala", "tres", "dos")])
    (raiz / sorted(esperados)[1]).unlink()
    informe = verificar()
    assert informe.archivos == 3
    assert {f.que for f in informe.faltas} == {"plantilla", "archivo ausente"}
    salida = StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("verificar", stdout=salida)
    assert fin.value.code == 1
    assert "remedio: cópielo desde un respaldo" in salida.getvalue()


@pytest.mark.parametrize("comienzo", REMEDIOS)
def test_cada_falta_dice_su_remedio(comienzo):
    assert Falta(f"{comienzo} 3", "x", "y", "z").remedio == REMEDIOS[comienzo]
    assert Falta(f"{comienzo} 3", "x", "y", "z").linea.endswith(f"· remedio: {REMEDIOS[comienzo]}")
