"""The rules of each year told again from the register: the threshold decides who is paid."""

import json
from dataclasses import dataclass, field

from gestion_territorial.auditoria.faltas import Falta
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import ADMINISTRATIVA
from gestion_territorial.territorio.models import Periodo

VENTANA = "ventana de "


@dataclass
class _Reglas:
    """What the entries of one year add up to: {rule: value}, windows as {stage: dates}."""

    sueltas: dict = field(default_factory=dict)
    ventanas: dict = field(default_factory=dict)


def faltas():
    """Yield a Falta for each rule of a period that is not what the register says."""
    contadas = _contadas()
    for periodo in Periodo.objects.prefetch_related("regiones", "ventanas").order_by("anio"):
        reglas = contadas.pop(periodo.anio, None)
        if reglas is None:
            yield Falta("período sin registro", str(periodo.anio), "una entrada", "ninguna")
            continue
        leidas = _leidas(periodo)
        for que, esperado in {**reglas.sueltas, "ventanas": reglas.ventanas}.items():
            if que in leidas and leidas[que] != esperado:
                yield Falta("regla del período", f"{periodo.anio}, {que}", _texto(esperado), _texto(leidas[que]))
    for anio in sorted(contadas):
        yield Falta("período", str(anio), "guardado", "ausente")


def _leidas(periodo):
    return {
        "umbral_milesimas": periodo.umbral_milesimas,
        "regiones": sorted(r.pk for r in periodo.regiones.all()),
        "formatos": periodo.formatos,
        "ventanas": {v.etapa: [v.desde.isoformat(), v.hasta.isoformat()] for v in periodo.ventanas.all()},
    }


def _contadas():
    """{year: _Reglas} by the entries that opened and modified it, in their order."""
    contadas = {}
    entradas = Registro.objects.filter(cadena=ADMINISTRATIVA, accion__in=("abrir período", "modificar período"))
    for contenido in entradas.order_by("secuencia").values_list("contenido", flat=True).iterator():
        try:
            _sumar(contadas, json.loads(contenido))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # its own hash has told so
    return contadas


def _sumar(contadas, contenido):
    datos = dict(contenido["datos"])
    reglas = contadas.setdefault(datos["anio"], _Reglas())
    reglas.sueltas |= {que: datos[que] for que in ("umbral_milesimas", "regiones", "formatos") if que in datos}
    if "ventanas" in datos:
        reglas.ventanas = dict(datos["ventanas"])
    for que, (_, despues) in contenido["cambios"].items():
        if que.startswith(VENTANA) and despues is None:
            reglas.ventanas.pop(que.removeprefix(VENTANA), None)
        elif que.startswith(VENTANA):
            reglas.ventanas[que.removeprefix(VENTANA)] = despues
        else:
            reglas.sueltas[que] = despues


def _texto(valor):
    return json.dumps(valor, ensure_ascii=False, sort_keys=True)
