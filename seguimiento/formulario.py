"""III.4, declared: it is not scored, and a region has one or more of it a year, one for each measurement."""

from gestion_territorial.compromisos.models import Estado
from gestion_territorial.formularios.declaracion import Accion, Formulario

from . import ejemplo, textos
from .mediciones import nueva, nueva_con_textos, traer_objetivos
from .tablas import REGLAS, TABLA_AVANCES, TABLA_FECHA, encabezados

FORMULARIO = Formulario(
    codigo="III.4",
    ruta="iii-4",
    actividad=textos.ACTIVIDAD,
    titulo=textos.TITULO,
    region=(textos.REGION["numero"], textos.REGION["etiqueta"]),
    desempeno=None,
    veredicto=None,
    tablas=(TABLA_FECHA, TABLA_AVANCES),
    notas=textos.NOTAS,
    reglas=REGLAS,
    puntua=False,
    modalidades=("METAS",),
    palabras={Estado.APROBADO: "Aceptado"},
    etapa="avance",
    serie="medición",
    encabezados=encabezados,
    ejemplo=ejemplo.cargar,
    acciones=(
        Accion("traer-objetivos", "Traer los objetivos vigentes", traer_objetivos),
        Accion("nueva-medicion", "Nueva medición, en blanco", nueva, al_escribir=False),
        Accion("nueva-con-textos", "Nueva medición, con los textos de la última", nueva_con_textos, al_escribir=False),
    ),
)
