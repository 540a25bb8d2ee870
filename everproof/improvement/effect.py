"""Whether a corrective action worked, decided from linked data: before against after, on the day fixed beforehand.

The team fixes measure, test, days and expected reduction when the action is approved. On the day the same rule runs for
everybody: it compares the days after completion with twice as many before, leaves the case itself out, says how likely
it would have seen the expected reduction, and proposes what the data say. A person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import clock, modules
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.modules import Measure

Pairs = Sequence[tuple[date, float]]
Test = CorrectiveAction.EffectTest
Proposal = CorrectiveAction.Proposal
ALPHA = 0.05
# A test that finds nothing tells something only if it would probably have found the expected reduction.
ENOUGH_POWER = 0.8
BASELINE = 2
WEEK = 7
# So many points on one side of the centre are a signal (Nelson's second rule).
RUN = 9


@dataclass(frozen=True)
class Outcome:
    """What was counted before and after, out of how much (days, or units of a share), and what follows."""

    proposal: str
    before: float
    before_of: float
    after: float
    after_of: float
    p_value: float | None
    power: float | None
    since: date
    completed: date
    until: date

    def figures(self) -> dict[str, str]:
        """As they are kept with the action: plain texts, the same on every database."""
        return {name: _written(value) for name, value in vars(self).items() if name != "proposal"}


def measures_for(nonconformity: Nonconformity) -> dict[str, Measure]:
    """What the effect on this case can be measured by: the case's own counts, then what the rooms declare as counts."""
    own = []
    if nonconformity.cause_code:
        same = Q(cause_code=nonconformity.cause_code)
        own.append(_own("same-cause", _("Nonconformities of the same cause"), nonconformity, same))
        if nonconformity.process_id:
            here = same & Q(process_id=nonconformity.process_id)
            own.append(_own("same-cause-here", _("Those of the same cause in the same process"), nonconformity, here))
    if nonconformity.process_id:
        here = Q(process_id=nonconformity.process_id)
        own.append(_own("same-process", _("All nonconformities of the process"), nonconformity, here))
    declared = [one for one in modules.declared("measures") if one.out_of or (one.fold == "sum" and one.unit == "1")]
    return {measure.name: measure for measure in (*own, *declared)}


def problem_of_plan(action: CorrectiveAction) -> Any:
    """What is missing in the plan of an effect, in words; None where it is whole."""
    if not (action.effect_measure and action.effect_test and action.effect_window_days and action.effect_reduction):
        return _("Measure, test, days and expected reduction are not fixed.")
    measure = measures_for(action.nonconformity).get(action.effect_measure)
    if measure is None:
        return _("This measure is not known for this case.")
    if (action.effect_test == Test.SHARE) != (measure.out_of is not None):
        return _("A share needs a measure of so many out of so many, and the other tests one that counts.")
    return None


def due_on(action: CorrectiveAction) -> date | None:
    """The first day on which the data can be weighed: the window is over. None while nothing is fixed or done."""
    if not action.effect_measure or action.completed_on is None or not action.effect_window_days:
        return None
    return action.completed_on + timedelta(days=action.effect_window_days + 1)


def weigh(action: CorrectiveAction) -> Outcome:
    """Compare before and after as the plan says; `action` is completed and its window is over."""
    measure = measures_for(action.nonconformity)[action.effect_measure]
    completed, days = action.completed_on, action.effect_window_days
    assert completed is not None
    assert days is not None
    since = max(completed - timedelta(days=BASELINE * days), _first_day(action.organization_id))
    until = completed + timedelta(days=days)
    read = _reader(measure, action.organization_id)
    before, after = (read(measure.read, *span) for span in ((since, completed), (completed + _DAY, until)))
    span = _Span(since, completed, until)
    if action.effect_test == Test.SHARE:
        assert measure.out_of is not None
        wholes = [_total(read(measure.out_of, *part)) for part in ((since, completed), (completed + _DAY, until))]
        return _of_shares(action, span, _total(before), wholes[0], _total(after), wholes[1])
    if action.effect_test == Test.TIME_BETWEEN:
        return _of_times(action, span, before, after)
    if action.effect_test == Test.CHART:
        return _of_chart(action, span, before, after)
    return _of_rates(action, span, _total(before), _total(after))


