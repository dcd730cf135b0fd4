"""Files as evidence, one verb at a time: kept once, taken away while one may, withdrawn by the administration."""

import uuid

import pytest

from gestion_territorial.archivos import almacen as disco
from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import escribiendo
from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia, actor_de
from gestion_territorial.flujo import archivos, deposito, edicion, errores, evidencias
from gestion_territorial.flujo.verificacion import verificar
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import Momento, hallazgos

from ..archivos import fabrica
from ..escenas import FILA, foto, llevar

PDF, PNG = fabrica.pdf(), fabrica.png()


class Region:
    """Ana at her programme, with what its store holds."""

    def __init__(self, mundo, almacen):
        self.mundo, self.almacen = mundo, almacen
        mitades = [FILA | {"indicador": i, "ponderacion": "50"} for i in ("Uno", "Otro")]
        self.filas = llevar(mundo, Estado.RESULTADOS, filas=mitades)
        self.fila, self.otra = self.filas

    def datos(self, quien="ana", region="02", servicio="SERNAM"):
        return {"programa_id": self.mundo.programa(region, servicio).pk, "cargo": self.mundo.cargo(quien)}

    def subir(self, contenido=PDF, nombre="informe.pdf", fila=None, quien="ana", **mas):
        recibidos = [fabrica.recibido(contenido, nombre)]
        return evidencias.subir(compromiso_id=fila or self.fila, recibidos=recibidos, **self.datos(quien), **mas)

    def subida(self, *args, **mas):
        return self.subir(*args, **mas)["evidencias"][0]

    def quitar(self, evidencia, quien="ana"):
        return evidencias.quitar(evidencia_id=evidencia, **self.datos(quien))

    def retirar(self, evidencia, motivo="Trae datos personales", quien="hugo", **mas):
        return evidencias.retirar(evidencia_id=evidencia, motivo=motivo, **self.datos(quien), **mas)

    @property
    def en_disco(self):
        return sorted(r.name for r in self.almacen.rglob("*") if r.is_file())

    def hallazgos(self):
        lista = hallazgos(catalogo.formulario("III.1"), datos.leer(self.mundo.programa()), Momento.RESULTADOS)
        return {(h.codigo, h.fila) for h in lista}


@pytest.fixture
def region(mundo, almacen):
    return Region(mundo, almacen)


def test_un_archivo_queda_guardado_anotado_y_en_la_instantanea(region, mundo):
    evidencia = Evidencia.objects.get(pk=region.subida(nombre="../../Informe\u202e final.PDF"))
    sha256 = fabrica.recibido(PDF).sha256
    assert (evidencia.nombre, evidencia.tipo, evidencia.tamano) == ("Informe final.PDF", "pdf", len(PDF))
    assert evidencia.sha256 == sha256
    assert disco.lugar(mundo.servicio.pk, sha256).read_bytes() == PDF
    archivo = Archivo.objects.get()
    assert (archivo.servicio, archivo.subido_por) == (mundo.servicio, "Ana")
    assert archivo.subido_como == mundo.cargo("ana").descripcion
    entrada = Registro.objects.order_by("-pk").first()
    cambios = leer_registro(entrada)["cambios"]
    assert (entrada.tabla, entrada.accion, cambios["sha256"]) == ("compromisos.evidencia", "agregar", [None, sha256])
    mundo.dar("enviar-resultados", "diego")
    assert sha256 in mundo.programa().versiones.order_by("-numero").first().contenido
    assert verificar().faltas == []
    assert verificar().archivos == 1


def test_lo_que_no_se_admite_no_deja_nada(region, settings):
    settings.EVIDENCIA_MAXIMA = len(PDF)
    antes = foto()
    for contenido, nombre in ((b"", "a.pdf"), (b"<html>", "a.pdf"), (PDF + b"\n", "a.pdf"), (b"x", "x" * 300)):
        with pytest.raises(errores.DatoInvalido) as rechazo:
            region.subir(contenido, nombre)
        assert rechazo.value.campo == "archivo"
        assert rechazo.value.mensaje.startswith("«")
        assert rechazo.value.mensaje.endswith(".")
    with pytest.raises(errores.DatoInvalido):
        evidencias.subir(compromiso_id=region.fila, recibidos=[], **region.datos())
    buenos_y_malos = [fabrica.recibido(PDF), fabrica.recibido(b"<html>")]
    with pytest.raises(errores.DatoInvalido):
        evidencias.subir(compromiso_id=region.fila, recibidos=buenos_y_malos, **region.datos())
    assert (foto(), region.en_disco) == (antes, [])
    region.subir(PDF)  # exactly the limit


