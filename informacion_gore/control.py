"""What III.3 puts into the control table: fixed objectives, declared weights, and the rule that compares them."""

from gestion_territorial.compromisos.models import Compromiso, Indicador, Objetivo
from gestion_territorial.flujo.errores import DatoInvalido
from gestion_territorial.formularios.declaracion import Columna, Extra, Nivel, Tabla, Tipo
from gestion_territorial.formularios.hallazgos import Hallazgo
from gestion_territorial.puntaje import PonderacionIlegible, desde_milesimas, leer_ponderacion, mostrar_ponderacion

from . import textos
from .models import Origen, PonderacionDeclarada

ORIGEN = Origen._meta.label_lower
DECLARADA = PonderacionDeclarada._meta.label_lower
PLANIFICACION = "planificacion"
_NUMERALES = textos.NOTAS_DE_ETIQUETAS


def objetivos_de(formato):
    """The three objectives that a version of the format fixes."""
    if formato == PLANIFICACION:
        return list(textos.OBJETIVOS_PLANIFICACION)
    return [textos.ETIQUETAS[numero] for numero in textos.OBJETIVOS]


def objetivos_fijos(contenido):
    return objetivos_de(contenido.formato)


def hereda_objetivo(programa, texto):
    """Last year's objective, if the version of the format that rules this year has it too."""
    if not texto or texto in objetivos_de(programa.periodo.formato(programa.formulario)):
        return texto, None
    return "", f"El formato de {programa.periodo} no tiene el objetivo «{texto}»: elija otro."


def _objetivo(fila, contenido):
    return fila.objetivo.texto if fila.objetivo else ""


def _objetivo_con_nota(fila, contenido):
    """The objective with the numeral of its note, as the planning version prints it."""
    texto = _objetivo(fila, contenido)
    notas = dict(zip(textos.OBJETIVOS_PLANIFICACION, textos.NOTAS_DE_OBJETIVOS, strict=True))
    return f"{texto} ({notas[texto]})" if texto in notas else texto


def _poner_objetivo(escritura, compromiso_id, valor):
    indicador = escritura.fila(Indicador, escritura.fila(Compromiso, compromiso_id).indicador_id)
    de_este_anio = objetivos_de(escritura.programa.periodo.formato(escritura.programa.formulario))
    if valor and valor not in de_este_anio:
        raise DatoInvalido(
            f"Ese objetivo no es de los que fija el formato de {escritura.programa.periodo}: elija uno de la lista.",
            "extra.objetivo",
        )
    objetivo = None
    if valor:
        de_igual_texto = Objetivo.objects.vivas().filter(programa=escritura.programa, texto=valor)
        objetivo = de_igual_texto.first() or escritura.crear_fila(Objetivo, {"texto": valor, "orden": indicador.orden})
    cambios = {"objetivo_id": (None, objetivo.pk if objetivo else None)}
    escritura.guardar_fila(Indicador, indicador.pk, cambios=cambios, accion="objetivo")


def _declaradas(contenido):
    return {d.compromiso_id: d for d in contenido.tablas.get(DECLARADA, [])}


def declarada(fila, contenido):
    """The declared weight of an activity, as typed."""
    suya = _declaradas(contenido).get(fila.compromiso.id)
    return suya.ponderacion_texto if suya else ""


def _declarar(escritura, compromiso_id, valor):
    valor = valor.strip()
    if valor:
        try:
            leer_ponderacion(valor)
        except PonderacionIlegible as error:
            etiqueta = textos.ETIQUETAS_PLANIFICACION["ponderacion_declarada"]
            raise DatoInvalido(f"{etiqueta}: {error}", "extra.declarada") from None
    suya = PonderacionDeclarada.objects.vivas().filter(compromiso=compromiso_id, programa=escritura.programa).first()
    if suya:
        cambios = {"ponderacion_texto": (None, valor)}
        escritura.guardar_fila(PonderacionDeclarada, suya.pk, cambios=cambios)
    elif valor:
        escritura.crear_fila(PonderacionDeclarada, {"compromiso_id": compromiso_id, "ponderacion_texto": valor})


EXTRAS = (
    Extra(
        clave="objetivo",
        etiqueta=f"{textos.ETIQUETAS[2]} (2)",
        valor=_objetivo,
        opciones=lambda contenido: [(texto, texto) for texto in objetivos_fijos(contenido)],
        guardar=_poner_objetivo,
        ayuda=textos.AYUDAS[2],
    ),
    Extra(
        clave="declarada",
        etiqueta=textos.ETIQUETAS_PLANIFICACION["ponderacion_declarada"],
        valor=declarada,
        guardar=_declarar,
        ayuda=textos.AYUDAS_PLANIFICACION["ponderacion_declarada"],
    ),
)


