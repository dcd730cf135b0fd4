"""The table of bodies and its rules, and the link from an objective to its body."""

from gestion_territorial.compromisos.models import Compromiso, Indicador
from gestion_territorial.flujo.errores import DatoInvalido
from gestion_territorial.formularios.declaracion import Columna, Extra, Nivel, Tabla, Tipo
from gestion_territorial.formularios.hallazgos import Hallazgo
from gestion_territorial.formularios.territorios import ajenos, heredados, nombres

from . import textos
from .models import Instancia, ObjetivoInstancia

MODELO = Instancia._meta.label_lower
ENLACE = ObjetivoInstancia._meta.label_lower
CLAVE = "instancias"
MAXIMO_DE_CIFRAS = 18  # of a row's id

_COLUMNAS = (
    ("identificacion", Tipo.TEXTO, ("identificacion",), 16),
    ("problema", Tipo.TEXTO, ("problema",), 26),
    ("territorios", Tipo.TERRITORIO, ("territorios", "territorio_texto"), 16),
    ("instituciones", Tipo.LISTA, ("instituciones",), 18),
    ("productos", Tipo.LISTA, ("productos",), 24),
)


def territorios_en_palabras(fila, contenido):
    """Column (4): the names of what was picked, and the free text."""
    datos = fila.datos
    return "\n".join(filter(None, [", ".join(nombres(datos.territorios)), datos.territorio_texto]))


TABLA = Tabla(
    clave=CLAVE,
    modelo=MODELO,
    nombre="instancia",
    titulo="Instancias de complementariedad",
    columnas=tuple(
        Columna(
            clave=clave,
            numero=numero,
            etiqueta=textos.ETIQUETAS[numero],
            tipo=tipo,
            nivel=Nivel.PROPIA,
            campos=campos,
            ancho=ancho,
            nota=textos.NOTAS[numero],
            ayuda=textos.AYUDAS.get(numero, ""),
            lee=territorios_en_palabras if clave == "territorios" else None,
            valida=ajenos if clave == "territorios" else None,
            hereda=heredados if clave == "territorios" else None,
        )
        for numero, (clave, tipo, campos, ancho) in enumerate(_COLUMNAS, start=2)
    ),
    filas=lambda contenido: contenido.propias(MODELO),
)


def al_menos_una(contenido):
    if not contenido.cabecera.no_compromete and not contenido.propias(MODELO):
        yield Hallazgo("INST-NONE", "un programa sin instancias", tabla=CLAVE)


def con_problema(contenido):
    for fila in contenido.propias(MODELO):
        if not fila.datos.problema.strip():
            yield Hallazgo("INST-PROBLEM", "un problema en blanco", "problema", fila.numero, fila.id, tabla=CLAVE)


def _enlaces(contenido):
    return {e.objetivo_id: e for e in contenido.tablas.get(ENLACE, [])}


def _instancia_de(fila, contenido):
    enlace = _enlaces(contenido).get(fila.objetivo.id) if fila.objetivo else None
    return str(enlace.instancia_id) if enlace else ""


def _opciones(contenido):
    return [
        (str(f.id), f"{f.numero}. {f.datos.identificacion or 'Sin nombre'}"[:90]) for f in contenido.propias(MODELO)
    ]


def _enlazar(escritura, compromiso_id, valor):
    indicador = escritura.fila(Indicador, escritura.fila(Compromiso, compromiso_id).indicador_id)
    if not indicador.objetivo_id:
        raise DatoInvalido("Escriba primero el objetivo; después elija su instancia.", "extra.instancia")
    enlace = ObjetivoInstancia.objects.vivas().filter(objetivo=indicador.objetivo_id).first()
    if not valor:
        if enlace:
            escritura.eliminar_fila(ObjetivoInstancia, enlace.pk)
        return
    instancia = _de_este_programa(escritura, valor)
    if enlace:
        escritura.guardar_fila(ObjetivoInstancia, enlace.pk, cambios={"instancia_id": (None, instancia.pk)})
    else:
        escritura.crear_fila(ObjetivoInstancia, {"objetivo_id": indicador.objetivo_id, "instancia_id": instancia.pk})


def _de_este_programa(escritura, valor):
    suya = valor.isascii() and valor.isdigit() and len(valor) <= MAXIMO_DE_CIFRAS
    instancia = Instancia.objects.vivas().filter(programa=escritura.programa, pk=valor).first() if suya else None
    if instancia is None:
        raise DatoInvalido(
            "Esa instancia no es de este programa o fue eliminada: elija una de las instancias de la lista.",
            "extra.instancia",
        )
    return instancia


EXTRA = Extra(
    clave="instancia",
    etiqueta="Instancia a través de la cual se compromete",
    valor=_instancia_de,
    opciones=_opciones,
    guardar=_enlazar,
    ayuda="Elija la instancia, si el objetivo se compromete en una.",
)