@dataclass(frozen=True)
class _Span:
    since: date
    completed: date
    until: date

    @property
    def days_before(self) -> int:
        return max(1, (self.completed - self.since).days + 1)

    @property
    def days_after(self) -> int:
        return (self.until - self.completed).days


_DAY = timedelta(days=1)


def _of_rates(action: CorrectiveAction, span: _Span, before: float, after: float) -> Outcome:
    from everproof.analytics import before_after  # numpy and scipy, on first use

    found = before_after.rates(
        before=round(before),
        before_time=span.days_before,
        after=round(after),
        after_time=span.days_after,
        reduction=_reduction(action),
        alpha=ALPHA,
    )
    return _outcome(found, span, _is_worse(round(before), span.days_before, round(after), span.days_after))


def _of_shares(
    action: CorrectiveAction, span: _Span, before: float, whole_before: float, after: float, whole_after: float
) -> Outcome:
    from everproof.analytics import before_after  # numpy and scipy, on first use

    if not whole_before or not whole_after:
        return Outcome(Proposal.CANNOT_TELL, before, whole_before, after, whole_after, None, None, *vars(span).values())
    found = before_after.shares(
        before=round(before),
        before_size=round(whole_before),
        after=round(after),
        after_size=round(whole_after),
        reduction=_reduction(action),
        alpha=ALPHA,
    )
    worse = before_after.shares(
        before=round(after), before_size=round(whole_after), after=round(before), after_size=round(whole_before)
    )
    return _outcome(found, span, worse.is_change)


def _of_times(action: CorrectiveAction, span: _Span, before: Pairs, after: Pairs) -> Outcome:
    from everproof.analytics import before_after  # numpy and scipy, on first use

    days = sorted(day for day, count in before for _one in range(round(count)))
    gaps, lasting = max(0, len(days) - 1), (days[-1] - days[0]).days if len(days) > 1 else 0
    events = round(_total(after))
    found = before_after.times_between(
        before=gaps if lasting else 0,
        before_time=lasting or span.days_before,
        after=events,
        after_time=span.days_after,
        reduction=_reduction(action),
        alpha=ALPHA,
    )
    return _outcome(found, span, _is_worse(len(days), span.days_before, events, span.days_after))


def _of_chart(action: CorrectiveAction, span: _Span, before: Pairs, after: Pairs) -> Outcome:
    """Weekly counts on a c chart with the limits of the weeks before: a point below them, or a run below the centre."""
    from everproof.analytics.control.attributes import c_chart  # numpy, on first use

    first, later = weekly(before, span.since, span.completed), weekly(after, span.completed + _DAY, span.until)
    counted = _of_rates(action, span, _total(before), _total(after))
    if len(first) < 2 or not later or not sum(first):
        return _with(counted, Proposal.CANNOT_TELL, None, None)
    chart = c_chart(first, new_counts=later)
    signals = chart.panel.signals((1, 2))
    downwards = [
        int(point)
        for point in signals.any
        if int(point) > len(first) and (first + later)[int(point) - 1] < (chart.center or 0)
    ]
    power = _power_of_run(chart.center or 0.0, _reduction(action), len(later))
    if downwards:
        return _with(counted, Proposal.WORKED, None, power)
    failed = counted.proposal == Proposal.DID_NOT_WORK or power >= ENOUGH_POWER
    return _with(counted, Proposal.DID_NOT_WORK if failed else Proposal.CANNOT_TELL, None, power)


