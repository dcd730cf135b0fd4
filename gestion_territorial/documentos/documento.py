"""Reading for paper: a region's or the country's document, from one short reading of the database.

    excel.libro(documento.regional(programa))
    pdf.documento_pdf(documento.nacional(servicio, periodo, formulario))

Everything is read first, in one transaction that is over before anything is drawn: on SQLite an open transaction
keeps every writer waiting, and drawing a country takes seconds.
"""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from django.db import connection, transaction

from gestion_territorial.auditoria.canonico import canonico, sha256
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import ANTES_DE_APROBAR, Estado, ProgramaRegional, Version
from gestion_territorial.flujo.acciones import SIN_APROBAR as NUNCA_APROBADO
from gestion_territorial.flujo.pasos import PASOS, VIGENTES
from gestion_territorial.flujo.por_que import marca
from gestion_territorial.flujo.publicacion import publicaciones
from gestion_territorial.flujo.veredicto import ResultadoRegional, de_regiones, puntaje_de
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.valores import SIGNOS
from gestion_territorial.puntaje import Resultado

from .bloque import SUMAN, bloque, numerada, umbral_de
from .partes import Documento, LineaFinal, Uso
from .publicado import aviso, linea, linea_del_servicio, periodo_de, regiones_de
from .texto import fecha, imprimible

# The motives of versions that are cut on the way to approval: their score is a simulation.
SIN_APROBAR = frozenset(p.version for p in PASOS.values() if p.version and p.hasta in ANTES_DE_APROBAR)
REDONDEO = "Las ponderaciones de las filas se imprimen redondeadas; el total es la suma exacta."


def regional(programa, version=None, formato=None):
    """The document of one programme: as it stands now, or as a version kept it.

    `formato` names the version of the format, where the form has several; the period's by default. Raises ValueError
    when the version is of another programme or of an unknown schema, FormatoDesconocido.
    """
    if version is not None and version.programa_id != programa.pk:
        raise ValueError(f"version {version.pk} is not of programme {programa.pk}")
    formulario = catalogo.formulario(programa.formulario)
    formulario.formato(formato or "")  # a name nobody knows is refused before anything is read
    with _foto():
        programa = ProgramaRegional.todos.con_contexto().get(pk=programa.pk)
        vivo = None if version else _leer([programa])[programa.pk]
    if version:
        cerrado = version.motivo.endswith(NUNCA_APROBADO)
        aprobado = version.motivo not in SIN_APROBAR and not cerrado
        contenido = datos.de_instantanea(json.loads(version.contenido))
        uso, estado = _uso_de_version(programa, version), f"Versión {version.numero} ({version.motivo})"
        momento = version.creada_en
    else:
        aprobado, estado = programa.aprobado, formulario.estado(programa)
        cerrado = programa.estado == Estado.CERRADO
        contenido, uso, momento = vivo
    clave = formato or contenido.formato
    version_del_formato = formulario.formato(clave)
    parte = bloque(
        formulario=formulario,
        formato=version_del_formato,
        programa=programa,
        contenido=contenido,
        aprobado=aprobado,
        estado=estado,
        uso=uso,
        cerrado=cerrado,
    )
    veredicto = None
    if formulario.veredicto and version_del_formato.con_resultado:
        veredicto = linea_del_servicio(formulario, programa, version)
    lugar = (programa.servicio, programa.periodo, programa.region_id)
    return _documento(formulario, clave, *lugar, [parte], veredicto, momento)


def nacional(servicio, periodo, formulario, formato=None):
    """The document of every region of a service, north to south, with the verdict once, at its end.

    `formulario` is the declaration. The verdict is computed from the very content that is printed. `formato` as above.
    """
    clave = formato or periodo.formato(formulario.codigo)
    version_del_formato = formulario.formato(clave)
    with _foto():
        programas = list(
            ProgramaRegional.objects.con_contexto()
            .filter(servicio=servicio, periodo=periodo, formulario=formulario.codigo)
            .de_norte_a_sur()
        )
        programas = list({p.region_id: p for p in programas}.values())  # of a series, each region's last
        vivos = _leer(programas)
        publicada = publicaciones(servicio, periodo, formulario).order_by("-numero").first()
    partes, regiones, momentos = [], [], []
    for programa in programas:
        contenido, uso, momento = vivos[programa.pk]
        partes.append(
            bloque(
                formulario=formulario,
                formato=version_del_formato,
                programa=programa,
                contenido=contenido,
                aprobado=programa.aprobado,
                estado=formulario.estado(programa),
                uso=uso,
                cerrado=programa.estado == Estado.CERRADO,
            )
        )
        regiones.append(ResultadoRegional(programa, *puntaje_de(programa, contenido.agregado)))
        momentos.append(momento)
    veredicto = None
    if formulario.veredicto and version_del_formato.con_resultado:
        veredicto = _veredicto(de_regiones(formulario, regiones), formulario, periodo)
        if publicada:
            ahora = marca(programas, periodo)
            veredicto = replace(veredicto, detalle=veredicto.detalle + aviso(publicada, ahora))
    ultimo = max(filter(None, momentos), default=None)
    return _documento(formulario, clave, servicio, periodo, "", partes, veredicto, ultimo)


