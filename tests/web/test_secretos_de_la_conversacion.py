"""Marked words all through a conversation: observations, answers, reasons, files, amendments, notes, notices and mail.

Maule and the other service each have a word of their own in whatever a person may write; the internal notes have one
too. Every address of the product is asked for by each kind of person, and none of the words they may not read comes.
"""

import pickle
import re

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.avisos.models import Aviso
from gestion_territorial.compromisos.models import Compromiso, Evidencia, ProgramaRegional
from gestion_territorial.cuentas.models import Rol, Usuario
from gestion_territorial.documentos import trabajos
from gestion_territorial.flujo import acciones, edicion, enmiendas, evidencias, notas, observaciones
from gestion_territorial.trabajos.models import Trabajo
from gestion_territorial.trabajos.obrero import Obrero

from ..archivos import fabrica
from ..mundo import FILAS, correo
from .apoyo import leer
from .test_permisos import RUTAS
from .test_secretos import textos

DE_MAULE, DE_OTRO, DE_NOTA = "xilófono7391", "quirquincho8264", "murciélago5820"
ANTOFAGASTA, MAULE, OTRO = ("SERNAM", "02"), ("SERNAM", "07"), ("OTRO", "02")
# who: the words that this person must never read; one of each role in each relation to the places (Oscar directs)
PROHIBIDAS = {
    "anónimo": {DE_MAULE, DE_OTRO, DE_NOTA},
    "nadie": {DE_MAULE, DE_OTRO, DE_NOTA},
    "ana": {DE_MAULE, DE_OTRO, DE_NOTA},
    "luis": {DE_OTRO, DE_NOTA},
    "oscar": {DE_MAULE, DE_NOTA},
    "rufo": {DE_MAULE, DE_NOTA},
    "rosa": {DE_OTRO},
    "olga": {DE_OTRO, DE_NOTA},
    "hugo": {DE_NOTA},
}
ACTO = {"tipo": "oficio", "numero": "12", "fecha": "01-06-2009"}


@pytest.fixture
def conversado(mundo, settings, tmp_path, monkeypatch):
    """The world, with all that may be written written in Maule and in the other service, and all mail sent."""
    settings.DATA_DIR, settings.AVISOS_ESPERA = tmp_path, 0
    # A paper's words, as they go into the PDF: drawing it is slow, and would hide them.
    monkeypatch.setattr("gestion_territorial.documentos.pdf.documento_pdf", lambda d: b"%PDF" + pickle.dumps(d))
    otros = {"oscar": (Rol.DIRECTOR, "02"), "otilia": (Rol.FORMULADOR, "02")}
    for nombre, (rol, region) in otros.items():
        persona = Usuario.objects.create_user(correo(nombre), "x", nombre=nombre.capitalize())
        persona.asignaciones.create(rol=rol, servicio=mundo.otro, region_id=region, desde="2009-01-01")
    mundo.escribir(filas=FILAS[:1])
    conversar(mundo, MAULE, DE_MAULE, "luis", "dora", "rosa", nota=DE_NOTA)
    conversar(mundo, OTRO, DE_OTRO, "otilia", "oscar", "rufo", nota=DE_OTRO)
    trabajar()
    return mundo


def conversar(mundo, lugar, palabra, formula, dirige, revisa, nota):
    """A year up to its results, with an amendment begun: the word wherever somebody writes."""
    servicio, region = lugar
    programa = mundo.programa(region, servicio)
    formula, dirige, revisa = (mundo.cargo(nombre) for nombre in (formula, dirige, revisa))
    pk, de_formula = programa.pk, {"programa_id": programa.pk, "cargo": formula}
    edicion.guardar_cabecera(**de_formula, cambios={"autoridad": ("", palabra)})
    fila = edicion.agregar(**de_formula)["compromiso"]
    campos = [("objetivo", "texto"), ("indicador", "texto")]
    campos += [("compromiso", c) for c in ("texto", "actividades", "unidad", "verificacion")]
    cambios = dict.fromkeys(campos, ("", palabra)) | {("compromiso", "ponderacion_texto"): ("", "100")}
    edicion.guardar_linea(**de_formula, compromiso_id=fila, cambios=cambios, ediciones={})

    def dar(paso, cargo):
        acciones.dar(paso, programa_id=pk, cargo=cargo, motivo=palabra, acto={**ACTO, "numero": palabra})

    de_revisa = {"programa_id": pk, "cargo": revisa}
    dar("enviar", dirige)
    dar("abrir-revision", revisa)
    una = observaciones.observar(**de_revisa, texto=palabra)["observacion"]
    notas.anotar(**de_revisa, texto=nota)
    dar("devolver", revisa)
    observaciones.responder(**de_formula, observacion_id=una, texto=palabra)
    dar("enviar", dirige)
    dar("abrir-revision", revisa)
    dar("pedir-devolucion", dirige)
    dar("declinar-devolucion", revisa)
    observaciones.resolver(**de_revisa, observacion_id=una, cerrar=False, texto=palabra)
    observaciones.resolver(**de_revisa, observacion_id=una, cerrar=True)
    dar("aprobar", revisa)
    dar("abrir-resultados", revisa)
    dicho = {("indicador", "resultado_anual"): ("", palabra), ("compromiso", "cumple"): ("", "si")}
    edicion.guardar_linea(
        **de_formula, compromiso_id=fila, cambios=dicho, ediciones={}, derecho="escribir-resultados", referencia=palabra
    )
    recibido = fabrica.recibido(fabrica.pdf(palabra.encode()), f"{palabra}.pdf")
    evidencias.subir(**de_formula, compromiso_id=fila, recibidos=[recibido])
    acto = {"tipo": "oficio", "numero": palabra, "fecha": "03-07-2009", "archivo": recibido}
    enmiendas.pedir(**de_formula, motivo=palabra, acto=acto)


