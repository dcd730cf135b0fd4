"""One line per programme for home and boards: state, sum, score, findings and whose turn it is."""

from dataclasses import dataclass
from functools import cached_property

from gestion_territorial.flujo import pasos, plazos
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import Gravedad, Momento, hallazgos

from .direcciones import direccion
from .pagina import DEVOLVER, PRINCIPALES


@dataclass(frozen=True, repr=False)
class Renglon:
    """A programme in a list. `contenido` may be None where findings are not shown."""

    resultado: object
    contenido: object
    cargo: object

    @property
    def programa(self):
        return self.resultado.programa

    @property
    def puntua(self):
        return self.programa.formulario not in catalogo.sin_puntaje()

    @cached_property
    def formulario(self):
        return catalogo.formulario(self.programa.formulario)

    @cached_property
    def direccion(self):
        return direccion(self.programa)

    @cached_property
    def turno(self):
        return pasos.turno(self.programa)

    @cached_property
    def principal(self):
        """The one step that moves it, when this person can take it from a list: what is decided by reading is not."""
        posibles = pasos.posibles(self.programa, self.cargo)
        return next((p for p in posibles if p.nombre in PRINCIPALES and p.nombre not in DEVOLVER), None)

    @cached_property
    def espera(self):
        """Whether it waits for the person who looks."""
        if self.cargo is None or self.turno is None:
            return False
        if self.turno == "region":
            return self.cargo.es_regional
        return self.cargo.rol == "revisor" and self.programa.revisor_id in (None, self.cargo.usuario_id)

    @cached_property
    def ventana(self):
        return plazos.plazo(self.programa)

    @cached_property
    def dias(self):
        return self.ventana.dias_restantes() if self.ventana else None

    @cached_property
    def cuentas(self):
        """(blocking findings, warnings) while somebody can still mend them."""
        if self.contenido is None or self.turno != "region":
            return None
        momento = Momento.RESULTADOS if self.programa.aprobado else Momento.ENVIO
        lista = [h.gravedad(momento) for h in hallazgos(self.formulario, self.contenido, momento)]
        return lista.count(Gravedad.BLOQUEA), lista.count(Gravedad.AVISO)


def renglones(resultados, contenidos, cargo):
    """The lines of a list of results; `contenidos` is {programme id: Contenido} or empty."""
    return [Renglon(r, contenidos.get(r.programa.pk), cargo) for r in resultados]
