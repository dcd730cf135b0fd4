"""The example's programmes, so placed that every state of the year can be seen.

All is written through the actions that the screens use, by the people who would, so that versions, register and four
eyes are true.
"""

from gestion_territorial.compromisos import contenido
from gestion_territorial.compromisos.escritura import escribiendo
from gestion_territorial.compromisos.models import Compromiso, Estado, Indicador, Modalidad, ProgramaRegional, actor_de
from gestion_territorial.cuentas.models import Asignacion, Rol
from gestion_territorial.formularios import catalogo

from . import acciones, copia, edicion, observaciones, propias
from .pasos import PASOS

ROSA, RITA, REGION = "rosa", "rita", "región"

APROBADO = (("enviar", REGION), ("abrir-revision", ROSA), ("aprobar", ROSA))
EN_RESULTADOS = (*APROBADO, ("abrir-resultados", ROSA))
RESULTADOS_ENVIADOS = (*EN_RESULTADOS, ("responder", None), ("enviar-resultados", REGION))
VALIDADO = (*RESULTADOS_ENVIADOS, ("abrir-revision", RITA), ("validar", RITA))
CERRADO = (*VALIDADO, ("cerrar", RITA))

# What happened to each region's programme once written: (step, by whom), («responder», how many; None: all) or
# («observar», code of the phrase). Antofagasta is not here: its drafts wait for Ana and Diego.
DE_III_1 = {
    "15": (("enviar", REGION),),
    "01": (),  # weights as people type them, some unreadable
    "03": (("enviar", REGION), ("abrir-revision", ROSA)),
    "04": RESULTADOS_ENVIADOS,
    "05": VALIDADO,
    "13": CERRADO,  # exactly 90,00
    "06": (
        ("enviar", REGION),
        ("abrir-revision", ROSA),
        ("observar", "indicador-sin-total"),
        ("devolver", ROSA),
    ),
    "07": APROBADO,
    "08": (*EN_RESULTADOS, ("responder", 5)),
    "09": (("no-compromete", REGION),),
    "14": (
        *RESULTADOS_ENVIADOS,
        ("abrir-revision", ROSA),
        ("observar", "evidencia-insuficiente"),
        ("devolver-resultados", ROSA),
    ),
    "10": CERRADO,  # falls short
    "11": (),  # 98,50 of 100
    "12": (),  # nobody opened it
}
HISTORIA = {
    "III.1": DE_III_1,
    "III.2": {
        "15": (("enviar", REGION),),
        "03": (("enviar", REGION), ("abrir-revision", ROSA)),
        "05": VALIDADO,
        "13": CERRADO,
        "07": APROBADO,
        "10": RESULTADOS_ENVIADOS,
    },
    "III.3": {
        "15": APROBADO,
        "03": (("enviar", REGION),),
        "05": VALIDADO,
        "13": CERRADO,
        "07": (*EN_RESULTADOS, ("responder", 3)),
        "10": RESULTADOS_ENVIADOS,
    },
}
# The region that has begun the next year from what it closed, and how many of the copied rows it has confirmed.
EMPIEZA = "13"
CONFIRMADAS = {"III.1": 4}


def llenar(datos, *, servicio, periodo):
    """Write the programmes that nobody has touched; `datos` is what `ejemplo_lectura.leer` read."""
    nacionales, regionales = cargos(servicio)
    if not nacionales.keys() >= {ROSA, RITA}:
        return
    for programa in _intactos(servicio, periodo, datos["formularios"]):
        ejemplo = datos["formularios"][programa.formulario].get(programa.region_id)
        director = regionales.get((programa.region_id, Rol.DIRECTOR))
        if ejemplo and director:
            quien = regionales.get((programa.region_id, Rol.FORMULADOR), director)
            _Programa(programa, ejemplo, datos, quien, {REGION: director, **nacionales}).llenar()


