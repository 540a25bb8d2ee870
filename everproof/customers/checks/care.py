"""8.5.3 and 8.5.5: what belongs to customers is looked after, and what is owed after delivery is known and done."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.customers.checks.orders import (
    NONE,
    accepted,
    accepting,
    emergencies_matter,
    something_was_not_in_writing,
    unkept,
)
from everproof.customers.models import CustomerProperty, PostDelivery
from everproof.kernel.checks import Cure, DaysAfter, Evidence, Finding, Situation
from everproof.products.models import ProductService

Incident = CustomerProperty.Incident


def held(at: Situation) -> QuerySet[CustomerProperty]:
    """What belongs to customers and is with us."""
    return at.records(CustomerProperty).filter(status="held")


def harmed(at: Situation) -> QuerySet[CustomerProperty]:
    """What something happened to within the event window, and all that is with us."""
    found = at.records(CustomerProperty).exclude(incident=Incident.NONE)
    return found.filter(at.in_window("incident_on", still_open=Q(status="held")))


def owed(at: Situation) -> QuerySet[PostDelivery]:
    """Obligations in force of products that are on offer."""
    active = at.records(ProductService).filter(status="active")
    return at.records(PostDelivery).exclude(status="cancelled").filter(product_service__in=active.values("pk"))


def check_8_2_1_4(at: Situation) -> Evidence:
    """How each property of a customer is handled was agreed with its owner."""
    found = held(at)
    reason = _("Nothing is agreed with its owner on how it is handled.")
    return Evidence(found, (Finding(reason, Cure(_("Agree on it")), found.filter(handling_rule="")),))


def check_8_5_3_1(at: Situation) -> Evidence:
    """Somebody knows where it is, how it is handled, and looked after it lately."""
    found = held(at)
    return Evidence(
        found,
        (
            Finding(
                _("Nobody has said where it is or how it is handled."),
                Cure(_("Say where it is and what was agreed")),
                found.filter(Q(location="") | Q(handling_rule="")),
            ),
            Finding(
                _("It was not checked for too long."),
                Cure(_("Check it")),
                found.filter(Q(checked_on=None) | at.before("checked_on", "property_check_days")),
            ),
        ),
    )


def check_8_5_3_3(at: Situation) -> Evidence:
    """What came in was verified in time."""
    found = held(at)
    days = at["property_verify_days"]
    missing = Q(verified_on=None) | Q(verified_result="")
    late = found.filter(verified_on__gt=DaysAfter("received_on", days))
    return Evidence(
        found,
        (
            Finding(
                _("It was not verified in time."),
                Cure(_("Verify it")),
                found.filter(missing, at.before("received_on", days)) | late,
            ),
        ),
    )


def check_8_5_3_4(at: Situation) -> Evidence:
    """How it is protected is described."""
    found = held(at)
    reason = _("Nobody has said how it is protected.")
    return Evidence(found, (Finding(reason, Cure(_("Say how it is protected")), found.filter(protection="")),))


def check_8_5_3_5(at: Situation) -> Evidence:
    """The owner of what was lost, damaged or found unfit was told in time."""
    found = harmed(at)
    days = at["property_report_days"]
    late = found.filter(reported_on__gt=DaysAfter("incident_on", days))
    return Evidence(
        found,
        (
            Finding(
                _("Its owner was not told in time what happened to it."),
                Cure(_("Tell the owner")),
                found.filter(at.before("incident_on", days), reported_on=None) | late,
            ),
        ),
    )


def check_8_5_3_6(at: Situation) -> Evidence:
    """What happened is described, and how long that is kept is laid down."""
    found = harmed(at)
    findings = [
        Finding(
            _("What happened to it is not described."),
            Cure(_("Describe what happened")),
            found.filter(incident_record="", nonconformity=None),
        )
    ]
    findings += unkept(at, "customer-property", _("No rule says how long records of customers’ property are kept."))
    return Evidence(found, tuple(findings))


def check_8_5_5_1(at: Situation) -> Evidence:
    """Nothing owed after delivery is overdue, and every product that needs it has its obligations determined."""
    obligations = at.records(PostDelivery)
    needing = at.records(ProductService).filter(status="active", post_delivery_needed=True)
    determined = obligations.exclude(status="cancelled").filter(product_service=OuterRef("pk"))
    return Evidence(
        obligations,
        (
            Finding(_("It is overdue."), Cure(_("Fulfil it")), obligations.filter(status="open", due_on__lt=at.today)),
            Finding(
                _("It needs care after delivery, and nothing is determined."),
                Cure(_("Determine what is owed")),
                needing.exclude(Exists(determined)),
            ),
        ),
    )


def _considered(at: Situation, field: str, reason: Any, *more: Finding) -> Evidence:
    found = owed(at)
    return Evidence(found, (Finding(reason, Cure(_("Consider it anew")), found.filter(**{field: ""})), *more))


def check_8_5_5_2(at: Situation) -> Evidence:
    """What the law requires was considered."""
    return _considered(at, "legal_considered", _("Nobody has said what the law requires after delivery."))


def check_8_5_5_3(at: Situation) -> Evidence:
    """What could follow that nobody wants was considered."""
    reason = _("Nobody has said what could follow that nobody wants.")
    return _considered(at, "consequences_considered", reason)


def check_8_5_5_4(at: Situation) -> Evidence:
    """Use and lifetime were considered, and the product says how long it should last."""
    found = owed(at)
    ageless = at.records(ProductService).filter(status="active", intended_lifetime="")
    return _considered(
        at,
        "lifetime_considered",
        _("Nobody has said how it is used and how long it should last."),
        Finding(
            _("Something is owed after delivery, and its intended lifetime is not known."),
            Cure(_("Say how long it should last")),
            ageless.filter(pk__in=found.values("product_service_id")),
        ),
    )


def check_8_5_5_5(at: Situation) -> Evidence:
    """What customers require after delivery was considered, and what an order promised is written down."""
    promised = accepting(at).exclude(post_delivery_requirements="").exclude(post_delivery_requirements__iexact=NONE)
    promised = promised.filter(order__in=accepted(at).values("pk"))
    kept = at.records(PostDelivery).filter(order=OuterRef("order_id"))
    return _considered(
        at,
        "customer_requirements_considered",
        _("Nobody has said what customers require after delivery."),
        Finding(
            _("An accepted order promises something after delivery that is written down nowhere."),
            Cure(_("Write down what is owed")),
            promised.exclude(Exists(kept)),
        ),
    )


def check_8_5_5_6(at: Situation) -> Evidence:
    """What customers have said was considered, and not too long ago."""
    old = owed(at).filter(at.before("determined_on", "post_delivery_review_days"), status="open")
    return _considered(
        at,
        "feedback_considered",
        _("Nobody has said what customers have said about it."),
        Finding(_("It was last considered too long ago."), Cure(_("Consider it anew")), old),
    )


def customers_property_is_here(at: Situation) -> bool:
    """The flag if-customer-property."""
    lately = Q(status="held") | Q(ended_on__gte=at.days_ago("contradiction_window_days"))
    return at.records(CustomerProperty).filter(lately).exists()


def something_is_owed(at: Situation) -> bool:
    """The flag if-post-delivery, as far as obligations decide it."""
    return at.records(PostDelivery).filter(status="open").exists()


FLAGS = {
    "if-customer-property": customers_property_is_here,
    "if-post-delivery": something_is_owed,
    "if-contingency": emergencies_matter,
    "if-undocumented-orders": something_was_not_in_writing,
}
