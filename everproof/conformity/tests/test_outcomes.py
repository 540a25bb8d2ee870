"""How the outcome of a requirement comes about, by the catalogue's conventions."""

from datetime import timedelta

import pytest
from django.db import connection

from everproof.conformity import actions, catalogues
from everproof.conformity.checks import check_4_3_5
from everproof.conformity.evaluation import evaluate
from everproof.conformity.models import ManualAssessment
from everproof.conformity.tests.conftest import NEWER, STANDARD
from everproof.kernel import clock, modules, parameters, records
from everproof.kernel.checks import Cure, Evidence, Finding
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.people import actions as people
from everproof.kernel.people.models import Person, Role
from everproof.kernel.work import actions as work
from everproof.standards import load

pytestmark = pytest.mark.django_db
DIRECT, PROXY, MANUAL = "5.3-1", "5.3-3", "5.1.1-4"


def fine(at):
    return Evidence(1)


def bad(at):
    return Evidence(1, (Finding("It is broken.", Cure("Mend it")),))


def nothing(at):
    return Evidence(0)


def unmet(at):
    return at.records(Person).filter(title="")


def finding_people(at):
    return Evidence(at.records(Person), (Finding("No phone.", Cure("Enter it"), at.records(Person)),))


# What nobody checks -------------------------------------------------------------------------------------------------


def test_a_requirement_without_a_check_never_passes_and_names_what_nobody_keeps(cast):
    checked = {check.atom for check in modules.declared("checks")}
    results = evaluate(cast.organization, {STANDARD: None}).results[STANDARD]
    unchecked = [atom for atom in load(STANDARD).atoms if atom.automated and atom.id not in checked]
    assert unchecked, "every requirement has a check: this test has done its work"

    for atom in unchecked:
        assert results[atom.id].outcome in ("no-evidence", "not-applicable"), atom.id
    foreign = next(atom for atom in unchecked if atom.applicability == "always" and "calibration" in atom.evidence)
    assert "calibration" in results[foreign.id].reason


def test_an_empty_company_is_not_ready(cast):
    results = evaluate(cast.organization, {STANDARD: None, NEWER: None}).results

    assert {one.outcome for one in results[STANDARD].values()} >= {"no-evidence", "manual-due"}
    for standard in (STANDARD, NEWER):
        passing = [atom for atom, one in results[standard].items() if one.outcome == "pass"]
        assert len(passing) < len(results[standard]) / 20


def test_what_is_found_missing_leads_to_the_list_of_what_a_room_keeps(result, room):
    room.declare(checks={"10.2.1-4": nothing})

    found = result("10.2.1-4").findings[0]

    assert (found.type, found.record) == ("nonconformity", None)


# A mistake in one check ---------------------------------------------------------------------------------------------


def test_a_check_that_raises_is_an_error_of_its_own_and_harms_no_other(evaluated, room, caplog):
    def raises(at):
        raise ZeroDivisionError("no ratio of nothing")

    def breaks_the_database(at):
        with connection.cursor() as cursor:
            cursor.execute("select no_such_column from kernel_person")

    room.declare(checks={"5.3-1": raises, "5.3-2": breaks_the_database, "5.3-3": fine, "5.3-4": bad})

    results = evaluated("5.3-1", "5.3-2", "5.3-3", "5.3-4").results[STANDARD]

    assert [results[atom].outcome for atom in ("5.3-1", "5.3-2", "5.3-3", "5.3-4")] == [
        "error",
        "error",
        "pass",
        "fail",
    ]
    assert results["5.3-1"].reason == "ZeroDivisionError: no ratio of nothing"
    assert "check 5.3-1 raised" in caplog.text
    assert "check 5.3-2 failed in the database" in caplog.text
    assert Person.objects.exists()


def test_a_stored_value_out_of_range_is_named_by_whoever_asks_for_it(cast, evaluated, room):
    ParameterValue.objects.create(
        organization=cast.organization, name="ack_grace_days", value=100_000, updated_at=clock.now()
    )
    room.declare(checks={"5.3-1": lambda at: Evidence(at["ack_grace_days"]), "5.3-2": fine})

    results = evaluated("5.3-1", "5.3-2").results[STANDARD]

    assert results["5.3-1"].outcome == "error"
    assert "parameter ack_grace_days: This is at most 90." in results["5.3-1"].reason
    assert results["5.3-2"].outcome == "pass"


def test_a_catalogue_that_cannot_be_read_is_named(cast):
    with pytest.raises(catalogues.UnknownStandard, match="There is no catalogue 'iso1'; there is: iso9001-2015"):
        evaluate(cast.organization, {"iso1": None})


