"""What Ana does with the lines of her programme, one verb at a time."""

import pytest

from gestion_territorial.auditoria.registro import faltas
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN
from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia, Indicador, Objetivo
from gestion_territorial.flujo import copia, edicion, errores, evidencias
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import hallazgos

from ..escenas import DEL_PROGRAMA, FILA, foto, llevar


class Ana:
    """Ana at her programme: `ana.mover(fila, abajo=True)` is `edicion.mover` with her post."""

    def __init__(self, mundo):
        self.mundo = mundo
        self.datos = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}

    def __getattr__(self, verbo):
        def hacer(compromiso=None, **mas):
            cual = {} if compromiso is None else {"compromiso_id": compromiso}
            return getattr(copia if verbo == "confirmar" else edicion, verbo)(**self.datos, **cual, **mas)

        return hacer

    def guardar(self, fila, nivel="compromiso", **textos):
        leida = Compromiso.objects.select_related("indicador__objetivo").get(pk=fila)
        de = {"compromiso": leida, "indicador": leida.indicador, "objetivo": leida.indicador.objetivo}[nivel]
        cambios = {(nivel, campo): (getattr(de, campo, ""), texto) for campo, texto in textos.items()}
        return self.guardar_linea(fila, cambios=cambios, ediciones={})

    def modalidad(self, modalidad):
        self.guardar_cabecera(cambios={"modalidad": (self.mundo.programa().modalidad, modalidad)})

    def anticipar(self, fila, texto):
        """As an import writes it: no screen does."""
        Indicador.objects.filter(compromisos=fila).update(resultado_anticipado=texto)

    @property
    def filas(self):
        return datos.leer(self.mundo.programa()).filas

    @property
    def ids(self):
        return [f.compromiso.id for f in self.filas]


@pytest.fixture
def ana(mundo):
    return Ana(mundo)


@pytest.fixture
def tres(mundo):
    """Two lines under one objective and a third under another."""
    return mundo.escribir()


def test_agregar_arriba_abajo_y_al_final(ana, tres):
    uno, dos, tercera = tres
    arriba = ana.agregar(junto_a=uno, antes=True)["compromiso"]
    abajo = ana.agregar(junto_a=uno)["compromiso"]
    final = ana.agregar()["compromiso"]
    assert ana.ids == [arriba, uno, abajo, dos, tercera, final]
    objetivos = [f.objetivo.texto if f.objetivo else None for f in ana.filas]
    assert objetivos == [None, *["Prevenir la violencia"] * 3, "Difundir derechos", None]


def test_duplicar_copia_lo_comprometido_y_no_lo_respondido(ana, tres):
    uno, dos, tercera = tres
    Compromiso.objects.filter(pk=uno).update(
        cumple="si", cumple_validado="no", motivo_validacion="x", actividades="- a"
    )
    ana.anticipar(uno, "3 redes")
    copia = ana.duplicar(uno)["compromiso"]
    assert ana.ids == [uno, copia, dos, tercera]
    original, nueva = (Compromiso.objects.select_related("indicador").get(pk=pk) for pk in (uno, copia))
    for campo in ("texto", "actividades", "unidad", "verificacion", "ponderacion_texto", "ponderacion_milesimas"):
        assert getattr(nueva, campo) == getattr(original, campo) != ""
    assert (nueva.cumple, nueva.cumple_validado, nueva.motivo_validacion) == ("", "", "")
    assert nueva.indicador_id != original.indicador_id
    assert nueva.indicador.objetivo_id == original.indicador.objetivo_id
    assert (nueva.indicador.texto, nueva.indicador.resultado_anticipado) == (original.indicador.texto, "3 redes")
    ana.guardar(copia, "indicador", texto="Otro indicador")
    assert Indicador.objects.get(pk=original.indicador_id).texto == "Redes asesoradas"


