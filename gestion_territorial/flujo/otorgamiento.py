"""Granting a waiver: the reviewer's part, one by one."""

from django.utils import timezone

from gestion_territorial.compromisos.models import Dispensa
from gestion_territorial.compromisos.texto import limpiar

from .acciones import en_programa, exigir, exigir_otros_ojos
from .errores import DatoInvalido, EstadoIncorrecto
from .pasos import PASOS


def otorgar(*, programa_id, cargo, dispensa_id, motivo, operacion=None):
    """The reviewer who holds the review excuses the row from the finding, with a reason."""

    def hacer(escritura):
        exigir(PASOS["observar"], escritura.programa, cargo)
        exigir_otros_ojos(escritura.programa, cargo)
        razon = limpiar(motivo or "").strip()
        if not razon:
            raise DatoInvalido("Escriba el motivo con que otorga la dispensa.", "motivo")
        dispensa = escritura.fila(Dispensa, dispensa_id)
        if dispensa.otorgada:
            raise EstadoIncorrecto("Esa dispensa ya está otorgada.")
        cambios = {"otorgada": True, "motivo_otorgada": razon, "fecha": timezone.localdate()}
        escritura.guardar_fila(
            Dispensa, dispensa_id, cambios={c: (None, v) for c, v in cambios.items()}, accion="otorgar dispensa"
        )
        return {"dispensa": dispensa_id}

    return en_programa(programa_id, cargo, operacion, hacer)
