"""`manage.py veredicto`: each region's performance and the national verdict, as a table or as the scoring JSON."""

import json

from django.core.management.base import BaseCommand, CommandError

from gestion_territorial.flujo.lectura import lectura_unica
from gestion_territorial.flujo.veredicto import nacional
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import Anticipado, Resultado, mostrar_ponderacion
from gestion_territorial.territorio.models import Periodo, Servicio

ANTICIPADO = {
    Anticipado.ASEGURADO: "ya alcanza el umbral",
    Anticipado.PERDIDO: "ya no alcanza el umbral",
}


class Command(BaseCommand):
    help = "Muestra el desempeño de cada región y el veredicto nacional de un servicio en un año."

    def add_arguments(self, parser):
        parser.add_argument("--servicio", required=True, help="código del servicio, por ejemplo SERNAM")
        parser.add_argument("--anio", required=True, type=int, help="año del período")
        parser.add_argument("--formulario", help="código del formulario, por ejemplo III.1 (por omisión, todos)")
        parser.add_argument("--json", action="store_true", help="en JSON, como lo escribe el paquete de puntaje")

    def handle(self, *args, servicio, anio, formulario, **opciones):
        formularios = _formularios(formulario)
        el_servicio = Servicio.objects.filter(codigo=servicio).first()
        if el_servicio is None:
            raise CommandError(f"No hay un servicio con el código «{servicio}».")
        periodo = Periodo.objects.filter(anio=anio).first()
        if periodo is None:
            raise CommandError(f"No hay un período abierto para el año {anio}.")
        with lectura_unica():
            paises = [nacional(servicio=el_servicio, periodo=periodo, formulario=f) for f in formularios]
        paises = [pais for pais in paises if pais.regiones]
        if not paises:
            raise CommandError(f"El servicio {servicio} no tiene programas que se puntúen en el año {anio}.")
        if opciones["json"]:
            informes = {pais.formulario.codigo: pais.informe(periodo.umbral) for pais in paises}
            self.stdout.write(json.dumps(informes, indent=2))
            return
        self.stdout.write("\n\n".join("\n".join(_lineas(pais, el_servicio, periodo)) for pais in paises))


def _formularios(codigo):
    """The scored forms that were asked for, by code or alias."""
    puntuados = [f for f in catalogo.instalados() if f.puntua]
    if codigo is None:
        return puntuados
    try:
        formulario = catalogo.formulario(codigo)
    except catalogo.FormularioDesconocido:
        conocidos = ", ".join(f.codigo for f in puntuados)
        raise CommandError(f"No hay un formulario «{codigo}»; los que tienen veredicto son: {conocidos}.") from None
    if formulario not in puntuados:
        raise CommandError(f"El formulario {formulario.codigo} no se puntúa: no tiene veredicto.")
    return [formulario]


def _lineas(pais, servicio, periodo):
    """The table of one form, regions north to south, and the verdict under it."""
    formulario = pais.formulario
    filas = [("Región", "Estado", "Resultado", "Desempeño")]
    for r in pais.regiones:
        estado = r.programa.get_estado_display()
        filas.append((str(r.programa.region), estado, str(r.puntaje.resultado), _cifra(r.puntaje)))
    anchos = [max(len(fila[n]) for fila in filas) for n in range(3)]
    yield f"{formulario.codigo} {formulario.con_periodo(formulario.titulo, periodo)}"
    yield f"{servicio.nombre} · umbral {mostrar_ponderacion(periodo.umbral)}"
    yield ""
    for fila in filas:
        yield "  ".join([*(celda.ljust(ancho) for celda, ancho in zip(fila, anchos, strict=False)), fila[3]]).rstrip()
    yield ""
    firmeza = "definitivo" if pais.veredicto.definitivo else "no definitivo"
    yield f"Veredicto nacional: {pais.veredicto.veredicto} ({firmeza})"
    depende = ", ".join(str(r.programa.region) for r in pais.de_que_depende)
    if depende:
        yield f"Depende de: {depende}"


def _cifra(puntaje):
    """A pending performance is a range, never one figure; without figures, a dash."""
    if puntaje.resultado == Resultado.NO_EVALUABLE:
        return f"las ponderaciones suman {puntaje.suma_mostrada}"
    cifra = puntaje.rango or puntaje.mostrado or "—"
    return f"{cifra} ({ANTICIPADO[puntaje.anticipado]})" if puntaje.anticipado else cifra
