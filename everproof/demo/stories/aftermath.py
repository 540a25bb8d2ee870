"""What the problems of the demo lead to, where people look for the same, and whether the cure worked.

Two kinds of problem come so often that data can decide: the trays with places for rings worked, the new label did not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from everproof.demo.agenda import Agenda
from everproof.demo.company import MAIN, SECOND, Company
from everproof.improvement import actions, analysis, reporting
from everproof.improvement.models import CorrectiveAction, Nonconformity, ReportingPoint
from everproof.kernel import clock, parameters, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.tenancy import access_links

# What a problem does, by where it showed.
EFFECTS = {
    "product": "{count} valves scrapped or reworked, about {days} hours of work.",
    "process": "{count} parts worked twice; the order waited {days} hours.",
    "supplier": "Material for one order blocked; {days} days until the next delivery.",
    "complaint": "One customer stood still for {days} hours and asked for an answer in writing.",
    "internal-audit": "Nothing reached a customer; the finding stands in the audit report.",
    "external-audit": "Nothing reached a customer; the certification body wants to see the action.",
    "other": "Some hours of work; nothing reached a customer.",
}
# Where people look for the same, and what they usually find.
ELSEWHERE = {
    "machine": ("The sister machines and their fixtures were measured; they are within their limits.", False),
    "method": ("The other lines were asked and watched for a shift; they work in the same way.", True),
    "material": ("The other lots of the supplier in stores were looked through; none is affected.", False),
    "environment": ("Both warehouses were walked through; the second one is dry.", False),
    "measurement": ("All gauges of this kind were called in and checked; they are right.", False),
    "management": ("The lists of the other departments were looked through; two more entries were missing.", True),
    "human-error": ("The same step was looked at on the other lines; it can be left out there too.", True),
    "other": ("The other places where this could happen were walked through; nothing was found.", False),
}
SECOND_ATTEMPTS = (
    "Secure the step so that it cannot be left out",
    "Let the machine stop by itself when the limit is reached",
    "Change the part so that it fits only one way",
)
WORKED = (
    "No case in {lot} orders since; the records of the line were looked through.",
    "Audited on the floor: it is in use on both shifts, and nobody found the fault again.",
    "Measured on {lot} parts in a row; all within the middle half of the tolerance.",
)
DID_NOT_WORK = "The same thing was found {count} times since; people work around it in the late shift."

# Of a hundred bad pieces so many are scrapped, the rest is put right; the cost of one in the company's currency.
COST_OF_ONE = {"low": 18, "medium": 64, "high": 210}
DISPOSITIONS = {"supplier": "return", "product": "rework", "complaint": "scrap", "process": "rework"}
# What a case of this severity can do and how far it goes, so that the rule gives the severity.
JUDGED = {"low": (2, 1), "medium": (3, 1), "high": (3, 3)}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Frequent:
    """A small problem that comes every few days of the two years, what is done about it, and how often it comes after.

    Days count from the beginning; `after` is how many days apart it comes once the action is completed.
    """

    code: str
    title: str
    place: str
    reporter: str
    lead: str
    site: str
    cause: str
    category: str
    whys: tuple[str, ...]
    bones: tuple[str, ...]
    evidence: str
    action: str
    proof: str
    lesson: str
    first: int
    planned: int
    completed: int
    every: int
    after: int
    second_attempt: str = ""


FREQUENT = (
    Frequent(
        "rings touch each other",
        "Seat ring scratched on the way to washing",
        "Milling centre 1",
        "Machinist",
        "Machining lead",
        MAIN,
        "Rings lie on top of each other on flat trays and rub when the trolley moves.",
        "method",
        (
            "The sealing face is scratched | lamp inspection",
            "Another ring rubbed on it | scratch runs across, 3 mm",
            "Rings lie on top of each other | seen on six trolleys",
            "The tray has no places | drawing of the tray",
            "Trays were bought by price, nobody asked the line | order of 2019",
        ),
        (
            "method | Rings laid face down | confirmed",
            "machine | Burr on the gripper | ruled-out",
            "material | Softer lot of rings | ruled-out",
            "people | Trolley pushed in a hurry | possible",
        ),
        "Forty rings on a tray with places: no scratch. Forty on a flat tray: seven.",
        "Trays with places for every ring at the milling centres",
        "All 24 trays are exchanged; the flat ones are scrapped.",
        "What may not touch needs a place of its own, before anybody is asked to be careful.",
        360,
        455,
        470,
        6,
        45,
    ),
    Frequent(
        "label without order",
        "Box reaches dispatch without its order label",
        "Packing",
        "Storekeeper",
        "Warehouse lead",
        SECOND,
        "The label is printed at the desk and carried to the box; on the way it is laid down.",
        "method",
        (
            "The box has no label | photo",
            "The label lay on the desk | found there four times of five",
            "It is printed away from the box | layout of the bench",
        ),
        ("method | Label printed at the desk | confirmed", "people | New colleagues in the late shift | possible"),
        "A day with the printer at the bench: no box without a label. The day after, at the desk: two.",
        "Print the label twice and put the second one on the order",
        "Changed, and shown to both shifts.",
        "What is carried by hand gets lost; make it where it is needed.",
        395,
        500,
        515,
        4,
        4,
        "Move the label printer to the packing bench",
    ),
)
POINTS = (
    ("Lathe 2", "machine", MAIN, "Name the order on the traveller."),
    ("Milling centre 1", "machine", MAIN, "Name the order on the traveller."),
    ("Test bench 2", "machine", SECOND, "Name the number on the body."),
    ("Welding bay", "bay", MAIN, ""),
    ("Packing", "bay", SECOND, "Name the delivery note."),
    ("Goods in", "bay", MAIN, "Name the supplier and the delivery note."),
)
BY_CODE = (
    (3, "Lathe 2", "Coolant drips on the walkway", "Since this morning, at the back of the machine.", "Late shift"),
    (2, "Packing", "Strapping tool cuts too deep into the box", "Three boxes today.", ""),
)
WINDOW = 60
MOST_REPEATS = 9
MINUTE = timedelta(minutes=1)
# Days from the end of the first attempt's window until the second one is completed.
SECOND_TAKES = 18
PLAN: dict[str, Any] = {
    "effect_measure": "same-cause",
    "effect_test": "rate",
    "effect_window_days": WINDOW,
    "effect_reduction": 70,
}


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Plan what comes often, with its action and the day on which the data decide, and the codes on the floor."""
    for one in FREQUENT:
        Decided(company, agenda, one, start, anchor).plan()
    agenda.at(anchor - 40 * DAY, lambda: _put_up_codes(company))
    # After everything else: those who tell the other stories hold the records as they left them.
    agenda.at(anchor - MINUTE, lambda: _look_back(company))
    for days, place, title, words, who in BY_CODE:
        agenda.at(anchor - days * DAY, _by_code(company, place, title, words, who))


