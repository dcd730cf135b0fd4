"""Evidence over HTTP: what one person uploads the others get back as a download, and nothing else than that."""

import csv
import hashlib
import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia
from gestion_territorial.cuentas.models import Asignacion
from gestion_territorial.documentos import trabajos_evidencias
from gestion_territorial.flujo import evidencias
from gestion_territorial.trabajos.obrero import Obrero

from ..archivos import fabrica
from ..escenas import FILA, foto, llevar
from .apoyo import cuerpo, leer

BASE = "/iii-1/SERNAM/2009/02/"
PDF = fabrica.pdf()
JSON = {"accept": "application/json"}


@pytest.fixture
def fila(mundo, almacen):
    (fila,) = llevar(mundo, Estado.RESULTADOS)
    return fila


def archivo(contenido=PDF, nombre="informe.pdf"):
    return SimpleUploadedFile(nombre, contenido)


def subir(cliente, fila, contenido=PDF, nombre="informe.pdf", cabeceras=None, **mas):
    datos = {"archivo": archivo(contenido, nombre), "operacion": uuid.uuid4(), **mas}
    return cliente.post(f"{BASE}fila/{fila}/evidencia/", datos, headers=cabeceras)


def con_archivo():
    return Evidencia.objects.vivas().exclude(sha256="").order_by("pk")


def en_disco(almacen):
    return [r for r in almacen.rglob("*") if r.is_file()]


def test_sin_guion_se_sube_y_lo_escrito_se_guarda(fila, entrar):
    ana = entrar("ana")
    pagina = leer(ana.get(f"{BASE}?editar={fila}"))
    (editor,) = [f for f in pagina.formularios if f.atributos.get("data-editor")]
    assert editor.atributos["enctype"] == "multipart/form-data"
    datos = {**editor.campos, "indicador.resultado_anual": "42 talleres", "archivo": archivo()}
    respuesta = ana.post(f"{BASE}fila/{fila}/evidencia/", datos)
    assert (respuesta.status_code, respuesta["Location"]) == (302, f"{BASE}?editar={fila}#fila-{fila}")
    assert Compromiso.objects.get(pk=fila).indicador.resultado_anual == "42 talleres"
    assert con_archivo().get().nombre == "informe.pdf"
    pagina = ana.get(respuesta["Location"]).content.decode()
    assert "Archivo guardado." in pagina
    assert "informe.pdf" in pagina


def test_con_el_boton_de_guardar_tambien_sube(fila, entrar):
    respuesta = entrar("ana").post(f"{BASE}fila/{fila}/", {"archivo": archivo(), "indicador.edicion": "1"})
    assert respuesta.status_code == 302
    assert con_archivo().count() == 1


def test_un_rechazo_conserva_lo_escrito_y_dice_por_que(fila, entrar, almacen):
    ana = entrar("ana")
    campos = {"indicador.resultado_anual": "42 talleres", "antes.indicador.resultado_anual": "Hecho"}
    respuesta = subir(ana, fila, b"<html><script>", "informe.pdf", **campos, **{"indicador.edicion": "1"})
    assert respuesta.status_code == 302
    pagina = ana.get(respuesta["Location"]).content.decode()
    assert "«informe.pdf» no se guardó: es una página web. Imprímala como PDF y suba ese." in pagina
    assert Compromiso.objects.get(pk=fila).indicador.resultado_anual == "42 talleres"
    assert (con_archivo().count(), en_disco(almacen)) == (0, [])


def test_el_guion_recibe_la_lista_y_los_hallazgos(fila, entrar):
    cuerpo_ = subir(entrar("ana"), fila, cabeceras=JSON).json()
    assert {"evidencias", "hallazgos", "alrededor", "guardado"} <= cuerpo_.keys()
    assert "informe.pdf" in cuerpo_["evidencias"]
    malo = subir(entrar("ana"), fila, b"", cabeceras=JSON)
    assert (malo.status_code, "vacío" in malo.json()["error"]) == (422, True)