def trabajar():
    obrero = Obrero()
    while obrero.vuelta():
        pass


def partes(servicio, region, de=None):
    """The parts of addresses under a programme, with the ids of that programme, or of the one in `de`."""
    servicio_de, region_de = de or (servicio, region)
    dueno = ProgramaRegional.objects.get(servicio__codigo=servicio_de, region=region_de, formulario="III.1")
    evidencia = Evidencia.objects.filter(programa=dueno).exclude(sha256="").first()
    observacion, nota = dueno.observaciones.first(), dueno.notas_internas.first()
    entradas = Registro.objects.filter(programa_id=dueno.pk).order_by("pk")
    una = entradas.filter(accion=notas.ACCION).first() or entradas.filter(accion="aprobar").first() or entradas.first()
    aviso = Aviso.objects.filter(programa=dueno).first()
    trabajo = Trabajo.objects.exclude(tipo="correo").first()
    return {
        "formulario": "iii-1",
        "servicio": servicio,
        "anio": 2009,
        "region": region,
        "fila": Compromiso.objects.filter(programa=dueno).first().pk,
        "evidencia": evidencia.pk if evidencia else 999_999,
        "sha256": evidencia.sha256 if evidencia else "0" * 64,
        "observacion": observacion.pk if observacion else 999_999,
        "dispensa": nota.pk if nota else 999_999,
        "secuencia": envio.secuencia if (envio := entradas.filter(accion="enviar").first()) else 1,
        "numero": 1,
        "tabla": "control",
        "accion": "traer-objetivos",
        "uidb36": "1",
        "key": "no-hay",
        "persona": 1,
        "puesto": 1,
        "entrada": una.pk,
        "aviso": aviso.pk if aviso else 999_999,
        "trabajo": trabajo.pk if trabajo else 999_999,
    }


def poner(ruta, dadas):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(dadas[m[1]]), ruta)


def caminos():
    """(method, address): each route in Maule, in the other service, and in Antofagasta with Maule's ids; and the pages
    that hang from an amendment, from what is searched for, and from the lines."""
    juegos = [partes(*MAULE), partes(*OTRO), partes(*ANTOFAGASTA, de=MAULE)]
    for nombre, ruta in RUTAS.items():
        if nombre not in ("account_logout", "account_login"):
            for dadas in juegos:
                yield from ((m, poner(ruta["ruta"], dadas)) for m in ruta["metodos"] if m in ("GET", "POST"))
    for dadas in juegos:
        base = f"/iii-1/{dadas['servicio']}/2009/{dadas['region']}/"
        documento = f"documento/{dadas['sha256']}/"
        for resto in ("", "historia/", "oficial.xlsx", documento, f"{documento}retirar/"):
            yield "GET", f"{base}enmienda/1/{resto}"
        yield "GET", f"{base}historia/?solo=pasos"
        yield "GET", f"{base}?editar={dadas['fila']}"
        yield "GET", f"{base}diferencia/?a=1&b=2"
    for palabra in (DE_MAULE, DE_OTRO, DE_NOTA):
        for ruta in ("/buscar/?q={}", "/quien-hizo-que/?palabras={}", "/quien-hizo-que.csv?palabras={}"):
            yield "GET", ruta.format(palabra[:6])  # what a page repeats of the question is not the whole word
    for ruta in ("/quien-hizo-que/?servicio=SERNAM", "/quien-hizo-que/?region=07", "/quien-hizo-que/?persona=rosa"):
        yield "GET", ruta