def test_la_cuota_del_programa_cuenta_cada_contenido_una_vez(region, settings):
    settings.EVIDENCIA_CUOTA = len(PDF) + len(PNG) - 1
    region.subir()
    region.subir(fila=region.otra)
    with pytest.raises(errores.DatoInvalido, match="máximo"):
        region.subir(PNG, "a.png")
    assert len(region.en_disco) == 1


def test_el_mismo_contenido_se_guarda_una_vez(region):
    una, otra = region.subida(), region.subida(fila=region.otra, nombre="Con otro nombre.pdf")
    assert una != otra
    assert region.subida() == una  # the commitment has it already
    assert (len(region.en_disco), Archivo.objects.count()) == (1, 1)
    assert Evidencia.objects.get(pk=otra).nombre == "Con otro nombre.pdf"


def test_dos_servicios_lo_guardan_dos_veces(region, mundo, settings):
    region.subir()
    Archivo.objects.create(
        servicio=mundo.otro, sha256="b" * 64, tamano=1, tipo="pdf", subido_en=Archivo.objects.get().subido_en
    )
    with pytest.raises(errores.NoExiste):  # a neighbour's address is not there, whatever it holds
        evidencias.abrir(mundo.programa("02", "OTRO"), Evidencia.objects.filter(sha256__gt="").get().pk)
    assert Archivo.objects.filter(sha256=fabrica.recibido(PDF).sha256).count() == 1


def test_la_misma_operacion_dos_veces_es_una_y_con_otro_archivo_es_otra(region):
    operacion = uuid.uuid4()
    una = region.subir(operacion=operacion)
    edicion_antes = region.mundo.programa().edicion
    assert region.subir(operacion=operacion) == una
    assert region.mundo.programa().edicion == edicion_antes
    assert region.subir(PNG, "a.png", operacion=operacion) != una


def test_adjuntar_a_otra_fila(region):
    una = region.subida()
    otra = evidencias.adjuntar(compromiso_id=region.otra, evidencia_id=una, **region.datos())["evidencias"][0]
    assert Evidencia.objects.get(pk=otra).nombre == "informe.pdf"
    repetida = evidencias.adjuntar(compromiso_id=region.otra, evidencia_id=una, **region.datos())
    assert repetida["evidencias"] == [otra]
    assert len(region.en_disco) == 1
    referencia = edicion.agregar_evidencia(compromiso_id=region.fila, referencia="Carpeta", **region.datos())
    for mala in (referencia["evidencia"], 10**9):
        with pytest.raises(errores.NoExiste):
            evidencias.adjuntar(compromiso_id=region.otra, evidencia_id=mala, **region.datos())


def test_quitar_libera_los_bytes_con_el_ultimo_uso(region):
    una, otra = region.subida(), region.subida(fila=region.otra)
    region.quitar(una)
    assert len(region.en_disco) == 1
    with pytest.raises(errores.NoExiste):
        evidencias.abrir(region.mundo.programa(), una)
    region.quitar(otra)
    assert (region.en_disco, Archivo.objects.count()) == ([], 0)
    assert Evidencia.objects.get(pk=una).sha256  # the row and its hash stay, taken out
    assert verificar().faltas == []
    assert region.subida() not in (una, otra)  # and it may come back


