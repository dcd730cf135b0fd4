"""Every address of the product, each with its policy. Rows' actions and steps are read from their tables."""

from allauth.account import views as cuenta
from django.urls import register_converter

from gestion_territorial.cuentas.models import Rol
from gestion_territorial.flujo.pasos import PASOS

from .direcciones import (
    AnioConverter,
    CuentaConverter,
    FormularioConverter,
    RegionConverter,
    ServicioConverter,
    Sha256Converter,
)
from .politica import (
    NACIONAL,
    REGION,
    TODOS,
    administrativa,
    con_archivos,
    de_pais,
    de_programa,
    de_region,
    de_servicio,
    personal,
    publica,
    ruta,
)
from .rutas_administracion import de_la_administracion
from .vistas import (
    avisos,
    copia,
    enmiendas,
    evidencias,
    general,
    historia,
    nacional,
    pais,
    pasos,
    periodos,
    ponderaciones,
    programa,
    propias,
    retiros,
    revision,
    trabajos,
    veredicto,
)

register_converter(FormularioConverter, "formulario")
register_converter(CuentaConverter, "cuenta")
register_converter(ServicioConverter, "servicio")
register_converter(AnioConverter, "anio")
register_converter(RegionConverter, "region")
register_converter(Sha256Converter, "sha256")

P = "<formulario:formulario>/<servicio:servicio>/<anio:anio>/<region:region>/"
N = "<formulario:formulario>/<servicio:servicio>/<anio:anio>/"

