"""Objectives and analyses: planned before they are approved, followed, and judged by what was measured."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from everproof.kernel import clock
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.records.lists import ids_of
from everproof.kernel.testing import factories
from everproof.kernel.work import actions as work
from everproof.kernel.work.my_work import my_work
from everproof.processes.actions import analyses, kpis, objectives, values
from everproof.processes.lifecycle.performance import PLANNED
from everproof.processes.queries.performance import (
    expected_of,
    objective_tree,
    objectives_of_process,
    overdue_actions,
    progress_of,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def a_day():
    with clock.travel(NOW):
        yield


@pytest.fixture
def kpi(cast):
    made = kpis.define_kpi(title="Yield", by=cast.manager, unit="%", measured_from=date(2026, 8, 1))
    values.enter_value(kpi=made, by=cast.manager, value="96.5", period_on=date(2026, 10, 1))
    return made


def planned(cast, measured_by, **more):
    """A draft that lacks nothing."""
    objective = objectives.set_objective(
        **{
            "title": "Yield of 98 %",
            "by": cast.manager,
            "owner": cast.person("member"),
            "kpi": measured_by,
            "baseline": Decimal(95),
            "target": Decimal(98),
            "unit": "%",
            "start_on": date(2026, 1, 1),
            "due_on": date(2026, 12, 31),
            "resources": "None needed",
            "evaluation_method": "By the control chart",
            **more,
        }
    )
    work.raise_action(
        title="New tool", owner=cast.person("member"), due_on=date(2026, 12, 1), source=objective, by=cast.manager
    )
    return objective


def approved(cast, measured_by, **more):
    return objectives.approve_objective(objective=planned(cast, measured_by, **more), by=cast.boss)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("owner", None, "no owner"),
        ("kpi", None, "No KPI"),
        ("target", None, "target with a unit"),
        ("unit", "", "target with a unit"),
        ("due_on", None, "no due day"),
        ("due_on", date(2025, 12, 31), "before it starts"),
        ("resources", "", "what it takes"),
        ("evaluation_method", "", "how it will be judged"),
    ],
)
def test_it_is_not_approved_before_it_is_planned(cast, kpi, field, value, reason):
    assert field in PLANNED
    with pytest.raises(Refused, match=reason):
        approved(cast, kpi, **{field: value})


def test_it_is_not_approved_without_an_action(cast, kpi):
    objective = planned(cast, kpi)
    bare = objectives.set_objective(
        by=cast.manager,
        title="Bare",
        **{name: getattr(objective, name) for name in PLANNED},
    )

    with pytest.raises(Refused, match="No action"):
        objectives.approve_objective(objective=bare, by=cast.boss)


def test_who_approved_it_and_when_stays_with_it(cast, kpi):
    objective = approved(cast, kpi)

    assert (objective.status, objective.approved_by, objective.approved_on) == ("active", cast.boss.person, TODAY)
    assert objective.review_due_on == TODAY + timedelta(days=92)
    with pytest.raises(NotAllowed):
        objectives.approve_objective(objective=planned(cast, kpi), by=cast.member)


def test_its_owner_says_how_it_stands_and_is_asked_again(cast, kpi):
    objective = approved(cast, kpi, review_interval_days=10)
    assert [item for item in my_work(cast.member) if item.record_id == objective.pk]

    objective = objectives.review_objective(
        objective=objective, by=cast.member, progress="Slow", off_track_since=date(2026, 11, 1)
    )

    assert (objective.reviewed_on, objective.review_due_on) == (TODAY, TODAY + timedelta(days=10))
    assert objective.off_track_since == date(2026, 11, 1)
    with pytest.raises(Refused, match="how it stands"):
        objectives.review_objective(objective=objective, by=cast.member, progress=" ")


def test_it_is_achieved_only_where_the_newest_value_reaches_the_target(cast, kpi):
    objective = approved(cast, kpi)
    with pytest.raises(Refused, match=r"96\.5, misses the target"):
        objectives.achieve_objective(objective=objective, by=cast.member, result="Done")

    values.correct_value(kpi=kpi, by=cast.manager, period_on=date(2026, 10, 1), reason="Recount", value="98.0")
    with pytest.raises(Refused, match="what came of it"):
        objectives.achieve_objective(objective=objective, by=cast.member, result="")
    objective = objectives.achieve_objective(objective=objective, by=cast.member, result="Kept for a month")

    assert (objective.status, objective.evaluated_on) == ("achieved", TODAY)


def test_what_ended_may_be_planned_and_approved_anew(cast, kpi):
    objective = objectives.miss_objective(objective=approved(cast, kpi), by=cast.member, result="Too little time")
    objective = objectives.reopen_objective(objective=objective, by=cast.boss, reason="Another year")

    assert (objective.status, objective.approved_by, objective.approved_on) == ("draft", None, None)


def test_none_serves_itself_however_far_round(cast, kpi):
    top = planned(cast, kpi, title="Top")
    middle = planned(cast, kpi, title="Middle", parent=top)
    low = planned(cast, kpi, title="Low", parent=middle)

    with pytest.raises(Refused, match="circle"):
        objectives.change_objective(objective=top, by=cast.manager, parent=low)


def test_the_tree_shows_each_below_the_one_it_serves(cast, kpi, django_assert_num_queries):
    top = planned(cast, kpi, title="Top")
    planned(cast, kpi, title="Low", parent=planned(cast, kpi, title="Middle", parent=top))
    objectives.cancel_objective(objective=planned(cast, kpi, title="Gone"), by=cast.boss, reason="No money")

    with django_assert_num_queries(1):
        found = objective_tree(cast.manager, TODAY)

    assert [(one.objective.title, one.depth) for one in found] == [("Top", 0), ("Middle", 1), ("Low", 2)]


def test_progress_is_the_way_from_the_start_to_the_target(cast, kpi):
    objective = planned(cast, kpi)

    assert progress_of(objective) == pytest.approx(0.5)
    assert expected_of(objective, date(2026, 7, 2)) == pytest.approx(0.5, abs=0.01)
    objective.baseline, objective.target = Decimal(100), Decimal(99)
    assert progress_of(objective) == 1.0


def test_a_process_knows_the_objectives_that_name_it(cast, kpi):
    process, other = factories.make("process", cast), factories.make("process", cast, 2)
    planned(cast, kpi, processes=ids_of([process]))

    assert [one.title for one in objectives_of_process(cast.manager, process)] == ["Yield of 98 %"]
    assert list(objectives_of_process(cast.manager, other)) == []


# Analyses -------------------------------------------------------------------------------------------------------------


def started(cast, **more):
    return analyses.start_analysis(
        title="Third quarter",
        topic="planning-effectiveness",
        period_from=date(2026, 7, 1),
        period_to=date(2026, 9, 30),
        by=cast.manager,
        **more,
    )


def test_an_analysis_is_concluded_with_data_method_and_verdict(cast):
    analysis = started(cast)
    assert analysis.author == cast.manager.person

    with pytest.raises(Refused) as refused:
        analyses.conclude_analysis(analysis=analysis, by=cast.manager)

    assert len(refused.value.reasons) == 3


def test_how_its_kpis_stood_is_kept_with_it(cast, kpi):
    analysis = analyses.conclude_analysis(
        analysis=started(cast, kpis=ids_of([kpi])),
        by=cast.manager,
        data="Yield",
        method="Chart",
        conclusion="Stable",
        verdict="good",
    )
    values.enter_value(kpi=kpi, by=cast.manager, value="99", period_on=date(2026, 11, 1))

    (figure,) = analysis.figures
    assert (figure["value"], figure["on"]) == ("96.5", "2026-10-31")
    assert analysis.concluded_on == TODAY


def test_overdue_actions_are_counted_as_they_were_on_that_day(cast):
    with clock.travel(NOW - timedelta(days=90)):
        late, done, cancelled, _later = (
            work.raise_action(title=title, owner=cast.person("member"), due_on=due, by=cast.manager)
            for title, due in (
                ("Late", date(2026, 9, 1)),
                ("Done after", date(2026, 9, 1)),
                ("Cancelled after", date(2026, 9, 1)),
                ("Later", date(2026, 10, 1)),
            )
        )
    work.complete_action(action=done, by=cast.member, evidence="Yes", completed_on=date(2026, 10, 5))
    work.cancel_action(action=cancelled, by=cast.manager, reason="Not needed")

    assert set(overdue_actions(cast.organization.pk, date(2026, 9, 30))) == {late, done, cancelled}
    assert set(overdue_actions(cast.organization.pk, date(2026, 8, 1))) == set()
    assert late in overdue_actions(cast.organization.pk, TODAY)
    assert done not in overdue_actions(cast.organization.pk, TODAY)
