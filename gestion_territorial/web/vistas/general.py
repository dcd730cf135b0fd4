"""Home, search, help, the post one acts in, and the health of the machine."""

import shutil
from datetime import UTC, date, datetime

from django.conf import settings
from django.contrib import messages
from django.db import Error, connection
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gestion_territorial.compromisos.contenido import leer_varios
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.flujo.espera import desde_cuando
from gestion_territorial.flujo.veredicto import de_regiones, resultados
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.models import Periodo, Servicio

from .. import errores
from ..busqueda import MAXIMO, filas_con
from ..contexto import esperan_a
from ..direcciones import direccion_nacional
from ..enmienda import enmiendas_por_atender
from ..middleware import CLAVE
from ..tablero import renglones

SERVICIOS_EN_PORTADA = 3  # with more, whoever sees them all gets the list of services instead of every region
SIN_MOMENTO = datetime.max.replace(tzinfo=UTC)
DISCO_MINIMO = 100 * 1024 * 1024  # bytes; below this a save may fail half-way through a day


def inicio(request):
    """What waits for me, of whichever year, oldest first; below, my programmes of one year north to south."""
    cargo = request.cargo
    if cargo is None:
        return render(request, "sin_cargo.html", status=200)
    visibles = ProgramaRegional.objects.visibles_para(cargo)
    periodos = list(Periodo.objects.filter(programas__in=visibles).distinct().prefetch_related("ventanas"))
    periodo = next((p for p in periodos if str(p.anio) == request.GET.get("anio")), None) or _en_curso(periodos)
    muchos = cargo.servicio_id is None and Servicio.objects.count() > SERVICIOS_EN_PORTADA
    del_anio = Q(pk__in=()) if muchos else Q(periodo=periodo)
    programas = visibles.filter(del_anio | esperan_a(cargo)).prefetch_related("periodo__ventanas")
    lista = resultados(programas.de_norte_a_sur())
    del_periodo = [r for r in lista if r.programa.periodo == periodo]
    contenidos = leer_varios([r.programa for r in del_periodo]) if cargo.servicio_id else {}
    pendientes = _de_mas_antiguo_a_mas_nuevo([r for r in renglones(lista, {}, cargo) if r.espera])
    contexto = {
        "periodo": periodo,
        "periodos": periodos,
        "muchos": muchos,
        "pendientes_lista": pendientes,
        "renglones": renglones(del_periodo, contenidos, cargo),
        "paises": _paises(del_periodo, cargo),
        "enmiendas": enmiendas_por_atender(cargo),
    }
    return render(request, "inicio.html", contexto)


def _de_mas_antiguo_a_mas_nuevo(pendientes):
    """[(line, moment since when it waits or None)]: what nobody has moved yet waits since its window opened."""
    desde = desde_cuando([r.programa for r in pendientes])

    def antiguedad(renglon):
        momento = desde.get(renglon.programa.pk)
        dia = timezone.localdate(momento) if momento else renglon.ventana.desde if renglon.ventana else date.max
        return dia, momento or SIN_MOMENTO, renglon.programa.periodo.anio, renglon.programa.region.orden

    return [(r, desde.get(r.programa.pk)) for r in sorted(pendientes, key=antiguedad)]


def _en_curso(periodos):
    """The newest year whose first window has begun: one opened ahead of time does not hide the one under way."""
    hoy = timezone.localdate()
    empezados = (p for p in periodos if not (v := p.ventanas.all()) or min(x.desde for x in v) <= hoy)
    return next(empezados, None) or next(iter(periodos), None)


def cambiar_cargo(request):
    """Act in another of one's posts from now on."""
    elegido = next((c for c in request.cargos if str(c.pk) == request.POST.get("asignacion")), None)
    if elegido is None:
        return errores.responder(request, 404, "Ese cargo no es suyo o ya no está vigente.")
    request.session[CLAVE] = elegido.pk
    messages.success(request, f"Ahora actúa como {elegido.descripcion}.")
    return redirect("inicio")


def buscar(request):
    """Words in the rows of the programmes one may see."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    encontrados = filas_con(q, request.cargo) if q and request.cargo else []
    return render(request, "buscar.html", {"q": q, "encontrados": encontrados, "hay_mas": len(encontrados) == MAXIMO})


def ayuda(request):
    return render(request, "ayuda.html", {"roles": Rol})


def sin_registro(request):
    return errores.responder(request, 404, "Las cuentas las crea la administración del servicio.")


@never_cache
def salud(request):
    """200 when process, database and disk are well; 503 and which one is not otherwise. No data."""
    estado = {"proceso": True, "base de datos": _responde_la_base(), "disco": _hay_disco()}
    sano = all(estado.values())
    cuerpo = {"estado": "bien" if sano else "falla"} | {que: "bien" if b else "falla" for que, b in estado.items()}
    return JsonResponse(cuerpo, status=200 if sano else 503)


def _responde_la_base():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:  # the parent of all: a connection that was cut is no DatabaseError
        return False
    return True


def _hay_disco():
    try:
        return shutil.disk_usage(settings.DATA_DIR).free >= DISCO_MINIMO
    except OSError:
        return False


def _paises(lista, cargo):
    """For national posts: each service and form with its verdict and the address of its board."""
    if cargo.es_regional:
        return []
    grupos = {}
    for r in lista:
        if r.programa.formulario not in catalogo.sin_puntaje():
            grupos.setdefault((r.programa.servicio, r.programa.periodo, r.programa.formulario), []).append(r)
    return [
        {
            "servicio": servicio,
            "formulario": catalogo.formulario(codigo),
            "pais": de_regiones(catalogo.formulario(codigo), regiones),
            "direccion": direccion_nacional(servicio, periodo, catalogo.formulario(codigo)),
        }
        for (servicio, periodo, codigo), regiones in grupos.items()
    ]
