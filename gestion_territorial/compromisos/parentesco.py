"""Which tables of rows hang from which: whoever copies a programme's rows walks them from parents to children."""

from .models import Fila


def padre_de(modelo, campo):
    """The table of rows that this field points at, or None."""
    relacion = modelo._meta.get_field(campo)
    return relacion.related_model if relacion.is_relation and issubclass(relacion.related_model, Fila) else None


def de_padres_a_hijos(modelos):
    """The tables in an order in which each comes after those it points at."""
    pendientes, lista = list(modelos), []
    while pendientes:
        for modelo in pendientes:
            padres = {padre for campo in modelo.CAMPOS if (padre := padre_de(modelo, campo))}
            if not padres & {*pendientes} - {modelo}:
                lista.append(modelo)
                pendientes.remove(modelo)
                break
    return lista
