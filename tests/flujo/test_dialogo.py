"""Observations on rows and cells, missing rows, accepted rows and internal notes, by the actions that screens use."""

import pytest

from gestion_territorial.auditoria.canonico import sha256
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import faltas, leer
from gestion_territorial.compromisos.escritura import nueva_operacion
from gestion_territorial.flujo import aceptacion, cambios, edicion, errores, notas, observaciones
from gestion_territorial.flujo.frases import frases
from gestion_territorial.flujo.lugares import Lugar
from gestion_territorial.revision.models import Aceptacion, NotaInterna, Observacion

from ..escenas import elegidas, foto


@pytest.fixture
def ids(mundo):
    """Three rows, sent, and Rosa holds the review."""
    hechas = mundo.escribir()
    mundo.dar("enviar", "diego")
    mundo.dar("abrir-revision", "rosa")
    return hechas


def hacer(mundo, verbo, quien="rosa", **datos):
    return verbo(programa_id=mundo.programa().pk, cargo=mundo.cargo(quien), **datos)


def observar(mundo, lugar, texto="¿Cuántas?", **mas):
    hecha = hacer(mundo, observaciones.observar, texto=texto, lugar=lugar, **mas)["observacion"]
    return Observacion.objects.get(pk=hecha)


def celda(fila, columna="verificacion"):
    return Lugar("control", fila, columna)


def guardar(mundo, fila, campo, antes, despues, quien="ana"):
    escrito = {("compromiso", campo): (antes, despues)}
    return hacer(mundo, edicion.guardar_linea, quien, compromiso_id=fila, cambios=escrito, ediciones={})


# ---- Observations ----


def test_una_celda_se_observa_con_lo_que_decia(mundo, ids):
    observacion = observar(mundo, celda(ids[1]), frase="verificacion-no-medible", texto="La nómina, por ejemplo.")
    assert observacion.lugar == ("control", ids[1], "verificacion")
    assert (observacion.numero, observacion.cita) == (2, "Informe anual")
    assert observacion.texto == f"{frases()['verificacion-no-medible']}\nLa nómina, por ejemplo."
    fila = observar(mundo, Lugar("control", ids[1]))
    assert (fila.numero, fila.cita) == (2, "Prevenir la violencia")
    asentada = leer(Registro.objects.filter(accion="observar").first())["datos"]
    assert (asentada["tabla"], asentada["fila"], asentada["columna"]) == observacion.lugar


@pytest.mark.parametrize(
    "lugar",
    [
        Lugar("control", 10**12, "unidad"),
        Lugar("control", None, "unidad"),
        Lugar("control", -1),
        Lugar("instancias", 1),
        Lugar("ninguna"),
    ],
)
def test_lo_que_no_es_un_lugar_del_formulario_no_existe(mundo, ids, lugar):
    for verbo in (observaciones.observar, notas.anotar):
        with pytest.raises(errores.NoExiste):
            hacer(mundo, verbo, texto="¿?", lugar=lugar)
    with pytest.raises(errores.NoExiste):
        observar(mundo, Lugar("control", ids[0], "inventada"))
    with pytest.raises(errores.NoExiste):
        observar(mundo, Lugar("control", mundo.escribir("07", quien="luis")[0]))
    assert not Observacion.objects.exists()
    assert not NotaInterna.objects.exists()


def test_frases_que_no_existen_y_textos_vacios_se_rechazan(mundo, ids):
    for mala in ({"frase": "inventada"}, {"texto": "  "}, {"texto": ""}):
        with pytest.raises(errores.DatoInvalido):
            observar(mundo, celda(ids[0]), **({"texto": ""} | mala))
    assert not Observacion.objects.exists()


def test_una_fila_que_falta_se_pide_en_su_tabla_y_lo_agregado_la_responde(mundo, ids):
    with pytest.raises(errores.DatoInvalido):
        hacer(mundo, observaciones.observar, texto="Falta una", pide_fila=True)
    with pytest.raises(errores.DatoInvalido):
        observar(mundo, celda(ids[0]), pide_fila=True)
    pedida = observar(mundo, Lugar("control"), texto="", pide_fila=True)
    assert (pedida.frase, pedida.texto) == ("fila-faltante", frases()["fila-faltante"])
    mundo.dar("devolver", "rosa", motivo="Agregue la fila")
    guardar(mundo, ids[0], "unidad", "Dirección Regional", "Gabinete")
    nueva = hacer(mundo, edicion.agregar, "ana")["compromiso"]
    guardar(mundo, nueva, "texto", "", "Una más")
    entradas = cambios.desde_la_observacion(pedida)
    assert {e.fila_id for e in entradas if e.tabla == "compromisos.compromiso"} == {nueva}
    assert "guardar" in {e.accion for e in entradas}


