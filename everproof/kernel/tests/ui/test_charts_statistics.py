"""Statistical charts: what they draw is what the statistics say, at any magnitude, however long the series."""

import itertools
import math
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from random import Random

import pytest

from everproof.analytics.acceptance.operating import operating_characteristic
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.capability.indices import capability
from everproof.analytics.control.attributes import p_chart
from everproof.analytics.control.memory import cusum
from everproof.analytics.control.variables import i_mr, xbar_r
from everproof.analytics.distributions import fit, probability_points
from everproof.analytics.msa.gage_rr import gage_rr
from everproof.analytics.reliability.survival import kaplan_meier
from everproof.analytics.reliability.weibull import fit_weibull
from everproof.kernel.ui.charts import PDF, statistics
from everproof.kernel.ui.charts.canvas import PAGE, places_of, ticks
from everproof.kernel.ui.charts.control import ROWS, ControlChart, ControlPanel
from everproof.kernel.ui.charts.curves import Curves, PlaneCurve
from everproof.kernel.ui.charts.gage import GageChart
from everproof.kernel.ui.charts.histogram import Histogram, Limit, bins_of
from everproof.kernel.ui.charts.probability import ProbabilityPlot
from everproof.kernel.ui.charts.scale import axis_over, numbers_for, stepped
from everproof.kernel.ui.charts.statistical_samples import all_charts
from everproof.kernel.ui.charts.thinning import is_thinned, kept

SAMPLES = all_charts()
HOSTILE = '<script>"&'


def parts(svg, name):
    return [part for part in ET.fromstring(svg).iter() if part.tag == f"{{http://www.w3.org/2000/svg}}{name}"]


def texts(svg):
    return [part.text for part in parts(svg, "text")]


def bold(svg):
    return [part.text for part in parts(svg, "text") if part.get("font-weight") == "600"]


def diamonds(svg):
    return [
        title.text
        for path in parts(svg, "path")
        if path.get("fill") in (PAGE.signal, PDF.signal)
        for title in path
        if title.text
    ]


def named(chart):
    return chart.title


@pytest.mark.parametrize("width", [620, 344])
@pytest.mark.parametrize("chart", SAMPLES, ids=named)
def test_every_chart_is_named_described_and_stays_inside(chart, width):
    svg = chart.svg(width=width)
    root = ET.fromstring(svg)
    assert (root[0].text, root[1].text.startswith(chart.sentence)) == (chart.title, True)
    assert "style=" not in svg
    assert "nan" not in svg
    assert "inf" not in svg.replace("information", "")
    height = float(root.get("height"))
    for dot in parts(svg, "circle"):
        assert -1 <= float(dot.get("cx")) <= width + 1
        assert -1 <= float(dot.get("cy")) <= height + 1
    for bar in parts(svg, "rect"):
        assert float(bar.get("x")) + float(bar.get("width")) <= width + 1
    for text in parts(svg, "text"):
        assert 0 <= float(text.get("x")) <= width + 1
        assert 0 <= float(text.get("y")) <= height + 1


@pytest.mark.parametrize("chart", SAMPLES, ids=named)
def test_the_drawing_for_paper_has_literal_colours(chart):
    assert "var(" in chart.svg()
    assert "var(" not in chart.svg(palette=PDF)


@pytest.mark.parametrize("chart", SAMPLES, ids=named)
def test_the_table_has_as_many_cells_as_heads(chart):
    table = chart.table()
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.head)}


def test_a_signal_is_a_diamond_with_the_number_of_its_rule():
    values = [10.0, 10.1, 9.9, 10.05, 9.95, 10.1, 9.9, 10.0, 10.1, 9.9, 13.0, 10.0]
    svg = statistics.control_chart(i_mr(values), title="T", sentence="s", unit="mm").svg()
    assert next(tip for tip in diamonds(svg) if tip.startswith("11:")).endswith("(rule 1)")
    assert "1" in bold(svg)


def test_rules_that_were_not_asked_for_are_not_drawn():
    rising = [float(k) for k in range(12)]
    chart = i_mr(rising)
    with_all = statistics.control_chart(chart, title="T", sentence="s").panels[0].signals
    only_first = statistics.control_chart(chart, title="T", sentence="s", rules=[1]).panels[0].signals
    assert any(3 in rules for rules in with_all.values())
    assert {rule for rules in only_first.values() for rule in rules} <= {1}


