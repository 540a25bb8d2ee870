"""Questions about complaints, orders and what is owed, for My work and the navigation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from everproof.customers.lifecycle.orders import is_reviewed
from everproof.customers.models import Complaint, ContractOrderReview, CustomerOrder, CustomerProperty, PostDelivery
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.records import Record
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of

OPEN = ("received", "open", "answered")
TO_SERVE = ("enquiry", "offered", "accepted")
ASKED = {
    "received": _("Take up this complaint"),
    "open": _("Answer this complaint"),
    "answered": _("Close this complaint"),
}
ASKED_OF_ORDER = {
    "enquiry": _("Review and answer this enquiry"),
    "offered": _("Hear what became of this offer"),
    "accepted": _("Deliver this order"),
}


def managed(actor: Actor, condition: Q) -> Q:
    """Records with this condition that the actor manages, by site; none without that power."""
    found = Q(pk__in=())
    for grant in actor.grants:
        if MANAGE in grant.role.powers:
            here = Q() if grant.site_id is None else Q(site_id=grant.site_id) | Q(site_id=None)
            found |= condition & here
    return found


def waiting_complaints(actor: Actor) -> QuerySet[Complaint]:
    """Complaints that wait for this person: their own open ones, and those that they may take up."""
    if actor.person_id is None:
        return Complaint.objects.none()
    mine = Q(owner_id=actor.person_id, status__in=OPEN[1:]) | managed(actor, Q(status="received"))
    return access.visible(actor, Complaint.objects.in_force()).filter(mine, status__in=OPEN)


def complaints_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, by the clock that runs out next; one statement."""
    return _items(actor, waiting_complaints(actor), lambda row: ASKED[row.status])


def waiting_orders(actor: Actor) -> QuerySet[CustomerOrder]:
    """Orders of this person that are not delivered."""
    if actor.person_id is None:
        return CustomerOrder.objects.none()
    found = access.visible(actor, CustomerOrder.objects.in_force())
    return found.filter(owner_id=actor.person_id, status__in=TO_SERVE)


def orders_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, by the day promised."""
    return _items(actor, waiting_orders(actor), lambda row: ASKED_OF_ORDER[row.status])


def waiting_property(actor: Actor) -> QuerySet[CustomerProperty]:
    """What this person keeps of customers, and has to go back or be told about."""
    if actor.person_id is None:
        return CustomerProperty.objects.none()
    told = Q(reported_on=None) & ~Q(incident=CustomerProperty.Incident.NONE)
    found = access.visible(actor, CustomerProperty.objects.in_force())
    return found.filter(Q(due_on__isnull=False) | told, keeper_id=actor.person_id, status="held")


def property_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, by the day on which it goes back."""

    def why(row: CustomerProperty) -> Any:
        to_tell = row.incident != CustomerProperty.Incident.NONE and row.reported_on is None
        return _("Tell the owner what happened") if to_tell else _("Send it back to its owner")

    return _items(actor, waiting_property(actor), why)


def waiting_obligations(actor: Actor) -> QuerySet[PostDelivery]:
    """What this person owes customers after delivery."""
    if actor.person_id is None:
        return PostDelivery.objects.none()
    found = access.visible(actor, PostDelivery.objects.in_force())
    return found.filter(owner_id=actor.person_id, status="open", due_on__isnull=False)


def obligations_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, by due day."""
    return _items(actor, waiting_obligations(actor), lambda row: _("Fulfil what is owed"))


def review_to_do(record: Record, actor: Actor) -> tuple[Any, str] | None:
    """The next step of an order whose present form nobody has reviewed."""
    if not isinstance(record, CustomerOrder) or record.status not in ("enquiry", "offered", "accepted"):
        return None
    if not access.may(actor, "create", ContractOrderReview) or is_reviewed(record):
        return None
    kind = "amendment" if record.amended_on else "initial"
    address = reverse("customers:order_review_create", args=[actor.organization.slug])
    return _("Review it"), f"{address}?order={record.pk}&kind={kind}"


def _items(actor: Actor, found: QuerySet[Any], why: Any) -> list[WorkItem]:
    today = clock.today(actor.organization.zone)
    rows = found.order_by("due_on", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.due_on, why=why(row)) for row in rows]
