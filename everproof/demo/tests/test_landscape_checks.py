"""The checks of processes, interfaces and owners on the model company, as it stands and with their violations."""

from datetime import UTC, datetime

import pytest

from everproof.demo.model import landscape as model_landscape
from everproof.demo.model import people
from everproof.demo.model.company import found
from everproof.kernel.checks import Injection, Situation, checks_in, faults_in
from everproof.kernel.checks.judging import judge
from everproof.kernel.tenancy import organization_scope
from everproof.processes.checks import landscape as checks
from everproof.processes.faults import landscape as faults
from everproof.processes.models import Process, ProcessInput, ProcessOutput
from everproof.standards import load

pytestmark = pytest.mark.django_db
ANCHOR = datetime(2026, 11, 20, 9, tzinfo=UTC)
CHECKS = {check.atom: check for check in checks_in(checks)}
FAULTS = {fault.atom: fault for fault in faults_in(faults)}


@pytest.fixture
def company():
    """The model company as far as these checks look: its people and its processes."""
    company = found(anchor=ANCHOR)
    with organization_scope(company.organization.pk):
        people.add(company)
        model_landscape.add(company)
        yield company


def situation(company):
    defaults = {name: parameter.default for name, parameter in load("iso9001-2015").parameters.items()}
    return Situation(company.organization.pk, company.today, defaults)


def outcomes(company):
    return {atom: judge(check, situation(company)).outcome for atom, check in CHECKS.items()}


def test_each_check_has_its_violation():
    assert set(CHECKS) == set(FAULTS) == {"4.4.1-2", "4.4.1-5", "4.4.1-6", "4.4.1-9", "5.3-5"}


def test_the_model_company_passes(company):
    assert outcomes(company) == dict.fromkeys(CHECKS, "pass")


@pytest.mark.parametrize("atom", sorted(FAULTS))
def test_each_violation_is_found(company, atom):
    FAULTS[atom].inject(Injection(company.organization.pk, company.today))

    judged = judge(CHECKS[atom], situation(company))

    assert judged.outcome == "fail"
    assert all(str(reason) for finding in judged.findings for reason in finding.reasons)


def test_a_new_process_needs_no_review_yet(company):
    injection = Injection(company.organization.pk, company.today)
    company_processes = injection.records(Process)
    injection.change(company_processes, reviewed_on=None, recorded_at=ANCHOR)
    assert judge(CHECKS["4.4.1-2"], situation(company)).outcome == "pass"

    injection.change(company_processes, recorded_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert judge(CHECKS["4.4.1-2"], situation(company)).outcome == "fail"


def reasons(company, atom):
    return [str(finding.reason) for finding in judge(CHECKS[atom], situation(company)).findings]


def test_links_are_looked_at_from_both_sides(company):
    injection = Injection(company.organization.pk, company.today)
    production = injection.one(Process, title="Production")
    injection.remove(injection.records(ProcessOutput).filter(process=production, receiver__isnull=False))

    assert reasons(company, "4.4.1-6") == ["The source does not name the process that needs it."]


def test_a_link_to_a_retired_process_is_found_from_both_ends(company):
    injection = Injection(company.organization.pk, company.today)
    injection.change(injection.one(Process, title="Purchasing"), status="retired")

    assert reasons(company, "4.4.1-6") == [
        "It goes to a process that is not in force.",
        "It comes from a process that is not in force.",
    ]


def test_a_process_that_is_linked_with_no_other_is_found(company):
    injection = Injection(company.organization.pk, company.today)
    injection.remove(injection.records(ProcessInput))
    injection.remove(injection.records(ProcessOutput))

    assert reasons(company, "4.4.1-6") == ["It is linked with no other process."]


def test_an_owner_without_role_or_record_is_found(company):
    injection = Injection(company.organization.pk, company.today)
    process = injection.one(Process, title="Production")
    injection.change(process, owner=company.people["Managing director"])
    assert reasons(company, "4.4.1-9") == ["Nothing says that its owner answers for it today."]
    assert len(reasons(company, "5.3-5")) == 1

    injection.change(process, owner=None)
    assert reasons(company, "4.4.1-9") == ["It has no owner."]


def test_a_special_process_sets_the_flag(company):
    injection = Injection(company.organization.pk, company.today)
    assert not checks.a_special_process_runs(situation(company))

    injection.change(injection.one(Process, title="Production"), special=True)
    assert checks.a_special_process_runs(situation(company))
