"""The published verdict: the one computed thing that is stored, because it must stay as it was said.

And the amendment: why, by which document, and from which rows of the programme its own rows come.
"""

from django.db import models
from django.db.models import Q

from gestion_territorial.compromisos.models import ProgramaRegional, Version
from gestion_territorial.puntaje import Resultado
from gestion_territorial.territorio.models import Periodo, Servicio

from .actos import en_palabras


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


class Enmienda(models.Model):
    """What an amendment is beside the programme that proposes it: its reason, its formal document, its beginning.

    `origenes` is {table: {id of the proposal's row: id of the row it changes}}; a row that is not there is new.
    `base` is the version in force it started from, `resultado` the one its approval put in force.
    """

    programa = models.OneToOneField(ProgramaRegional, models.PROTECT, related_name="enmienda", verbose_name="propuesta")
    motivo = models.TextField("motivo")
    acto = models.JSONField("documento que la funda")  # as `actos.Documento.leer` gives it
    origenes = models.JSONField("filas de origen", default=dict)
    base = models.ForeignKey(Version, models.PROTECT, related_name="+", verbose_name="versión que enmienda")
    resultado = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="versión que dejó vigente"
    )

    class Meta:
        verbose_name = "enmienda"
        constraints = [
            models.CheckConstraint(
                condition=~Q(motivo=""),
                name="enmienda_con_motivo",
                violation_error_message="Escriba el motivo de la enmienda.",
            ),
        ]

    def __str__(self):
        return f"enmienda {self.pk}"

    @property
    def documento(self):
        """The act in words."""
        return en_palabras(self.acto)
