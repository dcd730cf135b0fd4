"""From a programme's content to its block on paper: the form's declaration walked once, for whichever form."""

from gestion_territorial.formularios.declaracion import Nivel, Tipo
from gestion_territorial.formularios.valores import SIGNOS, valor
from gestion_territorial.puntaje import Resultado, mostrar, mostrar_ponderacion, puntuar, sin_aprobar

from .partes import NO_COMPROMETE, Bloque, Celda, ColumnaImpresa, LineaFinal, TablaImpresa
from .texto import imprimible

SUMAN = (Tipo.PONDERACION, Tipo.GANADA)
CLASES = {Tipo.PONDERACION: "numero", Tipo.GANADA: "numero", Tipo.RESPUESTA: "respuesta"}
ABRE = {Nivel.OBJETIVO: "abre_objetivo", Nivel.INDICADOR: "abre_indicador"}
ANULADA = "anulado por enmienda"
HASH_CORTO = 12  # digits that tell one file from another at a glance
SIMULACION = "Simulación, aún sin aprobar."
NUNCA_APROBADO = "Se cerró de oficio y nunca se aprobó."


def bloque(*, formulario, formato, programa, contenido, aprobado, estado, uso, cerrado=False):
    """The block of one region, in one version of the form's format.

    `aprobado` tells whether what is printed was approved: before that the score is a simulation, and a declaration of
    not committing does not count yet, unless it was `cerrado` all the same. `estado` is the word for it; `uso` the
    version it is.
    """
    periodo, cabecera = programa.periodo, contenido.cabecera
    no_compromete = cabecera.no_compromete and aprobado
    puntaje = puntuar(
        modalidad=contenido.modalidad, compromete=not no_compromete, agregado=contenido.agregado, umbral=periodo.umbral
    )
    avisos = []
    if no_compromete:
        avisos.append(NO_COMPROMETE)
    elif cabecera.no_compromete:
        avisos.append("La región declara que no compromete este programa; la declaración aún no está aprobada.")
    return Bloque(
        codigo=programa.region.codigo,
        region=programa.region.nombre,
        autoridad=imprimible(cabecera.autoridad).strip(),
        estado=estado,
        etiqueta=numerada(formato.region, formulario, periodo),
        tablas=tuple(_tabla(t, formulario, periodo, contenido, vacia=no_compromete) for t in formato.tablas),
        desempeno=_desempeno(formulario, periodo, contenido, puntaje, aprobado, cerrado)
        if formulario.desempeno and formato.con_resultado
        else None,
        uso=uso,
        avisos=tuple(avisos),
        institucion=imprimible(programa.servicio.nombre) if formato.con_institucion else "",
        encabezados=tuple(
            (formulario.con_periodo(etiqueta, periodo), imprimible(texto))
            for etiqueta, texto in (formato.encabezados(contenido) if formato.encabezados else ())
        ),
        evidencias=_evidencias(contenido)
        if formulario.desempeno and formato.con_resultado and not no_compromete
        else (),
    )


def _evidencias(contenido):
    """«Fila 3: informe.pdf (SHA-256 3fa9c1d2e4b5…)» for each file, row by row; the whole hash is in the version."""
    return tuple(
        imprimible(f"Fila {fila.numero}: {e.nombre} (SHA-256 {e.sha256[:HASH_CORTO]}…)")
        for fila in contenido.filas
        for e in fila.evidencias
        if e.sha256
    )


def numerada(par, formulario, periodo):
    """«REGIÓN (1)», from a declaration's (number, label)."""
    numero, etiqueta = par
    texto = formulario.con_periodo(etiqueta, periodo)
    return f"{texto} ({numero})" if numero else texto


def umbral_de(formulario, periodo):
    """The threshold as texts of the form say it: «90 %»."""
    return formulario.con_periodo("{umbral} %", periodo)


def _tabla(tabla, formulario, periodo, contenido, *, vacia):
    lineas = [] if vacia else list(tabla.filas(contenido))
    valores = [[valor(columna, fila, contenido) for columna in tabla.columnas] for fila in lineas]
    anuladas = [bool(getattr(getattr(fila, "compromiso", None), "anulado", False)) for fila in lineas]
    marcada = next((n for n, c in enumerate(tabla.columnas) if c.nivel == Nivel.COMPROMISO), None)
    filas = tuple(
        tuple(
            _celda(columna, fila, valores[n][k], anuladas[n:], marca=k == marcada and anuladas[n])
            for k, columna in enumerate(tabla.columnas)
        )
        for n, fila in enumerate(lineas)
    )
    return TablaImpresa(
        clave=tabla.clave,
        grupos=tuple((grupo, cuantas) for grupo, cuantas in tabla.grupos),
        columnas=tuple(
            ColumnaImpresa(
                c.clave, numerada((c.numero, c.etiqueta), formulario, periodo), c.ancho, CLASES.get(c.tipo, "texto")
            )
            for c in tabla.columnas
        ),
        filas=filas,
        totales=_totales(tabla, valores, anuladas, periodo) if lineas else (),
    )