def medir(datos, *, servicio, periodo):
    """The forms whose rows are not commitments write their own example."""
    regionales = cargos(servicio)[1]
    for programa in _intactos(servicio, periodo, datos["mediciones"]):
        medicion = datos["mediciones"][programa.formulario].get(programa.region_id)
        cargo = regionales.get((programa.region_id, Rol.FORMULADOR))
        escribir = catalogo.formulario(programa.formulario).ejemplo
        if medicion and cargo and escribir:
            escribir(programa, cargo, medicion)


def empezar_desde_el_anterior(*, servicio, periodo):
    """One region starts the year from what it closed in the one before, and has confirmed some rows."""
    director = cargos(servicio)[1].get((EMPIEZA, Rol.DIRECTOR))
    if director is None:
        return
    for programa in _intactos(servicio, periodo, HISTORIA, region=EMPIEZA):
        if copia.impedimento(programa, copia.anterior(programa)):
            continue
        quien = {"programa_id": programa.pk, "cargo": director}
        copia.copiar_del_anio_anterior(**quien)
        for fila in contenido.leer(programa).filas[: CONFIRMADAS.get(programa.formulario, 0)]:
            copia.confirmar(compromiso_id=fila.id, **quien)


def cargos(servicio):
    """({name: reviewer's post}, {(region, role): post}) of the service."""
    cargos = Asignacion.objects.en_vigor().filter(servicio=servicio).select_related("usuario", "servicio", "region")
    nacionales = {c.usuario.nombre.lower(): c for c in cargos if c.rol == Rol.REVISOR}
    return nacionales, {(c.region_id, c.rol): c for c in cargos if c.es_regional}


def _intactos(servicio, periodo, formularios, **de):
    """The programmes of those forms that nobody has written in."""
    programas = ProgramaRegional.objects.filter(
        servicio=servicio, periodo=periodo, formulario__in=formularios, estado=Estado.BORRADOR, edicion=0, **de
    )
    sin_filas = programas.exclude(pk__in=Compromiso.objects.values("programa"))
    return sin_filas.con_contexto().de_norte_a_sur()


