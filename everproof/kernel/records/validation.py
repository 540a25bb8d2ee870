"""Refuses values that a record must not hold, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.ledger.canonical import plain
from everproof.kernel.records.models import Record


def check_fields(record: Record, names: Iterable[str]) -> None:
    """Clean the named fields of `record` in place and raise one ValidationError that names every field in fault.

    Foreign keys are checked for their organisation, because a database's foreign key crosses row-level security.
    """
    errors: dict[str, list[Any]] = {}
    for name in names:
        field = record._meta.get_field(name)
        try:
            if isinstance(field, models.ForeignKey):
                _check_target(record, field)
            else:
                _check_value(record, field)  # type: ignore[arg-type]
        except ValidationError as error:
            errors.setdefault(name, []).extend(error.error_list)
    try:
        record.clean()
    except ValidationError as error:
        for name, problems in error.update_error_dict({}).items():
            errors.setdefault(name or NON_FIELD_ERRORS, []).extend(problems)
    if errors:
        raise ValidationError(errors)


def _check_value(record: Record, field: models.Field) -> None:
    value = getattr(record, field.attname)
    if isinstance(value, str) and "\x00" in value:
        raise ValidationError(_("This text holds a character that cannot be stored."), code="null_character")
    if isinstance(field, models.JSONField):
        value = plain(value)
        if "\\u0000" in repr(value) or "\x00" in repr(value):
            raise ValidationError(_("This text holds a character that cannot be stored."), code="null_character")
    if field.blank and value in field.empty_values:
        if value is None and not field.null:
            raise ValidationError(field.error_messages["null"], code="null")
        return
    setattr(record, field.attname, field.clean(value, record))


def _check_target(record: Record, field: models.ForeignKey) -> None:
    key = getattr(record, field.attname)
    if key is None:
        if not field.null:
            raise ValidationError(field.error_messages["null"], code="null")
        return
    model = field.related_model
    if not any(other.name == "organization" for other in model._meta.concrete_fields):
        return
    if field.is_cached(record):
        found = getattr(record, field.name).organization_id == record.organization_id
    else:
        found = model._default_manager.filter(pk=key, organization_id=record.organization_id).exists()
    if not found:
        raise ValidationError(_("There is no such record."), code="foreign")
