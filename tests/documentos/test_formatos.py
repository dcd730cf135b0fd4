"""III.3 in its two versions: the planning table that the region filled, and the control table that is scored."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gestion_territorial.documentos import documento, excel
from gestion_territorial.documentos.pdf import documento_pdf, pdf_disponible
from gestion_territorial.flujo import periodos
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import FormatoDesconocido
from gestion_territorial.territorio.models import Periodo
from informacion_gore.models import Origen, PonderacionDeclarada
from informacion_gore.textos import ETIQUETAS_PLANIFICACION, NOTAS, NOTAS_PLANIFICACION, OBJETIVOS_PLANIFICACION
from tests.documentos.papeles import abrir, buscar, llenar, paginas, poner, textos

FILAS = [
    {"objetivo": objetivo, "indicador": "", "texto": f"Actividad {n}", "unidad": "Asesoría", "verificacion": "Actas"}
    for objetivo in OBJETIVOS_PLANIFICACION
    for n in (1, 2)
]


@pytest.fixture
def programa(mundo):
    Periodo.objects.update(formatos={"III.3": "planificacion"})
    programa = poner(mundo.programa(formulario="III.3"), modalidad="ACTIVIDADES", autoridad="Dirección Regional")
    for compromiso in llenar(programa, FILAS):
        PonderacionDeclarada.objects.create(
            programa=programa, compromiso=compromiso, ponderacion_texto="1,5", ponderacion_milesimas=1500
        )
    Origen.objects.create(programa=programa, ponderacion_texto="2,5", ponderacion_milesimas=2500)
    return programa


def test_la_de_planificacion_es_la_tabla_del_formato(programa):
    papel = documento.regional(programa, formato="planificacion")
    (bloque,) = papel.bloques
    assert papel.titulo.startswith("Actividad III. 2.1: Programa de Trabajo para proveer")
    assert bloque.etiqueta == "INSTITUCIÓN / REGIÓN: (ii)"
    assert bloque.identificacion == "Servicio de prueba / Antofagasta — Dirección Regional"
    assert bloque.encabezados == (("Ponderación Programa de Trabajo (%) (iii)", "2,5"),)
    (tabla,) = bloque.tablas
    assert [c.etiqueta for c in tabla.columnas] == [
        "Objetivo",
        "Actividades comprometidas (iv)",
        "Medio de verificación (v)",
        "Ponderación actividad(%) (vi)",
        "Unidad Responsable (vii)",
    ]
    assert [c.texto if c else None for c in tabla.filas[2]] == [
        "Diseño procedimiento de entrega (ix)",
        "Actividad 1",
        "Actas",
        "1,5",
        "Asesoría",
    ]
    assert tabla.filas[2][0].filas == 2
    assert (bloque.desempeno, papel.veredicto, papel.etiqueta_desempeno, tabla.totales) == (None, None, "", ())
    assert [numero for numero, _ in papel.notas] == list(NOTAS_PLANIFICACION)


def test_la_de_control_se_imprime_con_su_resultado(programa):
    papel = documento.regional(programa, formato="control")
    assert papel.titulo.startswith("Actividad III. 3:")
    (bloque,) = papel.bloques
    assert bloque.etiqueta == "REGIÓN (1)"
    assert bloque.desempeno.etiqueta.endswith("(14)")
    assert papel.veredicto.valor == "Se informa a nivel nacional"
    assert [n for n, _ in papel.notas] == [*NOTAS, None]
    assert bloque.tablas[0].columnas[0].etiqueta == "Objetivos específicos (2)"


def test_sin_pedirla_es_la_del_periodo(programa, mundo):
    assert documento.regional(programa).formato == "planificacion"
    assert documento.nacional(mundo.servicio, mundo.periodo, catalogo.formulario("III.3")).formato == ""
    mundo.periodo.refresh_from_db()
    assert documento.nacional(mundo.servicio, mundo.periodo, catalogo.formulario("III.3")).formato == "planificacion"
    assert documento.regional(mundo.programa()).formato == ""


def test_las_dos_son_el_mismo_contenido(programa):
    huellas = {documento.regional(programa, formato=f).bloques[0].uso.sha256 for f in ("control", "planificacion")}
    assert len(huellas) == 1


@pytest.mark.parametrize(("formulario", "formato"), [("III.3", "otro"), ("III.1", "control"), ("III.1", "ñ" * 500)])
def test_un_formato_que_no_hay_se_dice(mundo, formulario, formato):
    with pytest.raises(FormatoDesconocido, match="no tiene el formato"):
        documento.regional(mundo.programa(formulario=formulario), formato=formato)
    with pytest.raises(FormatoDesconocido, match="no tiene el formato"):
        documento.nacional(mundo.servicio, mundo.periodo, catalogo.formulario(formulario), formato)


def test_en_excel_y_su_libro_nacional(programa, mundo):
    libro = abrir(excel.libro(documento.regional(programa, formato="planificacion")))
    hoja = libro.active
    assert buscar(hoja, "Ponderación Programa de Trabajo").row == buscar(hoja, "INSTITUCIÓN / REGIÓN").row + 1
    assert hoja.cell(buscar(hoja, "Ponderación Programa de Trabajo").row, 2).value == "2,5"
    assert not any("Desempeño" in t or "CUMPLE" in t for t in textos(hoja))
    assert "(x) " + NOTAS_PLANIFICACION["x"] in textos(hoja)
    propias = {p.name: p.value for p in libro.custom_doc_props.props}
    assert (propias["formulario"], propias["formato"]) == ("III.3", "planificacion")
    pais = documento.nacional(mundo.servicio, mundo.periodo, catalogo.formulario("III.3"), "planificacion")
    libro = abrir(excel.libro(pais))
    assert len(libro.sheetnames) == 16
    assert not any("CUMPLE" in t for t in textos(libro[libro.sheetnames[-1]]))


@pytest.mark.skipif(not pdf_disponible(), reason="this machine has no Pango")
def test_en_pdf(programa):
    texto = " ".join(paginas(documento_pdf(documento.regional(programa, formato="planificacion"))))
    for parte in ("Actividad III. 2.1:", *ETIQUETAS_PLANIFICACION.values(), "(viii)", "Servicio de prueba"):
        assert parte in texto
    assert "Desempeño" not in texto


def test_la_orden_exportar(programa, tmp_path):
    def exportar(formato):
        salida = tmp_path / "a.xlsx"
        opciones = {"servicio": "SERNAM", "anio": "2009", "region": "02", "formulario": "III.2.1"}
        call_command("exportar", salida=str(salida), formato=formato, stdout=StringIO(), **opciones)
        return textos(abrir(salida.read_bytes()).active)

    assert exportar("planificacion")[0].startswith("Actividad III. 2.1:")
    assert exportar("control")[0].startswith("Actividad III. 3:")
    with pytest.raises(CommandError, match=r"no tiene el formato «otro»\. Los que hay: control, planificacion\."):
        exportar("otro")


def test_en_la_pagina_se_bajan_las_dos(programa, entrar):
    base = "/iii-3/SERNAM/2009/02/"
    ana, rosa = entrar("ana"), entrar("rosa")
    html = ana.get(base).content.decode()
    for formato in ("control", "planificacion"):
        assert f"oficial.xlsx?formato={formato}" in html
        assert f"nacional.xlsx?formato={formato}" in rosa.get("/iii-3/SERNAM/2009/").content.decode()
        respuesta = ana.get(f"{base}oficial.xlsx", {"formato": formato})
        assert respuesta.status_code == 200
        assert f"region-02-{formato}.xlsx" in respuesta["Content-Disposition"]
    assert "formato=" not in ana.get("/iii-1/SERNAM/2009/02/").content.decode()
    for donde in (f"{base}oficial.xlsx", f"{base}oficial.pdf"):
        respuesta = ana.get(donde, {"formato": "otro"})
        assert respuesta.status_code == 404
        assert "no tiene el formato «otro»" in respuesta.content.decode()
    assert rosa.get("/iii-3/SERNAM/2009/nacional.xlsx", {"formato": "otro"}).status_code == 404


def test_un_periodo_no_se_abre_con_un_formato_que_no_hay(mundo):
    with pytest.raises(periodos.DatoInvalido, match="no tiene el formato") as rechazo:
        periodos.abrir(anio=2011, regiones=[], ventanas={}, formatos={"III.3": "otro"})
    assert rechazo.value.campo == "formato_III.3"
    assert not Periodo.objects.filter(anio=2011).exists()
