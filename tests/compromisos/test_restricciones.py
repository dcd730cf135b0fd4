"""What can never be true is refused by the database itself, on both engines, and said in Spanish by full_clean.

`CASOS` has one case for every constraint of the house; a new constraint without a case fails the first test.
"""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Compromiso, Dispensa, Estado, Evidencia, ProgramaRegional, Version
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.revision.models import Aceptacion, NotaInterna, Observacion
from gestion_territorial.territorio.models import Periodo, Ventana

from ..escenas import llevar

SALAS = ("territorio", "cuentas", "auditoria", "archivos", "compromisos", "revision")


def _asignacion(mundo, nombre):
    return Asignacion.objects.get(usuario=mundo.usuario(nombre))


def _evidencia(mundo):
    llevar(mundo, Estado.RESULTADOS)
    return Evidencia.objects.get()


def _archivo(mundo):
    datos = {"sha256": "a" * 64, "tamano": 1, "tipo": "pdf", "subido_en": timezone.now()}
    return Archivo.objects.create(servicio=mundo.servicio, **datos)


def _compromiso(mundo):
    return Compromiso.objects.get(pk=mundo.escribir()[0])


def _observacion(mundo):
    return Observacion.objects.create(programa=mundo.programa(), texto="¿Y?", autor_id=1, autor_nombre="Rosa")


def _nota(mundo):
    return NotaInterna.objects.create(programa=mundo.programa(), texto="Ojo", autor_id=1, autor_nombre="Rosa")


def _aceptacion(mundo):
    quien = {"autor_id": 1, "autor_nombre": "Rosa"}
    una = Aceptacion.objects.create(programa=mundo.programa(), tabla="control", fila_id=1, huella="a", **quien)
    una.pk = None
    return una


def _enmienda(mundo, estado=Estado.BORRADOR):
    de = mundo.programa()
    iguales = {c: getattr(de, c) for c in ("servicio", "periodo", "region", "formulario", "numero")}
    return ProgramaRegional.todos.create(enmienda_de=de, enmienda_numero=1, estado=estado, **iguales)


def _dispensa(mundo):
    fila = _compromiso(mundo)
    return Dispensa.objects.create(programa=mundo.programa(), compromiso=fila, codigo="V-TBD", motivo="Lo fija otro")


def _otra(fila):
    fila.pk = None
    return fila


def _version(mundo):
    llevar(mundo, Estado.ENVIADO)
    version = Version.objects.get()
    version.pk = None
    return version


