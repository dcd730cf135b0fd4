"""The file of a formal act: kept with the step it founds, given back to who sees it, never lost to other steps."""

import pytest

from gestion_territorial.archivos import almacen as disco
from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer
from gestion_territorial.compromisos.models import Estado
from gestion_territorial.flujo import actos, archivos, deposito, enmiendas, errores, evidencias, retiros
from gestion_territorial.flujo.models import Enmienda
from gestion_territorial.flujo.verificacion import verificar

from ..archivos import fabrica
from ..escenas import FILA, foto, llevar

ACTO = {"tipo": "resolucion", "numero": "1.234", "fecha": "01-12-2009"}
PDF = fabrica.pdf(b"firmada")
SHA = fabrica.recibido(PDF).sha256


def con_archivo(contenido=PDF, nombre="resolución 1.234.pdf", **cambios):
    return ACTO | {"archivo": fabrica.recibido(contenido, nombre)} | cambios


def en_disco(almacen):
    return sorted(ruta.name for ruta in almacen.rglob("*") if ruta.is_file())


def del_paso(mundo, accion):
    entrada = Registro.objects.filter(programa_id=mundo.programa().pk, accion=accion).latest("pk")
    return leer(entrada)["datos"].get("acto")


def test_el_archivo_queda_con_el_paso_y_se_vuelve_a_leer(mundo, almacen):
    mundo.escribir()
    mundo.dar("enviar", "diego", acto=con_archivo())
    acto = del_paso(mundo, "enviar")
    assert acto["archivo"] == {"nombre": "resolución 1.234.pdf", "tipo": "pdf", "tamano": len(PDF), "sha256": SHA}
    frase = "Resolución 1.234, del 01-12-2009"
    assert actos.legible(acto, "SERNAM") == {"frase": frase, "archivo": acto["archivo"], "retirado": False}
    assert en_disco(almacen) == [SHA]
    nombre, tipo, contenido = actos.abrir(actos.del_programa(mundo.programa(), SHA), mundo.servicio.pk)
    with contenido:
        assert (nombre, tipo, contenido.read()) == ("resolución 1.234.pdf", "pdf", PDF)
    assert list(archivos.esperados().values()) == [SHA]  # a backup takes it along
    assert verificar().faltas == []


@pytest.mark.parametrize(
    ("acto", "campo", "frase"),
    [
        (con_archivo(tipo=""), "acto.tipo", "Elija el tipo"),
        ({"archivo": fabrica.recibido(PDF)}, "acto.tipo", "Escriba el documento"),
        (con_archivo(numero=""), "acto.numero", "número del documento"),
        (con_archivo(b"<html><script>1</script>", "resolucion.pdf"), "acto.archivo", "resolucion.pdf"),
        (con_archivo(b"", "vacio.pdf"), "acto.archivo", "vacio.pdf"),
    ],
)
def test_un_acto_a_medias_o_un_archivo_malo_no_dejan_nada(mundo, almacen, acto, campo, frase):
    mundo.escribir()
    antes = foto()
    with pytest.raises(errores.DatoInvalido, match=frase) as rechazo:
        mundo.dar("enviar", "diego", acto=acto)
    assert rechazo.value.campo == campo
    assert (foto(), en_disco(almacen)) == (antes, [])


def test_un_paso_que_se_rechaza_no_deja_su_archivo(mundo, almacen):
    mundo.escribir(filas=[{"ponderacion": "90"}])
    antes = foto()
    with pytest.raises(errores.Incompleto):
        mundo.dar("enviar", "diego", acto=con_archivo())
    with pytest.raises(errores.NoAutorizado):
        mundo.dar("enviar", "ana", acto=con_archivo())
    with pytest.raises(errores.NoExiste):
        mundo.dar("enviar", "luis", acto=con_archivo())
    assert (foto(), en_disco(almacen)) == (antes, [])


def test_dos_veces_el_mismo_paso_es_uno(mundo, almacen):
    mundo.escribir()
    op = "11111111-1111-4111-8111-111111111111"
    hechos = [mundo.dar("enviar", "diego", acto=con_archivo(), operacion=op) for _ in range(2)]
    assert hechos[0] == hechos[1]
    assert (Archivo.objects.count(), en_disco(almacen)) == (1, [SHA])


