"""A customer whose orders are reviewed before they are promised, whose pattern is looked after, and who is answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from everproof.customers.actions import care, complaints, orders
from everproof.customers.models import Customer, CustomerContact, CustomerOrder
from everproof.demo.model.company import ModelCompany
from everproof.kernel import records
from everproof.kernel.records.lists import ids_of

REVIEWED: dict[str, Any] = {
    "customer_requirements": "Inspection certificate 3.1 with every valve",
    "delivery_requirements": "Free to their works in Bremen",
    "post_delivery_requirements": "none",
    "unstated_requirements": "The water holds chloride: body and trim withstand it",
    "internal_requirements": "Every valve is tested at 1.1 times its nominal pressure",
    "legal_requirements": "Pressure Equipment Directive 2014/68/EU",
    "differences": "none",
    "new_requirements": "none",
    "capability_confirmed": True,
}


def add(company: ModelCompany) -> None:
    """One customer with a contact, orders, a pattern in our store, a complaint, and what is owed after delivery."""
    by = company.actor("Quality manager")
    with company.on(389):
        for product in company.kept["products"]:
            orders.review_requirements(
                product_service=product,
                result="accept",
                by=by,
                capability_confirmed=True,
                legal_checked=True,
                claims_checked=True,
            )
    with company.on(350):
        customer = records.create(Customer, by=by, title="Hansa Waterworks", segment="Water", site=company.site)
        records.create(CustomerContact, by=by, customer=customer, title="Ida Holm", function="Maintenance")
    delivered = _orders(company, customer)
    _property(company, customer)
    _afterwards(company, delivered)
    _complaint(company, customer, delivered)


def _orders(company: ModelCompany, customer: Customer) -> CustomerOrder:
    by, valve = company.actor("Quality manager"), company.kept["products"][0]

    def received(title: str, **values: Any) -> CustomerOrder:
        wanted = {"due_on": company.today + timedelta(days=40), "product_services": ids_of([valve])}
        given = {"quantity": 20, "quantity_unit": "pieces", "owner": company.people["Quality manager"]}
        return orders.receive_order(by=by, title=title, customer=customer, **{**wanted, **given, **values})

    with company.on(120):
        first = received("Twenty ball valves for pump station 3", due_on=company.days_ago(60))
        orders.review_order(order=first, result="accept", by=by, **REVIEWED)
        first = orders.accept_order(order=first, by=by)
    with company.on(61):
        first = orders.deliver_order(order=first, by=by, quantity_delivered=20)
    with company.on(30):
        more = {"documented_by_customer": False, "contingency_relevant": True, "quantity": 4}
        told = received("Four ball valves, by telephone", **more)
        agreed = {**REVIEWED, "customer_requirements": "In an emergency two valves within a day"}
        orders.review_order(order=told, result="accept", by=by, customer_confirmed_on=company.days_ago(30), **agreed)
        orders.accept_order(order=told, by=by)
    with company.on(3):
        received("Offer for forty ball valves")
    return first


def _property(company: ModelCompany, customer: Customer) -> None:
    by = company.actor("Production manager")
    with company.on(200):
        held = care.take_property(
            by=by,
            title="Pattern of the special flange",
            owner_party=customer,
            identifier="HW-7",
            location="Pattern store, shelf 4",
            handling_rule="Letter of 3 May: used for their orders only, checked once a year.",
            protection="Dry store, locked; on the list of the insurer.",
            keeper=company.people["Production manager"],
            site=company.site,
        )
        care.verify_property(held=held, by=by, verified_result="fit")


def _afterwards(company: ModelCompany, order: CustomerOrder) -> None:
    by = company.actor("Quality manager")
    with company.on(110):
        care.owe_after_delivery(
            by=by,
            title="Spare seals for ten years",
            product_service=company.kept["products"][0],
            order=order,
            obligation="Seals from stock within two days.",
            legal_considered="Product liability ends ten years after delivery.",
            consequences_considered="A wrong seal leaks: seals are marked with the size.",
            lifetime_considered="Seals last five years, valves twenty.",
            customer_requirements_considered="None beyond the delivery time.",
            feedback_considered="Nobody has asked for more so far.",
            owner=company.people["Quality manager"],
        )


def _complaint(company: ModelCompany, customer: Customer, order: CustomerOrder) -> None:
    by = company.actor("Quality manager")
    with company.on(40):
        found = complaints.record_complaint(
            by=by,
            title="One certificate is missing",
            customer=customer,
            order=order,
            channel="mail",
            issue="Papers missing",
            product_service=company.kept["products"][0],
            site=company.site,
        )
        found = complaints.acknowledge_complaint(
            complaint=found, by=by, severity="low", owner=company.people["Quality manager"]
        )
    with company.on(38):
        found = complaints.answer_complaint(
            complaint=found, by=by, answer="Here it is; it stood with another order.", justified=True, outcome="Sent"
        )
    with company.on(36):
        complaints.close_complaint(complaint=found, by=by)
