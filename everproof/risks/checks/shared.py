"""Sets that several checks of this room ask about."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from everproof.kernel.checks import Situation
from everproof.kernel.work.models import Action
from everproof.processes.models import Process
from everproof.risks.models import Opportunity, Risk

TREATED = (Risk.Treatment.REDUCE, Risk.Treatment.AVOID, Risk.Treatment.SHARE)


def open_risks(at: Situation) -> QuerySet[Risk]:
    return at.records(Risk).filter(status="open")


def open_opportunities(at: Situation) -> QuerySet[Opportunity]:
    return at.records(Opportunity).filter(status="open")


def high_risks(at: Situation) -> QuerySet[Risk]:
    """Open risks from the level on that needs treatment."""
    return open_risks(at).filter(level__gte=at["risk_action_level"])


def fresh(at: Situation, records: QuerySet[Any], days: str) -> QuerySet[Any]:
    """Those assessed within so many days (the name of a parameter)."""
    return records.filter(assessed_on__gte=at.days_ago(days))


def stale(at: Situation, records: QuerySet[Any], days: str) -> QuerySet[Any]:
    """Those never assessed, or longer ago than that."""
    return records.filter(Q(assessed_on=None) | Q(assessed_on__lt=at.days_ago(days)))


def processes_in_scope(at: Situation) -> QuerySet[Process]:
    return at.records(Process).filter(status="active", in_scope=True)


def actions_from(at: Situation, *types: str) -> QuerySet[Action]:
    """Actions that were raised from records of these types, without those that were cancelled."""
    return at.records(Action).filter(source_type__in=types).exclude(status="cancelled")


def has_action(at: Situation, type_name: str, **having: Any) -> Exists:
    """The condition on records of a type that an action was raised from them."""
    return Exists(actions_from(at, type_name).filter(source_id=OuterRef("pk"), **having))


def all_done(at: Situation, type_name: str) -> Q:
    """The condition on records of a type that they have actions and none of these is open."""
    return Q(has_action(at, type_name)) & ~Q(has_action(at, type_name, status="open"))


def listing(records: QuerySet[Any], field: str, word: str) -> QuerySet[Any]:
    """Records whose list of words holds this one; the databases keep the list as text or as JSON."""
    return records.annotate(**{f"{field}_text": Cast(field, TextField())}).filter(
        **{f"{field}_text__contains": f'"{word}"'}
    )
