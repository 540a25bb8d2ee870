"""The violations of 8.5.3 and 8.5.5."""

from __future__ import annotations

from everproof.customers.models import ContractOrderReview, CustomerProperty, PostDelivery
from everproof.kernel.checks import Injection
from everproof.products.models import ProductService


def _held(company: Injection) -> CustomerProperty:
    return company.one(CustomerProperty, status="held")


def fault_8_2_1_4(company: Injection) -> None:
    """Customer tooling is in the workshop without any agreed handling rule."""
    company.change(_held(company), handling_rule="")


def fault_8_5_3_1(company: Injection) -> None:
    """Customer moulds have not been checked for three years."""
    company.change(_held(company), checked_on=company.days_ago(3 * 365 + 10))


def fault_8_5_3_3(company: Injection) -> None:
    """Material provided by the customer was never verified."""
    company.change(_held(company), verified_on=None, verified_result="")


def fault_8_5_3_4(company: Injection) -> None:
    """The protection of customer data on loan is not described."""
    company.change(_held(company), protection="")


def fault_8_5_3_5(company: Injection) -> None:
    """A customer's tool broke a month ago and the customer was not told."""
    company.change(
        _held(company),
        incident="damaged",
        incident_on=company.days_ago(30),
        incident_record="It broke.",
        reported_on=None,
    )


def fault_8_5_3_6(company: Injection) -> None:
    """A loss is flagged without any description."""
    day = company.days_ago(3)
    company.change(_held(company), incident="lost", incident_on=day, reported_on=day, incident_record="")


def _owed(company: Injection) -> PostDelivery:
    return company.one(PostDelivery, status="open")


def fault_8_5_5_1(company: Injection) -> None:
    """A warranty service is two months overdue."""
    company.change(_owed(company), due_on=company.days_ago(60))


def fault_8_5_5_2(company: Injection) -> None:
    """What the law requires was not considered."""
    company.change(_owed(company), legal_considered="")


def fault_8_5_5_3(company: Injection) -> None:
    """What could follow that nobody wants was not considered for a tool that can injure its user."""
    company.change(_owed(company), consequences_considered="")


def fault_8_5_5_4(company: Injection) -> None:
    """The intended lifetime of a product with spare-part obligations is empty."""
    owed = _owed(company)
    company.change(company.records(ProductService).filter(pk=owed.product_service_id), intended_lifetime="")


def fault_8_5_5_5(company: Injection) -> None:
    """A maintenance contract accepted in an order is written down nowhere."""
    review = company.one(ContractOrderReview, kind="initial", result="accept")
    company.change(review, post_delivery_requirements="Maintenance twice a year")
    company.records(PostDelivery).filter(order=review.order_id).update(order=None)


def fault_8_5_5_6(company: Injection) -> None:
    """Complaints about spare parts came in, and the obligation was last looked at four years ago."""
    company.change(_owed(company), determined_on=company.days_ago(4 * 365))
