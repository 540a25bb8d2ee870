"""What can be done with complaints and returns. The clocks go by the working calendar of the site (see clocks.py)."""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from everproof.customers import clocks
from everproof.customers.models import Complaint, Customer, CustomerReturn
from everproof.improvement.actions import report_nonconformity
from everproof.improvement.models import Nonconformity
from everproof.kernel import access, clock, links, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused

IMPORT = "import"
# What says how a complaint ended that was settled before it came here.
SETTLED_ELSEWHERE = ("answer", "outcome", "in_time", "disputed")
LONGEST_TITLE = 200


def record_complaint(
    *,
    by: Actor,
    title: str = "",
    received_on: date | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Complaint:
    """Take a complaint in. Without a title what is wrong gives it; its clocks start on the day of receipt.

    How it ended comes along only with an import, of what was settled elsewhere.
    """
    if by.source != IMPORT and any(values.get(name) not in (None, "") for name in SETTLED_ELSEWHERE):
        raise Refused(_("How it ended is said by answering it."))
    values = _confined(by, _in_our_words(values))
    day = received_on or clock.today(by.organization.zone)
    draft = Complaint(organization=by.organization, received_on=day, **values)
    days = clocks.of(draft)
    return records.create(
        Complaint,
        by=by,
        at=at,
        id=id,
        title=(title.strip() or _title(draft))[:LONGEST_TITLE],
        received_on=day,
        **values,
        **days,
        due_on=days["acknowledge_by"],
    )


def _in_our_words(values: dict[str, Any]) -> dict[str, Any]:
    """A product that is in the register is named as there, so that all complaints about it are counted together."""
    product = values.get("product_service")
    if product is not None and not values.get("product"):
        values = {**values, "product": product.title[:120]}
    return values


def _confined(by: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Whoever belongs to a customer and to nobody else complains for that customer."""
    if not by.grants or not all(grant.role.needs_party for grant in by.grants):
        return values
    parties = {grant.party_id for grant in by.grants if grant.party_id}
    customer = values.get("customer")
    if customer is None:
        own = Customer.objects.filter(organization_id=by.organization_id, pk__in=parties, voided_at=None)
        return {**values, "customer": own.order_by("id").first()}
    if customer.pk not in parties:
        raise Refused(_("Complain for your own company."))
    return values


def _title(complaint: Complaint) -> str:
    first = complaint.description.strip().splitlines()[:1]
    words = ": ".join(word for word in (complaint.product, complaint.issue) if word)
    return words or (first[0] if first else str(_("Complaint without words")))


def update_complaint(
    *,
    complaint: Complaint,
    by: Actor,
    reason: str = "",
    expected_version: int | None = None,
    **values: Any,
) -> Complaint:
    """Correct or complete it while it is open; another severity or another day of receipt sets its clocks anew."""
    access.require(by, "update", complaint)
    if by.source != IMPORT and any(
        name in values and values[name] != getattr(complaint, name) for name in SETTLED_ELSEWHERE
    ):
        raise Refused(_("What they were told is changed by answering again."))
    values = _in_our_words(values)
    changed = _with(complaint, values)
    if {"severity", "received_on", "site"} & values.keys():
        days = clocks.of(changed)
        changed = _with(changed, days)
        values = {**values, **days, "due_on": clocks.next_due(changed)}
    return records.update(complaint, by=by, reason=reason, expected_version=expected_version, **values)


def acknowledge_complaint(
    *,
    complaint: Complaint,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Complaint:
    """Take it up: how severe it is, who sees to it. The complainant reads on the own page that it is in work."""
    today = clock.today(by.organization.zone)
    values = _in_our_words(values) | {"acknowledged_on": complaint.acknowledged_on or today}
    changed = _with(complaint, values)
    days = clocks.of(changed)
    due = clocks.next_due(_with(changed, days))
    return transitions.perform(
        complaint, "acknowledge", by=by, at=at, expected_version=expected_version, **values, **days, due_on=due
    )


def reject_complaint(
    *, complaint: Complaint, by: Actor, reason: str, at: datetime | None = None, **options: Any
) -> Complaint:
    """Find that it is no complaint. The reason is what whoever sent it reads."""
    values: dict[str, Any] = {"answer": reason.strip()} if reason.strip() else {}
    return transitions.perform(complaint, "reject", by=by, at=at, reason=reason, due_on=None, **values, **options)


def contain_complaint(*, complaint: Complaint, by: Actor, at: datetime | None = None, **values: Any) -> Complaint:
    """Say what was done at once."""
    day = complaint.contained_on or clock.today(by.organization.zone)
    return transitions.perform(complaint, "contain", by=by, at=at, contained_on=day, **values)


def inform_complainant(*, complaint: Complaint, by: Actor, at: datetime | None = None, **values: Any) -> Complaint:
    """Give the first answer: how it stands, when the answer comes."""
    day = complaint.interim_on or clock.today(by.organization.zone)
    due = clocks.next_due(_with(complaint, {"interim_on": day}))
    return transitions.perform(complaint, "inform", by=by, at=at, interim_on=day, due_on=due, **values)


def answer_complaint(*, complaint: Complaint, by: Actor, at: datetime | None = None, **values: Any) -> Complaint:
    """Tell the complainant what came of it. Whether that was in time is kept, by the clock as it stands."""
    today = clock.today(by.organization.zone)
    return transitions.perform(
        complaint,
        "answer",
        by=by,
        at=at,
        answered_on=today,
        in_time=clocks.is_in_time(complaint, today),
        disputed=None,
        due_on=None,
        **values,
    )


def close_complaint(*, complaint: Complaint, by: Actor, at: datetime | None = None, **values: Any) -> Complaint:
    """Close it. The guards see to it that the complainant was told, and that nobody closes what is about them."""
    today = clock.today(by.organization.zone)
    return transitions.perform(complaint, "close", by=by, at=at, closed_on=today, closed_by=by.person, **values)


def reopen_complaint(
    *, complaint: Complaint, by: Actor, reason: str, at: datetime | None = None, **values: Any
) -> Complaint:
    """Work on it again. Its clock for the answer starts anew today; what was answered stays in its history."""
    today = clock.today(by.organization.zone)
    days = clocks.of(_with(complaint, {"received_on": today}))
    return transitions.perform(
        complaint,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        reopened=complaint.reopened + 1,
        acknowledged_on=complaint.acknowledged_on or today,
        answered_on=None,
        in_time=None,
        closed_on=None,
        closed_by=None,
        answer_by=days["answer_by"],
        due_on=days["answer_by"],
        **values,
    )


@transaction.atomic
def hear_reply(*, complaint: Complaint, content: bool, words: str, by: Actor) -> Complaint:
    """What the complainant says to the answer. Who is not content is heard again: the complaint is open at once."""
    if complaint.status not in ("answered", "closed") or not complaint.answered_on:
        raise Refused(_("There is no answer to this yet."))
    today = clock.today(by.organization.zone)
    said: dict[str, Any] = {"reply": words.strip(), "replied_on": today, "disputed": not content}
    if content:
        if complaint.status == "closed":
            raise Refused(_("This is closed. If it comes back, say that it is not settled."))
        return records.update(complaint, by=by, verb="reply", **said)
    reason = words.strip() or str(_("The complainant is not content with the answer."))
    return reopen_complaint(complaint=complaint, by=by, reason=reason, **said)


@transaction.atomic
def raise_nonconformity(*, complaint: Complaint, by: Actor, eight_d: bool = False) -> Nonconformity:
    """Work on what the complaint shows inside: a nonconformity from it, linked both ways."""
    access.require(by, "update", complaint)
    if complaint.nonconformity_id:
        raise Refused(_("It led to a nonconformity already."))
    made = report_nonconformity(
        title=complaint.title,
        by=by,
        source=Nonconformity.Source.COMPLAINT,
        description=complaint.description,
        site=complaint.site,
    )
    if eight_d:
        made = records.update(made, by=by, eight_d=True)
    links.link(made, links.Relation.RAISED_FROM, complaint, by=by)
    records.update(complaint, by=by, nonconformity=made)
    return made


def announce_return(
    *, complaint: Complaint, by: Actor, title: str, announced_on: date | None = None, **values: Any
) -> CustomerReturn:
    """A customer sends something back; it is expected from now on."""
    day = announced_on or clock.today(by.organization.zone)
    values = {"customer": complaint.customer, "lot": complaint.lot, "site": complaint.site, **values}
    return records.create(CustomerReturn, by=by, complaint=complaint, title=title, announced_on=day, **values)


def receive_return(
    *, back: CustomerReturn, by: Actor, received_on: date | None = None, at: datetime | None = None, **values: Any
) -> CustomerReturn:
    """It has arrived, today unless another day is said."""
    day = received_on or clock.today(by.organization.zone)
    return transitions.perform(back, "receive", by=by, at=at, received_on=day, **values)


def analyse_return(*, back: CustomerReturn, by: Actor, at: datetime | None = None, **values: Any) -> CustomerReturn:
    """Say what was found and whose fault it is."""
    today = clock.today(by.organization.zone)
    return transitions.perform(back, "analyse", by=by, at=at, analysed_on=today, **values)


def settle_return(*, back: CustomerReturn, by: Actor, at: datetime | None = None, **values: Any) -> CustomerReturn:
    """Say what the customer got for it."""
    today = clock.today(by.organization.zone)
    return transitions.perform(back, "settle", by=by, at=at, settled_on=today, **values)


def _with(complaint: Complaint, values: dict[str, Any]) -> Complaint:
    """The complaint as it will be, for the clocks."""
    changed = copy.copy(complaint)
    records.store.assign(changed, values)
    return changed
