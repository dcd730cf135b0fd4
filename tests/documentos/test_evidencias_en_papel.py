"""The paper names the files that prove each row, with a short hash; the version holds the whole one."""

import pytest

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.documentos import documento, excel, pdf
from gestion_territorial.flujo import evidencias

from ..archivos import fabrica
from ..escenas import llevar
from .papeles import abrir, buscar, paginas, textos


@pytest.fixture
def con_archivo(mundo, almacen):
    (fila,) = llevar(mundo, Estado.RESULTADOS)
    recibido = fabrica.recibido(fabrica.pdf(), "Informe <b>final & anexo.pdf")
    datos = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    evidencias.subir(compromiso_id=fila, recibidos=[recibido], **datos)
    return mundo, f"Fila 1: Informe _b_final & anexo.pdf (SHA-256 {recibido.sha256[:12]}…)", recibido.sha256


def test_el_papel_vivo_y_el_de_la_version_los_nombran(con_archivo):
    mundo, linea, sha256 = con_archivo
    mundo.dar("enviar-resultados", "diego")
    version = mundo.programa().versiones.order_by("-numero").first()
    assert sha256 in version.contenido
    for papel in (documento.regional(mundo.programa()), documento.regional(mundo.programa(), version)):
        assert papel.bloques[0].evidencias == (linea,)
        hoja = abrir(excel.libro(papel)).worksheets[0]
        assert buscar(hoja, "Archivos de evidencia").row + 1 == buscar(hoja, linea).row
        texto = " ".join(paginas(pdf.documento_pdf(papel)))
        assert "Archivos de evidencia" in texto
        assert sha256[:12] in texto


def test_sin_archivos_no_se_habla_de_ellos(mundo):
    llevar(mundo, Estado.RESULTADOS)  # with a reference
    papel = documento.regional(mundo.programa())
    assert papel.bloques[0].evidencias == ()
    assert "Archivos de evidencia" not in textos(abrir(excel.libro(papel)).worksheets[0])
