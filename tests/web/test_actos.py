"""The file of a formal act over HTTP: sent with the step, a download for who sees the programme, nothing for others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Estado
from gestion_territorial.flujo import enmiendas, evidencias
from gestion_territorial.flujo.verificacion import verificar

from ..archivos import fabrica
from ..escenas import FILA, llevar
from .apoyo import cuerpo, leer

BASE = "/iii-1/SERNAM/2009/02/"
PDF = fabrica.pdf(b"firmada")
DONDE = f"{BASE}documento/{fabrica.recibido(PDF).sha256}/"
DOS = [FILA | {"indicador": texto, "ponderacion": "50"} for texto in ("Uno", "Dos")]
ACTO = {"tipo": "resolucion", "numero": "1.234", "fecha": "01-12-2009"}
ESCRITO = {f"acto.{campo}": valor for campo, valor in ACTO.items()}


def archivo(contenido=PDF, nombre="resolución.pdf"):
    return SimpleUploadedFile(nombre, contenido)


def dar(cliente, paso, **cambios):
    donde = f"{BASE}paso/{paso}/"
    return cliente.post(
        donde, leer(cliente.get(donde)).formulario("").campos | ESCRITO | {"acto.archivo": archivo()} | cambios
    )


def test_se_envia_con_su_documento_y_cada_uno_lo_descarga(mundo, almacen, entrar):
    mundo.escribir()
    diego = entrar("diego")
    assert dar(diego, "enviar").status_code == 302
    secuencia = Registro.objects.get(programa_id=mundo.programa().pk, accion="enviar").secuencia
    for pagina in (f"{BASE}historia/", f"{BASE}comprobante/{secuencia}/"):
        leida = leer(diego.get(pagina))
        assert "Resolución 1.234, del 01-12-2009" in leida.texto
        assert DONDE in leida.enlaces
    for quien in ("ana", "rosa", "hugo", "olga"):
        respuesta = entrar(quien).get(DONDE)
        assert (respuesta.status_code, cuerpo(respuesta)) == (200, PDF)
        assert respuesta["Content-Disposition"].startswith("attachment; ")
        assert (respuesta["X-Content-Type-Options"], respuesta["Content-Type"]) == ("nosniff", "application/pdf")
    for quien in ("luis", "rufo"):
        assert entrar(quien).get(DONDE).status_code == 404
    assert entrar("luis").get(DONDE.replace("/02/", "/07/")).status_code == 404  # his own address, another's file


def test_un_rechazo_devuelve_lo_escrito_y_pide_elegir_otra_vez_el_archivo(mundo, almacen, entrar):
    mundo.escribir()
    respuesta = dar(entrar("diego"), "enviar", **{"acto.numero": ""})
    assert respuesta.status_code == 422
    pagina = leer(respuesta)
    assert "Escriba el número del documento" in pagina.texto
    assert "#acto-numero" in pagina.enlaces
    malos = [a["id"] for _, a in pagina.etiquetas if a.get("aria-invalid")]
    assert malos == ["acto-numero"]
    assert "Vuelva a elegir el archivo" in pagina.texto
    assert pagina.formulario("").campos["acto.fecha"] == "01-12-2009"
    assert not Archivo.objects.exists()
    respuesta = dar(entrar("diego"), "enviar", **{"acto.archivo": archivo(b"<svg onload='x'>", "acto.pdf")})
    assert respuesta.status_code == 422
    assert "acto.pdf" in leer(respuesta).texto
    assert "#acto-archivo" in leer(respuesta).enlaces
    assert not Archivo.objects.exists()


def test_a_un_paso_sin_documento_no_se_le_manda_un_archivo(mundo, almacen, entrar):
    llevar(mundo, Estado.ENVIADO)
    assert dar(entrar("rosa"), "abrir-revision").status_code == 302
    assert not Archivo.objects.exists()
    assert [ruta for ruta in almacen.rglob("*") if ruta.is_file()] == []


@pytest.mark.parametrize("tamano", [0, 1])
def test_el_limite_es_el_de_todo_archivo(mundo, almacen, entrar, settings, tamano):
    settings.EVIDENCIA_MAXIMA = len(PDF) - tamano
    mundo.escribir()
    assert dar(entrar("diego"), "enviar").status_code == (422 if tamano else 302)


def test_la_enmienda_y_su_pagina_llevan_el_documento(mundo, almacen, entrar):
    llevar(mundo, Estado.APROBADO)
    ana = entrar("ana")
    campos = leer(ana.get(f"{BASE}enmienda/")).formulario("").campos
    hecho = ana.post(f"{BASE}enmienda/", campos | ESCRITO | {"motivo": "Menos presupuesto", "acto.archivo": archivo()})
    assert hecho.status_code == 302
    donde = DONDE.replace("/02/", "/02/enmienda/1/")
    assert donde in leer(ana.get(hecho["Location"])).enlaces
    assert cuerpo(entrar("rosa").get(donde)) == PDF


def test_de_oficio_el_documento_queda_en_cada_region_y_se_guarda_una_vez(mundo, almacen, entrar):
    ids = llevar(mundo, Estado.APROBADO, filas=DOS)
    en_maule = mundo.escribir("07", DOS, "luis")
    mundo.aprobar("07", "dora")
    datos = ESCRITO | {"motivo": "Menos presupuesto", "que": "anular", "repartir": "1", "acto.archivo": archivo()}
    datos |= {"region": ["02", "07"], "filas": [str(ids[0]), str(en_maule[0])]}
    respuesta = entrar("rosa").post("/iii-1/SERNAM/2009/enmienda/", datos)
    assert respuesta.status_code == 302
    assert Archivo.objects.count() == 1
    for quien, region in (("ana", "02"), ("luis", "07")):
        assert cuerpo(entrar(quien).get(DONDE.replace("/02/", f"/{region}/enmienda/1/"))) == PDF


def test_al_retirar_una_evidencia_se_dice_que_tambien_es_de_un_acto(mundo, almacen, entrar):
    (fila, *_) = llevar(mundo, Estado.RESULTADOS)
    de_ana = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    hecho = evidencias.subir(**de_ana, compromiso_id=fila, recibidos=[fabrica.recibido(PDF)])
    mundo.escribir("07", quien="luis")
    mundo.dar("enviar", "dora", "07", acto={**ACTO, "archivo": fabrica.recibido(PDF)})
    donde = f"{BASE}evidencia/{hecho['evidencias'][0]}/retirar/"
    hugo = entrar("hugo")
    pagina = leer(hugo.get(donde))
    assert "como documento de un acto" in pagina.texto
    assert "/iii-1/SERNAM/2009/07/" in pagina.enlaces
    assert hugo.post(donde, pagina.formulario("").campos | {"motivo": "Trae datos personales"}).status_code == 302
    respuesta = entrar("luis").get(DONDE.replace("/02/", "/07/"))
    assert (respuesta.status_code, "retirado por la administración" in leer(respuesta).texto) == (410, True)
    assert verificar().faltas == []


def test_la_lista_de_enmiendas_nombra_el_documento(mundo, almacen, entrar):
    llevar(mundo, Estado.APROBADO)
    enmiendas.pedir(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("ana"),
        motivo="Menos presupuesto",
        acto={**ACTO, "archivo": fabrica.recibido(PDF)},
    )
    texto = leer(entrar("ana").get(f"{BASE}enmienda/")).texto
    assert "Resolución 1.234, del 01-12-2009" in texto
    assert "{" not in texto
