"""The administrator's people: accounts before a first sign-in, their posts, what they have in hand, their history."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import ADMINISTRATIVA
from gestion_territorial.avisos import invitacion
from gestion_territorial.compromisos.escritura import nueva_operacion
from gestion_territorial.cuentas.models import Asignacion, Usuario
from gestion_territorial.flujo import en_mano, personas
from gestion_territorial.flujo.errores import NoExiste

from ..administracion import CorregirPersonaForm, DesactivarForm, PersonaForm, de, hecho, mostrar
from ..pagina import operacion
from ..quien import lineas

POR_PAGINA = 50
ESTADOS = {
    "todas": Q(),
    "activas": Q(is_active=True),
    "sin entrar": Q(is_active=True, last_login__isnull=True),
    "sin puesto": Q(is_active=True),
    "inactivas": Q(is_active=False),
}


def lista(request):
    """Every account with the posts it holds today, by name; `?quien=` words of name or address, `?ver=` one kind."""
    q = request.GET.get("quien", "").replace("\x00", "").strip()[:200]
    ver = request.GET.get("ver") if request.GET.get("ver") in ESTADOS else "todas"
    hoy = Asignacion.objects.en_vigor()
    usuarios = Usuario.objects.filter(ESTADOS[ver])
    if ver == "sin puesto":
        usuarios = usuarios.exclude(pk__in=hoy.values("usuario"))
    if q:
        usuarios = usuarios.filter(Q(nombre__icontains=q) | Q(correo__icontains=q))
    puestos = Prefetch("asignaciones", hoy.select_related("servicio", "region"), to_attr="de_hoy")
    hoja = Paginator(usuarios.order_by("nombre", "pk").prefetch_related(puestos), POR_PAGINA).get_page(
        request.GET.get("pagina")
    )
    return render(request, "administracion/personas.html", {"hoja": hoja, "quien": q, "ver": ver, "estados": ESTADOS})


def nueva(request):
    form = de(request, PersonaForm, volver=reverse("adm-personas"))
    if hecho(request, form, personas.crear):
        messages.success(request, f"La cuenta está creada, y la invitación va en camino a {form.resultado.correo}.")
        return redirect("adm-puesto-nuevo", persona=form.resultado.pk)
    frases = [
        "La persona recibe un correo con un enlace para crear su contraseña. Sus puestos se asignan a continuación: "
        "no hace falta esperar a que entre."
    ]
    return mostrar(request, form, "Crear una cuenta", _migas("Crear"), frases)


def ver(request, persona):
    """The account: posts, open reviews, and what the administration did with it."""
    usuario = _usuario(persona)
    hoy = timezone.localdate()
    puestos = list(usuario.asignaciones.select_related("servicio", "region").order_by("-desde", "-pk"))
    for puesto in puestos:
        puesto.cuando = _cuando(puesto, hoy, usuario)
    entradas = Registro.objects.filter(cadena=ADMINISTRATIVA, tabla=personas.TABLA, fila_id=usuario.pk)
    contexto = {
        "persona": usuario,
        "puestos": puestos,
        "invitacion": invitacion.ultima(usuario),
        "revisiones": en_mano.revisiones_abiertas(usuario.pk),
        "lineas": lineas(entradas.order_by("-secuencia")[:POR_PAGINA], request.cargo),
        "propia": usuario.pk == request.user.pk,
        "operacion": nueva_operacion(),
    }
    return render(request, "administracion/persona.html", contexto)


def corregir(request, persona):
    usuario = _usuario(persona)
    form = de(
        request,
        CorregirPersonaForm,
        con_correo=not usuario.last_login,
        initial={"nombre": usuario.nombre, "correo": usuario.correo},
        mostrado=usuario.nombre,
        volver=_pagina(usuario),
    )
    if hecho(request, form, personas.corregir, usuario_id=usuario.pk):
        con_otro = usuario.por_invitar and form.escrito.get("correo", usuario.correo) != usuario.correo
        resto = " La invitación anterior ya no sirve: envíela otra vez." if con_otro else ""
        messages.success(request, f"Los datos están guardados.{resto}")
        return redirect(_pagina(usuario))
    frases = ["Lo ya registrado conserva el nombre con que se hizo."]
    if usuario.last_login:
        frases.append("El correo no se cambia después de la primera entrada: si es otro, cree otra cuenta.")
    elif usuario.por_invitar:
        frases.append("Si cambia el correo, envíe la invitación otra vez: el enlace anterior deja de servir.")
    return mostrar(request, form, f"Corregir los datos de {usuario}", _migas("Corregir", usuario), frases)


def invitar(request, persona):
    usuario = personas.invitar(usuario_id=persona, cargo=request.cargo, operacion=operacion(request))
    messages.success(request, f"La invitación va en camino a {usuario.correo}.")
    return redirect(_pagina(usuario))


def desactivar(request, persona):
    usuario = _usuario(persona)
    form = de(request, DesactivarForm, volver=_pagina(usuario))
    if hecho(request, form, personas.desactivar, usuario_id=usuario.pk):
        messages.success(request, f"La cuenta de {usuario} está inactiva y sus sesiones terminaron.")
        return redirect(_pagina(usuario))
    frases = [
        "Sus sesiones terminan ahora y no podrá entrar. Sus puestos, lo que hizo y su historia se conservan, y la "
        "cuenta se puede reactivar."
    ]
    puestos = en_mano.en_vigor_o_por_venir(usuario.pk)
    avisos = en_mano.frases_al_terminar(puestos, usuario)
    return mostrar(request, form, f"Desactivar la cuenta de {usuario}", _migas("Desactivar", usuario), frases, avisos)


def reactivar(request, persona):
    usuario = personas.reactivar(usuario_id=persona, cargo=request.cargo, operacion=operacion(request))
    messages.success(request, f"La cuenta de {usuario} está activa, con los puestos que tenía.")
    return redirect(_pagina(usuario))


def _usuario(persona):
    usuario = Usuario.objects.filter(pk=persona).first()
    if usuario is None:
        raise NoExiste("No hay una cuenta en esa dirección.")
    return usuario


def _pagina(usuario):
    return reverse("adm-persona", kwargs={"persona": usuario.pk})


def _migas(esta, usuario=None):
    de_ella = [(_pagina(usuario), usuario.nombre)] if usuario else []
    return [(reverse("adm-personas"), "Personas"), *de_ella, ("", esta)]


def _cuando(puesto, hoy, usuario):
    if puesto.desde > hoy:
        return "por comenzar"
    if puesto.hasta and puesto.hasta < hoy:
        return "terminado"
    return "en vigor" if usuario.is_active else "suspendido: la cuenta está inactiva"
