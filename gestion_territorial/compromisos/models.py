"""What a region commits: the programme and its rows, Objetivo → Indicador → Compromiso, with evidence and versions.

Only Compromiso is scored. Typed rows are the current content; `Version` is the immutable past; the register
(`auditoria`) tells how one became the other. Rows are written by `escritura.Escritura.guardar_fila` alone.
"""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.registro import Actor
from gestion_territorial.cuentas.models import Rol, Usuario
from gestion_territorial.puntaje import desde_milesimas
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


class FilaQuerySet(models.QuerySet):
    def vivas(self):
        return self.filter(eliminada_en__isnull=True)


class Fila(models.Model):
    """What every row of every form's table has. `CAMPOS` names its content: what snapshots and differences hold.

    `FORMULARIO` is the code of the form whose own table it is; empty for those that all share. `AJENOS` are the links
    that lead to rows of other programmes of the same service, period and region.
    """

    CAMPOS: tuple[str, ...] = ()
    # Fields that speak of one year only (results, answers): what starts from last year's programme is without them.
    DEL_ANIO: tuple[str, ...] = ()
    AJENOS: tuple[str, ...] = ()
    FORMULARIO = ""

    programa = models.ForeignKey(ProgramaRegional, models.PROTECT, related_name="%(class)ss", verbose_name="programa")
    orden = models.IntegerField("orden", default=0)
    edicion = models.PositiveIntegerField("edición", default=1)
    eliminada_en = models.DateTimeField("eliminada en", null=True, blank=True)

    objects = FilaQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["orden", "pk"]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @classmethod
    def vistas(cls):
        """{name: expression} of what is read of other rows with each of these, and never kept."""
        return {}


class Objetivo(Fila):
    CAMPOS = ("texto", "orden")

    texto = models.TextField("objetivo específico", blank=True)

    class Meta(Fila.Meta):
        verbose_name = "objetivo"


class Indicador(Fila):
    """Its `orden` is the row's place in the form: an objective shows over its consecutive indicators."""

    CAMPOS = ("objetivo_id", "texto", "resultado_anticipado", "resultado_anual", "orden")
    DEL_ANIO = ("resultado_anticipado", "resultado_anual")

    objetivo = models.ForeignKey(
        Objetivo, models.PROTECT, null=True, blank=True, related_name="indicadores", verbose_name="objetivo"
    )
    texto = models.TextField("indicador", blank=True)
    resultado_anticipado = models.TextField("resultado anticipado", blank=True)
    resultado_anual = models.TextField("resultado anual del indicador", blank=True)

    class Meta(Fila.Meta):
        verbose_name = "indicador"
        verbose_name_plural = "indicadores"
        indexes = [models.Index(fields=["programa", "orden"], name="indicador_programa_orden")]


class Respuesta(models.TextChoices):
    SI = "si", "Sí"
    NO = "no", "No"


class Compromiso(Fila):
    """The only scored thing: a goal (METAS) or one activity (ACTIVIDADES), with unit, verification, weight, answer.

    The weight is kept twice on purpose: as typed, and as integer thousandths of a point when it reads as a number.
    """

    CAMPOS = (
        "indicador_id",
        "texto",
        "actividades",
        "unidad",
        "verificacion",
        "ponderacion_texto",
        "ponderacion_milesimas",
        "cumple",
        "cumple_validado",
        "motivo_validacion",
        "anulado",
        "por_confirmar",
        "orden",
    )
    DEL_ANIO = ("cumple", "cumple_validado", "motivo_validacion", "anulado", "por_confirmar")

    indicador = models.ForeignKey(Indicador, models.PROTECT, related_name="compromisos", verbose_name="indicador")
    texto = models.TextField("meta o actividad", blank=True)
    actividades = models.TextField("actividades descriptivas", blank=True)
    unidad = models.TextField("unidad responsable", blank=True)
    verificacion = models.TextField("medio de verificación", blank=True)
    ponderacion_texto = models.CharField("ponderación", max_length=60, blank=True)
    ponderacion_milesimas = models.PositiveIntegerField("ponderación en milésimas", null=True, blank=True)
    cumple = models.CharField("cumple", max_length=2, choices=Respuesta, blank=True)
    cumple_validado = models.CharField("cumple validado", max_length=2, choices=Respuesta, blank=True)
    motivo_validacion = models.TextField("motivo de la validación", blank=True)
    anulado = models.BooleanField("anulado por enmienda", default=False)
    por_confirmar = models.BooleanField("por confirmar", default=False)

    class Meta(Fila.Meta):
        verbose_name = "compromiso"
        constraints = [
            models.CheckConstraint(
                condition=Q(ponderacion_milesimas__isnull=True) | Q(ponderacion_milesimas__lte=100_000),
                name="compromiso_ponderacion_0_100",
                violation_error_message="La ponderación va de 0 a 100.",
            ),
            models.CheckConstraint(
                condition=Q(ponderacion_milesimas__isnull=True) | ~Q(ponderacion_texto=""),
                name="compromiso_ponderacion_con_texto",
                violation_error_message="La ponderación guarda también el texto escrito.",
            ),
            models.CheckConstraint(
                condition=Q(cumple__in=["", *Respuesta.values], cumple_validado__in=["", *Respuesta.values]),
                name="compromiso_respuesta_conocida",
                violation_error_message="La respuesta es sí, no o queda en blanco.",
            ),
        ]
        indexes = [models.Index(fields=["programa", "indicador"], name="compromiso_programa")]

    @property
    def respuesta(self):
        """The answer that scores: the validated one where it exists, else the region's."""
        return self.cumple_validado or self.cumple

    @property
    def ponderacion(self):
        """The exact weight in percentage points, or None."""
        return None if self.ponderacion_milesimas is None else desde_milesimas(self.ponderacion_milesimas)


