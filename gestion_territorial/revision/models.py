"""The dialogue of review: what the national level observes and the region answers."""

from django.db import models
from django.db.models import Q

from gestion_territorial.compromisos.models import ProgramaRegional


class EstadoObservacion(models.TextChoices):
    ABIERTA = "abierta", "Abierta"
    RESPONDIDA = "respondida", "Respondida"
    CERRADA = "cerrada", "Cerrada"


class ObservacionQuerySet(models.QuerySet):
    def sin_cerrar(self):
        return self.exclude(estado=EstadoObservacion.CERRADA)


class Observacion(models.Model):
    """An observation on the whole form. Its life is open → answered → closed; only reviewers close."""

    programa = models.ForeignKey(
        ProgramaRegional, models.PROTECT, related_name="observaciones", verbose_name="programa"
    )
    texto = models.TextField("observación")
    respuesta = models.TextField("respuesta", blank=True)
    estado = models.CharField("estado", max_length=12, choices=EstadoObservacion, default=EstadoObservacion.ABIERTA)
    autor_id = models.BigIntegerField("autor")
    autor_nombre = models.CharField("nombre del autor", max_length=150)
    creada_en = models.DateTimeField("creada en", auto_now_add=True)

    objects = ObservacionQuerySet.as_manager()

    class Meta:
        verbose_name = "observación"
        verbose_name_plural = "observaciones"
        ordering = ["creada_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texto=""),
                name="observacion_con_texto",
                violation_error_message="Escriba la observación.",
            ),
            models.CheckConstraint(
                condition=Q(estado__in=EstadoObservacion.values),
                name="observacion_estado_conocido",
                violation_error_message="El estado de la observación no existe.",
            ),
            models.CheckConstraint(
                condition=~Q(estado=EstadoObservacion.RESPONDIDA) | ~Q(respuesta=""),
                name="observacion_respondida_con_respuesta",
                violation_error_message="Escriba la respuesta.",
            ),
        ]

    def __str__(self):
        return f"observación {self.pk}"