def test_sin_espacio_el_paso_no_se_da(mundo, almacen, monkeypatch):
    mundo.escribir()

    def llenarse(*_):
        raise OSError("no room")

    monkeypatch.setattr(disco, "guardar", llenarse)
    antes = foto()
    with pytest.raises(errores.EstadoIncorrecto, match="no hay espacio"):
        mundo.dar("enviar", "diego", acto=con_archivo())
    assert (foto(), en_disco(almacen)) == (antes, [])


def test_lo_que_nombra_un_acto_no_se_va_con_la_ultima_evidencia(mundo, almacen):
    (fila, *_) = llevar(mundo, Estado.RESULTADOS)
    de_ana = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    hecho = evidencias.subir(**de_ana, compromiso_id=fila, recibidos=[fabrica.recibido(PDF)])
    enmiendas.pedir(**de_ana, motivo="Menos presupuesto", acto=con_archivo())
    evidencias.quitar(**de_ana, evidencia_id=hecho["evidencias"][0])
    assert en_disco(almacen) == [SHA]
    assert Archivo.objects.get().de_acto
    assert Enmienda.objects.get().acto["archivo"]["sha256"] == SHA
    enmienda = Enmienda.objects.get().programa
    assert actos.del_programa(enmienda, SHA)["numero"] == "1.234"
    assert actos.del_programa(mundo.programa(), SHA) is None  # until it is approved, the act is the amendment's
    assert verificar().faltas == []


def test_lo_retirado_tampoco_se_entrega_como_acto_ni_vuelve_con_otro(mundo, almacen):
    (fila, *_) = llevar(mundo, Estado.RESULTADOS)
    de_ana = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    hecho = evidencias.subir(**de_ana, compromiso_id=fila, recibidos=[fabrica.recibido(PDF)])
    enmiendas.pedir(**de_ana, motivo="Menos presupuesto", acto=con_archivo())
    evidencias.retirar(
        programa_id=mundo.programa().pk,
        cargo=mundo.cargo("hugo"),
        evidencia_id=hecho["evidencias"][0],
        motivo="Trae datos personales",
    )
    enmienda = Enmienda.objects.get().programa
    for programa in (mundo.programa(), enmienda):  # the act's programme is told too
        assert Registro.objects.filter(programa_id=programa.pk, accion="retirar-evidencia").count() == 1
    acto = actos.del_programa(enmienda, SHA)
    with pytest.raises(deposito.Retirado):
        actos.abrir(acto, mundo.servicio.pk)
    with pytest.raises(deposito.Retirado):
        mundo.dar("enviar-resultados", "diego", acto=con_archivo())


def test_un_acto_sin_archivo_no_tiene_que_abrir(mundo):
    mundo.escribir()
    mundo.dar("enviar", "diego", acto=ACTO)
    assert actos.legible(del_paso(mundo, "enviar"), "SERNAM")["archivo"] is None
    for acto in (del_paso(mundo, "enviar"), None):
        with pytest.raises(errores.NoExiste):
            actos.abrir(acto, mundo.servicio.pk)


def retirar(mundo, quien="hugo", programa=None, **cambios):
    datos = {"sha256": SHA, "motivo": "Trae datos personales"} | cambios
    return retiros.retirar_documento(programa_id=(programa or mundo.programa()).pk, cargo=mundo.cargo(quien), **datos)


def retiros_de(programa):
    entradas = Registro.objects.filter(programa_id=programa.pk, accion="retirar-evidencia")
    return [leer(entrada)["datos"] for entrada in entradas]


def test_se_retira_el_archivo_de_un_acto_que_ninguna_evidencia_comparte(mundo, almacen):
    mundo.escribir()
    mundo.dar("enviar", "diego", acto=con_archivo())
    antes, acto, version = mundo.programa(), del_paso(mundo, "enviar"), mundo.programa().versiones.get()
    retirar(mundo, edicion=antes.edicion)
    despues = mundo.programa()
    assert (despues.edicion, despues.estado) == (antes.edicion + 1, Estado.ENVIADO)
    with pytest.raises(deposito.Retirado):
        actos.abrir(actos.del_programa(despues, SHA), mundo.servicio.pk)
    assert actos.legible(acto, "SERNAM") == {
        "frase": "Resolución 1.234, del 01-12-2009",
        "archivo": acto["archivo"],  # name and hash are kept
        "retirado": True,
    }
    (dicho,) = retiros_de(despues)
    assert dicho == {
        "motivo": "Trae datos personales",
        "archivo": "resolución 1.234.pdf",
        "hash": SHA,
        "evidencias": [],
    }
    guardado = Archivo.objects.get()
    assert (guardado.retirado_motivo, guardado.retirado_por[:5]) == ("Trae datos personales", "Hugo,")
    assert (del_paso(mundo, "enviar"), despues.versiones.get()) == (acto, version)
    assert en_disco(almacen) == [SHA]  # as with evidence: kept for whoever must prove what it was, given to nobody
    assert verificar().faltas == []
    with pytest.raises(deposito.Retirado):
        retirar(mundo)
    assert len(retiros_de(despues)) == 1


