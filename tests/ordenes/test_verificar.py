"""Every way of touching the database behind the system's back is named, with exit status 1."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from gestion_territorial.auditoria import cabezas, inmutables
from gestion_territorial.auditoria.canonico import sha256
from gestion_territorial.auditoria.models import Cadena, Registro
from gestion_territorial.auditoria.registro import SISTEMA, Asiento, registrar
from gestion_territorial.compromisos.models import Compromiso, Evidencia, Indicador, Objetivo, ProgramaRegional, Version
from gestion_territorial.flujo import verificacion
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import agregar
from gestion_territorial.territorio.models import Periodo, Ventana

from ..molde import recordada

pytestmark = pytest.mark.django_db
CADENA = "SERNAM/2009/02"


@pytest.fixture
def pais(mundo):
    poblar(mundo)
    return mundo


@recordada
def poblar(mundo):
    """Antofagasta with its results being written, Maule submitted: something of everything that can be touched."""
    ids = mundo.escribir()
    mundo.aprobar()
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", "no", None])
    mundo.escribir("07", quien="luis")
    mundo.dar("enviar", "dora", "07")


def verificar(*opciones):
    """(exit status, report)."""
    salida = StringIO()
    try:
        call_command("verificar", "--json", *opciones, stdout=salida)
    except SystemExit as fin:
        return fin.code, json.loads(salida.getvalue())
    return 0, json.loads(salida.getvalue())


def tocar(cambio, mundo):
    """Change the database as somebody with the database's password could, triggers or not."""
    connection.check_constraints()  # PostgreSQL: no trigger may go or come while a foreign key waits to be checked
    with inmutables.suspendidos():
        cambio(mundo)
        connection.check_constraints()


def test_lo_hecho_con_las_acciones_esta_entero(pais):
    estado, informe = verificar()
    assert (estado, informe["faltas"]) == (0, [])
    assert list(informe) == ["programas", "registros", "archivos", "faltas"]
    assert (informe["programas"], informe["archivos"]) == (30 * len(catalogo.instalados()), 0)
    assert informe["registros"] == Registro.objects.count()


def test_cada_paso_del_ano_deja_todo_entero(mundo):
    ids = mundo.escribir()

    def entero(paso, quien, **extra):
        mundo.dar(paso, quien, **extra)
        assert verificar()[1]["faltas"] == [], paso

    entero("enviar", "diego")
    entero("retirar", "diego")
    entero("enviar", "diego")
    entero("abrir-revision", "rosa")
    entero("devolver", "rosa", motivo="Precise el indicador.")
    entero("enviar", "diego")
    entero("abrir-revision", "rosa")
    entero("aprobar", "rosa")
    entero("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", "no", "si"])
    entero("enviar-resultados", "diego")
    entero("retirar-resultados", "diego")
    entero("enviar-resultados", "diego")
    entero("abrir-revision", "rosa")
    entero("devolver-resultados", "rosa", motivo="Falta un documento.")
    entero("enviar-resultados", "diego")
    entero("abrir-revision", "rita")
    entero("validar", "rita")
    entero("cerrar", "rita")


def de_antofagasta(modelo):
    return modelo.objects.filter(programa__region="02").order_by("pk")


def _intercambiar(_):
    filas = Registro.objects.filter(cadena=CADENA)
    for de, a in ((3, 900), (4, 3), (900, 4)):
        filas.filter(secuencia=de).update(secuencia=a)


def _insertar(_):
    ultima = Registro.objects.filter(cadena=CADENA).last()
    ultima.pk, ultima.secuencia, ultima.anterior = None, ultima.secuencia + 1, ultima.hash
    ultima.save(force_insert=True)


def _cortar_la_cola(_):
    Registro.objects.filter(cadena=CADENA, secuencia__gt=Registro.objects.filter(cadena=CADENA).count() - 2).delete()


def _reescribir_version(_):
    """Content, hash and chain made to agree with each other: only the register remembers."""
    version = de_antofagasta(Version).last()
    texto = version.contenido.replace("3 redes", "2 redes")
    Version.objects.filter(pk=version.pk).update(contenido=texto, sha256=sha256(texto))


def _borrar_version(_):
    de_antofagasta(Version).filter(numero=1).delete()


def _insertar_fila(mundo):
    fila = de_antofagasta(Compromiso).first()
    fila.pk, fila.texto = None, "Una meta que nadie escribió"
    fila.save(force_insert=True)


def _en_otra_cadena(mundo):
    """An entry that tells of a programme of Antofagasta, whole in itself, in the chain of Maule."""
    with transaction.atomic():
        registrar(
            cadena="SERNAM/2009/07", actor=SISTEMA, asientos=[Asiento("guardar", programa_id=mundo.programa().pk)]
        )


