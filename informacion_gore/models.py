"""What only III.3 has: where the programme comes from, and the weights that are declared but never scored."""

from django.db import models
from django.db.models import Q

from gestion_territorial.compromisos.models import Compromiso, Fila

from . import textos


class Origen(Fila):
    """The agreement or instruction behind the programme, what is provided, and the programme's informative weight."""

    FORMULARIO = "III.3"
    CAMPOS = (
        "tipo",
        "fecha",
        "documento",
        "formato",
        "contenido",
        "periodicidad",
        "interes",
        "ponderacion_texto",
        "ponderacion_milesimas",
        "orden",
    )

    tipo = models.CharField("origen", max_length=20, blank=True, choices=list(textos.ORIGENES.items()))
    fecha = models.DateField("fecha del acuerdo o de la instrucción", null=True, blank=True)
    documento = models.TextField("documento", blank=True)
    formato = models.TextField("formato de la información", blank=True)
    contenido = models.TextField("contenido", blank=True)
    periodicidad = models.TextField("periodicidad", blank=True)
    interes = models.TextField("información de interés regional (claves, una por línea)", blank=True)
    ponderacion_texto = models.CharField("ponderación del programa de trabajo", max_length=60, blank=True)
    ponderacion_milesimas = models.PositiveIntegerField("ponderación en milésimas", null=True, blank=True)

    class Meta(Fila.Meta):
        verbose_name = "origen"
        verbose_name_plural = "orígenes"
        constraints = [
            models.CheckConstraint(
                condition=Q(tipo__in=["", *textos.ORIGENES]),
                name="origen_tipo_conocido",
                violation_error_message="El origen es un acuerdo o una instrucción.",
            ),
            models.UniqueConstraint(
                fields=["programa"],
                condition=Q(eliminada_en__isnull=True),
                name="origen_unico_por_programa",
                violation_error_message="El programa ya tiene su origen.",
            ),
        ]


class PonderacionDeclarada(Fila):
    """The weight that the planning version declares for an activity. It is printed and compared, never scored."""

    FORMULARIO = "III.3"
    CAMPOS = ("compromiso_id", "ponderacion_texto", "ponderacion_milesimas")

    compromiso = models.ForeignKey(Compromiso, models.PROTECT, related_name="+", verbose_name="compromiso")
    ponderacion_texto = models.CharField("ponderación declarada", max_length=60, blank=True)
    ponderacion_milesimas = models.PositiveIntegerField("ponderación en milésimas", null=True, blank=True)

    class Meta(Fila.Meta):
        verbose_name = "ponderación declarada"
        verbose_name_plural = "ponderaciones declaradas"
        constraints = [
            models.UniqueConstraint(
                fields=["compromiso"],
                condition=Q(eliminada_en__isnull=True),
                name="declarada_unica_por_compromiso",
                violation_error_message="La actividad ya tiene su ponderación declarada.",
            )
        ]
