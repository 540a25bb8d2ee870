"""The life of a change: thought through, approved, carried out, reviewed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel import parameters
from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.risks.models import Change

THOUGHT_THROUGH = (
    "purpose",
    "consequences",
    "integrity_assessment",
    "resources",
    "responsibilities",
    "communication",
    "monitoring_plan",
)


@settled_by("purpose")
def purpose_is_said(change: Change) -> Any:
    """6.3 a: the purpose of a change is considered."""
    least = parameters.values(change.organization_id).get("min_rationale_chars", 0)
    if len(change.purpose.strip()) >= max(1, least):
        return None
    return _("Say what it is for, in at least %(number)s characters.") % {"number": max(1, least)}


@settled_by("consequences", "integrity_assessment", "resources", "responsibilities")
def it_is_thought_through(change: Change) -> Any:
    """6.3 a to d: consequences, integrity, resources and responsibilities are considered."""
    missing = [
        change._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        for name in ("consequences", "integrity_assessment", "resources", "responsibilities")
        if not getattr(change, name).strip()
    ]
    if not missing:
        return None
    return _("Not thought through yet: %(what)s.") % {"what": ", ".join(str(name) for name in missing)}


@settled_by("review_result", "action_needed")
def production_is_reviewed(change: Change) -> Any:
    """8.5.6: a planned change of production is reviewed before it is made, and it is said what has to follow."""
    if change.kind != Change.Kind.PRODUCTION or not change.planned:
        return None
    if change.review_result.strip() and change.action_needed is not None:
        return None
    return _("Say what the review found, and whether it asks for action.")


@settled_by("planned_for")
def it_has_a_day(change: Change) -> Any:
    """6.3: a change is carried out in a planned manner."""
    return None if change.planned_for or not change.planned else _("There is no day for which it is planned.")


def somebody_else_approves(change: Change) -> Any:
    """Whoever owns a change does not approve it, unless the company is too small for that."""
    if change.approved_by_id is None or change.approved_by_id != change.owner_id:
        return None
    if parameters.values(change.organization_id).get("allow_self_approval", False):
        return None
    return _("Its owner cannot approve it. Ask somebody else.")


@settled_by("implemented_on")
def day_is_said(change: Change) -> Any:
    """8.5.6: it is known since when a change holds."""
    return None if change.implemented_on else _("Nobody has said on which day it was carried out.")


@settled_by("review_result")
def result_is_said(change: Change) -> Any:
    """8.5.6: the result of the review of a change is retained."""
    return None if change.review_result.strip() else _("Nobody has said what the review found.")


@settled_by("adverse_effects")
def bad_effects_are_said(change: Change) -> Any:
    """8.1: what an unintended change brought about is reviewed; “none” is an answer."""
    return None if change.adverse_effects.strip() else _("Say which bad effects it had, or “none”.")


@settled_by("effectiveness_result")
def effect_is_judged(change: Change) -> Any:
    """6.3: it is judged whether the change did what it was for."""
    return None if change.effectiveness_result else _("Nobody has said whether it did what it was for.")


CHANGE_LIFECYCLE = Lifecycle(
    states=(
        State("proposed", _("Proposed"), tone="warn"),
        State("approved", _("Approved"), tone="progress"),
        State("implemented", _("Carried out"), tone="progress"),
        State("closed", _("Closed"), tone="good", closed=True),
        State("rejected", _("Rejected"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "approve",
            _("Approve"),
            ("proposed",),
            "approved",
            power=APPROVE,
            guards=(
                purpose_is_said,
                it_is_thought_through,
                production_is_reviewed,
                it_has_a_day,
                somebody_else_approves,
            ),
            fields=(*THOUGHT_THROUGH[:5], "planned_for", "review_result", "action_needed"),
            help=_("What it touches is written down as it stands today."),
        ),
        Transition("reject", _("Reject"), ("proposed", "approved"), "rejected", power=APPROVE, reason_needed=True),
        Transition(
            "implement",
            _("Say that it is carried out"),
            ("approved",),
            "implemented",
            power=MANAGE,
            owner_may=True,
            guards=(day_is_said,),
            fields=("implemented_on",),
        ),
        Transition(
            "review",
            _("Review"),
            ("implemented",),
            "closed",
            power=MANAGE,
            guards=(result_is_said, bad_effects_are_said, effect_is_judged),
            fields=("review_result", "action_needed", "adverse_effects", "effectiveness_result"),
            help=_("What it touched is compared with what was expected."),
        ),
        Transition("reopen", _("Reopen"), ("closed", "rejected"), "proposed", power=MANAGE, reason_needed=True),
    ),
    initial="proposed",
    imported=(
        Transition(
            "settle",
            _("Closed elsewhere"),
            ("proposed",),
            "closed",
            power=MANAGE,
            guards=(purpose_is_said, day_is_said, result_is_said, bad_effects_are_said, effect_is_judged),
        ),
    ),
    order=("proposed", "approved", "implemented", "closed"),
)
