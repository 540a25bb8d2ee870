"""Turns the cell of a table into the value of a field, or says what is wrong with it and what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from everproof.kernel.exchange.importing.sheets import Cell

YES = frozenset(("yes", "y", "true", "1", "x", "ja", "j", "wahr", "oui", "vrai", "sí", "si", "verdadero"))
NO = frozenset(("no", "n", "false", "0", "nein", "falsch", "non", "faux", "falso", "-"))
UNKNOWN = frozenset(("n/a", "na", "none", "unknown", "not known", "?"))
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class BadCell(Exception):
    """A cell that is no value of its field: a reason and a cure, both sentences."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason, self.cure = reason, cure


@dataclass(frozen=True)
class DayOrder:
    """How days with slashes are to be read in a column: True day first, False month first, None cannot be told."""

    day_first: bool | None = None

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> DayOrder:
        """Told by the first day of the column that can be read in one way only."""
        for cell in cells:
            found = _SLASHED.fullmatch(cell) if isinstance(cell, str) else None
            if found and int(found[1]) > 12:
                return cls(True)
            if found and int(found[2]) > 12:
                return cls(False)
        return cls(None)


def text(cell: Cell) -> str:
    """A cell as the text a reader sees: 3.0 of a spreadsheet is 3."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            cell.isoformat(sep=" ", timespec="minutes")
            if cell.time() != datetime.min.time()
            else cell.date().isoformat()
        )
    return "" if cell is None else str(cell)


def whole(cell: Cell) -> int:
    value = number(cell)
    if value != int(value):
        raise BadCell(_("“%(cell)s” is not a whole number.") % {"cell": text(cell)}, _("Write a whole number."))
    return int(value)


def number(cell: Cell) -> Decimal:
    """A number, with a comma or a point; where both stand, the last one is the decimal sign."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise _not_a_number(cell)
    try:
        value = Decimal(str(cell)) if isinstance(cell, int | float) else Decimal(_plain_number(cell))
    except InvalidOperation as error:
        raise _not_a_number(cell) from error
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise _not_a_number(cell)
    return value


def _plain_number(written: str) -> str:
    compact = written.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
    point, comma = compact.rfind("."), compact.rfind(",")
    if point >= 0 and comma >= 0:
        thousands, decimal = (",", ".") if point > comma else (".", ",")
        return compact.replace(thousands, "").replace(decimal, ".")
    if comma >= 0:
        if compact.count(",") > 1:
            return compact.replace(",", "")
        if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", compact):
            raise BadCell(
                _("“%(cell)s” may be a number of thousands or one with decimals.") % {"cell": written},
                _("Write it without a separator of thousands."),
            )
        return compact.replace(",", ".")
    return compact.replace(".", "") if compact.count(".") > 1 else compact


def _not_a_number(cell: Cell) -> BadCell:
    return BadCell(_("“%(cell)s” is not a number.") % {"cell": text(cell)}, _("Write a number such as 12.5."))


def boolean(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = text(cell).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadCell(_("“%(cell)s” is neither yes nor no.") % {"cell": text(cell)}, _("Write yes or no."))


def boolean_if_known(cell: Cell) -> bool | None:
    """Yes, no, or None where a file says that it does not apply or is not known."""
    return None if text(cell).casefold() in UNKNOWN else boolean(cell)


def day(cell: Cell, order: DayOrder) -> date:
    """A day from a spreadsheet's own date or from text."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = text(cell)
    try:
        if found := _ISO.fullmatch(written) or _COMPACT.fullmatch(written):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DOTTED.fullmatch(written):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _SLASHED.fullmatch(written):
            return _slashed(found, order)
    except ValueError:
        pass
    raise BadCell(_("“%(cell)s” is not a day.") % {"cell": written}, _("Write days as 2026-03-04."))


def _slashed(found: re.Match[str], order: DayOrder) -> date:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if order.day_first is None and first != second:
        raise BadCell(
            _("“%(cell)s” may be two days: nothing in this column says whether day or month comes first.")
            % {"cell": found[0]},
            _("Write days as 2026-03-04."),
        )
    return date(year, second, first) if order.day_first else date(year, first, second)


def moment(cell: Cell, order: DayOrder, zone: Any) -> datetime:
    """A moment; without an offset it is the organisation's local time, a day is its noon."""
    if not isinstance(cell, datetime):
        written = text(cell)
        try:
            # Python reads a mere day as its midnight.
            cell = datetime.fromisoformat(written) if len(written) > len("2026-03-04") else day(cell, order)
        except ValueError:
            cell = day(cell, order)
    if not isinstance(cell, datetime):
        cell = datetime.combine(cell, datetime.min.time().replace(hour=12))
    return cell if cell.tzinfo else cell.replace(tzinfo=zone)


def choice(field: models.Field) -> Callable[[Cell], str]:
    """One of a field's choices, by its stored value or by its label in the reader's language or in English."""
    with override("en"):
        english = {str(label): value for value, label in field.flatchoices}
    return choice_of({value: str(label) for value, label in field.flatchoices}, english)


def choice_of(labels: Mapping[str, str], others: Mapping[str, str] | None = None) -> Callable[[Cell], str]:
    """One of {value: label}, by either; `others` are more words for values."""
    words = {word.casefold(): value for word, value in (others or {}).items()}
    words |= {str(label).casefold(): value for value, label in labels.items()}
    words |= {str(value).casefold(): value for value in labels}

    def read(cell: Cell) -> str:
        written = text(cell).casefold()
        if written not in words:
            raise BadCell(
                _("“%(cell)s” is not among the choices.") % {"cell": text(cell)},
                _("Choose one of: %(choices)s.") % {"choices": ", ".join(labels.values())},
            )
        return words[written]

    return read


def listed(item: Callable[[Cell], Any]) -> Callable[[Cell], list[Any]]:
    """Several values in one cell, separated by semicolons, line breaks or commas."""

    def read(cell: Cell) -> list[Any]:
        written = text(cell)
        separator = ";" if ";" in written else "\n" if "\n" in written else ","
        return [item(part.strip()) for part in written.split(separator) if part.strip()]

    return read
