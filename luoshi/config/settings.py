"""Settings: one module; what differs between installations is in the site's folder."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from csp.constants import NONE, SELF

from luoshi.config import site as sites
from luoshi.config.database import database
from luoshi.config.logs import logging_of
from luoshi.exchange.channels.mail import Mail
from luoshi.exchange.identity import Provider
from luoshi.figures.cluster import Cluster
from luoshi.reading.second import Endpoint

PACKAGE = Path(__file__).resolve().parent.parent
SITE = sites.load()

DEBUG = os.environ.get("LUOSHI_DEBUG") == "1"
SECRET_KEY = SITE.secret_key
ALLOWED_HOSTS = [*SITE.hosts]
CSRF_TRUSTED_ORIGINS = [host for host in os.environ.get("LUOSHI_ORIGINS", "").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "luoshi.journal",
    "luoshi.units",
    "luoshi.ledgers",
    "luoshi.commitments",
    "luoshi.periods",
    "luoshi.inspections",
    "luoshi.reviews",
    "luoshi.elections",
    "luoshi.assessment",
    "luoshi.reports",
    "luoshi.exchange",
    "luoshi.ops",
    "luoshi.web",
]

MIDDLEWARE = [
    "luoshi.web.watching.WatchingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "luoshi.web.visitors.PrivateMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "luoshi.web.middleware.NamelessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "luoshi.web.middleware.LanguageMiddleware",
    "luoshi.web.middleware.SightMiddleware",
    "luoshi.web.middleware.LookingMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "luoshi.web.middleware.PlainMiddleware",
    "luoshi.web.visitors.SessionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "luoshi.web.middleware.ActorMiddleware",
    "luoshi.web.visitors.SecondFactorMiddleware",
    "luoshi.web.middleware.DoorMiddleware",
    "luoshi.web.errors.ErrorsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "luoshi.config.urls"
WSGI_APPLICATION = "luoshi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(folder) for folder in sorted((PACKAGE / "web").glob("*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), SITE.folder)}
EVIDENCE = SITE.evidence
EXPORTS = SITE.folder / "exports"
HELD = SITE.folder / "jobs"
SECOND_READER = Endpoint.configured(os.environ)
MAIL = Mail.configured(os.environ)
IDENTITY = Provider.configured(SITE.identity)
WEBHOOK_HOSTS = frozenset(
    one.strip().lower() for one in os.environ.get("LUOSHI_WEBHOOK_HOSTS", "").split(",") if one.strip()
)
ADDRESS = next((one.rstrip("/") for one in CSRF_TRUSTED_ORIGINS), "")
PACKAGES = SITE.packages
LAKE = SITE.lake
SPARK = Cluster.configured(os.environ)
KEYS = SITE.keys
BALLOTS = SITE.ballots
BEAT = SITE.folder / "worker.beat"
CLOCK = SITE.now

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "units.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AXES_HANDLER = "luoshi.units.guessing.Handler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "luoshi.web.visitors.address"
PROXIES = int(os.environ.get("LUOSHI_PROXIES", "0"))

LOGIN_URL = "account:login"
LOGIN_REDIRECT_URL = "home:index"
LOGOUT_REDIRECT_URL = "account:login"
SESSION_ENGINE = "luoshi.units.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_IDLE_MINUTES = SITE.idle_minutes
SECOND_FACTOR_ROLES = SITE.second_factor
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if os.environ.get("LUOSHI_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *([IDENTITY.origin] if IDENTITY else [])],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [str(PACKAGE / "web" / "locale")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = logging_of(os.environ.get("LUOSHI_LOG", "plain"))
logging.captureWarnings(os.environ.get("LUOSHI_LOG") == "json")

METRICS_TOKEN = os.environ.get("LUOSHI_METRICS_TOKEN", "")
METRICS_FROM = [
    one.strip() for one in os.environ.get("LUOSHI_METRICS_FROM", "127.0.0.1,::1").split(",") if one.strip()
]
