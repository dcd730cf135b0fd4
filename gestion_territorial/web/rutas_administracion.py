"""The administration's addresses: services, people, posts, and who did what."""

from gestion_territorial.cuentas.models import Rol

from .politica import REGION, SESION, Politica, administrativa, ruta
from .vistas import personas, puestos, registro, servicios

A = "administracion/"
S, P, C = f"{A}servicios/", f"{A}personas/", f"{A}puestos/"
LEEN_EL_REGISTRO = Politica(SESION, {"GET": (Rol.ADMINISTRADOR, Rol.OBSERVADOR)})
EQUIPO = Politica(SESION, {"GET": (*REGION, Rol.REVISOR)})


def de_la_administracion():
    """A function, because the parts of an address (`<servicio:…>`) are registered by whoever has the whole list."""
    return [
        ruta(S, servicios.lista, "adm-servicios", administrativa("GET")),
        ruta(f"{S}nuevo/", servicios.nuevo, "adm-servicio-nuevo", administrativa("GET", "POST")),
        ruta(f"{S}<servicio:servicio>/", servicios.ver, "adm-servicio", administrativa("GET", "POST")),
        ruta(f"{S}<servicio:servicio>/cerrar/", servicios.cerrar, "adm-servicio-cerrar", administrativa("GET", "POST")),
        ruta(
            f"{S}<servicio:servicio>/reabrir/", servicios.reabrir, "adm-servicio-reabrir", administrativa("GET", "POST")
        ),
        ruta(P, personas.lista, "adm-personas", administrativa("GET")),
        ruta(f"{P}nueva/", personas.nueva, "adm-persona-nueva", administrativa("GET", "POST")),
        ruta(f"{P}<int:persona>/", personas.ver, "adm-persona", administrativa("GET")),
        ruta(f"{P}<int:persona>/corregir/", personas.corregir, "adm-persona-corregir", administrativa("GET", "POST")),
        ruta(f"{P}<int:persona>/invitar/", personas.invitar, "adm-persona-invitar", administrativa("POST")),
        ruta(
            f"{P}<int:persona>/desactivar/",
            personas.desactivar,
            "adm-persona-desactivar",
            administrativa("GET", "POST"),
        ),
        ruta(f"{P}<int:persona>/reactivar/", personas.reactivar, "adm-persona-reactivar", administrativa("POST")),
        ruta(f"{P}<int:persona>/puestos/nuevo/", puestos.nuevo, "adm-puesto-nuevo", administrativa("GET", "POST")),
        ruta(f"{C}nuevo/", puestos.vacante, "adm-puesto-vacante", administrativa("GET", "POST")),
        ruta(f"{C}<int:puesto>/termino/", puestos.termino, "adm-puesto-termino", administrativa("GET", "POST")),
        ruta(f"{C}<int:puesto>/relevo/", puestos.relevo, "adm-puesto-relevo", administrativa("GET", "POST")),
        ruta(f"{C}<int:puesto>/anular/", puestos.anular, "adm-puesto-anular", administrativa("POST")),
        ruta(f"{A}equipos/", puestos.equipos, "adm-equipos", administrativa("GET")),
        ruta("equipo/", puestos.mi_equipo, "mi-equipo", EQUIPO),
        ruta("quien-hizo-que/", registro.ver, "quien", LEEN_EL_REGISTRO),
        ruta("quien-hizo-que/<int:entrada>/", registro.entrada, "quien-entrada", LEEN_EL_REGISTRO),
        ruta("quien-hizo-que.csv", registro.archivo, "quien-archivo", LEEN_EL_REGISTRO),
    ]
