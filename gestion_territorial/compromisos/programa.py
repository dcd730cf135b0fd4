"""The programme: one form of one region of one service in one year, and the states it walks."""

from django.db import models
from django.db.models import Q

from gestion_territorial.cuentas.models import Rol, Usuario
from gestion_territorial.territorio.models import Periodo, Region, Servicio


class Modalidad(models.TextChoices):
    METAS = "METAS", "Metas ponderadas"
    ACTIVIDADES = "ACTIVIDADES", "Actividades uniformes"


class Estado(models.TextChoices):
    """The states of domain.md part 5, in the order a year walks them."""

    BORRADOR = "borrador", "Borrador"
    ENVIADO = "enviado", "Enviado a revisión"
    OBSERVADO = "observado", "Observado"
    APROBADO = "aprobado", "Aprobado"
    RESULTADOS = "resultados", "Resultados en carga"
    RESULTADOS_ENVIADOS = "resultados_enviados", "Resultados enviados"
    RESULTADOS_OBSERVADOS = "resultados_observados", "Resultados observados"
    VALIDADO = "validado", "Validado"
    CERRADO = "cerrado", "Cerrado"
    # Only an amendment is ever in one of these.
    POR_RESPONDER = "por_responder", "Por responder"
    RECHAZADO = "rechazado", "Rechazado"
    RETIRADO = "retirado", "Retirado"


SOLO_DE_ENMIENDA = (Estado.POR_RESPONDER, Estado.RECHAZADO, Estado.RETIRADO)
ENMIENDA_ABIERTA = (Estado.BORRADOR, Estado.ENVIADO, Estado.OBSERVADO, Estado.POR_RESPONDER)
ANTES_DE_APROBAR = (Estado.BORRADOR, Estado.ENVIADO, Estado.OBSERVADO, *SOLO_DE_ENMIENDA)
EN_REVISION = (Estado.ENVIADO, Estado.RESULTADOS_ENVIADOS)


class ProgramaQuerySet(models.QuerySet):
    def visibles_para(self, cargo):
        """The programmes that someone acting in this post may see; for anybody else they do not exist (404)."""
        if cargo is None:
            return self.none()
        if cargo.es_regional:
            return self.filter(servicio=cargo.servicio_id, region=cargo.region_id)
        if cargo.rol == Rol.ADMINISTRADOR or cargo.servicio_id is None:
            return self
        return self.filter(servicio=cargo.servicio_id)

    def con_contexto(self):
        """With what pages and steps read of them; of the version in force, all but its content, which is long."""
        relacionados = self.select_related("servicio", "periodo", "region", "revisor", "vigente")
        return relacionados.defer("vigente__contenido")

    def de_norte_a_sur(self):
        return self.order_by("servicio__codigo", "periodo__anio", "formulario", "region__orden", "numero")


class SinEnmiendas(models.Manager.from_queryset(ProgramaQuerySet)):
    """Amendments are clones of a programme: no board, score or list may count them, so the default leaves them out."""

    def get_queryset(self):
        return super().get_queryset().filter(enmienda_de__isnull=True)