def _power_of_run(center: float, reduction: float, weeks: int) -> float:
    """At least so likely is a run of nine below the centre, were the counts as much lower as expected."""
    from everproof.analytics.before_after import poisson_cdf

    if weeks < RUN:
        return 0.0
    highest = -(-center // 1) - 1
    below = poisson_cdf(int(highest), center * (1 - reduction)) if highest >= 0 else 0.0
    return float(below**RUN)


def weekly(pairs: Pairs, first: date, last: date) -> list[int]:
    """Counts of whole weeks from `first` on; what is left at the end is no week."""
    weeks = ((last - first).days + 1) // WEEK
    counts = [0] * weeks
    for day, count in pairs:
        place = (day - first).days // WEEK
        if 0 <= place < weeks:
            counts[place] += round(count)
    return counts


def _outcome(found: Any, span: _Span, worse: bool) -> Outcome:
    if found.is_change:
        proposal = Proposal.WORKED
    elif worse or (found.power is not None and found.power >= ENOUGH_POWER):
        proposal = Proposal.DID_NOT_WORK
    else:
        proposal = Proposal.CANNOT_TELL
    return Outcome(
        str(proposal),
        found.before,
        found.before_of,
        found.after,
        found.after_of,
        found.p_value,
        found.power,
        *vars(span).values(),
    )


def _with(outcome: Outcome, proposal: str, p_value: float | None, power: float | None) -> Outcome:
    return Outcome(**{**vars(outcome), "proposal": str(proposal), "p_value": p_value, "power": power})


def _is_worse(before: int, before_time: float, after: int, after_time: float) -> bool:
    """Whether there is more after the action than chance explains."""
    from everproof.analytics import before_after  # numpy and scipy, on first use

    return before_after.rates(
        before=after, before_time=after_time, after=before, after_time=before_time, alpha=ALPHA
    ).is_change


def _reduction(action: CorrectiveAction) -> float:
    return (action.effect_reduction or 50) / 100


def _own(name: str, label: Any, case: Nonconformity, condition: Q) -> Measure:
    def read(organization_id: int, start: date, end: date) -> Pairs:
        cases = Nonconformity.objects.in_force().filter(
            condition, organization_id=organization_id, detected_on__range=(start, end)
        )
        cases = cases.exclude(status="rejected").exclude(pk=case.pk)
        counts = cases.order_by("detected_on").values_list("detected_on").annotate(Count("pk"))
        return [(day, float(count)) for day, count in counts]

    return Measure(name, label, "1", read)


def _reader(measure: Measure, organization_id: int) -> Callable[..., Pairs]:
    return lambda read, first, last: read(organization_id, first, last) if first <= last else []


def _total(pairs: Pairs) -> float:
    return sum(value for _day, value in pairs)


def _first_day(organization_id: int) -> date:
    """The first day of which anything is known here; before it no count would mean anything."""
    entries = LedgerEntry.objects.filter(organization_id=organization_id)
    written = entries.aggregate(first=Min("at"))["first"] or clock.now()
    cases = Nonconformity.objects.in_force().filter(organization_id=organization_id)
    detected = cases.aggregate(first=Min("detected_on"))["first"]
    return min(written.date(), detected) if detected else written.date()


def _written(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else f"{value:.6g}"


def told(figures: Mapping[str, str]) -> dict[str, Any]:
    """Kept figures as a page shows them: numbers, days and shares in percent; empty ones are None."""
    numbers = {
        name: float(figures[name]) if figures.get(name) else None
        for name in ("before", "before_of", "after", "after_of", "p_value", "power")
    }
    days = {name: date.fromisoformat(figures[name]) for name in ("since", "completed", "until") if figures.get(name)}
    rates = [
        numbers[part] / numbers[f"{part}_of"] if numbers[f"{part}_of"] else None  # type: ignore[operator]
        for part in ("before", "after")
    ]
    change = round(100 * (rates[1] / rates[0] - 1)) if rates[0] and rates[1] is not None else None
    power = numbers["power"]
    return {**numbers, **days, "change": change, "power_percent": None if power is None else round(100 * power)}
