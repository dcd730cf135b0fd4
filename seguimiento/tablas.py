"""The two tables of III.4, its day and its rows, and the rules they are read by."""

from functools import partial

from gestion_territorial.compromisos.contenido import FilaPropia
from gestion_territorial.compromisos.texto import leer_fecha
from gestion_territorial.formularios.declaracion import Columna, Nivel, Tabla, Tipo
from gestion_territorial.formularios.hallazgos import Hallazgo

from . import textos
from .models import Avance, Medicion
from .objetivos import de_la_region, para_elegir

MEDICION, AVANCE = Medicion._meta.label_lower, Avance._meta.label_lower
CLAVE_FECHA, CLAVE_AVANCES = "medicion", "avances"
BLOQUES = {formulario: lugar for lugar, formulario in enumerate(textos.PROGRAMAS)}
_ETIQUETAS = {e["clave"]: (e["numero"], e["etiqueta"]) for e in textos.ETIQUETAS}


# --- The day ---------------------------------------------------------------------------------------------------------


def fecha_posible(programa, texto):
    """Why a date cannot be the measurement's: outside the period's year, or another measurement's. None when it can."""
    fecha = leer_fecha(texto)
    if fecha is None:
        return None
    if fecha.year != programa.periodo.anio:
        return f"La fecha {fecha:%d-%m-%Y} no es del año {programa.periodo.anio}: escriba un día de ese año."
    otras = Medicion.objects.vivas().filter(lugar=programa.cadena, fecha=fecha).exclude(programa=programa)
    return textos.FECHA_REPETIDA if otras.exists() else None


def medicion_nueva(programa):
    return {"lugar": programa.cadena}


def fecha_de(contenido):
    """The measurement's day as people write it, empty while unknown."""
    filas = contenido.tablas.get(MEDICION, [])
    return "-".join(reversed(filas[0].fecha.split("-"))) if filas and filas[0].fecha else ""


def encabezados(contenido):
    """What paper says above the table: which measurement it is, and of which day."""
    propias = textos.ETIQUETAS_PROPIAS
    return [(propias["numero"], str(contenido.identidad["numero"])), (propias["fecha"], fecha_de(contenido))]


TABLA_FECHA = Tabla(
    clave=CLAVE_FECHA,
    modelo=MEDICION,
    nombre=textos.ETIQUETAS_PROPIAS["fecha"].lower(),
    unica=True,
    en_papel=False,
    nueva=medicion_nueva,
    columnas=(
        Columna(
            clave="fecha",
            numero=None,
            etiqueta=textos.ETIQUETAS_PROPIAS["fecha"],
            tipo=Tipo.FECHA,
            nivel=Nivel.PROPIA,
            campos=("fecha",),
            ayuda=textos.AYUDAS_PROPIAS["fecha"],
            valida=fecha_posible,
        ),
    ),
    filas=lambda contenido: contenido.propias(MEDICION),
)


# --- The rows --------------------------------------------------------------------------------------------------------


def avances(contenido):
    """The rows by block, in the format's order; inside a block as the region put them, those without one last."""
    filas = contenido.tablas.get(AVANCE, [])
    en_orden = sorted(filas, key=lambda f: (BLOQUES.get(f.formulario, len(BLOQUES)), f.orden, f.id))
    return [FilaPropia(n, fila) for n, fila in enumerate(en_orden, start=1)]


def _ya_no_rige(datos):
    """Whether the objective was annulled or taken out since; a version, which keeps what was, does not know."""
    return bool(datos.objetivo_id) and getattr(datos, "objetivo_vigente", None) in (0, False)


def _marca(fila, contenido):
    return textos.MARCA_ANULADO if _ya_no_rige(fila.datos) else ""


def _objetivo_posible(programa, texto):
    if texto and _id_de(texto) is None:
        return "Elija uno de los objetivos de la lista."
    if texto and de_la_region(programa, _id_de(texto)) is None:
        return "Ese objetivo no es de los programas de esta región y de este período: elija uno de la lista."
    return None


def _id_de(texto):
    return int(texto) if texto.isascii() and texto.isdigit() and len(texto) < 18 else None