def test_un_byte_de_mas_no_y_justo_si(fila, entrar, settings, almacen):
    settings.EVIDENCIA_MAXIMA = len(PDF)
    antes = foto()
    respuesta = subir(entrar("ana"), fila, PDF + b"\n", cabeceras=JSON)
    assert (respuesta.status_code, "el máximo es" in respuesta.json()["error"]) == (422, True)
    assert (foto(), en_disco(almacen)) == (antes, [])
    assert subir(entrar("ana"), fila, PDF, cabeceras=JSON).status_code == 200


@pytest.mark.parametrize("cabeceras", [None, JSON])
def test_una_subida_desmesurada_no_se_lee(fila, entrar, settings, cabeceras):
    settings.EVIDENCIA_MAXIMA = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    respuesta = subir(entrar("ana"), fila, b"x" * 5000, cabeceras=cabeceras)
    assert respuesta.status_code == 400
    assert "de a uno" in respuesta.content.decode()


def test_demasiados_archivos_juntos(fila, entrar):
    datos = {"archivo": [archivo(nombre=f"{n}.pdf") for n in range(21)]}
    respuesta = entrar("ana").post(f"{BASE}fila/{fila}/evidencia/", datos)
    assert (respuesta.status_code, "de a uno" in respuesta.content.decode()) == (400, True)


