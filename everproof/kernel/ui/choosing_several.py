"""The choice of several records out of few or out of thousands.

Up to choosing.FEW are all drawn as boxes to tick. Of more, only the chosen ones are, and a text input takes further
names or numbers, separated by semicolons. js/choice.js makes either one a combobox, with the chosen boxes below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
from everproof.kernel.ui.choosing import FEW, as_key, named_by

# More boxes than this are searched, not scanned with the eyes.
SCANNED = 10


class RecordsInput(forms.CheckboxSelectMultiple):
    """A box for each record that is drawn; while `is_typed`, others are named in a text input of their own."""

    field: RecordsField
    is_typed = False
    words = ""
    """What stands in the text input: names that nothing was found for."""

    _numbers: dict[str, str]

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        rows, chosen, left, self.is_typed = self.field.drawn(value)
        self.words = "; ".join(left)
        self._numbers = {str(key): number for key, number, _title in rows}
        self.choices = [(str(key), title) for key, _number, title in rows]
        return super().optgroups(name, [str(key) for key in chosen], attrs)

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **options)
        if number := self._numbers.get(str(value)):
            option["attrs"]["data-number"] = number
        return option

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first place belongs to the text input where there is one: links to the field lead there."""
        return super().id_for_label(id_, str(int(index) + 1) if index is not None and self.is_typed else index)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        ticked = super().value_from_datadict(data, files, name) or []
        return [*([ticked] if isinstance(ticked, str) else ticked), *filter(None, [data.get(more_name(name), "")])]


def more_name(name: str) -> str:
    """What the text input of a field is called, in which further records are named."""
    return f"{name}_more"


class RecordsField(forms.Field):
    """A choice of several records for a list of ids (see records/lists.py), named by their titles."""

    widget = RecordsInput
    search_url = ""
    """Where a browser finds the records of the type while one types."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("One of these can no longer be chosen. Look at the choice again."),
    }

    def __init__(self, *, model: type[Record], **options: Any) -> None:
        super().__init__(**options)
        self.model = model
        self.queryset: QuerySet[Any] = model._default_manager.none()
        self._kept: list[str] = []
        self._input.field = self

    def __deepcopy__(self, memo: Any) -> RecordsField:
        copied: RecordsField = super().__deepcopy__(memo)
        copied._input.field = copied
        return copied

    @property
    def _input(self) -> RecordsInput:
        drawn: Any = self.widget
        return drawn

    def offer(self, queryset: QuerySet[Any], keep: Sequence[Any]) -> None:
        """What may be chosen, and what is chosen already."""
        self.queryset, self._kept = queryset, [str(key) for key in keep]

    def drawn(self, value: Any) -> tuple[list[Any], list[Any], list[str], bool]:
        """(rows (id, number, title) to draw, the chosen ids among them, words that name none, whether there are more
        than are drawn); one statement, and one for each word.
        """
        chosen: list[Any] = []
        left: list[str] = []
        for text in value or ():
            if (key := as_key(text)) is not None:
                chosen.append(key)
                continue
            try:
                chosen += [one.pk for one in self._named(str(text))]
            except ValidationError:
                left.append(str(text))
        rows = self.queryset.order_by("title", "id")
        if chosen:
            first = Case(When(pk__in=chosen, then=Value(0)), default=Value(1), output_field=IntegerField())
            rows = rows.order_by(first, "title", "id")
        found = list(rows.values_list("pk", "number", "title")[: FEW + 1 + len(chosen)])
        if len(found) <= FEW:
            return sorted(found, key=lambda row: (row[2].casefold(), row[0])), chosen, left, False
        return [row for row in found if row[0] in chosen], chosen, left, True

    def to_python(self, value: Any) -> list[str]:
        ticked: list[Any] = []
        named: list[Any] = []
        problems: list[Any] = []
        for text in value or ():
            if (key := as_key(text)) is not None:
                ticked.append(key)
                continue
            try:
                named += [one.pk for one in self._named(str(text))]
            except ValidationError as error:
                problems.append(error)
        if ticked and self.queryset.filter(pk__in=ticked).count() != len(set(ticked)):
            problems.append(ValidationError(self.error_messages["invalid_choice"], code="invalid_choice"))
        if problems:
            raise ValidationError(problems)
        # What was chosen before stays in its order: looking at a choice is no change of it.
        found = [*dict.fromkeys(str(key) for key in (*ticked, *named))]
        kept = [key for key in self._kept if key in found]
        return [*kept, *(key for key in found if key not in kept)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Words are compared by the records that they mean; their order says nothing."""
        try:
            meant = self.to_python(data)
        except ValidationError:
            return True
        return {str(key) for key in initial or ()} != set(meant)

    def _named(self, text: str) -> list[Any]:
        """The records that a text names, one or several; ValidationError with what was perhaps meant."""
        try:
            return [named_by(self.queryset, text.strip())]
        except ValidationError:
            parts = [part.strip() for part in text.split(";") if part.strip()]
            if len(parts) < 2:
                raise
            return [named_by(self.queryset, part) for part in parts]


# Records stand below forms and cannot name this one.
RecordIds.form_field = RecordsField


def searched(bound: forms.BoundField) -> dict[str, Any] | None:
    """What ui/parts/field.html needs to draw boxes that are searched; None for those that are scanned with the eyes."""
    field, widget = bound.field, bound.field.widget
    if not isinstance(widget, forms.CheckboxSelectMultiple):
        return None
    if not isinstance(widget, RecordsInput):
        choices = widget.choices
        return _search(bound, "", "") if isinstance(choices, list) and len(choices) > SCANNED else None
    boxes = list(bound.subwidgets)
    if widget.is_typed:
        url = getattr(field, "search_url", "")
        return _search(bound, widget.words, f"{url}?open" if url else "", more_name(bound.html_name))
    return _search(bound, "", "") if len(boxes) > SCANNED else None


def _search(bound: forms.BoundField, words: str, url: str, name: str = "") -> dict[str, Any]:
    return {
        "id": f"{bound.auto_id}_{0 if name else 'find'}",
        "name": name,
        "box_name": bound.html_name,
        "words": words,
        "url": url,
        "placeholder": _("Names or numbers, with semicolons between") if name else _("Type to find"),
    }
