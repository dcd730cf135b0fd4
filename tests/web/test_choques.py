"""Two people over the same line: what only one changed is joined, what both changed is asked, and nothing is lost."""

import uuid

import pytest
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Compromiso, Estado, Indicador, Objetivo

from ..escenas import foto, llevar
from .apoyo import leer, marcado

BASE = "/iii-1/SERNAM/2009/02/"
POR_GUION = {"accept": "application/json"}
META, UNIDAD, MEDIO = "compromiso.texto", "compromiso.unidad", "compromiso.verificacion"


@pytest.fixture
def fila(mundo):
    return mundo.escribir()[0]


@pytest.fixture
def ana(fila, entrar):
    return entrar("ana")


@pytest.fixture
def diego(fila, entrar):
    return entrar("diego")


def editor(cliente, fila):
    return leer(cliente.get(f"{BASE}?editar={fila}")).formulario(f"/fila/{fila}/").campos


def guardar(cliente, fila, campos, **cabeceras):
    return cliente.post(f"{BASE}fila/{fila}/", campos, headers=cabeceras)


def compromiso(fila):
    return Compromiso.objects.get(pk=fila)


def test_lo_que_cambio_cada_uno_se_suma(ana, diego, fila):
    """Both opened the line; Diego wrote the unit, Ana the verification: both stand, and neither is asked anything."""
    de_ana, de_diego = editor(ana, fila), editor(diego, fila)
    assert guardar(diego, fila, de_diego | {UNIDAD: "Gabinete"}).status_code == 302
    assert guardar(ana, fila, de_ana | {MEDIO: "Actas firmadas"}).status_code == 302
    guardado = compromiso(fila)
    assert (guardado.unidad, guardado.verificacion, guardado.texto) == ("Gabinete", "Actas firmadas", "3 redes")


def test_quien_no_toco_un_campo_no_lo_devuelve_a_como_estaba(ana, diego, fila):
    """Ana's page posts the old unit back, unread: an old page must not undo what Diego wrote."""
    de_ana = editor(ana, fila)
    guardar(diego, fila, editor(diego, fila) | {UNIDAD: "Gabinete", META: "4 redes", "objetivo.texto": "Otro objetivo"})
    assert guardar(ana, fila, de_ana).status_code == 302
    guardado = compromiso(fila)
    assert (guardado.unidad, guardado.texto) == ("Gabinete", "4 redes")
    assert Objetivo.objects.filter(texto="Otro objetivo").exists()


def test_el_choque_por_guion_trae_los_dos_textos_quien_y_cuando(ana, diego, fila):
    de_ana = editor(ana, fila)
    guardar(diego, fila, editor(diego, fila) | {META: "4 redes", UNIDAD: "Gabinete"})
    antes = foto()
    respuesta = guardar(ana, fila, de_ana | {META: "5 redes", MEDIO: "Actas"}, **POR_GUION)
    cuerpo = respuesta.json()
    assert respuesta.status_code == 409
    assert cuerpo["colisiones"] == [{"campo": "texto", "antes": "3 redes", "mio": "5 redes", "guardado": "4 redes"}]
    assert (cuerpo["quien"], cuerpo["nivel"]) == ("Diego", "compromiso")
    assert cuerpo["edicion"] == compromiso(fila).edicion
    momento = Registro.objects.filter(actor_nombre="Diego").latest("pk").momento
    assert cuerpo["cuando"] == timezone.localtime(momento).strftime("%d-%m-%Y %H:%M")
    assert foto() == antes


def test_el_choque_sin_guiones_lleva_todo_y_al_enviarlo_se_resuelve(ana, diego, fila):
    de_ana = editor(ana, fila)
    guardar(diego, fila, editor(diego, fila) | {META: "4 redes", UNIDAD: "Gabinete"})
    antes = foto()
    escrito = de_ana | {META: "5 redes\r\ny una más", MEDIO: "Actas\r\nfirmadas"}
    choque = guardar(ana, fila, escrito)
    assert choque.status_code == 409
    pagina = leer(choque)
    for dicho in (
        "Dos personas escribieron lo mismo",
        "4 redes",
        "5 redes",
        "Usar el de Diego",
        "Nada de lo suyo se ha guardado todavía",
    ):
        assert dicho in pagina.texto
    assert "Gabinete" not in pagina.texto  # what only Diego changed is not asked
    formulario = pagina.formularios[-1]
    vuelve = {c: v.replace("\r\n", "\n") for c, v in escrito.items() if c not in ("operacion", "csrfmiddlewaretoken")}
    cambiados = {f"antes.{META}": "4 redes", "compromiso.edicion": str(compromiso(fila).edicion)}
    campos = {c: v for c, v in formulario.campos.items() if c not in ("operacion", "csrfmiddlewaretoken")}
    assert campos == vuelve | cambiados
    assert foto() == antes
    combinado = formulario.campos | {META: "4 o 5 redes"}
    assert ana.post(formulario.accion, combinado).status_code == 302
    guardado = compromiso(fila)
    assert (guardado.texto, guardado.unidad) == ("4 o 5 redes", "Gabinete")
    assert guardado.verificacion == "Actas\nfirmadas"


