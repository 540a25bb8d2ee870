"""PostgreSQL rights of the roles that the product runs as; given by the owner at the end of a migration."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = {"kernel_ledgerentry": ("leaf_index",), "kernel_ledgercheckpoint": ()}


def give(connection: BaseDatabaseWrapper, *, app_role: str, worker_role: str = "") -> None:
    """Let the app read and write rows, never tables; the ledger only grows. The worker also sees pending entries."""
    with connection.cursor() as cursor:
        for role in filter(None, (app_role, worker_role)):
            _give_rows(cursor, connection.ops.quote_name(role))
        if worker_role:
            cursor.execute("drop policy if exists pending_entries on kernel_ledgerentry")
            cursor.execute(
                "create policy pending_entries on kernel_ledgerentry for select "
                f"to {connection.ops.quote_name(worker_role)} using (leaf_index is null)"
            )


def give_to_configured_roles(connection: BaseDatabaseWrapper) -> None:
    """Give the roles that the installation's database addresses name; called as the owner, after a migration."""
    app_role = _role("EVERPROOF_APP_DATABASE_URL") or _role("EVERPROOF_DATABASE_URL")
    if connection.vendor == "postgresql" and app_role and app_role != connection.settings_dict["USER"]:
        give(connection, app_role=app_role, worker_role=_role("EVERPROOF_WORKER_DATABASE_URL"))


def _role(variable: str) -> str:
    return unquote(urlsplit(os.environ.get(variable, "")).username or "")


def _give_rows(cursor: Any, role: str) -> None:
    cursor.execute(f"grant usage on schema public to {role}")
    cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {role}")
    cursor.execute(f"grant usage, select on all sequences in schema public to {role}")
    cursor.execute(f"grant execute on all functions in schema public to {role}")
    for table, columns in APPEND_ONLY.items():
        cursor.execute(f"revoke update, delete, truncate on {table} from {role}")
        if columns:
            cursor.execute(f"grant update ({', '.join(columns)}) on {table} to {role}")
    cursor.execute(f"revoke insert, update, delete on django_migrations from {role}")


def organization_tables() -> list[str]:
    """The tables that row-level security must cover: every model with an organisation, but for the global ones."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_config.name.startswith("everproof.")
        and any(field.name == "organization" for field in model._meta.concrete_fields)
        and model.__name__ not in GLOBAL_MODELS
    )


# Read before the organisation is known, or by the worker for all of them.
GLOBAL_MODELS = frozenset({"Membership", "AccessLink", "Schedule", "Job"})