def test_moving_ranges_keep_the_number_of_the_later_value():
    panel = statistics.control_chart(i_mr([1.0, 1.1, 0.9, 5.0, 1.0, 1.1]), title="T", sentence="s").panels[1]
    assert (panel.first, panel.last) == (2, 6)
    rows = statistics.control_chart(i_mr([1.0, 1.5]), title="T", sentence="s").table().rows
    assert [row[0] for row in rows][-2:] == ["1", "2"]


def test_limits_that_vary_are_drawn_in_steps():
    chart = p_chart([3, 4, 2, 5], [50, 100, 50, 200])
    svg = statistics.control_chart(chart, title="T", sentence="s").svg()
    dashed = [path for path in parts(svg, "path") if path.get("stroke-dasharray")]
    assert dashed
    assert stepped([(0.0, 1.0), (10.0, 2.0)], -5.0, 15.0) == [(-5.0, 1.0), (5.0, 1.0), (5.0, 2.0), (15.0, 2.0)]


def test_straight_limits_stand_above_the_table_and_varying_ones_beside_each_point():
    straight = statistics.control_chart(xbar_r([[1.0, 2, 3], [2, 3, 4], [1, 2, 4]]), title="T", sentence="s").table()
    assert [row[0] for row in straight.rows[:3]] == ["UCL", "CL", "LCL"]
    varying = statistics.control_chart(p_chart([3, 4], [50, 100]), title="T", sentence="s").table()
    assert "UCL" in varying.head


def test_new_points_are_set_apart_from_those_the_limits_rest_on():
    chart = statistics.control_chart(i_mr([1.0, 1.2, 0.9, 1.1], new_values=[1.0, 3.0]), title="T", sentence="s")
    assert [number for number, _words in chart.panels[0].bounds] == [5]
    assert "phase II" in texts(chart.svg())


def test_points_left_out_of_the_estimate_are_hollow():
    panel = ControlPanel("X", [1.0, 2.0, 1.5], center=1.5, left_out=frozenset({2}))
    svg = ControlChart("T", "s", [panel]).svg()
    assert sum(dot.get("fill") == PAGE.card for dot in parts(svg, "circle")) == 1


def test_a_cusum_shows_both_sums_and_its_limits():
    values = [0.0] * 5 + [1.5] * 10
    chart = statistics.cusum_chart(cusum(values, target=0.0, sigma=1.0), title="T", sentence="s")
    svg = chart.svg()
    assert texts(svg).count("h 5.0") == 2
    assert len(diamonds(svg)) == len(cusum(values, target=0.0, sigma=1.0).signal_upper)


def test_a_line_breaks_where_a_value_is_missing():
    svg = ControlChart("T", "s", [ControlPanel("X", [1.0, 2.0, None, 3.0, 4.0])]).svg()
    runs = [path for path in parts(svg, "path") if path.get("stroke") == PAGE.ink]
    assert len(runs) == 2


@pytest.mark.parametrize("scale", [1e-9, 1e-6, 1.0, 1e9])
def test_a_chart_reads_alike_at_every_magnitude(scale):
    values = [scale * x for x in (1.20, 1.25, 1.18, 1.22, 1.30, 1.21, 1.19)]
    svg = statistics.control_chart(i_mr(values), title="T", sentence="s", unit="m").svg()
    shown = texts(svg)
    ends = [text for text in shown if text and text.startswith(("UCL", "LCL", "CL"))]
    assert len({text.split()[-1] for text in ends[:3]}) == 3
    assert max(len(text) for text in ends) < 16


def test_a_micrometre_beside_a_metre_keeps_its_digits():
    values = [1.0 + 1e-6 * x for x in (1, 3, 2, 4, 2, 3, 1)]
    svg = statistics.control_chart(i_mr(values), title="T", sentence="s", unit="m").svg()
    ends = [text for text in texts(svg) if text and text.startswith(("UCL", "CL", "LCL"))]
    assert len(set(ends[:3])) == 3


@pytest.mark.parametrize(("low", "high"), [(0, 1e-6), (1.000001, 1.000002), (-3e8, 4e8), (0, 0), (5, 5)])
def test_an_axis_covers_its_values_with_round_marks(low, high):
    axis = axis_over([low, high], 0, 100)
    assert axis.low <= low
    assert axis.high >= high
    assert len(axis.marks) >= 2
    labels = [axis.label(mark) for mark in axis.marks]
    assert len(set(labels)) == len(labels)


