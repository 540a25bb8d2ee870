"""Reference cases of acceptance sampling: those of the package, and the public ones where they are at hand."""

import json
from pathlib import Path

import pytest

from everproof.analytics.cases import run_case, run_file

SHIPPED = Path(__file__).parents[1] / "reference" / "acceptance.json"
PUBLIC = Path(__file__).parents[4] / "shared" / "reference" / "spc" / "acceptance_sampling.json"
KEYS = {
    "acceptance.aoq": {"aoq", "aoql", "ati", "p_accept", "p_at_aoql"},
    "acceptance.asn": {"asn", "p_accept"},
    "acceptance.find_plan": {"c", "k", "n"},
    "acceptance.iso2859_double": {"plans"},
    "acceptance.iso2859_multiple": {"plans"},
    "acceptance.iso2859_single": {"plans"},
    "acceptance.oc_attributes": {"p_accept"},
    "acceptance.oc_variables": {"p_accept"},
    "acceptance.variables_z19": {"mean", "p_two_sided", "p_upper_only", "q_upper", "s"},
}


def shipped() -> list[dict]:
    return json.loads(SHIPPED.read_text(encoding="utf-8"))["cases"]


def run(topic: str, given: dict, params: dict | None = None) -> dict:
    outcome = run_case({"topic": topic, "input": given, "params": params or {}})
    assert outcome["status"] == "computed", outcome["message"]
    return outcome["got"]


@pytest.mark.parametrize("case", shipped(), ids=lambda case: case["id"])
def test_shipped_case(case):
    outcome = run_case(case)
    assert outcome["status"] == "pass", outcome["message"]


@pytest.mark.skipif(not PUBLIC.exists(), reason=f"the public reference cases are not at {PUBLIC}")
def test_public_cases():
    report = run_file(PUBLIC)
    assert report["failed"] == 0, [case["message"] for case in report["cases"] if case["message"]]
    assert report["passed"] == len(report["cases"]) > 0


@pytest.mark.parametrize("topic", KEYS)
def test_every_figure_of_a_topic_is_there(topic):
    case = next(c for c in shipped() if c["topic"] == topic and ("values" in c["input"]) == (topic.endswith("z19")))
    assert set(run(topic, case["input"], case["params"])) >= KEYS[topic]


def test_switching_reports_states_and_score():
    got = run(
        "acceptance.switching",
        {"nonconforming": [0] * 12, "ac": 3, "ac_one_step_tighter": 2, "lot_results": None},
        {"reduced_inspection_allowed": True},
    )
    assert got["score_after_lot"] == [3 * lot for lot in range(1, 13)]
    assert got["reduced_possible_after_lot"] == 10
    assert got["state_before_lot"] == ["normal"] * 10 + ["reduced"] * 2
    assert got["state_after_last"] == "reduced"


@pytest.mark.parametrize(
    ("standard", "stages"),
    [("ANSI/ASQ Z1.4 (ISO 2859-1:1999 has five stages)", 7), (None, 7), ("MIL-STD-105E", 7), ("ISO 2859-1:1999", None)],
)
def test_a_case_says_in_words_which_tables_it_means(standard, stages):
    query = {"inspection_level": "II", "lot_size": 1000, "aql": "1.0"}
    plan = run("acceptance.iso2859_multiple", {"queries": [query]}, {"standard": standard})["plans"][0]
    assert plan["n"] == (None if stages is None else [20] * stages)


@pytest.mark.parametrize(
    ("written", "at_two_percent"),
    [("p*Pa*(N-n)/N", 0.02 * 0.95), ("p * Pa", 0.02), (None, 0.02 * 0.95), ("p Pa (1 - n/N)", 0.02 * 0.95)],
)
def test_a_case_says_in_words_which_formula_it_means(written, at_two_percent):
    given = {"n": 50, "c": 1, "lot_size": 1000, "fraction_defective": [0.02]}
    got = run("acceptance.aoq", given, {"aoq_formula": written})
    assert got["aoq"][0] == pytest.approx(at_two_percent * got["p_accept"][0])


@pytest.mark.parametrize(
    ("topic", "given"),
    [
        ("acceptance.oc_attributes", {"n": [20]}),
        ("acceptance.iso2859_single", {"queries": "all"}),
        ("acceptance.iso2859_double", {"queries": [{"lot_size": 100}]}),
        ("acceptance.switching", {}),
        ("acceptance.oc_variables", {"n": 10, "k": None, "fraction_defective": [0.1]}),
        ("acceptance.find_plan", {"producer_quality": 0.01}),
    ],
)
def test_an_incomplete_case_is_an_error_that_says_what_is_missing(topic, given):
    outcome = run_case({"topic": topic, "input": given, "params": {}})
    assert outcome["status"] == "error"
    assert "needed" in outcome["message"] or "must be" in outcome["message"]
