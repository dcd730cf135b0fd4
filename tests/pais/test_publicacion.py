"""A verdict is published once it is final, by a reviewer, and stays as it was said."""

import json
import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from openpyxl import load_workbook

from gestion_territorial.auditoria import inmutables
from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import faltas as faltas_del_registro
from gestion_territorial.auditoria.registro import leer
from gestion_territorial.compromisos.escritura import escribiendo
from gestion_territorial.compromisos.models import Compromiso, ProgramaRegional, actor_de
from gestion_territorial.documentos import documento
from gestion_territorial.flujo import errores, por_que, publicacion
from gestion_territorial.flujo.models import Publicacion
from gestion_territorial.flujo.verificacion import verificar
from gestion_territorial.puntaje import evaluar

from ..archivos import fabrica
from ..web.apoyo import cuerpo
from ..web.apoyo import leer as leer_pagina
from .conftest import BASE


def alterar(mundo, compromiso, region="02"):
    """What a reopened programme would do, until there is that step: another answer, another version in force."""
    with escribiendo(mundo.programa(region).pk, actor=actor_de(mundo.cargo("rosa"))) as escritura:
        escritura.guardar_fila(Compromiso, compromiso, cambios={"cumple_validado": ("", "no")})
        version = escritura.cortar_version("cierre")
        viejo = escritura.programa.vigente_id
        ProgramaRegional.todos.filter(pk=escritura.programa.pk).update(vigente=version)
        cambios = {"vigente": [viejo, version.pk]}
        escritura.asentar("cerrar", cambios=cambios, version=version.numero, sha256=version.sha256)


def test_lo_publicado_congela_versiones_resultados_y_personas(mundo):
    mundo.cerrar_todo()
    p = mundo.publicar()
    assert (p.numero, p.veredicto, p.anterior, p.actor_nombre) == (1, "CUMPLE", "", "Rosa")
    assert p.sha256 == sha256(p.contenido)
    resultado = publicacion.resultado_de(p)
    assert evaluar(resultado["entrada"]) == resultado["informe"]
    antofagasta = next(r for r in resultado["regiones"] if r["region"] == "02")
    vigente = mundo.programa().vigente
    assert antofagasta["version"] == {"numero": vigente.numero, "motivo": "cierre", "sha256": vigente.sha256}
    assert antofagasta["respondieron"] == [
        {"nombre": "Ana", "cargo": "Formulador/a regional · SERNAM · Antofagasta", "respuestas": 3}
    ]
    firmas = {f["accion"]: f["nombre"] for f in antofagasta["firmas"]}
    assert (firmas["enviar-resultados"], firmas["validar"], firmas["cerrar"]) == ("Diego", "Rosa", "Rosa")
    entrada = Registro.objects.get(accion="publicar veredicto")
    assert entrada.cadena == "SERNAM/2009/nacional"
    assert leer(entrada)["datos"]["sha256"] == p.sha256
    assert list(faltas_del_registro()) == []
    assert verificar().faltas == []


def test_mientras_no_es_definitivo_no_se_publica(mundo):
    mundo.cerrar("02")
    with pytest.raises(errores.EstadoIncorrecto, match="Maule"):
        mundo.publicar()
    assert not Publicacion.objects.exists()


def test_la_region_que_nadie_abrio_impide_cumplir_y_publicar(mundo, entrar):
    mundo.cerrar("02")
    resultado = mundo.estudio().resultado
    assert (resultado["veredicto"], resultado["definitivo"]) == ("PENDIENTE", False)
    assert resultado["depende_de"] == ["07"]
    assert evaluar(resultado["entrada"]) == resultado["informe"]
    respuesta = entrar("rosa").get(f"{BASE}publicar/")
    assert respuesta.status_code == 409
    assert "Maule" in leer_pagina(respuesta).texto


@pytest.mark.parametrize("quien", ["hugo", "olga", "rufo", "diego"])
def test_solo_publica_quien_revisa_ese_servicio(mundo, quien):
    mundo.cerrar_todo()
    with pytest.raises(errores.NoAutorizado):
        mundo.publicar(quien)


