"""What somebody leaves behind when a post ends: open reviews, and posts that nobody else holds. Only said, never moved.

The administrator touches no programme: an open review is handed over or released by whoever holds it, before the post
ends, or taken afterwards by another reviewer («tomar la revisión»).
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import REGIONALES, Asignacion, Rol


def revisiones_abiertas(usuario_id, servicio_id=None):
    """The programmes whose review this person has open, of one service or of all, north to south."""
    programas = ProgramaRegional.todos.filter(revisor=usuario_id)
    if servicio_id:
        programas = programas.filter(servicio=servicio_id)
    return list(programas.con_contexto().de_norte_a_sur())


def frases_al_terminar(puestos, usuario):
    """Sentences for whoever is about to end these posts of one person: open reviews, and places left vacant."""
    frases = []
    revisa = {p.servicio_id for p in puestos if p.rol == Rol.REVISOR}
    abiertas = [p for p in revisiones_abiertas(usuario.pk) if p.servicio_id in revisa]
    if abiertas:
        cuales = ", ".join(f"{p.formulario} {p.region} {p.periodo}" for p in abiertas)
        cuantas = "1 revisión abierta" if len(abiertas) == 1 else f"{len(abiertas)} revisiones abiertas"
        frases.append(
            f"{usuario} tiene {cuantas}: {cuales}. Puede soltarlas o traspasarlas antes de terminar; después, otra "
            "persona que revise para el servicio las continúa con «Tomar la revisión»."
        )
    solos = _sin_relevo(puestos)
    frases += [f"Nadie más tiene hoy el puesto «{p.descripcion}»: queda vacante." for p in solos]
    return frases


def _sin_relevo(puestos):
    """Of these posts, those that nobody else holds today. One query."""
    otros = Asignacion.objects.en_vigor().exclude(pk__in=[p.pk for p in puestos])
    ocupados = set(otros.values_list("rol", "servicio", "region"))
    con_relevo = (*REGIONALES, Rol.REVISOR)
    return [p for p in puestos if p.rol in con_relevo and (p.rol, p.servicio_id, p.region_id) not in ocupados]


def en_vigor_o_por_venir(usuario_id):
    """The posts somebody holds today or will hold."""
    hoy = timezone.localdate()
    puestos = Asignacion.objects.filter(Q(hasta__isnull=True) | Q(hasta__gte=hoy), usuario=usuario_id)
    return list(puestos.select_related("servicio", "region", "usuario"))


def primer_dia_sin_administracion():
    """The first day from today on when nobody administers; None when there is none.

    Only active accounts whose owner has made a password count: an invitation that was never read opens nothing.
    """
    hoy = timezone.localdate()
    puestos = Asignacion.objects.filter(
        Q(hasta__isnull=True) | Q(hasta__gte=hoy), rol=Rol.ADMINISTRADOR, usuario__is_active=True
    ).exclude(usuario__password__startswith="!")
    dia = hoy
    for desde, hasta in puestos.order_by("desde").values_list("desde", "hasta"):
        if desde > dia:
            break
        if hasta is None:
            return None
        dia = max(dia, hasta + timedelta(1))
    return dia
