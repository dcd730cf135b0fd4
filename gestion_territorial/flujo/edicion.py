"""What the regional team does with the rows: save, add, duplicate, move, delete, undo, join, weigh, answer.

Every function takes a programme id and the post one acts in, checks the right and the state under the programme's
lock, writes through `Escritura.guardar_fila` and returns the plain dict that the page answers with. Raises a Rechazo
or a Choque, and then nothing was written.
"""

from django.utils import timezone

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN, FilaInexistente
from gestion_territorial.compromisos.models import (
    Compromiso,
    Evidencia,
    Indicador,
    Modalidad,
    Objetivo,
)
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Fase, Nivel
from gestion_territorial.formularios.valores import actividades
from gestion_territorial.puntaje import (
    RepartoImposible,
    efecto_en_umbral,
    mostrar_ponderacion,
    proporcional_a_100,
    repartir_hasta_100,
)

from .acciones import en_programa, exigir, exigir_lo_mostrado
from .errores import DatoInvalido, EstadoIncorrecto
from .pasos import PASOS

MODELOS = {Nivel.OBJETIVO: Objetivo, Nivel.INDICADOR: Indicador, Nivel.COMPROMISO: Compromiso}
FASES = {"escribir": Fase.COMPROMISO, "escribir-resultados": Fase.RESULTADOS}
REPARTOS = {"proporcional": proporcional_a_100, "repartir": repartir_hasta_100}


def campos_editables(formulario, derecho):
    """{(level, field)} that this right may write, from the form's declaration."""
    return {
        (columna.nivel, campo)
        for columna in formulario.columnas.values()
        if columna.fase == FASES[derecho]
        for campo in columna.campos
    }


def guardar_linea(*, programa_id, cargo, compromiso_id, cambios, ediciones, operacion=None, derecho="escribir"):
    """Save fields of one line: cambios = {(level, field): (read, written)}, ediciones = {level: read counter}."""

    def hacer(escritura):
        permitidos = campos_editables(catalogo.formulario(escritura.programa.formulario), derecho)
        compromiso = escritura.fila(Compromiso, compromiso_id)
        if compromiso.anulado:
            raise EstadoIncorrecto("Un compromiso anulado no se edita.")
        indicador = escritura.fila(Indicador, compromiso.indicador_id)
        filas = {Nivel.COMPROMISO: compromiso, Nivel.INDICADOR: indicador}
        if indicador.objetivo_id:
            filas[Nivel.OBJETIVO] = escritura.fila(Objetivo, indicador.objetivo_id)
        for nivel in (Nivel.OBJETIVO, Nivel.INDICADOR, Nivel.COMPROMISO):
            de_nivel = {campo: par for (n, campo), par in cambios.items() if n == nivel and (n, campo) in permitidos}
            _comprobar_respuestas(de_nivel)
            if nivel not in filas:
                if any(escrito.strip() for _, escrito in de_nivel.values()):
                    filas[nivel] = _objetivo_nuevo(escritura, indicador, {c: e for c, (_, e) in de_nivel.items()})
            elif de_nivel:
                filas[nivel] = escritura.guardar_fila(
                    MODELOS[nivel], filas[nivel].pk, cambios=de_nivel, edicion=ediciones.get(nivel, 0)
                )
        indicador.refresh_from_db(fields=["edicion", "objetivo"])
        filas[Nivel.INDICADOR] = indicador
        return {
            "compromiso": compromiso.pk,
            "ediciones": {str(nivel): fila.edicion for nivel, fila in filas.items()},
            "guardado": timezone.localtime().strftime("%H:%M"),
        }

    return _editar(programa_id, cargo, operacion, derecho, hacer)


