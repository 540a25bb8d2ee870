"""Running files of cases: the public ones, our own, and what must never end in a traceback."""

import json
import math
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest

from everproof.analytics.cases import FORMAT, adapter_of, run_case, run_document, run_file, topics
from everproof.analytics.cases.compare import differences
from everproof.analytics.errors import BadInput
from everproof.analytics.verify import REFERENCE

PUBLIC = Path(__file__).parents[4] / "shared" / "reference" / "spc"
OWN = Path(__file__).parents[1] / "reference"
FILES = ("control_charts.json", "control_chart_rules.json", "numeric_accuracy.json")


def case(topic, given, params=None, **rest):
    return {"id": "it", "topic": topic, "input": given, "params": params or {}, **rest}


def got(topic, given, params=None):
    outcome = run_case(case(topic, given, params))
    assert outcome["status"] == "computed", outcome["message"]
    json.dumps(outcome, allow_nan=False)
    return outcome["got"]


@pytest.mark.parametrize("name", FILES)
def test_public_reference_cases_pass(name):
    if not (PUBLIC / name).is_file():
        pytest.skip(f"the public reference cases are not beside the checkout ({PUBLIC / name})")
    outcome = run_file(PUBLIC / name)
    assert [(one["id"], one["message"]) for one in outcome["cases"] if one["status"] != "pass"] == []
    assert outcome["passed"] > 0


@pytest.mark.parametrize("name", ["control_charts.json", "numeric_accuracy.json"])
def test_own_reference_cases_pass(name):
    outcome = run_file(OWN / name)
    assert [(one["id"], one["message"]) for one in outcome["cases"] if one["status"] != "pass"] == []


