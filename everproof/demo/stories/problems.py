"""Two years of nonconformities: reported, taken up, contained, acted upon, closed; some late, some wrong, some open."""

from __future__ import annotations

import math
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from everproof.demo.agenda import Agenda
from everproof.demo.company import MAIN, SECOND, ZONE, Company
from everproof.demo.stories.scenarios import MATERIALS, SCENARIOS, SERIES, SIZES, Scenario
from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import records
from everproof.kernel.people.models import Person
from everproof.kernel.work import actions as work
from everproof.kernel.work.queries import open_actions_of

A_WEEK = 5.0
LEADS = {
    "Machining hall": "Machining lead",
    "Lathe 2": "Machining lead",
    "Lathe 4": "Machining lead",
    "Milling centre 1": "Machining lead",
    "Welding bay": "Machining lead",
    "Paint shop": "Machining lead",
    "Assembly line 1": "Assembly lead",
    "Assembly line 2": "Assembly lead",
    "Test bench 1": "Assembly lead",
    "Test bench 2": "Assembly lead",
    "Packing": "Warehouse lead",
    "Logistics": "Warehouse lead",
    "Warehouse": "Warehouse lead",
    "Goods in": "Head of purchasing",
    "Purchasing": "Head of purchasing",
    "Sales": "Head of sales",
    "Final inspection": "Quality manager",
    "Management": "Quality manager",
}
FORGOTTEN = timedelta(days=75)
DAYS_TO_CLOSE = {"low": 45, "medium": 40, "high": 30}
NOT_OURS = (
    "The part is within the tolerance of the valid revision; measured again together.",
    "Agreed with the customer in the order, page 3.",
    "Reported already the day before, same parts.",
)


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Plan every report between `start` and `anchor`; what follows a report is planned when it is made."""
    choose = company.choose
    moment = start
    while True:
        # Reports come at random; a busy autumn and a slow improvement of the whole show in the trend.
        years = (moment - start) / timedelta(days=365)
        rate = A_WEEK * (1 + 0.2 * math.sin(2 * math.pi * (years - 0.1))) * (1 - 0.08 * years)
        moment += timedelta(days=choose.expovariate(rate / 7))
        if moment > anchor:
            return
        at = _working_hour(company, moment)
        if at <= anchor:
            scenario = choose.choices(SCENARIOS, weights=[each.weight for each in SCENARIOS])[0]
            agenda.at(at, Case(company, agenda, scenario, at).report)


def _working_hour(company: Company, moment: datetime) -> datetime:
    """The same day, or Monday, at a time when people work."""
    day = moment.astimezone(ZoneInfo(ZONE)).date()
    day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
    clock_time = time(company.choose.randrange(6, 20), company.choose.randrange(60), company.choose.randrange(60))
    return datetime.combine(day, clock_time, ZoneInfo(ZONE))


class Case:
    """One nonconformity from its report to its end; each step plans the next."""

    def __init__(self, company: Company, agenda: Agenda, scenario: Scenario, at: datetime) -> None:
        self.company, self.agenda, self.scenario, self.at = company, agenda, scenario, at
        self.choose = company.choose
        self.manager = company.actor(company.one("Quality manager"))
        self.owner: Person = company.one(LEADS[scenario.place])
        self.words = self._words()
        self.severity = scenario.severity if self.choose.random() < 0.8 else self.choose.choice(["low", "medium"])
        self.record: Nonconformity

    def report(self) -> None:
        reporter = self.company.any(self.scenario.reporter)
        self.record = actions.report_nonconformity(
            title=self._filled(self.scenario.title),
            by=self.company.actor(reporter),
            at=self.at - timedelta(minutes=self.choose.randrange(3, 240)),
            description=self._filled(self.scenario.description),
            source=self.scenario.source,
            place=self.scenario.place,
            site=self.company.sites[
                SECOND if LEADS[self.scenario.place] in ("Assembly lead", "Warehouse lead") else MAIN
            ],
            detected_on=self.at.date(),
        )
        roll = self.choose.random()
        if roll < 0.03:
            self._later(0.5, 3, self.void)
        elif roll < 0.08:
            self._later(0.2, 4, self.reject)
        else:
            self._later(0.3, 3 if self.severity == "high" else 9, self.take_up)

    def void(self) -> None:
        self.record = records.void(self.record, by=self.manager, reason="Reported twice; the other one is kept.")

    def reject(self) -> None:
        self.record = actions.reject_nonconformity(
            nonconformity=self.record, by=self.manager, reason=self.choose.choice(NOT_OURS)
        )

    def take_up(self) -> None:
        today = self.at.date()
        self.record = actions.triage_nonconformity(
            nonconformity=self.record,
            by=self.manager,
            severity=self.severity,
            owner=self.owner,
            due_on=today + timedelta(days=DAYS_TO_CLOSE[self.severity] + self.choose.randrange(-5, 20)),
        )
        self._later(0.3, 4 if self.severity == "high" else 12, self.contain)

    def contain(self) -> None:
        self.record = actions.contain_nonconformity(
            nonconformity=self.record,
            by=self.company.actor(self.owner),
            correction=self._filled(self.scenario.correction),
            corrected_on=self.at.date(),
        )
        if self._needs_action():
            self._later(2, 12, self.act)
        else:
            self._later(5, 30, self.close)

    def act(self) -> None:
        last = 1.0
        for title, days in self.scenario.steps:
            owner = self._someone_near(self.owner)
            action = work.raise_action(
                source=self.record,
                title=title,
                owner=owner,
                due_on=self.at.date() + timedelta(days=days),
                by=self.company.actor(self.owner),
            )
            # Most are done in time, some late, a few very late.
            taken = days * self.choose.choice([0.5, 0.6, 0.7, 0.8, 0.8, 0.9, 0.9, 0.95, 1.0, 1.0, 1.2, 1.6])
            if self.company.anchor - self.at < FORGOTTEN and self.choose.random() < 0.4:
                taken = 4 * days  # what is late today
            last = max(last, taken)
            self._plan(taken, lambda action=action, owner=owner: self._complete(action, owner))
        self._plan(last + self.choose.uniform(1, 14), self.close)

    def _complete(self, action: object, owner: Person) -> None:
        work.complete_action(
            action=action,  # type: ignore[arg-type]
            evidence=self._filled(self.scenario.evidence),
            by=self.company.actor(owner),
        )

    def close(self) -> None:
        if open_actions_of(self.record).exists():
            self._plan(3, self.close)
            return
        needed = self._needs_action()
        self.record = actions.close_nonconformity(
            nonconformity=self.record,
            by=self.company.actor(self.owner),
            action_needed=needed,
            need_rationale="It happened before and can happen again." if needed else "A single event without effect.",
            cause=self._filled(self.scenario.cause),
            cause_category=self.scenario.category,
            analysed_on=self.at.date(),
            need_evaluated_on=self.at.date(),
            cause_determined_on=self.at.date(),
        )
        if self.choose.random() < 0.03:
            self._later(20, 60, self.reopen)

    def reopen(self) -> None:
        self.record = actions.reopen_nonconformity(
            nonconformity=self.record,
            by=self.manager,
            reason="The same thing was seen again on the next order; what we did was not enough.",
        )
        self._later(1, 5, self.contain)

    def _needs_action(self) -> bool:
        return bool(self.scenario.steps) and self.severity != "low"

    def _later(self, least: float, most: float, step: object) -> None:
        self._plan(self.choose.uniform(least, most), step)

    def _plan(self, days: float, step: object) -> None:
        moment = max(_working_hour(self.company, self.at + timedelta(days=days)), self.at + timedelta(minutes=20))

        def run() -> None:
            self.at = moment
            step()  # type: ignore[operator]

        self.agenda.at(moment, run)

    def _someone_near(self, owner: Person) -> Person:
        colleagues = [
            person
            for group in self.company.people.values()
            for person in group
            if person.department == owner.department
        ]
        return self.choose.choice(colleagues)

    def _filled(self, text: str) -> str:
        return text.format(**self.words)

    def _words(self) -> dict[str, object]:
        choose = self.choose
        lot = choose.choice((12, 16, 20, 24, 40, 60))
        return {
            "series": choose.choice(SERIES),
            "size": choose.choice(SIZES),
            "material": choose.choice(MATERIALS),
            "machine": choose.choice(("lathe 2", "lathe 4", "milling centre 1", "milling centre 3")),
            "count": choose.randrange(1, max(3, lot // 4)),
            "lot": lot,
            "pressure": choose.choice(("4", "6", "0.6")),
            "tenths": f"{choose.randrange(3, 25) / 10:.1f}",
            "hundredths": choose.randrange(4, 30),
            "heat": f"H{choose.randrange(20000, 60000)}",
            "order": f"{choose.randrange(410000, 480000)}",
            "gauge": f"{choose.randrange(1, 27):02d}",
            "days": choose.randrange(2, 19),
            "microns": choose.randrange(120, 165),
            "more_microns": choose.randrange(170, 195),
            "letter": choose.choice("BCDE"),
            "seconds": choose.randrange(25, 55),
            "percent": choose.randrange(2, 5),
            "rack": choose.randrange(1, 9),
            "hardness": choose.randrange(180, 214),
        }
