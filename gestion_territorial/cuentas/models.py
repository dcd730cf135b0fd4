"""People and the dated posts in which they act."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from gestion_territorial.territorio.models import Region, Servicio


class UsuarioManager(BaseUserManager):
    def create_user(self, correo, password=None, **campos):
        usuario = self.model(correo=correo, **campos)
        usuario.set_password(password)
        usuario.save(using=self._db)
        return usuario

    def get_by_natural_key(self, correo):
        return self.get(correo__iexact=correo)


class Usuario(AbstractBaseUser):
    """A person. What one may do comes from the posts (Asignacion), never from the account."""

    correo = models.EmailField("correo electrónico", unique=True)
    nombre = models.CharField("nombre", max_length=150)
    is_active = models.BooleanField("activo", default=True)
    sesiones = models.PositiveIntegerField("serie de sus sesiones", default=0)

    objects = UsuarioManager()
    USERNAME_FIELD = "correo"
    EMAIL_FIELD = "correo"
    REQUIRED_FIELDS = ["nombre"]

    class Meta:
        verbose_name = "usuario/a"
        ordering = ["nombre"]
        constraints = [
            models.UniqueConstraint(
                Lower("correo"),
                name="usuario_correo_unico",
                violation_error_message="Ya hay una cuenta con ese correo electrónico.",
            )
        ]

    def __str__(self):
        return self.nombre

    def save(self, *args, **kwargs):
        self.correo = self.correo.strip().lower()  # the sign-in looks for it so, however it is typed
        super().save(*args, **kwargs)

    @property
    def por_invitar(self):
        """Whether the account still waits for its owner: active, never entered, and without a password of theirs."""
        return self.is_active and not self.last_login and not self.has_usable_password()

    # A session lives while this hash is the one it began with: another password ends it, and so does another series.

    def get_session_auth_hash(self):
        return self._sello_de_sesion(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self):
        for anterior in settings.SECRET_KEY_FALLBACKS:
            yield self._sello_de_sesion(anterior)

    def _sello_de_sesion(self, secreto):
        que = f"{self.sesiones}:{self.password}"
        return salted_hmac("cuentas.Usuario.sesion", que, secret=secreto, algorithm="sha256").hexdigest()


class Rol(models.TextChoices):
    FORMULADOR = "formulador", "Formulador/a regional"
    DIRECTOR = "director", "Director/a regional"
    REVISOR = "revisor", "Revisor/a nacional"
    ADMINISTRADOR = "administrador", "Administrador/a"
    OBSERVADOR = "observador", "Observador/a"


REGIONALES = (Rol.FORMULADOR, Rol.DIRECTOR)


class AsignacionQuerySet(models.QuerySet):
    def en_vigor(self, fecha=None):
        """The posts held on that day (today by default), first and last day included."""
        fecha = fecha or timezone.localdate()
        return self.filter(Q(desde__lte=fecha), Q(hasta__isnull=True) | Q(hasta__gte=fecha), usuario__is_active=True)


class Asignacion(models.Model):
    """A post: this person, in this role, of this service and region, from this day to that one, by this document."""

    usuario = models.ForeignKey(Usuario, models.PROTECT, related_name="asignaciones", verbose_name="usuario/a")
    rol = models.CharField("rol", max_length=20, choices=Rol)
    servicio = models.ForeignKey(Servicio, models.PROTECT, null=True, blank=True, verbose_name="servicio")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="región")
    desde = models.DateField("desde")
    hasta = models.DateField("hasta", null=True, blank=True)
    documento = models.CharField("documento", max_length=200, blank=True)

    objects = AsignacionQuerySet.as_manager()

    class Meta:
        verbose_name = "asignación"
        verbose_name_plural = "asignaciones"
        ordering = ["rol", "servicio", "region__orden", "desde", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rol__in=Rol.values),
                name="asignacion_rol_conocido",
                violation_error_message="El rol no existe.",
            ),
            models.CheckConstraint(
                condition=~Q(rol__in=REGIONALES) | Q(servicio__isnull=False, region__isnull=False),
                name="asignacion_regional_con_region",
                violation_error_message="Un cargo regional necesita servicio y región.",
            ),
            models.CheckConstraint(
                condition=Q(rol__in=REGIONALES) | Q(region__isnull=True),
                name="asignacion_nacional_sin_region",
                violation_error_message="Solo los cargos regionales llevan región.",
            ),
            models.CheckConstraint(
                condition=~Q(rol=Rol.REVISOR) | Q(servicio__isnull=False),
                name="asignacion_revisor_con_servicio",
                violation_error_message="La revisión nacional es de un servicio.",
            ),
            models.CheckConstraint(
                condition=Q(hasta__isnull=True) | Q(hasta__gte=F("desde")),
                name="asignacion_hasta_no_antes_de_desde",
                violation_error_message="La fecha de término no puede ser anterior a la de inicio.",
            ),
            models.UniqueConstraint(
                "usuario",
                "rol",
                Coalesce("servicio", 0),
                Coalesce("region", Value("")),
                "desde",
                name="asignacion_unica",
                violation_error_message="Esa persona ya tiene ese cargo desde esa fecha.",
            ),
        ]

    def __str__(self):
        return self.descripcion

    @property
    def descripcion(self):
        """The post in words, as the register keeps it: «Director/a regional · SERNAM · Antofagasta»."""
        partes = [self.get_rol_display()]
        if self.servicio_id:
            partes.append(self.servicio.codigo)
        if self.region_id:
            partes.append(self.region.nombre)
        return " · ".join(partes)

    @property
    def es_regional(self):
        return self.rol in REGIONALES
