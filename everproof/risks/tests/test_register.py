"""Risks and opportunities: rated again and again, treated or decided upon, accepted for a time, judged, closed."""

from datetime import timedelta

import pytest

from everproof.kernel import clock, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.work import actions as work
from everproof.risks import queries
from everproof.risks.actions import register
from everproof.risks.models import Rating

pytestmark = pytest.mark.django_db
JUDGED = {"effectiveness_result": "effective", "effectiveness_rationale": "No case in half a year"}


@pytest.fixture
def risk(cast):
    return register.raise_risk(
        title="The only foundry closes", by=cast.manager, site=cast.main_site, owner=cast.person("member")
    )


@pytest.fixture
def rated(cast, risk):
    return register.assess_risk(risk=risk, by=cast.manager, likelihood=3, impact=5)


@pytest.fixture
def chance(cast):
    return register.raise_opportunity(title="Valves for hydrogen", by=cast.manager, site=cast.main_site)


@pytest.fixture
def today():
    return clock.today("Europe/Berlin")


def fresh(record):
    return type(record).objects.select_related("organization").get(pk=record.pk)


def ratings(record):
    return [(one.kind, one.first, one.second, one.level) for one in queries.ratings_of(record)]


def accepted(cast, risk, **values):
    values = {"acceptance_rationale": "Stock for half a year", **values}
    values.setdefault("accepted_until", clock.today("Europe/Berlin") + timedelta(days=90))
    return register.accept_risk(risk=risk, by=cast.boss, **values)


def test_a_risk_raised_with_scores_is_assessed_at_once(cast, today):
    risk = register.raise_risk(
        title="Fire", by=cast.manager, likelihood=2, impact=5, inherent_likelihood=4, inherent_impact=5
    )

    days = parameters.value(cast.organization.pk, "risk_review_days")
    assert (risk.level, risk.assessed_on, risk.review_due_on) == (10, today, today + timedelta(days=days))
    assert sorted(ratings(risk)) == [("current", 2, 5, 10), ("inherent", 4, 5, 20)]


def test_a_risk_without_scores_is_not_assessed(risk):
    assert (risk.level, risk.assessed_on, risk.review_due_on) == (None, None, None)
    assert ratings(risk) == []


def test_each_assessment_stays_in_the_history_with_its_reason(cast, rated):
    again = register.assess_risk(
        risk=fresh(rated), by=cast.manager, likelihood=2, impact=5, rationale="A second foundry is approved"
    )

    assert again.level == 10
    assert ratings(again) == [("current", 2, 5, 10), ("current", 3, 5, 15)]
    assert queries.ratings_of(again)[0].rationale == "A second foundry is approved"


def test_the_next_assessment_may_be_earlier_than_the_rule_but_never_later(cast, rated, today):
    rule = today + timedelta(days=parameters.value(cast.organization.pk, "risk_review_days"))
    for planned, expected in (
        (today + timedelta(days=30), today + timedelta(days=30)),
        (rule + timedelta(days=30), rule),
        (today - timedelta(days=3), rule),
        (None, rule),
    ):
        risk = register.assess_risk(risk=fresh(rated), by=cast.manager, likelihood=3, impact=5, review_due_on=planned)
        assert risk.review_due_on == expected


def test_what_is_not_rated_can_be_neither_treated_nor_accepted(cast, risk):
    with pytest.raises(Refused, match="how likely and how grave"):
        register.treat_risk(risk=risk, by=cast.manager, treatment="reduce")
    with pytest.raises(Refused, match="how likely and how grave"):
        accepted(cast, risk)


def test_accepting_is_no_treatment(cast, rated):
    with pytest.raises(Refused, match="step of its own"):
        register.treat_risk(risk=rated, by=cast.manager, treatment="accept")


def test_a_treatment_says_how_it_will_stand_and_ends_an_acceptance(cast, rated):
    lived_with = accepted(cast, rated)
    assert (lived_with.treatment, lived_with.accepted_by) == ("accept", cast.person("boss"))

    treated = register.treat_risk(
        risk=fresh(lived_with), by=cast.manager, treatment="reduce", residual_likelihood=1, residual_impact=4
    )

    assert (treated.residual_level, treated.level) == (4, 15)
    assert (treated.accepted_by, treated.accepted_until, treated.acceptance_rationale) == (None, None, "")
    assert ("residual", 1, 4, 4) in ratings(treated)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"acceptance_rationale": " "}, "why it is accepted"),
        ({"accepted_until": None}, "no day until"),
        ({"accepted_until": "today"}, "ends before it begins"),
    ],
)
def test_an_acceptance_has_a_reason_and_an_end(cast, rated, today, values, reason):
    values = {name: today if value == "today" else value for name, value in values.items()}
    with pytest.raises(Refused, match=reason):
        accepted(cast, rated, **values)
    assert fresh(rated).treatment == "none"


