"""The register: what is written is chained, and whoever touches it afterwards is seen."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from gestion_territorial.auditoria import inmutables
from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.models import Cadena, Registro
from gestion_territorial.auditoria.registro import SISTEMA, Actor, Asiento, faltas, leer, registrar

PRIMERA = "primera entrada rota"
ANA = Actor(7, "Ana", "Formulador/a regional · SERNAM · Antofagasta")


def _escribir(cadena="A", cuantas=5):
    with transaction.atomic():
        return registrar(
            cadena=cadena,
            actor=ANA,
            asientos=[
                Asiento("guardar", programa_id=1, edicion=n, tabla="t", fila_id=n, cambios={"texto": [str(n), "x"]})
                for n in range(1, cuantas + 1)
            ],
        )


@pytest.fixture
def abierta(db):
    """Two chains, and the triggers out of the way: somebody with the database's password is at work."""
    _escribir("A")
    _escribir("B", 2)
    with inmutables.suspendidos():
        yield


def test_cada_entrada_se_encadena_a_la_anterior(db):
    filas = _escribir("A", 2) + _escribir("A", 1)
    assert [f.secuencia for f in filas] == [1, 2, 3]
    assert [f.anterior for f in filas] == ["", filas[0].hash, filas[1].hash]
    for fila in filas:
        assert fila.hash == sha256(fila.anterior + "\n" + fila.contenido)
        assert canonico(leer(fila)) == fila.contenido
    cabeza = Cadena.objects.get(pk="A")
    assert (cabeza.ultima_secuencia, cabeza.ultimo_hash) == (3, filas[2].hash)
    assert leer(filas[0])["actor"] == {"id": 7, "nombre": "Ana", "cargo": ANA.cargo}
    assert leer(filas[0])["cambios"] == {"texto": ["1", "x"]}
    assert list(faltas()) == []


def test_las_cadenas_no_se_mezclan(db):
    _escribir("A", 1), _escribir("B", 2), _escribir("A", 1)
    assert list(Registro.objects.values_list("cadena", "secuencia")) == [("A", 1), ("A", 2), ("B", 1), ("B", 2)]
    assert list(faltas()) == []


@pytest.mark.django_db(transaction=True)
def test_el_registro_se_escribe_dentro_de_lo_que_cuenta():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        registrar(cadena="A", actor=SISTEMA, asientos=[Asiento("nada")])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        len(registrar(cadena="A", actor=SISTEMA, asientos=[Asiento("nada")])) // 0
    assert not Registro.objects.exists()
    assert not Cadena.objects.exists()


def _que():
    """The details, without the sentence that opens each broken chain: `_primeras` is about those."""
    return {(que, donde) for que, donde, _, _ in faltas() if que != PRIMERA}


def _primeras():
    return {donde: leido for que, donde, _, leido in faltas() if que == PRIMERA}


def _en(secuencia, cadena="A"):
    return Registro.objects.filter(cadena=cadena, secuencia=secuencia)


def test_sin_tocar_nada_no_hay_faltas(abierta):
    assert list(faltas()) == []


def test_se_ve_una_entrada_cambiada(abierta):
    _en(3).update(contenido=_en(3).get().contenido.replace('"x"', '"y"'))
    assert _que() == {("hash del registro", "A n.º 3")}


@pytest.mark.parametrize("contenido", ["no es JSON", "[]", "null", '"texto"', "{}"])
def test_se_ve_un_contenido_rehecho_con_su_hash(abierta, contenido):
    """Whoever recomputes the hash of one entry breaks the next one; and what is no content is a fault, not a crash."""
    fila = _en(3).get()
    _en(3).update(contenido=contenido, hash=sha256(fila.anterior + "\n" + contenido))
    assert ("hash anterior del registro", "A n.º 4") in _que()
    assert len({donde for _, donde in _que()}) == 2


@pytest.mark.parametrize(
    ("campo", "valor"),
    [
        ("actor_nombre", "Diego"),
        ("actor_id", 8),
        ("actor_cargo", "Director/a"),
        ("accion", "aprobar"),
        ("programa_id", 2),
        ("edicion", 9),
        ("tabla", "u"),
        ("fila_id", 99),
        ("momento", datetime(2009, 1, 1, tzinfo=UTC)),
    ],
)
def test_se_ve_una_columna_que_no_dice_lo_firmado(abierta, campo, valor):
    _en(3).update(**{campo: valor})
    columna = campo.removesuffix("_id") if not campo.startswith("actor") else "actor"
    assert _que() == {(f"columna «{columna}» del registro", "A n.º 3")}


def test_se_ve_una_entrada_borrada(abierta):
    _en(3).delete()
    assert _que() == {("secuencia del registro", "A n.º 4"), ("hash anterior del registro", "A n.º 4")}


def test_se_ve_una_entrada_borrada_aunque_se_renumere(abierta):
    _en(3).delete()
    for n in (4, 5):
        _en(n).update(secuencia=F("secuencia") - 1)
    assert ("hash anterior del registro", "A n.º 3") in _que()


def test_se_ve_una_entrada_metida(abierta):
    for n in (5, 4, 3):
        _en(n).update(secuencia=F("secuencia") + 1)
    falsa = _en(2).get()
    falsa.pk, falsa.secuencia = None, 3
    falsa.save(force_insert=True)
    assert {("hash anterior del registro", "A n.º 3"), ("fin de la cadena", "A")} <= _que()
    assert _primeras() == {"A n.º 3": "cambiada de lugar o agregada: se escribió como A n.º 2"}


