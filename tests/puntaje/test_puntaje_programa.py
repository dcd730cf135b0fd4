"""The small program an auditor runs: `python -m gestion_territorial.puntaje < entrada.json`."""

import io
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from gestion_territorial.puntaje import EntradaInvalida, evaluar
from gestion_territorial.puntaje.__main__ import main

RAIZ = Path(__file__).resolve().parents[2]

DOCUMENTADA = """
{"umbral": "90", "programas": [{"region": "02", "compromete": true, "cerrado": true, "modalidad": "METAS",
  "unidades": [{"ponderacion": "89,995", "cumple": "si"}, {"ponderacion": "10.005", "cumple": "no"}]}]}
"""
RESPUESTA = """
{"umbral": "90", "programas": [{"region": "02", "resultado": "NO CUMPLE", "desempeno": "17999/200",
  "mostrado": "89,99", "minimo": "17999/200", "maximo": "17999/200", "suma": "100", "anticipado": null,
  "literal": "17999/200", "normalizado": "17999/200"}], "veredicto": "NO CUMPLE", "definitivo": true}
"""


def proceso(entrada, *argumentos, **entorno):
    """Run it as an auditor does. -S leaves site-packages out: a bare interpreter is all that is needed."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "gestion_territorial.puntaje", *argumentos],
        input=entrada.encode(),
        capture_output=True,
        cwd=RAIZ,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **entorno},
        timeout=60,
        check=False,
    )


@pytest.fixture
def correr(monkeypatch, capsys):
    """Run it within this process, which is quicker: (exit status, standard output, standard error)."""

    def correr(entrada, *argumentos):
        datos = entrada.encode() if isinstance(entrada, str) else entrada
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(datos)))
        monkeypatch.setattr(sys, "argv", ["puntaje", *argumentos])
        return main(), *capsys.readouterr()

    return correr


@pytest.fixture
def respuesta(correr):
    def respuesta(entrada):
        estado, salida, errores = correr(entrada)
        assert (estado, errores) == (0, "")
        return json.loads(salida)

    return respuesta


def programa(unidades='{"ponderacion": "100", "cumple": "si"}', **cambios):
    """One programme as JSON text; a key given as None is left out."""
    claves = {
        "region": '"02"',
        "compromete": "true",
        "modalidad": '"METAS"',
        "unidades": f"[{unidades}]",
        **cambios,
    }
    return "{" + ", ".join(f'"{clave}": {texto}' for clave, texto in claves.items() if texto is not None) + "}"


def unidad(ponderacion='"100"', cumple='"si"'):
    return f'{{"ponderacion": {ponderacion}, "cumple": {cumple}}}'


def lista(*programas, umbral='"90"'):
    return f'{{"umbral": {umbral}, "programas": [{", ".join(programas)}]}}'


def con_unidad(**cambios):
    return lista(programa(), programa(unidades=f"{unidad()}, {unidad(**cambios)}"))


EN_LA_UNIDAD = "programas[1].unidades[1]"
PESO = f"{EN_LA_UNIDAD}.ponderacion"
CUMPLE = f"{EN_LA_UNIDAD}.cumple"

MALAS = {
    "modalidad desconocida": (lista(programa(modalidad='"METAS "')), "programas[0].modalidad"),
    "modalidad en minúsculas": (lista(programa(modalidad='"metas"')), "programas[0].modalidad"),
    "modalidad que no es texto": (lista(programa(modalidad="1")), "programas[0].modalidad"),
    "respuesta desconocida": (con_unidad(cumple='"quizás"'), CUMPLE),
    "respuesta con tilde": (con_unidad(cumple='"sí"'), CUMPLE),
    "respuesta lógica": (con_unidad(cumple="true"), CUMPLE),
    "respuesta en lista": (con_unidad(cumple='["si"]'), CUMPLE),
    "NaN": (con_unidad(ponderacion="NaN"), PESO),
    "NaN como texto": (con_unidad(ponderacion='"NaN"'), PESO),
    "Infinity": (con_unidad(ponderacion="Infinity"), PESO),
    "-Infinity": (con_unidad(ponderacion="-Infinity"), PESO),
    "1e999": (con_unidad(ponderacion="1e999"), PESO),
    "1e999 como texto": (con_unidad(ponderacion='"1e999"'), PESO),
    "exponente pequeño": (con_unidad(ponderacion="1e1"), PESO),
    "negativa": (con_unidad(ponderacion="-5"), PESO),
    "negativa como texto": (con_unidad(ponderacion='"-0,5"'), PESO),
    "con signo más": (con_unidad(ponderacion='"+5"'), PESO),
    "dos separadores": (con_unidad(ponderacion='"1.000,5"'), PESO),
    "dos comas": (con_unidad(ponderacion='"1,,5"'), PESO),
    "con porcentaje": (con_unidad(ponderacion='"5 %"'), PESO),
    "otros dígitos": (con_unidad(ponderacion='"٣"'), PESO),
    "texto vacío": (con_unidad(ponderacion='""'), PESO),
    "ponderación lógica": (con_unidad(ponderacion="true"), PESO),
    "ponderación en lista": (con_unidad(ponderacion="[1]"), PESO),
    "ponderación con saltos": (con_unidad(ponderacion='"1\\n2\\u2028\\u0085\\ud800"'), PESO),
    "entero gigante": (con_unidad(ponderacion="9" * 5000), PESO),
    "entero gigante como texto": (con_unidad(ponderacion=f'"{"9" * 5000}"'), PESO),
    "falta la ponderación": (lista(programa(unidades='{"cumple": "si"}')), "programas[0].unidades[0].ponderacion"),
    "falta la respuesta": (lista(programa(unidades='{"ponderacion": "1"}')), "programas[0].unidades[0].cumple"),
    "unidad que no es objeto": (lista(programa(unidades="7")), "programas[0].unidades[0]"),
    "faltan las unidades": (lista(programa().replace('"unidades"', '"unidad"')), "programas[0].unidades"),
    "unidades que no es lista": (lista(programa().replace("[", "").replace("]", "")), "programas[0].unidades"),
    "falta la región": (lista(programa(region=None)), "programas[0].region"),
    "región numérica": (lista(programa(region="2")), "programas[0].region"),
    "falta compromete": (lista(programa(compromete=None)), "programas[0].compromete"),
    "compromete como texto": (lista(programa(compromete='"si"')), "programas[0].compromete"),
    "compromete como número": (lista(programa(compromete="1")), "programas[0].compromete"),
    "cerrado nulo": (lista(programa(cerrado="null")), "programas[0].cerrado"),
    "falta la modalidad": (lista(programa(modalidad=None)), "programas[0].modalidad"),
    "falta la modalidad aunque no comprometa": (
        lista(programa(modalidad=None, compromete="false")),
        "programas[0].modalidad",
    ),
    "mala ponderación aunque no comprometa": (
        lista(programa(unidades=unidad("-1"), compromete="false")),
        "programas[0].unidades[0].ponderacion",
    ),
    "programa que no es objeto": (lista(programa(), "[]"), "programas[1]"),
    "programas que no es lista": ('{"umbral": "90", "programas": {}}', "programas"),
    "falta programas": ('{"umbral": "90"}', "programas"),
    "falta el umbral": ('{"programas": []}', "umbral"),
    "umbral nulo": (lista(umbral="null"), "umbral"),
    "umbral lógico": (lista(umbral="true"), "umbral"),
    "umbral negativo": (lista(umbral='"-1"'), "umbral"),
    "umbral sobre 100": (lista(umbral='"100,001"'), "umbral"),
    "umbral NaN": (lista(umbral="NaN"), "umbral"),
    "una lista": ("[]", "entrada"),
    "un número": ("90", "entrada"),
    "NaN a secas": ("NaN", "entrada"),
    "NaN primero": ("[NaN, 2]", "entrada[0]"),
    "NaN dos veces": ("[NaN, NaN]", "entrada[0]"),
    "NaN dentro de una lista": ("[1, NaN]", "entrada[1]"),
    "NaN donde se ignora": (lista(programa(nota='{"a b": [0, NaN]}')), "programas[0].nota['a b'][1]"),
    "nada": ("", "entrada (línea 1, columna 1)"),
    "no es JSON": ('{"umbral": "90",\n "programas": [}', "entrada (línea 2, columna 16)"),
    "sobra algo": (lista() + " x", f"entrada (línea 1, columna {len(lista()) + 2})"),
    "no es UTF-8": (lista().encode() + b"\xff", f"entrada (byte {len(lista())})"),
    "UTF-16": (lista().encode("utf-16"), "entrada (byte 0)"),
    "anidado sin fin": ("[" * 100_000, "entrada"),
    "anidado sin fin y cerrado": ("[" * 100_000 + "]" * 100_000, "entrada"),
    "objetos sin fin": ('{"a":' * 100_000, "entrada"),
    "clave repetida": (lista(programa(nota='{"x": 1, "x": 1}')), "programas[0].nota.x"),
    "umbral repetido": ('{"umbral": "90", "umbral": "10", "programas": []}', "umbral"),
    "clave repetida con salto": ('{"a\\nb": 1, "a\\nb": 2}', "['a\\nb']"),
}


def una_linea(errores, lugar):
    assert len(errores.splitlines()) == 1, errores  # splitlines knows U+2028 and U+0085 too
    assert errores.endswith("\n")
    assert errores.startswith(f"{lugar}: ")
    assert len(errores) < 260


@pytest.mark.parametrize("caso", MALAS)
def test_entrada_mala_dice_donde(correr, caso):
    entrada, lugar = MALAS[caso]
    estado, salida, errores = correr(entrada)
    assert (estado, salida) == (2, "")
    una_linea(errores, lugar)
    assert ("falta esta clave" in errores) == caso.startswith("falta")


@pytest.mark.parametrize("caso", ["NaN", "entero gigante", "anidado sin fin", "ponderación con saltos", "nada"])
def test_entrada_mala_en_un_proceso_de_verdad(caso):
    entrada, lugar = MALAS[caso]
    terminado = proceso(entrada)
    assert (terminado.returncode, terminado.stdout) == (2, b"")
    una_linea(terminado.stderr.decode(), lugar)


@pytest.mark.parametrize(
    ("leido", "citado"),
    [
        ("null", "null"),
        ("true", "true"),
        ("false", "false"),
        ("[1]", "una lista"),
        ("{}", "un objeto"),
        ("7.50", "7.50"),
        ("9" * 40, "9" * 40),
        ("9" * 41, "9" * 39 + "…"),
        ('"a\\nb"', r"'a\nb'"),
    ],
)
def test_lo_leido_se_cita(correr, leido, citado):
    _, _, errores = correr(lista(programa(modalidad=leido)))
    assert errores.endswith(f"se leyó {citado}\n")


def test_ejemplo_documentado_con_sus_claves_en_orden():
    terminado = proceso(DOCUMENTADA)
    assert (terminado.returncode, terminado.stderr) == (0, b"")
    salida = json.loads(terminado.stdout)
    esperada = json.loads(RESPUESTA)
    assert salida == esperada
    assert list(salida) == list(esperada)
    assert list(salida["programas"][0]) == list(esperada["programas"][0])


@pytest.mark.parametrize("entorno", [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"LANG": "es"}])
def test_no_depende_del_idioma_de_la_maquina(entorno):
    bien = proceso(lista(programa(region='"Ñuble \\ud83d"')), **entorno)
    assert bien.returncode == 0
    assert json.loads(bien.stdout)["programas"][0]["region"] == "Ñuble \ud83d"
    mal = proceso(con_unidad(cumple='"ñ"'), **entorno)
    assert mal.returncode == 2
    assert len(mal.stderr.splitlines()) == 1


def test_numeros_de_json_sin_flotantes(respuesta):
    unidades = ", ".join([unidad("74.83"), unidad("10.21"), unidad("4.96"), unidad("10.00", '"no"')])
    salida = respuesta(lista(programa(unidades=unidades), umbral="90.0"))
    assert salida["umbral"] == "90"
    assert salida["programas"][0]["desempeno"] == "90"
    assert salida["veredicto"] == "CUMPLE"


def test_lo_raro_que_no_es_malo(respuesta):
    casi = f'"99,{"9" * 30}"'
    salida = respuesta(
        lista(
            programa(unidades=unidad('"150"')),
            programa(unidades=unidad(casi)),
            programa(modalidad='"ACTIVIDADES"', unidades='{"cumple": "si"}, {"ponderacion": "¿?", "cumple": null}'),
            programa(unidades=unidad("null"), nota='"otra clave no molesta"'),
            programa(unidades=f"{unidad('0099')}, {unidad('1')}".replace("0099", '"0099"')),
            umbral='"89,5"',
        )
    )
    sobre, bajo, actividades, sin_peso, con_ceros = salida["programas"]
    assert salida["umbral"] == "179/2"
    assert (sobre["resultado"], sobre["suma"], sobre["normalizado"]) == ("NO EVALUABLE", "150", "100")
    assert bajo["suma"] == str(Fraction(casi.strip('"').replace(",", ".")))
    assert (actividades["resultado"], actividades["minimo"], actividades["maximo"]) == ("PENDIENTE", "50", "100")
    assert (sin_peso["suma"], sin_peso["normalizado"]) == ("0", None)
    assert con_ceros["resultado"] == "CUMPLE"
    assert [p["region"] for p in salida["programas"]] == ["02"] * 5  # a region may come more than once


def test_el_numero_mas_largo_se_calcula(correr, respuesta):
    """The longest digits allowed, mixed as badly as they can be, stay under Python's limit for printing integers."""
    entero, decimal = "9" * 1000, "0," + "7" * 998
    unidades = ", ".join([unidad(f'"{entero}"'), unidad(f'"{decimal}"', '"no"'), unidad(f'"{decimal}"')])
    salida = respuesta(lista(programa(unidades=unidades)))["programas"][0]
    assert salida["resultado"] == "NO EVALUABLE"
    assert len(salida["normalizado"]) > 1000
    estado, _, errores = correr(con_unidad(ponderacion=f'"{"9" * 1001}"'))
    assert estado == 2
    assert "1000 caracteres" in errores


