"""The file of a formal act over HTTP: sent with the step, a download for who sees the programme, nothing for others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.flujo import acciones, enmiendas, evidencias, retiros
from gestion_territorial.flujo.verificacion import verificar

from ..archivos import fabrica
from ..escenas import FILA, llevar
from .apoyo import cuerpo, leer
from .test_consultas import consultas

BASE = "/iii-1/SERNAM/2009/02/"
PDF = fabrica.pdf(b"firmada")
DONDE = f"{BASE}documento/{fabrica.recibido(PDF).sha256}/"
DOS = [FILA | {"indicador": texto, "ponderacion": "50"} for texto in ("Uno", "Dos")]
ACTO = {"tipo": "resolucion", "numero": "1.234", "fecha": "01-12-2009"}
CON_ARCHIVO = {**ACTO, "archivo": fabrica.recibido(PDF, "resolución.pdf")}
RETIRADO = "Resolución 1.234, del 01-12-2009: resolución.pdf (archivo retirado)"
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


def retirar(mundo, programa=None):
    retiros.retirar_documento(
        programa_id=(programa or mundo.programa()).pk,
        cargo=mundo.cargo("hugo"),
        sha256=fabrica.recibido(PDF).sha256,
        motivo="Trae datos personales",
    )


def dice_retirado(cliente, pagina, donde=DONDE):
    """Whether a page shows the act's file by its name, and no way to it."""
    leida = leer(cliente.get(pagina))
    return RETIRADO in leida.texto and not any(enlace.startswith(donde) for enlace in leida.enlaces)


def test_la_administracion_retira_el_archivo_de_un_acto_desde_la_historia(mundo, almacen, entrar):
    mundo.escribir()
    mundo.dar("enviar", "diego", acto=CON_ARCHIVO)
    hugo, retiro, historia = entrar("hugo"), f"{DONDE}retirar/", f"{BASE}historia/"
    for quien in ("ana", "diego", "rosa", "olga"):
        assert "Retirar este archivo" not in leer(entrar(quien).get(historia)).texto
        assert entrar(quien).get(retiro).status_code == 403
    assert entrar("luis").get(retiro).status_code == 404
    assert hugo.get(retiro.replace("/02/", "/07/")).status_code == 404  # a programme without that act
    assert retiro in leer(hugo.get(historia)).enlaces
    pregunta = leer(hugo.get(retiro))
    assert "Retirar «resolución.pdf»" in pregunta.texto
    assert historia in pregunta.enlaces
    campos = pregunta.formulario("").campos
    vacio = hugo.post(retiro, campos | {"motivo": " "})
    assert (vacio.status_code, "Escriba el motivo" in leer(vacio).texto) == (422, True)
    vieja = hugo.post(retiro, campos | {"motivo": "Datos de terceros", "edicion": "1"})
    assert (vieja.status_code, "Qué cambió mientras tanto" in leer(vieja).texto) == (409, True)
    assert "Retirar este archivo" not in leer(vieja).texto  # what changed is told there, not acted upon
    hecho = hugo.post(retiro, campos | {"motivo": "Datos de terceros"})
    assert (hecho.status_code, hecho["Location"]) == (302, historia)
    envio = Registro.objects.get(programa_id=mundo.programa().pk, accion="enviar")
    for quien in ("ana", "rosa", "hugo"):
        for pagina in (historia, f"{BASE}comprobante/{envio.secuencia}/"):
            assert dice_retirado(entrar(quien), pagina), (quien, pagina)
    assert "Datos de terceros" in leer(entrar("ana").get(historia)).texto
    assert "resolución.pdf (archivo retirado), SHA-256" in leer(hugo.get(f"/quien-hizo-que/{envio.pk}/")).texto
    assert entrar("ana").get(DONDE).status_code == 410
    campos = leer(hugo.get(retiro)).formulario("").campos
    assert hugo.post(retiro, campos | {"motivo": "Otra vez"}).status_code == 410
    assert verificar().faltas == []


def test_antes_de_retirarlo_se_lee_donde_mas_se_usa(mundo, almacen, entrar):
    for region, formula, dirige in (("02", "ana", "diego"), ("07", "luis", "dora")):
        mundo.escribir(region, quien=formula)
        mundo.dar("enviar", dirige, region, acto=CON_ARCHIVO)
    pagina = leer(entrar("hugo").get(f"{DONDE}retirar/"))
    assert {BASE, BASE.replace("/02/", "/07/")} <= set(pagina.enlaces)


def test_en_la_enmienda_y_en_lo_que_enmendo_tambien_se_dice(mundo, almacen, entrar):
    llevar(mundo, Estado.APROBADO)
    enmiendas.pedir(programa_id=mundo.programa().pk, cargo=mundo.cargo("ana"), motivo="Menos", acto=CON_ARCHIVO)
    base, donde = f"{BASE}enmienda/1/", DONDE.replace("/02/", "/02/enmienda/1/")
    ana, hugo = entrar("ana"), entrar("hugo")
    assert f"{donde}retirar/" in leer(hugo.get(f"{base}historia/")).enlaces
    campos = leer(hugo.get(f"{donde}retirar/")).formulario("").campos
    assert hugo.post(f"{donde}retirar/", campos | {"motivo": ""}).status_code == 422
    assert hugo.post(f"{donde}retirar/", campos | {"motivo": "Datos de terceros"}).status_code == 302
    for pagina in (base, f"{base}historia/"):
        assert dice_retirado(ana, pagina, donde), pagina
    enmienda = ProgramaRegional.todos.get(enmienda_de=mundo.programa())
    for paso, quien in (("enviar", "diego"), ("abrir-revision", "rosa"), ("aprobar-enmienda", "rosa")):
        acciones.dar(paso, programa_id=enmienda.pk, cargo=mundo.cargo(quien))
    for pagina in (base, f"{BASE}historia/"):  # what was approved tells of it where it was applied
        assert dice_retirado(ana, pagina), pagina
    assert verificar().faltas == []


def test_lo_que_repone_la_region_lo_dice_en_la_pagina_del_programa(mundo, almacen, entrar):
    llevar(mundo, Estado.VALIDADO)
    mundo.dar("reponer", "diego", motivo="No se leyó el informe", acto=CON_ARCHIVO)
    rosa = entrar("rosa")
    assert DONDE in leer(rosa.get(BASE)).enlaces
    retirar(mundo)
    for pagina in (BASE, f"{BASE}paso/reabrir/"):
        assert dice_retirado(rosa, pagina), pagina


def test_las_consultas_de_la_historia_no_crecen_con_los_documentos(mundo, almacen, entrar):
    mundo.escribir()
    hugo, cuentas = entrar("hugo"), []
    for n in range(4):
        archivo = fabrica.recibido(fabrica.pdf(f"oficio {n}".encode()), f"oficio {n}.pdf")
        mundo.dar("enviar", "diego", acto={**ACTO, "archivo": archivo})
        mundo.dar("retirar", "diego")
        cuentas.append(consultas(hugo, f"{BASE}historia/"))
    assert leer(hugo.get(f"{BASE}historia/")).texto.count("Retirar este archivo") == 4
    assert len(set(cuentas)) == 1
