"""What the checks of this room make of companies that are not the model company."""

from datetime import date

import pytest

from everproof.improvement import actions, checks
from everproof.kernel import clock, modules
from everproof.kernel.checks import Check, Situation, judge
from everproof.kernel.ledger import note
from everproof.standards import load

pytestmark = pytest.mark.django_db
ABOUT_NONCONFORMITIES = [
    check for check in modules.declared("checks") if check.atom.startswith("10.2.1") and check.atom != "10.2.1-1"
]


@pytest.fixture
def at(cast):
    parameters = {name: parameter.default for name, parameter in load("iso9001-2015").parameters.items()}
    return Situation(cast.organization.pk, clock.today("Europe/Berlin"), parameters)


@pytest.mark.parametrize("check", ABOUT_NONCONFORMITIES, ids=lambda check: check.atom)
def test_an_empty_register_is_left_to_the_atom_while_nothing_is_made(at, check):
    assert judge(check, at).outcome == "empty"


@pytest.mark.parametrize("check", ABOUT_NONCONFORMITIES, ids=lambda check: check.atom)
def test_an_empty_register_proves_nothing_while_orders_come_in(cast, at, check):
    note(cast.manager, "customers.customer-order.create", type="customer-order", record_id="1", facts={})

    judged = judge(check, at)

    assert judged.outcome == "no-evidence"
    assert "no nonconformity was recorded" in str(judged.findings[0].reason)


def test_one_report_ends_the_silence(cast, at):
    note(cast.manager, "customers.customer-order.create", type="customer-order", record_id="1", facts={})
    actions.report_nonconformity(title="Leaking valve", by=cast.member)

    assert judge(ABOUT_NONCONFORMITIES[0], at).outcome == "pass"


def test_what_was_found_to_be_none_counts_nowhere(cast, at):
    found = actions.report_nonconformity(title="Leaking valve", by=cast.member, detected_on=date(2026, 1, 5))
    actions.reject_nonconformity(nonconformity=found, by=cast.manager, reason="As the drawing shows")

    assert judge(Check("10.2.1-3", checks.nonconformity.check_10_2_1_3), at).outcome == "empty"
