"""Official headings, labels and notes of form III.4; constants only.

Headings and labels are those of the ministry's format; notes and hints say the same facts in our own words.
Placeholder: ``{anio}`` (year of the period).
"""

TITULO = "Análisis del avance en la implementación de los Programas de Trabajo {anio}"
ACTIVIDAD = "Actividad III. 4:"

REGION = {"clave": "region", "numero": 1, "etiqueta": "REGIÓN"}

# The columns in the format's order. The format prints (2) after two of them and no number after the first; it is kept
# as it is, so a number does not identify a column here: `clave` does.
ETIQUETAS = [
    {"clave": "programa", "numero": None, "etiqueta": "Programa de Trabajo"},
    {"clave": "objetivo", "numero": 2, "etiqueta": "Objetivos específicos"},
    {"clave": "avance", "numero": 2, "etiqueta": "Avance efectivo en la implementación de las actividades"},
    {"clave": "medidas", "numero": 3, "etiqueta": "Avance en la implementación de las medidas de la autoridad"},
    {
        "clave": "recomendaciones",
        "numero": 4,
        "etiqueta": "Recomendaciones y compromisos para superar dificultades",
    },
    {"clave": "responsable", "numero": 5, "etiqueta": "Responsable"},
]

# The blocks of the first column, by the form whose objectives they gather, in the format's order.
PROGRAMAS = {
    "III.1": "Diseño, Acceso y Distribución",
    "III.2": "Complementariedad",
    "III.3": "Información",
}

# What each column asks for. The format's notes 2 and 3 announce recommendations «in column 3»; they stand in column 4.
NOTAS = {
    1: "La región y la autoridad que responde por el Servicio en ella (una dirección regional o una seremi).",
    2: (
        "Lo que de verdad se ha avanzado hasta el día de la medición. Destaque lo que pueda dificultar o detener las "
        "actividades, porque de ahí salen las recomendaciones de la columna 4."
    ),
    3: (
        "Cuánto han avanzado las medidas que la autoridad adoptó para apoyar las mejoras y las que previó la etapa 2 "
        "contra los efectos de factores externos. Señale sobre todo las pendientes, para recomendar qué hacer en la "
        "columna 4."
    ),
    4: "Lo que se recomienda o se compromete para salvar los obstáculos; queda en blanco si no los hay.",
    5: (
        "El cargo o la unidad que llevará a cabo lo recomendado o comprometido. Es obligatorio si la columna 4 tiene "
        "texto."
    ),
}

# One line beside the editor's field.
AYUDAS = {
    "programa": "Elija el programa bajo el cual se informa el objetivo.",
    "objetivo": "Se copia del programa tal como estaba ese día; no se escribe.",
    "avance": "Escriba qué se ha hecho hasta la fecha de la medición, con sus cantidades, y qué dificultades hay.",
    "medidas": "Escriba qué ha hecho la autoridad para apoyar el objetivo y qué le falta.",
    "recomendaciones": "Escriba qué se propone para superar las dificultades; déjelo en blanco si no las hay.",
    "responsable": "Escriba el cargo o la unidad que hará lo recomendado, sin nombres de personas.",
}

# What the system adds to the format: never printed as one of its columns.
ETIQUETAS_PROPIAS = {
    "fecha": "Fecha de la medición",
    "numero": "Medición N.°",
    "avance_numerico": "Avance estimado (%)",
}
AYUDAS_PROPIAS = {
    "fecha": "Escriba el día en que se mide, dentro del año del período.",
    "avance_numerico": "Escriba un número entero de 0 a 100, si lo conoce; sirve para los gráficos y no es oficial.",
}
MARCA_ANULADO = "Objetivo anulado después de esta medición"
FECHA_REPETIDA = "La región ya tiene una medición de esa fecha. Escriba otra fecha."
