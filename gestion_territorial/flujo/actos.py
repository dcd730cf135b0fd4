"""The formal act behind a step: the document of the service that orders it, by type, number and date, and its file.

with actos.recibiendo(pedido) as documento:
    …in a transaction: acto = documento.leer(servicio, actor)…
"""

from contextlib import contextmanager, nullcontext

from django.utils import timezone

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos.texto import TextoInvalido, leer_fecha, limpiar

from . import deposito
from .errores import DatoInvalido, NoExiste

TIPOS = {
    "resolucion": "Resolución",
    "oficio": "Oficio",
    "memorandum": "Memorándum",
    "acta": "Acta",
    "otro": "Otro documento",
}
CAMPOS = ("tipo", "numero", "fecha")
NUMERO_MAXIMO = 60  # characters: «1.234/2009», «S/N»


class Documento:
    """The act that came with a step: as it was typed, and the file to keep with it."""

    def __init__(self, pedido, examinado, almacen):
        self._pedido, self._examinado, self._almacen = pedido, examinado, almacen

    def leer(self, servicio, actor, *, obligatorio=False):
        """{"tipo", "numero", "fecha"[, "archivo"]}, its file kept, or None. Raises DatoInvalido naming the field."""
        acto = _leer(self._pedido, exigido=obligatorio or self._examinado)
        if self._examinado:
            self._almacen.guardar(servicio, actor, self._examinado, de_acto=True)
            acto["archivo"] = self._examinado.valores
        return acto


@contextmanager
def recibiendo(pedido):
    """A Documento of what came with a step: {"tipo", "numero", "fecha", "archivo": Recibido or None}, or None.

    Raises DatoInvalido for a file that cannot be kept; what it kept goes when the step fails.
    """
    pedido = pedido or {}
    recibido = pedido.get("archivo")
    examinado = deposito.examinar(recibido, "acto.archivo") if recibido else None
    with deposito.depositando() if examinado else nullcontext() as almacen:
        yield Documento(pedido, examinado, almacen)


def del_programa(programa, sha256):
    """The act with this file, of those that the programme's register names; None when none does."""
    return next((acto for _, acto in _con_archivo([programa.pk], sha256)), None)


def programas_con(programas, sha256):
    """Of these programmes, the ids of those with an act that has this file."""
    return sorted({pk for pk, _ in _con_archivo(programas, sha256)})


def _con_archivo(programas, sha256):
    """(programme id, act) of the acts with this file, oldest first."""
    for entrada in Registro.objects.filter(programa_id__in=programas, contenido__contains=sha256).order_by("pk"):
        acto = leer_registro(entrada)["datos"].get("acto")
        if es_de(acto, sha256):
            yield entrada.programa_id, acto


def es_de(acto, sha256):
    """Whether the file of this act (or None) is that one."""
    return bool(acto) and (acto.get("archivo") or {}).get("sha256") == sha256


def abrir(acto, servicio_id):
    """(name, kind, open file) of an act. Raises NoExiste when it has none, Retirado."""
    if not acto or "archivo" not in acto:
        raise NoExiste("No hay un documento en esa dirección.")
    archivo = acto["archivo"]
    return archivo["nombre"], archivo["tipo"], deposito.abrir(servicio_id, archivo["sha256"])


def _leer(pedido, *, exigido):
    """{"tipo", "numero", "fecha"} of what was typed, or None when nothing was. Raises DatoInvalido naming the field."""
    pedido = {campo: str(pedido.get(campo) or "") for campo in CAMPOS}
    try:
        escrito = {campo: limpiar(texto).strip() for campo, texto in pedido.items()}
        if not any(escrito.values()):
            if exigido:
                raise DatoInvalido("Escriba el documento en que se funda: tipo, número y fecha.", "acto.tipo")
            return None
        if escrito["tipo"] not in TIPOS:
            raise DatoInvalido("Elija el tipo de documento.", "acto.tipo")
        if not escrito["numero"]:
            raise DatoInvalido("Escriba el número del documento, o «S/N» si no tiene.", "acto.numero")
        if len(escrito["numero"]) > NUMERO_MAXIMO:
            raise DatoInvalido(f"El número del documento tiene como máximo {NUMERO_MAXIMO} caracteres.", "acto.numero")
        fecha = leer_fecha(escrito["fecha"])
        if fecha is None:
            raise DatoInvalido("Escriba la fecha del documento así: 31-12-2009.", "acto.fecha")
        if fecha > timezone.localdate():
            raise DatoInvalido("La fecha del documento no puede ser posterior a hoy.", "acto.fecha")
    except TextoInvalido as error:
        raise DatoInvalido(f"Documento: {error}", "acto") from None
    return {"tipo": escrito["tipo"], "numero": escrito["numero"], "fecha": fecha.isoformat()}


def en_palabras(acto):
    """«Resolución 123, del 31-12-2009», or empty."""
    if not acto:
        return ""
    return f"{TIPOS[acto['tipo']]} {acto['numero']}, del {'-'.join(reversed(acto['fecha'].split('-')))}"


def legible(acto, servicio):
    """An act as a page shows it: {"frase", "archivo", "retirado"}, or None. `servicio` is the code of whose it is."""
    return legibles([(servicio, acto)])[0]


def legibles(actos):
    """`legible` of each (service code, act or None), in their order: one query for all their files, none without."""
    actos = list(actos)
    archivos = {acto["archivo"]["sha256"] for _, acto in actos if acto and "archivo" in acto}
    retirados = set(Archivo.objects.retirados().filter(sha256__in=archivos).values_list("servicio__codigo", "sha256"))
    return [acto and _legible(acto, servicio, retirados) for servicio, acto in actos]


def _legible(acto, servicio, retirados):
    archivo = acto.get("archivo")
    retirado = bool(archivo) and (servicio, archivo["sha256"]) in retirados
    return {"frase": en_palabras(acto), "archivo": archivo, "retirado": retirado}
