"""The published verdict: the one computed thing that is stored, because it must stay as it was said."""

from django.db import models
from django.db.models import Q

from gestion_territorial.puntaje import Resultado
from gestion_territorial.territorio.models import Periodo, Servicio


class PublicacionQuerySet(models.QuerySet):
    def sin_contenido(self):
        """Without the frozen JSON, which is long: what lists and boards read."""
        return self.defer("contenido")

    def ultimas(self):
        """{(service id, form code): last publication}."""
        return {(p.servicio_id, p.formulario): p for p in self.sin_contenido().order_by("numero")}


class Publicacion(models.Model):
    """One service's verdict on one form of a year, as it was published. Immutable; a correction is the next number.

    `contenido` is the canonical JSON that is hashed; `veredicto` and `marca` repeat parts of it. `marca` is the hash of
    what the regions' programmes were then: when theirs is another today, something changed after the publication.
    """

    servicio = models.ForeignKey(Servicio, models.PROTECT, related_name="publicaciones", verbose_name="servicio")
    periodo = models.ForeignKey(Periodo, models.PROTECT, related_name="publicaciones", verbose_name="período")
    formulario = models.CharField("formulario", max_length=10)
    numero = models.PositiveSmallIntegerField("número")
    veredicto = models.CharField("veredicto", max_length=20, choices=[(r.value, r.value) for r in Resultado])
    marca = models.CharField("marca de los programas", max_length=64)
    motivo = models.TextField("motivo de la corrección", blank=True)
    contenido = models.TextField("contenido canónico")
    sha256 = models.CharField("SHA-256", max_length=64)
    anterior = models.CharField("SHA-256 de la anterior", max_length=64, blank=True)
    operacion = models.UUIDField("operación", null=True, blank=True, unique=True)
    actor_id = models.BigIntegerField("autor", null=True)
    actor_nombre = models.CharField("nombre del autor", max_length=150)
    actor_cargo = models.CharField("cargo del autor", max_length=250)
    creada_en = models.DateTimeField("creada en")

    objects = PublicacionQuerySet.as_manager()

    class Meta:
        verbose_name = "publicación"
        verbose_name_plural = "publicaciones"
        ordering = ["servicio", "periodo", "formulario", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["servicio", "periodo", "formulario", "numero"],
                name="publicacion_numero_unico",
                violation_error_message="Ya hay una publicación con ese número.",
            ),
            models.CheckConstraint(
                condition=Q(numero=1, anterior="") | (Q(numero__gt=1) & ~Q(motivo="") & ~Q(anterior="")),
                name="publicacion_correccion_con_motivo",
                violation_error_message="Una corrección lleva su motivo y el hash de la publicación anterior.",
            ),
        ]

    def __str__(self):
        return f"publicación {self.numero}"
