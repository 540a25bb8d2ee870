"""Five whys, Ishikawa, is and is not: kept as data, drawn, verified, and compared with earlier cases."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from everproof.improvement import actions, cause
from everproof.improvement.cause import Bone, Comparison, Table, Why
from everproof.improvement.drawing import fishbone
from everproof.improvement.forms.cause import merged
from everproof.improvement.models import Nonconformity
from everproof.improvement.similar import how_often, lessons_for, recurrences_of, similar_to
from everproof.kernel.errors import Refused

pytestmark = pytest.mark.django_db
DECIDED = {
    "effect": "One customer stood still",
    "cause_method": "five-whys",
    "similar_looked_at": "Bench 1",
    "similar_found": False,
    "action_needed": True,
    "need_rationale": "It comes back",
}
FORMSETS = {
    f"{name}-{part}": value
    for name, count in (("five_whys", 2), ("ishikawa", 1), ("is_is_not", 1))
    for part, value in (("TOTAL_FORMS", str(count)), ("INITIAL_FORMS", "0"))
}
TYPED = {
    **FORMSETS,
    "five_whys-0-answer": "The seat leaks",
    "five_whys-1-answer": "The fixture | has play",
    "five_whys-1-evidence": "Measured 0.06 mm",
    "ishikawa-0-branch": "machine",
    "ishikawa-0-cause": "Play of the fixture",
    "ishikawa-0-finding": "confirmed",
    "is_is_not-0-question": "where",
    "is_is_not-0-is_so": "Bench 2",
    "is_is_not-0-is_not": "Bench 1",
    "is_is_not-0-difference": "Its fixture is older",
}


def contained(cast, title="Seat leaks at the pressure test", **more):
    found = actions.report_nonconformity(title=title, by=cast.member, site=cast.main_site, **more)
    found = actions.triage_nonconformity(
        nonconformity=found, by=cast.manager, severity="medium", owner=cast.person("member")
    )
    return actions.contain_nonconformity(nonconformity=found, by=cast.manager, correction="Sorted")


def analysed(cast, **more):
    case = contained(cast, **{name: more.pop(name) for name in ("title", "detected_on") if name in more})
    values = {**DECIDED, "cause": "Worn fixture", "cause_category": "machine", "cause_code": "worn-fixture", **more}
    return actions.analyse_nonconformity(nonconformity=case, by=cast.manager, **values)


def closed(cast, **more):
    case = actions.update_nonconformity(nonconformity=contained(cast, **more), by=cast.manager, cause_code="worn")
    decided = {"action_needed": False, "need_rationale": "A single slip", "lesson": "Look at the fixture first"}
    return actions.close_nonconformity(nonconformity=case, by=cast.manager, **decided)


def at(record, step=""):
    return f"/ours/improvement/nonconformities/{record.number}/" + (f"{step}/" if step else "")


def fresh(record):
    return Nonconformity.objects.get(pk=record.pk)


def test_a_line_says_the_same_as_its_row():
    assert cause.rows(Table.FIVE_WHYS, ["Worn | measured"]) == [Why("Worn", "measured")]
    assert cause.rows(Table.ISHIKAWA, ["machine | Burr"]) == [Bone("machine", "Burr", "possible")]
    assert cause.line(Comparison("where", "Line 1", "", "older")) == "where | Line 1 |  | older"
    assert cause.line(Why("a | b\nc")) == "a / b c"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (Table.ISHIKAWA, "weather | rain"),
        (Table.ISHIKAWA, "machine | burr | perhaps"),
        (Table.ISHIKAWA, "machine"),
        (Table.FIVE_WHYS, "a | b | c"),
        (Table.IS_IS_NOT, "who | me"),
        (Table.FIVE_WHYS, " "),
    ],
)
def test_a_line_of_another_table_is_refused(table, line):
    with pytest.raises(ValidationError):
        cause.rows(table, [line])


def test_all_three_tables_are_kept_from_one_plain_form(cast, sign_in):
    case = contained(cast)
    answer = sign_in("member").post(at(case, "cause"), {**TYPED, "version": str(case.version)})

    kept = fresh(case)
    assert answer.status_code == 302
    assert kept.five_whys == ["The seat leaks", "The fixture / has play | Measured 0.06 mm"]
    assert kept.ishikawa == ["machine | Play of the fixture | confirmed"]
    assert kept.is_is_not == ["where | Bench 2 | Bench 1 | Its fixture is older"]


def test_the_record_shows_its_whys_and_its_diagram(cast, sign_in):
    case = contained(cast)
    sign_in("member").post(at(case, "cause"), {**TYPED, "version": str(case.version)})

    page = sign_in("manager").get(at(case)).content.decode()
    assert "The fixture / has play" in page
    assert "Confirmed: Play of the fixture." in page


def test_saving_twice_doubles_nothing(cast, sign_in):
    case = contained(cast)
    for _time in range(2):
        sign_in("member").post(at(case, "cause"), {**TYPED, "version": str(case.version)})

    kept = fresh(case)
    assert (len(kept.five_whys), len(kept.ishikawa), len(kept.is_is_not)) == (2, 1, 1)
    assert kept.version == case.version + 1


def test_two_people_who_look_for_the_cause_at_once_lose_no_line(cast, sign_in):
    case = contained(cast)
    sign_in("member").post(at(case, "cause"), {**TYPED, "version": str(case.version)})
    second = {**TYPED, "ishikawa-0-cause": "Another seal", "ishikawa-0-branch": "material"}
    sign_in("manager").post(at(case, "cause"), {**second, "version": str(case.version)})

    lines = fresh(case).ishikawa
    assert lines == ["machine | Play of the fixture | confirmed", "material | Another seal | confirmed"]


def test_lines_of_two_people_are_put_together():
    assert merged(["a", "b"], ["a", "c"], ["a", "b", "d"]) == ["a", "d", "c"]
    assert merged([], ["a"], ["a"]) == ["a"]


def test_the_diagram_names_what_is_confirmed_and_runs_nothing():
    chart = fishbone("Leak", [Bone("machine", "<script>x()</script>", "confirmed"), Bone("people", "Haste")])

    for width in (620, 344):
        drawn = chart.svg(width=width)
        assert "<script>" not in drawn
        assert "Machine" in drawn
    assert "Confirmed" in chart.sentence
    assert chart.table().rows[1] == ["People", "Haste", "Possible"]


def test_a_program_cannot_put_in_what_is_no_line(cast):
    with pytest.raises(ValidationError):
        actions.update_nonconformity(nonconformity=contained(cast), by=cast.manager, ishikawa=["nonsense"])


def test_the_cause_is_verified_by_evidence_and_once_more_when_it_changes(cast, sign_in):
    case = analysed(cast)
    assert sign_in("manager").post(at(case, "verify-cause"), {"cause_evidence": " "}).status_code == 422

    sign_in("manager").post(at(case, "verify-cause"), {"cause_evidence": "New fixture: 40 of 40 tight"})
    verified = fresh(case)
    assert (verified.cause_verified_by_id, verified.status) == (cast.manager.person_id, "analysed")

    changed = actions.update_nonconformity(nonconformity=verified, by=cast.manager, cause="Soft seal")
    assert (changed.cause_verified_on, changed.cause_verified_by_id) == (None, None)


def test_similar_cases_are_found_by_words_and_by_cause(cast):
    by_words = analysed(cast, title="Seat leaks at the pressure test of DN 80", cause_code="other")
    by_cause = analysed(cast, title="Something quite different")
    analysed(cast, title="Name plate of the wrong size", cause_code="mixed-up")
    case = analysed(cast)

    found = similar_to(case, cast.manager)
    assert {one.case.pk for one in found} == {by_words.pk, by_cause.pk}
    assert {one.case.pk: one.same_cause for one in found}[by_cause.pk] is True


def test_nobody_is_shown_a_similar_case_they_may_not_see(cast):
    analysed(cast)
    case = analysed(cast)

    assert similar_to(case, cast.manager) != []
    assert similar_to(case, cast.stranger) == []


def test_what_comes_back_is_counted_in_the_companys_window(cast):
    analysed(cast, detected_on=date(2020, 1, 1))
    analysed(cast)
    case = analysed(cast)

    assert how_often(case)[0] == 1


def test_what_comes_back_opens_the_earlier_case_again(cast, sign_in):
    earlier = analysed(cast)
    action = actions.plan_corrective_action(
        nonconformity=earlier,
        title="New fixture",
        owner=cast.person("member"),
        due_on=date(2026, 4, 1),
        by=cast.manager,
    )
    action = actions.complete_corrective_action(corrective_action=action, by=cast.member, evidence="Photo")
    actions.confirm_corrective_action(corrective_action=action, by=cast.manager, effectiveness_conclusion="None in 400")
    nothing = {"risk_update_needed": False, "change_needed": False}
    actions.close_nonconformity(nonconformity=fresh(earlier), by=cast.manager, **nothing)
    case = analysed(cast)

    page = sign_in("manager").get(at(case, "cause")).content.decode()
    assert earlier.number in page
    for _time in range(2):
        sign_in("manager").post(at(case, "repeats"), {"earlier": earlier.number})

    assert fresh(case).repeats_id == earlier.pk
    assert fresh(earlier).status == "open"
    assert [one.pk for one in recurrences_of(earlier)] == [case.pk]


def test_only_an_earlier_case_can_come_back(cast):
    earlier, later = contained(cast, detected_on=date(2026, 1, 1)), contained(cast, detected_on=date(2026, 2, 1))

    with pytest.raises(Refused):
        actions.mark_recurrence(nonconformity=earlier, earlier=later, by=cast.manager)
    with pytest.raises(Refused):
        actions.mark_recurrence(nonconformity=earlier, earlier=earlier, by=cast.manager)


def test_a_lesson_is_shown_where_the_same_cause_works(cast, sign_in):
    taught = closed(cast)
    case = analysed(cast, cause_code="worn")

    assert [one.pk for one in lessons_for(case, cast.manager)] == [taught.pk]
    assert "Look at the fixture first" in sign_in("manager").get(at(case, "cause")).content.decode()
