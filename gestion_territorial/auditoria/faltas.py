"""How a fault is told: what, where, what was expected, what was read, and what to do about it."""

from dataclasses import dataclass

LARGO = 80

# Beginning of a fault's `que` → what to do. The first that fits; what has none of its own gets the last.
REMEDIOS = {
    "disparador": "averigüe quién lo tocó y reponga el original con «manage.py migrate»",
    "primera entrada rota": "detenga la escritura, restaure aparte un respaldo sano y compare desde esa entrada",
    "fin de la cadena": "busque las últimas entradas en el respaldo más reciente",
    "cabeza impresa": "compare con el respaldo más cercano a la fecha del comprobante",
    "archivo sin dueño": "apártelo de la carpeta; si alguien lo reclama, súbalo de nuevo en su fila",
    "archivo ausente": "cópielo desde un respaldo con el mismo nombre",
    "archivo cambiado": "reemplácelo por el del respaldo: su nombre es su SHA-256",
    "archivo del respaldo": "use otra copia de este respaldo o uno anterior",
    "filas de la tabla": "use otra copia de este respaldo o uno anterior",
    "cadena del respaldo": "use otra copia de este respaldo o uno anterior",
    "puntaje del respaldo": "use otra copia de este respaldo o uno anterior",
    "": "compare con un respaldo sano y corrija desde la aplicación; lo registrado manda",
}


@dataclass(frozen=True, slots=True)
class Falta:
    que: str
    donde: str
    esperado: str
    leido: str

    @property
    def remedio(self):
        """What the operator does about it, in Spanish."""
        return next(remedio for comienzo, remedio in REMEDIOS.items() if self.que.startswith(comienzo))

    @property
    def linea(self):
        """One Spanish line, whatever the values hold."""
        return (
            f"{self.que} · {self.donde} · se esperaba: {_corto(self.esperado)} · se leyó: {_corto(self.leido)} "
            f"· remedio: {self.remedio}"
        )


def _corto(texto):
    linea = " ".join(texto.split()) or "(vacío)"
    return linea if len(linea) <= LARGO else linea[: LARGO - 1] + "…"