# constraint: (the row, the forbidden values). A row without pk is a second one, to be inserted.
CASOS = {
    "periodo_umbral_0_100": lambda m: (m.periodo, {"umbral_milesimas": 100_001}),
    "ventana_unica_por_etapa": lambda m: (m.periodo.ventanas.get(etapa="compromiso"), {"etapa": "resultados"}),
    "ventana_hasta_no_antes_de_desde": lambda m: (m.periodo.ventanas.first(), {"hasta": date(2001, 1, 1)}),
    "usuario_correo_unico": lambda m: (m.usuario("ana"), {"correo": "DIEGO@ejemplo.cl"}),
    "asignacion_rol_conocido": lambda m: (_asignacion(m, "olga"), {"rol": "ministro"}),
    "asignacion_regional_con_region": lambda m: (_asignacion(m, "ana"), {"region": None}),
    "asignacion_nacional_sin_region": lambda m: (_asignacion(m, "olga"), {"region_id": "02"}),
    "asignacion_revisor_con_servicio": lambda m: (_asignacion(m, "rosa"), {"servicio": None}),
    "asignacion_hasta_no_antes_de_desde": lambda m: (_asignacion(m, "ana"), {"hasta": date(2008, 12, 31)}),
    "asignacion_unica": lambda m: (
        Asignacion(usuario=m.usuario("hugo"), rol=Rol.ADMINISTRADOR, desde=date(2009, 1, 1)),
        {"documento": "Resolución 5"},
    ),
    "registro_secuencia_unica": lambda m: (Registro.objects.last(), {"id": None}),
    "programa_unico": lambda m: (m.programa("02"), {"region_id": "07"}),
    "programa_estado_conocido": lambda m: (m.programa(), {"estado": "archivado"}),
    "programa_modalidad_conocida": lambda m: (m.programa(), {"modalidad": "MIXTA"}),
    "programa_revision_solo_enviado": lambda m: (
        m.programa(),
        {"revisor_id": m.usuario("rosa").pk, "en_revision_desde": timezone.now()},
    ),
    "programa_no_compromete_enviado_o_aprobado": lambda m: (m.programa(), {"no_compromete": True}),
    "programa_aprobado_con_version": lambda m: (m.programa(), {"estado": Estado.APROBADO}),
    "compromiso_ponderacion_0_100": lambda m: (_compromiso(m), {"ponderacion_milesimas": 100_001}),
    "compromiso_ponderacion_con_texto": lambda m: (_compromiso(m), {"ponderacion_texto": ""}),
    "compromiso_respuesta_conocida": lambda m: (_compromiso(m), {"cumple_validado": "Sí"}),
    "evidencia_con_referencia": lambda m: (_evidencia(m), {"referencia": ""}),
    "evidencia_archivo_completo": lambda m: (_evidencia(m), {"sha256": "a" * 64}),
    "archivo_unico": lambda m: (_archivo(m), {"id": None}),
    "archivo_retirado_con_motivo": lambda m: (_archivo(m), {"retirado_en": timezone.now()}),
    "version_numero_unico": lambda m: (_version(m), {"motivo": "otra"}),
    "observacion_con_texto": lambda m: (_observacion(m), {"texto": ""}),
    "observacion_estado_conocido": lambda m: (_observacion(m), {"estado": "perdida"}),
    "observacion_respondida_con_respuesta": lambda m: (_observacion(m), {"estado": "respondida"}),
    "observacion_en_un_lugar": lambda m: (_observacion(m), {"fila_id": 7}),
    "observacion_fila_faltante_en_tabla": lambda m: (_observacion(m), {"pide_fila": True}),
    "nota_interna_con_texto": lambda m: (_nota(m), {"texto": ""}),
    "nota_interna_en_un_lugar": lambda m: (_nota(m), {"tabla": "control", "columna": "unidad"}),
    "aceptacion_una_por_fila": lambda m: (_aceptacion(m), {"huella": "b"}),
    "programa_de_oficio_cerrado": lambda m: (m.programa(), {"de_oficio": True}),
    "programa_reposicion_de_lo_dicho": lambda m: (m.programa(), {"reposicion_en": timezone.now()}),
    "programa_una_enmienda_abierta": lambda m: (_otra(_enmienda(m)), {"enmienda_numero": 2}),
    "programa_enmienda_numerada": lambda m: (_otra(_enmienda(m, Estado.RETIRADO)), {"autoridad": "Otra"}),
    "programa_estados_de_enmienda": lambda m: (m.programa(), {"estado": Estado.RETIRADO}),
    "programa_responde_lo_de_oficio": lambda m: (_enmienda(m), {"estado": Estado.POR_RESPONDER}),
    "dispensa_unica": lambda m: (_otra(_dispensa(m)), {"motivo": "Otro"}),
    "dispensa_con_motivo": lambda m: (_dispensa(m), {"otorgada": True}),
    "programa_devolucion_pedida_solo_enviado": lambda m: (m.programa(), {"devolucion_pedida_en": timezone.now()}),
}


# Django asks the default manager, which leaves amendments out: only the database compares one with another.
DE_CLONES = {"programa_una_enmienda_abierta", "programa_enmienda_numerada"}


def restricciones():
    return {
        restriccion.name: modelo
        for sala in SALAS
        for modelo in apps.get_app_config(sala).get_models()
        for restriccion in modelo._meta.constraints
    }


def test_cada_restriccion_tiene_su_caso():
    assert restricciones().keys() == CASOS.keys()


