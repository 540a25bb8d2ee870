"""Improvements: proposed by anyone, decided, carried out; every proposal gets an answer."""

import pytest

from everproof.improvement import actions, queries
from everproof.improvement.models import Improvement
from everproof.kernel.errors import Refused
from everproof.kernel.notifications.models import Notification
from everproof.kernel.testing.tasks import run_waiting_tasks

pytestmark = pytest.mark.django_db
NEW = "/ours/improvement/improvements/new/"


@pytest.fixture
def proposed(cast):
    return actions.propose_improvement(title="Label both ends of the rack", by=cast.member, kind="process")


def at(idea, step=""):
    return f"/ours/improvement/improvements/{idea.number}/" + (f"{step}/" if step else "")


def test_anyone_proposes(sign_in, cast):
    response = sign_in("kiosk").post(NEW, {"title": "Label both ends", "kind": "process"}, follow=True)

    idea = Improvement.objects.get()
    assert (idea.status, idea.decision, idea.created_by_id) == ("proposed", "none", cast.kiosk.person_id)
    assert f"{idea.number} is proposed" in response.content.decode()


def test_from_the_idea_to_its_result(sign_in, cast, proposed):
    manager = sign_in("manager")
    assert [item.number for item in queries.improvements_for(cast.manager)] == [proposed.number]

    manager.post(at(proposed, "select"), {"owner": str(cast.member.person_id), "due_on": "2026-12-01"})
    selected = Improvement.objects.get()
    assert (selected.status, selected.decision) == ("selected", "selected")
    assert selected.selected_on is not None
    run_waiting_tasks()
    assert Notification.objects.get(kind="improvement-decided").person_id == cast.member.person_id

    sign_in("member").post(at(proposed, "complete"), {"result": "Nobody searches", "completed_on": "2026-11-01"})
    assert Improvement.objects.get().status == "completed"


def test_selecting_needs_owner_and_day(cast, proposed):
    with pytest.raises(Refused, match="no due day"):
        actions.select_improvement(improvement=proposed, by=cast.manager, owner=cast.person("member"), due_on=None)


def test_a_declined_idea_keeps_its_reason_and_comes_back(sign_in, proposed):
    manager = sign_in("manager")

    manager.post(at(proposed, "decline"), {"reason": "The rack goes in May"})
    assert (Improvement.objects.get().status, Improvement.objects.get().decision) == ("declined", "declined")
    assert b"The rack goes in May" in manager.get(at(proposed)).content

    manager.post(at(proposed, "reopen"), {"reason": "The rack stays"})
    assert (Improvement.objects.get().status, Improvement.objects.get().decision) == ("proposed", "none")
