"""The formal act behind a step: the document of the service that orders it, by type, number and date."""

from django.utils import timezone

from gestion_territorial.compromisos.texto import TextoInvalido, leer_fecha, limpiar

from .errores import DatoInvalido

TIPOS = {
    "resolucion": "Resolución",
    "oficio": "Oficio",
    "memorandum": "Memorándum",
    "acta": "Acta",
    "otro": "Otro documento",
}
NUMERO_MAXIMO = 60  # characters: «1.234/2009», «S/N»


def leer_acto(pedido, *, obligatorio=False):
    """{"tipo", "numero", "fecha"} of what was typed, or None when nothing was. Raises DatoInvalido naming the field."""
    pedido = {campo: str((pedido or {}).get(campo) or "") for campo in ("tipo", "numero", "fecha")}
    try:
        escrito = {campo: limpiar(texto).strip() for campo, texto in pedido.items()}
        if not any(escrito.values()):
            if obligatorio:
                raise DatoInvalido("Escriba el documento en que se funda: tipo, número y fecha.", "acto.tipo")
            return None
        if escrito["tipo"] not in TIPOS:
            raise DatoInvalido("Elija el tipo de documento.", "acto.tipo")
        if not escrito["numero"]:
            raise DatoInvalido("Escriba el número del documento, o «S/N» si no tiene.", "acto.numero")
        if len(escrito["numero"]) > NUMERO_MAXIMO:
            raise DatoInvalido(f"El número del documento tiene como máximo {NUMERO_MAXIMO} caracteres.", "acto.numero")
        fecha = leer_fecha(escrito["fecha"])
        if fecha is None:
            raise DatoInvalido("Escriba la fecha del documento así: 31-12-2009.", "acto.fecha")
        if fecha > timezone.localdate():
            raise DatoInvalido("La fecha del documento no puede ser posterior a hoy.", "acto.fecha")
    except TextoInvalido as error:
        raise DatoInvalido(f"Documento: {error}", "acto") from None
    return {"tipo": escrito["tipo"], "numero": escrito["numero"], "fecha": fecha.isoformat()}


def en_palabras(acto):
    """«Resolución 123, del 31-12-2009», or empty."""
    if not acto:
        return ""
    return f"{TIPOS[acto['tipo']]} {acto['numero']}, del {'-'.join(reversed(acto['fecha'].split('-')))}"