def test_quien_envio_una_region_no_publica_aunque_hoy_revise(mundo):
    mundo.cerrar_todo()
    rosa = mundo.cargo("rosa")
    rosa.usuario, rosa.usuario_id = mundo.usuario("diego"), mundo.usuario("diego").pk
    como = {"servicio": mundo.servicio, "periodo": mundo.periodo, "formulario": mundo.formulario, "cargo": rosa}
    with pytest.raises(errores.NoAutorizado, match="otra persona"):
        publicacion.publicar(**como, huella=mundo.estudio().huella)


def test_dos_veces_lo_mismo_es_una_y_otra_igual_no_corrige_nada(mundo):
    mundo.cerrar_todo()
    operacion = uuid.uuid4()
    una, otra = mundo.publicar(operacion=operacion), mundo.publicar(operacion=operacion)
    assert una.pk == otra.pk
    with pytest.raises(errores.EstadoIncorrecto, match="ya dice esto mismo"):
        mundo.publicar(motivo="Por si acaso")
    with pytest.raises(errores.EstadoIncorrecto, match="otra parte"):
        mundo.publicar("rita", operacion=operacion)
    assert Publicacion.objects.count() == 1


def test_lo_que_cambio_mientras_se_miraba_no_se_publica(mundo):
    ids = mundo.cerrar_todo()
    vista = mundo.estudio().huella
    alterar(mundo, ids["02"][0])
    with pytest.raises(errores.ContenidoCambiado):
        mundo.publicar(huella=vista)


def test_despues_de_publicado_lo_publicado_queda_y_se_ve_que_cambio(mundo, entrar):
    ids = mundo.cerrar_todo()
    p = mundo.publicar()
    antes = documento.publicado(Publicacion.objects.get(pk=p.pk))
    contenido = p.contenido
    rosa = entrar("rosa")
    assert "cambió después de publicado" not in leer_pagina(rosa.get("/pais/SERNAM/2009/")).texto
    alterar(mundo, ids["02"][0])
    guardada = Publicacion.objects.get(pk=p.pk)
    assert (guardada.contenido, guardada.veredicto) == (contenido, "CUMPLE")
    assert documento.publicado(guardada) == antes
    assert antes.veredicto.valor == "CUMPLE"
    assert antes.bloques[0].desempeno.valor == "100,00"
    hoy = documento.nacional(mundo.servicio, mundo.periodo, mundo.formulario)
    assert hoy.veredicto.valor == "NO CUMPLE"
    assert "Cambió después de publicado" in hoy.veredicto.detalle
    for donde in ("/pais/SERNAM/2009/", f"{BASE}por-que/"):
        assert "cambió después de publicado" in leer_pagina(rosa.get(donde)).texto
    assert "cambió después de publicado" in leer_pagina(entrar("hugo").get("/pais/2009/")).texto
    publicada = leer_pagina(rosa.get(f"{BASE}por-que/?publicacion=1")).texto
    assert "100,00" in publicada
    assert "60" not in publicada.split("Publicaciones")[0].split("Regiones, de norte a sur")[1]
    assert verificar().faltas == []


def test_los_documentos_publicados_no_cambian_ni_una_letra(mundo, entrar):
    """Downloaded before and after a result is changed: the same cells, the same JSON, the same hash."""
    ids = mundo.cerrar_todo()
    p = mundo.publicar()
    rosa, json_ = entrar("rosa"), f"{BASE}por-que.json?publicacion=1"

    def celdas(donde):
        libro = load_workbook(BytesIO(rosa.get(donde).content))
        return [[c.value for fila in hoja.iter_rows() for c in fila] for hoja in libro]

    antes = celdas(f"{BASE}nacional.xlsx?publicacion=1"), rosa.get(json_).content, p.sha256
    hoy = celdas(f"{BASE}nacional.xlsx")
    alterar(mundo, ids["02"][0])
    guardada = Publicacion.objects.get(pk=p.pk)
    assert (celdas(f"{BASE}nacional.xlsx?publicacion=1"), rosa.get(json_).content, guardada.sha256) == antes
    assert sha256(guardada.contenido) == p.sha256
    assert celdas(f"{BASE}nacional.xlsx") != hoy  # what is stored did change


def test_la_que_nadie_abrio_impide_aunque_se_pierda_todo_lo_demas(mundo):
    """With the other region lost the verdict is known, but not final: nothing is published yet."""
    mundo.cerrar("02", respuestas=("no", "no", "no"))
    resultado = mundo.estudio().resultado
    assert (resultado["veredicto"], resultado["definitivo"]) == ("NO CUMPLE", False)
    with pytest.raises(errores.EstadoIncorrecto, match="Maule"):
        mundo.publicar()


