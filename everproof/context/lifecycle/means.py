"""The lives of resource needs and of know-how."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.context.lifecycle.steps import kept_until, review
from everproof.context.models import KnowledgeItem, ResourcePlan
from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by


@settled_by("decision")
def a_decision_is_made(plan: ResourcePlan) -> Any:
    """5.1.1 e: somebody decides on resources."""
    return None if plan.decision else _("Nothing is decided yet.")


@settled_by("internal_capability", "internal_constraint")
def own_means_are_weighed(plan: ResourcePlan) -> Any:
    """7.1.1 a: what the company itself can and cannot do is considered first."""
    if plan.internal_capability.strip() and plan.internal_constraint.strip():
        return None
    return _("Nobody has said what we have ourselves, and what holds us back.")


@settled_by("source")
def where_it_comes_from_is_said(plan: ResourcePlan) -> Any:
    """7.1.1 b: what has to come from outside is known."""
    return None if plan.source else _("Nobody has said where it comes from.")


def it_is_approved(plan: ResourcePlan) -> Any:
    """5.1.1 e: resources are provided on a decision."""
    return None if plan.decision == ResourcePlan.Decision.APPROVE else _("It is not approved.")


RESOURCE_LIFECYCLE = Lifecycle(
    states=(
        State("needed", _("Needed"), tone="progress"),
        State("provided", _("Provided"), tone="good", closed=True),
        State("rejected", _("Rejected"), tone="neutral", closed=True),
        State("withdrawn", _("Withdrawn"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "decide",
            _("Decide"),
            ("needed",),
            "needed",
            power=APPROVE,
            guards=(a_decision_is_made, own_means_are_weighed, where_it_comes_from_is_said),
            fields=("internal_capability", "internal_constraint", "source", "decision", "decision_reason"),
            help=_("Approve it, or defer it to a later day. What is turned down for good is rejected."),
        ),
        Transition(
            "provide",
            _("It is there"),
            ("needed",),
            "provided",
            power=MANAGE,
            owner_may=True,
            guards=(it_is_approved,),
            fields=("provided_on",),
            help=_("The need is met: since when?"),
        ),
        Transition("reject", _("Reject"), ("needed",), "rejected", power=APPROVE, reason_needed=True),
        Transition(
            "withdraw", _("Withdraw"), ("needed",), "withdrawn", power=MANAGE, owner_may=True, reason_needed=True
        ),
        Transition(
            "reopen",
            _("Needed again"),
            ("provided", "rejected", "withdrawn"),
            "needed",
            power=MANAGE,
            reason_needed=True,
        ),
    ),
    initial="needed",
    order=("needed", "provided"),
)


@settled_by("current_sufficient")
def sufficiency_is_judged(item: KnowledgeItem) -> Any:
    """7.1.6: the current knowledge is considered."""
    return None if item.current_sufficient is not None else _("Nobody has said whether what we know is enough.")


@settled_by("gap_reason", "acquisition", "acquisition_due_on")
def a_gap_is_being_closed(item: KnowledgeItem) -> Any:
    """7.1.6: how additional knowledge is acquired is determined."""
    if item.current_sufficient is not False:
        return None
    if item.gap_reason.strip() and item.acquisition.strip() and item.acquisition_due_on:
        return None
    return _("What is missing, how it will be acquired and until when is not said.")


GAP = ("current_sufficient", "gap_reason", "acquisition", "acquisition_due_on")
KNOWLEDGE_LIFECYCLE = kept_until(
    "retired",
    _("Retired"),
    "retire",
    _("No longer needed"),
    review(("holders", "kept_as", "kept_where", *GAP), sufficiency_is_judged, a_gap_is_being_closed),
    Transition(
        "share",
        _("Pass on"),
        ("active",),
        "active",
        power=MANAGE,
        owner_may=True,
        fields=("holders", "shared_on"),
        help=_("Say who has it now, and when it was passed on."),
    ),
)