class ProgramaRegional(models.Model):
    """One form of one region of one service in one year: the unit that is submitted, approved and closed."""

    servicio = models.ForeignKey(Servicio, models.PROTECT, related_name="programas", verbose_name="servicio")
    periodo = models.ForeignKey(Periodo, models.PROTECT, related_name="programas", verbose_name="período")
    region = models.ForeignKey(Region, models.PROTECT, related_name="programas", verbose_name="región")
    formulario = models.CharField("formulario", max_length=10)
    numero = models.PositiveSmallIntegerField("número", default=1)
    enmienda_de = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="enmiendas")
    enmienda_numero = models.PositiveSmallIntegerField("número de la enmienda", null=True, blank=True)

    autoridad = models.CharField("autoridad regional que compromete", max_length=200, blank=True)
    modalidad = models.CharField("modalidad", max_length=12, choices=Modalidad, default=Modalidad.METAS)
    no_compromete = models.BooleanField("declara que no compromete", default=False)
    estado = models.CharField("estado", max_length=24, choices=Estado, default=Estado.BORRADOR)
    edicion = models.PositiveIntegerField("edición", default=0)
    revisor = models.ForeignKey(Usuario, models.PROTECT, null=True, blank=True, related_name="revisiones")
    en_revision_desde = models.DateTimeField("en revisión desde", null=True, blank=True)
    enviado_en = models.DateTimeField("enviado en", null=True, blank=True)
    devolucion_pedida_en = models.DateTimeField("devolución pedida en", null=True, blank=True)
    vigente = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    prorrogas = models.JSONField("prórrogas", default=dict, blank=True)  # {stage: its last day here}
    de_oficio = models.BooleanField("de oficio: cerrado, o enmienda propuesta por el nivel nacional", default=False)
    resuelto_en = models.DateTimeField("resultado comunicado en", null=True, blank=True)  # validated, or closed
    reposicion_en = models.DateTimeField("reposición pedida en", null=True, blank=True)

    objects = SinEnmiendas()
    todos = ProgramaQuerySet.as_manager()

    class Meta:
        verbose_name = "programa regional"
        verbose_name_plural = "programas regionales"
        base_manager_name = "todos"
        constraints = [
            models.UniqueConstraint(
                fields=["servicio", "periodo", "region", "formulario", "numero"],
                condition=Q(enmienda_de__isnull=True),
                name="programa_unico",
                violation_error_message="Ese programa ya existe.",
            ),
            models.CheckConstraint(
                condition=Q(estado__in=Estado.values),
                name="programa_estado_conocido",
                violation_error_message="El estado no existe.",
            ),
            models.CheckConstraint(
                condition=Q(modalidad__in=Modalidad.values),
                name="programa_modalidad_conocida",
                violation_error_message="La modalidad no existe.",
            ),
            models.CheckConstraint(
                condition=Q(revisor__isnull=True, en_revision_desde__isnull=True)
                | Q(revisor__isnull=False, en_revision_desde__isnull=False, estado__in=EN_REVISION),
                name="programa_revision_solo_enviado",
                violation_error_message="Solo se revisa lo que está enviado.",
            ),
            models.CheckConstraint(
                condition=~Q(no_compromete=True) | Q(estado__in=[Estado.ENVIADO, Estado.APROBADO]),
                name="programa_no_compromete_enviado_o_aprobado",
                violation_error_message="La declaración de no comprometer se envía y se aprueba; no tiene resultados.",
            ),
            models.CheckConstraint(
                condition=Q(estado__in=ANTES_DE_APROBAR) | Q(vigente__isnull=False) | Q(de_oficio=True),
                name="programa_aprobado_con_version",
                violation_error_message="Lo aprobado tiene una versión vigente.",
            ),
            models.CheckConstraint(
                condition=Q(de_oficio=False) | Q(estado=Estado.CERRADO) | Q(enmienda_de__isnull=False),
                name="programa_de_oficio_cerrado",
                violation_error_message="De oficio solo se cierra.",
            ),
            models.CheckConstraint(
                condition=Q(reposicion_en__isnull=True) | Q(estado__in=[Estado.VALIDADO, Estado.CERRADO]),
                name="programa_reposicion_de_lo_dicho",
                violation_error_message="Se repone contra lo validado o cerrado.",
            ),
            models.CheckConstraint(
                condition=Q(devolucion_pedida_en__isnull=True) | Q(estado__in=EN_REVISION),
                name="programa_devolucion_pedida_solo_enviado",
                violation_error_message="Solo se pide de vuelta lo que está enviado.",
            ),
            models.UniqueConstraint(
                fields=["enmienda_de"],
                condition=Q(estado__in=ENMIENDA_ABIERTA),
                name="programa_una_enmienda_abierta",
                violation_error_message="El programa ya tiene una enmienda abierta: termine esa antes de empezar otra.",
            ),
            models.UniqueConstraint(
                fields=["enmienda_de", "enmienda_numero"],
                name="programa_enmienda_numerada",
                violation_error_message="El programa ya tiene una enmienda con ese número.",
            ),
            models.CheckConstraint(
                condition=Q(enmienda_de__isnull=True, enmienda_numero__isnull=True) & ~Q(estado__in=SOLO_DE_ENMIENDA)
                | Q(enmienda_de__isnull=False, enmienda_numero__isnull=False, no_compromete=False)
                & Q(estado__in=(*ENMIENDA_ABIERTA, Estado.APROBADO, Estado.RECHAZADO, Estado.RETIRADO)),
                name="programa_estados_de_enmienda",
                violation_error_message="Una enmienda tiene número y sus propios estados; un programa, los suyos.",
            ),
            models.CheckConstraint(
                condition=~Q(estado=Estado.POR_RESPONDER) | Q(de_oficio=True),
                name="programa_responde_lo_de_oficio",
                violation_error_message="Solo una enmienda de oficio espera la respuesta de la región.",
            ),
        ]
        indexes = [models.Index(fields=["periodo", "servicio", "formulario", "estado"], name="programa_tablero")]

    def __str__(self):
        return f"{self.formulario} {self.servicio_id} {self.region_id} {self.periodo_id}"

    @property
    def compromete(self):
        """Whether it counts for the national verdict: yes until «no compromete» has been approved."""
        return not (self.no_compromete and self.estado not in ANTES_DE_APROBAR)

    @property
    def aprobado(self):
        """Whether somebody national ever approved it: what was closed *de oficio* as a draft never was."""
        return self.estado not in ANTES_DE_APROBAR and self.vigente_id is not None

    @property
    def cadena(self):
        """The key of its register chain: service × period × region."""
        return f"{self.servicio.codigo}/{self.periodo.anio}/{self.region_id}"

    @property
    def es_enmienda(self):
        """Whether it is a proposal to change another programme, and not one that counts."""
        return self.enmienda_de_id is not None

    @property
    def lugar(self):
        """Where it is of, as titles and breadcrumbs say it: «Maule», «Maule, enmienda n.º 1»."""
        return f"{self.region}, enmienda n.º {self.enmienda_numero}" if self.es_enmienda else str(self.region)