def test_un_segundo_choque_sobre_la_pagina_del_choque(ana, diego, fila):
    de_ana = editor(ana, fila)
    guardar(diego, fila, editor(diego, fila) | {META: "4 redes"})
    primero = leer(guardar(ana, fila, de_ana | {META: "5 redes", MEDIO: "Actas"})).formularios[-1]
    guardar(diego, fila, editor(diego, fila) | {META: "6 redes"})
    respuesta = ana.post(primero.accion, primero.campos)
    assert respuesta.status_code == 409
    assert "6 redes" in leer(respuesta).texto
    segundo = leer(respuesta).formularios[-1]
    assert segundo.campos[META] == "5 redes"
    assert ana.post(segundo.accion, segundo.campos).status_code == 302
    assert (compromiso(fila).texto, compromiso(fila).verificacion) == ("5 redes", "Actas")


def test_un_choque_en_dos_niveles_se_pregunta_de_a_uno(ana, diego, fila):
    """Objective and commitment both collide: two questions, and at the end every word is the one chosen."""
    de_ana = editor(ana, fila)
    guardar(diego, fila, editor(diego, fila) | {META: "4 redes", "objetivo.texto": "De Diego"})
    respuesta = guardar(ana, fila, de_ana | {META: "5 redes", "objetivo.texto": "De Ana", UNIDAD: "Gabinete"})
    for _ in range(2):
        assert respuesta.status_code == 409
        formulario = leer(respuesta).formularios[-1]
        respuesta = ana.post(formulario.accion, formulario.campos)
    assert respuesta.status_code == 302
    guardado = compromiso(fila)
    assert (guardado.texto, guardado.unidad) == ("5 redes", "Gabinete")
    assert guardado.indicador.objetivo.texto == "De Ana"


def test_volver_a_la_fila_deja_lo_de_la_otra_persona(ana, diego, fila):
    de_ana = editor(ana, fila)
    guardar(diego, fila, editor(diego, fila) | {META: "4 redes"})
    assert BASE in leer(guardar(ana, fila, de_ana | {META: "5 redes"})).enlaces


def test_el_choque_de_la_cabecera(ana, diego, mundo):
    """The authority: the page leads back to the programme, and posting it again resolves."""
    de_ana = leer(ana.get(BASE)).formulario("/cabecera/").campos
    diego.post(f"{BASE}cabecera/", leer(diego.get(BASE)).formulario("/cabecera/").campos | {"autoridad": "Seremi"})
    choque = ana.post(f"{BASE}cabecera/", de_ana | {"autoridad": "Dirección", "modalidad": "ACTIVIDADES"})
    assert choque.status_code == 409
    pagina = leer(choque)
    assert BASE in pagina.enlaces
    assert ana.get(BASE).status_code == 200
    assert mundo.programa().modalidad == "METAS"
    formulario = pagina.formularios[-1]
    assert ana.post(formulario.accion, formulario.campos).status_code == 302
    assert (mundo.programa().autoridad, mundo.programa().modalidad) == ("Dirección", "ACTIVIDADES")


def test_el_choque_de_una_respuesta_se_elige_y_no_se_escribe(mundo, entrar):
    """A «sí» against a «no»: the page offers the answers there are."""
    mundo.escribir()
    ids = list(Compromiso.objects.values_list("pk", flat=True))
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    ana, diego = entrar("ana"), entrar("diego")
    de_ana = editor(ana, ids[0])
    guardar(diego, ids[0], editor(diego, ids[0]) | {"compromiso.cumple": "no"})
    choque = guardar(ana, ids[0], de_ana | {"compromiso.cumple": "si", "referencia": "Carpeta 7"})
    assert choque.status_code == 409
    formulario = leer(choque).formularios[-1]
    assert formulario.campos["compromiso.cumple"] == "si"
    assert formulario.campos["referencia"] == "Carpeta 7"
    assert not compromiso(ids[0]).evidencias.exists()
    assert ana.post(formulario.accion, formulario.campos).status_code == 302
    assert compromiso(ids[0]).cumple == "si"
    assert [e.referencia for e in compromiso(ids[0]).evidencias.all()] == ["Carpeta 7"]


