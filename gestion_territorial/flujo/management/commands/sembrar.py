"""`manage.py sembrar`: a synthetic country of any size, the same for the same seed."""

from django.core.management.base import CommandError

from gestion_territorial.flujo import siembra
from gestion_territorial.flujo.management.ordenes import OrdenDeEjemplo

# option → (default, smallest, largest, what it is)
MEDIDAS = {
    "servicios": (1, 1, 9_999, "cuántos servicios (S001, S002…)"),
    "regiones": (16, 1, 16, "cuántas regiones, de norte a sur"),
    "anios": (1, 1, 90, f"cuántos años, desde {siembra.PRIMER_ANIO}"),
    "filas": (20, 1, 2_000, "cuántos compromisos por programa"),
}


class Command(OrdenDeEjemplo):
    help = "Siembra un país inventado del tamaño que se pida. Lo que ya está escrito no se toca."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        for nombre, (defecto, _, _, que) in MEDIDAS.items():
            parser.add_argument(f"--{nombre}", type=int, default=defecto, help=f"{que} (por omisión {defecto})")
        parser.add_argument("--semilla", type=int, default=1, help="la misma semilla da el mismo país")

    def escribir(self, opciones):
        for nombre, (_, minimo, maximo, _) in MEDIDAS.items():
            if not minimo <= opciones[nombre] <= maximo:
                raise CommandError(f"--{nombre} va de {minimo} a {maximo}, y se leyó {opciones[nombre]}.")
        medidas = {nombre: opciones[nombre] for nombre in MEDIDAS}
        programas, filas = siembra.sembrar(**medidas, semilla=opciones["semilla"])
        self.stdout.write(f"Sembrados {programas} programas con {filas} compromisos.")
