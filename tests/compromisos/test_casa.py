"""Tests of the house itself: who may write rows, how long a file may be, where imports stand, migrations up to date.

Rows are looked at twice: in the code as it is written, and in a year lived through the actions, where every write of
a row must pass through `compromisos/escritura.py`, whatever the variable is called.
"""

import ast
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import QuerySet

from gestion_territorial.compromisos.contenido import modelos
from gestion_territorial.compromisos.models import Fila
from gestion_territorial.flujo import edicion

from ..escenas import FILA, llevar
from ..molde import de_nuevo

PAQUETES = ("gestion_territorial", "programas", "complementariedad", "informacion_gore", "seguimiento")
ESCRITOR = "gestion_territorial/compromisos/escritura.py"
SIEMBRA = "gestion_territorial/flujo/siembra"  # a synthetic country in bulk: the one declared exception
ESCRIBEN = {
    "save",
    "update",
    "delete",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "add",
    "set",
    "raw",
}
LARGO = 400


def codigo():
    """(path from the root, text) of every first-party file, migrations left out."""
    for carpeta in PAQUETES:
        for archivo in sorted((settings.BASE_DIR / carpeta).rglob("*.py")):
            if "migrations" not in archivo.parts:
                yield archivo.relative_to(settings.BASE_DIR).as_posix(), archivo.read_text(encoding="utf-8")


def nombres_de_filas():
    """What a row may be called in the code: its class, its variable, and the managers that lead to it."""
    nombres = {"fila", "filas"}
    for modelo in modelos():
        nombres |= {modelo.__name__, modelo._meta.model_name, f"{modelo._meta.model_name}s", "indicadores"}
    return nombres


def escrituras(texto, nombres):
    """(line, expression) of each write whose receiver is called like a row."""
    for nodo in ast.walk(ast.parse(texto)):
        if isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Attribute) and nodo.func.attr in ESCRIBEN:
            receptor = nodo.func.value
            partes = {n.id for n in ast.walk(receptor) if isinstance(n, ast.Name)}
            partes |= {n.attr for n in ast.walk(receptor) if isinstance(n, ast.Attribute)}
            if partes & nombres:
                yield nodo.lineno, ast.unparse(nodo.func)


def test_el_detector_ve_lo_que_debe():
    culpables = """
Compromiso.objects.filter(pk=1).update(texto="")
compromiso.save()
programa.compromisos.all().delete()
self.fila.save(update_fields=["texto"])
Evidencia.objects.bulk_create([])
objetivo.indicadores.add(x)
"""
    assert len(list(escrituras(culpables, nombres_de_filas()))) == 6
    assert not list(escrituras("programa.save()\nescritos.update(a=1)\nRegistro.objects.bulk_create([])", {"fila"}))


def test_solo_el_escritor_escribe_filas():
    nombres = nombres_de_filas()
    hallados = {
        f"{archivo}:{linea} {expresion}"
        for archivo, texto in codigo()
        if archivo != ESCRITOR and not archivo.startswith(SIEMBRA)
        for linea, expresion in escrituras(texto, nombres)
    }
    # The register's own rows are also called «fila» and «filas» in its room; they hang from no programme.
    ajenos = {h for h in hallados if h.startswith("gestion_territorial/auditoria/")}
    assert hallados - ajenos == set()


def _pila():
    """The files of the calls under way, the innermost first."""
    marco = sys._getframe(1)
    while marco is not None:
        yield marco.f_code.co_filename
        marco = marco.f_back


@pytest.fixture
def vistas(monkeypatch):
    """A set of (row's class, by the writer?) that fills with every INSERT, UPDATE and DELETE of a row."""
    vistas = set()

    def vigilar(clase, nombre):
        original = getattr(clase, nombre)

        def vigilado(self, *args, **kwargs):
            modelo = self.model if isinstance(self, QuerySet) else type(self)
            if issubclass(modelo, Fila):
                vistas.add((modelo.__name__, any(archivo.endswith(ESCRITOR) for archivo in _pila())))
            return original(self, *args, **kwargs)

        monkeypatch.setattr(clase, nombre, vigilado)

    vigilar(Fila, "save_base")
    vigilar(Fila, "delete")
    for nombre in ("update", "bulk_create", "bulk_update", "delete", "_insert"):
        vigilar(QuerySet, nombre)
    return vistas


def test_en_un_anio_entero_nadie_mas_escribe_filas(mundo, vistas):
    with de_nuevo():
        llevar(mundo, "cerrado")
    assert vistas == {(nombre, True) for nombre in ("Objetivo", "Indicador", "Compromiso", "Evidencia")}


def test_los_verbos_de_las_lineas_escriben_por_el_escritor(mundo, vistas):
    (fila,) = mundo.escribir(filas=[FILA])
    datos = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    edicion.duplicar(compromiso_id=fila, **datos)
    copia = edicion.agregar(junto_a=fila, antes=True, **datos)["compromiso"]
    edicion.mover(compromiso_id=fila, abajo=True, **datos)
    edicion.mismo_objetivo(compromiso_id=fila, **datos)
    edicion.objetivo_propio(compromiso_id=fila, **datos)
    edicion.unir_con_siguiente(compromiso_id=copia, **datos)
    edicion.ponderar(cual="proporcional", edicion=mundo.programa().edicion, **datos)
    edicion.guardar_cabecera(cambios={"modalidad": ("METAS", "ACTIVIDADES")}, **datos)
    edicion.quitar_ponderaciones(**datos)
    edicion.separar_actividades(compromiso_id=fila, **datos)
    otra = edicion.agregar_actividad(compromiso_id=fila, **datos)["compromiso"]
    edicion.eliminar(compromiso_id=otra, **datos)
    edicion.restaurar(compromiso_id=otra, **datos)
    assert vistas == {("Objetivo", True), ("Indicador", True), ("Compromiso", True)}


def test_ningun_archivo_pasa_de_cuatrocientas_lineas():
    largos = {archivo: len(texto.splitlines()) for archivo, texto in codigo()}
    assert {a: n for a, n in largos.items() if n > LARGO} == {}


def test_ninguna_importacion_propia_dentro_de_una_funcion():
    """An import hidden in a function hides an arrow. `AppConfig.ready` is where Django wants it: models are not yet."""
    escondidas = [
        f"{archivo}:{nodo.lineno}"
        for archivo, texto in codigo()
        for funcion in ast.walk(ast.parse(texto))
        if isinstance(funcion, ast.FunctionDef | ast.AsyncFunctionDef)
        and not (funcion.name == "ready" and Path(archivo).name == "apps.py")
        for nodo in ast.walk(funcion)
        if _es_importacion_propia(nodo)
    ]
    assert escondidas == []


def _es_importacion_propia(nodo):
    if isinstance(nodo, ast.ImportFrom):
        return nodo.level > 0 or (nodo.module or "").split(".")[0] in PAQUETES
    return isinstance(nodo, ast.Import) and any(a.name.split(".")[0] in PAQUETES for a in nodo.names)


@pytest.mark.django_db
def test_no_falta_ninguna_migracion():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
