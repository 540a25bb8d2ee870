"""A check is judged by what it looked at and found; the conventions that checks share."""

from datetime import timedelta

import pytest

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock
from everproof.kernel.checks import Check, Cure, Evidence, Finding, Situation, atom_of, judge, late_steps

pytestmark = pytest.mark.django_db
CURE = Cure("Do it")


@pytest.fixture
def at(cast):
    return Situation(cast.organization.pk, clock.today("Europe/Berlin"), {"late_limit_pct": 10, "days": 14})


def judged(run, at, **more):
    return judge(Check("1-1", run), at, **more)


def cases(cast, number, days_ago=0):
    """Nonconformities that were detected so many days ago."""
    day = clock.today("Europe/Berlin") - timedelta(days=days_ago)
    return [actions.report_nonconformity(title=f"Leak {n}", by=cast.manager, detected_on=day) for n in range(number)]


@pytest.mark.parametrize(
    ("name", "atom"),
    [("check_5_3_1", "5.3-1"), ("fault_7_5_3_2_5", "7.5.3.2-5"), ("check_5", None), ("helper_5_3_1", None)],
)
def test_a_check_is_named_after_its_atom(name, atom):
    assert atom_of(name) == atom


def test_the_outcome_follows_what_was_looked_at_and_found(cast, at):
    missing = Finding("Nobody.", CURE)

    assert judged(lambda at: Evidence(1), at).outcome == "pass"
    assert judged(lambda at: Evidence(1, (missing,)), at).outcome == "fail"
    assert judged(lambda at: Evidence(0, (missing,)), at).outcome == "empty"
    assert judged(lambda at: Evidence(at.records(Nonconformity)), at).outcome == "empty"
    unproven = judged(lambda at: Evidence(0, (), missing), at)
    assert (unproven.outcome, unproven.findings[0].reason) == ("no-evidence", "Nobody.")


def test_a_finding_without_records_left_is_none(cast, at):
    cases(cast, 2)
    none = Finding("Never.", CURE, Nonconformity.objects.none())

    assert judged(lambda at: Evidence(at.records(Nonconformity), (none,)), at).outcome == "pass"


def test_reasons_may_be_said_for_each_record_and_all_are_counted(cast, at):
    first, *_rest = cases(cast, 3)
    finding = Finding(lambda case: f"{case.number} leaks.", CURE, Nonconformity.objects.order_by("number"))

    (found,) = judged(lambda at: Evidence(1, (finding,)), at, shown=2).findings

    assert found.count == 3
    assert len(found.records) == 2
    assert found.reasons[0] == f"{first.number} leaks."


def test_a_check_that_raises_is_an_error(at, caplog):
    def raises(at):
        return at["no such parameter"]

    found = judged(raises, at)

    assert (found.outcome, found.error) == ("error", "KeyError: 'no such parameter'")
    assert "check 1-1 raised" in caplog.text


def test_the_same_question_is_asked_once(cast, at, django_assert_num_queries):
    cases(cast, 2)
    with django_assert_num_queries(2):
        assert [at.count(at.records(Nonconformity)) for _time in range(3)] == [2, 2, 2]
        assert at.count(at.records(Nonconformity).filter(title="Leak 0")) == 1
        assert at.count(Nonconformity.objects.none()) == 0


def test_drafts_and_voided_records_do_not_count(cast, at):
    from everproof.kernel import records

    kept, voided = cases(cast, 2)
    records.void(voided, by=cast.manager, reason="Twice.")

    assert list(at.records(Nonconformity)) == [kept]


def test_before_means_longer_ago_than_so_many_days(cast, at):
    for days in (13, 14, 15):
        cases(cast, 1, days_ago=days)

    found = Nonconformity.objects.filter(at.before("detected_on", "days"))

    assert [at.today - case.detected_on for case in found] == [timedelta(days=15)]
    assert at.count(Nonconformity.objects.filter(at.before("detected_on", 12))) == 3


def test_a_window_holds_recent_records_and_all_open_ones(cast, at):
    from django.db.models import Q

    old, new = cases(cast, 1, days_ago=30) + cases(cast, 1)
    still_open = Q(pk=old.pk)

    assert set(Nonconformity.objects.filter(at.in_window("detected_on", still_open=still_open, days="days"))) == {
        old,
        new,
    }
    closed = Q(pk=None)
    assert list(Nonconformity.objects.filter(at.in_window("detected_on", still_open=closed, days="days"))) == [new]


@pytest.mark.parametrize(
    ("late", "done", "told"), [(1, 5, False), (2, 30, False), (2, 19, True), (3, 30, False), (4, 30, True)]
)
def test_steps_done_late_count_among_many(cast, at, late, done, told):
    """More than one, and more than late_limit_pct of all that were due."""
    every = cases(cast, done)
    of = Nonconformity.objects.filter
    late_ones = of(pk__in=[case.pk for case in every[:late]])

    findings = late_steps(
        at,
        missing=Nonconformity.objects.none(),
        late=late_ones,
        done=of(),
        reason="Missing.",
        late_reason="Late.",
        cure=CURE,
    )
    found = judged(lambda _at: Evidence(1, findings), at)

    assert [finding.reason for finding in findings] == ["Missing.", "Late."]
    assert [(finding.reason, finding.count) for finding in found.findings] == ([("Late.", late)] if told else [])


def test_a_missing_step_is_a_finding_whatever_the_others_did(cast, at):
    cases(cast, 1)
    everything = Nonconformity.objects.all()
    nothing = Nonconformity.objects.none()

    def run(at):
        return Evidence(
            1, late_steps(at, missing=everything, late=nothing, done=nothing, reason="No.", late_reason="", cure=CURE)
        )

    assert judged(run, at).outcome == "fail"
