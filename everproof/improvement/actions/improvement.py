"""What can be done with an improvement."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.improvement.models import Improvement
from everproof.kernel import access, clock, parameters, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.parameters import Parameter
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.ui import formats

ANSWER_DAYS = "suggestion_answer_days"
PARAMETER = Parameter(
    ANSWER_DAYS,
    gettext_lazy("Days in which a suggestion is answered"),
    "integer",
    30,
    unit=gettext_lazy("days"),
    least=1,
    most=365,
    meaning=gettext_lazy("Whoever proposes something hears by then what becomes of it."),
)


@transaction.atomic
def propose_improvement(
    *,
    title: str,
    by: Actor,
    source: Record | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Improvement:
    """Propose a change for the better, from a record that `by` may see or from none. It has to be answered by a day."""
    if source is not None:
        access.require(by, "view", source)
    return records.create(
        Improvement,
        by=by,
        at=at,
        id=id,
        title=title,
        answer_due_on=_answered_by(by),
        source_type=source.type_name if source else "",
        source_id=source.pk if source else None,
        **values,
    )


def _answered_by(by: Actor) -> date:
    days = parameters.value(by.organization_id, ANSWER_DAYS)
    return clock.today(by.organization.zone) + timedelta(days=days)


def answer_proposer(
    *, improvement: Improvement, by: Actor, answer: str, expected_version: int | None = None
) -> Improvement:
    """Tell whoever proposed it where it stands, before or after it is decided."""
    access.require(by, "select", improvement)
    if not answer.strip():
        raise Refused(_("Say something."))
    return records.update(
        improvement,
        by=by,
        verb="answer",
        expected_version=expected_version,
        answer=answer.strip(),
        answered_on=clock.today(by.organization.zone),
    )


def select_improvement(
    *,
    improvement: Improvement,
    by: Actor,
    owner: Person,
    due_on: date,
    answer: str = "",
    at: datetime | None = None,
    **values: Any,
) -> Improvement:
    """Decide for it: who carries it out and until when. `values` may name a sponsor and the expected result.

    Whoever proposed it is told so; `answer` says more than who and when.
    """
    if not answer.strip() and owner and due_on:
        words = _("It will be done. %(owner)s carries it out by %(day)s.")
        answer = words % {"owner": owner.title, "day": formats.day(due_on)}
    return transitions.perform(
        improvement,
        "select",
        by=by,
        at=at,
        owner=owner,
        due_on=due_on,
        decision=Improvement.Decision.SELECTED,
        selected_on=clock.today(by.organization.zone),
        answer=answer.strip(),
        answered_on=clock.today(by.organization.zone),
        **values,
    )


def decline_improvement(
    *,
    improvement: Improvement,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Improvement:
    """Decide against it, and say why."""
    return transitions.perform(
        improvement,
        "decline",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        decision=Improvement.Decision.DECLINED,
        answer=reason,
        answered_on=clock.today(by.organization.zone),
    )


def complete_improvement(
    *,
    improvement: Improvement,
    by: Actor,
    result: str,
    completed_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Improvement:
    """Say that it is carried out and what it brought."""
    return transitions.perform(
        improvement,
        "complete",
        by=by,
        at=at,
        expected_version=expected_version,
        result=result,
        completed_on=completed_on or clock.today(by.organization.zone),
    )


def reopen_improvement(
    *,
    improvement: Improvement,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Improvement:
    """Put it up for decision again."""
    return transitions.perform(
        improvement,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        decision=Improvement.Decision.NONE,
        selected_on=None,
        completed_on=None,
        answered_on=None,
        answer_due_on=_answered_by(by),
    )
