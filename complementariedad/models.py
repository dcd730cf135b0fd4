"""What only III.2 has: the bodies in which services coordinate, and through which of them an objective is committed."""

from django.db import models

from gestion_territorial.compromisos.models import Fila, Objetivo


class Instancia(Fila):
    """A coordination body: columns (2) to (6). The same body may be written more than once, for other problems."""

    FORMULARIO = "III.2"
    CAMPOS = ("identificacion", "problema", "territorios", "territorio_texto", "instituciones", "productos", "orden")

    identificacion = models.TextField("identificación de la instancia", blank=True)
    problema = models.TextField("principal problema a resolver", blank=True)
    territorios = models.TextField("territorios (códigos, uno por línea)", blank=True)
    territorio_texto = models.TextField("otros territorios", blank=True)
    instituciones = models.TextField("instituciones participantes (una por línea)", blank=True)
    productos = models.TextField("productos o subproductos (uno por línea)", blank=True)

    class Meta(Fila.Meta):
        verbose_name = "instancia"


class ObjetivoInstancia(Fila):
    """The body through which an objective is committed."""

    FORMULARIO = "III.2"
    CAMPOS = ("objetivo_id", "instancia_id")

    objetivo = models.ForeignKey(Objetivo, models.PROTECT, related_name="+", verbose_name="objetivo")
    instancia = models.ForeignKey(Instancia, models.PROTECT, related_name="+", verbose_name="instancia")

    class Meta(Fila.Meta):
        verbose_name = "instancia del objetivo"
        verbose_name_plural = "instancias de los objetivos"
        constraints = [
            models.UniqueConstraint(
                fields=["objetivo"],
                condition=models.Q(eliminada_en__isnull=True),
                name="objetivo_con_una_instancia",
                violation_error_message="El objetivo ya tiene su instancia.",
            )
        ]
