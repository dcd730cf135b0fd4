"""`manage.py respaldar DESTINO`: exit status 0 when the backup is whole at DESTINO, else 1 and nothing is there."""

from django.core.management.base import BaseCommand, CommandError

from gestion_territorial.respaldo.errores import RespaldoImposible
from gestion_territorial.respaldo.respaldo import a_medias, respaldar


class Command(BaseCommand):
    help = "Copia la base de datos y los archivos, parejos y con un manifiesto, mientras la gente sigue trabajando."

    def add_arguments(self, parser):
        parser.add_argument("destino", help="la carpeta nueva en que queda el respaldo")

    def handle(self, *args, **opciones):
        for resto in a_medias(opciones["destino"]):
            self.stderr.write(f"Un respaldo anterior no terminó y quedó en {resto}: se puede borrar.")
        try:
            hecho = respaldar(opciones["destino"])
        except RespaldoImposible as error:
            raise CommandError(str(error)) from None
        for aviso in hecho.avisos:
            self.stderr.write(f"Atención, {aviso}. Corra «manage.py verificar».")
        m = hecho.manifiesto
        archivos = sum(nombre.startswith("archivos/") for nombre in m.archivos)
        self.stdout.write(
            f"Respaldo completo en {hecho.destino}: {sum(m.tablas.values())} filas de {len(m.tablas)} tablas, "
            f"{archivos} archivos y {len(m.cadenas)} cadenas del registro."
        )
        self.stdout.write(f"SHA-256 de su manifiesto, para anotarlo aparte: {hecho.huella}")