def test_cada_restriccion_nuestra_habla_castellano():
    for nombre, modelo in restricciones().items():
        restriccion = next(r for r in modelo._meta.constraints if r.name == nombre)
        if isinstance(restriccion, models.CheckConstraint):
            mensaje = restriccion.violation_error_message
            assert mensaje.endswith("."), nombre
            assert "Constraint" not in mensaje, nombre


@pytest.mark.parametrize("nombre", CASOS)
def test_la_base_lo_rechaza_y_la_frase_es_en_castellano(mundo, nombre):
    mundo.escribir("07", quien="luis")
    fila, prohibido = CASOS[nombre](mundo)
    assert type(fila) is restricciones()[nombre]
    with pytest.raises(IntegrityError), transaction.atomic():
        _escribir_sin_preguntar(fila, prohibido)
    for campo, valor in prohibido.items():
        setattr(fila, campo, valor)
    restriccion = next(r for r in fila._meta.constraints if r.name == nombre)
    if "id" in prohibido:
        fila._state.adding = True
    mensaje = restriccion.violation_error_message
    if nombre not in DE_CLONES:
        with pytest.raises(ValidationError) as error:
            restriccion.validate(type(fila), fila)
        (mensaje,) = error.value.messages
        with pytest.raises(ValidationError):
            fila.full_clean()
    assert mensaje.endswith(".")
    assert not {"violated", "already", "exists", "Constraint", "with", "this"} & set(mensaje.split()), mensaje


def _escribir_sin_preguntar(fila, valores):
    """Past forms, full_clean and save: only the database is left to say no."""
    if fila.pk is None or "id" in valores:
        copia = type(fila)(**{c.attname: getattr(fila, c.attname) for c in fila._meta.concrete_fields})
        copia.pk = None
        type(fila)._base_manager.bulk_create([copia])
    else:
        type(fila)._base_manager.filter(pk=fila.pk).update(**valores)


@pytest.mark.parametrize(
    ("modelo", "valores"),
    [
        (ProgramaRegional, {"estado": Estado.ENVIADO, "revisor_id": None, "en_revision_desde": timezone.now()}),
        (ProgramaRegional, {"estado": Estado.VALIDADO}),
        (ProgramaRegional, {"estado": Estado.BORRADOR, "no_compromete": True}),
        (ProgramaRegional, {"numero": -1}),
        (Periodo, {"umbral_milesimas": -1}),
        (Compromiso, {"ponderacion_milesimas": -1}),
        (Compromiso, {"cumple": "NO"}),
        (Asignacion, {"rol": Rol.FORMULADOR}),
    ],
)
def test_otras_mentiras_que_no_entran(mundo, modelo, valores):
    mundo.escribir()
    filas = modelo._base_manager.all()
    filas = filas.filter(usuario=mundo.usuario("rosa")) if modelo is Asignacion else filas
    with pytest.raises(IntegrityError), transaction.atomic():
        filas.update(**valores)


def test_una_enmienda_es_un_clon_y_no_choca_con_su_programa(mundo):
    programa = mundo.programa()
    clon = ProgramaRegional.todos.create(
        servicio=programa.servicio,
        periodo=programa.periodo,
        region=programa.region,
        formulario=programa.formulario,
        enmienda_de=programa,
        enmienda_numero=1,
    )
    assert not ProgramaRegional.objects.filter(pk=clon.pk).exists()
    assert mundo.programa().pk == programa.pk


def test_dos_cuentas_no_comparten_correo_ni_mayusculas_mediante(mundo):
    with pytest.raises(IntegrityError), transaction.atomic():
        Usuario.objects.create_user("Ana@Ejemplo.CL", nombre="Otra Ana")
    assert Usuario.objects.get_by_natural_key("ANA@ejemplo.cl") == mundo.usuario("ana")


def test_una_fecha_de_ventana_no_se_repite_por_etapa(mundo):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ventana.objects.create(
            periodo=mundo.periodo, etapa="compromiso", desde=date(2009, 1, 1), hasta=date(2009, 2, 1)
        )
