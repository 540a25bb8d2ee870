"""Issues, parties, needs and obligations: reviewed by name and day, and never silently."""

from datetime import timedelta

import pytest

from everproof.context import queries
from everproof.context.actions import obligations, surroundings
from everproof.context.models import ContextIssue, PartyNeed
from everproof.context.tasks import remind_of_reviews
from everproof.context.testing import REASON, a_need, a_party, an_issue, an_obligation, today
from everproof.kernel import clock
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.notifications.models import Notification
from everproof.kernel.work import actions as work
from everproof.kernel.work.my_work import my_work
from everproof.processes.testing import FACTORIES as PROCESSES

pytestmark = pytest.mark.django_db


def test_recording_an_issue_is_its_first_review(cast):
    issue = an_issue(cast)

    assert (issue.reviewed_on, issue.reviewed_by_id) == (today(), cast.manager.person_id)
    assert issue.review_due_on == today() + timedelta(days=365)
    assert issue.raised_on == today()


def test_a_review_is_asked_earlier_but_never_later_than_the_rule(cast):
    assert an_issue(cast, review_due_on=today() + timedelta(days=30)).review_due_on == today() + timedelta(days=30)
    assert an_issue(cast, 2, review_due_on=today() + timedelta(days=900)).review_due_on == today() + timedelta(days=365)


def test_a_review_needs_a_decision_with_its_reason(cast):
    issue = an_issue(cast, relevant=None, relevance_rationale="")

    with pytest.raises(Refused, match="Nobody has decided whether it matters"):
        surroundings.review_issue(issue=issue, by=cast.manager)
    with pytest.raises(Refused, match="has no reason"):
        surroundings.review_issue(issue=issue, by=cast.manager, relevant=False)

    reviewed = surroundings.review_issue(issue=issue, by=cast.member, relevant=False, relevance_rationale=REASON)
    assert (reviewed.relevant, reviewed.reviewed_by_id) == (False, cast.member.person_id)


def test_somebody_else_than_the_owner_reviews_only_with_the_right(cast):
    with pytest.raises(NotAllowed):
        surroundings.review_issue(issue=an_issue(cast), by=cast.teammate)


def test_a_review_that_comes_near_stands_in_the_owners_work_alone(cast):
    an_issue(cast, review_due_on=today() + timedelta(days=10))
    an_issue(cast, 2, review_due_on=today() + timedelta(days=40))

    assert [str(item.why) for item in my_work(cast.member) if item.record_type == "context-issue"] == [
        "Review this issue"
    ]
    assert not [item for item in my_work(cast.teammate) if item.record_type == "context-issue"]


def test_the_count_of_work_is_each_persons_own(cast, sign_in):
    an_issue(cast, review_due_on=today() + timedelta(days=1))

    assert sign_in("member").get("/ours/").context["frame"].work_count == 1
    assert sign_in("teammate").get("/ours/").context["frame"].work_count == 0


def test_owners_are_reminded_once(cast):
    an_issue(cast, review_due_on=today() + timedelta(days=3))

    for _again in range(2):
        remind_of_reviews.func(cast.organization.pk)

    assert [str(one.person_id) for one in Notification.objects.filter(kind="review-due")] == [
        str(cast.member.person_id)
    ]


def test_a_need_is_open_until_something_in_force_deals_with_it(cast):
    need = a_need(cast)
    process = PROCESSES["process"](cast, 1)

    def shown():
        (found,) = queries.needs_of(cast.manager, [need.party_id])[need.party_id]
        return found

    assert shown().is_open
    surroundings.change_need(need=need, by=cast.manager, addressed_by=[process])
    assert not shown().is_open
    assert [title for title, _url, _in_force in shown().addressed_by] == [process.title]


def test_a_need_is_added_from_the_page_of_its_party_with_what_deals_with_it(cast, sign_in):
    party, process = a_party(cast), PROCESSES["process"](cast, 1)
    browser = sign_in("manager")
    form = f"/ours/context/needs/new/?party={party.pk}"
    typed = {"party": str(party.pk), "title": "Parts within a week", "relevant": "True", "addressed_by": "PR-0000-9999"}

    refused = browser.post(form, typed)
    assert "No record with this number is there for you to see: PR-0000-9999." in refused.content.decode()

    done = browser.post(form, {**typed, "addressed_by": process.number.lower()})
    assert done["Location"] == f"/ours/context/parties/{party.number}/"
    page = browser.get(done["Location"]).content.decode()
    assert "Parts within a week" in page
    assert process.title in page
    assert PartyNeed.objects.get().relevant is True