def test_una_accion_con_texto_que_choca_no_pierde_ni_la_accion(ana, diego, fila):
    """Without JavaScript «Subir» carries the open line's words: if they collide, first the question, then the move."""
    de_ana = editor(ana, fila)
    guardar(diego, fila, editor(diego, fila) | {META: "4 redes"})
    choque = ana.post(f"{BASE}fila/{fila}/bajar/", de_ana | {META: "5 redes"})
    assert choque.status_code == 409
    formulario = leer(choque).formularios[-1]
    assert formulario.accion.endswith("/bajar/")
    assert ana.post(formulario.accion, formulario.campos).status_code == 302
    assert compromiso(fila).texto == "5 redes"
    ordenadas = Indicador.objects.order_by("orden").values_list("texto", flat=True)
    assert list(ordenadas)[:2] == ["Centros en marcha", "Redes asesoradas"]


@pytest.mark.parametrize("cabeceras", [{}, POR_GUION], ids=["página", "guión"])
def test_dos_guardados_iguales_son_uno_con_la_misma_respuesta(ana, fila, cabeceras):
    campos = editor(ana, fila) | {META: "5 redes", UNIDAD: "Gabinete"}
    leida, asientos = compromiso(fila).edicion, Registro.objects.count()
    primera, segunda = (guardar(ana, fila, campos, **cabeceras) for _ in range(2))
    assert compromiso(fila).edicion == leida + 1
    assert Registro.objects.count() == asientos + 1
    assert primera.status_code == segunda.status_code
    if cabeceras:
        una, otra = primera.json(), segunda.json()
        assert {k: una[k] for k in ("ediciones", "edicion", "guardado", "valores")} == {
            k: otra[k] for k in ("ediciones", "edicion", "guardado", "valores")
        }
    else:
        assert primera["Location"] == segunda["Location"]


def test_lo_mismo_guardado_por_los_dos_no_es_choque(ana, diego, fila):
    de_ana = editor(ana, fila)
    guardar(diego, fila, editor(diego, fila) | {META: "4 redes"})
    antes = foto()
    assert guardar(ana, fila, de_ana | {META: "4 redes", "operacion": ""}).status_code == 302
    assert foto() == antes


def test_la_fila_que_otra_persona_quito_devuelve_lo_escrito(ana, diego, fila):
    de_ana = editor(ana, fila)
    assert diego.post(f"{BASE}fila/{fila}/eliminar/").status_code == 302
    respuesta = guardar(ana, fila, de_ana | {META: "Lo que Ana pensó toda la mañana"})
    assert respuesta.status_code == 404
    assert "Lo que Ana pensó toda la mañana" in leer(respuesta).texto
    assert BASE in leer(respuesta).enlaces
    por_guion = guardar(ana, fila, de_ana | {META: "x"}, **POR_GUION)
    assert "fue eliminada" in por_guion.json()["error"]


def test_los_pesos_previstos_con_otra_pagina_no_se_escriben(ana, diego, fila, mundo):
    """The preview is older than Diego's weight: nothing is written, and the page says what changed."""
    donde = f"{BASE}ponderaciones/proporcional/"
    prevista = leer(ana.get(donde)).formularios[-1].campos
    guardar(diego, fila, editor(diego, fila) | {"compromiso.ponderacion_texto": "55"})
    antes = foto()
    respuesta = ana.post(donde, prevista)
    assert respuesta.status_code == 409
    assert "<del>40</del><ins>55</ins>" in marcado(respuesta)
    assert "Diego" in leer(respuesta).texto
    assert foto() == antes
    assert ana.post(donde, leer(respuesta).formularios[-1].campos).status_code == 302
    pesos = list(Compromiso.objects.order_by("pk").values_list("ponderacion_texto", flat=True))
    assert sum(int(p.replace(",", "")) for p in pesos) == 10_000
    assert pesos == ["47,82", "26,09", "26,09"]


def test_dos_veces_el_mismo_reparto_es_uno(ana, fila):
    donde = f"{BASE}ponderaciones/proporcional/"
    campos = leer(ana.get(donde)).formularios[-1].campos
    primera, segunda = ana.post(donde, campos), ana.post(donde, campos)
    assert (primera.status_code, primera["Location"]) == (segunda.status_code, segunda["Location"])
    asientos = Registro.objects.filter(accion="proporcional").count()
    assert ana.post(donde, campos | {"operacion": uuid.uuid4()}).status_code in (302, 409)
    assert Registro.objects.filter(accion="proporcional").count() == asientos


def test_agregar_observar_y_responder_dos_veces_es_una(mundo, entrar):
    llevar(mundo, Estado.ENVIADO)
    mundo.dar("abrir-revision", "rosa")
    rosa = entrar("rosa")
    campos = leer(rosa.get(BASE)).formulario("/observaciones/").campos | {"texto": "¿Cuántas?"}
    for _ in range(2):
        assert rosa.post(f"{BASE}observaciones/", campos).status_code == 302
    assert mundo.programa().observaciones.count() == 1
    otra = rosa.post(f"{BASE}observaciones/", campos | {"texto": "¿Y desde cuándo?"})
    assert otra.status_code == 302
    assert mundo.programa().observaciones.count() == 2
