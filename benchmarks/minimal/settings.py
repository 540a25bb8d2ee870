"""As little as Django needs, with the database settings of the product."""

import os
from pathlib import Path

from everproof.config import environment

SECRET_KEY = "minimal"  # noqa: S105  signs nothing
DEBUG = False
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = ["benchmarks.minimal"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.minimal.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": environment.database(os.environ.get("MINIMAL_DATABASE_URL"), Path(os.environ["EVERPROOF_DATA"]))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
