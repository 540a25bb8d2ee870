"""Resources that are needed, and know-how that has to be kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from everproof.context.actions import reviewing
from everproof.context.models import KnowledgeItem, ResourcePlan
from everproof.kernel import clock, records, transitions
from everproof.kernel.access.actor import Actor


def plan_resource(*, title: str, kind: str, by: Actor, **values: Any) -> ResourcePlan:
    """Say what is needed, and by when."""
    return records.create(ResourcePlan, by=by, title=title, kind=kind, **values)


def decide_on_resource(*, plan: ResourcePlan, decision: str, by: Actor, **values: Any) -> ResourcePlan:
    """Approve a need, or defer it."""
    return transitions.perform(plan, "decide", by=by, decision=decision, **_decided(by), **values)


def reject_resource(*, plan: ResourcePlan, reason: str, by: Actor, **options: Any) -> ResourcePlan:
    """Turn a need down for good, and say why."""
    decision = ResourcePlan.Decision.REJECT
    return transitions.perform(
        plan, "reject", by=by, reason=reason, decision=decision, decision_reason=reason, **_decided(by), **options
    )


def provide_resource(*, plan: ResourcePlan, by: Actor, provided_on: date | None = None, **options: Any) -> ResourcePlan:
    """Say that it is there."""
    day = provided_on or clock.today(by.organization.zone)
    return transitions.perform(plan, "provide", by=by, provided_on=day, **options)


def reopen_resource(*, plan: ResourcePlan, reason: str, by: Actor, **options: Any) -> ResourcePlan:
    """It is needed again; what was decided before no longer counts."""
    undecided: dict[str, Any] = {"decision": "", "decided_on": None, "decided_by": None, "provided_on": None}
    return transitions.perform(plan, "reopen", by=by, reason=reason, **undecided, **options)


def _decided(by: Actor) -> dict[str, Any]:
    return {"decided_by": by.person, "decided_on": clock.today(by.organization.zone)}


def add_knowledge(*, title: str, by: Actor, **values: Any) -> KnowledgeItem:
    """Name a piece of know-how that processes depend on."""
    return reviewing.create(KnowledgeItem, by=by, title=title, **values)


def review_knowledge(*, item: KnowledgeItem, by: Actor, **values: Any) -> KnowledgeItem:
    """Look at it again: who has it, where it is kept, is it enough?"""
    return reviewing.review(item, by=by, **values)


def share_knowledge(*, item: KnowledgeItem, by: Actor, shared_on: date | None = None, **values: Any) -> KnowledgeItem:
    """Say that it was passed on, and who has it now."""
    day = shared_on or clock.today(by.organization.zone)
    return transitions.perform(item, "share", by=by, shared_on=day, **values)
