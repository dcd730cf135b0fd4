"""Random days of work on one programme: whatever Ana and Diego do, order, ids, counters and register agree.

A plain list beside the database says which lines there must be and in which order; the seeds are fixed, so that a
failure repeats itself.
"""

import random

import pytest
from django.db.models import Count, Sum

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import faltas, leer
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import Compromiso, Indicador, Objetivo
from gestion_territorial.flujo import edicion, errores
from gestion_territorial.flujo.veredicto import agregados

PALABRAS = ["", "Redes", "Talleres", "Por definir", "- una\n- dos", "8,5", "<b>", "=1+1", "Ñuble"]
PASOS = 70


class Jornada:
    """The model: lines as a list of ids, those taken out, and the words of each."""

    def __init__(self, mundo, semilla):
        self.mundo, self.azar = mundo, random.Random(semilla)
        self.programa = mundo.programa()
        self.cargos = [mundo.cargo("ana"), mundo.cargo("diego")]
        self.filas, self.fuera, self.textos, self.nacidas = [], [], {}, set()

    def hacer(self, verbo, **mas):
        return verbo(programa_id=self.programa.pk, cargo=self.azar.choice(self.cargos), **mas)

    def nueva(self, pk, lugar, **textos):
        assert pk not in self.nacidas
        self.nacidas.add(pk)
        self.filas.insert(lugar, pk)
        self.textos[pk] = {"texto": "", "unidad": "", "verificacion": "", **textos}

    def agregar(self):
        if not self.filas or self.azar.random() < 0.2:
            return self.nueva(self.hacer(edicion.agregar)["compromiso"], len(self.filas))
        ancla, antes = self.azar.choice(self.filas), self.azar.random() < 0.5
        pk = self.hacer(edicion.agregar, junto_a=ancla, antes=antes)["compromiso"]
        return self.nueva(pk, self.filas.index(ancla) + (0 if antes else 1))

    def agregar_siempre_aqui(self):
        """The same place again and again uses the gaps up."""
        if self.filas:
            for _ in range(12):
                pk = self.hacer(edicion.agregar, junto_a=self.filas[0])["compromiso"]
                self.nueva(pk, 1)

    def duplicar(self):
        fila = self.azar.choice(self.filas)
        pk = self.hacer(edicion.duplicar, compromiso_id=fila)["compromiso"]
        self.nueva(pk, self.filas.index(fila) + 1, **self.textos[fila])

    def mover(self):
        fila, abajo = self.azar.choice(self.filas), self.azar.random() < 0.5
        self.hacer(edicion.mover, compromiso_id=fila, abajo=abajo)
        lugar = self.filas.index(fila)
        vecino = lugar + (1 if abajo else -1)
        if 0 <= vecino < len(self.filas):
            self.filas[lugar], self.filas[vecino] = self.filas[vecino], self.filas[lugar]

    def eliminar(self):
        fila = self.azar.choice(self.filas)
        self.hacer(edicion.eliminar, compromiso_id=fila)
        self.filas.remove(fila)
        self.fuera.append(fila)

    def restaurar(self):
        if self.fuera:
            fila = self.fuera.pop(self.azar.randrange(len(self.fuera)))
            self.hacer(edicion.restaurar, compromiso_id=fila)
            lugar = [f.compromiso.id for f in datos.leer(self.programa).filas].index(fila)
            self.filas.insert(lugar, fila)  # where exactly is not promised; the others must not have moved

    def escribir(self):
        fila = self.azar.choice(self.filas)
        campo, texto = self.azar.choice(["texto", "unidad", "verificacion"]), self.azar.choice(PALABRAS)
        cambios = {("compromiso", campo): (self.textos[fila][campo], texto)}
        self.hacer(edicion.guardar_linea, compromiso_id=fila, cambios=cambios, ediciones={})
        self.textos[fila][campo] = texto

    def poner_objetivo(self):
        fila = self.azar.choice(self.filas)
        leido = Objetivo.objects.filter(indicadores__compromisos=fila).values_list("texto", flat=True).first() or ""
        cambios = {("objetivo", "texto"): (leido, self.azar.choice(PALABRAS))}
        self.hacer(edicion.guardar_linea, compromiso_id=fila, cambios=cambios, ediciones={})

    def objetivos(self):
        verbo = self.azar.choice([edicion.mismo_objetivo, edicion.objetivo_propio])
        try:
            self.hacer(verbo, compromiso_id=self.azar.choice(self.filas))
        except errores.EstadoIncorrecto:
            assert verbo is edicion.mismo_objetivo

    def azarosa(self):
        if not self.filas:
            return self.agregar()
        verbos = [self.agregar, self.duplicar, self.mover, self.mover, self.eliminar, self.restaurar]
        verbos += [self.escribir, self.escribir, self.poner_objetivo, self.objetivos, self.objetivos]
        if len(self.nacidas) < 50:
            verbos.append(self.agregar_siempre_aqui)
        return self.azar.choice(verbos)()


