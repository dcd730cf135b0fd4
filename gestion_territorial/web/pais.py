"""What the country's pages show: a service's board, the overview of all services, a region's dossier."""

from dataclasses import dataclass
from functools import cached_property

from gestion_territorial.compromisos.contenido import leer_varios
from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.flujo.models import Publicacion
from gestion_territorial.flujo.por_que import marca
from gestion_territorial.flujo.veredicto import ResultadoRegional, de_regiones, de_todos, puntaje_de, resultados
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import Momento, hallazgos
from gestion_territorial.puntaje import Resultado, Veredicto
from gestion_territorial.revision.models import Observacion

from .direcciones import direccion_nacional
from .tablero import Renglon, renglones

SIN_ENVIAR = (Estado.BORRADOR, Estado.OBSERVADO)
COMPLETOS = "completos"
MOSTRADAS = 4  # regions named before «y N más»


@dataclass(frozen=True, repr=False)
class Columna:
    """One form of a service: its regions' lines, the verdict, and what was published of it."""

    formulario: object
    servicio: object
    periodo: object
    renglones: list
    publicacion: Publicacion | None = None

    @cached_property
    def titulo(self):
        return self.formulario.con_periodo(self.formulario.titulo, self.periodo)

    @cached_property
    def direccion(self):
        return direccion_nacional(self.servicio, self.periodo, self.formulario)

    @cached_property
    def pais(self):
        """The national verdict, or None for a form that has no score."""
        if not self.formulario.puntua or not self.renglones:
            return None
        return de_regiones(self.formulario, [r.resultado for r in self.renglones])

    @cached_property
    def cambio(self):
        """Whether something was done to these programmes, or to the threshold, after the publication."""
        return bool(self.publicacion) and self.publicacion.marca != marca(
            [r.programa for r in self.renglones], self.periodo
        )

    @property
    def depende(self):
        """The first regions the verdict hangs on."""
        return self.pais.de_que_depende[:MOSTRADAS]

    @property
    def mas(self):
        return len(self.pais.de_que_depende) - len(self.depende)

    @property
    def terminados(self):
        """How many are done, in a form without score: accepted."""
        return sum(r.programa.aprobado for r in self.renglones)

    @property
    def completos(self):
        return [r for r in self.renglones if completo(r)]


@dataclass(frozen=True, repr=False)
class Fila:
    """A region of the board: one cell a form, None where it has no programme or the filter leaves it out."""

    region: object
    casillas: list


@dataclass(frozen=True, repr=False)
class Tablero:
    """A service's year: forms as columns, regions north to south as rows."""

    columnas: list
    filtro: str = ""

    @cached_property
    def todos(self):
        return [r for columna in self.columnas for r in columna.renglones]

    @cached_property
    def filtros(self):
        """[(key, words, how many)] of the states that are there, in the order of the year, and of the full drafts."""
        estados = [(e.value, e.label, sum(r.programa.estado == e for r in self.todos)) for e in Estado]
        completos = (COMPLETOS, "Completos sin enviar", len(self.completos))
        return [filtro for filtro in (*estados, completos) if filtro[2]]

    @cached_property
    def completos(self):
        return [r for columna in self.columnas for r in columna.completos]

    @cached_property
    def filas(self):
        regiones = {r.programa.region_id: r.programa.region for r in self.todos}
        elegidos = {(c.formulario.codigo, r.programa.region_id): r for c in self.columnas for r in self._elegidos(c)}
        filas = [
            Fila(region, [elegidos.get((c.formulario.codigo, region.pk)) for c in self.columnas])
            for region in sorted(regiones.values(), key=lambda region: region.orden)
        ]
        return [fila for fila in filas if any(fila.casillas)]

    def _elegidos(self, columna):
        """The lines that the filter lets through; of several measurements, the last."""
        if self.filtro == COMPLETOS:
            return columna.completos
        return [r for r in columna.renglones if self.filtro in ("", r.programa.estado)]

    @cached_property
    def resumen(self):
        """The unofficial word for the whole: there is one verdict a programme, and no official one above them."""
        resultados_ = {c.pais.veredicto.veredicto for c in self.columnas if c.pais} - {Resultado.SIN_COMPROMISO}
        if not resultados_:
            return None
        for peor in (Resultado.NO_CUMPLE, Resultado.PENDIENTE):
            if peor in resultados_:
                return peor
        return Resultado.CUMPLE

    @cached_property
    def cuentas(self):
        """[(verdict, how many forms)]: what the summary is made of."""
        todos = [c.pais.veredicto.veredicto for c in self.columnas if c.pais]
        return [(r, todos.count(r)) for r in Resultado if r in todos]


def completo(renglon):
    """A draft that could be submitted as it is: nothing in it blocks."""
    return renglon.programa.estado in SIN_ENVIAR and renglon.cuentas is not None and not renglon.cuentas[0]


def tablero(servicio, periodo, cargo, filtro=""):
    """The board of a service, in a number of queries that depends neither on regions nor on rows."""
    programas = ProgramaRegional.objects.filter(servicio=servicio, periodo=periodo, formulario__in=_codigos())
    lista = resultados(programas.de_norte_a_sur())
    contenidos = leer_varios([r.programa for r in lista if r.programa.estado in SIN_ENVIAR])
    publicadas = Publicacion.objects.filter(servicio=servicio, periodo=periodo).ultimas()
    grupos = {}
    for renglon in renglones(lista, contenidos, cargo):
        grupos.setdefault(renglon.programa.formulario, []).append(renglon)
    columnas = [
        Columna(f, servicio, periodo, _ultimas(grupos[f.codigo]), publicadas.get((servicio.pk, f.codigo)))
        for f in catalogo.instalados()
        if f.codigo in grupos
    ]
    return Tablero(columnas, filtro)


