"""A new year that starts from last year's version in force: its rows are copied, marked, and confirmed one by one.

Objectives, indicators, goals, units, verifications and weights come along, and the form's own tables with their
links; what speaks of one year only (`Fila.DEL_ANIO`: results, answers, evidence) does not. What no longer exists this
year is listed in words, in the answer and in the register.
"""

import json

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso, Estado, Indicador, Objetivo, ProgramaRegional
from gestion_territorial.compromisos.parentesco import de_padres_a_hijos, padre_de
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.tablas import DE_NIVEL

from .acciones import en_programa, exigir, exigir_lo_mostrado
from .errores import EstadoIncorrecto
from .pasos import PASOS

ACCION = "copiar del año anterior"


def anterior(programa):
    """The same programme of the latest period before its own, or None."""
    iguales = {campo: getattr(programa, campo) for campo in ("servicio", "region", "formulario", "numero")}
    previos = ProgramaRegional.objects.filter(**iguales, periodo__anio__lt=programa.periodo.anio).con_contexto()
    return previos.order_by("-periodo__anio").first()


def impedimento(programa, previo):
    """The sentence why `programa` cannot start from `previo` (what `anterior` gave), or None."""
    if catalogo.formulario(programa.formulario).control is None:
        return "Este formulario no compromete filas: no se empieza desde el año anterior."
    if programa.es_enmienda:
        return "Una enmienda empieza desde el programa vigente, no desde el año anterior."
    if programa.estado != Estado.BORRADOR:
        return f"Solo un borrador se empieza desde el año anterior, y este está «{programa.get_estado_display()}»."
    if previo is None:
        return f"{programa.region} no tiene este programa en un período anterior."
    if previo.vigente is None:
        return f"El programa de {previo.periodo} no tiene una versión aprobada desde la cual empezar."
    if previo.no_compromete:
        return f"En {previo.periodo} la región no comprometió este programa: no hay filas que copiar."
    return None


def copiar_del_anio_anterior(*, programa_id, cargo, operacion=None):
    """Fill an empty draft from last year's version in force; returns {"anio", "filas", "perdidas": [sentence]}."""

    def hacer(escritura):
        programa = escritura.programa
        exigir(PASOS["escribir"], programa, cargo)
        previo = anterior(programa)
        if razon := impedimento(programa, previo):
            raise EstadoIncorrecto(razon)
        if any(m.objects.vivas().filter(programa=programa).exists() for m in datos.modelos_de(programa.formulario)):
            raise EstadoIncorrecto("Este programa ya tiene filas escritas: solo uno vacío se empieza desde otro año.")
        version = previo.vigente
        copia = _Copia(escritura, datos.de_instantanea(json.loads(version.contenido)))
        copia.copiar()
        hecho = {"anio": previo.periodo.anio, "filas": copia.filas, "perdidas": copia.perdidas}
        escritura.asentar(ACCION, **hecho, desde=[version.numero, version.sha256])
        return hecho

    return en_programa(programa_id, cargo, operacion, hacer)


def copiado(programa):
    """What the copy said of this programme ({"anio", "filas", "perdidas"}), or None if it was not copied."""
    entrada = Registro.objects.filter(programa_id=programa.pk, accion=ACCION).order_by("-pk").first()
    return leer_registro(entrada)["datos"] if entrada else None


def confirmar(*, programa_id, cargo, compromiso_id, operacion=None):
    """Mend of W-COPY: the copied line has been read and holds for this year."""

    def hacer(escritura):
        exigir(PASOS["escribir"], escritura.programa, cargo)
        _confirmar(escritura, compromiso_id)
        return {"compromiso": compromiso_id}

    return en_programa(programa_id, cargo, operacion, hacer)


def confirmar_todas(*, programa_id, cargo, edicion, operacion=None):
    """All that the page of that `edicion` showed. Refused if anything has been written since: that was not read."""

    def hacer(escritura):
        exigir(PASOS["escribir"], escritura.programa, cargo)
        exigir_lo_mostrado(escritura.programa, edicion)
        pendientes = [c.id for c in datos.leer(escritura.programa).tabla(Compromiso) if c.por_confirmar]
        for compromiso_id in pendientes:
            _confirmar(escritura, compromiso_id)
        return {"filas": len(pendientes)}

    return en_programa(programa_id, cargo, operacion, hacer)


