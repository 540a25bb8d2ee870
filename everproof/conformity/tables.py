"""Which record types of the catalogue the rows of a table belong to."""

from __future__ import annotations

import re
from functools import cache

from django.apps import apps
from django.db import models

from everproof.kernel.records import Record

# Plain rows whose name says nothing of the catalogue's word for them.
_WORDS = {"LedgerEntry": "audit-trail", "AccessEvent": "audit-trail"}
# Almost every row names a person or a site; that makes it no part of them.
_ANYWHERE = frozenset({"person", "site"})


@cache
def types_by_table() -> dict[str, frozenset[str]]:
    """For each table the catalogue's words for its rows.

    A record's table holds its type. Plain rows are a type by their own name (`Measurement`), or else belong to the
    records that they point to: the steps of a process are part of the process. A link is of no type of its own; it
    belongs to what it links, so it counts as every type.
    """
    found: dict[str, frozenset[str]] = {}
    every = frozenset(model.type_name for model in apps.get_models() if issubclass(model, Record))
    for model in apps.get_models(include_auto_created=True):
        found[model._meta.db_table] = every if model.__name__ == "Link" else _types(model)
    return found


def _types(model: type[models.Model]) -> frozenset[str]:
    if issubclass(model, Record):
        return frozenset({model.type_name})
    name = _WORDS.get(model.__name__) or re.sub(r"(?<!^)(?=[A-Z])", "-", model.__name__).lower()
    targets = [field.related_model for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    owners = {target.type_name for target in targets if issubclass(target, Record)}
    return frozenset({name, *(owners - _ANYWHERE)})
