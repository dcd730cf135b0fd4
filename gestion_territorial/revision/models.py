"""The dialogue of review: what the national level observes and the region answers, what is accepted, what is noted.

All of it hangs on a place of the form: the whole, a row by its stable id, or a cell of that row. There is no foreign
key to rows: one may be taken out and come back, and what was said of it stays.
"""

from django.db import models
from django.db.models import Q

from gestion_territorial.compromisos.models import ProgramaRegional

DE_COLUMNA = ~Q(columna="") & Q(fila_id__isnull=True)
DE_FILA = Q(fila_id__isnull=False) & Q(tabla="")


class EstadoObservacion(models.TextChoices):
    ABIERTA = "abierta", "Abierta"
    RESPONDIDA = "respondida", "Respondida"
    CERRADA = "cerrada", "Cerrada"


class EnLugar(models.Model):
    """A place: `tabla` is the key of one of the form's tables, `columna` the key of a column; empty, the whole."""

    tabla = models.CharField("tabla", max_length=40, blank=True)
    fila_id = models.BigIntegerField("fila", null=True, blank=True)
    columna = models.CharField("columna", max_length=40, blank=True)

    class Meta:
        abstract = True

    @property
    def lugar(self):
        """(table, row id, column), as the cells of a page are named."""
        return self.tabla, self.fila_id, self.columna


class ObservacionQuerySet(models.QuerySet):
    def sin_cerrar(self):
        return self.exclude(estado=EstadoObservacion.CERRADA)


class Observacion(EnLugar):
    """An observation on the form, a row or a cell. Its life is open → answered → closed; only reviewers close.

    `pide_fila`: it asks for a row that is missing in `tabla`. `numero` and `cita` are the row's number and the text
    that was observed, as they stood; `edicion` is the programme's then: what changed since is read in the register.
    """

    programa = models.ForeignKey(
        ProgramaRegional, models.PROTECT, related_name="observaciones", verbose_name="programa"
    )
    pide_fila = models.BooleanField("pide una fila que falta", default=False)
    numero = models.PositiveIntegerField("número de la fila entonces", null=True, blank=True)
    cita = models.TextField("texto observado", blank=True)
    edicion = models.PositiveIntegerField("edición del programa", default=0)
    frase = models.CharField("frase de uso", max_length=60, blank=True)
    texto = models.TextField("observación")
    respuesta = models.TextField("respuesta", blank=True)
    respondida_por = models.CharField("quien respondió", max_length=150, blank=True)
    respondida_en = models.DateTimeField("respondida en", null=True, blank=True)
    reapertura = models.TextField("por qué se reabrió", blank=True)
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
            models.CheckConstraint(
                condition=~DE_COLUMNA & ~DE_FILA,
                name="observacion_en_un_lugar",
                violation_error_message="Una celda es de una fila, y una fila de una tabla.",
            ),
            models.CheckConstraint(
                condition=Q(pide_fila=False) | (~Q(tabla="") & Q(fila_id__isnull=True)),
                name="observacion_fila_faltante_en_tabla",
                violation_error_message="La fila que falta se pide en una tabla, no en otra fila.",
            ),
        ]

    def __str__(self):
        return f"observación {self.pk}"


class NotaInterna(EnLugar):
    """A note among reviewers. Nobody else reads it anywhere: the register keeps its hash, not its words."""

    programa = models.ForeignKey(
        ProgramaRegional, models.PROTECT, related_name="notas_internas", verbose_name="programa"
    )
    numero = models.PositiveIntegerField("número de la fila entonces", null=True, blank=True)
    texto = models.TextField("nota interna")
    autor_id = models.BigIntegerField("autor")
    autor_nombre = models.CharField("nombre del autor", max_length=150)
    creada_en = models.DateTimeField("creada en", auto_now_add=True)

    class Meta:
        verbose_name = "nota interna"
        verbose_name_plural = "notas internas"
        ordering = ["creada_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texto=""),
                name="nota_interna_con_texto",
                violation_error_message="Escriba la nota.",
            ),
            models.CheckConstraint(
                condition=~DE_COLUMNA & ~DE_FILA,
                name="nota_interna_en_un_lugar",
                violation_error_message="Una celda es de una fila, y una fila de una tabla.",
            ),
        ]

    def __str__(self):
        return f"nota interna {self.pk}"


class Aceptacion(models.Model):
    """A reviewer's «aceptada» on a row, by the SHA-256 of what the row said: it stands while the row says the same."""

    programa = models.ForeignKey(ProgramaRegional, models.PROTECT, related_name="aceptaciones", verbose_name="programa")
    tabla = models.CharField("tabla", max_length=40)
    fila_id = models.BigIntegerField("fila")
    huella = models.CharField("SHA-256 de la fila", max_length=64)
    autor_id = models.BigIntegerField("autor")
    autor_nombre = models.CharField("nombre del autor", max_length=150)
    aceptada_en = models.DateTimeField("aceptada en", auto_now=True)

    class Meta:
        verbose_name = "aceptación"
        verbose_name_plural = "aceptaciones"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programa", "tabla", "fila_id"],
                name="aceptacion_una_por_fila",
                violation_error_message="Esa fila ya está aceptada.",
            )
        ]

    def __str__(self):
        return f"aceptación {self.pk}"