def _borrar_programa(mundo):
    programa = mundo.programa("07")
    de_maule = {"programa": programa}
    for modelo in (Compromiso, Indicador, Objetivo, Version):
        modelo.objects.filter(**de_maule).delete()
    programa.delete()


TOQUES = {
    "entrada cambiada": (
        lambda _: Registro.objects.filter(cadena=CADENA, secuencia=3).update(contenido="{}"),
        "hash del registro",
    ),
    "primera entrada rota": (
        lambda _: Registro.objects.filter(cadena=CADENA, secuencia=3).delete(),
        "primera entrada rota",
    ),
    "umbral bajado": (lambda _: Periodo.objects.update(umbral_milesimas=80_000), "regla del período"),
    "región sacada del período": (lambda m: m.periodo.regiones.remove("07"), "regla del período"),
    "ventana corrida": (lambda _: Ventana.objects.update(hasta="2030-12-31"), "regla del período"),
    "formato cambiado": (lambda _: Periodo.objects.update(formatos={"III.3": "planificacion"}), "regla del período"),
    "período agregado": (lambda _: Periodo.objects.create(anio=2031), "período sin registro"),
    "entrada de otra cadena": (_en_otra_cadena, "entrada en otra cadena"),
    "entrada con otro actor": (
        lambda _: Registro.objects.filter(cadena=CADENA, secuencia=3).update(actor_nombre="Otra"),
        "columna «actor» del registro",
    ),
    "entrada borrada": (
        lambda _: Registro.objects.filter(cadena=CADENA, secuencia=3).delete(),
        "secuencia del registro",
    ),
    "entrada agregada": (_insertar, "hash del registro"),
    "entradas cambiadas de lugar": (_intercambiar, "hash anterior del registro"),
    "cola cortada": (_cortar_la_cola, "fin de la cadena"),
    "cadena borrada": (
        lambda _: (Registro.objects.filter(cadena=CADENA).delete(), Cadena.objects.filter(pk=CADENA).delete()),
        "edición del programa",
    ),
    "cabeza borrada": (lambda _: Cadena.objects.filter(pk=CADENA).delete(), "cadena sin cabeza"),
    "versión cambiada": (
        lambda _: de_antofagasta(Version).filter(numero=2).update(contenido="{}"),
        "SHA-256 de la versión 2",
    ),
    "versión y hash cambiados": (_reescribir_version, "SHA-256 registrado de la versión 2"),
    "versión borrada": (_borrar_version, "versión 1"),
    "versión vigente movida": (
        lambda m: ProgramaRegional.objects.filter(pk=m.programa().pk).update(
            vigente=de_antofagasta(Version).get(numero=1)
        ),
        "versión vigente",
    ),
    "ponderaciones cambiadas": (
        lambda _: (
            de_antofagasta(Compromiso)
            .filter(ponderacion_milesimas=40_000)
            .update(ponderacion_texto="50", ponderacion_milesimas=50_000)
        ),
        "contenido distinto de la versión 2",
    ),
    "milésimas sin su texto": (
        lambda _: de_antofagasta(Compromiso).update(ponderacion_milesimas=33_333),
        "ponderación distinta de su texto",
    ),
    "respuesta cambiada": (
        lambda _: de_antofagasta(Compromiso).filter(cumple="no").update(cumple="si"),
        "dato distinto de lo registrado",
    ),
    "evidencia cambiada": (
        lambda _: de_antofagasta(Evidencia).update(referencia="Otra carpeta"),
        "dato distinto de lo registrado",
    ),
    "texto enviado cambiado": (
        lambda m: Indicador.objects.filter(programa=m.programa("07")).update(texto="Otro indicador"),
        "contenido distinto de la versión 1",
    ),
    "edición de una fila": (
        lambda _: de_antofagasta(Compromiso).update(edicion=F("edicion") + 1),
        "edición de la fila",
    ),
    "edición del programa": (
        lambda _: ProgramaRegional.objects.filter(region="12").update(edicion=5),
        "edición del programa",
    ),
    "estado cambiado": (
        lambda m: ProgramaRegional.objects.filter(pk=m.programa().pk).update(estado="cerrado"),
        "dato distinto de lo registrado",
    ),
    "modalidad cambiada": (
        lambda m: ProgramaRegional.objects.filter(pk=m.programa().pk).update(modalidad="ACTIVIDADES"),
        "contenido distinto de la versión 2",
    ),
    "fila agregada": (_insertar_fila, "fila sin registro"),
    "fila borrada": (lambda _: de_antofagasta(Evidencia).delete(), "fila"),
    "fila quitada de la vista": (
        lambda _: de_antofagasta(Compromiso).update(eliminada_en="2026-01-01T00:00:00Z"),
        "fila distinta de lo registrado",
    ),
    "indicador quitado de la vista": (
        lambda _: de_antofagasta(Indicador).update(eliminada_en="2026-01-01T00:00:00Z"),
        "fila distinta de lo registrado",
    ),
    "programa borrado": (_borrar_programa, "programa"),
}


