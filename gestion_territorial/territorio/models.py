"""Who, where and when: public services, the country's territory and the yearly period."""

from fractions import Fraction

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q


class Servicio(models.Model):
    """A national public service. One is the normal installation; the data model holds many."""

    codigo = models.CharField(
        "código",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9-]*$", "Use letras mayúsculas, números y guiones.")],
    )
    nombre = models.CharField("nombre", max_length=200)
    vigente = models.BooleanField("vigente", default=True)

    class Meta:
        verbose_name = "servicio"
        ordering = ["codigo"]

    def __str__(self):
        return self.codigo


class RegionQuerySet(models.QuerySet):
    def vigentes_en(self, fecha):
        """The regions that existed on that date: 15 in 2009, 16 since 6 September 2018."""
        return self.filter(Q(vigente_desde__isnull=True) | Q(vigente_desde__lte=fecha))


class Region(models.Model):
    """A region with its official code (CUT), listed from north to south."""

    codigo = models.CharField("código", max_length=2, primary_key=True)
    nombre = models.CharField("nombre", max_length=80, unique=True)
    orden = models.PositiveSmallIntegerField("orden de norte a sur", unique=True)
    vigente_desde = models.DateField("vigente desde", null=True, blank=True)
    desprendida_de = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="desprendidas", verbose_name="desprendida de"
    )

    # Aysén has kept the hour of Magallanes since 2025.
    zona = models.CharField("zona horaria", max_length=40, default="America/Santiago")

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "región"
        verbose_name_plural = "regiones"
        ordering = ["orden"]

    def __str__(self):
        return self.nombre

    def comunas_en(self, fecha):
        """The communes this region had on that date: those of a region not yet born belong to the one it left."""
        de_hoy = Region.objects.vigentes_en(fecha).filter(pk=self.pk)
        no_nacidas = Region.objects.filter(desprendida_de__in=de_hoy, vigente_desde__gt=fecha)
        comunas = Comuna.objects.filter(Q(provincia__region__in=de_hoy) | Q(provincia__region__in=no_nacidas))
        return comunas.select_related("provincia")


class Provincia(models.Model):
    codigo = models.CharField("código", max_length=3, primary_key=True)
    nombre = models.CharField("nombre", max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, related_name="provincias", verbose_name="región")

    class Meta:
        verbose_name = "provincia"
        ordering = ["codigo"]

    def __str__(self):
        return self.nombre


class Comuna(models.Model):
    codigo = models.CharField("código", max_length=5, primary_key=True)
    nombre = models.CharField("nombre", max_length=80)
    provincia = models.ForeignKey(Provincia, models.PROTECT, related_name="comunas", verbose_name="provincia")

    class Meta:
        verbose_name = "comuna"
        ordering = ["codigo"]

    def __str__(self):
        return self.nombre


class Periodo(models.Model):
    """One year's rules: threshold, windows and valid regions. They are data, and are locked at the first submission."""

    anio = models.PositiveSmallIntegerField(
        "año", unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    umbral_milesimas = models.PositiveIntegerField("umbral (milésimas de punto)", default=90_000)
    regiones = models.ManyToManyField(Region, related_name="periodos", verbose_name="regiones")
    formatos = models.JSONField("versiones de los formatos", default=dict, blank=True)
    bloqueado_en = models.DateTimeField("bloqueado en", null=True, blank=True)
    zona_regional = models.BooleanField("los plazos se cuentan en la hora de cada región", default=False)
    dias_reposicion = models.PositiveSmallIntegerField(
        "días hábiles para reponer", default=5, validators=[MaxValueValidator(90)]
    )

    class Meta:
        verbose_name = "período"
        ordering = ["-anio"]
        constraints = [
            models.CheckConstraint(
                condition=Q(umbral_milesimas__lte=100_000),
                name="periodo_umbral_0_100",
                violation_error_message="El umbral va de 0 a 100.",
            )
        ]

    def __str__(self):
        return str(self.anio)

    def formato(self, formulario):
        """Which version of a form's format rules this year; empty where it has one only."""
        return self.formatos.get(formulario, "")

    @property
    def umbral(self):
        """The threshold in percentage points, exact."""
        return Fraction(self.umbral_milesimas, 1000)


class Etapa(models.TextChoices):
    COMPROMISO = "compromiso", "Compromiso"
    AVANCE = "avance", "Avance"
    ENMIENDA = "enmienda", "Enmienda"
    RESULTADOS = "resultados", "Resultados"


class Ventana(models.Model):
    """From which day to which day a stage of the period is open, both included. Independent of the period's year."""

    periodo = models.ForeignKey(Periodo, models.CASCADE, related_name="ventanas", verbose_name="período")
    etapa = models.CharField("etapa", max_length=20, choices=Etapa)
    desde = models.DateField("desde")
    hasta = models.DateField("hasta")

    class Meta:
        verbose_name = "ventana"
        ordering = ["desde"]
        constraints = [
            models.UniqueConstraint(fields=["periodo", "etapa"], name="ventana_unica_por_etapa"),
            models.CheckConstraint(
                condition=Q(hasta__gte=F("desde")),
                name="ventana_hasta_no_antes_de_desde",
                violation_error_message="La fecha de término no puede ser anterior a la de inicio.",
            ),
        ]

    def __str__(self):
        return f"{self.get_etapa_display()} {self.periodo}"
