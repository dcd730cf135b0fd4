"""One way of writing JSON as bytes, so that equal content always has equal hash."""

import hashlib
import json


def canonico(datos):
    """Canonical JSON text: keys sorted, no blanks, no escapes of accents. Floats are refused: they do not compare."""
    return json.dumps(_sin_flotantes(datos), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(texto):
    """Hex SHA-256 of the UTF-8 bytes of a text."""
    return hashlib.sha256(texto.encode("utf-8")).hexdigest()


def _sin_flotantes(valor):
    if isinstance(valor, float):
        raise TypeError("floats have no place in what is hashed")
    if isinstance(valor, dict):
        return {str(clave): _sin_flotantes(v) for clave, v in valor.items()}
    if isinstance(valor, list | tuple):
        return [_sin_flotantes(v) for v in valor]
    return valor
