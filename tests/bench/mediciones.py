"""What is measured: the pages, a save, the verdict and the official documents, each beside its bare twin."""

import importlib
import io
from dataclasses import dataclass
from html import escape
from itertools import cycle

import openpyxl
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.template import Context, Engine
from django.test import Client

from gestion_territorial.auditoria.registro import SISTEMA
from gestion_territorial.compromisos.contenido import leer
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN, escribiendo
from gestion_territorial.compromisos.models import Compromiso, Indicador, Objetivo, ProgramaRegional
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.documentos import documento as papel
from gestion_territorial.documentos import excel, pdf
from gestion_territorial.flujo import edicion
from gestion_territorial.flujo.veredicto import de_todos, nacional, resultados
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.valores import valor
from gestion_territorial.territorio.models import Periodo, Servicio
from gestion_territorial.web.pais import tablero as leer_tablero

from .cronometro import Medicion

FILAS = 60
REGION = "12"  # the example leaves Magallanes untouched
FORMULARIO = "III.1"
PAGINA = Engine().from_string(
    "<!doctype html><html lang=es><title>{{ titulo }}</title><table>{% for fila in filas %}<tr>"
    "{% for celda in fila %}<td>{{ celda }}</td>{% endfor %}</tr>{% endfor %}</table></html>"
)
# The sums of each programme, as one would write them by hand.
SUMAS = """
    SELECT programa_id, COUNT(*), SUM(ponderacion_milesimas),
           SUM(CASE WHEN COALESCE(NULLIF(cumple_validado, ''), cumple) = 'si' THEN ponderacion_milesimas ELSE 0 END)
    FROM compromisos_compromiso
    WHERE eliminada_en IS NULL AND NOT anulado AND programa_id IN ({programas})
    GROUP BY programa_id
"""
DE_UN_ANO = "SELECT id FROM compromisos_programaregional WHERE servicio_id = %s AND periodo_id = %s"
DEL_ANO = "SELECT id FROM compromisos_programaregional WHERE periodo_id = %s"
DE_TODOS = "SELECT id FROM compromisos_programaregional"


@dataclass(frozen=True)
class Preparado:
    """The country of the measurements: the long programme, who acts, and the cells that a page of it shows."""

    programa: ProgramaRegional
    director: Asignacion
    revisora: Asignacion
    celdas: list


def preparar(pais):
    """The example country, one programme of 60 rows in it, and a synthetic country around."""
    silencio = io.StringIO()
    call_command("cargar_ejemplo", aunque_sea_produccion=True, stdout=silencio)
    programa = ProgramaRegional.objects.con_contexto().get(periodo__anio=2009, region=REGION, formulario=FORMULARIO)
    _llenar(programa)
    call_command("sembrar", aunque_sea_produccion=True, stdout=silencio, **pais)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE banco_fila (id integer PRIMARY KEY, unidad text, edicion integer)")
        cursor.execute("INSERT INTO banco_fila VALUES (1, '', 1)")
        cursor.execute("CREATE TABLE banco_bitacora (fila integer, unidad text)")
        cursor.execute("ANALYZE")
    cargos = Asignacion.objects.select_related("usuario", "servicio", "region")
    contenido, columnas = leer(programa), catalogo.formulario(FORMULARIO).columnas.values()
    return Preparado(
        programa=ProgramaRegional.objects.con_contexto().get(pk=programa.pk),
        director=cargos.get(rol=Rol.DIRECTOR, region=REGION),
        revisora=cargos.get(usuario__nombre="Rosa"),
        celdas=[[valor(columna, fila, contenido).texto for columna in columnas] for fila in contenido.filas],
    )


def _llenar(programa):
    with escribiendo(programa.pk, actor=SISTEMA) as escritura:
        for n in range(1, FILAS + 1):
            orden = n * PASO_DE_ORDEN
            objetivo = escritura.crear_fila(Objetivo, {"texto": f"Objetivo {n}: " + "acercar la atención " * 4})
            valores = {"objetivo_id": objetivo.pk, "texto": f"Indicador {n}: " + "porcentaje " * 6, "orden": orden}
            indicador = escritura.crear_fila(Indicador, valores)
            valores = {
                "indicador_id": indicador.pk,
                "texto": f"{n} talleres en las comunas de la región",
                "actividades": "Convocar a las participantes\nDictar los talleres",
                "unidad": "Dirección Regional",
                "verificacion": "Listas de asistencia firmadas",
                "ponderacion_texto": "1,667" if n <= 40 else "1,666",
            }
            escritura.crear_fila(Compromiso, valores)


def todas(preparado):
    yield _formulario(preparado)
    yield _lista(preparado)
    yield _tablero(preparado)
    yield _guardado(preparado)
    yield _veredicto_de_un_ano()
    yield _veredicto_de_todos()
    yield _veredictos_de_un_ano()
    documento = papel.regional(preparado.programa)
    yield _excel(documento)
    if pdf.pdf_disponible():
        yield _pdf(documento)
    else:
        print(f"Sin PDF: {pdf.PdfNoDisponible()}")


def _pagina(cargo, direccion):
    """A function that asks for a page as that person's browser would."""
    cliente = Client(SERVER_NAME="127.0.0.1")
    cliente.force_login(cargo.usuario, backend=settings.AUTHENTICATION_BACKENDS[0])

    def pedir():
        respuesta = cliente.get(direccion)
        if respuesta.status_code != 200:
            raise RuntimeError(f"{direccion}: {respuesta.status_code}")
        return respuesta.content

    return pedir


