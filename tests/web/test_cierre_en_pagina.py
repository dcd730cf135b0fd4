"""What pages say once a result is denied: why a *sí* counts as *no*, what the region argues, a closing *de oficio*."""

import pytest

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.flujo import observaciones
from gestion_territorial.flujo.otorgamiento import otorgar
from gestion_territorial.flujo.pasos import PASOS

from ..archivos import fabrica
from ..escenas import FILA, llevar
from ..flujo.test_cierre import ACTO, de_oficio, reponer, vencer
from ..mundo import FILAS
from .apoyo import leer
from .test_consultas import TOPE, consultas

BASE = "/iii-1/SERNAM/2009/02/"
EXPEDIENTE = "/expediente/SERNAM/2009/02/"
PDF = fabrica.pdf(b"firmada")
OTRO_ANIO = "El oficio 3 es de otro año"


def con_archivo():
    recibido = fabrica.recibido(PDF)
    return ACTO | {"archivo": recibido}, f"{BASE}documento/{recibido.sha256}/"


def validar_como_no(mundo, cuales=(1,)):
    """Antofagasta's results, returned once and validated with some of its *sí* as *no*; the ids of its commitments."""
    ids = llevar(mundo, Estado.RESULTADOS_ENVIADOS, filas=FILAS)
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("devolver-resultados", "rosa", motivo="Pruébelos")
    mundo.dar("enviar-resultados", "diego")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("validar", "rosa", rechazos={ids[n]: OTRO_ANIO for n in cuales})
    return ids


# ---- The reason of a no ----


@pytest.mark.parametrize("quien", ["ana", "rosa", "olga"])
def test_el_motivo_de_un_no_se_lee_bajo_la_respuesta(mundo, entrar, quien):
    validar_como_no(mundo)
    html = entrar(quien).get(BASE).content.decode()
    celda = html.split('data-columna="cumple"')[2].split("</td>")[0]
    valor, nota = celda.split('class="nota-celda')
    assert '<span class="texto-libre">no</span>' in valor
    assert "anticipado" not in celda
    assert f"La región respondió «sí». Validado «no»: {OTRO_ANIO}</span>" in nota


def test_un_motivo_largo_se_recorta_y_se_abre(mundo, entrar):
    ids = validar_como_no(mundo, ())
    mundo.programa().compromisos.filter(pk=ids[0]).update(cumple_validado="no", motivo_validacion="No prueba. " * 20)
    html = entrar("ana").get(BASE).content.decode()
    assert '<details class="largo nota-celda">' in html


def test_la_dispensa_se_lee_bajo_el_texto_y_sin_dos_puntos_sueltos(mundo, entrar):
    ids = mundo.escribir(filas=[FILAS[0] | {"verificacion": "Por definir"}, *FILAS[1:]])
    mundo.dar("enviar", "diego", dispensas={("V-TBD", ids[0]): "Se fija en la primera mesa."})
    celda = entrar("rosa").get(BASE).content.decode().split('data-columna="verificacion"')[1].split("</td>")[0]
    assert celda.index("Por definir") < celda.index("Dispensa pedida: Se fija en la primera mesa.</span>")


def test_quien_repone_lee_que_se_valido_de_otro_modo(mundo, entrar):
    ids = validar_como_no(mundo)
    pagina = leer(entrar("diego").get(f"{BASE}paso/reponer/"))
    assert f"La región respondió «sí». Validado «no»: {OTRO_ANIO}" in pagina.texto
    assert f"{BASE}#fila-{ids[1]}" in pagina.enlaces
    assert f"{BASE}#fila-{ids[0]}" not in pagina.enlaces


# ---- What the region argues ----


def test_lo_que_la_region_argumenta_se_lee_donde_se_resuelve(mundo, almacen, entrar):
    acto, documento = con_archivo()
    validar_como_no(mundo)
    mundo.dar("reponer", "diego", motivo="La carpeta 12 sí estaba", acto=acto)
    for quien, donde in (
        ("rosa", BASE),
        ("ana", BASE),
        ("rosa", f"{BASE}paso/reabrir/"),
        ("rosa", f"{BASE}paso/rechazar-reposicion/"),
    ):
        pagina = leer(entrar(quien).get(donde))
        assert "La carpeta 12 sí estaba" in pagina.texto, donde
        assert "Resolución 1.234, del 01-12-2009" in pagina.texto, donde
        assert documento in pagina.enlaces, donde
    assert f"{BASE}paso/reabrir/" in leer(entrar("rosa").get(BASE)).enlaces
    mundo.dar("rechazar-reposicion", "rosa", motivo="Es de otro año")
    assert "La carpeta 12 sí estaba" not in leer(entrar("rosa").get(BASE)).texto  # from then on, in the history


def test_la_reposicion_no_cuesta_mas_que_el_termino_para_reponer(mundo, entrar):
    """One query, and only while an appeal waits: without one, the page asks instead for the last day to appeal."""
    validar_como_no(mundo)
    rosa = entrar("rosa")
    assert "La región repuso" not in leer(rosa.get(f"{BASE}paso/reabrir/")).texto
    sin = consultas(rosa, BASE)
    reponer(mundo)
    assert consultas(rosa, BASE) <= sin <= TOPE + 1


# ---- Closed de oficio ----


def test_el_encabezado_dice_por_que_se_cerro_de_oficio(mundo, almacen, entrar):
    acto, documento = con_archivo()
    llevar(mundo, Estado.RESULTADOS, filas=FILAS)
    vencer(mundo)
    de_oficio(mundo, motivo="No respondió en plazo", acto=acto)
    ana = entrar("ana")
    pagina = leer(ana.get(BASE))
    assert "por Rosa: No respondió en plazo Se funda en: Resolución 1.234, del 01-12-2009" in pagina.texto
    assert documento in pagina.enlaces
    assert consultas(ana, BASE) <= TOPE


