"""Failure mode analyses: lines with scores, the priority that follows, ratings kept, what counts propose."""

import itertools

import pytest

from everproof.analytics.errors import BadInput
from everproof.analytics.fmea import action_priority
from everproof.improvement import actions as improvement
from everproof.kernel import clock, links, parameters, transitions
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.links.models import Relation
from everproof.kernel.work import actions as work
from everproof.risks import counts, queries
from everproof.risks.actions import fmea
from everproof.risks.models import FmeaRating

pytestmark = pytest.mark.django_db


@pytest.fixture
def analysis(cast):
    return fmea.begin_fmea(
        title="Process FMEA: lapping", by=cast.manager, scope="From the bar to assembly", site=cast.main_site
    )


def line_of(cast, analysis, **values):
    values = {"severity": 8, "occurrence": 4, "detection": 2, **values}
    return fmea.add_line(fmea=analysis, title="Scratched", function="Lap", by=cast.manager, **values)


def fresh(record):
    return type(record).objects.select_related("organization").get(pk=record.pk)


def test_the_priority_is_that_of_the_reference_table():
    for scores in itertools.product(range(1, 11), repeat=3):
        assert fmea.priority_of(*scores) == action_priority(*scores)
    assert fmea.priority_of(7, None, 3) == ""


def test_a_line_takes_the_last_place_and_keeps_its_first_rating(cast, analysis):
    first, second = line_of(cast, analysis), line_of(cast, analysis, severity=None)

    assert [one.pk for one in queries.lines_of(analysis)] == [first.pk, second.pk]
    assert (first.priority, first.rated_on) == ("M", clock.today("Europe/Berlin"))
    assert (second.priority, second.rated_on) == ("", None)
    assert [one.priority for one in queries.line_ratings_of(first)] == ["M"]
    assert not queries.line_ratings_of(second).exists()


def test_new_scores_are_kept_with_the_counts_they_rest_on(cast, analysis):
    line = line_of(cast, analysis)

    changed = fmea.change_line(
        line=line, by=cast.manager, occurrence=3, rationale="Washing at 60 degrees", count=4, exposure=5200
    )

    newest = queries.line_ratings_of(changed)[0]
    assert (changed.priority, newest.occurrence, newest.count, newest.exposure) == ("L", 3, 4, 5200)
    assert newest.rationale == "Washing at 60 degrees"


def test_words_alone_make_no_rating(cast, analysis):
    line = line_of(cast, analysis)

    fmea.change_line(line=line, by=cast.manager, cause="Grit of the rough paste")

    assert FmeaRating.objects.filter(failure_mode=line).count() == 1


def test_the_scores_after_the_actions_have_a_priority_of_their_own(cast, analysis):
    line = fmea.change_line(
        line=line_of(cast, analysis), by=cast.manager, after_severity=8, after_occurrence=2, after_detection=2
    )

    assert (line.priority, line.after_priority) == ("M", action_priority(8, 2, 2))


def test_it_is_released_by_somebody_with_the_power_once_every_line_is_rated(cast, analysis):
    with pytest.raises(Refused, match="no line yet"):
        fmea.release_fmea(fmea=analysis, by=cast.boss)
    line = line_of(cast, analysis, detection=None)
    with pytest.raises(Refused, match="not rated"):
        fmea.release_fmea(fmea=fresh(analysis), by=cast.boss)
    fmea.change_line(line=line, by=cast.manager, detection=3)
    with pytest.raises(Refused, match="what it covers"):
        fmea.release_fmea(fmea=fresh(analysis), by=cast.boss, scope=" ")
    with pytest.raises(NotAllowed):
        fmea.release_fmea(fmea=fresh(analysis), by=cast.member)

    assert fmea.release_fmea(fmea=fresh(analysis), by=cast.boss).status == "released"


