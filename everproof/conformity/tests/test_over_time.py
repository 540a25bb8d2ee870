"""A past day shows what was stored then, two days say which entries lie between, and a day to come is a forecast."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from everproof.conformity import drawing, over_time, runs
from everproof.conformity.catalogues import catalogue_of
from everproof.conformity.models import Run, Verdict, VerdictChange
from everproof.conformity.tests.conftest import STANDARD
from everproof.improvement.actions import report_nonconformity, triage_nonconformity
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock, records
from everproof.kernel.checks import Cure, Evidence, Finding

pytestmark = pytest.mark.django_db
ATOM = "10.2.1-4"
PAGE = f"/ours/conformity/{STANDARD}/time/"


def in_time(at):
    """Fails while a nonconformity is past its day."""
    found = at.records(Nonconformity)
    return Evidence(found, (Finding("Its day is over.", Cure("Close it"), found.filter(due_on__lt=at.today)),))


@pytest.fixture
def company(cast, room):
    """Forty days ago all was well; ten days ago a case was past its day; today it has another one, in twenty days."""
    room.declare(checks={ATOM: in_time})
    today = clock.today(cast.organization.zone)
    with clock.travel(noon(cast, today - timedelta(days=40))):
        case = report_nonconformity(title="Leak at press 3", by=cast.member)
        case = triage_nonconformity(
            nonconformity=case,
            by=cast.manager,
            severity="low",
            owner=cast.manager.person,
            due_on=today - timedelta(days=15),
        )
        evaluated(cast)
    with clock.travel(noon(cast, today - timedelta(days=10))):
        evaluated(cast)
    case = records.update(case, by=cast.manager, due_on=today + timedelta(days=20))
    evaluated(cast)
    cast.case, cast.today = case, today
    return cast


def noon(cast, day):
    """So many hours ago may be another day, where the clocks were changed in between."""
    return datetime.combine(day, time(12), ZoneInfo(cast.organization.zone))


def evaluated(cast):
    runs.catch_up(cast.organization)
    runs.run_full(cast.organization.pk)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page(client, company, first, last):
    span = {"from": company.today + timedelta(days=first), "to": company.today + timedelta(days=last)}
    return client.get(PAGE, {name: day.isoformat() for name, day in span.items()})


def test_a_past_day_is_what_was_stored_then(company):
    outcomes = {
        days: over_time.stored_on(company.organization.pk, STANDARD, company.today - timedelta(days=days))
        for days in (41, 40, 20, 10, 0)
    }

    assert outcomes[41] is None
    assert {days: state.outcomes[ATOM] for days, state in outcomes.items() if state} == {
        40: "pass",
        20: "pass",
        10: "fail",
        0: "pass",
    }
    assert outcomes[10].position < outcomes[0].position


def test_two_days_say_what_changed_and_by_which_entry(company, sign_in):
    response = page(sign_in("manager"), company, -10, 0)

    entry = VerdictChange.objects.filter(atom=ATOM, standard=STANDARD).order_by("-id").first().entry_id
    assert response.status_code == 200
    assert f"{entry}/" in response.content.decode()
    assert "A change of records (nonconformity)" in text_of(response)
    assert "As it was stored then." in text_of(response)


def test_what_the_calendar_did_names_no_entry(company, sign_in):
    words = text_of(page(sign_in("manager"), company, -40, -10))

    assert "The calendar" in words
    assert "A change of records" not in words


def test_before_the_first_evaluation_nothing_is_claimed(company, sign_in):
    words = text_of(page(sign_in("manager"), company, -60, -50))

    assert "Nothing had been evaluated by then." in words
    assert "Nobody knows how it stood before." in words


def test_a_day_to_come_is_a_forecast_and_nothing_of_it_is_stored(company, sign_in):
    before = (Run.objects.count(), VerdictChange.objects.count(), list(Verdict.objects.values_list("outcome", "atom")))

    soon, later = (page(sign_in("manager"), company, 0, days) for days in (19, 21))

    assert "This is a forecast for" in text_of(soon)
    assert "Nothing that is met today expires by then." in text_of(soon)
    assert "requirement would no longer be met." in text_of(later)
    assert f"{company.case.number} Leak at press 3" in text_of(later)
    assert "Its day is over." in text_of(later)
    after = (Run.objects.count(), VerdictChange.objects.count(), list(Verdict.objects.values_list("outcome", "atom")))
    assert after == before


def test_a_forecast_follows_what_is_done_today(company):
    day = company.today + timedelta(days=21)

    def lost():
        stored = drawing.stored(company.organization, catalogue_of(STANDARD))
        expiring = over_time.forecast(company.organization, stored, day).expiring
        return [one.atom.id for one in expiring if one.is_lost]

    assert ATOM in lost()
    records.update(company.case, by=company.manager, due_on=day + timedelta(days=1))
    evaluated(company)
    assert ATOM not in lost()


def test_a_forecast_names_no_record_that_the_reader_may_not_see(company, sign_in, monkeypatch):
    from everproof.conformity import queries

    monkeypatch.setattr(queries, "visible_records", lambda actor, kept: {})

    words = text_of(page(sign_in("auditor"), company, 0, 21))

    assert ATOM in words
    assert "Leak at press 3" not in words


@pytest.mark.parametrize(
    "query", ["?from=soon&to=2026-13-45", "?from=2999-01-01&to=2001-01-01", "?to=9999-12-31", "?from=0001-01-01"]
)
def test_days_that_mean_nothing_break_nothing(company, sign_in, query):
    assert sign_in("member").get(PAGE + query).status_code == 200


def test_a_stranger_and_a_supplier_see_nothing(company, client, sign_in):
    assert client.get(PAGE).status_code == 302
    assert sign_in("stranger").get(PAGE).status_code in (403, 404)


def test_the_browser_takes_another_day_for_no_change(company, sign_in):
    """The strip moves what turned since the last visit; a forecast or a past day must not be remembered as seen."""
    client = sign_in("manager")

    assert 'data-edition="ISO 9001:2015"' in client.get(f"/ours/conformity/{STANDARD}/").content.decode()
    assert "<conformity-strip" in page(client, company, 0, 21).content.decode()
    assert "data-edition" not in page(client, company, 0, 21).content.decode()
