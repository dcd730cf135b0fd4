"""The score three ways: the database's sums, the content's, and an oracle that knows only fractions and domain.md."""

import random
from fractions import Fraction

import pytest
from django.utils import timezone

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import (
    ANTES_DE_APROBAR,
    Compromiso,
    Estado,
    Indicador,
    Modalidad,
    ProgramaRegional,
    Version,
)
from gestion_territorial.flujo.veredicto import agregados, nacional, nacionales, puntaje_de, resultados
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import Resultado

from ..escenas import DEL_PROGRAMA, FILA, llevar

APROBADOS = [e for e in Estado if e not in ANTES_DE_APROBAR]


def _pais(mundo, servicio=None):
    return nacional(servicio=servicio or mundo.servicio, periodo=mundo.periodo, formulario=catalogo.formulario("III.1"))


def _poner(programa, estado, **campos):
    """Any state at once, as only a test may: with the version that an approved one needs."""
    version = None
    if estado not in ANTES_DE_APROBAR:
        version = Version.objects.create(
            programa=programa,
            numero=programa.versiones.count() + 1,
            motivo="x",
            esquema=1,
            contenido="{}",
            sha256="",
            actor_nombre="",
            actor_cargo="",
            creada_en=timezone.now(),
        )
    ProgramaRegional.todos.filter(pk=programa.pk).update(estado=estado, vigente=version, **campos)


def _llenar(programa, filas):
    """Rows straight into the tables: (thousandths or None, answer, validated, annulled, deleted)."""
    indicadores = Indicador.objects.bulk_create(
        [Indicador(programa=programa, orden=n, texto="I") for n in range(len(filas))]
    )
    Compromiso.objects.bulk_create(
        [
            Compromiso(
                programa=programa,
                indicador=indicador,
                ponderacion_texto="" if milesimas is None else "x",
                ponderacion_milesimas=milesimas,
                cumple=cumple,
                cumple_validado=validado,
                anulado=anulado,
                eliminada_en=timezone.now() if eliminada else None,
            )
            for indicador, (milesimas, cumple, validado, anulado, eliminada) in zip(indicadores, filas, strict=True)
        ]
    )


def _azar(azar):
    """A programme's rows, often close to the lines where verdicts turn."""
    n = azar.choice([0, 1, 2, 3, 5, 10, 30])
    como = azar.random()
    if como < 0.5 and n:  # weights that make 100 in the end
        cortes = sorted(azar.randrange(100_001) for _ in range(n - 1))
        pesos = [b - a for a, b in zip([0, *cortes], [*cortes, 100_000], strict=True)]
    else:
        pesos = [azar.choice([None, 0, 250, 33_333, 10_000, 100_000]) for _ in range(n)]
    filas = [
        [peso, azar.choice(["si", "si", "si", "no", ""]), azar.choice(["", "", "si", "no"]), False, False]
        for peso in pesos
    ]
    for _ in range(azar.choice([0, 0, 1, 3])):  # what must not count
        filas.append(
            [azar.choice([None, 50_000]), "no", "", *azar.choice([(True, False), (False, True), (True, True)])]
        )
    azar.shuffle(filas)
    return filas


def oraculo(modalidad, filas, umbral):
    """(result, shown performance as a fraction or None), from domain.md part 3 alone."""
    vivas = [(p, validado or cumple) for p, cumple, validado, anulado, eliminada in filas if not (anulado or eliminada)]
    if not vivas:
        return "VACIO", None
    if modalidad == "METAS":
        if any(p is None for p, _ in vivas) or sum(p for p, _ in vivas) != 100_000:
            return "NO EVALUABLE", None
        pesos = [Fraction(p, 1000) for p, _ in vivas]
    else:
        pesos = [Fraction(100, len(vivas))] * len(vivas)
    ganado = sum((w for w, (_, r) in zip(pesos, vivas, strict=True) if r == "si"), Fraction(0))
    if any(r == "" for _, r in vivas):
        return "PENDIENTE", ganado
    return ("CUMPLE" if ganado * sum(pesos) >= umbral * sum(pesos) else "NO CUMPLE"), ganado


