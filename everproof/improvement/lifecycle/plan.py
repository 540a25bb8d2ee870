"""The life of an improvement plan: plan, do, check, act; each stage is left through a gate."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import ImprovementPlan
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.work.queries import open_actions_of


@settled_by("situation", "aim")
def situation_and_aim_are_written(plan: ImprovementPlan) -> Any:
    """10.3: it is known what is to become better, and why."""
    return None if plan.situation.strip() and plan.aim.strip() else _("Situation and aim are not written yet.")


@settled_by("measure", "baseline", "target")
def aim_can_be_measured(plan: ImprovementPlan) -> Any:
    """10.3: one will see whether it became better."""
    if not plan.measure.strip() or plan.baseline is None or plan.target is None:
        return _("Measure, baseline and target are not set yet.")
    return _("Target and baseline are the same.") if plan.baseline == plan.target else None


@settled_by("causes", "measures")
def measures_follow_from_causes(plan: ImprovementPlan) -> Any:
    """Something is changed because one knows why it is as it is."""
    return None if plan.causes.strip() and plan.measures.strip() else _("Causes and measures are not written yet.")


@settled_by("benefit_claimed", "benefit_basis")
def benefit_is_claimed(plan: ImprovementPlan) -> Any:
    """What it is to bring is said before it costs anything."""
    if plan.benefit_claimed is None or not plan.benefit_basis.strip():
        return _("Nobody has said what it is to bring a year, and how that is reckoned.")
    return None


@settled_by("carried_out")
def work_is_described(plan: ImprovementPlan) -> Any:
    return None if plan.carried_out.strip() else _("Nobody has said what was carried out.")


def every_action_is_done(plan: ImprovementPlan) -> Any:
    """The measures are carried out before anybody judges them."""
    count = open_actions_of(plan).count()
    return _("%(count)s of its actions are still open.") % {"count": count} if count else None


@settled_by("achieved", "finding")
def result_is_measured(plan: ImprovementPlan) -> Any:
    """10.3: what it brought is measured as the aim was."""
    if plan.achieved is None or not plan.finding.strip():
        return _("Nobody has said what was measured, and what that tells.")
    return None


@settled_by("achieved")
def target_is_reached(plan: ImprovementPlan) -> Any:
    """What missed its target goes round once more; nobody makes it a standard."""
    if plan.achieved is None or plan.reaches_target:
        return None
    return _("The target is not reached. Go round once more.")


@settled_by("standard")
def what_stays_is_written(plan: ImprovementPlan) -> Any:
    """What became better does not slip back: documents, training, other places."""
    return None if plan.standard.strip() else _("Nobody has said what makes it stay.")


@settled_by("benefit_confirmed", "benefit_evidence")
def benefit_has_evidence(plan: ImprovementPlan) -> Any:
    if plan.benefit_confirmed is None or not plan.benefit_evidence.strip():
        return _("Nobody has said how much it brings a year, and what shows it.")
    return None


def somebody_else_confirms(plan: ImprovementPlan) -> Any:
    """Whoever claimed the benefit does not confirm it."""
    if plan.benefit_confirmed_by_id is not None and plan.benefit_confirmed_by_id == plan.owner_id:
        return _("Its owner cannot confirm the benefit. Ask somebody else.")
    return None


def benefit_is_confirmed(plan: ImprovementPlan) -> Any:
    return None if plan.benefit_confirmed_on else _("The benefit is not confirmed by somebody else yet.")


AIM = ("situation", "aim", "measure", "unit", "baseline", "target")
WAY = ("causes", "measures", "benefit_claimed", "benefit_basis")
RUNNING = ("plan", "do", "check", "act")

LIFECYCLE = Lifecycle(
    states=(
        State("plan", _("Plan"), tone="warn"),
        State("do", _("Do"), tone="progress"),
        State("check", _("Check"), tone="progress"),
        State("act", _("Act"), tone="progress"),
        State("closed", _("Closed"), tone="good", closed=True),
        State("cancelled", _("Cancelled"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "begin",
            _("Begin"),
            ("plan",),
            "do",
            power=MANAGE,
            guards=(
                situation_and_aim_are_written,
                aim_can_be_measured,
                measures_follow_from_causes,
                benefit_is_claimed,
            ),
            fields=(*AIM, *WAY),
            help=_("From here on aim, baseline and target stand. Whoever runs the quality system lets it begin."),
        ),
        Transition(
            "carry-out",
            _("Carried out"),
            ("do",),
            "check",
            owner_may=True,
            guards=(work_is_described, every_action_is_done),
            fields=("carried_out",),
            help=_("Say what was done, also what turned out otherwise than planned."),
        ),
        Transition(
            "secure",
            _("It worked"),
            ("check",),
            "act",
            owner_may=True,
            guards=(result_is_measured, target_is_reached),
            fields=("achieved", "finding"),
            help=_("Measure as the baseline was measured, and say what the figure tells."),
        ),
        Transition(
            "repeat",
            _("Go round once more"),
            ("check", "act"),
            "plan",
            owner_may=True,
            reason_needed=True,
            help=_("The figures and the reason stay with the history; the plan begins anew."),
        ),
        Transition(
            "confirm-benefit",
            _("Confirm the benefit"),
            ("act",),
            "act",
            power=MANAGE,
            guards=(benefit_has_evidence, somebody_else_confirms),
            fields=("benefit_confirmed", "benefit_evidence"),
            help=_("Somebody else than the owner says what it brings a year, by the books."),
        ),
        Transition(
            "close",
            _("Close"),
            ("act",),
            "closed",
            owner_may=True,
            guards=(what_stays_is_written, benefit_is_confirmed),
            fields=("standard",),
            help=_("Say what makes it stay: documents, training, other places that do the same."),
        ),
        Transition("cancel", _("Cancel"), RUNNING, "cancelled", power=MANAGE, reason_needed=True),
        Transition("reopen", _("Reopen"), ("closed", "cancelled"), "plan", power=MANAGE, reason_needed=True),
    ),
    initial="plan",
    order=(*RUNNING, "closed"),
)