def test_ticks_of_tiny_values_are_kept():
    assert ticks(0, 4e-12, 4) == pytest.approx([0, 1e-12, 2e-12, 3e-12, 4e-12])
    assert places_of(2.5e-7) == 8


def test_numbers_far_from_one_share_a_power_of_ten():
    tiny = numbers_for([1.2e-6, 1.9e-6])
    assert (tiny.factor, tiny.full(1.25e-6, "m")) == ("×10⁻⁶", "1.250×10⁻⁶ m")
    assert numbers_for([12.05, 12.06]).bare(12.051) == "12.0510"
    assert numbers_for([None]).bare(None) == "–"


def test_long_series_keep_every_extreme():
    random = Random(1)
    values = [random.gauss(0, 1) for _ in range(50_000)]
    values[31_234], values[777] = 40.0, -40.0
    shown = kept(values, 500)
    assert {777, 31_234} <= set(shown)
    assert len(shown) <= 1000
    assert shown == sorted(shown)
    for column in range(500):
        piece = values[column * 100 : (column + 1) * 100]
        assert {max(piece), min(piece)} <= {values[index] for index in shown}


def test_short_series_are_drawn_point_by_point():
    assert kept([1.0, None, 2.0], 10) == [0, 1, 2]
    assert is_thinned(21, 10)
    assert not is_thinned(20, 10)


def test_a_thinned_chart_says_so_and_its_table_names_the_signals_only():
    values = [0.1 * (index % 7) for index in range(5000)]
    values[4321] = 50.0
    chart = statistics.control_chart(i_mr(values), title="T", sentence="s", rules=[1])
    svg = chart.svg()
    assert any("smallest and largest" in (text or "") for text in texts(svg))
    rows = [row[0] for row in chart.table().rows]
    assert "4,322" in rows
    assert "further points" in rows[-1]
    assert len(rows) < 20


def test_tables_behind_long_series_stay_short():
    signals = dict.fromkeys(range(1, 5001), (1,))
    table = ControlChart("T", "s", [ControlPanel("X", [1.0] * 6000, signals=signals)]).table()
    assert len(table.rows) == ROWS + 1
    assert "some with signals" in table.rows[-1][0]
    plot = ProbabilityPlot("T", "s", [(float(k), float(k)) for k in range(50_000)], [], [])
    assert len(plot.table().rows) <= ROWS


def test_bars_never_mix_good_and_bad():
    found = bins_of([0.5, 1.5, 2.5, 3.2, 3.4, 4.1, 0.9, 1.1], edge=3.0)
    assert any(math.isclose(found.edges(index)[0], 3.0) for index in range(len(found.counts)))
    assert sum(found.counts) == 8


@pytest.mark.parametrize("values", [[], [5.0], [5.0] * 9, [1e-9, 2e-9, 3e-9], [-1.0, 1.0]])
def test_bins_hold_every_value(values):
    assert sum(bins_of(values).counts) == len(values)


def test_bars_outside_a_limit_have_the_colour_of_a_signal():
    chart = Histogram("T", "s", [1.0, 2.0, 2.1, 2.2, 3.0, 9.0], [Limit(5.0, "USL", "above")])
    red = [bar for bar in parts(chart.svg(), "rect") if bar.get("fill") == PAGE.signal and float(bar.get("height"))]
    assert len(red) == 1


def test_a_capability_histogram_shows_the_indices_of_the_study():
    values = [10 + 0.1 * ((7 * k) % 11 - 5) for k in range(60)]
    study = capability(values=values, lsl=9, usl=11, signals=0)
    svg = statistics.capability_histogram(values, study, title="T", sentence="s").svg()
    assert f"{study.ppk:.2f}" in bold(svg)
    assert {"overall", "within"} <= set(texts(svg))


def test_points_of_a_fitting_distribution_lie_on_the_line():
    values = [fit([1.0, 2.0, 3.0], "normal").quantile((k + 0.5) / 40) for k in range(40)]
    fitted = fit(values, "normal")
    plot = statistics.probability_plot(probability_points(values, fitted), fitted, title="T", sentence="s")
    assert all(abs(x - y) < 0.1 * (values[-1] - values[0]) for x, y in plot.points)
    assert {"50 %", "1 %", "99 %"} <= set(texts(plot.svg()))


