"""What the worker processes of the tests find to do, prepared and looked at in processes of their own."""

from gestion_territorial.avisos.models import Aviso
from gestion_territorial.compromisos.models import Compromiso, Indicador
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.documentos import trabajos
from gestion_territorial.trabajos.models import Trabajo

from ..flujo.obreros import dar, programa


def documento_grande(filas):
    """Many rows in one region, and the country's PDF asked for; its id."""
    este = programa("02")
    for n in range(filas):
        indicador = Indicador.objects.create(programa=este, orden=n, texto=f"Indicador {n}")
        Compromiso.objects.create(programa=este, indicador=indicador, texto=f"Meta {n} de la dirección regional")
    return documento("pdf")


def documento(extension):
    este = programa("02")
    return trabajos.pedir(trabajos.Pedido(este.servicio, este.periodo, "III.1", extension)).pk


def enviar(region):
    dar(region, "enviar", "diego")


def mas_revisoras(cuantas):
    rosa = Asignacion.objects.get(usuario__correo="rosa@ejemplo.cl")
    for n in range(cuantas):
        usuario = Usuario.objects.create_user(f"revisora{n:02}@ejemplo.cl", "x", nombre=f"Revisora {n}")
        Asignacion.objects.create(usuario=usuario, rol=Rol.REVISOR, servicio=rosa.servicio, desde=rosa.desde)


def mirar():
    """[[kind, state, attempts, file]] of the queue, and {what became of a notice: how many}."""
    avisos = list(Aviso.objects.values_list("por_correo", flat=True))
    return {
        "trabajos": list(map(list, Trabajo.objects.values_list("tipo", "estado", "intentos", "archivo"))),
        "avisos": {c: avisos.count(c) for c in set(avisos)},
        "detalle": list(Trabajo.objects.values_list("detalle", flat=True)),
    }