def test_una_correccion_es_otra_publicacion_con_motivo(mundo):
    ids = mundo.cerrar_todo()
    primera = mundo.publicar()
    alterar(mundo, ids["02"][0])
    with pytest.raises(errores.DatoInvalido) as rechazo:
        mundo.publicar(motivo="  ")
    assert rechazo.value.campo == "motivo"
    segunda = mundo.publicar(motivo="Oficio 12: una respuesta no se acreditó.")
    assert (segunda.numero, segunda.veredicto, segunda.anterior) == (2, "NO CUMPLE", primera.sha256)
    assert verificar().faltas == []
    hoja = documento.regional(mundo.programa())
    assert hoja.veredicto.valor == "NO CUMPLE"
    vieja = mundo.programa().versiones.get(numero=mundo.programa().vigente.numero - 1)
    assert documento.regional(mundo.programa(), vieja).veredicto.valor == "CUMPLE"


def test_el_documento_que_la_ordena_queda_en_lo_publicado_y_se_lee(mundo, entrar):
    mundo.cerrar_todo()
    acto = {"tipo": "resolucion", "numero": "77", "fecha": "30-12-2009"}
    with pytest.raises(errores.DatoInvalido, match="número del documento"):
        mundo.publicar(acto=acto | {"numero": ""})
    publicada = mundo.publicar(acto=acto)
    assert json.loads(publicada.contenido)["acto"] == acto | {"fecha": "2009-12-30"}
    pagina = leer_pagina(entrar("rosa").get("/iii-1/SERNAM/2009/por-que/?publicacion=1"))
    assert "Se funda en: Resolución 77, del 30-12-2009" in pagina.texto
    assert verificar().faltas == []


def test_la_linea_12_dice_lo_publicado_en_pantalla_y_en_papel(mundo, entrar):
    mundo.cerrar_todo()
    ana = entrar("ana")
    assert "Se informa a nivel nacional" in leer_pagina(ana.get(f"{BASE}02/")).texto
    assert documento.regional(mundo.programa()).veredicto.valor == "Se informa a nivel nacional"
    mundo.publicar()
    texto = leer_pagina(ana.get(f"{BASE}02/")).texto
    assert "Se informa a nivel nacional" not in texto
    assert "publicación n.º 1" in texto
    assert documento.regional(mundo.programa()).veredicto.valor == "CUMPLE"


def test_se_publica_en_pantalla_y_dos_veces_la_misma_pagina_es_una(mundo, entrar):
    mundo.cerrar_todo()
    rosa = entrar("rosa")
    formulario = leer_pagina(rosa.get(f"{BASE}publicar/")).formularios[-1]
    for _ in range(2):
        respuesta = rosa.post(f"{BASE}publicar/", formulario.campos)
        assert (respuesta.status_code, respuesta["Location"]) == (302, f"{BASE}por-que/?publicacion=1")
    assert Publicacion.objects.count() == 1
    assert rosa.get(f"{BASE}nacional.xlsx?publicacion=1").status_code == 200
    assert rosa.get(f"{BASE}nacional.xlsx?publicacion=7").status_code == 404
    assert rosa.get(f"{BASE}por-que/?publicacion=x").status_code == 404
    assert rosa.post(f"{BASE}publicar/", formulario.campos | {"huella": "otra", "operacion": ""}).status_code == 409


@pytest.mark.parametrize(
    "orden", ["UPDATE flujo_publicacion SET veredicto = 'NO CUMPLE'", "DELETE FROM flujo_publicacion"]
)
def test_lo_publicado_no_se_modifica_ni_se_borra(mundo, orden):
    mundo.cerrar_todo()
    mundo.publicar()
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="solo admite agregar"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(orden)
    assert Publicacion.objects.get().veredicto == "CUMPLE"
    assert not [d for d in inmutables.faltantes() if "publicacion" in d]


def test_una_segunda_sin_motivo_no_cabe_en_la_base(mundo):
    mundo.cerrar_todo()
    p = mundo.publicar()
    p.pk, p.numero, p.operacion = None, 2, None
    with pytest.raises(IntegrityError), transaction.atomic():
        p.save(force_insert=True)


