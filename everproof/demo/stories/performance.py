"""Indicators with two years of values, signals and comments; objectives that are followed; analyses each quarter."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from everproof.demo.agenda import Agenda
from everproof.demo.company import ZONE, Company
from everproof.demo.stories import kestrel_aims as aims
from everproof.demo.stories import kestrel_figures as figures
from everproof.demo.stories.kestrel_aims import Aim
from everproof.demo.stories.kestrel_figures import Indicator
from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.kernel.records.lists import ids_of
from everproof.kernel.work import actions as work
from everproof.processes import periods, tasks
from everproof.processes.actions import analyses, kpis, objectives, values
from everproof.processes.lifecycle.performance import newest_value_reaches_the_target
from everproof.processes.models import Kpi, KpiStanding, Objective
from everproof.processes.periods import Span
from everproof.processes.queries.values import values_of

MONTH = timedelta(days=30.44)
FALSE_ALARM = ("Looked into; nothing was different that month", "Left as it is; the next values decide.")
NOBODY_COMMENTS = 0.12
QUARTERLY = (
    ("qms-performance", "How the quality system performs"),
    ("product-conformity", "Conformity of valves and parts"),
    ("customer-satisfaction", "What customers say"),
    ("planning-effectiveness", "What became of plans and actions"),
    ("risk-opportunity-actions", "What actions on risks achieved"),
    ("external-providers", "How suppliers deliver"),
    ("improvement-needs", "Where to improve next"),
)


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Plan the values month by month, the life of each objective, and the analyses of each quarter."""
    story = Story(company, agenda, start, anchor)
    for indicator in figures.INDICATORS:
        story.plan_values(indicator)
    for aim in aims.AIMS:
        agenda.at(story.moment(start.date() + aim.starts * MONTH), partial(story.set, aim))
    for quarter in _quarters(start.date(), anchor.date()):
        story.plan_analyses(quarter)


def _quarters(since: date, until: date) -> Iterator[Span]:
    last = periods.last_ended(periods.Period.QUARTER, until).last
    first = periods.next_span(periods.Period.QUARTER, periods.span_of(periods.Period.QUARTER, since)).first
    return periods.spans(periods.Period.QUARTER, first, last)


