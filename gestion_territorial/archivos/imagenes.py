"""The width and height that an image says it has. Only its headers are read; no point of it is ever decoded."""

import struct

MAXIMO_DE_PUNTOS = 250_000_000  # the largest photo of a telephone has 200 million
_MAXIMO_DE_TRAMOS = 2_000
# Start-of-frame markers of JPEG; DHT, JPG and DAC stand among them and are none.
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def medidas(tipo, archivo, tamano):
    """(width, height) in points. Raises ValueError or struct.error where the headers do not hold together."""
    archivo.seek(0)
    ancho, alto = {"jpeg": _jpeg, "png": _png, "tiff": _tiff, "webp": _webp}[tipo](archivo, tamano)
    if ancho < 1 or alto < 1:
        raise ValueError("no size")
    return ancho, alto


def _jpeg(archivo, tamano):
    archivo.seek(2)
    for _ in range(_MAXIMO_DE_TRAMOS):
        marca = _exacto(archivo, 2)
        if marca[0] != 0xFF:
            raise ValueError("not a marker")
        while marca[1] == 0xFF:  # fill bytes
            marca = bytes([0xFF, _exacto(archivo, 1)[0]])
        if marca[1] in (0x01, *range(0xD0, 0xD8)):
            continue
        if marca[1] in (0xD9, 0xDA):
            break
        (largo,) = struct.unpack(">H", _exacto(archivo, 2))
        if marca[1] in _SOF:
            _, alto, ancho = struct.unpack(">BHH", _exacto(archivo, 5))
            return ancho, alto
        _saltar(archivo, largo - 2, tamano)
    raise ValueError("no frame")


def _png(archivo, tamano):
    archivo.seek(8)
    largo, nombre, ancho, alto = struct.unpack(">I4sII", _exacto(archivo, 16))
    if (largo, nombre) != (13, b"IHDR"):
        raise ValueError("no header")
    archivo.seek(max(0, tamano - 64))
    if b"IEND" not in archivo.read(64):
        raise ValueError("cut off")
    return ancho, alto


def _tiff(archivo, tamano):
    orden = "<" if _exacto(archivo, 2) == b"II" else ">"
    _, lugar = struct.unpack(f"{orden}HI", _exacto(archivo, 6))
    ancho = alto = 0
    for _ in range(64):  # pages: the largest counts
        if not lugar:
            break
        if not 8 <= lugar < tamano:
            raise ValueError("outside")
        archivo.seek(lugar)
        (entradas,) = struct.unpack(f"{orden}H", _exacto(archivo, 2))
        campos = {}
        for _ in range(min(entradas, 512)):
            etiqueta, clase, _, valor = struct.unpack(f"{orden}HHI4s", _exacto(archivo, 12))
            if etiqueta in (256, 257):
                formato = {3: "H", 4: "I"}[clase] if clase in (3, 4) else None
                if formato is None:
                    raise ValueError("size of another type")
                campos[etiqueta] = struct.unpack_from(f"{orden}{formato}", valor)[0]
        pagina = campos.get(256, 0), campos.get(257, 0)
        if pagina[0] * pagina[1] > ancho * alto:
            ancho, alto = pagina
        archivo.seek(lugar + 2 + 12 * entradas)
        (lugar,) = struct.unpack(f"{orden}I", _exacto(archivo, 4))
    return ancho, alto


def _webp(archivo, tamano):
    archivo.seek(12)
    clase, _ = struct.unpack("<4sI", _exacto(archivo, 8))
    datos = _exacto(archivo, 10)
    if clase == b"VP8X":
        return 1 + int.from_bytes(datos[4:7], "little"), 1 + int.from_bytes(datos[7:10], "little")
    if clase == b"VP8L" and datos[0] == 0x2F:
        bits = int.from_bytes(datos[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if clase == b"VP8 " and datos[3:6] == b"\x9d\x01\x2a":
        ancho, alto = struct.unpack("<HH", datos[6:10])
        return ancho & 0x3FFF, alto & 0x3FFF
    raise ValueError("unknown chunk")


def _exacto(archivo, largo):
    datos = archivo.read(largo)
    if len(datos) < largo:
        raise ValueError("cut off")
    return datos


def _saltar(archivo, largo, tamano):
    if largo < 0 or archivo.seek(largo, 1) > tamano:
        raise ValueError("outside")