def _falso(p, cambiar):
    datos = json.loads(p.contenido)
    cambiar(datos["resultado"])
    texto = canonico(datos)
    Publicacion.objects.filter(pk=p.pk).update(contenido=texto, sha256=sha256(texto))


@pytest.mark.parametrize(
    ("cambio", "que"),
    [
        (lambda p: Publicacion.objects.filter(pk=p.pk).update(contenido=p.contenido + " "), "SHA-256 del veredicto"),
        (lambda p: Publicacion.objects.filter(pk=p.pk).update(contenido="{}"), "contenido del veredicto"),
        (lambda p: Publicacion.objects.filter(pk=p.pk).update(veredicto="NO CUMPLE"), "columna «veredicto»"),
        (lambda p: _falso(p, lambda r: r["entrada"]["programas"][0]["unidades"].pop()), "recálculo del veredicto"),
        (lambda p: _falso(p, lambda r: r["informe"]["programas"][0].update(mostrado="1")), "recálculo del veredicto"),
        (lambda p: _falso(p, lambda r: r.update(veredicto="NO CUMPLE")), "recálculo del veredicto"),
        (lambda p: _falso(p, lambda r: r["regiones"][0]["version"].update(sha256="0")), "versión"),
        (lambda p: _falso(p, lambda r: r.update(anio=2010)), "SHA-256 registrado"),
        (lambda p: Publicacion.objects.all().delete(), "publicación 1"),
    ],
)
def test_verificar_nombra_lo_publicado_que_no_se_sostiene(mundo, cambio, que):
    mundo.cerrar_todo()
    p = mundo.publicar()
    connection.check_constraints()
    with inmutables.suspendidos():
        cambio(p)
        connection.check_constraints()
    assert any(f.que.startswith(que) and "III.1 SERNAM" in f.donde for f in verificar().faltas)
    with pytest.raises(SystemExit):
        call_command("verificar")


def test_numero_exacto():
    assert [por_que.numero(m) for m in (None, 0, 250, 89_995, 100_000)] == [None, "0", "0,25", "89,995", "100"]


def test_el_documento_de_una_publicacion_se_descarga_por_lo_nacional(mundo, almacen, entrar):
    """By the form that publishes, kept with what it published; a region does not reach it by this address."""
    mundo.cerrar_todo()
    rosa, donde = entrar("rosa"), f"{BASE}publicaciones/1/documento/"
    assert rosa.get(donde).status_code == 404
    pagina = leer_pagina(rosa.get(f"{BASE}publicar/"))
    formulario = pagina.formulario("")
    assert formulario.atributos["enctype"] == "multipart/form-data"
    escrito = {"acto.tipo": "resolucion", "acto.numero": "77", "acto.fecha": "01-12-2009"}
    contenido = fabrica.pdf(b"resolucion 77")
    malo = rosa.post(
        f"{BASE}publicar/", formulario.campos | escrito | {"acto.numero": "", "acto.archivo": _archivo(contenido)}
    )
    assert malo.status_code == 422
    assert "Vuelva a elegir el archivo" in malo.content.decode()
    hecho = rosa.post(f"{BASE}publicar/", formulario.campos | escrito | {"acto.archivo": _archivo(contenido)})
    assert hecho.status_code == 302
    pagina = leer_pagina(rosa.get(hecho["Location"]))
    assert "Resolución 77, del 01-12-2009" in pagina.texto
    assert donde in pagina.enlaces
    lista = leer_pagina(rosa.get(f"{BASE}por-que/"))  # of today, where it is one of the publications
    assert "Resolución 77, del 01-12-2009: resolucion 77.pdf" in lista.texto.split("Publicaciones")[1]
    assert lista.enlaces.count(donde) == 1
    respuesta = entrar("olga").get(donde)
    assert (respuesta.status_code, cuerpo(respuesta)) == (200, contenido)
    assert respuesta["Content-Disposition"] == 'attachment; filename="resolucion 77.pdf"'
    assert entrar("ana").get(donde).status_code == 403
    assert entrar("rufo").get(donde).status_code == 404
    assert publicacion.acto_de(Publicacion.objects.get())["archivo"]["nombre"] == "resolucion 77.pdf"
    assert verificar().faltas == []


def _archivo(contenido):
    return SimpleUploadedFile("resolucion 77.pdf", contenido)