def test_an_action_that_is_planned_has_to_be_open(cast):
    obligation = an_obligation(cast)
    planned = {"compliance_status": "action-planned", "evaluation": "One tank is due."}

    with pytest.raises(Refused, match="needs an open action"):
        obligations.evaluate_compliance(obligation=obligation, by=cast.manager, **planned)

    work.raise_action(title="Inspect", owner=cast.person("member"), due_on=today(), source=obligation, by=cast.manager)
    evaluated = obligations.evaluate_compliance(obligation=obligation, by=cast.manager, **planned)
    assert evaluated.compliance_status == "action-planned"


def test_an_obligation_without_judgement_waits_for_one(cast):
    obligation = an_obligation(cast, compliance_status="", evaluation="")

    assert obligation.reviewed_on is None
    assert "legal-requirement" in {item.record_type for item in my_work(cast.member)}


def test_the_register_says_how_all_stands(cast, sign_in):
    an_obligation(cast)
    an_obligation(cast, 2, compliance_status="non-compliant")
    late = clock.now() - timedelta(days=400)
    with clock.travel(late):
        an_obligation(cast, 3)

    response = sign_in("manager").get("/ours/context/obligations/")

    assert [number for _state, number, _url in response.context["standing"]] == [2, 0, 1]
    assert response.context["late"] == 1
    assert "evaluation overdue" in response.content.decode()


def test_the_story_shows_issues_in_quadrants(cast, sign_in):
    an_issue(cast, kind="internal", effect="helps")
    an_issue(cast, 2, kind="external", effect="hinders")
    an_issue(cast, 3, relevant=False, effect="helps")

    context = sign_in("member").get("/ours/context/overview/").context

    assert [(one.label, len(one.issues)) for one in context["quadrants"]] == [
        ("Strengths", 1),
        ("Weaknesses", 0),
        ("Opportunities", 0),
        ("Threats", 1),
    ]
    assert len(context["others"]) == 1


def test_an_empty_story_teaches(sign_in):
    page = sign_in("manager").get("/ours/context/overview/").content.decode()

    for words in ("Write the scope", "ISO 9001 · 4.3", "Who counts on us", "Nothing within sixty days."):
        assert words in page
    assert "Write the direction" in sign_in("boss").get("/ours/context/overview/").content.decode()


def test_an_issue_is_raised_in_the_quadrant_it_was_started_from(cast, sign_in):
    browser = sign_in("member")
    form = browser.get("/ours/context/issues/new/?kind=internal&effect=helps").context["form"]
    assert (form.initial["kind"], form.initial["effect"]) == ("internal", "helps")

    browser.post("/ours/context/issues/new/", {"title": "People stay", "kind": "internal", "effect": "helps"})

    assert ContextIssue.objects.get().title == "People stay"


def test_issues_are_grouped_by_what_they_do_to_us_or_by_where_they_come_from(cast, sign_in):
    an_issue(cast, 1, effect="hinders", area="economic")
    an_issue(cast, 2, effect="helps")
    an_issue(cast, 3, kind="internal", effect="helps")
    browser = sign_in("manager")

    def groups(query):
        context = browser.get(f"/ours/context/overview/{query}").context
        found = {group.label: [issue.title for issue in group.issues] for group in context["quadrants"]}
        return found, [issue.title for issue in context["others"]]

    swot, _others = groups("")
    assert swot["Threats"] == ["Canary steel price 1"]
    assert swot["Strengths"] == ["Canary steel price 3"]
    pestle, others = groups("?issues=pestle")
    assert list(pestle) == ["Political", "Economic", "Social", "Technological", "Legal", "Environmental"]
    assert pestle["Economic"] == ["Canary steel price 1"]
    assert others == ["Canary steel price 2"]