def test_the_outcome_has_the_agreed_shape(tmp_path):
    path = tmp_path / "cases.json"
    right = case("control_chart.c", {"counts": [4, 2, 6]}, expected={"center": 4}, tolerance={"rel": 0, "abs": 0})
    wrong = right | {"id": "wrong", "expected": {"center": 5, "ucl": 10}}
    bare = case("control_chart.c", {"counts": [4, 2, 6]})
    path.write_text(json.dumps({"format": FORMAT, "cases": [right, wrong, bare, case("control_chart.other", {})]}))
    outcome = run_file(path)
    assert (outcome["format"], outcome["passed"], outcome["failed"]) == (FORMAT, 1, 2)
    assert [one["status"] for one in outcome["cases"]] == ["pass", "fail", "computed", "error"]
    assert "center: expected 5, got 4.0" in outcome["cases"][1]["message"]
    assert "control_chart.other" in outcome["cases"][3]["message"]
    assert set(outcome["cases"][0]) == {"id", "status", "got", "message"}


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (None, "object"),
        ([1], "object"),
        ({}, "topic"),
        ({"topic": 5, "input": {}}, "topic"),
        ({"topic": "nothing.here", "input": {}}, "nothing.here"),
        ({"topic": "control_chart.p"}, "input"),
        ({"topic": "control_chart.p", "input": [], "params": {}}, "input"),
        ({"topic": "control_chart.p", "input": {}, "params": 3}, "params"),
        ({"topic": "control_chart.p", "input": {}}, "input.counts"),
        ({"topic": "control_chart.p", "input": {"counts": [1]}}, "input.sizes"),
        ({"topic": "control_chart.p", "input": {"counts": ["x"], "sizes": [5]}}, "counts[1]"),
        ({"topic": "control_chart.ewma", "input": {"values": [1, 2]}, "params": {"lambda": 4}}, "lambda"),
        ({"topic": "control_chart.xbar_r", "input": {"subgroups": 4}}, "subgroups"),
        (
            {"topic": "control_chart.xbar_r", "input": {"subgroups": [[1, 2]]}, "params": {"sigma_method": "?"}},
            "sigma_method",
        ),
        ({"topic": "control_chart.arl", "input": {"cases": [1]}}, "input.cases"),
        ({"topic": "numeric.summary", "input": {"pattern": 3}}, "input.pattern"),
        (
            {"topic": "control_chart.c", "input": {"counts": [1]}, "expected": {"center": 1}, "tolerance": 4},
            "tolerance",
        ),
    ],
)
def test_a_broken_case_is_an_error_in_words(broken, words):
    outcome = run_case(broken)
    assert outcome["status"] == "error"
    assert words in outcome["message"]
    assert "Traceback" not in outcome["message"]


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2", '{"cases": 4}', '{"format": "other/2", "cases": []}', '"text"', "[" * 100_000]
)
def test_a_file_that_holds_no_cases_is_refused(tmp_path, text):
    path = tmp_path / "cases.json"
    path.write_text(text)
    with pytest.raises(BadInput):
        run_file(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        run_file(tmp_path / "none.json")


def test_one_case_alone_will_do():
    assert run_document(case("control_chart.c", {"counts": [1, 3]}))["cases"][0]["got"]["center"] == 2


def test_the_tolerance_of_a_key_replaces_the_general_one():
    tolerance = {"rel": 0.1, "abs": 0, "keys": {"tight": {"abs": 0.01}}}
    assert differences({"loose": 100, "tight": 100}, {"loose": 109.9, "tight": 100.009}, tolerance) == []
    assert len(differences({"loose": 100, "tight": 100}, {"loose": 111, "tight": 100.02}, tolerance)) == 2
    assert differences({"tight": {"inner": [1, 2]}}, {"tight": {"inner": [1.009, 2]}}, tolerance) == []
    assert differences({"tight": {"inner": [1, 2]}}, {"tight": {"inner": [1.02, 2]}}, tolerance) != []


def test_undefined_is_only_undefined():
    assert differences({"x": None}, {"x": None}) == []
    assert differences({"x": None}, {"x": math.nan}) == []
    assert differences({"x": None}, {"x": 0}) != []
    assert differences({"x": 0}, {"x": None}) != []
    assert differences({"x": None}, {}) != []


def test_words_truth_and_positions_must_be_equal():
    wide = {"rel": 1, "abs": 10}
    assert differences({"state": "normal"}, {"state": "tightened"}, wide) != []
    assert differences({"ok": True}, {"ok": 1}, wide) != []
    assert differences({"beyond_limits": [3]}, {"beyond_limits": [4]}, wide) != []
    assert differences({"nelson": {"1": [3]}}, {"nelson": {"1": [4]}}, wide) != []
    assert differences({"n": [3]}, {"n": [4]}, wide) == []
    assert differences({"n": [3]}, {"n": [3, 3]}, wide) != []
    assert differences({"row": {"a": 1}}, {"row": [1]}, wide) != []


RAGGED = [[1.0, 2.0, 4.0], [2.0, 3.5], [3.0, 2.0, 1.0, 2.0], [None, 2.0, 4.0]]
EVEN = [[1.0, 2.0, 4.0], [2.0, 3.5, 2.5], [3.0, 1.0, 2.0]]


@pytest.mark.parametrize(
    ("wording", "method"),
    [
        (None, "mean range"),
        ("mean of R_i/d2(n_i)", "mean range"),
        ("UWAVE-R", "mean range"),
        ("mean R/d2 (unweighted)", "mean range"),
        ("mean of s_i/c4(n_i)", "mean sd"),
        ("UWAVE-SD", "mean sd"),
        ("MVLUE-R", "weighted range"),
        ("minimum-variance weighting of R_i/d2(n_i)", "weighted range"),
        ("minimum variance weighting", "weighted range"),
        ("MVLUE-SD", "weighted sd"),
        ("minimum-variance weighted mean of s_i/c4(n_i)", "weighted sd"),
        ("pooled SD divided by c4(sum(n_i-1)+1)", "pooled sd"),
        ("RMSDF", "pooled sd"),
    ],
)
def test_a_method_may_be_worded_in_many_ways(wording, method):
    from everproof.analytics.control.variables import within_sigma

    assert got("control_chart.xbar_r", {"subgroups": RAGGED}, {"sigma_method": wording})["sigma"] == within_sigma(
        RAGGED, method
    )


def test_equal_sizes_give_one_limit_and_unequal_ones_a_list():
    even = got("control_chart.xbar_r", {"subgroups": EVEN, "new_subgroups": [[9.0, 9.0, 9.5]]}, {"nsigma": 3})
    assert isinstance(even["xbar_ucl"], float)
    assert len(even["xbar"]) == 3
    assert len(even["new_xbar"]) == len(even["new_r"]) == 1
    assert even["xbar_beyond_limits"] == [4]
    ragged = got("control_chart.xbar_s", {"subgroups": RAGGED})
    assert len(ragged["xbar_lcl"]) == len(ragged["s_ucl"]) == 4
    assert got("control_chart.p", {"counts": [1, 2], "sizes": [20, 20]})["lcl"] == 0
    unequal = got("control_chart.p", {"counts": [1, 2], "sizes": [20, 20], "new_counts": [3], "new_sizes": [25]})
    assert unequal["lcl"] == [0, 0, 0]
    assert unequal["new_statistics"] == [0.12]
    assert isinstance(got("control_chart.laney_u", {"counts": [1, 2, 4], "sizes": [20] * 3})["ucl"], list)


def test_exact_limits_are_asked_for_by_a_level_or_in_words():
    counts = {"counts": [4, 2, 6, 3]}
    exact = got("control_chart.c", counts, {"confidence_level": 0.9973})
    assert exact["ucl"] == got("control_chart.c", counts, {"limits": "exact Poisson quantiles"})["ucl"] == 11
    usual = got("control_chart.c", counts, {"nsigma": 3, "confidence_level": None, "limits": None})
    assert usual["ucl"] == pytest.approx(3.75 + 3 * math.sqrt(3.75))
    level = got("control_chart.c", counts, {"limits": "normal approximation", "confidence_level": 0.9973002039367398})
    assert level["ucl"] == pytest.approx(usual["ucl"])


def test_individuals_with_new_values():
    figures = got(
        "control_chart.i_mr", {"values": [1, 2, 1, 2, 1], "new_values": [9, 1.5]}, {"mr_span": 2, "nsigma": 3}
    )
    assert figures["mr"] == [1, 1, 1, 1]
    assert figures["new_mr"] == [8, 7.5]
    assert figures["beyond_limits"] == [6]
    assert (figures["mr_beyond_limits"], figures["new_mr_beyond_limits"]) == ([], [6, 7])


def test_ewma_and_cusum_take_values_or_subgroups():
    figures = got("control_chart.ewma", {"subgroups": EVEN}, {"lambda": 0.2, "L": 3, "center": None, "sigma": None})
    assert figures["center"] == pytest.approx(np.mean(EVEN))
    assert len(figures["ucl"]) == 3
    asked = {"lambda": 0.2, "limits": "asymptotic", "start": "first value", "sigma": "mean MR/d2", "center": "mean"}
    steady = got("control_chart.ewma", {"values": [1, 2, 4, 3]}, asked)
    assert len(set(steady["ucl"])) == 1
    assert steady["ewma"][0] == 1
    sums = got(
        "control_chart.cusum", {"subgroups": EVEN}, {"target": 2, "sigma": 1, "head_start": "h/2", "h": 4, "k": 0}
    )
    assert sums["c_plus"][0] == pytest.approx(2 + math.sqrt(3) / 3)
    raw = got("control_chart.cusum", {"values": [5, 6]}, {"target": 4, "sigma": 2, "k": 0, "scale": "data units"})
    assert raw["c_plus"] == [1, 3]


def test_t2_takes_rows_or_variables():
    rows = np.random.default_rng(1).normal(size=(8, 2)).round(2)
    expected = got("control_chart.t2", {"observations": rows.tolist()})["t2"]
    assert (
        got("control_chart.t2", {"variables": {"a": rows[:, 0].tolist(), "b": rows[:, 1].tolist()}})["t2"] == expected
    )
    cube = np.random.default_rng(2).normal(size=(6, 3, 2)).round(2)
    by_point = got("control_chart.t2", {"observations": cube.tolist()})
    by_variable = got("control_chart.t2", {"variables": [cube[:, :, 0].tolist(), cube[:, :, 1].tolist()]})
    assert by_variable == by_point


def test_run_lengths_take_the_usual_names():
    cases = [
        {"k": 0.5, "h": 4, "mu": 1},
        {"k": 0.5, "h": 4, "delta": 1, "hs": 2},
        {"lambda": 0.1, "L": 2.814, "shift": 0},
        {"l": 0.1, "c": 2.814, "mu": 0, "limits": "vacl"},
        {"chart": "x-bar", "nsigma": 3, "n": 4, "shift": 0.5},
        {"chart": "CUSUM", "k": 0.5, "h": 4, "shift": 0, "sided": "one"},
    ]
    arl = got("control_chart.arl", {"cases": cases}, {"limits": "fix", "sided": "two"})["arl"]
    assert arl == pytest.approx([8.38, 5.29, 500, 486.4, 43.89, 335.4], rel=2e-3)


def test_operating_characteristic_of_one_or_many():
    assert isinstance(got("control_chart.oc", {"n": 5, "nsigma": 3, "shift": 1})["beta"], float)
    assert len(got("control_chart.oc", {"n": 5, "nsigma": 3, "shift": [0, 1, 2]})["beta"]) == 3
    table = got("control_chart.oc", {"n": [1, 5], "nsigma": 3, "shift": [0, 1, 2]})["beta"]
    assert [len(row) for row in table] == [2, 2, 2]


def test_edge_cases_are_undefined_and_never_break():
    assert got("control_chart.i_mr", {"values": []})["center"] is None
    assert got("control_chart.i_mr", {"values": [5]})["ucl"] is None
    assert got("control_chart.i_mr", {"values": [5, 5, 5]})["ucl"] == 5
    assert got("control_chart.xbar_r", {"subgroups": [[1], [2]]})["sigma"] is None
    assert got("control_chart.p", {"counts": [0, 0], "sizes": [0, 0]})["center"] is None
    assert got("control_chart.u", {"counts": [None, None], "sizes": [1, 2]})["ucl"] is None
    assert got("control_chart.laney_p", {"counts": [0, 0], "sizes": [5, 5]})["sigma_z"] is None
    assert got("control_chart.g", {"counts": []}, {"confidence_level": 0.99})["ucl"] is None
    assert got("control_chart.ewma", {"values": []})["ewma"] == []
    assert got("control_chart.cusum", {"values": [2, 2]})["c_plus"] == [None, None]
    assert got("control_chart.run", {"values": [1, 1]})["signal"] is None
    assert got("control_chart.overdispersion", {"counts": [3]})["p_value"] is None
    assert got("control_chart.constants", {"n": [1, 2]})["rows"][0]["d2"] is None
    assert got("control_chart.t2", {"observations": [[1, 2]]})["ucl_phase1"] is None
    assert got("numeric.summary", {"values": []})["mean"] is None
    assert got("numeric.anova", {"groups": [[1], [2]]})["f"] is None


def test_patterns_describe_generated_data():
    pattern = {"first": 10.2, "then": [10.1, 10.3], "repeat": 3}
    assert got("numeric.summary", {"pattern": pattern})["mean"] == 10.2
    assert (
        got("numeric.summary", {"pattern": {"first": 0.2, "then": [0.1, 0.3], "repeat": 3}, "offset": 10})["mean"]
        == 10.2
    )
    deviations = {"first": 0, "then": [-0.1, 0.1], "repeat": 10}
    absolute = {"first": 1.4, "then": [1.3, 1.5], "repeat": 10}
    for described in (deviations, absolute, [0, *[-0.1, 0.1] * 10]):
        table = got("numeric.anova", {"group_means": [1.4, 1.3, 1.5], "offset": 1e12, "pattern": described})
        assert table["residual_sd"] == pytest.approx(0.1, rel=1e-14)
        assert table["ss_between"] == pytest.approx(0.42, rel=1e-13)
    labelled = got("numeric.anova", {"values": [1, 2, 3, 5], "groups": ["a", "a", "b", "b"]})
    assert labelled["df_within"] == 2


JUNK = [None, "x", "", True, -1, 0, 0.5, 1e308, 10**30, [], {}, [[]], [None], [1], [[1, 2], [3]]]


def damaged(value, random, depth=0):
    """A copy with one random place spoilt: replaced, cut off, all equal or all missing."""
    if isinstance(value, dict) and value:
        key = random.choice(list(value))
        spoilt = random.choice(JUNK) if random.random() < 0.4 or depth > 3 else damaged(value[key], random, depth + 1)
        return {**value, key: spoilt}
    if isinstance(value, list) and value:
        place, kind = random.randrange(len(value)), random.randrange(6)
        if kind == 0:
            return value[:place]
        if kind == 1:
            return [value[place]] * len(value)
        if kind == 2:
            return [None] * len(value)
        return [*value[:place], damaged(value[place], random, depth + 1), *value[place + 1 :]]
    return random.choice(JUNK)


@pytest.mark.parametrize("seed", range(4))
def test_no_input_ends_in_an_unexpected_error(seed):
    """Damaged cases are computed, undefined or refused in words that name the value."""
    random = Random(seed)
    documents = [
        json.loads((OWN / name).read_text(encoding="utf-8"))
        for name in ("control_charts.json", "numeric_accuracy.json")
    ]
    cases = [one | {"expected": None} for document in documents for one in document["cases"]]
    for _ in range(300):
        one = random.choice(cases)
        part = random.choice(["input", "input", "params"])
        spoilt = one | {part: damaged(one[part], random)}
        outcome = run_case(spoilt)
        assert outcome["status"] in ("computed", "error")
        assert "could not be computed" not in outcome["message"], (
            spoilt["topic"],
            part,
            spoilt[part],
            outcome["message"],
        )
        json.dumps(outcome, allow_nan=False)


def test_every_topic_of_the_reference_has_an_adapter():
    readme = PUBLIC / "README.md"
    if not readme.is_file():
        pytest.skip(f"the list of topics is not beside the checkout ({readme})")
    listed = re.findall(r"^\| `([\w.]+)` \|", readme.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) == 70
    assert sorted(set(listed) - set(topics())) == []


def test_every_topic_is_found_by_its_first_word():
    for topic in topics():
        assert callable(adapter_of(topic))


def test_importing_the_statistics_stays_cheap():
    """Neither the package nor the runner of cases loads numpy's big sisters; a control chart needs no scipy at all."""
    program = (
        "import sys, everproof.analytics, everproof.analytics.cases as cases\n"
        "assert not {'scipy', 'django'} & set(sys.modules)\n"
        "case = {'id': 1, 'topic': 'control_chart.i_mr', 'input': {'values': [1, 2, 3]}}\n"
        "assert cases.run_case(case)['status'] == 'computed'\n"
        "assert not [name for name in sys.modules if name.startswith(('scipy', 'django'))]\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


WRONG = ("x", {}, [], True, [["x"]], 10**400, [None], {"a": 1}, -1, 0, [{}], [[1, 2], [3]], ["1", "2"])


def shipped_cases():
    """One case for each topic and set of input keys."""
    cases = [case for path in sorted(REFERENCE.glob("*.json")) for case in json.loads(path.read_text())["cases"]]
    return {(case["topic"], *sorted(case["input"])): case for case in cases}.values()


@pytest.mark.parametrize("case", shipped_cases(), ids=lambda case: case["id"])
def test_an_input_of_the_wrong_type_is_named(case):
    for part in ("input", "params"):
        for key in case.get(part) or {}:
            for wrong in WRONG:
                outcome = run_case(
                    {"topic": case["topic"], part: case[part] | {key: wrong}}
                    | {other: case.get(other) for other in ("input", "params") if other != part}
                )
                assert outcome["status"] in ("computed", "error")
                assert "could not be computed" not in outcome["message"], (key, wrong, outcome["message"])
                assert len(outcome["message"]) < 400