def test_mover_de_a_un_lugar_y_quieta_en_los_bordes(ana, tres):
    uno, dos, tercera = tres
    ana.mover(tercera, abajo=False)  # across the border of the first objective
    assert ana.ids == [uno, tercera, dos]
    ana.mover(tercera, abajo=False)
    assert ana.ids == [tercera, uno, dos]
    antes = foto()
    ana.mover(tercera, abajo=False)
    ana.mover(dos, abajo=True)
    assert foto() == antes
    ana.mover(tercera, abajo=True)
    ana.mover(tercera, abajo=True)
    assert ana.ids == tres
    objetivos = {f.compromiso.id: f.objetivo.texto for f in ana.filas}
    assert objetivos == {uno: "Prevenir la violencia", dos: "Prevenir la violencia", tercera: "Difundir derechos"}


def test_mover_una_actividad_dentro_de_su_indicador_y_luego_el_indicador_entero(ana, tres):
    uno, dos, tercera = tres
    ana.modalidad("ACTIVIDADES")
    a = ana.agregar_actividad(uno)["compromiso"]
    b = ana.agregar_actividad(a)["compromiso"]
    assert ana.ids == [uno, a, b, dos, tercera]
    ana.mover(uno, abajo=True)
    assert ana.ids == [a, uno, b, dos, tercera]
    ana.mover(b, abajo=False)
    assert ana.ids == [a, b, uno, dos, tercera]
    ana.mover(uno, abajo=True)  # the last of its indicator: all of it goes down
    assert ana.ids == [dos, a, b, uno, tercera]
    assert [f.abre_indicador for f in ana.filas] == [1, 3, 0, 0, 1]


def test_insertar_treinta_veces_en_el_mismo_lugar_renumera_y_no_pierde_nada(ana, tres):
    uno, dos, tercera = tres
    puestas = [ana.agregar(junto_a=uno)["compromiso"] for _ in range(30)]
    assert ana.ids == [uno, *reversed(puestas), dos, tercera]
    arriba = [ana.agregar(junto_a=tercera, antes=True)["compromiso"] for _ in range(30)]
    assert ana.ids == [uno, *reversed(puestas), dos, *arriba, tercera]
    ordenes = [f.indicador.orden for f in ana.filas]
    assert ordenes == sorted(set(ordenes))
    assert list(faltas()) == []


def test_lo_eliminado_vuelve_a_su_lugar_aunque_se_haya_renumerado(ana, tres):
    uno, dos, tercera = tres
    ana.eliminar(dos)
    puestas = [ana.agregar(junto_a=uno)["compromiso"] for _ in range(15)]
    ana.restaurar(dos)
    ids = ana.ids
    assert dos in ids[1:-1]  # between the same two neighbours
    assert [i for i in ids if i != dos] == [uno, *reversed(puestas), tercera]


def test_la_ultima_eliminada_vuelve_a_ser_la_ultima(ana, tres):
    uno, dos, tercera = tres
    ana.eliminar(tercera)
    puestas = [ana.agregar(junto_a=uno)["compromiso"] for _ in range(15)]
    ana.restaurar(tercera)
    assert ana.ids == [uno, *reversed(puestas), dos, tercera]


def test_treinta_actividades_en_el_mismo_lugar(ana, tres):
    ana.modalidad("ACTIVIDADES")
    puestas = [ana.agregar_actividad(tres[0])["compromiso"] for _ in range(30)]
    assert ana.ids == [tres[0], *reversed(puestas), *tres[1:]]
    assert {c.unidad for c in Compromiso.objects.filter(pk__in=puestas)} == {"Dirección Regional"}


def test_el_mismo_objetivo_que_la_fila_anterior(ana, tres):
    uno, _, tercera = tres
    ana.mismo_objetivo(tercera)
    assert [f.abre_objetivo for f in ana.filas] == [3, 0, 0]
    antes = foto()
    ana.mismo_objetivo(tercera)
    assert foto() == antes
    with pytest.raises(errores.EstadoIncorrecto, match="fila anterior no tiene objetivo"):
        ana.mismo_objetivo(uno)
    assert foto() == antes