class Evidencia(Fila):
    """The proof of a commitment: a stored file, by its hash, or a reference to where a document is held.

    The bytes are in the store of `archivos`, once per service however many commitments they prove; the name is the one
    this commitment got it under. `retirado` is read with the rows, never kept: withdrawing a file changes no version.
    """

    CAMPOS = ("compromiso_id", "referencia", "nombre", "tipo", "tamano", "sha256", "orden")
    DEL_ANIO = CAMPOS

    compromiso = models.ForeignKey(Compromiso, models.PROTECT, related_name="evidencias", verbose_name="compromiso")
    referencia = models.TextField("referencia del documento", blank=True)
    nombre = models.CharField("nombre del archivo", max_length=200, blank=True)
    tipo = models.CharField("tipo de archivo", max_length=10, blank=True)
    tamano = models.PositiveBigIntegerField("tamaño en bytes", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta(Fila.Meta):
        verbose_name = "evidencia"
        constraints = [
            models.CheckConstraint(
                condition=~Q(referencia="") | ~Q(sha256=""),
                name="evidencia_con_referencia",
                violation_error_message="Escriba dónde está el documento.",
            ),
            models.CheckConstraint(
                condition=Q(sha256="", nombre="", tipo="", tamano=0)
                | (~Q(sha256="") & ~Q(nombre="") & ~Q(tipo="") & Q(tamano__gt=0)),
                name="evidencia_archivo_completo",
                violation_error_message="Un archivo lleva su nombre, su tipo, su tamaño y su SHA-256.",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], condition=~Q(sha256=""), name="evidencia_sha256")]

    @classmethod
    def vistas(cls):
        de_archivo = Archivo.objects.filter(servicio=OuterRef("programa__servicio"), sha256=OuterRef("sha256"))
        return {"retirado": Case(When(Exists(de_archivo.retirados()), then=Value(1)), default=Value(0))}


class Dispensa(Fila):
    """A finding the region asks to be excused from: asked on sending, granted by the reviewer with a reason.

    It is content, like the row it speaks of: versions keep it and paper prints it. One that was not granted falls when
    the programme goes back to the region.
    """

    CAMPOS = ("compromiso_id", "codigo", "motivo", "otorgada", "motivo_otorgada", "fecha", "orden")
    DEL_ANIO = CAMPOS

    compromiso = models.ForeignKey(Compromiso, models.PROTECT, related_name="dispensas", verbose_name="compromiso")
    codigo = models.CharField("hallazgo", max_length=20)
    motivo = models.TextField("motivo de la solicitud")
    otorgada = models.BooleanField("otorgada", default=False)
    motivo_otorgada = models.TextField("motivo con que se otorgó", blank=True)
    fecha = models.DateField("otorgada el", null=True, blank=True)

    class Meta(Fila.Meta):
        verbose_name = "dispensa"
        constraints = [
            models.UniqueConstraint(
                fields=["compromiso", "codigo"],
                condition=Q(eliminada_en__isnull=True),
                name="dispensa_unica",
                violation_error_message="Esa dispensa ya está pedida.",
            ),
            models.CheckConstraint(
                condition=~Q(motivo="") & (Q(otorgada=False) | (~Q(motivo_otorgada="") & Q(fecha__isnull=False))),
                name="dispensa_con_motivo",
                violation_error_message="Una dispensa lleva el motivo con que se pide y con que se otorga.",
            ),
        ]


class Version(models.Model):
    """An immutable snapshot: canonical JSON, its SHA-256 and the one before. Old ones are read by `esquema`."""

    programa = models.ForeignKey(ProgramaRegional, models.PROTECT, related_name="versiones", verbose_name="programa")
    numero = models.PositiveIntegerField("número")
    motivo = models.CharField("motivo", max_length=40)
    esquema = models.PositiveSmallIntegerField("esquema")
    contenido = models.TextField("contenido canónico")
    sha256 = models.CharField("SHA-256", max_length=64)
    anterior = models.CharField("SHA-256 de la anterior", max_length=64, blank=True)
    actor_id = models.BigIntegerField("autor", null=True)
    actor_nombre = models.CharField("nombre del autor", max_length=150)
    actor_cargo = models.CharField("cargo del autor", max_length=250)
    creada_en = models.DateTimeField("creada en")

    class Meta:
        verbose_name = "versión"
        verbose_name_plural = "versiones"
        ordering = ["programa", "numero"]
        constraints = [models.UniqueConstraint(fields=["programa", "numero"], name="version_numero_unico")]

    def __str__(self):
        return f"versión {self.numero}"


class Operacion(models.Model):
    """A write already done, by the id its page gave it, with the answer it got: the same press twice is once."""

    id = models.UUIDField(primary_key=True)
    programa = models.ForeignKey(ProgramaRegional, models.CASCADE, related_name="+")
    usuario_id = models.BigIntegerField(null=True)
    respuesta = models.JSONField(default=dict)
    momento = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "operación"
        verbose_name_plural = "operaciones"

    def __str__(self):
        return str(self.id)


def actor_de(cargo):
    """The register's actor for someone acting in a post."""
    return Actor(cargo.usuario_id, cargo.usuario.nombre, cargo.descripcion)
