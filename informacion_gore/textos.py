"""Official headings, labels and notes of form III.3, in its two versions; constants only.

The ministry prints the planning table under «Actividad III. 2.1» and its notes under «Notas Actividad III. 3». The
system works with the control version, the one the notes describe and the only one that can be scored; the planning
version can be printed too. Headings and labels are the format's; notes and hints say the same facts in our own words.
Placeholders: ``{anio}`` (year of the period) and ``{umbral}`` (threshold of the period as shown, without the % sign).
"""

ACTIVIDAD = "Actividad III. 3:"
ACTIVIDAD_PLANIFICACION = "Actividad III. 2.1:"
# Both versions have this heading, which carries no year.
TITULO = "Programa de Trabajo para proveer de información de “interés regional” a los gobiernos regionales"

GRUPO_RESULTADOS = "Control de Resultados"
GRUPO_OPERACIONAL = "Control Operacional"

VERSIONES = {
    "control": "Versión de control (III.3)",
    "planificacion": "Versión de planificación (III.2.1)",
}

# --- Control version -------------------------------------------------------------------------------------------------

# The number of a label is the one the format prints in parentheses after it. Only 11, 12, 13 and 15 are printed in the
# 2009 documents; 1–10 and 14 are known by their notes and follow the labels of III.1.
ETIQUETAS = {
    1: "REGIÓN",
    2: "Objetivos específicos",
    3: "Indicador",
    4: "Resultado anual del indicador",
    5: "Actividades comprometidas",
    6: "Unidad Responsable",
    7: "Medio de verificación",
    8: "Ponderación (%)",
    9: "Cumple/no cumple",
    10: "Ponderación ganada",
    11: "Oferta de información al GORE",
    12: "Provisión de información",
    13: "Otros objetivos institucionales",
    14: "Desempeño Anual Región - Programa de Trabajo (información de interés regional) {anio} (%)",
    15: "Desempeño Anual Servicio (CUMPLE /NO CUMPLE)",
}
OBJETIVOS = (11, 12, 13)  # the labels that are fixed objectives, in the format's order

# What each column, objective and result asks for.
NOTAS = {
    1: (
        "La región y la autoridad regional (una dirección regional o una seremi) que asume el programa. La entrega "
        "periódica de información la instruye el Intendente o se acuerda con el gobierno regional: cuál de los dos "
        "casos es, y qué tipos de información comprende, se anota en el origen del programa."
    ),
    2: "Los objetivos vienen fijados por el formato y no se escriben; los explican las notas 11, 12 y 13.",
    3: "La medida que mostrará si el objetivo se cumplió o qué resultado dio.",
    4: (
        "El valor que alcanzó el indicador, escrito una vez terminado el año {anio}. Su análisis e interpretación "
        "corresponden a la etapa 4."
    ),
    5: "Lo que se hará para cumplir cada objetivo: dos o más actividades por objetivo, según las notas 11, 12 y 13.",
    6: "La unidad o el cargo que responde por la actividad.",
    7: "El documento o registro con que se comprobará la actividad; cada una lleva el suyo.",
    8: (
        "Todas las actividades del programa pesan lo mismo y suman 100 %: el sistema calcula ese peso. El que se "
        "declara en la versión de planificación es informativo y no entra en el resultado."
    ),
    9: (
        "«Sí» solo cuando la actividad se cumplió al 100 %; «no» si no se cumplió o se cumplió en parte. Un avance "
        "parcial no otorga ponderación."
    ),
    10: (
        "La ponderación de la actividad, si la respuesta es «sí»; cero, si es «no». El sistema la calcula y la deja "
        "en blanco mientras no haya respuesta."
    ),
    11: (
        "Aquí van las actividades con que el Servicio da a conocer al gobierno regional qué información propia, "
        "separada por territorio, puede entregarle."
    ),
    12: (
        "Aquí van las entregas de información al gobierno regional, hechas con el formato, contenido y periodicidad "
        "que ambos hayan acordado."
    ),
    13: (
        "Aquí van otros propósitos del Servicio en regiones que tengan que ver con entregar información separada por "
        "territorio: a sus propias jefaturas regionales, a las personas que atiende o al gobierno regional."
    ),
    14: (
        "Suma de las ponderaciones ganadas por la región en este programa, que se valida con {umbral} % o más de sus "
        "actividades cumplidas."
    ),
    15: (
        "Resultado nacional del Servicio en {anio} para este programa. Es CUMPLE si todas las regiones que lo "
        "comprometen alcanzan {umbral} % o más, y NO CUMPLE si una o más quedan por debajo. Se imprime una sola vez, "
        "después de las regiones."
    ),
}

# One line beside the editor's field.
AYUDAS = {
    2: "El objetivo está fijado por el formato; elija aquel al que pertenece la actividad.",
    3: "Escriba cómo se medirá el objetivo y, si es un porcentaje, el total sobre el que se calcula.",
    4: "Escriba el resultado que alcanzó el indicador al terminar el año.",
    5: "Escriba una actividad; cada objetivo necesita dos o más.",
    6: "Escriba la unidad o el cargo que responde, sin nombres de personas.",
    7: "Escriba el documento o registro con que se comprobará la actividad.",
    8: "No se escribe: todas las actividades pesan lo mismo y el sistema lo calcula.",
    9: "Elija «sí» solo si la actividad se cumplió al 100 %; un cumplimiento parcial es «no».",
}

