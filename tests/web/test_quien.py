"""Who did what: found by person, post, place, action, day and words; told; exported; never what is internal."""

import csv
import io
import time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import Actor, Asiento, registrar
from gestion_territorial.compromisos.models import Modalidad
from gestion_territorial.flujo import edicion, personas
from gestion_territorial.web import quien as modulo

from ..archivos import fabrica
from .apoyo import distintas, foto_total, leer

Q = "/quien-hizo-que/"


@pytest.fixture
def anio_andado(mundo):
    """Antofagasta sent and given back; Maule written; an account made."""
    mundo.escribir(filas=[{"objetivo": "Prevenir la violencia", "indicador": "Ñandúes «uno»", "meta": "=SUMA(A1)"}])
    mundo.escribir("07", [{"objetivo": "Objetivo del Maule", "indicador": "I", "meta": "M"}], "luis")
    for paso, quien in (("retirar", "diego"), ("abrir-revision", "rosa"), ("devolver", "rosa")):
        if paso == "retirar":
            mundo.dar("no-compromete", "diego", motivo="Este año no")
        if paso == "abrir-revision":
            mundo.dar("no-compromete", "diego", motivo="Ahora sí que no")
        mundo.dar(paso, quien, motivo="Falta precisar")
    personas.crear(correo="eva@ejemplo.cl", nombre="Eva", cargo=mundo.cargo("hugo"))
    return mundo


def halladas(cliente, **filtro):
    """The ids of the entries that a search shows."""
    respuesta = cliente.get(Q, filtro)
    assert respuesta.status_code == 200, leer(respuesta).texto
    enlaces = leer(respuesta).enlaces
    return {int(e.split("/")[2]) for e in enlaces if e.startswith(Q) and e.count("/") == 3 and "?" not in e}


def ids(**condicion):
    return set(Registro.objects.filter(**condicion).values_list("pk", flat=True))


def test_por_cada_cosa(anio_andado, entrar):
    hugo, mundo = entrar("hugo"), anio_andado
    todo = ids()
    assert halladas(hugo) == todo
    assert halladas(hugo, persona="rosa") == ids(actor_nombre="Rosa")
    assert halladas(hugo, persona="ROSA@ejemplo") == ids(actor_nombre="Rosa")
    assert halladas(hugo, puesto="director") == ids(actor_nombre="Diego")
    assert halladas(hugo, region="07") == ids(cadena="SERNAM/2009/07")
    assert halladas(hugo, servicio="SERNAM") == ids(cadena__startswith="SERNAM/")
    assert halladas(hugo, servicio="OTRO") == set()
    assert halladas(hugo, anio="2009") == ids(cadena__startswith="SERNAM/2009/")
    assert halladas(hugo, formulario="III.1") == ids(programa_id__isnull=False)
    assert halladas(hugo, formulario="III.2") == set()
    assert halladas(hugo, accion="devolver") == ids(accion="devolver")
    assert halladas(hugo, accion="crear cuenta", persona="hugo") == ids(accion="crear cuenta", actor_nombre="Hugo")
    hoy = timezone.localdate().strftime("%d-%m-%Y")
    assert halladas(hugo, desde=hoy, hasta=hoy) == todo
    assert halladas(hugo, desde="01-01-2009", hasta="02-01-2009") == set()
    assert halladas(hugo, region="02", accion="devolver", puesto="revisor") == ids(accion="devolver")
    assert mundo.programa().estado == "observado"


@pytest.mark.parametrize(
    ("palabras", "hay"),
    [
        ("violencia", True),
        ("PREVENIR la", True),
        ("ñandúes «uno»", True),
        ("ÑANDÚES", True),
        ("falta precisar", True),
        ("=SUMA(A1)", True),
        ("violencia.", False),  # a point is a point
        (".*", False),
        ("(", True),
        ("[", False),
        ('"', False),
        ("\\", False),
        ("indicador_id", False),  # the keys of what is kept are no words of anybody
        ("datos", False),
        ("secuencia", False),
    ],
)
def test_las_palabras_se_buscan_en_lo_escrito_y_no_en_las_claves(anio_andado, entrar, palabras, hay):
    encontradas = halladas(entrar("hugo"), palabras=palabras)
    assert bool(encontradas) == hay
    assert encontradas != ids()


def test_la_entrada_entera_en_palabras(anio_andado, entrar):
    hugo = entrar("hugo")
    (devuelta,) = Registro.objects.filter(accion="devolver")
    texto = leer(hugo.get(f"{Q}{devuelta.pk}/")).texto
    for dice in ("Rosa", "Revisor/a nacional · SERNAM", "Falta precisar", "Estaba Enviado", "Quedó Observado", "UTC"):
        assert dice in texto, dice
    assert devuelta.hash in texto
    assert f"n.º {devuelta.secuencia} de la cadena «SERNAM/2009/02»" in texto
    escrita = Registro.objects.filter(contenido__contains="Ñandúes").first()
    assert "Ñandúes «uno»" in leer(hugo.get(f"{Q}{escrita.pk}/")).texto
    for fila in Registro.objects.all():
        respuesta = hugo.get(f"{Q}{fila.pk}/")
        assert respuesta.status_code == 200
        assert not any(signo in leer(respuesta).texto for signo in ("{'", '{"', "None", "[[")), fila.accion
    for nada in ("999999", "9" * 30):
        assert hugo.get(f"{Q}{nada}/").status_code == 404