def pesos_distintos(contenido):
    """P-DIFF: the programme's informative weight is not the sum of its activities' declared ones."""
    origen = next(iter(contenido.tablas.get(ORIGEN, [])), None)
    declaradas = _declaradas(contenido)
    vigentes = [declaradas[f.compromiso.id] for f in contenido.filas if f.compromiso.id in declaradas]
    if origen is None or origen.ponderacion_milesimas is None or not vigentes:
        return
    suma = sum(d.ponderacion_milesimas or 0 for d in vigentes)
    if suma != origen.ponderacion_milesimas:
        programa, total = (mostrar_ponderacion(desde_milesimas(n)) for n in (origen.ponderacion_milesimas, suma))
        yield Hallazgo("P-DIFF", f"que el programa pesa {programa} y sus actividades suman {total}", tabla="origen")


def _columna(clave, campo, ancho, **mas):
    return Columna(
        clave=clave,
        numero=None,
        etiqueta=textos.ETIQUETAS_ORIGEN.get(clave) or textos.ETIQUETAS_PLANIFICACION[clave],
        nivel=Nivel.PROPIA,
        campos=(campo,),
        ancho=ancho,
        ayuda=textos.AYUDAS_ORIGEN.get(clave) or textos.AYUDAS_PLANIFICACION.get(clave, ""),
        **mas,
    )


def _peso_posible(programa, texto):
    """The sentence why it is no weight, or None; blank is one that is not declared."""
    try:
        if texto.strip():
            leer_ponderacion(texto.strip())
    except PonderacionIlegible as error:
        return f"{textos.ETIQUETAS_PLANIFICACION['ponderacion_programa']}: {error}"
    return None


TABLA_ORIGEN = Tabla(
    clave="origen",
    modelo=ORIGEN,
    nombre="origen",
    titulo=textos.TITULO_ORIGEN,
    unica=True,
    columnas=(
        _columna("tipo", "tipo", 12, tipo=Tipo.OPCIONES, opciones=(("", "—"), *textos.ORIGENES.items())),
        _columna("fecha", "fecha", 8, tipo=Tipo.FECHA),
        _columna("documento", "documento", 12, tipo=Tipo.TEXTO),
        _columna("formato", "formato", 14, tipo=Tipo.TEXTO),
        _columna("contenido", "contenido", 18, tipo=Tipo.TEXTO),
        _columna("periodicidad", "periodicidad", 10, tipo=Tipo.TEXTO),
        _columna("interes", "interes", 18, tipo=Tipo.MARCAS, opciones=tuple(textos.INTERES.items())),
        _columna("ponderacion_programa", "ponderacion_texto", 8, tipo=Tipo.CORTO, valida=_peso_posible),
    ),
    filas=lambda contenido: contenido.propias(ORIGEN),
)


def ponderacion_del_programa(contenido):
    """The programme's informative weight, for the line above the planning table."""
    origen = next(iter(contenido.tablas.get(ORIGEN, [])), None)
    etiqueta = f"{textos.ETIQUETAS_PLANIFICACION['ponderacion_programa']} ({_NUMERALES['ponderacion_programa']})"
    return [(etiqueta, origen.ponderacion_texto if origen else "")]


def tabla_de_planificacion():
    """III.2.1: the planning version's five columns over the same commitments. Only printed."""
    e, n = textos.ETIQUETAS_PLANIFICACION, textos.NOTAS_PLANIFICACION
    columnas = (
        ("objetivo", Nivel.OBJETIVO, 18, _objetivo_con_nota),
        ("actividad", Nivel.COMPROMISO, 32, lambda f, c: f.compromiso.texto),
        ("verificacion", Nivel.COMPROMISO, 24, lambda f, c: f.compromiso.verificacion),
        ("ponderacion_declarada", Nivel.COMPROMISO, 10, declarada),
        ("unidad", Nivel.COMPROMISO, 16, lambda f, c: f.compromiso.unidad),
    )
    return Tabla(
        clave="planificacion",
        columnas=tuple(
            Columna(
                clave=clave,
                numero=_NUMERALES.get(clave),
                etiqueta=e[clave],
                tipo=Tipo.TEXTO,
                nivel=nivel,
                ancho=ancho,
                nota=n.get(_NUMERALES.get(clave), ""),
                lee=lee,
            )
            for clave, nivel, ancho, lee in columnas
        ),
        filas=lambda contenido: contenido.filas,
    )
