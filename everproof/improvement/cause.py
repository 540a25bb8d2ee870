"""The tables in which people look for a cause: five whys, Ishikawa, is and is not.

Each is a list of lines, each line a few parts with a bar between them ("machine | burr on the fixture | confirmed"), so
that pages, programs, imports and the timeline read the same text, and an unknown branch is refused wherever it comes
from. `rows` gives the lines as dataclasses, `line` writes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

BAR = "|"
LONGEST = 500
MOST_LINES = 60
MOST_WHYS = 9


class Table(models.TextChoices):
    FIVE_WHYS = "five-whys", _("Five whys")
    ISHIKAWA = "ishikawa", _("Cause and effect diagram")
    IS_IS_NOT = "is-is-not", _("Is and is not")


class Branch(models.TextChoices):
    """The bones of the diagram; a human error is never a cause, but what led to it."""

    PEOPLE = "people", _("People")
    METHOD = "method", _("Method")
    MACHINE = "machine", _("Machine")
    MATERIAL = "material", _("Material")
    MEASUREMENT = "measurement", _("Measurement")
    ENVIRONMENT = "environment", _("Environment")


class Finding(models.TextChoices):
    """What became of a possible cause."""

    POSSIBLE = "possible", _("Possible")
    CONFIRMED = "confirmed", _("Confirmed")
    RULED_OUT = "ruled-out", _("Ruled out")


class Question(models.TextChoices):
    """What is compared between where the problem is and where it could be and is not."""

    WHAT = "what", _("What")
    WHERE = "where", _("Where")
    WHEN = "when", _("When")
    EXTENT = "extent", _("How much")


@dataclass(frozen=True)
class Why:
    """One answer in the chain, with what shows that it is so."""

    answer: str
    evidence: str = ""


@dataclass(frozen=True)
class Bone:
    """One possible cause on a branch of the diagram."""

    branch: str
    cause: str
    finding: str = Finding.POSSIBLE


@dataclass(frozen=True)
class Comparison:
    """What the problem is, what it could be and is not, and what that tells."""

    question: str
    is_so: str
    is_not: str = ""
    difference: str = ""


Row = Why | Bone | Comparison
ROWS: dict[str, type[Any]] = {Table.FIVE_WHYS: Why, Table.ISHIKAWA: Bone, Table.IS_IS_NOT: Comparison}
MOST = {Table.FIVE_WHYS: MOST_WHYS, Table.ISHIKAWA: MOST_LINES, Table.IS_IS_NOT: MOST_LINES}


def rows(table: str, lines: Iterable[str]) -> list[Any]:
    """The lines of a table as its rows. Raises ValidationError for a line that is none of this table."""
    return [_row(table, one) for one in lines]


def line(row: Row) -> str:
    """A row as it is kept: its parts with bars between them, empty ones at the end left out."""
    parts = [_clean(str(value)) for value in vars(row).values()]
    while parts and not parts[-1]:
        parts.pop()
    return f" {BAR} ".join(parts)


def _row(table: str, text: str) -> Any:
    kind = ROWS[table]
    parts = [part.strip() for part in text.split(BAR)]
    if len(parts) > len(kind.__dataclass_fields__):
        raise ValidationError(_("“%(line)s” has too many parts."), params={"line": text[:80]})
    if kind is Bone:
        parts[0] = _one_of(Branch, parts[0])
        parts[2:] = [_one_of(Finding, part or Finding.POSSIBLE) for part in parts[2:]]
    if kind is Comparison:
        parts[0] = _one_of(Question, parts[0])
    if len(parts) < _LEAST[kind] or not all(parts[: _LEAST[kind]]):
        raise ValidationError(_("“%(line)s” says nothing."), params={"line": text[:80]})
    return kind(*parts)


_LEAST: dict[type[Any], int] = {Why: 1, Bone: 2, Comparison: 2}


def _one_of(choices: type[models.TextChoices], word: str) -> str:
    if word not in choices.values:
        known = ", ".join(choices.values)
        raise ValidationError(_("“%(word)s” is none of: %(known)s."), params={"word": word[:40], "known": known})
    return word


def _clean(text: str) -> str:
    """A part on one line, without the bar that would end it."""
    return " ".join(text.replace(BAR, "/").split())


class TableLines(models.JSONField):
    """The lines of one table, each valid for it; written again in the one form that `line` gives."""

    def __init__(self, *args: Any, table: str, **options: Any) -> None:
        self.table = str(table)
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "table": self.table}

    def clean(self, value: Any, model_instance: Any) -> list[str]:
        if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(one, str) for one in value):
            raise ValidationError(_("This is a list of texts."))
        if len(value) > MOST[Table(self.table)]:
            raise ValidationError(_("At most %(most)s lines."), params={"most": MOST[Table(self.table)]})
        if any(len(one) > LONGEST or "\x00" in one for one in value):
            raise ValidationError(_("A line has up to %(most)s characters."), params={"most": LONGEST})
        return [line(row) for row in rows(self.table, value)]
