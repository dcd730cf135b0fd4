"""What a programme's page says of starting from last year: the year it can start from, or what the copy left behind."""

from dataclasses import dataclass
from functools import cached_property

from gestion_territorial.flujo import copia

from .pagina import Pagina


@dataclass(repr=False)
class CopiaPagina:
    """Only looked up for whoever may write the draft; two queries at most, whatever the rows."""

    pagina: Pagina

    @cached_property
    def anio_anterior(self):
        """The year an empty draft can start from, or None."""
        if any(self.pagina.contenido.tablas.values()):
            return None
        previo = copia.anterior(self.pagina.programa)
        return None if copia.impedimento(self.pagina.programa, previo) else previo.periodo.anio

    @cached_property
    def por_confirmar(self):
        """How many copied lines nobody has confirmed yet."""
        return sum(1 for fila in self.pagina.contenido.filas if fila.compromiso.por_confirmar)

    @cached_property
    def hecha(self):
        """What the copy from last year left behind, while its rows are being confirmed; or None."""
        return copia.copiado(self.pagina.programa) if self.por_confirmar else None
