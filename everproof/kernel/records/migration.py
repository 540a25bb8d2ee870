"""Migration operation that makes the tables of a whole room at once."""

from __future__ import annotations

from typing import Any

from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation


class CreateTables(Operation):
    """Operations that make new tables and everything on them, carried out as one.

    Django renders all models that are related with a changed one after every single operation. Here almost all are,
    through the organisation, so its way costs the square of the number of models; this one renders them once a room.
    `operations` may create models and add fields, indexes and constraints to models that they themselves create.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, operations: list[Any]) -> None:
        self.operations = operations
        created = set(self.created)
        touched = {getattr(one, "model_name_lower", None) or one.name_lower for one in operations}
        if not touched <= created:
            raise ValueError(f"These tables are made elsewhere: {', '.join(sorted(touched - created))}.")

    @property
    def created(self) -> list[str]:
        """Names of the models that are created, in lower case, in order."""
        return [one.name_lower for one in self.operations if isinstance(one, CreateModel)]

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.operations], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        # Models that are not rendered yet are not rendered anew; whoever needs them then renders all, once.
        state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for name in self.created:
            model = to_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for name in reversed(self.created):
            model = from_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Create the tables of {', '.join(self.created)}"
