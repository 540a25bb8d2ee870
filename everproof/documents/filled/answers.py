"""What was answered: checked against what the form asks, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.documents.filled.design import MOST_ROWS, Field, FieldKind, decimal_of
from everproof.kernel.ui import formats

LONGEST = 20_000
YES, NO = "yes", "no"


@dataclass
class Judged:
    """Answers as they are kept, with what is wrong with them and which values lie outside their limits, by key."""

    answers: dict[str, Any] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    unexplained: list[str] = field(default_factory=list)

    @property
    def count_outside(self) -> int:
        return sum(self.outside.values())


def judge(
    fields: Sequence[Field], answers: Mapping[str, Any], remarks: Mapping[str, Any], *, whole: bool = True
) -> Judged:
    """Check answers by key. `whole`: it is to be finished, so nothing may be missing and every value outside its
    limits has its remark."""
    found = Judged()
    for one in fields:
        value = answers.get(one.key)
        kept, wrong = _kept(one, value)
        if wrong is None and whole and one.required and kept in ("", []):
            wrong = _("Fill this in.")
        if wrong is not None:
            found.wrong[one.key] = wrong
            continue
        if kept not in ("", []):
            found.answers[one.key] = kept
        if count := sum(1 for _value in outside(one, kept)):
            found.outside[one.key] = count
        if remark := str(remarks.get(one.key) or "").strip()[:LONGEST]:
            found.remarks[one.key] = remark
        elif count and whole:
            found.unexplained.append(one.key)
    unknown = set(answers) - {one.key for one in fields}
    if unknown:
        found.wrong[sorted(unknown)[0]] = _("The form asks nothing of this name.")
    return found


def outside(one: Field, value: Any) -> Iterator[str]:
    """The values of one answer that lie outside their limits."""
    if one.kind == FieldKind.TABLE:
        for row in value or ():
            for column in one.columns:
                yield from outside(column, row.get(column.key, ""))
    elif value not in (None, "", []) and one.is_outside(value):
        yield value


def _kept(one: Field, value: Any) -> tuple[Any, Any]:
    """An answer as it is kept, and what is wrong with it (None: nothing)."""
    if one.kind == FieldKind.TABLE:
        return _rows(one, value)
    if one.kind == FieldKind.CHOICES:
        chosen = [value] if isinstance(value, str) and value else list(value or [])
        if not all(isinstance(each, str) and each in one.choices for each in chosen):
            return [], _("Choose from the list.")
        return [choice for choice in one.choices if choice in chosen], None
    if isinstance(value, list | dict):
        return "", _("This takes one answer.")
    return _text(one, "" if value is None else str(value).replace("\x00", "").strip())


def _text(one: Field, text: str) -> tuple[str, Any]:
    if not text:
        return "", None
    if len(text) > LONGEST:
        return "", _("This is too long.")
    if one.kind == FieldKind.NUMBER:
        number = decimal_of(text)
        if number is None or len(text) > 40:
            return "", _("Enter a number, such as 12.5.")
        return format(number, "f"), None
    if one.kind == FieldKind.CHOICE and text not in one.choices:
        return "", _("Choose from the list.")
    if one.kind == FieldKind.YESNO and text not in (YES, NO):
        return "", _("Say yes or no.")
    if one.kind in (FieldKind.DAY, FieldKind.TIME):
        return _of_clock(one, text)
    return text, None


def _of_clock(one: Field, text: str) -> tuple[str, Any]:
    try:
        if one.kind == FieldKind.DAY:
            return date.fromisoformat(text).isoformat(), None
        return time.fromisoformat(text).strftime("%H:%M"), None
    except ValueError:
        return "", _("Enter a day, such as 2026-03-04.") if one.kind == FieldKind.DAY else _("Enter a time.")


def _rows(one: Field, value: Any) -> tuple[list[dict[str, str]], Any]:
    if value in (None, ""):
        return [], None
    if not isinstance(value, list) or len(value) > MOST_ROWS or not all(isinstance(row, Mapping) for row in value):
        return [], _("This takes the rows of a table.")
    kept = []
    for row in value:
        cells: dict[str, str] = {}
        for column in one.columns:
            text, wrong = _kept(column, row.get(column.key))
            if wrong is not None:
                return [], f"{column.label}: {wrong}"
            if text:
                cells[column.key] = text
        if cells:
            kept.append(cells)
    return kept, None


# In words ------------------------------------------------------------------------------------------------------------


def words(one: Field, value: Any) -> str:
    """An answer as people read it, with its unit; tables are drawn, not said."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if one.kind == FieldKind.YESNO:
        return _now("Yes") if value == YES else _now("No")
    if one.kind == FieldKind.DAY:
        return formats.day(date.fromisoformat(value))
    return f"{value} {one.unit}".rstrip()


def cell(one: Field, value: Any) -> Any:
    """An answer for a spreadsheet: numbers and days as such."""
    if value in (None, "", []):
        return None
    if one.kind == FieldKind.NUMBER:
        return decimal_of(value)
    if one.kind == FieldKind.DAY:
        return date.fromisoformat(value)
    if one.kind == FieldKind.TABLE:
        return "\n".join(
            "; ".join(
                f"{column.label}: {words(column, row.get(column.key))}" for column in one.columns if row.get(column.key)
            )
            for row in value
        )
    return words(one, value)
