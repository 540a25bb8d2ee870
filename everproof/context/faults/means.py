"""Violations of what is asked of resources, people and know-how."""

from __future__ import annotations

from datetime import timedelta

from everproof.context.models import KnowledgeItem, ResourcePlan
from everproof.kernel import clock
from everproof.kernel.checks import Injection
from everproof.kernel.people.models import Person, Role
from everproof.processes.models import Objective, Process


def fault_4_4_1_8(company: Injection) -> None:
    """A process has waited forty days for what it needs."""
    process = company.one(Process, status="active", in_scope=True)
    company.add(
        ResourcePlan,
        kind="infrastructure",
        status="needed",
        process=process,
        due_on=company.days_ago(40),
        internal_capability="Old machine",
        internal_constraint="Not precise enough",
    )


def fault_5_1_1_7(company: Injection) -> None:
    """A person without power over resources turned down what is needed."""
    clerk = company.add(Person, title="Clerk", active=True)
    plan = company.one(ResourcePlan, decision="approve")
    company.change(plan, decision="reject", decided_by=clerk)


def fault_7_1_1_1(company: Injection) -> None:
    """Machines and buildings were last looked at three years ago."""
    plans = company.records(ResourcePlan).filter(kind="infrastructure")
    company.change(plans, recorded_at=clock.now() - timedelta(days=3 * 365), decided_on=company.days_ago(3 * 365))


def fault_6_2_2_2(company: Injection) -> None:
    """An objective says nothing about resources."""
    company.change(company.one(Objective, status="active"), resources="")


def fault_7_1_1_2(company: Injection) -> None:
    """A need was filed without a word on what the company has itself."""
    company.change(company.one(ResourcePlan, kind="people"), internal_capability="")


def fault_7_1_2_1(company: Injection) -> None:
    """A role does not say how many people it takes."""
    company.change(company.one(Role, title="Operator"), required_headcount=0)


def fault_7_1_2_2(company: Injection) -> None:
    """Two of three posts are vacant, and nothing is planned."""
    company.change(company.one(Role, title="Operator"), required_headcount=3)


def fault_7_1_6_1(company: Injection) -> None:
    """No know-how is named for the newest core process."""
    process = company.records(Process).filter(status="active", group="core").order_by("-id").first()
    assert process is not None
    for item in company.records(KnowledgeItem):
        if str(process.pk) in item.processes:
            company.change(item, processes=[key for key in item.processes if key != str(process.pk)])


def fault_7_1_6_5(company: Injection) -> None:
    """A gap was recorded, but no way to close it."""
    company.change(company.one(KnowledgeItem, status="active"), current_sufficient=False, gap_reason="Nobody can weld")
