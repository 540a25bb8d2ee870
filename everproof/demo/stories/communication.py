"""What Kestrel Valves says about quality, inside and outside, over two years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from everproof.context.actions import communication
from everproof.context.models import CommunicationPlan, InterestedParty
from everproof.demo.agenda import Agenda
from everproof.demo.company import Company
from everproof.demo.stories import kestrel_context as kestrel
from everproof.demo.stories import kestrel_means as kept
from everproof.kernel import clock
from everproof.kernel.records.lists import ids_of

DAY = timedelta(days=1)
EVERY = {"weekly": 7, "monthly": 30, "quarterly": 91, "half-yearly": 182, "yearly": 365}


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Each plan at its first day, what took place by its rhythm, a review every year; one was forgotten in spring."""
    for one in kept.PLANS:
        title, rhythm, first = one[0], one[3], start + one[9] * DAY
        agenda.at(first - 4 * DAY, _plan(company, one, first))
        forgotten = title == kept.FORGOTTEN_PLAN
        at, until = first, anchor - 200 * DAY if forgotten else anchor
        while at < until:
            agenda.at(at + timedelta(hours=1), _hold(company, one))
            at += EVERY[rhythm] * DAY
        if not forgotten:
            agenda.at(first + 350 * DAY, _review(company, title))


def _plan(company: Company, one: tuple[Any, ...], first: datetime) -> Callable[[], object]:
    title, topics, direction, rhythm, what, how, who, whom, _size, _day = one

    def act() -> object:
        return communication.plan_communication(
            title=title,
            topic=topics[0],
            direction=direction,
            content=what,
            timing=rhythm,
            next_due_on=(first + DAY).date(),
            to_everybody=whom == "everybody",
            audience=_owners(company) if whom == "owners" else [],
            parties=_parties(company, whom),
            channel=how,
            communicator=company.one(who),
            owner=company.one(kestrel.QM),
            by=company.actor(company.one(kestrel.QM)),
        )

    return act


def _owners(company: Company) -> list[str]:
    """The roles whose holders own processes."""
    names = {role.name for role in company.roles.values() if "process-outputs" in role.qms_duties}
    names |= {"Managing director", "Quality manager", "Metrologist", "Customer service lead"}
    return ids_of(role for role in company.roles.values() if role.name in names)


def _parties(company: Company, whom: str) -> list[str]:
    return ids_of(InterestedParty.objects.in_force().filter(organization=company.organization, title=whom))


def _hold(company: Company, one: tuple[Any, ...]) -> Callable[[], object]:
    title, topics, size = one[0], one[1], one[8]

    def act() -> object:
        found = CommunicationPlan.objects.select_related("organization", "communicator", "owner")
        planned = found.get(organization=company.organization, title=title)
        assert planned.communicator is not None
        return communication.record_communication(
            title=title,
            plan=planned,
            topics=list(topics),
            audience_size=size and size - company.choose.randrange(max(1, size // 12)),
            held_on=clock.today(company.organization.zone),
            by=company.actor(planned.communicator),
        )

    return act


def _review(company: Company, title: str) -> Callable[[], object]:
    def act() -> object:
        found = CommunicationPlan.objects.select_related("organization", "owner")
        planned = found.get(organization=company.organization, title=title)
        return communication.review_plan(plan=planned, by=company.actor(company.one(kestrel.QM)))

    return act
