"""Reads the installation's environment variables and refuses what is missing or unsafe."""

import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demo", "test")
EXAMPLE_SECRETS = {"change-me", "changeme", "secret", "example", "insecure"}
SHORTEST_SECRET = 40


def mode() -> str:
    """How this process runs; production unless it is said otherwise."""
    value = os.environ.get("EVERPROOF_ENV", "production")
    if value not in MODES:
        raise ImproperlyConfigured(f"EVERPROOF_ENV is {value!r}; it must be one of {', '.join(MODES)}.")
    return value


def data_directory(checkout: Path) -> Path:
    """Where the installation's database, files and keys live."""
    named = os.environ.get("EVERPROOF_DATA")
    if not named and not (checkout / "pyproject.toml").exists():
        raise ImproperlyConfigured(
            "EVERPROOF_DATA is missing. Set it to the folder in which the installation shall live."
        )
    path = Path(named or checkout / "var").expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {path} cannot be written ({error.strerror}). Set EVERPROOF_DATA to a folder of your own."
        ) from error
    return path


def made(folder: Path) -> Path:
    """A folder inside the data folder, made for its owner alone."""
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def secret_key(data: Path, *, running: str) -> str:
    """The signing secret. Production must bring its own; demo and test keep a generated one beside their data."""
    value = os.environ.get("EVERPROOF_SECRET_KEY", "")
    if value:
        if running == "production" and (len(value) < SHORTEST_SECRET or value.lower() in EXAMPLE_SECRETS):
            raise ImproperlyConfigured(
                f"EVERPROOF_SECRET_KEY is too short or an example. Use at least {SHORTEST_SECRET} random characters."
            )
        return value
    if running == "production":
        raise ImproperlyConfigured(
            "EVERPROOF_SECRET_KEY is missing. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return _kept_secret(data / "secret.key")


def _kept_secret(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


def provider_name(url: str) -> str:
    """The name under which the logins of an identity provider are kept; another provider never gets the same one."""
    return f"company-{hashlib.sha256(url.rstrip('/').encode()).hexdigest()[:12]}"


def database(url: str | None, data: Path) -> dict:
    """Django's settings for one connection: SQLite inside the data folder, or the PostgreSQL that the URL names."""
    if not url:
        return _sqlite(data / "everproof.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"EVERPROOF_DATABASE_URL begins with {parts.scheme!r}; use postgresql:// or leave it out."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Behind a pooler in transaction mode, server-side cursors outlive their transaction.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }


def _sqlite(path: Path) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # A deferred BEGIN that later writes fails with "database is locked" instead of waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # synchronous=NORMAL loses acknowledged commits when the power goes.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-6000;"
            ),
        },
    }
