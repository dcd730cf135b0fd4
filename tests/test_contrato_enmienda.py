"""The contract's part on amendments: of every form, its own tables too, what is approved is what is in force."""

import pytest

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo.verificacion import verificar

from .escenas import foto
from .test_contrato import FORMULARIOS, MundoDe, abrir, catalogo, dar, escribir_todo, lineas_en_blanco
from .web.apoyo import es_pagina_en_castellano, leer

ACTO = {
    "motivo": "Se recortó el presupuesto",
    "acto.tipo": "oficio",
    "acto.numero": "123",
    "acto.fecha": "03-07-2009",
}


@pytest.fixture(params=FORMULARIOS, ids=list(FORMULARIOS))
def mundo_de(request, db, paginas):
    declarado = FORMULARIOS[request.param]
    nuevo = declarado not in catalogo.instalados()
    if nuevo:
        catalogo.registrar(declarado)
    yield MundoDe(declarado)
    if nuevo:
        catalogo.retirar(declarado)


def aprobado(mundo):
    """The form's lines, written and approved; {key of a line: its table}."""
    lineas = lineas_en_blanco(mundo)
    escribir_todo(mundo, lineas)
    dar(mundo, "enviar", "diego")
    dar(mundo, "abrir-revision", "rosa")
    dar(mundo, "aprobar", "rosa")
    return lineas


def test_la_enmienda_de_cada_formulario(mundo_de):
    aprobado(mundo_de)
    original, base, lista = mundo_de.programa(), mundo_de.base, f"{mundo_de.base}enmienda/"
    if not mundo_de.formulario.puntua:
        antes = foto()
        assert lista not in leer(mundo_de.como("ana").get(base)).enlaces
        assert mundo_de.como("ana").post(lista, ACTO).status_code == 409
        assert foto() == antes
        return
    pagina = leer(mundo_de.como("ana").get(lista))
    respuesta = mundo_de.como("ana").post(lista, pagina.formulario().campos | ACTO)
    assert respuesta["Location"] == f"{base}enmienda/1/"
    clon = ProgramaRegional.todos.get(enmienda_de=original.pk)
    mundo_de.base = f"{base}enmienda/1/"
    copiadas, vigentes = datos.leer(clon), datos.leer(original)
    lineas = {}
    for tabla in mundo_de.formulario.tablas:
        for una, otra in zip(tabla.filas(copiadas), tabla.filas(vigentes), strict=True):
            assert una.id != otra.id
            lineas[f"{tabla.clave}-{una.id}" if tabla.modelo else str(una.id)] = tabla
    assert lineas
    escritos = {}
    for llave, tabla in lineas.items():
        campos = dict(abrir(mundo_de, llave, tabla).campos)
        campos.pop("casillas", None)
        textos = {c: v for c, v in campos.items() if f"antes.{c}" in campos}
        cambiados = {c: f"{v} enmendado" for c, v in textos.items() if v.startswith("Lo que se compromete")}
        assert mundo_de.como("ana").post(abrir(mundo_de, llave, tabla).accion, campos | cambiados).status_code == 302
        escritos[llave] = cambiados
    assert any(escritos.values())
    antes = datos.instantanea(datos.leer(original))
    dar(mundo_de, "enviar", "diego")
    revision = leer(mundo_de.como("rosa").get(mundo_de.base))
    assert "enmendado" in revision.texto
    dar(mundo_de, "abrir-revision", "rosa")
    assert datos.instantanea(datos.leer(original)) == antes
    dar(mundo_de, "aprobar-enmienda", "rosa")
    despues = datos.instantanea(datos.leer(original))
    for tabla, filas in antes["tablas"].items():
        assert [f["id"] for f in despues["tablas"][tabla]] == [f["id"] for f in filas], tabla
    assert despues["tablas"] != antes["tablas"]
    for tabla in mundo_de.formulario.tablas:
        for una, otra in zip(tabla.filas(datos.leer(clon)), tabla.filas(datos.leer(original)), strict=True):
            assert _textos(una) == _textos(otra)
            assert "enmendado" in str(_textos(otra))
    for quien in ("ana", "rosa", "olga"):
        for donde in (base, mundo_de.base, f"{mundo_de.base}historia/", f"{base}historia/", lista):
            assert es_pagina_en_castellano(mundo_de.como(quien).get(donde)), (quien, donde)
    assert mundo_de.como("rosa").get(f"{mundo_de.base}oficial.xlsx").status_code == 200
    assert [f.linea for f in verificar().faltas] == []


def _textos(fila):
    """The words of a line, in whichever table; without ids."""
    partes = [fila.datos] if hasattr(fila, "datos") else [fila.compromiso, fila.indicador, fila.objetivo]
    return [{c: v for c, v in vars(p).items() if isinstance(v, str) and v} for p in partes if p]


def test_las_filas_nuevas_y_las_quitadas_de_las_tablas_propias(mundo_de):
    """In a form's own tables rows leave for good (their versions keep them) and new ones come, with their links."""
    propias = [t for t in mundo_de.formulario.tablas if t.modelo and t.agrega and not t.unica]
    if not mundo_de.formulario.puntua or not propias:
        return
    aprobado(mundo_de)
    original, base = mundo_de.programa(), mundo_de.base
    lista = f"{base}enmienda/"
    mundo_de.como("ana").post(lista, leer(mundo_de.como("ana").get(lista)).formulario().campos | ACTO)
    mundo_de.base = f"{base}enmienda/1/"
    clon = ProgramaRegional.todos.get(enmienda_de=original.pk)
    for tabla in propias:
        ruta = f"{mundo_de.base}propia/{tabla.clave}/"
        viejas = [fila.id for fila in tabla.filas(datos.leer(clon))]
        assert mundo_de.como("ana").post(f"{ruta}nueva/").status_code == 302
        (nueva,) = {fila.id for fila in tabla.filas(datos.leer(clon))} - set(viejas)
        escribir_todo(mundo_de, {f"{tabla.clave}-{nueva}": tabla}, "Recién llegada")
        for lejana, control in [(str(f.id), mundo_de.formulario.control) for f in datos.leer(clon).filas]:
            campos = dict(abrir(mundo_de, lejana, control).campos)
            enlaces = {c: str(nueva) for c, v in campos.items() if c.startswith("extra.") and v == str(viejas[0])}
            mundo_de.como("ana").post(abrir(mundo_de, lejana, control).accion, campos | enlaces)
        assert mundo_de.como("ana").post(f"{ruta}{viejas[0]}/eliminar/").status_code == 302
    dar(mundo_de, "enviar", "diego")
    dar(mundo_de, "abrir-revision", "rosa")
    dar(mundo_de, "aprobar-enmienda", "rosa")
    contenido = datos.leer(original)
    for tabla in propias:
        textos = [str(vars(fila.datos)) for fila in tabla.filas(contenido)]
        assert any("Recién llegada" in t for t in textos)
        assert len(textos) == len(tabla.filas(datos.leer(clon)))
    for fila in contenido.filas:
        for extra in mundo_de.formulario.control.extras:
            if extra.opciones and (valor := extra.valor(fila, contenido)):
                assert valor in dict(extra.opciones(contenido))  # the link leads to a row of this programme
    assert [f.linea for f in verificar().faltas] == []
