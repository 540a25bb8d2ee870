"""The choice of one record out of few or out of thousands.

Few stand in a select. Many are found by typing: the field is a text input that takes a number, or a title that says
enough, and without JavaScript stays that. js/choice.js makes it a combobox that asks views/choices.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from everproof.kernel.records import Record

# More than this many are not scanned with the eyes.
FEW = 60
OFFERED = 20
IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


def words_of(record: Any) -> str:
    """A record as one writes it into the field: title and, in brackets, its number."""
    return f"{record.title} ({record.number or record.pk})"


def found_by(queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those whose title holds every word, or whose number begins so, by title."""
    condition = Q(number__istartswith=text)
    words = Q()
    for word in text.split():
        words &= Q(title__icontains=word)
    return queryset.filter(condition | words).order_by("title", "id")


def named_by(queryset: QuerySet[Any], text: str) -> Any:
    """The one record that a number or a title names; ValidationError with what was perhaps meant."""
    bracketed = IN_BRACKETS.search(text)
    reference = bracketed.group(1).strip() if bracketed else text
    exact = Q(number__iexact=reference) | Q(title__iexact=text)
    if (key := as_key(reference)) is not None:
        exact |= Q(pk=key)
    found = list(queryset.filter(exact).order_by("title", "id")[: OFFERED + 1])
    if len(found) == 1:
        return found[0]
    meant = found or list(found_by(queryset, text).order_by("title", "id")[:OFFERED])
    if not meant:
        raise ValidationError(
            _("Nothing here is called “%(text)s”. Type a name or a number.") % {"text": text}, code="unknown"
        )
    names = ", ".join(words_of(one) for one in meant[:5])
    raise ValidationError(
        _("“%(text)s” does not say which one. Perhaps: %(names)s.") % {"text": text, "names": names}, code="several"
    )


class ChoiceInput(forms.Select):
    """A select while few can be chosen, else a text input inside <record-choice>."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field: RecordChoice = self.choices.field  # type: ignore[attr-defined]
        offered, are_all = field.offer(value)
        if are_all:
            first = [] if field.empty_label is None else [("", field.empty_label)]
            choices = [*first, *((str(one.pk), field.label_from_instance(one)) for one in offered)]
            return forms.Select(self.attrs, choices).render(name, value, attrs, renderer)
        return self._typed(name, _shown(value, offered), attrs or {}, renderer, field)

    def _typed(self, name: str, text: str, attrs: Any, renderer: Any, field: RecordChoice) -> SafeString:
        own = {"autocomplete": "off", "spellcheck": "false", "placeholder": _("Name or number"), **self.attrs, **attrs}
        drawn = forms.TextInput(own).render(name, text, None, renderer)
        where = format_html(' data-url="{}"', field.search_url) if field.search_url else ""
        return format_html(
            '<record-choice{} data-none="{}" data-some="{}" data-more="{}">{}</record-choice>',
            where,
            _("Nothing found."),
            _("Found: {n}"),
            _("There are more. Type on."),
            drawn,
        )


class RecordChoice(forms.ModelChoiceField):
    """A choice among records, named by their titles."""

    widget = ChoiceInput
    search_url = ""
    """Where a browser finds the records of the type while one types."""

    _all: list[Any] | None = None

    def read_all(self) -> list[Any]:
        """Everything that may be chosen, for a form that draws it in its own way; the answer is then found in it."""
        if self._all is None:
            self._all = list(self.queryset or ())
        return self._all

    def offer(self, value: Any) -> tuple[list[Any], bool]:
        """What to draw: all that may be chosen and True, or, of too many, some with the chosen one, and False."""
        if self._all is not None:
            return self._all, True
        assert self.queryset is not None
        rows = self.queryset
        if (key := as_key(value)) is not None:
            chosen = Case(When(pk=key, then=Value(0)), default=Value(1), output_field=IntegerField())
            rows = rows.order_by(chosen, "title", "id")
        found = list(rows[: FEW + 1])
        if len(found) > FEW:
            return found, False
        return sorted(found, key=lambda one: (one.title.casefold(), one.pk)), True

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if self._all is not None:
            found = next((one for one in self._all if str(one.pk) == str(value)), None)
            if found is None:
                raise self._invalid(value)
            return found
        if isinstance(value, str) and as_key(value) is None:
            assert self.queryset is not None
            return named_by(self.queryset, value.strip())
        return super().to_python(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Words are compared by the record that they mean."""
        try:
            meant = self.to_python(data)
        except ValidationError:
            return True
        return str(self.prepare_value(initial) or "") != (str(meant.pk) if meant else "")

    def label_from_instance(self, obj: Any) -> str:
        return obj.title

    def _invalid(self, value: Any) -> ValidationError:
        return ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})


def search_url(model: type[Model], organization: str) -> str:
    """Where the records of a type are found while one types; empty for what is no record."""
    return reverse("choices", args=[organization, model.type_name]) if issubclass(model, Record) else ""


def as_key(value: Any) -> UUID | None:
    """The id that a value is or that a text writes; None for anything else."""
    if isinstance(value, UUID):
        return value
    if isinstance(value, Record):
        return value.pk
    try:
        return UUID(value) if isinstance(value, str) and len(value) in (32, 36) else None
    except ValueError:
        return None


def _shown(value: Any, offered: Sequence[Any]) -> str:
    """What stands in the input: the chosen record in words, or what somebody typed."""
    if value in (None, ""):
        return ""
    key = as_key(value)
    found = next((one for one in offered if one.pk == key), None) if key else None
    if found is not None:
        return words_of(found)
    return "" if key else str(value)
