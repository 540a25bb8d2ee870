"""Ideas for the better: proposed on the floor and in the office, chosen, carried out, some declined, some waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from everproof.demo.agenda import Agenda
from everproof.demo.company import Company
from everproof.demo.stories.aftermath import behind_code
from everproof.improvement import actions, reporting
from everproof.improvement.models import Improvement, ImprovementPlan
from everproof.kernel import transitions


@dataclass(frozen=True)
class Round:
    """One round of a plan: how many days it takes to carry out, what is measured then, and what that tells."""

    days: int
    achieved: str
    finding: str


@dataclass(frozen=True)
class Sheet:
    """The plan of an improvement: its left half, its rounds, and what makes it stay.

    A round that misses the target is followed by another one; `confirmed` is what somebody else finds that it brings.
    """

    measure: str
    unit: str
    baseline: str
    target: str
    situation: str
    causes: str
    measures: str
    done: str
    claimed: str
    basis: str
    rounds: tuple[Round, ...] = ()
    standard: str = ""
    confirmed: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Idea:
    """An improvement: who proposes it on which day of the two years, and what comes of it after so many days.

    `result` is empty while it is not done; without `chosen` nobody has decided; `refusal` says why it was declined.
    `said_at` names the place behind whose code it was said, and by whom.
    """

    day: int
    title: str
    kind: str
    proposer: str
    description: str
    expected: str
    owner: str = ""
    sponsor: str = ""
    chosen: int = 0
    done: int = 0
    result: str = ""
    refusal: str = ""
    sheet: Sheet | None = None
    said_at: tuple[str, str] | None = None


IDEAS = (
    Idea(
        40,
        "Trays with places for seat rings",
        "undesired-effects",
        "Machinist",
        "Rings that do not touch each other cannot scratch each other.",
        "Half the scratched rings.",
        "Machining lead",
        "Site manager",
        20,
        60,
        "Scratched rings fell from nine a month to two.",
    ),
    Idea(
        120,
        "Order confirmation out of the system instead of by hand",
        "process",
        "Sales engineer",
        "The confirmation repeats what stands in the order; typing it again adds only mistakes.",
        "One day faster, no transposed numbers.",
        "Head of sales",
        "Managing director",
        30,
        90,
        "Confirmations leave on the same day; no wrong number in four months.",
    ),
    Idea(
        190,
        "Coffee machine at line 2",
        "process",
        "Assembler",
        "The way to the canteen takes six minutes.",
        "Less walking.",
        refusal="Drinks stand too close to open valves there. The canteen gets a second machine.",
        chosen=25,
    ),
    Idea(
        260,
        "Fire-safe series in DN 25 to DN 80",
        "future-needs",
        "Sales engineer",
        "Four customers asked for it this year and bought elsewhere.",
        "Two new customers within a year of release.",
        "Head of engineering",
        "Managing director",
        40,
        300,
        "Type test passed; first order of 120 valves.",
    ),
    Idea(
        330,
        "Gauges come to the machine, not the machinist to the gauges",
        "process",
        "Metrologist",
        "A trolley with the gauges of the day, checked in the morning.",
        "Fifteen minutes less for each set-up.",
        "Machining lead",
        "Site manager",
        15,
        70,
        "Set-up is twelve minutes shorter; no gauge past its date on the floor since.",
        sheet=Sheet(
            "Set-up time",
            "min",
            "42",
            "31",
            "Machinists walk to the measuring room before every set-up and wait there for their turn.",
            "The gauges are kept in one place, far from the machines; nobody knows in the morning what the day needs.",
            "A trolley with the gauges of the day, filled from the work list and checked by the metrologist at six.",
            "Two trolleys in place of one, for the grinding shop stands too far away; filled every morning at six.",
            "14000",
            "1,050 set-ups a year, 11 minutes each, 72 euros an hour.",
            rounds=(
                Round(25, "36.5", "Sixty set-ups: shorter, but every third still waits for a gauge that is not on it."),
                Round(30, "30", "Sixty set-ups after the list was filled from the work list: thirty minutes."),
            ),
            standard="Work instruction for setting up; the trolley stands in the maintenance plan.",
            confirmed="11800",
            evidence="Controlling, cost centre 4100, two quarters compared; fewer set-ups than reckoned.",
        ),
    ),
    Idea(
        430,
        "Suppliers see their own figures every month",
        "qms-performance",
        "Buyer",
        "Parts per million and punctuality, one page, sent by mail.",
        "Fewer late deliveries.",
        "Head of purchasing",
        "Managing director",
        30,
        80,
        "Late deliveries fell from 11 to 7 percent.",
    ),
    Idea(
        520,
        "Test bench stops by itself when the pressure falls",
        "undesired-effects",
        "Test bench operator",
        "A short hold time is then impossible.",
        "No valve leaves with a short test.",
        "Assembly lead",
        "Managing director",
        25,
        110,
        "No short test among 3,100 valves.",
    ),
    Idea(
        600,
        "Lighter packing for export",
        "product-service",
        "Storekeeper",
        "Boxes of cardboard in place of wood below DN 80.",
        "Four euros less for each box, no fumigation papers.",
        "Warehouse lead",
        "Managing director",
        40,
        sheet=Sheet(
            "Packing cost of an export order",
            "EUR",
            "31.50",
            "26",
            "Every export order goes in a wooden box, also the small ones.",
            "The packing rule knows one kind of box; wood needs fumigation papers for most countries.",
            "Cardboard with inlays below DN 80, tried with the three carriers that break most.",
            "",
            "7600",
            "1,400 orders below DN 80 a year, 5.50 euros each.",
        ),
    ),
    Idea(
        680,
        "One page of key figures on the screen in the hall",
        "qms-performance",
        "Quality engineer",
        "What the line did yesterday, for everybody to see.",
        "Problems are spoken about on the next morning.",
        "Quality manager",
        "Site manager",
        20,
    ),
    Idea(
        700,
        "Label both ends of the racks",
        "process",
        "Storekeeper",
        "From the far end one has to walk round to read the number.",
        "A minute for each pick.",
        said_at=("Goods in", "Pawel, late shift"),
    ),
    Idea(
        715,
        "Spare seals in the packing of every valve for export",
        "product-service",
        "Sales engineer",
        "Customers abroad wait three weeks for a seal.",
        "Fewer complaints about delivery of spares.",
    ),
)


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Plan every idea with what becomes of it."""
    for idea in IDEAS:
        at = start + timedelta(days=idea.day, hours=4)
        if at <= anchor:
            agenda.at(at, Proposal(company, agenda, idea, at).propose)