def test_marca_de_orden_de_bytes(respuesta):
    assert respuesta(b"\xef\xbb\xbf" + DOCUMENTADA.encode()) == json.loads(RESPUESTA)


def test_ayuda_y_argumentos(correr):
    for pedido in ("-h", "--help"):
        estado, salida, errores = correr("", pedido)
        assert (estado, errores) == (0, "")
        assert "python -m gestion_territorial.puntaje" in salida
    estado, salida, errores = correr(DOCUMENTADA, "entrada.json")
    assert (estado, salida) == (2, "")
    assert len(errores.splitlines()) == 1


@pytest.mark.parametrize(("umbral", "escrito"), [("0", "0"), ('"100"', "100"), ("100.000", "100")])
def test_los_bordes_del_umbral_valen(respuesta, umbral, escrito):
    assert respuesta(lista(umbral=umbral))["umbral"] == escrito


def test_el_paquete_no_arrastra_django_ni_el_resto():
    codigo = (
        "import sys; antes = set(sys.modules); import gestion_territorial.puntaje.__main__; "
        "print(*sorted(m for m in set(sys.modules) - antes if m.partition('.')[0] not in sys.stdlib_module_names))"
    )
    salida = subprocess.run([sys.executable, "-c", codigo], capture_output=True, cwd=RAIZ, check=True, text=True)
    ajenos = [m for m in salida.stdout.split() if not m.startswith("gestion_territorial.puntaje")]
    assert ajenos == ["gestion_territorial"]


