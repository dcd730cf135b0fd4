"""The evidence of one or several programmes as a ZIP: files by row, an index with hashes, and what is missing.

    paquete = de_programas([programa])      # an unnamed temporary file at its beginning; closing it is its end

The same content gives the same bytes: nothing in it tells when it was made. A file that proves several rows is in the
folder of the first, and the index says so; so a package is never larger than what is stored. Memory stays bounded: one
piece of one file at a time. The database is read in one short moment, and nothing is held while files are copied.
"""

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass, field

from gestion_territorial.archivos import almacen
from gestion_territorial.archivos.models import Archivo
from gestion_territorial.archivos.tipos import TIPOS
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.contenido import leer_varios
from gestion_territorial.compromisos.models import Evidencia
from gestion_territorial.flujo.lectura import lectura_unica
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import Momento, hallazgos
from gestion_territorial.formularios.valores import PALABRA

from .texto import fecha, imprimible

INDICE, FALTA, SUMAS = "indice.csv", "lo_que_falta.csv", "SHA256SUMS"
EPOCA = (1980, 1, 1, 0, 0, 0)  # the first date a ZIP can hold
COLUMNAS = (
    "formulario",
    "fila",
    "objetivo",
    "compromiso",
    "cumple",
    "archivo en este paquete",
    "nombre del archivo o referencia",
    "tipo",
    "bytes",
    "SHA-256",
    "subido por",
    "subido en",
    "situación",
)
INCLUIDO, REFERENCIA, RETIRADO = (
    "incluido",
    "referencia: el documento está en otra parte",
    "retirado por la administración",
)
AUSENTE, CAMBIADO = "no está en el almacén", "su contenido no es el que se subió"
DE_EVIDENCIA = frozenset({"E-MISSING", "C-PENDING", "V-MISSING", "V-TBD"})


@dataclass
class _Paquete:
    """The ZIP while it is written, with the lines of its three lists."""

    zip: zipfile.ZipFile
    indice: list = field(default_factory=list)
    falta: list = field(default_factory=list)
    sumas: list = field(default_factory=list)
    puestos: dict = field(default_factory=dict)  # (service id, hash) → (path in the package, situation)


def de_programas(programas):
    """A temporary file with the package of these programmes, which the caller closes."""
    with lectura_unica():
        contenidos = leer_varios(programas)
        servicios = {p.servicio_id for p in programas}
        hashes = {e.sha256 for c in contenidos.values() for f in c.filas for e in f.evidencias if e.sha256}
        filas = Archivo.objects.filter(servicio__in=servicios, sha256__in=hashes)
        archivos = {(a.servicio_id, a.sha256): a for a in filas}
        subidas = _subidas(programas)
    salida = almacen.temporal()
    try:
        with zipfile.ZipFile(salida, "w", zipfile.ZIP_STORED) as comprimido:
            paquete = _Paquete(comprimido)
            for programa in programas:
                _poner_programa(paquete, programa, contenidos[programa.pk], archivos, subidas)
            _poner_listas(paquete)
    except BaseException:
        salida.close()
        raise
    salida.seek(0)
    return salida


def _subidas(programas):
    """{evidence id: the register's entry by which it came}. The store's row tells of the first upload of those bytes in
    the whole service, which may be another region's."""
    entradas = Registro.objects.filter(programa_id__in=[p.pk for p in programas], tabla=Evidencia._meta.label_lower)
    entradas = entradas.only("fila_id", "actor_nombre", "actor_cargo", "momento")
    return {entrada.fila_id: entrada for entrada in entradas.order_by("-secuencia")}


