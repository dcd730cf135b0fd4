"""What the processes of the race of every pair do: lead programmes to a place, see what may be pressed, press it.

A press carries what its page showed, as the browser does: the programme's edicion, or what the row said.
"""

import contextlib
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import SISTEMA, leer
from gestion_territorial.compromisos.escritura import Choque
from gestion_territorial.compromisos.models import Compromiso, Evidencia, ProgramaRegional, Version
from gestion_territorial.flujo import (
    acciones,
    aceptacion,
    edicion,
    enmiendas,
    evidencias,
    notas,
    observaciones,
    periodos,
)
from gestion_territorial.flujo.efectos import etapas_prorrogables
from gestion_territorial.flujo.errores import Rechazo
from gestion_territorial.flujo.pasos import LISTA, PASOS, impedimento
from gestion_territorial.flujo.verificacion import verificar
from gestion_territorial.territorio.models import Ventana

from ..archivos import fabrica
from ..escenas import FILA, elegidas
from ..mundo import guardar_fila
from ..procesos import intentar
from .obreros import ANIO, cargo, programa

REGION = "02"
GENTE = ("ana", "diego", "rosa", "rita", "hugo")
MOTIVO = "Se recortó el presupuesto"
ACTO_DE_ENMIENDA = {"motivo": MOTIVO, "acto": {"tipo": "oficio", "numero": "123", "fecha": "03-07-2009"}}


def preparar(carpeta, camino, cuantos=1, vence=False):
    """That many new programmes of one line, walked; of each, the page that somebody has open. Last, the term ends."""
    settings.DATA_DIR = Path(carpeta)
    ultimo = ProgramaRegional.todos.aggregate(n=Max("numero"))["n"]
    _plazo_de_resultados(vencido=False)
    ids = [_caminar(_nuevo(ultimo + n), camino) for n in range(1, cuantos + 1)]
    _plazo_de_resultados(vencido=vence)
    return [mirar(pk) for pk in ids]


def _plazo_de_resultados(vencido):
    hoy = timezone.localdate()
    ventana = Ventana.objects.get(periodo__anio=ANIO, etapa="resultados")
    if vencido != (ventana.hasta < hoy):
        ventanas = {"resultados": (ventana.desde, hoy + timedelta(-1 if vencido else 60))}
        periodos.modificar(anio=ANIO, actor=SISTEMA, motivo="Resolución 12", ventanas=ventanas)


def _nuevo(numero):
    otro, ana = programa(REGION), cargo("ana", REGION)
    otro.pk, otro.numero, otro.edicion = None, numero, 0
    otro.save(force_insert=True)
    guardar_fila(otro, ana, edicion.agregar(programa_id=otro.pk, cargo=ana)["compromiso"], FILA)
    return otro.pk


def _caminar(pk, camino):
    """Take the presses in order. Beginning an amendment goes on with the amendment."""
    for paso, quien in camino:
        apretar(pagina(pk), paso, quien)
        if paso in ("enmendar", "proponer-enmienda"):
            pk = ProgramaRegional.todos.get(enmienda_de=pk).pk
    return pk


def pagina(pk):
    """What a page shows of a programme, as far as a press carries it."""
    este = ProgramaRegional.todos.get(pk=pk)
    fila = Compromiso.objects.vivas().select_related("indicador").get(programa=este)
    archivo = Evidencia.objects.vivas().filter(programa=este).exclude(sha256="").first()
    return {
        "pk": pk,
        "estado": este.estado,
        "edicion": este.edicion,
        "fila": fila.pk,
        "textos": {"unidad": fila.unidad, "cumple": fila.cumple, "resultado_anual": fila.indicador.resultado_anual},
        "observacion": este.observaciones.values_list("pk", flat=True).first(),
        "archivo": archivo and archivo.pk,
    }


def mirar(pk):
    """The page whole, and what versions and register say."""
    registro = Registro.objects.filter(programa_id=pk).order_by("pk")
    de_pasos = registro.filter(accion__in=[nombre for nombre in PASOS if nombre not in NO_MIRAN])
    return pagina(pk) | {
        "elegidas": elegidas(pk),
        "versiones": Version.objects.filter(programa=pk).count(),
        "ediciones": registro.exclude(edicion=None).values("edicion").distinct().count(),
        "pasos": [[r.accion, leer(r)["datos"].get("a", "")] for r in de_pasos],
    }


def posibles(vista):
    """[step, person] of all that may be pressed on that page; of a right to write, the first person who has it."""
    este, halladas = ProgramaRegional.todos.con_contexto().get(pk=vista["pk"]), []
    for paso in LISTA:
        if paso.nombre == "responder" and not vista["observacion"]:
            continue
        if paso.nombre == "retirar-evidencia" and not vista["archivo"]:
            continue
        pueden = [q for q in GENTE if impedimento(paso, este, cargo(q, REGION)) is None]
        halladas += [[paso.nombre, quien] for quien in (pueden[:1] if paso.nombre in NO_MIRAN else pueden)]
    return halladas


