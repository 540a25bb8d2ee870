"""A KPI is judged as its chart says: run chart, control chart, limits that were kept."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from everproof.analytics.control.attributes import p_chart
from everproof.analytics.control.rules import RULES_THAT_APPLY
from everproof.analytics.control.variables import i_mr
from everproof.kernel.errors import Refused
from everproof.processes import judging
from everproof.processes.judging import Point, Signal, estimated, judge, kept, uncommented

CASES = Path(__file__).parent / "reference" / "charts.json"
START = date(2024, 1, 31)
# The other tool takes d2 from a table with three decimals.
TABLE = 3e-4
# A stable process: nothing in it is a signal.
STABLE = (33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84)


def points(values, denominator=None):
    """A point for each month, or for each value that is there."""
    days = [START + timedelta(days=30 * place) for place in range(len(values))]
    if denominator is None:
        return [Point(day, value) for day, value in zip(days, values, strict=True)]
    return [
        Point(day, None if value is None else value / denominator, numerator=value, denominator=denominator)
        for day, value in zip(days, values, strict=True)
    ]


def reference_case(name):
    """Values and limits that another tool computed (see "source" in the file)."""
    return next(case for case in json.loads(CASES.read_text())["cases"] if case["id"] == name)


def test_there_is_nothing_to_judge_without_values():
    assert judge([]).kind == ""
    assert judge(points([None, None])).kind == ""


def test_below_twelve_values_it_is_a_run_chart_and_none_of_its_points_signals():
    found = judge(points([1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 100]))

    assert found.kind == judging.RUN
    assert found.present == 11
    assert found.signals == ()
    assert found.panels == ()


def test_a_run_chart_tells_a_shift_by_its_runs():
    found = judge(points([1, 2, 1, 1.5, 2, 8, 9, 8, 9, 8.5, 7]))

    assert found.kind == judging.RUN
    assert found.is_shifted


def test_from_twelve_values_on_it_is_a_control_chart():
    assert judge(points(STABLE[:11])).kind == judging.RUN
    found = judge(points(STABLE[:12]))

    assert found.kind == judging.CONTROL
    assert [panel.statistic for panel in found.panels] == ["X", "MR"]
    assert found.signals == ()


def test_it_agrees_with_another_tool_on_single_values():
    case = reference_case("cc-imr-50-public")
    given, expected = points(case["input"]["values"]), case["expected"]
    found = judge(given)
    individuals, ranges = found.panels

    for line in ("center", "lcl", "ucl"):
        assert getattr(individuals, line) == pytest.approx(expected[line], rel=TABLE)
    assert ranges.ucl == pytest.approx(expected["mr_ucl"], rel=TABLE)
    days = [point.on for point in given]
    for statistic, beyond in (("X", "beyond_limits"), ("MR", "mr_beyond_limits")):
        signals = [one for one in found.signals if one.statistic == statistic and 1 in one.rules]
        assert [days.index(one.on) + 1 for one in signals] == expected[beyond]


def test_it_agrees_with_another_tool_on_rates():
    case = reference_case("cc-u-pcmanufact-public")
    found = judge(counted(case["input"]), chart="rate")

    assert found.chart == "u"
    for line in ("center", "lcl", "ucl"):
        assert getattr(found.panels[0], line) == pytest.approx(case["expected"][line], rel=1e-9)


def test_it_agrees_with_another_tool_on_laneys_limits():
    case = reference_case("cc-laney-p-public")
    found = judge(counted(case["input"]), chart="proportion")

    assert found.chart == "laney_p"
    height = found.panels[0].ucl
    heights = [height] * len(case["expected"]["ucl"]) if isinstance(height, float) else list(height)
    assert heights == pytest.approx(case["expected"]["ucl"], rel=TABLE)


def counted(given):
    """Points out of counts and the sizes of their samples."""
    counts = given["counts"]
    sizes = given["sizes"] if isinstance(given["sizes"], list) else [given["sizes"]] * len(counts)
    return [
        replace(point, numerator=count, denominator=size)
        for point, count, size in zip(points([0.5] * len(counts)), counts, sizes, strict=True)
    ]


def test_a_point_beyond_a_limit_is_a_signal_on_its_side():
    found = judge(points([*STABLE, 36.0]), rules=(1,))

    above = [signal for signal in found.signals if signal.statistic == "X"]
    assert [(signal.on, signal.rules, signal.side) for signal in above] == [(points([*STABLE, 0])[-1].on, (1,), 1)]


def test_only_the_rules_of_the_organisation_are_applied():
    shifted = [1, -1] * 8 + [2.0, 2.1, 1.9, 2.2, 2.0, 2.1, 1.9, 2.0, 2.1]
    without = judge(points(shifted), rules=(1,)).signals
    with_runs = judge(points(shifted), rules=(1, 2)).signals

    assert not any(2 in signal.rules for signal in without)
    assert any(2 in signal.rules for signal in with_runs)


def test_all_rules_that_hold_for_the_statistic_are_those_of_the_chart():
    values = [*STABLE, 35.5, 31.0, 33.4]
    chart = i_mr(values)
    found = judge(points(values))

    expected = {
        (panel.statistic, int(number) + panel.first - 1, signals.at(int(number)))
        for panel in chart.panels
        for signals in [panel.signals(RULES_THAT_APPLY[panel.kind])]
        for number in signals.any
    }
    days = [point.on for point in points(values)]
    assert {(signal.statistic, days.index(signal.on) + 1, signal.rules) for signal in found.signals} == expected


def test_a_missing_value_leaves_a_gap_and_ends_every_run():
    values = [1, -1] * 6 + [2.0, 2.1, 2.0, 2.2, None, 2.1, 2.0, 2.2, 2.1, 2.0]
    found = judge(points(values), rules=(2,))

    assert not any(2 in signal.rules for signal in found.signals)
    assert found.present == len(values) - 1


def test_a_share_is_judged_by_its_counts_and_shown_in_percent():
    counts = [5, 4, 6, 5, 3, 5, 7, 5, 4, 5, 6, 4, 5, 5]
    found = judge(points(counts, 200), chart="proportion", scale=100)
    expected = p_chart(counts, [200] * len(counts))

    assert found.chart == "p"
    assert found.panels[0].center == pytest.approx(100 * expected.center)
    assert found.panels[0].ucl == pytest.approx(100 * expected.panel.ucl)


def test_laneys_limits_are_taken_where_samples_differ_more_than_chance_explains():
    counts = [9000, 9300, 9100, 9450, 9020, 9380, 9150, 9420, 9080, 9350, 9010, 9400]
    found = judge(points(counts, 10_000), chart="proportion", scale=100)

    assert found.chart == "laney_p"
    assert found.panels[0].ucl > 100 * p_chart(counts, [10_000] * len(counts)).panel.ucl


def test_kept_limits_judge_later_values_and_do_not_follow_them():
    stable = points(STABLE)
    limits = kept(
        estimated(stable, "individuals"),
        since=stable[0].on,
        until=stable[-1].on,
        reason="Stable for fifteen months.",
        decided_on=stable[-1].on,
    )
    drifting = points([*STABLE, *[33.5 + 0.15 * place for place in range(12)]])
    following, frozen = judge(drifting, rules=(1,)), judge(drifting, rules=(1,), limits=[limits])

    assert frozen.is_frozen
    assert frozen.panels[0].ucl == pytest.approx(judge(stable).panels[0].ucl)
    assert following.panels[0].center > frozen.panels[0].center
    late = {point.on for point in drifting[15:]}
    assert {one.on for one in frozen.signals} <= late
    assert frozen.signals
    assert frozen.bounds == ((16, False),)


def test_no_rule_reaches_across_new_limits():
    low, high = points([1.0, 1.2, 0.9, 1.1, 1.0, 0.8, 1.1, 0.9, 1.2, 1.0, 1.1, 0.9]), None
    high = [replace(point, on=point.on + timedelta(days=400), value=point.value + 5) for point in low]
    first = kept(estimated(low, "individuals"), since=low[0].on, until=low[-1].on, reason="a", decided_on=START)
    then = kept(estimated(high, "individuals"), since=high[0].on, until=high[-1].on, reason="b", decided_on=START)

    assert judge([*low, *high], rules=(1, 2), limits=[first]).signals
    assert not judge([*low, *high], rules=(1, 2), limits=[first, then]).signals


def test_limits_rest_on_twelve_values():
    with pytest.raises(Refused, match="at least 12"):
        estimated(points([1.0, 2.0] * 5), "individuals")


def test_one_comment_explains_signals_that_say_the_same_thing_together():
    days = [START + timedelta(days=place) for place in range(6)]
    shift = [Signal(day, "X", (2,), 1) for day in days[1:4]]
    spike = Signal(days[5], "X", (1,), 1)

    assert uncommented([*shift, spike], days, set()) == [(days[1], days[3]), (days[5], days[5])]
    assert uncommented([*shift, spike], days, {days[2]}) == [(days[5], days[5])]
