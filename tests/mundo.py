"""A world of named people, small enough to make for every test.

Ana fills in Antofagasta and Diego directs it; Luis fills in Maule and Dora directs it; Rosa and Rita review; Hugo
administers; Olga observes; Nadie has an account and no post. A second service, OTRO, is reviewed by Rufo.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.flujo import acciones, edicion, periodos
from gestion_territorial.formularios import catalogo
from gestion_territorial.territorio.carga import cargar_territorio
from gestion_territorial.territorio.models import Periodo, Region, Servicio

from .molde import Molde, recordada

CLAVE = "una clave de prueba"
GENTE = {
    "ana": (Rol.FORMULADOR, "SERNAM", "02"),
    "diego": (Rol.DIRECTOR, "SERNAM", "02"),
    "luis": (Rol.FORMULADOR, "SERNAM", "07"),
    "dora": (Rol.DIRECTOR, "SERNAM", "07"),
    "rosa": (Rol.REVISOR, "SERNAM", None),
    "rita": (Rol.REVISOR, "SERNAM", None),
    "hugo": (Rol.ADMINISTRADOR, None, None),
    "olga": (Rol.OBSERVADOR, "SERNAM", None),
    "rufo": (Rol.REVISOR, "OTRO", None),
    "nadie": None,
}
FILAS = [
    {"objetivo": "Prevenir la violencia", "indicador": "Redes asesoradas", "meta": "3 redes", "ponderacion": "40"},
    {"objetivo": "Prevenir la violencia", "indicador": "Centros en marcha", "meta": "3 centros", "ponderacion": "30"},
    {"objetivo": "Difundir derechos", "indicador": "Talleres", "meta": "40 talleres", "ponderacion": "30"},
]


class Mundo:
    """The people, the service, the period 2009 and its fifteen programmes of III.1."""

    def __init__(self, anio=2009):
        de_cero = anio == 2009 and not any(tabla.objects.exists() for tabla in (Region, Servicio, Usuario))
        cual = timezone.localdate(), tuple(formulario.codigo for formulario in catalogo.instalados())
        if de_cero and (molde := _MOLDES.setdefault(cual, Molde())).tomado:
            with transaction.atomic():
                molde.poner()
        else:
            _hacer(anio)
            if de_cero:
                molde.tomar()
        self.servicio, self.otro = (Servicio.objects.get(codigo=codigo) for codigo in ("SERNAM", "OTRO"))
        self.periodo = Periodo.objects.get(anio=anio)

    @property
    def que_es(self):
        """What, besides its rows, decides what is written in it."""
        return f"{type(self).__name__} {self.periodo.anio}"

    def usuario(self, nombre):
        return Usuario.objects.get(correo=correo(nombre))

    def cargo(self, nombre):
        """The first post someone got, as the middleware gives it."""
        cargos = Asignacion.objects.select_related("servicio", "region", "usuario").order_by("pk")
        return cargos.filter(usuario__correo=correo(nombre))[0]

    def programa(self, region="02", servicio="SERNAM", formulario="III.1", numero=1):
        return ProgramaRegional.objects.con_contexto().get(
            servicio__codigo=servicio,
            periodo=self.periodo,
            region=region,
            formulario=formulario,
            numero=numero,
        )

    @recordada
    def escribir(self, region="02", filas=FILAS, quien="ana"):
        """Fill a programme through the same actions that the screens use; returns the ids of its commitments."""
        programa, cargo = self.programa(region), self.cargo(quien)
        ids, anterior = [], None
        for fila in filas:
            nuevo = edicion.agregar(programa_id=programa.pk, cargo=cargo, junto_a=ids[-1] if ids else None)[
                "compromiso"
            ]
            ids.append(nuevo)
            if anterior and fila.get("objetivo") != anterior.get("objetivo"):
                edicion.objetivo_propio(programa_id=programa.pk, cargo=cargo, compromiso_id=nuevo)
            guardar_fila(programa, cargo, nuevo, fila, anterior)
            anterior = fila
        return ids

    def dar(self, paso, quien, region="02", **extra):
        return acciones.dar(paso, programa_id=self.programa(region).pk, cargo=self.cargo(quien), **extra)

    def aprobar(self, region="02", director="diego"):
        self.dar("enviar", director, region)
        self.dar("abrir-revision", "rosa", region)
        return self.dar("aprobar", "rosa", region)

    def responder(self, ids, respuestas, region="02", quien="ana"):
        """Answer commitments in order: «si» with a reference, «no», or None to leave it."""
        programa, cargo = self.programa(region), self.cargo(quien)
        for compromiso, respuesta in zip(ids, respuestas, strict=True):
            if respuesta is None:
                continue
            edicion.guardar_linea(
                programa_id=programa.pk,
                cargo=cargo,
                compromiso_id=compromiso,
                cambios={
                    ("compromiso", "cumple"): ("", respuesta),
                    ("indicador", "resultado_anual"): ("", "Hecho"),
                },
                ediciones={"compromiso": 0, "indicador": 0},
                derecho="escribir-resultados",
            )
            if respuesta == "si":
                edicion.agregar_evidencia(
                    programa_id=programa.pk, cargo=cargo, compromiso_id=compromiso, referencia="Carpeta 12, oficio 3"
                )


_MOLDES = {}  # by day and installed forms: a period's windows are around today, its programmes one per form


def _hacer(anio):
    """The world through the product's own actions."""
    if not Region.objects.exists():
        cargar_territorio()
    for codigo, nombre in (("SERNAM", "Servicio de prueba"), ("OTRO", "Otro servicio")):
        Servicio.objects.get_or_create(codigo=codigo, defaults={"nombre": nombre})
    hoy = timezone.localdate()
    periodos.abrir(
        anio=anio,
        regiones=Region.objects.vigentes_en(date(anio, 1, 1)),
        ventanas={
            "compromiso": (hoy - timedelta(20), hoy + timedelta(12)),
            "resultados": (hoy - timedelta(1), hoy + timedelta(60)),
        },
    )
    for nombre, puesto in GENTE.items():
        usuario = Usuario.objects.filter(correo=correo(nombre)).first()
        if usuario is None:
            usuario = Usuario.objects.create_user(correo(nombre), CLAVE, nombre=nombre.capitalize())
        if puesto:
            rol, servicio, region = puesto
            Asignacion.objects.get_or_create(
                usuario=usuario,
                rol=rol,
                servicio=Servicio.objects.get(codigo=servicio) if servicio else None,
                region_id=region,
                desde=date(2009, 1, 1),
            )


def correo(nombre):
    return f"{nombre}@ejemplo.cl"


def guardar_fila(programa, cargo, compromiso_id, fila, anterior=None):
    """Write a whole line in one save, as the editor does without JavaScript."""
    viejo = (anterior or {}).get("objetivo", "")
    cambios = {
        ("objetivo", "texto"): (viejo, fila.get("objetivo", "")),
        ("indicador", "texto"): ("", fila.get("indicador", "")),
        ("compromiso", "texto"): ("", fila.get("meta", "")),
        ("compromiso", "actividades"): ("", fila.get("actividades", "")),
        ("compromiso", "unidad"): ("", fila.get("unidad", "Dirección Regional")),
        ("compromiso", "verificacion"): ("", fila.get("verificacion", "Informe anual")),
        ("compromiso", "ponderacion_texto"): ("", fila.get("ponderacion", "")),
    }
    return edicion.guardar_linea(
        programa_id=programa.pk,
        cargo=cargo,
        compromiso_id=compromiso_id,
        cambios=cambios,
        ediciones={"objetivo": 0, "indicador": 0, "compromiso": 0},
    )
