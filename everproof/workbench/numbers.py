"""Reads numbers as people and machines write them: decimal comma or point, thousands, missing values."""

from __future__ import annotations

import math
import re

POINT, COMMA = "point", "comma"
MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "-", "–", "—", "*", ".", "?", "missing"))
"""How a missing value may be written, in lower case."""

_SPACES = "[ \u00a0\u202f\u2009'’]"
_GROUPED_BY_SPACE = re.compile(rf"^[+-]?\d{{1,3}}(?:{_SPACES}\d{{3}})+(?=[.,]|$)")
_GROUPED_BY_COMMA = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$")
_GROUPED_BY_POINT = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$")
_NUMBER = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$")


def is_missing(text: str) -> bool:
    return text.strip().lower() in MISSING


def parsed(text: str, decimal: str = POINT) -> float | None:
    """The number, None for a missing value. Raises ValueError for what is no finite number with this decimal sign."""
    word = text.strip().replace("\u2212", "-")
    if decimal == POINT and _NUMBER.match(word):
        return _finite(word)
    if is_missing(word):
        return None
    if _GROUPED_BY_SPACE.match(word):
        word = re.sub(_SPACES, "", word)
    if decimal == COMMA:
        if _GROUPED_BY_POINT.match(word):
            word = word.replace(".", "")
        elif "." in word:
            raise ValueError(text)
        word = word.replace(",", ".")
    elif _GROUPED_BY_COMMA.match(word):
        word = word.replace(",", "")
    if not _NUMBER.match(word):
        raise ValueError(text)
    return _finite(word)


def _finite(word: str) -> float:
    value = float(word)
    if not math.isfinite(value):
        raise ValueError(word)
    return value


def is_number(text: str) -> bool:
    """Whether the cell is a number under either decimal sign; a missing value is none."""
    return not is_missing(text) and any(_reads(text, decimal) for decimal in (POINT, COMMA))


def _reads(text: str, decimal: str) -> bool:
    try:
        return parsed(text, decimal) is not None
    except ValueError:
        return False


def decimal_sign(cells: list[str]) -> str | None:
    """The decimal sign that all cells agree with; None where they may mean either.

    Only a column like `1,234` `2,500` leaves a doubt: thousands, or three decimals.
    """
    words = [word for cell in cells if not is_missing(cell) and ("," in cell or "." in cell) and (word := cell.strip())]
    with_comma = [word for word in words if "," in word]
    if not with_comma:
        # `1.234.567` can only be thousands, and then the decimal sign is the comma.
        return COMMA if any(word.count(".") > 1 and _GROUPED_BY_POINT.match(word) for word in words) else POINT
    readings = {sign for sign in (POINT, COMMA) if all(_reads(word, sign) for word in words if is_number(word))}
    if len(readings) == 1:
        return readings.pop()
    return None if len(readings) == 2 else POINT