class Story:
    """What was defined so far, by title, and a source of chance of its own."""

    def __init__(self, company: Company, agenda: Agenda, start: datetime, anchor: datetime) -> None:
        self.company, self.agenda, self.start, self.anchor = company, agenda, start, anchor
        self.choose = random.Random(company.choose.random())  # noqa: S311  a demo must come out the same, not secret
        self.kpis: dict[str, Kpi] = {}
        self.objectives: dict[str, Objective] = {}

    @property
    def quality(self) -> Actor:
        return self.company.actor(self.company.one("Quality manager"))

    def moment(self, day: date) -> datetime:
        """Some time in the working hours of this day, or of Monday."""
        day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
        at = time(self.choose.randrange(7, 17), self.choose.randrange(60))
        return datetime.combine(day, at, ZoneInfo(ZONE))

    # Values ----------------------------------------------------------------------------------------------------------

    def plan_values(self, indicator: Indicator) -> None:
        """Define the KPI in its first month, and plan the entry of each value some days after its period."""
        began = self.anchor.date() - indicator.months * MONTH
        first = periods.next_span(indicator.period, periods.span_of(indicator.period, began))
        self.agenda.at(self.moment(first.first), lambda: self.define(indicator, first.first))
        spans = list(periods.spans(indicator.period, first.first, self.anchor.date()))
        spans = [span for span in spans if span.last < self.anchor.date()]
        for place, span in enumerate(spans[: len(spans) - indicator.lacking]):
            entered = self.moment(span.last + timedelta(days=self._days_to_enter(indicator)))
            if indicator.measure:
                entered = datetime.combine(span.last + timedelta(days=1), time(4, 30), ZoneInfo(ZONE))
            # What was measured in a month stands, whoever types it when; so it is drawn here and not there.
            given = {} if indicator.measure else self._figures(indicator, place, span)
            self.agenda.at(entered, partial(self.enter, indicator, span, given, place))

    def _days_to_enter(self, indicator: Indicator) -> int:
        if indicator.period == periods.Period.WEEK:
            return 1
        return self.choose.choice((1, 2, 2, 3, 3, 4, 4, 5, 6, 11 if self.choose.random() < 0.3 else 5))

    def _figures(self, indicator: Indicator, place: int, span: Span) -> dict[str, Any]:
        """The figures of a period: level, drift and chance, and what was special about it."""
        months = (span.last - self.start.date()).days / 30.44
        month = round(months) - round(24 - indicator.months)
        level = [height for since, height in indicator.levels if since <= month][-1:] or [indicator.levels[0][1]]
        about = level[0] + indicator.drift * month + indicator.spikes.get(month, 0.0)
        if not indicator.whole:
            value = round(self.choose.gauss(about, indicator.spread), indicator.places)
            return {"value": Decimal(str(value))}
        whole = max(5, round(self.choose.gauss(indicator.whole, indicator.whole * 0.07)))
        return {"numerator": self._counted(indicator, whole, about), "denominator": whole}

    def _counted(self, indicator: Indicator, whole: int, about: float) -> int:
        """So many of the whole, as chance has it."""
        if indicator.chart == "rate":
            return max(0, round(self.choose.gauss(whole * about, math.sqrt(whole * about))))
        spread = math.sqrt(whole * about * (1 - about))
        return min(whole, max(0, round(self.choose.gauss(whole * about, spread))))

    def define(self, indicator: Indicator, first: date) -> None:
        process = self.company.processes[indicator.process]
        self.kpis[indicator.title] = kpis.define_kpi(
            title=indicator.title,
            by=self.quality,
            process=process,
            site=process.site,
            owner=process.owner,
            topic=indicator.topic,
            formula=indicator.formula,
            source=indicator.source,
            source_kind="measure" if indicator.measure else "typed",
            measure=indicator.measure,
            chart=indicator.chart,
            numerator=indicator.numerator,
            denominator=indicator.denominator,
            scale=indicator.scale,
            unit=indicator.unit,
            period=indicator.period,
            direction=indicator.direction,
            target=Decimal(indicator.target),
            measured_from=first,
            method=f"Read from: {indicator.source}. Counted after the end of the period by the owner.",
            validity_note="Every case counts; the one who is measured does not count.",
            analysis_method="Control chart. Signals are looked into at once, the rest each quarter.",
        )

    def enter(self, indicator: Indicator, span: Span, given: dict[str, Any], place: int) -> None:
        kpi = self.kpis[indicator.title]
        if indicator.measure:
            tasks.record_measures.call(self.company.organization.pk)
        else:
            values.enter_value(kpi=kpi, by=self._owner_of(kpi), period_on=span.last, **given)
        self._decide_on_limits(kpi, place)
        standing = KpiStanding.objects.get(kpi=kpi)
        if standing.open_signal_on is not None and self.choose.random() > NOBODY_COMMENTS:
            later = self.moment(clock.now().date() + timedelta(days=self.choose.randrange(1, 9)))
            if later <= self.anchor:
                self.agenda.at(later, lambda: self.comment(indicator))

    def comment(self, indicator: Indicator) -> None:
        """Say what was behind the oldest signal that nobody spoke of."""
        kpi = self.kpis[indicator.title]
        day = KpiStanding.objects.values_list("open_signal_on", flat=True).get(kpi=kpi)
        if day is None:
            return
        month = round((day - self.start.date()).days / 30.44)
        near = [words for since, words in indicator.said.items() if since - 1 <= month <= since + 8]
        title, explanation = near[-1] if near else FALSE_ALARM
        kpis.comment_on_kpi(kpi=kpi, period_on=day, title=title, explanation=explanation, by=self._owner_of(kpi))

    def _decide_on_limits(self, kpi: Kpi, place: int) -> None:
        """After a year the quality manager keeps limits; where the process was changed on purpose, new ones later."""
        if kpi.title == "Orders delivered on time":
            since = periods.span_of(kpi.period, self.start.date() + 14 * MONTH).last
            if place == 11:
                self._keep(kpi, "A year without a change of the process.")
            elif place == 22 and clock.now().date() > since:
                self._keep(kpi, "Planning boards are in use at both sites.", since=since, few=True)
        elif kpi.title in ("Parts right the first time", "Scrap at machining") and place == 13:
            self._keep(kpi, "Stable for more than twelve periods, and nothing was changed.")

    def _keep(self, kpi: Kpi, reason: str, *, since: date | None = None, few: bool = False) -> None:
        if few and self._values_since(kpi, since) < 12:
            return
        self.kpis[kpi.title] = kpis.keep_limits(
            kpi=kpi, by=self.quality, reason=reason, since=since, without_explained=True
        )

    def _values_since(self, kpi: Kpi, since: date | None) -> int:
        return sum(since is None or point.on >= since for point in values_of(kpi, ZONE))

    def _owner_of(self, kpi: Kpi) -> Actor:
        assert kpi.owner is not None
        return self.company.actor(kpi.owner)

    # Objectives ------------------------------------------------------------------------------------------------------

    def set(self, aim: Aim) -> None:
        """Set it with its actions, have it approved, and plan its reviews and its end."""
        today = clock.now().date()
        kpi = self.kpis[aim.kpi]
        owner = self.company.one(aim.owner)
        due = (self.start + aim.ends * MONTH).date()
        objective = objectives.set_objective(
            title=aim.title,
            by=self.quality,
            level=aim.level,
            parent=self.objectives.get(aim.parent),
            processes=ids_of(self.company.processes[name] for name in aim.processes),
            functions=list(aim.functions),
            relevance=list(aim.relevance),
            policy_commitment=aims.COMMITMENTS[0 if "customer-satisfaction" in aim.relevance else 1],
            requirements_considered="What customers ask for in orders and in the survey, and the order of the day.",
            kpi=kpi,
            baseline=Decimal(aim.baseline),
            target=Decimal(aim.target),
            unit=aim.unit,
            plan=aim.plan,
            resources=aim.resources,
            resources_confirmed_on=today if aim.resources else None,
            owner=owner,
            start_on=today,
            due_on=due,
            evaluation_method="By the newest value of the KPI and its control chart, each quarter with its owner.",
            communicated_on=None if aim.ending == "draft" else today,
        )
        self.objectives[aim.title] = objective
        self._plan_steps(aim, objective, owner, due)
        if aim.ending == "draft":
            return
        director = self.company.actor(self.company.one("Managing director"))
        self.objectives[aim.title] = objectives.approve_objective(objective=objective, by=director)
        review = today + timedelta(days=self.choose.randrange(70, 92))
        while review < min(due, self.anchor.date()):
            self.agenda.at(self.moment(review), lambda: self.review(aim))
            review += timedelta(days=self.choose.randrange(80, 96))
        if aim.ending == "end":
            self.agenda.at(self.moment(due), lambda: self.end(aim))

    def _plan_steps(self, aim: Aim, objective: Objective, owner: Person, due: date) -> None:
        for place, title in enumerate(aim.steps):
            asked = clock.now().date() + timedelta(days=60 + 75 * place)
            action = work.raise_action(
                title=title, owner=owner, due_on=min(asked, due), source=objective, by=self.quality
            )
            done = self.moment(min(asked, due) + timedelta(days=self.choose.randrange(-25, 6)))
            if done <= self.anchor:
                by = self.company.actor(owner)
                evidence = "Done; shown at the quarterly review."
                self.agenda.at(done, partial(work.complete_action, action=action, evidence=evidence, by=by))

    def review(self, aim: Aim) -> None:
        objective = self.objectives[aim.title]
        today = clock.now().date()
        lost = aim.off_track and today > (self.start + 17 * MONTH).date()
        self.objectives[aim.title] = objectives.review_objective(
            objective=objective,
            by=self.company.actor(self.company.one(aim.owner)),
            progress=aim.progress if lost or not aim.off_track else "Started; too early to tell.",
            off_track_since=(objective.off_track_since or today) if lost else None,
        )

    def end(self, aim: Aim) -> None:
        """Achieved or missed: the newest value decides."""
        objective = self.objectives[aim.title]
        by = self.company.actor(self.company.one(aim.owner))
        if newest_value_reaches_the_target(objective) is None:
            result = "Reached and kept for two months; the steps belong to the daily work now."
            self.objectives[aim.title] = objectives.achieve_objective(objective=objective, by=by, result=result)
        else:
            result = "Better than before, but not reached. Taken up again when the next person has started."
            self.objectives[aim.title] = objectives.miss_objective(objective=objective, by=by, result=result)

    # Analyses --------------------------------------------------------------------------------------------------------

    def plan_analyses(self, quarter: Span) -> None:
        """All topics within three weeks after the quarter."""
        for topic, title in QUARTERLY:
            day = quarter.last + timedelta(days=self.choose.randrange(8, 24))
            self.agenda.at(self.moment(day), partial(self.analyse, quarter, topic, title))

    def analyse(self, quarter: Span, topic: str, title: str) -> None:
        """What the indicators of a topic say, in a few sentences made of them."""
        chosen = self._kpis_of(topic)
        standing = list(KpiStanding.objects.filter(kpi__in=chosen).select_related("kpi"))
        worse = [one.kpi.title for one in standing if one.newest_value is not None and not _is_well(one)]
        well = len(standing) - len(worse)
        conclusion = f"{well} of {len(standing)} indicators keep their target."
        if worse:
            conclusion += f" Short of it: {', '.join(worse[:4])}."
        analysis = analyses.start_analysis(
            title=f"{title}, {periods.label(periods.Period.QUARTER, quarter.last)}",
            topic=topic,
            period_from=quarter.first,
            period_to=quarter.last,
            by=self.quality,
            due_on=quarter.last + timedelta(days=25),
            kpis=ids_of(chosen),
            objectives=ids_of(self.objectives.values()) if topic == "planning-effectiveness" else [],
            data="Values of the indicators named here, with their comments; register of actions and nonconformities.",
            method="Control charts, and comparison with the quarter before.",
        )
        analyses.conclude_analysis(
            analysis=analysis,
            by=self.quality,
            conclusion=conclusion,
            verdict="good" if not worse else "poor" if len(worse) * 3 > 2 * len(standing) else "acceptable",
            no_actions_reason="" if worse else "Nothing asks for more than what the objectives plan already.",
        )

    def _kpis_of(self, topic: str) -> list[Kpi]:
        wanted = {
            "product-conformity": {"product-conformity"},
            "customer-satisfaction": {"customer-satisfaction", "customer-requirement-fulfilment"},
            "external-providers": {"supplier-performance"},
        }.get(topic)
        return [kpi for kpi in self.kpis.values() if wanted is None or kpi.topic in wanted]


def _is_well(standing: KpiStanding) -> bool:
    value = standing.newest_value
    return value is None or standing.kpi.meets_target(value) is not False
