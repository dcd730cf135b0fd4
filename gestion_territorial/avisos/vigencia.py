"""Looking again: which notices still hold, at the moment they are read or sent."""

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import REGIONALES, Asignacion, Rol
from gestion_territorial.flujo.plazos import plazo

from .models import PLAZO, Lado


def vigentes(usuario, avisos):
    """Those that still hold, oldest first, the programme with its context in each; once per programme and class.

    One holds while the programme is in the state that it tells of, the person holds a post of that side and is the one
    meant, and, for a reminder, the deadline is the same. The queries do not grow with the notices.
    """
    avisos = sorted(avisos, key=lambda a: a.pk)
    puestos = list(Asignacion.objects.en_vigor().filter(usuario=usuario))
    programas = ProgramaRegional.todos.con_contexto().prefetch_related("periodo__ventanas")
    programas = programas.in_bulk([a.programa_id for a in avisos])
    ultimos = {}
    for aviso in avisos:
        aviso.programa = programas[aviso.programa_id]
        if _vale(aviso, puestos):
            ultimos.pop((aviso.programa_id, aviso.clase), None)
            ultimos[aviso.programa_id, aviso.clase] = aviso
    return list(ultimos.values())


def _vale(aviso, puestos):
    programa = aviso.programa
    if programa.estado != aviso.estado or not any(_ve(puesto, programa, aviso.lado) for puesto in puestos):
        return False
    if aviso.clase == "traspasar-revision":
        return programa.revisor_id == aviso.usuario_id
    if aviso.clase == "tomar-revision":
        return programa.revisor_id != aviso.usuario_id
    if aviso.clase == PLAZO:
        ventana = plazo(programa)
        return ventana is not None and (ventana.etapa, ventana.hasta) == (aviso.etapa, aviso.hasta)
    return True


def _ve(puesto, programa, lado):
    if puesto.servicio_id != programa.servicio_id:
        return False
    if lado == Lado.REGION:
        return puesto.rol in REGIONALES and puesto.region_id == programa.region_id
    return puesto.rol == Rol.REVISOR
