"""What a region commits: the programme and its rows, Objetivo → Indicador → Compromiso, with evidence and versions.

Only Compromiso is scored. Typed rows are the current content; `Version` is the immutable past; the register
(`auditoria`) tells how one became the other. Rows are written by `escritura.Escritura.guardar_fila` alone.
"""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.registro import Actor
from gestion_territorial.puntaje import desde_milesimas

from .programa import (
    ANTES_DE_APROBAR,
    EN_REVISION,
    ENMIENDA_ABIERTA,
    SOLO_DE_ENMIENDA,
    Estado,
    Modalidad,
    ProgramaRegional,
)

__all__ = [
    "ANTES_DE_APROBAR",
    "ENMIENDA_ABIERTA",
    "EN_REVISION",
    "SOLO_DE_ENMIENDA",
    "Compromiso",
    "Dispensa",
    "Estado",
    "Evidencia",
    "Fila",
    "Indicador",
    "Modalidad",
    "Objetivo",
    "Operacion",
    "ProgramaRegional",
    "Respuesta",
    "Version",
    "actor_de",
]


class FilaQuerySet(models.QuerySet):
    def vivas(self):
        return self.filter(eliminada_en__isnull=True)


class Fila(models.Model):
    """What every row of every form's table has. `CAMPOS` names its content: what snapshots and differences hold.

    `FORMULARIO` is the code of the form whose own table it is; empty for those that all share. `AJENOS` are the links
    that lead to rows of other programmes of the same service, period and region.
    """

    CAMPOS: tuple[str, ...] = ()
    # Fields that speak of one year only (results, answers): what starts from last year's programme is without them.
    DEL_ANIO: tuple[str, ...] = ()
    AJENOS: tuple[str, ...] = ()
    FORMULARIO = ""

    programa = models.ForeignKey(ProgramaRegional, models.PROTECT, related_name="%(class)ss", verbose_name="programa")
    orden = models.IntegerField("orden", default=0)
    edicion = models.PositiveIntegerField("edición", default=1)
    eliminada_en = models.DateTimeField("eliminada en", null=True, blank=True)

    objects = FilaQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["orden", "pk"]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @classmethod
    def vistas(cls):
        """{name: expression} of what is read of other rows with each of these, and never kept."""
        return {}


class Objetivo(Fila):
    CAMPOS = ("texto", "orden")

    texto = models.TextField("objetivo específico", blank=True)

    class Meta(Fila.Meta):
        verbose_name = "objetivo"


class Indicador(Fila):
    """Its `orden` is the row's place in the form: an objective shows over its consecutive indicators."""

    CAMPOS = ("objetivo_id", "texto", "resultado_anticipado", "resultado_anual", "orden")
    DEL_ANIO = ("resultado_anticipado", "resultado_anual")

    objetivo = models.ForeignKey(
        Objetivo, models.PROTECT, null=True, blank=True, related_name="indicadores", verbose_name="objetivo"
    )
    texto = models.TextField("indicador", blank=True)
    resultado_anticipado = models.TextField("resultado anticipado", blank=True)
    resultado_anual = models.TextField("resultado anual del indicador", blank=True)

    class Meta(Fila.Meta):
        verbose_name = "indicador"
        verbose_name_plural = "indicadores"
        indexes = [models.Index(fields=["programa", "orden"], name="indicador_programa_orden")]


class Respuesta(models.TextChoices):
    SI = "si", "Sí"
    NO = "no", "No"


