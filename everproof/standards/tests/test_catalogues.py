"""The shipped catalogues are complete, consistent, and what README.md says of them is true."""

import re
import shutil

import pytest

from everproof.standards import CatalogueError, available, counts_by_clause, load, total, validate
from everproof.standards.__main__ import main
from everproof.standards.counting import counts_problem, counts_text, write_counts
from everproof.standards.folder import FOLDER

README = FOLDER / "README.md"

# Every clause of ISO 9001:2015 that holds requirements of its own.
CLAUSES_2015 = """
4.1 4.2 4.3 4.4.1 4.4.2 5.1.1 5.1.2 5.2.1 5.2.2 5.3 6.1.1 6.1.2 6.2.1 6.2.2 6.3
7.1.1 7.1.2 7.1.3 7.1.4 7.1.5.1 7.1.5.2 7.1.6 7.2 7.3 7.4 7.5.1 7.5.2 7.5.3.1 7.5.3.2
8.1 8.2.1 8.2.2 8.2.3.1 8.2.3.2 8.2.4 8.3.1 8.3.2 8.3.3 8.3.4 8.3.5 8.3.6
8.4.1 8.4.2 8.4.3 8.5.1 8.5.2 8.5.3 8.5.4 8.5.5 8.5.6 8.6 8.7.1 8.7.2
9.1.1 9.1.2 9.1.3 9.2.1 9.2.2 9.3.1 9.3.2 9.3.3 10.1 10.2.1 10.2.2 10.3
"""

# Record types that the product is built on; the catalogue may have more.
BASE_VOCABULARY = """
policy scope-statement context-issue interested-party process procedure work-instruction form role
responsibility risk opportunity objective kpi change person competence training awareness-ack
communication-plan infrastructure environment equipment maintenance calibration
measurement-system-analysis knowledge-item document document-revision requirement-review customer
contract-order-review design-project design-input design-review design-verification
design-validation design-output design-change supplier supplier-evaluation purchase-requirement
incoming-inspection control-plan inspection release traceability-lot customer-property preservation
post-delivery nonconforming-output concession feedback complaint survey measurement analysis
internal-audit-programme internal-audit audit-finding management-review nonconformity
corrective-action improvement
"""

KINDS = {
    "process", "maintain-documented-information", "retain-documented-information",
    "communicate", "resource", "responsibility", "evaluate", "improve",
}  # fmt: skip

ABSOLUTE_PATH = re.compile(r"(?:^|[\s\"'(=`])(?:/[A-Za-z][\w.-]*/|[A-Za-z]:\\)")


def clauses_with_atoms(catalogue):
    return {clause.number for clause in catalogue.walk() if clause.atoms}


@pytest.fixture(scope="module")
def iso_2015():
    return load("iso9001-2015")


@pytest.fixture(scope="module")
def iso_2026():
    return load("iso9001-2026")


@pytest.mark.parametrize("catalogue_id", available())
def test_nothing_is_wrong_with_a_shipped_catalogue(catalogue_id):
    assert [str(problem) for problem in validate(load(catalogue_id))] == []


def test_every_clause_of_2015_with_requirements_has_atoms_and_no_other_does(iso_2015):
    assert clauses_with_atoms(iso_2015) == set(CLAUSES_2015.split())


def test_2026_takes_out_10_3_and_adds_6_1_3(iso_2026):
    assert clauses_with_atoms(iso_2026) == (set(CLAUSES_2015.split()) - {"10.3"}) | {"6.1.3"}
    assert [child.number for child in iso_2026.clause("6.1").children] == ["6.1.1", "6.1.2", "6.1.3"]
    assert [child.number for child in iso_2026.clause("10").children] == ["10.1", "10.2"]


@pytest.mark.parametrize("catalogue_id", available())
def test_the_chapters_are_those_of_management_system_standards(catalogue_id):
    assert [clause.number for clause in load(catalogue_id).clauses] == ["4", "5", "6", "7", "8", "9", "10"]


def test_the_vocabulary_holds_the_base_list(iso_2015):
    assert set(BASE_VOCABULARY.split()) <= set(iso_2015.vocabulary)


def test_the_kinds_of_demand_are_the_agreed_ones(iso_2015):
    assert set(iso_2015.kinds) == KINDS


def test_no_id_of_2026_means_something_else_than_in_2015(iso_2015, iso_2026):
    added = {change.id for change in iso_2026.revision.changes if change.change in ("added", "moved")}
    assert {atom.id for atom in iso_2026.atoms} <= {atom.id for atom in iso_2015.atoms} | added
    assert not added & {atom.id for atom in iso_2015.atoms}


