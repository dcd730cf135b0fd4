"""Who may use each address. A route without a policy does not exist: `ruta` is the only way to make one.

The order of refusals is R10's: outside one's region or service nothing exists (404), then the role (403), and the
state of the programme last (409, by the action itself).
"""

from dataclasses import dataclass, field
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.formularios.direcciones import leer_parte_regional
from gestion_territorial.territorio.models import Periodo, Servicio

from . import errores

TODOS = tuple(Rol)
REGION = (Rol.FORMULADOR, Rol.DIRECTOR)
NACIONAL = (Rol.REVISOR, Rol.ADMINISTRADOR, Rol.OBSERVADOR)

PUBLICA, SESION, SERVICIO, PROGRAMA = "pública", "con sesión", "servicio", "programa"
REGIONAL, PAIS = "región de un servicio", "país"
FORMULARIOS = ("application/x-www-form-urlencoded", "multipart/form-data", "")  # empty: a press without a body


@dataclass(frozen=True, slots=True, repr=False)
class Politica:
    """Scope of an address and, per method, the roles that may use it. `sin_cargo`: also accounts without a post.

    `archivos`: it takes files; those that come to any other address are not kept while the request is read.
    """

    ambito: str
    roles: dict = field(default_factory=dict)
    sin_cargo: bool = False
    archivos: bool = False

    @property
    def metodos(self):
        return tuple(self.roles)


def publica(*metodos):
    return Politica(PUBLICA, dict.fromkeys(metodos, ()))


def personal(*metodos):
    """Any signed-in account, with or without a post."""
    return Politica(SESION, dict.fromkeys(metodos, TODOS), sin_cargo=True)


def administrativa(*metodos):
    """Only whoever acts as administrator."""
    return Politica(SESION, dict.fromkeys(metodos, (Rol.ADMINISTRADOR,)))


def de_programa(**roles):
    return Politica(PROGRAMA, roles)


def con_archivos(**roles):
    """A programme's address that files may be sent to."""
    return Politica(PROGRAMA, roles, archivos=True)


def de_servicio(*, archivos=False, **roles):
    return Politica(SERVICIO, roles, archivos=archivos)


def de_region(**roles):
    """A service's region in a year, with all its forms."""
    return Politica(REGIONAL, roles)


def de_pais(**roles):
    """A year in all the services that the post may see."""
    return Politica(PAIS, roles)


def ruta(patron, vista, nombre, politica):
    """The only way to declare an address."""
    vigilada = vigilar(vista, politica)
    vigilada.politica = politica
    return path(patron, vigilada, name=nombre)


def vigilar(vista, politica):
    """The view behind its policy. It receives the programme (or service and period) already looked up and allowed."""

    @wraps(vista)
    def _vista(request, **partes):
        if politica.ambito != PUBLICA:
            if not request.user.is_authenticated:
                return _a_la_entrada(request, politica, partes)
            partes = _ambito(request, politica, partes)
            if partes is None:
                return errores.no_encontrado(request, None)
        metodo = "GET" if request.method == "HEAD" else request.method
        if metodo not in politica.roles:
            respuesta = errores.responder(request, 405, "Vuelva a la página anterior y use sus botones.")
            respuesta["Allow"] = ", ".join(politica.metodos)
            return respuesta
        if politica.ambito != PUBLICA and not politica.sin_cargo:
            if request.cargo is None:
                return errores.prohibido(request, "Su cuenta no tiene un cargo vigente. Pida su asignación.")
            if request.cargo.rol not in politica.roles[metodo]:
                rol = request.cargo.get_rol_display().lower()
                return errores.prohibido(request, f"Esto no corresponde a su cargo actual ({rol}).")
        if request.method == "POST" and request.content_type not in FORMULARIOS:
            return errores.responder(request, 415, "Lo enviado no viene de un formulario de estas páginas: no se leyó.")
        return vista(request, **partes)

    return _vista if politica.ambito == PUBLICA else never_cache(_vista)


def _a_la_entrada(request, politica, partes):
    if errores.quiere_json(request):
        return errores.sin_sesion(request)
    if request.htmx:
        respuesta = HttpResponse(status=401)
        respuesta["HX-Redirect"] = resolve_url("account_login")
        return respuesta
    if "GET" in politica.roles and request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(_pagina_de(politica, partes))


def _pagina_de(politica, partes):
    """The page an address is pressed from: where somebody who signed in again can go on."""
    de_servicio_ = "nacional" if "formulario" in partes else "tablero"
    nombre = {PROGRAMA: "programa", SERVICIO: de_servicio_, REGIONAL: "expediente"}.get(politica.ambito)
    propias = {p: partes[p] for p in ("formulario", "servicio", "anio", "region") if p in partes}
    return reverse(nombre, kwargs=propias) if nombre else resolve_url("inicio")


def _ambito(request, politica, partes):
    """The address's parts turned into what they name, or None when that does not exist for this post."""
    if politica.ambito not in (PROGRAMA, SERVICIO, REGIONAL, PAIS):
        return partes
    if request.cargo is None:
        return None
    if politica.ambito == PAIS:
        periodo = Periodo.objects.filter(anio=partes.pop("anio")).first()
        return None if periodo is None else partes | {"periodo": periodo}
    servicio, anio = partes.pop("servicio"), partes.pop("anio")
    if politica.ambito == PROGRAMA:
        formulario = partes["formulario"]
        programas = ProgramaRegional.todos.visibles_para(request.cargo).con_contexto()
        region, numero, enmienda = leer_parte_regional(partes.pop("region"))
        programa = programas.filter(
            servicio__codigo=servicio,
            periodo__anio=anio,
            region=region,
            formulario=formulario.codigo,
            numero=numero,
            enmienda_numero=enmienda,
        ).first()
        return None if programa is None else partes | {"programa": programa}
    servicios = Servicio.objects.filter(codigo=servicio)
    if request.cargo.servicio_id:
        servicios = servicios.filter(pk=request.cargo.servicio_id)
    encontrado, periodo = servicios.first(), Periodo.objects.filter(anio=anio).first()
    if encontrado is None or periodo is None:
        return None
    if politica.ambito == REGIONAL:
        regiones = periodo.regiones.filter(pk=partes.pop("region"))
        region = (regiones.filter(pk=request.cargo.region_id) if request.cargo.es_regional else regiones).first()
        if region is None:
            return None
        partes["region"] = region
    return partes | {"servicio": encontrado, "periodo": periodo}
