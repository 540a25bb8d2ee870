"""Keeps the row that says how a KPI stands: renewed in the transaction that changes its values, comments or limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from everproof.kernel import clock, parameters
from everproof.processes import judging, periods
from everproof.processes.judging import Judgement, Point, Signal
from everproof.processes.models import Kpi, KpiStanding
from everproof.processes.queries.values import commented_days, missing_periods, values_of, with_gaps

RECENT = 24
SIGNALS = 12
RULES = "kpi_rules"


def rules_of(organization_id: int) -> tuple[int, ...]:
    """The rules by which this organisation judges its KPIs."""
    return tuple(sorted(int(rule) for rule in parameters.value(organization_id, RULES)))


def judged(kpi: Kpi, points: Sequence[Point], rules: Sequence[int]) -> Judgement:
    """A KPI's values (with gaps) judged as it says."""
    return judging.judge(points, chart=kpi.chart, scale=kpi.scale, limits=kpi.limits, rules=rules)


def renew(kpi: Kpi) -> KpiStanding:
    """Judge a KPI anew and keep the outcome. A handful of statements; the caller's transaction holds them."""
    zone = kpi.organization.zone
    today = clock.today(zone)
    points = values_of(kpi, zone)
    commented = commented_days(kpi)
    whole = with_gaps(kpi.period, points)
    judgement = judged(kpi, whole, rules_of(kpi.organization_id))
    values = {
        "organization_id": kpi.organization_id,
        **_newest(points),
        **_awaited(kpi, points, commented, today),
        **_signalled(kpi, judgement, whole, commented, today),
        "judged_at": clock.now(),
    }
    standing, _made = KpiStanding.objects.update_or_create(kpi=kpi, defaults=values)
    kpi.standing = standing
    return standing


def _newest(points: Sequence[Point]) -> dict[str, Any]:
    values = [point for point in points if point.value is not None]
    newest = values[-1] if values else None
    return {
        "points": len(values),
        "newest_on": newest.on if newest else None,
        "newest_value": newest.value if newest else None,
        "newest_typed": newest.typed if newest else "",
        "recent": [point.value for point in values[-RECENT:]],
    }


def _awaited(kpi: Kpi, points: Sequence[Point], commented: set[date], today: date) -> dict[str, Any]:
    """From when on the earliest missing value could be entered, and how many gaps lie before the newest value."""
    if kpi.status != "active":
        return {"awaits_from": None, "gaps": 0}
    known = [point.on for point in points]
    missing = missing_periods(kpi, known, commented, today)
    newest = known[-1] if known else date.min
    if missing:
        last = missing[0].last
    else:
        last = periods.span_of(kpi.period, max(today, kpi.measured_from)).last
        if last in known or last in commented:
            last = periods.next_span(kpi.period, periods.span_of(kpi.period, last)).last
    return {"awaits_from": last + timedelta(days=1), "gaps": sum(span.last < newest for span in missing)}


def _signalled(
    kpi: Kpi, judgement: Judgement, points: Sequence[Point], commented: set[date], today: date
) -> dict[str, Any]:
    days = [point.on for point in points]
    waiting = judging.uncommented(judgement.signals, days, commented) if kpi.status == "active" else []
    before = KpiStanding.objects.filter(kpi=kpi).values_list("open_signal_on", "open_since").first()
    first = waiting[0][0] if waiting else None
    since = before[1] if before and first and before[0] == first else today
    return {
        "kind": judgement.kind,
        "is_shifted": judgement.is_shifted,
        "signals": [_plain(signal) for signal in judgement.signals[-SIGNALS:]],
        "open_signals": len(waiting),
        "open_signal_on": first,
        "open_since": since if first else None,
    }


def _plain(signal: Signal) -> dict[str, Any]:
    return {
        "on": signal.on.isoformat(),
        "statistic": signal.statistic,
        "rules": list(signal.rules),
        "side": signal.side,
    }
