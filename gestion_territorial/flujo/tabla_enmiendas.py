"""The steps of an amendment, as the table of the year has them.

The first two are taken on the programme, the rest on the proposal, which is a programme of its own.
"""

from gestion_territorial.cuentas.models import Rol

from .paso import OB, PR, RT, RZ, A, B, E, Paso, R

LISTA = (
    Paso(
        "enmendar", "Pedir una enmienda", (Rol.FORMULADOR, Rol.DIRECTOR), (A, R), None, escritura=True, compromete=True
    ),
    Paso(
        "proponer-enmienda",
        "Proponer una enmienda de oficio",
        (Rol.REVISOR,),
        (A, R),
        None,
        escritura=True,
        cuatro_ojos=True,
        compromete=True,
    ),
    Paso(
        "aceptar-enmienda",
        "Aceptar la enmienda",
        (Rol.DIRECTOR,),
        (PR,),
        E,
        version="aceptación de la enmienda",
        hecho="Se aceptó la enmienda",
        pregunta="La región acepta lo que propone el nivel nacional, que decide después. Aún no cambia lo vigente.",
    ),
    Paso(
        "objetar-enmienda",
        "Objetar la enmienda",
        (Rol.DIRECTOR,),
        (PR,),
        E,
        motivo=True,
        version="objeción a la enmienda",
        hecho="Se objetó la enmienda",
        pregunta="La región no está de acuerdo y dice por qué. El nivel nacional decide después.",
    ),
    Paso(
        "aprobar-enmienda",
        "Aprobar la enmienda",
        (Rol.REVISOR,),
        (E,),
        A,
        revision="propia",
        version="enmienda",
        vigente=True,
        cuatro_ojos=True,
        hecho="Se aprobó la enmienda",
        pregunta="Los cambios pasan al programa vigente tal como se muestran, en una versión nueva.",
    ),
    Paso(
        "rechazar-enmienda",
        "Rechazar la enmienda",
        (Rol.REVISOR,),
        (E,),
        RZ,
        revision="propia",
        motivo=True,
        cuatro_ojos=True,
        hecho="Se rechazó la enmienda",
        pregunta="El programa sigue como estaba. La propuesta queda en la historia con su motivo.",
    ),
    Paso(
        "retirar-enmienda",
        "Retirar la enmienda",
        (Rol.DIRECTOR,),
        (B, E, OB),
        RT,
        motivo=True,
        version="retiro de la enmienda",
        hecho="Se retiró la enmienda",
        pregunta="La región deja de pedir esta enmienda. El programa sigue como estaba.",
    ),
    Paso(
        "desistir-enmienda",
        "Desistir de la enmienda",
        (Rol.REVISOR,),
        (PR,),
        RT,
        motivo=True,
        version="desistimiento de la enmienda",
        hecho="Se desistió de la enmienda",
        pregunta="El nivel nacional deja sin efecto su propuesta. El programa sigue como estaba.",
    ),
)
