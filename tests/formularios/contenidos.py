"""Contents made by hand, without a database: a programme as a list of lines."""

from gestion_territorial.compromisos.contenido import ESQUEMA, de_instantanea

BUENA = {
    "objetivo": "Difundir derechos",
    "indicador": "Talleres hechos",
    "texto": "40 talleres",
    "actividades": "",
    "unidad": "Dirección Regional",
    "verificacion": "Listas de asistencia",
    "ponderacion": "100",
    "milesimas": 100_000,
    "cumple": "",
    "validado": "",
    "motivo": "",
    "resultado": "",
    "anticipado": "",
    "anulado": False,
    "por_confirmar": False,
    "evidencias": 0,
    "mismo_indicador": False,
}


def contenido(*lineas, modalidad="METAS", no_compromete=False):
    """Lines as changes to a good one. `objetivo=None`: an orphan; equal words: the same objective.

    `mismo_indicador`: one more commitment under the indicator of the line above.
    """
    tablas = {"compromisos.objetivo": [], "compromisos.indicador": [], "compromisos.compromiso": []}
    tablas["compromisos.evidencia"] = []
    objetivos = {}
    for n, cambios in enumerate(lineas, start=1):
        linea = BUENA | cambios
        if linea["objetivo"] is not None and linea["objetivo"] not in objetivos:
            objetivos[linea["objetivo"]] = len(objetivos) + 1
            tablas["compromisos.objetivo"].append(
                {"id": objetivos[linea["objetivo"]], "texto": linea["objetivo"], "orden": n}
            )
        if not linea["mismo_indicador"]:
            tablas["compromisos.indicador"].append(
                {
                    "id": 100 + n,
                    "objetivo_id": objetivos.get(linea["objetivo"]),
                    "texto": linea["indicador"],
                    "resultado_anticipado": linea["anticipado"],
                    "resultado_anual": linea["resultado"],
                    "orden": n,
                }
            )
        tablas["compromisos.compromiso"].append(
            {
                "id": 200 + n,
                "indicador_id": tablas["compromisos.indicador"][-1]["id"],
                "texto": linea["texto"],
                "actividades": linea["actividades"],
                "unidad": linea["unidad"],
                "verificacion": linea["verificacion"],
                "ponderacion_texto": linea["ponderacion"],
                "ponderacion_milesimas": linea["milesimas"],
                "cumple": linea["cumple"],
                "cumple_validado": linea["validado"],
                "motivo_validacion": linea["motivo"],
                "anulado": linea["anulado"],
                "por_confirmar": linea["por_confirmar"],
                "orden": n,
            }
        )
        tablas["compromisos.evidencia"] += [
            {"id": 1000 * n + e, "compromiso_id": 200 + n, "referencia": "Carpeta", "sha256": "", "orden": e}
            for e in range(linea["evidencias"])
        ]
    cabecera = {"autoridad": "", "modalidad": modalidad, "no_compromete": no_compromete}
    return de_instantanea({"esquema": ESQUEMA, "programa": {}, "cabecera": cabecera, "tablas": tablas})


def peso(milesimas):
    """A weight that reads: the text and the number."""
    return {"ponderacion": f"{milesimas / 1000:g}".replace(".", ","), "milesimas": milesimas}
