"""What one is told: the list, what was read, and how one wants the mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone

from gestion_territorial.avisos.models import Aviso, Modo, Preferencia
from gestion_territorial.avisos.textos import dicho, nombre_de
from gestion_territorial.avisos.vigencia import vigentes
from gestion_territorial.flujo.errores import NoExiste

from .. import errores
from ..direcciones import direccion

POR_PAGINA = 50


def lista(request):
    """Newest first. One that no longer holds says so: the programme went on."""
    avisos = Aviso.objects.de(request.cargo)
    hoja = Paginator(avisos.select_related("programa"), POR_PAGINA).get_page(request.GET.get("pagina"))
    vivos = {aviso.pk: aviso for aviso in vigentes(request.user, hoja.object_list)}
    contexto = {
        "hoja": hoja,
        "renglones": [_renglon(aviso, aviso.pk in vivos) for aviso in hoja.object_list],
        "hay_sin_leer": avisos.sin_leer().exists(),
        "ultimo": max((aviso.pk for aviso in hoja.object_list), default=0),
    }
    return render(request, "avisos/lista.html", contexto)


def _renglon(aviso, vigente):
    return {
        "aviso": aviso,
        "nombre": nombre_de(aviso.programa),
        "dicho": dicho(aviso),
        "direccion": direccion(aviso.programa),
        "vigente": vigente,
    }


def leer(request, aviso):
    """Mark one as read."""
    if not Aviso.objects.de(request.cargo).filter(pk=aviso).exists():
        raise NoExiste("Ese aviso no existe.")
    Aviso.objects.filter(pk=aviso, leido_en__isnull=True).update(leido_en=timezone.now())
    return redirect("avisos")


def leer_todos(request):
    """Mark as read all that the page showed or had behind it: what came after it was drawn stays unread."""
    ultimo = request.POST.get("ultimo", "")
    avisos = Aviso.objects.de(request.cargo).sin_leer()
    if not ultimo.isascii() or not ultimo.isdigit() or len(ultimo) > 18:
        return errores.responder(request, 422, "No se sabe hasta cuál marcar. Vuelva a cargar la página de avisos.")
    pks = list(avisos.filter(pk__lte=int(ultimo)).values_list("pk", flat=True))
    Aviso.objects.filter(pk__in=pks, leido_en__isnull=True).update(leido_en=timezone.now())
    return redirect("avisos")


def preferencias(request):
    """How this person wants the mail."""
    actual = Preferencia.objects.filter(usuario=request.user).first()
    elegido = actual.modo if actual else Modo.AL_MOMENTO
    if request.method == "POST":
        elegido = request.POST.get("modo", "")
        if elegido in Modo.values:
            Preferencia.objects.update_or_create(usuario=request.user, defaults={"modo": elegido})
            messages.success(request, "Sus avisos llegarán como usted eligió.")
            return redirect("avisos-preferencias")
    falta = elegido not in Modo.values
    contexto = {"modos": Modo.choices, "elegido": elegido, "falta": falta, "correo": request.user.correo}
    return render(request, "avisos/preferencias.html", contexto, status=422 if falta else 200)