@pytest.mark.parametrize("nombre", TOQUES)
def test_lo_tocado_por_fuera_se_nombra(pais, nombre):
    cambio, que = TOQUES[nombre]
    tocar(cambio, pais)
    estado, informe = verificar()
    assert estado == 1
    assert que in {falta["que"] for falta in informe["faltas"]}
    assert all(list(falta) == ["que", "donde", "esperado", "leido"] for falta in informe["faltas"])


CON_DERECHOS = {
    "cambiada": ("UPDATE auditoria_registro SET contenido = '{}' WHERE %s AND secuencia = 3", "primera entrada rota"),
    "borrada": ("DELETE FROM auditoria_registro WHERE %s AND secuencia = 3", "primera entrada rota"),
    "cambiada de lugar": (
        "UPDATE auditoria_registro SET secuencia = 900 WHERE %s AND secuencia = 3",
        "primera entrada rota",
    ),
    "cola cortada": ("DELETE FROM auditoria_registro WHERE %s AND secuencia > 3", "fin de la cadena"),
    "versión": ("UPDATE compromisos_version SET contenido = '{}' WHERE numero = 1 AND %s", "SHA-256 de la versión 1"),
}


@pytest.mark.parametrize("nombre", CON_DERECHOS)
def test_con_derechos_sobre_la_base_lo_impide_el_disparador_y_sin_el_lo_nombra_verificar(pais, nombre):
    orden, que = CON_DERECHOS[nombre]
    orden = orden % (f"cadena = '{CADENA}'" if "auditoria" in orden else "1 = 1")

    def tocar_con_sql(_=None):
        with connection.cursor() as cursor:
            cursor.execute(orden)

    connection.check_constraints()
    with pytest.raises(DatabaseError, match="solo admite agregar"), transaction.atomic():
        tocar_con_sql()
    assert verificar()[0] == 0
    tocar(tocar_con_sql, pais)
    estado, informe = verificar()
    assert (estado, que in {f["que"] for f in informe["faltas"]}) == (1, True)


def test_los_disparadores_que_faltan_se_nombran(pais):
    connection.check_constraints()
    inmutables.retirar()
    estado, informe = verificar()
    assert estado == 1
    assert {f["que"] for f in informe["faltas"]} == {"disparador"}
    assert "auditoria_registro_sin_update" in {f["donde"] for f in informe["faltas"]}


def test_un_disparador_alterado_se_nombra(pais):
    connection.check_constraints()
    sobre = " ON auditoria_registro" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        orden = inmutables._ordenes(connection, cursor, "auditoria_registro")["auditoria_registro_sin_update"]
        cursor.execute(f"DROP TRIGGER auditoria_registro_sin_update{sobre}")
        cursor.execute(orden.replace("UPDATE ON", "UPDATE OF edicion ON"))
    _, informe = verificar()
    assert informe["faltas"] == [
        {"que": "disparador", "donde": "auditoria_registro_sin_update", "esperado": "presente", "leido": "alterado"}
    ]


def test_la_cabeza_impresa_nombra_la_cola_cortada_aunque_la_cadena_cuadre(pais):
    """Tail cut, head mended, programme and rows put back as they were: only the paper remembers."""
    cadena = "administracion"
    with transaction.atomic():
        registrar(cadena=cadena, actor=SISTEMA, asientos=[Asiento("designar", datos={"a": "alguien"})])
    impresa = str(next(c for c in cabezas.presentes() if c.cadena == cadena))

    def cortar(_):
        ultima = Registro.objects.filter(cadena=cadena).last()
        Registro.objects.filter(pk=ultima.pk).delete()
        Cadena.objects.filter(pk=cadena).update(ultima_secuencia=ultima.secuencia - 1, ultimo_hash=ultima.anterior)

    assert verificar("--cabeza", impresa) == verificar()
    tocar(cortar, pais)
    assert verificar()[0] == 0
    numero, sha = impresa.split(":")[1:]
    for dada in (impresa, f"{numero}:{sha}", sha, sha[:12].upper()):
        estado, informe = verificar("--cabeza", dada)
        (falta,) = informe["faltas"]
        assert (estado, falta["que"], falta["esperado"]) == (1, "cabeza impresa", sha[:12])
    assert verificar("--cabeza", impresa)[1]["faltas"][0]["leido"] == (
        f"la cadena termina en el n.º {int(numero) - 1}: faltan desde el {numero}"
    )