def publicado(publicacion, formato=None):
    """The country's document as a publication froze it: its versions, its threshold, its verdict."""
    formulario, periodo = catalogo.formulario(publicacion.formulario), periodo_de(publicacion)
    clave = formato or periodo.formato(formulario.codigo)
    partes = [
        bloque(
            formulario=formulario,
            formato=formulario.formato(clave),
            programa=programa,
            contenido=datos.de_instantanea(json.loads(version.contenido)),
            aprobado=True,
            estado=region["estado"],
            uso=Uso(version.sha256, version.numero, version.motivo, fecha(version.creada_en)),
        )
        for region, programa, version in regiones_de(publicacion, periodo)
    ]
    veredicto = linea(formulario, periodo, publicacion)
    return _documento(formulario, clave, publicacion.servicio, periodo, "", partes, veredicto, publicacion.creada_en)


@contextmanager
def _foto():
    """One moment of the database: what another person saves meanwhile is seen whole or not at all."""
    if connection.in_atomic_block:  # the caller's moment is this one
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _leer(programas):
    """{programme id: (content, Uso, moment)} of live programmes; the number of queries does not grow with them."""
    contenidos = datos.leer_varios(programas)
    huellas = {pk: sha256(canonico(datos.instantanea(contenido))) for pk, contenido in contenidos.items()}
    iguales = {}
    versiones = Version.objects.filter(programa__in=contenidos, sha256__in=set(huellas.values()))
    for version in versiones.defer("contenido").order_by("programa", "numero"):
        if version.sha256 == huellas[version.programa_id]:
            iguales[version.programa_id] = version
    cambios = _ultimos_cambios(programas)
    return {
        p.pk: (contenidos[p.pk], *_uso_vivo(p, huellas[p.pk], iguales.get(p.pk), cambios.get(p.pk))) for p in programas
    }


def _ultimos_cambios(programas):
    """{programme id: moment of its last recorded change}."""
    ediciones = {p.pk: p.edicion for p in programas}
    asientos = Registro.objects.filter(programa_id__in=ediciones, edicion__in=set(ediciones.values()))
    momentos = {}
    for programa_id, edicion, momento in asientos.values_list("programa_id", "edicion", "momento"):
        if edicion == ediciones[programa_id]:
            momentos[programa_id] = max(momento, momentos.get(programa_id, momento))
    return momentos


def _uso_vivo(programa, huella, version, cambio):
    """(Uso, moment) of live content: the version in force when it is one, or the last that holds the same."""
    vigente, avisos = programa.vigente, []
    if vigente and vigente.sha256 == huella:
        version = vigente
    elif not programa.aprobado:
        avisos.append(f"Estado: {programa.get_estado_display().lower()}; aún no hay una versión aprobada.")
    elif version:
        avisos.append(f"Es la versión {version.numero} ({version.motivo}), aún sin validar. {_rige(vigente)}")
    else:
        avisos.append(f"Contiene cambios que ninguna versión recoge. {_rige(vigente)}")
    momento = version.creada_en if version else cambio
    uso = Uso(
        sha256=huella,
        numero=version.numero if version else None,
        motivo=version.motivo if version else "",
        fecha=fecha(momento),
        borrador=bool(avisos),
        avisos=tuple(avisos),
    )
    return uso, momento


def _uso_de_version(programa, version):
    vigente, avisos = programa.vigente, []
    borrador = version.motivo not in VIGENTES
    if borrador:
        avisos.append(f"La versión {version.numero} se envió a revisión; no es una versión aprobada ni validada.")
    elif vigente and vigente.pk != version.pk:
        avisos.append(_rige(vigente))
    return Uso(version.sha256, version.numero, version.motivo, fecha(version.creada_en), borrador, tuple(avisos))


def _rige(vigente):
    return f"La versión vigente es la {vigente.numero} ({vigente.motivo})."


def _veredicto(pais, formulario, periodo):
    resultado, umbral = pais.veredicto.veredicto, umbral_de(formulario, periodo)
    nombres = ", ".join(r.programa.region.nombre for r in pais.de_que_depende)
    if resultado == Resultado.SIN_COMPROMISO:
        razon = "Ninguna región compromete este programa."
    elif resultado == Resultado.NO_CUMPLE:
        razon = f"No alcanzan {umbral}: {nombres}."
    elif nombres:
        razon = f"Falta conocer o cerrar el resultado de: {nombres}."
    else:
        razon = f"Todas las regiones que comprometen el programa alcanzan {umbral} o más."
    certeza = "Definitivo" if pais.veredicto.definitivo else "No definitivo"
    return LineaFinal(
        etiqueta=numerada(formulario.veredicto, formulario, periodo),
        valor=str(resultado),
        resultado=str(resultado),
        signo=SIGNOS[resultado],
        detalle=f"{certeza}. {razon}",
    )


def _documento(formulario, clave, servicio, periodo, region, bloques, veredicto, momento):
    formato = formulario.formato(clave)
    notas = [(numero, formulario.con_periodo(texto, periodo)) for numero, texto in formato.notas.items()]
    if any(columna.tipo in SUMAN for tabla in formato.tablas for columna in tabla.columnas):
        notas.append((None, REDONDEO))
    return Documento(
        formulario=formulario.codigo,
        titulo=" ".join(
            filter(None, (formulario.con_periodo(t, periodo) for t in (formato.actividad, formato.titulo)))
        ),
        servicio=servicio.codigo,
        servicio_nombre=imprimible(servicio.nombre),
        anio=periodo.anio,
        region=region,
        bloques=tuple(bloques),
        etiqueta_desempeno=f"Desempeño (%) ({formulario.desempeno[0]})"
        if formulario.desempeno and formato.con_resultado
        else "",
        veredicto=veredicto,
        notas=tuple(notas),
        momento=momento or datetime(periodo.anio, 1, 1, tzinfo=UTC),
        formato=clave,
    )