def test_lo_que_cambio_es_lo_de_su_fila_y_desde_entonces(mundo, ids):
    """Commitment, indicator, objective and evidence of that row; nothing of its neighbour, nothing from before."""
    observacion = observar(mundo, celda(ids[0]))
    assert list(cambios.desde_la_observacion(observacion)) == []
    mundo.dar("devolver", "rosa", motivo="Precise")
    guardar(mundo, ids[0], "verificacion", "Informe anual", "Nómina firmada")
    guardar(mundo, ids[1], "verificacion", "Informe anual", "Otra cosa")
    escrito = {("objetivo", "texto"): ("Prevenir la violencia", "Prevenir toda violencia")}
    hacer(mundo, edicion.guardar_linea, "ana", compromiso_id=ids[0], cambios=escrito, ediciones={})
    tocadas = [(e.tabla, leer(e)["cambios"]) for e in cambios.desde_la_observacion(observacion)]
    assert tocadas == [
        ("compromisos.compromiso", {"verificacion": ["Informe anual", "Nómina firmada"]}),
        ("compromisos.objetivo", {"texto": ["Prevenir la violencia", "Prevenir toda violencia"]}),
    ]


def test_la_observacion_sobrevive_a_que_la_fila_se_elimine_y_se_recupere(mundo, ids):
    observacion = observar(mundo, celda(ids[0]))
    mundo.dar("devolver", "rosa", motivo="Precise")
    hacer(mundo, edicion.eliminar, "ana", compromiso_id=ids[0])
    responder = {"observacion_id": observacion.pk, "texto": "Se eliminó: estaba repetida"}
    assert hacer(mundo, observaciones.responder, "ana", **responder)["estado"] == "respondida"
    hacer(mundo, edicion.restaurar, "ana", compromiso_id=ids[0])
    observacion.refresh_from_db()
    assert observacion.lugar == ("control", ids[0], "verificacion")
    assert observacion.respondida_por == "Ana"
    assert [e.accion for e in cambios.desde_la_observacion(observacion)] == ["eliminar", "restaurar"]


def test_solo_quien_revisa_cierra_y_al_reabrir_puede_decir_por_que(mundo, ids):
    observacion = observar(mundo, celda(ids[0]))
    mundo.dar("devolver", "rosa", motivo="Precise")
    for quien in ("ana", "diego", "olga", "hugo"):
        with pytest.raises(errores.NoAutorizado):
            hacer(mundo, observaciones.resolver, quien, observacion_id=observacion.pk, cerrar=True)
    hacer(mundo, observaciones.responder, "ana", observacion_id=observacion.pk, texto="Hecho")
    mundo.dar("enviar", "diego")
    mundo.dar("abrir-revision", "rosa")
    with pytest.raises(errores.Incompleto):  # answered is not closed
        mundo.dar("aprobar", "rosa")
    resolver = {"observacion_id": observacion.pk}
    hacer(mundo, observaciones.resolver, cerrar=False, texto="No trae la nómina", **resolver)
    observacion.refresh_from_db()
    assert (observacion.estado, observacion.reapertura) == ("abierta", "No trae la nómina")
    hacer(mundo, observaciones.resolver, cerrar=True, **resolver)
    mundo.dar("aprobar", "rosa")
    assert list(faltas()) == []


# ---- Accepted rows ----


def marcas(mundo):
    vigentes = {(tabla, pk): huella for tabla, pk, huella in elegidas(mundo.programa().pk)}
    return [a.fila_id for a in Aceptacion.objects.all() if vigentes.get((a.tabla, a.fila_id)) == a.huella]


def test_varias_filas_se_aceptan_de_una_vez_y_la_marca_cae_con_el_cambio(mundo, ids):
    todas, op = elegidas(mundo.programa().pk), nueva_operacion()
    assert hacer(mundo, aceptacion.aceptar, elegidas=todas, operacion=op)["aceptadas"] == 3
    assert hacer(mundo, aceptacion.aceptar, elegidas=todas, operacion=op)["aceptadas"] == 3
    assert Registro.objects.filter(accion="aceptar filas").count() == 1
    mundo.dar("devolver", "rosa", motivo="Precise la primera")
    assert marcas(mundo) == ids
    guardar(mundo, ids[0], "unidad", "Dirección Regional", "Gabinete")
    hacer(mundo, edicion.mover, "ana", compromiso_id=ids[1], abajo=True)
    assert marcas(mundo) == ids[1:]  # moving a row does not change what it says


