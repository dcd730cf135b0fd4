"""Two regions, Antofagasta and Maule, whose III.1 can be brought to its end: enough for a national verdict."""

import pytest

from gestion_territorial.auditoria.registro import SISTEMA
from gestion_territorial.flujo import periodos, por_que, publicacion
from gestion_territorial.formularios import catalogo

from ..molde import recordada
from ..mundo import FILAS, Mundo

GENTE = {"02": ("ana", "diego"), "07": ("luis", "dora")}
BASE = "/iii-1/SERNAM/2009/"


class DosRegiones(Mundo):
    """Ana and Diego in Antofagasta, Luis and Dora in Maule; Rosa and Rita review."""

    def __init__(self):
        super().__init__()
        self._acotar()
        self.periodo.refresh_from_db()

    @recordada
    def _acotar(self):
        periodos.modificar(anio=2009, actor=SISTEMA, regiones=list(GENTE))

    @property
    def formulario(self):
        return catalogo.formulario("III.1")

    @recordada
    def cerrar(self, region="02", respuestas=("si", "si", "si"), filas=FILAS):
        """A region's whole year, by its own people; returns the ids of its commitments."""
        formula, dirige = GENTE[region]
        ids = self.escribir(region, filas, formula)
        self.aprobar(region, dirige)
        self.dar("abrir-resultados", "rosa", region)
        self.responder(ids, respuestas, region, formula)
        self.dar("enviar-resultados", dirige, region)
        for paso in ("abrir-revision", "validar", "cerrar"):
            self.dar(paso, "rosa", region)
        return ids

    def cerrar_todo(self, **como):
        return {region: self.cerrar(region, **como) for region in GENTE}

    def estudio(self):
        return por_que.estudiar(servicio=self.servicio, periodo=self.periodo, formulario=self.formulario)

    def publicar(self, quien="rosa", huella=None, **como):
        return publicacion.publicar(
            servicio=self.servicio,
            periodo=self.periodo,
            formulario=self.formulario,
            cargo=self.cargo(quien),
            huella=huella or self.estudio().huella,
            **como,
        )


@pytest.fixture
def mundo(db):
    return DosRegiones()
