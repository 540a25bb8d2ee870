"""What can be done with customers' property and with obligations after delivery."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from everproof.customers.models import CustomerProperty, PostDelivery
from everproof.kernel import clock, records, transitions
from everproof.kernel.access.actor import Actor


def take_property(*, by: Actor, received_on: date | None = None, **values: Any) -> CustomerProperty:
    """Something of a customer is in our care from now on."""
    day = received_on or clock.today(by.organization.zone)
    return records.create(CustomerProperty, by=by, received_on=day, **values)


def verify_property(
    *, held: CustomerProperty, by: Actor, at: datetime | None = None, **values: Any
) -> CustomerProperty:
    """Say in what state it came; that is its first check too."""
    today = clock.today(by.organization.zone)
    return transitions.perform(held, "verify", by=by, at=at, verified_on=today, checked_on=today, **values)


def check_property(*, held: CustomerProperty, by: Actor, at: datetime | None = None, **values: Any) -> CustomerProperty:
    """It is there, marked and unharmed."""
    return transitions.perform(held, "check", by=by, at=at, checked_on=clock.today(by.organization.zone), **values)


def report_incident(
    *, held: CustomerProperty, by: Actor, incident_on: date | None = None, at: datetime | None = None, **values: Any
) -> CustomerProperty:
    """It was lost, damaged or found unfit; the owner has to be told."""
    day = incident_on or clock.today(by.organization.zone)
    return transitions.perform(held, "report-incident", by=by, at=at, incident_on=day, reported_on=None, **values)


def tell_owner(
    *, held: CustomerProperty, by: Actor, reported_on: date | None = None, at: datetime | None = None, **options: Any
) -> CustomerProperty:
    """The owner knows what happened, since today unless another day is said."""
    day = reported_on or clock.today(by.organization.zone)
    return transitions.perform(held, "tell-owner", by=by, at=at, reported_on=day, **options)


def return_property(
    *, held: CustomerProperty, by: Actor, at: datetime | None = None, **options: Any
) -> CustomerProperty:
    """It goes back to its owner."""
    return transitions.perform(held, "return", by=by, at=at, ended_on=clock.today(by.organization.zone), **options)


def consume_property(
    *, held: CustomerProperty, by: Actor, at: datetime | None = None, **options: Any
) -> CustomerProperty:
    """It was used up, as agreed."""
    return transitions.perform(held, "consume", by=by, at=at, ended_on=clock.today(by.organization.zone), **options)


def owe_after_delivery(*, by: Actor, determined_on: date | None = None, **values: Any) -> PostDelivery:
    """Say what is owed after delivery, and what was considered when it was determined (8.5.5)."""
    day = determined_on or clock.today(by.organization.zone)
    return records.create(PostDelivery, by=by, determined_on=day, **values)


def fulfil(*, owed: PostDelivery, by: Actor, at: datetime | None = None, **values: Any) -> PostDelivery:
    """It is done."""
    return transitions.perform(owed, "fulfil", by=by, at=at, completed_on=clock.today(by.organization.zone), **values)


def reconsider(*, owed: PostDelivery, by: Actor, at: datetime | None = None, **values: Any) -> PostDelivery:
    """Law, consequences, lifetime, customers and what they said were weighed anew today."""
    today = clock.today(by.organization.zone)
    return transitions.perform(owed, "reconsider", by=by, at=at, determined_on=today, **values)
