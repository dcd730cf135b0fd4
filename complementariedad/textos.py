"""Official headings, labels and notes of form III.2; constants only.

Headings and labels are those of the ministry's format; notes and hints say the same facts in our own words.
Placeholders: ``{anio}`` (year of the period) and ``{umbral}`` (threshold of the period as shown, without the % sign).
"""

TITULO = (
    "Programa de Complementariedad Territorial {anio} "
    "(mejoras en la complementariedad territorial de los productos en el territorio)"
)
ACTIVIDAD = "Actividad III. 2:"

GRUPO_RESULTADOS = "Control de Resultados"
GRUPO_OPERACIONAL = "Control Operacional"

# The number of a label is the one the format prints in parentheses after it: 2–6 are the table of coordination bodies
# (instancias), 7–15 the control table, 16 and 17 its foot. In label 4 the blank after «el/» is the format's.
ETIQUETAS = {
    1: "REGIÓN",
    2: "Identificación de la instancia",
    3: "Principal problema a resolver el año {anio}",
    4: "Territorio(s) en el/ los que opera",
    5: "Instituciones participantes",
    6: "Productos o subproductos",
    7: "Objetivos específicos",
    8: "Indicador",
    9: "Resultado anual del indicador",
    10: "Meta anual o actividades comprometidas",
    11: "Unidad Responsable",
    12: "Medio de verificación",
    13: "Ponderación (%)",
    14: "Cumple/no cumple",
    15: "Ponderación ganada",
    16: "Desempeño Anual Región - Programa de Complementariedad Territorial {anio} (%)",
    17: "Desempeño Anual Servicio (CUMPLE /NO CUMPLE)",
}

# What each column asks for.
NOTAS = {
    1: (
        "La región y la autoridad que responde por el Servicio en ella (una dirección regional o una seremi) y que "
        "asume este programa."
    ),
    2: (
        "El nombre de la instancia en que se compromete el programa: una comisión, una mesa o reuniones con otra "
        "institución. Una misma instancia puede aparecer más de una vez, con problemas distintos."
    ),
    3: (
        "El problema del territorio que más ocupará en {anio} a todas las instituciones de la instancia y que esperan "
        "resolver juntas."
    ),
    4: (
        "La parte de la región en que la instancia actúa: la región completa, provincias, comunas u otro territorio "
        "que la instancia haya delimitado."
    ),
    5: "Las instituciones que toman parte en la instancia, una por línea.",
    6: "Los productos o subproductos del gobierno en la región que la instancia compromete, uno por línea.",
    7: (
        "Lo que el programa se propone lograr en el año. Cada objetivo puede señalar la instancia por la que se "
        "compromete."
    ),
    8: (
        "La medida con que se sabrá si el objetivo dio el resultado esperado. Se calcula una sola vez, cuando termina "
        "el año."
    ),
    9: (
        "El valor que alcanzó el indicador, escrito una vez terminado el año {anio}. Su análisis e interpretación "
        "corresponden a la etapa 4."
    ),
    10: (
        "La meta del año, si el objetivo dura más de un año; si no, bastan las actividades con que se cumplirá. Quien "
        "trabaja con actividades compromete dos o más por objetivo."
    ),
    11: (
        "La unidad o el cargo que responde: uno solo para el objetivo o la meta, o uno por actividad, según el "
        "control que el Servicio necesite."
    ),
    12: (
        "El documento o registro con que se comprobará el compromiso. Con metas anuales basta el de la meta; con "
        "actividades, cada una lleva el suyo."
    ),
    13: (
        "Con metas anuales, cada meta lleva su ponderación y entre todas suman 100 %. Con actividades, todas pesan lo "
        "mismo y el sistema calcula ese peso."
    ),
    14: (
        "«Sí» solo cuando la meta o la actividad se cumplió al 100 %; «no» si no se cumplió o se cumplió en parte. Un "
        "avance parcial no otorga ponderación."
    ),
    15: (
        "La ponderación de la meta o actividad, si la respuesta es «sí»; cero, si es «no». El sistema la calcula y la "
        "deja en blanco mientras no haya respuesta."
    ),
    16: (
        "Suma de las ponderaciones ganadas por la región en este programa, que se valida con {umbral} % o más de sus "
        "metas o actividades cumplidas."
    ),
    17: (
        "Resultado nacional del Servicio en {anio} para este programa. Es CUMPLE si todas las regiones que lo "
        "comprometen alcanzan {umbral} % o más, y NO CUMPLE si una o más quedan por debajo. Se imprime una sola vez, "
        "después de las regiones."
    ),
}

# One line beside the editor's field.
AYUDAS = {
    2: "Escriba el nombre de la comisión, mesa o reunión; puede repetirlo si trata más de un problema.",
    3: "Escriba el problema que la instancia quiere resolver este año.",
    4: "Elija región, provincias o comunas y, si hace falta, agregue una precisión escrita.",
    5: "Escriba las instituciones, una por línea, sin nombres de personas.",
    6: "Escriba los productos o subproductos comprometidos, uno por línea.",
    7: "Escriba el objetivo y, si corresponde, elija la instancia por la que se compromete.",
    8: "Escriba el indicador y, si es un porcentaje, el total sobre el que se calcula.",
    9: "Escriba el resultado que alcanzó el indicador al terminar el año.",
    10: "Escriba la meta del año con su cantidad, o las actividades: dos o más por objetivo.",
    11: "Escriba la unidad o el cargo que responde, sin nombres de personas.",
    12: "Escriba el documento o registro con que se comprobará el cumplimiento.",
    13: "Escriba un número de 0 a 100, por ejemplo 12,5; en la modalidad de actividades no se escribe.",
    14: "Elija «sí» solo si se cumplió al 100 %; un cumplimiento parcial es «no».",
}