# Does it apply? ------------------------------------------------------------------------------------------------------

SPECIAL = next(atom.id for atom in load(STANDARD).atoms if atom.applicability == "if-special-process")
DESIGN = next(atom.id for atom in load(STANDARD).atoms if atom.applicability == "if-design")


def test_a_flag_that_the_records_make_false_switches_its_requirements_off(result, room):
    room.declare(checks={SPECIAL: bad}, flags={"if-special-process": lambda at: False})
    assert result(SPECIAL).outcome == "not-applicable"

    room.declare(checks={SPECIAL: bad}, flags={"if-special-process": lambda at: True})
    assert result(SPECIAL).outcome == "fail"


def test_a_flag_whose_records_nobody_keeps_is_undecided_not_false(result, room):
    flags = {name: flag for name, flag in load(STANDARD).flags.items() if set(flag.evidence) - catalogues.kept_types()}
    if not flags:
        pytest.skip("every record type of every flag is kept")
    name, flag = next(iter(flags.items()))
    atom = next(atom.id for atom in load(STANDARD).atoms if atom.applicability == name)
    room.declare(checks={atom: fine}, flags={name: lambda at: False})

    found = result(atom)

    assert found.outcome == "no-evidence"
    missing = next(kind for kind in flag.evidence if kind not in catalogues.kept_types())
    assert missing.replace("-", " ") in found.reason


def test_a_flag_that_nobody_declares_is_undecided(result, room):
    room.declare(checks={SPECIAL: fine})

    assert result(SPECIAL).outcome == "no-evidence"


def test_one_of_several_alternatives_is_enough(result, room):
    """A lower room knows one alternative; that the other one is kept nowhere no longer matters."""
    room.declare(checks={DESIGN: fine}, flags={"if-design": lambda at: True})

    assert result(DESIGN).outcome == "pass"


def test_a_flag_that_raises_is_an_error_of_its_requirements_alone(evaluated, room):
    def raises(at):
        raise LookupError("no such room")

    room.declare(checks={SPECIAL: fine, DIRECT: fine}, flags={"if-special-process": raises})

    results = evaluated(SPECIAL, DIRECT).results[STANDARD]

    assert (results[SPECIAL].outcome, results[SPECIAL].reason) == ("error", "LookupError: no such room")
    assert results[DIRECT].outcome == "pass"


def test_only_the_approved_scope_statement_leaves_something_out(result, room):
    room.declare(checks={DIRECT: bad}, exclusions=lambda at: None)
    assert result(DIRECT).outcome == "fail"

    room.declare(checks={DIRECT: bad}, exclusions=lambda at: {DIRECT: "We are one person."})
    assert result(DIRECT).outcome == "not-applicable"
    assert result(DIRECT).reason == "Left out by the approved scope statement: We are one person."

    room.declare(checks={DIRECT: bad}, exclusions=lambda at: {"5": "We have no leaders."})
    assert result(DIRECT).outcome == "not-applicable"

    room.declare(checks={DIRECT: bad}, exclusions=lambda at: {"5.2": "No policy.", "5.3-11": "Another one."})
    assert result(DIRECT).outcome == "fail"


def test_exclusions_that_cannot_be_read_leave_nothing_out(result, room):
    def raises(at):
        raise ValueError("half a scope")

    room.declare(checks={DIRECT: bad}, exclusions=raises)

    assert result(DIRECT).outcome == "fail"


def test_an_exclusion_that_the_records_contradict_is_found(result, room):
    left_out = {"8.5.1": "We buy all we sell."}
    declared = {"checks": {"4.3-5": check_4_3_5}, "flags": {"if-special-process": lambda at: True}}
    room.declare(exclusions=lambda at: left_out, **declared)
    found = result("4.3-5")
    assert found.outcome == "fail"
    assert "leaves out 8.5.1, but the records show that it applies" in found.findings[0].reason

    room.declare(exclusions=lambda at: {}, **declared)
    assert result("4.3-5").outcome == "pass"

    room.declare(exclusions=lambda at: None, **declared)
    assert result("4.3-5").outcome == "no-evidence"


# Nothing to look at --------------------------------------------------------------------------------------------------

BY_EMPTY = {
    empty: next(
        atom.id
        for atom in load(STANDARD).atoms
        if atom.empty == empty and atom.applicability == "always" and atom.strength == "direct"
    )
    for empty in ("pass", "fail", "no-evidence")
}


