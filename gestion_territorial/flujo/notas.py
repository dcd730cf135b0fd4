"""Internal notes: what reviewers tell each other about a programme. The region and the observers never learn of them.

The register keeps that a note was written and its SHA-256, never its words; its entry is left out of the histories of
whoever may not read notes, and writing one does not count as a change of the programme.
"""

from gestion_territorial.auditoria.canonico import sha256
from gestion_territorial.auditoria.registro import Asiento, registrar
from gestion_territorial.compromisos.models import actor_de
from gestion_territorial.compromisos.texto import limpiar
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.revision.models import NotaInterna

from .acciones import en_programa, exigir
from .errores import DatoInvalido
from .lugares import TODO, mirar
from .pasos import PASOS

ACCION = "nota interna"


def puede_leer(cargo):
    """Only who reviews: not even whoever administers, who touches no programme."""
    return cargo is not None and cargo.rol == Rol.REVISOR


def visibles(entradas, cargo):
    """The register's entries (a QuerySet) without those that this person may not know of."""
    return entradas if puede_leer(cargo) else entradas.exclude(accion=ACCION)


def anotar(*, programa_id, cargo, texto, lugar=TODO, operacion=None):
    """A new note on a place of the form, in whatever state."""

    def hacer(escritura):
        programa = escritura.programa
        exigir(PASOS["anotar"], programa, cargo)
        limpio = limpiar(texto or "").strip()
        if not limpio:
            raise DatoInvalido("Escriba la nota.", "texto")
        nota = NotaInterna.objects.create(
            programa=programa,
            tabla=lugar.tabla,
            fila_id=lugar.fila_id,
            columna=lugar.columna,
            numero=mirar(programa, lugar)[0],
            texto=limpio,
            autor_id=cargo.usuario_id,
            autor_nombre=cargo.usuario.nombre,
        )
        # Without the programme's edicion: no list of «what changed since you opened this page» finds it.
        asiento = Asiento(ACCION, programa.pk, datos={"nota": nota.pk, "sha256": sha256(nota.texto)})
        registrar(cadena=programa.cadena, actor=actor_de(cargo), asientos=[asiento])
        return {"nota": nota.pk}

    return en_programa(programa_id, cargo, operacion, hacer)
