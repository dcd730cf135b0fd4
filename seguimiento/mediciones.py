"""What a region does with a measurement as a whole: bring in the objectives in force, and open the next one."""

from gestion_territorial.compromisos.escritura import PASO_DE_ORDEN
from gestion_territorial.compromisos.models import ProgramaRegional
from gestion_territorial.cuentas.models import Rol
from gestion_territorial.flujo.acciones import en_programa, exigir, exigir_visible
from gestion_territorial.flujo.errores import EstadoIncorrecto, NoAutorizado, NoExiste
from gestion_territorial.flujo.pasos import PASOS

from .models import Avance, Medicion
from .objetivos import vigentes_para

CODIGO = "III.4"
REGIONALES = (Rol.FORMULADOR, Rol.DIRECTOR)
COPIADOS = ("formulario", "objetivo_id", "avance", "medidas", "recomendaciones", "responsable", "avance_numerico")


def traer_objetivos(*, programa_id, cargo, operacion=None):
    """One row for each objective in force that the measurement does not have yet, its text as it stands. Idempotent."""

    def hacer(escritura):
        programa = escritura.programa
        _exigir_medicion(programa)
        exigir(PASOS["escribir"], programa, cargo)
        asegurar_fecha(escritura)
        vivas = Avance.objects.vivas().filter(programa=programa)
        ya = set(vivas.filter(objetivo__isnull=False).values_list("objetivo", flat=True))
        faltan = [o for o in vigentes_para(programa) if o.id not in ya]
        lugar = ultimo_lugar(programa)
        for n, objetivo in enumerate(faltan, start=1):
            valores = {
                "formulario": objetivo.formulario,
                "objetivo_id": objetivo.id,
                "objetivo_texto": objetivo.texto,
                "orden": lugar + n * PASO_DE_ORDEN,
            }
            escritura.crear_fila(Avance, valores, accion="traer objetivo")
        cuantos = "Se agregó 1 objetivo." if len(faltan) == 1 else f"Se agregaron {len(faltan)} objetivos."
        return {"filas": len(faltan), "mensaje": cuantos if faltan else "Ya están todos los objetivos vigentes."}

    return en_programa(programa_id, cargo, operacion, hacer)


def nueva(*, programa_id, cargo, operacion=None, con_textos=False):
    """Open the region's next measurement of the year, blank or with the last one's texts to start from.

    Refused while the last one is a draft without rows: there is one to write in already.
    """
    exigir_visible(programa_id, cargo)
    primera = _serie(ProgramaRegional.objects.con_contexto().get(pk=programa_id)).first()

    def hacer(escritura):
        if cargo.rol not in REGIONALES:
            rol = cargo.get_rol_display().lower()
            raise NoAutorizado(f"Abrir una medición no corresponde a su cargo ({rol}).")
        _exigir_medicion(escritura.programa)
        ultima = _serie(escritura.programa).last()
        filas = list(Avance.objects.vivas().filter(programa=ultima))
        if not filas and not ultima.aprobado:
            raise EstadoIncorrecto(f"La medición {ultima.numero} aún no tiene filas: escriba en ella.")
        siguiente = ProgramaRegional.objects.create(
            servicio=ultima.servicio,
            periodo=ultima.periodo,
            region=ultima.region,
            formulario=CODIGO,
            numero=ultima.numero + 1,
            autoridad="",
            modalidad=ultima.modalidad,
        )
        otra = escritura.en_nuevo(siguiente)
        otra.asentar("nueva medición", numero=siguiente.numero, textos_de=ultima.numero if con_textos else None)
        otra.guardar_cabecera({"autoridad": ("", ultima.autoridad)})
        asegurar_fecha(otra)
        if con_textos:
            _copiar(otra, filas)
        return {"programa": siguiente.pk, "mensaje": f"Se abrió la medición {siguiente.numero}."}

    # All openings of a place wait for each other at its first measurement.
    return en_programa(primera.pk, cargo, operacion, hacer)


def nueva_con_textos(**partes):
    return nueva(con_textos=True, **partes)


def asegurar_fecha(escritura):
    """The row that holds the measurement's day, made if it is not there yet."""
    medicion = Medicion.objects.vivas().filter(programa=escritura.programa).first()
    return medicion or escritura.crear_fila(Medicion, {"lugar": escritura.programa.cadena, "orden": PASO_DE_ORDEN})


def ultimo_lugar(programa):
    ultima = Avance.objects.filter(programa=programa).order_by("-orden").first()
    return ultima.orden if ultima else 0


def _copiar(escritura, filas):
    """The last measurement's rows, with the text of today; those of objectives no longer in force stay there."""
    textos = {o.id: o.texto for o in vigentes_para(escritura.programa)}
    for fila in filas:
        if fila.objetivo_id and fila.objetivo_id not in textos:
            continue
        valores = {campo: getattr(fila, campo) for campo in COPIADOS}
        valores |= {"objetivo_texto": textos.get(fila.objetivo_id, fila.objetivo_texto), "orden": fila.orden}
        escritura.crear_fila(Avance, valores, accion="copiar texto")


def _serie(programa):
    """The measurements of the same service, period and region, in order."""
    lugar = {campo: getattr(programa, campo) for campo in ("servicio_id", "periodo_id", "region_id", "formulario")}
    return ProgramaRegional.objects.con_contexto().filter(**lugar).order_by("numero")


def _exigir_medicion(programa):
    if programa.formulario != CODIGO:
        raise NoExiste("Ese programa no es una medición.")