def test_se_ven_dos_entradas_cambiadas_de_lugar(abierta):
    _en(3).update(secuencia=100)
    _en(4).update(secuencia=3)
    _en(100).update(secuencia=4)
    assert {("hash anterior del registro", "A n.º 3"), ("hash anterior del registro", "A n.º 4")} <= _que()


@pytest.mark.parametrize("quedan", [4, 1, 0])
def test_se_ve_la_cola_cortada(abierta, quedan):
    Registro.objects.filter(cadena="A", secuencia__gt=quedan).delete()
    assert _que() == {("fin de la cadena", "A")}


def test_se_ve_una_entrada_agregada_sin_la_cabeza(abierta):
    ultima = _en(5).get()
    ultima.pk, ultima.secuencia, ultima.anterior = None, 6, ultima.hash
    ultima.contenido = ultima.contenido.replace('"secuencia":5', '"secuencia":6')
    ultima.hash = sha256(ultima.anterior + "\n" + ultima.contenido)
    ultima.save(force_insert=True)
    assert _que() == {("fin de la cadena", "A")}


def _mover(*pasos):
    for de, a in pasos:
        _en(de).update(secuencia=a)


def _falsificar(numero):
    """An entry whose content, number and hash agree with each other and with the one before it."""
    fila = _en(numero).get()
    fila.contenido = fila.contenido.replace('"x"', '"y"')
    fila.hash = sha256(fila.anterior + "\n" + fila.contenido)
    fila.save()


@pytest.mark.parametrize(
    ("toque", "donde", "que"),
    [
        (lambda: _en(3).update(contenido="{}"), "A n.º 3", "cambiada después de escrita"),
        (lambda: _en(3).update(hash="0" * 64), "A n.º 3", "cambiada después de escrita"),
        (lambda: _en(3).update(actor_nombre="Otra"), "A n.º 3", "sus columnas no dicen lo firmado"),
        (lambda: _en(3).delete(), "A n.º 3", "borrada: después de la n.º 2 viene la n.º 4"),
        (lambda: (_en(3).delete(), _mover((4, 3), (5, 4))), "A n.º 3", "se escribió como A n.º 4"),
        (lambda: _mover((3, 100), (4, 3), (100, 4)), "A n.º 3", "se escribió como A n.º 4"),
        (lambda: _falsificar(3), "A n.º 4", "no sigue a la n.º 3"),
        (lambda: (_falsificar(2), _en(4).delete()), "A n.º 3", "no sigue a la n.º 2"),
    ],
)
def test_la_primera_entrada_rota_se_nombra_y_dice_que_le_paso(abierta, toque, donde, que):
    toque()
    ((primera, leido),) = _primeras().items()
    assert primera == donde
    assert que in leido
    assert next(f[0] for f in faltas()) == PRIMERA


def test_cada_cadena_tiene_su_primera(abierta):
    _en(2).delete()
    _en(1, "B").update(accion="otra")
    assert set(_primeras()) == {"A n.º 2", "B n.º 1"}


def test_se_ve_una_cadena_sin_cabeza_o_con_otra(abierta):
    Cadena.objects.filter(pk="A").delete()
    Cadena.objects.filter(pk="B").update(ultimo_hash="0" * 64)
    assert _que() == {("cadena sin cabeza", "A"), ("fin de la cadena", "B")}


def test_quien_escribe_mientras_se_revisa_no_es_una_falta(db):
    """The walk is held in the middle of chain A; meanwhile A, B and a new chain grow. All of it is whole."""
    _escribir("A")
    _escribir("B", 1)
    _escribir("C", 1)
    recorrido = faltas(lote=1)
    original, llamadas = Cadena.objects.filter, []

    class Vigia:
        """Writes once, when the walk asks for the first head."""

        def __call__(self, **cual):
            if not llamadas:
                llamadas.append(cual)
                _escribir("A", 2)
                _escribir("C", 3)
                _escribir("D", 1)
            return original(**cual)

    Cadena.objects.filter = Vigia()
    try:
        assert list(recorrido) == []
    finally:
        del Cadena.objects.filter
    assert llamadas
    assert Cadena.objects.get(pk="D").ultima_secuencia == 1


def test_se_leen_muchas_entradas_por_lotes(db):
    _escribir("A", 25)
    assert list(faltas(lote=4)) == []
    with inmutables.suspendidos():
        _en(25).update(accion="otra")
        assert [que for que, *_ in faltas(lote=4)] == [PRIMERA, "columna «accion» del registro"]


def test_el_momento_guardado_es_el_firmado(db):
    antes = timezone.now()
    (fila,) = _escribir("A", 1)
    assert antes <= Registro.objects.get().momento <= timezone.now()
    assert leer(fila)["momento"] == Registro.objects.get().momento.astimezone(UTC).isoformat(timespec="microseconds")
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.parametrize("valor", [1.5, {"a": [float("nan")]}, [[2.0]]])
def test_los_flotantes_no_se_firman(valor):
    with pytest.raises(TypeError, match="floats"):
        canonico(valor)


def test_lo_igual_tiene_los_mismos_bytes():
    uno = {"b": [1, None, True], "a": {"ñ": "á\n<>", "z": ()}}
    otro = {"a": {"z": [], "ñ": "á\n<>"}, "b": (1, None, True)}
    assert canonico(uno) == canonico(otro) == '{"a":{"z":[],"ñ":"á\\n<>"},"b":[1,null,true]}'
