"""The one writer. A save locks the programme, claims the row, writes, counts and records, in one transaction.

    with escribiendo(programa_id, actor=actor, operacion=op) as escritura:
        escritura.guardar_fila(Compromiso, fila_id, edicion=3, cambios={"unidad": ("", "Dirección")})

Whoever calls has decided already that the person may and the state allows it (see `flujo`): data rooms know no steps.
"""

import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, connection, transaction
from django.db.models import DateField, IntegerField
from django.utils import timezone

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import Actor, Asiento, registrar
from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.puntaje import PonderacionIlegible, leer_ponderacion, milesimas

from . import contenido as datos
from .models import Operacion, ProgramaRegional, Version
from .texto import TextoInvalido, leer_entero, leer_fecha, limpiar

PASO_DE_ORDEN = 1024  # rows are numbered with gaps, so that one can be put between two without touching either


@dataclass(frozen=True, slots=True)
class Colision:
    """One field that two people changed: what one had read, one's own text and the stored one."""

    campo: str
    antes: str
    mio: str
    guardado: str


class Choque(Exception):
    """A stale save with a true collision: nothing was written; both texts come back."""

    def __init__(self, fila, colisiones, quien="", cuando=None, nivel=""):
        super().__init__("otra persona cambió lo mismo")
        self.fila, self.colisiones, self.quien, self.cuando = fila, colisiones, quien, cuando
        self.nivel = nivel  # what kind of field collided, where it is not the row's own


class OperacionRepetida(Exception):
    """This operation was done already; `respuesta` is what it answered then."""

    def __init__(self, respuesta):
        super().__init__("operación ya hecha")
        self.respuesta = respuesta


class OperacionAjena(Exception):
    """The operation id belongs to another programme or person."""


class FilaInexistente(Exception):
    """No such live row in this programme."""


