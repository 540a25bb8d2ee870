"""Management figures: definitions, empty denominators, and input that cannot be."""

import datetime as dt
import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics import complaints, quality_cost, satisfaction, supplier
from everproof.analytics.metrics.oee import oee
from everproof.analytics.metrics.pareto import pareto

COUNTS = st.lists(st.tuples(st.sampled_from("abcdefg"), st.integers(0, 50)), min_size=1, max_size=30)


@given(COUNTS)
def test_a_pareto_falls_adds_up_and_loses_nothing(entries):
    found = pareto([name for name, _ in entries], [count for _, count in entries])
    assert list(found.counts) == sorted(found.counts, reverse=True)
    assert sum(found.counts) == sum(count for _, count in entries)
    if found.total:
        assert math.isclose(found.cumulative_percent[-1], 100)
        vital = sum(found.counts[: len(found.vital_few)])
        assert vital >= 0.8 * found.total > vital - found.counts[len(found.vital_few) - 1]
    else:
        assert set(found.percent) == {None}


def test_pareto_ties_and_the_rest():
    names, counts = ["c", "b", "Other", "a"], [1, 1, 9, 2]
    assert pareto(names, counts).order == ("Other", "a", "c", "b")
    assert pareto(names, counts, ties="alphabetical").order == ("Other", "a", "b", "c")
    assert pareto(names, counts, other="Other").order == ("a", "c", "b", "Other")
    assert pareto(["x", "y", "x", None]).counts == (2, 1)
    with pytest.raises(BadInput, match=r"counts\[2\]"):
        pareto(["a", "b"], [1, -1])


def test_oee_is_good_time_over_planned_time():
    found = oee(shift_minutes=480, break_minutes=30, down_minutes=50, ideal_cycle_seconds=20, total=1000, rejects=40)
    assert found.oee == pytest.approx(960 * 20 / 60 / 450)
    assert found.availability * found.performance * found.quality == pytest.approx(found.oee)


@pytest.mark.parametrize(
    ("name", "value"), [("break_minutes", 500), ("down_minutes", 490), ("rejects", 11), ("total", -1)]
)
def test_an_impossible_shift_is_refused(name, value):
    with pytest.raises(BadInput, match=name):
        oee(**({"shift_minutes": 480, "ideal_cycle_seconds": 1, "total": 10} | {name: value}))


def test_a_shift_without_planned_time_has_no_oee():
    found = oee(shift_minutes=30, break_minutes=30, ideal_cycle_seconds=1, total=0)
    assert (found.availability, found.performance, found.quality, found.oee) == (None, None, None, None)
    assert len(found.warnings) == 4


@given(st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_the_net_promoter_score_is_the_mean_of_plus_and_minus(scores):
    found = satisfaction.nps(scores)
    signs = [(score >= 9) - (score <= 6) for score in scores]
    mean = sum(signs) / len(signs)
    assert found.nps == pytest.approx(100 * mean, abs=1e-9)
    variance = sum((sign - mean) ** 2 for sign in signs) / len(signs)
    assert found.se == pytest.approx(100 * math.sqrt(variance / len(signs)), abs=1e-6)
    assert -100 <= found.ci[0] <= found.nps + 1e-9
    assert found.nps - 1e-9 <= found.ci[1] <= 100


def test_answers_off_the_scale_are_refused_and_no_answers_have_no_score():
    with pytest.raises(BadInput):
        satisfaction.nps([11])
    with pytest.raises(BadInput):
        satisfaction.csat([0])
    assert satisfaction.csat([None]).percent is None
    assert satisfaction.customer_effort([5, 7, 1, 4]).percent == 50


def test_the_delivery_window_includes_its_limits():
    days = [-3, -2, 0, 1, 2, None]
    found = supplier.punctuality(days, early_days_allowed=2, late_days_allowed=1)
    assert (found.early, found.on_time, found.late, found.n) == (1, 3, 1, 5)
    assert supplier.punctuality(days, early_days_allowed=math.inf).early == 0
    assert supplier.punctuality([None]).otd_percent is None


def test_receipts_count_parts_lots_and_complete_deliveries():
    receipts = [
        supplier.Receipt(received=100, rejected=0, ordered=100, deviation_days=0),
        supplier.Receipt(received=90, rejected=9, ordered=100, deviation_days=0),
        supplier.Receipt(received=100, rejected=1, ordered=100, deviation_days=3, accepted=True),
    ]
    found = supplier.receiving_quality(receipts)
    assert found.ppm == pytest.approx(1e6 * 10 / 290)
    assert found.lot_acceptance_rate == pytest.approx(2 / 3)
    assert found.otif_percent == pytest.approx(100 / 3)
    nothing = supplier.receiving_quality([])
    assert (nothing.ppm, nothing.lot_acceptance_rate, nothing.otif_percent) == (None, None, None)
    with pytest.raises(BadInput, match="rejected"):
        supplier.receiving_quality([supplier.Receipt(received=1, rejected=2)])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(0.01, 100))
def test_a_score_does_not_depend_on_the_size_of_the_weights(scores, size):
    named = {str(k): score for k, score in enumerate(scores)}
    found = supplier.score(named, dict.fromkeys(named, 1.0))
    assert supplier.score(named, dict.fromkeys(named, size)).score == pytest.approx(found.score, abs=1e-9)
    assert min(scores) - 1e-9 <= found.score <= max(scores) + 1e-9


def test_a_score_without_any_criterion_is_undefined():
    found = supplier.score({"quality": None}, {"quality": 1.0})
    assert (found.score, found.missing) == (None, ("quality",))
    with pytest.raises(BadInput, match="weight"):
        supplier.score({"price": 5}, {"quality": 1.0})


def test_management_figures_need_no_numpy():
    modules = (
        "fmea metrics.oee metrics.pareto metrics.satisfaction metrics.supplier metrics.complaints metrics.quality_cost"
    )
    imports = "; ".join(f"import everproof.analytics.{module}" for module in modules.split())
    code = f"{imports}; import sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def day(number):
    return dt.date(2025, 1, 1) + dt.timedelta(days=number)


def test_complaints_are_seen_as_they_stood_on_the_day():
    known = [
        complaints.Complaint(day(0), day(10)),
        complaints.Complaint(day(5), day(60)),
        complaints.Complaint(day(40)),
    ]
    early = complaints.handling(known, as_of=day(20), target_days=7)
    assert (early.total, early.closed, early.open, early.open_age_days) == (2, 1, 1, (15,))
    assert (early.closed_within_target, early.open_overdue) == (0, 1)
    late = complaints.handling(known, as_of=day(70), units_shipped=0)
    assert (late.closed, late.mean_days_to_close, late.complaints_per_million) == (2, 32.5, None)
    with pytest.raises(BadInput, match="closed before"):
        complaints.handling([complaints.Complaint(day(3), day(1))], as_of=day(9))


def test_no_closed_complaint_has_no_time_to_close():
    found = complaints.handling([], as_of=day(0), target_days=5)
    assert (found.mean_days_to_close, found.closed_within_target_percent, found.open_age_days) == (None, None, ())


def test_costs_add_up_and_an_unknown_class_is_refused():
    found = quality_cost.cost_of_quality({"prevention": 10, "internal_failure": [20, None, 10]}, sales=0)
    assert (found.total_coq, found.cost_of_poor_quality, found.coq_percent_of_sales) == (40, 30, None)
    assert sum(found.percent.values()) == pytest.approx(100)
    with pytest.raises(BadInput, match="rework"):
        quality_cost.cost_of_quality({"rework": 1})
    assert set(quality_cost.cost_of_quality({}).percent.values()) == {None}
