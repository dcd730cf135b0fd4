"""What the frame of every page shows: the person, the post, the count of what waits."""

from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.flujo.pasos import DE_LA_REGION, DEL_NIVEL_NACIONAL
from gestion_territorial.formularios import catalogo


def marco(request):
    cargo = getattr(request, "cargo", None)
    return {
        "cargo": cargo,
        "cargos": getattr(request, "cargos", []),
        "pendientes": SimpleLazyObject(lambda: pendientes_de(cargo).count() if cargo else 0),
    }


def pendientes_de(cargo):
    """The programmes whose next step is this person's to take."""
    visibles = ProgramaRegional.objects.visibles_para(cargo)
    if cargo.es_regional:
        return visibles.filter(estado__in=DE_LA_REGION)
    if cargo.rol == Rol.REVISOR:
        propias = Q(revisor__isnull=True) | Q(revisor=cargo.usuario_id)
        sin_puntaje = Q(formulario__in=catalogo.sin_puntaje())
        terminado = Q(estado=Estado.APROBADO) & (Q(no_compromete=True) | sin_puntaje)
        return visibles.filter(propias, estado__in=DEL_NIVEL_NACIONAL).exclude(terminado)
    return visibles.none()
