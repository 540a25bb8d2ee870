"""The violations of 5.1.2 and 8.2."""

from __future__ import annotations

from datetime import timedelta

from everproof.customers.models import ContractOrderReview, CustomerOrder, RequirementReview
from everproof.kernel.checks import Injection
from everproof.processes.faults.performance import without_values_since
from everproof.processes.models import Kpi

TWO_DAYS = timedelta(days=2)


def fault_5_1_2_1(company: Injection) -> None:
    """Nobody has recorded a value for the order-fulfilment KPI for two quarters."""
    kpi = company.one(Kpi, topic=Kpi.Topic.REQUIREMENT_FULFILMENT)
    without_values_since(company, kpi, company.days_ago(183))


def fault_8_2_1_2(company: Injection) -> None:
    """An enquiry has been unanswered for two months."""
    company.change(company.one(CustomerOrder, status="enquiry"), received_on=company.days_ago(60))


def fault_8_2_1_5(company: Injection) -> None:
    """An order marked contingency_relevant has no arrangement for emergencies."""
    order = company.one(CustomerOrder, contingency_relevant=True)
    company.change(company.records(ContractOrderReview).filter(order=order), customer_requirements="Certificate 3.1")


def fault_8_2_2_1(company: Injection) -> None:
    """A product was put on offer a month before its legal requirements were checked."""
    company.change(company.one(RequirementReview), reviewed_on=company.days_ago(30))


def fault_8_2_2_2(company: Injection) -> None:
    """A service went on offer without any requirement review."""
    last = company.records(RequirementReview).order_by("-id").first()
    assert last is not None
    company.remove(last)


def _accepting(company: Injection) -> ContractOrderReview:
    return company.one(ContractOrderReview, kind="initial", result="accept")


def fault_8_2_3_1_1(company: Injection) -> None:
    """An order was accepted with capability_confirmed = false."""
    company.change(_accepting(company), capability_confirmed=False)


def fault_8_2_3_1_2(company: Injection) -> None:
    """An order was accepted two days before its review."""
    review = _accepting(company)
    company.change(company.one(CustomerOrder, pk=review.order_id), accepted_on=review.reviewed_on - TWO_DAYS)


def fault_8_2_3_1_3(company: Injection) -> None:
    """The accepted review says nothing about delivery."""
    company.change(_accepting(company), delivery_requirements="")


def fault_8_2_3_1_4(company: Injection) -> None:
    """What the use needs beyond what was said is empty."""
    company.change(_accepting(company), unstated_requirements="")


def fault_8_2_3_1_5(company: Injection) -> None:
    """The review of a special order ignores the organisation's own limits."""
    company.change(_accepting(company), internal_requirements="")


def fault_8_2_3_1_6(company: Injection) -> None:
    """An export order was accepted without the legal requirement that applies to the product."""
    company.change(_accepting(company), legal_requirements="")


def fault_8_2_3_1_7(company: Injection) -> None:
    """The order quantity differs from the offer and the review says nothing of it."""
    company.change(_accepting(company), differences="")


def fault_8_2_3_1_8(company: Injection) -> None:
    """An order was accepted while a difference in price terms was unresolved."""
    company.change(_accepting(company), differences="The price.", differences_resolved_on=None)


def fault_8_2_3_1_9(company: Injection) -> None:
    """A telephone order was accepted without confirmation."""
    told = company.one(CustomerOrder, documented_by_customer=False)
    company.change(company.records(ContractOrderReview).filter(order=told), customer_confirmed_on=None)


def fault_8_2_3_2_1(company: Injection) -> None:
    """Nobody stands for a review."""
    company.change(_accepting(company), reviewer=None)


def fault_8_2_3_2_2(company: Injection) -> None:
    """A review says nothing of what is new."""
    company.change(_accepting(company), new_requirements="")