@pytest.mark.parametrize("semilla", range(6))
def test_la_base_el_contenido_y_el_oraculo_dicen_lo_mismo(mundo, semilla):
    azar = random.Random(semilla)
    mundo.periodo.umbral_milesimas = azar.choice([90_000, 50_000, 100_000, 66_667])
    mundo.periodo.save()
    escritos = {}
    for programa in ProgramaRegional.objects.con_contexto():
        modalidad, estado = azar.choice(Modalidad.values), azar.choice(DEL_PROGRAMA)
        escritos[programa.pk] = (modalidad, estado, _azar(azar))
        _llenar(programa, escritos[programa.pk][2])
        _poner(programa, estado, modalidad=modalidad)
    todos = ProgramaRegional.objects.all()
    por_base = agregados(todos.values("pk"))
    contenidos = datos.leer_varios(list(todos.con_contexto()))
    vistos = set()
    for resultado in resultados(todos):
        pk = resultado.programa.pk
        modalidad, estado, filas = escritos[pk]
        vivas = [f for f in filas if not (f[3] or f[4])]
        assert (pk in por_base) == bool(vivas)
        assert por_base.get(pk, contenidos[pk].agregado) == contenidos[pk].agregado
        esperado, desempeno = oraculo(modalidad, filas, mundo.periodo.umbral)
        assert (resultado.simulacion.resultado, resultado.simulacion.desempeno) == (esperado, desempeno)
        if estado in APROBADOS:
            assert resultado.puntaje == resultado.simulacion
        else:
            assert resultado.puntaje.resultado == ("VACIO" if esperado == "VACIO" else "PENDIENTE")
            assert resultado.puntaje.desempeno is None
            assert resultado.puntaje.anticipado is None
        vistos.add((resultado.puntaje.resultado, estado in APROBADOS))
        assert puntaje_de(resultado.programa, contenidos[pk].agregado) == (resultado.puntaje, resultado.simulacion)
    assert len(vistos) >= 6


def test_setenta_y_cuatro_ochenta_y_tres_mas_lo_demas_es_noventa_exacto(mundo):
    """SQLite's own decimals sum 74,83 + 10,21 + 4,96 below 90; a salary may hang on it."""
    filas = [FILA | {"indicador": p, "ponderacion": p} for p in ("74,83", "10,21", "4,96", "10")]
    ids = llevar(mundo, Estado.APROBADO, filas=filas)
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", "si", "si", "no"])
    (antofagasta,) = [r for r in _pais(mundo).regiones if r.programa.region_id == "02"]
    assert antofagasta.puntaje.desempeno == 90
    assert (antofagasta.puntaje.resultado, antofagasta.puntaje.mostrado) == (Resultado.CUMPLE, "90,00")


def test_un_borrador_solo_simula(mundo):
    _llenar(mundo.programa(), [(100_000, "si", "", False, False)])
    (antofagasta,) = [r for r in _pais(mundo).regiones if r.programa.region_id == "02"]
    assert antofagasta.simulacion.resultado == Resultado.CUMPLE
    assert antofagasta.puntaje.resultado == Resultado.PENDIENTE
    assert antofagasta.decide
    (maule,) = [r for r in _pais(mundo).regiones if r.programa.region_id == "07"]
    assert (maule.puntaje.resultado, maule.simulacion.resultado) == (Resultado.VACIO, Resultado.VACIO)


def _cerrar_todas(mundo, cumple="si", excepto=()):
    for programa in ProgramaRegional.objects.filter(servicio=mundo.servicio).exclude(region__in=excepto):
        _llenar(programa, [(100_000, cumple, "", False, False)])
        _poner(programa, Estado.CERRADO)


def test_todas_cerradas_y_cumplidas_es_cumple_y_definitivo(mundo):
    _cerrar_todas(mundo)
    pais = _pais(mundo)
    assert (pais.veredicto.veredicto, pais.veredicto.definitivo) == ("CUMPLE", True)
    assert pais.de_que_depende == ()
    assert [r.programa.region.orden for r in pais.regiones] == sorted(r.programa.region.orden for r in pais.regiones)
    assert len(pais.regiones) == 15


def test_una_region_que_nadie_abrio_impide_el_cumple(mundo):
    _cerrar_todas(mundo, excepto=["12"])
    pais = _pais(mundo)
    assert (pais.veredicto.veredicto, pais.veredicto.definitivo) == ("PENDIENTE", False)
    assert [r.programa.region_id for r in pais.de_que_depende] == ["12"]


def test_validada_y_sin_cerrar_todavia_no_es_definitivo(mundo):
    _cerrar_todas(mundo)
    _poner(mundo.programa(), Estado.VALIDADO)
    pais = _pais(mundo)
    assert (pais.veredicto.veredicto, pais.veredicto.definitivo) == ("CUMPLE", False)
    assert [r.programa.region_id for r in pais.de_que_depende] == ["02"]


