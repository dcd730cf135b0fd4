"""What the processes of the evidence races do, each on the store of the test's own folder."""

import sys
from pathlib import Path
from uuid import UUID

from django.conf import settings

from gestion_territorial.archivos import almacen
from gestion_territorial.archivos.models import Archivo
from gestion_territorial.compromisos.escritura import escribiendo
from gestion_territorial.compromisos.models import Compromiso, Evidencia, actor_de
from gestion_territorial.flujo import archivos, evidencias
from gestion_territorial.flujo.verificacion import verificar

from ..archivos import fabrica
from .obreros import cargo, programa


def _en(carpeta):
    settings.DATA_DIR = Path(carpeta)


def subir(carpeta, region, fila, texto="a", operacion=None):
    _en(carpeta)
    return evidencias.subir(
        programa_id=programa(region).pk,
        cargo=cargo("ana", region),
        compromiso_id=fila,
        recibidos=[fabrica.recibido(fabrica.pdf(texto.encode()))],
        operacion=operacion and UUID(operacion),
    )["evidencias"][0]


def quitar(carpeta, region, evidencia):
    _en(carpeta)
    evidencias.quitar(programa_id=programa(region).pk, cargo=cargo("ana", region), evidencia_id=evidencia)


def retirar(carpeta, region, evidencia, edicion=None):
    _en(carpeta)
    evidencias.retirar(
        programa_id=programa(region).pk,
        cargo=cargo("hugo", region),
        evidencia_id=evidencia,
        motivo="Trae datos personales",
        edicion=edicion,
    )


def eliminar_fila(carpeta, region, fila):
    """As an amendment takes a row out while others work on it."""
    _en(carpeta)
    with escribiendo(programa(region).pk, actor=actor_de(cargo("rosa", region))) as escritura:
        escritura.eliminar_fila(Compromiso, fila)


def subir_sin_fin(carpeta, region, fila):
    """Upload for ever; each evidence is printed once its upload has been acknowledged."""
    n = 0
    while True:
        n += 1
        evidencia = subir(carpeta, region, fila, f"n{n}" + "x" * 200_000)
        sys.stdout.write(f"{evidencia}\n")
        sys.stdout.flush()


def barrer_sin_fin(carpeta):
    _en(carpeta)
    while True:
        almacen.barrer()
        sys.stdout.write("barrido\n")
        sys.stdout.flush()


def mirar_almacen(carpeta, arrancar=False):
    """The store against the rows: faults, files on disk, rows, live evidence with a file, and which are readable."""
    _en(carpeta)
    if arrancar:
        archivos.al_iniciar()
    vivas = Evidencia.objects.vivas().exclude(sha256="").select_related("programa")
    legibles = []
    for evidencia in vivas:
        if not Archivo.objects.filter(sha256=evidencia.sha256, retirado_en__isnull=False).exists():
            _, contenido = evidencias.abrir(evidencia.programa, evidencia.pk)
            with contenido:
                legibles.append(evidencia.pk if len(contenido.read()) == evidencia.tamano else None)
    raiz = almacen.raiz()
    return {
        "faltas": [f.linea for f in verificar().faltas],
        "del_almacen": [f.linea for f in archivos.faltas()],
        "en_disco": sum(r.is_file() for r in raiz.rglob("*")) if raiz.is_dir() else 0,
        "archivos": Archivo.objects.count(),
        "retirados": Archivo.objects.retirados().count(),
        "vivas": sorted(vivas.values_list("pk", flat=True)),
        "legibles": legibles,
    }
