"""What the regional team does with the rows: save, add, duplicate, move, delete, undo, join, weigh, answer.

Every function takes a programme id and the post one acts in, checks the right and the state under the programme's
lock, writes through `Escritura.guardar_fila` and returns the plain dict that the page answers with. Raises a Rechazo
or a Choque, and then nothing was written.
"""

from django.utils import timezone

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN
from gestion_territorial.compromisos.models import (
    Compromiso,
    Indicador,
    Modalidad,
    Objetivo,
)
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Nivel
from gestion_territorial.formularios.reglas import huerfana
from gestion_territorial.formularios.tablas import DE_NIVEL
from gestion_territorial.formularios.valores import en_lineas

from . import orden, propuesta
from .acciones import en_programa, exigir, exigir_lo_mostrado
from .columnas import campos_permitidos
from .errores import DatoInvalido, EstadoIncorrecto
from .evidencias import anotar_evidencia
from .extras import guardar_extras
from .pasos import PASOS
from .reparto import previa

DESTINOS = {"meta": "escribir", "resultado": "escribir-resultados"}


def guardar_linea(
    *, programa_id, cargo, compromiso_id, cambios, ediciones, operacion=None, derecho="escribir", referencia=""
):
    """Save fields of one line: cambios = {(level, field): (read, written)}, ediciones = {level: read counter}.

    A `referencia` (only while results are written) is noted as evidence in the same transaction.
    """

    def hacer(escritura):
        permitidos = campos_permitidos(escritura.programa, derecho, cambios)
        compromiso = escritura.fila(Compromiso, compromiso_id)
        if compromiso.anulado:
            raise EstadoIncorrecto("Un compromiso anulado no se edita.")
        indicador = escritura.fila(Indicador, compromiso.indicador_id)
        filas = {Nivel.COMPROMISO: compromiso, Nivel.INDICADOR: indicador}
        if indicador.objetivo_id:
            filas[Nivel.OBJETIVO] = escritura.fila(Objetivo, indicador.objetivo_id)
        for nivel in (Nivel.OBJETIVO, Nivel.INDICADOR, Nivel.COMPROMISO):
            de_nivel = {campo: par for (n, campo), par in cambios.items() if n == nivel and (n, campo) in permitidos}
            if nivel not in filas:
                if any(escrito.strip() and escrito.split() != leido.split() for leido, escrito in de_nivel.values()):
                    filas[nivel] = _objetivo_nuevo(escritura, indicador, {c: e for c, (_, e) in de_nivel.items()})
            elif de_nivel:
                filas[nivel] = escritura.guardar_fila(
                    DE_NIVEL[nivel], filas[nivel].pk, cambios=de_nivel, edicion=ediciones.get(nivel, 0)
                )
        if derecho == "escribir":
            guardar_extras(escritura, compromiso.pk, {c: par for (n, c), par in cambios.items() if n == "extra"})
        if derecho == "escribir-resultados" and referencia.strip():
            anotar_evidencia(escritura, compromiso.pk, referencia)
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
        modalidades = catalogo.formulario(escritura.programa.formulario).modalidades
        if "modalidad" in cambios and cambios["modalidad"][1] not in modalidades:
            admitidas = " o ".join(Modalidad(m).label.lower() for m in modalidades)
            raise DatoInvalido(f"Elija la modalidad del formulario: {admitidas}.", "modalidad")
        escritura.guardar_cabecera({c: par for c, par in cambios.items() if c in ("autoridad", "modalidad")})
        return {"guardado": timezone.localtime().strftime("%H:%M")}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def agregar(*, programa_id, cargo, junto_a=None, antes=False, operacion=None):
    """A new line above or below another (at the end without one). Below, it shares the objective of the other."""

    def hacer(escritura):
        ancla = orden.indicador_de(escritura, junto_a) if junto_a else None
        lugar = orden.hueco(escritura, orden.indicadores(escritura), ancla, antes)
        objetivo = ancla.objetivo_id if ancla and not antes else None
        indicador = escritura.crear_fila(Indicador, {"orden": lugar, "objetivo_id": objetivo})
        compromiso = escritura.crear_fila(Compromiso, {"indicador_id": indicador.pk, "orden": PASO_DE_ORDEN})
        return {"compromiso": compromiso.pk}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def agregar_actividad(*, programa_id, cargo, compromiso_id, operacion=None):
    """A new activity under the same indicator (ACTIVIDADES), after this one."""

    def hacer(escritura):
        compromiso = escritura.fila(Compromiso, compromiso_id)
        _exigir_modalidad(
            escritura, Modalidad.ACTIVIDADES, "En la modalidad de metas cada indicador tiene una sola meta."
        )
        lugar = orden.hueco(escritura, orden.hermanos(compromiso), compromiso, False)
        valores = {"indicador_id": compromiso.indicador_id, "orden": lugar, "unidad": compromiso.unidad}
        return {"compromiso": escritura.crear_fila(Compromiso, valores).pk}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def duplicar(*, programa_id, cargo, compromiso_id, operacion=None):
    """The same line again below: same objective, indicator and commitment as new rows. Answers are not copied."""

    def hacer(escritura):
        compromiso = escritura.fila(Compromiso, compromiso_id)
        indicador = escritura.fila(Indicador, compromiso.indicador_id)
        lugar = orden.hueco(escritura, orden.indicadores(escritura), indicador, False)
        copia = escritura.crear_fila(
            Indicador,
            {
                "orden": lugar,
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
        if not orden.desplazar(escritura, orden.hermanos(compromiso), compromiso, abajo):
            indicador = escritura.fila(Indicador, compromiso.indicador_id)
            orden.desplazar(escritura, orden.indicadores(escritura), indicador, abajo)
        return {"compromiso": compromiso.pk}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def eliminar(*, programa_id, cargo, compromiso_id, operacion=None):
    """Take a line out; `restaurar` brings it back with id, observations and evidence."""

    def hacer(escritura):
        propuesta.exigir_eliminable(escritura.programa, compromiso_id)
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
        anterior, fila = orden.con_la_anterior(escritura, compromiso_id)
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
    """Mend of O-ORPHAN: activity and verification go to the next line, the orphan line leaves.

    In ACTIVIDADES an activity is a commitment: it goes whole, with its id, under the indicator of the next line.
    """

    def hacer(escritura):
        fila, siguiente = orden.con_la_siguiente(escritura, compromiso_id)
        if siguiente is None:
            raise EstadoIncorrecto("No hay una fila siguiente con la cual unirla.")
        _exigir_que_nada_se_pierda(fila, escritura.programa.modalidad)
        propuesta.exigir_eliminable(escritura.programa, compromiso_id)
        orfana, siguiente = fila.compromiso, siguiente.compromiso
        if escritura.programa.modalidad == Modalidad.ACTIVIDADES:
            return _colgar_antes_de(escritura, compromiso_id, escritura.fila(Compromiso, siguiente.id))
        lineas = [*filter(None, [orfana.texto]), *en_lineas(orfana.actividades)]
        unidades = [siguiente.unidad, "" if orfana.unidad.strip() == siguiente.unidad.strip() else orfana.unidad]
        cambios = {
            "actividades": "\n".join(filter(None, [*lineas, siguiente.actividades])),
            "verificacion": "\n".join(filter(None, [orfana.verificacion, siguiente.verificacion])),
            "unidad": "\n".join(filter(None, unidades)),
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
        _exigir_modalidad(
            escritura, Modalidad.ACTIVIDADES, "Solo en la modalidad de actividades cada una es un compromiso aparte."
        )
        lineas = [*en_lineas(compromiso.texto), *en_lineas(compromiso.actividades)]
        if not lineas:
            raise EstadoIncorrecto("No hay actividades escritas que separar.")
        escritura.guardar_fila(
            Compromiso, compromiso_id, cambios={"texto": (None, lineas[0]), "actividades": (None, "")}, accion="separar"
        )
        ancla = compromiso
        for linea in lineas[1:]:
            valores = {
                "indicador_id": compromiso.indicador_id,
                "orden": orden.hueco(escritura, orden.hermanos(compromiso), ancla, False),
                "texto": linea,
                "unidad": compromiso.unidad,
                "verificacion": compromiso.verificacion,
            }
            ancla = escritura.crear_fila(Compromiso, valores, accion="separar")
        return {"compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


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
        _exigir_modalidad(
            escritura, Modalidad.ACTIVIDADES, "En la modalidad de metas las ponderaciones se escriben: no se quitan."
        )
        for compromiso in datos.leer(escritura.programa).tabla(Compromiso):
            cambios = {"ponderacion_texto": (None, "")}
            escritura.guardar_fila(Compromiso, compromiso.id, cambios=cambios, accion="quitar ponderación")
        return {}

    return _editar(programa_id, cargo, operacion, "escribir", hacer)


def mover_anticipado(*, programa_id, cargo, compromiso_id, destino, operacion=None):
    """R7: the anticipated result goes to the goal (while drafting) or to the year's result (at closing)."""
    if destino not in DESTINOS:
        raise DatoInvalido("El resultado anticipado se pasa a la meta o al resultado.", "destino")

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

    return _editar(programa_id, cargo, operacion, DESTINOS[destino], hacer)


def agregar_evidencia(*, programa_id, cargo, compromiso_id, referencia, operacion=None):
    """Note where the document that proves a commitment is held."""

    def hacer(escritura):
        if not referencia.strip():
            raise DatoInvalido("Escriba dónde está guardado el documento.", "referencia")
        escritura.fila(Compromiso, compromiso_id)
        return {"evidencia": anotar_evidencia(escritura, compromiso_id, referencia).pk, "compromiso": compromiso_id}

    return _editar(programa_id, cargo, operacion, "escribir-resultados", hacer)


def _editar(programa_id, cargo, operacion, derecho, hacer):
    def con_derecho(escritura):
        exigir(PASOS[derecho], escritura.programa, cargo)
        return hacer(escritura)

    return en_programa(programa_id, cargo, operacion, con_derecho)


def _objetivo_nuevo(escritura, indicador, valores):
    objetivo = escritura.crear_fila(Objetivo, {"orden": indicador.orden, **valores})
    escritura.guardar_fila(Indicador, indicador.pk, cambios={"objetivo_id": (None, objetivo.pk)}, accion="objetivo")
    return objetivo


def _exigir_modalidad(escritura, modalidad, si_no):
    if escritura.programa.modalidad != modalidad:
        raise EstadoIncorrecto(si_no)


def _exigir_que_nada_se_pierda(fila, modalidad):
    """Only an orphan line is joined, and only when the words that joining does not carry over are not there."""
    if not huerfana(fila):
        raise EstadoIncorrecto("Solo se une con la siguiente una fila sin objetivo.")
    sueltas = {"la ponderación": fila.compromiso.ponderacion_texto} if modalidad == Modalidad.METAS else {}
    if fila.abre_indicador == 1:  # with more lines of its own the indicator stays, and its words with it
        sueltas |= {"el indicador": fila.indicador.texto, "un resultado": fila.indicador.resultado_anticipado}
    quedan = [nombre for nombre, texto in sueltas.items() if texto.strip()]
    if quedan:
        raise EstadoIncorrecto(
            f"La fila tiene además {' y '.join(quedan)}, que no se pasa a la siguiente: "
            "escriba su objetivo, o borre antes lo que no deba conservarse."
        )


def _colgar_antes_de(escritura, compromiso_id, siguiente):
    """The commitment hangs from the next line's indicator, before it."""
    lugar = orden.hueco(escritura, orden.hermanos(siguiente), siguiente, True)
    cambios = {"indicador_id": (None, siguiente.indicador_id), "orden": (None, lugar)}
    escritura.guardar_fila(Compromiso, compromiso_id, cambios=cambios, accion="unir")
    return {"compromiso": compromiso_id}
