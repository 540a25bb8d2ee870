"""Records that were settled elsewhere come in with their state and its day, if their lifecycle lets them."""

import json
from datetime import date

import pytest

from everproof.context.models import ContextIssue
from everproof.improvement.models import Nonconformity
from everproof.kernel import history as kernel_history
from everproof.kernel import modules
from everproof.kernel.errors import Refused
from everproof.kernel.exchange.importing import columns, running, service
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.transitions import perform, possibilities, settle_imported
from everproof.kernel.ui import history
from everproof.processes.models import Objective
from everproof.risks.models import Change, Risk

CLOSED = (
    "What happened;Original number;Happened;Correction;Corrective action needed;Why, or why not;State;State since\n"
    "Wrong label on a pallet;Q-17;2024-03-04;Relabelled;no;A single slip;Closed;2024-03-20\n"
)
SETTLING = [one.name for one in modules.all_record_types() if columns.imported_steps(one)]


def bring(cast, type_name, text, **more):
    record_type = modules.record_type(type_name)
    return service.import_at_once(record_type, text.encode(), file_name="old.csv", by=cast.manager, **more)


def test_a_problem_that_was_closed_elsewhere_is_closed_here_with_both_days(cast):
    told = bring(cast, "nonconformity", CLOSED)

    assert (told["new"], told["problems"]) == (1, [])
    closed = Nonconformity.objects.get(original_number="Q-17")
    assert closed.status == "closed"
    entry = LedgerEntry.objects.get(record_id=closed.pk, verb="improvement.nonconformity.settle")
    body = json.loads(bytes(entry.body))
    assert body["happened"].startswith("2024-03-20")
    assert entry.at.date() > date(2026, 1, 1)
    assert closed.happened_at.date() == date(2024, 3, 4)
    assert closed.recorded_at.date() > date(2026, 1, 1)
    assert body["source"] == "import"


def test_bringing_it_twice_changes_nothing(cast):
    bring(cast, "nonconformity", CLOSED)
    assert bring(cast, "nonconformity", CLOSED)["unchanged"] == 1
    assert Nonconformity.objects.get(original_number="Q-17").version == 2


def test_guards_are_told_row_by_row(cast):
    told = bring(cast, "nonconformity", CLOSED.replace("Relabelled;no;A single slip", ";;"), dry_run=True)

    assert told["new"] == 0
    assert {one["where"] for one in told["problems"]} == {"row 2"}
    reasons = {one["reason"] for one in told["problems"]}
    assert "What was done at once is not described." in reasons
    assert "Nobody has decided whether the cause has to be removed." in reasons


def test_a_state_that_nobody_brings_in_is_no_choice(cast):
    told = bring(cast, "nonconformity", CLOSED.replace(";Closed;", ";In work;"))
    assert told["problems"][0]["reason"] == "“In work” is not among the choices."
    assert told["problems"][0]["cure"] == "Choose one of: Closed."


def test_what_is_in_work_here_is_not_closed_by_a_file(cast):
    bring(cast, "nonconformity", CLOSED.replace(";Closed;2024-03-20", ";;"))
    open_one = Nonconformity.objects.get(original_number="Q-17")
    perform(open_one, "triage", by=cast.manager, owner=cast.person("member"), severity="low")

    told = bring(cast, "nonconformity", CLOSED)
    assert "It is here already, in the state “In work”" in told["problems"][0]["reason"]


def test_undoing_takes_it_back(cast):
    bring(cast, "nonconformity", CLOSED)
    assert running.undo(Import.objects.get(), by=cast.manager) == []
    assert Nonconformity.objects.get(original_number="Q-17").is_voided


@pytest.mark.parametrize(("state", "status"), [("Achieved", "achieved"), ("Missed", "missed")])
def test_objectives_of_former_years_keep_their_outcome(cast, state, status):
    text = f"Objective;Result;State;State since\nFewer returns;From 3 % to 2 %;{state};2025-12-31\n"
    assert bring(cast, "objective", text)["problems"] == []
    assert Objective.objects.get(title="Fewer returns").status == status


def test_a_risk_that_went_away_is_closed(cast):
    assert bring(cast, "risk", "Risk;State\nFlood in the old hall;Closed\n")["problems"] == []
    assert Risk.objects.get(title="Flood in the old hall").status == "closed"


CHANGE = (
    "Change;What it is for;Carried out;Result of the review;Bad effects;Effect;State;State since\n"
    "Second shift;Orders had waited for weeks, and two customers left;2024-02-01;It runs;none;Effective;Closed;"
    "2024-06-30\n"
)


def test_a_change_of_former_years_keeps_what_came_of_it(cast):
    assert bring(cast, "change", CHANGE)["problems"] == []
    closed = Change.objects.get(title="Second shift")
    assert (closed.status, closed.implemented_on, closed.effectiveness_result) == (
        "closed",
        date(2024, 2, 1),
        "effective",
    )
    assert bring(cast, "change", CHANGE)["unchanged"] == 1


def test_a_change_whose_effect_nobody_judged_is_not_closed(cast):
    told = bring(cast, "change", CHANGE.replace(";Effective;", ";;"))
    assert [one["reason"] for one in told["problems"]] == ["Nobody has said whether it did what it was for."]


def test_who_reads_the_timeline_sees_both_days(cast, sign_in):
    bring(cast, "nonconformity", CLOSED)
    number = Nonconformity.objects.get(original_number="Q-17").number
    shown = sign_in("manager").get(f"/ours/improvement/nonconformities/{number}/").content.decode()

    assert "brought it in as closed elsewhere" in shown
    assert "Settled elsewhere on 2024-03-20." in shown


@pytest.mark.parametrize("type_name", SETTLING)
def test_each_imported_step_has_its_sentence_and_is_offered_on_no_page(type_name, cast):
    record_type = modules.record_type(type_name)
    for _label, step in columns.imported_steps(record_type).values():
        assert history.sentence_of(f"{record_type.room}.{type_name}.{step.name}")
        assert step.name not in record_type.lifecycle.transitions


def test_no_page_offers_the_step(cast):
    bring(cast, "risk", "Risk\nFlood in the old hall\n")
    risk = Risk.objects.get(title="Flood in the old hall")
    assert "settle" not in [one.transition.name for one in possibilities(risk, cast.manager)]
    step = modules.type_of(risk).lifecycle.imported[0]
    settled = settle_imported(risk, step, by=cast.manager)
    with pytest.raises(Refused, match="It is here already"):
        settle_imported(settled, step, by=cast.manager)


def test_types_that_are_never_settled_elsewhere_have_no_such_column(cast):
    assert "state" not in columns.targets(modules.type_of(ContextIssue))
    assert "settle" in kernel_history.SENTENCES
