"""My work: everything that waits for one person, the late first."""

from datetime import timedelta

from everproof.kernel import clock, records
from everproof.kernel.modules import DueWork, Module, registry
from everproof.kernel.work import actions
from everproof.kernel.work.my_work import WorkItem, my_actions, my_work


def day(cast, days: int):
    return clock.today(cast.organization.zone) + timedelta(days=days)


def raised(cast, title: str, days: int, owner: str = "member"):
    return actions.raise_action(title=title, owner=cast.person(owner), due_on=day(cast, days), by=cast.manager)


def test_the_late_comes_first_then_by_due_day(cast):
    for title, days in (("Next week", 7), ("Yesterday", -1), ("Today", 0), ("Long ago", -20)):
        raised(cast, title, days)
    raised(cast, "Somebody else's", -5, owner="teammate")

    items = my_work(cast.member)
    assert [item.title for item in items] == ["Long ago", "Yesterday", "Today", "Next week"]
    assert [item.late for item in items] == [True, True, False, False]
    assert [item.tone for item in items] == ["bad", "bad", "warn", "neutral"]
    assert items[0].why == "Complete this action"


def test_what_is_done_cancelled_or_voided_waits_for_nobody(cast):
    actions.complete_action(action=raised(cast, "Done", 1), by=cast.member, evidence="See photo")
    actions.cancel_action(action=raised(cast, "Cancelled", 1), by=cast.manager, reason="Sold")
    records.void(raised(cast, "Voided", 1), by=cast.manager, reason="Twice")

    assert my_work(cast.member) == []


def test_an_item_leads_to_its_record(cast):
    action = raised(cast, "Mend it", 1)

    (item,) = my_work(cast.member)
    assert (item.record_type, item.record_id, item.number) == ("action", action.pk, action.number)
    assert item.url == action.get_absolute_url()


def test_thirty_actions_take_one_statement(cast, django_assert_num_queries):
    for number in range(30):
        raised(cast, f"Number {number}", number)
    with django_assert_num_queries(1):
        assert len(my_actions(cast.member, "Complete it")) == 30


def test_every_room_adds_its_own(cast, monkeypatch):
    raised(cast, "Mend it", 1)
    undated = WorkItem("thing", cast.member.person_id, "TH-1", "Read it", "/thing")
    overdue = WorkItem("thing", cast.member.person_id, "TH-2", "Sign it", "/thing", due=day(cast, -3), late=True)
    room = Module(name="room", label="Room", work=(DueWork("things", "Things", lambda actor: [undated, overdue]),))
    monkeypatch.setattr(registry, "_modules", [*registry._modules, room])

    assert [item.title for item in my_work(cast.member)] == ["Sign it", "Mend it", "Read it"]
