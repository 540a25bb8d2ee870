"""Gets Django ready, and says in a sentence what stops it."""

import os
from typing import TYPE_CHECKING

from everproof.cli.outcome import CannotRun

if TYPE_CHECKING:
    from django.conf import LazySettings

SETTINGS_MODULE = "everproof.config.settings"


def settings() -> "LazySettings":
    """Django's settings, without loading the rooms. Raises CannotRun where the environment is incomplete or unsafe."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    from django.conf import settings as django_settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        django_settings.INSTALLED_APPS  # noqa: B018 - reading one setting loads all
    except ImproperlyConfigured as error:
        raise CannotRun(str(error)) from error
    return django_settings


def set_up() -> None:
    """Load Django with all rooms."""
    settings()
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CannotRun(str(error)) from error


def refuse_unsafe_database() -> None:
    """Raise CannotRun where the database is not as decided or cannot be reached; web processes ask by themselves."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from everproof.kernel.tenancy import startup

    try:
        startup.refuse_unsafe_database()
    except ImproperlyConfigured as error:
        raise CannotRun(str(error)) from error
    except OperationalError as error:
        raise CannotRun(f"The database cannot be reached: {error}".strip()) from error


def connect_as(role: str) -> None:
    """Connect as `OWNER` or `WORKER` from here on, where `EVERPROOF_<role>_DATABASE_URL` names that role's connection.

    Must come before the settings are loaded. On PostgreSQL only the owner may change tables, and only the worker may
    see the ledger's pending entries of every organisation; on SQLite there are no roles.
    """
    url = os.environ.get(f"EVERPROOF_{role}_DATABASE_URL")
    if url:
        # The owner gives its rights to the app's role, so that name must not be lost.
        os.environ.setdefault("EVERPROOF_APP_DATABASE_URL", os.environ.get("EVERPROOF_DATABASE_URL", ""))
        os.environ["EVERPROOF_DATABASE_URL"] = url


def uses_postgresql() -> bool:
    """Whether the installation's database is PostgreSQL rather than the SQLite file in its data folder."""
    return os.environ.get("EVERPROOF_DATABASE_URL", "").startswith("postgres")
