"""The store against the rows: what changed, what is missing, what nobody names; and the sweep after a sudden end."""

import logging

from django.db import DatabaseError

from gestion_territorial.archivos import almacen
from gestion_territorial.archivos.models import Archivo
from gestion_territorial.archivos.tipos import en_palabras
from gestion_territorial.auditoria.faltas import Falta
from gestion_territorial.compromisos.models import Evidencia

registro = logging.getLogger(__name__)


def esperados():
    """{path inside the store: SHA-256} of what the rows say is there: what a backup copies."""
    filas = Archivo.objects.values_list("servicio_id", "sha256").iterator()
    return {almacen.lugar(*fila).relative_to(almacen.raiz()).as_posix(): fila[1] for fila in filas}


def contadas(cuenta):
    """`faltas`, telling how many files were looked at."""
    cuenta["archivos"] += Archivo.objects.count()
    yield from faltas()


def faltas():
    """Every stored file read and compared with its row; rows without a file, files and evidence without a row.

    People may go on working: what is missing is looked at again once nobody is half-way through an upload.
    """
    yield from _dudosas(_de_las_filas(), _de_una_fila)
    yield from _dudosas(_sin_archivo(), _de_una_evidencia)
    yield from _sueltos()


def al_iniciar():
    """Take out what a killed process left without a row. A start never fails for this: `verificar` would name it."""
    try:
        cuantos = almacen.barrer()
    except (OSError, DatabaseError):
        registro.exception("the evidence store could not be swept")
    else:
        if cuantos:
            registro.warning("files without a row taken out of the evidence store: %s", cuantos)


def _dudosas(pares, mirar):
    """The faults that are still there when looked at again: a removal leaves row and file in two moments."""
    for fila, falta in pares:
        with almacen.sin_nadie_guardando():
            if mirar(fila) is not None:
                yield falta


def _de_las_filas():
    for fila in Archivo.objects.select_related("servicio").order_by("pk").iterator(200):
        if falta := _revisar(fila):
            yield fila, falta


def _de_una_fila(fila):
    actual = Archivo.objects.select_related("servicio").filter(pk=fila.pk).first()
    return actual and _revisar(actual)


def _revisar(fila):
    ruta, donde = almacen.lugar(fila.servicio_id, fila.sha256), f"{fila.servicio.codigo}, archivo {fila.sha256[:12]}"
    try:
        leido, tamano = almacen.huella(ruta), ruta.stat().st_size
    except OSError:
        return Falta("archivo ausente", donde, "guardado", "ausente o ilegible")
    if ruta.is_symlink():
        return Falta("archivo cambiado", donde, "un archivo", "un enlace")
    if leido != fila.sha256:
        return Falta("archivo cambiado", donde, f"SHA-256 {fila.sha256[:12]}", leido[:12])
    if tamano != fila.tamano:
        return Falta("tamaño de un archivo", donde, en_palabras(fila.tamano), en_palabras(tamano))
    return None


def _sin_archivo():
    """Live evidence whose file the store has no row of."""
    vivas = Evidencia.objects.vivas().exclude(sha256="").select_related("programa__servicio")
    conocidos = set(Archivo.objects.values_list("servicio_id", "sha256").iterator())
    for evidencia in vivas.order_by("pk").iterator(200):
        if (evidencia.programa.servicio_id, evidencia.sha256) not in conocidos:
            donde = f"{evidencia.programa.servicio.codigo}, evidencia {evidencia.pk}"
            yield evidencia, Falta("archivo de una evidencia", donde, evidencia.sha256[:12], "ninguno")


def _de_una_evidencia(evidencia):
    viva = Evidencia.objects.vivas().filter(pk=evidencia.pk, sha256=evidencia.sha256).exists()
    suyo = Archivo.objects.filter(servicio=evidencia.programa.servicio_id, sha256=evidencia.sha256)
    return evidencia if viva and not suyo.exists() else None


def _sueltos():
    if not almacen.sueltos():
        return
    with almacen.sin_nadie_guardando():
        sobran = [(ruta.relative_to(almacen.raiz()).as_posix(), ruta.stat().st_size) for ruta in almacen.sueltos()]
    for donde, tamano in sobran:
        yield Falta("archivo sin dueño", donde, "ningún archivo", en_palabras(tamano))