def test_el_retiro_que_no_corresponde_no_deja_nada(mundo, almacen):
    mundo.escribir()
    mundo.dar("enviar", "diego", acto=con_archivo())
    mundo.escribir("07", quien="luis")
    mundo.dar("enviar", "dora", "07", acto=con_archivo(fabrica.pdf(b"otra")))
    antes, actual = foto(), mundo.programa().edicion
    for quien in ("ana", "diego", "rosa", "olga"):
        with pytest.raises(errores.NoAutorizado):
            retirar(mundo, quien)
    for quien in ("luis", "rufo"):
        with pytest.raises(errores.NoExiste):
            retirar(mundo, quien)
    for motivo in ("", "  ", "a\x00b", None):
        with pytest.raises(errores.DatoInvalido) as rechazo:
            retirar(mundo, motivo=motivo)
        assert rechazo.value.campo == "motivo"
    with pytest.raises(errores.ContenidoCambiado):
        retirar(mundo, edicion=actual - 1)
    for ajeno in (fabrica.recibido(fabrica.pdf(b"otra")).sha256, "0" * 64):  # Maule's act, and nobody's
        with pytest.raises(errores.NoExiste):
            retirar(mundo, sha256=ajeno)
    assert foto() == antes


def test_el_retiro_de_un_acto_se_anota_en_cada_programa_que_usa_el_archivo(mundo, almacen):
    """From the amendment's page: its programme is only told if it names the file; Maule's, which proves with it, is."""
    llevar(mundo, Estado.APROBADO)
    de_ana = {"programa_id": mundo.programa().pk, "cargo": mundo.cargo("ana")}
    enmiendas.pedir(**de_ana, motivo="Menos presupuesto", acto=con_archivo())
    (maule,) = mundo.escribir("07", [FILA], "luis")
    mundo.aprobar("07", "dora")
    mundo.dar("abrir-resultados", "rosa", "07")
    alla = {"programa_id": mundo.programa("07").pk, "cargo": mundo.cargo("luis")}
    recibidos = [fabrica.recibido(PDF, "de maule.pdf")]
    suya = evidencias.subir(**alla, compromiso_id=maule, recibidos=recibidos)["evidencias"][0]
    enmienda = Enmienda.objects.get().programa
    assert retiros.usos(mundo.servicio.pk, SHA) == [enmienda, mundo.programa("07")]
    retirar(mundo, programa=enmienda)
    assert [dicho["evidencias"] for dicho in retiros_de(enmienda) + retiros_de(mundo.programa("07"))] == [[], [suya]]
    assert retiros_de(mundo.programa()) == []
    with pytest.raises(deposito.Retirado):
        evidencias.abrir(mundo.programa("07"), suya)
    assert verificar().faltas == []


def test_si_otro_programa_empieza_a_usarlo_mientras_se_decide_no_se_retira(mundo, almacen, monkeypatch):
    mundo.escribir()
    mundo.dar("enviar", "diego", acto=con_archivo())
    vistos = iter([{mundo.programa().pk: []}, {mundo.programa().pk: [], mundo.programa("07").pk: []}])
    monkeypatch.setattr(retiros, "_usos", lambda *_: next(vistos))
    antes = foto()
    with pytest.raises(errores.EstadoIncorrecto, match="cambiaron mientras usted decidía"):
        retirar(mundo)
    assert foto() == antes


def test_lo_retirado_se_pregunta_una_vez_y_es_de_cada_servicio(mundo, almacen, django_assert_num_queries):
    mundo.escribir()
    mundo.dar("enviar", "diego", acto=con_archivo())
    retirar(mundo)
    acto = del_paso(mundo, "enviar")
    with django_assert_num_queries(1):
        dichos = actos.legibles([("SERNAM", acto), ("OTRO", acto), ("SERNAM", None), ("SERNAM", ACTO)] * 5)
    assert [dicho and dicho["retirado"] for dicho in dichos] == [True, False, None, False] * 5
    with django_assert_num_queries(0):
        actos.legibles([("SERNAM", None), ("SERNAM", ACTO)])
