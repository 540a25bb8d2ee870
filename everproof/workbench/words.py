"""Figures and lists as the workbench says them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.kernel.ui import formats
from everproof.kernel.ui.charts.scale import Numbers

NAMED_POINTS = 8
RULES = {
    1: gettext_lazy("beyond a limit"),
    2: gettext_lazy("nine in a row on one side of the centre line"),
    3: gettext_lazy("six in a row rising or falling"),
    4: gettext_lazy("fourteen in a row alternating"),
    5: gettext_lazy("two of three beyond two sigma"),
    6: gettext_lazy("four of five beyond one sigma"),
    7: gettext_lazy("fifteen in a row within one sigma"),
    8: gettext_lazy("eight in a row outside one sigma"),
}


def figure(value: float | None, digits: int = 4, unit: str = "") -> str:
    """A number in `digits` significant digits, in the reader's locale: `12.05`, `1.250×10⁻⁶ m`, `–`."""
    if value is None or not math.isfinite(value):
        return "–"
    size = abs(value)
    exponent = 3 * math.floor(math.log10(size) / 3) if size and not 1e-4 <= size < 1e7 else 0
    scaled = size / 10**exponent
    places = digits - 1 - math.floor(math.log10(scaled) + 1e-12) if scaled else 0
    return Numbers(min(max(places, 0), 12), exponent, formats.number).full(value, unit)


def count(value: float | None) -> str:
    """A whole number, with a dash for none."""
    return "–" if value is None else formats.number(value, 0)


def percent(value: float | None, places: int = 1) -> str:
    """A number that is in percent already: `12.5 %`."""
    return "–" if value is None else f"{formats.number(value, places)} %"


def share(fraction: float | None, places: int = 1) -> str:
    """A fraction as percent."""
    return percent(None if fraction is None else 100 * fraction, places)


def p_value(value: float | None) -> str:
    """`0.032`, and `< 0.001` where more digits would say nothing."""
    if value is None:
        return "–"
    return _("< 0.001") if value < 0.001 else formats.number(value, 3)


def p_says(value: float | None) -> str:
    """`p = 0.032`, `p < 0.001`, and nothing where it is undefined."""
    if value is None:
        return ""
    return f"p {p_value(value)}" if value < 0.001 else f"p = {p_value(value)}"


def level(fraction: float) -> str:
    """A chosen share or confidence, in as many digits as it has: `99 %`, `99.73 %`."""
    text = f"{100 * fraction:.8g}"
    return percent(100 * fraction, len(text.partition(".")[2]))


def interval(ends: Sequence[float | None] | None, digits: int = 4) -> str:
    """`1.12 to 1.58`, or a dash."""
    if ends is None or all(end is None for end in ends):
        return "–"
    return _("%(low)s to %(high)s") % {"low": figure(ends[0], digits), "high": figure(ends[1], digits)}


def listed(words: Iterable[str]) -> str:
    """`12, 31 and 40`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def points(numbers: Sequence[int], labels: Sequence[str] = ()) -> str:
    """`Point 12`, `Points 12 and 31`, `Points 1, 2, … and 14 more`; by their labels where they have some."""
    names = [labels[n - 1] if 0 < n <= len(labels) else formats.number(n) for n in numbers]
    rest = len(names) - NAMED_POINTS
    shown = listed(names) if rest <= 0 else _("%(some)s and %(rest)d more") % {
        "some": ", ".join(names[:NAMED_POINTS]), "rest": rest}  # fmt: skip
    return ngettext("Point %(points)s", "Points %(points)s", len(names)) % {"points": shown}