def _look_back(company: Company) -> None:
    """What the quality manager does once a year: estimate what failures cost beside themselves, name what came back."""
    manager = company.actor(company.one("Quality manager"))
    for name, amount in ((analysis.PREVENTION, "46000"), (analysis.APPRAISAL, "118000")):
        parameters.change(name=name, to=amount, by=manager)
    open_ones = Nonconformity.objects.select_related("organization").filter(
        organization=company.organization, voided_at=None, status="analysed", repeats=None
    )
    earlier: dict[str, Nonconformity] = {}
    told = 0
    for case in open_ones.exclude(cause_code="").order_by("detected_on", "id"):
        before = earlier.get(case.cause_code)
        earlier[case.cause_code] = case
        if before is not None and told < MOST_REPEATS and before.detected_on < case.detected_on:
            actions.mark_recurrence(nonconformity=case, earlier=before, by=manager)
            told += 1


class Decided:
    """A problem that comes often enough for data to say whether its action worked."""

    def __init__(self, company: Company, agenda: Agenda, story: Frequent, start: datetime, anchor: datetime) -> None:
        self.company, self.agenda, self.story, self.start, self.anchor = company, agenda, story, start, anchor
        self.owner = company.one(story.lead)
        self.by_owner = company.actor(self.owner)
        self.manager = company.actor(company.one("Quality manager"))
        self.case: Nonconformity
        self.action: CorrectiveAction

    def plan(self) -> None:
        story = self.story
        last = (self.anchor - self.start).days - 5
        before = range(story.first, story.completed, story.every)
        judged = story.completed + WINDOW
        watched = range(story.completed + story.after, judged + 1, story.after)
        # After the judgement it becomes rare: what worked lasts, and what did not is followed by more.
        for day in (*before, *watched, *range(judged + 20, last, 45)):
            self._on(day, self.small_one)
        self._on(story.planned, self.big_one)
        self._follow(story.completed)

    def _follow(self, day: int) -> None:
        """An action that is completed on a day is weighed and judged when its days have passed."""
        self._on(day, self.complete)
        self._on(day + WINDOW + 2, self.weigh)
        self._on(day + WINDOW + 4, self.judge)

    def _on(self, day: int, act: Callable[[], None]) -> None:
        self.agenda.at(self.start + timedelta(days=day, hours=5), act)

    def small_one(self) -> None:
        """One more of them, put right on the spot."""
        case = self._reported(self.story.title, "low", 1)
        actions.close_nonconformity(
            nonconformity=case,
            by=self.by_owner,
            action_needed=False,
            need_rationale="Counted; the cause is worked on in a case of its own.",
            cause=self.story.cause,
            cause_category=self.story.category,
            risk_update_needed=False,
            change_needed=False,
        )

    def big_one(self) -> None:
        """The one that is worked on as 8D: tables, cause verified, action approved with what the data have to show."""
        story = self.story
        case = self._reported(f"{story.title}, again and again", "medium", 12)
        case = actions.update_nonconformity(
            nonconformity=case,
            by=self.by_owner,
            eight_d=True,
            team=[str(self.owner.pk), str(self.company.any(story.reporter).pk)],
            five_whys=list(story.whys),
            ishikawa=list(story.bones),
            is_is_not=["where | only here | the other lines | other trays and benches"],
        )
        case = actions.analyse_nonconformity(
            nonconformity=case,
            by=self.by_owner,
            effect="Ten minutes each time, and one complaint a quarter.",
            cause=story.cause,
            cause_category=story.category,
            cause_method="five-whys",
            similar_looked_at="The other lines were watched for a shift.",
            similar_found=False,
            action_needed=True,
            need_rationale="It comes every week.",
        )
        self.case = actions.verify_cause(nonconformity=case, by=self.manager, cause_evidence=story.evidence)
        self.action = self._planned(story.action)
        self.action = actions.approve_corrective_action(corrective_action=self.action, by=self.manager, **PLAN)

    def _planned(self, title: str) -> CorrectiveAction:
        return actions.plan_corrective_action(
            nonconformity=self.case,
            title=title,
            owner=self.owner,
            due_on=self._today() + timedelta(days=20),
            effectiveness_criterion="Fewer by 70 percent in sixty days, by the count of the same cause.",
            by=self.manager,
        )

    def complete(self) -> None:
        self.action = actions.complete_corrective_action(
            corrective_action=self.action, by=self.by_owner, evidence=self.story.proof
        )

    def weigh(self) -> None:
        scheduler = Actor.system(self.company.organization, "scheduler", source="demo")
        self.action = actions.weigh_corrective_action(corrective_action=self.action, by=scheduler)

    def judge(self) -> None:
        """The quality manager follows the data, once yes and once no."""
        if self.action.effect_proposal == CorrectiveAction.Proposal.WORKED:
            actions.confirm_corrective_action(
                corrective_action=self.action,
                by=self.manager,
                effectiveness_conclusion="The count fell as expected; the comparison could have shown less.",
            )
            self.case = Nonconformity.objects.select_related("organization").get(pk=self.case.pk)
            actions.close_nonconformity(
                nonconformity=self.case,
                by=self.by_owner,
                risk_update_needed=False,
                change_needed=False,
                document_update_needed=False,
                lesson=self.story.lesson,
            )
            return
        actions.disprove_corrective_action(
            corrective_action=self.action,
            by=self.manager,
            effectiveness_conclusion="It comes as often as before; the comparison would have shown a fall.",
        )
        self.action = self._planned(self.story.second_attempt)
        self.action = actions.approve_corrective_action(corrective_action=self.action, by=self.manager, **PLAN)
        self._follow(self.story.completed + WINDOW + SECOND_TAKES)

    def _reported(self, title: str, severity: str, bad: int) -> Nonconformity:
        story, today = self.story, self._today()
        consequence, extent = JUDGED[severity]
        case = actions.report_nonconformity(
            title=title,
            by=self.company.actor(self.company.any(story.reporter)),
            description=f"Seen at {story.place}, in the middle of the shift.",
            place=story.place,
            site=self.company.sites[story.site],
            source="process",
            requirement="Work instruction of the place.",
            cause_code=story.code,
            detected_on=today,
        )
        case = actions.triage_nonconformity(
            nonconformity=case,
            by=self.manager,
            consequence=consequence,
            extent=extent,
            owner=self.owner,
            due_on=today + timedelta(days=180),
        )
        return actions.contain_nonconformity(
            nonconformity=case,
            by=self.by_owner,
            correction="Put right on the spot.",
            corrected_on=today,
            consequences="none",
            consequences_handled_on=today,
            quantity_checked=bad,
            quantity_bad=bad,
            quantity_unit="pieces",
            disposition="rework",
            cost=bad * COST_OF_ONE[severity],
            cost_kind="internal-failure",
        )

    def _today(self) -> date:
        return clock.today(self.company.organization.zone)


def _put_up_codes(company: Company) -> None:
    manager = company.actor(company.one("Quality manager"))
    for title, kind, site, hint in POINTS:
        records.create(ReportingPoint, by=manager, title=title, kind=kind, site=company.sites[site], hint=hint)


def _by_code(company: Company, place: str, title: str, words: str, who: str) -> Callable[[], None]:
    def act() -> None:
        reporting.report_here(**behind_code(company, place), title=title, description=words, reporter=who)

    return act


def behind_code(company: Company, place: str) -> dict[str, Any]:
    """What everything that is said behind the code of a place begins with: the place, its link, an id."""
    point = ReportingPoint.objects.select_related("organization", "site", "process").get(
        organization=company.organization, title=place
    )
    token = reporting.address_of(point).rstrip("/").rpartition("/")[2]
    link = access_links.find(token, kind=reporting.POINT)
    assert link is not None
    return {"point": point, "link": link, "id": UUID(int=company.choose.getrandbits(128), version=4)}
