"""An order is reviewed before it is promised, and again when it changes; property and what is owed after delivery."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from everproof.customers.actions import care, orders
from everproof.customers.models import ContractOrderReview
from everproof.customers.testing import (
    PLAIN_REVIEW,
    contact,
    customer,
    held_property,
    obligation,
    order,
    requirement_review,
)
from everproof.kernel import clock, records
from everproof.kernel.errors import Refused
from everproof.kernel.records.lists import ids_of
from everproof.products.testing import product

pytestmark = pytest.mark.django_db


def review(cast, of, result="accept", **values):
    return orders.review_order(order=of, result=result, by=cast.manager, **{**PLAIN_REVIEW, **values})


def test_nothing_is_accepted_before_a_review_came_to_that_result(cast):
    asked = order(cast)
    with pytest.raises(Refused, match="No review"):
        orders.accept_order(order=asked, by=cast.manager)
    review(cast, asked, "renegotiate")
    with pytest.raises(Refused, match="No review"):
        orders.accept_order(order=asked, by=cast.manager)

    review(cast, asked)
    accepted = orders.accept_order(order=asked, by=cast.manager)
    assert (accepted.status, accepted.accepted_on) == ("accepted", clock.today(cast.organization.zone))


@pytest.mark.parametrize("name", orders.NEEDED)
def test_an_accepting_review_says_each_or_none(cast, name):
    with pytest.raises(ValidationError) as refused:
        review(cast, order(cast), **{name: " "})

    assert list(refused.value.message_dict) == [name]


def test_it_is_refused_with_all_that_is_missing_at_once(cast):
    told = order(cast, documented_by_customer=False)
    with pytest.raises(ValidationError) as refused:
        review(cast, told, differences="The price", capability_confirmed=False)

    assert set(refused.value.message_dict) == {
        "capability_confirmed",
        "differences_resolved_on",
        "customer_confirmed_on",
    }
    today = clock.today(cast.organization.zone)
    made = review(cast, told, differences="The price", differences_resolved_on=today, customer_confirmed_on=today)
    with pytest.raises(ValidationError):
        orders.update_review(review=made, by=cast.manager, delivery_requirements="")


def test_an_amendment_is_reviewed_before_anything_is_delivered(cast):
    asked = order(cast)
    review(cast, asked)
    accepted = orders.accept_order(order=asked, by=cast.manager)
    with pytest.raises(Refused, match="amended"):
        review(cast, accepted)
    with pytest.raises(Refused, match="what was changed"):
        orders.amend_order(order=accepted, by=cast.manager)

    amended = orders.amend_order(order=accepted, by=cast.manager, amendment="Thirty instead of twenty", quantity=30)
    with pytest.raises(Refused, match="not reviewed"):
        orders.deliver_order(order=amended, by=cast.manager)
    made = review(cast, amended, differences="Ten more", differences_resolved_on=amended.amended_on)
    assert made.kind == "amendment"
    late = orders.deliver_order(order=amended, by=cast.manager, delivered_on=amended.due_on + timedelta(days=1))
    assert (late.status, late.fulfilled) == ("delivered", False)


def test_catalogue_items_are_reviewed_by_the_reviews_of_the_items(cast):
    let_through = requirement_review(cast)
    asked = order(cast, product_services=ids_of([let_through.product_service]))
    made = orders.review_order(order=asked, result="accept", kind="catalogue", by=cast.manager)

    assert (made.customer_requirements, made.capability_confirmed) == ("Nominal pressure 16 bar", True)
    other = order(cast, 2, product_services=ids_of([product(cast, 3)]))
    with pytest.raises(Refused, match="Canary valve 3"):
        orders.review_order(order=other, result="accept", kind="catalogue", by=cast.manager)


def test_only_what_is_lawful_and_can_be_met_may_be_offered(cast):
    with pytest.raises(ValidationError) as refused:
        orders.review_requirements(product_service=product(cast), result="accept", by=cast.manager)

    assert set(refused.value.message_dict) == {"capability_confirmed", "legal_checked"}


def test_its_page_asks_for_the_review_and_shows_it(cast, sign_in):
    asked, browser = order(cast), sign_in("manager")
    here = f"/ours/customers/orders/{asked.number}/"
    assert f"order-reviews/new/?order={asked.pk}" in browser.get(here).content.decode()

    told = [str(cast.person("member").pk)]
    form = {"order": asked.pk, "kind": "initial", "result": "accept", "reviewed_on": "2026-11-20", **PLAIN_REVIEW}
    browser.post("/ours/customers/order-reviews/new/", {**form, "persons_informed": told, "informed_on": "2026-11-20"})
    made = ContractOrderReview.objects.get()
    assert made.persons_informed == told
    assert "Mel Member" in browser.get(f"/ours/customers/order-reviews/{made.number}/").content.decode()
    assert browser.post(f"{here}accept/", {"due_on": "2031-01-15"}).status_code == 302


def test_a_customer_s_page_shows_what_belongs_to_it(cast, sign_in):
    owner = contact(cast).customer
    held = care.take_property(by=cast.manager, title="Their gauge", owner_party=owner)
    page = sign_in("member").get(f"/ours/customers/customers/{owner.number}/").content.decode()

    assert "Canary Contact 1" in page
    assert f"/ours/customers/property/{held.number}/" in page


def test_property_goes_back_only_after_its_owner_was_told_what_happened(cast):
    held = care.verify_property(held=held_property(cast), by=cast.manager, verified_result="fit")
    with pytest.raises(Refused, match="what happened"):
        care.report_incident(held=held, by=cast.manager, incident="none")
    broken = care.report_incident(held=held, by=cast.manager, incident="damaged", incident_record="It fell.")
    with pytest.raises(Refused, match="not told"):
        care.return_property(held=broken, by=cast.manager)

    told = care.tell_owner(held=broken, by=cast.manager)
    assert care.return_property(held=told, by=cast.manager).status == "returned"


def test_what_is_held_is_marked_with_something_of_its_own(cast):
    first = held_property(cast)
    with pytest.raises(ValidationError):
        care.take_property(by=cast.manager, title="Another", owner_party=customer(cast, 2), identifier=first.identifier)


def test_what_is_owed_is_considered_anew_in_all_five_respects(cast):
    owed = obligation(cast)
    with pytest.raises(Refused, match="five"):
        care.reconsider(owed=owed, by=cast.manager, legal_considered="none")
    with pytest.raises(Refused, match="what was done"):
        care.fulfil(owed=owed, by=cast.manager)

    done = care.fulfil(owed=records.update(owed, by=cast.manager, done="Sent"), by=cast.manager)
    assert (done.status, done.completed_on >= date(2026, 1, 1)) == ("fulfilled", True)
