"""Many sets of one table are counted in one statement, and each as it would be alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext

from everproof.improvement import actions
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import clock, records
from everproof.kernel.checks import DaysAfter, Situation
from everproof.kernel.checks.together import count_together
from everproof.kernel.links.models import Link

pytestmark = pytest.mark.django_db
DAYS = 9


@pytest.fixture
def at(cast):
    return Situation(cast.organization.pk, clock.today("Europe/Berlin"), {})


@pytest.fixture
def cases(cast, at):
    """Nine cases of nine days; every third was decided on after four days."""
    for place in range(DAYS):
        day = at.days_ago(place)
        case = actions.report_nonconformity(title=f"Leak {place}", by=cast.manager, detected_on=day)
        decided = day + timedelta(days=4) if place % 3 == 0 else None
        records.update(case, by=cast.manager, need_evaluated_on=decided)
    return at.records(Nonconformity)


def counts(captured):
    """The statements that count something; on PostgreSQL a savepoint stands round them."""
    return [query["sql"] for query in captured if "count(*)" in query["sql"].lower()]


def test_each_has_the_number_that_it_has_alone(cases, at):
    links = Link.objects.filter(organization_id=at.organization_id, from_id=OuterRef("pk"))
    sets = {
        "all": cases,
        "decided": cases.exclude(need_evaluated_on=None),
        "late": cases.filter(need_evaluated_on__gt=DaysAfter("detected_on", 3)),
        "in time": cases.filter(need_evaluated_on__lte=DaysAfter("detected_on", 4)),
        "either": cases.filter(Q(detected_on__lt=at.days_ago(6)) | Q(need_evaluated_on=None)),
        "linked": cases.filter(Exists(links)),
        "long title": cases.annotate(long=Length("title")).filter(long__gt=50),
        "its own": cases.filter(title=F("title")).exclude(title="Leak 3"),
        "never": cases.none(),
    }
    alone = {name: one.count() for name, one in sets.items()}

    with CaptureQueriesContext(connection) as captured:
        together = count_together(sets)

    assert len(counts(captured)) == 1
    assert together == alone
    assert (alone["all"], alone["late"], alone["in time"], alone["its own"]) == (9, 3, 3, 8)


def test_what_is_no_plain_set_is_left_to_be_counted_alone(cases, at):
    sets = {
        "joined": at.records(CorrectiveAction).filter(nonconformity__title="Leak 1"),
        "joined, too": at.records(CorrectiveAction).filter(nonconformity__title="Leak 2"),
        "cut": cases[:3],
        "alone on its table": cases,
    }

    assert count_together(sets) == {}


def test_what_was_counted_ahead_is_not_asked_again(cases, at):
    decided = cases.exclude(need_evaluated_on=None)
    late = cases.filter(need_evaluated_on__gt=DaysAfter("detected_on", 30))

    with CaptureQueriesContext(connection) as captured:
        at.count_ahead([cases, decided, late, late])
        numbers = [at.count(one) for one in (cases, decided, late)]

    assert numbers == [9, 3, 0]
    assert len(counts(captured)) == 1
    assert [at.is_known_empty(one) for one in (cases, decided, late)] == [False, False, True]


def test_a_statement_that_is_refused_counts_nothing(cases, caplog):
    broken = cases.extra(where=["no_such_column = 1"])

    assert count_together({"all": cases, "broken": broken}) == {}
    assert "could not be counted together" in caplog.text
    assert cases.count() == DAYS
