"""The queue of background work: one row per thing to be done outside a request."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class EstadoTrabajo(models.TextChoices):
    EN_COLA = "en_cola", "En espera"
    EN_CURSO = "en_curso", "En preparación"
    HECHO = "hecho", "Listo"
    FALLIDO = "fallido", "No se pudo hacer"


class Trabajo(models.Model):
    """One piece of work of a registered kind (`tipos`), with what it needs to know as plain JSON.

    `clave` is the hash of what it is made from: the same kind and key is the same work, done once. Empty: unique by
    itself. `obrero` is the token of the worker that holds it; `latido`, when that worker was last known to be alive.
    `archivo` is the name of the file it made, in DATA_DIR/trabajos.
    """

    tipo = models.CharField("tipo", max_length=40)
    clave = models.CharField("clave del contenido", max_length=64, blank=True)
    datos = models.JSONField("datos", default=dict)
    estado = models.CharField("estado", max_length=10, choices=EstadoTrabajo, default=EstadoTrabajo.EN_COLA)
    pesado = models.BooleanField("pesado", default=False)
    intentos = models.PositiveSmallIntegerField("intentos", default=0)
    listo_desde = models.DateTimeField("se puede hacer desde", default=timezone.now)
    obrero = models.CharField("obrero", max_length=32, blank=True)
    latido = models.DateTimeField("último latido", null=True, blank=True)
    avance = models.PositiveIntegerField("avance", default=0)
    total = models.PositiveIntegerField("total", default=0)
    detalle = models.CharField("en qué va", max_length=200, blank=True)
    falla = models.CharField("por qué no se pudo", max_length=500, blank=True)
    archivo = models.CharField("archivo", max_length=100, blank=True)
    nombre = models.CharField("nombre de descarga", max_length=200, blank=True)
    mime = models.CharField("tipo de contenido", max_length=100, blank=True)
    creado_en = models.DateTimeField("creado en", default=timezone.now)
    terminado_en = models.DateTimeField("terminado en", null=True, blank=True)

    class Meta:
        verbose_name = "trabajo"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["tipo", "clave"], condition=~Q(clave=""), name="trabajo_unico_por_clave"),
            models.CheckConstraint(
                condition=Q(estado__in=EstadoTrabajo.values),
                name="trabajo_estado_conocido",
                violation_error_message="El estado del trabajo no existe.",
            ),
            models.CheckConstraint(
                condition=Q(estado="en_curso", latido__isnull=False) & ~Q(obrero="")
                | ~Q(estado="en_curso") & Q(obrero=""),
                name="trabajo_en_curso_con_obrero",
                violation_error_message="Lo que está en curso lo tiene un obrero.",
            ),
        ]
        indexes = [
            models.Index(fields=["estado", "listo_desde"], name="trabajo_cola"),
            models.Index(fields=["terminado_en"], name="trabajo_terminado"),
        ]

    def __str__(self):
        return f"{self.tipo} {self.pk}"

    @property
    def terminado(self):
        return self.estado in (EstadoTrabajo.HECHO, EstadoTrabajo.FALLIDO)

    @property
    def hecho(self):
        return self.estado == EstadoTrabajo.HECHO
