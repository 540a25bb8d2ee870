"""How the standing of a KPI is said: its value, its signals, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel.ui import formats, pages
from everproof.processes import judging, periods
from everproof.processes.models import Kpi, KpiStanding

GOOD, NEUTRAL, WARN, BAD = "good", "neutral", "warn", "bad"


def value(kpi: Kpi, typed: str, number: float | None) -> str:
    """A value with its unit: in the decimals in which it was typed, or in a few where it was computed from counts."""
    if number is None:
        return "–"
    if kpi.is_ratio:
        few = 2 if abs(number) >= 1 or not number else 3
        return formats.quantity(round(number, few), unit(kpi), few)
    places = len(typed.partition(".")[2]) if typed and "e" not in typed.lower() else None
    return formats.quantity(number, unit(kpi), places)


def unit(kpi: Kpi) -> str:
    """The unit as it is written beside a value; the unit 1 of a pure number is not."""
    return "" if kpi.unit == "1" else kpi.unit


def is_better(kpi: Kpi, side: int) -> bool | None:
    """Whether a signal on this side of the centre line is for the better; None where neither side is."""
    if kpi.direction == Kpi.Direction.RANGE or not side:
        return None
    return side > 0 if kpi.direction == Kpi.Direction.HIGHER else side < 0


def standing(kpi: Kpi, known: KpiStanding | None) -> pages.State:
    """What its values say, as a state: a signal at the newest point, one that waits for a comment, or only noise."""
    if known is None or not known.points:
        return pages.State(_("No value yet"), NEUTRAL)
    if known.kind == judging.RUN:
        if known.is_shifted:
            return pages.State(_("Has shifted"), WARN)
        words = ngettext("%(n)d value: too few to judge", "%(n)d values: too few to judge", known.points)
        return pages.State(words % {"n": known.points}, NEUTRAL)
    newest = newest_signals(known)
    if newest:
        return _signal(kpi, newest)
    if known.open_signals and known.open_signal_on:
        words = _("Signal in %(period)s, no comment yet")
        return pages.State(words % {"period": periods.label(kpi.period, known.open_signal_on)}, WARN)
    return pages.State(_("No signal"), GOOD)


def newest_signals(known: KpiStanding) -> list[Mapping[str, Any]]:
    """The signals of the newest value."""
    return [signal for signal in known.signals if known.newest_on and signal["on"] == known.newest_on.isoformat()]


def _signal(kpi: Kpi, newest: Iterable[Mapping[str, Any]]) -> pages.State:
    rules = sorted({rule for signal in newest for rule in signal["rules"]})
    sides = {is_better(kpi, signal["side"]) for signal in newest if signal["statistic"] != "MR"}
    words = ngettext("Signal, rule %(rules)s", "Signal, rules %(rules)s", len(rules)) % {
        "rules": ", ".join(map(str, rules))
    }
    if sides == {True}:
        return pages.State(_("%(signal)s: better") % {"signal": words}, GOOD)
    if sides == {False}:
        return pages.State(_("%(signal)s: worse") % {"signal": words}, BAD)
    return pages.State(words, WARN)


def missing(kpi: Kpi, known: KpiStanding | None, today: date) -> str:
    """Which values are missing, in words; empty when none is. Nobody is asked for what Everproof counts itself."""
    if known is None or known.awaits_from is None or known.awaits_from > today:
        return ""
    if kpi.source_kind == Kpi.SourceKind.MEASURE:
        return ""
    earliest = known.awaits_from - timedelta(days=1)
    # Gaps before the newest value are counted already.
    start = earliest if known.newest_on is None else max(earliest, known.newest_on + timedelta(days=1))
    until = periods.last_ended(kpi.period, today).last
    count = known.gaps + (sum(1 for _span in periods.spans(kpi.period, start, until)) if start <= until else 0)
    if count <= 1:
        return periods.label(kpi.period, earliest)
    return ngettext("%(n)d value", "%(n)d values", count) % {"n": count}


def target(kpi: Kpi) -> str:
    """The target that holds now, as it reads beside a value; empty without one."""
    if kpi.target is None:
        return ""
    low = formats.number(kpi.target.normalize() + 0)
    if kpi.target_to is not None:
        high = formats.number(kpi.target_to.normalize() + 0)
        return _("%(low)s to %(high)s") % {"low": low, "high": f"{high}\u00a0{unit(kpi)}".strip()}
    sign = {Kpi.Direction.HIGHER: "≥", Kpi.Direction.LOWER: "≤"}.get(Kpi.Direction(kpi.direction), "=")
    return f"{sign}\u00a0{low}\u00a0{unit(kpi)}".strip()
