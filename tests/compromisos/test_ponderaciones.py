"""Weights as people type them: the text stays, the thousandths are exact or absent, and W-BAD says so."""

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso
from gestion_territorial.flujo import edicion, errores
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import hallazgos

from ..escenas import foto

# typed, stored text, thousandths, what the finding says
ESCRITAS = [
    ("8,5", "8,5", 8_500, None),
    ("8.5", "8.5", 8_500, None),
    ("8,5 %", "8,5 %", 8_500, None),
    (" 8,5\t", "8,5", 8_500, None),
    ("\u00a08,5\u00a0", "8,5", 8_500, None),
    ("0,25", "0,25", 250, None),
    ("0.250", "0.250", 250, None),
    ("33,333", "33,333", 33_333, None),
    ("100", "100", 100_000, None),
    ("007", "007", 7_000, None),
    ("0", "0", 0, "W-ZERO"),
    ("0,000", "0,000", 0, "W-ZERO"),
    ("", "", None, "W-MISSING"),
    ("   ", "", None, "W-MISSING"),
    ("NaN", "NaN", None, "W-BAD"),
    ("1e999", "1e999", None, "W-BAD"),
    ("Infinity", "Infinity", None, "W-BAD"),
    ("-5", "-5", None, "W-BAD"),
    ("+5", "+5", None, "W-BAD"),
    ("1.000,5", "1.000,5", None, "W-BAD"),
    ("33,3333", "33,3333", None, "W-BAD"),
    ("100,001", "100,001", None, "W-BAD"),
    ("101", "101", None, "W-BAD"),
    ("8,5%%", "8,5%%", None, "W-BAD"),
    ("٣", "٣", None, "W-BAD"),
    ("½", "½", None, "W-BAD"),
    ("diez", "diez", None, "W-BAD"),
    ("8\r\n5", "8\n5", None, "W-BAD"),
    ("<b>5</b>", "<b>5</b>", None, "W-BAD"),
    ("9" * 60, "9" * 60, None, "W-BAD"),
]
CODIGOS = ("W-BAD", "W-ZERO", "W-MISSING")


def test_cada_ponderacion_como_se_escribe(mundo):
    (fila,) = mundo.escribir(filas=[{"objetivo": "O", "indicador": "I", "meta": "M", "ponderacion": "1"}])
    programa, iii1 = mundo.programa(), catalogo.formulario("III.1")
    for escrita, texto, milesimas, codigo in ESCRITAS:
        _guardar(mundo, fila, escrita)
        guardada = Compromiso.objects.get(pk=fila)
        assert (guardada.ponderacion_texto, guardada.ponderacion_milesimas) == (texto, milesimas), escrita
        lista = [h for h in hallazgos(iii1, datos.leer(programa)) if h.codigo in CODIGOS]
        assert [h.codigo for h in lista] == ([codigo] if codigo else []), escrita
        if codigo == "W-BAD":
            frase = lista[0].frase(iii1)
            assert f"se leyó «{' '.join(texto.split())}»;" in frase
            assert "\n" not in frase


@pytest.mark.parametrize("escrita", ["9" * 61, "8" + "😀" * 30, "5\x00", "5\x0b"])
def test_lo_que_no_cabe_se_rechaza_y_no_cambia_nada(mundo, escrita):
    (fila,) = mundo.escribir(filas=[{"objetivo": "O", "indicador": "I", "meta": "M", "ponderacion": "40"}])
    antes = foto()
    with pytest.raises(errores.DatoInvalido):
        _guardar(mundo, fila, escrita)
    assert foto() == antes


def test_el_registro_dice_el_texto_y_el_numero(mundo):
    (fila,) = mundo.escribir(filas=[{"objetivo": "O", "indicador": "I", "meta": "M", "ponderacion": "40"}])
    _guardar(mundo, fila, "-5")
    _guardar(mundo, fila, "8.5")
    _guardar(mundo, fila, "8,5")
    cambios = [
        leer(e)["cambios"]
        for e in Registro.objects.filter(tabla="compromisos.compromiso", accion="guardar").order_by("pk")
    ][1:]
    assert cambios == [
        {"ponderacion_texto": ["40", "-5"], "ponderacion_milesimas": [40_000, None]},
        {"ponderacion_texto": ["-5", "8.5"], "ponderacion_milesimas": [None, 8_500]},
        {"ponderacion_texto": ["8.5", "8,5"]},
    ]


def _guardar(mundo, fila, escrita):
    edicion.guardar_linea(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("ana"),
        compromiso_id=fila,
        cambios={("compromiso", "ponderacion_texto"): (Compromiso.objects.get(pk=fila).ponderacion_texto, escrita)},
        ediciones={},
    )
