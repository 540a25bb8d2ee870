"""Short forms of fields that the room's tables repeat."""

from __future__ import annotations

from typing import Any

from django.db import models

from everproof.kernel.people.models import Person


def person_field(label: Any, *, editable: bool = True) -> models.ForeignKey[Any, Any]:
    """A person who need not be named."""
    return models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=editable,
        verbose_name=label,
    )


def day_field(label: Any, *, editable: bool = True) -> models.DateField[Any, Any]:
    """A day that may be unknown."""
    return models.DateField(label, null=True, blank=True, editable=editable)
