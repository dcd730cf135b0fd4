"""By mail: what waits is gathered into one message per person, claimed, looked at again, sent, marked.

A worker that dies between sending and marking sends once more after it is rescued: at least once, with the same
Message-ID, by which a mailbox tells the two for one. The other choice, at most once, could lose a deadline.
"""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gestion_territorial.cuentas.models import Usuario
from gestion_territorial.trabajos.cola import encolar
from gestion_territorial.trabajos.tipos import Tipo

from .models import Aviso, Modo, PorCorreo
from .textos import asunto, mensaje
from .vigencia import vigentes

HORA_DEL_RESUMEN = time(8)
MAXIMO = 200  # notices in one message; the rest goes in the next
INTENTOS = 8  # over most of a day


def debidos(ahora=None):
    """The notices whose time has come: after a short wait, for others of the same package and for second thoughts; for
    the daily choice, those from before this morning's hour."""
    ahora = ahora or timezone.now()
    por_enviar = Aviso.objects.filter(por_correo=PorCorreo.PENDIENTE)
    diario = Q(usuario__preferencia__modo=Modo.DIARIO, creado_en__lt=_ultimo_resumen(ahora))
    sin_elegir = Q(usuario__preferencia__isnull=True) | Q(usuario__preferencia__modo=Modo.AL_MOMENTO)
    pronto = sin_elegir & Q(creado_en__lte=ahora - timedelta(seconds=settings.AVISOS_ESPERA))
    return por_enviar.filter(diario | pronto)


def _ultimo_resumen(ahora):
    local = timezone.localtime(ahora)
    dia = local.date() if local.time() >= HORA_DEL_RESUMEN else local.date() - timedelta(days=1)
    return timezone.make_aware(datetime.combine(dia, HORA_DEL_RESUMEN))


def repartir():
    """Put a message in the queue for each person who has something due. Only reads when nobody has."""
    por_persona = {}
    for pk, usuario in debidos().order_by("pk").values_list("pk", "usuario"):
        por_persona.setdefault(usuario, []).append(pk)
    for usuario, avisos in por_persona.items():
        with transaction.atomic():
            trabajo = encolar(CORREO.nombre, datos={"usuario": usuario})
            mios = Aviso.objects.filter(pk__in=avisos[:MAXIMO], por_correo=PorCorreo.PENDIENTE)
            if not mios.update(por_correo=PorCorreo.TOMADO, correo=trabajo):
                transaction.set_rollback(True)  # another worker was first


def enviar(tarea):
    """Send a message's notices that still hold; those that do not are marked and never sent."""
    avisos = list(Aviso.objects.filter(correo=tarea.trabajo, por_correo=PorCorreo.TOMADO))
    usuario = Usuario.objects.filter(pk=tarea.datos["usuario"], is_active=True).first()
    vivos = vigentes(usuario, avisos) if usuario else []
    if vivos:
        EmailMessage(
            subject=asunto(vivos),
            body=mensaje(usuario, vivos),
            to=[usuario.correo],
            headers=cabeceras(tarea.trabajo),
        ).send()
    suyos = Aviso.objects.filter(correo=tarea.trabajo, por_correo=PorCorreo.TOMADO)
    enviados = [aviso.pk for aviso in vivos]
    with transaction.atomic():
        suyos.exclude(pk__in=enviados).update(por_correo=PorCorreo.OMITIDO)
        suyos.filter(pk__in=enviados).update(por_correo=PorCorreo.ENVIADO)


def cabeceras(trabajo):
    """What every message of ours carries. Its identity is the same for every attempt, and no other message's."""
    sitio = urlsplit(settings.SITIO).hostname
    identidad = f"<{trabajo.tipo}-{trabajo.pk}-{trabajo.creado_en:%Y%m%d%H%M%S%f}@{sitio}>"
    return {"Message-ID": identidad, "Auto-Submitted": "auto-generated"}


CORREO = Tipo("correo", hacer=enviar, titulo="Correo", pesado=False, intentos=INTENTOS)
