"""The reference cases of capability, gauge studies, tolerance and management figures, and what adapters accept."""

import json
from pathlib import Path

import pytest

from everproof.analytics.cases import run_case, run_file
from everproof.analytics.tests.example_cases import AGREEMENT, EVERY_KEY

OWN = Path(__file__).parents[1] / "reference"
PUBLIC = Path(__file__).parents[4] / "shared" / "reference" / "spc"
FILES = [
    *(OWN / f"{name}.json" for name in ("capability", "msa", "tolerance", "metrics")),
    *(PUBLIC / f"{name}.json" for name in ("capability", "msa", "tolerance_normality", "management_metrics")),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_all_reference_cases_pass(path):
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    outcome = run_file(path)
    assert outcome["passed"] > 0
    assert [(case["id"], case["message"]) for case in outcome["cases"] if case["status"] != "pass"] == []


def test_own_cases_have_a_source_and_an_id_of_their_own():
    files = [OWN / f"{name}.json" for name in ("capability", "msa", "tolerance", "metrics")]
    cases = [case for path in files for case in json.loads(path.read_text(encoding="utf-8"))["cases"]]
    assert len({case["id"] for case in cases}) == len(cases)
    for case in cases:
        assert case["source"]["kind"] in ("package-run", "published", "definition"), case["id"]
        assert case["source"]["name"], case["id"]


@pytest.mark.parametrize(("topic", "given", "params", "keys"), EVERY_KEY)
def test_every_figure_of_a_topic_is_computed(topic, given, params, keys):
    outcome = run_case({"id": "case", "topic": topic, "input": given, "params": params})
    assert (outcome["status"], outcome["message"]) == ("computed", "")
    undefined = {key for key in keys.split() if outcome["got"].get(key) is None}
    assert undefined <= {"anova_reduced"}


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("mean R/d2", "mean range"),
        ("mean s/c4", "mean sd"),
        ("pooled SD divided by c4", "pooled sd"),
        ("minimum-variance R", "weighted range"),
        (None, "mean range"),
        (0.5, "a known value"),
    ],
)
def test_the_wordings_of_sigma_within(wording, name):
    case = {"topic": "capability.normal", "input": {"subgroups": [[1, 2, 3], [2, 3, 5]]}}
    got = run_case(case | {"params": {"lsl": 0, "usl": 6, "sigma_within": wording}})["got"]
    assert got["sigma_within_method"] == name


def test_a_wording_that_nobody_knows_is_refused():
    case = {
        "topic": "capability.normal",
        "input": {"subgroups": [[1, 2], [2, 3]]},
        "params": {"lsl": 0, "sigma_within": "??"},
    }
    assert run_case(case)["status"] == "error"


@pytest.mark.parametrize(("topic", "given", "params", "keys"), EVERY_KEY)
def test_empty_data_are_undefined_or_named_never_a_crash(topic, given, params, keys):
    emptied = {key: [] if isinstance(value, list) else value for key, value in given.items()}
    outcome = run_case({"id": "case", "topic": topic, "input": emptied, "params": params})
    assert "could not be computed" not in outcome["message"]


def test_single_judgements_in_rows_are_the_same_study():
    long = {"appraiser": [], "part": [], "reference": [], "ratings": []}
    for position in range(len(AGREEMENT["part"])):
        for trial in ("trial1", "trial2"):
            long["ratings"].append(AGREEMENT[trial][position])
            for key in ("appraiser", "part", "reference"):
                long[key].append(AGREEMENT[key][position])
    wide = run_case({"topic": "msa.attribute_agreement", "input": AGREEMENT, "params": {}})["got"]
    assert run_case({"topic": "msa.attribute_agreement", "input": long, "params": {}})["got"] == wide


def test_the_grid_of_action_priorities_follows_the_order_asked_for():
    def grid(order):
        return run_case({"topic": "fmea.action_priority", "input": {"order": order}, "params": {}})["got"]["grid"]

    rising, falling = grid("s, o, d from 1 to 10"), grid("s, o, d from 10 to 1")
    assert rising == falling[::-1]
    assert grid("d, o, s")[9 * 100 + 9 * 10 + 1] == rising[100 + 9 * 10 + 9] == "M"
