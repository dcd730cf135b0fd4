"""Where a line stands: order numbers with gaps, so that one can be put between two without touching either."""

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN, FilaInexistente
from gestion_territorial.compromisos.models import Compromiso, Indicador


def indicadores(escritura):
    """The programme's indicators that show, in order."""
    vivos = Compromiso.objects.vivas().filter(programa=escritura.programa).values("indicador_id")
    return list(Indicador.objects.filter(programa=escritura.programa, pk__in=vivos).order_by("orden", "pk"))


def hermanos(compromiso):
    """The live commitments of the same indicator, in order."""
    return list(Compromiso.objects.vivas().filter(indicador=compromiso.indicador_id).order_by("orden", "pk"))


def indicador_de(escritura, compromiso_id):
    return escritura.fila(Indicador, escritura.fila(Compromiso, compromiso_id).indicador_id)


def con_la_anterior(escritura, compromiso_id):
    """The line above it that is of another indicator (None at the top), and the line of a commitment."""
    filas, lugar = _lugar(escritura, compromiso_id)
    return _de_otro_indicador(filas[lugar], reversed(filas[:lugar])), filas[lugar]


def con_la_siguiente(escritura, compromiso_id):
    """The line of a commitment, and the one below it that is of another indicator (None at the end)."""
    filas, lugar = _lugar(escritura, compromiso_id)
    return filas[lugar], _de_otro_indicador(filas[lugar], filas[lugar + 1 :])


def hueco(escritura, filas, ancla, antes):
    """An order number right before or after `ancla` among `filas`; renumbers the whole table when no gap is left."""
    if not filas or ancla is None:
        return (filas[-1].orden if filas else 0) + PASO_DE_ORDEN
    lugar = next(n for n, f in enumerate(filas) if f.pk == ancla.pk) + (0 if antes else 1)
    abajo = filas[lugar - 1].orden if lugar else filas[0].orden - 2 * PASO_DE_ORDEN
    arriba = filas[lugar].orden if lugar < len(filas) else filas[-1].orden + 2 * PASO_DE_ORDEN
    if arriba - abajo < 2:
        _renumerar(escritura, filas)
        return hueco(escritura, filas, ancla, antes)
    return (abajo + arriba) // 2


def desplazar(escritura, filas, fila, abajo):
    """Put a row past its neighbour; False at the edge."""
    lugar = next(n for n, f in enumerate(filas) if f.pk == fila.pk)
    vecino = lugar + 1 if abajo else lugar - 1
    if not 0 <= vecino < len(filas):
        return False
    orden = hueco(escritura, [f for f in filas if f.pk != fila.pk], filas[vecino], not abajo)
    escritura.guardar_fila(type(fila), fila.pk, cambios={"orden": (None, orden)}, accion="mover")
    return True


def _lugar(escritura, compromiso_id):
    filas = datos.leer(escritura.programa).filas
    lugar = next((n for n, f in enumerate(filas) if f.compromiso.id == compromiso_id), None)
    if lugar is None:
        raise FilaInexistente
    return filas, lugar


def _de_otro_indicador(fila, candidatas):
    return next((f for f in candidatas if f.indicador.id != fila.indicador.id), None)


def _renumerar(escritura, filas):
    """Gaps for everybody, also for the lines taken out: an undo brings them back to where they were."""
    modelo = type(filas[0])
    alcance = {"indicador": filas[0].indicador_id} if modelo is Compromiso else {}
    todas = modelo.objects.filter(programa=escritura.programa, **alcance).order_by("orden", "pk")
    nuevos = {}
    for n, pk in enumerate(todas.values_list("pk", flat=True), start=1):
        cambios = {"orden": (None, n * PASO_DE_ORDEN)}
        nuevos[pk] = escritura.guardar_fila(modelo, pk, cambios=cambios, accion="renumerar", eliminadas=True).orden
    for fila in filas:
        fila.orden = nuevos[fila.pk]
