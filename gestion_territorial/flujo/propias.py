"""What the regional team does with the rows of a form's own tables (instancias, agreement, progress).

The same rights, locks, merges and register as for commitments; which columns there are is the form's declaration.
"""

from django.utils import timezone

from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN, FilaInexistente, leer_valor
from gestion_territorial.compromisos.texto import TextoInvalido
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.declaracion import Fase, Tipo
from gestion_territorial.formularios.territorios import codigos

from .acciones import en_programa, exigir
from .columnas import etiqueta_de
from .errores import DatoInvalido, EstadoIncorrecto, NoExiste
from .pasos import PASOS


def guardar(*, programa_id, cargo, tabla, fila_id, cambios, edicion, operacion=None):
    """Save fields of a row: cambios = {field: (read, written)}. Names that no column has are left alone."""

    def hacer(escritura, declarada, modelo):
        permitidos = {
            campo: columna
            for columna in declarada.columnas
            if columna.fase == Fase.COMPROMISO
            for campo in columna.campos
        }
        propios = {campo: par for campo, par in cambios.items() if campo in permitidos}
        for campo, (_, escrito) in propios.items():
            _exigir_de_la_lista(permitidos[campo], campo, escrito)
            try:
                leer_valor(modelo, campo, escrito)
            except TextoInvalido as error:
                raise DatoInvalido(f"{etiqueta_de(declarada, campo)}: {error}", campo) from None
            _comprobar(permitidos[campo], campo, escritura.programa, escrito)
        if declarada.completa:
            propios = declarada.completa(escritura, fila_id, propios)
        fila = escritura.guardar_fila(modelo, fila_id, cambios=propios, edicion=edicion)
        return {
            "fila": fila.pk,
            "ediciones": {"fila": fila.edicion},
            "guardado": timezone.localtime().strftime("%H:%M"),
        }

    return _en_tabla(programa_id, cargo, tabla, operacion, hacer)


def agregar(*, programa_id, cargo, tabla, operacion=None):
    """A new row at the end."""

    def hacer(escritura, declarada, modelo):
        ultima = modelo.objects.filter(programa=escritura.programa).order_by("-orden").first()
        if declarada.unica and ultima and not ultima.eliminada_en:
            raise EstadoIncorrecto("Esta tabla tiene una sola fila, que ya existe.")
        if not declarada.agrega:
            raise EstadoIncorrecto("Las filas de esta tabla no se agregan a mano.")
        valores = declarada.nueva(escritura.programa) if declarada.nueva else {}
        valores["orden"] = (ultima.orden if ultima else 0) + PASO_DE_ORDEN
        fila = escritura.crear_fila(modelo, valores)
        return {"fila": fila.pk}

    return _en_tabla(programa_id, cargo, tabla, operacion, hacer)


def eliminar(*, programa_id, cargo, tabla, fila_id, operacion=None):
    """Take a row out; `restaurar` brings it back."""

    def hacer(escritura, declarada, modelo):
        escritura.eliminar_fila(modelo, fila_id)
        return {"fila": fila_id}

    return _en_tabla(programa_id, cargo, tabla, operacion, hacer)


def restaurar(*, programa_id, cargo, tabla, fila_id, operacion=None):
    def hacer(escritura, declarada, modelo):
        escritura.restaurar_fila(modelo, fila_id)
        return {"fila": fila_id}

    return _en_tabla(programa_id, cargo, tabla, operacion, hacer)


def mover(*, programa_id, cargo, tabla, fila_id, abajo, operacion=None):
    """One place up or down: the two rows change places."""

    def hacer(escritura, declarada, modelo):
        filas = [fila.id for fila in declarada.filas(datos.leer(escritura.programa))]  # as the page shows them
        lugar = next((n for n, pk in enumerate(filas) if pk == fila_id), None)
        if lugar is None:
            raise FilaInexistente
        vecino = lugar + (1 if abajo else -1)
        if 0 <= vecino < len(filas):
            filas[lugar], filas[vecino] = filas[vecino], filas[lugar]
            for n, pk in enumerate(filas, start=1):
                cambios = {"orden": (None, n * PASO_DE_ORDEN)}
                escritura.guardar_fila(modelo, pk, cambios=cambios, accion="mover")
        return {"fila": fila_id}

    return _en_tabla(programa_id, cargo, tabla, operacion, hacer)


def _en_tabla(programa_id, cargo, clave, operacion, hacer):
    def con_derecho(escritura):
        exigir(PASOS["escribir"], escritura.programa, cargo)
        declarada = catalogo.formulario(escritura.programa.formulario).tabla(clave)
        if declarada is None or not declarada.modelo:
            raise NoExiste("Este formulario no tiene esa tabla.")
        return hacer(escritura, declarada, datos.modelo(declarada.modelo))

    return en_programa(programa_id, cargo, operacion, con_derecho)


def _exigir_de_la_lista(columna, campo, escrito):
    if columna.opciones and not {*_escritos(columna, campo, escrito)} <= {"", *dict(columna.opciones)}:
        raise DatoInvalido(f"Elija una de las opciones de «{columna.etiqueta}».", campo)


def _comprobar(columna, campo, programa, escrito):
    escritos = _escritos(columna, campo, escrito)
    if repetidos := sorted({codigo for codigo in escritos if escritos.count(codigo) > 1}):
        cuales = ", ".join(dict(columna.opciones).get(codigo, codigo) for codigo in repetidos)
        raise DatoInvalido(f"«{columna.etiqueta}» tiene más de una vez {cuales[:80]}: déjelo una sola vez.", campo)
    if columna.valida and campo == columna.campos[0]:  # the second field, where there is one, is free text
        frase = columna.valida(programa, escrito)
        if frase:
            raise DatoInvalido(frase, campo)


def _escritos(columna, campo, escrito):
    """The keys of what is kept as keys, one a line; any other text as it is."""
    claves = columna.tipo in (Tipo.MARCAS, Tipo.TERRITORIO) and campo == columna.campos[0]
    return codigos(escrito) if claves else [escrito]