def _celda(columna, fila, valor_, anuladas, *, marca):
    """The cell, or None where the one above spans over this line. `anuladas` tells it of this line and those below."""
    tramo = getattr(fila, ABRE[columna.nivel], 1) if columna.nivel in ABRE else 1
    if not tramo:
        return None
    notas = [n for n in (valor_.nota, ANULADA if marca else "") if n]
    return Celda(
        texto=imprimible(valor_.texto),
        es_numero=valor_.numero is not None,
        nota=imprimible("; ".join(notas)),
        filas=tramo,
        anulada=all(anuladas[:tramo]),
    )


def _totales(tabla, valores, anuladas, periodo):
    """The exact sum of each column of weights, annulled lines outside. Empty where no column adds anything up."""
    celdas = []
    for k, columna in enumerate(tabla.columnas):
        sumandos = [fila[k].numero for fila, anulada in zip(valores, anuladas, strict=True) if not anulada]
        sumandos = [n for n in sumandos if n is not None] if columna.tipo in SUMAN else []
        celdas.append(Celda(_suma(sum(sumandos), periodo.umbral), es_numero=True) if sumandos else Celda(""))
    return tuple(celdas) if any(c.es_numero for c in celdas) else ()


def _suma(total, umbral):
    """All its digits where three decimals hold them; else two, on the true side of the threshold and of 100."""
    return mostrar_ponderacion(total) if (total * 1000).denominator == 1 else mostrar(total, umbral)


def _desempeno(formulario, periodo, contenido, puntaje, aprobado, cerrado):
    """Line (11). Before approval its figure is a simulation and the result that counts is PENDIENTE, or VACIO.

    What was closed without ever being approved has no figure, and counts.
    """
    if cerrado and not aprobado:
        resultado = sin_aprobar(puntaje, cerrado=True).resultado
        return LineaFinal(
            etiqueta=numerada(formulario.desempeno, formulario, periodo),
            valor=str(resultado),
            resultado=str(resultado),
            signo=SIGNOS[resultado],
            detalle=NUNCA_APROBADO,
        )
    resultado = puntaje.resultado if aprobado or puntaje.resultado == Resultado.VACIO else Resultado.PENDIENTE
    es_numero = puntaje.resultado in (Resultado.CUMPLE, Resultado.NO_CUMPLE)
    valor_ = puntaje.mostrado if es_numero else puntaje.rango or str(puntaje.resultado)
    razon = _razon(formulario, periodo, contenido, puntaje)
    detalle = razon if valor_ == puntaje.resultado else f"{puntaje.resultado}: {razon}"
    return LineaFinal(
        etiqueta=numerada(formulario.desempeno, formulario, periodo),
        valor=valor_,
        es_numero=es_numero,
        resultado=str(resultado),
        signo=SIGNOS[resultado],
        detalle=detalle if aprobado or puntaje.resultado == Resultado.VACIO else f"{SIMULACION} {detalle}",
    )


def _razon(formulario, periodo, contenido, puntaje):
    """Why the score is what it is, in a few words."""
    umbral, agregado = umbral_de(formulario, periodo), contenido.agregado
    match puntaje.resultado:
        case Resultado.CUMPLE:
            return f"alcanza {umbral} o más."
        case Resultado.NO_CUMPLE:
            return f"no alcanza {umbral}."
        case Resultado.SIN_COMPROMISO:
            return NO_COMPROMETE
        case Resultado.VACIO:
            return "El programa no tiene compromisos."
        case Resultado.NO_EVALUABLE:
            return f"Las ponderaciones escritas suman {puntaje.suma_mostrada} y deben sumar 100." + (
                f" {_cuantos(agregado.sin_ponderacion, 'fila no tiene', 'filas no tienen')} ponderación legible."
                if agregado.sin_ponderacion
                else ""
            )
    faltan = _cuantos(agregado.pendientes, "compromiso", "compromisos") + " sin respuesta"
    seguro = {"ASEGURADO": f"; ya asegura {umbral}", "PERDIDO": f"; ya no puede alcanzar {umbral}"}
    return f"{faltan}{seguro.get(puntaje.anticipado, '')}."


def _cuantos(n, singular, plural):
    return f"{n} {singular if n == 1 else plural}"
