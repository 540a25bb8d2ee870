"""The life of a corrective action: planned, in progress, completed, and then found effective or not."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.improvement import effect
from everproof.improvement.models import CorrectiveAction
from everproof.kernel import clock, parameters
from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.ui import formats

# Still to be done, and done but not judged: nothing is proved while one of these lasts.
TO_DO = ("planned", "in-progress")
UNPROVEN = (*TO_DO, "completed")


@settled_by("evidence")
def evidence_is_given(action: CorrectiveAction) -> Any:
    """10.2.2 b: results of corrective action are retained."""
    return None if action.evidence.strip() else _("Nobody has said what was done or where the proof is.")


@settled_by("effectiveness_due_on")
def effect_has_its_day(action: CorrectiveAction) -> Any:
    """10.2.1 d: there is a day by which the effect is reviewed."""
    if action.effectiveness_due_on is None:
        return _("There is no day by which the effect is judged.")
    if action.completed_on is not None and action.effectiveness_due_on < action.completed_on:
        return _("The effect cannot be judged before the action is done.")
    return None


@settled_by("effectiveness_conclusion")
def judgement_rests_on_something(action: CorrectiveAction) -> Any:
    """10.2.1 d: the review is more than a tick."""
    return None if action.effectiveness_conclusion.strip() else _("Nobody has said what the judgement rests on.")


def cause_is_verified(action: CorrectiveAction) -> Any:
    """10.2.1 b 2: what is removed is the cause and not a guess."""
    if action.nonconformity.cause_verified_on is None:
        return _("The cause is not verified by evidence.")
    return None


@settled_by("effect_measure", "effect_test", "effect_window_days", "effect_reduction")
def effect_is_planned(action: CorrectiveAction) -> Any:
    """10.2.1 d: before it begins the team has said what the data will have to show, and by when."""
    return effect.problem_of_plan(action)


def somebody_else_approves(action: CorrectiveAction) -> Any:
    """Whoever does the action does not approve it, unless the company is too small for that."""
    approver = action.approved_by_id
    if approver is None or approver != action.owner_id or self_approval_is_allowed(action.organization_id):
        return None
    return _("Its owner cannot approve it. Ask somebody else.")


def it_is_approved(action: CorrectiveAction) -> Any:
    """What has to be approved does not begin before."""
    return _("It has to be approved first.") if action.approval_needed and action.approved_on is None else None


def what_comes_first_is_done(action: CorrectiveAction) -> Any:
    """An action that follows another one is completed after it."""
    first = action.depends_on
    if first is None or first.status not in TO_DO:
        return None
    return _("%(number)s has to be completed first.") % {"number": first.number}


def data_were_weighed(action: CorrectiveAction) -> Any:
    """10.2.1 d: what was fixed beforehand is looked at before somebody says that it worked."""
    due = effect.due_on(action)
    if due is None or action.effect_weighed_on is not None:
        return None
    return _("The data are weighed on %(day)s, as it was fixed when the action was approved.") % {
        "day": formats.day(due)
    }


def window_is_over(action: CorrectiveAction) -> Any:
    """The data are not weighed before the days that were fixed have passed."""
    due = effect.due_on(action)
    if due is None:
        return _("Nothing was fixed that the data could show.")
    if clock.today(action.organization.zone) < due:
        return _("The days to look at end on %(day)s.") % {"day": formats.day(due)}
    return None


def somebody_else_judges(action: CorrectiveAction) -> Any:
    """Whoever did the action does not judge it, unless the company is too small for that."""
    judge = action.effectiveness_reviewed_by_id
    if judge is None or judge != action.owner_id or self_approval_is_allowed(action.organization_id):
        return None
    return _("Its owner cannot judge its effect. Ask somebody else.")


def self_approval_is_allowed(organization_id: int) -> bool:
    """The company's value of the catalogue's allow_self_approval; no where nobody declares it."""
    return bool(parameters.values(organization_id).get("allow_self_approval", False))


def day_of_judgement_is_known(action: CorrectiveAction) -> Any:
    """10.2.2 b: a judgement from elsewhere keeps its day."""
    return None if action.effectiveness_reviewed_on else _("It is not said since when it stands so.")


def _settled(name: str, target: str, *guards: Any, **more: Any) -> Transition:
    """How one comes in that was carried out before it came here, with what a log says of it."""
    fields = ("evidence", "completed_on", "effectiveness_conclusion")
    return Transition(name, _("Settled elsewhere"), ("planned",), target, guards=guards, fields=fields, **more)


EFFECT_PLAN = ("effect_measure", "effect_test", "effect_window_days", "effect_reduction")


def _judgement(name: str, label: Any, target: str, help: Any, *more: Any) -> Transition:
    return Transition(
        name,
        label,
        ("completed",),
        target,
        power=MANAGE,
        guards=(judgement_rests_on_something, somebody_else_judges, *more),
        fields=("effectiveness_conclusion",),
        help=help,
    )


LIFECYCLE = Lifecycle(
    states=(
        State("planned", _("Planned"), tone="warn"),
        State("in-progress", _("In progress"), tone="progress"),
        # Nothing about it may change any more but the judgement.
        State("completed", _("Completed, effect open"), tone="progress", closed=True),
        State("effective", _("Effective"), tone="good", closed=True),
        State("not-effective", _("Not effective"), tone="bad", closed=True),
        State("cancelled", _("Cancelled"), tone="neutral", closed=True),
    ),
    steps=(
        Transition("start", _("Start"), ("planned",), "in-progress", owner_may=True, guards=(it_is_approved,)),
        Transition(
            "complete",
            _("Complete"),
            TO_DO,
            "completed",
            owner_may=True,
            guards=(it_is_approved, what_comes_first_is_done, evidence_is_given, effect_has_its_day),
            fields=("completed_on", "evidence", "effectiveness_criterion", "effectiveness_due_on"),
            help=_("Say what was done. Somebody else judges later whether it worked."),
        ),
        _judgement(
            "confirm",
            _("It worked"),
            "effective",
            _("The cause is gone, and you can say how one sees that."),
            data_were_weighed,
        ),
        _judgement(
            "disprove",
            _("It did not work"),
            "not-effective",
            _("The nonconformity then needs another corrective action."),
        ),
        Transition(
            "weigh",
            _("Weigh the data"),
            ("completed",),
            "completed",
            guards=(window_is_over,),
            help=_("Compares what was counted before and after, as it was fixed when the action was approved."),
        ),
        Transition(
            "approve",
            _("Approve"),
            ("planned",),
            "planned",
            power=APPROVE,
            guards=(cause_is_verified, effect_is_planned, somebody_else_approves),
            fields=EFFECT_PLAN,
            help=_("Fix now what the data will have to show. Nobody chooses afterwards what counts as success."),
        ),
        Transition("cancel", _("Cancel"), TO_DO, "cancelled", power=MANAGE, reason_needed=True),
        Transition("reopen", _("Reopen"), ("completed", "cancelled"), "in-progress", power=MANAGE, reason_needed=True),
    ),
    initial="planned",
    order=("planned", "in-progress", "completed", "effective"),
    imported=(
        _settled("settle-completed", "completed", evidence_is_given, dated=("completed_on", "effectiveness_due_on")),
        _settled(
            "settle-effective",
            "effective",
            evidence_is_given,
            judgement_rests_on_something,
            day_of_judgement_is_known,
            sets={"effectiveness_result": CorrectiveAction.Effect.EFFECTIVE},
            dated=("completed_on", "effectiveness_reviewed_on"),
        ),
        _settled(
            "settle-not-effective",
            "not-effective",
            evidence_is_given,
            judgement_rests_on_something,
            day_of_judgement_is_known,
            sets={"effectiveness_result": CorrectiveAction.Effect.NOT_EFFECTIVE},
            dated=("completed_on", "effectiveness_reviewed_on"),
        ),
        _settled("settle-cancelled", "cancelled"),
    ),
)
