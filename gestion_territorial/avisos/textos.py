"""The words of a notice and of a message. They name the programme and what was done; no word anybody wrote in it."""

from django.conf import settings
from django.utils import timezone

from .direcciones import absoluta, de_programa
from .models import PLAZO
from .reglas import frase


def nombre_de(programa):
    """«III.1 · SERNAM · Antofagasta · 2009», which one where a region has several, and of which amendment."""
    numero = f" n.º {programa.numero}" if programa.numero > 1 else ""
    enmienda = f" · Enmienda n.º {programa.enmienda_numero}" if programa.es_enmienda else ""
    return f"{programa.formulario}{numero} · {programa.servicio} · {programa.region} · {programa.periodo}{enmienda}"


def dicho(aviso, hoy=None):
    """What a notice says, to follow the programme's name."""
    if aviso.clase != PLAZO:
        return frase(aviso.clase)
    fecha, dias = aviso.hasta.strftime("%d-%m-%Y"), (aviso.hasta - (hoy or timezone.localdate())).days
    plazo = f"plazo de {aviso.get_etapa_display().lower()}"
    if dias < 0:
        return f"el {plazo} terminó el {fecha}"
    if dias == 0:
        return f"hoy, {fecha}, es el último día del {plazo}"
    quedan = "queda 1 día" if dias == 1 else f"quedan {dias} días"
    return f"{quedan}: el {plazo} termina el {fecha}"


def asunto(avisos):
    if len(avisos) > 1:
        return f"Gestión Territorial: {len(avisos)} avisos"
    return f"{nombre_de(avisos[0].programa)}: {dicho(avisos[0])}"


def mensaje(usuario, avisos):
    """The body of the message, plain text."""
    renglones = [f"Hola, {usuario.nombre}:", ""]
    renglones.append("Hay una novedad en sus programas:" if len(avisos) == 1 else "Hay novedades en sus programas:")
    for aviso in avisos:
        cuando = "" if aviso.clase == PLAZO else f" ({timezone.localtime(aviso.creado_en):%d-%m-%Y %H:%M})"
        renglones += ["", f"- {nombre_de(aviso.programa)}: {dicho(aviso)}{cuando}.", f"  {de_programa(aviso.programa)}"]
    renglones += [
        "",
        f"Todo lo que espera por usted: {settings.SITIO}/",
        f"Cambiar cómo recibe estos avisos: {absoluta('avisos-preferencias')}",
        "",
        "Este mensaje es automático; no es necesario responderlo.",
        "Gestión Territorial",
    ]
    return "\n".join(renglones) + "\n"
