"""A synthetic country of any size, in bulk and the same for the same seed: for measuring, never for showing as real.

It goes past the one writer on purpose (a country of a million rows would take days through the actions), and leaves
what the actions would have left of each programme's last step: a state, a version and an entry in its chain.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random

from django.db import transaction

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.registro import SISTEMA, Asiento, registrar
from gestion_territorial.compromisos.contenido import ESQUEMA, instantanea, leer_varios
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN
from gestion_territorial.compromisos.models import (
    Compromiso,
    Estado,
    Evidencia,
    Indicador,
    Modalidad,
    Objetivo,
    ProgramaRegional,
    Version,
)
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import milesimas, mostrar_ponderacion, proporcional_a_100
from gestion_territorial.territorio.carga import cargar_territorio
from gestion_territorial.territorio.models import Etapa, Periodo, Region, Servicio

from . import periodos
from .pasos import PASOS, VIGENTES

PRIMER_ANIO = 2009
ACCION = "sembrar"
# How many of a hundred programmes are in each state, and the steps whose versions they hold.
ESTADOS = {
    Estado.BORRADOR: (5, ()),
    Estado.ENVIADO: (4, ("enviar",)),
    Estado.OBSERVADO: (3, ("enviar",)),
    Estado.APROBADO: (10, ("aprobar",)),
    Estado.RESULTADOS: (10, ("aprobar",)),
    Estado.RESULTADOS_ENVIADOS: (8, ("aprobar", "enviar-resultados")),
    Estado.RESULTADOS_OBSERVADOS: (2, ("aprobar", "enviar-resultados")),
    Estado.VALIDADO: (8, ("validar",)),
    Estado.CERRADO: (50, ("cerrar",)),
}
CAMPOS = ["autoridad", "modalidad", "no_compromete", "estado", "edicion", "enviado_en", "vigente"]
RESPONDIDOS = (Estado.RESULTADOS_ENVIADOS, Estado.RESULTADOS_OBSERVADOS, Estado.VALIDADO, Estado.CERRADO)
VALIDADOS = (Estado.VALIDADO, Estado.CERRADO)
VERBOS = ("Acercar", "Ampliar", "Difundir", "Mejorar", "Ordenar", "Reforzar", "Simplificar")
PRODUCTOS = (
    "la atención en terreno",
    "la orientación legal",
    "la capacitación para el empleo",
    "la entrega de subsidios",
    "la información sobre derechos",
    "las visitas a localidades apartadas",
    "los talleres para dirigentas",
    "los trámites por internet",
)
UNIDADES = ("Dirección Regional", "Oficina provincial", "Unidad de atención", "Unidad de programas")


def sembrar(*, servicios, regiones, anios, filas, semilla):
    """Make the country; returns how many programmes and rows were written. What is not untouched is left as it is."""
    if not Region.objects.exists():
        with transaction.atomic():
            cargar_territorio()
    lista = _servicios(servicios)
    programas = 0
    for anio in range(PRIMER_ANIO, PRIMER_ANIO + anios):
        periodo = periodos.abrir(
            anio=anio, regiones=Region.objects.all()[:regiones], ventanas=_ventanas(anio), servicios=lista
        )
        for servicio in lista:
            programas += _sembrar_servicio(servicio, periodo, filas, semilla)
    return programas, programas * filas


def _servicios(cuantos):
    nombres = {f"S{n:03d}": f"Servicio sintético {n}" for n in range(1, cuantos + 1)}
    Servicio.objects.bulk_create([Servicio(codigo=c, nombre=n) for c, n in nombres.items()], ignore_conflicts=True)
    return list(Servicio.objects.filter(codigo__in=nombres))


def _ventanas(anio):
    return {
        Etapa.COMPROMISO: (date(anio, 3, 1), date(anio, 4, 30)),
        Etapa.AVANCE: (date(anio, 7, 1), date(anio, 7, 31)),
        Etapa.ENMIENDA: (date(anio, 5, 1), date(anio, 9, 30)),
        Etapa.RESULTADOS: (date(anio, 12, 1), date(anio + 1, 1, 31)),
    }


def _sembrar_servicio(servicio, periodo, filas, semilla):
    """One service's year: its untouched programmes of every scored form, in one transaction."""
    formularios = [f.codigo for f in catalogo.instalados() if f.puntua]
    with transaction.atomic():
        programas = ProgramaRegional.objects.filter(
            servicio=servicio, periodo=periodo, formulario__in=formularios, estado=Estado.BORRADOR, edicion=0
        )
        siembras = [_Siembra(p, filas, semilla) for p in programas.con_contexto().de_norte_a_sur()]
        for modelo, clave in ((Objetivo, "objetivos"), (Indicador, "indicadores"), (Compromiso, "compromisos")):
            modelo.objects.bulk_create([fila for s in siembras for fila in getattr(s, clave)])
        Evidencia.objects.bulk_create([e for s in siembras for e in s.evidencias()])
        contenidos = leer_varios([s.programa for s in siembras])
        for siembra in siembras:
            siembra.cerrar(contenidos[siembra.programa.pk])
        Version.objects.bulk_create([v for s in siembras for v in s.versiones])
        for siembra in siembras:
            siembra.programa.vigente = siembra.vigente
            siembra.programa.save(update_fields=CAMPOS)
        Periodo.objects.filter(pk=periodo.pk, bloqueado_en__isnull=True).update(bloqueado_en=_momento(periodo.anio, 0))
        por_cadena = {}
        for siembra in siembras:
            por_cadena.setdefault(siembra.programa.cadena, []).append(siembra.asiento(semilla))
        for cadena, asientos in por_cadena.items():
            registrar(cadena=cadena, actor=SISTEMA, asientos=asientos)
    return len(siembras)


