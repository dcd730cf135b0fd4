"""The example's fifteen programmes of III.1, so placed that every state of the year can be seen.

All is written through the actions that the screens use, by the people who would, so that versions, register and four
eyes are true.
"""

from gestion_territorial.compromisos.escritura import escribiendo
from gestion_territorial.compromisos.models import Compromiso, Estado, Indicador, Modalidad, ProgramaRegional, actor_de
from gestion_territorial.cuentas.models import Asignacion, Rol

from . import acciones, edicion, observaciones
from .pasos import PASOS

FORMULARIO = "III.1"
ROSA, RITA, REGION = "rosa", "rita", "región"

APROBADO = (("enviar", REGION), ("abrir-revision", ROSA), ("aprobar", ROSA))
EN_RESULTADOS = (*APROBADO, ("abrir-resultados", ROSA))
RESULTADOS_ENVIADOS = (*EN_RESULTADOS, ("responder", None), ("enviar-resultados", REGION))
VALIDADO = (*RESULTADOS_ENVIADOS, ("abrir-revision", RITA), ("validar", RITA))
CERRADO = (*VALIDADO, ("cerrar", RITA))

# What happened to each region's programme once written: (step, by whom), («responder», how many; None: all) or
# («observar», code of the phrase). Antofagasta is not here: its draft waits for Ana and Diego.
HISTORIA = {
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


def llenar(datos, *, servicio, periodo):
    """Write the programmes that nobody has touched; `datos` is what `ejemplo.leer` read."""
    programas = ProgramaRegional.objects.filter(
        servicio=servicio, periodo=periodo, formulario=FORMULARIO, estado=Estado.BORRADOR, edicion=0
    )
    cargos = Asignacion.objects.en_vigor().filter(servicio=servicio).select_related("usuario", "servicio", "region")
    nacionales = {c.usuario.nombre.lower(): c for c in cargos if c.rol == Rol.REVISOR}
    regionales = {(c.region_id, c.rol): c for c in cargos if c.es_regional}
    for programa in programas.filter(region__in=datos["regiones"]).con_contexto().de_norte_a_sur():
        director = regionales.get((programa.region_id, Rol.DIRECTOR))
        if director and nacionales.keys() >= {ROSA, RITA} and not Compromiso.objects.filter(programa=programa).exists():
            quien = regionales.get((programa.region_id, Rol.FORMULADOR), director)
            _Programa(programa, datos, quien, {REGION: director, **nacionales}).llenar()


class _Programa:
    """One region's programme while it is being written: `escribe` fills it in, `cargos` take its steps."""

    def __init__(self, programa, datos, escribe, cargos):
        self.programa, self.datos, self.ejemplo = programa, datos, datos["regiones"][programa.region_id]
        self.escribe, self.cargos = escribe, cargos
        self.compromisos = []  # (id, number of its line in the fixture)
        self.anuales = {}

    def llenar(self):
        if self.ejemplo["filas"]:
            cabecera = {c: (getattr(self.programa, c), self.ejemplo[c]) for c in ("autoridad", "modalidad")}
            self._editar(edicion.guardar_cabecera, cambios=cabecera)
        for linea in range(len(self.ejemplo["filas"])):
            self._agregar(linea)
        for que, con in HISTORIA.get(self.programa.region_id, ()):
            if que == "responder":
                self._responder(con)
            elif que == "observar":
                self._observar(con)
            else:
                self._dar(que, self.cargos[con])

    def _editar(self, verbo, **datos):
        return verbo(programa_id=self.programa.pk, cargo=self.escribe, **datos)

    def _agregar(self, linea):
        fila, anterior = self.ejemplo["filas"][linea], self.ejemplo["filas"][linea - 1] if linea else {}
        compromiso = self._editar(edicion.agregar)["compromiso"]
        cambios = {("indicador", "texto"): fila["indicador"]}
        if anterior.get("objetivo") == fila["objetivo"]:
            self._editar(edicion.mismo_objetivo, compromiso_id=compromiso)
        else:
            cambios["objetivo", "texto"] = fila["objetivo"]
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
            for n, (texto, verificacion) in enumerate(zip(fila["actividades"], fila["verificaciones"], strict=True)):
                if n:
                    compromiso = self._editar(edicion.agregar_actividad, compromiso_id=compromiso)["compromiso"]
                de_actividad = {"texto": texto, "unidad": fila["unidad"], "verificacion": verificacion}
                self._guardar(linea, compromiso, {} if n else cambios, de_actividad)

    def _guardar(self, linea, compromiso, cambios, de_compromiso):
        cambios = cambios | {("compromiso", campo): valor for campo, valor in de_compromiso.items()}
        self._editar(
            edicion.guardar_linea,
            compromiso_id=compromiso,
            cambios={clave: ("", valor) for clave, valor in cambios.items()},
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
