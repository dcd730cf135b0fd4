"""What a programme's page shows of its evidence: what may be taken away, reused or withdrawn, and in which words."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from gestion_territorial.archivos.tipos import ACEPTA, en_palabras
from gestion_territorial.flujo import evidencias, retiros
from gestion_territorial.flujo.pasos import PASOS, impedimento


@dataclass(repr=False)
class EvidenciasDePagina:
    """For the templates, under `pagina.evidencias`. Queries are made only for whoever may write results."""

    pagina: object

    acepta = ACEPTA

    @property
    def maximo(self):
        return settings.EVIDENCIA_MAXIMA

    @property
    def maximo_en_palabras(self):
        return en_palabras(settings.EVIDENCIA_MAXIMA)

    @cached_property
    def quitables(self):
        return evidencias.quitables(self.pagina.programa) if self.pagina.derecho == evidencias.DERECHO else set()

    @cached_property
    def puede_retirar(self):
        programa, cargo = self.pagina.programa, self.pagina.cargo
        return bool(cargo) and impedimento(PASOS[retiros.RETIRAR], programa, cargo) is None

    @cached_property
    def _archivos(self):
        return [e for fila in self.pagina.contenido.filas for e in fila.evidencias if e.sha256]

    @property
    def hay(self):
        """Whether there is any evidence at all, files or references."""
        return any(fila.evidencias for fila in self.pagina.contenido.filas)

    def reutilizables(self, linea):
        """Files of other lines that this one does not have, each content once, in the order of the table."""
        propios = {e.sha256 for e in linea.fila.evidencias}
        otros = {}
        for evidencia in self._archivos:
            if evidencia.sha256 not in propios and not getattr(evidencia, "retirado", 0):
                otros.setdefault(evidencia.sha256, evidencia)
        return list(otros.values())
