"""The one settings file. The environment sets it all; a wrong value stops the start with a sentence that names it.

Variables: DATABASE_URL, SECRET_KEY, DEBUG, ALLOWED_HOSTS, DATA_DIR, EMAIL_URL, DEFAULT_FROM_EMAIL, TIME_ZONE,
CSRF_TRUSTED_ORIGINS, HTTPS, EVIDENCIA_MAXIMA_MB, EVIDENCIA_CUOTA_MB, SITIO, OBREROS, TRABAJOS_PESADOS,
TRABAJOS_LATIDO, TRABAJOS_DIAS, AVISOS_ESPERA. Each is explained in the README.
"""

import contextlib
import os
import re
import secrets
import zoneinfo
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def _loud(name, read):
    """The value of one variable, or a start that stops and names the variable and what is expected of it."""
    try:
        return read()
    except ImproperlyConfigured:
        raise
    except Exception as error:
        raise ImproperlyConfigured(f"{name}: the value in the environment cannot be read ({error}).") from error


def _boolean(name, default):
    raw = env.str(name, default="").strip().lower()
    if raw in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return default if raw == "" else raw in ("1", "true", "yes", "on")
    raise ImproperlyConfigured(f"{name}: expected 1 or 0, read {raw!r}.")


def _megabytes(name, default):
    """A size in bytes, from a whole number of megabytes."""
    raw = env.str(name, default="").strip() or str(default)
    if not re.fullmatch(r"[1-9]\d{0,5}", raw, re.ASCII):
        raise ImproperlyConfigured(f"{name}: a whole number of megabytes from 1 is expected, read {raw!r}.")
    return int(raw) * 1024**2


DEBUG = _boolean("DEBUG", False)
HTTPS = _boolean("HTTPS", not DEBUG)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _own_secret_key():
    """One machine's own key, made once beside its data. Several machines share one through the environment."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # whoever comes first; a half-written key is never read
        draft.unlink()
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or _own_secret_key()
if not DEBUG and len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY: it must have at least 40 characters where DEBUG is off.")

INSTALLED_APPS = [
    "gestion_territorial.territorio",
    "gestion_territorial.cuentas",
    "gestion_territorial.auditoria",
    "gestion_territorial.archivos",
    "gestion_territorial.trabajos",
    "gestion_territorial.compromisos",
    "gestion_territorial.revision",
    "gestion_territorial.formularios",
    "gestion_territorial.flujo",
    "gestion_territorial.avisos",
    "gestion_territorial.documentos",
    "gestion_territorial.respaldo",
    "gestion_territorial.web",
    "programas",
    "complementariedad",
    "informacion_gore",
    "seguimiento",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # this high: a refused Host is answered further down
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gestion_territorial.web.middleware.CargoMiddleware",
    "gestion_territorial.web.middleware.RechazosMiddleware",
]

ROOT_URLCONF = "gestion_territorial.urls"
WSGI_APPLICATION = "gestion_territorial.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gestion_territorial.web.contexto.marco",
            ],
        },
    },
]

DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    DATABASES = {"default": _loud("DATABASE_URL", lambda: env.db_url("DATABASE_URL"))}
else:
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "gestion_territorial.sqlite3")}
    }
_engine = DATABASES["default"].get("ENGINE", "")
if _engine == "django.db.backends.sqlite3":
    # Measured: IMMEDIATE, WAL and a busy timeout together lose no save under ten writers; any two of them do.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
elif _engine == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured(f"DATABASE_URL: SQLite or PostgreSQL is expected, read {_engine or DATABASE_URL!r}.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits of the sign-in must be shared by every process: the cache is a table of the same database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_compartida"},
}

AUTH_USER_MODEL = "cuentas.Usuario"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["correo", "nombre"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inicio"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "gestion_territorial.web.entrada.Adaptador"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "correo"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "gestion_territorial.web.entrada.nombre_visible"

EMAIL_CONFIG = _loud("EMAIL_URL", lambda: env.email_url("EMAIL_URL", default="consolemail://"))
vars().update({clave: valor for clave, valor in EMAIL_CONFIG.items() if clave.startswith("EMAIL_")})
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="gestion-territorial@localhost")
EMAIL_TIMEOUT = 20  # seconds: a mail server that says nothing does not hold a worker for ever


def _positive(name, default, kind=int):
    value = _loud(name, lambda: kind(env.str(name, default="") or default))
    if not 0 < value < 100_000:
        raise ImproperlyConfigured(f"{name}: a number above zero is expected, read {value!r}.")
    return value


# The address people reach the site at: mail leads there.
SITIO = (env.str("SITIO", default="") or "http://127.0.0.1:8000").rstrip("/")
if not re.fullmatch(r"https?://[^\s/?#@]+", SITIO):
    raise ImproperlyConfigured(f"SITIO: expected the site's address, like https://gestion.example.cl; read {SITIO!r}.")
OBREROS = _positive("OBREROS", 1)  # background workers that `servir` starts; on SQLite always one
TRABAJOS_PESADOS = _positive("TRABAJOS_PESADOS", 2)  # big documents made at once, in all workers together
TRABAJOS_LATIDO = _positive("TRABAJOS_LATIDO", 5, float)  # seconds between a worker's signs of life
TRABAJOS_DIAS = _positive("TRABAJOS_DIAS", 7)  # days a finished document is kept
AVISOS_ESPERA = _positive("AVISOS_ESPERA", 120, float)  # seconds a notification waits for others of its package

LANGUAGE_CODE = "es-cl"
LANGUAGES = [("es-cl", "Español (Chile)")]
FORMAT_MODULE_PATH = ["gestion_territorial.formatos"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = env.str("TIME_ZONE", default="America/Santiago")
if TIME_ZONE not in zoneinfo.available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE: no such zone, read {TIME_ZONE!r} (for example America/Santiago).")
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Evidence: how much one file may hold, and all those of one programme together.
EVIDENCIA_MAXIMA = _megabytes("EVIDENCIA_MAXIMA_MB", 20)
EVIDENCIA_CUOTA = _megabytes("EVIDENCIA_CUOTA_MB", 500)
FILE_UPLOAD_HANDLERS = ["gestion_territorial.web.recepcion.Recepcion"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its arrows and ticks as data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^salud$"]
CSRF_FAILURE_VIEW = "gestion_territorial.web.errores.csrf"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