urlpatterns = [
    ruta("", general.inicio, "inicio", personal("GET")),
    ruta("salud", general.salud, "salud", publica("GET")),
    ruta("cargo/", general.cambiar_cargo, "cargo", personal("POST")),
    ruta("buscar/", general.buscar, "buscar", personal("GET")),
    ruta("ayuda/", general.ayuda, "ayuda", personal("GET")),
    # Sign-in, by allauth: only the pages this product uses. Accounts are made by the administration.
    ruta("entrar/", cuenta.login, "account_login", publica("GET", "POST")),
    ruta("salir/", cuenta.logout, "account_logout", personal("GET", "POST")),
    ruta("cuenta-inactiva/", cuenta.account_inactive, "account_inactive", publica("GET")),
    ruta("registro/", general.sin_registro, "account_signup", publica("GET")),
    ruta("confirmar/", cuenta.reauthenticate, "account_reauthenticate", personal("GET", "POST")),
    ruta("clave/", cuenta.password_change, "account_change_password", personal("GET", "POST")),
    ruta("clave/nueva/", cuenta.password_set, "account_set_password", personal("GET", "POST")),
    ruta("clave/olvidada/", cuenta.password_reset, "account_reset_password", publica("GET", "POST")),
    ruta("clave/enviada/", cuenta.password_reset_done, "account_reset_password_done", publica("GET")),
    ruta(
        "clave/<cuenta:uidb36>-<str:key>/",
        cuenta.password_reset_from_key,
        "account_reset_password_from_key",
        publica("GET", "POST"),
    ),
    ruta(
        "clave/lista/",
        cuenta.password_reset_from_key_done,
        "account_reset_password_from_key_done",
        publica("GET"),
    ),
    # The years.
    ruta("periodos/", periodos.lista, "periodos", administrativa("GET")),
    ruta("periodos/nuevo/", periodos.nuevo, "periodo-nuevo", administrativa("GET", "POST")),
    ruta("periodos/<anio:anio>/", periodos.editar, "periodo", administrativa("GET", "POST")),
    # One regional programme.
    ruta(P, programa.ver, "programa", de_programa(GET=TODOS)),
    ruta(P + "cabecera/", programa.cabecera, "cabecera", de_programa(POST=REGION)),
    ruta(P + "copiar/", copia.copiar, "copiar", de_programa(POST=REGION)),
    ruta(P + "confirmar-todas/", copia.confirmar_todas, "confirmar-todas", de_programa(POST=REGION)),
    ruta(P + "fila/nueva/", programa.fila_nueva, "fila-nueva", de_programa(POST=REGION)),
    ruta(P + "fila/<int:fila>/", programa.fila, "fila", con_archivos(GET=REGION, POST=REGION)),
    *(
        ruta(
            f"{P}fila/<int:fila>/{accion}/",
            programa.accion_de_fila(accion),
            f"fila-{accion}",
            de_programa(POST=REGION),
        )
        for accion in programa.ACCIONES
    ),
    ruta(P + "propia/<slug:tabla>/nueva/", propias.nueva, "propia-nueva", de_programa(POST=REGION)),
    ruta(P + "propia/<slug:tabla>/<int:fila>/", propias.fila, "propia", de_programa(GET=REGION, POST=REGION)),
    *(
        ruta(
            f"{P}propia/<slug:tabla>/<int:fila>/{accion}/",
            propias.accion(accion),
            f"propia-{accion}",
            de_programa(POST=REGION),
        )
        for accion in propias.ACCIONES
    ),
    ruta(P + "accion/<slug:accion>/", propias.de_formulario, "accion", de_programa(POST=REGION)),
    # Evidence.
    ruta(P + "fila/<int:fila>/evidencia/", evidencias.subir, "evidencia-subir", con_archivos(POST=REGION)),
    ruta(P + "fila/<int:fila>/adjuntar/", evidencias.adjuntar, "evidencia-adjuntar", con_archivos(POST=REGION)),
    ruta(P + "evidencia/<int:evidencia>/quitar/", evidencias.quitar, "evidencia-quitar", de_programa(POST=REGION)),
    ruta(P + "evidencia/<int:evidencia>/archivo/", evidencias.archivo, "evidencia-archivo", de_programa(GET=TODOS)),
    ruta(
        P + "evidencia/<int:evidencia>/retirar/",
        retiros.de_evidencia,
        "retirar-evidencia",
        de_programa(GET=PASOS["retirar-evidencia"].roles, POST=PASOS["retirar-evidencia"].roles),
    ),
    ruta(P + "evidencias.zip", evidencias.paquete, "evidencias-zip", de_programa(GET=TODOS)),
    ruta(P + "ponderaciones/quitar/", ponderaciones.quitar, "ponderaciones-quitar", de_programa(POST=REGION)),
    *(
        ruta(
            f"{P}ponderaciones/{cual}/",
            ponderaciones.repartir(cual),
            f"ponderaciones-{cual}",
            de_programa(GET=REGION, POST=REGION),
        )
        for cual in ponderaciones.REPARTOS
    ),
    *(
        ruta(
            f"{P}paso/{paso.nombre}/",
            pasos.dar(paso),
            f"paso-{paso.nombre}",
            (con_archivos if paso.acto else de_programa)(GET=paso.roles, POST=paso.roles),
        )
        for paso in PASOS.values()
        if not paso.escritura
    ),
    ruta(
        P + "dispensas/<int:dispensa>/otorgar/",
        pasos.otorgar_dispensa,
        "dispensa-otorgar",
        de_programa(POST=PASOS["observar"].roles),
    ),
    ruta(P + "documento/<sha256:sha256>/", pasos.documento, "documento", de_programa(GET=TODOS)),
    ruta(
        P + "documento/<sha256:sha256>/retirar/",
        retiros.de_acto,
        "retirar-documento",
        de_programa(GET=PASOS["retirar-evidencia"].roles, POST=PASOS["retirar-evidencia"].roles),
    ),
    ruta(P + "comprobante/<int:secuencia>/", pasos.comprobante, "comprobante", de_programa(GET=TODOS)),
    ruta(P + "observaciones/", revision.observar, "observar", de_programa(POST=PASOS["observar"].roles)),
    ruta(
        P + "observaciones/<int:observacion>/responder/",
        revision.responder,
        "responder",
        de_programa(POST=PASOS["responder"].roles),
    ),
    *(
        ruta(
            f"{P}observaciones/<int:observacion>/{accion}/",
            revision.resolver(accion == "cerrar"),
            f"observacion-{accion}",
            de_programa(POST=PASOS["observar"].roles),
        )
        for accion in ("cerrar", "reabrir")
    ),
    ruta(P + "observaciones/<int:observacion>/", revision.ver, "observacion", de_programa(GET=TODOS)),
    ruta(P + "aceptar/", revision.aceptar, "aceptar", de_programa(POST=PASOS["aceptar"].roles)),
    ruta(P + "notas/", revision.anotar, "anotar", de_programa(POST=PASOS["anotar"].roles)),
    ruta(P + "historia/", historia.ver, "historia", de_programa(GET=TODOS)),
    ruta(P + "versiones/<int:numero>/", historia.version, "version", de_programa(GET=TODOS)),
    ruta(P + "diferencia/", historia.diferencia, "diferencia", de_programa(GET=TODOS)),
    ruta(P + "oficial.xlsx", historia.excel, "excel", de_programa(GET=TODOS)),
    ruta(P + "oficial.pdf", historia.pdf, "pdf", de_programa(GET=TODOS)),
    # A region's forms of a year, a service's board, all services.
    ruta(
        "expediente/<servicio:servicio>/<anio:anio>/<region:region>/",
        pais.expediente,
        "expediente",
        de_region(GET=TODOS),
    ),
    ruta(
        "expediente/<servicio:servicio>/<anio:anio>/<region:region>/evidencias.zip",
        evidencias.paquete_de_la_region,
        "expediente-zip",
        de_region(GET=TODOS),
    ),
    ruta("pais/<servicio:servicio>/<anio:anio>/", pais.tablero, "tablero", de_servicio(GET=NACIONAL)),
    ruta("pais/<anio:anio>/", pais.servicios, "servicios", de_pais(GET=(Rol.ADMINISTRADOR, Rol.OBSERVADOR))),
    # One form in the whole country.
    ruta(N, nacional.ver, "nacional", de_servicio(GET=NACIONAL)),
    ruta(
        N + "abrir-resultados/",
        nacional.abrir_resultados,
        "nacional-abrir-resultados",
        de_servicio(POST=PASOS["abrir-resultados"].roles),
    ),
    ruta(N + "por-que/", veredicto.por_que, "por-que", de_servicio(GET=NACIONAL)),
    ruta(N + "por-que.json", veredicto.por_que_json, "por-que-json", de_servicio(GET=NACIONAL)),
    ruta(
        N + "publicar/",
        veredicto.publicar,
        "publicar",
        de_servicio(GET=(Rol.REVISOR,), POST=(Rol.REVISOR,), archivos=True),
    ),
    ruta(
        N + "publicaciones/<int:numero>/documento/",
        veredicto.documento,
        "publicacion-documento",
        de_servicio(GET=NACIONAL),
    ),
    ruta(
        N + "publicaciones/<int:numero>/documento/retirar/",
        retiros.de_publicacion,
        "retirar-publicado",
        de_servicio(GET=PASOS["retirar-evidencia"].roles, POST=PASOS["retirar-evidencia"].roles),
    ),
    ruta(N + "nacional.xlsx", nacional.excel, "nacional-excel", de_servicio(GET=NACIONAL)),
    ruta(N + "nacional.pdf", nacional.pdf, "nacional-pdf", de_servicio(GET=NACIONAL)),
    # Amendments. A proposal's own pages are those of a programme, under `02/enmienda/1/`.
    ruta(P + "enmienda/", enmiendas.pedir, "enmendar", con_archivos(GET=TODOS, POST=PASOS["enmendar"].roles)),
    ruta(
        N + "enmienda/",
        enmiendas.proponer,
        "proponer-enmienda",
        de_servicio(GET=PASOS["proponer-enmienda"].roles, POST=PASOS["proponer-enmienda"].roles, archivos=True),
    ),
    # What one is told, and what is made for one in the background.
    ruta("avisos/", avisos.lista, "avisos", personal("GET")),
    ruta("avisos/leidos/", avisos.leer_todos, "avisos-leidos", personal("POST")),
    ruta("avisos/preferencias/", avisos.preferencias, "avisos-preferencias", personal("GET", "POST")),
    ruta("avisos/<int:aviso>/leido/", avisos.leer, "aviso-leido", personal("POST")),
    ruta("trabajos/<int:trabajo>/", trabajos.ver, "trabajo", personal("GET")),
    ruta("trabajos/<int:trabajo>/archivo/", trabajos.archivo, "trabajo-archivo", personal("GET")),
    *de_la_administracion(),
]