class _Programa:
    """One region's programme while it is being written: `escribe` fills it in, `cargos` take its steps."""

    def __init__(self, programa, ejemplo, datos, escribe, cargos):
        self.programa, self.ejemplo, self.datos = programa, ejemplo, datos
        self.escribe, self.cargos = escribe, cargos
        self.opciones = {}  # extra → its options, in order
        self.compromisos = []  # (id, number of its line in the fixture)
        self.anuales = {}

    def llenar(self):
        if self.ejemplo["filas"]:
            cabecera = {c: (getattr(self.programa, c), self.ejemplo[c]) for c in ("autoridad", "modalidad")}
            self._editar(edicion.guardar_cabecera, cambios=cabecera)
        for tabla, filas in self.ejemplo.get("propias", {}).items():
            for fila in filas:
                self._agregar_propia(tabla, fila)
        self._leer_opciones()
        for linea in range(len(self.ejemplo["filas"])):
            self._agregar(linea)
        for que, con in HISTORIA[self.programa.formulario].get(self.programa.region_id, ()):
            if que == "responder":
                self._responder(con)
            elif que == "observar":
                self._observar(con)
            else:
                self._dar(que, self.cargos[con])

    def _editar(self, verbo, **datos):
        return verbo(programa_id=self.programa.pk, cargo=self.escribe, **datos)

    def _agregar_propia(self, tabla, fila):
        fila_id = self._editar(propias.agregar, tabla=tabla)["fila"]
        cambios = {campo: ("", valor) for campo, valor in fila.items()}
        self._editar(propias.guardar, tabla=tabla, fila_id=fila_id, cambios=cambios, edicion=1)

    def _leer_opciones(self):
        escrito = contenido.leer(self.programa)
        extras = catalogo.formulario(self.programa.formulario).control.extras
        self.opciones = {e.clave: [clave for clave, _ in e.opciones(escrito)] for e in extras if e.opciones}

    def _extras(self, extras):
        """{("extra", key): text}: the place of an option stands for it."""
        return {
            ("extra", clave): self.opciones[clave][valor] if isinstance(valor, int) else valor
            for clave, valor in extras.items()
        }

    def _agregar(self, linea):
        fila, anterior = self.ejemplo["filas"][linea], self.ejemplo["filas"][linea - 1] if linea else {}
        compromiso = self._editar(edicion.agregar)["compromiso"]
        cambios = {("indicador", "texto"): fila["indicador"]}
        if fila["objetivo"] and anterior.get("objetivo") == fila["objetivo"]:
            self._editar(edicion.mismo_objetivo, compromiso_id=compromiso)
        else:
            cambios["objetivo", "texto"] = fila["objetivo"]
        cambios |= self._extras(fila.get("extras", {}))
        if self.ejemplo["modalidad"] == Modalidad.METAS:
            de_meta = {
                "texto": fila["meta"],
                "actividades": "\n".join(fila["actividades"]),
                "unidad": fila["unidad"],
                "verificacion": fila["verificacion"],
                "ponderacion_texto": fila["ponderacion"],
            }
            self._guardar(linea, compromiso, cambios, de_meta)
            self._anticipar(compromiso, fila["resultado_anticipado"])
        else:
            heredada = ""
            for n, (texto, verificacion) in enumerate(zip(fila["actividades"], fila["verificaciones"], strict=True)):
                if n:
                    compromiso = self._editar(edicion.agregar_actividad, compromiso_id=compromiso)["compromiso"]
                # A new activity comes with the unit of the one above.
                unidad = fila["unidades"][n] if "unidades" in fila else fila["unidad"]
                propios = self._extras(fila["de_actividad"][n]) if "de_actividad" in fila else {}
                de_actividad = {"texto": texto, "unidad": unidad, "verificacion": verificacion}
                self._guardar(linea, compromiso, propios if n else cambios | propios, de_actividad, heredada)
                heredada = unidad

    def _guardar(self, linea, compromiso, cambios, de_compromiso, unidad=""):
        cambios = cambios | {("compromiso", campo): valor for campo, valor in de_compromiso.items()}
        self._editar(
            edicion.guardar_linea,
            compromiso_id=compromiso,
            cambios={k: (unidad if k == ("compromiso", "unidad") else "", valor) for k, valor in cambios.items()},
            ediciones={},
        )
        self.compromisos.append((compromiso, linea))

    def _anticipar(self, compromiso, texto):
        """A result written before its time, as the real programme has them: no screen writes one, an import does."""
        if texto:
            with escribiendo(self.programa.pk, actor=actor_de(self.escribe)) as escritura:
                indicador = escritura.fila(Compromiso, compromiso).indicador_id
                cambios = {"resultado_anticipado": ("", texto)}
                escritura.guardar_fila(Indicador, indicador, cambios=cambios, accion="importar")

    def _dar(self, paso, cargo):
        motivo = self.ejemplo.get("motivo", self.datos["motivos"]["devolver"][-1]) if PASOS[paso].motivo else ""
        acciones.dar(paso, programa_id=self.programa.pk, cargo=cargo, motivo=motivo)

    def _observar(self, frase):
        texto = self.datos["frases"][frase]
        observaciones.observar(programa_id=self.programa.pk, cargo=self.cargos[ROSA], texto=texto)

    def _responder(self, cuantas):
        pares = list(zip(self.compromisos, self.ejemplo["resultados"], strict=True))
        for (compromiso, linea), resultado in pares[:cuantas]:
            # The activities of one indicator tell its result together, a line each.
            antes = self.anuales.get(linea, "")
            self.anuales[linea] = "\n".join(filter(None, [antes, resultado["resultado"]]))
            self._editar(
                edicion.guardar_linea,
                compromiso_id=compromiso,
                cambios={
                    ("compromiso", "cumple"): ("", resultado["cumple"]),
                    ("indicador", "resultado_anual"): (antes, self.anuales[linea]),
                },
                ediciones={},
                derecho="escribir-resultados",
            )
            self._editar(edicion.agregar_evidencia, compromiso_id=compromiso, referencia=resultado["evidencia"])
