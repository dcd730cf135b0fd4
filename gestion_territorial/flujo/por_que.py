"""Why a verdict is what it is: the rules, each region's exact figures and version, and who stands behind them.

    estudio = por_que.estudiar(servicio=servicio, periodo=periodo, formulario=formulario)
    estudio.resultado   # plain data: what the page shows, a publication freezes and an auditor recomputes

`resultado["entrada"]` is the input of `python -m gestion_territorial.puntaje`, and `resultado["informe"]` its output.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos.contenido import instantanea, leer_varios
from gestion_territorial.compromisos.models import Compromiso, Estado, Modalidad, ProgramaRegional

from .veredicto import ResultadoNacional, ResultadoRegional, de_regiones, puntaje_de

# The steps by which somebody answers for a programme, and the word for each.
FIRMAS = {
    "enviar": "envió el programa",
    "no-compromete": "declaró que no compromete",
    "aprobar": "aprobó",
    "enviar-resultados": "envió los resultados",
    "validar": "validó",
    "cerrar": "cerró",
    "cerrar-de-oficio": "cerró de oficio",
    "reponer": "repuso",
    "rechazar-reposicion": "rechazó la reposición",
    "reabrir": "reabrió",
}


@dataclass(frozen=True)
class Estudio:
    """One form of a service and year as it stands: the verdict, the contents it comes from, and who signed."""

    pais: ResultadoNacional
    contenidos: dict
    firmas: dict
    servicio: object
    periodo: object

    @property
    def formulario(self):
        return self.pais.formulario

    @cached_property
    def resultado(self):
        """Plain data, without floats: it can be frozen and hashed."""
        periodo, formulario = self.periodo, self.formulario
        return {
            "servicio": self.servicio.codigo,
            "servicio_nombre": self.servicio.nombre,
            "anio": periodo.anio,
            "formulario": formulario.codigo,
            "formato": periodo.formato(formulario.codigo),
            "umbral": numero(periodo.umbral_milesimas),
            "entrada": self.entrada,
            "informe": self.pais.informe(periodo.umbral),
            "regiones": [self._region(r.programa) for r in self.pais.regiones],
            "depende_de": [r.programa.region_id for r in self.pais.de_que_depende],
            "veredicto": str(self.pais.veredicto.veredicto),
            "definitivo": self.pais.veredicto.definitivo,
        }

    @property
    def entrada(self):
        programas = [r.programa for r in self.pais.regiones]
        return {
            "umbral": numero(self.periodo.umbral_milesimas),
            "programas": [_programa(p, self.contenidos[p.pk]) for p in programas],
        }

    @cached_property
    def huella(self):
        """The hash of what would be published now."""
        return sha256(canonico(self.resultado))

    @cached_property
    def marca(self):
        return marca([r.programa for r in self.pais.regiones], self.periodo)

    @property
    def sin_version(self):
        """The regions whose approved content is not what their version in force says."""
        return [
            r.programa.region
            for r in self.pais.regiones
            if r.programa.vigente and sha256(canonico(instantanea(self.contenidos[r.programa.pk]))) != _sha(r.programa)
        ]

    def _region(self, programa):
        vigente = programa.vigente
        return {
            "programa": programa.pk,
            "region": programa.region_id,
            "nombre": programa.region.nombre,
            "autoridad": programa.autoridad,
            "estado": programa.get_estado_display(),
            "edicion": programa.edicion,
            "compromete": programa.compromete,
            "modalidad": programa.modalidad,
            "version": {"numero": vigente.numero, "motivo": vigente.motivo, "sha256": vigente.sha256}
            if vigente
            else None,
            **self.firmas[programa.pk],
        }


def estudiar(*, servicio, periodo, formulario):
    """Everything of one form of a service and year, in a constant number of queries."""
    programas = ProgramaRegional.objects.filter(servicio=servicio, periodo=periodo, formulario=formulario.codigo)
    programas = list(programas.con_contexto().de_norte_a_sur())
    contenidos = leer_varios(programas)
    regiones = [ResultadoRegional(p, *puntaje_de(p, contenidos[p.pk].agregado)) for p in programas]
    return Estudio(de_regiones(formulario, regiones), contenidos, quienes(programas), servicio, periodo)


def marca(programas, periodo):
    """A hash that moves with anything done to these programmes or to the threshold. Needs no content."""
    estados = sorted([p.pk, p.edicion, str(p.estado), _sha(p)] for p in programas)
    return sha256(canonico([numero(periodo.umbral_milesimas), estados]))


def quienes(programas):
    """{programme id: {"respondieron": […], "firmas": […]}}, from the register, in one query.

    `respondieron` are those whose answer stands, each with how many; `firmas` who last took each step that answers for
    the programme, in the order of the year.
    """
    tabla = Compromiso._meta.label_lower
    entradas = Registro.objects.filter(programa_id__in=[p.pk for p in programas])
    entradas = entradas.filter(Q(accion__in=FIRMAS, tabla="") | Q(tabla=tabla, contenido__contains='"cumple":['))
    respuestas, firmas = {p.pk: {} for p in programas}, {p.pk: {} for p in programas}
    for entrada in entradas.order_by("programa_id", "pk"):
        quien = {"nombre": entrada.actor_nombre, "cargo": entrada.actor_cargo}
        if not entrada.tabla:
            firmas[entrada.programa_id][entrada.accion] = {
                "accion": entrada.accion,
                "momento": entrada.momento.isoformat(timespec="seconds"),
                **quien,
            }
        elif cumple := leer_registro(entrada)["cambios"].get("cumple"):
            respuestas[entrada.programa_id][entrada.fila_id] = quien if cumple[1] else None
    return {
        p.pk: {
            "respondieron": _contadas(respuestas[p.pk].values()),
            "firmas": [firmas[p.pk][accion] for accion in FIRMAS if accion in firmas[p.pk]],
        }
        for p in programas
    }


def numero(milesimas):
    """Thousandths as the exact decimal that `puntaje` reads: 89995 → «89,995»."""
    if milesimas is None:
        return None
    entero, resto = divmod(milesimas, 1000)
    return f"{entero},{resto:03d}".rstrip("0").rstrip(",")


def _programa(programa, contenido):
    con_peso = contenido.modalidad == Modalidad.METAS
    return {
        "region": programa.region_id,
        "compromete": programa.compromete,
        "aprobado": programa.aprobado,
        "cerrado": programa.estado == Estado.CERRADO,
        "modalidad": contenido.modalidad,
        "unidades": [
            {
                "ponderacion": numero(f.compromiso.ponderacion_milesimas) if con_peso else None,
                "cumple": f.compromiso.cumple_validado or f.compromiso.cumple or None,
            }
            for f in contenido.filas
            if not f.compromiso.anulado
        ],
    }


def _contadas(personas):
    cuentas = {}
    for quien in filter(None, personas):
        clave = (quien["nombre"], quien["cargo"])
        cuentas[clave] = cuentas.get(clave, 0) + 1
    return [{"nombre": n, "cargo": c, "respuestas": cuantas} for (n, c), cuantas in sorted(cuentas.items())]


def _sha(programa):
    return programa.vigente.sha256 if programa.vigente_id else ""