def _momento(anio, dias):
    return datetime(anio, 4, 1, 12, tzinfo=UTC) + timedelta(days=dias)


@dataclass
class _Siembra:
    """One programme being made up: its rows first, then, once they have ids, its version and its entry."""

    programa: ProgramaRegional
    cuantas: int
    semilla: int
    objetivos: list = field(default_factory=list)
    indicadores: list = field(default_factory=list)
    compromisos: list = field(default_factory=list)
    versiones: list = field(default_factory=list)

    def __post_init__(self):
        p = self.programa
        self.azar = Random(f"{self.semilla} {p.servicio.codigo} {p.periodo.anio} {p.region_id} {p.formulario}")
        pesos = [peso for peso, _ in ESTADOS.values()]
        p.estado = self.azar.choices(list(ESTADOS), pesos)[0]
        admitidas = catalogo.formulario(p.formulario).modalidades
        p.modalidad = self.azar.choice(admitidas) if self.cuantas > 1 else admitidas[0]
        p.no_compromete = p.estado in (Estado.ENVIADO, Estado.APROBADO) and self.azar.random() < 0.1
        p.autoridad = f"Dirección Regional de {p.region}"
        p.edicion = 1
        if p.estado != Estado.BORRADOR:
            p.enviado_en = _momento(p.periodo.anio, self.azar.randrange(30))
        self._escribir_filas()

    def _escribir_filas(self):
        uniforme = self.programa.modalidad == Modalidad.ACTIVIDADES
        pesos = [None] * self.cuantas if uniforme else self._pesos()
        acierto = self.azar.choice((1, 1, 0.95, 0.9, 0.7))
        for n, peso in enumerate(pesos):
            queda_sola = n == self.cuantas - 1  # an objective has two activities at least
            if n == 0 or (self.en_objetivo >= 2 and self.azar.random() < 0.5 and not (uniforme and queda_sola)):
                self._abrir_objetivo(n)
            if not uniforme or self.en_objetivo == 0:
                self._abrir_indicador(n)
            self.en_objetivo += 1
            self._comprometer(n, peso, acierto)

    def _pesos(self):
        """Weights that sum to exactly 100 by largest remainder; a few drafts lack one."""
        pesos = list(proporcional_a_100([Fraction(self.azar.randint(1, 9)) for _ in range(self.cuantas)]).valores)
        if self.programa.estado == Estado.BORRADOR and self.azar.random() < 0.3:
            pesos[0] = None
        return pesos

    def _abrir_objetivo(self, n):
        texto = f"{self.azar.choice(VERBOS)} {self.azar.choice(PRODUCTOS)}, sector {n + 1}"
        self.objetivos.append(Objetivo(programa=self.programa, texto=texto, orden=(n + 1) * PASO_DE_ORDEN))
        self.en_objetivo = 0

    def _abrir_indicador(self, n):
        self.indicadores.append(
            Indicador(
                programa=self.programa,
                objetivo=self.objetivos[-1],
                texto=f"Porcentaje de acciones realizadas sobre las programadas ({n + 1})",
                orden=(n + 1) * PASO_DE_ORDEN,
            )
        )

    def _comprometer(self, n, peso, acierto):
        respuesta, validada = self._respuestas(acierto)
        if respuesta:
            self.indicadores[-1].resultado_anual = f"{self.azar.randint(1, 40)} acciones realizadas"
        self.compromisos.append(
            Compromiso(
                programa=self.programa,
                indicador=self.indicadores[-1],
                texto=f"{self.azar.randint(5, 60)} acciones en el año",
                unidad=self.azar.choice(UNIDADES),
                verificacion="Informe anual con el registro de cada acción",
                ponderacion_texto="" if peso is None else mostrar_ponderacion(peso),
                ponderacion_milesimas=None if peso is None else milesimas(peso),
                cumple=respuesta,
                cumple_validado=validada,
                motivo_validacion="La evidencia no prueba el cumplimiento." if validada not in ("", respuesta) else "",
                orden=(n + 1) * PASO_DE_ORDEN,
            )
        )

    def _respuestas(self, acierto):
        """(what the region answered, what the reviewer validated): a few *sí* were validated as *no*."""
        estado = self.programa.estado
        if estado not in RESPONDIDOS and not (estado == Estado.RESULTADOS and self.azar.random() < 0.6):
            return "", ""
        respuesta = "si" if self.azar.random() < acierto else "no"
        rebajada = estado in VALIDADOS and respuesta == "si" and self.azar.random() < 0.01
        return respuesta, "no" if rebajada else ""

    def evidencias(self):
        return [
            Evidencia(programa=self.programa, compromiso=c, referencia=f"Archivo regional, carpeta {n}", orden=0)
            for n, c in enumerate(self.compromisos, start=1)
            if c.cumple == "si"
        ]

    def cerrar(self, contenido):
        """The versions that the steps before this state would have cut; drafts have none."""
        programa = self.programa
        for nombre in ESTADOS[programa.estado][1]:
            paso = PASOS["no-compromete" if programa.no_compromete and nombre == "enviar" else nombre]
            datos = instantanea(contenido)
            texto = canonico(_sin_resultados(datos) if nombre == "aprobar" else datos)
            self.versiones.append(
                Version(
                    programa=programa,
                    numero=len(self.versiones) + 1,
                    motivo=paso.version,
                    esquema=ESQUEMA,
                    contenido=texto,
                    sha256=sha256(texto),
                    anterior=self.versiones[-1].sha256 if self.versiones else "",
                    actor_id=SISTEMA.id,
                    actor_nombre=SISTEMA.nombre,
                    actor_cargo=SISTEMA.cargo,
                    creada_en=programa.enviado_en,
                )
            )

    @property
    def vigente(self):
        """The version in force: of the last step that puts one in force, as the table of steps has it."""
        return next((v for v in reversed(self.versiones) if v.motivo in VIGENTES), None)

    def asiento(self, semilla):
        programa, version = self.programa, self.versiones[-1] if self.versiones else None
        return Asiento(
            ACCION,
            programa_id=programa.pk,
            edicion=programa.edicion,
            cambios={
                "estado": [Estado.BORRADOR, programa.estado],
                "modalidad": [Modalidad.METAS, programa.modalidad],
                "autoridad": ["", programa.autoridad],
                "no_compromete": [False, programa.no_compromete],
                "vigente": [None, programa.vigente_id],
            },
            datos={
                "semilla": semilla,
                "filas": self.cuantas,
                "version": version.numero if version else None,
                "sha256": version.sha256 if version else None,
            },
        )


def _sin_resultados(datos):
    """The snapshot as it was approved, before any result was written."""
    for modelo, campo in ((Indicador, "resultado_anual"), (Compromiso, "cumple")):
        for fila in datos["tablas"][modelo._meta.label_lower]:
            fila[campo] = ""
    datos["tablas"][Evidencia._meta.label_lower] = []
    return datos
