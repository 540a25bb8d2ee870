"""How good proposals are, on two real quality systems against a list made by hand. The figures stand in the docs."""

import re
from pathlib import Path

import pytest

from everproof.documents.gaps import service
from everproof.documents.gaps.ranking import Passage
from everproof.documents.gaps.tests.truth import TRUE_PAIRS
from everproof.documents.intake import converting, sources
from everproof.documents.intake.reading import read
from everproof.documents.intake.registers import Register
from everproof.documents.intake.tests.sets import SETS, needs_sets
from everproof.standards import load


@pytest.fixture(scope="module")
def passages():
    found: list[Passage] = []
    with sources.opened([("documents", SETS)], largest=50_000_000) as there:
        for source in there.files:
            one = read(source, there, Register())
            body = converting.body_of(one.text.root, {})
            found += service.passages_of_body(source.path, one.title, body)
    return found


def measured(passages, **options):
    """Precision and recall at 1 and 3 over the clauses of the list, and how many have a right one among the three."""
    found = service.proposals(passages, load("iso9001-2015"), **options)
    figures = {}
    for most in (1, 3):
        proposed = {clause: [one.document for one in found[clause][:most]] for clause in TRUE_PAIRS}
        right = {clause: set(proposed[clause]) & set(TRUE_PAIRS[clause]) for clause in TRUE_PAIRS}
        hits = sum(map(len, right.values()))
        figures[f"precision at {most}"] = hits / sum(map(len, proposed.values()))
        figures[f"recall at {most}"] = hits / sum(map(len, TRUE_PAIRS.values()))
        figures[f"clauses with a right one in {most}"] = sum(1 for one in right.values() if one) / len(TRUE_PAIRS)
    return {name: round(value, 2) for name, value in figures.items()}, found


def test_the_list_holds_enough_pairs_about_clauses_that_there_are():
    clauses = {clause.number for clause in load("iso9001-2015").walk() if clause.atoms}
    assert TRUE_PAIRS.keys() <= clauses
    assert sum(map(len, TRUE_PAIRS.values())) >= 80


@needs_sets
def test_the_documents_say_the_figures_that_are_measured(passages):
    with_ours, found = measured(passages)
    without, _found = measured(passages, with_own_terms=False)
    page = (Path(__file__).parents[4] / "docs/using/bring-in-documents.md").read_text()
    said = dict(re.findall(r"^\| ([a-z][a-z0-9 ]+) \| ([\d.]+ \| [\d.]+) \|$", page, re.MULTILINE))
    assert said == {name: f"{with_ours[name]:.2f} | {without[name]:.2f}" for name in with_ours}
    assert f"{sum(map(len, TRUE_PAIRS.values()))} pairs" in page
    assert all(one.passage.text for ranked in found.values() for one in ranked)
