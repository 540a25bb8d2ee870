"""Suggestions: from a code as quickly as a problem, answered by a day, and nobody forgets that."""

from datetime import timedelta
from uuid import uuid4

import pytest

from everproof.improvement import actions, reporting, tasks
from everproof.improvement.models import Improvement, Nonconformity
from everproof.kernel import access, clock, parameters, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.notifications.models import Notification
from everproof.kernel.testing import factories
from everproof.kernel.testing.tasks import run_waiting_tasks

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


def today():
    """Asked when it is needed: a run may go past midnight."""
    return clock.today("Europe/Berlin")


@pytest.fixture
def here(cast):
    point = factories.make("reporting-point", cast)
    return reporting.address_of(point).removeprefix("http://localhost:8000")


@pytest.fixture
def idea(cast):
    return actions.propose_improvement(title="Label both ends of the rack", by=cast.member)


def said(**more):
    return {"id": str(uuid4()), "title": "A hook for the hose", **more}


def test_the_code_of_a_problem_takes_ideas_too(client, cast, here):
    assert "I have an idea" in client.get(here).content.decode()
    assert "What could be better here?" in client.get(f"{here}?idea").content.decode()

    data = said(reporter="Kim")
    first, second = (client.post(f"{here}?idea", data, **JSON) for _time in range(2))
    idea = Improvement.objects.get()
    assert first.json() == second.json()
    assert (idea.title, idea.reporter, idea.site_id) == ("A hook for the hose", "Kim", cast.main_site.pk)
    assert not Nonconformity.objects.exists()


def test_until_it_is_decided_only_those_who_decide_see_it(client, cast, here):
    client.post(f"{here}?idea", said(), **JSON)
    idea = Improvement.objects.get()

    def sees(actor):
        return access.visible(actor, Improvement.objects.filter(pk=idea.pk)).exists()

    assert (sees(cast.manager), sees(cast.member)) == (True, False)
    actions.select_improvement(improvement=idea, by=cast.manager, owner=cast.person("member"), due_on=today())
    assert sees(cast.member)


def test_problems_and_ideas_of_one_code_count_together(client, cast, here):
    parameters.change(name="reports_by_code_per_day", to=2, by=cast.manager)
    answers = [client.post(f"{here}{query}", said(), **JSON).status_code for query in ("", "?idea", "?idea")]

    assert answers == [201, 201, 422]


def test_who_suggested_it_reads_the_answer_behind_the_link(client, cast, here):
    url = client.post(f"{here}?idea", said(), **JSON).json()["url"]
    assert "Somebody decides on it and answers you." in client.get(url).content.decode()

    actions.decline_improvement(improvement=Improvement.objects.get(), by=cast.manager, reason="The hall is rebuilt.")
    page = client.get(url).content.decode()
    assert "will not be done" in page
    assert "The hall is rebuilt." in page


def test_it_has_to_be_answered_by_a_day_and_every_decision_is_an_answer(cast, idea):
    assert (idea.answer_due_on, idea.answered_on) == (today() + timedelta(days=30), None)

    chosen = actions.select_improvement(
        improvement=idea, by=cast.manager, owner=cast.person("member"), due_on=today() + timedelta(days=9)
    )
    assert chosen.answered_on == today()
    assert "Mel Member" in chosen.answer


def test_an_answer_may_come_before_the_decision(cast, idea, sign_in):
    page = f"/ours/improvement/improvements/{idea.number}/answer/"
    assert sign_in("member").post(page, {"answer": "Mine"}).status_code == 403
    assert sign_in("manager").post(page, {"answer": " "}).status_code == 422
    assert sign_in("manager").post(page, {"answer": "We try it in May."}).status_code == 302

    run_waiting_tasks()
    assert Improvement.objects.get().answer == "We try it in May."
    told = Notification.objects.get(kind="suggestion-answered")
    assert (told.person_id, told.facts["answer"]) == (cast.member.person_id, "We try it in May.")


def test_answering_is_for_those_who_decide(cast, idea):
    with pytest.raises(NotAllowed):
        actions.answer_proposer(improvement=idea, by=cast.member, answer="Mine")
    with pytest.raises(Refused):
        actions.answer_proposer(improvement=idea, by=cast.manager, answer=" ")


def test_those_who_decide_are_reminded_before_the_day_and_once_more_after_it(cast, idea):
    def reminded():
        tasks.remind_of_suggestions.func(cast.organization.pk)
        return Notification.objects.filter(kind="suggestion-unanswered", person_id=cast.manager.person_id).count()

    assert reminded() == 0
    for day, count in (
        (today() + timedelta(days=1), 1),
        (today() + timedelta(days=1), 1),
        (today() - timedelta(days=1), 2),
    ):
        idea = records.update(idea, by=cast.manager, answer_due_on=day)
        assert reminded() == count
    actions.answer_proposer(improvement=Improvement.objects.get(), by=cast.manager, answer="Soon")
    assert reminded() == 2
