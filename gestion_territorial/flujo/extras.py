"""What the lines of a form carry beside the official columns: an instancia, a fixed objective, a declared weight."""

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import Choque, Colision
from gestion_territorial.compromisos.models import Compromiso
from gestion_territorial.formularios import catalogo


def guardar_extras(escritura, compromiso_id, cambios):
    """Save {key: (read, written)} of a line, each written by the form that declares it.

    As any field: what only one side changed merges; where both did and differ, Choque and nothing is written.
    """
    tabla = catalogo.formulario(escritura.programa.formulario).control
    pedidos = [(e, *cambios[e.clave]) for e in tabla.extras if e.clave in cambios and len({*cambios[e.clave]}) == 2]
    if not pedidos:
        return
    contenido = datos.leer(escritura.programa)
    fila = next(f for f in contenido.filas if f.compromiso.id == compromiso_id)
    guardados = {extra.clave: extra.valor(fila, contenido) for extra, _, _ in pedidos}
    if colisiones := [
        Colision(extra.clave, antes, despues, guardados[extra.clave])
        for extra, antes, despues in pedidos
        if guardados[extra.clave] not in (antes, despues)
    ]:
        raise Choque(escritura.fila(Compromiso, compromiso_id), colisiones, nivel="extra")
    for extra, _, despues in pedidos:
        if guardados[extra.clave] != despues:
            extra.guardar(escritura, compromiso_id, despues)