def completar(escritura, fila_id, cambios):
    """Choosing an objective copies its text as it stands, and its block where the row has none yet."""
    if "objetivo_id" not in cambios:
        return cambios
    leido, escrito = (_id_de(texto) if isinstance(texto, str) else texto for texto in cambios["objetivo_id"])
    cambios = cambios | {"objetivo_id": (leido, escrito)}
    fila = escritura.fila(Avance, fila_id)
    if escrito in (leido, fila.objetivo_id):
        return cambios
    objetivo = de_la_region(escritura.programa, escrito) if escrito else None
    cambios["objetivo_texto"] = (fila.objetivo_texto, objetivo.texto if objetivo else "")
    bloque = cambios.get("formulario", ("", fila.formulario))[1]
    if objetivo and not bloque:
        cambios["formulario"] = (fila.formulario, objetivo.programa.formulario)
    return cambios


def _porcentaje(fila, contenido):
    n = fila.datos.avance_numerico
    return "" if n is None else f"{n} %"


def _columna(clave, campo, ancho, tipo=Tipo.TEXTO, **mas):
    numero, etiqueta = _ETIQUETAS[clave]
    return Columna(
        clave=clave,
        numero=numero,
        etiqueta=etiqueta,
        tipo=tipo,
        nivel=Nivel.PROPIA,
        campos=(campo,),
        ancho=ancho,
        nota="" if clave in ("programa", "objetivo") else textos.NOTAS[numero],
        ayuda=textos.AYUDAS[clave],
        **mas,
    )


TABLA_AVANCES = Tabla(
    clave=CLAVE_AVANCES,
    modelo=AVANCE,
    titulo="Avance de los objetivos",
    completa=completar,
    columnas=(
        _columna("programa", "formulario", 12, Tipo.OPCIONES, opciones=(("", "—"), *textos.PROGRAMAS.items())),
        _columna(
            "objetivo",
            "objetivo_id",
            22,
            Tipo.OPCIONES,
            lee=lambda fila, contenido: fila.datos.objetivo_texto,
            elige=para_elegir,
            valida=_objetivo_posible,
            marca=_marca,
        ),
        _columna("avance", "avance", 32),
        _columna("medidas", "medidas", 26),
        _columna("recomendaciones", "recomendaciones", 26),
        _columna("responsable", "responsable", 14),
        Columna(
            clave="avance_numerico",
            numero=None,
            etiqueta=textos.ETIQUETAS_PROPIAS["avance_numerico"],
            tipo=Tipo.CORTO,
            nivel=Nivel.PROPIA,
            campos=("avance_numerico",),
            ancho=8,
            ayuda=textos.AYUDAS_PROPIAS["avance_numerico"],
            lee=_porcentaje,
            en_papel=False,
        ),
    ),
    filas=avances,
)


# --- Rules -----------------------------------------------------------------------------------------------------------

_en_fecha = partial(Hallazgo, tabla=CLAVE_FECHA)


def con_fecha(contenido):
    if not fecha_de(contenido):
        fila = next(iter(contenido.propias(MEDICION)), None)
        yield _en_fecha("III4-DATE", "una medición sin fecha", "fecha", fila and fila.numero, fila and fila.id)


def con_filas(contenido):
    if not avances(contenido):
        yield Hallazgo("III4-EMPTY", "una medición sin filas", tabla=CLAVE_AVANCES)


def de_cada_fila(contenido):
    """III4-OBJ, III4-RESP, M-PROG and OBJ-ANULADO."""
    for fila in avances(contenido):
        d = fila.datos
        en_fila = {"fila": fila.numero, "fila_id": fila.id, "tabla": CLAVE_AVANCES}
        if not d.formulario:
            yield Hallazgo("III4-OBJ", "un programa en blanco", "programa", **en_fila)
        if not d.objetivo_texto.strip():
            yield Hallazgo("III4-OBJ", "un objetivo en blanco", "objetivo", **en_fila)
        if d.recomendaciones.strip() and not d.responsable.strip():
            yield Hallazgo("III4-RESP", "una recomendación sin responsable", "responsable", **en_fila)
        suyo = getattr(d, "objetivo_formulario", None)
        if suyo and d.formulario and suyo != d.formulario:
            nombre = textos.PROGRAMAS.get(suyo, suyo)
            leido = f"un objetivo de «{nombre}» bajo «{textos.PROGRAMAS[d.formulario]}»"
            yield Hallazgo("M-PROG", leido, "programa", valores=(("programa", nombre),), **en_fila)
        if _ya_no_rige(d):
            yield Hallazgo("OBJ-ANULADO", "un objetivo anulado o eliminado después", "objetivo", **en_fila)


REGLAS = (con_fecha, con_filas, de_cada_fila)
