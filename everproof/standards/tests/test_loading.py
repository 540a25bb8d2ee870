"""Catalogues are found, read once, and answer questions by id, number and record type."""

import pickle
import subprocess
import sys

import pytest

from everproof.standards import CatalogueError, Problem, available, load, load_folder
from everproof.standards.tests.tiny import TINY, TINY_2, edited, write


def test_the_two_editions_are_available():
    assert available() == ["iso9001-2015", "iso9001-2026"]


def test_a_catalogue_is_read_once():
    assert load("iso9001-2015") is load("iso9001-2015")


def test_importing_the_package_reads_no_catalogue():
    code = (
        "import sys, everproof.standards as s; s.load('iso9001-2026');"
        "sys.exit(any('django' in name for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_package_needs_no_django():
    code = (
        "import sys, everproof.standards as s; s.load('iso9001-2026');"
        "sys.exit(any('django' in name for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("name", ["iso14001-2015", "../standards/iso9001-2015", ""])
def test_an_unknown_id_is_refused_with_the_known_ones(name):
    with pytest.raises(LookupError, match="there are iso9001-2015, iso9001-2026"):
        load(name)


def test_an_atom_is_found_by_its_id():
    atom = load("iso9001-2015").atom("4.1-1")
    assert atom.clause == "4.1"
    assert atom.automated
    assert atom.parameters == ("min_external_issues",)
    assert atom.evidence == ("context-issue", "strategic-direction", "person")


def test_a_clause_is_found_with_its_children_and_atoms():
    clause = load("iso9001-2015").clause("7.1")
    assert [child.number for child in clause.children] == ["7.1.1", "7.1.2", "7.1.3", "7.1.4", "7.1.5", "7.1.6"]
    assert clause.atoms == ()
    assert len(clause.all_atoms) == 27


def test_unknown_atoms_clauses_and_types_raise():
    catalogue = load("iso9001-2015")
    for ask in (catalogue.atom, catalogue.clause, catalogue.record_kind):
        with pytest.raises(KeyError):
            ask("11.1")


def test_atoms_come_in_reading_order():
    chapters = [int(atom.id.split(".")[0]) for atom in load("iso9001-2015").atoms]
    assert chapters == sorted(chapters)


def test_a_catalogue_cannot_be_changed():
    catalogue = load("iso9001-2015")
    with pytest.raises(AttributeError):
        catalogue.atom("4.1-1").text = "other"
    with pytest.raises(TypeError):
        catalogue.parameters["kpi_miss_streak"] = None


def test_a_new_standard_is_a_file_and_no_code(tmp_path):
    catalogues = load_folder(write(tmp_path, tiny=TINY))
    tiny = catalogues["tiny"]
    assert [atom.id for atom in tiny.atoms] == ["1.1-1", "1.2-1"]
    assert tiny.atom("1.2-1").manual
    assert tiny.atom("1.2-1").amendment == tiny.amendments[0].id
    assert tiny.clause("1.2").title_is_label
    assert tiny.parameters["boat_kinds"].default == ("ferry",)
    assert tiny.flags["if-boats"].evidence == ("boat",)


def test_a_new_edition_is_a_file_and_no_code(tmp_path):
    catalogues = load_folder(write(tmp_path, tiny=TINY, tiny_2=TINY_2))
    second = catalogues["tiny-2"]
    assert [atom.id for atom in second.atoms] == ["1.1-1", "1.2-1", "1.3-1"]
    assert "painted_on" in second.record_kind("life-boat").fields
    assert "painted_on" not in catalogues["tiny"].record_kind("boat").fields
    assert second.revision.changes[0].status == "confirmed"
    assert second.revision.changes[1].status == "reported"


def test_a_company_may_build_on_a_shipped_catalogue(tmp_path):
    text = edited(TINY_2, "based_on: tiny\n", "based_on: iso9001-2015\n")
    with pytest.raises(CatalogueError, match="there is no catalogue iso9001-2015"):
        load_folder(write(tmp_path, tiny_2=text))
    with pytest.raises(CatalogueError, match=r"iso9001-2015 has no atom 1\.2-1"):
        load_folder(tmp_path, known={"iso9001-2015": load("iso9001-2015")})


def test_the_digest_tells_whether_the_rules_are_the_same(tmp_path):
    before = load_folder(write(tmp_path, tiny=TINY, tiny_2=TINY_2))
    again = load_folder(tmp_path)
    after = load_folder(write(tmp_path, tiny=edited(TINY, "default: 30", "default: 31")))
    assert before["tiny"].digest == again["tiny"].digest
    assert before["tiny"].digest != after["tiny"].digest
    assert before["tiny-2"].digest != after["tiny-2"].digest


def test_a_change_of_a_record_touches_the_atoms_that_read_it_or_depend_on_its_flag(tmp_path):
    tiny = load_folder(write(tmp_path, tiny=edited(TINY, "evidence: [boat, life-boat]", "evidence: [life-boat]")))[
        "tiny"
    ]
    assert [atom.id for atom in tiny.atoms_reading("life-boat")] == ["1.1-1"]
    assert [atom.id for atom in tiny.atoms_reading("boat")] == ["1.1-1"]
    assert [atom.id for atom in tiny.atoms_reading("manual-assessment")] == ["1.2-1"]
    assert tiny.atoms_reading("ship") == ()


def test_fields_are_inherited_and_common():
    kinds = load("iso9001-2015").vocabulary
    assert kinds["procedure"].fields == kinds["document"].fields
    assert "record_type" in kinds["form"].fields
    assert "record_type" not in kinds["document"].fields
    assert {"id", "status"} <= kinds["policy"].fields


def test_fixed_values_are_told_from_described_ones():
    kinds = load("iso9001-2015").vocabulary
    assert kinds["context-issue"].choices("kind") == ("external", "internal")
    assert kinds["context-issue"].choices("topic") == ()
    assert kinds["context-issue"].choices("owner") == ()
    assert kinds["internal-audit"].choices("conclusion_own") == ("conforms", "does-not-conform", "not-covered")


@pytest.mark.parametrize(
    ("name", "type_", "good", "bad", "why"),
    [
        ("kpi_miss_streak", "integer", 5, 13, "13 is outside 1 to 12 count"),
        ("kpi_miss_streak", "integer", 1, 0, "0 is outside"),
        ("kpi_miss_streak", "integer", 2, 2.5, "not a whole number"),
        ("kpi_miss_streak", "integer", 2, True, "not a whole number"),
        ("kpi_miss_streak", "integer", 2, "3", "not a whole number"),
        ("allow_self_approval", "boolean", True, 1, "not true or false"),
        ("auditor_skill", "text", "lead-auditor", "  ", "not text"),
        ("required_process_groups", "list", ["core"], [], "empty"),
        ("required_process_groups", "list", ("core", "support"), ["core", "core"], "twice"),
        ("required_process_groups", "list", ["core"], ["sales"], "sales is not among management, core, support"),
        ("required_process_groups", "list", ["core"], "core", "not a list"),
        ("allowed_media", "list", ["stone"], [1], "not a list of words"),
    ],
)
def test_a_parameter_refuses_what_would_empty_its_checks(name, type_, good, bad, why):
    parameter = load("iso9001-2015").parameters[name]
    assert parameter.type == type_
    assert parameter.refusal(good) is None
    assert why in parameter.refusal(bad)


def test_a_number_refuses_nan(tmp_path):
    text = edited(edited(TINY, "default: 30", "default: 30.5"), "minimum: 1\n", "minimum: 0.5\n")
    parameter = load_folder(write(tmp_path, tiny=text))["tiny"].parameters["look_days"]
    assert parameter.type == "number"
    assert parameter.refusal(12) is None
    assert parameter.refusal(float("nan"))


def test_choices_grow_with_the_vocabulary():
    assert "concern" not in load("iso9001-2015").parameters["event_record_types"].choices
    assert "concern" in load("iso9001-2026").parameters["event_record_types"].choices


def test_an_error_survives_the_way_back_from_another_process():
    error = CatalogueError([Problem("a.yaml", "4.1-1", "text", "is missing")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
    assert str(error) == "a.yaml: 4.1-1: text: is missing"