def test_la_fila_anterior_de_una_segunda_actividad_es_la_del_indicador_de_arriba(ana, tres):
    ana.modalidad("ACTIVIDADES")
    segunda = ana.agregar_actividad(tres[2])["compromiso"]
    ana.mismo_objetivo(segunda)
    assert {f.objetivo.texto for f in ana.filas} == {"Prevenir la violencia"}


def test_un_objetivo_propio_con_las_mismas_palabras(ana, tres):
    dos = tres[1]
    ana.objetivo_propio(dos)
    assert [f.abre_objetivo for f in ana.filas] == [1, 1, 1]
    ana.guardar(dos, "objetivo", texto="Solo de la segunda")
    assert [f.objetivo.texto for f in ana.filas] == ["Prevenir la violencia", "Solo de la segunda", "Difundir derechos"]
    huerfana = ana.agregar()["compromiso"]
    ana.objetivo_propio(huerfana)
    assert Objetivo.objects.get(indicadores__compromisos=huerfana).texto == ""


class TestUnir:
    """The mend of O-ORPHAN: in the real programme the first line of III.2 lost its objective to a page break."""

    @pytest.fixture
    def huerfana(self, ana, tres):
        huerfana = ana.agregar(junto_a=tres[0], antes=True)["compromiso"]
        ana.guardar(
            huerfana,
            texto="Comisión operando",
            actividades="- Reunirse\n- Acordar",
            unidad="Directora Regional",
            verificacion="Planes de trabajo",
        )
        return huerfana

    def test_sus_palabras_pasan_a_la_fila_siguiente_y_la_fila_sale(self, ana, tres, huerfana):
        ana.guardar(tres[0], actividades="- Asesorar")
        assert ana.unir_con_siguiente(huerfana)["compromiso"] == tres[0]
        unida = Compromiso.objects.get(pk=tres[0])
        assert ana.ids == tres
        assert unida.actividades == "Comisión operando\nReunirse\nAcordar\n- Asesorar"
        assert unida.verificacion == "Planes de trabajo\nInforme anual"
        assert unida.unidad == "Dirección Regional\nDirectora Regional"
        assert (unida.texto, unida.ponderacion_texto) == ("3 redes", "40")
        assert "O-ORPHAN" not in _codigos(ana)
        ana.restaurar(huerfana)  # nothing was lost: it can come back as it was
        assert Compromiso.objects.get(pk=huerfana).actividades == "- Reunirse\n- Acordar"

    def test_la_misma_unidad_no_se_repite(self, ana, tres, huerfana):
        ana.guardar(huerfana, unidad="Dirección Regional ")
        ana.unir_con_siguiente(huerfana)
        assert Compromiso.objects.get(pk=tres[0]).unidad == "Dirección Regional"

    def test_en_actividades_pasa_entera_con_su_verificacion(self, ana, tres, huerfana):
        ana.modalidad("ACTIVIDADES")
        ana.unir_con_siguiente(huerfana)
        assert ana.ids == [huerfana, *tres]
        linea = ana.filas[0]
        assert (linea.abre_indicador, linea.indicador.texto) == (2, "Redes asesoradas")
        assert (linea.compromiso.unidad, linea.compromiso.verificacion) == ("Directora Regional", "Planes de trabajo")
        assert "O-ORPHAN" not in _codigos(ana)

    def test_de_una_huerfana_con_dos_actividades_pasa_la_elegida_al_indicador_siguiente(self, ana, tres, huerfana):
        ana.modalidad("ACTIVIDADES")
        otra = ana.agregar_actividad(huerfana)["compromiso"]
        ana.unir_con_siguiente(huerfana)
        assert ana.ids == [otra, huerfana, *tres]
        assert [f.abre_indicador for f in ana.filas][:3] == [1, 2, 0]

    def test_lo_que_se_perderia_se_nombra_y_no_se_une(self, ana, tres, huerfana):
        ana.guardar(huerfana, ponderacion_texto="5")
        ana.guardar(huerfana, "indicador", texto="Comisiones")
        antes = foto()
        with pytest.raises(errores.EstadoIncorrecto, match="la ponderación y el indicador"):
            ana.unir_con_siguiente(huerfana)
        ana.anticipar(huerfana, "ya")
        with pytest.raises(errores.EstadoIncorrecto, match="y un resultado"):
            ana.unir_con_siguiente(huerfana)
        ana.anticipar(huerfana, "")
        assert foto() == antes

    def test_solo_una_huerfana_y_no_la_ultima(self, ana, tres, huerfana):
        with pytest.raises(errores.EstadoIncorrecto, match="sin objetivo"):
            ana.unir_con_siguiente(tres[0])
        ultima = ana.agregar()["compromiso"]
        with pytest.raises(errores.EstadoIncorrecto, match="No hay una fila siguiente"):
            ana.unir_con_siguiente(ultima)

    def test_si_juntas_no_caben_no_se_une(self, ana, tres, huerfana):
        ana.guardar(huerfana, actividades="x" * 10_000)
        ana.guardar(tres[0], actividades="y" * 10_000)
        antes = foto()
        with pytest.raises(errores.DatoInvalido, match="máximo"):
            ana.unir_con_siguiente(huerfana)
        assert foto() == antes


