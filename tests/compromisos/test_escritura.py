"""The one writer: fields merge, true collisions give both texts, nothing is overwritten and nothing written twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import faltas, leer
from gestion_territorial.compromisos.escritura import Choque, escribiendo
from gestion_territorial.compromisos.models import (
    Compromiso,
    Objetivo,
    ProgramaRegional,
    actor_de,
)
from gestion_territorial.flujo import edicion, errores

from ..escenas import FILA, foto, llevar


@pytest.fixture
def fila(mundo):
    (fila,) = mundo.escribir(filas=[FILA])
    return fila


def _guardar(mundo, fila, quien="ana", ediciones=None, region="02", **cambios):
    """Save fields of the commitment: campo=(read, written)."""
    return edicion.guardar_linea(
        programa_id=mundo.programa(region).pk,
        cargo=mundo.cargo(quien),
        compromiso_id=fila,
        cambios={("compromiso", campo): par for campo, par in cambios.items()},
        ediciones=ediciones or {},
    )


def test_dos_personas_en_campos_distintos_de_la_misma_fila_se_mezclan(mundo, fila):
    """Both had read edicion 2: Ana changes the unit, Diego the verification; neither loses a letter."""
    leida = Compromiso.objects.get(pk=fila)
    _guardar(mundo, fila, "ana", {"compromiso": leida.edicion}, unidad=(leida.unidad, "Gabinete"))
    respuesta = _guardar(
        mundo,
        fila,
        "diego",
        {"compromiso": leida.edicion},
        unidad=(leida.unidad, leida.unidad),  # what he did not touch never overwrites
        verificacion=(leida.verificacion, "Lista de asistencia"),
    )
    guardada = Compromiso.objects.get(pk=fila)
    assert (guardada.unidad, guardada.verificacion) == ("Gabinete", "Lista de asistencia")
    assert guardada.edicion == leida.edicion + 2 == respuesta["ediciones"]["compromiso"]


def test_el_mismo_texto_de_los_dos_lados_no_es_un_choque(mundo, fila):
    leida = Compromiso.objects.get(pk=fila)
    _guardar(mundo, fila, "ana", unidad=(leida.unidad, "Gabinete"))
    antes = foto()
    _guardar(mundo, fila, "diego", unidad=(leida.unidad, "Gabinete"))
    assert foto() == antes


def test_un_choque_devuelve_los_dos_textos_y_quien_y_cuando(mundo, fila):
    leida = Compromiso.objects.get(pk=fila)
    _guardar(mundo, fila, "ana", unidad=(leida.unidad, "Gabinete"))
    # Later saves of other fields are not who wrote this one.
    _guardar(mundo, fila, "diego", verificacion=(leida.verificacion, "Actas"))
    antes = foto()
    with pytest.raises(Choque) as choque:
        _guardar(
            mundo,
            fila,
            "diego",
            {"compromiso": leida.edicion},
            unidad=(leida.unidad, "Asesoría"),
            actividades=("", "- Una que sí cabría"),
        )
    (colision,) = choque.value.colisiones
    assert (colision.campo, colision.antes, colision.mio, colision.guardado) == (
        "unidad",
        leida.unidad,
        "Asesoría",
        "Gabinete",
    )
    assert choque.value.quien == "Ana"
    assert timedelta() <= timezone.now() - choque.value.cuando < timedelta(minutes=1)
    assert choque.value.fila.edicion == leida.edicion + 2
    assert foto() == antes  # not even the field that would have fitted


def test_quien_guardo_se_halla_aunque_despues_se_guarde_cien_veces(mundo, fila):
    leida = Compromiso.objects.get(pk=fila)
    _guardar(mundo, fila, "ana", unidad=(leida.unidad, "Gabinete"))
    texto = leida.verificacion
    for n in range(60):
        _guardar(mundo, fila, "diego", verificacion=(texto, texto := f"Acta {n}"))
    with pytest.raises(Choque) as choque:
        _guardar(mundo, fila, "diego", unidad=(leida.unidad, "Asesoría"))
    assert choque.value.quien == "Ana"


def test_el_choque_de_la_cabecera_dice_quien_aunque_las_filas_se_muevan(mundo, fila):
    datos_ = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    edicion.guardar_cabecera(cambios={"autoridad": ("", "Directora Regional")}, **datos_)
    texto = Compromiso.objects.get(pk=fila).unidad
    for n in range(60):
        _guardar(mundo, fila, "diego", unidad=(texto, texto := f"Unidad {n}"))
    with pytest.raises(Choque) as choque:
        edicion.guardar_cabecera(
            cambios={"autoridad": ("", "Seremi")}, programa_id=mundo.programa().pk, cargo=mundo.cargo("diego")
        )
    assert (choque.value.quien, choque.value.colisiones[0].guardado) == ("Ana", "Directora Regional")
    edicion.guardar_cabecera(cambios={"modalidad": ("METAS", "ACTIVIDADES"), "autoridad": ("", "")}, **datos_)
    programa = mundo.programa()
    assert (programa.modalidad, programa.autoridad) == ("ACTIVIDADES", "Directora Regional")


@pytest.mark.parametrize("modalidad", ["", "OTRA", "metas"])
def test_no_hay_otra_modalidad(mundo, fila, modalidad):
    antes = foto()
    with pytest.raises(errores.DatoInvalido):
        edicion.guardar_cabecera(
            programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), cambios={"modalidad": ("METAS", modalidad)}
        )
    assert foto() == antes


def test_guardar_lo_mismo_no_escribe_nada(mundo, fila):
    guardada = Compromiso.objects.select_related("indicador__objetivo").get(pk=fila)
    antes = foto()
    edicion.guardar_linea(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("ana"),
        compromiso_id=fila,
        cambios={
            ("objetivo", "texto"): ("lo que fuera", guardada.indicador.objetivo.texto),
            ("indicador", "texto"): (guardada.indicador.texto, guardada.indicador.texto),
            ("compromiso", "unidad"): (guardada.unidad, guardada.unidad),
        },
        ediciones={},
    )
    edicion.guardar_cabecera(
        programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), cambios={"modalidad": ("METAS", "METAS")}
    )
    assert foto() == antes


def test_los_saltos_de_linea_del_navegador_no_son_un_cambio(mundo, fila):
    leida = Compromiso.objects.get(pk=fila).actividades
    _guardar(mundo, fila, actividades=(leida, "una\r\ndos"))
    antes = foto()
    _guardar(mundo, fila, actividades=("una\r\ndos", "una\r\ndos"))
    _guardar(mundo, fila, actividades=("una\ndos", "una\r\ndos"))
    assert foto() == antes


def test_el_objetivo_compartido_por_dos_filas_lo_guardan_dos_personas(mundo):
    uno, dos = mundo.escribir(filas=[FILA, FILA | {"indicador": "Charlas"}])
    objetivo = Objetivo.objects.get(indicadores__compromisos=uno)
    assert objetivo == Objetivo.objects.get(indicadores__compromisos=dos)

    def de(quien, fila, texto):
        edicion.guardar_linea(
            programa_id=mundo.programa().pk,
            cargo=mundo.cargo(quien),
            compromiso_id=fila,
            cambios={("objetivo", "texto"): (objetivo.texto, texto)},
            ediciones={"objetivo": objetivo.edicion},
        )

    de("ana", uno, "Difundir todos los derechos")
    antes = foto()
    with pytest.raises(Choque) as choque:
        de("diego", dos, "Difundir los derechos de todas")
    assert (choque.value.quien, choque.value.colisiones[0].guardado) == ("Ana", "Difundir todos los derechos")
    assert foto() == antes


def test_dos_personas_escriben_el_objetivo_de_una_fila_que_no_tenia(mundo):
    fila = edicion.agregar(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"))["compromiso"]

    def de(quien, texto):
        edicion.guardar_linea(
            programa_id=mundo.programa().pk,
            cargo=mundo.cargo(quien),
            compromiso_id=fila,
            cambios={("objetivo", "texto"): ("", texto), ("compromiso", "texto"): ("", "")},
            ediciones={"objetivo": 0},
        )

    de("ana", "  ")  # blanks make no objective
    assert not Objetivo.objects.exists()
    de("ana", "Prevenir")
    with pytest.raises(Choque) as choque:
        de("diego", "Difundir")
    assert (choque.value.quien, choque.value.colisiones[0].guardado) == ("Ana", "Prevenir")
    assert Objetivo.objects.count() == 1


def test_la_fila_cambio_de_objetivo_mientras_otra_persona_lo_corregia(mundo):
    """Diego had read «A»; meanwhile the line hangs from an objective of its own, with other words: both come back."""
    uno, dos = mundo.escribir(filas=[FILA, FILA | {"indicador": "Charlas"}])
    datos_ = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana"), "compromiso_id": dos}
    edicion.objetivo_propio(**datos_)
    edicion.guardar_linea(cambios={("objetivo", "texto"): (FILA["objetivo"], "Otro objetivo")}, ediciones={}, **datos_)
    with pytest.raises(Choque) as choque:
        edicion.guardar_linea(
            cambios={("objetivo", "texto"): (FILA["objetivo"], "Difundir más")},
            ediciones={},
            **datos_ | {"cargo": mundo.cargo("diego")},
        )
    assert choque.value.colisiones[0].guardado == "Otro objetivo"
    assert Objetivo.objects.get(indicadores__compromisos=uno).texto == FILA["objetivo"]


@pytest.mark.parametrize("respuesta", ["sí", "SI", "quizás", "1", "si ", "None"])
def test_la_respuesta_es_si_no_o_nada(mundo, respuesta):
    (fila,) = llevar(mundo, "resultados")
    antes = foto()
    with pytest.raises(errores.DatoInvalido) as rechazo:
        edicion.guardar_linea(
            programa_id=mundo.programa().pk,
            cargo=mundo.cargo("ana"),
            compromiso_id=fila,
            cambios={("compromiso", "cumple"): ("si", respuesta)},
            ediciones={},
            derecho="escribir-resultados",
        )
    assert rechazo.value.campo == "cumple"
    assert foto() == antes


def test_lo_que_falla_a_mitad_no_deja_nada(mundo, fila):
    antes = foto()
    with pytest.raises(ZeroDivisionError):
        _escribir_y_caer(mundo, fila)
    assert foto() == antes


def _escribir_y_caer(mundo, fila):
    with escribiendo(mundo.programa().pk, actor=actor_de(mundo.cargo("ana"))) as escritura:
        escritura.guardar_fila(Compromiso, fila, cambios={"unidad": (None, "A medias")})
        escritura.cortar_version("a medias")
        1 / 0  # noqa: B018


def test_cada_cambio_esta_en_el_registro_campo_por_campo(mundo, fila):
    Registro.objects.filter(fila_id=fila)
    leida = Compromiso.objects.get(pk=fila)
    _guardar(mundo, fila, unidad=(leida.unidad, "Gabinete"), verificacion=(leida.verificacion, "Actas"))
    ultima = Registro.objects.order_by("pk").last()
    contenido = leer(ultima)
    assert contenido["cambios"] == {"unidad": [leida.unidad, "Gabinete"], "verificacion": ["Informe anual", "Actas"]}
    assert contenido["datos"] == {"edicion": leida.edicion + 1}
    assert (ultima.actor_nombre, ultima.actor_cargo) == ("Ana", "Formulador/a regional · SERNAM · Antofagasta")
    programa = mundo.programa()
    assert (ultima.edicion, ultima.tabla, ultima.fila_id) == (programa.edicion, "compromisos.compromiso", fila)
    assert ultima.cadena == "SERNAM/2009/02"
    assert list(faltas()) == []


def test_un_compromiso_anulado_no_se_edita(mundo, fila):
    Compromiso.objects.filter(pk=fila).update(anulado=True)
    with pytest.raises(errores.EstadoIncorrecto, match="anulado"):
        _guardar(mundo, fila, unidad=("Dirección Regional", "X"))


def test_el_programa_que_no_existe(mundo):
    with pytest.raises(ProgramaRegional.DoesNotExist), escribiendo(10**9, actor=actor_de(mundo.cargo("ana"))):
        raise AssertionError("nothing to write in")
    with pytest.raises(errores.NoExiste):
        edicion.agregar(programa_id=10**9, cargo=mundo.cargo("ana"))
