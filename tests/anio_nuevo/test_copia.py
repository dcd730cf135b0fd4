"""Starting from last year: what comes along, what does not, what is told, and nothing done twice or by halves."""

import uuid

import pytest

from complementariedad.models import Instancia, ObjetivoInstancia
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import SISTEMA
from gestion_territorial.compromisos.contenido import leer
from gestion_territorial.compromisos.models import Compromiso
from gestion_territorial.flujo import acciones, copia, edicion, periodos
from gestion_territorial.flujo.errores import ContenidoCambiado, EstadoIncorrecto, Incompleto, NoAutorizado, NoExiste
from gestion_territorial.flujo.verificacion import verificar
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import hallazgos
from gestion_territorial.territorio.models import Region
from informacion_gore.models import Origen, PonderacionDeclarada
from informacion_gore.textos import OBJETIVOS_PLANIFICACION

from ..escenas import foto

PLANIFICACION, CONTROL = {"III.3": "planificacion"}, {"III.3": "control"}


def escrito(programa):
    """The words of each line, with which lines share objective and indicator."""
    return [
        (
            f.objetivo.texto if f.objetivo else None,
            f.indicador.texto,
            *(getattr(f.compromiso, c) for c in ("texto", "actividades", "unidad", "verificacion")),
            f.compromiso.ponderacion_texto,
            f.compromiso.ponderacion_milesimas,
            f.abre_objetivo,
            f.abre_indicador,
        )
        for f in leer(programa).filas
    ]


def codigos(programa):
    return [h.codigo for h in hallazgos(catalogo.formulario(programa.formulario), leer(programa))]


def test_ana_empieza_2010_con_lo_comprometido_en_2009(aprobado):
    """Answers and results of 2009, written after the approval, stay in 2009."""
    mundo, antes = aprobado.mundo, escrito(aprobado.programa(anio=2009))
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(aprobado.ids, ["si", "no", None])
    mundo.responder(aprobado.ids[2:], ["si"])
    mundo.dar("enviar-resultados", "diego")
    for paso in ("abrir-revision", "validar"):
        mundo.dar(paso, "rosa")

    hecho = aprobado.copiar()

    assert (hecho["anio"], hecho["filas"], hecho["perdidas"]) == (2009, 3, [])
    programa = aprobado.programa()
    assert escrito(programa) == antes
    contenido = leer(programa)
    assert [f.abre_objetivo for f in contenido.filas] == [2, 0, 1]
    for fila in contenido.filas:
        c = fila.compromiso
        assert (c.por_confirmar, c.cumple, c.cumple_validado, fila.evidencias) == (True, "", "", ())
        assert not fila.indicador.resultado_anual
        assert c.id not in aprobado.ids
    assert codigos(programa) == ["W-COPY"] * 3
    assert programa.edicion == 1
    assert verificar().faltas == []


def test_lo_copiado_no_se_envia_sin_confirmar(aprobado):
    aprobado.copiar()
    programa = aprobado.programa()
    with pytest.raises(Incompleto) as rechazo:
        acciones.dar("enviar", **aprobado.de(programa, "diego"))
    assert {h.codigo for h in rechazo.value.hallazgos} == {"W-COPY"}
    primera = leer(programa).filas[0].id
    copia.confirmar(compromiso_id=primera, **aprobado.de(programa))
    assert codigos(programa) == ["W-COPY"] * 2
    edicion_leida = aprobado.programa().edicion
    assert copia.confirmar_todas(edicion=edicion_leida, **aprobado.de(programa))["filas"] == 2
    acciones.dar("enviar", **aprobado.de(programa, "diego"))


def test_no_se_confirma_lo_que_no_se_leyo(aprobado):
    """Diego has the page open; Ana changes a goal; what he confirms would not be what he read."""
    aprobado.copiar()
    programa = aprobado.programa()
    fila = leer(programa).filas[1].id
    edicion.guardar_linea(
        compromiso_id=fila,
        cambios={("compromiso", "texto"): ("3 centros", "2 centros")},
        ediciones={},
        **aprobado.de(programa),
    )
    antes = foto()
    with pytest.raises(ContenidoCambiado) as rechazo:
        copia.confirmar_todas(edicion=programa.edicion, **aprobado.de(programa, "diego"))
    assert len(rechazo.value.entradas) == 1
    assert foto() == antes


def test_dos_veces_es_una(aprobado):
    operacion = uuid.uuid4()
    hecho = aprobado.copiar(operacion=operacion)
    antes = foto()
    assert aprobado.copiar(operacion=operacion) == hecho
    with pytest.raises(EstadoIncorrecto, match="ya tiene filas"):
        aprobado.copiar(operacion=uuid.uuid4())
    assert foto() == antes