def test_separar_cada_linea_en_una_actividad(ana, tres):
    ana.modalidad("ACTIVIDADES")
    uno = tres[0]
    ana.guardar(uno, texto="- Reunirse\n\n• Acordar", actividades="Sesionar\n  - Informar  ")
    ana.separar_actividades(uno)
    propias = [f.compromiso for f in ana.filas if f.indicador.texto == "Redes asesoradas"]
    assert [c.texto for c in propias] == ["Reunirse", "Acordar", "Sesionar", "Informar"]
    assert propias[0].id == uno
    assert {(c.unidad, c.verificacion, c.actividades) for c in propias} == {("Dirección Regional", "Informe anual", "")}
    assert ana.ids[-2:] == tres[1:]
    vacia = ana.agregar()["compromiso"]
    with pytest.raises(errores.EstadoIncorrecto, match="No hay actividades"):
        ana.separar_actividades(vacia)


@pytest.mark.parametrize("verbo", ["agregar_actividad", "separar_actividades", "quitar_ponderaciones"])
def test_lo_que_es_de_actividades_no_se_hace_en_metas(ana, tres, verbo):
    """A colleague changed the modality meanwhile: the old page's button must not take a hundred weights away."""
    antes = foto()
    with pytest.raises(errores.EstadoIncorrecto, match=r"modalidad de (metas|actividades)"):
        getattr(ana, verbo)(*([] if verbo == "quitar_ponderaciones" else [tres[0]]))
    assert foto() == antes


def test_quitar_las_ponderaciones_en_actividades(ana, tres):
    ana.modalidad("ACTIVIDADES")
    assert "M-MIX" in _codigos(ana)
    ana.quitar_ponderaciones()
    assert "M-MIX" not in _codigos(ana)
    assert {(c.ponderacion_texto, c.ponderacion_milesimas) for c in Compromiso.objects.all()} == {("", None)}


def test_cambiar_de_modalidad_no_borra_nada(ana, tres):
    antes = [vars(f.compromiso) for f in ana.filas]
    ana.modalidad("ACTIVIDADES")
    ana.modalidad("METAS")
    assert [vars(f.compromiso) for f in ana.filas] == antes


def test_el_resultado_anticipado_pasa_a_la_meta_o_al_resultado(ana, mundo, tres):
    uno, dos, _ = tres
    for fila in (uno, dos):
        ana.anticipar(fila, "2 redes ya activas")
    with pytest.raises(errores.DatoInvalido) as rechazo:
        ana.mover_anticipado(uno, destino="otra")
    assert rechazo.value.campo == "destino"
    with pytest.raises(errores.EstadoIncorrecto):
        ana.mover_anticipado(dos, destino="resultado")
    ana.mover_anticipado(uno, destino="meta")
    assert Compromiso.objects.get(pk=uno).texto == "3 redes\n2 redes ya activas"
    assert Indicador.objects.get(compromisos=uno).resultado_anticipado == ""
    with pytest.raises(errores.EstadoIncorrecto, match="no tiene un resultado anticipado"):
        ana.mover_anticipado(uno, destino="meta")
    for paso, quien in (
        ("enviar", "diego"),
        ("abrir-revision", "rosa"),
        ("aprobar", "rosa"),
        ("abrir-resultados", "rosa"),
    ):
        mundo.dar(paso, quien)
    ana.mover_anticipado(dos, destino="resultado")
    indicador = Indicador.objects.get(compromisos=dos)
    assert (indicador.resultado_anual, indicador.resultado_anticipado) == ("2 redes ya activas", "")