def test_una_sola_region_que_no_alcanza_hunde_al_pais_antes_de_que_todas_cierren(mundo):
    _cerrar_todas(mundo, excepto=["02", "12"])
    _llenar(mundo.programa(), [(89_999, "si", "", False, False), (10_001, "no", "", False, False)])
    _poner(mundo.programa(), Estado.CERRADO)
    pais = _pais(mundo)
    assert (pais.veredicto.veredicto, pais.veredicto.definitivo) == ("NO CUMPLE", False)
    assert [r.programa.region_id for r in pais.de_que_depende] == ["02"]
    assert pais.de_que_depende[0].puntaje.mostrado == "89,99"


def test_lo_ya_perdido_hunde_aunque_falten_respuestas(mundo):
    _llenar(mundo.programa(), [(20_000, "no", "", False, False), (80_000, "", "", False, False)])
    _poner(mundo.programa(), Estado.RESULTADOS)
    pais = _pais(mundo)
    assert pais.veredicto.veredicto == "NO CUMPLE"
    (perdida,) = pais.de_que_depende
    assert (perdida.puntaje.resultado, perdida.puntaje.anticipado) == ("PENDIENTE", "PERDIDO")
    assert perdida.puntaje.rango == "entre 0,00 y 80,00"


def test_lo_validado_manda_sobre_lo_declarado(mundo):
    _llenar(mundo.programa(), [(100_000, "si", "no", False, False)])
    _poner(mundo.programa(), Estado.VALIDADO)
    (antofagasta,) = [r for r in _pais(mundo).regiones if r.programa.region_id == "02"]
    assert antofagasta.puntaje.resultado == Resultado.NO_CUMPLE


def test_la_region_que_no_compromete_no_cuenta_y_sin_ninguna_no_hay_veredicto(mundo):
    _cerrar_todas(mundo)
    _poner(mundo.programa(), Estado.APROBADO, no_compromete=True)
    pais = _pais(mundo)
    assert (pais.veredicto.veredicto, pais.veredicto.definitivo) == ("CUMPLE", True)
    for programa in ProgramaRegional.objects.filter(servicio=mundo.servicio):
        _poner(programa, Estado.APROBADO, no_compromete=True)
    pais = _pais(mundo)
    assert (pais.veredicto.veredicto, pais.veredicto.definitivo) == ("SIN COMPROMISO", True)
    assert pais.de_que_depende == ()


def test_una_enmienda_no_se_cuenta(mundo):
    _cerrar_todas(mundo)
    programa = mundo.programa()
    clon = ProgramaRegional.todos.create(
        servicio=programa.servicio,
        periodo=programa.periodo,
        region=programa.region,
        formulario="III.1",
        enmienda_de=programa,
        enmienda_numero=1,
    )
    _llenar(clon, [(100_000, "no", "", False, False)])
    assert _pais(mundo).veredicto.veredicto == "CUMPLE"


def test_cada_servicio_tiene_su_veredicto(mundo):
    _cerrar_todas(mundo)
    assert _pais(mundo).veredicto.veredicto == "CUMPLE"
    assert _pais(mundo, mundo.otro).veredicto.veredicto == "PENDIENTE"
    assert [n.formulario.codigo for n in nacionales(servicio=mundo.servicio, periodo=mundo.periodo)] == [
        f.codigo for f in catalogo.instalados() if f.puntua
    ]


def test_el_informe_es_el_del_programa_de_puntaje(mundo):
    _cerrar_todas(mundo, excepto=["02"])
    informe = _pais(mundo).informe(mundo.periodo.umbral)
    assert informe["umbral"] == "90"
    assert informe["veredicto"] == "PENDIENTE"
    assert [p["region"] for p in informe["programas"]][:3] == ["15", "01", "02"]
    assert [p["resultado"] for p in informe["programas"]].count("CUMPLE") == 14


@pytest.mark.parametrize("regiones", [2, 15])
def test_dos_consultas_por_muchas_regiones_que_sean(mundo, django_assert_num_queries, regiones):
    codigos = list(mundo.periodo.regiones.values_list("pk", flat=True))[:regiones]
    programas = ProgramaRegional.objects.filter(region__in=codigos, formulario="III.1")
    for programa in programas:
        _llenar(programa, [(10_000, "si", "", False, False)] * 10)
    with django_assert_num_queries(2):
        assert len(resultados(programas)) == 2 * regiones
