"""The catalogues as the evaluator uses them, and their parameters as the company's settings."""

import logging

import pytest
from django.core.exceptions import ValidationError

from everproof.conformity import catalogues
from everproof.conformity.parameters import CERTIFIED_TO, from_catalogues
from everproof.conformity.tests.conftest import NEWER, STANDARD
from everproof.kernel import parameters
from everproof.kernel.errors import NotAllowed
from everproof.kernel.ledger.models import LedgerEntry
from everproof.standards import folder, load


@pytest.fixture
def reread():
    """Catalogues are kept for the life of the process; here they are read anew, and again afterwards."""
    kept = (
        catalogues.readable, catalogues.broken, catalogues.rule_of, catalogues.convention_parameters, catalogues._load,
        folder._shipped,
    )  # fmt: skip

    def forget():
        for function in kept:
            function.cache_clear()

    yield forget
    forget()


def test_a_broken_catalogue_is_named_and_harms_no_other(tmp_path, monkeypatch, reread, caplog):
    text = (folder.FOLDER / f"{STANDARD}.yaml").read_text(encoding="utf-8")
    (tmp_path / f"{STANDARD}.yaml").write_text(text, encoding="utf-8")
    bad = text.replace("id: iso9001-2015", "id: other-2020", 1).replace(
        "evidence: [scope-statement, check-result]", "evidence: [scope-statement, horoscope]", 1
    )
    (tmp_path / "other-2020.yaml").write_text(bad, encoding="utf-8")
    (tmp_path / "torn-2021.yaml").write_text("id: torn-2021\natoms: [", encoding="utf-8")
    monkeypatch.setattr(folder, "FOLDER", tmp_path)
    reread()

    with caplog.at_level(logging.ERROR):
        assert list(catalogues.readable()) == [STANDARD]
        assert set(catalogues.broken()) == {"other-2020", "torn-2021"}

    assert "other-2020.yaml: 4.3-5: evidence" in catalogues.broken()["other-2020"]
    assert "horoscope" in catalogues.broken()["other-2020"]
    with pytest.raises(catalogues.UnknownStandard, match="horoscope"):
        catalogues.catalogue_of("other-2020")
    assert "The catalogue torn-2021 cannot be used" in caplog.text
    assert len(from_catalogues()) > 100


def test_an_edition_follows_the_older_rule_where_its_words_are_the_same():
    assert catalogues.rule_of(NEWER, "5.3-1") == ("5.3-1", STANDARD)
    assert catalogues.rule_of(NEWER, "6.1.3-2") == ("6.1.2-2", STANDARD), "moved"
    assert catalogues.rule_of(NEWER, "4.3-3") == ("4.3-3", NEWER), "changed"
    assert catalogues.rule_of(NEWER, "4.2-4") == ("4.2-4", NEWER), "added"
    assert catalogues.differs_from_older(NEWER, "4.3-3")
    assert not catalogues.differs_from_older(NEWER, "4.2-4"), "there was none before"
    assert not catalogues.differs_from_older(STANDARD, "4.3-3")


def test_a_record_touches_what_reads_it_and_what_its_flags_decide():
    catalogue = load(STANDARD)
    touched = catalogues.atoms_touched(catalogue, [("process", "processes.process.update")])

    assert {atom.id for atom in catalogue.atoms if "process" in atom.evidence} <= touched
    assert {atom.id for atom in catalogue.atoms if atom.applicability == "if-special-process"} <= touched
    assert len(touched) < len(catalogue.atoms) / 2


def test_a_document_touches_what_reads_a_kind_of_document():
    touched = catalogues.atoms_touched(load(STANDARD), [("document", "documents.document.release")])

    assert {atom.id for atom in load(STANDARD).atoms if "work-instruction" in atom.evidence} <= touched


def test_a_part_touches_what_reads_the_whole():
    touched = catalogues.atoms_touched(load(STANDARD), [("process-input", "processes.process-input.update")])

    assert {atom.id for atom in load(STANDARD).atoms if "process" in atom.evidence} <= touched


def test_measured_values_touch_what_reads_measurements():
    measured = catalogues.atoms_touched(load(STANDARD), [("kpi", "kernel.measurements.record")])

    assert {atom.id for atom in load(STANDARD).atoms if "measurement" in atom.evidence} <= measured


def test_every_entry_touches_what_reads_the_audit_trail_and_nothing_more():
    reading = {atom.id for atom in load(STANDARD).atoms if "audit-trail" in atom.evidence}

    assert catalogues.atoms_touched(load(STANDARD), [("login", "kernel.sign_in.fail")]) == reading
    assert catalogues.atoms_touched(load(STANDARD), []) == frozenset()


def test_settings_touch_what_names_them():
    touched = catalogues.atoms_using(load(STANDARD), {"role_vacancy_days"})

    assert "5.3-1" in touched
    assert len(touched) < 10
    assert {"late_limit_pct", "event_window_days", "operating_days"} <= catalogues.convention_parameters(STANDARD)


# Parameters ----------------------------------------------------------------------------------------------------------


def test_every_parameter_of_both_editions_is_a_setting_with_its_meaning():
    declared = parameters.declared()
    wanted = {**load(STANDARD).parameters, **load(NEWER).parameters}

    assert len(wanted) == 133
    for name, parameter in wanted.items():
        here = declared[name]
        assert here.meaning == " ".join(parameter.meaning.split())
        assert (here.least, here.most) == (parameter.minimum, parameter.maximum)
        default = list(parameter.default) if parameter.type == "list" else parameter.default
        assert here.read(here.clean(here.default)) == default


def test_what_the_catalogue_refuses_is_refused():
    """The same values are tried on both sides."""
    declared = parameters.declared()
    tried = [-1, 0, 1, 7, 10**6, 1.5, True, False, "", " ", "text", [], ["a"], ["a", "a"], ["electronic", ""], None]
    for name, parameter in load(NEWER).parameters.items():
        for value in tried:
            assert parameter.refusal(value) is None or refuses(declared[name], value), (name, value)


def refuses(parameter, value):
    try:
        parameter.clean(value)
    except ValidationError:
        return True
    return False


@pytest.mark.django_db
def test_a_company_sets_its_own_values(cast):
    parameters.change(name="allowed_media", to=["paper", " stone "], by=cast.manager)
    parameters.change(name="nc_cause_days", to=9, by=cast.manager)

    values = parameters.values(cast.organization.pk)
    assert (values["allowed_media"], values["nc_cause_days"]) == (["paper", "stone"], 9)
    assert parameters.values(cast.other.pk)["nc_cause_days"] == load(STANDARD).parameters["nc_cause_days"].default
    noted = bytes(LedgerEntry.objects.get(type="parameter", record_id="allowed_media").body)
    assert b"stone" not in noted, "free words stay out of the ledger"
    with pytest.raises(NotAllowed):
        parameters.change(name="nc_cause_days", to=8, by=cast.member)


@pytest.mark.django_db
def test_the_standard_to_be_certified_to_is_one_that_exists(cast):
    assert parameters.value(cast.organization.pk, CERTIFIED_TO) == STANDARD
    parameters.change(name=CERTIFIED_TO, to=NEWER, by=cast.manager)
    assert parameters.value(cast.organization.pk, CERTIFIED_TO) == NEWER

    with pytest.raises(ValidationError):
        parameters.change(name=CERTIFIED_TO, to="iso9001-1987", by=cast.manager)
