"""2009 approved in Antofagasta, and 2010 just opened."""

import pytest

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo import acciones, copia, edicion, periodos, propias
from gestion_territorial.territorio.models import Region

FILAS = [
    {
        "objetivo": "Prevenir la violencia",
        "indicador": "Redes asesoradas",
        "meta": "3 redes",
        "actividades": "- Reunirse\n- Capacitar",
        "unidad": "Programa VIF",
        "verificacion": "Actas",
        "ponderacion": "37,5",
    },
    {"objetivo": "Prevenir la violencia", "indicador": "Centros", "meta": "3 centros", "ponderacion": "32,5"},
    {"objetivo": "Difundir derechos", "indicador": "Talleres", "meta": "40 talleres", "ponderacion": "30"},
]


class Anios:
    """The two years, through the same actions that the screens use."""

    def __init__(self, mundo, formatos=None):
        self.mundo = mundo
        self.siguiente = periodos.abrir(
            anio=2010, regiones=Region.objects.exclude(pk="16"), ventanas={}, formatos=formatos or {}
        )

    def programa(self, formulario="III.1", region="02", anio=2010):
        programas = ProgramaRegional.objects.con_contexto().filter(servicio__codigo="SERNAM")
        return programas.get(periodo__anio=anio, region=region, formulario=formulario)

    def de(self, programa, quien="ana"):
        return {"programa_id": programa.pk, "cargo": self.mundo.cargo(quien)}

    def copiar(self, formulario="III.1", region="02", quien="ana", **mas):
        return copia.copiar_del_anio_anterior(**self.de(self.programa(formulario, region), quien), **mas)

    def aprobar(self, programa):
        for paso, quien in (("enviar", "diego"), ("abrir-revision", "rosa"), ("aprobar", "rosa")):
            acciones.dar(paso, **self.de(programa, quien))

    def linea(self, programa, campos, junto_a=None, extras=None):
        """Add a line with those fields of its commitment; `extras` as the form declares them."""
        de = self.de(programa)
        if junto_a:
            nueva = edicion.agregar_actividad(compromiso_id=junto_a, **de)["compromiso"]
        else:
            nueva = edicion.agregar(**de)["compromiso"]
        cambios = {("extra", clave): ("", valor) for clave, valor in (extras or {}).items()} | campos
        edicion.guardar_linea(
            compromiso_id=nueva,
            cambios={k: v if isinstance(v, tuple) else ("", v) for k, v in cambios.items()},
            ediciones={},
            **de,
        )
        return nueva

    def propia(self, programa, tabla, **campos):
        """Add a row to a table of the form's own."""
        de = self.de(programa)
        fila = propias.agregar(tabla=tabla, **de)["fila"]
        cambios = {campo: ("", valor) for campo, valor in campos.items()}
        propias.guardar(tabla=tabla, fila_id=fila, cambios=cambios, edicion=1, **de)
        return fila


@pytest.fixture
def anios(mundo):
    return Anios(mundo)


@pytest.fixture
def aprobado(anios):
    """Antofagasta's III.1 of 2009 approved, and 2010 open."""
    anios.ids = anios.mundo.escribir(filas=FILAS)
    anios.mundo.aprobar()
    return anios
