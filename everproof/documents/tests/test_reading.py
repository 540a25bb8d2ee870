"""Who is asked to read what, confirms it, and is reminded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from everproof.documents import actions, audience, reading
from everproof.documents.models import AccessEvent, Acknowledgement, DocumentRevision
from everproof.documents.reading import acknowledging, standing, tasks, work
from everproof.documents.reading.questions import Question
from everproof.documents.testing import agree, make_document, make_draft, make_type, unsigned
from everproof.kernel import clock, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.models import Notification
from everproof.kernel.people import actions as people

pytestmark = pytest.mark.django_db
QUESTION = Question("What comes first?", ["The tag", "The report"], 0, "The tag stops everybody at once.")


def the_document(cast, *, training_days=0, **values):
    """A document that everybody with the part's role reads."""
    values.setdefault(
        "acknowledged_by", [audience.entry(cast.person("member")), audience.entry(cast.person("teammate"))]
    )
    return make_document(cast, type=make_type(cast, training_days=training_days), **values)


def in_force(cast, document, *, questions=()):
    """Its next revision, approved; in force where the type has no window."""
    unsigned(cast)
    draft = make_draft(cast, document=document)
    if questions:
        reading.set_questions(draft, questions, by=cast.manager)
    sent = actions.send_for_review(revision=draft, by=cast.manager)
    return DocumentRevision.objects.get(pk=agree(sent, cast.boss).pk)


def asked(revision):
    return set(reading.who_has_not(revision).values_list("person__title", flat=True))


def later(days):
    return clock.travel(clock.now() + timedelta(days=days))


# Asking --------------------------------------------------------------------------------------------------------------


def test_whoever_has_to_know_is_asked_once(cast):
    revision = in_force(cast, the_document(cast))

    assert reading.ask(revision) == 2
    assert reading.ask(revision) == 0
    assert asked(revision) == {"Mel Member", "Tim Teammate"}
    assert LedgerEntry.objects.filter(verb="documents.reading.ask", record_id=str(revision.pk)).count() == 1


def test_neither_a_shared_device_nor_somebody_from_outside_is_asked(cast):
    revision = in_force(cast, the_document(cast, acknowledged_by=audience.everybody()))
    reading.ask(revision)

    assert "Kim Kiosk" not in asked(revision)
    assert "Mel Member" in asked(revision)


def test_it_is_due_on_the_day_it_applies_or_within_the_time_to_read(cast):
    waits = in_force(cast, the_document(cast, training_days=10))
    reading.ask(waits)
    assert set(reading.who_has_not(waits).values_list("due_on", flat=True)) == {waits.effective_from}
    assert waits.status == "approved"

    other = make_document(cast, 2, type=make_type(cast, 2), acknowledged_by=[audience.entry(cast.person("member"))])
    applies = in_force(cast, other)
    reading.ask(applies)
    today = clock.today(cast.organization.zone)
    assert reading.who_has_not(applies).get().due_on == today + timedelta(days=14)


def test_who_joins_a_role_is_asked_for_what_it_needs_and_who_leaves_is_left_in_peace(cast):
    document = the_document(cast, acknowledged_by=[audience.entry(cast.role)])
    revision = in_force(cast, document)
    reading.ask(revision)
    assert asked(revision) == set()

    today = clock.today(cast.organization.zone)
    given = people.give_responsibility(
        person=cast.person("member"), role=cast.role, by=cast.manager, from_on=today, communicated_on=today
    )
    tasks.ask_holder.func(cast.organization.pk, str(given.pk))
    tasks.ask_holder.func(cast.organization.pk, str(given.pk))
    assert asked(revision) == {"Mel Member"}

    records.update(given, by=cast.manager, to_on=today)
    with later(2):
        tasks.ask_all.func(cast.organization.pk)
    assert asked(revision) == set()


def test_a_new_person_is_asked_for_what_is_for_everybody(cast):
    revision = in_force(cast, the_document(cast, acknowledged_by=audience.everybody()))
    reading.ask(revision)
    person = people.add_person(name="Nina New", by=cast.administrator, site=cast.main_site)
    tasks.ask_newcomer.func(cast.organization.pk, str(person.pk))

    assert "Nina New" in asked(revision)


def test_a_superseding_revision_withdraws_what_is_open(cast):
    document = the_document(cast)
    first = in_force(cast, document)
    reading.settle(first)
    reading.acknowledge(first, by=cast.member)
    document.refresh_from_db()
    second = in_force(cast, document)
    tasks.settle_reading.func(cast.organization.pk, str(second.pk))

    assert asked(first) == set()
    assert asked(second) == {"Mel Member", "Tim Teammate"}
    kept = Acknowledgement.objects.get(revision=first, person=cast.person("member"))
    assert kept.done_at is not None
    assert kept.withdrawn_at is None


def test_what_was_confirmed_before_a_recall_is_asked_again(cast):
    revision = in_force(cast, the_document(cast, training_days=10))
    reading.settle(revision)
    reading.acknowledge(revision, by=cast.member)
    recalled = actions.recall(revision=revision, by=cast.manager, reason="A step is missing.")
    reading.settle(recalled)
    assert asked(revision) == set()

    sent = actions.send_for_review(revision=recalled, by=cast.manager)
    approved = DocumentRevision.objects.get(pk=agree(sent, cast.boss).pk)
    reading.settle(approved)
    assert asked(approved) == {"Mel Member", "Tim Teammate"}


# Confirming ----------------------------------------------------------------------------------------------------------


