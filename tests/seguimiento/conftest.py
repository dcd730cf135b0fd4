"""Antofagasta's measurements: Ana writes them over the three programmes of her region."""

import pytest

from gestion_territorial.auditoria.registro import SISTEMA
from gestion_territorial.compromisos.escritura import escribiendo
from gestion_territorial.compromisos.models import Compromiso, Objetivo
from gestion_territorial.flujo import acciones, edicion, propias
from seguimiento import mediciones
from seguimiento.models import Avance, Medicion


class Seguimiento:
    """What the tests of III.4 do, by the names of people."""

    def __init__(self, mundo):
        self.mundo = mundo

    def programa(self, numero=1, region="02"):
        return self.mundo.programa(region, formulario="III.4", numero=numero)

    def objetivo(self, formulario, texto, region="02", quien="ana"):
        """An objective of a programme, with its commitment; returns (objective, commitment id)."""
        programa, cargo = self.mundo.programa(region, formulario=formulario), self.mundo.cargo(quien)
        compromiso = edicion.agregar(programa_id=programa.pk, cargo=cargo)["compromiso"]
        cambios = {("extra", "objetivo") if formulario == "III.3" else ("objetivo", "texto"): ("", texto)}
        edicion.guardar_linea(
            programa_id=programa.pk, cargo=cargo, compromiso_id=compromiso, cambios=cambios, ediciones={}
        )
        return Objetivo.objects.get(indicadores__compromisos=compromiso), compromiso

    def quitar(self, formulario, compromiso):
        programa = self.mundo.programa(formulario=formulario)
        edicion.eliminar(programa_id=programa.pk, cargo=self.mundo.cargo("ana"), compromiso_id=compromiso)

    def traer(self, numero=1, quien="ana"):
        return mediciones.traer_objetivos(programa_id=self.programa(numero).pk, cargo=self.mundo.cargo(quien))

    def nueva(self, quien="ana", **como):
        return mediciones.nueva(programa_id=self.programa().pk, cargo=self.mundo.cargo(quien), **como)

    def fechar(self, fecha, numero=1):
        programa = self.programa(numero)
        fila = Medicion.objects.vivas().get(programa=programa)
        leida = f"{fila.fecha:%d-%m-%Y}" if fila.fecha else ""
        return self._guardar("medicion", fila, {"fecha": (leida, fecha)}, programa)

    def avances(self, numero=1):
        return list(Avance.objects.vivas().filter(programa=self.programa(numero)).order_by("orden"))

    def a_mano(self, **campos):
        """A row added by hand; returns it as stored."""
        programa = self.programa()
        fila = propias.agregar(programa_id=programa.pk, cargo=self.mundo.cargo("ana"), tabla="avances")["fila"]
        self.escribir(Avance.objects.get(pk=fila), **campos)
        return Avance.objects.get(pk=fila)

    def escribir(self, fila, **campos):
        cambios = {c: (str(getattr(fila, c) or ""), str(texto)) for c, texto in campos.items()}
        return self._guardar("avances", fila, cambios, fila.programa)

    def _guardar(self, tabla, fila, cambios, programa):
        return propias.guardar(
            programa_id=programa.pk,
            cargo=self.mundo.cargo("ana"),
            tabla=tabla,
            fila_id=fila.pk,
            cambios=cambios,
            edicion=fila.edicion,
        )

    def dar(self, paso, quien, numero=1, **mas):
        return acciones.dar(paso, programa_id=self.programa(numero).pk, cargo=self.mundo.cargo(quien), **mas)

    def anular(self, compromiso):
        """As an amendment will: the live row is annulled."""
        programa = Compromiso.objects.get(pk=compromiso).programa
        with escribiendo(programa.pk, actor=SISTEMA) as escritura:
            escritura.guardar_fila(Compromiso, compromiso, cambios={"anulado": (None, True)})


@pytest.fixture
def seguimiento(mundo):
    return Seguimiento(mundo)


@pytest.fixture
def tres(seguimiento):
    """An objective in each programme; III.1's has two lines. Returns {form: (objective, commitment id)}."""
    seguimiento.mundo.escribir()
    return {
        "III.2": seguimiento.objetivo("III.2", "Coordinar las mesas"),
        "III.3": seguimiento.objetivo("III.3", "Provisión de información"),
    }
