"""`manage.py cargar_ejemplo`: the example country and its accounts. A second run keeps what was edited."""

from gestion_territorial.flujo import ejemplo
from gestion_territorial.flujo.management.ordenes import OrdenDeEjemplo


class Command(OrdenDeEjemplo):
    help = "Carga el país de ejemplo: el servicio SERNAM, el período 2009 y sus cuentas. Repetirla no pisa lo editado."
    negativa = (
        "Las cuentas del país de ejemplo tienen una clave conocida: con DEBUG apagado no se cargan. "
        "Si de verdad las quiere: --aunque-sea-produccion"
    )

    def escribir(self, opciones):
        ejemplo.cargar()
        lineas = [("Quién", "Cargo", "Correo", "Clave inicial"), *ejemplo.cuentas()]
        anchos = [max(len(linea[n]) for linea in lineas) for n in range(3)]
        self.stdout.write("Cuentas del país de ejemplo:")
        for linea in lineas:
            celdas = [celda.ljust(ancho) for celda, ancho in zip(linea, anchos, strict=False)]
            self.stdout.write("  " + "  ".join([*celdas, linea[3]]))