def test_only_a_person_with_the_power_accepts(cast, rated):
    until = clock.today("Europe/Berlin") + timedelta(days=9)
    reason = {"acceptance_rationale": "Small", "accepted_until": until}
    with pytest.raises(NotAllowed):
        register.accept_risk(risk=rated, by=cast.member, **reason)
    with pytest.raises(Refused, match="Only a person"):
        register.accept_risk(risk=rated, by=Actor.system(cast.organization, "setup"), **reason)


def test_an_effect_is_judged_once_all_actions_are_done_and_rests_on_something(cast, rated, today):
    action = work.raise_action(
        title="Qualify a second foundry", owner=cast.person("member"), due_on=today, source=rated, by=cast.manager
    )
    with pytest.raises(Refused, match="still open"):
        register.judge_risk(risk=fresh(rated), by=cast.manager, **JUDGED)
    work.complete_action(action=action, by=cast.manager, evidence="Approved")
    for missing, reason in (("effectiveness_result", "whether it worked"), ("effectiveness_rationale", "rests on")):
        with pytest.raises(Refused, match=reason):
            register.judge_risk(risk=fresh(rated), by=cast.manager, **{**JUDGED, missing: ""})

    judged = register.judge_risk(risk=fresh(rated), by=cast.manager, **JUDGED)

    assert (judged.effectiveness_result, judged.effectiveness_evaluated_on) == ("effective", today)


def test_the_owner_assesses_but_a_teammate_does_not(cast, risk):
    assert register.assess_risk(risk=risk, by=cast.member, likelihood=1, impact=2).level == 2
    with pytest.raises(NotAllowed):
        register.assess_risk(risk=fresh(risk), by=cast.teammate, likelihood=1, impact=1)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"decision": "none", "decision_rationale": "Why not"}, "pursued, deferred or declined"),
        ({"decision": "pursue", "decision_rationale": ""}, "Nobody has said why"),
    ],
)
def test_a_decision_is_one_and_has_a_reason(cast, chance, values, reason):
    chance = register.assess_opportunity(opportunity=chance, by=cast.manager, feasibility=3, benefit_rating=5)
    with pytest.raises(Refused, match=reason):
        register.decide_opportunity(opportunity=chance, by=cast.boss, **values)


def test_an_opportunity_is_rated_decided_and_judged(cast, chance, today):
    with pytest.raises(Refused, match="how feasible"):
        register.decide_opportunity(opportunity=chance, by=cast.boss, decision="pursue", decision_rationale="Growth")
    chance = register.assess_opportunity(opportunity=chance, by=cast.manager, feasibility=3, benefit_rating=5)
    assert (chance.value_rating, ratings(chance)) == (15, [("current", 3, 5, 15)])

    chance = register.decide_opportunity(
        opportunity=chance, by=cast.boss, decision="pursue", decision_rationale="It decides whether we grow"
    )
    assert (chance.decided_by, chance.decided_on) == (cast.person("boss"), today)
    assert register.judge_opportunity(opportunity=chance, by=cast.manager, **JUDGED).effectiveness_result == "effective"


def test_a_rating_belongs_to_one_thing(cast, rated, chance):
    register.assess_opportunity(opportunity=chance, by=cast.manager, feasibility=1, benefit_rating=1)

    assert Rating.objects.filter(risk=rated).count() == 1
    assert Rating.objects.get(opportunity=chance).risk_id is None


def test_the_matrix_counts_open_risks_that_the_reader_may_see(cast, rated):
    register.raise_risk(title="Flood", by=cast.manager, likelihood=3, impact=5)
    register.raise_risk(title="Not rated", by=cast.manager)

    assert queries.matrix(cast.manager, "current") == {(3, 5): 2}
    assert queries.matrix(cast.manager, "residual") == {}
    assert queries.matrix(cast.stranger, "current") == {}
    assert [one.title for one in queries.risks_in(cast.manager, "current", (3, 5))] == [rated.title, "Flood"]
    assert queries.risks_in(cast.manager, "current", (1, 1)) == []


def test_an_assessment_grows_old(cast, rated, risk, today):
    days = parameters.value(cast.organization.pk, "risk_review_days")

    assert queries.is_stale(risk, today)
    assert not queries.is_stale(rated, today + timedelta(days=days))
    assert queries.is_stale(rated, today + timedelta(days=days + 1))