def test_despues_de_enviar_solo_se_agrega(region, mundo):
    vieja = region.subida()
    mundo.dar("enviar-resultados", "diego")
    with pytest.raises(errores.EstadoIncorrecto):
        region.subir(PNG, "a.png")
    with pytest.raises(errores.EstadoIncorrecto):
        region.quitar(vieja)
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("devolver-resultados", "rosa", motivo="Falta un documento.")
    with pytest.raises(errores.EstadoIncorrecto, match="ya se envió"):
        region.quitar(vieja)
    nueva = region.subida(PNG, "a.png")
    assert evidencias.quitables(mundo.programa()) == {nueva}
    region.quitar(nueva)
    assert len(region.en_disco) == 1
    mundo.dar("enviar-resultados", "diego")
    assert evidencias.quitables(mundo.programa()) == set()


def test_lo_que_una_version_nombra_conserva_sus_bytes(region, mundo):
    """Sent, taken back before anybody looked, and removed: the version still tells of it."""
    una = region.subida()
    mundo.dar("enviar-resultados", "diego")
    mundo.dar("retirar-resultados", "diego")
    region.quitar(una)
    assert len(region.en_disco) == 1
    assert verificar().faltas == []


def test_retirar_esconde_los_bytes_y_conserva_lo_demas(region, mundo):
    una = region.subida()
    for paso, quien in (("enviar-resultados", "diego"), ("abrir-revision", "rosa"), ("validar", "rosa")):
        mundo.dar(paso, quien)
    versiones, contenido = mundo.programa().versiones.count(), datos.instantanea(datos.leer(mundo.programa()))
    for motivo in ("", "  ", "a\x00b"):
        with pytest.raises(errores.DatoInvalido) as rechazo:
            region.retirar(una, motivo=motivo)
        assert rechazo.value.campo == "motivo"
    with pytest.raises(errores.ContenidoCambiado):
        region.retirar(una, edicion=mundo.programa().edicion - 1)
    edicion_antes = mundo.programa().edicion
    region.retirar(una, edicion=edicion_antes)
    programa = mundo.programa()
    assert (programa.edicion, programa.estado) == (edicion_antes + 1, Estado.VALIDADO)
    with pytest.raises(deposito.Retirado) as rechazo:
        evidencias.abrir(programa, una)
    assert rechazo.value.estado == 410
    assert programa.versiones.count() == versiones
    assert datos.instantanea(datos.leer(programa)) == contenido
    entrada = leer_registro(Registro.objects.order_by("-pk").first())
    assert entrada["accion"] == "retirar-evidencia"
    assert entrada["datos"]["motivo"] == "Trae datos personales"
    assert entrada["datos"]["hash"] == fabrica.recibido(PDF).sha256
    assert verificar().faltas == []
    with pytest.raises(deposito.Retirado):
        region.retirar(una)


def test_un_archivo_retirado_no_prueba_ni_vuelve(region):
    una = region.subida(fila=region.otra)
    for evidencia in Evidencia.objects.vivas().filter(compromiso=region.otra, sha256=""):
        region.quitar(evidencia.pk)
    assert ("E-MISSING", 2) not in region.hallazgos()
    region.retirar(una)
    assert ("E-MISSING", 2) in region.hallazgos()
    for hacer in (
        lambda: region.subir(),
        lambda: evidencias.adjuntar(compromiso_id=region.fila, evidencia_id=una, **region.datos()),
    ):
        antes = foto()
        with pytest.raises(deposito.Retirado):
            hacer()
        assert foto() == antes
    assert len(region.en_disco) == 1
    region.quitar(una)  # the row may go; what was withdrawn stays known
    assert Archivo.objects.get().retirado_en


def test_retirar_lo_anota_en_cada_programa_que_lo_usa(region, mundo):
    una = region.subida()
    (maule,) = mundo.escribir("07", [FILA], "luis")
    mundo.aprobar("07", "dora")
    mundo.dar("abrir-resultados", "rosa", "07")
    recibidos = [fabrica.recibido(PDF, "de maule.pdf")]
    alla = evidencias.subir(compromiso_id=maule, recibidos=recibidos, **region.datos("luis", "07"))["evidencias"][0]
    antes = mundo.programa("07").edicion
    region.retirar(una)
    assert mundo.programa("07").edicion == antes + 1
    with pytest.raises(deposito.Retirado):
        evidencias.abrir(mundo.programa("07"), alla)
    entradas = Registro.objects.filter(accion="retirar-evidencia")
    assert {e.programa_id for e in entradas} == {mundo.programa().pk, mundo.programa("07").pk}
    assert verificar().faltas == []


