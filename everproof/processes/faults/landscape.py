"""The violations of clauses 4.4.1 and 5.3 that processes, their interfaces and their owners can show."""

from __future__ import annotations

from everproof.kernel.checks import Injection
from everproof.kernel.people.models import Person, Role
from everproof.processes.models import Process, ProcessInput, ProcessOutput


def fault_4_4_1_2(company: Injection) -> None:
    """The purchasing process was last reviewed three years ago."""
    company.change(company.one(Process, title="Purchasing"), reviewed_on=company.days_ago(3 * 365))


def fault_4_4_1_5(company: Injection) -> None:
    """Nobody is named who receives what production makes."""
    production = company.one(Process, title="Production")
    company.change(company.records(ProcessOutput).filter(process=production), receiver=None, external_receiver="")


def fault_4_4_1_6(company: Injection) -> None:
    """Sales names production as receiver, but production does not name sales as source."""
    company.remove(company.records(ProcessInput).filter(process__title="Production", source__title="Sales"))


def fault_4_4_1_9(company: Injection) -> None:
    """The person who owns a process is no longer active, and no successor is named."""
    company.change(company.records(Person).filter(job_title="Sales manager"), active=False)


def fault_5_3_5(company: Injection) -> None:
    """No role carries the duty for what processes deliver."""
    for role in company.records(Role):
        if Role.Duty.PROCESS_OUTPUTS in role.qms_duties:
            kept = [duty for duty in role.qms_duties if duty != Role.Duty.PROCESS_OUTPUTS]
            company.change(role, qms_duties=kept)
