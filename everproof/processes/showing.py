"""What pages show of KPIs and objectives: rows with a line the size of a word, the chart, the table behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import formats
from everproof.kernel.ui.charts import ControlChart, ControlPanel, sparkline, statistics
from everproof.kernel.ui.pages import Due, State
from everproof.processes import periods, words
from everproof.processes.judging import LEAST_POINTS, RUN, Judgement, Point, Signal, uncommented
from everproof.processes.lifecycle.performance import OBJECTIVE_LIFECYCLE
from everproof.processes.models import Kpi, KpiComment, Objective
from everproof.processes.queries.performance import Branch, expected_of, progress_of
from everproof.workbench.words import RULES


@dataclass(frozen=True)
class KpiRow:
    """A KPI in a table: every part ready to draw."""

    number: str
    title: str
    url: str
    curve: SafeString
    value: str
    period: str
    target: str
    meets: bool | None
    state: State
    missing: str


def kpi_rows(kpis: Sequence[Kpi], organization: Organization, today: date) -> list[KpiRow]:
    """KPIs with how they stand; no statement is made where `standing` was read with them."""
    return [_kpi_row(kpi, organization, today) for kpi in kpis]


def _kpi_row(kpi: Kpi, organization: Organization, today: date) -> KpiRow:
    # The organisation is at hand; a foreign key would ask for it record by record.
    kpi.organization = organization
    known = kpi.known_standing
    has_value = known is not None and known.newest_value is not None
    return KpiRow(
        number=kpi.number,
        title=kpi.title,
        url=kpi.get_absolute_url(),
        curve=curve(kpi),
        value=words.value(kpi, known.newest_typed, known.newest_value) if known and has_value else "–",
        period=periods.label(kpi.period, known.newest_on) if known and known.newest_on else "",
        target=words.target(kpi),
        meets=kpi.meets_target(known.newest_value) if known and known.newest_value is not None else None,
        state=words.standing(kpi, known),
        missing=words.missing(kpi, known, today),
    )


def curve(kpi: Kpi) -> SafeString:
    """Its newest values as a line the size of a word; empty with fewer than two."""
    known = kpi.known_standing
    if known is None or len(known.recent) < 2:
        return mark_safe("")
    title = ngettext("%(kpi)s: the newest value", "%(kpi)s: the newest %(n)d values", len(known.recent))
    drawn = sparkline(known.recent, title=title % {"kpi": kpi.title, "n": len(known.recent)})
    return mark_safe(drawn)  # noqa: S308  the drawing escapes its own text


# Objectives -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ObjectiveRow:
    """An objective in a table or in the tree; `percent` is how much of its way is behind it, None while unknown."""

    number: str
    title: str
    url: str
    depth: int
    state: State
    owner: str
    due: Due | None
    level: str
    percent: int | None
    expected: int | None
    value: str
    target: str
    kpi: str
    kpi_url: str


def objective_rows(objectives: Sequence[Objective], organization: Organization, today: date) -> list[ObjectiveRow]:
    """Objectives side by side."""
    branches = [Branch(one, 0, progress_of(one), expected_of(one, today)) for one in objectives]
    return tree_rows(branches, organization, today)


def tree_rows(branches: Sequence[Branch], organization: Organization, today: date) -> list[ObjectiveRow]:
    """Objectives as the tree shows them."""
    return [_objective_row(branch, organization, today) for branch in branches]


def _objective_row(branch: Branch, organization: Organization, today: date) -> ObjectiveRow:
    one = branch.objective
    one.organization = organization
    if one.kpi:
        one.kpi.organization = organization
    known = one.kpi.known_standing if one.kpi else None
    return ObjectiveRow(
        number=one.number,
        title=one.title,
        url=one.get_absolute_url(),
        depth=branch.depth,
        state=objective_state(one, today),
        owner=one.owner.title if one.owner else "",
        due=Due(one.due_on, done=one.status not in ("draft", "active")) if one.due_on else None,
        level=str(one.get_level_display()),
        percent=None if branch.progress is None else round(100 * branch.progress),
        expected=None if branch.expected is None else round(100 * branch.expected),
        value=words.value(one.kpi, known.newest_typed, known.newest_value) if one.kpi and known else "",
        target=""
        if one.target is None
        else formats.quantity(one.target.normalize() + 0, "" if one.unit == "1" else one.unit),
        kpi=one.kpi.title if one.kpi else "",
        kpi_url=one.kpi.get_absolute_url() if one.kpi else "",
    )


def objective_state(objective: Objective, today: date) -> State:
    """Its state; while it is active, whether it is off track, or nobody has looked at it in time."""
    if objective.status == "active":
        if objective.off_track_since:
            since = formats.day(objective.off_track_since)
            return State(_("Off track since %(day)s") % {"day": since}, words.BAD)
        if objective.review_due_on and objective.review_due_on < today:
            return State(_("Review is late"), words.WARN)
    found = OBJECTIVE_LIFECYCLE.by_state[objective.status]
    return State(str(found.label), found.tone)


# The chart of a KPI ---------------------------------------------------------------------------------------------------


def chart_of(kpi: Kpi, points: Sequence[Point], judgement: Judgement) -> ControlChart | None:
    """The chart: control chart or run chart, with the target apart from the limits; None before the second value."""
    if judgement.present < 2:
        return None
    labels = [periods.label(kpi.period, point.on) for point in points]
    if judgement.kind == RUN and judgement.run is not None:
        chart = statistics.run_chart(
            judgement.run,
            title=_("Run chart"),
            sentence=sentence(kpi, judgement),
            unit=words.unit(kpi),
            labels=labels,
            write=formats.number,
        )
        panels = [replace(chart.panels[0], name=_("Value"))]
    else:
        panels = [_panel(panel, place, points, judgement) for place, panel in enumerate(judgement.panels)]
        chart = ControlChart(
            _chart_title(judgement),
            sentence(kpi, judgement),
            panels,
            unit=words.unit(kpi),
            labels=labels,
            write=formats.number,
            words=statistics.words(),
        )
    return replace(chart, panels=[_with_target(panels[0], kpi, points), *panels[1:]])


def _panel(panel: Any, place: int, points: Sequence[Point], judgement: Judgement) -> ControlPanel:
    """A panel as it is drawn; its signals are those of the stages, so that no rule reaches over new limits."""
    drawn = statistics.control_panel(panel)
    numbers = {point.on: number for number, point in enumerate(points, 1)}
    signals = {numbers[one.on]: one.rules for one in judgement.signals if one.statistic == panel.statistic}
    name = _("Moving range") if panel.statistic == "MR" else _("Value")
    return replace(drawn, name=name, signals=signals, bounds=_bounds(judgement) if place == 0 else ())


def _bounds(judgement: Judgement) -> list[tuple[int, str]]:
    return [(number, _("new limits") if is_new else _("phase II")) for number, is_new in judgement.bounds]


def _with_target(panel: ControlPanel, kpi: Kpi, points: Sequence[Point]) -> ControlPanel:
    """The target over the time in which each held: a line of its own, with steps where it changed."""
    if kpi.target is None and not kpi.earlier_targets:
        return panel
    heights = [_target_on(kpi, point.on) for point in points]
    known = [height for height in heights if height is not None]
    if not known:
        return panel
    straight = len(known) == len(heights) and len(set(known)) == 1
    return replace(panel, target=known[0] if straight else heights, target_name=_("Target"))


def _target_on(kpi: Kpi, day: date) -> float | None:
    if kpi.target is not None and kpi.target_from is not None and day >= kpi.target_from:
        return float(kpi.target)
    for earlier in reversed(kpi.earlier_targets):
        if earlier["from"] <= day.isoformat() < earlier["to"]:
            return float(earlier["target"])
    return None


def _chart_title(judgement: Judgement) -> str:
    names = {
        "i_mr": _("Individuals and moving range chart"),
        "p": _("p chart"),
        "u": _("u chart"),
        "laney_p": _("p′ chart (Laney)"),
        "laney_u": _("u′ chart (Laney)"),
    }
    return names[judgement.chart]


def sentence(kpi: Kpi, judgement: Judgement) -> str:
    """What the chart shows, in a sentence or two."""
    if not judgement.present:
        return _("There is no value yet.")
    if judgement.kind == RUN:
        return _run_sentence(judgement)
    days = sorted({signal.on for signal in judgement.signals})
    basis = _("The limits were decided on.") if judgement.is_frozen else _("The limits follow from all values.")
    if not days:
        return f"{_('No signal: what varies here is the noise that the process always makes.')} {basis}"
    newest = [signal for signal in judgement.signals if signal.on == days[-1]]
    rules = sorted({rule for signal in newest for rule in signal.rules})
    words_of_rules = ", ".join(_("rule %(n)d (%(words)s)") % {"n": rule, "words": RULES[rule]} for rule in rules)
    count = ngettext("%(n)d point is a signal.", "%(n)d points are signals.", len(days)) % {"n": len(days)}
    last = _("The newest is %(period)s: %(rules)s.") % {
        "period": periods.label(kpi.period, days[-1]),
        "rules": words_of_rules,
    }
    return f"{count} {last} {basis}"


def _run_sentence(judgement: Judgement) -> str:
    run = judgement.run
    few = ngettext("Only %(n)d value:", "Only %(n)d values:", judgement.present) % {"n": judgement.present}
    least = _("a run chart, because control limits need %(least)d.") % {"least": LEAST_POINTS}
    if run is None or run.signal is None:
        return f"{few} {least}"
    verdict = (
        _("The values have shifted: runs and crossings are not as chance makes them.")
        if run.signal
        else _("Runs and crossings are as chance makes them.")
    )
    return f"{few} {least} {verdict}"


# The table behind it --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ValueRow:
    """One period in the table under the chart, newest first."""

    period: str
    on: date
    value: str
    parts: str
    meets: bool | None
    signal: str
    tone: str
    comments: Sequence[KpiComment]
    entered: str
    by: str
    lateness: str
    needs_comment: bool
    is_missing: bool
    former: Sequence[tuple[str, str]] = ()


def value_rows(
    kpi: Kpi, points: Sequence[Point], judgement: Judgement, comments: Sequence[KpiComment], *, entry_days: int
) -> list[ValueRow]:
    """Every period with its value, what it signals, what was said about it, and who entered it when."""
    said: dict[date, list[KpiComment]] = defaultdict(list)
    for comment in comments:
        said[comment.period_on].append(comment)
    signals: dict[date, list[Signal]] = defaultdict(list)
    for signal in judgement.signals:
        signals[signal.on].append(signal)
    open_days = {first for first, _last in uncommented(judgement.signals, [point.on for point in points], set(said))}
    return [
        _value_row(kpi, point, signals[point.on], said[point.on], point.on in open_days, entry_days)
        for point in reversed(points)
    ]


def _value_row(
    kpi: Kpi, point: Point, signals: Sequence[Signal], said: Sequence[KpiComment], is_open: bool, entry_days: int
) -> ValueRow:
    number = formats.number
    parts = ""
    if point.numerator is not None and point.denominator is not None:
        parts = f"{number(point.numerator, 0)} / {number(point.denominator, 0)}"
    return ValueRow(
        period=periods.label(kpi.period, point.on),
        on=point.on,
        value=words.value(kpi, point.typed, point.value),
        parts=parts,
        meets=None if point.value is None else kpi.meets_target(point.value),
        signal=_signal_words(kpi, signals),
        tone=_tone(kpi, signals),
        comments=said,
        entered=formats.day(timezone.localdate(point.recorded_at)) if point.recorded_at else "",
        by=point.by,
        lateness=_lateness(kpi, point, entry_days),
        needs_comment=is_open,
        is_missing=point.value is None,
        former=point.former,
    )


def _tone(kpi: Kpi, signals: Sequence[Signal]) -> str:
    """Whether the signals of a point are all for the better, all for the worse, or neither."""
    found = {words.is_better(kpi, signal.side) for signal in signals if signal.statistic != "MR"}
    return {True: words.GOOD, False: words.BAD, None: words.WARN}[found.pop() if len(found) == 1 else None]


def _signal_words(kpi: Kpi, signals: Sequence[Signal]) -> str:
    found = []
    for signal in signals:
        name = _("Moving range") if signal.statistic == "MR" else ""
        rules = ", ".join(_("Rule %(n)d: %(words)s") % {"n": rule, "words": RULES[rule]} for rule in signal.rules)
        better = None if name else words.is_better(kpi, signal.side)
        verdict = {True: _("better"), False: _("worse"), None: ""}[better]
        found.append(", ".join(part for part in (f"{name} {rules}".strip(), verdict) if part))
    return "; ".join(found)


def _lateness(kpi: Kpi, point: Point, entry_days: int) -> str:
    """Whether a value came late, or before its period was over; empty when it came in time.

    Nothing that was over before the KPI was measured here can be late: nobody waited for it.
    """
    if point.recorded_at is None or point.on < kpi.measured_from:
        return ""
    recorded = timezone.localdate(point.recorded_at)
    if recorded <= point.on:
        return _("before the period ended")
    late = (recorded - point.on - timedelta(days=entry_days)).days
    return ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late} if late > 0 else ""


def limits_in_words(kpi: Kpi) -> list[dict[str, Any]]:
    """The control limits that were decided on, newest first."""
    found = []
    for one in reversed(kpi.limits):
        scale = kpi.scale if kpi.is_ratio else 1
        found.append(
            {
                "since": periods.label(kpi.period, date.fromisoformat(one["since"])),
                "until": periods.label(kpi.period, date.fromisoformat(one["until"])),
                "decided_on": formats.day(date.fromisoformat(one["decided_on"])),
                "center": formats.quantity(round(float(one["center"]) * scale, 4), words.unit(kpi)),
                "points": str(one["points"]),
                "reason": one["reason"],
            }
        )
    return found
