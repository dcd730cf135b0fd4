"""The usual phrases of a review: reusable texts, shipped with the product, that a reviewer picks and may add to."""

import json
from functools import cache

from django.conf import settings

from .errores import DatoInvalido


@cache
def frases():
    """{code: text}, in the order they are offered."""
    texto = (settings.BASE_DIR / "fixtures" / "frases_observacion.json").read_text(encoding="utf-8")
    return {frase["codigo"]: frase["texto"] for frase in json.loads(texto)}


def con_frase(codigo, texto):
    """What is said: the phrase of that code and, under it, the free text; either may be empty."""
    if codigo and codigo not in frases():
        raise DatoInvalido("Esa frase de uso no existe: elija una de la lista.", "frase")
    return "\n".join(filter(None, [frases().get(codigo, ""), (texto or "").strip()]))