# --- Planning version ------------------------------------------------------------------------------------------------

ETIQUETAS_PLANIFICACION = {
    "institucion": "INSTITUCIÓN / REGIÓN:",
    "ponderacion_programa": "Ponderación Programa de Trabajo (%)",
    "objetivo": "Objetivo",
    "actividad": "Actividades comprometidas",
    "verificacion": "Medio de verificación",
    "ponderacion_declarada": "Ponderación actividad(%)",
    "unidad": "Unidad Responsable",
}
OBJETIVOS_PLANIFICACION = (
    "Definición de información a proveer",
    "Diseño procedimiento de entrega",
    "Gestión y control de su provisión",
)

# The format's end notes: i stands at the heading, ii and iii at the two figures above the table, iv to vii at its
# columns, viii to x at its objectives.
NOTAS_PLANIFICACION = {
    "i": (
        "Con este programa el Servicio cumple la exigencia técnica de dejar formalizada, ante cada gobierno regional, "
        "la entrega periódica de información."
    ),
    "ii": "La institución y la región, con la autoridad regional que asume el programa.",
    "iii": (
        "El peso que el Servicio da a este programa entre los de la región. Es informativo: no entra en el resultado."
    ),
    "iv": "Lo que se hará para cumplir cada objetivo, según las notas viii, ix y x.",
    "v": "El documento o registro con que se comprobará la actividad.",
    "vi": (
        "El peso que el Servicio declara para la actividad. Es informativo: en el resultado, todas las actividades "
        "pesan lo mismo."
    ),
    "vii": "La unidad o el cargo que responde por la actividad.",
    "viii": (
        "Qué información se entregará. Es de interés regional la que trata de los productos que se ofrecen en la "
        "región y en sus comunas, del gasto anual de la oficina regional, de la inversión anual y sus proyectos, y de "
        "las personas atendidas por producto y por comuna."
    ),
    "ix": "Las actividades con que se acuerda con el gobierno regional cómo, qué y cada cuánto se entregará.",
    "x": (
        "Las actividades con que el Servicio se asegura de cumplir lo acordado; por ejemplo, prever qué necesita cada "
        "oficina regional para entregar la información: trámites, personal e informática."
    ),
}
NOTAS_DE_ETIQUETAS = {
    "titulo": "i",
    "institucion": "ii",
    "ponderacion_programa": "iii",
    "actividad": "iv",
    "verificacion": "v",
    "ponderacion_declarada": "vi",
    "unidad": "vii",
}
NOTAS_DE_OBJETIVOS = ("viii", "ix", "x")  # in the order of OBJETIVOS_PLANIFICACION

AYUDAS_PLANIFICACION = {
    "ponderacion_programa": "Escriba un número de 0 a 100, por ejemplo 2,5; es solo informativo.",
    "objetivo": "El objetivo está fijado por el formato; elija aquel al que pertenece la actividad.",
    "actividad": "Escriba una actividad; cada objetivo necesita dos o más.",
    "verificacion": "Escriba el documento o registro con que se comprobará la actividad.",
    "ponderacion_declarada": "Escriba un número de 0 a 100, por ejemplo 1,5; es solo informativo.",
    "unidad": "Escriba la unidad o el cargo que responde, sin nombres de personas.",
}

# --- Where the programme comes from ----------------------------------------------------------------------------------

TITULO_ORIGEN = "Origen del programa"
ORIGENES = {
    "acuerdo": "Acuerdo con el gobierno regional",
    "instruccion": "Instrucción del Intendente",
}
ETIQUETAS_ORIGEN = {
    "tipo": "Origen",
    "fecha": "Fecha del acuerdo o de la instrucción",
    "documento": "Documento",
    "formato": "Formato de la información",
    "contenido": "Contenido",
    "periodicidad": "Periodicidad",
    "interes": "Información de interés regional",
}
AYUDAS_ORIGEN = {
    "tipo": "Elija si el programa nace de un acuerdo o de una instrucción.",
    "fecha": "Escriba la fecha del documento, día-mes-año.",
    "documento": "Escriba el tipo y el número del documento, por ejemplo Oficio N.° 120.",
    "formato": "Escriba cómo se entrega: planilla, informe impreso, registro en un sistema.",
    "contenido": "Escriba qué datos se entregan y con qué detalle territorial.",
    "periodicidad": "Escriba cada cuánto se entrega, por ejemplo «mensual».",
    "interes": "Marque uno o más tipos de información.",
}
INTERES = {
    "oferta": "Productos y subproductos que se ofrecen en la región y en sus comunas",
    "gastos": "Programa anual de gastos del Servicio en la región",
    "inversiones": "Programa anual de inversiones y proyectos, por comuna o territorio",
    "clientes": "Personas atendidas, por producto y por comuna o territorio",
}
