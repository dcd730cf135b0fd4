"""Official headings, labels and notes of form III.1; constants only.

Headings and labels are those of the ministry's format; notes and hints say the same facts in our own words.
Placeholders: ``{anio}`` (year of the period) and ``{umbral}`` (threshold of the period as shown, without the % sign).
"""

TITULO = (
    "Programa de Trabajo de Gestión Territorial {anio} "
    "(mejoras en el diseño, acceso y distribución de los productos en el territorio)"
)
ACTIVIDAD = "Actividad III. 1."

GRUPO_RESULTADOS = "Control de Resultados"
GRUPO_OPERACIONAL = "Control Operacional"

# The number of a label is the one the format prints in parentheses after it.
ETIQUETAS = {
    1: "REGIÓN",
    2: "Objetivos específicos",
    3: "Indicador",
    4: "Resultado anual del indicador",
    5: "Meta anual o actividades comprometidas",
    6: "Unidad Responsable",
    7: "Medio de verificación",
    8: "Ponderación (%)",
    9: "Cumple/no cumple",
    10: "Ponderación ganada",
    11: "Desempeño Anual Región Programa de Trabajo (diseño, acceso y distribución) {anio} (%)",
    12: "Desempeño Anual Servicio Programa de Trabajo (diseño, acceso y distribución) {anio} (CUMPLE /NO CUMPLE)",
}

# What each column asks for.
NOTAS = {
    1: (
        "La región y la autoridad regional que responde por ella (una dirección regional o una seremi) y que asume "
        "este programa de mejoras."
    ),
    2: (
        "El mismo objetivo específico que la región presentó en la etapa 2. Lo escrito aquí debe concordar con las "
        "columnas de esa etapa."
    ),
    3: "El indicador que la etapa 2 fijó para el objetivo. Un objetivo puede tener más de un indicador.",
    4: (
        "El valor que alcanzó el indicador, escrito una vez terminado el año {anio}. Su análisis e interpretación "
        "corresponden a la etapa 4."
    ),
    5: (
        "La meta del año, cuando el objetivo abarca varios años. Si no los abarca, puede omitirla y anotar solo las "
        "actividades con que se cumplirá el objetivo. Quien trabaja con actividades compromete dos o más por objetivo."
    ),
    6: (
        "La unidad o el cargo que responde. Puede ser una sola para el objetivo o la meta, o una para cada actividad, "
        "según el control interno que necesite el Servicio."
    ),
    7: (
        "El documento o registro con que se comprobará el compromiso. Con metas anuales basta el medio de la meta y "
        "conviene omitir los de las actividades, para no multiplicarlos; con actividades, cada una lleva el suyo."
    ),
    8: (
        "Con metas anuales, cada meta lleva su ponderación y entre todas suman 100 %. Con actividades, todas las del "
        "programa pesan lo mismo y también suman 100 %: el sistema calcula ese peso."
    ),
    9: (
        "«Sí» solo cuando la meta o la actividad se cumplió al 100 %; «no» si no se cumplió o se cumplió en parte. "
        "Un avance parcial no otorga ponderación."
    ),
    10: (
        "La ponderación de la meta o actividad, si la respuesta es «sí»; cero, si es «no». El sistema la calcula y la "
        "deja en blanco mientras no haya respuesta."
    ),
    11: (
        "Suma de las ponderaciones ganadas por la región. El programa de trabajo se valida con {umbral} % o más de "
        "las metas o actividades cumplidas."
    ),
    12: (
        "Resultado nacional del Servicio en {anio}. Es CUMPLE si todas las regiones que comprometen el programa "
        "alcanzan {umbral} % o más, y NO CUMPLE si una o más quedan por debajo. Se imprime una sola vez, después de "
        "los programas de todas las regiones."
    ),
}

# One line beside the editor's field.
AYUDAS = {
    2: "Escriba el objetivo tal como se presentó en la etapa 2.",
    3: "Escriba el indicador que fijó la etapa 2 y, si es un porcentaje, el total sobre el que se calcula.",
    4: "Escriba el resultado que alcanzó el indicador al terminar el año.",
    5: "Escriba la meta del año con su cantidad, o las actividades: dos o más por objetivo.",
    6: "Escriba la unidad o el cargo que responde, sin nombres de personas.",
    7: "Escriba el documento o registro con que se comprobará el cumplimiento.",
    8: "Escriba un número de 0 a 100, por ejemplo 12,5; en la modalidad de actividades no se escribe.",
    9: "Elija «sí» solo si se cumplió al 100 %; un cumplimiento parcial es «no».",
}
