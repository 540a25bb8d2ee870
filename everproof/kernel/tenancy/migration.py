"""Migration operations that differ by database: row-level security and append-only triggers."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

POLICY = "own_organization"
# nullif: an unset tenant reads as empty text, which is no organisation at all.
CURRENT = "nullif(current_setting('everproof.organization', true), '')::bigint"


class ProtectByOrganization(Operation):
    """Row-level security on tables with an organisation: only rows of the current one are seen or written.

    The owner of the tables is exempt (it migrates); the app's role is not the owner. SQLite has no such thing.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, list(self.models), {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for name in self.models:
            table = schema_editor.quote_name(to_state.apps.get_model(app_label, name)._meta.db_table)
            schema_editor.execute(f"alter table {table} enable row level security")
            schema_editor.execute(
                f"create policy {POLICY} on {table} using (organization_id = {CURRENT}) "
                f"with check (organization_id = {CURRENT})"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for name in self.models:
            table = schema_editor.quote_name(from_state.apps.get_model(app_label, name)._meta.db_table)
            schema_editor.execute(f"drop policy {POLICY} on {table}")
            schema_editor.execute(f"alter table {table} disable row level security")

    def describe(self) -> str:
        return f"Protect {', '.join(self.models)} by organisation"


class AppendOnly(Operation):
    """Triggers that refuse to change or delete rows. `once` names a column that may be set, once, from NULL."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, once: str = "") -> None:
        self.model = model
        self.once = once

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.model], {"once": self.once}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        columns = [field.column for field in model._meta.concrete_fields if field.column != self.once]
        statements = {"postgresql": self._postgresql, "sqlite": self._sqlite}[schema_editor.connection.vendor]
        for statement in statements(model._meta.db_table, columns):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"drop function {table}_is_append_only() cascade")
            return
        for event in ("update", "delete"):
            schema_editor.execute(f"drop trigger {table}_refuses_{event}")

    def describe(self) -> str:
        return f"Make {self.model} append-only"

    def _condition(self, columns: list[str], different: str) -> str:
        """True when an update touches more than the one column, or sets that column a second time."""
        if not self.once:
            return "true" if different == "is distinct from" else "1"
        touched = " or ".join(f"new.{column} {different} old.{column}" for column in columns)
        return f"old.{self.once} is not null or {touched}"

    def _postgresql(self, table: str, columns: list[str]) -> list[str]:
        return [
            (
                f"create function {table}_is_append_only() returns trigger language plpgsql as $$ begin "
                f"if tg_op = 'UPDATE' then if not ({self._condition(columns, 'is distinct from')}) "
                f"then return new; end if; end if; "
                f"raise exception '{table} is append-only' using errcode = 'restrict_violation'; end $$"
            ),
            (
                f"create trigger {table}_refuses_change before update or delete on {table} "
                f"for each row execute function {table}_is_append_only()"
            ),
            (
                f"create trigger {table}_refuses_truncate before truncate on {table} "
                f"for each statement execute function {table}_is_append_only()"
            ),
        ]

    def _sqlite(self, table: str, columns: list[str]) -> list[str]:
        refuse = f"begin select raise(abort, '{table} is append-only'); end"
        return [
            (
                f"create trigger {table}_refuses_update before update on {table} "
                f"when {self._condition(columns, 'is not')} {refuse}"
            ),
            f"create trigger {table}_refuses_delete before delete on {table} {refuse}",
        ]
