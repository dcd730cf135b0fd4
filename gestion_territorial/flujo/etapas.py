"""Which of the period's windows counts for a programme, by its state: only the region writes against a deadline."""

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.formularios import catalogo

ETAPA = {
    Estado.BORRADOR: "compromiso",
    Estado.OBSERVADO: "compromiso",
    Estado.RESULTADOS: "resultados",
    Estado.RESULTADOS_OBSERVADOS: "resultados",
}


def etapa_de(programa):
    """The stage whose window counts for a programme now, or None."""
    etapa = ETAPA.get(programa.estado)
    return catalogo.formulario(programa.formulario).etapa if etapa == "compromiso" else etapa


def ventana_de(programa):
    """The window itself, or None. Reads the period's windows: prefetch them for many programmes."""
    etapa = etapa_de(programa)
    return next((v for v in programa.periodo.ventanas.all() if v.etapa == etapa), None) if etapa else None
