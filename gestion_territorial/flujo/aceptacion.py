"""Rows accepted by the reviewer, several at once. The mark is of what the row says: when that changes, it falls.

It is compared on reading, so no writer of rows has to remember it, and none can forget.
"""

from django.utils.text import get_text_list

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.formularios import catalogo
from gestion_territorial.revision.models import Aceptacion, Observacion

from .acciones import en_programa
from .errores import DatoInvalido, EstadoIncorrecto, NoExiste
from .lugares import huella
from .observaciones import con_derecho_a_revisar


def aceptar(*, programa_id, cargo, elegidas, operacion=None):
    """Accept rows: [(table, row id, first digits of the row's hash as the page showed it)]. All of them or none.

    Refused, with the row's number, where it says something else by now or has an observation that is not closed.
    """

    def hacer(escritura):
        con_derecho_a_revisar("aceptar", escritura, cargo)
        _exigir_eleccion(elegidas)
        programa = escritura.programa
        actuales = _actuales(programa, elegidas)
        observadas = set(_observadas(programa))
        for tabla, pk, vista in elegidas:
            numero, ahora = actuales[tabla, pk]
            if not vista or not ahora.startswith(vista):
                raise EstadoIncorrecto(f"La fila {numero} cambió después de que usted abrió la página: léala de nuevo.")
        _exigir_sin_observar([actuales[tabla, pk][0] for tabla, pk, _ in elegidas if (tabla, pk) in observadas])
        for tabla, pk, _ in elegidas:
            Aceptacion.objects.update_or_create(
                programa=programa,
                tabla=tabla,
                fila_id=pk,
                defaults={
                    "huella": actuales[tabla, pk][1],
                    "autor_id": cargo.usuario_id,
                    "autor_nombre": cargo.usuario.nombre,
                },
            )
        escritura.asentar("aceptar filas", filas=[[t, pk, actuales[t, pk][1]] for t, pk, _ in elegidas])
        return {"aceptadas": len(elegidas)}

    return en_programa(programa_id, cargo, operacion, hacer)


def quitar(*, programa_id, cargo, elegidas, operacion=None):
    """Take the mark off rows: [(table, row id, anything)]; those without it are left as they are."""

    def hacer(escritura):
        con_derecho_a_revisar("aceptar", escritura, cargo)
        _exigir_eleccion(elegidas)
        marcas = Aceptacion.objects.filter(programa=escritura.programa)
        fuera = [m for m in marcas if (m.tabla, m.fila_id) in {(t, pk) for t, pk, _ in elegidas}]
        if fuera:
            Aceptacion.objects.filter(pk__in=[m.pk for m in fuera]).delete()
            escritura.asentar("quitar aceptación", filas=[[m.tabla, m.fila_id, m.huella] for m in fuera])
        return {"quitadas": len(fuera)}

    return en_programa(programa_id, cargo, operacion, hacer)


def _exigir_eleccion(elegidas):
    """After the right: who may not do it learns that, and not that nothing was chosen."""
    if not elegidas:
        raise DatoInvalido("Marque al menos una fila.", "fila")


def _exigir_sin_observar(numeros):
    """Raises EstadoIncorrecto, naming them all, where rows have something that is not closed."""
    if len(numeros) == 1:
        raise EstadoIncorrecto(
            f"La fila {numeros[0]} tiene una observación sin cerrar: ciérrela, o acepte las demás sin ella."
        )
    if numeros:
        cuales = get_text_list(numeros, "y")
        raise EstadoIncorrecto(
            f"Las filas {cuales} tienen observaciones sin cerrar: ciérrelas, o acepte las demás sin ellas."
        )


def _actuales(programa, elegidas):
    """{(table, row id): (number, hash)} of the rows chosen. Raises NoExiste for one that is not there."""
    contenido, formulario = datos.leer(programa), catalogo.formulario(programa.formulario)
    lineas = {(t.clave, linea.id): (t, linea) for t in formulario.tablas for linea in t.filas(contenido)}
    try:
        halladas = {(t, pk): lineas[t, pk] for t, pk, _ in elegidas}
    except KeyError:
        raise NoExiste("Esa fila no existe o fue eliminada. Vuelva a cargar la página.") from None
    return {clave: (linea.numero, huella(tabla, linea, contenido)) for clave, (tabla, linea) in halladas.items()}


def _observadas(programa):
    abiertas = Observacion.objects.filter(programa=programa, fila_id__isnull=False).sin_cerrar()
    return abiertas.values_list("tabla", "fila_id")