def test_una_cabeza_anterior_sigue_valiendo_y_otra_en_su_lugar_se_nombra(pais):
    fila = Registro.objects.get(cadena=CADENA, secuencia=3)
    assert verificar("--cabeza", f"{CADENA}:3:{fila.hash}", "--cabeza", fila.hash)[0] == 0
    (falta,) = verificar("--cabeza", f"{CADENA}:4:{fila.hash}")[1]["faltas"]
    assert falta["leido"].startswith("otra entrada, ")
    (falta,) = verificar("--cabeza", f"NADIE/2009/02:4:{fila.hash}")[1]["faltas"]
    assert falta["leido"] == "la cadena no existe o está vacía"


@pytest.mark.parametrize("texto", ["", "hola", "41", "41:abc", "SERNAM/2009/02:x:3f9a0c5d7e21", "3f9a0c5d7e2"])
def test_una_cabeza_que_no_se_lee_se_dice_con_una_frase(db, texto):
    with pytest.raises(CommandError, match="escriba CADENA:NÚMERO:HASH") as error:
        call_command("verificar", "--cabeza", texto)
    assert error.value.returncode == 2


def test_el_manifiesto_de_un_respaldo_trae_sus_cabezas(pais, tmp_path):
    ruta = tmp_path / "manifiesto.json"
    dichas = {c.cadena: [c.numero, c.hash] for c in cabezas.presentes()} | {"NUEVO/2009/02": [0, ""]}
    ruta.write_text(json.dumps({"cadenas": dichas}))
    assert verificar("--manifiesto", str(ruta))[0] == 0
    dichas[CADENA] = [900, "0" * 64]
    ruta.write_text(json.dumps({"cadenas": dichas}))
    (falta,) = verificar("--manifiesto", str(ruta))[1]["faltas"]
    assert (falta["que"], falta["donde"]) == ("cabeza impresa", f"{CADENA} n.º 900")
    for otra in ("[]", "{", '{"cadenas": {"x": 3}}'):
        ruta.write_text(otra)
        with pytest.raises(CommandError, match="no es el manifiesto"):
            verificar("--manifiesto", str(ruta))
    with pytest.raises(CommandError, match="No se puede leer el manifiesto"):
        verificar("--manifiesto", str(tmp_path / "otro"))


def test_las_cabezas_se_muestran_como_se_dan(pais):
    informe = verificar("--cabezas")[1]
    assert len(informe["cabezas"]) == Cadena.objects.count()
    assert verificar(*(f"--cabeza={c}" for c in informe["cabezas"]))[0] == 0
    salida = StringIO()
    call_command("verificar", "--cabezas", stdout=salida)
    assert salida.getvalue().splitlines()[:-1] == informe["cabezas"]


def test_una_linea_por_falta(pais):
    tocar(lambda _: de_antofagasta(Compromiso).filter(cumple="no").update(texto="Una\nmeta\notra"), pais)
    salida = StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("verificar", stdout=salida)
    assert fin.value.code == 1
    lineas = salida.getvalue().splitlines()
    assert len(lineas) == 2  # against its version, and against the register
    assert all("III.1 SERNAM 2009 Antofagasta" in linea and "se leyó: Una meta otra" in linea for linea in lineas)
    assert all(" · remedio: compare con un respaldo sano" in linea for linea in lineas)


def test_las_dos_cuentas_del_puntaje_se_comparan(pais, monkeypatch):
    monkeypatch.setattr(verificacion, "agregados", lambda programas: {pk: agregar([]) for pk in programas})
    _, informe = verificar()
    puntajes = [f for f in informe["faltas"] if f["que"] == "puntaje"]
    assert [f["donde"] for f in puntajes] == ["III.1 SERNAM 2009 Antofagasta", "III.1 SERNAM 2009 Maule"]
    assert puntajes[0]["esperado"].startswith("3 compromisos, 1 cumplidos, 1 sin respuesta, suma 100, ganado 40")


def test_el_texto_del_borrador_lo_cuida_el_registro(mundo):
    mundo.escribir()
    tocar(lambda _: de_antofagasta(Compromiso).update(unidad="Otra"), mundo)
    _, informe = verificar()
    assert {f["que"] for f in informe["faltas"]} == {"dato distinto de lo registrado"}
