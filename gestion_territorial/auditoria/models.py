"""What was touched: an append-only register, chained by hashes, from the first migration on."""

from django.db import models


class Cadena(models.Model):
    """The head of one chain. Its row is the last lock of every transaction that records."""

    clave = models.CharField("clave", max_length=80, primary_key=True)
    ultima_secuencia = models.PositiveBigIntegerField("última secuencia", default=0)
    ultimo_hash = models.CharField("último hash", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "cadena"

    def __str__(self):
        return self.clave


class Registro(models.Model):
    """One entry: who, in which post, when, what. Actors are values, not foreign keys: the entry outlives them.

    `contenido` is the canonical JSON that is hashed; the other columns repeat parts of it to be searched by, and
    `verificar` compares them.
    """

    cadena = models.CharField("cadena", max_length=80)
    secuencia = models.PositiveBigIntegerField("secuencia")
    momento = models.DateTimeField("momento")
    actor_id = models.BigIntegerField("actor", null=True)
    actor_nombre = models.CharField("nombre del actor", max_length=150)
    actor_cargo = models.CharField("cargo del actor", max_length=250)
    accion = models.CharField("acción", max_length=60)
    programa_id = models.BigIntegerField("programa", null=True)
    edicion = models.PositiveIntegerField("edición del programa", null=True)
    tabla = models.CharField("tabla", max_length=60, blank=True)
    fila_id = models.BigIntegerField("fila", null=True)
    contenido = models.TextField("contenido canónico")
    anterior = models.CharField("hash anterior", max_length=64, blank=True)
    hash = models.CharField("hash", max_length=64)

    class Meta:
        verbose_name = "registro"
        ordering = ["cadena", "secuencia"]
        constraints = [models.UniqueConstraint(fields=["cadena", "secuencia"], name="registro_secuencia_unica")]
        indexes = [
            models.Index(fields=["programa_id", "edicion"], name="registro_programa"),
            models.Index(fields=["programa_id", "accion"], name="registro_programa_accion"),
            models.Index(fields=["actor_id", "momento"], name="registro_actor"),
        ]

    def __str__(self):
        return f"{self.cadena} {self.secuencia}"
