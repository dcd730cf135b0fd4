"""«Por qué este veredicto»: frozen or live, the same plain data as rows of a page."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from gestion_territorial.flujo.por_que import FIRMAS
from gestion_territorial.puntaje import leer_ponderacion, mostrar, mostrar_ponderacion

# Whose signature answers for the commitments; the rest answers for the results.
DEL_PROGRAMA = ("enviar", "no-compromete", "aprobar")
DE_RESULTADOS = tuple(accion for accion in FIRMAS if accion not in DEL_PROGRAMA)


@dataclass(frozen=True, slots=True, repr=False)
class Firma:
    que: str
    nombre: str
    cargo: str
    momento: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Region:
    """One region's figures, exact and as displayed, and who stands behind them."""

    datos: dict
    cifras: dict
    umbral: Fraction
    decide: bool

    @property
    def exacto(self):
        """The performance as a fraction, or the range it lies in; empty without figures."""
        c = self.cifras
        if c["desempeno"] is None:
            return ""
        return c["minimo"] if c["minimo"] == c["maximo"] else f"entre {c['minimo']} y {c['maximo']}"

    @property
    def mostrado(self):
        """The same as it is displayed: a pending performance is never one figure."""
        c = self.cifras
        if c["desempeno"] is None:
            return ""
        if c["resultado"] != "PENDIENTE":
            return c["mostrado"]
        minimo, maximo = (mostrar(Fraction(c[clave]), self.umbral) for clave in ("minimo", "maximo"))
        return f"entre {minimo} y {maximo}"

    @property
    def firmas_del_programa(self):
        return _firmas(self.datos, DEL_PROGRAMA)

    @property
    def firmas_de_resultados(self):
        return _firmas(self.datos, DE_RESULTADOS)


@dataclass(frozen=True, repr=False)
class PorQue:
    """The page's data, from a study's `resultado` or a publication's."""

    resultado: dict

    @property
    def umbral(self):
        return leer_ponderacion(self.resultado["umbral"])

    @property
    def umbral_mostrado(self):
        return mostrar_ponderacion(self.umbral)

    @property
    def regiones(self):
        pares = zip(self.resultado["regiones"], self.resultado["informe"]["programas"], strict=True)
        deciden = set(self.resultado["depende_de"])
        return [Region(datos, cifras, self.umbral, datos["region"] in deciden) for datos, cifras in pares]

    @property
    def comprometidas(self):
        return [r for r in self.regiones if r.datos["compromete"]]

    @property
    def deciden(self):
        return [r for r in self.regiones if r.decide]


def _firmas(datos, acciones):
    """As they were given: what was closed, appealed against and reopened may have been closed again after that."""
    firmas = [
        Firma(FIRMAS[f["accion"]], f["nombre"], f["cargo"], datetime.fromisoformat(f["momento"]))
        for f in datos["firmas"]
        if f["accion"] in acciones
    ]
    return sorted(firmas, key=lambda firma: firma.momento)
