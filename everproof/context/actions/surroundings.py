"""Issues, interested parties and their needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from everproof.context.actions import reviewing
from everproof.context.models import ContextIssue, InterestedParty, PartyNeed
from everproof.kernel import clock, links, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.links.models import Relation
from everproof.kernel.records import Record


def raise_issue(*, title: str, kind: str, by: Actor, **values: Any) -> ContextIssue:
    """Record a circumstance that can help or hinder the quality system."""
    if values.get("raised_on") is None:
        values["raised_on"] = clock.today(by.organization.zone)
    return reviewing.create(ContextIssue, by=by, title=title, kind=kind, **values)


def review_issue(*, issue: ContextIssue, by: Actor, **values: Any) -> ContextIssue:
    """Look at an issue again: does it still matter, and how?"""
    return reviewing.review(issue, by=by, **values)


def add_party(*, title: str, category: str, by: Actor, **values: Any) -> InterestedParty:
    """Record somebody whose needs matter."""
    if values.get("known_since") is None:
        values["known_since"] = clock.today(by.organization.zone)
    return reviewing.create(InterestedParty, by=by, title=title, category=category, **values)


def review_party(*, party: InterestedParty, by: Actor, **values: Any) -> InterestedParty:
    """Look at a party again: does it still matter, and what does it need?"""
    return reviewing.review(party, by=by, **values)


@transaction.atomic
def add_need(
    *, party: InterestedParty, title: str, by: Actor, addressed_by: Sequence[Record] = (), **values: Any
) -> PartyNeed:
    """Say what a party needs, whether it counts, and which records deal with it."""
    values.setdefault("site_id", party.site_id)
    need = records.create(PartyNeed, by=by, party=party, title=title, **values)
    return address_need(need=need, addressed_by=addressed_by, by=by)


@transaction.atomic
def change_need(*, need: PartyNeed, by: Actor, addressed_by: Sequence[Record] = (), **changes: Any) -> PartyNeed:
    """Change what is said about a need; records named here come to those that deal with it already."""
    return address_need(need=records.update(need, by=by, **changes), addressed_by=addressed_by, by=by)


def address_need(*, need: PartyNeed, addressed_by: Sequence[Record], by: Actor) -> PartyNeed:
    """Say which records deal with a need."""
    for record in addressed_by:
        links.link(record, Relation.ADDRESSES, need, by=by)
    return need