def test_nothing_to_look_at_is_what_the_catalogue_says(evaluated, room):
    room.declare(checks=dict.fromkeys(BY_EMPTY.values(), nothing))

    results = evaluated(*BY_EMPTY.values()).results[STANDARD]

    assert results[BY_EMPTY["fail"]].outcome == "fail"
    assert results[BY_EMPTY["no-evidence"]].outcome == "no-evidence"
    assert results[BY_EMPTY["pass"]].outcome == "no-evidence", "nothing happened, but nobody has worked here yet"


def test_nothing_happened_is_a_pass_once_the_company_has_worked_here_long_enough(cast, result, room):
    room.declare(checks={BY_EMPTY["pass"]: nothing})
    days = parameters.value(cast.organization.pk, "operating_days")
    with clock.travel(clock.now() + timedelta(days=1)):
        people.add_role(name="Another role", by=cast.manager)
    with clock.travel(clock.now() + timedelta(days=10)):
        due = clock.today("Europe/Berlin")
        work.raise_action(title="Sweep", owner=cast.person("member"), due_on=due, by=cast.manager)

    with clock.travel(clock.now() + timedelta(days=days + 9)):
        early = result(BY_EMPTY["pass"])
    with clock.travel(clock.now() + timedelta(days=days + 10)):
        late = result(BY_EMPTY["pass"])

    assert (early.outcome, late.outcome) == ("no-evidence", "pass")
    assert late.parameters == {"operating_days": days}


# What people assess --------------------------------------------------------------------------------------------------


def assess(cast, requirement, verdict, **more):
    return actions.assess_requirement(
        requirement=requirement, verdict=verdict, evidence_note="Asked at three places.", by=cast.manager, **more
    )


def test_a_manual_requirement_follows_its_newest_valid_assessment(cast, result):
    assert result(MANUAL).outcome == "manual-due"

    first = assess(cast, MANUAL, "met")
    assert result(MANUAL).outcome == "pass"

    worse = assess(cast, MANUAL, "partly-met")
    found = result(MANUAL)
    assert found.outcome == "fail"
    assert (found.findings[0].number, found.findings[0].record) == (worse.number, worse)

    records.void(worse, by=cast.manager, reason="Entered for another requirement.")
    assert result(MANUAL).outcome == "pass"

    with clock.travel(clock.now() + timedelta(days=(first.valid_until - first.assessed_on).days + 1)):
        expired = result(MANUAL)
    assert expired.outcome == "manual-due"
    assert "no longer counts" in expired.reason


def test_a_shorter_rule_of_the_company_ends_old_assessments(cast, result):
    today = clock.today("Europe/Berlin")
    assess(cast, MANUAL, "met", assessed_on=today - timedelta(days=40))
    assert result(MANUAL).outcome == "pass"

    parameters.change(name="manual_assessment_days", to=30, by=cast.manager)

    assert result(MANUAL).outcome == "manual-due"


def test_a_proxy_passes_by_itself_unless_the_company_asks_for_an_assessment(cast, result, room):
    room.declare(checks={PROXY: fine, DIRECT: fine})
    assert result(PROXY).outcome == "pass"

    parameters.change(name="proxy_needs_assessment", to=True, by=cast.manager)
    assert result(PROXY).outcome == "manual-due"
    assert result(DIRECT).outcome == "pass"

    assess(cast, PROXY, "met")
    assert result(PROXY).outcome == "pass"


def test_what_somebody_saw_outranks_a_proxy(cast, result, room):
    room.declare(checks={PROXY: fine})

    assess(cast, PROXY, "not-met")

    assert result(PROXY).outcome == "fail"


def test_no_assessment_heals_a_check_that_fails(cast, result, room):
    room.declare(checks={PROXY: bad})

    assess(cast, PROXY, "met")

    assert result(PROXY).outcome == "fail"


# Two editions --------------------------------------------------------------------------------------------------------


def counting():
    calls = []

    def check(at):
        calls.append(at.standard)
        return Evidence(1)

    return check, calls


def test_both_editions_share_a_result_where_the_rule_is_the_same(cast, room):
    check, calls = counting()
    moved = next(change for change in load(NEWER).revision.changes if change.change == "moved" and change.applied)
    room.declare(checks={DIRECT: check, moved.came_from: check})

    found = evaluate(cast.organization, {STANDARD: {DIRECT, moved.came_from}, NEWER: {DIRECT, moved.id}})

    assert found.results[NEWER][DIRECT] == found.results[STANDARD][DIRECT]
    assert found.results[NEWER][moved.id].outcome == "pass"
    assert calls == [STANDARD, STANDARD], "each check runs once"


