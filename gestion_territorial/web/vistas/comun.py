"""What every action on a line answers with: the table for htmx, JSON for the autosave, the page for everybody else."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo.errores import NoExiste

from .. import errores
from ..copia import CopiaPagina
from ..direcciones import direccion
from ..editor import editor_de
from ..enmienda import EnmiendaPagina
from ..lineas import ancla_de, ruta_de
from ..pagina import Pagina

ALREDEDOR = ("programa/_tira.html", "programa/_total.html", "programa/_hallazgos.html", "programa/_pie.html")


def contexto_de(pagina, deshacer="", **mas):
    """What the templates of a programme need."""
    return {
        "pagina": pagina,
        "programa": pagina.programa,
        "editor": editor_de(pagina),
        "operacion": pagina.operacion,
        "copia": CopiaPagina(pagina),
        "enmienda": EnmiendaPagina(pagina),
        "deshacer": ruta_de(pagina.formulario, deshacer),
        "aparte": False,
        "cerrar": False,
        **mas,
    }


def abrir(request, programa, llave):
    """The editor of a line (or, with ?cerrar=1, the line); the whole page with it open without htmx.

    `?cierra=LLAVE` also brings the line that was open until now, closed; and come those that say the same objective.
    """
    if not request.htmx:
        return redirect(con_editor(programa, llave))
    pagina = Pagina(programa, request.cargo, abierta=llave)
    linea, cerrar = _linea(pagina, llave), bool(request.GET.get("cerrar"))
    escrita = linea if cerrar else pagina.linea(request.GET.get("cierra", ""))
    contexto = contexto_de(pagina, linea=linea, otras=_con_la_suya(pagina, escrita, linea), cerrar=cerrar)
    return render(request, "programa/_lineas.html", contexto)


def mostrar(request, programa, abierta="", deshacer=""):
    """After an action: the tables as they are now, with a line open or a deletion one may undo."""
    if not request.htmx:
        return redirect(
            f"{direccion(programa)}?deshacer={deshacer}#tabla" if deshacer else con_editor(programa, abierta)
        )
    return render(request, "programa/_tabla.html", contexto_de(renovada(request, programa, abierta), deshacer))


def guardado(request, programa, llave, respuesta):
    """After a save: for the autosave, what it changes around the line; else the page."""
    if not errores.quiere_json(request):
        return redirect(con_editor(programa, llave))
    pagina = renovada(request, programa, llave)
    linea = _linea(pagina, llave)  # it may have been saved, and taken out by somebody else before this answer
    campos = editor_de(pagina).campos
    con_evidencias = not linea.tabla.modelo and pagina.derecho == "escribir-resultados"
    contexto = {"pagina": pagina, "programa": pagina.programa, "t": pagina.tabla_de(linea)}
    if con_evidencias:
        contexto["evidencias"] = linea.fila.evidencias
    return JsonResponse(
        respuesta
        | {
            "valores": {c["nombre"]: c["valor"] for c in campos},
            "hallazgos": {c["nombre"]: [[h["frase"], h["bloquea"]] for h in c["hallazgos"]] for c in campos},
            "alrededor": [render_to_string(parte, contexto, request) for parte in ALREDEDOR],
            "evidencias": render_to_string("programa/_referencias.html", contexto, request) if con_evidencias else "",
        }
    )


def _con_la_suya(pagina, escrita, linea):
    """The line that was written, and those that show the same objective; but for the one that answers by itself."""
    if escrita is None:
        return []
    suyo = _objetivo(escrita)
    return [
        una
        for una in pagina.tabla_de(escrita).lineas
        if una is not linea and (una is escrita or (suyo and _objetivo(una) == suyo))
    ]


def _objetivo(linea):
    """The id of the objective that a commitment's line shows, or None."""
    objetivo = None if linea.tabla.modelo else linea.fila.objetivo
    return objetivo and objetivo.id


def _linea(pagina, llave):
    linea = pagina.linea(llave)
    if linea is None:
        raise NoExiste("Esa fila no existe o fue eliminada. Vuelva a cargar la página.")
    return linea


def con_editor(programa, llave):
    return f"{direccion(programa)}?editar={llave}#{ancla_de(llave)}"


def renovada(request, programa, abierta):
    """The page as it is after the action, not as the request found it."""
    return Pagina(ProgramaRegional.todos.con_contexto().get(pk=programa.pk), request.cargo, abierta=abierta)
