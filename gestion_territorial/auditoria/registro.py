"""The one function that writes the register, and the one that proves it."""

import json
from dataclasses import dataclass
from datetime import UTC

from django.db import transaction
from django.utils import timezone

from .canonico import canonico, sha256
from .models import Cadena, Registro

ADMINISTRATIVA = "administracion"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, as values: account id (None for the system), name and post in words."""

    id: int | None
    nombre: str
    cargo: str


SISTEMA = Actor(None, "Sistema", "Proceso del sistema")


@dataclass(frozen=True, slots=True)
class Asiento:
    """What one entry says. `cambios` are field-by-field: {campo: [antes, después]}; `datos` is anything else."""

    accion: str
    programa_id: int | None = None
    edicion: int | None = None
    tabla: str = ""
    fila_id: int | None = None
    cambios: dict | None = None
    datos: dict | None = None


def registrar(*, cadena, actor, asientos):
    """Append entries to a chain, in order; must run inside the transaction that does what they tell.

    The chain's head is locked here: it is the last lock of the fixed order (programme → rows → head).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the register is written inside the transaction that does what it tells")
    cabeza = bloquear(cadena)
    momento = timezone.now()
    filas = []
    for asiento in asientos:
        secuencia = cabeza.ultima_secuencia + 1
        fila = Registro(
            cadena=cadena,
            secuencia=secuencia,
            momento=momento,
            actor_id=actor.id,
            actor_nombre=actor.nombre,
            actor_cargo=actor.cargo,
            accion=asiento.accion,
            programa_id=asiento.programa_id,
            edicion=asiento.edicion,
            tabla=asiento.tabla,
            fila_id=asiento.fila_id,
            anterior=cabeza.ultimo_hash,
        )
        fila.contenido = canonico(
            _columnas(fila) | {"cambios": asiento.cambios or {}, "datos": asiento.datos or {}},
        )
        fila.hash = sha256(fila.anterior + "\n" + fila.contenido)
        cabeza.ultima_secuencia, cabeza.ultimo_hash = secuencia, fila.hash
        filas.append(fila)
    Registro.objects.bulk_create(filas)
    cabeza.save(update_fields=["ultima_secuencia", "ultimo_hash"])
    return filas


def bloquear(cadena):
    """Lock a chain's head and return it: whoever else records in that chain waits until this transaction ends."""
    cabeza = Cadena.objects.select_for_update().filter(clave=cadena).first()
    if cabeza is None:
        Cadena.objects.bulk_create([Cadena(clave=cadena)], ignore_conflicts=True)
        cabeza = Cadena.objects.select_for_update().get(clave=cadena)
    return cabeza


def leer(fila):
    """The entry's canonical content as a dict."""
    return json.loads(fila.contenido)


def _columnas(fila):
    return {
        "cadena": fila.cadena,
        "secuencia": fila.secuencia,
        "momento": fila.momento.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": {"id": fila.actor_id, "nombre": fila.actor_nombre, "cargo": fila.actor_cargo},
        "accion": fila.accion,
        "programa": fila.programa_id,
        "edicion": fila.edicion,
        "tabla": fila.tabla,
        "fila": fila.fila_id,
    }


def faltas(lote=2000):
    """Walk every chain and yield (what, where, expected, read) for each break; nothing when all is whole.

    Sees an entry updated, deleted, inserted or swapped, columns that differ from the hashed content, and a missing
    tail (the head remembers the last sequence and hash). The first of each chain says in words what was done to which
    entry; the others are its details. People may go on writing meanwhile: a head is read after its entries, and what it
    says has come since is read then.
    """
    tramo, vistas = None, []
    for fila in Registro.objects.order_by("cadena", "secuencia").iterator(chunk_size=lote):
        if tramo is None or fila.cadena != tramo.clave:
            if tramo is not None:
                yield from tramo.cerrar()
            tramo = _Tramo(fila.cadena)
            vistas.append(fila.cadena)
        yield from tramo.seguir(fila)
    if tramo is not None:
        yield from tramo.cerrar()
    for clave in Cadena.objects.exclude(clave__in=vistas).values_list("clave", flat=True):
        yield from _Tramo(clave).cerrar()


