"""The life of a policy: drafted, approved by top management, superseded by the next one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.documents import audience
from everproof.documents.models import Policy
from everproof.documents.parameters import decisions_are_signed
from everproof.kernel import clock
from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.signatures.meanings import Meaning

NEEDED = (Policy.Commitment.REQUIREMENTS, Policy.Commitment.IMPROVEMENT)


@settled_by("commitments")
def commitments_are_stated(policy: Policy) -> Any:
    """5.2.1 c and d: it commits to applicable requirements and to continual improvement, and says so in its text."""
    if policy.kind != Policy.Kind.QUALITY:
        return None
    named = {entry["commitment"] for entry in policy.commitments}
    missing = [str(commitment.label) for commitment in NEEDED if commitment not in named]
    if not missing:
        return None
    return _("Show where its text says: %(commitments)s") % {"commitments": ", ".join(missing)}


@settled_by("objective_framework")
def themes_are_named(policy: Policy) -> Any:
    """5.2.1 b: it is a frame from which objectives are set."""
    if policy.kind != Policy.Kind.QUALITY or policy.objective_framework:
        return None
    return _("It names no theme from which objectives are set.")


def top_management_approves(policy: Policy) -> Any:
    """5.1.1 b and 5.2.1: top management sets the policy."""
    if policy.approved_by_id is None or holds_top_management(policy.organization, policy.approved_by_id):
        return None
    return _("Somebody with a role of top management approves the policy.")


def holds_top_management(organization: Any, person_id: Any) -> bool:
    """Whether a person holds a role of top management today."""
    held = audience.in_force(clock.today(organization.zone))
    return held.filter(organization_id=organization.pk, person_id=person_id, role__top_management=True).exists()


def approval_is_signed(policy: Policy) -> str:
    """The organisation decides by a parameter whether it signs decisions."""
    return Meaning.APPROVAL if decisions_are_signed(policy.organization_id) else ""


POLICY_LIFECYCLE = Lifecycle(
    states=(
        State("draft", _("Draft"), tone="warn"),
        State("approved", _("Approved"), tone="good", closed=True),
        State("superseded", _("Superseded"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "approve",
            _("Approve"),
            ("draft",),
            "approved",
            power=APPROVE,
            guards=(commitments_are_stated, themes_are_named, top_management_approves),
            signature=approval_is_signed,
            help=_("It takes the place of the policy of this kind that is in force."),
        ),
        Transition(
            "publish",
            _("Publish"),
            ("approved",),
            "approved",
            power=MANAGE,
            fields=("document", "public_location"),
            help=_("Say which revision people read now, and where others find it."),
        ),
        Transition(
            "review",
            _("Review"),
            ("approved",),
            "approved",
            power=APPROVE,
            help=_("You are of top management, looked at it, and it still fits purpose, context and direction."),
        ),
        Transition(
            "supersede",
            _("Supersede"),
            ("approved",),
            "superseded",
            power=MANAGE,
            reason_needed=True,
            help=_("It no longer applies. Approve its successor first, or there is none for a while."),
        ),
    ),
    initial="draft",
    order=("draft", "approved"),
)
