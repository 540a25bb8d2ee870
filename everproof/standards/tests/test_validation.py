"""Each thing the closer look should find is found when it is there, and only then."""

import pytest

from everproof.standards import load_folder, validate
from everproof.standards.tests.tiny import TINY, TINY_2, edited, write


def test_the_tiny_standard_is_in_order(tmp_path):
    for catalogue in load_folder(write(tmp_path, tiny=TINY, tiny_2=TINY_2)).values():
        assert [str(problem) for problem in validate(catalogue)] == []


FAULTS = {
    "shall": ("Care for boats.", "Boats shall be cared for.", "1.2-1", "text", "'shall'"),
    "no full stop": ("Care for boats.", "Care for boats", "1.2-1", "text", "full stop"),
    "two sentences": ("Care for boats.", "Care. Do it.", "1.2-1", "text", "more than one sentence"),
    "too long": ("Care for boats.", "Care " * 46 + "much.", "1.2-1", "text", "longer than 45 words"),
    "check too short": ("check: Every", "check: See {boat_kinds}, {look_days}. #", "1.1-1", "check", "too short"),
    "unknown field": ("has boat.looked_at_on", "has boat.seen_on", "1.1-1", "check", "unknown field boat.seen_on"),
    "unknown bare field": ("has boat.looked_at_on", "has seen_on", "1.1-1", "check", "unknown field seen_on"),
    "unknown field in violation": ("A ferry was", "boat.seen_on was", "1.1-1", "violation", "boat.seen_on"),
    "type not in evidence": ("[boat, life-boat]", "[life-boat]", "1.1-1", "check", "reads boat, which is not in"),
    "value not among the fixed": (
        "Every boat of", "Every boat with boat.kind = raft of", "1.1-1", "check", "is none of ferry, barge",
    ),
    "flag with unknown field": ("boat.kind = ferry", "boat.sort = ferry", "applicability if-boats", "", "boat.sort"),
    "flag reads more": (
        "boat.kind = ferry", "boat.kind = ferry or a life-boat", "applicability if-boats", "", "reads life-boat",
    ),
    "numbered wrongly": ("id: 1.2-1", "id: 1.2-2", "1.2-2", "id", "is number 1 of its clause"),
    "same text": ("Care for boats.", "Look at every boat regularly.", "1.1-1", "text", "the same at another atom"),
    "unused parameter": (" within the last {look_days} days", "", "parameter look_days", "", "used by nothing"),
    "unused type": ("[boat, life-boat]", "[boat]", "record type life-boat", "", "used by nothing"),
    "unused flag": ("applicability: if-boats", "applicability: always", "applicability if-boats", "", "by nothing"),
    "unused kind": ("kind: evaluate", "kind: process", "kind evaluate", "", "used by nothing"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "atom", "field", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(tmp_path, old, new, atom, field, words):
    problems = validate(load_folder(write(tmp_path, tiny=edited(TINY, old, new)))["tiny"])
    found = [problem for problem in problems if problem.atom == atom and problem.field == field]
    assert any(words in problem.problem for problem in found), [str(problem) for problem in problems]


def test_a_type_that_a_check_names_in_passing_must_be_evidence(tmp_path):
    text = edited(edited(TINY, "[boat, life-boat]", "[boat]"), "Every boat of", "Every life-boat or boat of")
    problems = validate(load_folder(write(tmp_path, tiny=text))["tiny"])
    assert ("1.1-1", "reads life-boat, which is not in evidence") in [(p.atom, p.problem) for p in problems]


def test_a_removal_on_weak_word_must_not_be_applied(tmp_path):
    text = edited(TINY_2, "apply_by_default: false", "apply_by_default: true")
    text = edited(text, "id: 1.2-1\n", "id: 1.1-1\n")
    catalogue = load_folder(write(tmp_path, tiny=with_second_boat_atom(), tiny_2=text))["tiny-2"]
    assert ("1.1-1", "apply_by_default") in [(problem.atom, problem.field) for problem in validate(catalogue)]


def test_proposals_that_are_not_applied_are_looked_at_too(tmp_path):
    text = edited(TINY_2, "apply_by_default: true", "apply_by_default: false")
    text = edited(text, "  - {number: '1.3', title: Naming boats, note: new, sources: [S1]}\n", "  []\n")
    text = edited(text, "Give every boat a name.", "Every boat shall have a name.")
    catalogue = load_folder(write(tmp_path, tiny=TINY, tiny_2=text))["tiny-2"]
    assert "1.3-1" not in catalogue
    assert ("1.3-1", "text") in [(problem.atom, problem.field) for problem in validate(catalogue)]


def with_second_boat_atom():
    """The first atom may then go without leaving its clause empty."""
    second = """\
          - id: 1.1-2
            text: Keep every boat afloat.
            kind: evaluate
            pdca: do
            applicability: if-boats
            evidence: [boat, life-boat]
            check: Every boat of a kind in {boat_kinds} is afloat since {look_days} days.
            empty: no-evidence
            strength: direct
            violation: A ferry sank.
"""
    return edited(TINY, "      - number: '1.2'\n", second + "      - number: '1.2'\n")