class _Tramo:
    """The walk along one chain: how far it came, and with which hash."""

    def __init__(self, clave):
        self.clave, self.secuencia, self.hash, self.entera = clave, 0, "", True

    def seguir(self, fila):
        faltas = list(self._eslabon(fila, f"{fila.cadena} n.º {fila.secuencia}"))
        if faltas and self.entera:
            self.entera = False
            numero, que = _diagnostico(fila, self.secuencia)
            yield "primera entrada rota", f"{self.clave} n.º {numero}", "como se escribió y en su lugar", que
        yield from faltas
        self.secuencia, self.hash = fila.secuencia, fila.hash

    def _eslabon(self, fila, donde):
        if fila.secuencia != self.secuencia + 1:
            yield "secuencia del registro", donde, str(self.secuencia + 1), str(fila.secuencia)
        if fila.anterior != self.hash:
            yield "hash anterior del registro", donde, self.hash[:12], fila.anterior[:12]
        calculado = sha256(fila.anterior + "\n" + fila.contenido)
        if calculado != fila.hash:
            yield "hash del registro", donde, calculado[:12], fila.hash[:12]
        else:
            yield from _columnas_distintas(fila, donde)

    def cerrar(self):
        cabeza = Cadena.objects.filter(pk=self.clave).first()
        if cabeza is None:
            yield "cadena sin cabeza", self.clave, "una cabeza", "ninguna"
            return
        if cabeza.ultima_secuencia > self.secuencia:
            nuevas = Registro.objects.filter(cadena=self.clave, secuencia__gt=self.secuencia)
            for fila in nuevas.filter(secuencia__lte=cabeza.ultima_secuencia).order_by("secuencia"):
                yield from self.seguir(fila)
        if (cabeza.ultima_secuencia, cabeza.ultimo_hash) != (self.secuencia, self.hash):
            esperado = f"{cabeza.ultima_secuencia} {cabeza.ultimo_hash[:12]}"
            yield "fin de la cadena", self.clave, esperado, f"{self.secuencia} {self.hash[:12]}"


def _diagnostico(fila, anterior):
    """(number of the first broken entry, what was done to it) where the chain breaks at this one."""
    if sha256(fila.anterior + "\n" + fila.contenido) != fila.hash:
        return fila.secuencia, "cambiada después de escrita"
    if list(_columnas_distintas(fila, "")):
        try:
            escrita = (leer(fila)["cadena"], leer(fila)["secuencia"])
        except (TypeError, ValueError, KeyError):
            escrita = (fila.cadena, fila.secuencia)
        if escrita != (fila.cadena, fila.secuencia):
            return fila.secuencia, f"cambiada de lugar o agregada: se escribió como {escrita[0]} n.º {escrita[1]}"
        return fila.secuencia, "cambiada después de escrita: sus columnas no dicen lo firmado"
    if fila.secuencia > anterior + 1:
        return anterior + 1, f"borrada: después de la n.º {anterior} viene la n.º {fila.secuencia}"
    return fila.secuencia, "agregada o reescrita, o lo fue la anterior: no sigue a la n.º " + str(fila.secuencia - 1)


def _columnas_distintas(fila, donde):
    """Columns that do not say what the hashed content says."""
    try:
        contenido = dict(leer(fila))
    except (TypeError, ValueError):
        yield "contenido del registro", donde, "JSON canónico", fila.contenido[:40]
        return
    for clave, valor in _columnas(fila).items():
        if contenido.get(clave) != valor:
            yield f"columna «{clave}» del registro", donde, str(contenido.get(clave)), str(valor)