class Compromiso(Fila):
    """The only scored thing: a goal (METAS) or one activity (ACTIVIDADES), with unit, verification, weight, answer.

    The weight is kept twice on purpose: as typed, and as integer thousandths of a point when it reads as a number.
    """

    CAMPOS = (
        "indicador_id",
        "texto",
        "actividades",
        "unidad",
        "verificacion",
        "ponderacion_texto",
        "ponderacion_milesimas",
        "cumple",
        "cumple_validado",
        "motivo_validacion",
        "anulado",
        "por_confirmar",
        "orden",
    )
    DEL_ANIO = ("cumple", "cumple_validado", "motivo_validacion", "anulado", "por_confirmar")

    indicador = models.ForeignKey(Indicador, models.PROTECT, related_name="compromisos", verbose_name="indicador")
    texto = models.TextField("meta o actividad", blank=True)
    actividades = models.TextField("actividades descriptivas", blank=True)
    unidad = models.TextField("unidad responsable", blank=True)
    verificacion = models.TextField("medio de verificación", blank=True)
    ponderacion_texto = models.CharField("ponderación", max_length=60, blank=True)
    ponderacion_milesimas = models.PositiveIntegerField("ponderación en milésimas", null=True, blank=True)
    cumple = models.CharField("cumple", max_length=2, choices=Respuesta, blank=True)
    cumple_validado = models.CharField("cumple validado", max_length=2, choices=Respuesta, blank=True)
    motivo_validacion = models.TextField("motivo de la validación", blank=True)
    anulado = models.BooleanField("anulado por enmienda", default=False)
    por_confirmar = models.BooleanField("por confirmar", default=False)

    class Meta(Fila.Meta):
        verbose_name = "compromiso"
        constraints = [
            models.CheckConstraint(
                condition=Q(ponderacion_milesimas__isnull=True) | Q(ponderacion_milesimas__lte=100_000),
                name="compromiso_ponderacion_0_100",
                violation_error_message="La ponderación va de 0 a 100.",
            ),
            models.CheckConstraint(
                condition=Q(ponderacion_milesimas__isnull=True) | ~Q(ponderacion_texto=""),
                name="compromiso_ponderacion_con_texto",
                violation_error_message="La ponderación guarda también el texto escrito.",
            ),
            models.CheckConstraint(
                condition=Q(cumple__in=["", *Respuesta.values], cumple_validado__in=["", *Respuesta.values]),
                name="compromiso_respuesta_conocida",
                violation_error_message="La respuesta es sí, no o queda en blanco.",
            ),
        ]
        indexes = [models.Index(fields=["programa", "indicador"], name="compromiso_programa")]

    @property
    def respuesta(self):
        """The answer that scores: the validated one where it exists, else the region's."""
        return self.cumple_validado or self.cumple

    @property
    def ponderacion(self):
        """The exact weight in percentage points, or None."""
        return None if self.ponderacion_milesimas is None else desde_milesimas(self.ponderacion_milesimas)


class Evidencia(Fila):
    """The proof of a commitment: a stored file, by its hash, or a reference to where a document is held.

    The bytes are in the store of `archivos`, once per service however many commitments they prove; the name is the one
    this commitment got it under. `retirado` is read with the rows, never kept: withdrawing a file changes no version.
    """

    CAMPOS = ("compromiso_id", "referencia", "nombre", "tipo", "tamano", "sha256", "orden")
    DEL_ANIO = CAMPOS

    compromiso = models.ForeignKey(Compromiso, models.PROTECT, related_name="evidencias", verbose_name="compromiso")
    referencia = models.TextField("referencia del documento", blank=True)
    nombre = models.CharField("nombre del archivo", max_length=200, blank=True)
    tipo = models.CharField("tipo de archivo", max_length=10, blank=True)
    tamano = models.PositiveBigIntegerField("tamaño en bytes", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta(Fila.Meta):
        verbose_name = "evidencia"
        constraints = [
            models.CheckConstraint(
                condition=~Q(referencia="") | ~Q(sha256=""),
                name="evidencia_con_referencia",
                violation_error_message="Escriba dónde está el documento.",
            ),
            models.CheckConstraint(
                condition=Q(sha256="", nombre="", tipo="", tamano=0)
                | (~Q(sha256="") & ~Q(nombre="") & ~Q(tipo="") & Q(tamano__gt=0)),
                name="evidencia_archivo_completo",
                violation_error_message="Un archivo lleva su nombre, su tipo, su tamaño y su SHA-256.",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], condition=~Q(sha256=""), name="evidencia_sha256")]

    @classmethod
    def vistas(cls):
        de_archivo = Archivo.objects.filter(servicio=OuterRef("programa__servicio"), sha256=OuterRef("sha256"))
        return {"retirado": Case(When(Exists(de_archivo.retirados()), then=Value(1)), default=Value(0))}


