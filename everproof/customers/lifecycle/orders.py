"""The life of an order, from the enquiry to what was delivered."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.customers.models import ContractOrderReview, CustomerOrder
from everproof.kernel import clock
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by

# Where a page that shows an order leaves its reviews, so that its guards need not ask again.
REVIEWS_READ = "reviews_read"
Kind = ContractOrderReview.Kind


def accepting_reviews(order: CustomerOrder) -> list[tuple[str, date]]:
    """Kind and day of its reviews in force that came to the result to accept."""
    if REVIEWS_READ in order.__dict__:
        return list(order.__dict__[REVIEWS_READ])
    found = ContractOrderReview.objects.filter(
        organization_id=order.organization_id, order=order, voided_at=None, result=ContractOrderReview.Result.ACCEPT
    )
    return list(found.values_list("kind", "reviewed_on"))


@settled_by("due_on")
def delivery_day_is_promised(order: CustomerOrder) -> Any:
    """8.2.3.1: it is said when the customer gets it."""
    return None if order.due_on else _("Nobody has said for when it is promised.")


def a_review_accepts_it(order: CustomerOrder) -> Any:
    """8.2.3.1: what is required is reviewed before it is promised, and can be met."""
    today = clock.today(order.organization.zone)
    accepted = any(kind != Kind.AMENDMENT and day <= today for kind, day in accepting_reviews(order))
    return None if accepted else _("No review of it came to the result to accept.")


def amendment_is_reviewed(order: CustomerOrder) -> Any:
    """8.2.4: what was changed is reviewed before it is delivered."""
    if order.amended_on is None:
        return None
    changed = order.amended_on
    reviewed = any(kind == Kind.AMENDMENT and day >= changed for kind, day in accepting_reviews(order))
    return None if reviewed else _("The amendment is not reviewed.")


def is_reviewed(order: CustomerOrder) -> bool:
    """Whether what stands now was reviewed with the result to accept."""
    guard = amendment_is_reviewed if order.amended_on else a_review_accepts_it
    return guard(order) is None


@settled_by("amendment")
def amendment_is_described(order: CustomerOrder) -> Any:
    """8.2.4: what was changed is written down."""
    return None if order.amendment.strip() else _("Nobody has said what was changed.")


ORDER = Lifecycle(
    states=(
        State("enquiry", _("Enquiry"), tone="warn"),
        State("offered", _("Offered"), tone="progress"),
        State("accepted", _("Accepted"), tone="progress"),
        State("delivered", _("Delivered"), tone="good", closed=True),
        State("declined", _("Declined"), tone="neutral", closed=True),
        State("cancelled", _("Cancelled"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "offer",
            _("Offer"),
            ("enquiry",),
            "offered",
            owner_may=True,
            fields=("due_on", "value"),
            help=_("The customer has our offer."),
        ),
        Transition(
            "accept",
            _("Accept"),
            ("enquiry", "offered"),
            "accepted",
            owner_may=True,
            guards=(delivery_day_is_promised, a_review_accepts_it),
            fields=("due_on",),
            help=_("From now on it is promised."),
        ),
        Transition(
            "amend",
            _("Amend"),
            ("accepted",),
            "accepted",
            owner_may=True,
            guards=(amendment_is_described,),
            fields=("amendment", "product_services", "quantity", "due_on", "value"),
            help=_("Write down what was changed. It is reviewed anew before anything is delivered."),
        ),
        Transition(
            "deliver",
            _("Delivered"),
            ("accepted",),
            "delivered",
            owner_may=True,
            guards=(amendment_is_reviewed,),
            fields=("delivered_on", "quantity_delivered", "fulfilled"),
            help=_("Say when, how much, and whether it was as promised."),
        ),
        Transition(
            "decline",
            _("Decline"),
            ("enquiry", "offered"),
            "declined",
            owner_may=True,
            reason_needed=True,
            help=_("It does not become an order. The reason stays with it."),
        ),
        Transition("cancel", _("Cancel"), ("accepted",), "cancelled", power=MANAGE, reason_needed=True),
        Transition("reopen", _("Reopen"), ("declined",), "enquiry", power=MANAGE, reason_needed=True),
    ),
    initial="enquiry",
    order=("enquiry", "offered", "accepted", "delivered"),
)