def test_a_weibull_plot_has_logarithmic_time_and_marks_suspensions():
    times = [100.0, 200.0, 300.0, 450.0]
    plot = statistics.weibull_plot(times, [0.15, 0.38, 0.6, 0.85], fit_weibull(times), title="T", sentence="s",
                                   suspended=[250.0])  # fmt: skip
    svg = plot.svg()
    x = [float(dot.get("cx")) for dot in parts(svg, "circle")]
    assert (x[1] - x[0]) == pytest.approx(math.log(2) / math.log(1.5) * (x[2] - x[1]), rel=0.01)
    assert plot.table().rows[-1] == ["250.0", "suspended"]


def test_survival_falls_in_steps():
    chart = statistics.survival_curve(kaplan_meier([1, 2, 3], [1, 1, 0]), title="T", sentence="s", suspended=[3.0])
    path = next(path for path in parts(chart.svg(), "path"))
    corners = [tuple(map(float, pair.split())) for pair in path.get("d")[1:].split("L")]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(corners))


def test_an_operating_curve_names_its_points():
    curve = operating_characteristic(SamplingPlan.of(50, 1), [0, 0.01, 0.05, 0.1])
    chart = statistics.operating_curve(curve, title="T", sentence="s", marks=[(0.01, curve.p_accept[1], "AQL")])
    assert "AQL" in texts(chart.svg())
    assert chart.table().rows[0] == ["0.00", "100.00"]


def test_a_gage_panel_holds_every_value_of_the_study():
    parts_, operators = [1, 1, 2, 2, 3, 3] * 2, ["A"] * 6 + ["B"] * 6
    values = [1.0, 1.1, 2.0, 2.1, 3.0, 3.1, 1.2, 1.1, 2.2, 2.1, 3.0, 3.2]
    chart = statistics.gage_chart(gage_rr(parts_, operators, values), (parts_, operators, values), title="T",
                                  sentence="s")  # fmt: skip
    assert sum(len(cell) for row in chart.cells for cell in row) == 12
    rings = [dot for dot in parts(chart.svg(), "circle") if dot.get("fill") == PAGE.card]
    assert len(rings) == 24


@pytest.mark.parametrize(
    "chart",
    [
        ControlChart("T", "s", []),
        ControlChart("T", "s", [ControlPanel("X", [])]),
        ControlChart("T", "s", [ControlPanel("X", [None, None])]),
        ControlChart("T", "s", [ControlPanel("X", [1.0])]),
        Histogram("T", "s", []),
        ProbabilityPlot("T", "s", [], [], []),
        Curves("T", "s", [PlaneCurve("", [])], "x", "y"),
        Curves("T", "s", [], "x", "y"),
        GageChart("T", "s", [], [], [], []),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_a_chart_of_nothing_is_still_a_drawing(chart):
    for width in (620, 344):
        drawing = ET.fromstring(chart.svg(width=width))
        assert drawing.tag.endswith("svg")
        assert float(drawing.get("viewBox").split()[2]) > 0
    assert chart.table().head


def test_what_people_typed_cannot_become_markup():
    panel = ControlPanel(HOSTILE, [1.0, 2.0], center=1.0, center_name=HOSTILE, bounds=[(2, HOSTILE)])
    chart = ControlChart(HOSTILE, HOSTILE, [panel], unit=HOSTILE, labels=[HOSTILE, HOSTILE])
    assert "<script" not in chart.svg()
    gage = GageChart(HOSTILE, HOSTILE, [], [HOSTILE], [HOSTILE], [[[1.0, 2.0]]])
    assert "<script" not in gage.svg()


def test_two_hundred_points_take_a_few_milliseconds():
    values = [10 + 0.1 * ((7 * k) % 11 - 5) for k in range(200)]
    chart = statistics.control_chart(i_mr(values), title="T", sentence="s")
    chart.svg()
    best = min(_seconds(chart.svg) for _ in range(5))
    assert best < 0.02  # a few ms on an idle machine; the rest is room for a busy one


def _seconds(draw):
    began = time.perf_counter()
    draw()
    return time.perf_counter() - began


def test_charts_do_not_import_numpy():
    program = "import sys, everproof.kernel.ui.charts.statistics; assert 'numpy' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
