"""Steps and guards that several lives of this room share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.context.models.reviewed import ApprovedRecord
from everproof.kernel import parameters
from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by

SELF_APPROVAL = "allow_self_approval"


@settled_by("relevant", "relevance_rationale")
def relevance_is_decided(record: Any) -> Any:
    """4.1, 4.2: whether it matters is decided, with a reason."""
    if record.relevant is None:
        return _("Nobody has decided whether it matters.")
    return None if record.relevance_rationale.strip() else _("The decision whether it matters has no reason.")


def somebody_else_approves(record: ApprovedRecord) -> Any:
    """5.2: what one person wrote, another one approves, unless the organisation allows otherwise."""
    if record.approved_by_id is None or record.approved_by_id != record.created_by_id:
        return None
    if parameters.value(record.organization_id, SELF_APPROVAL):
        return None
    return _("Who wrote it does not approve it. Ask somebody else with the right to approve.")


def the_next_one_takes_its_place(record: Any) -> Any:
    """4.3: something always holds; so only the approval of the next one ends it."""
    return None if record.replaced_by_id else _("The approval of the next one takes its place.")


def review(fields: tuple[str, ...], *guards: Any, state: str = "active", label: Any = "", help: Any = "") -> Transition:
    """Look at it again: it stays in its state, and who did it when stays with it."""
    return Transition(
        "review",
        label or _("Review"),
        (state,),
        state,
        power=MANAGE,
        owner_may=True,
        guards=guards,
        fields=(*fields, "review_due_on"),
        help=help or _("Say whether it still holds. Your name and the day stay with it."),
    )


def approved_one_at_a_time(*guards: Any) -> Lifecycle:
    """Draft, approved, superseded. What is approved is not edited: a new draft takes its place."""
    return Lifecycle(
        states=(
            State("draft", _("Draft"), tone="progress"),
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
                guards=(*guards, somebody_else_approves),
                help=_("From now on it holds, and what held before is superseded."),
            ),
            review((), state="approved"),
            Transition(
                "supersede",
                _("Supersede"),
                ("approved",),
                "superseded",
                power=APPROVE,
                guards=(the_next_one_takes_its_place,),
            ),
        ),
        initial="draft",
        draft="draft",
        order=("draft", "approved"),
    )


def kept_until(end: str, end_label: Any, end_step: str, end_words: Any, *steps: Transition) -> Lifecycle:
    """Active until it ends, and back again; `steps` come first, the review among them."""
    return Lifecycle(
        states=(State("active", _("Active"), tone="good"), State(end, end_label, tone="neutral", closed=True)),
        steps=(
            *steps,
            Transition(end_step, end_words, ("active",), end, power=MANAGE, reason_needed=True),
            Transition("reopen", _("Take up again"), (end,), "active", power=MANAGE, reason_needed=True),
        ),
        initial="active",
        order=("active",),
    )
