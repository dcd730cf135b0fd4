"""The product's settings for the browser tests' own server: as deployed, but for https and the collected files."""

from gestion_territorial.settings import *  # noqa: F403
from gestion_territorial.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # one hash takes 300 ms on purpose