def test_lo_registrado_dice_de_donde_vino(aprobado):
    aprobado.copiar()
    programa = aprobado.programa()
    version = aprobado.programa(anio=2009).vigente
    assert copia.copiado(programa)["desde"] == [version.numero, version.sha256]
    acciones_ = set(Registro.objects.filter(programa_id=programa.pk).values_list("accion", flat=True))
    assert acciones_ == {"copiar", copia.ACCION}


@pytest.mark.parametrize(
    ("caso", "frase"),
    [
        ("sin aprobar", "no tiene una versión aprobada"),
        ("no compromete", "no comprometió este programa"),
        ("con filas", "ya tiene filas"),
        ("primer año", "no tiene este programa en un período anterior"),
        ("enviado", "No se puede escribir"),
    ],
)
def test_cuando_no_se_puede_se_dice_y_nada_cambia(anios, caso, frase):
    mundo, programa = anios.mundo, anios.programa()
    if caso == "no compromete":
        mundo.dar("no-compromete", "diego", motivo="Traslado de sede")
        mundo.dar("abrir-revision", "rosa")
        mundo.dar("aprobar", "rosa")
    elif caso == "primer año":
        programa = anios.programa(anio=2009)
    elif caso != "sin aprobar":
        mundo.escribir()
        mundo.aprobar()
        if caso == "con filas":
            edicion.agregar(**anios.de(programa))
        else:
            acciones.dar("no-compromete", motivo="Traslado", **anios.de(programa, "diego"))
    antes = foto()
    with pytest.raises(EstadoIncorrecto, match=frase):
        copia.copiar_del_anio_anterior(**anios.de(programa))
    assert foto() == antes


def test_luis_no_copia_lo_de_antofagasta_ni_rosa_escribe(aprobado):
    antes = foto()
    for quien, error in (("luis", NoExiste), ("rosa", NoAutorizado), ("rufo", NoExiste)):
        with pytest.raises(error):
            aprobado.copiar(quien=quien)
    assert foto() == antes


def test_el_anulado_no_vuelve_y_se_dice(aprobado):
    """An annulled row of the version in force stays in its year."""
    Compromiso.objects.filter(pk=aprobado.ids[2]).update(anulado=True)
    programa = aprobado.programa(anio=2009)
    aprobado.mundo.dar("abrir-resultados", "rosa")
    aprobado.mundo.responder(aprobado.ids[:2], ["si", "si"])
    aprobado.mundo.dar("enviar-resultados", "diego")
    for paso in ("abrir-revision", "validar"):
        aprobado.mundo.dar(paso, "rosa")
    hecho = aprobado.copiar()
    assert (hecho["filas"], hecho["perdidas"]) == (2, ["Fila 3: una enmienda la anuló y no se copió."])
    assert len(leer(programa).filas) == 3


