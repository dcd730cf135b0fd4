"""No page asks the database more when it shows more: the same queries with 15 rows as with 150, and twelve at most."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gestion_territorial.auditoria.registro import Actor, Asiento, registrar
from gestion_territorial.compromisos.escritura import escribiendo
from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia, Indicador, Objetivo, ProgramaRegional
from gestion_territorial.revision.models import Observacion

from ..mundo import Mundo

TOPE = 12
EN_REVISION = "formulario, en revisión"  # one more: observations, notes, accepted rows and the last review are there
BASE = "/iii-1/SERNAM/2009/02/"
REGIONES = ("15", "01", "02", "03", "04", "05", "13", "06", "07", "08", "09", "14", "10", "11", "12")


def llenar(mundo, region, cuantas, *, ponderacion="1", respuesta="si"):
    """Rows in bulk: two indicators an objective, each commitment with its evidence. Observations and entries too."""
    programa = mundo.programa(region)
    textos = dict.fromkeys(("unidad", "verificacion", "actividades", "texto"), "Informe anual de la dirección")
    for n in range(cuantas):
        if n % 2 == 0:
            objetivo = Objetivo.objects.create(programa=programa, orden=n, texto=f"Objetivo {n}")
        indicador = Indicador.objects.create(
            programa=programa, objetivo=objetivo, orden=n, texto=f"Indicador {n}", resultado_anual="Hecho"
        )
        compromiso = Compromiso.objects.create(
            programa=programa,
            indicador=indicador,
            ponderacion_texto=ponderacion,
            ponderacion_milesimas=int(ponderacion) * 1000 if ponderacion else None,
            cumple=respuesta,
            **textos,
        )
        Evidencia.objects.create(programa=programa, compromiso=compromiso, referencia=f"Carpeta {n}")
    Observacion.objects.bulk_create(
        Observacion(programa=programa, texto=f"¿{n}?", autor_id=1, autor_nombre="Rosa") for n in range(cuantas // 5)
    )
    with transaction.atomic():
        asientos = [
            Asiento("guardar", programa.pk, 0, "compromisos.compromiso", n, {"unidad": ["", f"Unidad {n}"]})
            for n in range(cuantas)
        ]
        registrar(cadena=programa.cadena, actor=Actor(1, "Ana", "Formuladora"), asientos=asientos)
    return programa


def poner(programa, estado, **campos):
    """A programme in a state as the database has it, with a version in force of what it holds."""
    with escribiendo(programa.pk, actor=Actor(1, "Rosa", "Revisora")) as escritura:
        version = escritura.cortar_version("aprobación" if estado != Estado.ENVIADO else "envío")
    ProgramaRegional.objects.filter(pk=programa.pk).update(estado=estado, vigente=version, **campos)


def consultas(cliente, donde, **cabeceras):
    cliente.get(donde, headers=cabeceras)  # what is asked once a process, like the site's messages, is not counted
    with CaptureQueriesContext(
        connection,
    ) as captura:
        respuesta = cliente.get(donde, headers=cabeceras)
    assert respuesta.status_code == 200, (donde, respuesta.status_code)
    return len(captura)


# page: (who looks, state, address)
PAGINAS = {
    "formulario, formulando": ("ana", Estado.BORRADOR, BASE),
    "formulario, una fila abierta": ("ana", Estado.BORRADOR, f"{BASE}?editar=UNA"),
    "formulario, observado": ("diego", Estado.OBSERVADO, BASE),
    EN_REVISION: ("rosa", Estado.ENVIADO, BASE),
    "formulario, aprobado": ("olga", Estado.APROBADO, BASE),
    "formulario, resultados": ("ana", Estado.RESULTADOS, f"{BASE}?editar=UNA"),
    "formulario, cerrado": ("hugo", Estado.CERRADO, BASE),
    "inicio de la región": ("ana", Estado.BORRADOR, "/"),
    "inicio de la revisora": ("rosa", Estado.ENVIADO, "/"),
    "inicio de la administración": ("hugo", Estado.BORRADOR, "/"),
    "lista de la revisora": ("rosa", Estado.ENVIADO, "/iii-1/SERNAM/2009/"),
    "historia": ("ana", Estado.BORRADOR, f"{BASE}historia/"),
    "versión": ("ana", Estado.APROBADO, f"{BASE}versiones/1/"),
    "diferencia": ("ana", Estado.RESULTADOS, f"{BASE}diferencia/?a=1&b=actual"),
    "paso enviar": ("diego", Estado.BORRADOR, f"{BASE}paso/enviar/"),
    "paso aprobar": ("rosa", Estado.ENVIADO, f"{BASE}paso/aprobar/"),
    "paso traspasar": ("rosa", Estado.ENVIADO, f"{BASE}paso/traspasar-revision/"),
    "proporcional a 100": ("ana", Estado.BORRADOR, f"{BASE}ponderaciones/proporcional/"),
    "búsqueda": ("ana", Estado.BORRADOR, "/buscar/?q=informe"),
    "Excel": ("ana", Estado.BORRADOR, f"{BASE}oficial.xlsx"),
    "ayuda": ("ana", Estado.BORRADOR, "/ayuda/"),
}


@pytest.fixture
def cuenta(mundo, entrar):
    """A function: how many queries a page takes with the programme holding so many rows in that state."""

    def _cuenta(quien, estado, donde, cuantas):
        programa = llenar(mundo, "02", cuantas)
        if estado in (Estado.BORRADOR, Estado.OBSERVADO):
            ProgramaRegional.objects.filter(pk=programa.pk).update(estado=estado)
        else:
            revisa = {"revisor": mundo.usuario("rosa"), "en_revision_desde": "2009-01-01T00:00Z"}
            poner(programa, estado, **(revisa if estado == Estado.ENVIADO else {}))
        una = Compromiso.objects.filter(programa=programa).first().pk
        return consultas(entrar(quien), donde.replace("UNA", str(una)))

    return _cuenta


@pytest.mark.parametrize("pagina", PAGINAS)
def test_las_consultas_no_crecen_con_las_filas(cuenta, pagina, record_property):
    quien, estado, donde = PAGINAS[pagina]
    con_15 = cuenta(quien, estado, donde, 15)
    con_150 = cuenta(quien, estado, donde, 135)
    record_property("consultas", con_150)
    print(f"\n{pagina}: {con_15} / {con_150}")
    assert con_15 == con_150
    assert con_150 <= TOPE + (pagina == EN_REVISION)


def test_repartir_hasta_100(mundo, entrar):
    """Needs blank weights, so it has rows of its own."""
    cuentas = []
    for cuantas in (15, 135):
        llenar(mundo, "02", cuantas, ponderacion="")
        cuentas.append(consultas(entrar("ana"), f"{BASE}ponderaciones/repartir/"))
    assert cuentas[0] == cuentas[1] <= TOPE


@pytest.mark.parametrize(
    ("quien", "donde"),
    [
        ("rosa", "/iii-1/SERNAM/2009/"),
        ("rosa", "/iii-1/SERNAM/2009/?ver=en la región"),
        ("olga", "/iii-1/SERNAM/2009/"),
        ("hugo", "/iii-1/SERNAM/2009/"),
        ("rosa", "/"),
        ("hugo", "/"),
        ("rosa", "/buscar/?q=informe"),
        ("rosa", BASE),
        ("rosa", "/iii-1/SERNAM/2009/nacional.xlsx"),
    ],
)
def test_las_consultas_no_crecen_con_las_regiones(mundo, entrar, quien, donde):
    """Five regions full of rows, some sent and some not, then all fifteen."""
    estados = (Estado.ENVIADO, Estado.RESULTADOS, Estado.BORRADOR, Estado.OBSERVADO, Estado.CERRADO)
    cuentas = []
    for tramo in (REGIONES[:5], REGIONES[5:]):
        for n, region in enumerate(tramo):
            programa, estado = llenar(mundo, region, 10), estados[n % 5]
            if estado in (Estado.BORRADOR, Estado.OBSERVADO):
                ProgramaRegional.objects.filter(pk=programa.pk).update(estado=estado)
            else:
                poner(programa, estado, enviado_en="2009-03-01T12:00Z")
        cuentas.append(consultas(entrar(quien), donde))
    print(f"\n{quien} {donde}: {cuentas}")
    assert cuentas[0] == cuentas[1] <= TOPE


def test_guardar_una_fila_no_cuesta_mas_en_un_programa_largo(mundo, entrar):
    """The autosave: its queries do not grow, whatever the programme holds."""
    ana, cuentas = entrar("ana"), []
    for cuantas in (15, 135):
        programa = llenar(mundo, "02", cuantas)
        fila = Compromiso.objects.filter(programa=programa).last()
        cambio = {"compromiso.unidad": f"Unidad {cuantas}", "antes.compromiso.unidad": fila.unidad}
        with CaptureQueriesContext(connection) as captura:
            respuesta = ana.post(f"{BASE}fila/{fila.pk}/", cambio, headers={"accept": "application/json"})
        assert respuesta.status_code == 200
        cuentas.append(len(captura))
    print(f"\nguardar: {cuentas}")
    assert cuentas[0] == cuentas[1]


def test_varias_versiones_y_varios_anios_no_cuestan_mas(mundo, entrar):
    """The history with one version and with eight; the home with one year and with four."""
    programa = llenar(mundo, "02", 5)
    poner(programa, Estado.APROBADO)
    ana = entrar("ana")
    antes = [consultas(ana, d) for d in (f"{BASE}historia/", "/", f"{BASE}diferencia/?a=1&b=actual")]
    for _ in range(7):
        poner(programa, Estado.APROBADO)
    for anio in (2010, 2011, 2012):
        Mundo(anio)
    assert [consultas(ana, d) for d in (f"{BASE}historia/", "/", f"{BASE}diferencia/?a=1&b=actual")] == antes
