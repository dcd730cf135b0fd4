"""What only III.4 has: the day of a measurement, and how far each objective of the three programmes has come."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from gestion_territorial.compromisos.models import Compromiso, Fila, Objetivo

from . import textos


class Medicion(Fila):
    """When a measurement was made. `lugar` (service, year and region) keeps two of one place off the same day."""

    FORMULARIO = "III.4"
    CAMPOS = ("fecha", "lugar", "orden")

    fecha = models.DateField("fecha de la medición", null=True, blank=True)
    lugar = models.CharField("servicio, año y región", max_length=60)

    class Meta(Fila.Meta):
        verbose_name = "medición"
        verbose_name_plural = "mediciones"
        constraints = [
            models.UniqueConstraint(
                fields=["lugar", "fecha"],
                condition=Q(eliminada_en__isnull=True),
                name="medicion_una_por_fecha",
                violation_error_message=textos.FECHA_REPETIDA,
            ),
            models.UniqueConstraint(
                fields=["programa"],
                condition=Q(eliminada_en__isnull=True),
                name="medicion_unica_por_programa",
                violation_error_message="La medición ya tiene su fecha.",
            ),
            models.CheckConstraint(
                condition=~Q(lugar=""),
                name="medicion_con_lugar",
                violation_error_message="La medición es de un servicio, un año y una región.",
            ),
        ]


class Avance(Fila):
    """One objective in a measurement. It keeps the objective's text as it stood, whatever becomes of the objective.

    `formulario` is the block it is reported under, which need not be the objective's own programme.
    """

    FORMULARIO = "III.4"
    AJENOS = ("objetivo",)
    CAMPOS = (
        "formulario",
        "objetivo_id",
        "objetivo_texto",
        "avance",
        "medidas",
        "recomendaciones",
        "responsable",
        "avance_numerico",
        "orden",
    )

    formulario = models.CharField("programa de trabajo", max_length=10, blank=True)
    objetivo = models.ForeignKey(
        Objetivo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="objetivo"
    )
    objetivo_texto = models.TextField("objetivo como estaba", blank=True)
    avance = models.TextField("avance efectivo", blank=True)
    medidas = models.TextField("avance de las medidas de la autoridad", blank=True)
    recomendaciones = models.TextField("recomendaciones y compromisos", blank=True)
    responsable = models.TextField("responsable", blank=True)
    avance_numerico = models.PositiveSmallIntegerField("avance estimado (%)", null=True, blank=True)

    class Meta(Fila.Meta):
        verbose_name = "avance"
        constraints = [
            models.CheckConstraint(
                condition=Q(formulario__in=["", *textos.PROGRAMAS]),
                name="avance_programa_conocido",
                violation_error_message="El avance se informa bajo uno de los tres programas de trabajo.",
            ),
            models.CheckConstraint(
                condition=Q(avance_numerico__isnull=True) | Q(avance_numerico__lte=100),
                name="avance_numerico_0_100",
                violation_error_message="El avance estimado va de 0 a 100.",
            ),
        ]

    @classmethod
    def vistas(cls):
        """Of the objective, as it is now: the form it belongs to, and whether a commitment in force hangs from it."""
        vigentes = Compromiso.objects.vivas().filter(
            anulado=False,
            indicador__objetivo=OuterRef("objetivo"),
            indicador__objetivo__eliminada_en__isnull=True,
        )
        return {
            "objetivo_formulario": F("objetivo__programa__formulario"),
            "objetivo_vigente": Case(When(Exists(vigentes), then=Value(1)), default=Value(0)),
        }