class Proposal:
    """One idea on its way."""

    def __init__(self, company: Company, agenda: Agenda, idea: Idea, at: datetime) -> None:
        self.company, self.agenda, self.idea, self.at = company, agenda, idea, at
        self.manager = company.actor(company.one("Quality manager"))
        self.record: Improvement

    def propose(self) -> None:
        if self.idea.said_at:
            place, who = self.idea.said_at
            said: dict[str, Any] = {"reporter": who, "kind": self.idea.kind, "description": self.idea.description}
            self.record = reporting.suggest_here(**behind_code(self.company, place), title=self.idea.title, **said)
        else:
            proposer = self.company.any(self.idea.proposer)
            self.record = actions.propose_improvement(
                title=self.idea.title,
                by=self.company.actor(proposer),
                description=self.idea.description,
                kind=self.idea.kind,
                expected_result=self.idea.expected,
                site=proposer.site,
            )
        if self.idea.chosen:
            self.agenda.at(self.at + timedelta(days=self.idea.chosen), self.decide)

    def decide(self) -> None:
        if self.idea.refusal:
            actions.decline_improvement(improvement=self.record, by=self.manager, reason=self.idea.refusal)
            return
        chosen = self.at + timedelta(days=self.idea.chosen)
        self.record = actions.select_improvement(
            improvement=self.record,
            by=self.manager,
            owner=self.company.one(self.idea.owner),
            sponsor=self.company.one(self.idea.sponsor),
            due_on=(chosen + timedelta(days=(self.idea.done or 120) + 10)).date(),
        )
        if self.idea.sheet:
            self.agenda.at(chosen + timedelta(days=4), Planned(self, self.idea.sheet, chosen + timedelta(days=4)).plan)
        if self.idea.done:
            self.agenda.at(chosen + timedelta(days=self.idea.done), self.complete)

    def complete(self) -> None:
        actions.complete_improvement(
            improvement=self.record,
            by=self.company.actor(self.company.one(self.idea.owner)),
            result=self.idea.result,
        )


class Planned:
    """The sheet of an idea on its way through its stages."""

    def __init__(self, proposal: Proposal, sheet: Sheet, at: datetime) -> None:
        self.proposal, self.sheet, self.at = proposal, sheet, at
        self.owner = proposal.company.one(proposal.idea.owner)
        self.by = proposal.company.actor(self.owner)
        self.waiting = list(sheet.rounds)
        self.record: ImprovementPlan

    def plan(self) -> None:
        sheet, idea, due_on = self.sheet, self.proposal.idea, self.proposal.record.due_on
        assert due_on is not None, "a chosen idea has its day"
        self.record = actions.plan_improvement(
            improvement=self.proposal.record,
            owner=self.owner,
            due_on=due_on,
            by=self.proposal.manager,
            situation=sheet.situation,
            aim=idea.expected,
            measure=sheet.measure,
            unit=sheet.unit,
            baseline=Decimal(sheet.baseline),
            target=Decimal(sheet.target),
            causes=sheet.causes,
            measures=sheet.measures,
            benefit_claimed=Decimal(sheet.claimed),
            benefit_basis=sheet.basis,
        )
        if self.waiting:
            self.begin()

    def begin(self) -> None:
        self.record = transitions.perform(self.record, "begin", by=self.proposal.manager)
        self.at += timedelta(days=self.waiting[0].days)
        self.proposal.agenda.at(self.at, self.check)

    def check(self) -> None:
        """Measure; what misses the target begins anew, what reaches it is confirmed and closed."""
        done = self.waiting.pop(0)
        plan = transitions.perform(self.record, "carry-out", by=self.by, carried_out=self.sheet.done)
        measured: dict[str, Any] = {"achieved": Decimal(done.achieved), "finding": done.finding}
        if self.waiting:
            plan = actions.update_plan(improvement_plan=plan, by=self.by, finding=done.finding)
            reason = f"{done.achieved} {self.sheet.unit}. {done.finding}"
            self.record = actions.repeat_plan(improvement_plan=plan, by=self.by, reason=reason)
            self.begin()
            return
        plan = actions.secure_plan(improvement_plan=plan, by=self.by, **measured)
        confirmed: dict[str, Any] = {
            "benefit_confirmed": Decimal(self.sheet.confirmed),
            "benefit_evidence": self.sheet.evidence,
        }
        plan = actions.confirm_benefit(improvement_plan=plan, by=self.proposal.manager, **confirmed)
        self.record = actions.close_plan(improvement_plan=plan, by=self.by, standard=self.sheet.standard)
