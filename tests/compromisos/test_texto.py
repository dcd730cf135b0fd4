"""The border: every text comes back exactly, or is refused by a sentence that names what is wrong."""

import pytest

from gestion_territorial.compromisos.models import Compromiso
from gestion_territorial.compromisos.texto import LARGO_MAXIMO, TextoInvalido, limpiar
from gestion_territorial.flujo import edicion, errores

from ..escenas import foto

IGUALES = [
    "",
    " con blancos al final  ",
    "ñandú, ÑUBLE, ¿ya?",
    "👩‍👩‍👧 familia",
    "<script>alert(1)</script>",
    "=1+1",
    "@SUMA(A1)",
    "-5 talleres",
    "tabulado\tcon tab",
    "a\u2028b",
    "{llaves} %s %(x)s",
    "cita «doble» y 'simple' \"recta\"",
    "\ufeff con marca",
    "á" * LARGO_MAXIMO,
]
SALTOS = [("uno\r\ndos", "uno\ndos"), ("uno\rdos", "uno\ndos"), ("\r\n\r\n", "\n\n"), ("a\r\r\nb", "a\n\nb")]
MALOS = [
    ("a\x00b", "U+0000", 2),
    ("\x0b", "U+000B", 1),
    ("línea\x85", "U+0085", 6),
    ("\x1b[31m", "U+001B", 1),
    ("ab\ud800", "U+D800", 3),
    ("\udfff", "U+DFFF", 1),
    ("x\ufffe", "U+FFFE", 2),
    ("\uffff", "U+FFFF", 1),
    ("\x7f", "U+007F", 1),
]


@pytest.mark.parametrize("texto", IGUALES)
def test_lo_escrito_vuelve_igual(texto):
    assert limpiar(texto) == texto


@pytest.mark.parametrize(("texto", "guardado"), SALTOS)
def test_los_saltos_de_linea_son_uno_solo(texto, guardado):
    assert limpiar(texto) == guardado


@pytest.mark.parametrize(("texto", "codigo", "posicion"), MALOS)
def test_lo_que_no_se_puede_guardar_se_nombra_con_su_lugar(texto, codigo, posicion):
    with pytest.raises(TextoInvalido) as error:
        limpiar(texto)
    assert f"({codigo}, posición {posicion})" in str(error.value)
    assert str(error.value).endswith("Bórrelo y vuelva a guardar.")


@pytest.mark.parametrize(("texto", "largo"), [("x" * 40_000, "40000"), ("x" * (LARGO_MAXIMO + 1), "15001")])
def test_lo_demasiado_largo_se_rechaza_con_las_dos_cifras(texto, largo):
    with pytest.raises(TextoInvalido, match=f"tiene {largo} caracteres y el máximo es {LARGO_MAXIMO}"):
        limpiar(texto)


def test_los_caracteres_dobles_cuentan_doble_como_en_la_planilla():
    limpiar("😀" * (LARGO_MAXIMO // 2))
    with pytest.raises(TextoInvalido):
        limpiar("😀" * (LARGO_MAXIMO // 2) + "x")


def test_por_la_linea_entera_vuelve_igual_o_se_rechaza_sin_escribir_nada(mundo):
    """The same border, where people meet it: saved in every text of a line, and read back from the database."""
    (fila,) = mundo.escribir(filas=[{"objetivo": "O", "indicador": "I", "meta": "M", "ponderacion": "100"}])
    programa, ana = mundo.programa(), mundo.cargo("ana")
    leido = {"objetivo": "O", "indicador": "I", "compromiso": "M"}

    def guardar(texto):
        edicion.guardar_linea(
            programa_id=programa.pk,
            cargo=ana,
            compromiso_id=fila,
            cambios={(nivel, "texto"): (antes, texto) for nivel, antes in leido.items()},
            ediciones={},
        )

    for texto, guardado in [*((t, t) for t in IGUALES if t.strip()), *SALTOS]:
        guardar(texto)
        compromiso = Compromiso.objects.select_related("indicador__objetivo").get(pk=fila)
        escritos = {compromiso.texto, compromiso.indicador.texto, compromiso.indicador.objetivo.texto}
        assert escritos == {guardado}
        leido = dict.fromkeys(leido, guardado)
    antes = foto()
    for texto in [*(malo for malo, _, _ in MALOS), "x" * 40_000]:
        with pytest.raises(errores.DatoInvalido) as rechazo:
            guardar(texto)
        assert rechazo.value.estado == 422
    assert foto() == antes


def test_la_autoridad_y_el_motivo_pasan_por_la_misma_puerta(mundo):
    mundo.escribir()
    programa, ana = mundo.programa(), mundo.cargo("ana")
    antes = foto()
    for texto in ("Seremi\x00", "x" * 201):
        with pytest.raises(errores.DatoInvalido):
            edicion.guardar_cabecera(programa_id=programa.pk, cargo=ana, cambios={"autoridad": ("", texto)})
    with pytest.raises(errores.DatoInvalido, match=r"U\+000B"):
        mundo.dar("no-compromete", "diego", motivo="porque\x0bsí")
    assert foto() == antes
    edicion.guardar_cabecera(programa_id=programa.pk, cargo=ana, cambios={"autoridad": ("", "x" * 200)})
    assert mundo.programa().autoridad == "x" * 200
