"""The JSON program: from the documented input to the documented output, with the place of whatever is wrong."""

from collections.abc import Iterable
from fractions import Fraction

from .calculo import puntuar, sin_aprobar, veredicto
from .lectura import EntradaInvalida, Numero, dentro
from .modelo import Modalidad, Puntaje, Unidad, agregar
from .numeros import MAXIMO_DE_CARACTERES, exacto, leer_numero

RESPUESTAS = {"si": True, "no": False, None: None}

_AUSENTE = object()
_TIPOS = {bool: "verdadero o falso (true, false)", str: "un texto", list: "una lista", dict: "un objeto"}


def evaluar(entrada: dict) -> dict:
    """Score every programme of `entrada` and the verdict they make together.

    Input: `umbral` and, for each of `programas`, `region`, `compromete`, `modalidad`, `unidades` and optionally
    `cerrado` and `aprobado` (true when absent; what nobody has approved counts PENDIENTE or VACIO, and NO CUMPLE once
    closed); each unit has `cumple` and, in METAS, `ponderacion` (both may be null). Other keys are ignored, as is the
    weight in ACTIVIDADES. A number is a str with one separator at most, an int, a Fraction or a `Numero`; it has no
    sign and no exponent. Weights over 100 or with many decimals are scored as they are, and a region may come twice.
    Output: `informe`. Raises EntradaInvalida with the place.
    """
    entrada = _exigir(dict, entrada, "entrada")
    umbral = _numero(_miembro(entrada, "umbral", ""), "umbral")
    if umbral > 100:
        raise EntradaInvalida("umbral", f"se espera un número entre 0 y 100 y se leyó {_citar(entrada['umbral'])}")
    programas = _tomar(list, entrada, "programas", "")
    return informe(
        umbral, [_programa(umbral, programa, dentro("programas", i)) for i, programa in enumerate(programas)]
    )


def informe(umbral: Fraction, programas: Iterable[tuple[str, Puntaje, bool]]) -> dict:
    """Lay out scores already made, each (region, score, closed?), as the program prints them.

    Figures are fractions in lowest terms, integers without a slash, as text; only `mostrado` is rounded.
    """
    programas = list(programas)
    nacional = veredicto((puntaje, cerrado) for _, puntaje, cerrado in programas)
    return {
        "umbral": _texto(exacto(umbral)),
        "programas": [
            {
                "region": region,
                "resultado": str(p.resultado),
                "desempeno": _texto(p.desempeno),
                "mostrado": p.mostrado,
                "minimo": _texto(p.minimo),
                "maximo": _texto(p.maximo),
                "suma": _texto(p.suma),
                "anticipado": _texto(p.anticipado),
                "literal": _texto(p.literal),
                "normalizado": _texto(p.normalizado),
            }
            for region, p, _ in programas
        ],
        "veredicto": str(nacional.veredicto),
        "definitivo": nacional.definitivo,
    }


def _texto(valor: object) -> str | None:
    return None if valor is None else str(valor)


def _programa(umbral: Fraction, programa: object, lugar: str) -> tuple[str, Puntaje, bool]:
    programa = _exigir(dict, programa, lugar)
    region = _tomar(str, programa, "region", lugar)
    compromete = _tomar(bool, programa, "compromete", lugar)
    cerrado = _tomar(bool, {"cerrado": True} | programa, "cerrado", lugar)
    aprobado = _tomar(bool, {"aprobado": True} | programa, "aprobado", lugar)
    modalidad = _tomar(str, programa, "modalidad", lugar)
    if modalidad not in Modalidad.__members__:
        raise EntradaInvalida(
            dentro(lugar, "modalidad"), f"se espera METAS o ACTIVIDADES y se leyó {_citar(modalidad)}"
        )
    unidades = _tomar(list, programa, "unidades", lugar)
    donde = dentro(lugar, "unidades")
    agregado = agregar(
        _unidad(unidad, con_peso=modalidad == Modalidad.METAS, lugar=dentro(donde, i))
        for i, unidad in enumerate(unidades)
    )
    puntaje = puntuar(
        modalidad=Modalidad(modalidad), compromete=compromete or not aprobado, agregado=agregado, umbral=umbral
    )
    return region, puntaje if aprobado else sin_aprobar(puntaje, cerrado), cerrado


def _unidad(unidad: object, *, con_peso: bool, lugar: str) -> Unidad:
    unidad = _exigir(dict, unidad, lugar)
    peso = _miembro(unidad, "ponderacion", lugar) if con_peso else None
    if peso is not None:
        peso = _numero(peso, dentro(lugar, "ponderacion"))
    cumple = _miembro(unidad, "cumple", lugar)
    if not isinstance(cumple, str | None) or cumple not in RESPUESTAS:
        raise EntradaInvalida(dentro(lugar, "cumple"), f'se espera "si", "no" o null y se leyó {_citar(cumple)}')
    return Unidad(peso, RESPUESTAS[cumple])


def _numero(valor: object, lugar: str) -> Fraction:
    """Read a non-negative number; a float raises too: what it held is already lost."""
    leido = None
    if isinstance(valor, str):
        leido = leer_numero(valor)
    elif isinstance(valor, Numero):
        leido = leer_numero(valor.texto)
    elif isinstance(valor, int | Fraction) and not isinstance(valor, bool) and valor >= 0:
        leido = exacto(valor)
    if leido is None:
        raise EntradaInvalida(
            lugar,
            "se espera un número sin signo ni exponente, con a lo más un separador (coma o punto) y "
            f"{MAXIMO_DE_CARACTERES} caracteres, y se leyó {_citar(valor)}",
        )
    return leido


def _miembro(objeto: dict, clave: str, lugar: str) -> object:
    valor = objeto.get(clave, _AUSENTE)
    if valor is _AUSENTE:
        raise EntradaInvalida(dentro(lugar, clave), "falta esta clave")
    return valor


def _tomar(tipo: type, objeto: dict, clave: str, lugar: str):
    return _exigir(tipo, _miembro(objeto, clave, lugar), dentro(lugar, clave))


def _exigir(tipo: type, valor: object, lugar: str):
    if not isinstance(valor, tipo):
        raise EntradaInvalida(lugar, f"se espera {_TIPOS[tipo]} y se leyó {_citar(valor)}")
    return valor


def _citar(valor: object) -> str:
    """Quote what was read on one short line."""
    if isinstance(valor, dict | list):
        return _TIPOS[dict if isinstance(valor, dict) else list]
    if valor is None or isinstance(valor, bool):
        return {None: "null", True: "true", False: "false"}[valor]
    if isinstance(valor, Numero):
        texto = valor.texto
    elif isinstance(valor, int) and valor.bit_length() > 200:  # Python refuses to print very long integers
        texto = "un número muy grande"
    else:
        texto = repr(valor)  # repr escapes line breaks and whatever does not print
    return texto if len(texto) <= 40 else texto[:39] + "…"
