"""The years: the administrator opens one, and changes its rules; everything is recorded."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from gestion_territorial.compromisos.models import actor_de
from gestion_territorial.flujo import periodos
from gestion_territorial.flujo.errores import Rechazo
from gestion_territorial.puntaje import mostrar_ponderacion
from gestion_territorial.territorio.models import Periodo

from .. import errores
from ..forms import ANIOS, PeriodoForm
from ..pagina import entero


def lista(request):
    """Every period, newest first, with its rules in a line."""
    todos = Periodo.objects.prefetch_related("ventanas", "regiones")
    contexto = {"lista": [(p, mostrar_ponderacion(p.umbral)) for p in todos], "proximo": _proximo()}
    return render(request, "periodos/lista.html", contexto)


def nuevo(request):
    """GET: the form, with the regions that existed on 1 January of `?anio=`. POST: open it."""
    pedido = entero(request.GET.get("anio", "")) or 0
    anio = pedido if ANIOS[0] <= pedido <= ANIOS[1] else _proximo()
    form = PeriodoForm(request.POST if request.method == "POST" else None, anio=anio)
    if request.method == "POST" and form.is_valid():
        reglas = form.reglas
        reglas["ventanas"] = {etapa: fechas for etapa, fechas in reglas["ventanas"].items() if fechas}
        try:
            abierto = periodos.abrir(
                anio=form.cleaned_data["anio"], actor=actor_de(request.cargo), completar=False, **reglas
            )
        except Rechazo as rechazo:
            form.rechazar(rechazo)
        else:
            listo = f"Se abrió el período {abierto}, con un programa por servicio, región y formulario."
            messages.success(request, listo)
            return redirect("periodos")
    return _mostrar(request, form, None)


def editar(request, anio):
    """GET: the rules as they are. POST: change them; once somebody has submitted, only with a reason."""
    periodo = Periodo.objects.filter(anio=anio).first()
    if periodo is None:
        return errores.responder(request, 404, f"No hay un período abierto para el año {anio}.")
    if request.method != "POST":
        return _mostrar(request, _de(periodo), periodo)
    form = _de(periodo, request.POST)
    if form.is_valid():
        try:
            periodos.modificar(
                anio=anio,
                actor=actor_de(request.cargo),
                motivo=form.cleaned_data.get("motivo", ""),
                mostrado=form.cleaned_data["mostrado"],
                **form.reglas,
            )
        except Rechazo as rechazo:
            form.rechazar(rechazo)
            return _mostrar(request, form, periodo, rechazo.estado)
        messages.success(request, f"Las reglas del período {anio} están guardadas.")
        return redirect("periodo", anio=anio)
    return _mostrar(request, form, periodo)


def _de(periodo, post=None):
    return PeriodoForm(post, periodo=periodo, initial={"mostrado": periodos.huella(periodo)})


def _mostrar(request, form, periodo, estado=422):
    contexto = {"form": form, "periodo_editado": periodo}
    return render(request, "periodos/formulario.html", contexto, status=estado if form.errors else 200)


def _proximo():
    ultimo = Periodo.objects.order_by("-anio").first()
    return min(ultimo.anio + 1, ANIOS[1]) if ultimo else timezone.localdate().year
