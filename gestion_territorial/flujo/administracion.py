"""What every act of the administration shares: one at a time, refused or recorded whole, and twice is once.

    with administrando(cargo, operacion) as acto:
        acto.asentar("crear cuenta", tabla="cuentas.usuario", fila_id=usuario.pk, datos={"correo": usuario.correo})

The head of the administrative chain is locked first, not last: two administrators never see half of each other's act,
so what must be true of all posts together (somebody administers, nobody holds one post twice) is checked once.
Nothing else is locked after it, but what `antes` locks before it (the periods, for a new service).
"""

import unicodedata
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import ADMINISTRATIVA, Asiento, bloquear, registrar
from gestion_territorial.compromisos.models import actor_de
from gestion_territorial.compromisos.texto import TextoInvalido, limpiar
from gestion_territorial.cuentas.models import Asignacion, Rol

from .errores import DatoInvalido, EstadoIncorrecto, NoAutorizado


class Acto:
    """One act under way: who acts, and what it will leave in the register."""

    def __init__(self, actor, operacion, hechas=()):
        self.actor, self.operacion, self.hechas = actor, operacion, hechas
        self.asientos = []

    @property
    def repetido(self):
        """Whether this very press was done before; `hechas` are the entries it left then."""
        return bool(self.hechas)

    @property
    def hecho(self):
        """The id of the row that it made or changed then."""
        return self.hechas[0].fila_id

    def asentar(self, accion, *, tabla, fila_id, cambios=None, datos=None):
        """What the register will say; a value that did not change is left out."""
        propia = {"operacion": str(self.operacion)} if self.operacion else {}
        self.asientos.append(
            Asiento(accion, tabla=tabla, fila_id=fila_id, cambios=cambios or {}, datos=(datos or {}) | propia)
        )


@contextmanager
def administrando(cargo, operacion=None, antes=None):
    """Yield the Acto; at the end of the block it is recorded, in the same transaction. Raises NoAutorizado.

    `antes` is called before the chain's head is locked. Of a repeated operation the Acto says so: the block must then
    do nothing.
    """
    with transaction.atomic(durable=True):
        if antes:
            antes()
        bloquear(ADMINISTRATIVA)
        _exigir_administracion(cargo)
        actor = actor_de(cargo)
        acto = Acto(actor, operacion, _hechas(operacion, actor))
        yield acto
        if acto.asientos and not acto.repetido:
            registrar(cadena=ADMINISTRATIVA, actor=actor, asientos=acto.asientos)


def _exigir_administracion(cargo):
    """Looked at under the lock: somebody else may have ended the post since the page was drawn."""
    if cargo is None or not Asignacion.objects.en_vigor().filter(pk=cargo.pk, rol=Rol.ADMINISTRADOR).exists():
        raise NoAutorizado("Esto es de la administración, y su cargo no lo permite o ya terminó.")


def _hechas(operacion, actor):
    """The entries of the act that this press did already, none when it is new."""
    if not operacion:
        return []
    entradas = Registro.objects.filter(cadena=ADMINISTRATIVA, contenido__contains=f'"operacion":"{operacion}"')
    hechas = list(entradas.order_by("secuencia"))
    if any(entrada.actor_id != actor.id for entrada in hechas):
        raise EstadoIncorrecto("Esta operación ya se usó en otra parte. Vuelva a cargar la página.")
    return hechas


def exigir_lo_mostrado(mostrado, actual):
    """Refuse when what the page showed is no longer what is stored; None: the caller showed nothing."""
    if mostrado is not None and mostrado != actual:
        raise EstadoIncorrecto(
            "Otra persona cambió esto después de que usted abrió la página. Vuelva a abrirla, revise y repita."
        )


def una_linea(texto, campo, *, falta, maximo):
    """A text of one line as it will be stored, with its runs of blanks as one; refused when empty or unreadable."""
    texto = " ".join(_limpio(texto, campo, maximo).split())
    if not texto:
        raise DatoInvalido(falta, campo)
    if any(unicodedata.category(c) == "Cf" for c in texto):
        raise DatoInvalido("El texto tiene caracteres invisibles. Escríbalo de nuevo, sin copiarlo.", campo)
    return texto


def texto_libre(texto, campo, *, falta="", maximo=2000):
    """A text of several lines; refused when empty where `falta` says what is missing."""
    texto = _limpio(texto or "", campo, maximo).strip()
    if falta and not texto:
        raise DatoInvalido(falta, campo)
    return texto


def _limpio(texto, campo, maximo):
    try:
        return limpiar(texto, maximo=maximo)
    except TextoInvalido as error:
        raise DatoInvalido(str(error), campo) from None


def valido(objeto, **como):
    """Every rule of the model, its constraints too, as the sentence of the first one that fails."""
    try:
        objeto.full_clean(**como)
    except ValidationError as error:
        campo, mensajes = next(iter(error.message_dict.items()))
        raise DatoInvalido(" ".join(mensajes), "" if campo == "__all__" else campo) from None


def fecha_en_palabras(fecha):
    """31-12-2026, as people write a date here."""
    return fecha.strftime("%d-%m-%Y")