class TestTablasPropias:
    """The form's own tables come along, and what hangs from what still does."""

    def test_las_instancias_y_sus_enlaces(self, anios):
        viejo = anios.programa("III.2", anio=2009)
        una, otra = (
            anios.propia(viejo, "instancias", identificacion=nombre, problema="Coordinar", territorios="02101\n021")
            for nombre in ("Mesa rural", "Mesa urbana")
        )
        for n, instancia in ((0, otra), (1, una)):
            campos = {
                ("objetivo", "texto"): f"Objetivo {n}",
                ("indicador", "texto"): "Acuerdos",
                ("compromiso", "texto"): "2 acuerdos",
                ("compromiso", "unidad"): "Dirección",
                ("compromiso", "verificacion"): "Actas",
                ("compromiso", "ponderacion_texto"): "50",
            }
            anios.linea(viejo, campos, extras={"instancia": str(instancia)})
        anios.aprobar(viejo)

        assert anios.copiar("III.2")["perdidas"] == []

        nuevo = anios.programa("III.2")
        copiadas = list(Instancia.objects.filter(programa=nuevo).order_by("orden"))
        assert [(i.identificacion, i.territorios) for i in copiadas] == [
            ("Mesa rural", "02101\n021"),
            ("Mesa urbana", "02101\n021"),
        ]
        enlaces = ObjetivoInstancia.objects.filter(programa=nuevo).order_by("objetivo__orden")
        assert [e.instancia_id for e in enlaces] == [copiadas[1].pk, copiadas[0].pk]
        assert {e.objetivo.programa_id for e in enlaces} == {nuevo.pk}
        assert verificar().faltas == []

    def _informacion(self, anios, formato_nuevo):
        for anio, formatos in ((2009, PLANIFICACION), (2010, formato_nuevo)):
            periodos.modificar(anio=anio, actor=SISTEMA, motivo="Cambia el formato", formatos=formatos)
        viejo = anios.programa("III.3", anio=2009)
        anios.propia(viejo, "origen", tipo="acuerdo", fecha="15-01-2009", interes="oferta", ponderacion_texto="3")
        for objetivo in OBJETIVOS_PLANIFICACION[:2]:
            anterior = None
            for texto in ("Acordar", "Entregar"):
                campos = {("compromiso", c): v for c, v in (("texto", texto), ("verificacion", "Actas"))}
                campos["compromiso", "unidad"] = ("Asesoría", "Asesoría") if anterior else "Asesoría"
                extras = {"declarada": "0,75"} | ({} if anterior else {"objetivo": objetivo})
                anterior = anios.linea(viejo, campos, junto_a=anterior, extras=extras)
        anios.aprobar(viejo)
        return anios.copiar("III.3"), anios.programa("III.3")

    def test_el_origen_y_los_pesos_declarados(self, anios):
        hecho, nuevo = self._informacion(anios, PLANIFICACION)
        assert hecho["perdidas"] == []
        origen = Origen.objects.get(programa=nuevo)
        assert (origen.tipo, str(origen.fecha), origen.ponderacion_milesimas) == ("acuerdo", "2009-01-15", 3000)
        declaradas = PonderacionDeclarada.objects.filter(programa=nuevo)
        assert {d.compromiso_id for d in declaradas} == {f.id for f in leer(nuevo).filas}
        assert set(declaradas.values_list("ponderacion_texto", "ponderacion_milesimas")) == {("0,75", 750)}
        assert codigos(nuevo) == ["W-COPY"] * 4
        assert verificar().faltas == []

    def test_un_objetivo_de_otra_version_del_formato_se_dice(self, anios):
        """2010 works with the control version: its objectives are others; the lines wait for theirs."""
        hecho, nuevo = self._informacion(anios, CONTROL)
        assert [p.split(":")[0] for p in hecho["perdidas"]] == ["Filas 1, 2", "Filas 3, 4"]
        assert f"«{OBJETIVOS_PLANIFICACION[0]}»" in hecho["perdidas"][0]
        assert [f.objetivo for f in leer(nuevo).filas] == [None] * 4
        assert codigos(nuevo).count("O-ORPHAN") == 4
        assert copia.copiado(nuevo)["perdidas"] == hecho["perdidas"]


def test_un_territorio_que_no_es_de_la_region_se_dice(anios):
    """A code of another region, as an import may have left it: the rest comes along."""
    for anio in (2018, 2019):
        periodos.abrir(anio=anio, regiones=Region.objects.filter(pk="02"), ventanas={})
    viejo, nuevo = (anios.programa("III.2", anio=a) for a in (2018, 2019))
    anios.propia(viejo, "instancias", identificacion="Mesa", problema="Coordinar", territorios="02101")
    campos = {("objetivo", "texto"): "O", ("indicador", "texto"): "I", ("compromiso", "texto"): "M"}
    campos |= {("compromiso", c): v for c, v in (("unidad", "U"), ("verificacion", "V"), ("ponderacion_texto", "100"))}
    anios.linea(viejo, campos)
    Instancia.objects.filter(programa=viejo).update(territorios="02101\n16101")
    anios.aprobar(viejo)
    hecho = copia.copiar_del_anio_anterior(**anios.de(nuevo))
    assert hecho["perdidas"] == [
        "Instancia 1: En 2019 no son territorios de Antofagasta, y no se copiaron: Chillán.",
    ]
    assert Instancia.objects.get(programa=nuevo).territorios == "02101"


def test_una_modalidad_que_el_formulario_no_admite_se_dice(aprobado, monkeypatch):
    formulario = catalogo.formulario("III.1")
    monkeypatch.setitem(formulario.__dict__, "modalidades", ("ACTIVIDADES",))
    assert aprobado.copiar()["perdidas"] == ["El formulario ya no admite la modalidad METAS: elija otra."]
    assert len(leer(aprobado.programa()).filas) == 3


def test_una_falla_a_medio_camino_no_deja_nada(aprobado, monkeypatch):
    original, llamadas = copia._Copia._fila, []

    def falla(self, modelo, fila):
        llamadas.append(modelo)
        if len(llamadas) == 5:
            raise RuntimeError("the machine stopped")
        return original(self, modelo, fila)

    monkeypatch.setattr(copia._Copia, "_fila", falla)
    antes = foto()
    with pytest.raises(RuntimeError):
        aprobado.copiar()
    assert foto() == antes