def test_la_evidencia_se_anota_y_se_quita(ana, mundo):
    (fila,) = llevar(mundo, Estado.RESULTADOS)
    for vacia in ("", "  \n"):
        with pytest.raises(errores.DatoInvalido):
            ana.agregar_evidencia(fila, referencia=vacia)
    segunda = ana.agregar_evidencia(fila, referencia="  Oficio 7 <b>\r\n=1+1 ")["evidencia"]
    assert [e.referencia for e in ana.filas[0].evidencias] == ["Carpeta 12, oficio 3", "Oficio 7 <b>\n=1+1"]
    evidencias.quitar(evidencia_id=segunda, **ana.datos)
    assert len(ana.filas[0].evidencias) == 1
    assert Evidencia.objects.get(pk=segunda).eliminada_en is not None
    with pytest.raises(errores.NoExiste):
        evidencias.quitar(evidencia_id=segunda, **ana.datos)
    mundo.dar("enviar-resultados", "diego")
    with pytest.raises(errores.EstadoIncorrecto):
        ana.agregar_evidencia(fila, referencia="Tarde")


def test_confirmar_una_fila_copiada(ana, tres):
    Compromiso.objects.filter(pk=tres[0]).update(por_confirmar=True)
    assert "W-COPY" in _codigos(ana)
    ana.confirmar(tres[0])
    assert "W-COPY" not in _codigos(ana)
    antes = foto()
    ana.confirmar(tres[0])
    assert foto() == antes


@pytest.mark.parametrize("estado", [e for e in DEL_PROGRAMA if e not in (Estado.BORRADOR, Estado.OBSERVADO)])
def test_congelado_ningun_verbo_de_lineas_escribe(ana, mundo, estado):
    (fila,) = llevar(mundo, estado)
    antes = foto()
    verbos = {
        "agregar": lambda: ana.agregar(),
        "agregar_actividad": lambda: ana.agregar_actividad(fila),
        "duplicar": lambda: ana.duplicar(fila),
        "mover": lambda: ana.mover(fila, abajo=True),
        "eliminar": lambda: ana.eliminar(fila),
        "restaurar": lambda: ana.restaurar(fila),
        "mismo_objetivo": lambda: ana.mismo_objetivo(fila),
        "objetivo_propio": lambda: ana.objetivo_propio(fila),
        "unir_con_siguiente": lambda: ana.unir_con_siguiente(fila),
        "separar_actividades": lambda: ana.separar_actividades(fila),
        "confirmar": lambda: ana.confirmar(fila),
        "mover_anticipado": lambda: ana.mover_anticipado(fila, destino="meta"),
        "ponderar": lambda: ana.ponderar(cual="proporcional", edicion=mundo.programa().edicion),
        "quitar_ponderaciones": lambda: ana.quitar_ponderaciones(),
        "guardar_linea": lambda: ana.guardar(fila, unidad="Otra"),
        "guardar_cabecera": lambda: ana.modalidad("ACTIVIDADES"),
    }
    for nombre, verbo in verbos.items():
        with pytest.raises(errores.EstadoIncorrecto):
            verbo()
        assert foto() == antes, nombre


def _codigos(ana):
    return {h.codigo for h in hallazgos(catalogo.formulario("III.1"), datos.leer(ana.mundo.programa()))}


def test_los_huecos_son_amplios(ana, tres):
    assert [f.indicador.orden for f in ana.filas] == [PASO_DE_ORDEN * n for n in (1, 2, 3)]
    assert FILA["ponderacion"] == "100"
