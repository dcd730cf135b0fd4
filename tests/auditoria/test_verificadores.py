"""The proofs that rooms add."""

from io import StringIO

import pytest
from django.core.management import call_command

from gestion_territorial.auditoria import verificadores
from gestion_territorial.auditoria.faltas import REMEDIOS, Falta
from gestion_territorial.flujo.verificacion import verificar


@pytest.mark.django_db
def test_verificar_incluye_las_salas_y_sale_con_1(monkeypatch):
    monkeypatch.setattr(verificadores, "_VERIFICADORES", {})
    verificadores.registrar("sala", lambda cuenta: [Falta("plantilla", "una sala", "tres", "dos")])
    verificadores.registrar("archivos", lambda cuenta: [Falta("archivo ausente", "otra", "guardado", "ausente")])
    assert {f.que for f in verificar().faltas} == {"plantilla", "archivo ausente"}
    salida = StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("verificar", stdout=salida)
    assert fin.value.code == 1
    assert "remedio: cópielo desde un respaldo" in salida.getvalue()


@pytest.mark.parametrize("comienzo", REMEDIOS)
def test_cada_falta_dice_su_remedio(comienzo):
    assert Falta(f"{comienzo} 3", "x", "y", "z").remedio == REMEDIOS[comienzo]
    assert Falta(f"{comienzo} 3", "x", "y", "z").linea.endswith(f"· remedio: {REMEDIOS[comienzo]}")