@dataclass
class Escritura:
    """One transaction's writing on one locked programme."""

    programa: ProgramaRegional
    actor: Actor
    asientos: list = field(default_factory=list)
    respuesta: dict = field(default_factory=dict)
    otras: list = field(default_factory=list)

    def en_nuevo(self, programa):
        """The writing on a programme that this transaction has just made: nobody else can hold it."""
        self.otras.append(Escritura(programa, self.actor))
        return self.otras[-1]

    def tambien(self, programa_id):
        """The writing on another programme too, locked now: an amendment always after the programme it changes."""
        self.otras.append(Escritura(_bloquear(programa_id), self.actor))
        return self.otras[-1]

    def fila(self, modelo, fila_id, *, eliminadas=False):
        """The stored row, locked; it must be of this programme. `eliminadas`: also one that was taken out."""
        filas = modelo.objects.select_for_update(of=("self",)).filter(programa=self.programa, pk=fila_id)
        fila = (filas if eliminadas else filas.vivas()).first()
        if fila is None:
            raise FilaInexistente
        return fila

    def crear_fila(self, modelo, valores, *, accion="agregar"):
        """Write a new row; returns it. Texts are cleaned as in any save."""
        _exigir_campos(modelo, valores)
        fila = modelo(programa=self.programa)
        cambios = {}
        for campo, valor in valores.items():
            valor = leer_valor(modelo, campo, valor)
            derivados = _poner(fila, campo, valor)
            if valor not in ("", None):
                cambios |= {campo: [None, valor], **derivados}
        self._comprobar_padres(fila)
        fila.save(force_insert=True)
        self._asentar(accion, fila, cambios)
        return fila

    def guardar_fila(self, modelo, fila_id, *, cambios, edicion=None, accion="guardar", eliminadas=False):
        """Write the changed fields of a row: {campo: (what one had read, what one writes)}.

        Fields that only one side changed merge; when both did and differ, Choque and nothing is written. `edicion`
        (the save counter read) only tells a stale save from a fresh one; None means «under this lock, as it stands».
        Returns the row with its new edicion.
        """
        _exigir_campos(modelo, cambios)
        fila = self.fila(modelo, fila_id, eliminadas=eliminadas)
        colisiones, escritos = [], {}
        for campo, (antes, despues) in cambios.items():
            guardado, antes, despues = (
                getattr(fila, campo),
                _leido(modelo, campo, antes),
                leer_valor(modelo, campo, despues),
            )
            if guardado == despues or (edicion is not None and antes == despues):
                continue  # nothing to write, or only the other side changed it
            if edicion is not None and guardado != antes:
                colisiones.append(Colision(campo, antes, despues, guardado))
            escritos[campo] = [guardado, despues]
        if colisiones:
            raise Choque(fila, colisiones, *self._quien_guardo(fila, {c.campo for c in colisiones}))
        if not escritos:
            return fila
        for campo, (_, despues) in list(escritos.items()):
            escritos.update(_poner(fila, campo, despues))
        self._comprobar_padres(fila)
        leida = fila.edicion
        fila.edicion = leida + 1
        tocados = {c: getattr(fila, c) for c in escritos} | {"edicion": fila.edicion}
        if not modelo.objects.filter(pk=fila.pk, edicion=leida).update(**tocados):
            raise RuntimeError("the row changed under the programme's lock")
        self._asentar(accion, fila, escritos)
        return fila

    def eliminar_fila(self, modelo, fila_id):
        """Soft: the row keeps id, observations and evidence, and `restaurar_fila` brings it back."""
        return self.guardar_fila(modelo, fila_id, cambios={"eliminada_en": (None, timezone.now())}, accion="eliminar")

    def restaurar_fila(self, modelo, fila_id):
        return self.guardar_fila(
            modelo, fila_id, cambios={"eliminada_en": (None, None)}, accion="restaurar", eliminadas=True
        )

    def guardar_cabecera(self, cambios, *, accion="guardar"):
        """Write fields of the programme itself, merged by field like a row's."""
        programa, escritos, colisiones = self.programa, {}, []
        for campo, (antes, despues) in cambios.items():
            guardado, antes = getattr(programa, campo), _comparable(antes)
            despues = leer_valor(ProgramaRegional, campo, despues)
            if despues in (guardado, antes):
                continue
            if guardado != antes:
                colisiones.append(Colision(campo, antes, despues, guardado))
            setattr(programa, campo, despues)
            escritos[campo] = [guardado, despues]
        if colisiones:
            raise Choque(programa, colisiones, *self._quien_guardo(None, {c.campo for c in colisiones}))
        if escritos:
            ProgramaRegional.todos.filter(pk=programa.pk).update(**{c: getattr(programa, c) for c in escritos})
            self._asentar(accion, None, escritos)

    def asentar(self, accion, *, cambios=None, **informacion):
        """Record something done to the programme as a whole."""
        self.asientos.append(
            Asiento(accion, programa_id=self.programa.pk, cambios=_para_json(cambios or {}), datos=informacion)
        )

    def cortar_version(self, motivo, contenido=None):
        """An immutable version of the content as it stands in this transaction."""
        texto = canonico(datos.instantanea(contenido or datos.leer(self.programa)))
        anterior = self.programa.versiones.order_by("-numero").first()
        return Version.objects.create(
            programa=self.programa,
            numero=anterior.numero + 1 if anterior else 1,
            motivo=motivo,
            esquema=datos.ESQUEMA,
            contenido=texto,
            sha256=sha256(texto),
            anterior=anterior.sha256 if anterior else "",
            actor_id=self.actor.id,
            actor_nombre=self.actor.nombre,
            actor_cargo=self.actor.cargo,
            creada_en=timezone.now(),
        )

    def _asentar(self, accion, fila, cambios):
        self.asientos.append(
            Asiento(
                accion,
                programa_id=self.programa.pk,
                tabla=fila._meta.label_lower if fila else "",
                fila_id=fila.pk if fila else None,
                cambios=_para_json(cambios),
                datos={"edicion": fila.edicion} if fila else {},
            )
        )

    def _comprobar_padres(self, fila):
        """A row may only hang from live rows of its own programme; what is `AJENOS`, from its neighbours' too.

        A neighbour may take its row out later: the link stays.
        """
        de = self.programa
        for campo in fila._meta.concrete_fields:
            if campo.is_relation and issubclass(campo.related_model, datos.Fila) and getattr(fila, campo.attname):
                padres = campo.related_model.objects.vivas().filter(programa=de)
                if campo.name in fila.AJENOS:
                    vecinos = ProgramaRegional.objects.filter(
                        servicio=de.servicio_id, periodo=de.periodo_id, region=de.region_id
                    )
                    padres = campo.related_model.objects.filter(programa__in=vecinos)
                if not padres.filter(pk=getattr(fila, campo.attname)).exists():
                    raise FilaInexistente

    def _quien_guardo(self, fila, campos):
        """Who last saved one of those fields, and when, from the register."""
        tabla, fila_id = (fila._meta.label_lower, fila.pk) if fila else ("", None)
        entradas = Registro.objects.filter(programa_id=self.programa.pk, tabla=tabla, fila_id=fila_id)
        for entrada in entradas.order_by("-pk").iterator(chunk_size=50):
            if campos & leer_registro(entrada)["cambios"].keys():
                return entrada.actor_nombre, entrada.momento
        return "", None

    def con(self, programa_id):
        """The writing on one of the neighbours that were locked along with this programme."""
        return next(otra for otra in (self, *self.otras) if otra.programa.pk == programa_id)

    def _cerrar(self):
        # Heads of chains in one order, so that two writings on several programmes never wait for each other.
        for otra in sorted(self.otras, key=lambda otra: otra.programa.cadena):
            otra._cerrar()
        if self.asientos:
            self.programa.edicion += 1
            ProgramaRegional.todos.filter(pk=self.programa.pk).update(edicion=self.programa.edicion)
            registrar(
                cadena=self.programa.cadena,
                actor=self.actor,
                asientos=[replace(asiento, edicion=self.programa.edicion) for asiento in self.asientos],
            )