@dataclass(frozen=True, repr=False)
class CasillaDeServicio:
    """One form of a service in the overview."""

    direccion: str
    veredicto: Veredicto
    cumplen: int
    regiones: int
    publicacion: Publicacion | None
    cambio: bool


def servicios(lista, periodo):
    """([forms], [(service, [cell or None])]) of the verdicts of many services: the same queries for one as for all."""
    formularios = [f for f in catalogo.instalados() if f.puntua]
    publicadas = Publicacion.objects.filter(periodo=periodo).ultimas()
    nacionales = de_todos(periodo, [s.pk for s in lista])
    filas = []
    for servicio in lista:
        casillas = []
        for formulario in formularios:
            pais = nacionales.get((servicio.pk, formulario.codigo))
            publicada = publicadas.get((servicio.pk, formulario.codigo))
            casillas.append(pais and _de_servicio(servicio, periodo, pais, publicada))
        if any(casillas):
            filas.append((servicio, casillas))
    return formularios, filas


def _de_servicio(servicio, periodo, pais, publicada):
    return CasillaDeServicio(
        direccion=direccion_nacional(servicio, periodo, pais.formulario),
        veredicto=pais.veredicto,
        cumplen=sum(r.puntaje.resultado == Resultado.CUMPLE for r in pais.regiones),
        regiones=sum(r.programa.compromete for r in pais.regiones),
        publicacion=publicada,
        cambio=bool(publicada) and publicada.marca != marca([r.programa for r in pais.regiones], periodo),
    )


@dataclass(frozen=True, repr=False)
class Expediente(Renglon):
    """One form in a region's dossier: a line of a list, and in words what is missing."""

    abiertas: int = 0

    @property
    def formulario(self):
        return catalogo.formulario(self.programa.formulario)

    @cached_property
    def titulo(self):
        return self.formulario.con_periodo(self.formulario.titulo, self.programa.periodo)

    @cached_property
    def faltas(self):
        """Short sentences: what keeps this programme from its next step."""
        return list(self._faltas())

    def _faltas(self):
        programa = self.programa
        if self.abiertas:
            yield _cuantas(self.abiertas, "queda 1 observación sin cerrar", "quedan {} observaciones sin cerrar")
        if self.turno == "region":
            yield from self._de_la_region(programa.aprobado)
        elif self.turno == "nacional":
            yield self._del_nivel_nacional()

    def _de_la_region(self, en_resultados):
        bloquean = self.cuentas[0]
        if not any(self.contenido.tablas.values()):
            yield "no se ha escrito ninguna fila"
            return
        que = "el envío de los resultados" if en_resultados else "el envío"
        if en_resultados:
            sin_respuesta = [h for h in self._hallazgos if h.codigo == "C-PENDING"]
            if sin_respuesta:
                yield _cuantas(len(sin_respuesta), "falta 1 respuesta", "faltan {} respuestas")
        if bloquean:
            yield _cuantas(
                bloquean,
                f"falta por corregir 1 hallazgo que impide {que}",
                f"faltan por corregir {{}} hallazgos que impiden {que}",
            )
        else:
            yield f"está completo: falta {que}, que hace la dirección regional"

    @cached_property
    def _hallazgos(self):
        return hallazgos(self.formulario, self.contenido, Momento.RESULTADOS)

    def _del_nivel_nacional(self):
        programa = self.programa
        quien = str(programa.revisor) if programa.revisor else "el nivel nacional"
        if programa.estado == Estado.ENVIADO:
            return f"falta que {quien} lo apruebe o lo devuelva"
        if programa.estado == Estado.RESULTADOS_ENVIADOS:
            return f"falta que {quien} valide los resultados o los devuelva"
        if programa.estado == Estado.APROBADO:
            return "falta que el nivel nacional abra los resultados"
        return "falta que el nivel nacional lo cierre"


def expediente(servicio, periodo, region, cargo):
    """The forms of a region in a year, each as a line; every measurement of a form that has several."""
    programas = ProgramaRegional.objects.filter(
        servicio=servicio, periodo=periodo, region=region, formulario__in=_codigos()
    )
    lista = list(programas.con_contexto().prefetch_related("periodo__ventanas").de_norte_a_sur())
    contenidos = leer_varios(lista)
    abiertas = {}
    sin_cerrar = Observacion.objects.sin_cerrar().filter(programa__in=contenidos)
    for programa_id in sin_cerrar.values_list("programa_id", flat=True):
        abiertas[programa_id] = abiertas.get(programa_id, 0) + 1
    partes = []
    for programa in lista:
        contenido = contenidos[programa.pk]
        resultado = ResultadoRegional(programa, *puntaje_de(programa, contenido.agregado))
        partes.append(Expediente(resultado, contenido, cargo, abiertas.get(programa.pk, 0)))
    return partes


def _codigos():
    return [f.codigo for f in catalogo.instalados()]


def _ultimas(lista):
    """One line a region: of several measurements the last one."""
    return list({r.programa.region_id: r for r in lista}.values())


def _cuantas(n, una, varias):
    return una if n == 1 else varias.format(n)
