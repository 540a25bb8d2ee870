"""The life of a corrective action: planned, in progress, completed, and then found effective or not."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import CorrectiveAction
from everproof.kernel import parameters
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by

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


def somebody_else_judges(action: CorrectiveAction) -> Any:
    """Whoever did the action does not judge it, unless the company is too small for that."""
    judge = action.effectiveness_reviewed_by_id
    if judge is None or judge != action.owner_id or self_approval_is_allowed(action.organization_id):
        return None
    return _("Its owner cannot judge its effect. Ask somebody else.")


def self_approval_is_allowed(organization_id: int) -> bool:
    """The company's value of the catalogue's allow_self_approval; no where nobody declares it."""
    return bool(parameters.values(organization_id).get("allow_self_approval", False))


def _judgement(name: str, label: Any, target: str, help: Any) -> Transition:
    return Transition(
        name,
        label,
        ("completed",),
        target,
        power=MANAGE,
        guards=(judgement_rests_on_something, somebody_else_judges),
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
        Transition("start", _("Start"), ("planned",), "in-progress", owner_may=True),
        Transition(
            "complete",
            _("Complete"),
            TO_DO,
            "completed",
            owner_may=True,
            guards=(evidence_is_given, effect_has_its_day),
            fields=("completed_on", "evidence", "effectiveness_criterion", "effectiveness_due_on"),
            help=_("Say what was done. Somebody else judges later whether it worked."),
        ),
        _judgement("confirm", _("It worked"), "effective", _("The cause is gone, and you can say how one sees that.")),
        _judgement(
            "disprove",
            _("It did not work"),
            "not-effective",
            _("The nonconformity then needs another corrective action."),
        ),
        Transition("cancel", _("Cancel"), TO_DO, "cancelled", power=MANAGE, reason_needed=True),
        Transition("reopen", _("Reopen"), ("completed", "cancelled"), "in-progress", power=MANAGE, reason_needed=True),
    ),
    initial="planned",
    order=("planned", "in-progress", "completed", "effective"),
)