def _confirmar(escritura, compromiso_id):
    cambios = {"por_confirmar": (None, False)}
    escritura.guardar_fila(Compromiso, compromiso_id, cambios=cambios, accion="confirmar")


class _Copia:
    """One copy under way: `nuevos` maps each old row to its new id, by table; `perdidas` is what is left behind."""

    def __init__(self, escritura, contenido):
        self.escritura, self.programa, self.contenido = escritura, escritura.programa, contenido
        self.formulario = catalogo.formulario(self.programa.formulario)
        self.nuevos, self.perdidas, self.filas = {}, [], 0
        self.herederas = {
            (modelo, columna.campos[0] if columna.campos else "texto"): columna
            for tabla in self.formulario.tablas
            for columna in tabla.columnas
            if columna.hereda
            for modelo in [datos.modelo(tabla.modelo) if tabla.modelo else DE_NIVEL[columna.nivel]]
        }

    def copiar(self):
        self._cabecera()
        anuladas = [f for f in self.contenido.filas if f.compromiso.anulado]
        for fila in anuladas:
            self.perdidas.append(f"Fila {fila.numero}: una enmienda la anuló y no se copió.")
        fuera = {Compromiso: {f.compromiso.id for f in anuladas}}
        vivas = [f for f in self.contenido.filas if not f.compromiso.anulado]
        fuera[Indicador] = {i.id for i in self.contenido.tabla(Indicador)} - {f.indicador.id for f in vivas}
        con_filas = {f.objetivo.id for f in vivas if f.objetivo}
        fuera[Objetivo] = {o.id for o in self.contenido.tabla(Objetivo)} - con_filas
        for modelo in de_padres_a_hijos(datos.modelos_de(self.programa.formulario)):
            for fila in self.contenido.tabla(modelo):
                if fila.id not in fuera.get(modelo, ()):
                    self._fila(modelo, fila)
        self.filas = len(self.nuevos.get(Compromiso, ()))

    def _cabecera(self):
        cabecera, cambios = self.contenido.cabecera, {"autoridad": self.contenido.cabecera.autoridad}
        if cabecera.modalidad in self.formulario.modalidades:
            cambios["modalidad"] = cabecera.modalidad
        else:
            self.perdidas.append(f"El formulario ya no admite la modalidad {cabecera.modalidad}: elija otra.")
        pares = {campo: (getattr(self.programa, campo), valor) for campo, valor in cambios.items()}
        self.escritura.guardar_cabecera(pares, accion="copiar")

    def _fila(self, modelo, fila):
        valores = {}
        for campo in modelo.CAMPOS:
            if campo in modelo.DEL_ANIO or not hasattr(fila, campo):
                continue
            valor = getattr(fila, campo)
            padre = padre_de(modelo, campo)
            if padre and valor is not None:
                valor = self.nuevos.get(padre, {}).get(valor)
                if valor is None and not modelo._meta.get_field(campo).null:
                    return  # it hung from a row that is not there this year, which was listed already
            elif (modelo, campo) in self.herederas:
                valor = self._heredado(modelo, campo, fila, valor)
                if modelo is Objetivo and not valor:
                    return  # its lines stay, without objective
            valores[campo] = valor
        if not valores:
            return
        if modelo is Compromiso:
            valores["por_confirmar"] = True
        self.nuevos.setdefault(modelo, {})[fila.id] = self.escritura.crear_fila(modelo, valores, accion="copiar").pk

    def _heredado(self, modelo, campo, fila, valor):
        queda, frase = self.herederas[modelo, campo].hereda(self.programa, valor)
        if frase:
            self.perdidas.append(f"{self._donde(modelo, fila)}: {frase}")
        return queda

    def _donde(self, modelo, fila):
        """The place of a row as people count: the lines under an objective, or its number in its own table."""
        if modelo is Objetivo:
            numeros = [str(f.numero) for f in self.contenido.filas if f.objetivo and f.objetivo.id == fila.id]
            return f"Fila {numeros[0]}" if len(numeros) == 1 else f"Filas {', '.join(numeros)}"
        numero = next(n for n, otra in enumerate(self.contenido.tabla(modelo), start=1) if otra.id == fila.id)
        return f"{modelo._meta.verbose_name.capitalize()} {numero}"
