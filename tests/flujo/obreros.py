"""What the processes of the races do: each function is a job, and answers plain data."""

import sys
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from gestion_territorial.auditoria.models import Registro
from gestion_territorial.auditoria.registro import SISTEMA, faltas
from gestion_territorial.compromisos.escritura import Choque
from gestion_territorial.compromisos.models import Compromiso, Evidencia, Indicador, Objetivo, ProgramaRegional
from gestion_territorial.cuentas.models import Asignacion
from gestion_territorial.flujo import acciones, edicion, enmiendas, observaciones, periodos
from gestion_territorial.flujo.verificacion import verificar
from gestion_territorial.territorio.models import Region, Servicio

from ..escenas import FILA
from ..mundo import Mundo, correo, guardar_fila

ANIO = 2009


def poblar():
    """The world of named people, and one complete line in every region: Ana fills all of them in, Diego directs."""
    Mundo(ANIO)
    for region in Region.objects.filter(periodos__anio=ANIO):
        escribir(region.pk)
        cargo("diego", region.pk)


def escribir(region, numero=1):
    """One complete line; returns its id."""
    este, ana = programa(region, numero), cargo("ana", region)
    fila = edicion.agregar(programa_id=este.pk, cargo=ana)["compromiso"]
    guardar_fila(este, ana, fila, FILA)
    return fila


def programa(region, numero=1):
    return ProgramaRegional.objects.con_contexto().get(
        servicio__codigo="SERNAM", periodo__anio=ANIO, region=region, formulario="III.1", numero=numero
    )


def segundo_programa(region):
    """Another programme of the same region and year: both write in one chain of the register."""
    otro = programa(region)
    otro.pk, otro.numero, otro.edicion = None, 2, 0
    otro.save(force_insert=True)
    return escribir(region, 2)


def cargo(nombre, region):
    """The post of someone in that region: Ana and Diego hold theirs everywhere."""
    cargos = Asignacion.objects.select_related("servicio", "region", "usuario")
    primero = cargos.filter(usuario__correo=correo(nombre)).order_by("pk")[0]
    if not primero.es_regional or primero.region_id == region:
        return primero
    datos = {"usuario": primero.usuario, "rol": primero.rol, "servicio": primero.servicio, "desde": primero.desde}
    puesto, _ = Asignacion.objects.get_or_create(region_id=region, **datos)
    return cargos.get(pk=puesto.pk)


def llevar(region, pasos):
    """Take steps in order; returns what a page would show: programme's edicion, line, state and versions."""
    for paso, quien in pasos:
        if paso == "responder":
            responder(region, "", "si")
        elif paso == "vencer":
            ayer = timezone.localdate() - timedelta(1)
            periodos.modificar(anio=ANIO, actor=SISTEMA, motivo="Vence", ventanas={"resultados": (ayer, ayer)})
        else:
            dar(region, paso, quien)
    return mirar(region)


def mirar(region):
    este = programa(region)
    fila = Compromiso.objects.vivas().filter(programa=este).first()
    registro = Registro.objects.filter(programa_id=este.pk)
    return {
        "estado": este.estado,
        "edicion": este.edicion,
        "revisor": este.revisor.nombre if este.revisor else None,
        "fila": fila.pk,
        "versiones": este.versiones.count(),
        "acciones": list(registro.order_by("-pk").values_list("accion", flat=True)[:3]),
    }


def dar(region, paso, quien, edicion=None, operacion=None, destino=None):
    destino = destino and cargo(destino, region).usuario_id
    return acciones.dar(
        paso,
        programa_id=programa(region).pk,
        cargo=cargo(quien, region),
        edicion=edicion,
        motivo="Porque sí",
        operacion=operacion,
        destino=destino,
        acto={"tipo": "oficio", "numero": "12", "fecha": "01-06-2009"},
        etapa="resultados",
        hasta=f"{timezone.localdate() + timedelta(10):%d-%m-%Y}",
    )


def guardar(region, fila, unidad, quien="ana", operacion=None, leido="Dirección Regional"):
    return edicion.guardar_linea(
        programa_id=programa(region).pk,
        cargo=cargo(quien, region),
        compromiso_id=fila,
        cambios={("compromiso", "unidad"): (leido, unidad)},
        ediciones={},
        operacion=operacion,
    )


def responder(region, antes, respuesta):
    este, ana = programa(region), cargo("ana", region)
    fila = Compromiso.objects.vivas().get(programa=este)
    edicion.guardar_linea(
        programa_id=este.pk,
        cargo=ana,
        compromiso_id=fila.pk,
        cambios={
            ("compromiso", "cumple"): (antes, respuesta),
            ("indicador", "resultado_anual"): (fila.indicador.resultado_anual, "Hecho"),
        },
        ediciones={},
        derecho="escribir-resultados",
        referencia="Carpeta 12, oficio 3",
    )


def observar(region, quien):
    return observaciones.observar(programa_id=programa(region).pk, cargo=cargo(quien, region), texto="¿Y la cifra?")


