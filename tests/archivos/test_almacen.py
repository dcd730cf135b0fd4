"""The store on disk: whole or not at all, one copy, nothing without a row left behind."""

import hashlib
import io
import stat

import pytest

from gestion_territorial.archivos import almacen as disco

pytestmark = pytest.mark.django_db
DATOS = b"contenido" * 50_000
HASH = hashlib.sha256(DATOS).hexdigest()


def guardar(datos=DATOS, sha256=HASH, servicio=1):
    with disco.guardando():
        return disco.guardar(servicio, sha256, io.BytesIO(datos))


def archivos(almacen):
    return sorted(r for r in almacen.rglob("*") if r.is_file())


def test_se_guarda_una_vez_y_con_permisos_de_uno_solo(almacen):
    assert guardar()
    assert not guardar()
    (ruta,) = archivos(almacen)
    assert ruta == almacen / "1" / HASH[:2] / HASH == disco.lugar(1, HASH)
    assert ruta.read_bytes() == DATOS
    assert stat.S_IMODE(ruta.stat().st_mode) == 0o600
    assert stat.S_IMODE(almacen.stat().st_mode) == 0o700


def test_dos_servicios_no_comparten(almacen):
    assert guardar()
    assert guardar(servicio=2)
    assert len(archivos(almacen)) == 2


def test_una_copia_estropeada_se_repone(almacen):
    guardar()
    disco.lugar(1, HASH).write_bytes(b"otra cosa")
    assert guardar()
    assert disco.huella(disco.lugar(1, HASH)) == HASH


def test_lo_que_no_es_lo_prometido_no_se_guarda(almacen):
    with pytest.raises(OSError, match="changed"):
        guardar(datos=b"otra cosa")
    assert archivos(almacen) == []


@pytest.mark.parametrize("raro", ["", "../../x", "A" * 64, "a" * 63, "a" * 64 + "/", "g" * 64])
def test_solo_un_hash_nombra_un_lugar(almacen, raro):
    with pytest.raises(ValueError, match="SHA-256"):
        disco.lugar(1, raro)


def test_un_disco_lleno_no_deja_nada(almacen, monkeypatch):
    def lleno(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disco.os, "fsync", lleno)
    with pytest.raises(OSError, match="space"):
        guardar()
    assert archivos(almacen) == []


def test_barrer_saca_lo_que_no_tiene_fila(almacen):
    guardar()
    (disco.lugar(1, HASH).parent / f"{HASH}.a1b2").write_bytes(b"a medio escribir")
    assert len(disco.sueltos()) == 2
    assert disco.barrer() == 2
    assert archivos(almacen) == []
    assert disco.barrer() == 0


def test_nadie_barre_mientras_se_guarda(almacen, monkeypatch):
    monkeypatch.setattr(disco, "ESPERA", 0.1)
    with disco.guardando():
        with disco.guardando():  # two may keep at once
            pass
        with pytest.raises(disco.AlmacenOcupado):
            disco.barrer()
        disco.recoger(1, [HASH])  # gives way: the next sweep takes it
    with disco.sin_nadie_guardando(), pytest.raises(disco.AlmacenOcupado), disco.guardando():
        pass


def test_lo_temporal_no_tiene_nombre(almacen):
    with disco.temporal() as archivo:
        archivo.write(b"x")
        assert archivos(almacen) == []