def test_una_referencia_no_se_retira(region):
    referencia = edicion.agregar_evidencia(compromiso_id=region.fila, referencia="Carpeta", **region.datos())
    with pytest.raises(errores.DatoInvalido):
        region.retirar(referencia["evidencia"])
    with pytest.raises(errores.NoExiste):
        region.retirar(10**9)


def test_ni_la_fila_anulada_ni_la_eliminada_reciben(region):
    antes = region.en_disco
    with escribiendo(region.mundo.programa().pk, actor=actor_de(region.mundo.cargo("ana"))) as escritura:
        escritura.eliminar_fila(Compromiso, region.fila)
    with pytest.raises(errores.NoExiste):
        region.subir()
    with escribiendo(region.mundo.programa().pk, actor=actor_de(region.mundo.cargo("ana"))) as escritura:
        escritura.guardar_fila(Compromiso, region.otra, cambios={"anulado": (False, True)})
    with pytest.raises(errores.EstadoIncorrecto):
        region.subir(fila=region.otra)
    assert region.en_disco == antes


@pytest.mark.parametrize(
    ("donde", "queda"), [("crear_fila", []), ("_cerrar", [])], ids=["al escribir la fila", "al registrar"]
)
def test_si_la_transaccion_falla_el_archivo_se_va(region, monkeypatch, donde, queda):
    def fallar(*a, **k):
        raise RuntimeError("de repente")

    with monkeypatch.context() as m:
        m.setattr(f"gestion_territorial.compromisos.escritura.Escritura.{donde}", fallar)
        with pytest.raises(RuntimeError, match="de repente"):
            region.subir()
    assert region.en_disco == queda
    assert Archivo.objects.count() == 0


def test_un_disco_lleno_se_dice_y_no_deja_nada(region, monkeypatch):
    def lleno(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disco.os, "fsync", lleno)
    antes = foto()
    with pytest.raises(errores.EstadoIncorrecto, match="espacio"):
        region.subir()
    assert (foto(), region.en_disco) == (antes, [])


def test_verificar_nombra_lo_cambiado_lo_ausente_y_lo_suelto(region, mundo):
    region.subir()
    ruta = disco.lugar(mundo.servicio.pk, fabrica.recibido(PDF).sha256)

    def faltas():
        return [(f.que, f.leido) for f in archivos.faltas()]

    assert faltas() == []
    ruta.write_bytes(PDF + b" ")
    assert faltas()[0][0] == "archivo cambiado"
    ruta.rename(ruta.parents[3] / "real")
    ruta.symlink_to(ruta.parents[3] / "real")
    assert faltas() == [("archivo cambiado", "un enlace")]
    ruta.unlink()
    assert faltas() == [("archivo ausente", "ausente o ilegible")]
    with pytest.raises(errores.NoExiste, match="almacén"):
        evidencias.abrir(mundo.programa(), Evidencia.objects.filter(sha256__gt="").get().pk)
    ruta.write_bytes(PDF)
    for suelto in (ruta.with_name("f" * 64), disco.raiz() / "suelto"):
        suelto.write_bytes(b"nadie me nombra")
        assert faltas() == [("archivo sin dueño", "15 bytes")]
        assert verificar().faltas[0].que == "archivo sin dueño"
        suelto.unlink()
    ruta.with_name("f" * 64).write_bytes(b"nadie me nombra")
    archivos.al_iniciar()
    assert faltas() == []
    Archivo.objects.all().delete()
    assert [que for que, _ in faltas()] == ["archivo de una evidencia", "archivo sin dueño"]


def test_un_arranque_no_falla_por_el_almacen(region, monkeypatch, caplog):
    def fallar():
        raise OSError("no disk")

    monkeypatch.setattr(disco, "barrer", fallar)
    archivos.al_iniciar()
    assert "could not be swept" in caplog.text
