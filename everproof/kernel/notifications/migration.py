# ruff: noqa: S608  every name in these statements is a constant of this file
"""Lets the scheduler find the organisations whose mail waits, without letting it read across organisations."""

from __future__ import annotations

from typing import Any

FUNCTION = "kernel_organizations_with_mail"
# Runs as the owner of the table, whom no policy binds, and says nothing but which organisations.
POSTGRESQL = (
    (
        f"create function {FUNCTION}(moment timestamptz) returns setof bigint "
        "language sql stable security definer set search_path = public, pg_temp as $$ "
        "select distinct organization_id from kernel_outgoingmail where state = 'waiting' and next_try_at <= moment $$"
    ),
    f"revoke execute on function {FUNCTION}(timestamptz) from public",
)


def build(apps: Any, schema_editor: Any) -> None:
    """Make the function (RunPython). SQLite has no policies and needs none."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    """Undo `build`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"drop function {FUNCTION}(timestamptz)")
