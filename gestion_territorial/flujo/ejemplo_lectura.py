"""The example's fixtures, each form's own shape turned into one: what `ejemplo_programas` writes.

A programme is {"autoridad", "modalidad", "propias": {table: [{field: text}]}, "filas": [line], "resultados"}. A line's
`extras` and, for each of its activities, `de_actividad` are {extra: text, or the place of its option}.
"""

import json
from itertools import groupby

from django.conf import settings

FIXTURES = settings.BASE_DIR / "fixtures"
ANTOFAGASTA = "02"


def leer():
    """`formularios` (code → region → its programme), `motivos`, and `frases` (code → observation).

    `mediciones` (code → region → a measurement) are written by the form itself (`Formulario.ejemplo`).
    """
    datos = _json("ejemplo_iii_1")
    return {
        "formularios": {
            "III.1": {ANTOFAGASTA: datos["antofagasta"], **datos["otras"]},
            "III.2": _de_todas("ejemplo_iii_2", _complementariedad),
            "III.3": _de_todas("ejemplo_iii_3", _informacion),
        },
        "mediciones": {"III.4": {ANTOFAGASTA: _json("ejemplo_iii_4")["mediciones"][0]}},
        "motivos": datos["motivos"],
        "frases": {frase["codigo"]: frase["texto"] for frase in _json("frases_observacion")},
    }


def _json(nombre):
    return json.loads((FIXTURES / f"{nombre}.json").read_text(encoding="utf-8"))


def _de_todas(nombre, traducir):
    regiones = {ANTOFAGASTA: _json(nombre), **_json(f"{nombre}_otras")}
    return {region: programa | traducir(programa) for region, programa in regiones.items()}


def _complementariedad(programa):
    """III.2: bodies with their territories as codes; each line's body is its place in the list."""
    return {
        "propias": {
            "instancias": [
                {
                    "identificacion": i["identificacion"],
                    "problema": i["problema"],
                    "territorios": "\n".join(
                        c for t in ("regiones", "provincias", "comunas") for c in i["territorios"][t]
                    ),
                    "territorio_texto": i["territorios"]["texto"],
                    "instituciones": "\n".join(i["instituciones"]),
                    "productos": "\n".join(i["productos"]),
                }
                for i in programa["instancias"]
            ]
        },
        "filas": [
            fila | {"extras": {} if fila["instancia"] is None else {"instancia": fila["instancia"]}}
            for fila in programa["filas"]
        ],
    }


def _informacion(programa):
    """III.3: the origin, and activities grouped under their fixed objective and indicator."""
    origen = programa["origen"]
    grupos = groupby(programa["filas"], key=lambda f: (f["objetivo"], f["indicador"]))
    return {
        "propias": {
            "origen": [
                origen
                | {"interes": "\n".join(origen["interes"]), "ponderacion_texto": programa["ponderacion_programa"]}
            ]
        },
        "filas": [_grupo(objetivo, indicador, list(filas)) for (objetivo, indicador), filas in grupos],
    }


def _grupo(objetivo, indicador, filas):
    return {
        "objetivo": "",  # chosen, not typed
        "indicador": indicador,
        "actividades": [f["actividad"] for f in filas],
        "verificaciones": [f["verificacion"] for f in filas],
        "unidades": [f["unidad"] for f in filas],
        "extras": {"objetivo": objetivo - 1},
        "de_actividad": [{"declarada": f["ponderacion_declarada"]} for f in filas],
    }
