"""Every method, from pasted text to the verdict; with real data where they are beside the checkout."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.http import QueryDict

from everproof.analytics.acceptance.lookup import STANDARDS
from everproof.analytics.acceptance.tables import AQLS, CODE_LETTERS
from everproof.analytics.distributions import FAMILIES
from everproof.analytics.result import plain
from everproof.workbench import forms
from everproof.workbench.asking import answer
from everproof.workbench.catalogue import METHODS

REAL = Path(__file__).parents[4] / "shared" / "data" / "process"


def asked(name, data="", **settings):
    posted = QueryDict(mutable=True)
    posted["data"] = data
    for key, value in settings.items():
        posted.setlist(key, value if isinstance(value, list) else [str(value)])
    return answer(METHODS[name], posted)


def study(name, data="", **settings):
    found = asked(name, data, **settings)
    assert found.study is not None, found.form.errors.as_text()
    return found.study


def real(file):
    path = REAL / file
    if not path.is_file():
        pytest.skip(f"the real data are not beside the checkout ({path})")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", METHODS)
def test_the_example_of_every_method_gives_a_whole_study(name):
    method = METHODS[name]
    example = dict(method.example)
    found = study(name, example.pop("data", ""), **example)
    assert found.verdict
    assert found.methods or name == "sample-size"
    assert found.sources
    assert found.charts or name == "sample-size"
    for chart in found.charts:
        for width in (620, 344):
            ET.fromstring(chart.svg(width=width))
        assert chart.table().rows
    json.dumps(plain(found.plain()), allow_nan=False)


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.takes_data])
@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "1",
        "1\n1\n1",
        "a,b\nc,d",
        "NA\nNA",
        "1,2\n3",
        "1e200\n2e200",
        "-5\n-6\n-7",
        "1\n" * 3000,
        "\t\t\n1\t\t2",
    ],
)
def test_no_data_break_a_method(name, data):
    """Every method answers hostile data with a study or with words."""
    example = {key: value for key, value in METHODS[name].example.items() if key != "data"}
    found = asked(name, data, **example)
    assert found.study is not None or found.form.errors
    if found.study is not None:
        for chart in found.study.charts:
            ET.fromstring(chart.svg(width=344))
            chart.table()
        json.dumps(found.study.plain(), allow_nan=False)


def test_choices_of_the_forms_are_those_of_the_statistics():
    assert [value for value, _label in forms.SamplingForm.base_fields["aql"].choices] == list(AQLS)
    assert {value for value, _label in forms.SamplingForm.base_fields["level"].choices} == set(CODE_LETTERS)
    assert {value for value, _label in forms.SamplingForm.base_fields["standard"].choices} == set(STANDARDS)
    distributions = {value for value, _label in forms.CapabilityForm.base_fields["distribution"].choices}
    assert distributions - {"best", "johnson"} <= set(FAMILIES)


# Control charts -----------------------------------------------------------------------------------------------------


def test_a_signal_is_told_with_its_point_and_rule():
    values = [10, 10.1, 9.9, 10.05, 9.95] * 5 + [14]
    found = study("i-mr", "\n".join(map(str, values)))
    assert found.tone == "bad"
    assert "not stable" in found.verdict
    assert "Point 26 (X) is a signal: rule 1, beyond a limit." in found.sentences


def test_a_decimal_comma_gives_the_same_figures_as_a_point():
    point = study("i-mr", "12.05\n12.07\n12.04\n12.06")
    comma = study("i-mr", "12,05\n12,07\n12,04\n12,06")
    assert point.plain() == comma.plain()


def test_rubber_colour_shifts_in_the_last_third():
    found = study("i-mr", real("rubber-colour.csv"))
    assert found.tone == "bad"
    assert any("69" in sentence and "rule 2" in sentence for sentence in found.sentences)


def test_a_column_is_chosen_by_name():
    data = real("batch-yield-and-purity.csv")
    first, second = asked("i-mr", data), asked("i-mr", data, column_values="purity")
    assert (first.columns["values"], second.columns["values"]) == (["yield"], ["purity"])
    assert first.study.plain() != second.study.plain()


def test_orange_juice_cans_are_stable():
    found = asked("p", real("orange-juice-cans.csv"))
    assert dict(found.columns) == {"sizes": ["sample_size"], "counts": ["nonconforming"]}
    assert found.study.tone == "good"
    assert found.study.results["chart"].center == pytest.approx(0.1108, abs=1e-4)


def test_defects_of_computers_are_stable():
    found = study("u", real("pc-manufacturing-defects.csv"))
    assert found.results["chart"].center == pytest.approx(1.93, abs=0.001)
    assert found.tone == "good"


def test_four_variables_drift_after_the_first_twenty_points():
    found = study("t2", real("chemical-process-4-variables.csv"), phase1=20)
    assert found.tone == "bad"
    assert "30" in found.sentences[0]


def test_the_reactor_drifts_at_its_end():
    found = study("t2", real("ldpe.csv"), phase1=50, column_values=["Conv", "Mn", "Mw", "LCB", "SCB"])
    assert "Points 52, 53 and 54 (T²) are signals: rule 1, beyond a limit." in found.sentences


def test_counts_and_sizes_without_a_heading_are_two_columns():
    found = study("p", "9,50\n6,50\n12,50\n5,50")
    assert found.results["chart"].center == pytest.approx(32 / 200)


def test_one_size_may_stand_for_all_samples():
    with_column = study("np", "9;50\n6;50\n12;50\n5;50")
    with_number = study("np", "9\n6\n12\n5", size=50)
    assert with_column.results["chart"].center == with_number.results["chart"].center


def test_counts_without_a_size_are_told_what_is_missing():
    found = asked("p", "9\n6\n12")
    assert found.study is None
    assert "sample size" in found.form.errors.as_text()


def test_more_bad_items_than_items_are_refused():
    found = asked("p", "9,5\n3,5")
    assert found.study is None
    assert found.form.non_field_errors()


SUBGROUPS = [[12.1, 12.3, 12.2], [12.0, 12.2, 12.1], [12.3, 12.1, 12.4], [12.2, 12.2, 12.0]]


def test_subgroups_may_stand_in_rows_in_a_column_or_one_after_the_other():
    rows = study("xbar-r", "\n".join("\t".join(map(str, row)) for row in SUBGROUPS))
    flat = [value for row in SUBGROUPS for value in row]
    sized = study("xbar-r", "\n".join(map(str, flat)), subgroup_size=3)
    named = study("xbar-r", "shift;value\n" + "\n".join(f"S{i};{x}" for i, row in enumerate(SUBGROUPS) for x in row))
    assert rows.plain() == sized.plain() == named.plain()


def test_points_left_out_change_the_limits_and_stay_in_the_chart():
    values = "\n".join(map(str, [10, 10.1, 9.9, 10.0, 15, 10.05, 9.95, 10.1]))
    with_all, without = study("i-mr", values), study("i-mr", values, exclude="5")
    assert without.results["chart"].sigma < with_all.results["chart"].sigma
    assert len(without.charts[0].panels[0].values) == 8


def test_limits_of_a_first_phase_judge_the_later_points():
    values = [10, 10.1, 9.9, 10.0, 10.05, 9.95] * 4 + [10.6] * 3
    found = study("i-mr", "\n".join(map(str, values)), phase1=24)
    assert found.results["chart"].individuals.phase1 == 24
    assert found.tone == "bad"


def test_only_the_rules_asked_for_are_applied():
    rising = "\n".join(str(10 + 0.1 * k) for k in range(12))
    assert any("rule 3" in sentence for sentence in study("i-mr", rising).sentences)
    assert not any("rule 3" in sentence for sentence in study("i-mr", rising, rules="limits").sentences)


def test_a_micrometre_written_in_metres_works():
    values = "\n".join(f"{x}e-6" for x in (1.20, 1.25, 1.18, 1.22, 1.30, 1.21, 1.19))
    found = study("i-mr", values, unit="m")
    assert found.results["chart"].sigma == pytest.approx(5.17e-8, rel=0.01)
    assert any("×10⁻⁶ m" in value for _label, value, _note in found.figures[0].rows)


def test_cusum_says_when_the_shift_began():
    values = [0.1, -0.2, 0.0, 0.1, -0.1] * 3 + [1.5] * 8
    found = study("cusum", "\n".join(map(str, values)), target=0, sigma=1)
    assert "probably since point 16" in found.sentences[0]


# Capability ---------------------------------------------------------------------------------------------------------


def test_capability_of_an_unstable_process_means_little():
    data = "\n".join(map(str, [10, 10.1, 9.9, 10.0, 10.05] * 5 + [14]))
    found = study("capability", data, lsl=5, usl=15)
    assert "not stable, so capability does not mean much yet" in found.verdict


def test_limits_are_needed_and_must_be_in_order():
    data = "1\n2\n3"
    assert "lower or an upper limit" in asked("capability", data).form.errors.as_text()
    assert "above the lower" in asked("capability", data, lsl=5, usl=3).form.errors.as_text()


def test_limits_may_be_written_with_a_comma():
    data = METHODS["capability"].example["data"]
    assert (
        study("capability", data, lsl="12,03", usl="12,07").plain()
        == study("capability", data, lsl="12.03", usl="12.07").plain()
    )


@pytest.mark.parametrize("distribution", ["best", "lognormal", "weibull", "johnson"])
def test_values_that_are_not_normal_are_judged_by_percentiles(distribution):
    data = "\n".join(str(round(1.1 ** (k % 17), 3)) for k in range(80))
    found = study("capability", data, usl=9, distribution=distribution)
    assert "percentile" in found.results
    assert "Ppk" in found.verdict or "cannot" in found.verdict


# Gauges -------------------------------------------------------------------------------------------------------------


def test_a_gauge_without_all_combinations_is_undefined_with_the_reason():
    found = study("gage-rr", "part,operator,value\n1,A,1.0\n1,A,1.1\n2,A,2.0\n2,B,2.1")
    assert found.tone == "warn"
    assert any("equally often" in warning for warning in found.warnings)


def test_trials_in_rows_and_in_columns_are_the_same_agreement():
    wide = "appraiser,part,reference,trial1,trial2\nA,1,g,g,g\nA,2,b,b,g\nB,1,g,g,g\nB,2,b,b,b"
    long = "appraiser,part,reference,rating\n" + "\n".join(
        f"{a},{p},{r},{t}" for a, p, r, *trials in [line.split(",") for line in wide.splitlines()[1:]] for t in trials
    )
    assert study("agreement", wide).plain() == study("agreement", long).plain()


def test_ratings_all_alike_are_undefined_with_the_reason():
    found = study("agreement", "appraiser,part,rating,rating2\nA,1,ok,ok\nA,2,ok,ok\nB,1,ok,ok\nB,2,ok,ok")
    assert found.tone == "warn"
    assert any("only one category" in warning for warning in found.warnings)


# Sampling and the rest ----------------------------------------------------------------------------------------------


def test_the_plan_of_the_standard_is_found():
    found = study("sampling-plan", lot_size=1200, aql="1.0", standard="ANSI/ASQ Z1.4")
    assert found.verdict == "Inspect 80; accept with up to 2 nonconforming, refuse from 3 on."
    assert found.figures[0].rows[0][1] == "J"


def test_a_small_lot_is_inspected_whole():
    assert "every item" in study("sampling-plan", lot_size=5, aql="0.65").verdict


def test_a_double_plan_has_two_samples():
    found = study("sampling-plan", lot_size=1200, aql="1.0", sampling="double", standard="ANSI/ASQ Z1.4")
    assert len(found.tables[0][1].rows) == 2


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({"question": "proportion", "margin": 0.05, "p": 0.5}, 385),
        ({"question": "demonstration", "reliability": 0.9}, 29),
        ({"question": "coverage", "reliability": 0.95}, 93),
        ({"question": "difference", "delta": 1, "sd": 1}, 23),
    ],
)
def test_sample_sizes_are_those_of_the_books(given, needed):
    assert f"{needed} values" in study("sample-size", **given).verdict


def test_a_question_says_which_figure_it_needs():
    found = asked("sample-size", question="difference", delta=1)
    assert "sd" in found.form.errors


def test_a_sample_size_out_of_reach_is_said_so():
    assert "No practical number" in study("sample-size", question="mean", margin="1e-30", sd="1e30").verdict


def test_suspended_items_may_be_named_in_words():
    found = study("weibull", "hours,status\n100,failed\n200,F\n300,suspended\n400,yes\n500,+")
    assert found.results["weibull"].failures == 3


def test_an_unknown_event_is_named():
    found = asked("weibull", "hours,status\n100,failed\n200,maybe")
    assert "Line 3, column “status”" in found.form.errors.as_text()


def test_pareto_counts_single_events():
    found = study("pareto", "cause\nscratch\ndent\nscratch\nscratch\n")
    assert found.results["pareto"].counts == (3, 1)


def test_the_numbers_behind_a_chart_are_all_in_its_table():
    values = [10, 10.1, 9.9, 10.05]
    table = study("i-mr", "\n".join(map(str, values))).charts[0].table()
    file = io.StringIO()
    csv.writer(file).writerows(table.rows)
    assert all(f"{value:.2f}" in file.getvalue() for value in values)
