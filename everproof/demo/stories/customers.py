"""What customers order, leave with us and complain about in two years, and how each is reviewed, kept and answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from everproof.customers import intake
from everproof.customers.actions import care, complaints, orders
from everproof.customers.models import Complaint, ComplaintForm, Customer, CustomerContact, CustomerRequirement
from everproof.demo.agenda import Agenda
from everproof.demo.company import MAIN, Company
from everproof.demo.stories import kestrel_customers as kestrel
from everproof.demo.stories.kestrel_customers import Ordered, Told
from everproof.improvement import actions as improvement
from everproof.kernel import clock, ids, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.records.lists import ids_of
from everproof.kernel.tenancy import access_links
from everproof.products.models import ProductService

DAY = timedelta(days=1)
REVIEWED: dict[str, Any] = {
    "delivery_requirements": "Free to their works, packed by our standard 12",
    "post_delivery_requirements": "none",
    "unstated_requirements": "Medium and temperature as in their plant",
    "internal_requirements": "Pressure test of every valve",
    "legal_requirements": "Pressure Equipment Directive 2014/68/EU",
    "differences": "none",
    "new_requirements": "none",
    "capability_confirmed": True,
}


@dataclass
class Sales:
    """Who sells, what, and to whom, while the story is told."""

    company: Company
    buyers: list[Customer] = field(default_factory=list)
    families: list[ProductService] = field(default_factory=list)

    @property
    def by(self) -> Actor:
        return self.company.actor(self.company.one("Head of sales"))

    @property
    def quality(self) -> Actor:
        return self.company.actor(self.company.one("Quality manager"))


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """The register stands at the beginning; orders, complaints and property come over the two years."""
    sales = Sales(company)
    with clock.travel(start + timedelta(hours=2)):
        _offer(sales)
        _register(sales)
    for one in kestrel.ORDERS:
        _order(sales, agenda, one, max(anchor - one.ago * DAY, start + DAY), anchor)
    for told in kestrel.COMPLAINTS:
        _complaint(sales, agenda, told, max(anchor - told.ago * DAY, start + DAY))
    for ago, buyer, title, mark, kept_at, how in kestrel.PROPERTY:
        _keep(sales, agenda, max(anchor - ago * DAY, start + DAY), anchor, buyer, title, mark, kept_at, how)
    agenda.at(anchor - 340 * DAY, lambda: _owe(sales))
    agenda.at(anchor - 90 * DAY, lambda: _public_form(sales))


def _offer(sales: Sales) -> None:
    """What is on offer was reviewed before."""
    company = sales.company
    found = ProductService.objects.filter(organization=company.organization, status="active").order_by("id")
    sales.families = list(found.select_related("organization", "site"))
    for family in sales.families:
        checked: dict[str, Any] = dict.fromkeys(("capability_confirmed", "legal_checked", "claims_checked"), True)
        orders.review_requirements(product_service=family, result="accept", by=sales.by, **checked)


def _register(sales: Sales) -> None:
    by, site = sales.by, sales.company.sites[MAIN]
    for buyer in kestrel.BUYERS:
        customer = records.create(
            Customer, by=by, title=buyer.name, segment=buyer.segment, owner=by.person, site=site, language="de"
        )
        who: dict[str, Any] = {"title": buyer.contact, "function": buyer.function, "mail": buyer.mail, "language": "de"}
        records.create(CustomerContact, by=by, customer=customer, **who)
        for title, source, how in buyer.requires:
            today = clock.today(by.organization.zone)
            values: dict[str, Any] = {"source": source, "how_met": how, "verdict": "met"}
            values |= {"judged_on": today, "in_force_from": today}
            records.create(CustomerRequirement, by=by, customer=customer, title=title, **values)
        sales.buyers.append(customer)


# Orders ---------------------------------------------------------------------------------------------------------------


def _order(sales: Sales, agenda: Agenda, one: Ordered, at: datetime, anchor: datetime) -> None:
    """Asked, reviewed and accepted two days later, perhaps amended, delivered."""
    kept: dict[str, Any] = {}

    def ask() -> None:
        family = sales.families[one.family]
        kept["order"] = orders.receive_order(
            by=sales.by,
            title=one.what,
            customer=sales.buyers[one.buyer],
            customer_reference=f"PO {4500000 + one.ago * 7}",
            product_services=ids_of([family]),
            quantity=one.pieces,
            quantity_unit="pieces",
            due_on=(at + one.days * DAY).date(),
            owner=sales.by.person,
            documented_by_customer=not one.told,
            site=sales.company.sites[MAIN],
        )

    def decide() -> None:
        if one.ends == "declined":
            reason = "The rubber does not stand their medium."
            kept["order"] = transitions.perform(kept["order"], "decline", by=sales.by, reason=reason)
            return
        _review(sales, kept["order"], told=one.told)
        kept["order"] = orders.accept_order(order=kept["order"], by=sales.by)

    def amend() -> None:
        kept["order"] = orders.amend_order(order=kept["order"], by=sales.by, amendment=one.amended)
        today = clock.today(sales.by.organization.zone)
        _review(sales, kept["order"], differences=one.amended, differences_resolved_on=today)

    def deliver() -> None:
        orders.deliver_order(order=kept["order"], by=sales.by, quantity_delivered=one.pieces)

    agenda.at(at, ask)
    if one.ends == "enquiry":
        return
    agenda.at(at + 2 * DAY, decide)
    if one.amended:
        agenda.at(at + 9 * DAY, amend)
    if one.ends == "delivered":
        agenda.at(min(at + (one.days + one.late) * DAY, anchor - DAY), deliver)


def _review(sales: Sales, order: Any, *, told: bool = False, **values: Any) -> None:
    today = clock.today(sales.by.organization.zone)
    informed = ids_of([sales.company.one("Assembly lead"), sales.company.one("Machining lead")])
    orders.review_order(
        order=order,
        result="accept",
        by=sales.by,
        customer_requirements=f"{order.title}: as in {order.customer_reference}",
        persons_informed=informed,
        informed_on=today,
        **{**REVIEWED, **({"customer_confirmed_on": today} if told else {}), **values},
    )


# Complaints -----------------------------------------------------------------------------------------------------------


def _complaint(sales: Sales, agenda: Agenda, told: Told, at: datetime) -> None:
    """Recorded, taken up the next day, contained, answered, closed; one is heard twice."""
    kept: dict[str, Complaint] = {}

    def step(do: Callable[..., Complaint], **values: Any) -> Callable[[], None]:
        def act() -> None:
            kept["it"] = do(complaint=kept["it"], by=sales.quality, **values)

        return act

    def record() -> None:
        contact = kestrel.BUYERS[told.buyer]
        kept["it"] = complaints.record_complaint(
            by=sales.by,
            title=told.title,
            customer=sales.buyers[told.buyer],
            complainant=contact.contact,
            complainant_mail=contact.mail,
            channel="phone" if told.ago % 2 else "mail",
            issue=told.issue,
            product_service=sales.families[told.buyer % 4],
            quantity=told.back or None,
            site=sales.company.sites[MAIN],
        )

    agenda.at(at, record)
    if told.ends == "received":
        return
    owner = sales.company.one("Head of sales")
    agenda.at(at + DAY, step(complaints.acknowledge_complaint, severity=told.severity, owner=owner))
    agenda.at(at + 2 * DAY, step(complaints.contain_complaint, containment="Stock of the same lot checked."))
    if told.ends == "open":
        return
    if told.takes > 7:
        agenda.at(
            at + 4 * DAY, step(complaints.inform_complainant, interim_answer="We look into it and write next week.")
        )
    if told.inside:
        agenda.at(at + 3 * DAY, lambda: _inside(sales, kept))
    if told.back:
        agenda.at(at + 3 * DAY, lambda: _return(sales, kept["it"], told))
    answer = {"answer": told.answer, "justified": told.outcome != "Explained", "outcome": told.outcome}
    agenda.at(at + told.takes * DAY, step(complaints.answer_complaint, **answer))
    done = at + (told.takes + 6) * DAY
    if told.disputed:
        agenda.at(done, step(complaints.hear_reply, content=False, words=told.disputed))
        again = {**answer, "answer": "All forty were tested again at yours, and the packings changed."}
        agenda.at(done + 8 * DAY, step(complaints.answer_complaint, **again))
        agenda.at(done + 9 * DAY, step(complaints.hear_reply, content=True, words="Tight now. Thank you."))
        done += 12 * DAY
    if told.ends == "closed":
        agenda.at(done, step(complaints.close_complaint))


def _inside(sales: Sales, kept: dict[str, Complaint]) -> None:
    """What the customer noticed is worked on as a nonconformity and contained at once."""
    case = complaints.raise_nonconformity(complaint=kept["it"], by=sales.quality, eight_d=True)
    kept["it"].refresh_from_db()
    owner = sales.company.one("Assembly lead")
    case = improvement.triage_nonconformity(nonconformity=case, by=sales.quality, owner=owner, severity="high")
    case = improvement.contain_nonconformity(
        nonconformity=case,
        by=sales.quality,
        correction="Lot blocked; replacements tested twice.",
        consequences="The customer stood still for a day.",
        consequences_handled_on=clock.today(sales.quality.organization.zone),
    )
    case = improvement.analyse_nonconformity(
        nonconformity=case,
        by=sales.quality,
        effect="Valves leaked at the customer’s.",
        cause="A worn fixture.",
        cause_method="five-whys",
        cause_code="worn-fixture",
        similar_looked_at="The other two fixtures; both sound.",
        similar_found=False,
        action_needed=False,
        need_rationale="The fixture was replaced the same day and is on the maintenance plan since.",
    )
    improvement.close_nonconformity(
        nonconformity=case,
        by=sales.quality,
        risk_update_needed=False,
        change_needed=False,
        lesson="A fixture wears before anyone sees it.",
        team=ids_of([owner]),
    )


def _return(sales: Sales, complaint: Complaint, told: Told) -> None:
    by = sales.quality
    back = complaints.announce_return(complaint=complaint, by=by, title=f"{told.title}: pieces", quantity=told.back)
    back = complaints.receive_return(back=back, by=by, condition="As announced")
    ours = "transport" if told.issue == "Damaged in transport" else "ours"
    back = complaints.analyse_return(back=back, by=by, finding=told.answer, responsibility=ours)
    complaints.settle_return(back=back, by=by, settlement="replaced")


# Property, obligations, the public form ------------------------------------------------------------------------------


def _keep(
    sales: Sales,
    agenda: Agenda,
    at: datetime,
    anchor: datetime,
    buyer: int,
    title: str,
    mark: str,
    place: str,
    safe: str,
) -> None:
    kept: dict[str, Any] = {}

    def take() -> None:
        held = care.take_property(
            by=sales.by,
            title=title,
            owner_party=sales.buyers[buyer],
            identifier=mark,
            location=place,
            handling_rule="Agreed in writing: used for their orders only, checked once a year.",
            protection=safe,
            keeper=sales.company.one("Warehouse lead"),
            site=sales.company.sites[MAIN],
        )
        kept["held"] = care.verify_property(held=held, by=sales.by, verified_result="fit")

    def look() -> None:
        kept["held"] = care.check_property(held=kept["held"], by=sales.by)

    agenda.at(at, take)
    for year in (1, 2):
        if at + year * 300 * DAY < anchor:
            agenda.at(at + year * 300 * DAY, look)


def _owe(sales: Sales) -> None:
    """Each valve has its obligations after delivery."""
    for family in sales.families:
        if not family.post_delivery_needed:
            continue
        care.owe_after_delivery(
            by=sales.by,
            title=f"Spare parts and advice: {family.title}"[:200],
            product_service=family,
            obligation="Spare parts within 48 hours, advice on the telephone on working days.",
            legal_considered="Product liability ends ten years after delivery.",
            consequences_considered="A wrong seal leaks: every seal is marked with type and size.",
            lifetime_considered=f"{family.intended_lifetime}; seals are exchanged every five years.",
            customer_requirements_considered="48 hours is what plants ask for.",
            feedback_considered="Complaints on seals of older types: the list of types was renewed.",
            owner=sales.by.person,
        )


def _public_form(sales: Sales) -> None:
    """A form for the website, and what came in by it."""
    by = sales.quality
    form = records.create(
        ComplaintForm,
        by=by,
        title="Tell us what went wrong",
        hint="Name the number on the plate.",
        site=sales.company.sites[MAIN],
    )
    subject = (form.type_name, form.pk, {"renewals": form.renewals})
    (token,) = access_links.lasting(form.organization, intake.COMPLAIN, [subject])
    link = access_links.find(token, kind=intake.COMPLAIN)
    assert link is not None
    said: dict[str, Any] = {
        "description": "The wheel turns, the stem does not.",
        "complainant": "Stockkeeper, Küstenkraft",
        "lot": "24-0815",
    }
    found = intake.complain_here(form=form, link=link, id=ids.uuid7(), title="Handwheel turns without effect", **said)
    found = complaints.acknowledge_complaint(
        complaint=found, by=by, severity="medium", owner=sales.company.one("Head of sales"), customer=sales.buyers[3]
    )
    complaints.answer_complaint(
        complaint=found,
        by=by,
        answer="The pin had sheared; a new one is on its way.",
        justified=True,
        outcome="Repaired",
    )
