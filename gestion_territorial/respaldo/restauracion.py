"""Putting a backup where there is nothing, and proving that it came out equal."""

import os
import shutil
from pathlib import Path

from gestion_territorial.auditoria import verificadores
from gestion_territorial.auditoria.faltas import Falta

from . import foto, manifiesto
from .errores import RestauracionImposible


def faltas_de_copia(origen, dicho):
    """Yield a Falta for each file of a backup that is missing, changed or not its own, and each table short of rows."""
    origen, base_danada = Path(origen), False
    for nombre, (tamano, sha) in sorted(dicho.archivos.items()):
        ruta = origen / nombre
        if ruta.is_symlink() or not ruta.is_file():
            base_danada = base_danada or nombre.startswith("base/")
            yield Falta("archivo del respaldo", nombre, f"{tamano} bytes", "ausente")
        elif (leida := verificadores.huella(ruta)) != sha:
            base_danada = base_danada or nombre.startswith("base/")
            yield Falta("archivo del respaldo", nombre, f"SHA-256 {sha[:12]}", f"{leida[:12]}")
    for sobra in sorted(verificadores.hallados(origen) - dicho.archivos.keys() - {manifiesto.NOMBRE}):
        yield Falta("archivo del respaldo", sobra, "ningún archivo", "uno que el manifiesto no nombra")
    if base_danada and dicho.motor in foto.MOTORES:
        filas = foto.MOTORES[dicho.motor].contar_copia(origen / "base")
        for tabla, cuantas in sorted(dicho.tablas.items()):
            if filas.get(tabla) != cuantas:
                yield Falta(
                    "filas de la tabla", tabla, str(cuantas), str(filas.get(tabla, "ninguna que se pueda leer"))
                )


def restaurar(origen):
    """Restore a backup into an empty place; (its Manifiesto, faults). With faults in the copy nothing is written.

    Raises RestauracionImposible where something is stored already, or the backup is not for this installation.
    """
    origen = Path(origen).absolute()
    dicho = manifiesto.leer(origen)
    _exigir_del_mismo_sistema(dicho)
    carpetas = _exigir_vacio(dicho)
    if faltas := list(faltas_de_copia(origen, dicho)):
        return dicho, faltas
    try:
        for carpeta in carpetas:
            _poner(origen / "archivos" / carpeta.nombre, carpeta.ruta)
        foto.motor().cargar(origen / "base", dicho)
    except OSError as error:
        raise RestauracionImposible(
            f"La restauración no terminó: {error.strerror} ({error.filename}). Vacíe la carpeta y vuelva a empezar."
        ) from error
    return dicho, list(comparar(dicho))


def comparar(dicho):
    """What the database and the folders say now against a manifest: nothing, when they are equal."""
    yield from manifiesto.comparar(
        dicho, tablas=foto.motor().contar(), cadenas=foto.cadenas(), puntajes=foto.puntajes()
    )
    for carpeta in verificadores.carpetas():
        prefijo = f"archivos/{carpeta.nombre}/"
        guardados = {n.removeprefix(prefijo): sha for n, (_, sha) in dicho.archivos.items() if n.startswith(prefijo)}
        hallados = verificadores.hallados(carpeta.ruta)
        for nombre in sorted(guardados.keys() | hallados):
            leida = verificadores.huella(carpeta.ruta / nombre) if nombre in hallados else None
            if leida != guardados.get(nombre):
                esperada = guardados.get(nombre)
                donde = f"{carpeta.nombre}/{nombre}"
                yield Falta(
                    "archivo del respaldo", donde, (esperada or "ningún archivo")[:12], (leida or "ausente")[:12]
                )


def _exigir_del_mismo_sistema(dicho):
    motor = {modulo: nombre for nombre, modulo in foto.MOTORES.items()}[foto.motor()]
    if dicho.motor != motor:
        raise RestauracionImposible(
            f"El respaldo es de {dicho.motor} y esta instalación usa {motor}: restáurelo donde DATABASE_URL sea de "
            f"{dicho.motor}."
        )
    propias = foto.migraciones_del_sistema()
    if dicho.migraciones != propias:
        distintas = ", ".join(sorted(set(propias) ^ set(dicho.migraciones))[:5])
        raise RestauracionImposible(
            f"El respaldo es de otra versión del sistema (difieren las migraciones {distintas}): restáurelo con la "
            "versión que lo hizo y actualice después."
        )


def _exigir_vacio(dicho):
    """The folders to restore. Raises RestauracionImposible where anything is stored, or nobody knows a folder."""
    foto.motor().exigir_vacia()
    carpetas = {carpeta.nombre: carpeta for carpeta in verificadores.carpetas()}
    for nombre in sorted({n.split("/")[1] for n in dicho.archivos if n.startswith("archivos/")} - carpetas.keys()):
        raise RestauracionImposible(f"Este sistema no conoce la carpeta «{nombre}» del respaldo: use su versión.")
    for carpeta in carpetas.values():
        if verificadores.hallados(carpeta.ruta):
            raise RestauracionImposible(
                f"La carpeta {carpeta.ruta} no está vacía: solo se restaura donde no hay nada. Use otro DATA_DIR."
            )
    return list(carpetas.values())


def _poner(origen, destino):
    """A folder appears whole or not at all."""
    if not origen.is_dir():
        return
    a_medias = destino.with_name(f".{destino.name}.restaurando")
    shutil.rmtree(a_medias, ignore_errors=True)
    shutil.copytree(origen, a_medias)
    if destino.exists():
        shutil.rmtree(destino)
    os.rename(a_medias, destino)
