"""With four forms installed too: the same queries with 15 rows as with 150, and twelve at most for a whole country."""

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from complementariedad.models import Instancia, ObjetivoInstancia
from gestion_territorial.compromisos.models import Compromiso, Estado, Indicador, Objetivo, ProgramaRegional
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Region, Servicio
from informacion_gore.models import Origen, PonderacionDeclarada
from seguimiento.models import Avance, Medicion

from ..mundo import Mundo
from .test_consultas import TOPE, consultas, poner

BASES = {f.codigo: f"/{f.ruta}/SERNAM/2009/02/" for f in catalogo.instalados()}
DE_REGION = "/expediente/SERNAM/2009/02/"
TABLERO, PANORAMA = "/pais/SERNAM/2009/", "/pais/2009/"


def comprometer(programa, cuantas):
    """Lines in bulk: each with its objective, indicator and commitment."""
    de = {"programa": programa}
    objetivos = Objetivo.objects.bulk_create(Objetivo(**de, texto=f"Objetivo {n}", orden=n) for n in range(cuantas))
    indicadores = Indicador.objects.bulk_create(
        Indicador(**de, objetivo=o, texto=f"Indicador {o.pk}", orden=o.orden) for o in objetivos
    )
    compromisos = Compromiso.objects.bulk_create(
        Compromiso(
            **de,
            indicador=i,
            texto="Informe anual",
            unidad="Dirección",
            verificacion="Actas",
            ponderacion_texto="1",
            ponderacion_milesimas=1000,
            cumple="si",
            por_confirmar=True,
        )
        for i in indicadores
    )
    return objetivos, compromisos


def de_iii_2(programa, cuantas):
    de = {"programa": programa}
    objetivos, _ = comprometer(programa, cuantas)
    mesas = Instancia.objects.bulk_create(
        Instancia(**de, identificacion=f"Mesa {n}", problema="Falta agua", territorios="02\n021\n02101", orden=n)
        for n in range(cuantas)
    )
    ObjetivoInstancia.objects.bulk_create(
        ObjetivoInstancia(**de, objetivo=o, instancia=m) for o, m in zip(objetivos, mesas, strict=True)
    )
    return f"instancias-{mesas[0].pk}"


def de_iii_3(programa, cuantas):
    de = {"programa": programa}
    _, compromisos = comprometer(programa, cuantas)
    PonderacionDeclarada.objects.bulk_create(
        PonderacionDeclarada(**de, compromiso=c, ponderacion_texto="1,5", ponderacion_milesimas=1500)
        for c in compromisos
    )
    origen, _ = Origen.objects.get_or_create(**de, tipo="acuerdo", interes="oferta\ngastos", ponderacion_milesimas=2500)
    return f"origen-{origen.pk}"


def de_iii_4(programa, cuantas):
    """Half of its rows point at objectives of III.1 that are in force, half at annulled ones."""
    iii_1 = ProgramaRegional.objects.get(
        servicio=programa.servicio, periodo=programa.periodo, region=programa.region, formulario="III.1"
    )
    objetivos, compromisos = comprometer(iii_1, cuantas)
    Compromiso.objects.filter(pk__in=[c.pk for c in compromisos[::2]]).update(anulado=True)
    Medicion.objects.get_or_create(programa=programa, lugar=programa.cadena)
    avances = Avance.objects.bulk_create(
        Avance(programa=programa, formulario="III.2", objetivo=o, objetivo_texto=o.texto, recomendaciones="Reunirse")
        for o in objetivos
    )
    return f"avances-{avances[0].pk}"


LLENAN = {"III.2": de_iii_2, "III.3": de_iii_3, "III.4": de_iii_4}
# state: [(who looks, what comes after the programme's address; «/…» is a whole address, «nacional» the country's)]
PAGINAS = {
    Estado.BORRADOR: [
        ("ana", ""),
        ("ana", "?editar=UNA"),
        ("ana", "historia/"),
        ("ana", "oficial.xlsx"),
        ("diego", "paso/enviar/"),
        ("diego", DE_REGION),
        ("ana", "/"),
        ("hugo", "/"),
        ("rosa", TABLERO),
        ("hugo", PANORAMA),
    ],
    Estado.ENVIADO: [("rosa", ""), ("rosa", "/"), ("rosa", "nacional/"), ("rosa", "nacional/nacional.xlsx")],
    Estado.APROBADO: [("olga", ""), ("ana", "versiones/1/"), ("ana", "diferencia/?a=1&b=actual")],
}


