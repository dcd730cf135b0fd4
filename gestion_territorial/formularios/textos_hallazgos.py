"""Spanish wording of the findings of every form, written once for screen, import and exports; constants only.

The sentence a user reads is built as
    "Fila {fila}, {columna}: se leyó {leido}; se espera {esperado}. {remedio}"
and findings about the whole form leave row and column out. ``esperado`` therefore begins in lower case and ends
without a full stop; ``remedio`` is a complete sentence.
"""

# Placeholders inside the texts below (every other text has none):
#   W-SUM   {diferencia}  what separates the sum from 100, e.g. "faltan 96,50" or "sobran 1,50"
#   M-MIX   {modalidad}   modality of the programme, "METAS" or "ACTIVIDADES"
#   D-DUP   {fila_igual}  number of the earlier row with the same objective and indicator
#   M-PROG  {programa}    block of the objective's own programme, e.g. "Complementariedad"
#
# What the caller passes as {leido}, so that the sentence reads well:
#   W-SUM      que las ponderaciones suman 3,50    W-MISSING  una ponderación en blanco
#   W-ZERO     0                                   W-BAD      «1.000,5»
#   M-MIX      una ponderación en una actividad    A-MIN2     1 actividad para el objetivo
#   O-ORPHAN   una fila sin objetivo               I-MISSING  un indicador en blanco
#   G-MISSING  una fila sin meta ni actividades    U-MISSING  una unidad en blanco
#   V-MISSING  un medio de verificación en blanco  V-TBD      «Por definir»
#   W-COPY     la marca «por confirmar»            R-EARLY    un resultado escrito antes del cierre
#   R-MISSING  un resultado en blanco              C-PENDING  un compromiso sin respuesta
#   EMPTY      un programa sin filas               D-DUP      el mismo objetivo con el mismo indicador
#   INST-NONE  un programa sin instancias          INST-PROBLEM  una instancia sin problema
#   III4-EMPTY una medición sin filas              III4-DATE  una medición sin fecha
#   III4-OBJ   un objetivo (o programa) en blanco
#   III4-RESP  una recomendación sin responsable   P-DIFF     que el programa pesa 2,50 y sus actividades suman 4,50
CATALOGO = {
    "W-SUM": {
        "nombre": "Las ponderaciones no suman 100",
        "esperado": "que sumen exactamente 100,00",
        "remedio": "Corrija las ponderaciones de las metas ({diferencia}) o use «Proporcional a 100».",
    },
    "W-MISSING": {
        "nombre": "Falta la ponderación",
        "esperado": "una ponderación para cada meta",
        "remedio": "Escriba la ponderación de la meta o use «Repartir hasta 100».",
    },
    "W-ZERO": {
        "nombre": "Ponderación cero",
        "esperado": "una ponderación mayor que cero",
        "remedio": "Escriba otra ponderación si la meta debe influir en el resultado de la región.",
    },
    "W-BAD": {
        "nombre": "Ponderación ilegible",
        "esperado": "un número de 0 a 100 con tres decimales como máximo, por ejemplo 12,5",
        "remedio": "Escriba solo el número, con coma decimal si la necesita; lo anotado se conserva junto a la celda.",
    },
    "M-MIX": {
        "nombre": "Modalidades mezcladas",
        "esperado": (
            "que en METAS solo las metas lleven ponderación y respuesta, y que en ACTIVIDADES no se escriba "
            "ninguna ponderación"
        ),
        "remedio": "Borre lo que no corresponda a la modalidad {modalidad} o cambie la modalidad del programa.",
    },
    "A-MIN2": {
        "nombre": "Menos de dos actividades",
        "esperado": "un mínimo de dos actividades por objetivo, contadas entre todos sus indicadores",
        "remedio": "Agregue las actividades que falten.",
    },
    "O-ORPHAN": {
        "nombre": "Fila sin objetivo",
        "esperado": "que toda fila pertenezca a un objetivo",
        "remedio": "Escriba el objetivo o use «Unir con la fila siguiente» si es la continuación de otra fila.",
    },
    "I-MISSING": {
        "nombre": "Falta el indicador",
        "esperado": "el indicador con que se medirá el objetivo",
        "remedio": "Escriba el indicador que se fijó en la etapa 2.",
    },
    "G-MISSING": {
        "nombre": "Nada comprometido",
        "esperado": "una meta o sus actividades, si la modalidad es METAS, o al menos una actividad, si es ACTIVIDADES",
        "remedio": "Escriba lo que la región compromete para este indicador.",
    },
    "U-MISSING": {
        "nombre": "Falta la unidad responsable",
        "esperado": "la unidad o el cargo que responde por el compromiso",
        "remedio": "Escriba la unidad o el cargo, sin nombres de personas.",
    },
    "V-MISSING": {
        "nombre": "Falta el medio de verificación",
        "esperado": "el documento o registro que comprobará el compromiso",
        "remedio": "Escriba el medio de verificación.",
    },
    "V-TBD": {
        "nombre": "Medio de verificación por definir",
        "esperado": "un medio de verificación ya definido",
        "remedio": "Escriba el documento o registro que se usará.",
    },
    "W-COPY": {
        "nombre": "Fila copiada por confirmar",
        "esperado": "una fila revisada para este período",
        "remedio": "Revise la fila copiada, corríjala si hace falta y confírmela.",
    },
    "R-EARLY": {
        "nombre": "Resultado anticipado",
        "esperado": "que los resultados se escriban en la etapa de cierre",
        "remedio": (
            "Revise el texto, que se conserva como resultado anticipado: puede pasarlo a la meta ahora o al resultado "
            "cuando corresponda."
        ),
    },
    "R-MISSING": {
        "nombre": "Falta el resultado",
        "esperado": "el resultado anual del indicador",
        "remedio": "Escriba el resultado que alcanzó el indicador al terminar el año.",
    },
    "C-PENDING": {
        "nombre": "Falta la respuesta",
        "esperado": "una respuesta, «sí» o «no», para cada compromiso",
        "remedio": "Elija «sí» si se cumplió al 100 %, o «no» en cualquier otro caso.",
    },
    "E-MISSING": {
        "nombre": "Falta la evidencia",
        "esperado": "al menos un archivo, o una referencia al documento, que pruebe el «sí»",
        "remedio": "Suba el documento que prueba el cumplimiento, o anote dónde está guardado.",
    },
    "EMPTY": {
        "nombre": "Programa sin filas",
        "esperado": "al menos un objetivo con su compromiso",
        "remedio": "Agregue la primera fila o declare que la región no compromete este programa.",
    },
    "D-DUP": {
        "nombre": "Fila repetida",
        "esperado": "que cada indicador aparezca una sola vez dentro de su objetivo",
        "remedio": "Compare esta fila con la fila {fila_igual} y elimine o corrija la que sobre.",
    },
    "P-DIFF": {
        "nombre": "El peso del programa no coincide con el de sus actividades",
        "esperado": "que la ponderación del programa sea la suma de las ponderaciones declaradas de sus actividades",
        "remedio": "Revise ambas cifras; son informativas y no cambian el resultado de la región.",
    },
    "III4-EMPTY": {
        "nombre": "Medición sin filas",
        "esperado": "al menos un objetivo con su avance",
        "remedio": "Use «Traer los objetivos vigentes» o agregue la primera fila.",
    },
    "III4-DATE": {
        "nombre": "Falta la fecha de la medición",
        "esperado": "el día en que se midió, dentro del año del período",
        "remedio": "Escriba la fecha de la medición.",
    },
    "III4-OBJ": {
        "nombre": "Fila sin objetivo o sin programa",
        "esperado": "una fila con su programa y su objetivo",
        "remedio": "Elija de la lista lo que falta o elimine la fila.",
    },
    "III4-RESP": {
        "nombre": "Recomendación sin responsable",
        "esperado": "el cargo o la unidad que llevará a cabo lo recomendado",
        "remedio": "Escriba el responsable, sin nombres de personas, o borre la recomendación si ya no corresponde.",
    },
    "INST-NONE": {
        "nombre": "Programa sin instancias",
        "esperado": "al menos una instancia en que la región coordine su trabajo con otras instituciones",
        "remedio": "Agregue la primera instancia o declare que la región no compromete este programa.",
    },
    "INST-PROBLEM": {
        "nombre": "Falta el problema de la instancia",
        "esperado": "el principal problema que la instancia quiere resolver en el año",
        "remedio": "Escriba el problema del año.",
    },
    "M-PROG": {
        "nombre": "Objetivo de otro programa",
        "esperado": "que cada objetivo se informe bajo su propio programa",
        "remedio": "Mueva la fila al bloque «{programa}» o déjela donde está si así se quiso informar.",
    },
    "OBJ-ANULADO": {
        "nombre": "Objetivo anulado",
        "esperado": "que se informen los objetivos vigentes",
        "remedio": "Conserve la fila, que muestra el objetivo como estaba, y no la repita en la próxima medición.",
    },
}
