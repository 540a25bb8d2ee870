"""People assess what no record can show: dated, expiring, with what was seen."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from everproof.conformity import actions, queries
from everproof.conformity.models import ManualAssessment
from everproof.kernel import clock, parameters, records
from everproof.kernel.errors import NotAllowed
from everproof.kernel.ledger.models import LedgerEntry
from everproof.standards import load

pytestmark = pytest.mark.django_db
MANUAL, PROXY, AUTOMATED = "5.1.1-4", "5.3-3", "5.3-1"


def assess(by, requirement=MANUAL, **more):
    values = {"verdict": "met", "evidence_note": "Asked two managers.", **more}
    return actions.assess_requirement(requirement=requirement, by=by, **values)


def test_an_assessment_says_who_when_and_until_when(cast):
    made = assess(cast.manager)

    today = clock.today("Europe/Berlin")
    days = parameters.value(cast.organization.pk, "manual_assessment_days")
    assert made.number.startswith("MA-")
    assert (made.assessed_on, made.assessed_by_id) == (today, cast.manager.person_id)
    assert made.valid_until == today + timedelta(days=days)
    assert made.title.startswith(f"{MANUAL} {load('iso9001-2015').atom(MANUAL).text}"[:100])


def test_requirements_that_people_judge_may_be_assessed_and_no_others(cast):
    assess(cast.manager, PROXY)
    for requirement in (AUTOMATED, "99.9-1"):
        with pytest.raises(ValidationError) as refusal:
            assess(cast.manager, requirement)
        assert "requirement" in refusal.value.message_dict


def test_managers_and_internal_auditors_assess_others_do_not(cast):
    for part in ("manager", "auditor"):
        assert actions.may_assess(cast.actors[part])
        assess(cast.actors[part])
    for part in ("member", "boss", "inspector", "kiosk", "administrator"):
        assert not actions.may_assess(cast.actors[part]), part
        with pytest.raises(NotAllowed):
            assess(cast.actors[part])
    assert ManualAssessment.objects.count() == 2


def test_days_stay_in_order(cast):
    today = clock.today("Europe/Berlin")
    longest = parameters.value(cast.organization.pk, "manual_assessment_days")
    for wrong in (
        {"assessed_on": today + timedelta(days=1)},
        {"valid_until": today - timedelta(days=1)},
        {"valid_until": today + timedelta(days=longest + 1)},
    ):
        with pytest.raises(ValidationError) as refusal:
            assess(cast.manager, **wrong)
        assert set(refusal.value.message_dict) == set(wrong)
    assert assess(cast.manager, valid_until=today).valid_until == today


def test_an_assessment_without_what_was_seen_is_refused(cast):
    with pytest.raises(ValidationError) as refusal:
        assess(cast.manager, evidence_note="")

    assert "evidence_note" in refusal.value.message_dict


def test_the_history_shows_voided_ones_too(cast):
    first = assess(cast.manager)
    second = assess(cast.manager, verdict="not-met")
    records.void(second, by=cast.manager, reason="Another requirement.")

    assert [row.pk for row in queries.assessments(cast.organization.pk, MANUAL)] == [second.pk, first.pk]


def test_each_assessment_has_its_entry_whoever_assesses(cast):
    made = [assess(cast.manager), assess(cast.auditor)]

    entries = LedgerEntry.objects.filter(type="manual-assessment").order_by("leaf_index", "at")
    verb = "conformity.manual-assessment.create"
    assert [(entry.verb, entry.record_id) for entry in entries] == [(verb, str(one.pk)) for one in made]
