"""The room's pages: forms that say what is wrong beside the field, what waits for whom, what processes show of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.kernel import clock, parameters
from everproof.kernel.testing.factories import make
from everproof.kernel.ui.asking import ask
from everproof.kernel.work.my_work import my_work
from everproof.risks import duties, health
from everproof.risks.actions import changes, fmea, register
from everproof.risks.models import FailureMode, FmeaRating, Risk

pytestmark = pytest.mark.django_db
THOUGHT = {
    "purpose": "Customers get one answer from one person within a week.",
    "consequences": "Sales hands complaints over at once",
    "integrity_assessment": "Owners stay",
    "resources": "none",
    "responsibilities": "unchanged",
}


@pytest.fixture
def today():
    return clock.today("Europe/Berlin")


@pytest.fixture
def process(cast):
    return make("process", cast, 1)


@pytest.fixture
def risk(cast):
    return register.raise_risk(
        title="Fire", by=cast.manager, site=cast.main_site, owner=cast.person("member"), likelihood=3, impact=5
    )


def fresh(record):
    return type(record).objects.select_related("organization").get(pk=record.pk)


def at(record, step=""):
    path = {"risk": "risks", "opportunity": "opportunities", "fmea": "fmeas", "failure-mode": "failure-modes"}
    return f"/ours/risks/{path.get(record.type_name, 'changes')}/{record.number}/" + (f"{step}/" if step else "")


def statements(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_a_risk_goes_through_its_steps_on_its_pages(cast, sign_in, risk, today):
    manager, boss = sign_in("manager"), sign_in("boss")

    manager.post(at(risk, "assess"), {"likelihood": "4", "impact": "4", "rationale": "A sprinkler failed"})
    manager.post(at(risk, "treat"), {"treatment": "reduce", "residual_likelihood": "1", "residual_impact": "4"})
    assert fresh(risk).residual_level == 4
    until = today + timedelta(days=60)
    boss.post(at(risk, "accept"), {"acceptance_rationale": "Insured", "accepted_until": until.isoformat()})
    assert (fresh(risk).treatment, fresh(risk).accepted_until) == ("accept", until)
    manager.post(
        at(risk, "judge"), {"effectiveness_result": "effective", "effectiveness_rationale": "No alarm in a year"}
    )

    assert fresh(risk).effectiveness_result == "effective"
    page = manager.get(at(risk)).content.decode()
    assert "A sprinkler failed" in page
    assert "4 · often: several times a year" in page


@pytest.mark.parametrize(
    ("part", "step", "values", "field", "words"),
    [
        ("manager", "assess", {"likelihood": "4"}, "impact", ""),
        ("manager", "assess", {"likelihood": "4", "impact": "4", "inherent_impact": "5"}, "inherent_likelihood", "too"),
        ("manager", "treat", {"treatment": "reduce", "residual_impact": "2"}, "residual_likelihood", "too"),
        ("manager", "treat", {"treatment": "accept"}, "treatment", ""),
        ("boss", "accept", {"acceptance_rationale": "Small"}, "accepted_until", ""),
        ("boss", "accept", {"acceptance_rationale": "Small", "accepted_until": "2020-01-01"}, "accepted_until", "come"),
        ("manager", "judge", {"effectiveness_result": "effective"}, "effectiveness_rationale", ""),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(sign_in, risk, part, step, values, field, words):
    answer = sign_in(part).post(at(risk, step), values)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in " ".join(answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert fresh(risk).version == risk.version


def test_an_opportunity_is_decided_on_its_page(cast, sign_in):
    chance = register.raise_opportunity(
        title="Hydrogen", by=cast.manager, site=cast.main_site, feasibility=3, benefit_rating=5
    )
    boss = sign_in("boss")
    assert list(boss.post(at(chance, "decide"), {"decision": "pursue"}).context["form"].errors) == [
        "decision_rationale"
    ]

    boss.post(at(chance, "decide"), {"decision": "pursue", "decision_rationale": "It decides whether we grow"})

    assert (fresh(chance).decision, fresh(chance).decided_by) == ("pursue", cast.person("boss"))


def test_a_line_is_added_from_its_analysis_and_rated_anew_with_its_counts(cast, sign_in):
    manager = sign_in("manager")
    analysis = fmea.begin_fmea(title="Lapping", by=cast.manager, scope="Seats", site=cast.main_site)
    new = f"/ours/risks/failure-modes/new/?fmea={analysis.pk}"
    form = manager.get(new).context["form"]
    typed = {"fmea": str(analysis.pk), "id": form["id"].value(), "function": "Lap", "title": "Scratched"}
    manager.post(new, {**typed, "severity": "8", "occurrence": "4", "detection": "2"})
    line = FailureMode.objects.get(title="Scratched")
    assert line.priority == "M"
    typed = {"function": "Lap", "title": "Scratched", "severity": "8", "occurrence": "3", "detection": "2"}

    refused = manager.post(at(line, "edit"), {**typed, "count": "4"})
    assert list(refused.context["form"].errors) == ["exposure"]
    manager.post(at(line, "edit"), {**typed, "count": "4", "exposure": "5200", "rationale": "Washed"})

    newest = FmeaRating.objects.order_by("-id").first()
    assert (newest.occurrence, newest.count, newest.exposure, newest.rationale) == (3, 4, 5200, "Washed")


def test_a_change_goes_through_its_steps_on_its_pages(cast, sign_in, process, today):
    change = changes.propose_change(
        title="One order list", by=cast.member, site=cast.main_site, kind="production", processes=[str(process.pk)]
    )
    boss, manager, member = sign_in("boss"), sign_in("manager"), sign_in("member")
    refused = boss.post(at(change, "approve"), THOUGHT)
    assert set(refused.context["form"].errors) == {"planned_for", "review_result", "action_needed"}

    reviewed = {"planned_for": today.isoformat(), "review_result": "Tried on a lot", "action_needed": "False"}
    boss.post(at(change, "approve"), {**THOUGHT, **reviewed})
    assert (fresh(change).status, fresh(change).action_needed) == ("approved", False)
    later = {"implemented_on": (today + timedelta(days=2)).isoformat()}
    assert list(member.post(at(change, "implement"), later).context["form"].errors) == ["implemented_on"]
    member.post(at(change, "implement"), {"implemented_on": today.isoformat()})
    page = manager.post(at(change, "review"), {"adverse_effects": "none"})
    assert set(page.context["form"].errors) == {"review_result", "action_needed", "effectiveness_result"}
    done = {"review_result": "As planned", "action_needed": "False", "effectiveness_result": "effective"}
    manager.post(at(change, "review"), {**done, "adverse_effects": "none"})

    assert fresh(change).status == "closed"
    assert "It touched what was expected, no more and no less." in manager.get(at(change)).content.decode()


@pytest.mark.parametrize("view", ["current", "inherent", "residual"])
def test_the_matrix_leads_to_the_risks_of_a_field(cast, sign_in, risk, view):
    register.assess_risk(risk=risk, by=cast.manager, likelihood=3, impact=5, inherent_likelihood=3, inherent_impact=5)
    register.treat_risk(risk=fresh(risk), by=cast.manager, treatment="reduce", residual_likelihood=3, residual_impact=5)
    manager = sign_in("manager")

    assert f'href="?view={view}&amp;at=3-5#there"' in manager.get(f"/ours/risks/matrix/?view={view}").content.decode()
    there = manager.get(f"/ours/risks/matrix/?view={view}&at=3-5").context
    nowhere = manager.get(f"/ours/risks/matrix/?view={view}&at=1-1").context
    assert ([row["risk"] for row in there["risks"]], nowhere["risks"]) == ([risk], [])
    assert manager.get("/ours/risks/matrix/?view=nothing&at=9-9").context["field"] is None
    assert b"/ours/risks/matrix/" in manager.get("/ours/risks/risks/").content


def test_what_waits_for_its_owner_stands_in_their_work(cast, risk, today):
    late = fresh(register.raise_opportunity(title="Hydrogen", by=cast.manager, owner=cast.person("member")))
    analysis = fmea.begin_fmea(
        title="Lapping", by=cast.manager, owner=cast.person("member"), review_due_on=today - timedelta(days=1)
    )
    change = changes.propose_change(title="One list", by=cast.member, planned_for=today, **THOUGHT)
    far = changes.propose_change(title="Next year", by=cast.member, planned_for=today + timedelta(days=300))
    assert [item.title for item in duties.risks_due(cast.member)] == []
    lived_with = register.accept_risk(
        risk=risk, by=cast.boss, acceptance_rationale="Insured", accepted_until=today + timedelta(days=10)
    )

    found = {item.record_id: (str(item.why), item.due, item.late) for item in my_work(cast.member)}

    assert found[lived_with.pk] == ("Its acceptance ends: decide anew", today + timedelta(days=10), False)
    assert found[late.pk] == ("Assess this opportunity", None, False)
    assert found[analysis.pk] == ("Look at this analysis again", today - timedelta(days=1), True)
    assert found[change.pk][0] == "Think it through and have it approved"
    assert far.pk not in found
    assert not {lived_with.pk, late.pk, analysis.pk, change.pk} & {one.record_id for one in my_work(cast.teammate)}


def test_a_change_that_is_carried_out_waits_for_its_review(cast, today):
    change = changes.propose_change(title="One list", by=cast.member, planned_for=today, **THOUGHT)
    change = changes.approve_change(change=change, by=cast.boss)
    changes.implement_change(change=fresh(change), by=cast.member)

    (item,) = duties.changes_due(cast.member)

    assert (str(item.why), item.due) == ("Review what came of this change", None)


def ill_of(actor, process):
    """What risks say of the health of a process, to one reader."""
    return health.of_risks(actor, [process.pk], ask(health.risks_too_high(actor, [process.pk])))


def test_a_process_shows_what_names_it_and_is_ill_of_a_risk_that_is_too_high(cast, sign_in, process, today):
    level = parameters.value(cast.organization.pk, "risk_action_level")
    named = {"processes": [str(process.pk)], "by": cast.manager}
    assert ill_of(cast.manager, process) == {}
    low = register.raise_risk(title="Draught", likelihood=1, impact=1, **named)
    high = register.raise_risk(title="Flood", likelihood=5, impact=5, **named)
    assert low.level < level <= high.level

    signal = ill_of(cast.manager, process)[process.pk]
    assert (signal.tone, signal.words) == ("bad", "1 risk is too high")
    page = sign_in("manager").get(f"/ours/processes/processes/{process.number}/").content.decode()
    assert "Risks and changes" in page
    assert "Flood" in page

    until = today + timedelta(days=5)
    register.accept_risk(risk=high, by=cast.boss, acceptance_rationale="Insured", accepted_until=until)
    assert ill_of(cast.manager, process) == {}
    with_clock = health.unacceptable(cast.organization.pk, until + timedelta(days=1))
    assert [one.pk for one in Risk.objects.filter(with_clock)] == [high.pk]
    assert ill_of(cast.stranger, process) == {}


@pytest.mark.parametrize("part", ["manager", "boss", "member", "auditor", "inspector"])
def test_who_may_read_sees_every_page_of_the_room(cast, sign_in, risk, part):
    client = sign_in(part)
    for path in ("risks", "opportunities", "fmeas", "failure-modes", "changes", "matrix"):
        assert client.get(f"/ours/risks/{path}/").status_code == 200, path
    assert client.get(at(risk)).status_code == 200


def test_who_may_not_take_a_step_is_told_so(sign_in, risk):
    for part, step in (("teammate", "assess"), ("member", "accept"), ("auditor", "judge")):
        assert sign_in(part).get(at(risk, step)).status_code == 403, (part, step)


def test_a_kiosk_sees_no_register(sign_in, risk):
    assert sign_in("kiosk").get("/ours/risks/matrix/").status_code == 403
    assert sign_in("kiosk").get(at(risk)).status_code == 404


def test_pages_cost_the_same_however_much_there_is(cast, sign_in, risk, process):
    client = sign_in("manager")
    analysis = fmea.begin_fmea(title="Lapping", by=cast.manager, scope="Seats", site=cast.main_site)

    def grow(number):
        fmea.add_line(
            fmea=analysis, title=f"Way {number}", function="Lap", severity=5, occurrence=5, detection=5, by=cast.manager
        )
        register.raise_risk(
            title=f"Risk {number}", by=cast.manager, likelihood=2, impact=3, processes=[str(process.pk)]
        )
        register.assess_risk(risk=fresh(risk), by=cast.manager, likelihood=2, impact=number % 5 + 1)

    grow(1)
    paths = [at(risk), at(analysis), "/ours/risks/matrix/", "/ours/risks/matrix/?at=2-3"]
    paths.append(f"/ours/processes/processes/{process.number}/")
    before = {path: statements(client, path) for path in paths}
    for number in range(2, 7):
        grow(number)

    assert {path: statements(client, path) for path in paths} == before


def test_empty_registers_teach(sign_in):
    page = sign_in("manager").get("/ours/risks/risks/").content.decode()

    assert "The only supplier of forged bodies fails" in page
