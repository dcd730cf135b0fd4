"""What the frame of every page shows: the person, the post, the count of what waits."""

from functools import cache

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from gestion_territorial.avisos.models import Aviso, Lado
from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.cuentas.models import REGIONALES, Asignacion, Rol
from gestion_territorial.flujo.pasos import DE_LA_REGION, DEL_NIVEL_NACIONAL
from gestion_territorial.formularios import catalogo

DE_REGION = Q(estado__in=DE_LA_REGION)


def marco(request):
    cargo = getattr(request, "cargo", None)
    return {
        "cargo": cargo,
        "cargos": getattr(request, "cargos", []),
        "pendientes": cargo.pendientes if cargo else 0,
        "avisos_sin_leer": cargo.avisos if cargo else 0,
    }


def puestos():
    """All posts, with `pendientes`: how many programmes' next step is theirs to take, and `avisos`: how many notices
    they have not read; to be filtered."""
    return _puestos(tuple(catalogo.sin_puntaje()))


@cache
def _puestos(sin_puntaje):
    """Put together and made SQL once: at every request, that would take longer than the database takes to answer."""
    del_servicio = ProgramaRegional.todos.filter(servicio=OuterRef("servicio"))
    contados = Asignacion.objects.annotate(
        pendientes=Case(
            When(rol__in=REGIONALES, then=_cuantos(del_servicio.filter(DE_REGION, region=OuterRef("region")))),
            When(rol=Rol.REVISOR, then=_cuantos(del_servicio.filter(_de_revision(OuterRef("usuario"), sin_puntaje)))),
            default=0,
        ),
        avisos=Case(
            When(rol__in=REGIONALES, then=_sin_leer(Lado.REGION, programa__region=OuterRef("region"))),
            When(rol=Rol.REVISOR, then=_sin_leer(Lado.NACIONAL)),
            default=0,
        ),
    )
    compilador = contados.query.get_compiler(contados.db)
    compilador.setup_query()
    escritas = {
        nombre: RawSQL(*compilador.compile(expresion), output_field=IntegerField())
        for nombre, expresion in contados.query.annotations.items()
    }
    return Asignacion.objects.select_related("servicio", "region").annotate(**escritas)


def esperan_a(cargo):
    """Of the programmes someone in this post may see, those whose next step is theirs to take; as a condition."""
    if cargo.es_regional:
        return DE_REGION
    return _de_revision(cargo.usuario_id, catalogo.sin_puntaje()) if cargo.rol == Rol.REVISOR else Q(pk__in=())


def _de_revision(usuario, sin_puntaje):
    propia = Q(revisor__isnull=True) | Q(revisor=usuario)
    terminado = Q(estado=Estado.APROBADO) & (
        Q(no_compromete=True) | Q(formulario__in=sin_puntaje) | Q(enmienda_de__isnull=False)
    )
    return Q(reposicion_en__isnull=False) | (Q(estado__in=DEL_NIVEL_NACIONAL) & propia & ~terminado)


def _cuantos(programas):
    cuenta = programas.order_by().values("servicio").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(cuenta, output_field=IntegerField()), 0)


def _sin_leer(lado, **donde):
    """As `AvisoQuerySet.de`, for each post of the list."""
    avisos = Aviso.objects.sin_leer().filter(
        usuario=OuterRef("usuario"), lado=lado, programa__servicio=OuterRef("servicio"), **donde
    )
    cuenta = avisos.order_by().values("usuario").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(cuenta, output_field=IntegerField()), 0)
