"""Start-up checks: the database behaves as decided, and the product has no more rights than it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from everproof.kernel.tenancy.grants import organization_tables
from everproof.kernel.tenancy.migration import POLICY


def refuse_unsafe_database() -> None:
    """Raise ImproperlyConfigured unless the running connection is as decided; called before serving and working."""
    problems = [*_postgresql_problems()] if connection.vendor == "postgresql" else [*_sqlite_problems()]
    if problems:
        raise ImproperlyConfigured(" ".join(problems))


def _postgresql_problems() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        is_super, bypasses = cursor.fetchone()
        cursor.execute(
            "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user) "
            "and relkind = 'r' and relname = any(%s)",
            [organization_tables()],
        )
        owned = cursor.fetchone()[0]
    problems = []
    if is_super or bypasses:
        problems.append(
            "Everproof does not run as a PostgreSQL superuser or with BYPASSRLS: row-level security would not hold."
        )
    if owned:
        problems.append(
            "Everproof does not run as the owner of its tables. Use a role of its own and run `everproof migrate`."
        )
    return problems


def _sqlite_problems() -> list[str]:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    problems = []
    with connection.cursor() as cursor:
        for pragma, value in wanted.items():
            cursor.execute(f"pragma {pragma}")
            found = cursor.fetchone()[0]
            if found != value:
                problems.append(
                    f"SQLite runs with {pragma}={found}; it must be {value}, or acknowledged work may be lost."
                )
    return problems


@register(Tags.database)
def tables_are_protected(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Each table with an organisation has its policy (PostgreSQL)."""
    if not databases or connection.vendor != "postgresql":
        return []
    missing = sorted(set(organization_tables()) - protected_tables())
    return [Error(f"{table} has no row-level security", id="kernel.E001") for table in missing]


def protected_tables() -> set[str]:
    """The tables on which row-level security is on and our policy stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid "
            "where c.relrowsecurity and p.polname = %s",
            [POLICY],
        )
        return {row[0] for row in cursor.fetchall()}