def guardar_cabecera(*, programa_id, cargo, cambios, operacion=None):
    """Save the form's heading: authority and modality. Changing the modality deletes nothing."""

    def hacer(escritura):
        if "modalidad" in cambios and cambios["modalidad"][1] not in Modalidad.values:
            raise DatoInvalido("Elija una de las dos modalidades: metas o actividades.", "modalidad")
        escritura.guardar_cabecera({c: par for c, par in cambios.items() if c in ("autoridad", "modalidad")})
        return {"guardado": timezone.localtime().strftime("%H:%M")}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def agregar(*, programa_id, cargo, junto_a=None, antes=False, operacion=None):
    """A new line above or below another (at the end without one), without objective: the editor asks for it."""

    def hacer(escritura):
        indicadores = _indicadores(escritura)
        ancla = _indicador_de(escritura, junto_a) if junto_a else None
        orden = _hueco(escritura, indicadores, ancla, antes)
        objetivo = ancla.objetivo_id if ancla and not antes else None
        indicador = escritura.crear_fila(Indicador, {"orden": orden, "objetivo_id": objetivo})
        compromiso = escritura.crear_fila(Compromiso, {"indicador_id": indicador.pk, "orden": PASO_DE_ORDEN})
        return {"compromiso": compromiso.pk}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def agregar_actividad(*, programa_id, cargo, compromiso_id, operacion=None):
    """A new activity under the same indicator (ACTIVIDADES), after this one."""

    def hacer(escritura):
        compromiso = escritura.fila(Compromiso, compromiso_id)
        hermanos = _hermanos(escritura, compromiso)
        orden = _hueco(escritura, hermanos, compromiso, False)
        valores = {"indicador_id": compromiso.indicador_id, "orden": orden, "unidad": compromiso.unidad}
        return {"compromiso": escritura.crear_fila(Compromiso, valores).pk}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def duplicar(*, programa_id, cargo, compromiso_id, operacion=None):
    """The same line again below: same objective, indicator and commitment as new rows. Answers are not copied."""

    def hacer(escritura):
        compromiso = escritura.fila(Compromiso, compromiso_id)
        indicador = escritura.fila(Indicador, compromiso.indicador_id)
        orden = _hueco(escritura, _indicadores(escritura), indicador, False)
        copia = escritura.crear_fila(
            Indicador,
            {
                "orden": orden,
                "objetivo_id": indicador.objetivo_id,
                "texto": indicador.texto,
                "resultado_anticipado": indicador.resultado_anticipado,
            },
            accion="duplicar",
        )
        campos = ("texto", "actividades", "unidad", "verificacion", "ponderacion_texto")
        valores = {c: getattr(compromiso, c) for c in campos} | {"indicador_id": copia.pk, "orden": PASO_DE_ORDEN}
        return {"compromiso": escritura.crear_fila(Compromiso, valores, accion="duplicar").pk}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def mover(*, programa_id, cargo, compromiso_id, abajo, operacion=None):
    """One place up or down: among the activities of its indicator first, then the indicator past its neighbour."""

    def hacer(escritura):
        compromiso = escritura.fila(Compromiso, compromiso_id)
        if not _desplazar(escritura, _hermanos(escritura, compromiso), compromiso, abajo):
            indicador = escritura.fila(Indicador, compromiso.indicador_id)
            _desplazar(escritura, _indicadores(escritura), indicador, abajo)
        return {"compromiso": compromiso.pk}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def eliminar(*, programa_id, cargo, compromiso_id, operacion=None):
    """Take a line out; `restaurar` brings it back with id, observations and evidence."""

    def hacer(escritura):
        escritura.eliminar_fila(Compromiso, compromiso_id)
        return {"compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def restaurar(*, programa_id, cargo, compromiso_id, operacion=None):
    def hacer(escritura):
        escritura.restaurar_fila(Compromiso, compromiso_id)
        return {"compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def mismo_objetivo(*, programa_id, cargo, compromiso_id, operacion=None):
    """«Igual que la fila anterior»: the line's indicator hangs from the objective of the line above."""

    def hacer(escritura):
        anterior, fila = _anterior(escritura, compromiso_id)
        if anterior is None or anterior.objetivo is None:
            raise EstadoIncorrecto("La fila anterior no tiene objetivo.")
        cambios = {"objetivo_id": (None, anterior.objetivo.id)}
        escritura.guardar_fila(Indicador, fila.indicador.id, cambios=cambios, accion="compartir objetivo")
        return {"compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def objetivo_propio(*, programa_id, cargo, compromiso_id, operacion=None):
    """Give the line an objective of its own, with the words of the one it shared."""

    def hacer(escritura):
        compromiso = escritura.fila(Compromiso, compromiso_id)
        indicador = escritura.fila(Indicador, compromiso.indicador_id)
        texto = escritura.fila(Objetivo, indicador.objetivo_id).texto if indicador.objetivo_id else ""
        _objetivo_nuevo(escritura, indicador, {"texto": texto})
        return {"compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def unir_con_siguiente(*, programa_id, cargo, compromiso_id, operacion=None):
    """Mend of O-ORPHAN: activity and verification go to the next line, the orphan line leaves."""

    def hacer(escritura):
        filas = datos.leer(escritura.programa).filas
        lugar = next((n for n, f in enumerate(filas) if f.compromiso.id == compromiso_id), None)
        if lugar is None:
            raise FilaInexistente
        if lugar + 1 >= len(filas):
            raise EstadoIncorrecto("No hay una fila siguiente con la cual unirla.")
        orfana, siguiente = filas[lugar].compromiso, filas[lugar + 1].compromiso
        lineas = [*filter(None, [orfana.texto]), *actividades(orfana)]
        cambios = {
            "actividades": "\n".join(filter(None, [*lineas, siguiente.actividades])),
            "verificacion": "\n".join(filter(None, [orfana.verificacion, siguiente.verificacion])),
            "unidad": siguiente.unidad or orfana.unidad,
        }
        escritura.guardar_fila(
            Compromiso, siguiente.id, cambios={c: (None, v) for c, v in cambios.items()}, accion="unir"
        )
        escritura.guardar_fila(
            Compromiso, compromiso_id, cambios={"eliminada_en": (None, timezone.now())}, accion="unir"
        )
        return {"compromiso": siguiente.id}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def separar_actividades(*, programa_id, cargo, compromiso_id, operacion=None):
    """In ACTIVIDADES: each line of a goal's activities becomes a commitment of its own."""

    def hacer(escritura):
        compromiso = escritura.fila(Compromiso, compromiso_id)
        lineas = [*filter(None, [compromiso.texto.strip()]), *actividades(compromiso)]
        if not lineas:
            raise EstadoIncorrecto("No hay actividades escritas que separar.")
        escritura.guardar_fila(
            Compromiso, compromiso_id, cambios={"texto": (None, lineas[0]), "actividades": (None, "")}, accion="separar"
        )
        ancla = compromiso
        for linea in lineas[1:]:
            valores = {
                "indicador_id": compromiso.indicador_id,
                "orden": _hueco(escritura, _hermanos(escritura, compromiso), ancla, False),
                "texto": linea,
                "unidad": compromiso.unidad,
                "verificacion": compromiso.verificacion,
            }
            ancla = escritura.crear_fila(Compromiso, valores, accion="separar")
        return {"compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def previa(contenido, cual, umbral):
    """What «proporcional» or «repartir» would write: [(line, before, after, extra?)], and its effect at the threshold."""
    filas = [f for f in contenido.filas if not f.compromiso.anulado]
    if contenido.modalidad != Modalidad.METAS:
        raise DatoInvalido("En la modalidad de actividades el sistema calcula las ponderaciones: todas pesan lo mismo.")
    try:
        reparto = REPARTOS[cual]([_legible(f.compromiso) for f in filas])
    except RepartoImposible as error:
        raise DatoInvalido(str(error), "ponderacion") from None
    lineas = [
        (fila, fila.compromiso.ponderacion_texto, mostrar_ponderacion(valor), n in reparto.con_resto)
        for n, (fila, valor) in enumerate(zip(filas, reparto.valores, strict=True))
    ]
    originales = [_legible(f.compromiso) for f in filas]
    efecto = efecto_en_umbral(reparto.valores, umbral) if _iguales(originales, cual) else None
    return lineas, efecto


def ponderar(*, programa_id, cargo, cual, edicion, operacion=None):
    """Write the weights of «proporcional» or «repartir» as the preview showed them."""

    def hacer(escritura):
        exigir_lo_mostrado(escritura.programa, edicion)
        lineas, _ = previa(datos.leer(escritura.programa), cual, escritura.programa.periodo.umbral)
        for fila, _, despues, _ in lineas:
            cambios = {"ponderacion_texto": (None, despues)}
            escritura.guardar_fila(Compromiso, fila.compromiso.id, cambios=cambios, accion=cual)
        return {"filas": len(lineas)}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def quitar_ponderaciones(*, programa_id, cargo, operacion=None):
    """Mend of M-MIX in ACTIVIDADES: the typed weights leave; the register keeps them."""

    def hacer(escritura):
        for compromiso in datos.leer(escritura.programa).tabla(Compromiso):
            cambios = {"ponderacion_texto": (None, "")}
            escritura.guardar_fila(Compromiso, compromiso.id, cambios=cambios, accion="quitar ponderación")
        return {}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def mover_anticipado(*, programa_id, cargo, compromiso_id, destino, operacion=None):
    """R7: the anticipated result goes to the goal (while drafting) or to the year's result (at closing)."""
    derecho = {"meta": "escribir", "resultado": "escribir-resultados"}[destino]

    def hacer(escritura):
        compromiso = escritura.fila(Compromiso, compromiso_id)
        indicador = escritura.fila(Indicador, compromiso.indicador_id)
        texto = indicador.resultado_anticipado
        if not texto:
            raise EstadoIncorrecto("Esta fila no tiene un resultado anticipado.")
        cambios = {"resultado_anticipado": (None, "")}
        if destino == "meta":
            junto = "\n".join(filter(None, [compromiso.texto, texto]))
            escritura.guardar_fila(Compromiso, compromiso_id, cambios={"texto": (None, junto)}, accion="anticipado")
        else:
            cambios["resultado_anual"] = (None, "\n".join(filter(None, [indicador.resultado_anual, texto])))
        escritura.guardar_fila(Indicador, indicador.pk, cambios=cambios, accion="anticipado")
        return {"compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, derecho, hacer)


def agregar_evidencia(*, programa_id, cargo, compromiso_id, referencia, operacion=None):
    """Note where the document that proves a commitment is held."""

    def hacer(escritura):
        if not referencia.strip():
            raise DatoInvalido("Escriba dónde está guardado el documento.", "referencia")
        escritura.fila(Compromiso, compromiso_id)
        orden = Evidencia.objects.filter(compromiso=compromiso_id).count() * PASO_DE_ORDEN
        valores = {"compromiso_id": compromiso_id, "referencia": referencia.strip(), "orden": orden}
        return {"evidencia": escritura.crear_fila(Evidencia, valores).pk, "compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir-resultados", hacer)


def quitar_evidencia(*, programa_id, cargo, evidencia_id, operacion=None):
    """Removable until results are sent."""

    def hacer(escritura):
        evidencia = escritura.fila(Evidencia, evidencia_id)
        escritura.eliminar_fila(Evidencia, evidencia_id)
        return {"compromiso": evidencia.compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir-resultados", hacer)


def _editar(programa_id, cargo, operacion, derecho, hacer):
    def con_derecho(escritura):
        exigir(PASOS[derecho], escritura.programa, cargo)
        return hacer(escritura)

    return en_programa(programa_id, cargo, operacion, con_derecho)


def _comprobar_respuestas(cambios):
    if "cumple" in cambios and cambios["cumple"][1] not in ("", "si", "no"):
        raise DatoInvalido("Responda sí, no o deje sin respuesta.", "cumple")


def _objetivo_nuevo(escritura, indicador, valores):
    objetivo = escritura.crear_fila(Objetivo, {"orden": indicador.orden, **valores})
    escritura.guardar_fila(Indicador, indicador.pk, cambios={"objetivo_id": (None, objetivo.pk)}, accion="objetivo")
    return objetivo


def _indicadores(escritura):
    """The programme's indicators that show, in order."""
    vivos = Compromiso.objects.vivas().filter(programa=escritura.programa).values("indicador_id")
    return list(Indicador.objects.filter(programa=escritura.programa, pk__in=vivos).order_by("orden", "pk"))


def _hermanos(escritura, compromiso):
    return list(Compromiso.objects.vivas().filter(indicador=compromiso.indicador_id).order_by("orden", "pk"))


def _indicador_de(escritura, compromiso_id):
    return escritura.fila(Indicador, escritura.fila(Compromiso, compromiso_id).indicador_id)


def _anterior(escritura, compromiso_id):
    anterior = None
    for fila in datos.leer(escritura.programa).filas:
        if fila.compromiso.id == compromiso_id:
            return anterior, fila
        if anterior is None or fila.indicador.id != anterior.indicador.id:
            anterior = fila
    raise FilaInexistente


def _hueco(escritura, filas, ancla, antes):
    """An order number right before or after `ancla` among `filas`; renumbers them all when no gap is left."""
    if not filas or ancla is None:
        return (filas[-1].orden if filas else 0) + PASO_DE_ORDEN
    lugar = next(n for n, f in enumerate(filas) if f.pk == ancla.pk) + (0 if antes else 1)
    abajo = filas[lugar - 1].orden if lugar else filas[0].orden - 2 * PASO_DE_ORDEN
    arriba = filas[lugar].orden if lugar < len(filas) else filas[-1].orden + 2 * PASO_DE_ORDEN
    if arriba - abajo < 2:
        for n, fila in enumerate(filas, start=1):
            cambios = {"orden": (None, n * PASO_DE_ORDEN)}
            fila.orden = escritura.guardar_fila(type(fila), fila.pk, cambios=cambios, accion="renumerar").orden
        return _hueco(escritura, filas, ancla, antes)
    return (abajo + arriba) // 2


def _desplazar(escritura, filas, fila, abajo):
    """Put a row past its neighbour; False at the edge."""
    lugar = next(n for n, f in enumerate(filas) if f.pk == fila.pk)
    vecino = lugar + 1 if abajo else lugar - 1
    if not 0 <= vecino < len(filas):
        return False
    orden = _hueco(escritura, [f for f in filas if f.pk != fila.pk], filas[vecino], not abajo)
    escritura.guardar_fila(type(fila), fila.pk, cambios={"orden": (None, orden)}, accion="mover")
    return True


def _legible(compromiso):
    if compromiso.ponderacion_texto and compromiso.ponderacion_milesimas is None:
        raise DatoInvalido(
            f"La ponderación «{compromiso.ponderacion_texto}» no se lee como número: corríjala antes.", "ponderacion"
        )
    return datos.ponderacion(compromiso)


def _iguales(originales, cual):
    return (cual == "repartir" and not any(originales)) or len(set(originales)) == 1
