"""WSGI entry point, served by gunicorn. What a killed process left half-way in the store is taken out here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestion_territorial.settings")
application = get_wsgi_application()

from gestion_territorial.flujo import archivos  # noqa: E402  after Django is set up

archivos.al_iniciar()
