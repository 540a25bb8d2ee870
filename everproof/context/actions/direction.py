"""The strategic direction and the scope statement: drafted, approved, reviewed, followed by the next one."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from everproof.context.actions import reviewing
from everproof.context.models import ScopeStatement, StrategicDirection
from everproof.context.models.reviewed import ApprovedRecord
from everproof.kernel import records, transitions
from everproof.kernel.access.actor import Actor

A = TypeVar("A", bound=ApprovedRecord)


def draft_direction(*, title: str, text: str, by: Actor, **values: Any) -> StrategicDirection:
    """Write down what the organisation is for and where it wants to go, for somebody else to approve."""
    return records.create(StrategicDirection, by=by, title=title, text=text, **values)


def draft_scope(*, title: str, text: str, by: Actor, **values: Any) -> ScopeStatement:
    """Write down what the quality system covers, for somebody else to approve."""
    return records.create(ScopeStatement, by=by, title=title, text=text, **values)


def approve_direction(*, direction: StrategicDirection, by: Actor, **options: Any) -> StrategicDirection:
    """From today on it is the direction."""
    return _approve(direction, by, **options)


def approve_scope(*, scope: ScopeStatement, by: Actor, **options: Any) -> ScopeStatement:
    """From today on it is the scope."""
    return _approve(scope, by, **options)


def review_direction(*, direction: StrategicDirection, by: Actor, **values: Any) -> StrategicDirection:
    """Find that the direction still holds."""
    return reviewing.review(direction, by=by, **values)


def review_scope(*, scope: ScopeStatement, by: Actor, **values: Any) -> ScopeStatement:
    """Find that the scope still holds."""
    return reviewing.review(scope, by=by, **values)


@transaction.atomic
def _approve(record: A, by: Actor, *, at: Any = None, **options: Any) -> A:
    """The one that held is superseded first, because the database keeps that one at most is approved."""
    former = type(record)._default_manager.filter(
        organization_id=record.organization_id, status="approved", voided_at=None
    )
    for one in former:
        transitions.perform(one, "supersede", by=by, at=at, replaced_by=record)
    stamp = reviewing.reviewed(record.type_name, by, record.review_due_on)
    approved: dict[str, Any] = {"approved_on": _day(stamp), "approved_by": by.person}
    return transitions.perform(record, "approve", by=by, at=at, **approved, **stamp, **options)


def _day(stamp: dict[str, Any]) -> date:
    day: date = stamp["reviewed_on"]
    return day
