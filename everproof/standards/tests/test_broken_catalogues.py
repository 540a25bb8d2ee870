"""Whatever is wrong with a catalogue is said with file, atom and field, and everything at once."""

import pytest

from everproof.standards import CatalogueError, load_folder
from everproof.standards.tests.tiny import TINY, TINY_2, edited, write


def problems_of(folder):
    with pytest.raises(CatalogueError) as caught:
        load_folder(folder)
    return caught.value.problems


BROKEN = {
    "unknown evidence type": ("[boat, life-boat]", "[boat, ship]", "1.1-1", "evidence", "ship is not a record type"),
    "evidence given twice": ("[boat, life-boat]", "[boat, boat]", "1.1-1", "evidence", "boat is given twice"),
    "no evidence": ("[boat, life-boat]", "[]", "1.1-1", "evidence", "is empty"),
    "evidence not a list": ("[boat, life-boat]", "boat", "1.1-1", "evidence", "is not a list"),
    "evidence not text": ("[boat, life-boat]", "[boat, 1]", "1.1-1", "evidence", "other than text"),
    "default above the range": ("default: 30", "default: 91", "parameter look_days", "default", "outside 1 to 90"),
    "default below the range": ("default: 30", "default: 0", "parameter look_days", "default", "outside 1 to 90"),
    "default missing": ("    default: 30\n", "", "parameter look_days", "default", "is missing"),
    "number without range": ("    maximum: 90\n", "", "parameter look_days", "maximum", "a number has a range"),
    "range not a number": ("minimum: 1\n", "minimum: one\n", "parameter look_days", "minimum", "not a number"),
    "default not a choice": ("default: [ferry]", "default: [raft]", "parameter boat_kinds", "default", "raft is not"),
    "list empty": ("default: [ferry]", "default: []", "parameter boat_kinds", "default", "is empty"),
    "range on a list": ("choices_from: boat.kind", "minimum: 1", "parameter boat_kinds", "minimum", "numbers only"),
    "choices from no list": ("boat.kind\n    m", "boat.name\n    m", "parameter boat_kinds", "choices_from", "fixed"),
    "choices of no type": ("boat.kind\n    m", "car.kind\n    m", "parameter boat_kinds", "choices_from", "no fixed"),
    "unknown parameter in a check": ("{look_days}", "{see_days}", "1.1-1", "check", "{see_days} is not a parameter"),
    "duplicate id": ("id: 1.2-1\n", "id: 1.1-1\n", "1.1-1", "id", "1.1-1 is given twice"),
    "id of another clause": ("id: 1.2-1\n", "id: 1.3-1\n", "1.3-1", "id", "does not belong to clause 1.2"),
    "malformed id": ("id: 1.2-1\n", "id: 1.2/1\n", "1.2/1", "id", "is not a clause number"),
    "id with a leading zero": ("id: 1.2-1\n", "id: 1.2-01\n", "1.2-01", "id", "is not a clause number"),
    "missing text": ("            text: Care for boats.\n", "", "1.2-1", "text", "is missing"),
    "empty text": ("text: Care for boats.", "text: ' '", "1.2-1", "text", "is empty"),
    "text not text": ("text: Care for boats.", "text: 5", "1.2-1", "text", "is not text"),
    "missing check": ("            check: Every boat", "            item: Every boat", "1.1-1", "check", "is missing"),
    "missing violation": ("            violation: A ferry", "            item: A", "1.1-1", "violation", "is missing"),
    "unknown outcome": ("empty: no-evidence", "empty: maybe", "1.1-1", "empty", "maybe is not one of"),
    "unknown strength": ("strength: direct", "strength: strong", "1.1-1", "strength", "strong is not one of"),
    "proxy without question": ("strength: direct", "strength: proxy", "1.1-1", "question", "is missing"),
    "direct with question": (
        "strength: direct", "strength: direct\n            question: So?", "1.1-1", "question", "proxy checks",
    ),
    "unknown kind": ("kind: evaluate", "kind: ponder", "1.1-1", "kind", "ponder is not one of process, evaluate"),
    "unknown pdca": ("pdca: check", "pdca: rest", "1.1-1", "pdca", "rest is not one of plan, do, check, act"),
    "unknown flag": ("applicability: if-boats", "applicability: if-cars", "1.1-1", "applicability", "if-cars is not"),
    "unknown amendment": ("amendment: tiny-amd1", "amendment: amd9", "1.2-1", "amendment", "amd9 is not listed"),
    "manual without question": ("            question: Do you care?\n", "", "1.2-1", "question", "is missing"),
    "manual without assessment": ("[manual-assessment]", "[boat]", "1.2-1", "evidence", "manual-assessment is missing"),
    "manual with check": ("manual: true", "manual: true\n            check: A b.", "1.2-1", "check", "does not belong"),
    "manual not a truth": ("manual: true", "manual: 1", "1.2-1", "manual", "is not true or false"),
    "misspelt field": ("pdca: check", "pdca: check\n            itme: a", "1.1-1", "itme", "is not a known field"),
    "clause given twice": ("number: '1.2'", "number: '1.1'", "clause 1.1", "number", "clause 1.1 is given twice"),
    "clause out of place": ("number: '1.2'", "number: '2.2'", "clause 2.2", "number", "not one level below clause 1"),
    "clause number not text": ("number: '1.2'", "number: 1.2", "clause 1", "clauses[1].number", "is not text"),
    "clause without title": ("        title: Caring for boats\n", "", "clause 1.2", "title", "is missing"),
    "inherits from nobody": ("inherits: boat", "inherits: raft", "record type life-boat", "inherits", "raft is not"),
    "inherits in a circle": ("inherits: boat", "inherits: life-boat", "record type life-boat", "inherits", "itself"),
    "values of no field": ("status: afloat", "colour: afloat", "record type boat", "values.colour", "is not a field"),
    "record type misnamed": ("  life-boat:\n", "  life_boat:\n", "record type life_boat", "", "joined by hyphens"),
    "field misnamed": ("fields: [verdict]", "fields: [Verdict]", "record type manual-assessment", "fields", "Verdict"),
    "flag decided by nothing": ("  if-boats: [boat]", "  if-boats: []", "", "applicability_evidence.if-boats", "empty"),
    "flag decided by the unknown": (
        "  if-boats: [boat]", "  if-boats: [raft]", "", "applicability_evidence.if-boats", "raft is not",
    ),
    "evidence of no flag": (
        "  if-boats: [boat]", "  if-boats: [boat]\n  if-cars: [boat]",
        "", "applicability_evidence.if-cars", "not a known",
    ),
    "no always": ("  always: Applies to everybody.\n", "", "", "applicability", "always is missing"),
    "id not the file's name": ("id: tiny\n", "id: tiny9\n", "", "id", "tiny9 is not the name of the file"),
    "no vocabulary": ("vocabulary:\n", "words:\n", "", "vocabulary", "is missing"),
    "clauses not a list": ("\nclauses:\n", "\nclauses: 5\nchapters:\n", "", "clauses", "is not a list"),
    "choices for a number": (
        "maximum: 90", "maximum: 90\n    choices_from: boat.kind", "parameter look_days", "choices_from", "lists only",
    ),
    "parameter misnamed": ("  look_days:\n", "  look-days:\n", "parameter look-days", "", "joined by underscores"),
    "unknown parameter in a flag": ("boat.kind = ferry.", "{boats}.", "", "applicability.if-boats", "{boats} is not"),
    "unknown parameter in a convention": (
        "kinds:\n  process", "conventions: {late: 'After {days}.'}\nkinds:\n  process",
        "", "conventions.late", "{days} is not a parameter",
    ),
    "kind without meaning": ("process: Do something.", "process: 5", "", "kinds.process", "is not text"),
    "clause with nothing in it": (
        "        title: Caring for boats\n        title_is_label: true\n        requirements:\n",
        "        title: Caring for boats\n        title_is_label: true\n        subclauses:\n",
        "clause 1.2", "requirements", "there are no sub-clauses",
    ),
    "clause number garbled": ("number: '1.2'", "number: 1.x", "clause 1.x", "number", "numbers joined by dots"),
    "duplicate key": ("pdca: check", "pdca: check\n            pdca: do", "1.1-1", "pdca", "given twice"),
    "broken yaml": ("text: Care for boats.", "text: Care: for boats.", "1.2-1", "", "line "),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "atom", "field", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_catalogue_names_file_atom_and_field(tmp_path, old, new, atom, field, words):
    problems = problems_of(write(tmp_path, tiny=edited(TINY, old, new)))
    assert {problem.file for problem in problems} == {"tiny.yaml"}
    found = [problem for problem in problems if problem.atom == atom and problem.field == field]
    assert any(words in problem.problem for problem in found), [str(problem) for problem in problems]


BROKEN_EDITION = {
    "unknown base": ("based_on: tiny\n", "based_on: huge\n", "", "based_on", "there is no catalogue huge"),
    "base not text": ("based_on: tiny\n", "based_on: 5\n", "", "based_on", "there is no catalogue 5"),
    "based on itself": ("based_on: tiny\n", "based_on: tiny-2\n", "", "based_on", "based on this catalogue in turn"),
    "unknown source": ("confidence: high\n    sources: [S1]", "confidence: high\n    sources: [S9]", "1.3-1",
                       "sources", "S9 is not listed"),
    "no source": ("confidence: high\n    sources: [S1]", "confidence: high", "1.3-1", "sources", "is missing"),
    "statement without source": ("out., sources: [S1]", "out., sources: [S2]", "",
                                 "status.confirmed[0].sources", "S2 is not listed"),
    "unknown change": ("change: added", "change: invented", "1.3-1", "change", "invented is not one of"),
    "unknown confidence": ("confidence: high", "confidence: sure", "1.3-1", "confidence", "sure is not one of"),
    "applied or not unsaid": ("    apply_by_default: true\n", "", "1.3-1", "apply_by_default", "is missing"),
    "changed atom unknown": ("change: added", "change: changed", "1.3-1", "id", "tiny has no atom 1.3-1"),
    "removed atom unknown": ("id: 1.2-1\n", "id: 1.2-7\n", "1.2-7", "id", "tiny has no atom 1.2-7"),
    "id used again": ("id: 1.3-1\n", "id: 1.1-1\n", "1.1-1", "id", "must count on from 1"),
    "moved from nowhere": ("change: added", "change: moved\n    from: 1.1-9", "1.3-1", "from", "no atom 1.1-9"),
    "moved without from": ("change: added", "change: moved", "1.3-1", "from", "is missing"),
    "atom in no clause": ("id: 1.3-1\n", "id: 1.4-1\n", "1.4-1", "id", "there is no clause 1.4"),
    "clause without a place": ("number: '1.3'", "number: 2.1.1", "", "clause_changes", "no clause 2.1 above it"),
    "clause number garbled": ("number: '1.3'", "number: one", "", "clause_changes[0].number", "numbers joined by dots"),
    "clause gone before": ("'1.3', title: Naming boats", "'1.9', title: null", "", "clause_changes", "no clause 1.9"),
    "clause left empty": ("'1.3', title: Naming boats", "'1.4', title: Empty", "", "clause_changes", "holds no atoms"),
    "field there already": ("fields: [painted_on]", "fields: [name]", "record type boat", "fields", "there already"),
    "atom wrong": ("pdca: do", "pdca: rest", "1.3-1", "pdca", "rest is not one of"),
    "change given twice": ("id: 1.2-1\n", "id: 1.3-1\n", "1.3-1", "id", "1.3-1 is given twice"),
    "malformed id": ("id: 1.3-1\n", "id: 1.3/1\n", "1.3/1", "id", "is not a clause number"),
    "inherits where only extended": (
        "fields: [painted_on]", "fields: [painted_on]\n    inherits: life-boat",
        "record type boat", "inherits", "extended",
    ),
    "parameter there already": (
        "\nchanges:\n",
        "\nparameters_added:\n  look_days: {default: 1, unit: days, minimum: 1, maximum: 2, meaning: M.}\nchanges:\n",
        "parameter look_days", "", "there already",
    ),
    "misspelt top field": ("as_of:", "asof:", "", "asof", "is not a known field"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "atom", "field", "words"), BROKEN_EDITION.values(), ids=BROKEN_EDITION)
def test_a_broken_edition_names_file_atom_and_field(tmp_path, old, new, atom, field, words):
    problems = problems_of(write(tmp_path, tiny=TINY, tiny_2=edited(TINY_2, old, new)))
    assert {problem.file for problem in problems} == {"tiny-2.yaml"}
    found = [problem for problem in problems if problem.atom == atom and problem.field == field]
    assert any(words in problem.problem for problem in found), [str(problem) for problem in problems]


def test_all_problems_of_all_files_come_together(tmp_path):
    text = edited(TINY, "[boat, life-boat]", "[boat, ship]")
    text = edited(text, "default: 30", "default: 300")
    text = edited(text, "            text: Care for boats.\n", "")
    other = edited(edited(TINY, "id: tiny\n", "id: other\n"), "pdca: do", "pdca: rest")
    problems = problems_of(write(tmp_path, tiny=text, other=other))
    assert [(problem.file, problem.atom, problem.field) for problem in problems] == [
        ("other.yaml", "1.2-1", "pdca"),
        ("tiny.yaml", "parameter look_days", "default"),
        ("tiny.yaml", "1.1-1", "evidence"),
        ("tiny.yaml", "1.2-1", "text"),
    ]


def test_problems_of_a_base_are_told_once(tmp_path):
    text = edited(TINY, "pdca: do", "pdca: rest")
    problems = problems_of(write(tmp_path, tiny=text, tiny_2=TINY_2))
    assert [str(problem) for problem in problems] == ["tiny.yaml: 1.2-1: pdca: rest is not one of plan, do, check, act"]


@pytest.mark.parametrize("value", ["5", "[a]", "{a: b}", "true", "null", "''"])
@pytest.mark.parametrize("field", [line.split(":")[0] for line in TINY.splitlines() if line[0] not in " -"])
def test_no_top_field_of_a_wrong_form_breaks_the_loader(tmp_path, field, value):
    """Either the file still loads (an optional field left empty) or the answer is a CatalogueError, never a crash."""
    kept = [block for block in split_into_top_fields(TINY) if not block.startswith(f"{field}:")]
    folder = write(tmp_path, tiny="".join(kept) + f"{field}: {value}\n")
    try:
        catalogues, problems = load_folder(folder), ()
    except CatalogueError as error:
        catalogues, problems = {"tiny": None}, error.problems
    assert list(catalogues) == ["tiny"]
    assert {problem.file for problem in problems} <= {"tiny.yaml"}


def split_into_top_fields(text):
    blocks = []
    for line in text.splitlines(keepends=True):
        if line[0] in " -":
            blocks[-1] += line
        else:
            blocks.append(line)
    return blocks