@pytest.mark.parametrize(
    ("nombre", "queda"),
    [
        ("../../x", "x.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("informe\u202efdp.exe", "informefdp.exe.pdf"),
        ("informe.html", "informe.html.pdf"),
        ('a"; filename="b.html', None),
        ("ñandú 🦙.pdf", "ñandú 🦙.pdf"),
    ],
)
def test_los_nombres_raros_son_inocuos(fila, entrar, nombre, queda):
    ana = entrar("ana")
    assert subir(ana, fila, nombre=nombre, cabeceras=JSON).status_code == 200
    evidencia = con_archivo().get()
    assert queda in (None, evidencia.nombre)
    respuesta = ana.get(f"{BASE}evidencia/{evidencia.pk}/archivo/")
    assert cuerpo(respuesta) == PDF
    disposicion = respuesta["Content-Disposition"]
    assert disposicion.startswith("attachment; filename")
    assert "\u202e" not in disposicion
    assert respuesta["Content-Type"] == "application/pdf"
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert respuesta["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert int(respuesta["Content-Length"]) == len(PDF)


def test_archivos_que_nadie_pidio_no_se_guardan_ni_se_leen(fila, entrar, mundo, monkeypatch):
    """Any other address, another region, or nobody: the bytes are read past and never reach the disk."""

    def prohibido():
        raise AssertionError("a file was kept")

    monkeypatch.setattr("gestion_territorial.archivos.almacen.temporal", prohibido)
    antes = foto()
    assert entrar("ana").post(f"{BASE}fila/nueva/", {"archivo": archivo()}).status_code == 409
    assert entrar("rosa").post(f"{BASE}fila/{fila}/evidencia/", {"archivo": archivo()}).status_code == 403
    assert foto() == antes


def test_fuera_de_la_region_y_del_servicio_no_existe(fila, entrar, mundo):
    subir(entrar("ana"), fila)
    evidencia = con_archivo().get().pk
    for quien in ("luis", "dora", "rufo"):
        cliente = entrar(quien)
        for camino in (f"evidencia/{evidencia}/archivo/", "evidencias.zip"):
            assert cliente.get(BASE + camino).status_code == 404
        assert subir(cliente, fila).status_code == 404
    for ajena in ("/iii-1/SERNAM/2009/07/", "/iii-1/OTRO/2009/02/"):
        assert entrar("hugo").get(f"{ajena}evidencia/{evidencia}/archivo/").status_code == 404
    assert entrar("luis").get("/expediente/SERNAM/2009/02/evidencias.zip").status_code == 404
    # The same address after losing the right.
    ana = entrar("ana")
    bien = ana.get(f"{BASE}evidencia/{evidencia}/archivo/")
    assert (bien.status_code, cuerpo(bien)) == (200, PDF)
    Asignacion.objects.filter(usuario=mundo.usuario("ana")).update(hasta="2009-01-02")
    assert ana.get(f"{BASE}evidencia/{evidencia}/archivo/").status_code == 404


def test_adjuntar_quitar_y_retirar(mundo, almacen, entrar):
    mitades = [FILA | {"indicador": i, "ponderacion": "50"} for i in ("Uno", "Otro")]
    una, otra = llevar(mundo, Estado.RESULTADOS, filas=mitades)
    ana, hugo = entrar("ana"), entrar("hugo")
    subir(ana, una)
    evidencia = con_archivo().get().pk
    pagina = ana.get(f"{BASE}?editar={otra}").content.decode()
    assert f'<option value="{evidencia}">informe.pdf' in pagina
    assert ana.post(f"{BASE}fila/{otra}/adjuntar/", {"evidencia": ""}).status_code == 422
    assert ana.post(f"{BASE}fila/{otra}/adjuntar/", {"evidencia": "9" * 30}).status_code == 422
    assert ana.post(f"{BASE}fila/{otra}/adjuntar/", {"evidencia": evidencia}).status_code == 302
    assert con_archivo().count() == 2
    assert "Retirar…" in hugo.get(BASE).content.decode()
    assert "Retirar…" not in ana.get(BASE).content.decode()
    donde = f"{BASE}evidencia/{evidencia}/retirar/"
    pagina = leer(hugo.get(donde))
    assert "En todos" in pagina.texto or "en todos" in pagina.texto
    (pregunta,) = [f for f in pagina.formularios if "motivo" in f.campos]
    assert hugo.post(donde, pregunta.campos | {"motivo": " "}).status_code == 422
    vieja = hugo.post(donde, pregunta.campos | {"motivo": "Datos de terceros", "edicion": "1"})
    assert (vieja.status_code, "Qué cambió mientras tanto" in vieja.content.decode()) == (409, True)
    assert hugo.post(donde, pregunta.campos | {"motivo": "Datos de terceros"}).status_code == 302
    retirada = ana.get(f"{BASE}evidencia/{evidencia}/archivo/")
    assert (retirada.status_code, "fue retirado" in retirada.content.decode()) == (410, True)
    assert "retirado por la administración" in ana.get(BASE).content.decode()
    assert "Datos de terceros" in ana.get(f"{BASE}historia/").content.decode()
    assert ana.post(f"{BASE}evidencia/{evidencia}/quitar/").status_code == 302


def abrir(respuesta):
    datos = cuerpo(respuesta)
    return datos, zipfile.ZipFile(io.BytesIO(datos))


def test_el_paquete_se_puede_comprobar_sin_el_sistema(mundo, almacen, entrar):
    mitades = [FILA | {"indicador": i, "ponderacion": "50"} for i in ("Uno", "Otro")]
    una, otra = llevar(mundo, Estado.RESULTADOS, filas=mitades)
    ana = entrar("ana")
    subir(ana, una, nombre="=cmd.pdf")
    subir(ana, una, fabrica.png(), "foto.png")
    subir(ana, otra, fabrica.jpeg(), "retirada.jpg")
    ana.post(f"{BASE}fila/{otra}/adjuntar/", {"evidencia": con_archivo().first().pk})
    evidencias.retirar(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("hugo"),
        evidencia_id=con_archivo().get(nombre="retirada.jpg").pk,
        motivo="Sobra",
    )
    datos, paquete = abrir(ana.get(f"{BASE}evidencias.zip"))
    assert sorted(paquete.namelist()) == [
        "III.1/fila-01/02-=cmd.pdf",
        "III.1/fila-01/03-foto.png",
        "SHA256SUMS",
        "indice.csv",
        "lo_que_falta.csv",
    ]
    sumas = dict(reversed(linea.split("  ")) for linea in paquete.read("SHA256SUMS").decode().splitlines())
    assert sumas == {n: hashlib.sha256(paquete.read(n)).hexdigest() for n in paquete.namelist() if n != "SHA256SUMS"}
    indice = list(csv.DictReader(io.StringIO(paquete.read("indice.csv").decode("utf-8-sig")), delimiter=";"))
    assert [(r["fila"], r["situación"]) for r in indice] == [
        ("1", "referencia: el documento está en otra parte"),
        ("1", "incluido"),
        ("1", "incluido"),
        ("2", "referencia: el documento está en otra parte"),
        ("2", "retirado por la administración"),
        ("2", "incluido"),
    ]
    assert indice[1]["nombre del archivo o referencia"] == "'=cmd.pdf"
    assert indice[5]["archivo en este paquete"] == "III.1/fila-01/02-=cmd.pdf"
    assert indice[1]["SHA-256"] == hashlib.sha256(PDF).hexdigest()
    assert indice[1]["subido por"].startswith("Ana, ")
    assert "retirada.jpg" in paquete.read("lo_que_falta.csv").decode()
    assert abrir(ana.get(f"{BASE}evidencias.zip"))[0] == datos  # the same content, the same bytes
    expediente = reverse("expediente-zip", kwargs={"servicio": "SERNAM", "anio": 2009, "region": "02"})
    assert set(paquete.namelist()) <= set(abrir(ana.get(expediente))[1].namelist())


def test_un_paquete_grande_se_hace_aparte_y_solo_para_quien_lo_puede_ver(mundo, fila, entrar, monkeypatch):
    monkeypatch.setattr(trabajos_evidencias, "AL_INSTANTE", -1)
    ana = entrar("ana")
    subir(ana, fila)
    espera = ana.get(f"{BASE}evidencias.zip")
    assert espera.status_code == 302
    assert f'<a href="{BASE}">Volver a III.1' in ana.get(espera["Location"]).content.decode()
    donde = f"{espera['Location'].split('?')[0]}archivo/"
    assert ana.get(donde).status_code == 404  # not made yet
    obrero = Obrero()
    while obrero.vuelta():
        pass
    _, paquete = abrir(ana.get(donde))
    assert "SHA256SUMS" in paquete.namelist()
    assert sum(n.startswith("III.1/fila-01/") for n in paquete.namelist()) == 1
    assert [entrar(quien).get(donde).status_code for quien in ("luis", "rufo")] == [404, 404]
    assert cuerpo(ana.get(f"{BASE}evidencias.zip")) == cuerpo(ana.get(donde))  # it is made already
    subir(ana, fila, fabrica.png(), "foto.png")
    assert ana.get(f"{BASE}evidencias.zip").status_code == 302  # another content


def test_un_archivo_perdido_o_cambiado_no_impide_el_paquete(fila, mundo, almacen, entrar):
    ana = entrar("ana")
    subir(ana, fila)
    subir(ana, fila, fabrica.png(), "foto.png")
    primero, segundo = sorted(en_disco(almacen), key=lambda r: r.stat().st_size, reverse=True)
    primero.unlink()
    segundo.write_bytes(b"otra cosa")
    _, paquete = abrir(ana.get(f"{BASE}evidencias.zip"))
    falta = paquete.read("lo_que_falta.csv").decode()
    assert "no está en el almacén" in falta
    assert "su contenido no es el que se subió" in falta
    assert [n for n in paquete.namelist() if "fila" in n] == []
    perdida = ana.get(f"{BASE}evidencia/{con_archivo().first().pk}/archivo/")
    assert (perdida.status_code, "no se encuentra" in perdida.content.decode()) == (404, True)


def test_en_un_borrador_no_se_sube(mundo, almacen, entrar):
    (fila,) = mundo.escribir(filas=[FILA])
    respuesta = subir(entrar("ana"), fila)
    assert respuesta.status_code == 409
    assert en_disco(almacen) == []