def apretar(vista, paso, quien):
    """Press it on the page that showed `vista`."""
    comun = {"programa_id": vista["pk"], "cargo": cargo(quien, REGION)}
    if paso in ESCRITURAS:
        return ESCRITURAS[paso](vista, comun)
    este = ProgramaRegional.todos.con_contexto().get(pk=vista["pk"])
    etapas = etapas_prorrogables(este) if paso == "prorrogar" else [""]
    return acciones.dar(
        paso,
        **comun,
        edicion=vista["edicion"],
        motivo=MOTIVO,
        destino=cargo("rosa" if quien == "rita" else "rita", REGION).usuario_id,
        acto={"tipo": "oficio", "numero": "12", "fecha": "01-06-2009"},
        etapa=etapas[-1],
        hasta=f"{timezone.localdate() + timedelta(100):%d-%m-%Y}",
    )


def apretar_todas(carpeta, presiones, mia, otra):
    """Press each of [page, step, person] at the instant in which the other process presses its own; all answers.

    `mia` and `otra` are two named pipes: one that wakes this process, one that wakes the other.
    """
    settings.DATA_DIR = Path(carpeta)
    espera, avisa = (os.open(tubo, os.O_RDWR) for tubo in (mia, otra))
    respuestas = []
    for presion in presiones:
        os.write(avisa, b".")
        os.read(espera, 1)
        respuestas.append(intentar(_apretada, *presion))
    return respuestas


def _apretada(*presion):
    apretar(*presion)
    return True


def mirar_todas(pks):
    return [mirar(pk) for pk in pks]


def de_a_una(carpeta, vista, parejas):
    """Of each pair, pressed one after the other from the same page: the steps that won, in order. Nothing remains."""
    settings.DATA_DIR = Path(carpeta)
    return [_ganan(vista, presiones) for presiones in parejas]


def _ganan(vista, presiones):
    ganan, todo = [], transaction.atomic()
    todo._from_testcase = True  # as Django's own tests mark the transaction that they take back
    with todo:
        for paso, quien in presiones:
            with contextlib.suppress(Rechazo, Choque):
                apretar(vista, paso, quien)
                ganan.append(paso)
        transaction.set_rollback(True)
    return ganan


def _escribir(vista, comun):
    """Two who write the same cell from the same page write different words."""
    nueva = f"Unidad de {timezone.now():%S%f} {comun['cargo'].pk}"
    cambios = {("compromiso", "unidad"): (vista["textos"]["unidad"], nueva)}
    return edicion.guardar_linea(**comun, compromiso_id=vista["fila"], cambios=cambios, ediciones={})


def _escribir_resultados(vista, comun):
    textos = vista["textos"]
    cambios = {
        ("compromiso", "cumple"): (textos["cumple"], "si"),
        ("indicador", "resultado_anual"): (textos["resultado_anual"], f"Hecho {timezone.now():%S%f}"),
    }
    linea = {"compromiso_id": vista["fila"], "cambios": cambios, "ediciones": {}}
    referencia = "" if textos["cumple"] else "Carpeta 12, oficio 3"
    return edicion.guardar_linea(**comun, **linea, derecho="escribir-resultados", referencia=referencia)


def _subir(vista, comun):
    """Bytes of its own for each programme: withdrawing one file is no matter of another's."""
    recibidos = [fabrica.recibido(fabrica.pdf(f"programa {vista['pk']}".encode()))]
    return evidencias.subir(**comun, compromiso_id=vista["fila"], recibidos=recibidos)


def _retirar_evidencia(vista, comun):
    return evidencias.retirar(
        **comun, evidencia_id=vista["archivo"], motivo="Trae datos personales", edicion=vista["edicion"]
    )


def _proponer(vista, comun):
    que = {"filas": [vista["fila"]], "que": "unidad", "texto": "Unidad propuesta"}
    return enmiendas.proponer(**comun, **que, **ACTO_DE_ENMIENDA)


ESCRITURAS = {
    "escribir": _escribir,
    "escribir-resultados": _escribir_resultados,
    "subir": _subir,
    "retirar-evidencia": _retirar_evidencia,
    "observar": lambda vista, comun: observaciones.observar(**comun, texto="¿Y la cifra?"),
    "responder": lambda vista, comun: observaciones.responder(
        **comun, observacion_id=vista["observacion"], texto="Son cuarenta", antes=""
    ),
    "aceptar": lambda vista, comun: aceptacion.aceptar(**comun, elegidas=vista["elegidas"]),
    "anotar": lambda vista, comun: notas.anotar(**comun, texto="Ojo con la meta"),
    "enmendar": lambda vista, comun: enmiendas.pedir(**comun, **ACTO_DE_ENMIENDA),
    "proponer-enmienda": _proponer,
}
# What is written without the programme's edicion: it carries the row it read, or speaks of no content.
NO_MIRAN = tuple(p.nombre for p in LISTA if p.escritura and p.nombre != "retirar-evidencia")


def faltas(carpeta):
    settings.DATA_DIR = Path(carpeta)
    return [f.linea for f in verificar().faltas]
