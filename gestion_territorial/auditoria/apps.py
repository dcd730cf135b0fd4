from django.apps import AppConfig
from django.db.models.signals import post_migrate

from . import inmutables


class AuditoriaConfig(AppConfig):
    name = "gestion_territorial.auditoria"
    verbose_name = "Auditoría"

    def ready(self):
        inmutables.proteger("auditoria_registro")
        # Any AlterField on SQLite rebuilds the table and drops its triggers in silence: put them back every time.
        post_migrate.connect(inmutables.al_migrar, dispatch_uid="auditoria.inmutables")