@pytest.mark.parametrize("filas", [(), FILAS], ids=["vacío", "con filas"])
def test_cerrado_sin_aprobar_dice_en_todas_partes_lo_que_cuenta(mundo, entrar, filas):
    """The same NO CUMPLE as the country's page, and nowhere a simulation."""
    mundo.escribir(filas=filas)
    vencer(mundo)
    de_oficio(mundo)
    ana = entrar("ana")
    for donde in (BASE, EXPEDIENTE):
        texto = leer(ana.get(donde)).texto.replace("Por qué", "")
        assert "✕ NO CUMPLE" in texto, donde
        assert "imulación" not in texto.split("III.2")[0], donde
    pagina = leer(ana.get(BASE)).texto
    assert "Desempeño de la región" in pagina
    assert "VACÍO" not in pagina
    assert "La región puede reponer hasta el" in pagina
    assert pagina.count("✕ NO CUMPLE") == 2  # the strip and the foot


def test_antes_de_cerrar_sigue_siendo_una_simulacion(mundo, entrar):
    mundo.escribir()
    texto = leer(entrar("ana").get(BASE)).texto
    assert "Simulación (se aprueba con 90 %)" in texto
    assert "✕ NO CUMPLE" not in texto


# ---- Deadlines ----


def test_un_plazo_terminado_se_dice_una_vez(mundo, entrar):
    mundo.escribir(filas=[FILA])
    assert "Le toca a la región, hasta el" in leer(entrar("ana").get(BASE)).texto
    vencer(mundo, "compromiso")
    texto = leer(entrar("ana").get(BASE)).texto
    assert "el plazo terminó el" in texto
    assert "Le toca a la región." in texto


# ---- On the steps' pages ----


def test_validar_dice_lo_que_hace_y_lleva_a_cada_fila(mundo, entrar):
    """Before the results were returned once, nothing can be marked and the step says so; afterwards it does."""
    ids = llevar(mundo, Estado.RESULTADOS_ENVIADOS, filas=FILAS)
    mundo.dar("abrir-revision", "rosa")
    rosa, donde = entrar("rosa"), f"{BASE}paso/validar/"
    assert PASOS["validar"].pregunta in leer(rosa.get(donde)).texto
    mundo.dar("devolver-resultados", "rosa", motivo="Pruébelos")
    mundo.dar("enviar-resultados", "diego")
    mundo.dar("abrir-revision", "rosa")
    pagina = leer(rosa.get(donde))
    assert PASOS["validar"].pregunta not in pagina.texto
    assert "marque abajo como «no»: con ellas se vuelve a calcular el desempeño" in pagina.texto
    assert "la respuesta de la región y la de usted" in pagina.texto
    for pk in ids:
        assert f"{BASE}#fila-{pk}" in pagina.enlaces
        assert f"rechazo.{pk}" in pagina.formularios[-1].campos


def test_una_dispensa_pedida_se_dice_al_abrir_aprobar_y_cada_una_en_su_color(mundo, entrar):
    ids = mundo.escribir(filas=[fila | {"verificacion": "Por definir"} for fila in FILAS])
    mundo.dar("enviar", "diego", dispensas={("V-TBD", pk): "El convenio lo fija" for pk in ids})
    mundo.dar("abrir-revision", "rosa")
    rosa = entrar("rosa")
    pregunta = leer(rosa.get(f"{BASE}paso/aprobar/"))
    assert "Quedan 3 dispensas pedidas" in pregunta.texto
    assert f"{BASE}#dispensas" in pregunta.enlaces
    lista = leer(rosa.get(BASE))
    assert "Pedida Fila 1: " in lista.texto
    assert "Si no la otorga, devuelva el programa con una observación." in lista.texto
    assert "Si no la otorga" not in leer(entrar("ana").get(BASE)).texto
    for dispensa in mundo.programa().dispensas.all()[:2]:
        datos = {"programa_id": mundo.programa().pk, "dispensa_id": dispensa.pk}
        otorgar(cargo=mundo.cargo("rosa"), motivo="Conforme", **datos)
    assert "Queda 1 dispensa pedida: otórguela" in leer(rosa.get(f"{BASE}paso/aprobar/")).texto
    html = rosa.get(BASE).content.decode().split('id="dispensas"')[1].split("</section>")[0]
    assert (html.count('<li class="otorgada">'), html.count('<li class="aviso">')) == (2, 1)
    mundo.dar("devolver", "rosa", motivo="Defínalos")
    assert "dispensa" not in leer(entrar("diego").get(f"{BASE}paso/enviar/")).texto.split("Pedir dispensa")[0]


@pytest.mark.parametrize(
    ("estado", "paso", "frase"),
    [
        (Estado.ENVIADO, "enviar", "el programa no se aprueba mientras no se cierre."),
        (Estado.RESULTADOS_ENVIADOS, "enviar-resultados", "los resultados no se validan mientras no se cierre."),
    ],
    ids=["programa", "resultados"],
)
def test_lo_que_queda_sin_responder_dice_que_detiene(mundo, entrar, estado, paso, frase):
    llevar(mundo, estado)
    mundo.dar("abrir-revision", "rosa")
    observaciones.observar(programa_id=mundo.programa().pk, cargo=mundo.cargo("rosa"), texto="¿Cuántos?")
    mundo.dar("devolver" if paso == "enviar" else "devolver-resultados", "rosa", motivo="Responda")
    texto = leer(entrar("diego").get(f"{BASE}paso/{paso}/")).texto
    assert f"Queda 1 observación sin responder: puede enviar igual, pero {frase}" in texto