CHANGED = next(
    atom.id
    for atom in load(NEWER).atoms
    if atom.automated
    and atom.id in load(STANDARD)
    and atom.check != load(STANDARD).atom(atom.id).check
    and atom.applicability == "always"
)


def test_a_check_whose_rule_differs_has_to_ask_which_edition_asks(result, room):
    room.declare(checks={CHANGED: fine})
    assert result(CHANGED, STANDARD).outcome == "pass"
    assert result(CHANGED, NEWER).outcome == "no-evidence"

    room.declare(checks={CHANGED: lambda at: bad(at) if at.standard == NEWER else fine(at)})
    assert result(CHANGED, STANDARD).outcome == "pass"
    assert result(CHANGED, NEWER).outcome == "fail"


# What is kept of a finding ------------------------------------------------------------------------------------------


def test_findings_are_the_first_of_each_kind_and_the_number_of_all(cast, result, room):
    people_in_all = Person.objects.filter(organization=cast.organization).count()

    def two_kinds(at):
        everybody = at.records(Person)
        return Evidence(
            everybody,
            (
                Finding(
                    lambda person: f"{person.number} has no phone.", Cure("Enter it"), everybody.order_by("number")
                ),
                Finding("Roles are missing.", Cure("Make roles", "kernel:roles")),
                Finding("Nobody.", Cure("Nothing"), everybody.none()),
            ),
        )

    room.declare(checks={DIRECT: two_kinds})
    found = result(DIRECT)

    assert (found.looked_at, found.total) == (people_in_all, people_in_all + 1)
    first, last = found.findings[0], found.findings[-1]
    assert (first.reason, first.cure) == (f"{first.number} has no phone.", "Enter it")
    assert (last.reason, last.url_name, last.id) == ("Roles are missing.", "kernel:roles", "")


def test_many_findings_are_counted_and_fifty_kept(cast, result, room):
    records.create_many(Person, [{"title": f"Person {number}"} for number in range(80)], by=cast.administrator)
    room.declare(checks={DIRECT: finding_people})

    found = result(DIRECT)

    assert len(found.findings) == 50
    assert found.total == found.looked_at > 80


def test_a_finding_says_whose_it_is_and_where_but_names_nobody(cast, result, room):
    due = clock.today("Europe/Berlin")
    action = work.raise_action(
        title="Sweep", owner=cast.person("member"), due_on=due, by=cast.manager, site=cast.main_site
    )
    room.declare(
        checks={
            DIRECT: lambda at: Evidence(1, (Finding("Not done.", Cure("Do it"), at.records(type(action))),)),
        }
    )

    row = result(DIRECT).findings[0].row()

    assert row == {
        "reason": "Not done.",
        "cure": "Do it",
        "type": "action",
        "id": str(action.pk),
        "number": action.number,
        "owner": str(cast.member.person_id),
        "site": str(cast.main_site.pk),
    }


def test_the_parameters_that_a_check_asked_for_are_kept(cast, result, room):
    parameters.change(name="ack_grace_days", to=12, by=cast.manager)
    room.declare(checks={DIRECT: lambda at: Evidence(at["ack_grace_days"])})

    assert result(DIRECT).parameters == {"ack_grace_days": 12}


# Reading -------------------------------------------------------------------------------------------------------------


def test_a_voided_or_foreign_record_counts_nowhere(cast, result, room):
    room.declare(checks={DIRECT: lambda at: Evidence(at.records(Role))})
    before = result(DIRECT).looked_at

    extra = people.add_role(name="Another", by=cast.manager)
    assert result(DIRECT).looked_at == before + 1

    records.void(extra, by=cast.manager, reason="Twice.")
    assert result(DIRECT).looked_at == before


def test_more_records_ask_no_more_statements(cast, evaluated, room):
    room.declare(checks={DIRECT: finding_people})
    few = evaluated(DIRECT).statements

    records.create_many(Person, [{"title": f"Person {number}"} for number in range(200)], by=cast.administrator)

    assert evaluated(DIRECT).statements <= few + 1, "one more to count what is not shown"


def test_assessments_belong_to_the_vocabulary():
    kind = load(STANDARD).record_kind(ManualAssessment.type_name)

    assert set(kind.own_fields) <= {field.name for field in ManualAssessment._meta.concrete_fields}
    assert kind.choices("verdict") == tuple(ManualAssessment.Verdict.values)