@pytest.mark.parametrize("valor", [90.0, float("inf"), Fraction(-1), -1, True, [], None, "9" * 1001])
def test_evaluar_desde_python_tampoco_acepta_flotantes(valor):
    with pytest.raises(EntradaInvalida) as e:
        evaluar({"umbral": valor, "programas": []})
    assert e.value.lugar == "umbral"
    assert str(e.value) == f"umbral: {e.value.motivo}"


@pytest.mark.parametrize("valor", [90, Fraction(90), "90", "90,0"])
def test_evaluar_desde_python_acepta_lo_exacto(valor):
    assert evaluar({"umbral": valor, "programas": []}) == {
        "umbral": "90",
        "programas": [],
        "veredicto": "SIN COMPROMISO",
        "definitivo": True,
    }


def test_evaluar_desde_python_con_umbral_cero():
    assert evaluar({"umbral": 0, "programas": []})["umbral"] == "0"


def test_un_entero_gigante_desde_python_no_revienta_el_mensaje():
    with pytest.raises(EntradaInvalida, match=r"se leyó -1$"):
        evaluar({"umbral": -1, "programas": []})
    with pytest.raises(EntradaInvalida, match="muy grande"):
        evaluar({"umbral": 10**5000, "programas": []})
    with pytest.raises(EntradaInvalida, match="un texto y se leyó un número muy grande"):
        evaluar({"umbral": 90, "programas": [{"region": 10**5000}]})