def test_a_line_of_high_priority_is_answered_before_the_release(cast, analysis):
    line = line_of(cast, analysis, severity=9, occurrence=9, detection=9)
    assert line.priority == "H"
    with pytest.raises(Refused, match="high priority"):
        fmea.release_fmea(fmea=fresh(analysis), by=cast.boss)
    today = clock.today("Europe/Berlin")
    action = work.raise_action(title="Sieve", owner=cast.person("member"), due_on=today, source=line, by=cast.manager)
    released = fmea.release_fmea(fmea=fresh(analysis), by=cast.boss)
    assert released.status == "released"

    transitions.perform(released, "revise", by=cast.manager, reason="New paste")
    transitions.perform(action, "cancel", by=cast.manager, reason="No sieve is fine enough")
    with pytest.raises(Refused, match="high priority"):
        fmea.release_fmea(fmea=fresh(analysis), by=cast.boss)
    fmea.change_line(line=fresh(line), by=cast.manager, no_action_reason="Every part is looked at twice")
    assert fmea.release_fmea(fmea=fresh(analysis), by=cast.boss).status == "released"


def test_a_withdrawn_analysis_takes_no_line(cast, analysis):
    line = line_of(cast, analysis)
    transitions.perform(fresh(analysis), "withdraw", by=cast.manager, reason="Another takes its place")

    with pytest.raises(Refused, match="withdrawn"):
        line_of(cast, fresh(analysis))
    with pytest.raises(Refused, match="withdrawn"):
        fmea.change_line(line=fresh(line), by=cast.manager, severity=9)


@pytest.mark.parametrize(
    ("rate", "score"), [(0, 2), (1e-6, 2), (2e-6, 3), (1e-4, 4), (7.7e-4, 6), (2e-3, 6), (0.05, 9), (0.2, 10)]
)
def test_the_occurrence_of_a_rate_is_the_graver_of_two_steps(rate, score):
    assert counts.occurrence_of(rate) == score


def test_counts_propose_with_exact_limits():
    found = counts.proposal(4, 5200)

    # Garwood's exact limits of 4 events: 1.0899 and 10.2416.
    assert (round(found.low * 5200, 4), round(found.high * 5200, 4)) == (1.0899, 10.2416)
    assert (found.occurrence, found.least, found.most) == (6, 5, 6)
    assert counts.proposal(0, 5200).occurrence == counts.proposal(0, 5200).most
    with pytest.raises(BadInput):
        counts.proposal(4, 0)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["1", "2", "3"],
        ["1", "2", "3", "4", "5", "6", "7", "often"],
        ["2", "1", "3", "4", "5", "6", "7", "8"],
        ["0", "1", "2", "3", "4", "5", "6", "7"],
        ["1", "2", "3", "4", "5", "6", "7", "inf"],
    ],
)
def test_steps_that_do_not_rise_propose_nothing(words):
    assert counts.steps_of(words) == ()


def test_a_company_may_have_steps_of_its_own(cast, analysis, sign_in):
    line = line_of(cast, analysis)
    here = f"/ours/risks/failure-modes/{line.number}/"
    browser = sign_in("manager")
    asked = {"exposure": "1000", "since": "2026-01-01"}
    usual = browser.get(here, asked).content.decode()
    assert "The count proposes occurrence 7." in usual
    assert "not compared with a copy of it" in usual

    own = ["1", "2", "3", "4", "5", "6", "7", "8"]
    parameters.change(name=counts.INCIDENTS, to=own, by=cast.administrator)
    shown = browser.get(here, asked).content.decode()
    assert "The count proposes occurrence 5." in shown
    assert "The steps are a rule of this company." in shown

    parameters.change(name=counts.INCIDENTS, to=["many"], by=cast.administrator)
    assert "must be eight rising numbers" in browser.get(here, asked).content.decode()


def test_only_problems_that_are_linked_and_stand_are_counted(cast, analysis, sign_in):
    line = line_of(cast, analysis)
    found = [improvement.report_nonconformity(title=f"Scratch {n}", by=cast.manager) for n in range(3)]
    for case in found[:2]:
        links.link(case, Relation.CONCERNS, line, by=cast.manager)
    improvement.reject_nonconformity(nonconformity=found[0], by=cast.manager, reason="Dust")
    today = clock.today("Europe/Berlin")

    assert counts.failures_of(cast.manager, line, None) == 1
    assert counts.failures_of(cast.manager, line, today) == 1
    assert counts.failures_of(cast.manager, line, today.replace(year=today.year + 1)) == 0
    before = fresh(line).version
    page = sign_in("manager").get(f"/ours/risks/failure-modes/{line.number}/?exposure=1000").content.decode()
    assert "The count proposes occurrence 6." in page
    assert "It is rated 4, which the count does not contradict." in page
    assert fresh(line).version == before
    assert FmeaRating.objects.filter(failure_mode=line).count() == 1