def direccion(codigo, donde, una=""):
    if donde.startswith("nacional/"):
        return f"/{catalogo.formulario(codigo).ruta}/SERNAM/2009/{donde.removeprefix('nacional/')}"
    return donde if donde.startswith("/") else BASES[codigo] + donde.replace("UNA", una)


def una_vez(cliente, donde):
    """As `consultas`, of a page that has been asked for before."""
    with CaptureQueriesContext(connection) as captura:
        assert cliente.get(donde).status_code == 200, donde
    return len(captura)


@pytest.mark.parametrize("estado", PAGINAS)
@pytest.mark.parametrize("codigo", LLENAN)
def test_las_consultas_no_crecen_con_las_filas(mundo, entrar, codigo, estado):
    programa, medir, cuentas = mundo.programa(formulario=codigo), consultas, []
    clientes = {quien: entrar(quien) for quien, _ in PAGINAS[estado]}
    for cuantas in (15, 135):
        una = LLENAN[codigo](programa, cuantas)
        if estado != Estado.BORRADOR:
            poner(programa, estado, enviado_en="2009-03-01T12:00Z")
        cuentas.append({(q, d): medir(clientes[q], direccion(codigo, d, una)) for q, d in PAGINAS[estado]})
        medir = una_vez
    print(f"\n{codigo} {estado}: {cuentas[1]}")
    assert cuentas[0] == cuentas[1]
    en_revision = (Estado.ENVIADO, ("rosa", ""))  # who reviews also reads the dialogue: one more
    assert {pagina for pagina, n in cuentas[1].items() if n > TOPE + ((estado, pagina) == en_revision)} == set()


@pytest.mark.parametrize(
    ("quien", "donde"),
    [
        ("rosa", "/"),
        ("hugo", "/"),
        ("ana", "/"),
        ("rosa", TABLERO),
        ("rosa", f"{TABLERO}?ver=completos"),
        ("hugo", PANORAMA),
        ("ana", DE_REGION),
        ("rosa", "/iii-2/SERNAM/2009/"),
        ("rosa", "/iii-4/SERNAM/2009/"),
        ("rosa", "/iii-2/SERNAM/2009/nacional.xlsx"),
        ("rosa", "/iii-4/SERNAM/2009/nacional.xlsx"),
        ("rosa", "/iii-2/SERNAM/2009/por-que/"),
    ],
)
def test_las_consultas_no_crecen_con_las_regiones(mundo, entrar, quien, donde):
    """The forms of four regions full of rows, some sent and some not, then those of all fifteen."""
    estados = (Estado.ENVIADO, Estado.BORRADOR, Estado.APROBADO, Estado.OBSERVADO, Estado.CERRADO)
    regiones = list(mundo.periodo.regiones.exclude(pk="02").values_list("pk", flat=True))
    cliente, cuentas = entrar(quien), []
    for tramo in (["02", *regiones[:4]], regiones[4:]):
        for n, region in enumerate(tramo):
            for codigo, llenar in LLENAN.items():
                programa, estado = mundo.programa(region, formulario=codigo), estados[n % 5]
                llenar(programa, 4)
                if estado in (Estado.BORRADOR, Estado.OBSERVADO):
                    ProgramaRegional.objects.filter(pk=programa.pk).update(estado=estado)
                else:
                    poner(programa, estado, enviado_en="2009-03-01T12:00Z")
        cuentas.append(consultas(cliente, donde))
    print(f"\n{quien} {donde}: {cuentas}")
    assert cuentas[0] == cuentas[1] <= TOPE