def test_a_person_confirms_and_the_ledger_says_what_they_read(cast):
    revision = in_force(cast, the_document(cast))
    reading.ask(revision)
    done = reading.acknowledge(revision, by=cast.member)
    again = reading.acknowledge(revision, by=cast.member)

    assert done.is_done
    assert again.request.done_at == done.request.done_at
    entry = LedgerEntry.objects.get(pk=done.request.entry_id)
    assert entry.actor == str(cast.member.person_id)
    assert revision.checksum in bytes(entry.body).decode()
    assert asked(revision) == {"Tim Teammate"}


@pytest.mark.parametrize("source", ["api", "import", "mail", "task", "calendar"])
def test_a_program_that_acts_for_a_person_confirms_nothing(cast, source):
    """To confirm is to say that one has read it; who holds a token of somebody's has not."""
    revision = in_force(cast, the_document(cast))
    reading.ask(revision)

    with pytest.raises(NotAllowed, match="cannot read for you"):
        reading.acknowledge(revision, by=replace(cast.member, source=source))

    assert "Mel Member" in asked(revision)


def test_nobody_confirms_for_another_and_a_shared_device_for_nobody(cast):
    revision = in_force(cast, the_document(cast, acknowledged_by=audience.everybody()))
    reading.ask(revision)
    with pytest.raises(NotAllowed, match="Many people use this device"):
        reading.acknowledge(revision, by=cast.kiosk)
    with pytest.raises(NotAllowed, match="Only a person"):
        reading.acknowledge(revision, by=Actor.system(cast.organization, "setup"))
    with pytest.raises(NotAllowed):
        reading.acknowledge(revision, by=cast.stranger)

    assert not Acknowledgement.objects.filter(revision=revision, done_at__isnull=False).exists()


def test_who_is_not_asked_confirms_nothing(cast):
    revision = in_force(cast, the_document(cast))
    reading.ask(revision)
    with pytest.raises(Refused, match="not asked"):
        reading.acknowledge(revision, by=cast.manager)


def test_a_wrong_answer_is_kept_and_may_be_tried_again(cast):
    revision = in_force(cast, the_document(cast), questions=[QUESTION])
    reading.ask(revision)
    with pytest.raises(Refused, match="Answer each question"):
        reading.acknowledge(revision, by=cast.member)
    wrong = reading.acknowledge(revision, by=cast.member, answers=[1])
    assert not wrong.is_done
    assert [question.explanation for question in wrong.wrong] == [QUESTION.explanation]

    right = reading.acknowledge(revision, by=cast.member, answers=[0])
    assert right.is_done
    assert [tried["chosen"] for tried in right.request.answers] == [[1], [0]]
    assert right.request.score == 0
    assert reading.acknowledge(revision, by=cast.teammate, answers=[0]).request.score == 100


def test_questions_stand_with_the_text(cast):
    revision = in_force(cast, the_document(cast), questions=[QUESTION])
    with pytest.raises((Refused, NotAllowed)):
        reading.set_questions(revision, [], by=cast.manager)
    assert len(reading.questions_of(revision)) == 1


# Work, reminders, standing -------------------------------------------------------------------------------------------


def test_it_stands_in_the_work_of_who_is_asked_and_of_nobody_else(cast):
    revision = in_force(cast, the_document(cast))
    reading.ask(revision)

    assert [item.number for item in work.to_read(cast.member)] == [revision.number]
    assert list(work.to_read(cast.manager)) == []
    reading.acknowledge(revision, by=cast.member)
    assert list(work.waiting(cast.member)) == []


def test_readers_are_reminded_once_and_the_owner_hears_of_the_late_ones(cast):
    revision = in_force(cast, the_document(cast))
    reading.ask(revision)
    told = Notification.objects.filter(record_id=revision.pk)
    tasks.remind_of_reading.func(cast.organization.pk)
    assert not told.exists()
    with later(12):
        tasks.remind_of_reading.func(cast.organization.pk)
        tasks.remind_of_reading.func(cast.organization.pk)
    assert sorted(told.values_list("kind", flat=True)) == ["reading-due", "reading-due"]
    reading.acknowledge(revision, by=cast.member)
    with later(19):
        tasks.remind_of_reading.func(cast.organization.pk)

    assert list(told.filter(kind="reading-late").values_list("person__title", flat=True)) == ["Tim Teammate"]
    owner = told.get(kind="reading-of-mine-late")
    assert (owner.person_id, owner.facts["count"]) == (revision.document.owner_id, 1)


def test_the_standing_counts_by_document_and_by_person(cast):
    revision = in_force(cast, the_document(cast))
    reading.ask(revision)
    reading.acknowledge(revision, by=cast.member)
    with later(20):
        today = clock.today(cast.organization.zone)
        of_revision = standing.counts_of(revision, today)
        [row] = standing.by_revision(cast.manager, today)
    assert (of_revision.asked, of_revision.done, of_revision.late, of_revision.share) == (2, 1, 1, 50)
    assert row.key == revision.pk
    assert row.open == 1


def test_open_requests_are_only_ones_own(cast):
    revision = in_force(cast, the_document(cast))
    reading.ask(revision)
    assert acknowledging.open_requests(cast.member).count() == 1
    assert acknowledging.open_requests(cast.kiosk).count() == 0


# Access events -------------------------------------------------------------------------------------------------------


def test_events_are_forgotten_when_their_time_is_over(cast):
    revision = in_force(cast, the_document(cast))
    reading.note_access(cast.member, revision.document, revision, "printed")
    with later(700):
        reading.note_access(cast.member, revision.document, revision)
        assert reading.forget_old_events(cast.organization.pk) == 0
    with later(740):
        assert reading.forget_old_events(cast.organization.pk) == 1

    assert [event.verb for event in AccessEvent.objects.filter(document=revision.document)] == ["opened"]