def test_una_fila_que_cambio_o_con_observacion_no_se_acepta_ni_las_que_van_con_ella(mundo, ids):
    todas = elegidas(mundo.programa().pk)
    observar(mundo, celda(ids[1]))
    antes = foto()
    casos = (
        (todas, errores.EstadoIncorrecto, "La fila 2 tiene una observación"),
        ([(t, pk, "0" * 16) for t, pk, _ in todas[:1]], errores.EstadoIncorrecto, "La fila 1 cambió"),
        ([(t, pk, "") for t, pk, _ in todas[:1]], errores.EstadoIncorrecto, "La fila 1 cambió"),
        ([todas[0], ("control", 10**12, "x")], errores.NoExiste, "no existe"),
        ([("inventada", ids[0], "x")], errores.NoExiste, "no existe"),
        ([], errores.DatoInvalido, "al menos una"),
    )
    for elegida, error, frase in casos:
        with pytest.raises(error, match=frase):
            hacer(mundo, aceptacion.aceptar, elegidas=elegida)
    assert foto() == antes


def test_observar_una_fila_aceptada_le_quita_la_marca_y_tambien_se_quita_a_mano(mundo, ids):
    hacer(mundo, aceptacion.aceptar, elegidas=elegidas(mundo.programa().pk))
    observar(mundo, celda(ids[0]))
    assert marcas(mundo) == ids[1:]
    assert hacer(mundo, aceptacion.quitar, elegidas=[("control", ids[1], ""), ("control", ids[0], "")])["quitadas"] == 1
    assert marcas(mundo) == ids[2:]
    assert hacer(mundo, aceptacion.quitar, elegidas=[("control", ids[1], "")])["quitadas"] == 0
    assert Registro.objects.filter(accion="quitar aceptación").count() == 1


# ---- Internal notes ----


def test_el_registro_guarda_que_hubo_nota_y_su_huella_pero_no_sus_palabras(mundo, ids):
    antes = mundo.programa().edicion
    op = nueva_operacion()
    hecha = hacer(mundo, notas.anotar, texto=" Ojo con la meta ", lugar=celda(ids[0]), operacion=op)
    assert hacer(mundo, notas.anotar, texto=" Ojo con la meta ", lugar=celda(ids[0]), operacion=op) == hecha
    nota = NotaInterna.objects.get()
    assert (nota.texto, nota.numero, nota.lugar) == ("Ojo con la meta", 1, ("control", ids[0], "verificacion"))
    entrada = Registro.objects.get(accion=notas.ACCION)
    assert leer(entrada)["datos"] == {"nota": nota.pk, "sha256": sha256("Ojo con la meta")}
    assert "Ojo" not in "".join(Registro.objects.values_list("contenido", flat=True))
    assert mundo.programa().edicion == antes  # for the region nothing has changed
    assert list(faltas()) == []
    for quien, sabe in (("ana", False), ("diego", False), ("olga", False), ("hugo", False), ("rosa", True)):
        assert notas.visibles(Registro.objects.all(), mundo.cargo(quien)).filter(pk=entrada.pk).exists() == sabe
    for vacia in ("", "  "):
        with pytest.raises(errores.DatoInvalido):
            hacer(mundo, notas.anotar, texto=vacia)


# ---- What changed since the last review ----


def test_la_ultima_revision_es_la_propia_o_la_de_otra_persona(mundo, ids):
    def ultima(quien):
        entrada, version = cambios.ultima_revision(mundo.programa(), mundo.usuario(quien).pk)
        return (entrada.actor_nombre, version.numero) if entrada else None

    assert ultima("rosa") is None
    mundo.dar("devolver", "rosa", motivo="Precise")
    assert ultima("rosa") is None  # nothing was sent again
    guardar(mundo, ids[0], "unidad", "Dirección Regional", "Gabinete")
    mundo.dar("enviar", "diego")
    assert ultima("rosa") == ultima("rita") == ("Rosa", 1)
    mundo.dar("abrir-revision", "rita")
    mundo.dar("devolver", "rita", motivo="Precise")
    mundo.dar("enviar", "diego")
    assert (ultima("rosa"), ultima("rita")) == (("Rosa", 1), ("Rita", 2))