def insistir(region, fila, marca, veces, numero=1):
    """Add lines to a text by read, change, save; a collision is read again, as a person would. Returns the tries."""
    este, ana, intentos = programa(region, numero), cargo("ana", region), 0
    for n in range(veces):
        guardado = False
        while not guardado:
            intentos += 1
            leida = Compromiso.objects.get(pk=fila)
            try:
                edicion.guardar_linea(
                    programa_id=este.pk,
                    cargo=ana,
                    compromiso_id=fila,
                    cambios={("compromiso", "actividades"): (leida.actividades, f"{leida.actividades}\n{marca}{n}")},
                    ediciones={"compromiso": leida.edicion},
                )
                guardado = True
            except Choque:
                continue
    return intentos


def andar_el_anio(regiones, pasos):
    """Take the same steps in one region after another; each is printed once it has been acknowledged."""
    for region in regiones:
        for paso, quien in pasos:
            if paso == "responder":
                responder(region, "", "si")
            else:
                dar(region, paso, quien)
            print(region, paso, flush=True)


def guardar_sin_fin(region, fila):
    """Save for ever; each number is printed once its save has been acknowledged."""
    este, ana, texto = programa(region), cargo("ana", region), "0"
    anterior = Compromiso.objects.get(pk=fila).unidad
    n = 0
    while True:
        n += 1
        texto = str(n)
        edicion.guardar_linea(
            programa_id=este.pk,
            cargo=ana,
            compromiso_id=fila,
            cambios={("compromiso", "unidad"): (anterior, texto), ("indicador", "texto"): (_indicador(n), f"I{n}")},
            ediciones={},
        )
        anterior = texto
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def _indicador(n):
    return f"I{n - 1}" if n > 1 else FILA["indicador"]


def leer_fila(fila):
    leida = Compromiso.objects.select_related("indicador").get(pk=fila)
    return {
        "unidad": leida.unidad,
        "indicador": leida.indicador.texto,
        "actividades": leida.actividades,
        "edicion": leida.edicion,
    }


def balance(region, numero=1):
    """Saves of rows by their own counters, by the register, and by the programme; and the faults of every chain."""
    este = programa(region, numero)
    registro = Registro.objects.filter(programa_id=este.pk)
    de_filas = {}
    for modelo in (Objetivo, Indicador, Compromiso, Evidencia):
        filas = modelo.objects.filter(programa=este)
        entradas = registro.filter(tabla=modelo._meta.label_lower)
        de_filas[modelo._meta.model_name] = [filas.aggregate(n=Sum("edicion"))["n"] or 0, entradas.count()]
    return {
        "filas": de_filas,
        "programa": [este.edicion, len(set(registro.values_list("edicion", flat=True)))],
        "faltas": list(faltas()),
    }


def revisar(veces):
    """Walk the chains again and again while others write."""
    return [falta for _ in range(veces) for falta in faltas()]


def abrir_periodo(anio):
    return periodos.abrir(anio=anio, regiones=Region.objects.all(), ventanas={}).pk


def nuevo_servicio(codigo):
    Servicio.objects.create(codigo=codigo, nombre=codigo)


def modificar_periodo(**cambios):
    return periodos.modificar(anio=ANIO, actor=SISTEMA, motivo="Resolución 12", **cambios).umbral_milesimas


def enmendar(region, pasos=()):
    """An amendment of the programme, with its one line changed, walked by (step, who); what a page would show."""
    enmiendas.pedir(
        programa_id=programa(region).pk,
        cargo=cargo("ana", region),
        motivo="Se recortó el presupuesto",
        acto={"tipo": "oficio", "numero": "123", "fecha": "03-07-2009"},
    )
    clon = enmienda(region)
    fila = Compromiso.objects.vivas().get(programa=clon)
    edicion.guardar_linea(
        programa_id=clon.pk,
        cargo=cargo("ana", region),
        compromiso_id=fila.pk,
        cambios={("compromiso", "unidad"): (fila.unidad, "Unidad enmendada")},
        ediciones={},
    )
    for paso, quien in pasos:
        dar_en_enmienda(region, paso, quien)
    return mirar_enmienda(region)


def enmienda(region):
    return ProgramaRegional.todos.con_contexto().filter(enmienda_de=programa(region).pk).latest("enmienda_numero")


def dar_en_enmienda(region, paso, quien):
    datos = {"programa_id": enmienda(region).pk, "cargo": cargo(quien, region)}
    return acciones.dar(paso, motivo="Porque sí", **datos)["estado"]


def mirar_enmienda(region):
    """Both states, the versions of the programme, and the unit of its line."""
    este, clones = programa(region), ProgramaRegional.todos.filter(enmienda_de=programa(region).pk)
    return {
        "programa": este.estado,
        "enmiendas": list(clones.order_by("enmienda_numero").values_list("estado", flat=True)),
        "versiones": list(este.versiones.order_by("numero").values_list("motivo", flat=True)),
        "unidad": Compromiso.objects.vivas().get(programa=este).unidad,
        "faltas": [f.linea for f in verificar().faltas],
    }