def test_2026_has_its_titles(iso_2015, iso_2026):
    assert (iso_2015.clause("10.1").title, iso_2026.clause("10.1").title) == ("General", "Continual improvement")
    assert iso_2015.clause("6.1.1").title_is_label
    assert not iso_2026.clause("6.1.1").title_is_label
    assert iso_2026.clause("4.2").notes == iso_2015.clause("4.2").notes


def test_2026_extends_the_vocabulary_and_the_parameters(iso_2015, iso_2026):
    assert set(iso_2026.vocabulary) - set(iso_2015.vocabulary) == {"concern"}
    new = iso_2026.record_kind("change").fields - iso_2015.record_kind("change").fields
    assert new == {"information", "effectiveness_evaluated_on", "effectiveness_result"}
    assert iso_2026.record_kind("change").definition == iso_2015.record_kind("change").definition
    assert set(iso_2026.parameters) - set(iso_2015.parameters) == {"concern_answer_days", "change_effectiveness_days"}


def test_the_climate_amendment_is_in(iso_2015):
    amended = [atom.id for atom in iso_2015.atoms if atom.amendment]
    assert amended == ["4.1-3"]


def test_every_flag_but_always_says_what_decides_it(iso_2015):
    undecidable = [flag.name for flag in iso_2015.flags.values() if not flag.evidence]
    assert undecidable == ["always"]


def test_counts_add_up(iso_2015):
    everything = total(iso_2015)
    assert (everything.atoms, everything.direct, everything.proxy, everything.manual) == (368, 288, 76, 4)
    for level in (1, 2):
        assert sum(row.atoms for row in counts_by_clause(iso_2015, level=level)) == 368


def test_the_counts_in_the_readme_are_true(iso_2015, iso_2026):
    assert counts_problem(README, counts_text(iso_2015, iso_2026)) is None


def test_the_vocabulary_in_the_readme_is_that_of_the_catalogue(iso_2015):
    """Definitions may be cut to their first sentence's sense; names and the extension mark may not differ."""
    table = README.read_text(encoding="utf-8").split("## Vocabulary")[1].split("## Sources")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (yes)? ?\| (.+) \|$", table, re.MULTILINE)
    said = {name: (bool(extension), definition) for name, extension, definition in rows}
    assert {name: extension for name, (extension, _) in said.items()} == {
        kind.name: kind.extension for kind in iso_2015.vocabulary.values()
    }
    for kind in iso_2015.vocabulary.values():
        assert said[kind.name][1].startswith(kind.definition)
    assert f"{len(iso_2015.vocabulary)} record types" in table
    assert f"{sum(kind.extension for kind in iso_2015.vocabulary.values())} of them extend" in table


def test_every_atom_named_in_the_readme_exists(iso_2015):
    named = set(re.findall(r"\b\d+(?:\.\d+)+-\d+\b", README.read_text(encoding="utf-8")))
    assert len(named) >= 50
    assert sorted(name for name in named if name not in iso_2015) == []


def test_no_catalogue_file_names_a_path_of_somebodys_machine():
    for path in (*FOLDER.glob("*.yaml"), README):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if ABSOLUTE_PATH.search(line)] == []


def test_a_readme_without_a_place_for_counts_is_refused(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("# Catalogues\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="no place for them"):
        write_counts(readme, "counts")


@pytest.fixture
def copy(tmp_path):
    """The shipped files, for changes."""
    for path in (*FOLDER.glob("*.yaml"), README):
        shutil.copy(path, tmp_path)
    return tmp_path


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_command_reports_and_ends_well(capsys):
    assert main([]) == 0
    assert capsys.readouterr().out == (
        "iso9001-2015: 368 atoms, 131 parameters\niso9001-2026: 382 atoms, 133 parameters\nNo problems\n"
    )


def test_the_command_renews_the_counts(copy, capsys):
    replace(copy / "README.md", "**368**", "**367**")
    assert main([], copy) == 1
    assert "README.md: counts: are out of date" in capsys.readouterr().out
    assert main(["--write-counts"], copy) == 0
    assert (copy / "README.md").read_bytes() == README.read_bytes()


def test_the_command_names_what_cannot_be_loaded(copy, capsys):
    replace(copy / "iso9001-2015.yaml", "evidence: [interested-party]", "evidence: [intrested-party]")
    assert main([], copy) == 1
    output = capsys.readouterr().out
    assert "iso9001-2015.yaml: 4.2-1: evidence: intrested-party is not a record type of the vocabulary" in output
    assert output.endswith("1 problem\n")
