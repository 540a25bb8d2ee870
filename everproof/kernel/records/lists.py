"""Lists of other records inside a record: their ids, so that what was named stands in the record's own digest.

For the few records that name many others as part of what they say (a scope names the processes it covers). A relation
that stands for itself is a link (kernel.links); one other record is a foreign key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Replace, StrIndex
from django.utils.translation import gettext_lazy as _

from everproof.kernel.records.models import Record


class RecordIds(models.JSONField):
    """Ids of records of the type `to` ("processes.Process"), each once, in the order in which they were named.

    The database does not know that they point somewhere, so every write asks whether all of them are records of the
    same organisation.
    """

    form_field: ClassVar[Callable[..., Any] | None] = None
    """What a form asks with; kernel.ui, which stands above, says it (see ui.forms)."""

    def __init__(self, *args: Any, to: str, **options: Any) -> None:
        self.to = to
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "to": self.to}

    @property
    def target(self) -> type[Record]:
        """The model of the records that are named."""
        return apps.get_model(self.to)

    def clean(self, value: Any, model_instance: Any) -> list[str]:
        if not isinstance(value, list | tuple):
            raise ValidationError(_("This is a list of records."), code="invalid")
        try:
            keys = [*dict.fromkeys(UUID(str(key)) for key in value)]
        except ValueError as error:
            raise ValidationError(_("There is no such record."), code="foreign") from error
        found = self.target._default_manager.filter(organization_id=model_instance.organization_id, pk__in=keys)
        if found.count() != len(keys):
            raise ValidationError(_("There is no such record."), code="foreign")
        return [str(key) for key in keys]

    def formfield(self, **options: Any) -> Any:
        ask = RecordIds.form_field
        assert ask is not None, "import everproof.kernel.ui.forms first"
        return ask(
            model=self.target,
            label=options.get("label") or str(self.verbose_name).capitalize(),
            help_text=options.get("help_text") or self.help_text,
            required=not self.blank,
        )


def ids_of(records: Iterable[Record]) -> list[str]:
    """The ids of records as a list field keeps them."""
    return [str(record.pk) for record in records]


def records_in(model: type[Record], keys: Iterable[Any]) -> QuerySet[Any]:
    """The records that a list names, voided ones too."""
    return model._default_manager.filter(pk__in=list(keys))


def is_named_by(lists: QuerySet[Any], field: str) -> Exists:
    """The condition on records that at least one list, the `field` of the query set's records, names them.

    Databases keep ids in different forms, so text without dashes is compared. Each record is sought in each list: for
    registers that people write, not for rows that machines make.
    """
    key = Replace(Cast(OuterRef("pk"), TextField()), Value("-"), Value(""))
    return Exists(lists.annotate(named=StrIndex(_plain(field), key)).filter(named__gt=0))


def names_one_of(field: str, records: QuerySet[Any]) -> Exists:
    """The condition on records that their list `field` names at least one of the query set."""
    key = Replace(Cast(F("pk"), TextField()), Value("-"), Value(""))
    listed = Replace(Cast(OuterRef(field), TextField()), Value("-"), Value(""))
    return Exists(records.annotate(named=StrIndex(listed, key)).filter(named__gt=0))


def names_any(field: str) -> Q:
    """The condition that a list names something at all."""
    return ~Q(**{field: []})


def _plain(field: str) -> Replace:
    return Replace(Cast(F(field), TextField()), Value("-"), Value(""))
