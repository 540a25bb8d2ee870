"""What a form asks: the fields of a revision, kept as JSON in the revision's own digest.

The JSON is {"intro": Markdown, "fields": [field, …], "signed_as": meaning or ""}. A field has a `key` that it keeps
through all revisions of its document, so that copies of several revisions stand in one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.kernel.signatures.meanings import Meaning

MOST_FIELDS = 120
MOST_COLUMNS = 8
MOST_ROWS = 40
LONGEST_LABEL = 200


class FieldKind(models.TextChoices):
    """What a field takes."""

    HEADING = "heading", _("Heading")
    TEXT = "text", _("Short text")
    LONG = "long", _("Long text")
    NUMBER = "number", _("Number")
    CHOICE = "choice", _("One of several")
    CHOICES = "choices", _("Any of several")
    YESNO = "yesno", _("Yes or no")
    DAY = "day", _("Day")
    TIME = "time", _("Time of day")
    TABLE = "table", _("Table")


IN_TABLES = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.YESNO, FieldKind.DAY)
WITH_CHOICES = (FieldKind.CHOICE, FieldKind.CHOICES)
NAMES = ("key", "kind", "label", "help", "required", "unit", "low", "high", "choices", "columns", "rows")


@dataclass(frozen=True)
class Field:
    """One thing that a form asks, or a column of its table.

    `low` and `high` are the limits of a number as decimals in a string, empty for none; both belong to what is
    allowed. `rows` is how many rows of a table are there to be filled in.
    """

    key: str
    kind: str
    label: str
    help: str = ""
    required: bool = False
    unit: str = ""
    low: str = ""
    high: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[Field, ...] = field(default=())
    rows: int = 0

    @property
    def takes_answer(self) -> bool:
        return self.kind != FieldKind.HEADING

    @property
    def limits(self) -> str:
        """The limits in words, or nothing."""
        unit = f" {self.unit}" if self.unit else ""
        given = {"low": self.low, "high": self.high, "unit": unit}
        if self.low and self.high:
            return _now("%(low)s to %(high)s%(unit)s") % given
        if self.low:
            return _now("at least %(low)s%(unit)s") % given
        return _now("at most %(high)s%(unit)s") % given if self.high else ""

    def is_outside(self, value: str) -> bool:
        """Whether a number that was answered lies outside the limits; text that is no number does not."""
        number = decimal_of(value)
        if number is None or self.kind != FieldKind.NUMBER:
            return False
        low, high = decimal_of(self.low), decimal_of(self.high)
        return (low is not None and number < low) or (high is not None and number > high)


def decimal_of(text: Any) -> Decimal | None:
    """A number as people write it, with a point or a comma; None where it is none."""
    try:
        number = Decimal(str(text).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def fields_of(form: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a revision's form, in order."""
    return tuple(_field(each) for each in form.get("fields", ()))


def answered(form: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields that take an answer."""
    return tuple(one for one in fields_of(form) if one.takes_answer)


def as_json(fields: Iterable[Field], *, intro: str = "", signed_as: str = "") -> dict[str, Any]:
    """Fields as a revision keeps them; what is empty is left out."""
    return {"intro": intro, "fields": [_bare(asdict(one)) for one in fields], "signed_as": signed_as}


def _field(given: Mapping[str, Any]) -> Field:
    values = {name: given[name] for name in NAMES if name in given}
    values["choices"] = tuple(values.get("choices", ()))
    values["columns"] = tuple(_field(column) for column in values.get("columns", ()))
    return Field(**values)


def _bare(values: dict[str, Any]) -> dict[str, Any]:
    values["columns"] = [_bare(column) for column in values["columns"]]
    values["choices"] = list(values["choices"])
    return {name: value for name, value in values.items() if value or name in ("key", "kind", "label")}


def next_keys(used: Iterable[str], count: int, letter: str = "f") -> list[str]:
    """Keys that no field of the document ever had."""
    numbers = [int(key[1:]) for key in used if key[:1] == letter and key[1:].isdigit()]
    first = max(numbers, default=0) + 1
    return [f"{letter}{number}" for number in range(first, first + count)]


# What may be wrong ---------------------------------------------------------------------------------------------------


def problems(fields: Sequence[Field], signed_as: str = "") -> list[str | Promise]:
    """What is wrong with a form, in words; empty when nothing is."""
    found: list[str | Promise] = []
    if not any(one.takes_answer for one in fields):
        found.append(_("A form asks at least one thing."))
    if len(fields) > MOST_FIELDS:
        found.append(_("A form has at most %(most)s fields. Make two of it.") % {"most": MOST_FIELDS})
    if len({one.key for one in fields}) < len(fields):
        found.append(_("Two fields have the same key."))
    if signed_as and signed_as not in Meaning.values:
        found.append(_("This is no meaning of a signature."))
    for one in fields:
        found += [f"{one.label or one.key}: {words}" for words in _problems_of(one)]
    return found


def _problems_of(one: Field) -> list[Any]:
    found: list[Any] = []
    if one.kind not in FieldKind.values:
        found.append(_("There is no such kind of field."))
    if not one.label.strip() or len(one.label) > LONGEST_LABEL:
        found.append(_("Say what is asked, in at most %(most)s characters.") % {"most": LONGEST_LABEL})
    if one.kind in WITH_CHOICES and len(one.choices) < 2:
        found.append(_("Give at least two choices."))
    if len(set(one.choices)) < len(one.choices):
        found.append(_("A choice stands there twice."))
    found += _problems_of_limits(one)
    if one.kind == FieldKind.TABLE:
        found += _problems_of_table(one)
    return found


def _problems_of_limits(one: Field) -> list[Any]:
    if not (one.low or one.high):
        return []
    if one.kind != FieldKind.NUMBER:
        return [_("Only numbers have limits.")]
    low, high = decimal_of(one.low), decimal_of(one.high)
    if (one.low and low is None) or (one.high and high is None):
        return [_("A limit is a number.")]
    if low is not None and high is not None and low > high:
        return [_("The lower limit lies above the upper one.")]
    return []


def _problems_of_table(one: Field) -> list[Any]:
    found: list[Any] = []
    if not 1 <= len(one.columns) <= MOST_COLUMNS:
        found.append(_("A table has 1 to %(most)s columns.") % {"most": MOST_COLUMNS})
    if not 1 <= one.rows <= MOST_ROWS:
        found.append(_("A table has 1 to %(most)s rows.") % {"most": MOST_ROWS})
    if len({column.key for column in one.columns}) < len(one.columns):
        found.append(_("Two columns have the same key."))
    for column in one.columns:
        if column.kind not in IN_TABLES:
            found.append(_("A table takes short texts, numbers, choices, yes or no, and days."))
        else:
            found += [f"{column.label or column.key}: {words}" for words in _problems_of(column)]
    return found