def _desnuda(filas):
    return lambda: PAGINA.render(Context({"titulo": "Programa", "filas": filas})).encode()


def _formulario(p):
    return Medicion(
        f"Página del formulario, {len(p.celdas)} filas",
        _pagina(p.director, f"/iii-1/SERNAM/2009/{REGION}/"),
        _desnuda(p.celdas),
        "una plantilla con las mismas celdas, sin base de datos",
    )


def _lista(p):
    pais = nacional(
        servicio=p.programa.servicio, periodo=p.programa.periodo, formulario=catalogo.formulario(FORMULARIO)
    )
    celdas = [
        [r.programa.region, r.programa.get_estado_display(), r.puntaje.resultado, r.puntaje.mostrado]
        for r in pais.regiones
    ]
    return Medicion(
        "Lista nacional de quien revisa",
        _pagina(p.revisora, "/iii-1/SERNAM/2009/"),
        _desnuda(celdas),
        "una plantilla con una línea por región, sin base de datos",
    )


def _tablero(p):
    tablero = leer_tablero(p.programa.servicio, p.programa.periodo, p.revisora)
    celdas = [
        [
            fila.region,
            *((r.programa.get_estado_display(), r.resultado.puntaje.resultado) if r else "" for r in fila.casillas),
        ]
        for fila in tablero.filas
    ]
    celdas += [[c.formulario.codigo, c.pais and c.pais.veredicto.veredicto] for c in tablero.columnas]
    return Medicion(
        "Tablero nacional de un servicio",
        _pagina(p.revisora, "/pais/SERNAM/2009/"),
        _desnuda(celdas),
        "una plantilla con las mismas casillas, sin base de datos",
    )


def _guardado(p):
    fila = Compromiso.objects.filter(programa=p.programa).first()
    textos = cycle(["Oficina provincial", fila.unidad])  # each save changes something
    guardado = [fila.unidad]

    def propio():
        nuevo = next(textos)
        edicion.guardar_linea(
            programa_id=p.programa.pk,
            cargo=p.director,
            compromiso_id=fila.pk,
            cambios={("compromiso", "unidad"): (guardado[0], nuevo)},
            ediciones={},
        )
        guardado[0] = nuevo

    def base():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE banco_fila SET unidad = %s, edicion = edicion + 1 WHERE id = 1", ["Dirección"])
            cursor.execute("INSERT INTO banco_bitacora VALUES (1, %s)", ["Dirección"])

    return Medicion("Guardar un campo de una fila", propio, base, "una transacción con un UPDATE y un INSERT", veces=60)


def _sumar(programas, valores=()):
    def base():
        with connection.cursor() as cursor:
            cursor.execute(SUMAS.format(programas=programas), valores)
            return cursor.fetchall()

    return base


def _veredicto_de_un_ano():
    servicio, periodo = Servicio.objects.get(codigo="S001"), Periodo.objects.earliest("anio")
    return Medicion(
        "Veredicto de un servicio en un año",
        lambda: nacional(servicio=servicio, periodo=periodo, formulario=catalogo.formulario(FORMULARIO)),
        _sumar(DE_UN_ANO, [servicio.pk, periodo.pk]),
        "el GROUP BY solo, con las filas de ese año",
    )


def _veredicto_de_todos():
    cuantos = ProgramaRegional.objects.count()
    return Medicion(
        f"Puntaje de los {cuantos} programas",
        lambda: resultados(ProgramaRegional.objects.all()),
        _sumar(DE_TODOS),
        "el GROUP BY solo, con todas las filas",
    )


def _veredictos_de_un_ano():
    periodo, servicios = Periodo.objects.earliest("anio"), list(Servicio.objects.values_list("pk", flat=True))
    return Medicion(
        f"Veredictos de los {len(servicios)} servicios en un año",
        lambda: de_todos(periodo, servicios),
        _sumar(DEL_ANO, [periodo.pk]),
        "el GROUP BY solo, con las filas de ese año",
    )


def _excel(documento):
    hojas = [
        [[celda.value for celda in fila] for fila in hoja]
        for hoja in openpyxl.load_workbook(io.BytesIO(excel.libro(documento)))
    ]

    def base():
        libro = openpyxl.Workbook()
        for filas in hojas:
            hoja = libro.create_sheet()
            for fila in filas:
                hoja.append(fila)
        salida = io.BytesIO()
        libro.save(salida)
        return salida.getvalue()

    return Medicion("Excel de una región", lambda: excel.libro(documento), base, "openpyxl con los mismos valores")


def _pdf(documento):
    # Only here: it takes a second to load, and a machine without Pango cannot.
    weasyprint = importlib.import_module("weasyprint")
    filas = "".join(
        f"<tr>{''.join(f'<td rowspan={c.filas}>{escape(c.impreso)}</td>' for c in fila if c)}</tr>"
        for bloque in documento.bloques
        for tabla in bloque.tablas
        for fila in tabla.filas
    )
    html = f"<html lang=es><style>@page{{size:letter landscape}}</style><table>{filas}</table></html>"
    return Medicion(
        "PDF de una región",
        lambda: pdf.documento_pdf(documento),
        lambda: weasyprint.HTML(string=html).write_pdf(),
        "WeasyPrint con la misma tabla sin estilo",
        veces=5,
    )
