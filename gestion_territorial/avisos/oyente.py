"""What is done becomes rows for those to be told, in the same transaction: undone with it, or there with it."""

from .models import Aviso, PorCorreo
from .reglas import DESHACEN, destinatarios, importa


def oir(hecho):
    if not importa(hecho):
        return
    gente = destinatarios(hecho)
    if hecho.accion in DESHACEN:
        gente = {usuario: lado for usuario, lado in gente.items() if usuario in _ya_sabian(hecho)}
    elif not hecho.movio:
        gente = {usuario: lado for usuario, lado in gente.items() if usuario not in _ya_por_saber(hecho)}
    Aviso.objects.bulk_create(
        Aviso(
            usuario_id=usuario,
            programa=hecho.programa,
            lado=lado,
            clase=hecho.accion,
            estado=hecho.a,
            por_correo=PorCorreo.PENDIENTE if hecho.con_correo else PorCorreo.NO,
        )
        for usuario, lado in sorted(gente.items())
    )


def _ya_sabian(hecho):
    """Whoever read, or got by mail, of what is now undone; the others are told of neither."""
    avisos = Aviso.objects.filter(programa=hecho.programa, estado=hecho.de)
    leidos = avisos.filter(leido_en__isnull=False) | avisos.filter(por_correo__in=[PorCorreo.ENVIADO, PorCorreo.TOMADO])
    return set(leidos.values_list("usuario", flat=True))


def _ya_por_saber(hecho):
    """Whoever has the same yet to read and to be sent: ten answered observations are one notice."""
    iguales = Aviso.objects.filter(
        programa=hecho.programa, clase=hecho.accion, estado=hecho.a, por_correo=PorCorreo.PENDIENTE
    )
    return set(iguales.sin_leer().values_list("usuario", flat=True))
