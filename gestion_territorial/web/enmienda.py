"""What pages say of amendments: which is open, what one changes and does to the score, which wait for me."""

import json
from dataclasses import dataclass
from functools import cached_property

from gestion_territorial.auditoria.registro import leer as leer_registro
from gestion_territorial.compromisos import contenido as datos
from gestion_territorial.compromisos.models import ENMIENDA_ABIERTA, Compromiso, Estado, ProgramaRegional
from gestion_territorial.flujo import pasos, propuesta
from gestion_territorial.flujo.actos import legible
from gestion_territorial.flujo.veredicto import puntaje_de
from gestion_territorial.puntaje import Anticipado, Modalidad

from .cambios import cambios
from .contexto import esperan_a
from .direcciones import direccion, direccion_del_enmendado
from .pagina import Pagina

CON_ENMIENDAS = tuple(e for e in Estado if e not in (Estado.BORRADOR, Estado.ENVIADO, Estado.OBSERVADO))


@dataclass(repr=False)
class EnmiendaPagina:
    """Of a programme: its amendments. Of an amendment: its reason, what it changes and what that does."""

    pagina: Pagina

    @property
    def programa(self):
        return self.pagina.programa

    @property
    def es_enmienda(self):
        return self.programa.es_enmienda

    @property
    def abierta(self):
        """The open amendment of this programme with its address, or None."""
        return next((e for e in self.todas if e["abierta"]), None)

    @cached_property
    def todas(self):
        """Every amendment of this programme, the last one first; none before it is approved, nor of an amendment."""
        if self.es_enmienda or self.programa.estado not in CON_ENMIENDAS or not self.pagina.cargo:
            return []
        return [
            {"programa": e, "direccion": direccion(e), "abierta": e.estado in ENMIENDA_ABIERTA}
            for e in propuesta.de_programa(self.programa)
        ]

    @cached_property
    def puede_pedir(self):
        paso = pasos.PASOS["enmendar"]
        return not self.abierta and pasos.impedimento(paso, self.programa, self.pagina.cargo) is None

    # Of an amendment

    @property
    def sigue_abierta(self):
        """Whether it may still change the programme: else what it says is told as past."""
        return self.programa.estado in ENMIENDA_ABIERTA

    @property
    def aprobada(self):
        return self.programa.estado == Estado.APROBADO

    @cached_property
    def datos(self):
        """Its reason, document and origins."""
        return propuesta.Enmienda.objects.select_related("base", "resultado").get(programa=self.programa)

    @cached_property
    def acto(self):
        """The document it stands on, as a page shows it."""
        return legible(self.datos.acto, self.programa.servicio.codigo)

    @cached_property
    def aprobadas(self):
        """The ids of the proposal's commitments that are already approved: annulled, never taken out."""
        return {int(n) for n in self.datos.origenes.get(Compromiso._meta.label_lower, {})}

    @cached_property
    def original(self):
        return ProgramaRegional.todos.con_contexto().get(pk=self.programa.enmienda_de_id)

    @property
    def direccion_original(self):
        return direccion_del_enmendado(self.programa)

    @cached_property
    def diferencia(self):
        """Where the two versions are compared once it is approved, or None."""
        enmienda = self.datos
        if enmienda.resultado is None:
            return None
        return f"{self.direccion_original}diferencia/?a={enmienda.base.numero}&b={enmienda.resultado.numero}"

    @cached_property
    def respuesta(self):
        """What the region answered to one *de oficio*: {acepta, quien, momento, motivo}, or None."""
        entrada = propuesta.respuesta(self.programa)
        if entrada is None or self.programa.estado == Estado.POR_RESPONDER:
            return None
        return {
            "acepta": entrada.accion == "aceptar-enmienda",
            "quien": entrada.actor_nombre,
            "momento": entrada.momento,
            "motivo": leer_registro(entrada)["datos"].get("motivo", ""),
        }

    @cached_property
    def _antes(self):
        """The programme it changes: as it stands while the amendment is open, else as it was when it began."""
        if self.programa.estado in ENMIENDA_ABIERTA:
            return datos.leer(self.original)
        return datos.de_instantanea(json.loads(self.datos.base.contenido))

    @cached_property
    def proyeccion(self):
        return propuesta.proyectar(self._antes, self.pagina.contenido, self.datos.origenes)

    @cached_property
    def cambios(self):
        return cambios(
            self.pagina.formulario, datos.instantanea(self._antes), datos.instantanea(self.proyeccion.contenido)
        )

    @cached_property
    def efecto(self):
        """[(what, before, after)]: commitments in force, sum, and what the region may still reach."""
        antes, despues = (self._figuras(c) for c in (self._antes, self.proyeccion.contenido))
        return list(zip(("Compromisos vigentes", "Suma", "Alcanza", "Resultado"), antes, despues, strict=True))

    def _figuras(self, contenido):
        programa = ProgramaRegional(
            periodo=self.programa.periodo, modalidad=contenido.modalidad, estado=Estado.RESULTADOS, no_compromete=False
        )
        _, puntaje = puntaje_de(programa, contenido.agregado)
        suma = puntaje.suma_mostrada if contenido.modalidad == Modalidad.METAS else "todas pesan lo mismo"
        alcanza = f"hasta {puntaje.maximo_mostrado}" if puntaje.rango else puntaje.mostrado
        if puntaje.anticipado == Anticipado.PERDIDO:
            alcanza += f" (ya no llega a {self.pagina.umbral})"
        return contenido.agregado.unidades, suma or "—", alcanza or "—", puntaje.resultado

    @cached_property
    def respuestas_borradas(self):
        """The numbers of the lines whose answer the change clears."""
        return [f.numero for f in self.proyeccion.contenido.filas if f.id in self.proyeccion.borradas]


def enmiendas_por_atender(cargo):
    """The open amendments whose next step is theirs to take, oldest first, each with its address."""
    if cargo is None:
        return []
    visibles = ProgramaRegional.todos.visibles_para(cargo).filter(esperan_a(cargo), enmienda_de__isnull=False)
    lista = visibles.con_contexto().prefetch_related("periodo__ventanas").order_by("enviado_en", "pk")
    return [{"programa": e, "direccion": direccion(e), "que": _por_hacer(e)} for e in lista]


def _por_hacer(enmienda):
    if enmienda.estado == Estado.POR_RESPONDER:
        return "Enmienda por responder"
    return "Enmienda por revisar" if enmienda.estado == Estado.ENVIADO else "Enmienda por terminar y enviar"
