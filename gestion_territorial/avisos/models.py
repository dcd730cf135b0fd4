"""What people are told: one row per person and hand-over, on their page and, once, by mail."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.cuentas.models import Usuario
from gestion_territorial.territorio.models import Etapa
from gestion_territorial.trabajos.models import Trabajo


class Modo(models.TextChoices):
    AL_MOMENTO = "al_momento", "Al momento: un mensaje por cada novedad, o uno solo si llegan varias juntas"
    DIARIO = "diario", "Una vez al día: un resumen por la mañana"


class Preferencia(models.Model):
    """How one person wants the mail; without a row, at once."""

    usuario = models.OneToOneField(Usuario, models.CASCADE, primary_key=True, related_name="preferencia")
    modo = models.CharField("envío del correo", max_length=12, choices=Modo, default=Modo.AL_MOMENTO)

    class Meta:
        verbose_name = "preferencia de avisos"
        constraints = [
            models.CheckConstraint(
                condition=Q(modo__in=Modo.values),
                name="preferencia_modo_conocido",
                violation_error_message="Elija cómo quiere recibir los avisos.",
            )
        ]

    def __str__(self):
        return self.modo


class Lado(models.TextChoices):
    REGION = "region", "región"
    NACIONAL = "nacional", "nivel nacional"


class PorCorreo(models.TextChoices):
    NO = "no", "no va por correo"
    PENDIENTE = "pendiente", "por enviar"
    TOMADO = "tomado", "en un mensaje que se está enviando"
    ENVIADO = "enviado", "enviado"
    OMITIDO = "omitido", "ya no correspondía"


PLAZO = "plazo"  # the class of a reminder; any other class is the name of what was done


class AvisoQuerySet(models.QuerySet):
    def de(self, cargo):
        """What this person is told about the programmes that the post they act in may see."""
        if cargo is None:
            return self.none()
        propios = self.filter(usuario=cargo.usuario_id, lado=Lado.REGION if cargo.es_regional else Lado.NACIONAL)
        if cargo.servicio_id:
            propios = propios.filter(programa__servicio=cargo.servicio_id)
        return propios.filter(programa__region=cargo.region_id) if cargo.es_regional else propios

    def sin_leer(self):
        return self.filter(leido_en__isnull=True)


class Aviso(models.Model):
    """One person is told of one thing about one programme. It holds no word of the programme: only which, and what.

    `estado` is the programme's after it: when it is another by the time the message leaves, the aviso is left out.
    A reminder (`clase` «plazo») says which deadline and how many days before it was due.
    """

    usuario = models.ForeignKey(Usuario, models.CASCADE, related_name="avisos")
    programa = models.ForeignKey(ProgramaRegional, models.CASCADE, related_name="+")
    lado = models.CharField("en qué calidad", max_length=8, choices=Lado)
    clase = models.CharField("qué pasó", max_length=60)
    estado = models.CharField("estado", max_length=24, choices=Estado)
    etapa = models.CharField("etapa", max_length=20, choices=Etapa, blank=True)
    hasta = models.DateField("fecha del plazo", null=True, blank=True)
    peldano = models.PositiveSmallIntegerField("días antes", null=True, blank=True)
    creado_en = models.DateTimeField("creado en", default=timezone.now)
    leido_en = models.DateTimeField("leído en", null=True, blank=True)
    por_correo = models.CharField("por correo", max_length=10, choices=PorCorreo, default=PorCorreo.PENDIENTE)
    correo = models.ForeignKey(Trabajo, models.SET_NULL, null=True, blank=True, related_name="avisos")

    objects = AvisoQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso"
        ordering = ["-creado_en", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "programa", "etapa", "hasta", "peldano"],
                condition=Q(clase=PLAZO),
                name="aviso_recordatorio_unico",
            ),
            models.CheckConstraint(
                condition=Q(clase=PLAZO, hasta__isnull=False, peldano__isnull=False)
                | ~Q(clase=PLAZO) & Q(etapa="", hasta__isnull=True, peldano__isnull=True),
                name="aviso_de_plazo_con_fecha",
                violation_error_message="Un recordatorio dice de qué plazo es.",
            ),
        ]
        indexes = [
            models.Index(fields=["usuario", "creado_en"], name="aviso_de_usuario"),
            models.Index(fields=["creado_en"], condition=Q(por_correo=PorCorreo.PENDIENTE), name="aviso_por_enviar"),
            models.Index(fields=["usuario"], condition=Q(leido_en__isnull=True), name="aviso_sin_leer"),
        ]

    def __str__(self):
        return f"{self.clase} {self.programa_id}"
