"""Violations of what is asked of communication and of obligations."""

from __future__ import annotations

from everproof.context.models import CommunicationPlan, CommunicationRecord, Concern, LegalRequirement
from everproof.kernel.checks import Injection
from everproof.kernel.people.models import Person


def fault_5_1_1_5(company: Injection) -> None:
    """An external trainer was the only one who spoke of working in processes."""
    trainer = company.add(Person, title="External trainer", external=True, active=True)
    for record in company.records(CommunicationRecord):
        if "process-approach" in record.topics:
            company.change(record, communicator=trainer)


def fault_5_1_1_8(company: Injection) -> None:
    """The yearly address reached one department of three."""
    for record in company.records(CommunicationRecord):
        if "importance-of-quality" in record.topics:
            company.change(record, audience_size=1)


def fault_5_1_2_2(company: Injection) -> None:
    """An obligation is not complied with, and nobody does anything about it."""
    company.change(company.one(LegalRequirement, status="active"), compliance_status="non-compliant")


def fault_5_1_1_13(company: Injection) -> None:
    """A concern about falsified readings has been without answer for two months."""
    company.add(
        Concern, status="open", topic="records", raised_on=company.days_ago(60), description="Readings were made up."
    )


def fault_7_4_1(company: Injection) -> None:
    """Everything that is planned is internal."""
    company.change(company.records(CommunicationPlan).filter(direction="external"), direction="internal")


def fault_7_4_2(company: Injection) -> None:
    """A plan has a topic, but no content."""
    company.change(company.one(CommunicationPlan, status="active"), content="")


def fault_7_4_3(company: Injection) -> None:
    """The quarterly bulletin was due in spring, and nothing took place."""
    company.change(company.one(CommunicationPlan, timing="quarterly"), next_due_on=company.days_ago(180))
    for record in company.records(CommunicationRecord).filter(held_on__gte=company.days_ago(180)):
        company.change(record, plan=None)


def fault_7_4_4(company: Injection) -> None:
    """The audience of a plan is empty."""
    company.change(company.one(CommunicationPlan, direction="external"), to_everybody=False, audience=[], parties=[])


def fault_7_4_5(company: Injection) -> None:
    """A plan does not say how."""
    company.change(company.one(CommunicationPlan, status="active"), channel="")


def fault_7_4_6(company: Injection) -> None:
    """Whoever communicates to the outside has left."""
    left = company.add(Person, title="Somebody who left", active=False)
    company.change(company.one(CommunicationPlan, direction="external"), communicator=left, communicator_role=None)
