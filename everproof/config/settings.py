"""Django settings of every installation; what differs comes from the environment (see environment.py)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from everproof.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent

EVERPROOF_ENV = environment.mode()
EVERPROOF_DATA = environment.data_directory(CHECKOUT)
EVERPROOF_URL = os.environ.get("EVERPROOF_URL", "http://localhost:8000").rstrip("/")

SECRET_KEY = environment.secret_key(EVERPROOF_DATA, running=EVERPROOF_ENV)
# What was signed and encrypted under a former secret stays readable until it is written anew.
SECRET_KEY_FALLBACKS = os.environ.get("EVERPROOF_OLD_SECRET_KEYS", "").split()
DEBUG = False
_url = urlsplit(EVERPROOF_URL)
_https = _url.scheme == "https"
ALLOWED_HOSTS = [_url.hostname or "localhost"]
if EVERPROOF_ENV != "production":
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "testserver"]
CSRF_TRUSTED_ORIGINS = [EVERPROOF_URL]

# The rooms in their order: a room may use what stands after it, never what stands before.
EVERPROOF_ROOMS = [
    "everproof.home",
    "everproof.conformity",
    "everproof.customers",
    "everproof.improvement",
    "everproof.risks",
    "everproof.documents",
    "everproof.context",
    "everproof.products",
    "everproof.processes",
    "everproof.workbench",
]

INSTALLED_APPS = [
    *EVERPROOF_ROOMS,
    "everproof.kernel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # Before the session: a token is the only way in there, whatever cookies a browser sends along.
    "everproof.kernel.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "everproof.kernel.people.middleware.SignedInMiddleware",
    "everproof.kernel.tenancy.middleware.OrganizationMiddleware",
    "everproof.kernel.ui.storage.StorageMiddleware",
]

ROOT_URLCONF = "everproof.config.urls"
WSGI_APPLICATION = "everproof.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "everproof.kernel.ui.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "everproof.kernel.templatetags.ui"],
        },
    }
]

DATABASES = {"default": environment.database(os.environ.get("EVERPROOF_DATABASE_URL"), EVERPROOF_DATA)}
EVERPROOF_OWNER_DATABASE_URL = os.environ.get("EVERPROOF_OWNER_DATABASE_URL", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits must hold across processes, so the cache lives in the database. Beyond its size it drops entries that are
# in force: with the usual 300, a few hundred made-up addresses would wipe out everybody's counters.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "everproof.kernel.ui.views.errors.stale_form"

if _https:
    SESSION_COOKIE_NAME = "__Host-everproof"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    if os.environ.get("EVERPROOF_BEHIND_PROXY") == "1":
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        # Of X-Forwarded-For only what our own proxy wrote counts; the rest is what the client says.
        ALLAUTH_TRUSTED_PROXY_COUNT = 1
else:
    # A cookie of another program on localhost must not end our session.
    SESSION_COOKIE_NAME = "everproof"
    CSRF_COOKIE_NAME = "everproof-csrf"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
EVERPROOF_API_REQUESTS_PER_MINUTE = int(os.environ.get("EVERPROOF_API_REQUESTS_PER_MINUTE", "600"))
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_HANDLERS = ["everproof.kernel.files.incoming.BoundedUpload"]
# Beside the files themselves: /tmp may lie in the machine's memory.
FILE_UPLOAD_TEMP_DIR = str(environment.made(EVERPROOF_DATA / "incoming"))

_identity_provider = os.environ.get("EVERPROOF_OIDC_URL", "")
_form_targets = [SELF]
if _identity_provider:
    _provider = urlsplit(_identity_provider)
    _form_targets.append(f"{_provider.scheme}://{_provider.netloc}")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF, NONCE],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "connect-src": [SELF],
        "form-action": _form_targets,
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CONTENT_SECURITY_POLICY_REPORT_ONLY = {"DIRECTIVES": {"require-trusted-types-for": ["'script'"]}}

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Why these numbers: docs/decisions/sign-in.md.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "everproof.kernel.people.passwords.LengthValidator"},
    {"NAME": "everproof.kernel.people.passwords.ContextValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "everproof.kernel.people.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "everproof.kernel.people.adapters.SocialAccountAdapter"
MFA_ADAPTER = "everproof.kernel.people.adapters.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Everproof: "
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _url.scheme or "http"
# A whole works may sit behind one address, so what is counted by address ("ip") is generous; "key" is one login.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "password": "60/m/ip,10/m/key",
    "password_here": "5/300s/key",
    "login_failed": "60/m/ip,5/300s/key",
}
ACCOUNT_FORMS = {
    "change_password": "everproof.kernel.people.forms.ChangePasswordForm",
    "set_password": "everproof.kernel.people.forms.SetPasswordForm",
    "reset_password_from_key": "everproof.kernel.people.forms.ResetPasswordKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"authenticate": "everproof.kernel.people.forms.SecondFactorForm"}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https
MFA_TOTP_ISSUER = "Everproof"
# The doubt is about open sign-up, which does not exist here: a login's address was proven by its invitation.
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict = {}
if _identity_provider:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                # A person is the subject of one issuer: another issuer's subjects are other people.
                "provider_id": environment.provider_name(_identity_provider),
                "name": os.environ.get("EVERPROOF_OIDC_NAME", "Company sign-in"),
                "client_id": os.environ.get("EVERPROOF_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("EVERPROOF_OIDC_SECRET", ""),
                # The subject comes from the ID token, whose issuer, audience and end are checked; no second source.
                "settings": {
                    "server_url": _identity_provider,
                    "oauth_pkce_enabled": True,
                    "fetch_userinfo": False,
                },
            }
        ]
    }

TASKS = {
    "default": {
        "BACKEND": "everproof.kernel.tasks.backend.TaskBackend",
        "OPTIONS": {"id_function": "everproof.kernel.ids.uuid7"},
    }
}

EMAIL_BACKEND = os.environ.get("EVERPROOF_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = os.environ.get("EVERPROOF_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EVERPROOF_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EVERPROOF_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EVERPROOF_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EVERPROOF_SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EVERPROOF_MAIL_FROM", f"Everproof <everproof@{_url.hostname or 'localhost'}>")
if EVERPROOF_ENV == "demo":
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(EVERPROOF_DATA / "mail")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["everproof.config.formats"]

STATIC_URL = "/static/"
# Only production gathers its static files; elsewhere they are served from where they lie.
STATIC_ROOT = EVERPROOF_DATA / "static" if EVERPROOF_ENV == "production" else None
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "everproof.kernel.ui.fonts.FontFinder",
]
# A compressed collectstatic takes longer than a demo should take to start.
_static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if EVERPROOF_ENV != "production":
    WHITENOISE_USE_FINDERS = True
    _static = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "woff2", "woff", "png", "jpg", "gz", "br", "zip"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
}
MEDIA_ROOT = EVERPROOF_DATA / "files"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("EVERPROOF_LOG_LEVEL", "WARNING")},
}
