"""Line (12) on paper once the verdict is published, and what a publication needs to be printed again as it was."""

from copy import copy

from gestion_territorial.compromisos.models import ProgramaRegional, Version
from gestion_territorial.flujo.publicacion import publicaciones, resultado_de
from gestion_territorial.formularios.valores import SIGNOS
from gestion_territorial.puntaje import leer_ponderacion, milesimas

from .bloque import numerada
from .partes import A_NIVEL_NACIONAL, LineaFinal
from .texto import fecha


def linea_del_servicio(formulario, programa, version=None):
    """Line (12) of a region's document: the published verdict, or that it is told at the national level.

    On the paper of a version, only a publication that used that version.
    """
    lista = publicaciones(programa.servicio, programa.periodo, formulario).order_by("-numero")
    publicacion = next((p for p in lista.defer(None) if _usa(p, version)), None) if version else lista.first()
    if publicacion:
        return linea(formulario, programa.periodo, publicacion)
    return LineaFinal(numerada(formulario.veredicto, formulario, programa.periodo), A_NIVEL_NACIONAL)


def linea(formulario, periodo, publicacion):
    """Line (12) as it was published."""
    return LineaFinal(
        etiqueta=numerada(formulario.veredicto, formulario, periodo),
        valor=publicacion.veredicto,
        resultado=publicacion.veredicto,
        signo=SIGNOS[publicacion.veredicto],
        detalle=f"Publicado el {fecha(publicacion.creada_en)}, publicación n.º {publicacion.numero}, "
        f"SHA-256 {publicacion.sha256[:16]}.",
    )


def aviso(publicacion, ahora):
    """What a document of today adds to its verdict when one was published: «Publicado: CUMPLE (n.º 1)…»."""
    dicho = f" Publicado el {fecha(publicacion.creada_en)}: {publicacion.veredicto} (n.º {publicacion.numero})."
    return dicho if publicacion.marca == ahora else f"{dicho} Cambió después de publicado."


def periodo_de(publicacion):
    """The period under the threshold that the verdict was published with."""
    periodo = copy(publicacion.periodo)
    periodo.umbral_milesimas = milesimas(leer_ponderacion(resultado_de(publicacion)["umbral"]))
    return periodo


def regiones_de(publicacion, periodo):
    """[(frozen data, programme, version)] north to south; regions that published no version are left out."""
    congeladas = [r for r in resultado_de(publicacion)["regiones"] if r["version"]]
    ids = [r["programa"] for r in congeladas]
    versiones = {(v.programa_id, v.numero): v for v in Version.objects.filter(programa__in=ids)}
    programas = ProgramaRegional.todos.con_contexto().in_bulk(ids)
    for programa in programas.values():
        programa.periodo = periodo
    return [(r, programas[r["programa"]], versiones[r["programa"], r["version"]["numero"]]) for r in congeladas]


def _usa(publicacion, version):
    usadas = [(r["programa"], r["version"]["numero"]) for r in resultado_de(publicacion)["regiones"] if r["version"]]
    return (version.programa_id, version.numero) in usadas