def test_lo_elegido_de_una_lista_y_el_documento_se_dicen_por_su_nombre(mundo, almacen, entrar):
    mundo.escribir()
    de_ana = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    edicion.guardar_cabecera(**de_ana, cambios={"modalidad": ("METAS", "ACTIVIDADES")})
    edicion.guardar_cabecera(**de_ana, cambios={"modalidad": ("ACTIVIDADES", "METAS")})
    documento = fabrica.recibido(fabrica.pdf(), "resolución.pdf")
    acto = {"tipo": "resolucion", "numero": "12", "fecha": "02-01-2009", "archivo": documento}
    mundo.dar("enviar", "diego", acto=acto)
    hugo = entrar("hugo")
    (primera, _) = Registro.objects.filter(contenido__contains="modalidad").order_by("pk")[:2]
    for texto in (leer(hugo.get(f"{Q}{primera.pk}/")).texto, leer(hugo.get("/iii-1/SERNAM/2009/02/historia/")).texto):
        assert "METAS" not in texto
        assert all(palabra in texto for palabra in Modalidad.ACTIVIDADES.label.split())
    enviada = Registro.objects.get(accion="enviar")
    texto = leer(hugo.get(f"{Q}{enviada.pk}/")).texto
    assert f"Resolución 12, del 02-01-2009; archivo resolución.pdf, SHA-256 {documento.sha256}" in texto


def archivo(cliente, **filtro):
    respuesta = cliente.get("/quien-hizo-que.csv", filtro)
    assert respuesta.status_code == 200
    assert respuesta["Content-Disposition"] == 'attachment; filename="quien-hizo-que.csv"'
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    return list(csv.reader(io.StringIO(respuesta.content.decode("utf-8-sig")), delimiter=";"))


def test_el_archivo_dice_lo_mismo_y_ningun_texto_se_calcula(anio_andado, entrar):
    cabecera, *filas = archivo(entrar("hugo"))
    assert len(filas) == Registro.objects.count()
    assert {len(f) for f in filas} == {len(cabecera)}
    assert not [celda for fila in filas for celda in fila if celda[:1] in ("=", "+", "-", "@")]
    (devuelta,) = (f for f in filas if f[cabecera.index("Acción")] == "Se devolvió con observaciones")
    assert devuelta[cabecera.index("Motivo")] == "Falta precisar"
    assert devuelta[cabecera.index("Dónde")] == "III.1 · SERNAM · Antofagasta · 2009"
    assert any("=SUMA(A1)" in f[cabecera.index("Cambios")] for f in filas)
    de_rosa = archivo(entrar("hugo"), persona="Rosa")[1:]
    assert {f[2] for f in de_rosa} == {"Rosa"}


def test_un_nombre_que_parece_formula_va_como_texto(mundo, entrar):
    personas.crear(correo="eva@ejemplo.cl", nombre="=1+1", cargo=mundo.cargo("hugo"))
    with transaction.atomic():
        registrar(cadena="SERNAM/2009/02", actor=Actor(9, "=1+1", "@cargo"), asientos=[Asiento("guardar")])
    fila = archivo(entrar("hugo"), persona="=1+1")[1]
    assert (fila[2], fila[3]) == ("'=1+1", "'@cargo")


def test_demasiadas_para_un_archivo_se_dice(anio_andado, entrar, monkeypatch):
    monkeypatch.setattr("gestion_territorial.web.vistas.registro.MAXIMO_DEL_ARCHIVO", 3)
    hugo = entrar("hugo")
    respuesta = hugo.get("/quien-hizo-que.csv")
    assert (respuesta.status_code, "más de 3 entradas" in leer(respuesta).texto) == (422, True)
    assert "Descargar" not in leer(hugo.get(Q)).texto
    assert len(archivo(hugo, accion="devolver")) == 2


def test_lo_interno_no_sale_en_ninguna_parte(anio_andado, entrar, monkeypatch):
    marca = "nota-interna-4417"
    with transaction.atomic():
        (fila,) = registrar(
            cadena="SERNAM/2009/02",
            actor=Actor(1, "Rosa", "Revisor/a nacional"),
            asientos=[Asiento("anotar para el nivel nacional", datos={"texto": marca})],
        )
    hugo = entrar("hugo")
    assert marca in hugo.get(Q).content.decode()  # until its action is named as internal
    monkeypatch.setattr(modulo, "INTERNAS", frozenset({fila.accion}))
    for donde in (Q, f"{Q}?palabras={marca}", f"{Q}?region=02", "/quien-hizo-que.csv"):
        assert marca not in hugo.get(donde).content.decode().replace(f'value="{marca}"', "").replace(f"={marca}", "")
    assert hugo.get(f"{Q}{fila.pk}/").status_code == 404
    assert hugo.get(f"{Q}?accion={fila.accion}").status_code == 422