def _poner_programa(paquete, programa, contenido, archivos, subidas):
    codigo = programa.formulario if programa.numero == 1 else f"{programa.formulario}-{programa.numero}"
    for linea in contenido.filas:
        for numero, evidencia in enumerate(linea.evidencias, start=1):
            archivo = archivos.get((programa.servicio_id, evidencia.sha256)) if evidencia.sha256 else None
            ruta = f"{codigo}/fila-{linea.numero:02d}/{numero:02d}-{evidencia.nombre}"
            donde, situacion = _poner_archivo(paquete, programa, evidencia, archivo, ruta)
            subida = subidas.get(evidencia.id) if evidencia.sha256 else None
            paquete.indice.append(_renglon(codigo, linea, evidencia, subida, donde, situacion))
            if situacion not in (INCLUIDO, REFERENCIA):
                paquete.falta.append((codigo, linea.numero, "archivo", f"«{evidencia.nombre}»: {situacion}.", ""))
    formulario = catalogo.formulario(programa.formulario)
    for h in hallazgos(formulario, contenido, Momento.RESULTADOS) if formulario.puntua else ():
        if h.codigo in DE_EVIDENCIA:
            paquete.falta.append((codigo, h.fila or "", h.nombre, h.frase(formulario), h.remedio))


def _poner_archivo(paquete, programa, evidencia, archivo, ruta):
    """(path in the package, situation) of a piece of evidence; its bytes go in the first time they are met."""
    if not evidencia.sha256:
        return "", REFERENCIA
    if archivo is None:
        return "", AUSENTE
    if archivo.retirado_en:
        return "", RETIRADO
    clave = (programa.servicio_id, evidencia.sha256)
    if clave not in paquete.puestos:
        situacion = _copiar(paquete, *clave, ruta)
        paquete.puestos[clave] = (ruta if situacion == INCLUIDO else "", situacion)
    return paquete.puestos[clave]


def _copiar(paquete, servicio_id, sha256, ruta):
    """Copy a file in, piece by piece. One that is not what was uploaded stays out: it is read once before."""
    lugar = almacen.lugar(servicio_id, sha256)
    try:
        if almacen.huella(lugar) != sha256:
            return CAMBIADO
        origen = lugar.open("rb")
    except OSError:
        return AUSENTE
    with origen:
        parte = _parte(ruta)
        parte.file_size = lugar.stat().st_size
        with paquete.zip.open(parte, "w") as destino:
            while trozo := origen.read(almacen.TROZO):
                destino.write(trozo)
    paquete.sumas.append((sha256, ruta))
    return INCLUIDO


def _renglon(codigo, linea, evidencia, subida, donde, situacion):
    return (
        codigo,
        linea.numero,
        linea.objetivo.texto if linea.objetivo else "",
        linea.compromiso.texto or linea.compromiso.actividades,
        PALABRA[linea.compromiso.cumple_validado or linea.compromiso.cumple],
        donde,
        evidencia.nombre or evidencia.referencia,
        TIPOS[evidencia.tipo].nombre if evidencia.tipo in TIPOS else "",
        evidencia.tamano or "",
        evidencia.sha256,
        f"{subida.actor_nombre}, {subida.actor_cargo}" if subida else "",
        fecha(subida.momento) if subida else "",
        situacion,
    )


def _poner_listas(paquete):
    falta = paquete.falta or [("", "", "", "No falta nada.", "")]
    for nombre, columnas, renglones in (
        (INDICE, COLUMNAS, paquete.indice),
        (FALTA, ("formulario", "fila", "qué", "detalle", "remedio"), falta),
    ):
        texto = _csv(columnas, renglones)
        paquete.zip.writestr(_parte(nombre), texto)
        paquete.sumas.append((hashlib.sha256(texto).hexdigest(), nombre))
    lineas = "".join(f"{suma}  {ruta}\n" for suma, ruta in sorted(paquete.sumas, key=lambda par: par[1]))
    paquete.zip.writestr(_parte(SUMAS), lineas.encode())


def _csv(columnas, renglones):
    """Semicolons and a byte order mark: what a spreadsheet set to Chile opens with a double click."""
    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=";", lineterminator="\r\n")
    escritor.writerow(columnas)
    escritor.writerows([_celda(valor) for valor in renglon] for renglon in renglones)
    return b"\xef\xbb\xbf" + salida.getvalue().encode("utf-8", "replace")


def _celda(valor):
    """A text that a spreadsheet would take for a formula stays a text."""
    texto = imprimible(str(valor))
    return f"'{texto}" if texto.startswith(("=", "+", "-", "@", "\t", "\r")) else texto


def _parte(nombre):
    parte = zipfile.ZipInfo(nombre, EPOCA)
    parte.create_system, parte.external_attr, parte.compress_type = 3, 0o644 << 16, zipfile.ZIP_STORED
    return parte
