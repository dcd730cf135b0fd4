"""What the paper says, whichever file it ends in: blocks, scores, versions, drafts."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gestion_territorial.compromisos.models import Compromiso, Indicador, Version
from gestion_territorial.documentos import documento
from gestion_territorial.flujo import periodos
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Region
from tests.documentos.papeles import llenar, peso, poner
from tests.flujo.test_cierre import de_oficio, vencer
from tests.mundo import FILAS

DOS = [{"objetivo": "O", "indicador": "I", "meta": "M", "ponderacion": p} for p in ("89,995", "10,005")]


def _nacional(mundo, periodo=None):
    return documento.nacional(mundo.servicio, periodo or mundo.periodo, catalogo.formulario("III.1"))


def _bloque(mundo, region="02", version=None):
    return documento.regional(mundo.programa(region), version).bloques[0]


def test_las_celdas_abarcan_los_tramos_del_formato(mundo):
    mundo.escribir()
    tabla = _bloque(mundo).tablas[0]
    assert [[c and (c.texto, c.filas) for c in fila[:2]] for fila in tabla.filas] == [
        [("Prevenir la violencia", 2), ("Redes asesoradas", 1)],
        [None, ("Centros en marcha", 1)],
        [("Difundir derechos", 1), ("Talleres", 1)],
    ]
    assert tabla.columnas[0].etiqueta == "Objetivos específicos (2)"
    assert tabla.grupos == (("Control de Resultados", 3), ("Control Operacional", 6))
    assert [c.texto for c in tabla.totales_impresos] == ["100,00", "", ""]


def test_antes_de_aprobar_es_borrador_y_la_cifra_es_simulacion(mundo):
    mundo.escribir()
    papel = documento.regional(mundo.programa())
    (bloque,) = papel.bloques
    assert papel.borrador
    assert bloque.uso.numero is None
    assert bloque.uso.avisos == ("Estado: borrador; aún no hay una versión aprobada.",)
    assert bloque.desempeno.valor == "entre 0,00 y 100,00"
    assert bloque.desempeno.detalle.startswith("Simulación, aún sin aprobar. PENDIENTE: 3 compromisos sin respuesta")
    assert papel.veredicto.valor == "Se informa a nivel nacional"


def test_lo_enviado_lleva_su_version_y_sigue_siendo_borrador(mundo):
    mundo.escribir()
    mundo.dar("enviar", "diego")
    uso = _bloque(mundo).uso
    assert (uso.nombre, uso.borrador) == ("Versión 1 (envío)", True)


def test_lo_aprobado_es_la_version_vigente(mundo):
    mundo.escribir()
    mundo.aprobar()
    papel, vigente = documento.regional(mundo.programa()), mundo.programa().vigente
    uso = papel.bloques[0].uso
    assert (uso.numero, uso.sha256, papel.borrador, papel.momento) == (2, vigente.sha256, False, vigente.creada_en)
    assert papel.bloques[0].desempeno.detalle == "PENDIENTE: 3 compromisos sin respuesta."


def test_una_respuesta_sin_enviar_lo_vuelve_borrador(mundo):
    ids = mundo.escribir()
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", None, None])
    uso = _bloque(mundo).uso
    assert (uso.numero, uso.borrador) == (None, True)
    assert uso.avisos == ("Contiene cambios que ninguna versión recoge. La versión vigente es la 2 (aprobación).",)


def test_los_resultados_enviados_son_borrador_hasta_que_se_validan(mundo):
    ids = mundo.escribir()
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", "si", "si"])
    mundo.dar("enviar-resultados", "diego")
    bloque = _bloque(mundo)
    assert (bloque.uso.numero, bloque.uso.borrador, bloque.desempeno.valor) == (3, True, "100,00")
    assert bloque.uso.avisos == (
        "Es la versión 3 (envío de resultados), aún sin validar. La versión vigente es la 2 (aprobación).",
    )
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("validar", "rosa")
    uso = _bloque(mundo).uso
    assert (uso.nombre, uso.borrador, uso.avisos) == ("Versión 4 (validación)", False, ())
    anterior = _bloque(mundo, version=mundo.programa().versiones.get(numero=2)).uso
    assert (anterior.borrador, anterior.avisos) == (False, ("La versión vigente es la 4 (validación).",))


def test_una_version_se_lee_de_su_json(mundo):
    mundo.escribir()
    mundo.aprobar()
    primera, vigente = mundo.programa().versiones.order_by("numero")
    Compromiso.objects.filter(programa=mundo.programa()).update(unidad="Otra unidad")
    antes = _bloque(mundo, version=vigente)
    assert {fila[4].texto for fila in antes.tablas[0].filas} == {"Dirección Regional"}
    assert (antes.uso.borrador, antes.uso.avisos) == (False, ())
    assert _bloque(mundo, version=primera).uso.avisos == (
        "La versión 1 se envió a revisión; no es una versión aprobada ni validada.",
    )


def test_la_version_de_otro_programa_se_rechaza(mundo):
    mundo.escribir()
    mundo.dar("enviar", "diego")
    with pytest.raises(ValueError, match="not of programme"):
        documento.regional(mundo.programa("07"), Version.objects.get())


def test_un_caracter_de_control_de_un_json_antiguo_se_reemplaza(mundo):
    mundo.escribir()
    mundo.dar("enviar", "diego")
    version = Version.objects.get()
    datos = json.loads(version.contenido)
    datos["tablas"]["compromisos.compromiso"][0]["unidad"] = "a\x0bb\ud800c\x00"
    datos["cabecera"]["autoridad"] = "Seremi\x07"
    version.contenido = json.dumps(datos)
    bloque = _bloque(mundo, version=version)
    assert bloque.tablas[0].filas[0][4].texto == "a\ufffdb\ufffdc\ufffd"
    assert bloque.autoridad == "Seremi\ufffd"


def test_un_resultado_anticipado_y_una_respuesta_corregida_llevan_su_nota(mundo):
    ids = mundo.escribir()
    Indicador.objects.filter(compromisos=ids[0]).update(resultado_anticipado="Ya hay 2 redes")
    Compromiso.objects.filter(pk=ids[1]).update(cumple="si", cumple_validado="no")
    filas = _bloque(mundo).tablas[0].filas
    assert filas[0][2].impreso == "Ya hay 2 redes\n(resultado anticipado)"
    assert filas[1][7].impreso == "no\n(la región respondió «sí»)"


def test_lo_anulado_se_tacha_y_no_suma(mundo):
    ids = mundo.escribir()
    Compromiso.objects.filter(pk=ids[2]).update(anulado=True)
    tabla = _bloque(mundo).tablas[0]
    assert [celda.anulada for celda in tabla.filas[2]] == [True] * 9
    assert not any(celda.anulada for fila in tabla.filas[:2] for celda in fila if celda)
    assert tabla.filas[2][3].impreso == "40 talleres\n(anulado por enmienda)"
    assert tabla.totales[6].texto == "70,00"


def test_el_objetivo_se_tacha_solo_si_todo_lo_suyo_se_anulo(mundo):
    ids = mundo.escribir()
    Compromiso.objects.filter(pk=ids[0]).update(anulado=True)
    tabla = _bloque(mundo).tablas[0]
    assert [celda.anulada for celda in tabla.filas[0][:3]] == [False, True, True]


def test_las_actividades_pesan_redondeado_y_suman_exacto(mundo):
    programa = poner(mundo.programa(), modalidad="ACTIVIDADES")
    llenar(programa, [{"texto": f"Actividad {n}", "cumple": "si" if n else ""} for n in range(3)])
    tabla = _bloque(mundo).tablas[0]
    assert [fila[6].texto for fila in tabla.filas] == ["33,33"] * 3
    assert [c.texto for c in tabla.totales_impresos] == ["100,00", "", "66,67"]


def test_el_total_ganado_nunca_se_redondea_hasta_el_umbral(mundo):
    programa = poner(mundo.programa(), modalidad="ACTIVIDADES")
    mundo.periodo.umbral_milesimas = 66_670
    mundo.periodo.save()
    llenar(programa, [{"texto": f"Actividad {n}", "cumple": "si" if n else "no"} for n in range(3)])
    bloque = _bloque(mundo)
    assert (bloque.tablas[0].totales[8].texto, bloque.desempeno.valor) == ("66,66", "66,66")


def test_una_ponderacion_ilegible_se_imprime_como_se_escribio(mundo):
    mundo.escribir(filas=[{**DOS[0], "ponderacion": "33,3333"}])
    celda = _bloque(mundo).tablas[0].filas[0][6]
    assert (celda.texto, celda.es_numero) == ("33,3333", False)


def test_sin_cien_no_se_evalua_y_se_dice_por_que(mundo):
    llenar(poner(mundo.programa()), [{"texto": "M", **peso("3,50")}, {"texto": "N", "ponderacion_texto": "mucho"}])
    linea = _bloque(mundo).desempeno
    assert linea.valor == "NO EVALUABLE"
    assert "suman 3,50 y deben sumar 100. 1 fila no tiene ponderación legible." in linea.detalle
    assert linea.resultado == "PENDIENTE", "before approval no other result counts"


def test_sin_filas_es_vacio(mundo):
    bloque = _bloque(mundo)
    assert (bloque.tablas[0].filas, bloque.tablas[0].totales) == ((), ())
    assert (bloque.desempeno.valor, bloque.desempeno.detalle) == ("VACIO", "El programa no tiene compromisos.")


def test_la_region_que_no_compromete_lo_dice_sin_filas(mundo):
    mundo.escribir()
    mundo.dar("no-compromete", "diego", motivo="Sin presupuesto")
    assert _bloque(mundo).avisos == (
        "La región declara que no compromete este programa; la declaración aún no está aprobada.",
    )
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("aprobar", "rosa")
    bloque = _bloque(mundo)
    assert bloque.avisos == ("La región no compromete este programa.",)
    assert bloque.tablas[0].filas == ()
    assert bloque.desempeno.valor == "SIN COMPROMISO"


def test_89_995_se_imprime_89_99(mundo):
    ids = mundo.escribir(filas=DOS)
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", "no"])
    bloque = _bloque(mundo)
    assert (bloque.desempeno.valor, bloque.desempeno.resultado) == ("89,99", "NO CUMPLE")
    assert [c.texto for c in bloque.tablas[0].totales_impresos] == ["100,00", "", "89,995"]


def test_el_pais_va_de_norte_a_sur_con_su_veredicto_al_final(mundo):
    ids = mundo.escribir(filas=DOS)
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", "no"])
    papel = _nacional(mundo)
    orden = {r.nombre: r.orden for r in Region.objects.all()}
    assert len(papel.bloques) == 15
    assert [orden[b.region] for b in papel.bloques] == sorted(orden[b.region] for b in papel.bloques)
    assert (papel.veredicto.valor, papel.veredicto.detalle) == (
        "NO CUMPLE",
        "No definitivo. No alcanzan 90 %: Antofagasta.",
    )
    assert papel.avisos == ("15 de 15 regiones no tienen una versión vigente de lo que se muestra.",)


def test_el_veredicto_definitivo_dice_que_lo_es(mundo):
    periodo = periodos.abrir(anio=2012, regiones=Region.objects.filter(pk="02"), ventanas={})
    programa = mundo.servicio.programas.get(periodo=periodo, formulario="III.1")
    llenar(programa, [{"texto": "M", "cumple": "si", **peso("100")}])
    version = Version.objects.create(
        programa=programa, numero=1, motivo="cierre", esquema=1, contenido="{}", sha256="0", creada_en="2013-01-02T00Z"
    )
    poner(programa, estado="cerrado", vigente=version)
    assert _nacional(mundo, periodo).veredicto.detalle == (
        "Definitivo. Todas las regiones que comprometen el programa alcanzan 90 % o más."
    )


def test_las_consultas_de_una_region_no_crecen_con_sus_filas(mundo):
    llenar(mundo.programa("02"), [{"texto": "M"} for _ in range(5)])
    llenar(mundo.programa("07"), [{"texto": "M"} for _ in range(60)])
    assert _consultas(lambda: documento.regional(mundo.programa("02"))) == _consultas(
        lambda: documento.regional(mundo.programa("07"))
    )


def test_las_consultas_del_pais_no_crecen_con_sus_regiones(mundo):
    corto = periodos.abrir(anio=2012, regiones=Region.objects.all()[:3], ventanas={})
    for programa in mundo.servicio.programas.all():
        llenar(programa, [{"texto": "M"}])
    tres, quince = (_consultas(lambda p=p: _nacional(mundo, p)) for p in (corto, mundo.periodo))
    assert tres == quince <= 10


@pytest.mark.django_db(transaction=True)
def test_se_lee_en_una_transaccion_propia_y_ya_cerrada(mundo):
    mundo.escribir()
    assert _nacional(mundo).bloques[2].tablas[0].filas
    assert not connection.in_atomic_block


def _consultas(hacer):
    with CaptureQueriesContext(connection) as hechas:
        hacer()
    return len(hechas)


@pytest.mark.parametrize("filas", [(), FILAS], ids=["vacío", "con filas"])
def test_lo_cerrado_sin_aprobarse_no_es_una_simulacion_ni_en_su_version_ni_en_el_pais(mundo, filas):
    mundo.escribir(filas=filas)
    vencer(mundo)
    de_oficio(mundo)
    bloques = [_bloque(mundo), _bloque(mundo, version=Version.objects.last())]
    bloques += [b for b in _nacional(mundo).bloques if b.codigo == "02"]
    assert len(bloques) == 3
    for bloque in bloques:
        linea = bloque.desempeno
        assert (linea.valor, linea.resultado, linea.signo) == ("NO CUMPLE", "NO CUMPLE", "✕")
        assert linea.detalle == "Se cerró de oficio y nunca se aprobó."