def pais_entero(mundo, servicios):
    """That many services more, each with its programmes in sixteen regions and one line in every scored form."""
    mundo.periodo.regiones.set(Region.objects.all())
    nuevos = Servicio.objects.bulk_create(
        Servicio(codigo=f"T{n:03d}", nombre=f"Servicio {n}") for n in range(servicios)
    )
    programas = ProgramaRegional.objects.bulk_create(
        ProgramaRegional(
            servicio=servicio,
            periodo=mundo.periodo,
            region=region,
            formulario=formulario.codigo,
            modalidad=formulario.modalidades[0],
            estado=(Estado.ENVIADO if n % 2 else Estado.BORRADOR),
        )
        for servicio in nuevos
        for n, region in enumerate(Region.objects.all())
        for formulario in catalogo.instalados()
    )
    puntuados = [p for p in programas if p.formulario != "III.4"]
    indicadores = Indicador.objects.bulk_create(Indicador(programa=p, texto="I", orden=1) for p in puntuados)
    Compromiso.objects.bulk_create(
        Compromiso(programa=i.programa, indicador=i, texto="M", ponderacion_texto="100", ponderacion_milesimas=100_000)
        for i in indicadores
    )
    return nuevos


def test_ciento_cincuenta_servicios_cuestan_lo_mismo_que_uno(mundo, entrar):
    """150 services × 16 regions × 4 forms: the overview, and the board, a dossier and a list of one among them."""
    hugo = entrar("hugo")
    paginas = (PANORAMA, "/pais/T000/2009/", "/expediente/T000/2009/02/", "/iii-1/T000/2009/")
    antes = pais_entero(mundo, 1)
    pocos = [consultas(hugo, pagina) for pagina in paginas]
    en_inicio = consultas(hugo, "/")
    Servicio.objects.filter(pk=antes[0].pk).update(codigo="PRIMERO")
    pais_entero(mundo, 2)
    assert una_vez(hugo, "/") <= en_inicio <= TOPE  # with many services home lists them instead of their regions
    Servicio.objects.filter(codigo__startswith="T").update(codigo=Concat(Value("OTRO-"), "codigo"))
    pais_entero(mundo, 150)
    assert ProgramaRegional.objects.filter(servicio__codigo__startswith="T").count() == 150 * 16 * 4
    muchos = [una_vez(hugo, pagina) for pagina in paginas]
    print(f"\n{paginas}: {pocos} / {muchos}")
    assert pocos == muchos
    assert max(muchos) <= TOPE


def test_varios_anios_y_varias_mediciones_no_cuestan_mas(mundo, entrar):
    ana, rosa = entrar("ana"), entrar("rosa")
    programa = mundo.programa(formulario="III.4")
    de_iii_4(programa, 5)

    def cuentas():
        return [consultas(ana, d) for d in ("/", DE_REGION, BASES["III.4"])] + [
            consultas(rosa, d) for d in (TABLERO, "/iii-4/SERNAM/2009/")
        ]

    antes = cuentas()
    for numero in range(2, 8):
        otra = ProgramaRegional.objects.create(
            **{c: getattr(programa, c) for c in ("servicio", "periodo", "region", "formulario", "modalidad")},
            numero=numero,
        )
        de_iii_4(otra, 5)
    for anio in (2010, 2011, 2012):
        Mundo(anio)
    despues = cuentas()
    print(f"\n{antes} / {despues}")
    assert despues == antes
    assert max(despues) <= TOPE


@pytest.mark.parametrize(("codigo", "campo"), [("III.2", "identificacion"), ("III.4", "avance")])
def test_guardar_una_fila_propia_no_cuesta_mas_en_un_programa_largo(mundo, entrar, codigo, campo):
    """The autosave of an own row: its queries do not grow, whatever the programme holds."""
    ana, programa, cuentas = entrar("ana"), mundo.programa(formulario=codigo), []
    for cuantas in (1, 14, 135):  # the first one pays for what is asked once a process
        tabla, _, fila = LLENAN[codigo](programa, cuantas).partition("-")
        with CaptureQueriesContext(connection) as captura:
            cambio = {f"fila.{campo}": f"Nuevo {cuantas}", f"antes.fila.{campo}": "", "fila.edicion": 1}
            if codigo == "III.2":
                cambio[f"antes.fila.{campo}"] = "Mesa 0"
            donde = f"{BASES[codigo]}propia/{tabla}/{fila}/"
            assert ana.post(donde, cambio, headers={"accept": "application/json"}).status_code == 200
        cuentas.append(len(captura))
    print(f"\nguardar {codigo}: {cuentas}")
    assert cuentas[1] == cuentas[2]