@pytest.mark.parametrize("quien", PROHIBIDAS)
def test_ninguna_palabra_prohibida_en_ninguna_direccion(conversado, entrar, client, quien):
    cliente, halladas, todas = client if quien == "anónimo" else entrar(quien), [], sorted(set(caminos()))
    for metodo, camino in todas:
        respuesta = cliente.generic(metodo, camino, b"", "application/x-www-form-urlencoded", headers={"accept": "*/*"})
        assert respuesta.status_code < 500, (metodo, camino)
        dicho = "\n".join(textos(respuesta))
        halladas += [(metodo, camino, palabra) for palabra in PROHIBIDAS[quien] if palabra in dicho]
    assert halladas == []
    assert len(todas) > 2 * len(RUTAS)


def test_quien_puede_si_las_lee_en_esas_mismas_direcciones(conversado, entrar):
    """The words are there to be found, in each kind of page and file."""
    base = "/iii-1/SERNAM/2009/07/"
    for camino in (
        *(base, f"{base}historia/", f"{base}oficial.xlsx", f"{base}oficial.pdf", f"{base}evidencias.zip"),
        *(
            f"{base}enmienda/1/",
            f"{base}enmienda/1/documento/{partes(*MAULE)['sha256']}/",
            "/expediente/SERNAM/2009/07/evidencias.zip",
            f"/buscar/?q={DE_MAULE[:6]}",
        ),
    ):
        for quien in ("luis", "rosa", "olga", "hugo"):
            assert DE_MAULE in "\n".join(textos(entrar(quien).get(camino))), (camino, quien)
    for camino in ("/quien-hizo-que/", "/quien-hizo-que.csv"):
        for quien in ("olga", "hugo"):
            assert DE_MAULE in "\n".join(textos(entrar(quien).get(f"{camino}?region=07"))), (camino, quien)
    assert DE_NOTA in entrar("rosa").get(base).content.decode()
    assert DE_OTRO in entrar("rufo").get("/iii-1/OTRO/2009/02/").content.decode()


def test_las_notas_internas_no_existen_en_quien_hizo_que(conversado, entrar):
    """Nobody who may search the register finds that a note was written: neither in the list, nor alone, nor in CSV."""
    nota = Registro.objects.filter(accion=notas.ACCION)
    assert nota.count() == 2
    for quien in ("hugo", "olga"):
        cliente = entrar(quien)
        for camino in ("/quien-hizo-que/", "/quien-hizo-que/?region=07&persona=rosa", "/quien-hizo-que.csv"):
            dicho = "\n".join(textos(cliente.get(camino)))
            assert "nota interna" not in dicho.lower(), (quien, camino)
            assert not any(f"/quien-hizo-que/{pk}/" in dicho for pk in nota.values_list("pk", flat=True))
        for una in nota:
            assert cliente.get(f"/quien-hizo-que/{una.pk}/").status_code == 404
        assert cliente.get("/quien-hizo-que/", {"accion": notas.ACCION}).status_code == 422


def test_ningun_aviso_ni_correo_lleva_palabra_alguna(conversado, entrar, mailoutbox):
    """Mail names the programme and what was done to it, and goes only to those whose programme it is."""
    assert mailoutbox
    for mensaje in mailoutbox:
        entero = f"{mensaje.subject}\n{mensaje.body}\n{mensaje.extra_headers}"
        assert not any(palabra in entero for palabra in (DE_MAULE, DE_OTRO, DE_NOTA)), mensaje.to
        (quien,) = {para.split("@")[0] for para in mensaje.to}
        assert ("Maule" in entero) <= (quien in ("luis", "dora", "rosa", "rita")), quien
        assert ("Otro servicio" in entero) <= (quien in ("oscar", "otilia", "rufo")), quien
    for quien in ("ana", "luis", "rosa", "rufo"):
        texto = leer(entrar(quien).get("/avisos/")).texto
        assert not any(palabra in texto for palabra in (DE_MAULE, DE_OTRO, DE_NOTA)), quien


def test_un_documento_hecho_aparte_no_es_de_quien_no_podria_pedirlo(conversado, entrar, monkeypatch):
    monkeypatch.setattr(trabajos, "AL_INSTANTE", {"xlsx": -1, "pdf": -1})
    espera = entrar("rosa").get("/iii-1/SERNAM/2009/nacional.xlsx")["Location"].split("?")[0]
    trabajar()
    assert DE_MAULE in "\n".join(textos(entrar("rosa").get(f"{espera}archivo/")))
    for quien in ("ana", "luis", "rufo", "oscar", "nadie"):
        for camino in (espera, f"{espera}archivo/"):
            respuesta = entrar(quien).get(camino)
            assert respuesta.status_code == 404, (quien, camino)
            assert DE_MAULE not in "\n".join(textos(respuesta))
