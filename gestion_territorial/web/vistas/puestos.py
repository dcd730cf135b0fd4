"""The dated posts, one by one and as teams: the administrator's pages, and the team that each person may see."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gestion_territorial.cuentas.models import Usuario
from gestion_territorial.flujo import en_mano, puestos
from gestion_territorial.flujo.administracion import fecha_en_palabras
from gestion_territorial.flujo.errores import NoExiste
from gestion_territorial.territorio.models import Servicio

from .. import equipos as equipo
from ..administracion import PuestoForm, RelevoForm, TerminoForm, VacanteForm, de, hecho, mostrar
from ..pagina import operacion


def nuevo(request, persona):
    """Give this person a post."""
    usuario = Usuario.objects.filter(pk=persona).first()
    if usuario is None:
        raise NoExiste("No hay una cuenta en esa dirección.")
    form = de(request, PuestoForm, initial={"desde": timezone.localdate()}, volver=_de_la_persona(persona))
    if hecho(request, form, puestos.asignar, usuario_id=persona):
        messages.success(request, f"El puesto de {usuario} está asignado.")
        return redirect("adm-persona", persona=persona)
    frases = ["Puede asignarlo antes de que la persona entre por primera vez; rige desde el día que escriba."]
    return mostrar(request, form, f"Asignar un puesto a {usuario}", _migas("Asignar un puesto", usuario), frases)


def vacante(request):
    """Give somebody the post of a place; `?rol=&servicio=&region=` say which one, from the team's page."""
    pedido = {campo: request.GET.get(campo, "").replace("\x00", "") for campo in ("rol", "servicio", "region")}
    volver = reverse("adm-equipos")
    form = de(request, VacanteForm, initial=pedido | {"desde": timezone.localdate()}, volver=volver)
    if hecho(request, form, puestos.asignar):
        messages.success(request, f"El puesto de {form.resultado.usuario} está asignado.")
        return redirect("adm-persona", persona=form.resultado.usuario_id)
    frases = ["Puede recibirlo una persona que todavía no entra por primera vez."]
    return mostrar(request, form, "Asignar un puesto", [(volver, "Equipos"), ("", "Asignar un puesto")], frases)


def termino(request, puesto):
    """Until which day the post is held; what is in hand is said before."""
    este = puestos.de(puesto)
    mostrado = este.hasta.isoformat() if este.hasta else ""
    form = de(
        request,
        TerminoForm,
        initial={"hasta": este.hasta or timezone.localdate()},
        mostrado=mostrado,
        volver=_de_la_persona(este.usuario_id),
    )
    if hecho(request, form, puestos.fijar_termino, puesto_id=puesto):
        messages.success(request, f"El término del puesto de {este.usuario} está guardado.")
        return redirect("adm-persona", persona=este.usuario_id)
    avisos = en_mano.frases_al_terminar([este], este.usuario)
    frases = [
        _que_es(este),
        "Lo que hizo en el puesto se conserva. Otra persona puede asumirlo con «Cambiar responsable».",
    ]
    return mostrar(request, form, "Término del puesto", _migas("Término del puesto", este.usuario), frases, avisos)


def relevo(request, puesto):
    """Another person takes the post: one ends and the other begins in the same act."""
    este = puestos.de(puesto)
    form = de(request, RelevoForm, puesto=este, volver=_de_la_persona(este.usuario_id))
    if hecho(request, form, puestos.relevar, puesto_id=puesto):
        messages.success(request, f"{form.resultado.usuario} asume el {fecha_en_palabras(form.resultado.desde)}.")
        return redirect("adm-persona", persona=form.resultado.usuario_id)
    abiertas = en_mano.revisiones_abiertas(este.usuario_id, este.servicio_id) if este.rol == "revisor" else []
    avisos = en_mano.frases_al_terminar([este], este.usuario)[:1] if abiertas else []
    titulo = "Cambiar a la persona responsable"
    return mostrar(request, form, titulo, _migas("Cambiar responsable", este.usuario), [_que_es(este)], avisos)


def anular(request, puesto):
    usuario_id = puestos.de(puesto).usuario_id
    puestos.anular(puesto_id=puesto, cargo=request.cargo, operacion=operacion(request))
    messages.success(request, "El puesto que no había comenzado está anulado. El registro conserva que existió.")
    return redirect("adm-persona", persona=usuario_id)


def equipos(request):
    """The teams: of one service (`?servicio=`), who holds each post today, and which are vacant."""
    hoy = timezone.localdate()
    todos = list(Servicio.objects.all())
    elegido = next((s for s in todos if s.codigo == request.GET.get("servicio")), None) or next(iter(todos), None)
    contexto = {
        "servicios": todos,
        "elegido": elegido,
        "lugares": equipo.de_servicio(elegido, hoy) if elegido else [],
        "del_pais": equipo.de_todo_el_pais(hoy),
        "por_venir": equipo.por_venir(elegido, hoy),
        "dia": hoy,
    }
    return render(request, "administracion/equipos.html", contexto)


def mi_equipo(request):
    """Who holds which post in my region or service, and since when; nothing can be changed here."""
    cargo, hoy = request.cargo, timezone.localdate()
    lugares = equipo.de_servicio(cargo.servicio, hoy, [cargo.region_id] if cargo.es_regional else None)
    return render(request, "administracion/mi_equipo.html", {"lugares": lugares, "dia": hoy})


def _que_es(puesto):
    desde = fecha_en_palabras(puesto.desde)
    hasta = f"hasta el {fecha_en_palabras(puesto.hasta)}" if puesto.hasta else "sin fecha de término"
    return f"{puesto.usuario}: {puesto.descripcion}, desde el {desde}, {hasta}."


def _de_la_persona(persona):
    return reverse("adm-persona", kwargs={"persona": persona})


def _migas(esta, usuario):
    return [(reverse("adm-personas"), "Personas"), (_de_la_persona(usuario.pk), usuario.nombre), ("", esta)]
