"""What can be done with orders and the reviews before them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from everproof.customers.models import ContractOrderReview, CustomerOrder, RequirementReview
from everproof.kernel import clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.records.lists import records_in
from everproof.products.models import ProductService

NONE = "none"
# What an accepting review says, each filled or marked as none (8.2.3.1, 8.2.3.2).
NEEDED = (
    "customer_requirements",
    "delivery_requirements",
    "post_delivery_requirements",
    "unstated_requirements",
    "internal_requirements",
    "legal_requirements",
    "differences",
    "new_requirements",
)
Kind, Result = ContractOrderReview.Kind, ContractOrderReview.Result


def review_requirements(
    *, product_service: ProductService, result: str, by: Actor, reviewed_on: date | None = None, **values: Any
) -> RequirementReview:
    """Say whether something may be offered: whether its requirements are laid down, lawful and can be met (8.2.2)."""
    if result == RequirementReview.Result.ACCEPT:
        missing = {
            name: _("Only what is so may be offered.")
            for name in ("capability_confirmed", "legal_checked")
            if not values.get(name)
        }
        if missing:
            raise ValidationError(missing)
    title = values.pop("title", "") or _("Review of %(product)s") % {"product": product_service.title}
    values.setdefault("reviewer", by.person)
    day = reviewed_on or clock.today(by.organization.zone)
    return records.create(
        RequirementReview,
        by=by,
        title=title[:200],
        product_service=product_service,
        result=result,
        reviewed_on=day,
        **values,
    )


def receive_order(*, by: Actor, received_on: date | None = None, **values: Any) -> CustomerOrder:
    """Write down what a customer asks for, from the enquiry on."""
    return records.create(CustomerOrder, by=by, received_on=received_on or clock.today(by.organization.zone), **values)


def offer_order(*, order: CustomerOrder, by: Actor, at: datetime | None = None, **values: Any) -> CustomerOrder:
    """The customer has our offer."""
    return transitions.perform(order, "offer", by=by, at=at, offered_on=clock.today(by.organization.zone), **values)


def accept_order(*, order: CustomerOrder, by: Actor, at: datetime | None = None, **values: Any) -> CustomerOrder:
    """Promise it, after a review that came to that result."""
    return transitions.perform(order, "accept", by=by, at=at, accepted_on=clock.today(by.organization.zone), **values)


def amend_order(*, order: CustomerOrder, by: Actor, at: datetime | None = None, **values: Any) -> CustomerOrder:
    """Write down what was changed; a review of the amendment is due."""
    return transitions.perform(order, "amend", by=by, at=at, amended_on=clock.today(by.organization.zone), **values)


def deliver_order(
    *, order: CustomerOrder, by: Actor, delivered_on: date | None = None, at: datetime | None = None, **values: Any
) -> CustomerOrder:
    """Say when it was delivered. Without another word it is as promised when it came in time."""
    day = delivered_on or clock.today(by.organization.zone)
    if values.get("fulfilled") is None:
        values["fulfilled"] = order.due_on is None or day <= order.due_on
    return transitions.perform(order, "deliver", by=by, at=at, delivered_on=day, **values)


def review_order(
    *, order: CustomerOrder, result: str, by: Actor, kind: str = "", reviewed_on: date | None = None, **values: Any
) -> ContractOrderReview:
    """Review what is asked before it is promised. What is needed to accept is asked for field by field."""
    kind = kind or (Kind.AMENDMENT if order.status == "accepted" else Kind.INITIAL)
    _refuse_wrong_time(order, kind)
    day = reviewed_on or clock.today(by.organization.zone)
    if kind == Kind.CATALOGUE:
        values = {**_from_catalogue(order, day), **{name: value for name, value in values.items() if value}}
    values.setdefault("reviewer", by.person)
    _refuse_incomplete(order, result, values)
    title = values.pop("title", "") or _("Review of %(order)s") % {"order": f"{order.number} {order.title}"}
    return records.create(
        ContractOrderReview,
        by=by,
        title=title[:200],
        order=order,
        kind=kind,
        result=result,
        reviewed_on=day,
        site=order.site,
        **values,
    )


def update_review(
    *,
    review: ContractOrderReview,
    by: Actor,
    reason: str = "",
    expected_version: int | None = None,
    **values: Any,
) -> ContractOrderReview:
    """Complete it: what was settled since, who was told. What accepts stays complete."""
    whole = {name: getattr(review, name) for name in (*NEEDED, *_ALSO_NEEDED)} | values
    _refuse_incomplete(review.order, values.get("result", review.result), whole)
    return records.update(review, by=by, reason=reason, expected_version=expected_version, **values)


_ALSO_NEEDED = ("capability_confirmed", "differences_resolved_on", "customer_confirmed_on")


def _refuse_wrong_time(order: CustomerOrder, kind: str) -> None:
    if kind == Kind.AMENDMENT:
        if order.amended_on is None:
            raise Refused(_("Nothing of this order was amended."))
    elif order.status not in ("enquiry", "offered"):
        raise Refused(_("It is past its acceptance: only an amendment is reviewed now."))


def _refuse_incomplete(order: CustomerOrder, result: str, values: dict[str, Any]) -> None:
    """What an accepting review needs, said beside each field."""
    if result != Result.ACCEPT:
        return
    missing: dict[str, Any] = {
        name: _("Fill it in, or write “none”.") for name in NEEDED if not (values.get(name) or "").strip()
    }
    if not values.get("capability_confirmed"):
        missing["capability_confirmed"] = _("Only what can be done is accepted.")
    if is_something(values.get("differences") or "") and not values.get("differences_resolved_on"):
        missing["differences_resolved_on"] = _("Settle the differences first, and say when.")
    if not order.documented_by_customer and not values.get("customer_confirmed_on"):
        missing["customer_confirmed_on"] = _("The customer gave nothing in writing: have it confirmed, and say when.")
    if missing:
        raise ValidationError(missing)


def is_something(words: str) -> bool:
    """Whether a text says more than that there is none."""
    return words.strip().casefold() not in ("", NONE)


def _from_catalogue(order: CustomerOrder, day: date) -> dict[str, Any]:
    """What the requirement reviews of the ordered items say. Raises Refused for an item that none lets through."""
    items = list(records_in(ProductService, order.product_services).filter(organization_id=order.organization_id))
    if not items:
        raise Refused(_("The order names no catalogue item."))
    accepted = set(
        RequirementReview.objects.filter(
            organization_id=order.organization_id,
            voided_at=None,
            product_service__in=items,
            result=RequirementReview.Result.ACCEPT,
            reviewed_on__lte=day,
        ).values_list("product_service_id", flat=True)
    )
    if without := [item.title for item in items if item.pk not in accepted]:
        raise Refused(_("No requirement review lets these through: %(items)s.") % {"items": ", ".join(without)})

    def together(name: str) -> str:
        lines = dict.fromkeys(line for item in items for line in getattr(item, name))
        return "\n".join(lines) or NONE

    return {
        "customer_requirements": together("requirements"),
        "legal_requirements": together("legal_requirements"),
        "internal_requirements": together("internal_requirements"),
        "delivery_requirements": _("As published"),
        "post_delivery_requirements": NONE,
        "unstated_requirements": NONE,
        "differences": NONE,
        "new_requirements": NONE,
        "capability_confirmed": True,
    }
