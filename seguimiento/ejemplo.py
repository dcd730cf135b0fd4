"""Writing an example measurement, row by row, through the one writer: `flujo`'s example data calls it."""

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.flujo.acciones import en_programa, exigir
from gestion_territorial.flujo.pasos import PASOS
from gestion_territorial.formularios.reglas import normalizado

from . import textos
from .mediciones import asegurar_fecha
from .models import Avance, Medicion

TEXTOS = ("avance", "medidas", "recomendaciones", "responsable", "avance_numerico")


def cargar(programa, cargo, medicion):
    """Write a measurement as fixtures/ejemplo_iii_4.json has it (one of its «mediciones»); returns how many rows.

    A row points at its objective where the region's programme has it: by the same text, else by the number of its
    line; without it the row keeps the text alone. A measurement that has rows already is left as it is.
    """

    def hacer(escritura):
        exigir(PASOS["escribir"], escritura.programa, cargo)
        if Avance.objects.filter(programa=escritura.programa).exists():
            return {"filas": 0}
        fecha = asegurar_fecha(escritura)
        escritura.guardar_fila(Medicion, fecha.pk, cambios={"fecha": (None, medicion["fecha"])})
        lineas = _lineas(escritura.programa)
        for n, fila in enumerate(medicion["filas"], start=1):
            valores = {campo: fila[campo] for campo in TEXTOS} | {
                "formulario": fila["programa"],
                "objetivo_id": _objetivo(lineas, fila),
                "objetivo_texto": fila["texto_objetivo"],
                "orden": n * PASO_DE_ORDEN,
            }
            escritura.crear_fila(Avance, valores)
        return {"filas": len(medicion["filas"])}

    return en_programa(programa.pk, cargo, None, hacer)["filas"]


def _lineas(programa):
    """{form: lines of its official table} of the three programmes of the same place."""
    vecinos = ProgramaRegional.objects.con_contexto().filter(
        servicio=programa.servicio_id,
        periodo=programa.periodo_id,
        region=programa.region_id,
        formulario__in=textos.PROGRAMAS,
    )
    contenidos = datos.leer_varios(vecinos)
    return {p.formulario: contenidos[p.pk].filas for p in vecinos}


def _objetivo(lineas, fila):
    if not fila["objetivo_de"]:
        return None
    suyas = lineas.get(fila["objetivo_de"]["formulario"], [])
    con_objetivo = [linea for linea in suyas if linea.objetivo]
    texto = normalizado(fila["texto_objetivo"])
    iguales = [linea.objetivo.id for linea in con_objetivo if normalizado(linea.objetivo.texto) == texto]
    numeradas = [linea.objetivo.id for linea in con_objetivo if linea.numero == fila["objetivo_de"]["fila"]]
    return next(iter([*iguales, *numeradas]), None)
