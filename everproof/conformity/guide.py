"""The way to the first certificate: its steps in order, who takes them, how long they take, and where the company is.

Durations are those of a company of ten to a hundred people that begins with nothing; they are common experience, not
demands of the standard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.conformity import catalogues
from everproof.conformity.outcomes import Outcome
from everproof.conformity.queries_for_pages import Readiness, Requirement, within
from everproof.kernel import modules

DONE, BEGUN, OPEN = "done", "begun", "open"


@dataclass(frozen=True)
class GuideStep:
    """A step of the way. `types` are the records that it leaves behind, the most telling first."""

    name: str
    title: Any
    what: Any
    who: Any
    how_long: Any
    clauses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


MANAGER, TOP, OWNERS = _("Quality manager"), _("Top management"), _("Process owners")
WAY = (
    GuideStep(
        "people",
        _("Say who works here and who decides what"),
        _("Sites, people, and the roles with their duties and powers. Everything later names one of them."),
        MANAGER,
        _("an hour"),
        ("5.3",),
        ("role", "person"),
    ),
    GuideStep(
        "context",
        _("Look at what surrounds you"),
        _("What helps and hinders from outside and inside, and whose needs count: customers, law, suppliers, staff."),
        TOP,
        _("half a day"),
        ("4.1", "4.2"),
        ("context-issue", "interested-party"),
    ),
    GuideStep(
        "scope",
        _("Say what the certificate is to cover"),
        _("Products and services, sites, and what does not apply to you, with the reason. This is what is certified."),
        TOP,
        _("an hour"),
        ("4.3",),
        ("scope-statement",),
    ),
    GuideStep(
        "policy",
        _("Set the policy and make it known"),
        _("One page that top management stands for, approved, communicated, and understood where work is done."),
        TOP,
        _("two hours"),
        ("5.1", "5.2"),
        ("policy",),
    ),
    GuideStep(
        "processes",
        _("Draw the processes as they are"),
        _("What goes in and out, who owns it, how it is measured. Draw what people do, not what they should do."),
        _("Quality manager with process owners"),
        _("two to five days"),
        ("4.4",),
        ("process",),
    ),
    GuideStep(
        "risks",
        _("Think of what could go wrong, and of what could go better"),
        _("Risks and opportunities of each process, and an action where one is needed."),
        OWNERS,
        _("a day"),
        ("6.1", "6.3"),
        ("risk", "opportunity"),
    ),
    GuideStep(
        "objectives",
        _("Set objectives that can be measured"),
        _("A few, with target, owner, date, and the means to get there."),
        TOP,
        _("half a day"),
        ("6.2",),
        ("objective",),
    ),
    GuideStep(
        "resources",
        _("Put the means in order"),
        _("Equipment and its upkeep, gauges and their calibration, workplaces, and the know-how nobody may lose."),
        OWNERS,
        _("two to five days"),
        ("7.1",),
        ("equipment", "infrastructure"),
    ),
    GuideStep(
        "competence",
        _("See that people can do what they do"),
        _("What each role needs to be able to do, who can, what is missing, and how people get to know what matters."),
        _("Managers of each area"),
        _("two days"),
        ("7.2", "7.3", "7.4"),
        ("competence-requirement", "competence", "training"),
    ),
    GuideStep(
        "documents",
        _("Write down what has to be written down"),
        _("Only what the work needs. Approve it, release it, and take the old copies away."),
        MANAGER,
        _("one to two weeks beside other work"),
        ("7.5",),
        ("document",),
    ),
    GuideStep(
        "operation",
        _("Run it"),
        _("Orders, purchases, production or service, inspection and release leave their records as the work is done."),
        _("Everybody"),
        _("three months at least"),
        ("8",),
        ("customer-order", "work-order", "product-service"),
    ),
    GuideStep(
        "improvement",
        _("Write down what goes wrong and learn from it"),
        _("Problems and complaints, their causes, what was done so that they stay away, and figures that show it."),
        _("Everybody"),
        _("all the time"),
        ("9.1", "10"),
        ("nonconformity", "corrective-action"),
    ),
    GuideStep(
        "audit",
        _("Audit yourselves"),
        _("Every process and every clause once before the certification body comes, by somebody who does not own it."),
        _("Internal auditors"),
        _("one to three days"),
        ("9.2",),
        ("internal-audit", "internal-audit-programme"),
    ),
    GuideStep(
        "review",
        _("Look at all of it with top management"),
        _("What the figures and audits say, what is decided, who does it until when."),
        TOP,
        _("half a day"),
        ("9.3",),
        ("management-review",),
    ),
    GuideStep(
        "certification",
        _("Have the certification body come"),
        _("Ask for offers early: bodies are booked for months. Stage 1 looks at the system, stage 2 later at work."),
        _("Quality manager with the certification body"),
        _("two to five days of audit within three months"),
    ),
)


@dataclass(frozen=True)
class Progress:
    """A step with where the company is. `met` of `checked` requirements; `unchecked` are those nothing checks here yet.

    `type` is the record type in whose list the step is done; empty where it is not kept here.
    """

    number: int
    step: GuideStep
    state: str
    met: int = 0
    checked: int = 0
    unchecked: int = 0
    type: str = ""


def progress(stored: Readiness) -> list[Progress]:
    """Every step with its state, from the stored verdicts."""
    found = []
    for number, step in enumerate(WAY, start=1):
        own = [one for one in stored.requirements if any(within(clause, one.atom.clause) for clause in step.clauses)]
        found.append(_progress(number, step, own, stored))
    return found


def _progress(number: int, step: GuideStep, own: list[Requirement], stored: Readiness) -> Progress:
    kept = catalogues.first_kept(step.types)
    if not step.clauses:
        return Progress(number, step, DONE if stored.is_ready else OPEN, type=kept)
    decided = decided_here(stored.catalogue.id)
    checked = [one for one in own if one.atom.id in decided and one.outcome != Outcome.NOT_APPLICABLE]
    met = sum(one.outcome == Outcome.PASS for one in checked)
    unchecked = sum(one.atom.id not in decided for one in own)
    state = DONE if met == len(checked) and not unchecked else BEGUN if _is_begun(checked) else OPEN
    return Progress(number, step, state, met, len(checked), unchecked, kept)


def _is_begun(requirements: Iterable[Requirement]) -> bool:
    return any(one.outcome == Outcome.PASS or one.looked_at for one in requirements)


@cache
def decided_here(standard: str) -> frozenset[str]:
    """The requirements of an edition that a check or a person decides; the others wait for their records to be kept."""
    checks = {check.atom for check in modules.declared("checks")}
    catalogue = catalogues.catalogue_of(standard)
    return frozenset(
        atom.id for atom in catalogue.atoms if atom.manual or catalogues.rule_of(standard, atom.id)[0] in checks
    )


def current(found: Iterable[Progress]) -> Progress | None:
    """The step to take now: the first that is not done."""
    return next((one for one in found if one.state != DONE), None)
