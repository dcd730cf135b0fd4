"""In which post one acts, and how a refusal becomes a page."""

from django.utils.cache import add_never_cache_headers

from gestion_territorial.compromisos.escritura import Choque
from gestion_territorial.flujo.errores import Rechazo

from . import errores
from .contexto import puestos

CLAVE = "asignacion"
SALUD = "/salud"


class CargoMiddleware:
    """`request.cargos`: the posts this person holds today; `request.cargo`: the one acted in (the first, until chosen).

    Posts are dated: they are read at every request, so one that ended yesterday opens nothing today. What a signed-in
    person gets, refusals included, is theirs alone: no cache keeps it. For `/salud` nobody is looked up: it must answer
    when the database does not.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.cargos, request.cargo = [], None
        if request.path_info == SALUD or not request.user.is_authenticated:
            return self.get_response(request)
        request.cargos = list(puestos().en_vigor().filter(usuario=request.user))
        for cargo in request.cargos:
            cargo.usuario = request.user
        elegido = request.session.get(CLAVE)
        request.cargo = next((c for c in request.cargos if c.pk == elegido), None) or next(iter(request.cargos), None)
        respuesta = self.get_response(request)
        add_never_cache_headers(respuesta)
        return respuesta


class RechazosMiddleware:
    """A Rechazo or a Choque anywhere in a view is an answer with its status and its sentence, never a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Rechazo):
            return errores.rechazo(request, exception)
        if isinstance(exception, Choque):
            return errores.choque(request, exception)
        return None
