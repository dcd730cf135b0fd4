"""The manifest of a backup: what it holds, so that a restoration can be told equal, or what it lacks be named."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from gestion_territorial.auditoria.faltas import Falta

from .errores import RestauracionImposible

NOMBRE = "manifiesto.json"
ESQUEMA = 1


@dataclass
class Manifiesto:
    """All of one moment, except `archivos`: {path in the backup: [bytes, SHA-256]} of every file beside this one."""

    motor: str
    momento: str
    migraciones: list[str]
    tablas: dict[str, int]  # table → rows
    cadenas: dict[str, list]  # register chain → [last number, last hash]
    puntajes: dict[str, str]  # programme → its score in words
    secuencias: dict[str, int] = field(default_factory=dict)  # table.column → next id (PostgreSQL)
    archivos: dict[str, list] = field(default_factory=dict)
    esquema: int = ESQUEMA

    def escribir(self, carpeta):
        """Write it into the folder; the bytes are the same for the same content."""
        texto = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (Path(carpeta) / NOMBRE).write_text(texto + "\n", encoding="utf-8")


def leer(carpeta):
    """The Manifiesto of a backup. Raises RestauracionImposible."""
    ruta = Path(carpeta) / NOMBRE
    if not ruta.is_file():
        raise RestauracionImposible(
            f"«{carpeta}» no es un respaldo terminado: no tiene {NOMBRE}. Un respaldo que no alcanzó a terminar lleva "
            "«.parcial-» en su nombre y se puede borrar."
        )
    try:
        datos = json.loads(ruta.read_text(encoding="utf-8"))
        if datos["esquema"] != ESQUEMA:
            raise RestauracionImposible(
                f"El respaldo es de otro formato (se leyó {datos['esquema']!r} y se esperaba {ESQUEMA}): restáurelo "
                "con la versión del sistema que lo hizo."
            )
        manifiesto = Manifiesto(**datos)
        for nombre, (tamano, sha) in manifiesto.archivos.items():
            if not (_dentro(nombre) and isinstance(tamano, int) and isinstance(sha, str)):
                raise ValueError(nombre)
        return manifiesto
    except (ValueError, TypeError, KeyError, AttributeError):
        raise RestauracionImposible(f"El archivo {ruta} está dañado: use otra copia de este respaldo.") from None


def _dentro(nombre):
    """Whether a path stays in the backup's folder."""
    ruta = PurePosixPath(nombre)
    return not ruta.is_absolute() and ".." not in ruta.parts and ruta.parts[:1] in (("base",), ("archivos",))


def comparar(manifiesto, *, tablas, cadenas, puntajes):
    """Yield a Falta for each difference between what was saved and what is there now."""
    cosas = (
        ("filas de la tabla", manifiesto.tablas, tablas),
        ("cadena del respaldo", manifiesto.cadenas, cadenas),
        ("puntaje del respaldo", manifiesto.puntajes, puntajes),
    )
    for que, guardadas, leidas in cosas:
        for clave in sorted(guardadas.keys() | leidas.keys()):
            esperado, leido = guardadas.get(clave), leidas.get(clave)
            if esperado != leido:
                yield Falta(que, clave, _texto(esperado), _texto(leido))


def _texto(valor):
    if isinstance(valor, list | tuple):
        return f"n.º {valor[0]} {str(valor[1])[:12]}"
    return "ninguna" if valor is None else str(valor)
