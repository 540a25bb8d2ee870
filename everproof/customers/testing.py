"""Records of this room for tests of every type."""

from datetime import date
from typing import Any

from everproof.customers.actions import care, complaints, orders
from everproof.customers.models import (
    Complaint,
    ComplaintForm,
    ContractOrderReview,
    Customer,
    CustomerContact,
    CustomerOrder,
    CustomerProperty,
    CustomerRequirement,
    CustomerReturn,
    PostDelivery,
    RequirementReview,
)
from everproof.customers.testing_surveys import FACTORIES as SURVEY_FACTORIES
from everproof.kernel import records
from everproof.kernel.records.lists import ids_of
from everproof.kernel.testing.cast import Cast
from everproof.products.testing import product

# What an order review says where nothing is special.
PLAIN_REVIEW: dict[str, Any] = {
    "customer_requirements": "Certificate 3.1",
    "delivery_requirements": "Free to plant 2",
    "post_delivery_requirements": "none",
    "unstated_requirements": "none",
    "internal_requirements": "Pressure test of each piece",
    "legal_requirements": "none",
    "differences": "none",
    "new_requirements": "none",
    "capability_confirmed": True,
}


def customer(cast: Cast, number: int = 1) -> Customer:
    """A customer that buys valves."""
    return records.create(
        Customer,
        by=cast.manager,
        title=f"Canary Chemicals {number}",
        segment="Chemistry",
        sites=["Bremen, plant 2"],
        site=cast.main_site,
    )


def contact(cast: Cast, number: int = 1) -> CustomerContact:
    """Somebody at a customer."""
    return records.create(
        CustomerContact,
        by=cast.manager,
        customer=customer(cast, number),
        title=f"Canary Contact {number}",
        mail=f"contact{number}@canary.example",
        site=cast.main_site,
    )


def requirement(cast: Cast, number: int = 1) -> CustomerRequirement:
    """What one customer requires beyond what all do."""
    return records.create(
        CustomerRequirement,
        by=cast.manager,
        customer=customer(cast, number),
        title=f"Canary certificate 3.1 with every body {number}",
        text="As in their delivery terms, 4.2.",
        site=cast.main_site,
    )


def requirement_review(cast: Cast, number: int = 1) -> RequirementReview:
    """A review that lets a valve through."""
    return orders.review_requirements(
        product_service=product(cast, number),
        result="accept",
        by=cast.manager,
        title=f"Canary review {number}",
        capability_confirmed=True,
        legal_checked=True,
        site=cast.main_site,
    )


def order(cast: Cast, number: int = 1, **values: Any) -> CustomerOrder:
    """An enquiry for valves."""
    given = {
        "title": f"Canary order of twenty valves {number}",
        "customer": customer(cast, number),
        "customer_reference": f"PO-{number}",
        "product_services": ids_of([product(cast, number)]),
        "due_on": date(2031, 1, 15),
        "site": cast.main_site,
    }
    return orders.receive_order(by=cast.manager, **{**given, **values})


def order_review(cast: Cast, number: int = 1) -> ContractOrderReview:
    """A review that accepts."""
    return orders.review_order(
        order=order(cast, number), result="accept", by=cast.manager, title=f"Canary review {number}", **PLAIN_REVIEW
    )


def complaint(cast: Cast, number: int = 1, **values: Any) -> Complaint:
    """A complaint about leaking valves, as it was taken on the telephone."""
    given = {
        "title": f"Canary valves leak at the stem {number}",
        "description": "Two of ten drip.",
        "customer": customer(cast, number),
        "complainant": "Kim of plant 2",
        "channel": "phone",
        "issue": "Does not work",
        "site": cast.main_site,
    }
    return complaints.record_complaint(by=cast.manager, **{**given, **values})


def open_complaint(cast: Cast, number: int = 1, **values: Any) -> Complaint:
    """One that was taken up."""
    return complaints.acknowledge_complaint(
        complaint=complaint(cast, number),
        by=cast.manager,
        **{"severity": "medium", "owner": cast.person("member"), **values},
    )


def answered_complaint(cast: Cast, number: int = 1, **values: Any) -> Complaint:
    """One whose complainant was told what came of it."""
    return complaints.answer_complaint(
        complaint=open_complaint(cast, number, **values),
        by=cast.manager,
        answer="The packing was cut too short. You get new ones.",
        justified=True,
    )


def customer_return(cast: Cast, number: int = 1) -> CustomerReturn:
    """Two valves that come back."""
    return complaints.announce_return(
        complaint=complaint(cast, number), by=cast.manager, title=f"Canary pair of valves {number}", quantity=2
    )


def complaint_form(cast: Cast, number: int = 1, **values: Any) -> ComplaintForm:
    """A public form."""
    given = {"title": f"Canary form {number}", "site": cast.main_site}
    return records.create(ComplaintForm, by=cast.manager, **{**given, **values})


def held_property(cast: Cast, number: int = 1) -> CustomerProperty:
    """A casting pattern of a customer."""
    owner = customer(cast, number)
    return care.take_property(
        by=cast.manager,
        title=f"Canary pattern {number}",
        owner_party=owner,
        identifier=f"NP-{owner.number}",
        location="Pattern store, shelf 4",
        site=cast.main_site,
    )


def obligation(cast: Cast, number: int = 1) -> PostDelivery:
    """Spare parts for a valve."""
    return care.owe_after_delivery(
        by=cast.manager,
        title=f"Canary spare parts {number}",
        product_service=product(cast, number),
        obligation="Packings for ten years",
        site=cast.main_site,
    )


FACTORIES = {
    **SURVEY_FACTORIES,
    "customer": customer,
    "customer-contact": contact,
    "customer-requirement": requirement,
    "requirement-review": requirement_review,
    "customer-order": order,
    "contract-order-review": order_review,
    "complaint": complaint,
    "customer-return": customer_return,
    "complaint-form": complaint_form,
    "customer-property": held_property,
    "post-delivery": obligation,
}