def test_quien_observa_un_servicio_lee_lo_de_ese_servicio(anio_andado, entrar):
    olga = entrar("olga")
    assert halladas(olga) == ids(cadena__startswith="SERNAM/")
    assert halladas(olga, persona="hugo") == set()
    cuenta = Registro.objects.filter(accion="crear cuenta").first()
    assert olga.get(f"{Q}{cuenta.pk}/").status_code == 404
    assert "Eva" not in olga.get("/quien-hizo-que.csv").content.decode()
    assert olga.get(Q, {"servicio": "OTRO"}).status_code == 422
    cargo = anio_andado.cargo("olga")
    cargo.servicio = None
    cargo.save()
    assert halladas(olga) == ids()


@pytest.mark.parametrize("quien", ["ana", "diego", "rosa", "nadie"])
def test_los_demas_no(anio_andado, entrar, quien):
    cliente, una = entrar(quien), Registro.objects.first().pk
    for donde in (Q, f"{Q}{una}/", "/quien-hizo-que.csv"):
        assert cliente.get(donde).status_code == 403


@pytest.mark.parametrize(
    "filtro",
    [
        {"desde": "31-02-2026"},
        {"desde": "02-01-2026", "hasta": "01-01-2026"},
        {"puesto": "ministro"},
        {"servicio": "NADA"},
        {"servicio": "\x00"},
        {"region": "99"},
        {"anio": "dos mil"},
        {"anio": "9" * 40},
        {"formulario": "III.9"},
        {"accion": "inventada"},
        {"palabras": "a\x00b"},
        {"palabras": "x" * 201},
        {"persona": "x" * 5000},
    ],
)
def test_lo_que_no_se_puede_buscar_se_dice_en_su_campo(mundo, entrar, filtro):
    hugo = entrar("hugo")
    respuesta = hugo.get(Q, filtro)
    assert respuesta.status_code == 422
    assert "No se buscó" in leer(respuesta).texto
    assert 'id="error_1_id_' in respuesta.content.decode()
    assert hugo.get("/quien-hizo-que.csv", filtro).status_code == 422


@pytest.mark.parametrize("pagina", ["0", "-1", "x", "9" * 5000, "\x00"])
def test_una_pagina_que_no_hay_es_otra_que_hay(anio_andado, entrar, pagina):
    assert entrar("hugo").get(Q, {"pagina": pagina}).status_code == 200


def test_buscar_no_escribe(anio_andado, entrar):
    hugo = entrar("hugo")
    antes = foto_total()
    assert hugo.get(Q, {"palabras": "violencia"}).status_code == 200
    archivo(hugo)
    assert distintas(antes, foto_total()) == []


def test_las_consultas_no_crecen_con_las_entradas(anio_andado, entrar):
    hugo, cuentas = entrar("hugo"), []
    paginas = (Q, f"{Q}?palabras=violencia&region=02&formulario=III.1&persona=ana", "/quien-hizo-que.csv")
    programas = list(anio_andado.periodo.programas.values_list("pk", "region"))
    de = {"tabla": "compromisos.compromiso", "fila_id": 1}
    for _ in range(2):
        for donde in paginas:
            hugo.get(donde)
            with CaptureQueriesContext(connection) as captura:
                assert hugo.get(donde).status_code == 200
            cuentas.append(len(captura))
        with transaction.atomic():
            for pk, region in programas:
                asientos = [
                    Asiento("guardar", pk, n, cambios={"texto": ["", f"violencia {n}"]}, **de) for n in range(5)
                ]
                registrar(cadena=f"SERNAM/2009/{region}", actor=Actor(1, "Ana", "Formuladora"), asientos=asientos)
    assert cuentas[:3] == cuentas[3:]
    assert max(cuentas) <= 14  # six of them are the choices of the form and the frame


def test_un_texto_larguisimo_no_detiene_la_busqueda(mundo, entrar):
    """The pattern must not go over a long text again and again."""
    with transaction.atomic():
        largo = Asiento("guardar", cambios={"texto": ["", 'a"\\' * 20_000]}, datos={"motivo": "b" * 50_000})
        registrar(cadena="SERNAM/2009/02", actor=Actor(1, "Ana", "F"), asientos=[largo])
    hugo, antes = entrar("hugo"), time.monotonic()
    halladas(hugo, palabras="bbbbbbbbbbc")
    assert time.monotonic() - antes < 5
