"""The administrator's services: create, rename, close, open again."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gestion_territorial.flujo import servicios
from gestion_territorial.territorio.models import Servicio

from ..administracion import (
    CerrarServicioForm,
    NombreDeServicioForm,
    ReabrirServicioForm,
    ServicioForm,
    de,
    hecho,
    mostrar,
)


def lista(request):
    """Every service with its years and the posts held today."""
    hoy = timezone.localdate()
    en_vigor = Q(asignacion__desde__lte=hoy, asignacion__usuario__is_active=True) & (
        Q(asignacion__hasta__isnull=True) | Q(asignacion__hasta__gte=hoy)
    )
    todos = Servicio.objects.annotate(
        anios=Count("programas__periodo", distinct=True), puestos=Count("asignacion", filter=en_vigor, distinct=True)
    )
    return render(request, "administracion/servicios.html", {"lista": todos})


def nuevo(request):
    form = de(request, ServicioForm, volver=reverse("adm-servicios"))
    if hecho(request, form, servicios.crear):
        messages.success(request, f"El servicio {form.resultado} está creado, con sus programas.")
        return redirect("adm-servicio", servicio=form.resultado.codigo)
    frases = ["Después de crearlo, asigne los puestos de su equipo: pueden recibirlos personas que aún no entran."]
    return mostrar(request, form, "Crear un servicio", _migas("Crear"), frases)


def ver(request, servicio):
    """The service, and its name to be changed."""
    este = servicios.de(servicio)
    form = de(
        request,
        NombreDeServicioForm,
        initial={"nombre": este.nombre},
        mostrado=este.nombre,
        volver=reverse("adm-servicios"),
    )
    if hecho(request, form, servicios.renombrar, codigo=servicio):
        messages.success(request, f"El nombre del servicio {servicio} está guardado.")
        return redirect("adm-servicio", servicio=servicio)
    programas, puestos = servicios.queda_abierto(este)
    contexto = {"form": form, "este": este, "programas": programas, "puestos": puestos}
    return render(request, "administracion/servicio.html", contexto, status=form.estado if form.errors else 200)


def cerrar(request, servicio):
    este = servicios.de(servicio)
    form = de(request, CerrarServicioForm, volver=_pagina(servicio))
    if hecho(request, form, servicios.cerrar, codigo=servicio):
        messages.success(request, f"El servicio {servicio} está cerrado. Todo lo suyo se conserva.")
        return redirect("adm-servicio", servicio=servicio)
    programas, puestos = servicios.queda_abierto(este)
    frases = [
        "No tendrá programas en los períodos que se abran, ni recibirá puestos nuevos.",
        "Sus programas, sus documentos y su historia se conservan, y lo que está en curso se puede terminar.",
    ]
    avisos = []
    if programas or puestos:
        avisos.append(f"Quedan {_cuantos(programas, 'programa')} sin cerrar y {_cuantos(puestos, 'puesto')} en vigor.")
    return mostrar(request, form, f"Cerrar el servicio {este}", _migas("Cerrar", este), frases, avisos)


def reabrir(request, servicio):
    este = servicios.de(servicio)
    form = de(request, ReabrirServicioForm, volver=_pagina(servicio))
    if hecho(request, form, servicios.reabrir, codigo=servicio):
        messages.success(request, f"El servicio {servicio} está abierto otra vez.")
        return redirect("adm-servicio", servicio=servicio)
    frases = ["Se crean los programas que le falten en los períodos que marque; los que ya tiene no cambian."]
    return mostrar(request, form, f"Reabrir el servicio {este}", _migas("Reabrir", este), frases)


def _pagina(servicio):
    return reverse("adm-servicio", kwargs={"servicio": servicio})


def _migas(esta, servicio=None):
    de_el = [(_pagina(servicio.codigo), servicio.codigo)] if servicio else []
    return [(reverse("adm-servicios"), "Servicios"), *de_el, ("", esta)]


def _cuantos(n, que):
    return f"1 {que}" if n == 1 else f"{n} {que}s"
