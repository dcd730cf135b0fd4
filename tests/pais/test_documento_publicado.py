"""The file of the act behind a published verdict, withdrawn: from a programme that uses it too, or from there."""

import pytest

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer
from gestion_territorial.flujo import errores, retiros
from gestion_territorial.flujo.models import Publicacion
from gestion_territorial.flujo.verificacion import verificar

from ..archivos import fabrica
from ..escenas import foto
from ..web.apoyo import cuerpo
from ..web.apoyo import leer as leer_pagina
from ..web.test_consultas import consultas
from .conftest import BASE
from .test_publicacion import alterar

PDF = fabrica.pdf(b"resolucion 77")
ARCHIVO = fabrica.recibido(PDF, "resolucion 77.pdf")
ACTO = {"tipo": "resolucion", "numero": "77", "fecha": "01-12-2009"}
CON_ARCHIVO = ACTO | {"archivo": ARCHIVO}


def anotados():
    """(publication, reason) of each withdrawal among the national acts."""
    entradas = Registro.objects.filter(cadena="SERNAM/2009/nacional", accion="retirar-evidencia")
    datos = [leer(entrada)["datos"] for entrada in entradas.order_by("secuencia")]
    return [(d["publicacion"], d["motivo"]) for d in datos]


def test_el_documento_retirado_de_una_publicacion_se_nombra_sin_enlace(mundo, almacen, entrar):
    """It is the act of a region's appeal too: withdrawn there, the page that asks names the publication."""
    sha256, donde = ARCHIVO.sha256, f"{BASE}publicaciones/1/documento/"
    ids = mundo.cerrar_todo()
    mundo.publicar(acto=CON_ARCHIVO)
    alterar(mundo, ids["02"][0])
    mundo.publicar(motivo="Oficio 12", acto=CON_ARCHIVO)
    mundo.dar("reponer", "diego", motivo="Faltó leer el informe", acto=CON_ARCHIVO)
    hugo = entrar("hugo")
    antes = [consultas(hugo, f"{BASE}por-que/{cual}") for cual in ("", "?publicacion=1")]
    retiro = f"{BASE}02/documento/{sha256}/retirar/"
    assert "Publicación n.º 2 del veredicto" in leer_pagina(hugo.get(retiro)).texto
    retiros.retirar_documento(
        programa_id=mundo.programa().pk, cargo=mundo.cargo("hugo"), sha256=sha256, motivo="Trae datos personales"
    )
    for cual, veces in (("", 2), ("?publicacion=1", 3)):
        pagina = leer_pagina(hugo.get(f"{BASE}por-que/{cual}"))
        assert pagina.texto.count("Resolución 77, del 01-12-2009: resolucion 77.pdf (archivo retirado)") == veces
        assert donde not in pagina.enlaces
    assert hugo.get(donde).status_code == 410
    assert [consultas(hugo, f"{BASE}por-que/{cual}") for cual in ("", "?publicacion=1")] == antes
    assert hugo.get(retiro).status_code == 410
    assert anotados() == [(1, "Trae datos personales"), (2, "Trae datos personales")]
    assert verificar().faltas == []


def test_la_administracion_retira_el_documento_que_solo_es_de_publicaciones(mundo, almacen, entrar):
    ids = mundo.cerrar_todo()
    publicada = mundo.publicar(acto=CON_ARCHIVO)
    alterar(mundo, ids["02"][0])
    mundo.publicar(motivo="Oficio 12", acto=CON_ARCHIVO)
    por_que_, donde = f"{BASE}por-que/", f"{BASE}publicaciones/1/documento/"
    retiro, hugo = f"{donde}retirar/", entrar("hugo")
    for quien, estado in (("rosa", 403), ("olga", 403), ("ana", 403), ("rufo", 404)):
        assert entrar(quien).get(retiro).status_code == estado
    assert retiro not in leer_pagina(entrar("rosa").get(por_que_)).enlaces
    assert retiro in leer_pagina(hugo.get(por_que_)).enlaces
    for sin_nada in ("3", "99999"):
        assert hugo.get(retiro.replace("/1/", f"/{sin_nada}/")).status_code == 404
    pregunta = leer_pagina(hugo.get(retiro))
    assert "Retirar «resolucion 77.pdf»" in pregunta.texto
    assert "Publicación n.º 2 del veredicto de III.1 2009" in pregunta.texto
    assert por_que_ in pregunta.enlaces
    campos = pregunta.formulario("").campos
    vacio = hugo.post(retiro, campos | {"motivo": " "})
    assert (vacio.status_code, "Escriba el motivo" in leer_pagina(vacio).texto) == (422, True)
    assert cuerpo(hugo.get(donde)) == PDF  # nothing was done yet
    hecho = hugo.post(retiro, campos | {"motivo": "Trae datos personales"})
    assert (hecho.status_code, hecho["Location"]) == (302, por_que_)
    pagina = leer_pagina(entrar("rosa").get(por_que_))
    assert pagina.texto.count("resolucion 77.pdf (archivo retirado)") == 2
    assert hugo.get(donde).status_code == 410
    assert hugo.get(retiro).status_code == 410
    assert hugo.post(retiro, campos | {"motivo": "Otra vez"}).status_code == 410
    assert anotados() == [(1, "Trae datos personales"), (2, "Trae datos personales")]
    assert Publicacion.objects.get(numero=1).contenido == publicada.contenido
    assert verificar().faltas == []


def test_el_documento_que_tambien_es_de_un_programa_se_retira_en_su_historia(mundo, almacen, entrar):
    mundo.cerrar_todo()
    publicada = mundo.publicar(acto=CON_ARCHIVO)
    mundo.dar("reponer", "diego", motivo="Faltó leer el informe", acto=CON_ARCHIVO)
    respuesta = entrar("hugo").get(f"{BASE}publicaciones/1/documento/retirar/")
    assert respuesta.status_code == 409
    assert "es también de III.1 Antofagasta 2009" in leer_pagina(respuesta).texto
    antes = foto()
    for quien, rechazo in (
        ("hugo", errores.EstadoIncorrecto),
        ("rosa", errores.NoAutorizado),
        ("rufo", errores.NoExiste),
    ):
        with pytest.raises(rechazo):
            retiros.retirar_de_publicacion(publicacion=publicada, cargo=mundo.cargo(quien), motivo="Porque sí")
    assert foto() == antes


def test_una_publicacion_sin_archivo_no_tiene_que_retirar(mundo, entrar):
    mundo.cerrar_todo()
    mundo.publicar(acto=ACTO)
    hugo = entrar("hugo")
    assert "Retirar este archivo" not in leer_pagina(hugo.get(f"{BASE}por-que/")).texto
    assert hugo.get(f"{BASE}publicaciones/1/documento/retirar/").status_code == 404
