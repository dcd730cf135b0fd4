"""What the store holds: one row per content and service. Which commitment a file proves is told by `compromisos`."""

from django.db import models
from django.db.models import Q

from gestion_territorial.territorio.models import Servicio

from .tipos import TIPOS


class ArchivoQuerySet(models.QuerySet):
    def retirados(self):
        return self.filter(retirado_en__isnull=False)


class Archivo(models.Model):
    """One stored content of one service. Its name on disk is its SHA-256; who and when are those of the first upload.

    Two services that hold the same content hold it twice: neither may learn of the other's. A withdrawn one keeps its
    row and its hash, and nobody is given its bytes any more. One that a formal act names stays (`de_acto`).
    """

    servicio = models.ForeignKey(Servicio, models.PROTECT, related_name="archivos", verbose_name="servicio")
    sha256 = models.CharField("SHA-256", max_length=64)
    tamano = models.PositiveBigIntegerField("tamaño en bytes")
    tipo = models.CharField("tipo", max_length=10, choices=[(clave, t.nombre) for clave, t in TIPOS.items()])
    subido_en = models.DateTimeField("subido en")
    subido_por_id = models.BigIntegerField("subido por", null=True)
    subido_por = models.CharField("nombre de quien subió", max_length=150)
    subido_como = models.CharField("cargo de quien subió", max_length=250)
    de_acto = models.BooleanField("es de un acto formal", default=False)
    retirado_en = models.DateTimeField("retirado en", null=True, blank=True)
    retirado_por = models.CharField("retirado por", max_length=150, blank=True)
    retirado_motivo = models.TextField("motivo del retiro", blank=True)

    objects = ArchivoQuerySet.as_manager()

    class Meta:
        verbose_name = "archivo"
        constraints = [
            models.UniqueConstraint(
                fields=["servicio", "sha256"],
                name="archivo_unico",
                violation_error_message="Ese archivo ya está guardado.",
            ),
            models.CheckConstraint(
                condition=Q(retirado_en__isnull=True) | ~Q(retirado_motivo=""),
                name="archivo_retirado_con_motivo",
                violation_error_message="Un archivo se retira con un motivo.",
            ),
        ]

    def __str__(self):
        return self.sha256[:12]
