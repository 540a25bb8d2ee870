"""Two years of nonconformities, each with what was found and done; some late, some wrong, some open."""

from __future__ import annotations

import math
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from everproof.demo.agenda import Agenda
from everproof.demo.company import MAIN, SECOND, ZONE, Company
from everproof.demo.stories import aftermath
from everproof.demo.stories import kestrel_processes as kestrel
from everproof.demo.stories.aftermath import (
    COST_OF_ONE,
    DID_NOT_WORK,
    DISPOSITIONS,
    EFFECTS,
    ELSEWHERE,
    JUDGED,
    SECOND_ATTEMPTS,
    WORKED,
)
from everproof.demo.stories.scenarios import MATERIALS, SCENARIOS, SERIES, SIZES, Scenario
from everproof.improvement import actions
from everproof.improvement.lifecycle.nonconformity import every_corrective_action_worked
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import records
from everproof.kernel.people.models import Person

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
PROCESSES = {
    "Machining lead": kestrel.MACHINING,
    "Assembly lead": kestrel.ASSEMBLY,
    "Warehouse lead": kestrel.DISPATCH,
    "Head of purchasing": kestrel.PURCHASING,
    "Head of sales": kestrel.ORDERS,
    "Quality manager": kestrel.AUDIT,
}
FORGOTTEN = timedelta(days=75)
DAYS_TO_CLOSE = {"low": 60, "medium": 150, "high": 140}
# How often something small may come back before its cause has to be removed.
REPEATS = 2
AGAINST = "A single slip without effect; the check that found it is in place at every line."
NOT_OURS = (
    "The part is within the tolerance of the valid revision; measured again together.",
    "Agreed with the customer in the order, page 3.",
    "Reported already the day before, same parts.",
)


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Plan every report between `start` and `anchor`; what follows a report is planned when it is made."""
    aftermath.plan(company, agenda, start=start, anchor=anchor)
    choose = company.choose
    moment = start
    seen: dict[str, list[datetime]] = {}
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
            agenda.at(at, Case(company, agenda, scenario, at, seen).report)


def _working_hour(company: Company, moment: datetime) -> datetime:
    """The same day, or Monday, at a time when people work."""
    day = moment.astimezone(ZoneInfo(ZONE)).date()
    day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
    clock_time = time(company.choose.randrange(6, 20), company.choose.randrange(60), company.choose.randrange(60))
    return datetime.combine(day, clock_time, ZoneInfo(ZONE))


def _now(action: CorrectiveAction) -> CorrectiveAction:
    """The action as it stands now."""
    return CorrectiveAction.objects.select_related("owner", "organization").get(pk=action.pk)


class Case:
    """One nonconformity from its report to its end; each step plans the next."""

    def __init__(
        self, company: Company, agenda: Agenda, scenario: Scenario, at: datetime, seen: dict[str, list[datetime]]
    ) -> None:
        self.company, self.agenda, self.scenario, self.at = company, agenda, scenario, at
        self.seen, self.needed = seen, False
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
            process=self.company.processes.get(PROCESSES[LEADS[self.scenario.place]]),
            requirement="Drawing and work instruction of the order.",
        )
        roll = self.choose.random()
        if roll < 0.03:
            self._later(0.5, 3, self.void)
        elif roll < 0.08:
            self._later(0.2, 4, self.reject)
        else:
            self._later(0.3, 2 if self.severity == "high" else 4, self.take_up)

    def void(self) -> None:
        self.record = records.void(self.record, by=self.manager, reason="Reported twice; the other one is kept.")

    def reject(self) -> None:
        self.record = actions.reject_nonconformity(
            nonconformity=self.record, by=self.manager, reason=self.choose.choice(NOT_OURS)
        )

    def take_up(self) -> None:
        today = self.at.date()
        consequence, extent = JUDGED[self.severity]
        self.record = actions.triage_nonconformity(
            nonconformity=self.record,
            by=self.manager,
            consequence=consequence,
            extent=extent,
            owner=self.owner,
            due_on=today + timedelta(days=DAYS_TO_CLOSE[self.severity] + self.choose.randrange(-5, 20)),
        )
        self._later(0.3, 2 if self.severity == "high" else 4, self.contain)

    def contain(self) -> None:
        today = self.at.date()
        led_to = EFFECTS[self.scenario.source] if self.severity == "high" else "none"
        self.record = actions.contain_nonconformity(
            nonconformity=self.record,
            by=self.company.actor(self.owner),
            correction=self._filled(self.scenario.correction),
            corrected_on=today,
            consequences=self._filled(led_to),
            consequences_handled_on=today,
            **self._pieces(),
        )
        self.needed = self._needs_action()
        if self.needed:
            slow = 12 if self.choose.random() < 0.06 else 0
            young = self.company.anchor - self.at < timedelta(days=10)  # some are in work today
            self._later(3 if young else 0.5, 8 if young else 4 + slow, self.analyse)
        else:
            self._later(2, 9, self.close)

    def _pieces(self) -> dict[str, Any]:
        """How many were bad and what became of them, where there were pieces."""
        disposition = DISPOSITIONS.get(self.scenario.source)
        if disposition is None:
            return {}
        bad = int(str(self.words["count"]))
        return {
            "quantity_checked": self.words["lot"],
            "quantity_bad": bad,
            "quantity_unit": "pieces",
            "disposition": disposition,
            "cost": bad * COST_OF_ONE[self.severity],
            "cost_kind": "external-failure" if self.scenario.source == "complaint" else "internal-failure",
        }

    def analyse(self) -> None:
        """Find the cause, look for the same elsewhere, and plan what removes the cause."""
        looked, found = ELSEWHERE[self.scenario.category]
        self.record = actions.analyse_nonconformity(
            nonconformity=self.record,
            by=self.company.actor(self.owner),
            effect=self._filled(EFFECTS[self.scenario.source]),
            cause=self._filled(self.scenario.cause),
            cause_category=self.scenario.category,
            cause_code=self.scenario.code,
            cause_method=self.choose.choice(("five-whys", "five-whys", "ishikawa", "is-is-not", "test")),
            five_whys=[self._line(self.scenario.title), self._line(self.scenario.cause)],
            similar_looked_at=looked,
            similar_found=found,
            action_needed=True,
            need_rationale="It happened before and can happen again at any time.",
        )
        for title, days in self.scenario.steps:
            self.plan_action(title, days)

    def plan_action(self, title: str, days: int) -> None:
        owner = self._someone_near(self.owner)
        action = actions.plan_corrective_action(
            nonconformity=self.record,
            title=title,
            owner=owner,
            due_on=self.at.date() + timedelta(days=days),
            effort={"high": "heavy", "medium": "normal"}.get(self.severity, "light"),
            effort_rationale="It is the only way to be sure." if self.severity == "high" else "",
            effectiveness_criterion="Not one case of it in two months.",
            by=self.company.actor(self.owner),
        )
        # Most are done in time, a few late.
        taken = days * self.choose.choice([0.5, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9, 0.9, 0.95, 0.95, 1.0, 1.1])
        if self.company.anchor - self.at < FORGOTTEN and self.choose.random() < 0.08:
            taken = 4 * days  # what is late today
        begun = self.at
        self._plan(taken * 0.3, lambda: self._start(action))
        self._plan(taken, lambda: self._complete(action), since=begun)

    def _start(self, action: CorrectiveAction) -> None:
        action = _now(action)
        if action.status == "planned":  # a short one may be done on the day on which it was to begin
            actions.start_corrective_action(corrective_action=action, by=self.company.actor(action.owner))

    def _complete(self, action: CorrectiveAction) -> None:
        completed = actions.complete_corrective_action(
            corrective_action=_now(action),
            evidence=self._filled(self.scenario.evidence),
            by=self.company.actor(action.owner),
        )
        waiting = self.choose.uniform(40, 58) if self.choose.random() < 0.95 else self.choose.uniform(62, 80)
        self._plan(waiting, lambda: self._judge(completed))

    def _judge(self, action: CorrectiveAction) -> None:
        """Somebody else than the owner looks whether it worked; now and then it did not."""
        judge = self.company.one("Quality manager")
        if judge.pk == action.owner_id:
            judge = self.company.one("Machining lead")
        worked = self.choose.random() < 0.94
        verdict = actions.confirm_corrective_action if worked else actions.disprove_corrective_action
        words = self.choose.choice(WORKED) if worked else DID_NOT_WORK
        verdict(corrective_action=action, by=self.company.actor(judge), effectiveness_conclusion=self._filled(words))
        if not worked:
            self.plan_action(self.choose.choice(SECOND_ATTEMPTS), 28)
        elif every_corrective_action_worked(self.record) is None:
            self._later(0.5, 8, self.close)

    def close(self) -> None:
        if self.record.status == "closed":
            return  # two actions were found to have worked on one day
        decided: dict[str, Any] = {"risk_update_needed": False, "change_needed": False}
        if not self.needed:
            decided |= {"action_needed": False, "need_rationale": AGAINST, "cause": self._filled(self.scenario.cause)}
            decided |= {"cause_category": self.scenario.category, "cause_code": self.scenario.code}
        self.record = actions.close_nonconformity(
            nonconformity=self.record, by=self.company.actor(self.owner), **decided
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
        """What is severe, and what is small but comes back, has its cause removed."""
        if not self.scenario.steps:
            return False
        if self.severity != "low":
            return True
        left = self.seen.setdefault(self.scenario.code, [])
        recent = [at for at in left if self.at - at < timedelta(days=365)]
        if len(recent) >= REPEATS:
            return True
        left.append(self.at)
        return False

    def _later(self, least: float, most: float, step: object) -> None:
        self._plan(self.choose.uniform(least, most), step)

    def _plan(self, days: float, step: object, *, since: datetime | None = None) -> None:
        start = since or self.at
        moment = max(_working_hour(self.company, start + timedelta(days=days)), start + timedelta(minutes=20))

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

    def _line(self, text: str) -> str:
        """A filled text as a line of a table."""
        return self._filled(text).replace("|", "/")[:200]

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