@pytest.mark.parametrize("semilla", range(5))
def test_una_jornada_al_azar(mundo, semilla):
    jornada = Jornada(mundo, semilla)
    for _ in range(PASOS):
        jornada.azarosa()
        assert [f.compromiso.id for f in datos.leer(jornada.programa).filas] == jornada.filas
    _comprobar(jornada)
    for fila in list(jornada.fuera):
        jornada.hacer(edicion.restaurar, compromiso_id=fila)
    assert {f.compromiso.id for f in datos.leer(jornada.programa).filas} == jornada.nacidas
    _comprobar(jornada)


def _comprobar(jornada):
    programa = jornada.mundo.programa()
    contenido = datos.leer(programa)
    assert [f.numero for f in contenido.filas] == list(range(1, len(contenido.filas) + 1))
    for fila in contenido.filas:
        for campo, texto in jornada.textos[fila.compromiso.id].items():
            assert getattr(fila.compromiso, campo) == texto
    _spans(contenido)
    _contadores(programa)
    sumas = agregados(type(programa).objects.filter(pk=programa.pk).values("pk")).get(programa.pk)
    if contenido.filas:
        assert sumas == contenido.agregado


def _spans(contenido):
    """The spans of objectives and indicators cover the table exactly, one after another."""
    filas = contenido.filas
    for cual, de in (("abre_objetivo", "objetivo"), ("abre_indicador", "indicador")):
        lugar = 0
        while lugar < len(filas):
            largo = getattr(filas[lugar], cual)
            assert largo >= 1
            tramo = filas[lugar : lugar + largo]
            assert [getattr(f, cual) for f in tramo[1:]] == [0] * (largo - 1)
            assert len({getattr(f, de) and getattr(f, de).id for f in tramo}) == 1
            lugar += largo
        assert lugar == len(filas)


def _contadores(programa):
    """Every entry of a row is one of its ediciones, and the programme counts the transactions that wrote."""
    entradas = Registro.objects.filter(programa_id=programa.pk)
    assert list(faltas()) == []
    for modelo in (Objetivo, Indicador, Compromiso):
        filas = modelo.objects.filter(programa=programa)
        suma = filas.aggregate(veces=Sum("edicion"))["veces"] or 0
        assert entradas.filter(tabla=modelo._meta.label_lower).count() == suma
        por_fila = dict(
            entradas.filter(tabla=modelo._meta.label_lower).values_list("fila_id").annotate(Count("pk")).order_by()
        )
        assert por_fila == dict(filas.values_list("pk", "edicion"))
    assert sorted(set(entradas.values_list("edicion", flat=True))) == list(range(1, programa.edicion + 1))
    assert [leer(e)["edicion"] for e in entradas.order_by("pk")] == sorted(entradas.values_list("edicion", flat=True))