class Dispensa(Fila):
    """A finding the region asks to be excused from: asked on sending, granted by the reviewer with a reason.

    It is content, like the row it speaks of: versions keep it and paper prints it. One that was not granted falls when
    the programme goes back to the region.
    """

    CAMPOS = ("compromiso_id", "codigo", "motivo", "otorgada", "motivo_otorgada", "fecha", "orden")
    DEL_ANIO = CAMPOS

    compromiso = models.ForeignKey(Compromiso, models.PROTECT, related_name="dispensas", verbose_name="compromiso")
    codigo = models.CharField("hallazgo", max_length=20)
    motivo = models.TextField("motivo de la solicitud")
    otorgada = models.BooleanField("otorgada", default=False)
    motivo_otorgada = models.TextField("motivo con que se otorgó", blank=True)
    fecha = models.DateField("otorgada el", null=True, blank=True)

    class Meta(Fila.Meta):
        verbose_name = "dispensa"
        constraints = [
            models.UniqueConstraint(
                fields=["compromiso", "codigo"],
                condition=Q(eliminada_en__isnull=True),
                name="dispensa_unica",
                violation_error_message="Esa dispensa ya está pedida.",
            ),
            models.CheckConstraint(
                condition=~Q(motivo="") & (Q(otorgada=False) | (~Q(motivo_otorgada="") & Q(fecha__isnull=False))),
                name="dispensa_con_motivo",
                violation_error_message="Una dispensa lleva el motivo con que se pide y con que se otorga.",
            ),
        ]


class Version(models.Model):
    """An immutable snapshot: canonical JSON, its SHA-256 and the one before. Old ones are read by `esquema`."""

    programa = models.ForeignKey(ProgramaRegional, models.PROTECT, related_name="versiones", verbose_name="programa")
    numero = models.PositiveIntegerField("número")
    motivo = models.CharField("motivo", max_length=40)
    esquema = models.PositiveSmallIntegerField("esquema")
    contenido = models.TextField("contenido canónico")
    sha256 = models.CharField("SHA-256", max_length=64)
    anterior = models.CharField("SHA-256 de la anterior", max_length=64, blank=True)
    actor_id = models.BigIntegerField("autor", null=True)
    actor_nombre = models.CharField("nombre del autor", max_length=150)
    actor_cargo = models.CharField("cargo del autor", max_length=250)
    creada_en = models.DateTimeField("creada en")

    class Meta:
        verbose_name = "versión"
        verbose_name_plural = "versiones"
        ordering = ["programa", "numero"]
        constraints = [models.UniqueConstraint(fields=["programa", "numero"], name="version_numero_unico")]

    def __str__(self):
        return f"versión {self.numero}"


class Operacion(models.Model):
    """A write already done, by the id its page gave it, with the answer it got: the same press twice is once."""

    id = models.UUIDField(primary_key=True)
    programa = models.ForeignKey(ProgramaRegional, models.CASCADE, related_name="+")
    usuario_id = models.BigIntegerField(null=True)
    respuesta = models.JSONField(default=dict)
    momento = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "operación"
        verbose_name_plural = "operaciones"

    def __str__(self):
        return str(self.id)


def actor_de(cargo):
    """The register's actor for someone acting in a post."""
    return Actor(cargo.usuario_id, cargo.usuario.nombre, cargo.descripcion)
