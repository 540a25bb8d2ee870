"""Concerns: raised with or without a name, answered, closed."""

from __future__ import annotations

from typing import Any

from everproof.context.models import Concern
from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor


def raise_concern(*, title: str, by: Actor, anonymous: bool = False, **values: Any) -> Concern:
    """Raise a concern. Without a name the product itself stands as its maker, so that nothing leads to the person."""
    access.require(by, "create", Concern)
    maker = Actor.system(by.organization, "concerns", source=by.source) if anonymous else by
    return records.create(
        Concern,
        by=maker,
        title=title,
        anonymous=anonymous,
        raised_by=None if anonymous else by.person,
        raised_on=clock.today(by.organization.zone),
        **values,
    )


def answer_concern(*, concern: Concern, answer: str, by: Actor, **options: Any) -> Concern:
    """Say what was found and what follows."""
    today = clock.today(by.organization.zone)
    return transitions.perform(concern, "answer", by=by, answer=answer, answered_on=today, **options)


def check_for_retaliation(*, concern: Concern, by: Actor, **options: Any) -> Concern:
    """Say that the person was asked some time later, and that the concern brought no disadvantage."""
    today = clock.today(by.organization.zone)
    return transitions.perform(concern, "check", by=by, retaliation_checked_on=today, **options)


def reopen_concern(*, concern: Concern, reason: str, by: Actor, **options: Any) -> Concern:
    """Take it up again; it needs a new answer."""
    return transitions.perform(
        concern, "reopen", by=by, reason=reason, answered_on=None, retaliation_checked_on=None, **options
    )
