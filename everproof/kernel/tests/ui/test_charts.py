"""Charts: right geometry, whole tables, well-formed drawings that a strict policy lets through."""

import re
import xml.etree.ElementTree as ET

import pytest

from everproof.kernel.ui.charts import PDF, Bars, Line, Pareto, Series, Stack, Threshold, Trend, sparkline
from everproof.kernel.ui.charts.canvas import fit, places_of, ticks, wrap
from everproof.kernel.ui.charts.figure import figure
from everproof.kernel.ui.charts.model import spread
from everproof.kernel.ui.charts.samples import all_charts

HOSTILE = '<script>"&'


def _elements(svg, name):
    return [part for part in ET.fromstring(svg).iter() if part.tag.endswith(f"}}{name}") or part.tag == name]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 8, [0, 2, 4, 6, 8]),
        (0, 6.3, [0, 2, 4, 6, 8]),
        (0, 1000, [0, 250, 500, 750, 1000]),
        (0.42, 0.61, [0.4, 0.45, 0.5, 0.55, 0.6, 0.65]),
        (-3, 5, [-4, -2, 0, 2, 4, 6]),
        (5, 5, [5.0, 5.25, 5.5, 5.75, 6.0]),
    ],
)
def test_ticks_are_round_and_cover_the_values(low, high, expected):
    assert ticks(low, high, 4) == pytest.approx(expected)


@pytest.mark.parametrize(("step", "places"), [(2, 0), (0.5, 1), (0.25, 2), (250, 0), (0.001, 3)])
def test_labels_have_as_many_decimals_as_their_step(step, places):
    assert places_of(step) == places


def test_labels_at_the_end_stand_apart_and_keep_their_order():
    moved = spread([100, 101, 40, 102], gap=15, low=0, high=110)
    assert moved == pytest.approx([80, 95, 40, 110])


def test_text_that_does_not_fit_is_cut_with_an_ellipsis():
    assert fit("Certificate missing", 60).endswith("…")
    assert wrap("Scratch on the sealing face", 70, lines=2)[1].endswith("…")
    assert wrap("Other", 70) == ["Other"]


@pytest.mark.parametrize("width", [720, 344])
@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: type(chart).__name__)
def test_every_chart_is_well_formed_named_and_described(chart, width):
    svg = chart.svg(width=width)
    root = ET.fromstring(svg)
    assert [part.tag.rsplit("}")[-1] for part in root][:2] == ["title", "desc"]
    assert (root[0].text, root[1].text) == (chart.title, chart.sentence)
    assert root.get("role") == "img"
    assert "style=" not in svg


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: type(chart).__name__)
def test_the_drawing_for_paper_knows_no_css_variables(chart):
    assert "var(" in chart.svg()
    assert "var(" not in chart.svg(palette=PDF)


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: type(chart).__name__)
def test_nothing_is_drawn_outside_the_drawing(chart):
    for width in (720, 344):
        root = ET.fromstring(chart.svg(width=width))
        height = float(root.get("height"))
        for bar in _elements(chart.svg(width=width), "rect"):
            assert float(bar.get("x")) + float(bar.get("width")) <= width + 0.5
            assert float(bar.get("y")) + float(bar.get("height")) <= height + 0.5
        for dot in _elements(chart.svg(width=width), "circle"):
            assert 0 <= float(dot.get("cx")) <= width
            assert 0 <= float(dot.get("cy")) <= height


def test_a_trend_marks_what_misses_its_threshold_and_nothing_else():
    chart = Trend("T", "s", list("abcd"), (4.9, 5.0, 5.1, 7.0), Threshold(5, "limit"))
    tips = [part.text for part in _elements(chart.svg(), "title") if part.text and "(limit)" in part.text]
    assert [tip[0] for tip in tips] == ["c", "d"]


def test_a_threshold_may_ask_for_more():
    limit = Threshold(95, "target", better="higher")
    assert [limit.is_missed_by(value) for value in (94.9, 95, 96)] == [True, False, False]


def test_a_line_breaks_where_nothing_was_measured():
    chart = Line("T", "s", list("abcde"), [Series("x", (1, 2, None, 3, 4))])
    lines = [part for part in _elements(chart.svg(), "path") if part.get("fill") == "none"]
    assert len(lines) == 2


def test_pareto_ranks_the_causes_and_finds_the_vital_few():
    chart = Pareto("T", "s", [("c", 10), ("a", 50), ("b", 30), ("d", 10)])
    assert chart.ranked() == [("a", 50, 0.5), ("b", 30, 0.8), ("c", 10, 0.9), ("d", 10, 1.0)]
    assert chart.vital() == 2


def test_the_height_of_bars_is_in_proportion():
    chart = Bars("T", "s", [("a", 40), ("b", 10)])
    first, second = (float(bar.get("width")) for bar in _elements(chart.svg(), "rect"))
    assert first == pytest.approx(4 * second, rel=0.01)


def test_a_stack_is_as_high_as_its_parts_together():
    chart = Stack("T", "s", ["a", "b"], [Series("x", (30, 10)), Series("y", (10, 10))])
    bars = _elements(chart.svg(), "rect")
    tops = [float(bar.get("y")) for bar in bars]
    base = 280 - 26
    assert (base - tops[1]) == pytest.approx(2 * (base - tops[3]), abs=0.5)


def test_the_table_behind_a_chart_holds_every_value():
    line = Line("T", "s", ["Jan", "Feb"], [Series("x", (1.25, None))], unit="mm", places=2, label_title="Month")
    table = line.table()
    assert list(table.head) == ["Month", "x (mm)"]
    assert [list(row) for row in table.rows] == [["Jan", "1.25"], ["Feb", "–"]]


@pytest.mark.parametrize(
    "chart",
    [
        Trend("T", "s", [], ()),
        Line("T", "s", [], []),
        Bars("T", "s", []),
        Stack("T", "s", [], []),
        Pareto("T", "s", []),
        Trend("T", "s", ["a"], (0,), Threshold(0, "limit")),
        Pareto("T", "s", [("a", 0)]),
        Bars("T", "s", [("a", 0)]),
    ],
    ids=lambda chart: f"{type(chart).__name__}",
)
def test_a_chart_with_nothing_to_show_is_still_a_drawing(chart):
    for width in (720, 344):
        ET.fromstring(chart.svg(width=width))
    chart.table()


def test_what_people_typed_cannot_become_markup():
    chart = Bars(HOSTILE, HOSTILE, [(HOSTILE, 3)], unit=HOSTILE, label_title=HOSTILE)
    assert "<script" not in figure(chart)
    assert "<script" not in sparkline([1, 2], title=HOSTILE)


def test_a_figure_says_in_words_what_it_shows_and_keeps_its_numbers_at_hand():
    html = figure(all_charts()[0], heading=3)
    assert re.search(r"<figcaption><h3>Delivered late</h3><p>Late deliveries stayed", html)
    assert html.count("<svg") == 2
    assert "<details" in html
    assert '<td class="end">6.3</td>' in html


def test_a_sparkline_of_nothing_is_nothing():
    assert sparkline([None, None], title="x") == ""
