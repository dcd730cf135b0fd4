"""The queue: put in, take, beat, finish, rescue. Each change of a row names what it must find: of two, one wins.

Looking for work only reads: an idle worker never takes SQLite's write lock.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from . import archivos, tipos
from .models import EstadoTrabajo, Trabajo

LATIDOS_PERDIDOS = 6  # beats missed before a worker is taken for dead
PRIMERA_ESPERA = 15  # seconds before the second attempt; each further one waits four times longer
TURNO = 7_391_001  # the advisory lock under which PostgreSQL's workers choose, one at a time
RENDIDO = "No se pudo terminar después de varios intentos. Pídalo de nuevo o avise al equipo técnico."
CERO = {"intentos": 0, "avance": 0, "total": 0, "detalle": "", "falla": "", "archivo": "", "terminado_en": None}


def encolar(nombre, *, clave="", datos=None, archivo="", mime="", desde=None):
    """Put a work in the queue, in the caller's transaction; with a key that is there already, that one is given back.

    One that failed, or whose file is gone, is queued again. `archivo` and `mime` are those of the download.
    """
    tipo = tipos.tipo(nombre)
    if tipo is None:
        raise ValueError(f"no such kind of work: {nombre}")
    nuevo = Trabajo(
        tipo=nombre,
        clave=clave,
        datos=datos or {},
        pesado=tipo.pesado,
        listo_desde=desde or timezone.now(),
        nombre=archivo,
        mime=mime,
    )
    if not clave:
        nuevo.save(force_insert=True)
        return nuevo
    trabajo = Trabajo.objects.filter(tipo=nombre, clave=clave).first()
    if trabajo is None:
        Trabajo.objects.bulk_create([nuevo], ignore_conflicts=True)  # two may ask at the same instant
        trabajo = Trabajo.objects.get(tipo=nombre, clave=clave)
    perdido = trabajo.hecho and trabajo.archivo and archivos.ruta(trabajo) is None
    if perdido or trabajo.estado == EstadoTrabajo.FALLIDO:
        viejo = Trabajo.objects.filter(pk=trabajo.pk, estado=trabajo.estado)
        viejo.update(estado=EstadoTrabajo.EN_COLA, listo_desde=timezone.now(), **CERO)
        trabajo.refresh_from_db()
    return trabajo


def tomar(obrero):
    """The next work, now held by this worker; None when there is none, or as many heavy ones run as may."""
    if _siguiente() is None:
        return None
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURNO])
        trabajo = _siguiente()
        if trabajo is None:
            return None
        trabajo.estado, trabajo.obrero, trabajo.latido = EstadoTrabajo.EN_CURSO, obrero, timezone.now()
        trabajo.intentos += 1
        trabajo.save(update_fields=["estado", "obrero", "latido", "intentos"])
    return trabajo


def _siguiente():
    """Light work first: a message does not wait behind a document. Then the oldest."""
    listos = Trabajo.objects.filter(estado=EstadoTrabajo.EN_COLA, listo_desde__lte=timezone.now())
    if not listos.exists():
        return None
    en_curso = Trabajo.objects.filter(estado=EstadoTrabajo.EN_CURSO, pesado=True).count()
    if en_curso >= settings.TRABAJOS_PESADOS:
        listos = listos.filter(pesado=False)
    return listos.order_by("pesado", "listo_desde", "pk").first()


def latir(trabajo, obrero, **avance):
    """Say that one is alive, and how far one came; False when the work was given to somebody else."""
    return bool(_mio(trabajo, obrero).update(latido=timezone.now(), **avance))


def terminar(trabajo, obrero):
    """Done: the draft becomes its file. A worker that was taken for dead meanwhile leaves nothing behind."""
    nombre = archivos.guardar(trabajo, obrero)
    fin = {"estado": EstadoTrabajo.HECHO, "archivo": nombre, "terminado_en": timezone.now()}
    mio = _mio(trabajo, obrero).update(obrero="", latido=None, clave=trabajo.clave, detalle="", **fin)
    if nombre and not mio:
        archivos.borrar(nombre)
    return bool(mio)


def fallar(trabajo, obrero, frase=""):
    """It could not be done: with a sentence, never again; without, once more after a while, while attempts are left."""
    archivos.borrador(trabajo, obrero).unlink(missing_ok=True)
    if not frase and _quedan_intentos(trabajo):
        espera = timedelta(seconds=PRIMERA_ESPERA * 4 ** (trabajo.intentos - 1))
        fin = {"estado": EstadoTrabajo.EN_COLA, "listo_desde": timezone.now() + espera}
    else:
        fin = {"estado": EstadoTrabajo.FALLIDO, "falla": frase or _rendido(trabajo), "terminado_en": timezone.now()}
    _mio(trabajo, obrero).update(obrero="", latido=None, avance=0, total=0, detalle="", **fin)


def soltar(trabajo, obrero):
    """The worker was told to stop: somebody else begins it again, and this attempt does not count."""
    archivos.borrador(trabajo, obrero).unlink(missing_ok=True)
    _mio(trabajo, obrero).update(
        estado=EstadoTrabajo.EN_COLA, obrero="", latido=None, intentos=trabajo.intentos - 1, avance=0, detalle=""
    )


def rescatar():
    """Queue again what a dead worker held; how many."""
    limite = timezone.now() - timedelta(seconds=LATIDOS_PERDIDOS * settings.TRABAJOS_LATIDO)
    rescatados = 0
    for trabajo in Trabajo.objects.filter(estado=EstadoTrabajo.EN_CURSO, latido__lt=limite):
        if _quedan_intentos(trabajo):
            fin = {"estado": EstadoTrabajo.EN_COLA}
        else:
            fin = {"estado": EstadoTrabajo.FALLIDO, "falla": _rendido(trabajo), "terminado_en": timezone.now()}
        muerto = _mio(trabajo, trabajo.obrero).filter(latido=trabajo.latido)
        rescatados += muerto.update(obrero="", latido=None, avance=0, total=0, detalle="", **fin)
    return rescatados


def limpiar():
    """Take out what ended days ago (but the kinds that stay), its files, and those that a death left behind."""
    limite = timezone.now() - timedelta(days=settings.TRABAJOS_DIAS)
    viejos = Trabajo.objects.filter(terminado_en__lt=limite).exclude(tipo__in=tipos.permanentes())
    nombres = list(viejos.values_list("pk", "archivo"))
    if nombres:
        viejos.filter(pk__in=[pk for pk, _ in nombres]).delete()
        for _, nombre in nombres:
            if nombre:
                archivos.borrar(nombre)
    conocidos = set(Trabajo.objects.exclude(archivo="").values_list("archivo", flat=True))
    for nombre in list(archivos.huerfanos(conocidos)):
        archivos.borrar(nombre)


def por_delante(trabajo):
    """How many are before this one in the queue."""
    antes = Q(listo_desde__lt=trabajo.listo_desde) | Q(listo_desde=trabajo.listo_desde, pk__lt=trabajo.pk)
    antes = (Q(estado=EstadoTrabajo.EN_COLA) & antes) | Q(estado=EstadoTrabajo.EN_CURSO)
    return Trabajo.objects.filter(antes, pesado=True).exclude(pk=trabajo.pk).count()


def _mio(trabajo, obrero):
    return Trabajo.objects.filter(pk=trabajo.pk, estado=EstadoTrabajo.EN_CURSO, obrero=obrero)


def _quedan_intentos(trabajo):
    tipo = tipos.tipo(trabajo.tipo)
    return tipo is not None and trabajo.intentos < tipo.intentos


def _rendido(trabajo):
    """What is said of a work that was tried as often as its kind allows."""
    tipo = tipos.tipo(trabajo.tipo)
    return (tipo and tipo.rendido) or RENDIDO