@contextmanager
def escribiendo(programa_id, *, actor, operacion=None, vecinos=()):
    """Lock the programme, let the block write, then count and record it all. A repeated operation is not done again.

    `vecinos` are ids of other programmes that the block writes too (`Escritura.con`): all are locked, in one order.
    Raises OperacionRepetida with the first answer, OperacionAjena, ProgramaRegional.DoesNotExist.
    """
    with transaction.atomic(durable=True):
        bloqueados = {pk: _bloquear(pk) for pk in sorted({programa_id, *vecinos})}
        escritura = Escritura(bloqueados.pop(programa_id), actor)
        escritura.otras = [Escritura(vecino, actor) for vecino in bloqueados.values()]
        if operacion is not None:
            hecha = Operacion.objects.filter(pk=operacion).first()
            if hecha and (hecha.programa_id, hecha.usuario_id) == (escritura.programa.pk, actor.id):
                raise OperacionRepetida(hecha.respuesta)
            if hecha:
                raise OperacionAjena
        yield escritura
        escritura._cerrar()
        if operacion is not None:
            _anotar(operacion, escritura)


def _anotar(operacion, escritura):
    try:
        Operacion.objects.create(
            id=operacion,
            programa=escritura.programa,
            usuario_id=escritura.actor.id,
            respuesta=escritura.respuesta,
        )
    except IntegrityError:  # in this programme the lock keeps it out: only another one's can have come meanwhile
        raise OperacionAjena from None


def nueva_operacion():
    return str(uuid.uuid4())


def _bloquear(programa_id):
    # NO KEY UPDATE: rows that point at the programme may be inserted elsewhere without waiting for us. The lock is
    # taken alone, then the programme is read: a join under the lock would show the neighbours as they were before.
    bloqueo = ProgramaRegional.todos.filter(pk=programa_id)
    if connection.features.has_select_for_no_key_update:
        bloqueo = bloqueo.select_for_update(no_key=True)
    bloqueo.get()
    return ProgramaRegional.todos.con_contexto().get(pk=programa_id)


def _exigir_campos(modelo, campos):
    """Only a row's content is written here: never its programme, its id or its counter."""
    if ajenos := set(campos) - {*modelo.CAMPOS, "eliminada_en"}:
        raise ValueError(f"not fields of a row's content: {sorted(ajenos)}")


def leer_valor(modelo, campo, valor):
    """A field's value as it is stored: texts cleaned and read as their column is typed, the rest as it comes.

    Raises TextoInvalido.
    """
    if isinstance(valor, str):
        tipo = modelo._meta.get_field(campo)
        if isinstance(tipo, DateField):
            return leer_fecha(valor)
        if isinstance(tipo, IntegerField) and not tipo.is_relation:
            return leer_entero(valor)
        if campo == "ponderacion_texto":
            return limpiar(valor, maximo=60).strip()
        tope = getattr(modelo._meta.get_field(campo), "max_length", None)
        return limpiar(valor, maximo=tope) if tope else limpiar(valor)
    return valor


def _leido(modelo, campo, valor):
    """What one had read, as it compares with what is stored."""
    try:
        return leer_valor(modelo, campo, valor)
    except TextoInvalido:
        return _comparable(valor)


def _comparable(valor):
    return valor.replace("\r\n", "\n").replace("\r", "\n") if isinstance(valor, str) else valor


def _poner(fila, campo, valor):
    """Set a field and what follows from it; returns the followers as {campo: [antes, después]}."""
    setattr(fila, campo, valor)
    if campo == "ponderacion_texto":  # wherever a weight is typed, its thousandths follow
        antes = fila.ponderacion_milesimas
        try:
            fila.ponderacion_milesimas = milesimas(leer_ponderacion(valor)) if valor else None
        except PonderacionIlegible:
            fila.ponderacion_milesimas = None
        if antes != fila.ponderacion_milesimas:
            return {"ponderacion_milesimas": [antes, fila.ponderacion_milesimas]}
    return {}


def _para_json(cambios):
    return {c: [v.isoformat() if hasattr(v, "isoformat") else v for v in par] for c, par in cambios.items()}
